/* Errors are values: one sentence for the person who can mend it, built from the inside out.
 *
 *     if (!feed_parse(data, len, &snap, err))
 *         return error_context(err, "feed '%s'", url);      // "feed 'http://…': document list …"
 *
 * A function that can fail returns bool, takes `struct error *err` last, writes its results only on
 * success, and never prints. */
#pragma once

#include "base/base.h"

struct error {
    char text[512]; /* cut at a character's boundary when longer; "" when nothing went wrong */
};

/* Sets the sentence. Always returns false, so that callers can `return error_set(…)`. */
bool error_set(struct error *err, const char *fmt, ...) PRINTF(2, 3);

/* Puts "context: " in front of the sentence. Always returns false. */
bool error_context(struct error *err, const char *fmt, ...) PRINTF(2, 3);
