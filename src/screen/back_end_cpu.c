/* The window's own memory, or a surface without a window. Images are surfaces of the same format, so a
 * copy is one memcpy a line; only the rectangles that changed are sent to the display. */
#include "screen/back_end.h"

struct cpu {
    SDL_Window *window;   /* NULL: off-screen */
    SDL_Surface *surface; /* of the window: SDL's; off-screen: owned */
};

static SDL_Surface *as_surface(struct image *image)
{
    return (SDL_Surface *)(void *)image;
}

static void cpu_close(void *ctx)
{
    struct cpu *cpu = ctx;
    if (!cpu->window)
        SDL_FreeSurface(cpu->surface);
    free(cpu);
}

static void *cpu_open(SDL_Window *window, int width, int height, struct error *err)
{
    struct cpu *cpu = xcalloc(1, sizeof(*cpu));
    cpu->window = window;
    cpu->surface =
        window ? SDL_GetWindowSurface(window)
               : SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_RGB888);
    if (!cpu->surface) {
        error_set(err, "the window has no memory to draw into: %s", SDL_GetError());
        free(cpu);
        return NULL;
    }
    return cpu;
}

static void cpu_size(void *ctx, int *ret_width, int *ret_height)
{
    struct cpu *cpu = ctx;
    if (cpu->window) {
        SDL_GetWindowSize(cpu->window, ret_width, ret_height);
    } else {
        *ret_width = cpu->surface->w;
        *ret_height = cpu->surface->h;
    }
}

static struct image *cpu_image_new(void *ctx, SDL_Surface *pixels)
{
    struct cpu *cpu = ctx;
    if (pixels->format->format != cpu->surface->format->format) {
        SDL_Surface *converted = SDL_ConvertSurface(pixels, cpu->surface->format, 0);
        SDL_FreeSurface(pixels);
        pixels = converted;
    }
    if (pixels)
        SDL_SetSurfaceBlendMode(pixels, SDL_BLENDMODE_NONE);
    return (struct image *)(void *)pixels;
}

static void cpu_image_free(void *ctx, struct image *image)
{
    (void)ctx;
    SDL_FreeSurface(as_surface(image));
}

static bool cpu_begin(void *ctx, bool *ret_kept, struct error *err)
{
    struct cpu *cpu = ctx;
    *ret_kept = true;
    if (cpu->window) {
        /* The same surface until the window changes its size; then a new one, with nothing on it. */
        SDL_Surface *surface = SDL_GetWindowSurface(cpu->window);
        if (!surface)
            return error_set(err, "the window's memory is gone: %s", SDL_GetError());
        *ret_kept = surface == cpu->surface;
        cpu->surface = surface;
    }
    return true;
}

static void cpu_fill(void *ctx, const SDL_Rect *box, colour c)
{
    SDL_Surface *surface = ((struct cpu *)ctx)->surface;
    SDL_FillRect(surface, box,
                 SDL_MapRGB(surface->format, (Uint8)(c >> 16), (Uint8)(c >> 8), (Uint8)c));
}

static char *pixels_at(const SDL_Surface *s, int x, int y)
{
    return (char *)s->pixels + (ptrdiff_t)y * s->pitch + (ptrdiff_t)x * s->format->BytesPerPixel;
}

/* SDL_BlitSurface writes past the processor's cache, from which the X server is about to read: this costs
 * a third of the time. Both surfaces have one format, and compose.c asks for nothing beyond their edges. */
static void cpu_copy(void *ctx, struct image *image, const SDL_Rect *from, const SDL_Rect *to)
{
    const SDL_Surface *source = as_surface(image);
    SDL_Surface *target = ((struct cpu *)ctx)->surface;
    size_t length = (size_t)from->w * source->format->BytesPerPixel;
    int height = MIN(from->h, target->h - to->y);
    if (to->x < 0 || to->y < 0 || to->x + from->w > target->w)
        return;
    for (int y = 0; y < height; y++)
        memcpy(pixels_at(target, to->x, to->y + y), pixels_at(source, from->x, from->y + y),
               length);
}

static bool cpu_end(void *ctx, const SDL_Rect *changed, int count, struct error *err)
{
    struct cpu *cpu = ctx;
    if (cpu->window && count && SDL_UpdateWindowSurfaceRects(cpu->window, changed, count) < 0)
        return error_set(err, "the window cannot be updated: %s", SDL_GetError());
    return true;
}

static SDL_Surface *cpu_read(void *ctx)
{
    SDL_Surface *surface = ((struct cpu *)ctx)->surface;
    return SDL_ConvertSurfaceFormat(surface, SDL_PIXELFORMAT_RGB24, 0);
}

const struct back_end back_end_cpu = {
    .name = "cpu",
    .open = cpu_open,
    .close = cpu_close,
    .size = cpu_size,
    .image_new = cpu_image_new,
    .image_free = cpu_image_free,
    .begin = cpu_begin,
    .fill = cpu_fill,
    .copy = cpu_copy,
    .end = cpu_end,
    .read = cpu_read,
};
