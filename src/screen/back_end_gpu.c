/* SDL_Renderer: images are textures, every frame is drawn whole (the display swaps buffers). */
#include "screen/back_end.h"

#include <glob.h>

struct gpu {
    SDL_Window *window;
    SDL_Renderer *renderer;
    int max_width, max_height; /* of a texture; 2048 and 4096 are seen */
};

struct image {
    SDL_Texture *texture;
    float scale_x,
        scale_y; /* of the texture against the picture; 1 unless the driver's limit is small */
};

static void gpu_close(void *ctx)
{
    struct gpu *gpu = ctx;
    SDL_DestroyRenderer(gpu->renderer);
    free(gpu);
}

static void *gpu_open(SDL_Window *window, int width, int height, struct error *err)
{
    (void)width, (void)height;
    struct gpu *gpu = xcalloc(1, sizeof(*gpu));
    gpu->window = window;
    SDL_RendererInfo info;
    gpu->renderer = SDL_CreateRenderer(window, -1, SDL_RENDERER_ACCELERATED);
    if (!gpu->renderer || SDL_GetRendererInfo(gpu->renderer, &info) < 0) {
        error_set(err, "no accelerated renderer: %s", SDL_GetError());
        if (gpu->renderer)
            SDL_DestroyRenderer(gpu->renderer);
        free(gpu);
        return NULL;
    }
    gpu->max_width = info.max_texture_width;
    gpu->max_height = info.max_texture_height;
    return gpu;
}

static void gpu_size(void *ctx, int *ret_width, int *ret_height)
{
    SDL_GetRendererOutputSize(((struct gpu *)ctx)->renderer, ret_width, ret_height);
}

/* A picture that is larger than the driver's largest texture is drawn at half its size and
 * stretched: a little soft, but there. */
static SDL_Surface *within_limits(const struct gpu *gpu, SDL_Surface *pixels)
{
    while ((gpu->max_width && pixels->w > gpu->max_width) ||
           (gpu->max_height && pixels->h > gpu->max_height)) {
        SDL_Surface *half = SDL_CreateRGBSurfaceWithFormat(
            0, (pixels->w + 1) / 2, (pixels->h + 1) / 2, 32, pixels->format->format);
        if (!half || SDL_SoftStretchLinear(pixels, NULL, half, NULL) < 0) {
            SDL_FreeSurface(half);
            break;
        }
        SDL_FreeSurface(pixels);
        pixels = half;
    }
    return pixels;
}

static struct image *gpu_image_new(void *ctx, SDL_Surface *pixels)
{
    struct gpu *gpu = ctx;
    int w = pixels->w, h = pixels->h;
    pixels = within_limits(gpu, pixels);
    struct image image = {
        .texture = SDL_CreateTextureFromSurface(gpu->renderer, pixels),
        .scale_x = (float)pixels->w / (float)w,
        .scale_y = (float)pixels->h / (float)h,
    };
    SDL_FreeSurface(pixels);
    if (!image.texture)
        return NULL;
    SDL_SetTextureBlendMode(image.texture, SDL_BLENDMODE_NONE);
    struct image *ret = xmalloc(sizeof(*ret));
    *ret = image;
    return ret;
}

static void gpu_image_free(void *ctx, struct image *image)
{
    (void)ctx;
    SDL_DestroyTexture(image->texture);
    free(image);
}

static bool gpu_begin(void *ctx, bool *ret_kept, struct error *err)
{
    (void)ctx, (void)err;
    *ret_kept = false;
    return true;
}

static void gpu_fill(void *ctx, const SDL_Rect *box, colour c)
{
    SDL_Renderer *renderer = ((struct gpu *)ctx)->renderer;
    SDL_SetRenderDrawColor(renderer, (Uint8)(c >> 16), (Uint8)(c >> 8), (Uint8)c, 255);
    SDL_RenderFillRect(renderer, box);
}

static void gpu_copy(void *ctx, struct image *image, const SDL_Rect *from, const SDL_Rect *to)
{
    SDL_Rect part = *from;
    if (image->scale_x < 1 || image->scale_y < 1) {
        part.x = (int)((float)from->x * image->scale_x);
        part.y = (int)((float)from->y * image->scale_y);
        part.w = MAX((int)((float)from->w * image->scale_x), 1);
        part.h = MAX((int)((float)from->h * image->scale_y), 1);
    }
    SDL_RenderCopy(((struct gpu *)ctx)->renderer, image->texture, &part, to);
}

static bool gpu_end(void *ctx, const SDL_Rect *changed, int count, struct error *err)
{
    (void)changed, (void)count, (void)err;
    SDL_RenderPresent(((struct gpu *)ctx)->renderer);
    return true;
}

static SDL_Surface *gpu_read(void *ctx)
{
    struct gpu *gpu = ctx;
    int w, h;
    gpu_size(ctx, &w, &h);
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, w, h, 24, SDL_PIXELFORMAT_RGB24);
    if (surface && SDL_RenderReadPixels(gpu->renderer, NULL, SDL_PIXELFORMAT_RGB24, surface->pixels,
                                        surface->pitch) < 0) {
        SDL_FreeSurface(surface);
        surface = NULL;
    }
    return surface;
}

static bool gpu_set_waiting(void *ctx, bool waits)
{
    SDL_Renderer *renderer = ((struct gpu *)ctx)->renderer;
    /* SDL sets it for the OpenGL context that is current, which may be another window's: a
     * texture that is made in this one makes it current. */
    SDL_Texture *touched =
        SDL_CreateTexture(renderer, SDL_PIXELFORMAT_RGB888, SDL_TEXTUREACCESS_STATIC, 1, 1);
    SDL_RenderSetVSync(renderer, waits);
    bool really = waits && SDL_GL_GetSwapInterval() > 0;
    /* Where the driver cannot, SDL sleeps for 16 ms, whatever the display's
     * rate: pace.h does better. */
    if (!really)
        SDL_RenderSetVSync(renderer, 0);
    SDL_DestroyTexture(touched);
    return really;
}

bool back_end_gpu_is_possible(void)
{
    static const char *const devices[] = { "/dev/dri/renderD*", "/dev/nvidia0", "/dev/mali*" };
    bool found = false;
    for (size_t i = 0; i < COUNT(devices) && !found; i++) {
        glob_t matches;
        if (glob(devices[i], 0, NULL, &matches) == 0) {
            found = matches.gl_pathc > 0;
            globfree(&matches);
        }
    }
    return found;
}

bool back_end_gpu_is_real(void *ctx)
{
    SDL_RendererInfo info;
    if (SDL_GetRendererInfo(((struct gpu *)ctx)->renderer, &info) < 0 ||
        !(info.flags & SDL_RENDERER_ACCELERATED))
        return false;
    typedef const unsigned char *(*get_string_fn)(unsigned);
    enum { GL_RENDERER_NAME = 0x1F01 };
    get_string_fn get_string = (get_string_fn)SDL_GL_GetProcAddress("glGetString");
    const char *name = get_string ? (const char *)get_string(GL_RENDERER_NAME) : NULL;
    static const char *const software[] = { "llvmpipe", "softpipe", "swrast", "SWR", "Software" };
    for (size_t i = 0; name && i < COUNT(software); i++) {
        if (strstr(name, software[i]))
            return false;
    }
    return name != NULL;
}

const struct back_end back_end_gpu = {
    .name = "gpu",
    .open = gpu_open,
    .close = gpu_close,
    .size = gpu_size,
    .image_new = gpu_image_new,
    .image_free = gpu_image_free,
    .begin = gpu_begin,
    .fill = gpu_fill,
    .copy = gpu_copy,
    .end = gpu_end,
    .read = gpu_read,
    .set_waiting = gpu_set_waiting,
};
