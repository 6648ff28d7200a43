/* What compose.c (frames) and compose_band.c (what of a band is drawn) share. */
#pragma once

#include "screen/compose.h"
#include "screen/store.h"

/* A sprite that is seen, as drawn: enough to tell whether it has changed, and to draw it again. */
struct placed {
    uint64_t id;
    int x, y, w, h;
    colour ground;
    const struct stored *stored;
    int other; /* the same sprite in the other frame: its number in the band; -1: not there */
};

struct drawn_band {
    struct rect box, outer; /* on the display; with the margin that it goes on in */
    colour ground;
    int count;
    struct placed *placed; /* into the frame's */
};

struct drawn {
    int width, height; /* of the display, as the view sees it */
    int band_count;
    struct drawn_band bands[BANDS];
    struct placed placed[FRAME_MAX_SPRITES];
};

/* The most rectangles that are shown one by one; a full board has 70. On Xvfb a frame's 70 cost the
 * server two thirds of what the one around them all would. */
#define CHANGED_MAX 160

struct compose {
    const struct back_end *back_end;
    void *ctx;
    struct store *store;
    int rotate;
    struct drawn frames[2], *last, *next; /* what stands there; what is to */
    bool stale;                           /* draw everything */

    SDL_Rect changed[CHANGED_MAX]; /* what of the display this frame has drawn over */
    int changed_count;
    struct screen_counts counts;
};

/* Draws all of a band, whatever was there. */
void compose_draw_band(struct compose *c, const struct drawn_band *band);
/* Draws over the frame before what is different: only ink moves, the ground is there. */
void compose_update_band(struct compose *c, struct drawn_band *before, struct drawn_band *now);
