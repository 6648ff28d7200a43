/* The window's own memory, or a surface without a window. Images are surfaces of
 * the same format, so a copy is one memcpy a line; only the rectangles that changed
 * are sent to the display.
 *
 * What else was measured, at 1920x1080 under Xvfb:
 * - Moving in place what is on the surface, instead of copying its image, costs a turned list a sixth
 *   less (529 us a frame, not 636): reading and writing meet in the same cache lines. From line to line,
 *   as upright lists move, it was no faster.
 * - Leaving out the ground in each line of a turned list, a third of the cache lines that are touched, cost
 *   half as much again: as many lengths as lines, and the processor foresees none.
 * - Sending one rectangle around all that changed, instead of 70, costs the X server half as much
 *   again (200 us a frame, not 140): few pixels change, and they lie apart.
 * - Pictures as pixmaps in the X server, which copies them itself: back_end_pixmaps.c. This one is for Wayland,
 *   the console, and X servers whose pixels are other ones. */
#include "screen/back_end.h"

#include <sys/mman.h>

/* What is to be done to the surface. A turned board moves sideways: its rows are hundreds of
 * lines high and a few pixels wide, and each line of the surface lies on a page of its own.
 * Worked off one by one they would cost a fifth more; so they are gathered, and done for a block
 * of lines after the other: with blocks of 32 a frame cost a tenth more. Nor does the processor,
 * which fetches ahead along a line, see the next line coming: it is told, AHEAD lines before. */
enum {
    JOBS = 256,
    BLOCK = 128, /* lines */
    AHEAD = 16,  /* lines */
    CACHE_LINE = 64,
};

struct job {
    SDL_Rect to;
    const SDL_Surface *from; /* NULL: fill with `pixel`; the window's own: move */
    int from_x, from_y;
    Uint32 pixel;
};

struct cpu {
    SDL_Window *window;   /* NULL: off-screen */
    SDL_Surface *surface; /* of the window: SDL's; off-screen: owned */
    int job_count;
    struct job jobs[JOBS];
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
    /* All of it at once: a first picture that finds it page by page takes ten times as long. A
     * kernel that knows no such advice, before 5.14, does it so. */
    if (window)
        madvise(cpu->surface->pixels, (size_t)cpu->surface->pitch * (size_t)cpu->surface->h,
                MADV_POPULATE_WRITE);
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

/* X11's own window memory; elsewhere SDL draws with OpenGL, which belongs to a thread. */
static bool cpu_ends_aside(void *ctx)
{
    struct cpu *cpu = ctx;
    return cpu->window && strcmp(SDL_GetCurrentVideoDriver(), "x11") == 0;
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
        /* The same surface until the window changes its size; then a new
         * one, with nothing on it. */
        SDL_Surface *surface = SDL_GetWindowSurface(cpu->window);
        if (!surface)
            return error_set(err, "the window's memory is gone: %s", SDL_GetError());
        *ret_kept = surface == cpu->surface;
        if (!*ret_kept) /* a frame of another thread leaves alone what this one reads: see ends_aside */
            cpu->surface = surface;
    }
    return true;
}

static char *pixels_at(const SDL_Surface *s, int x, int y)
{
    return (char *)s->pixels + (ptrdiff_t)y * s->pitch + (ptrdiff_t)x * s->format->BytesPerPixel;
}

/* A job's part of a block. */
struct lines {
    char *to;
    ptrdiff_t pitch;
    size_t length; /* of a line, in bytes */
    int count;
    int told; /* so many of them have one AHEAD that is the job's, too: the processor is told */
};

enum { WORTH_A_CALL = 512 }; /* bytes of a line: what is longer the processor sees coming, too */

/* Lines begin anywhere: the last byte may lie in one more cache line. */
static inline void tell_write(const char *at, size_t length)
{
    for (size_t i = 0; i < length; i += CACHE_LINE)
        __builtin_prefetch(at + i, 1);
    __builtin_prefetch(at + length - 1, 1);
}

static inline void tell_read(const char *at, size_t length)
{
    for (size_t i = 0; i < length; i += CACHE_LINE)
        __builtin_prefetch(at + i, 0);
    __builtin_prefetch(at + length - 1, 0);
}

/* Narrow lines are many where a board is turned: a call for each would cost more than what it
 * does, and the processor's own string instructions, of which SDL_FillRect is made, take as long
 * to begin. */
static void fill_lines(const struct lines *l, Uint32 pixel)
{
    const Uint32 piece[] = { pixel, pixel, pixel, pixel };
    int told = l->length < WORTH_A_CALL ? l->told : 0;
    char *to = l->to;
    for (int n = 0; n < l->count; n++, to += l->pitch) {
        size_t i = 0;
        if (n < told)
            tell_write(to + AHEAD * l->pitch, l->length);
        for (; i + sizeof(piece) <= l->length; i += sizeof(piece))
            memcpy(to + i, piece, sizeof(piece));
        for (; i < l->length; i += sizeof(pixel))
            memcpy(to + i, &pixel, sizeof(pixel));
    }
}

enum { PIECE = 16, LARGE = 64 }; /* a memcpy of a fixed length is no call */

static void copy_lines(const struct lines *l, const char *from, ptrdiff_t from_pitch)
{
    size_t length = l->length;
    bool small = length >= PIECE && length < WORTH_A_CALL;
    char *to = l->to;
    for (int n = 0; n < l->count; n++, to += l->pitch, from += from_pitch) {
        if (!small) {
            memcpy(to, from, length);
            continue;
        }
        if (n < l->told) {
            tell_write(to + AHEAD * l->pitch, length);
            tell_read(from + AHEAD * from_pitch, length);
        }
        size_t i = 0;
        for (; i + LARGE <= length; i += LARGE)
            memcpy(to + i, from + i, LARGE);
        for (; i + PIECE <= length; i += PIECE)
            memcpy(to + i, from + i, PIECE);
        memcpy(to + length - PIECE, from + length - PIECE, PIECE);
    }
}

/* Lines that lie over where they come from: from the side that they move to. */
static void move_lines(const struct lines *l, const char *from)
{
    bool small = l->length >= PIECE && l->length < WORTH_A_CALL;
    char *to = l->to, piece[PIECE], last[PIECE];
    size_t length = l->length;
    for (int n = 0; n < l->count; n++, to += l->pitch, from += l->pitch) {
        if (!small) {
            memmove(to, from, length);
            continue;
        }
        if (n < l->told)
            tell_write(from + AHEAD * l->pitch, length);
        if (to <= from) {
            memcpy(last, from + length - PIECE, PIECE);
            for (size_t i = 0; i + PIECE <= length; i += PIECE) {
                memcpy(piece, from + i, PIECE);
                memcpy(to + i, piece, PIECE);
            }
            memcpy(to + length - PIECE, last, PIECE);
        } else {
            memcpy(last, from, PIECE);
            for (size_t i = length; i >= PIECE; i -= PIECE) {
                memcpy(piece, from + i - PIECE, PIECE);
                memcpy(to + i - PIECE, piece, PIECE);
            }
            memcpy(to, last, PIECE);
        }
    }
}

/* A job's lines from `top` up to `bottom`. SDL_BlitSurface writes past the processor's cache,
 * from which the X server is about to read: this costs a third of the time. */
static void work(SDL_Surface *target, const struct job *job, int top, int bottom)
{
    int end = job->to.y + job->to.h;
    int first = MAX(top, job->to.y), count = MIN(bottom, end) - first;
    if (count <= 0)
        return;
    size_t pixel = target->format->BytesPerPixel;
    struct lines lines = {
        .to = pixels_at(target, job->to.x, first),
        .pitch = target->pitch,
        .length = (size_t)job->to.w * pixel,
        .count = count,
        .told = end - first - AHEAD,
    };
    if (job->from) {
        const char *from = pixels_at(job->from, job->from_x, job->from_y + first - job->to.y);
        if (job->from == target)
            move_lines(&lines, from);
        else
            copy_lines(&lines, from, job->from->pitch);
    } else if (pixel == sizeof(job->pixel)) {
        fill_lines(&lines, job->pixel);
    } else {
        SDL_Rect box = { job->to.x, first, job->to.w, count };
        SDL_FillRect(target, &box, job->pixel);
    }
}

static void flush(struct cpu *cpu)
{
    int top = INT32_MAX, bottom = 0;
    for (int i = 0; i < cpu->job_count; i++) {
        top = MIN(top, cpu->jobs[i].to.y);
        bottom = MAX(bottom, cpu->jobs[i].to.y + cpu->jobs[i].to.h);
    }
    for (int y = top; y < bottom; y += BLOCK) {
        for (int i = 0; i < cpu->job_count; i++)
            work(cpu->surface, &cpu->jobs[i], y, y + BLOCK);
    }
    cpu->job_count = 0;
}

/* Only what lies on the surface: compose.c asks for nothing beyond its sides. */
static void add_job(struct cpu *cpu, const struct job *job)
{
    if (job->to.x < 0 || job->to.y < 0 || job->to.x + job->to.w > cpu->surface->w)
        return;
    if (cpu->job_count == JOBS)
        flush(cpu);
    struct job *added = &cpu->jobs[cpu->job_count++];
    *added = *job;
    added->to.h = MIN(job->to.h, cpu->surface->h - job->to.y);
}

static void cpu_fill(void *ctx, const SDL_Rect *box, colour c)
{
    struct cpu *cpu = ctx;
    add_job(cpu, &(struct job){
                     .to = *box,
                     .pixel = SDL_MapRGB(cpu->surface->format, (Uint8)(c >> 16), (Uint8)(c >> 8),
                                         (Uint8)c),
                 });
}

static void cpu_copy(void *ctx, struct image *image, const SDL_Rect *from, const SDL_Rect *to)
{
    add_job(ctx, &(struct job){
                     .to = { to->x, to->y, from->w, from->h },
                     .from = as_surface(image),
                     .from_x = from->x,
                     .from_y = from->y,
                 });
}

static void cpu_move(void *ctx, const SDL_Rect *from, const SDL_Rect *to)
{
    struct cpu *cpu = ctx;
    add_job(cpu,
            &(struct job){ .to = *to, .from = cpu->surface, .from_x = from->x, .from_y = from->y });
}

static bool cpu_end(void *ctx, const SDL_Rect *changed, int count, struct error *err)
{
    struct cpu *cpu = ctx;
    flush(cpu);
    if (cpu->window && count && SDL_UpdateWindowSurfaceRects(cpu->window, changed, count) < 0)
        return error_set(err, "the window cannot be updated: %s", SDL_GetError());
    return true;
}

static bool cpu_read(void *ctx, uint32_t format, void *pixels, int pitch)
{
    struct cpu *cpu = ctx;
    const SDL_Surface *s = cpu->surface;
    flush(cpu);
    return SDL_ConvertPixels(s->w, s->h, s->format->format, s->pixels, s->pitch, format, pixels,
                             pitch) == 0;
}

const struct back_end back_end_cpu = {
    .name = "cpu",
    .open = cpu_open,
    .close = cpu_close,
    .size = cpu_size,
    .ends_aside = cpu_ends_aside,
    .image_new = cpu_image_new,
    .image_free = cpu_image_free,
    .begin = cpu_begin,
    .fill = cpu_fill,
    .copy = cpu_copy,
    .move = cpu_move,
    .end = cpu_end,
    .read = cpu_read,
};
