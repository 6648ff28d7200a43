/* What a back end must be able to do; compose.h decides when. Private to src/screen. */
#pragma once

#include <SDL.h>

#include "base/error.h"
#include "view/frame.h"

/* Pixels that a back end keeps ready to be copied: a surface, or a texture. */
struct image;
struct screen_counts;

struct back_end {
    const char *name;
    /* `window` NULL: into memory (cpu only), width by height. */
    void *(*open)(SDL_Window *window, int width, int height, struct error *err);
    void (*close)(void *ctx);
    /* The display's size as it is now. */
    void (*size)(void *ctx, int *ret_width, int *ret_height);
    /* Whether one frame may be another thread's, from begin to end, while this one makes images.
     * NULL: it may not. */
    bool (*ends_aside)(void *ctx);
    /* Turns drawn pixels into an image; takes ownership of the surface. NULL when it cannot: also
     * when there is no room for it beside those that are kept. */
    struct image *(*image_new)(void *ctx, SDL_Surface *pixels);
    void (*image_free)(void *ctx, struct image *image);
    /* Instead of begin, where nothing has changed: what has gone wrong since, without waiting. NULL: nothing can. */
    bool (*look)(void *ctx, struct error *err);
    /* Between begin and end. begin returns whether the old content is still there: if not, all is
     * drawn anew, and no copy lies over another. `from` and `to` have one size. `changed` are the
     * rectangles to show. */
    bool (*begin)(void *ctx, bool *ret_kept, struct error *err);
    void (*fill)(void *ctx, const SDL_Rect *box, colour c);
    void (*copy)(void *ctx, struct image *image, const SDL_Rect *from, const SDL_Rect *to);
    /* Moves what stands there, from the frame before, to another place in the same lines; nothing of `from` has
     * been drawn over in this frame. NULL where begin never finds the old content. */
    void (*move)(void *ctx, const SDL_Rect *from, const SDL_Rect *to);
    bool (*end)(void *ctx, const SDL_Rect *changed, int count, struct error *err);
    /* What stands between begin and end, into pixels of that SDL_PixelFormatEnum and of size(). */
    bool (*read)(void *ctx, uint32_t format, void *pixels, int pitch);
    /* Instead of begin, for a frame that is drawn anew to be read and not to be shown. NULL: begin and read do. */
    bool (*begin_read)(void *ctx, struct error *err);
    /* Has end() wait for the display's refresh, or not; returns whether it
     * does. NULL: it never does. */
    bool (*set_waiting)(void *ctx, bool waits);
    /* Adds what only the back end knows. NULL: nothing. */
    void (*add_counts)(void *ctx, struct screen_counts *counts);
};

extern const struct back_end back_end_cpu;
extern const struct back_end back_end_pixmaps; /* X11 only */
extern const struct back_end back_end_gpu;

/* Whether the machine has a graphics chip at all, as its device files tell. Asked before OpenGL
 * is: to open it only to find llvmpipe there costs 40 MB that stay. */
bool back_end_gpu_is_possible(void);
/* Whether the window's OpenGL is drawn by hardware, as its renderer string tells. */
bool back_end_gpu_is_real(void *ctx);
/* Instead of the driver's limits of a texture, before the first image; for tests. */
void back_end_gpu_limit(void *ctx, int width, int height);
/* What the textures take, and how many there are. */
int64_t back_end_gpu_texture_bytes(const void *ctx, int *ret_count);
