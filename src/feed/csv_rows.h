/* The rows of a sheet as text (RFC 4180), by libcsv. Private to src/feed. */
#pragma once

#include "base/error.h"

/* A quote that somebody forgot to close must not swallow the rest of a sheet. */
#define CSV_MAX_QUOTED_BYTES (64u << 10)
#define CSV_MAX_QUOTED_LINES 1000u

struct csv_events {
    /* A cell, from column 0 on; `text` has no NUL at its end. */
    void (*cell)(void *ctx, uint32_t column, const char *text, size_t len);
    /* The row that these cells were: counted from 1 as a sheet's program shows it, blank lines
     * too (0 columns). false: stop. */
    bool (*row)(void *ctx, uint32_t row, uint32_t columns);
};

/* Valid UTF-8 without a mark. Lines end in CRLF, LF or CR. Blanks about cells without quotes are
 * dropped. false with a sentence when a quote does not end; true also when `row` stops.
 * `ret_cut` (or NULL) tells whether it is the end of the text that the quote is still open at. */
bool csv_rows_read(const char *text, size_t len, char separator, const struct csv_events *events,
                   void *ctx, bool *ret_cut, struct error *err);
