#include "fetch/guard.h"

#include <inttypes.h>

#define LARGE_LIST 20

bool guard_is_collapse(uint32_t before, uint32_t after)
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

static enum guard_reason find_reason(const struct snapshot *current, const struct snapshot *next)
{
    if (!current)
        return GUARD_NONE;
    if (guard_is_collapse(current->document_count, next->document_count))
        return GUARD_COLLAPSE;
    return goes_back(current, next) ? GUARD_SERIAL : GUARD_NONE;
}

static void say(enum guard_reason why, const struct snapshot *current, const struct snapshot *next,
                struct error *reason)
{
    if (why == GUARD_COLLAPSE)
        error_set(reason, "the list shrinks from %u to %u documents", current->document_count,
                  next->document_count);
    else
        error_set(reason, "the serial goes back from %" PRIu64 " to %" PRIu64, current->serial,
                  next->serial);
}

void guard_reset(struct guard *g)
{
    *g = (struct guard){ 0 };
}

enum guard_verdict guard_judge(struct guard *g, const struct snapshot *current,
                               const struct snapshot *next, struct error *reason)
{
    enum guard_reason why = find_reason(current, next);
    struct guard before = *g;
    guard_reset(g);
    reason->text[0] = '\0';
    if (why == GUARD_NONE)
        return GUARD_ACCEPT;
    say(why, current, next, reason);
    bool said_twice = before.reason == why && before.serial == next->serial &&
                      before.count == next->document_count;
    if (said_twice || before.pulls >= GUARD_MOST_PULLS)
        return GUARD_ACCEPT;
    *g = (struct guard){ why, next->serial, next->document_count, before.pulls + 1 };
    return GUARD_HOLD;
}
