/* That a screen's display is there, for the log. */
#pragma once

#include "base/repeats.h"

/* "HDMI-1: cpu (x11), 1920x1080 at 60 Hz". Of a display that comes and goes that is told once in ten
 * minutes, with a count; in another mode, it is another thing. */
void appeared_tell(struct repeats *told, const char *display, const char *description,
                   int64_t boot_s);
/* The log knows it from elsewhere. */
void appeared_was_told(struct repeats *told, const char *display, const char *description,
                       int64_t boot_s);
