/* A list that is right by its form may still be wrong: an export that broke off, a mirror that lags.
 * Such a list is held for one more pull; what the source says twice is believed. */
#pragma once

#include "base/error.h"
#include "model/snapshot.h"

struct guard {
    bool holding; /* the last list was held */
};

enum guard_verdict { GUARD_ACCEPT, GUARD_HOLD };

/* Whether `next` may take the place of `current` (NULL: there is none). Held are a list that empties one
 * of 20 rows or more, or drops more than nine tenths of it, and one whose serial goes back with the same
 * publisher and region. `reason` is set when held, and when accepted after having been held. */
enum guard_verdict guard_judge(struct guard *g, const struct snapshot *current,
                               const struct snapshot *next, struct error *reason);
