#include "model/snapshot_sort.h"

#include "base/buffer.h"
#include "base/hash.h"
#include "model/sort_name.h"

/* What a document is sorted by is made once, as one string: the day, backwards, where the newest come
 * first; what sort_name() makes of the name; U+0001; the number. Many names begin alike, so comparing
 * whole strings would look at the same bytes again and again: eight at a time are taken as a number,
 * the rows are parted by it, and only those that are alike in it go on to the next eight (multikey
 * quicksort). */
struct sort_entry {
    uint64_t
        key; /* at first the place (16 bits) and six bytes of the string; then its next eight */
    uint32_t string; /* offset in the strings of what follows those */
    uint32_t index;  /* of the document as it was added */
};
#define FIRST_BYTES 6
#define KEY_BYTES   8
#define FEW         12 /* entries that are sorted by insertion */

/* Three bytes, none of them 0, that are the smaller the later the day is. */
static void add_day_backwards(int32_t day, struct buffer *strings)
{
    enum { BASE = 255, LATEST = 4000000 }; /* the year 12921; the first of year 1 is -719162 */
    int32_t left = day == DAY_UNKNOWN ? BASE * BASE * BASE - 1 : LATEST - MIN(day, LATEST);
    left = MIN(left, BASE * BASE * BASE - 1);
    char bytes[3];
    for (int i = 2; i >= 0; i--, left /= BASE)
        bytes[i] = (char)(left % BASE + 1);
    buffer_append(strings, bytes, sizeof(bytes));
}

/* The next `count` bytes of the entry's string as a number that compares as they do; NULs from its
 * end on. */
static uint64_t take_key(struct sort_entry *e, const char *strings, int count)
{
    uint64_t key = 0;
    const unsigned char *p = (const unsigned char *)strings + e->string;
    for (int i = 0; i < count && p[i]; i++)
        key |= (uint64_t)p[i] << (8 * (count - 1 - i));
    e->string += (uint32_t)count;
    return key;
}

/* Whether a string goes on behind its key. */
static bool goes_on(uint64_t key)
{
    return key & 0xFF;
}

static struct sort_entry sort_entry(const struct document *d, uint32_t index, const char *text,
                                    enum snapshot_order order, struct buffer *strings)
{
    struct sort_entry e = { .string = (uint32_t)strings->len, .index = index };
    const char *number = text + d->number;
    if (order == ORDER_NEWEST)
        add_day_backwards(d->done, strings);
    sort_name(text + d->name, strings);
    buffer_append(strings, "\x01", 1);
    buffer_append(strings, number, strlen(number) + 1);
    e.key = (uint64_t)d->location << 48 | take_key(&e, strings->data, FIRST_BYTES);
    return e;
}

struct sorting {
    const char *strings;
    uint64_t chance; /* whoever writes the names must not choose where lists are parted */
};

static uint64_t chance(struct sorting *s)
{
    s->chance ^= s->chance << 13;
    s->chance ^= s->chance >> 7;
    s->chance ^= s->chance << 17;
    return s->chance;
}

static int compare(const struct sort_entry *x, const struct sort_entry *y, const char *strings)
{
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    int order = goes_on(x->key) ? strcmp(strings + x->string, strings + y->string) : 0;
    return order ? order : x->index < y->index ? -1 : 1;
}

static int compare_indexes(const void *a, const void *b)
{
    const struct sort_entry *x = a, *y = b;
    return x->index < y->index ? -1 : x->index > y->index;
}

static void sort_few(const struct sorting *s, struct sort_entry *entries, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct sort_entry e = entries[i];
        size_t at = i;
        for (; at && compare(&e, &entries[at - 1], s->strings) < 0; at--)
            entries[at] = entries[at - 1];
        entries[at] = e;
    }
}

static void swap(struct sort_entry *x, struct sort_entry *y)
{
    struct sort_entry e = *x;
    *x = *y;
    *y = e;
}

/* Parts the entries into those below a key that is among theirs, those that have it, and those
 * above: [0, *ret_below), [*ret_below, *ret_upto), the rest. */
static void part(struct sorting *s, struct sort_entry *entries, size_t count, size_t *ret_below,
                 size_t *ret_upto)
{
    uint64_t a = entries[chance(s) % count].key, b = entries[chance(s) % count].key;
    uint64_t c = entries[chance(s) % count].key;
    uint64_t pivot = MAX(MIN(a, b), MIN(MAX(a, b), c));
    size_t below = 0, upto = count;
    for (size_t i = 0; i < upto;) {
        if (entries[i].key < pivot)
            swap(&entries[below++], &entries[i++]);
        else if (entries[i].key > pivot)
            swap(&entries[--upto], &entries[i]);
        else
            i++;
    }
    *ret_below = below;
    *ret_upto = upto;
}

static void sort(struct sorting *s, struct sort_entry *entries, size_t count)
{
    while (count > FEW) {
        size_t below, upto;
        part(s, entries, count, &below, &upto);
        sort(s, entries, below);
        struct sort_entry *alike = entries + below;
        if (goes_on(alike->key)) {
            for (size_t i = 0; i < upto - below; i++)
                alike[i].key = take_key(&alike[i], s->strings, KEY_BYTES);
            sort(s, alike, upto - below);
        } else {
            qsort(alike, upto - below, sizeof(*alike), compare_indexes);
        }
        entries += upto;
        count -= upto;
    }
    sort_few(s, entries, count);
}

void snapshot_sort(const struct document *documents, uint32_t count, const char *text,
                   enum snapshot_order order, struct document *out)
{
    CLEANUP_BUFFER struct buffer strings = BUFFER_INIT(0);
    CLEANUP_FREE struct sort_entry *entries = xmalloc(count * sizeof(*entries) + 1);
    for (uint32_t i = 0; i < count; i++)
        entries[i] = sort_entry(&documents[i], i, text, order, &strings);
    struct sorting s = { .strings = strings.data };
    random_bytes(&s.chance, sizeof(s.chance));
    s.chance |= 1;
    sort(&s, entries, count);
    for (uint32_t i = 0; i < count; i++)
        out[i] = documents[entries[i].index];
}
