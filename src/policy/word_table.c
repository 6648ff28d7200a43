#include "policy/word_table.h"

#include "base/hash.h"
#include "base/text.h"
#include "model/document.h"

struct entry {
    char *key; /* NULL: free */
    int value;
};

/* Open addressing; the size is a power of two and never more than half full. */
struct word_table {
    struct entry *entries;
    size_t size, count;
    const char *const *before, *const *behind; /* NULL: none */
};

struct word_table *word_table_new(void)
{
    return xcalloc(1, sizeof(struct word_table));
}

void word_table_free(struct word_table *t)
{
    for (size_t i = 0; i < t->size; i++)
        free(t->entries[i].key);
    free(t->entries);
    free(t);
}

/* Where the key is, or where it belongs. The table is not empty. */
static struct entry *slot_of(const struct word_table *t, const char *key, size_t len)
{
    size_t i = hash_plain(key, len) & (t->size - 1);
    while (t->entries[i].key && strcmp(t->entries[i].key, key) != 0)
        i = (i + 1) & (t->size - 1);
    return &t->entries[i];
}

static void grow(struct word_table *t)
{
    struct word_table grown = *t;
    grown.size = t->size ? 2 * t->size : 32;
    grown.entries = xcalloc(grown.size, sizeof(*grown.entries));
    for (size_t i = 0; i < t->size; i++) {
        const struct entry *e = &t->entries[i];
        if (e->key)
            *slot_of(&grown, e->key, strlen(e->key)) = *e;
    }
    free(t->entries);
    *t = grown;
}

/* The word's entry, made when there is none. */
static struct entry *entry_of(struct word_table *t, const char *word, bool *ret_new)
{
    CLEANUP_BUFFER struct buffer key = BUFFER_INIT(0);
    text_fold_key(word, &key);
    if (2 * (t->count + 1) > t->size)
        grow(t);
    struct entry *e = slot_of(t, buffer_text(&key), key.len);
    *ret_new = !e->key;
    if (!e->key) {
        e->key = xstrdup(buffer_text(&key));
        t->count++;
    }
    return e;
}

bool word_table_add(struct word_table *t, const char *word, int value)
{
    bool new;
    struct entry *e = entry_of(t, word, &new);
    if (new)
        e->value = value;
    return new;
}

void word_table_set(struct word_table *t, const char *word, int value)
{
    bool new;
    entry_of(t, word, &new)->value = value;
}

void word_table_loosen(struct word_table *t, const char *const *before, const char *const *behind)
{
    t->before = before;
    t->behind = behind;
}

static int find(const struct word_table *t, const char *key)
{
    const struct entry *e = slot_of(t, key, strlen(key));
    return e->key ? e->value : -1;
}

/* `key` is changed. */
static int find_without_ending(const struct word_table *t, char *key)
{
    size_t len = strlen(key);
    int value = find(t, key);
    for (const char *const *end = t->behind; value < 0 && *end; end++) {
        size_t n = strlen(*end);
        if (n >= len || memcmp(key + len - n, *end, n) != 0)
            continue;
        key[len - n] = '\0';
        value = find(t, key);
        key[len - n] = **end;
    }
    return value;
}

static int find_loosely(const struct word_table *t, char *key)
{
    int value = find_without_ending(t, key);
    for (const char *const *begin = t->before; value < 0 && *begin; begin++) {
        size_t n = strlen(*begin);
        if (strncmp(key, *begin, n) == 0)
            value = find_without_ending(t, key + n);
    }
    return value;
}

int word_table_find(const struct word_table *t, const char *word)
{
    if (!t->count)
        return -1;
    CLEANUP_BUFFER struct buffer key = BUFFER_INIT(0);
    text_fold_key(word, &key);
    int value = find(t, buffer_text(&key));
    return value < 0 && t->before && key.len ? find_loosely(t, key.data) : value;
}

/* ---- what offices' words mean */

const char *const status_names[STATUSES] = { "pickup", "download", "hidden" };

struct word_table *status_table_new(void)
{
    struct word_table *t = word_table_new();
    for (int i = 0; i < STATUSES; i++)
        word_table_add(t, status_names[i], i);
    return t;
}
