#include "screen/frame_times.h"

#define STEP_US 100

void frame_times_note(struct frame_times *t, enum pace_lateness how, uint64_t now_ns)
{
    if (t->shown_ns) {
        uint64_t us = (now_ns - t->shown_ns + 500) / 1000;
        t->latest_us[t->count++ % FRAME_TIMES_KEPT] = (uint32_t)MIN(us, UINT32_MAX);
        t->lasted[MIN(us / STEP_US, COUNT(t->lasted) - 1)]++;
        t->longest_us = MAX(t->longest_us, us);
        t->shown++;
    }
    t->shown_ns = now_ns;
    t->late += how != PACE_IN_TIME;
    t->woken_late += how == PACE_WOKEN_LATE;
}

void frame_times_rest(struct frame_times *t)
{
    t->shown_ns = 0;
}

struct frame_summary frame_times_summary(const struct frame_times *t)
{
    uint64_t all = 0, longer = 0;
    for (size_t i = 0; i < COUNT(t->lasted); i++)
        all += t->lasted[i];
    size_t i = COUNT(t->lasted) - 1;
    while (i > 0 && longer + t->lasted[i] <= all / 1000)
        longer += t->lasted[i--];
    bool beyond = i == COUNT(t->lasted) - 1;
    uint64_t usual = beyond ? t->longest_us : (uint64_t)(i + 1) * STEP_US;
    return (struct frame_summary){
        .shown = t->shown,
        .late = t->late,
        .woken_late = t->woken_late,
        .longest_us = t->longest_us,
        .usual_us = all ? MIN(usual, t->longest_us) : 0,
    };
}

size_t frame_times_latest(const struct frame_times *t, uint32_t *ret_us, size_t points)
{
    /* Groups begin at multiples of their size, so that a point stays what it is while it wanders. */
    uint64_t each = FRAME_TIMES_KEPT / points, whole = t->count / each;
    size_t n = (size_t)MIN(whole, (uint64_t)points - 1);
    for (size_t i = 0; i < n; i++) {
        uint32_t longest = 0;
        for (uint64_t k = (whole - n + i) * each, end = k + each; k < end; k++)
            longest = MAX(longest, t->latest_us[k % FRAME_TIMES_KEPT]);
        ret_us[i] = longest;
    }
    return n;
}

void frame_times_begin(struct frame_times *t)
{
    memset(t->lasted, 0, sizeof(t->lasted));
    t->shown = t->late = t->woken_late = t->longest_us = 0;
}
