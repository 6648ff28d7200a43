/* When a display's next frame is due. Several share one thread: each has its own
 * cadence, and none waits for another. Pure: the time is passed in, in nanoseconds of a
 * clock that does not jump. */
#pragma once

#include "base/base.h"

struct pace {
    int rate_hz;
    bool waits;           /* showing a frame waits for the display's refresh */
    uint64_t due_ns;      /* the next frame may be begun; 0: at once */
    uint64_t deadline_ns; /* of `waits`: it should be on the display; 0: none yet */
    uint64_t late;        /* frames that came more than a period after they were due; counted */
};

bool pace_is_due(const struct pace *p, uint64_t now_ns);
/* A frame was begun at `begun_ns`, and has been shown. True when it came late. */
bool pace_note(struct pace *p, uint64_t begun_ns, uint64_t now_ns);
/* Nothing has moved: no deadline to miss. */
void pace_rest(struct pace *p);
