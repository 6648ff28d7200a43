/* The words for a status, once, for the page and for the terminal: a judgement, and sections of facts
 * and tables, told to a sink in their order. */
#pragma once

#include "status/texts.h"

enum mood { MOOD_PLAIN, MOOD_GOOD, MOOD_ODD, MOOD_BAD };

struct sink {
    void *ctx;
    /* "All is well" and the time; then each finding. */
    void (*verdict)(void *ctx, const char *text, const char *as_of, enum mood mood);
    void (*finding)(void *ctx, const char *text, enum mood mood);
    void (*section)(void *ctx, const char *title);
    /* Of the screen of this number, below its section's title. */
    void (*picture)(void *ctx, int screen, const char *caption);
    void (*graph)(void *ctx, const struct status_screen *screen, const char *caption);
    void (*fact)(void *ctx, const char *label, const char *value, enum mood mood);
    /* The first row is the head; a column in `numbers` (a bit each) holds numbers. */
    void (*table)(void *ctx, const char *title, unsigned numbers);
    void (*row)(void *ctx, const char *const *cells, int count, bool head, enum mood mood);
    void (*end_table)(void *ctx);
};

void status_describe(const struct status_whole *s, const struct texts *t, const struct sink *sink);

/* What of it both programs need by themselves: "4 min", "61,2". */
void describe_duration(const struct texts *t, int64_t seconds, struct buffer *out);
void describe_decimal(const struct texts *t, int64_t tenths, struct buffer *out);
