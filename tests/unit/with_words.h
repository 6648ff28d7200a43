/* For programs whose tests share the Indonesian words: load() and unload() are their group's. */
#pragma once

#include "unit/view_support.h"

static struct words *words;

static int load(void **state)
{
    (void)state;
    hash_init();
    words = load_words("id");
    return 0;
}

static int unload(void **state)
{
    (void)state;
    words_free(words);
    return 0;
}
