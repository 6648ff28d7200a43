/* What is told of a screen, a column each: for the table and the page alike. */
#pragma once

#include "fleet/muster.h"

struct column {
    const char *title;
    const char *help; /* a sentence */
    bool number;      /* to the right */
    bool wide;        /* free text: may take several lines */
    /* Appends the cell as people read it: "" where nothing is known. */
    void (*add)(const struct muster_row *row, struct buffer *out);
    /* What to sort by, or COLUMN_UNKNOWN. NULL: the text. */
    int64_t (*value)(const struct muster_row *row);
};
#define COLUMN_UNKNOWN INT64_MIN

extern const struct column columns[];
extern const size_t column_count;

/* "35 s", "12 min", "3 h", "2 d": rounded down. */
void column_add_span(int64_t seconds, struct buffer *out);
/* "2026-11-23 09:41" where this machine is. */
void column_add_time(int64_t time_s, struct buffer *out);
