/* That a screen's display is there, for the log. */
#pragma once

#include "base/repeats.h"

/* All zero at first. */
struct appeared {
    struct repeats told;
    uint64_t last; /* what the log was told last: a hash of it */
    int64_t last_s;
    bool wrong; /* that is so no more, and what is so had been told shortly before */
};

/* "HDMI-1: pixmaps (x11), 1920x1080 at 60 Hz". Of a display that comes and goes that is told once in ten
 * minutes, with a count; in another mode, it is another thing. */
void appeared_tell(struct appeared *a, const char *display, const char *description,
                   int64_t boot_s);
/* The log knows it from elsewhere. */
void appeared_was_told(struct appeared *a, const char *display, const char *description,
                       int64_t boot_s);
/* It is so now, as often as one likes: where the log's last word has been wrong for ten minutes, it gets
 * another. Asks for no memory but then. */
void appeared_look(struct appeared *a, const char *display, const char *description,
                   int64_t boot_s);
