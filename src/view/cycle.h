/* Who of a listing has been on the screen in this cycle, and who is still to come. Rows come in
 * the listing's order, each once a cycle; a cycle ends when nobody is left. When one list
 * replaces another in mid-cycle, whoever is in both keeps what they had: who was moved before
 * the cursor comes at the end, who was moved behind it does not come again. Who is new before
 * the cursor waits for the next cycle. */
#pragma once

#include "base/buffer.h"
#include "view/listing.h"

struct cycle {
    const struct listing *listing; /* borrowed */
    bool *due;                     /* owned; one a row */
    uint32_t left;                 /* how many are due */
    uint32_t cursor;               /* rows from here on come first */
    unsigned number;               /* how many cycles have ended */
    bool beyond_due;               /* the line that counts what is not listed is still to come */
    /* Owned; after a restart the rows that stood on the screen before it, in their
     * order: they come before all others, from `again_at` on. The first `of_last` of
     * them are of the cycle before. */
    uint32_t *again;
    int again_count, again_at, of_last;
    uint32_t taken; /* since the last of those, in this cycle */
};

/* A first cycle: everybody is to come. */
void cycle_init(struct cycle *c, const struct listing *listing);
void cycle_release(struct cycle *c);
/* The next cycle: everybody again. */
void cycle_begin_next(struct cycle *c);
/* Back to the end of the cycle before: nobody is left in it. */
void cycle_end_again(struct cycle *c);

/* Who comes next, or DOCUMENT_NONE when nobody is left. */
uint32_t cycle_next(const struct cycle *c);
/* The cycle that it comes in. */
unsigned cycle_of_next(const struct cycle *c);
/* `at`, which is the next, comes now, and the cursor goes behind it. */
void cycle_take(struct cycle *c, uint32_t at);
/* `at`, which came last, had not come after all, and is the next. */
void cycle_give_back(struct cycle *c, uint32_t at);

/* `next` in the place of the listing (which must still be there). `seen` are the keys of rows
 * that stand on the screen in this cycle, the latest last: they may have left the old list,
 * and be back in this one. */
void cycle_change(struct cycle *c, const struct listing *next, const uint64_t *seen,
                  int seen_count);

/* ---- across a restart */

/* A row that stands on the screen. */
struct cycle_shown {
    uint64_t key;
    bool of_last; /* it came in the cycle before the one that lasts now */
};

/* Appends, as lines of text, these rows and who is still to come. A few
 * kilobytes that name nobody. */
void cycle_save(const struct cycle *c, const struct cycle_shown *shown, int count,
                struct buffer *out);
/* The cycle that the text tells of, for a listing that may have changed: first the rows that
 * stood on the screen come again, then who was still to come. Text that tells nothing of use
 * gives a first cycle, and false. */
bool cycle_restore(struct cycle *c, const struct listing *listing, const char *text);
/* A copy, to be released as any other. */
struct cycle cycle_copy(const struct cycle *c);
