/* Dictionaries as headers write them (RFC 8941, section 3.2): id="bdg-1", n=1842, on=?1. Strict: one
 * byte that is out of place, and there is no dictionary. */
#pragma once

#include "base/base.h"

#define DICTIONARY_MAX      256 /* bytes of the whole; longer is none */
#define DICTIONARY_KEY_SIZE 16  /* with the NUL; a longer key reads as "", which none can be */

enum dictionary_kind {
    DICTIONARY_STRING,
    DICTIONARY_INTEGER,
    DICTIONARY_BOOLEAN,
    DICTIONARY_OTHER, /* a decimal, a token, bytes, a list: read past */
};

struct dictionary_member {
    char key[DICTIONARY_KEY_SIZE];
    enum dictionary_kind kind;
    int64_t number;            /* of an integer (15 digits at most) or a boolean */
    char text[DICTIONARY_MAX]; /* of a string, without quotes and escapes: ASCII from ' ' to '~' */
};

/* Gives each member to `take` in its order, a key that stands twice too (then the last counts);
 * parameters are read past. false when `text` is no dictionary, or `take` says so; then what was
 * given before is worth nothing. An empty one is a dictionary without members. */
bool dictionary_parse(const char *text, size_t len,
                      bool (*take)(void *ctx, const struct dictionary_member *m), void *ctx);
