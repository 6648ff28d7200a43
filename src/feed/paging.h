/* What comes after a page of a mapped JSON source. */
#pragma once

#include "base/buffer.h"
#include "feed/json_pointer.h"
#include "feed/reading.h"

enum paging_kind {
    PAGING_NONE,   /* one answer is all */
    PAGING_PAGE,   /* the pages have numbers */
    PAGING_OFFSET, /* a page begins at the row of a number */
    PAGING_LINK,   /* a page holds the address of the next */
};

#define PAGING_MAX_PAGES 1000u

/* Strings and pointers are borrowed. */
struct paging {
    enum paging_kind kind;
    const char *parameter; /* which the number is, in the address: "page", "offset" */
    uint32_t first;        /* the first page's number: 0 or 1 */
    /* Where a page says how many there are, how many rows in all, or what comes
     * next; NULL: nowhere. Then the last page is the one that is empty, or (by
     * offset) shorter than the first. */
    const struct json_pointer *last_page, *total_rows, *next_link;
    uint32_t max_pages;
};

/* How far a pull is. Begins all zero. */
struct paging_state {
    uint32_t pages; /* so many have come */
    uint64_t rows, rows_of_first;
    bool over;       /* there is no other page */
    uint64_t number; /* of the next one: its page number or offset */
};
/* The number that the first request is made with. */
uint64_t paging_first(const struct paging *p);

/* Takes a page that has come; `rows` is where its array is (NULL: it is the array). Then the
 * state says whether it was the last, and the next one's number, or for PAGING_LINK `link` its
 * address. A sentence that begins with "it": not JSON, no array there, a pointer that is
 * nowhere, more pages than max_pages. */
bool paging_take(const struct paging *p, const struct json_pointer *rows, const char *data,
                 size_t len, struct paging_state *s, struct buffer *link, struct error *err);
