/* How many of the display's refreshes each frame lasts: one, and more where the machine cannot
 * keep that, so that what moves does so evenly, and at the same speed, rather than now and then.
 * Chosen by measurement: a machine is slow when two windows in a row have late frames, or leave
 * no time to spare; a single hard moment changes nothing. Tried again after a calm while, and
 * each time that fails after twice as long. Pure: the time is passed in, in nanoseconds of a
 * clock that does not jump. */
#pragma once

#include "base/base.h"

#define GOVERNOR_MOST 4 /* refreshes a frame: 15 a second at 60 Hz */

struct governor {
    int refresh_hz; /* of the display */
    int refreshes;  /* that a frame lasts; 0 means 1 */

    /* --- the window at hand */
    uint64_t begun_ns; /* 0: none */
    uint64_t busy_ns;  /* spent on its frames */
    unsigned frames, late;

    unsigned slow; /* windows in a row */
    uint64_t
        calm_since_ns; /* since when there was time enough for a shorter frame; 0: there is not */
    uint64_t calm_needed_ns; /* before a shorter one is tried; 0: the least */
    uint64_t tried_ns;       /* when that was last done; 0: never */
};

/* A frame took `busy_ns` to be made and shown, without waits for the display; `late` says that it
 * came more than a period after it was due. True when frames last longer, or shorter, from now
 * on. */
bool governor_note(struct governor *g, uint64_t busy_ns, bool late, uint64_t now_ns);
/* Nothing moves: no window. */
void governor_rest(struct governor *g);
/* Frames a second, as it stands. */
int governor_rate(const struct governor *g);
