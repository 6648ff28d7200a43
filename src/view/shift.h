/* The slow walk of the whole picture over the display, against burn-in: the layout leaves a
 * margin, and the picture moves within it, a pixel to one side every few minutes. */
#pragma once

#include "view/frame.h"

struct shift {
    int room;   /* pixels to each side of the middle; 0: the picture stands still */
    bool walks; /* false: it stands in the middle */
};

/* What `px` pixels at 1080 lines are on a display of that size. */
struct shift shift_make(int px, bool walks, int width, int height);

/* Sets the frame's margin as it is at `now_s`. The walk comes by all (2 * room + 1)^2 places,
 * forth and back, and needs no memory. */
void shift_frame(const struct shift *shift, int64_t now_s, struct frame *f);
