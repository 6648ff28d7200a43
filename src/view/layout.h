/* Where the parts of the board lie, for any size from 800x480 to 3840x2160, either way up. */
#pragma once

#include "view/frame.h"

struct layout_options {
    int width, height;
    int percent;      /* of what is read; 0: 100 */
    bool script_line; /* the header has a line above the title */
};

struct layout {
    int width, height;
    /* What is asked for, as far as the display can hold it: larger than 100 it is at most what leaves the
     * list three whole rows under its place bar, 720 pixels of the design wide. At 1920x1080 that is 159,
     * on its side 150. */
    int percent;
    /* The same for what is in the panel, which grows only as far as it has room, and shrinks to 90 before
     * what to bring is left out: that and the code are worth more than larger letters. */
    int panel_percent;
    bool portrait;
    struct rect header, place, list, panel, footer;
};

struct layout layout_make(int width, int height);
struct layout layout_make_for(const struct layout_options *o);

/* `px` pixels of the 1920x1080 design at this size: lengths scale with the shorter side, and with the
 * percentage. At least 1 for what is at least 1. */
int layout_scale(const struct layout *l, int px);
