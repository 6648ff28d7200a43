/* Where the parts of the board lie, for any size from 800x480 to 3840x2160, either way up. */
#pragma once

#include "view/frame.h"

/* What needs room only at times. */
struct layout_wants {
    int announcement; /* the height of its band below the header; 0: none */
    bool ticker;      /* without notices the footer is lower */
};

struct layout {
    int width, height;
    bool portrait;
    struct layout_wants wants; /* what it was made for */
    struct rect header, announcement, place, list, panel, footer;
};

struct layout layout_make(int width, int height, const struct layout_wants *wants);

/* `px` pixels of the 1920x1080 design at this size: lengths scale with the shorter side. At least 1
 * for what is at least 1. */
int layout_scale(const struct layout *l, int px);
