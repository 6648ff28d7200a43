#include "fetch/guard.h"

#include <inttypes.h>

#define LARGE_LIST 20

static bool is_collapse(uint32_t before, uint32_t after)
{
    return before >= LARGE_LIST && (uint64_t)after * 10 < before;
}

static bool goes_back(const struct snapshot *current, const struct snapshot *next)
{
    return next->serial < current->serial &&
           strcmp(snapshot_text(current, current->publisher),
                  snapshot_text(next, next->publisher)) == 0 &&
           strcmp(snapshot_text(current, current->region), snapshot_text(next, next->region)) == 0;
}

enum guard_verdict guard_judge(struct guard *g, const struct snapshot *current,
                               const struct snapshot *next, struct error *reason)
{
    bool held_before = g->holding;
    reason->text[0] = '\0';
    g->holding = false;
    if (!current)
        return GUARD_ACCEPT;
    if (is_collapse(current->document_count, next->document_count))
        error_set(reason, "the list shrinks from %u to %u documents", current->document_count,
                  next->document_count);
    else if (goes_back(current, next))
        error_set(reason, "the serial goes back from %" PRIu64 " to %" PRIu64, current->serial,
                  next->serial);
    else
        return GUARD_ACCEPT;
    g->holding = !held_before;
    return held_before ? GUARD_ACCEPT : GUARD_HOLD;
}
