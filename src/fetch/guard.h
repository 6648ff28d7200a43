/* A list that is right by its form may still be wrong: an export that broke off, a mirror that
 * lags. Such a list is held for one more pull; what the source says twice is believed. */
#pragma once

#include "base/error.h"
#include "model/snapshot.h"

enum guard_reason { GUARD_NONE, GUARD_COLLAPSE, GUARD_SERIAL };

/* What is held, and for how many pulls in a row; all zero: nothing. */
struct guard {
    enum guard_reason reason;
    uint64_t serial;
    uint32_t count;
    int pulls;
};

/* A source whose list changes at every pull never says the same thing twice: after this many
 * pulls in a row that were held, it is believed. */
#define GUARD_MOST_PULLS 5

enum guard_verdict { GUARD_ACCEPT, GUARD_HOLD };

/* Whether `next` may take the place of `current` (NULL: there is none). Held are a list that
 * empties one of 20 rows or more, or drops more than nine tenths of it, and one whose serial
 * goes back with the same publisher and region; until it comes again, with the same serial
 * and as many rows, and is held for the same reason. `reason` is set when held, and when
 * accepted after having been held. */
enum guard_verdict guard_judge(struct guard *g, const struct snapshot *current,
                               const struct snapshot *next, struct error *reason);
/* The first of these rules: whether a list of `after` documents empties one of `before`. */
bool guard_is_collapse(uint32_t before, uint32_t after);
/* The source says that the current list is right. */
void guard_reset(struct guard *g);
