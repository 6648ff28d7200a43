#include "fetch/schedule.h"

#include <math.h>

#define URGENT_BASE_S   4
#define MOST_DOUBLINGS  15
#define RETRY_CAP_POLLS 5

/* Even in [0, below]. */
static uint64_t share(uint64_t below_ms, uint32_t chance)
{
    return (below_ms + 1) * chance >> 32;
}

/* What is left of a pause of schedule_next()'s at a moment that knows nothing of it: even up to the
 * shortest pause, then ever less likely up to the longest. */
uint64_t schedule_first(bool shown, int poll_s, uint32_t chance)
{
    double u = (double)chance / UINT32_MAX, polls = u <= 0.9 ? u : 1.1 - sqrt(0.4 * (1 - u));
    return shown ? (uint64_t)(polls * poll_s * 1000 + 0.5) : 0;
}

uint64_t schedule_next(int poll_s, uint32_t chance)
{
    uint64_t poll_ms = (uint64_t)poll_s * 1000;
    return poll_ms - poll_ms / 10 + share(poll_ms / 5, chance);
}

static uint64_t urgent_pause(int poll_s, unsigned doublings, uint32_t chance)
{
    uint64_t cap_s = MIN((uint64_t)poll_s * RETRY_CAP_POLLS, (uint64_t)SCHEDULE_RETRY_CAP_S);
    uint64_t bound_s = MIN((uint64_t)URGENT_BASE_S << doublings, cap_s);
    return 1000 + share((bound_s - 1) * 1000, chance);
}

static uint64_t patient_pause(int poll_s, unsigned doublings, uint32_t chance)
{
    uint64_t base_ms = MIN((uint64_t)poll_s, (uint64_t)SCHEDULE_RETRY_CAP_S << doublings) * 1000;
    return base_ms * 9 / 10 + share(base_ms * 8 / 10, chance);
}

uint64_t schedule_retry(bool urgent, int poll_s, unsigned failures, int retry_after_s,
                        uint32_t chance)
{
    unsigned doublings = MIN(MAX(failures, 1) - 1, MOST_DOUBLINGS);
    uint64_t own_ms =
        urgent ? urgent_pause(poll_s, doublings, chance) : patient_pause(poll_s, doublings, chance);
    uint64_t asked_ms = (uint64_t)MIN(MAX(retry_after_s, 0), SCHEDULE_RETRY_AFTER_MAX_S) * 1000;
    return MAX(own_ms, asked_ms + share(asked_ms / 10, chance));
}
