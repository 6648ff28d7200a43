/* Which rows of a list a board shows: those of its places and, of a list that is too long to be
 * shown in time, those of the newest days. */
#pragma once

#include "base/error.h"
#include "model/snapshot.h"
#include "view/plan.h"

/* The places that a board is for: ids parted by commas, as a setting has them; "" for
 * all, and so are ids of which the list knows none. `download` stands for the
 * documents that wait at no place. */
#define LISTING_DOWNLOAD "download"

/* How many rows are of which day. */
struct census {
    uint32_t rows, places; /* places that have rows, "no place" among them */
    struct plan_day *days; /* owned; the newest first, the last may be DAY_UNKNOWN */
    int day_count;
};

/* Days that lie more than eleven years before the newest count as unknown. Linear in the list. */
struct census census_take(const struct snapshot *list, const char *places);
void census_release(struct census *c);
#define CLEANUP_CENSUS __attribute__((cleanup(census_release)))

struct listing {
    const struct snapshot *list; /* borrowed; NULL: none */
    uint32_t *rows;              /* owned; numbers of documents, in the list's order */
    uint32_t count;
    uint32_t beyond; /* rows of the same places that are older, and not listed */
    int32_t since;   /* the oldest day that is listed; DAY_UNKNOWN: all are */
    uint32_t types;  /* of the rows that are picked up, a bit each (1 << enum document_type) */
    uint32_t *seen;  /* owned; of the rows of which it is known, when they first came */
    uint32_t seen_count;
    /* Owned; of each row, where it stood in `before_in`, or DOCUMENT_NONE. NULL: nobody has
     * compared the two. */
    uint32_t *before;
    const struct listing *before_in;
};

/* Linear in the list, as are the next two: for 100,000 rows several milliseconds. */
struct listing listing_make(const struct snapshot *list, const char *places, int32_t since);
void listing_release(struct listing *l);

/* Finds for all rows at once where they stood in another listing (borrowed for as long as this
 * is of use: it is known by its address); and forgets that. */
void listing_compare(struct listing *l, const struct listing *before);
void listing_forget_before(struct listing *l);
/* Where row `at` stood in `before`, or DOCUMENT_NONE: at once where they have been compared. */
uint32_t listing_before(const struct listing *l, uint32_t at, const struct listing *before);
/* How many rows came in the last `within_s` before `now_s`. */
uint32_t listing_arrived(const struct listing *l, int64_t now_s, int64_t within_s);

static inline const struct document *listing_row(const struct listing *l, uint32_t at)
{
    return &l->list->documents[l->rows[at]];
}

/* Where the document with this key stands in the listing, or DOCUMENT_NONE. */
uint32_t listing_find(const struct listing *l, uint64_t key);
/* The same; for a document of the list that is not listed, where it would
 * stand (at most `count`). */
uint32_t listing_find_place(const struct listing *l, uint64_t key);

/* Whether row `at` waits at the same place as the row before it. */
static inline bool listing_goes_on(const struct listing *l, uint32_t at)
{
    return at > 0 && listing_row(l, at)->location == listing_row(l, at - 1)->location;
}

/* A place of `places` that the list does not know, for a warning, as a copy that the caller
 * frees; NULL: it knows all. */
char *listing_unknown_place(const struct snapshot *list, const char *places);
