/* The exposure plan: in which layout a list is shown, how it moves, and how much of it is shown,
 * so that everybody listed is seen, long enough, in time. A pure function. */
#pragma once

#include "base/base.h"
#include "model/document.h"

enum motion {
    MOTION_SCROLL, /* evenly */
    MOTION_STEP,   /* a row at a time, with a pause */
    MOTION_PAGE,   /* a page at a time */
};

#define PLAN_MAX_COLUMNS 2

struct plan_layout {
    int columns, row_px; /* rows side by side; the height of one */
};

struct plan_day {
    int32_t day; /* DAY_UNKNOWN: of rows whose day is not known, the last of all */
    uint32_t rows;
};

struct plan_input {
    enum motion motion;
    const struct plan_day *days; /* the rows by the day they were finished on, the newest first */
    int day_count;
    uint32_t places; /* how many the rows wait at: each has a bar */
    const struct plan_layout
        *layouts; /* from the calmest to the densest; the first has one column */
    int layout_count;
    int in_use;      /* the layout shown now, or -1: a calmer one must be worth the change */
    int view_px;     /* the room for the list, with that of the place bar at its top */
    int bar_px;      /* of a place bar */
    int rate_hz;     /* of the display */
    int min_dwell_s; /* a row is whole on the screen for at least this long, in each cycle */
    int max_cycle_s; /* every row has been on the screen after this long */
    int calm_px_s;   /* slower than this looks like standing still and makes people wait */
};

struct plan {
    bool still; /* everything fits: nothing moves, once what stood there before has gone by */
    int layout; /* the number of the one below */
    struct plan_layout form;
    /* Scrolling: the list moves by `px` pixels in `frames` frames, spread over them evenly; one
     * of the two divides the other wherever that meets the plan, so that each frame moves by the
     * same. Stepping: the same for a row on its way. */
    int px, frames;
    int pause_frames; /* stepping and paging: between two */
    int dwell_ms;     /* how long a row is whole on the screen, at least */
    int cycle_s;      /* how long the list takes once round, at most */
    /* What is listed: the rows of `since` and later days; DAY_UNKNOWN: all. The rest is counted. */
    uint32_t rows, beyond;
    int32_t since;
};

/* The first layout in which the whole list is shown within max_cycle while each row is whole
 * for min_dwell; in it the slowest movement that does, though not slower than calm_px_s. Where
 * none does, the newest days for which the densest layout does. One day is always listed
 * whole, whatever the cycle then takes, since no rule could choose fairly among its rows;
 * min_dwell is kept even so. */
struct plan plan_make(const struct plan_input *in);
