#include "model/snapshot.h"

#include "base/buffer.h"
#include "base/hash.h"
#include "model/sort_name.h"

/* ---- a table from keys to numbers: open addressing, at most half full */

struct slot {
    uint64_t key; /* 0: free */
    uint32_t value;
};

struct table {
    struct slot *slots;
    uint32_t count;
    int bits; /* of the number of slots */
    uint64_t multiplier;
};

/* Of the number of slots that `count` keys leave half empty. */
static int bits_for(uint32_t count)
{
    int bits = 4;
    while ((UINT64_C(1) << bits) / 2 < count)
        bits++;
    return bits;
}

/* hash_plain's key is public. A multiplier of chance keeps whoever writes the ids from choosing
 * them so that all fall on one slot. */
static uint64_t chance_multiplier(void)
{
    uint64_t multiplier;
    random_bytes(&multiplier, sizeof(multiplier));
    return multiplier | 1;
}

static size_t home_slot(uint64_t key, uint64_t multiplier, int bits)
{
    return (size_t)((key * multiplier) >> (64 - bits));
}

static void table_init(struct table *t, uint32_t expected)
{
    *t = (struct table){ .bits = bits_for(expected), .multiplier = chance_multiplier() };
    t->slots = xcalloc((size_t)1 << t->bits, sizeof(*t->slots));
}

/* The slot that holds `key`, or the free one where it would go. */
static struct slot *table_find(const struct table *t, uint64_t key)
{
    size_t mask = ((size_t)1 << t->bits) - 1;
    size_t i = home_slot(key, t->multiplier, t->bits);
    while (t->slots[i].key && t->slots[i].key != key)
        i = (i + 1) & mask;
    return &t->slots[i];
}

/* A key that is there already keeps its first value. */
static void table_add(struct table *t, uint64_t key, uint32_t value)
{
    if ((uint64_t)t->count + 1 > (UINT64_C(1) << t->bits) / 2) {
        struct table old = *t;
        table_init(t, old.count * 2);
        for (size_t i = 0; i < (size_t)1 << old.bits; i++) {
            if (old.slots[i].key)
                *table_find(t, old.slots[i].key) = old.slots[i];
        }
        t->count = old.count;
        free(old.slots);
    }
    struct slot *slot = table_find(t, key);
    if (slot->key)
        return;
    *slot = (struct slot){ key, value };
    t->count++;
}

static uint64_t key_of(const char *id)
{
    uint64_t key = hash_plain(id, strlen(id));
    return key ? key : 1;
}

/* ---- building */

struct snapshot_builder {
    struct snapshot head;
    /* Arrays of the structs that their names say. */
    struct buffer documents, locations, openings, notices, bring, withdrawals;
    struct buffer text;
    struct table document_keys, location_keys;
    uint32_t dropped; /* documents in the array that are DROPPED */
};
#define DROPPED DOCUMENT_STATES /* no state of a document */

static void start(struct snapshot_builder *b)
{
    *b = (struct snapshot_builder){ .head.expires = INT64_MAX };
    buffer_append(&b->text, "", 1); /* offset 0 */
    table_init(&b->document_keys, 0);
    table_init(&b->location_keys, 0);
}

static void stop(struct snapshot_builder *b)
{
    buffer_release(&b->documents);
    buffer_release(&b->locations);
    buffer_release(&b->openings);
    buffer_release(&b->notices);
    buffer_release(&b->bring);
    buffer_release(&b->withdrawals);
    buffer_release(&b->text);
    free(b->document_keys.slots);
    free(b->location_keys.slots);
}

struct snapshot_builder *snapshot_builder_new(void)
{
    struct snapshot_builder *b = xmalloc(sizeof(*b));
    start(b);
    return b;
}

void snapshot_builder_free(struct snapshot_builder *b)
{
    if (!b)
        return;
    stop(b);
    free(b);
}

uint32_t snapshot_builder_text(struct snapshot_builder *b, const char *text)
{
    if (!*text)
        return 0;
    size_t offset = b->text.len, size = strlen(text) + 1;
    assert(offset + size <= UINT32_MAX); /* FEED_MAX_BYTES keeps far below */
    buffer_append(&b->text, text, size);
    return (uint32_t)offset;
}

const char *snapshot_builder_peek(const struct snapshot_builder *b, uint32_t offset)
{
    return b->text.data + offset;
}

struct snapshot *snapshot_builder_head(struct snapshot_builder *b)
{
    return &b->head;
}

void snapshot_builder_document(struct snapshot_builder *b, const struct document *d)
{
    struct document copy = *d;
    copy.key = key_of(snapshot_builder_peek(b, d->id));
    table_add(&b->document_keys, copy.key, b->head.document_count++);
    buffer_append(&b->documents, &copy, sizeof(copy));
}

void snapshot_builder_location(struct snapshot_builder *b, const struct location *l)
{
    table_add(&b->location_keys, key_of(snapshot_builder_peek(b, l->id)), b->head.location_count++);
    buffer_append(&b->locations, l, sizeof(*l));
}

void snapshot_builder_opening(struct snapshot_builder *b, const struct opening *o)
{
    b->head.opening_count++;
    buffer_append(&b->openings, o, sizeof(*o));
}

void snapshot_builder_notice(struct snapshot_builder *b, const struct notice *n)
{
    b->head.notice_count++;
    buffer_append(&b->notices, n, sizeof(*n));
}

void snapshot_builder_bring(struct snapshot_builder *b, const struct bring *r)
{
    b->head.bring_count++;
    buffer_append(&b->bring, r, sizeof(*r));
}

void snapshot_builder_withdrawal(struct snapshot_builder *b, const struct withdrawal *w)
{
    b->head.withdrawal_count++;
    buffer_append(&b->withdrawals, w, sizeof(*w));
}

uint32_t snapshot_builder_document_count(const struct snapshot_builder *b)
{
    return b->head.document_count - b->dropped;
}

uint16_t snapshot_builder_find_location(const struct snapshot_builder *b, const char *id)
{
    const struct slot *slot = table_find(&b->location_keys, key_of(id));
    return slot->key && slot->value < LOCATION_NONE ? (uint16_t)slot->value : LOCATION_NONE;
}

bool snapshot_builder_has_document(const struct snapshot_builder *b, const char *id)
{
    return table_find(&b->document_keys, key_of(id))->key != 0;
}

uint32_t snapshot_builder_find_document(const struct snapshot_builder *b, const char *id)
{
    const struct slot *slot = table_find(&b->document_keys, key_of(id));
    return slot->key ? slot->value : DOCUMENT_NONE;
}

static struct document *document_at(const struct snapshot_builder *b, uint32_t number)
{
    return &((struct document *)(void *)b->documents.data)[number];
}

const struct document *snapshot_builder_peek_document(const struct snapshot_builder *b,
                                                      uint32_t number)
{
    return document_at(b, number);
}

void snapshot_builder_replace_document(struct snapshot_builder *b, uint32_t number,
                                       const struct document *d)
{
    struct document *at = document_at(b, number);
    uint64_t key = at->key;
    b->dropped -= at->state == DROPPED;
    *at = *d;
    at->key = key;
}

void snapshot_builder_drop_document(struct snapshot_builder *b, uint32_t number)
{
    struct document *at = document_at(b, number);
    b->dropped += at->state != DROPPED;
    at->state = DROPPED;
}

/* Those that are left, in their order. */
static void remove_dropped(struct snapshot_builder *b)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < b->head.document_count && b->dropped; i++) {
        if (document_at(b, i)->state != DROPPED)
            *document_at(b, kept++) = *document_at(b, i);
    }
    if (!b->dropped)
        return;
    b->head.document_count = kept;
    b->documents.len = kept * sizeof(struct document);
    b->dropped = 0;
}

/* ---- sorting */

/* What a document is sorted by, made once: the day, backwards, where the newest come first; what
 * sort_name() makes of the name; U+0001; the number, as one string, and the first bytes of it
 * beside the place, so that comparing is mostly comparing two numbers. */
struct sort_entry {
    uint64_t prefix; /* the place (16 bits), then the first six bytes of the string */
    uint32_t string; /* offset in the strings */
    uint32_t index;  /* of the document as it was added */
};
#define PREFIX_BYTES 6

static int compare_entries(const void *a, const void *b, void *ctx)
{
    const struct sort_entry *x = a, *y = b;
    const struct buffer *strings = ctx;
    if (x->prefix != y->prefix)
        return x->prefix < y->prefix ? -1 : 1;
    int order = 0;
    if (x->prefix & 0xFF) /* the strings go on */
        order = strcmp(strings->data + x->string + PREFIX_BYTES,
                       strings->data + y->string + PREFIX_BYTES);
    if (!order)
        order = x->index < y->index ? -1 : x->index > y->index;
    return order;
}

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

static struct sort_entry sort_entry(const struct document *d, uint32_t index, const char *text,
                                    enum snapshot_order order, struct buffer *strings)
{
    struct sort_entry e = { .prefix = (uint64_t)d->location << 48,
                            .string = (uint32_t)strings->len,
                            .index = index };
    const char *number = text + d->number;
    if (order == ORDER_NEWEST)
        add_day_backwards(d->done, strings);
    sort_name(text + d->name, strings);
    buffer_append(strings, "\x01", 1);
    buffer_append(strings, number, strlen(number) + 1);
    const char *p = strings->data + e.string;
    for (int i = PREFIX_BYTES - 1; i >= 0 && *p; i--)
        e.prefix |= (uint64_t)(unsigned char)*p++ << (8 * i);
    return e;
}

static void copy_sorted(const struct document *documents, uint32_t count, const char *text,
                        enum snapshot_order order, struct document *out)
{
    CLEANUP_BUFFER struct buffer strings = BUFFER_INIT(0);
    CLEANUP_FREE struct sort_entry *entries = xmalloc(count * sizeof(*entries) + 1);
    for (uint32_t i = 0; i < count; i++)
        entries[i] = sort_entry(&documents[i], i, text, order, &strings);
    qsort_r(entries, count, sizeof(*entries), compare_entries, &strings);
    for (uint32_t i = 0; i < count; i++)
        out[i] = documents[entries[i].index];
}

/* ---- finding */

static void fill_slots(struct snapshot *s, uint32_t *slots)
{
    size_t mask = ((size_t)1 << s->slot_bits) - 1;
    memset(slots, 0, (mask + 1) * sizeof(*slots));
    for (uint32_t i = 0; i < s->document_count; i++) {
        size_t at = home_slot(s->documents[i].key, s->multiplier, s->slot_bits);
        while (slots[at])
            at = (at + 1) & mask;
        slots[at] = i + 1;
    }
    s->slots = slots;
}

uint32_t snapshot_find(const struct snapshot *s, uint64_t key)
{
    size_t mask = ((size_t)1 << s->slot_bits) - 1;
    for (size_t at = home_slot(key, s->multiplier, s->slot_bits); s->slots[at];
         at = (at + 1) & mask) {
        if (s->documents[s->slots[at] - 1].key == key)
            return s->slots[at] - 1;
    }
    return DOCUMENT_NONE;
}

/* ---- packing */

static char *place(char **next, size_t size)
{
    char *at = *next;
    *next += (size + 7) & ~(size_t)7;
    return at;
}

static const void *place_copy(char **next, const struct buffer *array)
{
    char *at = place(next, array->len);
    if (array->len)
        memcpy(at, array->data, array->len);
    return at;
}

struct snapshot *snapshot_builder_finish(struct snapshot_builder *b)
{
    remove_dropped(b);
    size_t size = (sizeof(struct snapshot) + 7) & ~(size_t)7;
    const struct buffer *arrays[] = { &b->documents, &b->locations,   &b->openings, &b->notices,
                                      &b->bring,     &b->withdrawals, &b->text };
    for (size_t i = 0; i < COUNT(arrays); i++)
        size += (arrays[i]->len + 7) & ~(size_t)7;
    int slot_bits = bits_for(b->head.document_count);
    size += sizeof(uint32_t) << slot_bits;

    struct snapshot *s = xmalloc(size);
    *s = b->head;
    s->size = size;
    s->slot_bits = slot_bits;
    s->multiplier = chance_multiplier();
    char *next = (char *)s;
    place(&next, sizeof(*s));
    struct document *documents = (struct document *)(void *)place(&next, b->documents.len);
    copy_sorted((const void *)b->documents.data, b->head.document_count, b->text.data,
                b->head.order, documents);
    s->documents = documents;
    s->locations = place_copy(&next, &b->locations);
    s->openings = place_copy(&next, &b->openings);
    s->notices = place_copy(&next, &b->notices);
    s->bring = place_copy(&next, &b->bring);
    s->withdrawals = place_copy(&next, &b->withdrawals);
    s->text = place_copy(&next, &b->text);
    s->text_size = b->text.len;
    fill_slots(s, (uint32_t *)(void *)place(&next, sizeof(uint32_t) << slot_bits));

    stop(b);
    start(b);
    return s;
}

/* The pointer of a copy to what `of` is in the original. */
static const void *moved(const struct snapshot *from, struct snapshot *to, const void *of)
{
    return (char *)to + ((const char *)of - (const char *)from);
}

struct snapshot *snapshot_sorted(const struct snapshot *s, enum snapshot_order order)
{
    struct snapshot *copy = xmalloc(s->size);
    memcpy(copy, s, s->size);
    copy->order = order;
    struct document *documents = (struct document *)(uintptr_t)moved(s, copy, s->documents);
    copy->documents = documents;
    copy->locations = moved(s, copy, s->locations);
    copy->openings = moved(s, copy, s->openings);
    copy->notices = moved(s, copy, s->notices);
    copy->bring = moved(s, copy, s->bring);
    copy->withdrawals = moved(s, copy, s->withdrawals);
    copy->text = moved(s, copy, s->text);
    copy_sorted(s->documents, s->document_count, s->text, order, documents);
    fill_slots(copy, (uint32_t *)(uintptr_t)moved(s, copy, s->slots));
    return copy;
}

void snapshot_free(struct snapshot *s)
{
    free(s);
}

/* ---- across two lists */

void snapshot_mark_seen(struct snapshot *next, const struct snapshot *previous, uint32_t now)
{
    /* Nobody else has `next` yet, and its memory was made by snapshot_builder_finish. */
    struct document *documents = (struct document *)(uintptr_t)next->documents;
    for (uint32_t i = 0; i < next->document_count; i++) {
        uint32_t before = previous ? snapshot_find(previous, documents[i].key) : DOCUMENT_NONE;
        documents[i].seen = before != DOCUMENT_NONE ? previous->documents[before].seen
                            : previous              ? now
                                                    : 0;
    }
}
