/* The highest serial that each signed source was ever accepted with: an older feed is one that
 * somebody sends again. A plain value; the caller keeps threads apart. */
#pragma once

#include "base/buffer.h"
#include "base/hash.h"

#define SERIALS_MAX 64

/* All zero: none. */
struct serials {
    struct {
        char source[HASH_HEX_SIZE]; /* of the address, which may hold a secret */
        uint64_t highest;
    } all[SERIALS_MAX]; /* the longest known first; it makes room for another */
    size_t count;
};

uint64_t serials_get(const struct serials *s, const char *url); /* 0: none */
/* Notes it, unless a higher one is noted. */
void serials_raise(struct serials *s, const char *url, uint64_t serial);
/* Takes the higher of each. */
void serials_merge(struct serials *s, const struct serials *other);

/* As a file: a line a source, with a checksum of its own. */
void serials_print(const struct serials *s, struct buffer *out);
/* Lines that are damaged are left out; false when there are some, or no line at all. */
bool serials_parse(const char *text, struct serials *ret);
