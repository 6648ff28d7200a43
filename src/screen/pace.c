#include "screen/pace.h"

static uint64_t period(const struct pace *p)
{
    return UINT64_C(1000000000) / (uint64_t)p->rate_hz;
}

bool pace_is_due(const struct pace *p, uint64_t now_ns)
{
    return now_ns >= p->due_ns;
}

/* The display waited for its refresh, and its clock is the right one: the next frame may be
 * begun at once. Only a driver that does not wait comes so early that it must be held back. */
static bool note_waiting(struct pace *p, uint64_t now_ns)
{
    bool late = p->deadline_ns && now_ns > p->deadline_ns + period(p);
    if (late)
        p->deadline_ns = 0;
    if (p->deadline_ns && now_ns + period(p) / 8 < p->deadline_ns) {
        p->due_ns = p->deadline_ns;
        p->deadline_ns += period(p);
    } else {
        p->due_ns = 0;
        p->deadline_ns = now_ns + period(p);
    }
    return late;
}

static bool note_limited(struct pace *p, uint64_t begun_ns)
{
    bool late = p->due_ns && begun_ns > p->due_ns + period(p);
    p->deadline_ns = 0;
    p->due_ns = (p->due_ns && !late ? p->due_ns : begun_ns) + period(p);
    return late;
}

void pace_slept(struct pace *p, uint64_t from_ns, uint64_t to_ns)
{
    p->overslept = from_ns < p->due_ns && to_ns > p->due_ns + period(p);
}

enum pace_lateness pace_note(struct pace *p, uint64_t begun_ns, uint64_t now_ns)
{
    bool late = p->waits ? note_waiting(p, now_ns) : note_limited(p, begun_ns);
    bool woken = late && p->overslept;
    p->overslept = false;
    p->late += late;
    return woken ? PACE_WOKEN_LATE : late ? PACE_LATE : PACE_IN_TIME;
}

void pace_rest(struct pace *p)
{
    p->overslept = false;
    p->due_ns = 0;
    p->deadline_ns = 0;
}
