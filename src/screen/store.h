/* Picture -> image: rasterises each picture once, and keeps of it what is not ground (ink.h) while
 * frames mention it. Turned where the display hangs on its side. Private to src/screen. */
#pragma once

#include "screen/back_end.h"
#include "screen/ink.h"
#include "screen/raster.h"

struct stored {
    uint64_t id; /* of the picture; 0: the place is free */
    struct ink ink;
    /* Of each box of ink that is not plain what is kept, in the picture: with a little of what is
     * around it; and where that is in the image, in which they are packed. NULL: there are none. */
    struct rect kept[INK_MAX];
    bool
        alone[INK_MAX]; /* no other ink comes into it while it moves by as much as is kept around */
    struct {
        int x, y;
    } at[INK_MAX];
    struct image *image;
    int width, height; /* of the image, before it was turned */
    uint64_t used;     /* the frame that last mentioned it */
    struct stored *next;
};

struct store;

/* Borrows all three. */
struct store *store_new(const struct back_end *back_end, void *back_end_ctx, struct raster *raster,
                        int rotate);
void store_free(struct store *s);

/* Every picture that lies in its band at least in part gets its image. Of those that wait beyond
 * an edge one gets it, the nearest, in a frame that has nothing else to rasterise: so the work for
 * what comes is spread, and is done when it comes. Sets `*lost` where there was no room beside the
 * images of the frame before, which then are gone. An error where memory is at its end. */
bool store_prepare(struct store *s, const struct frame *frame, bool *lost, struct error *err);
/* Nothing is kept any more: the graphics device has lost it. */
void store_forget(struct store *s);
/* What is kept of sprite `i` of that frame: NULL for one that waits. Valid until the frame after
 * the next; what stands there then has another id. */
const struct stored *store_get(const struct store *s, int i);

/* Images that are kept. */
int store_images(const struct store *s);
/* Pictures, and their pixels, that were rasterised so far. */
void store_counts(const struct store *s, uint64_t *ret_pictures, uint64_t *ret_pixels);
