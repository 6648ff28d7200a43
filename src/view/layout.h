/* Where the parts of the board lie, for any size from 800x480 to 3840x2160, either way up. */
#pragma once

#include "view/frame.h"

/* What it is to hold: the first two change while the board runs. */
struct layout_wants {
    int announcement; /* the height of its band below the header; 0: none */
    bool ticker;      /* without notices the footer is lower */
    int percent;      /* of the size of what is read; 0: 100 */
    bool script_line; /* the header has a line above the title */
};

struct layout {
    int width, height;
    /* What is asked for, as far as the display can hold it: larger than 100 it is at most what
     * leaves the list three whole rows under its place bar, 720 pixels of the design wide, while
     * there is a ticker and no announcement: letters do not change their size with the notices.
     * At 1920x1080 that is 159, on its side 150. */
    int percent;
    /* The same for what is in the panel, which grows only as far as it has room: what to bring and
     * the code are worth more than larger letters. */
    int panel_percent;
    bool portrait;
    struct layout_wants wants; /* what it was made for */
    struct rect header, announcement, place, list, panel, footer;
};

struct layout layout_make(int width, int height, const struct layout_wants *wants);

/* `px` pixels of the 1920x1080 design at this size: lengths scale with the shorter side, and
 * with the percentage. At least 1 for what is at least 1. */
int layout_scale(const struct layout *l, int px);
