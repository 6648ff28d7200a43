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
    bool overslept;       /* the thread was woken more than a period after the next frame was due */
    uint64_t late;        /* frames that came more than a period after they were due; counted */
};

/* How a frame came. */
enum pace_lateness {
    PACE_IN_TIME,
    PACE_LATE,       /* more than a period after it was due */
    PACE_WOKEN_LATE, /* likewise; and it was the machine that let the thread sleep so long */
};

bool pace_is_due(const struct pace *p, uint64_t now_ns);
/* Nothing was left to do, and the thread has slept until the first frame of its displays was due. */
void pace_slept(struct pace *p, uint64_t from_ns, uint64_t to_ns);
/* A frame was begun at `begun_ns`, and has been shown. */
enum pace_lateness pace_note(struct pace *p, uint64_t begun_ns, uint64_t now_ns);
/* Nothing has moved: no deadline to miss. */
void pace_rest(struct pace *p);
