#include "view/listing.h"

/* Eleven years and more. */
#define DAYS_COUNTED 4096

/* ---- places */

/* The next id of "mpp, kec-coblong"; false at the end. */
static bool next_id(const char **places, const char **ret_id, size_t *ret_len)
{
    *places += strspn(*places, " ,");
    *ret_id = *places;
    *ret_len = strcspn(*places, " ,");
    *places += *ret_len;
    return *ret_len > 0;
}

static bool names(const char *places, const char *id)
{
    const char *own;
    size_t len;
    while (next_id(&places, &own, &len)) {
        if (strlen(id) == len && memcmp(own, id, len) == 0)
            return true;
    }
    return false;
}

/* Which places are wanted: one flag for each of the list's, and one for none. */
struct wanted {
    bool all, none;
    bool *place; /* owned; NULL: all */
};

static struct wanted wanted_places(const struct snapshot *list, const char *places)
{
    struct wanted w = { .all = !places[strspn(places, " ,")] };
    if (w.all)
        return w;
    w.none = names(places, LISTING_DOWNLOAD);
    w.place = xcalloc(MAX(list->location_count, 1), sizeof(*w.place));
    bool some = w.none;
    for (uint32_t i = 0; i < list->location_count; i++)
        some |= w.place[i] = names(places, snapshot_text(list, list->locations[i].id));
    /* A board that says that nothing is ready, since its places are misspelt, would lie. */
    w.all = !some;
    return w;
}

static bool is_wanted(const struct wanted *w, const struct document *d)
{
    return w->all || (d->location == LOCATION_NONE ? w->none : w->place[d->location]);
}

char *listing_unknown_place(const struct snapshot *list, const char *places)
{
    const char *id;
    size_t len;
    while (next_id(&places, &id, &len)) {
        CLEANUP_FREE char *one = xasprintf("%.*s", (int)len, id);
        bool known = strcmp(one, LISTING_DOWNLOAD) == 0;
        for (uint32_t i = 0; i < list->location_count && !known; i++)
            known = strcmp(one, snapshot_text(list, list->locations[i].id)) == 0;
        if (!known)
            return xstrdup(one);
    }
    return NULL;
}

/* ---- counting */

static int32_t newest_day(const struct snapshot *list)
{
    int32_t newest = DAY_UNKNOWN;
    for (uint32_t i = 0; i < list->document_count; i++)
        newest = MAX(newest, list->documents[i].done);
    return newest;
}

/* How many days before the newest, of those that are counted one by one. */
static uint32_t days_before(const struct document *d, int32_t newest)
{
    int64_t days = (int64_t)newest - d->done;
    return d->done == DAY_UNKNOWN || days >= DAYS_COUNTED ? DAYS_COUNTED : (uint32_t)days;
}

struct census census_take(const struct snapshot *list, const char *places)
{
    struct census c = { 0 };
    struct wanted wanted = wanted_places(list, places);
    uint32_t *rows = xcalloc(DAYS_COUNTED + 1, sizeof(*rows));
    int32_t newest = newest_day(list), last = -1;
    for (uint32_t i = 0; i < list->document_count; i++) {
        const struct document *d = &list->documents[i];
        if (!is_wanted(&wanted, d))
            continue;
        c.rows++;
        c.places += last != d->location;
        last = d->location;
        rows[days_before(d, newest)]++;
    }
    c.days = xmalloc((DAYS_COUNTED + 1) * sizeof(*c.days));
    for (int i = 0; i <= DAYS_COUNTED; i++) {
        if (rows[i])
            c.days[c.day_count++] =
                (struct plan_day){ i < DAYS_COUNTED ? newest - i : DAY_UNKNOWN, rows[i] };
    }
    free(rows);
    free(wanted.place);
    return c;
}

void census_release(struct census *c)
{
    free(c->days);
    *c = (struct census){ 0 };
}

/* ---- listing */

/* By themselves, since they are looked at every minute, and the documents are ten times as large. */
static void note_seen(struct listing *l)
{
    l->seen = xmalloc(MAX(l->seen_count, 1) * sizeof(*l->seen));
    l->seen_count = 0;
    for (uint32_t at = 0; at < l->count; at++) {
        uint32_t seen = listing_row(l, at)->seen;
        if (seen)
            l->seen[l->seen_count++] = seen;
    }
}

struct listing listing_make(const struct snapshot *list, const char *places, int32_t since)
{
    struct listing l = { .list = list, .since = since };
    struct wanted wanted = wanted_places(list, places);
    l.rows = xmalloc(MAX(list->document_count, 1) * sizeof(*l.rows));
    for (uint32_t i = 0; i < list->document_count; i++) {
        const struct document *d = &list->documents[i];
        if (!is_wanted(&wanted, d))
            continue;
        if (d->done < since) {
            l.beyond++;
            continue;
        }
        l.rows[l.count++] = i;
        l.types |= d->state == DOCUMENT_PICKUP ? UINT32_C(1) << d->type : 0;
        l.seen_count += d->seen > 0;
    }
    l.rows = xrealloc(l.rows, MAX(l.count, 1) * sizeof(*l.rows));
    note_seen(&l);
    free(wanted.place);
    return l;
}

void listing_release(struct listing *l)
{
    free(l->rows);
    free(l->seen);
    free(l->before);
    *l = (struct listing){ 0 };
}

/* The first row that is document `number` or a later one. */
static uint32_t first_from(const struct listing *l, uint32_t number)
{
    if (l->count == l->list->document_count)
        return number; /* all are listed */
    uint32_t low = 0, high = l->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (l->rows[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t listing_find(const struct listing *l, uint64_t key)
{
    uint32_t number = l->list ? snapshot_find(l->list, key) : DOCUMENT_NONE;
    uint32_t at = number == DOCUMENT_NONE ? DOCUMENT_NONE : first_from(l, number);
    return at != DOCUMENT_NONE && at < l->count && l->rows[at] == number ? at : DOCUMENT_NONE;
}

uint32_t listing_find_place(const struct listing *l, uint64_t key)
{
    uint32_t number = l->list ? snapshot_find(l->list, key) : DOCUMENT_NONE;
    return number == DOCUMENT_NONE ? DOCUMENT_NONE : first_from(l, number);
}

/* ---- what has changed since another listing */

void listing_compare(struct listing *l, const struct listing *before)
{
    listing_forget_before(l);
    l->before = xmalloc(MAX(l->count, 1) * sizeof(*l->before));
    for (uint32_t at = 0; at < l->count; at++)
        l->before[at] = listing_find(before, listing_row(l, at)->key);
    l->before_in = before;
}

void listing_forget_before(struct listing *l)
{
    free(l->before);
    l->before = NULL;
    l->before_in = NULL;
}

uint32_t listing_before(const struct listing *l, uint32_t at, const struct listing *before)
{
    if (l->before && l->before_in == before)
        return l->before[at];
    return listing_find(before, listing_row(l, at)->key);
}

uint32_t listing_arrived(const struct listing *l, int64_t now_s, int64_t within_s)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < l->seen_count; i++)
        count += l->seen[i] <= now_s && l->seen[i] > now_s - within_s;
    return count;
}
