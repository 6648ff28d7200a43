#include "feed/tally.h"

void tally_release(struct tally *t)
{
    free(t->slots);
    *t = (struct tally){ 0 };
}

static void tally_grow(struct tally *t)
{
    struct tally grown = { .size = t->size ? 2 * t->size : 1024, .used = t->used };
    grown.slots = xcalloc(grown.size, sizeof(*grown.slots));
    for (size_t j = 0; j < t->size; j++) {
        if (!t->slots[j].key)
            continue;
        size_t at = (size_t)t->slots[j].key & (grown.size - 1);
        while (grown.slots[at].key)
            at = (at + 1) & (grown.size - 1);
        grown.slots[at] = t->slots[j];
    }
    free(t->slots);
    *t = grown;
}

int32_t *tally_at(struct tally *t, uint64_t key, int32_t first)
{
    if (2 * (t->used + 1) > t->size)
        tally_grow(t);
    key = key ? key : 1;
    size_t at = (size_t)key & (t->size - 1);
    while (t->slots[at].key && t->slots[at].key != key)
        at = (at + 1) & (t->size - 1);
    if (!t->slots[at].key) {
        t->slots[at].key = key;
        t->slots[at].value = first;
        t->used++;
    }
    return &t->slots[at].value;
}
