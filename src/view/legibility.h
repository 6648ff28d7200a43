/* From how far the board can be read: capitals are to be a two-hundredth of the distance high. */
#pragma once

#include "base/base.h"

/* The design's sizes, at 1920x1080: a name in a row of its own, and the smallest text that is set. Both
 * shrink where a text is too long for its room. */
#define LEGIBILITY_NAME     54
#define LEGIBILITY_SMALLEST 22

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
    /* The percentage at which they would be high enough; more than the display holds where that is more
     * than `most`. */
    int name_percent, smallest_percent;
    int most; /* what the layout of this display goes up to */
};

struct legibility legibility_judge(const struct legibility_facts *facts);
