/* How long frames stood on a display while something moved: from one that was shown to the next.
 * What a viewer sees of a stutter is in these times and nowhere else. Pure: the time is passed
 * in, in nanoseconds of a clock that does not jump. */
#pragma once

#include "screen/pace.h"

#define FRAME_TIMES_KEPT 1024 /* single times; at 60 a second those of 17 s */

struct frame_times {
    uint64_t shown_ns; /* when the last frame was shown; 0: nothing moved before it */
    uint32_t latest_us[FRAME_TIMES_KEPT]; /* a ring */
    uint64_t count;                       /* since the beginning */
    /* Since the last frame_times_begin(): how many lasted 0 to 100 µs, 100 to 200 µs, …; those
     * that took longer are in the last. */
    uint32_t lasted[1001];
    uint64_t shown, late, woken_late, longest_us; /* shown: after another, while something moved */
};

/* A frame was shown, and came so. */
void frame_times_note(struct frame_times *t, enum pace_lateness how, uint64_t now_ns);
/* Nothing moves any more: how long this frame stands is nobody's fault. */
void frame_times_rest(struct frame_times *t);

struct frame_summary {
    uint64_t shown, late, longest_us;
    uint64_t woken_late; /* of the late ones */
    /* All but one frame in a thousand stood no longer, to 100 µs; what is above 100 ms counts as
     * the longest. 0: no frame. */
    uint64_t usual_us;
};
/* Of the frames since the last frame_times_begin(). */
struct frame_summary frame_times_summary(const struct frame_times *t);
/* The single times for a small graph: at most `points` (a divisor of FRAME_TIMES_KEPT), the oldest
 * first, each the longest of as many frames as there are in a FRAME_TIMES_KEPT / points. Returns how
 * many there are. */
size_t frame_times_latest(const struct frame_times *t, uint32_t *ret_us, size_t points);
/* What is summed up begins anew; the single times stay. */
void frame_times_begin(struct frame_times *t);
