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

bool pace_note(struct pace *p, uint64_t begun_ns, uint64_t now_ns)
{
    bool late;
    if (p->waits) {
        late = note_waiting(p, now_ns);
        p->late += late;
        return late;
    }
    p->deadline_ns = 0;
    late = p->due_ns && begun_ns > p->due_ns + period(p);
    p->late += late;
    if (late)
        p->due_ns = 0;
    p->due_ns = (p->due_ns ? p->due_ns : begun_ns) + period(p);
    return late;
}

void pace_rest(struct pace *p)
{
    p->due_ns = 0;
    p->deadline_ns = 0;
}
