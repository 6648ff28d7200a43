/* What is true of every snapshot that comes out of the reader, and when two are equal. For tests
 * and fuzz targets; each function says in words what is wrong, NULL when nothing is. */
#pragma once

#include "base/hash.h"
#include "base/text.h"
#include "model/snapshot.h"
#include "model/sort_name.h"
#include "policy/redact.h"

/* Text in the pool, valid, showable. */
static inline const char *check_text(const struct snapshot *s, uint32_t offset)
{
    if (offset >= s->text_size)
        return "an offset points behind the pool";
    const char *text = snapshot_text(s, offset);
    size_t len = strnlen(text, s->text_size - offset);
    if (len == s->text_size - offset)
        return "a text runs out of the pool";
    if (offset && text[-1])
        return "a text starts within another";
    if (text_find_invalid(text, len) != len)
        return "a text is not UTF-8";
    if (redact_finds_number(text))
        return "a number of 16 digits is in the pool";
    CLEANUP_BUFFER struct buffer clean = BUFFER_INIT(0);
    if (!text_clean(text, &clean) || (offset && !len))
        return "a text cannot be shown";
    return NULL;
}

static inline const char *check_shown(const struct snapshot *s, uint32_t offset)
{
    const char *wrong = check_text(s, offset);
    CLEANUP_BUFFER struct buffer clean = BUFFER_INIT(0);
    if (!wrong && (!text_clean(snapshot_text(s, offset), &clean) ||
                   strcmp(buffer_text(&clean), snapshot_text(s, offset)) != 0))
        wrong = "a text is not clean";
    if (!wrong && strlen(snapshot_text(s, offset)) > 512)
        wrong = "a text is too long";
    return wrong;
}

/* Strings that stand side by side on the screen hold no number together. */
static inline const char *check_together(const struct snapshot *s, const uint32_t *offsets,
                                         size_t count)
{
    CLEANUP_BUFFER struct buffer all = BUFFER_INIT(0);
    for (size_t i = 0; i < count; i++)
        buffer_addf(&all, "%s ", snapshot_text(s, offsets[i]));
    return redact_finds_number(buffer_text(&all)) ? "a number of 16 digits runs over two texts"
                                                  : NULL;
}

static inline void sort_string(const struct snapshot *s, const struct document *d,
                               struct buffer *out)
{
    buffer_addf(out, "%05u ", d->location);
    if (s->order == ORDER_NEWEST) /* INT32_MIN, not known, last */
        buffer_addf(out, "%010u ", (unsigned)(INT32_MAX - (int64_t)d->done));
    sort_name(snapshot_text(s, d->name), out);
    buffer_addf(out, "\x01%s", snapshot_text(s, d->number));
}

static inline bool in_order(const struct snapshot *s, const struct document *a,
                            const struct document *b)
{
    CLEANUP_BUFFER struct buffer x = BUFFER_INIT(0), y = BUFFER_INIT(0);
    sort_string(s, a, &x);
    sort_string(s, b, &y);
    return strcmp(buffer_text(&x), buffer_text(&y)) <= 0;
}

static int compare_keys(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static inline const char *check_documents(const struct snapshot *s)
{
    CLEANUP_FREE uint64_t *keys = xmalloc(s->document_count * sizeof(*keys) + 1);
    for (uint32_t i = 0; i < s->document_count; i++) {
        const struct document *d = &s->documents[i];
        const char *wrong = check_text(s, d->id);
        if (!wrong)
            wrong = check_shown(s, d->name);
        if (!wrong)
            wrong = check_shown(s, d->number);
        if (!wrong)
            wrong = check_shown(s, d->label);
        if (!wrong && d->label && d->type != DOCUMENT_OTHER)
            wrong = "a label stands beside a type that has one";
        if (!wrong)
            wrong = check_together(s, (const uint32_t[]){ d->name, d->number, d->label }, 3);
        if (wrong)
            return wrong;
        const char *id = snapshot_text(s, d->id);
        keys[i] = d->key;
        if (!*id || !d->key || d->key != hash_plain(id, strlen(id)))
            return "a key is not the hash of its id";
        if (!d->name && !d->number)
            return "a row has nothing to show";
        if (d->type >= DOCUMENT_TYPES || d->state >= DOCUMENT_STATES)
            return "a type or state is out of its enum";
        if (d->location == LOCATION_NONE ? d->state == DOCUMENT_PICKUP
                                         : d->location >= s->location_count)
            return "a row waits at no place";
        if (i && !in_order(s, d - 1, d))
            return "rows are not sorted";
    }
    qsort(keys, s->document_count, sizeof(*keys), compare_keys);
    for (uint32_t i = 1; i < s->document_count; i++) {
        if (keys[i] == keys[i - 1])
            return "two rows have one key";
    }
    return NULL;
}

static inline const char *check_snapshot(const struct snapshot *s)
{
    const char *wrong = check_shown(s, s->publisher);
    if (!wrong)
        wrong = check_text(s, s->region);
    if (!wrong)
        wrong = check_text(s, s->link);
    for (uint32_t i = 0; i < s->location_count && !wrong; i++) {
        const struct location *l = &s->locations[i];
        const uint32_t shown[] = { l->name, l->counter, l->address };
        wrong = check_text(s, l->id);
        for (size_t j = 0; j < COUNT(shown) && !wrong; j++)
            wrong = check_shown(s, shown[j]);
        if (!wrong)
            wrong = check_together(s, shown, COUNT(shown));
        if (!wrong && (!l->id || !l->name))
            wrong = "a place has no id or name";
        if (!wrong && (l->kind >= LOCATION_KINDS || l->first_opening > s->opening_count ||
                       l->openings > s->opening_count - l->first_opening))
            wrong = "a place's kind or hours are out of bounds";
    }
    for (uint32_t i = 0; i < s->opening_count && !wrong; i++) {
        const struct opening *o = &s->openings[i];
        if (!o->days || o->days > 0x7F || o->open >= o->close || o->close >= 24 * 60)
            wrong = "an opening time is none";
    }
    for (uint32_t i = 0; i < s->notice_count && !wrong; i++) {
        wrong = check_shown(s, s->notices[i].text);
        if (!wrong && (!s->notices[i].text || s->notices[i].from > s->notices[i].until))
            wrong = "a notice is none";
    }
    for (uint32_t i = 0; i < s->bring_count && !wrong; i++) {
        wrong = check_shown(s, s->bring[i].text);
        if (!wrong && (s->bring[i].type < BRING_ANY || s->bring[i].type >= DOCUMENT_TYPES))
            wrong = "a thing to bring is for no type";
    }
    return wrong ? wrong : check_documents(s);
}

/* ---- equality, by content */

static inline bool same_text(const struct snapshot *a, uint32_t x, const struct snapshot *b,
                             uint32_t y)
{
    return strcmp(snapshot_text(a, x), snapshot_text(b, y)) == 0;
}

static inline const char *differ_in_places(const struct snapshot *a, const struct snapshot *b)
{
    for (uint32_t i = 0; i < a->location_count; i++) {
        const struct location *x = &a->locations[i], *y = &b->locations[i];
        if (!same_text(a, x->id, b, y->id) || !same_text(a, x->name, b, y->name) ||
            !same_text(a, x->counter, b, y->counter) || !same_text(a, x->address, b, y->address) ||
            x->kind != y->kind || x->openings != y->openings)
            return "places differ";
        for (uint32_t j = 0; j < x->openings; j++) {
            const struct opening *o = &a->openings[x->first_opening + j];
            const struct opening *p = &b->openings[y->first_opening + j];
            if (o->days != p->days || o->open != p->open || o->close != p->close)
                return "hours differ";
        }
    }
    return NULL;
}

static inline const char *differ_in_documents(const struct snapshot *a, const struct snapshot *b,
                                              bool seen)
{
    for (uint32_t i = 0; i < a->document_count; i++) {
        const struct document *x = &a->documents[i], *y = &b->documents[i];
        if (x->key != y->key || !same_text(a, x->id, b, y->id) ||
            !same_text(a, x->name, b, y->name) || !same_text(a, x->number, b, y->number) ||
            !same_text(a, x->label, b, y->label) || x->done != y->done ||
            x->location != y->location || x->type != y->type || x->state != y->state ||
            (seen && x->seen != y->seen))
            return "documents differ";
    }
    return NULL;
}

static inline const char *differ(const struct snapshot *a, const struct snapshot *b, bool seen)
{
    if (a->serial != b->serial || a->issued != b->issued || a->expires != b->expires ||
        !same_text(a, a->region, b, b->region) || !same_text(a, a->publisher, b, b->publisher) ||
        !same_text(a, a->link, b, b->link))
        return "heads differ";
    if (a->document_count != b->document_count || a->location_count != b->location_count ||
        a->notice_count != b->notice_count || a->bring_count != b->bring_count ||
        a->opening_count != b->opening_count)
        return "counts differ";
    for (uint32_t i = 0; i < a->notice_count; i++) {
        const struct notice *x = &a->notices[i], *y = &b->notices[i];
        if (!same_text(a, x->text, b, y->text) || x->from != y->from || x->until != y->until ||
            x->high != y->high)
            return "notices differ";
    }
    for (uint32_t i = 0; i < a->bring_count; i++) {
        if (a->bring[i].type != b->bring[i].type ||
            !same_text(a, a->bring[i].text, b, b->bring[i].text))
            return "things to bring differ";
    }
    const char *wrong = differ_in_places(a, b);
    return wrong ? wrong : differ_in_documents(a, b, seen);
}
