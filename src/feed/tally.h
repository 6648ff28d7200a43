/* Numbers by a hash, for lists that are walked once: open addressing, at most half full. */
#pragma once

#include "base/base.h"

struct tally {
    struct tally_slot {
        uint64_t key; /* 0: free */
        int32_t value;
    } * slots;
    size_t size, used;
}; /* begins all zero */

void tally_release(struct tally *t);
/* The key's number, `first` when it is new. Valid until the next call. */
int32_t *tally_at(struct tally *t, uint64_t key, int32_t first);
