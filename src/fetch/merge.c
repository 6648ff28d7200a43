#include "fetch/merge.h"

#include "base/hash.h"
#include "feed/feed.h"
#include "feed/tally.h"

#define LONGEST_ID 512u /* bytes, of a feed's */

struct merging {
    struct snapshot_builder *builder;
    const struct snapshot *list; /* the one that is being added */
    uint16_t *places;            /* where each of its places is in the result */
};

static uint32_t copy_text(struct merging *m, uint32_t text)
{
    return snapshot_builder_text(m->builder, snapshot_text(m->list, text));
}

static void merge_head(struct merging *m)
{
    struct snapshot *head = snapshot_builder_head(m->builder);
    const struct snapshot *s = m->list;
    if (!head->serial)
        head->serial = s->serial;
    if (!head->publisher)
        head->publisher = copy_text(m, s->publisher);
    if (!head->region)
        head->region = copy_text(m, s->region);
    if (!head->link)
        head->link = copy_text(m, s->link);
    if (s->issued && (!head->issued || s->issued < head->issued))
        head->issued = s->issued;
    head->expires = MIN(head->expires, s->expires);
}

static void merge_places(struct merging *m)
{
    struct snapshot *head = snapshot_builder_head(m->builder);
    for (uint32_t i = 0; i < m->list->location_count; i++) {
        struct location l = m->list->locations[i];
        const char *id = snapshot_text(m->list, l.id);
        m->places[i] = snapshot_builder_find_location(m->builder, id);
        if (m->places[i] != LOCATION_NONE || head->location_count >= LOCATION_NONE)
            continue;
        m->places[i] = (uint16_t)head->location_count;
        uint32_t first = l.first_opening;
        l.first_opening = head->opening_count;
        for (uint16_t o = 0; o < l.openings; o++)
            snapshot_builder_opening(m->builder, &m->list->openings[first + o]);
        l.id = copy_text(m, l.id);
        l.name = copy_text(m, l.name);
        l.counter = copy_text(m, l.counter);
        l.address = copy_text(m, l.address);
        snapshot_builder_location(m->builder, &l);
    }
}

/* Whether a list before this one says the same; there are few of either. */
static bool had_notice(const struct snapshot *const *before, size_t count, const struct snapshot *s,
                       const struct notice *n)
{
    for (size_t i = 0; i < count; i++) {
        for (uint32_t j = 0; j < before[i]->notice_count; j++) {
            const struct notice *other = &before[i]->notices[j];
            if (other->from == n->from && other->until == n->until && other->high == n->high &&
                strcmp(snapshot_text(before[i], other->text), snapshot_text(s, n->text)) == 0)
                return true;
        }
    }
    return false;
}

static bool had_bring(const struct snapshot *const *before, size_t count, const struct snapshot *s,
                      const struct bring *b)
{
    for (size_t i = 0; i < count; i++) {
        for (uint32_t j = 0; j < before[i]->bring_count; j++) {
            const struct bring *other = &before[i]->bring[j];
            if (other->type == b->type &&
                strcmp(snapshot_text(before[i], other->text), snapshot_text(s, b->text)) == 0)
                return true;
        }
    }
    return false;
}

static void merge_texts(struct merging *m, const struct snapshot *const *before, size_t count)
{
    for (uint32_t i = 0; i < m->list->notice_count; i++) {
        struct notice n = m->list->notices[i];
        if (had_notice(before, count, m->list, &n) ||
            snapshot_builder_head(m->builder)->notice_count == FEED_MAX_NOTICES)
            continue;
        n.text = copy_text(m, n.text);
        snapshot_builder_notice(m->builder, &n);
    }
    for (uint32_t i = 0; i < m->list->bring_count; i++) {
        struct bring b = m->list->bring[i];
        if (had_bring(before, count, m->list, &b))
            continue;
        b.text = copy_text(m, b.text);
        snapshot_builder_bring(m->builder, &b);
    }
}

static bool ends_in(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/* Two programs that count their rows from 1 use the same ids for different people: then the
 * registration numbers differ, of which one source may show more than the other. */
static bool is_another(const struct snapshot *a, const struct document *d, const struct snapshot *b,
                       const struct document *e)
{
    const char *x = snapshot_text(a, d->number), *y = snapshot_text(b, e->number);
    return *x && *y && !ends_in(x, y) && !ends_in(y, x);
}

/* An id of its own for what another list has the id of; "" where it is too long for one.
 * Letters, since digits may become a number of 16. */
static char *own_id(const struct snapshot_builder *b, const char *id, size_t list)
{
    char *own = xasprintf("%sx%c", id, (char)('a' + list % 26));
    if (strlen(own) > LONGEST_ID || snapshot_builder_has_document(b, own))
        *own = '\0';
    return own;
}

/* Whether another list has the same document, and that one is taken. */
static bool is_older_copy(const struct snapshot *const *lists, size_t count, size_t own,
                          const struct document *d)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t at = i == own ? DOCUMENT_NONE : snapshot_find(lists[i], d->key);
        if (at == DOCUMENT_NONE || is_another(lists[own], d, lists[i], &lists[i]->documents[at]))
            continue;
        int32_t other = lists[i]->documents[at].done; /* DAY_UNKNOWN is before every day */
        if (other > d->done || (other == d->done && i < own))
            return true;
    }
    return false;
}

/* What withdrawals are remembered by: the document's key, and its number where it has one. */
enum { WITHOUT_NUMBER = 1, ANY_NUMBER };

static void note_day(struct tally *t, uint64_t key, int32_t day)
{
    int32_t *last = tally_at(t, key, day);
    *last = MAX(*last, day);
}

/* The last day on which any of the lists says that a document is not ready. */
static void note_withdrawals(const struct snapshot *const *lists, size_t count, struct tally *ret)
{
    for (size_t i = 0; i < count; i++) {
        for (uint32_t j = 0; j < lists[i]->withdrawal_count; j++) {
            const struct withdrawal *w = &lists[i]->withdrawals[j];
            note_day(ret, w->key + (w->number ? w->number : WITHOUT_NUMBER), w->day);
            note_day(ret, w->key + ANY_NUMBER, w->day);
        }
    }
}

static bool is_withdrawn(struct tally *unready, const struct snapshot *s, const struct document *d)
{
    const char *number = snapshot_text(s, d->number);
    if (!unready->used)
        return false;
    if (!*number)
        return *tally_at(unready, d->key + ANY_NUMBER, DAY_UNKNOWN) > d->done;
    return *tally_at(unready, d->key + WITHOUT_NUMBER, DAY_UNKNOWN) > d->done ||
           *tally_at(unready, d->key + hash_plain(number, strlen(number)), DAY_UNKNOWN) > d->done;
}

/* Of one feed, since that is as what the list is kept and read again. */
static bool is_within_limits(struct snapshot_builder *builder, struct error *err)
{
    uint32_t documents = snapshot_builder_document_count(builder);
    uint32_t places = snapshot_builder_head(builder)->location_count;
    if (documents > FEED_MAX_DOCUMENTS)
        return error_set(err, "the sources have %u rows together; allowed: %u", documents,
                         FEED_MAX_DOCUMENTS);
    return places <= FEED_MAX_LOCATIONS ||
           error_set(err, "the sources have %u places together; allowed: %u", places,
                     FEED_MAX_LOCATIONS);
}

struct snapshot *merge_lists(const struct snapshot *const *lists, size_t count,
                             enum snapshot_order order, uint32_t *ret_copies, struct error *err)
{
    CLEANUP(snapshot_builder_free) struct snapshot_builder *builder = snapshot_builder_new();
    snapshot_builder_head(builder)->order = order;
    *ret_copies = 0;
    struct tally unready = { 0 };
    note_withdrawals(lists, count, &unready);
    for (size_t i = 0; i < count; i++) {
        const struct snapshot *s = lists[i];
        CLEANUP_FREE uint16_t *places = xcalloc(s->location_count + 1, sizeof(*places));
        struct merging m = { builder, s, places };
        merge_head(&m);
        merge_places(&m);
        merge_texts(&m, lists, i);
        for (uint32_t j = 0; j < s->document_count; j++) {
            struct document d = s->documents[j];
            if (is_older_copy(lists, count, i, &d) || is_withdrawn(&unready, s, &d)) {
                ++*ret_copies;
                continue;
            }
            const char *id = snapshot_text(s, d.id);
            CLEANUP_FREE char *own =
                snapshot_builder_has_document(builder, id) ? own_id(builder, id, i) : xstrdup(id);
            if (!*own) {
                ++*ret_copies;
                continue;
            }
            if (d.location != LOCATION_NONE)
                d.location = places[d.location];
            d.id = snapshot_builder_text(builder, own);
            d.name = copy_text(&m, d.name);
            d.number = copy_text(&m, d.number);
            d.label = copy_text(&m, d.label);
            snapshot_builder_document(builder, &d);
        }
    }
    tally_release(&unready);
    return is_within_limits(builder, err) ? snapshot_builder_finish(builder) : NULL;
}
