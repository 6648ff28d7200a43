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
static void note_waiting(struct pace *p, uint64_t now_ns)
{
    if (p->deadline_ns && now_ns > p->deadline_ns + period(p)) {
        p->late++;
        p->deadline_ns = 0;
    }
    if (p->deadline_ns && now_ns + period(p) / 8 < p->deadline_ns) {
        p->due_ns = p->deadline_ns;
        p->deadline_ns += period(p);
    } else {
        p->due_ns = 0;
        p->deadline_ns = now_ns + period(p);
    }
}

void pace_note(struct pace *p, uint64_t begun_ns, uint64_t now_ns)
{
    if (p->waits) {
        note_waiting(p, now_ns);
        return;
    }
    p->deadline_ns = 0;
    if (p->due_ns && begun_ns > p->due_ns + period(p)) {
        p->late++;
        p->due_ns = 0;
    }
    p->due_ns = (p->due_ns ? p->due_ns : begun_ns) + period(p);
}

void pace_rest(struct pace *p)
{
    p->due_ns = 0;
    p->deadline_ns = 0;
}
