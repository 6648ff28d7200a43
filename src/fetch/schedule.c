#include "fetch/schedule.h"

#define RETRY_BASE_S 4

/* Even in [0, below]. */
static uint64_t share(uint64_t below_ms, uint32_t chance)
{
    return (below_ms + 1) * chance >> 32;
}

uint64_t schedule_first(bool kept, int poll_s, uint32_t chance)
{
    return kept ? share((uint64_t)poll_s * 1000, chance) : 0;
}

uint64_t schedule_next(int poll_s, uint32_t chance)
{
    uint64_t poll_ms = (uint64_t)poll_s * 1000;
    return poll_ms - poll_ms / 10 + share(poll_ms / 5, chance);
}

uint64_t schedule_retry(int poll_s, unsigned failures, int retry_after_s, uint32_t chance)
{
    uint64_t cap_s = (uint64_t)MAX(poll_s, SCHEDULE_RETRY_CAP_S);
    unsigned doublings = failures > 16 ? 15 : MAX(failures, 1) - 1;
    uint64_t bound_s = MIN((uint64_t)RETRY_BASE_S << doublings, cap_s);
    uint64_t own_ms = 1000 + share((bound_s - 1) * 1000, chance);
    uint64_t asked_ms = (uint64_t)MIN(MAX(retry_after_s, 0), SCHEDULE_RETRY_AFTER_MAX_S) * 1000;
    return MAX(own_ms, asked_ms + share(asked_ms / 10, chance));
}
