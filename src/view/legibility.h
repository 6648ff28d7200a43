/* From how far the board can be read: capitals are to be a two-hundredth of the distance high. */
#pragma once

#include "base/base.h"

/* The design's sizes, at 1920x1080: a name in a row of its own, the smallest text that is set,
 * and the smallest in the panel, which grows less than the rest. All shrink where a text is too
 * long for its room, and names where a long list needs denser rows. */
#define LEGIBILITY_NAME     54
#define LEGIBILITY_SMALLEST 22
#define LEGIBILITY_PANEL    27

struct legibility_facts {
    int width, height; /* pixels */
    double inches;     /* the display's diagonal */
    double distance_m;
    int percent; /* asked for */
    bool script_line;
};

struct legibility {
    double needed_mm;
    double name_mm, smallest_mm; /* capitals, as the layout sets them */
    bool name_meets, smallest_meets;
    /* The least percentage at which they are high enough; 0 where not even `most` is enough, to
     * which the layout of this display goes up. */
    int name_percent, smallest_percent, most;
};

struct legibility legibility_judge(const struct legibility_facts *facts);
