#include "model/snapshot.h"

#include "base/buffer.h"
#include "base/hash.h"
#include "model/snapshot_sort.h"

/* ---- tables of numbers by key: open addressing, at most half full */

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

/* Of documents or places while they are being added. Half of the key stands in the slot, so that
 * only what has it is looked at. */
struct table {
    struct slot {
        uint32_t half;
        uint32_t number; /* + 1; 0: free */
    } * slots;
    int bits; /* of the number of slots */
    uint64_t multiplier;
};

/* What a table is about: things of `size` bytes that begin with their keys. */
struct keyed {
    const char *things;
    size_t size;
};

static uint64_t key_at(struct keyed of, uint32_t number)
{
    uint64_t key;
    memcpy(&key, of.things + number * of.size, sizeof(key));
    return key;
}

/* The slot that holds `key`, or the free one where it would go. */
static struct slot *table_slot(const struct table *t, struct keyed of, uint64_t key)
{
    size_t mask = ((size_t)1 << t->bits) - 1;
    size_t i = home_slot(key, t->multiplier, t->bits);
    while (t->slots[i].number &&
           (t->slots[i].half != (uint32_t)key || key_at(of, t->slots[i].number - 1) != key))
        i = (i + 1) & mask;
    return &t->slots[i];
}

/* The number of the thing with this key, or UINT32_MAX. */
static uint32_t table_find(const struct table *t, struct keyed of, uint64_t key)
{
    return t->slots ? table_slot(t, of, key)->number - 1 : UINT32_MAX;
}

/* The thing `number`, which is there, behind all that are in the table. A key that is there already
 * keeps its first number. */
static void table_add(struct table *t, struct keyed of, uint32_t number)
{
    uint32_t from = number;
    if (!t->slots || (uint64_t)number + 1 > (UINT64_C(1) << t->bits) / 2) {
        free(t->slots);
        *t = (struct table){ .bits = bits_for(number + 1), .multiplier = chance_multiplier() };
        t->slots = xcalloc((size_t)1 << t->bits, sizeof(*t->slots));
        from = 0;
    }
    for (uint32_t i = from; i <= number; i++) {
        uint64_t key = key_at(of, i);
        struct slot *slot = table_slot(t, of, key);
        if (!slot->number)
            *slot = (struct slot){ (uint32_t)key, i + 1 };
    }
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
    struct buffer location_keys; /* uint64_t of each */
    struct table document_numbers, location_numbers;
    uint32_t dropped; /* documents in the array that are DROPPED */
};
#define DROPPED DOCUMENT_STATES /* no state of a document */

static void start(struct snapshot_builder *b)
{
    *b = (struct snapshot_builder){ .head.expires = INT64_MAX };
    buffer_append(&b->text, "", 1); /* offset 0 */
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
    buffer_release(&b->location_keys);
    free(b->document_numbers.slots);
    free(b->location_numbers.slots);
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

static struct keyed documents_of(const struct snapshot_builder *b)
{
    static_assert(offsetof(struct document, key) == 0, "a document begins with its key");
    return (struct keyed){ b->documents.data, sizeof(struct document) };
}

static struct keyed locations_of(const struct snapshot_builder *b)
{
    return (struct keyed){ b->location_keys.data, sizeof(uint64_t) };
}

void snapshot_builder_document(struct snapshot_builder *b, const struct document *d)
{
    struct document copy = *d;
    copy.key = key_of(snapshot_builder_peek(b, d->id));
    buffer_append(&b->documents, &copy, sizeof(copy));
    table_add(&b->document_numbers, documents_of(b), b->head.document_count++);
}

void snapshot_builder_location(struct snapshot_builder *b, const struct location *l)
{
    uint64_t key = key_of(snapshot_builder_peek(b, l->id));
    buffer_append(&b->location_keys, &key, sizeof(key));
    table_add(&b->location_numbers, locations_of(b), b->head.location_count++);
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
    uint32_t number = table_find(&b->location_numbers, locations_of(b), key_of(id));
    return (uint16_t)MIN(number, (uint32_t)LOCATION_NONE);
}

bool snapshot_builder_has_document(const struct snapshot_builder *b, const char *id)
{
    return snapshot_builder_find_document(b, id) != DOCUMENT_NONE;
}

uint32_t snapshot_builder_find_document(const struct snapshot_builder *b, const char *id)
{
    return table_find(&b->document_numbers, documents_of(b), key_of(id));
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

/* Moves the array there: what is in two places is there for as short as can be. */
static const void *place_moved(char **next, struct buffer *array)
{
    char *at = place(next, array->len);
    if (array->len)
        memcpy(at, array->data, array->len);
    buffer_release(array);
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
    free(b->document_numbers.slots);
    b->document_numbers.slots = NULL;
    snapshot_sort((const void *)b->documents.data, b->head.document_count, b->text.data,
                  b->head.order, documents);
    buffer_release(&b->documents);
    s->documents = documents;
    s->locations = place_moved(&next, &b->locations);
    s->openings = place_moved(&next, &b->openings);
    s->notices = place_moved(&next, &b->notices);
    s->bring = place_moved(&next, &b->bring);
    s->withdrawals = place_moved(&next, &b->withdrawals);
    s->text_size = b->text.len;
    s->text = place_moved(&next, &b->text);
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
    snapshot_sort(s->documents, s->document_count, s->text, order, documents);
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
