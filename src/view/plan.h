/* The exposure plan: how fast a list moves, so that everybody is shown, long enough, in time.
 * A pure function. */
#pragma once

#include "base/base.h"

struct plan_input {
    int content_px;  /* the whole list, place bars included */
    int view_px;     /* what of it is on the screen at once, the sticky place bar included */
    int row_px;      /* one row */
    int sticky_px;   /* the part of view_px that the place bar covers */
    int rate_hz;     /* of the display */
    int min_dwell_s; /* a row is whole on the screen for at least this long */
    int max_cycle_s; /* every row has been on the screen after this long, where min_dwell allows */
    int calm_px_s;   /* slower than this looks like standing still and makes people wait */
};

struct plan {
    bool still; /* everything fits: nothing moves */
    /* The list moves by step_px every `every` frames: whole pixels, so that no frame blurs. */
    int step_px, every;
    int dwell_ms; /* how long a row is whole on the screen */
    int cycle_s;  /* how long the list takes once round */
};

/* The slowest even movement that meets max_cycle, not slower than calm_px_s; never so fast that a row
 * is seen for less than min_dwell, even where the cycle then takes longer. */
struct plan plan_make(const struct plan_input *in);
