/* Who of a listing has been on the screen in this cycle, and who is still to come. Rows come in the
 * listing's order, each once a cycle; a cycle ends when nobody is left. When one list replaces another in
 * mid-cycle, whoever is in both keeps what they had: who was moved before the cursor comes at the end, who
 * was moved behind it does not come again. Who is new before the cursor waits for the next cycle. */
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
/* `at` comes now, and the cursor goes behind it. */
void cycle_take(struct cycle *c, uint32_t at);
/* `at` had not come after all, and is the next. */
void cycle_give_back(struct cycle *c, uint32_t at);

/* `next` in the place of the listing (which must still be there). `seen` are the keys of rows that stand on the
 * screen in this cycle, the latest last: they may have left the old list, and be back in this one. */
void cycle_change(struct cycle *c, const struct listing *next, const uint64_t *seen, int seen_count);

/* ---- across a restart */

/* The rows that stand on the screen, or are about to, from the first that is whole: they are to stand there
 * again. Those of the first one's cycle only; `is_current` tells whether that cycle still lasts. */
struct cycle_shown {
    const uint64_t *keys;
    int count;
    bool is_current;
};

/* Appends, as lines of text, who of the shown rows' cycle is to come, these rows included. A few kilobytes. */
void cycle_save(const struct cycle *c, const struct cycle_shown *shown, struct buffer *out);
/* The cycle that the text tells of, for a listing that may have changed, with the cursor where the shown rows
 * were. Text that tells nothing of use gives a first cycle, and false. */
bool cycle_restore(struct cycle *c, const struct listing *listing, const char *text);
