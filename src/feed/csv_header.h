/* Which separator a sheet has, and where its header stands. Private to src/feed. */
#pragma once

#include "feed/mapping.h"

struct csv_header {
    char separator;
    uint32_t last_row; /* the header's last row, from 1; 0: there is none, all columns are "#3" */
    uint32_t columns;
    int *column_of; /* owned: of each part of the mapping its column from 0, or -1 */
};

/* Looks at the first rows: the header is the first row, or pair of rows, in which most of the
 * columns stand that the mapping names; without a `separator`, the one that makes it so, or by
 * which the rows fall into equally many columns. Tells the mapping which columns are found, and
 * the report what is twice. false with a sentence when none of the columns is there. */
bool csv_header_find(struct mapping *m, const char *text, size_t len, char separator,
                     struct csv_header *ret, struct error *err);
void csv_header_release(struct csv_header *h);
