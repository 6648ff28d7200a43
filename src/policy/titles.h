/* Which words about a name are titles: Haji, doctors, degrees. Private to src/policy. */
#pragma once

#include "base/base.h"

enum title {
    TITLE_NONE,   /* a word of the name, as far as anybody can tell */
    TITLE_UNSURE, /* before the name; it may as well be a name or an initial: "H.", "IR", "K.H." */
    TITLE_SURE,   /* before the name */
    TITLE_BEHIND, /* behind it, or in brackets */
};

/* A word of a name: bytes of one string, without what parts it from its neighbours. */
struct title_word {
    const char *start, *end;
    bool plain; /* nothing in it is masked */
    enum title title;
};

/* Sets `title` of each. Titles stand before the name ("Prof. Dr. H. …"), behind a
 * comma ("…, S.H., M.H."), behind the name with a dot inside ("… S.Pd"), or are
 * "(ALM)". `name` holds the words. */
void titles_find(struct title_word *words, size_t count, const char *name);
