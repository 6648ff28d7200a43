/* Frame -> back end: rasterises pictures that are new, keeps those that frames mention,
 * finds out what has moved, and copies that: over the frame before only what is not ground
 * (ink.h), where a back end keeps it. Turns everything where the display hangs on its
 * side: pictures once, when they are drawn, so that a turned display costs a frame no
 * more. Private to src/screen. */
#pragma once

#include "screen/back_end.h"
#include "screen/raster.h"
#include "screen/screen.h"

struct compose;

/* Borrows all three. */
struct compose *compose_new(const struct back_end *back_end, void *back_end_ctx,
                            struct raster *raster, int rotate);
void compose_free(struct compose *c);

/* Makes the pictures that the frame mentions, and shows nothing; trouble is compose_present()'s. */
void compose_draw_ahead(struct compose *c, const struct frame *frame);
bool compose_present(struct compose *c, const struct frame *frame, struct error *err);
/* Draws the last frame again without showing it, and reads it back. The caller frees it. */
SDL_Surface *compose_read(struct compose *c);
/* The same into pixels of the caller's, of that SDL_PixelFormatEnum and the back end's size. */
bool compose_copy(struct compose *c, uint32_t format, void *pixels, int pitch);
/* The next frame is drawn whole: the display has lost what it had. */
void compose_forget(struct compose *c);
/* And all pictures are drawn anew: the graphics device has lost them. */
void compose_forget_images(struct compose *c);
void compose_add_counts(const struct compose *c, struct screen_counts *counts);
int compose_images(const struct compose *c); /* that are kept */
