/* What of a registration number may be shown. Private to src/feed. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"

/* What the numbers of a list are like. Begins all zero. */
struct intake_numbers {
    uint32_t count;     /* that are not empty */
    uint32_t words;     /* that are words: a name, or a remark */
    uint32_t different; /* of those, counted up to the most that are remembered */
    uint64_t hashes[5];
};

enum intake_number {
    NUMBER_SHOWN,
    NUMBER_NO_TEXT,     /* a control character is in it */
    NUMBER_OF_A_PERSON, /* a NIK or KK number, or what a spreadsheet has made of one */
    NUMBER_WORDS,       /* letters with a blank between, and no digit */
};
/* The end of the number into `out`: `most` characters, from a letter or digit on. Empty
 * unless it is NUMBER_SHOWN. */
enum intake_number intake_number_shorten(struct intake_numbers *n, const char *raw, int most,
                                         struct buffer *out);
/* A column of words is another than the office meant, and the end of a name would stand on the
 * board; a few different ones are remarks ("belum ada"). false with a sentence. */
bool intake_numbers_check(const struct intake_numbers *n, struct error *err);
