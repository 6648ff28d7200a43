/* A snapshot as a feed: what the program keeps on disk, and what it publishes. */
#include "feed/feed_parts.h"

#include "base/clock.h"
#include "feed/json.h"

#include <inttypes.h>

static void add(struct buffer *out, const char *text)
{
    buffer_append(out, text, strlen(text));
}

/* `before` ends in the member's key and colon; nothing is written for "". */
static void add_member(struct buffer *out, const char *before, const char *text)
{
    if (!*text)
        return;
    add(out, before);
    json_add_string(text, out);
}

static void add_hours(struct buffer *out, const struct snapshot *s, const struct location *l)
{
    for (uint32_t i = 0; i < l->openings; i++) {
        const struct opening *o = &s->openings[l->first_opening + i];
        add(out, i ? "," : ",\"hours\":[");
        const char *before = "{\"days\":\"";
        for (int day = 0; day < FEED_DAYS; day++) {
            if (!(o->days >> day & 1))
                continue;
            add(out, before);
            add(out, feed_day_names[day]);
            before = ",";
        }
        buffer_addf(out, "\",\"open\":\"%02d:%02d\",\"close\":\"%02d:%02d\"}", o->open / 60,
                    o->open % 60, o->close / 60, o->close % 60);
    }
    if (l->openings)
        add(out, "]");
}

static bool is_of(uint16_t place, uint16_t location)
{
    return place == FEED_ALL_PLACES || place == location;
}

static void add_locations(struct buffer *out, const struct snapshot *s, uint16_t place)
{
    bool any = false;
    for (uint16_t i = 0; i < s->location_count; i++) {
        if (!is_of(place, i))
            continue;
        const struct location *l = &s->locations[i];
        add(out, any ? ",\n" : ",\n\"locations\":[\n");
        any = true;
        add_member(out, "{\"id\":", snapshot_text(s, l->id));
        add_member(out, ",\"name\":", snapshot_text(s, l->name));
        add_member(out, ",\"kind\":", feed_location_kinds[l->kind]);
        add_member(out, ",\"counter\":", snapshot_text(s, l->counter));
        add_member(out, ",\"address\":", snapshot_text(s, l->address));
        add_hours(out, s, l);
        add(out, "}");
    }
    if (any)
        add(out, "]");
}

/* Documents from..to are those of a place: the list is sorted by it. */
struct range {
    uint32_t from, to;
};

/* The first document whose place is `location` or comes after it. */
static uint32_t first_from(const struct snapshot *s, uint32_t location)
{
    uint32_t low = 0, high = s->document_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s->documents[middle].location < location)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct range documents_of(const struct snapshot *s, uint16_t place)
{
    if (place == FEED_ALL_PLACES)
        return (struct range){ 0, s->document_count };
    return (struct range){ first_from(s, place), first_from(s, (uint32_t)place + 1) };
}

static void add_seen(struct buffer *out, uint32_t seen)
{
    char digits[16], *p = digits + sizeof(digits);
    for (; seen; seen /= 10)
        *--p = (char)('0' + seen % 10);
    add(out, ",\"seen\":");
    buffer_append(out, p, (size_t)(digits + sizeof(digits) - p));
}

static void add_documents(struct buffer *out, const struct snapshot *s, struct range r, bool own)
{
    for (uint32_t i = r.from; i < r.to; i++) {
        const struct document *d = &s->documents[i];
        add_member(out, "{\"id\":", snapshot_text(s, d->id));
        add_member(out, ",\"type\":", document_type_slugs[d->type]);
        add_member(out, ",\"label\":", snapshot_text(s, d->label));
        add_member(out, ",\"name\":", snapshot_text(s, d->name));
        add_member(out, ",\"number\":", snapshot_text(s, d->number));
        if (d->done != DAY_UNKNOWN) {
            char date[CLOCK_TEXT_MAX];
            add_member(out, ",\"done\":", clock_format_date(date, d->done));
        }
        if (d->location != LOCATION_NONE)
            add_member(out, ",\"at\":", snapshot_text(s, s->locations[d->location].id));
        add_member(out, ",\"state\":", document_state_slugs[d->state]);
        if (own && d->seen)
            add_seen(out, d->seen);
        add(out, i + 1 < r.to ? "},\n" : "}");
    }
}

static void add_notices(struct buffer *out, const struct snapshot *s)
{
    for (uint32_t i = 0; i < s->notice_count; i++) {
        const struct notice *n = &s->notices[i];
        char date[CLOCK_TEXT_MAX];
        add(out, i ? ",\n" : ",\n\"notices\":[\n");
        add_member(out, "{\"text\":", snapshot_text(s, n->text));
        if (n->from != NOTICE_ALWAYS_FROM)
            add_member(out, ",\"from\":", clock_format_date(date, n->from));
        if (n->until != NOTICE_ALWAYS_UNTIL)
            add_member(out, ",\"until\":", clock_format_date(date, n->until));
        if (n->high)
            add_member(out, ",\"priority\":", feed_priority_high);
        add(out, "}");
    }
    if (s->notice_count)
        add(out, "]");
}

/* `wanted` says of each type, from BRING_ANY, whether it is to be written. */
static void add_bring(struct buffer *out, const struct snapshot *s, bool wanted[DOCUMENT_TYPES + 1])
{
    const char *before = ",\n\"bring\":{";
    for (uint32_t i = 0; i < s->bring_count; i++) {
        int8_t type = s->bring[i].type;
        if (!wanted[type + 1])
            continue;
        wanted[type + 1] = false;
        add_member(out, before, type == BRING_ANY ? "*" : document_type_slugs[type]);
        before = ":[";
        for (uint32_t j = i; j < s->bring_count; j++) {
            if (s->bring[j].type != type)
                continue;
            add_member(out, before, snapshot_text(s, s->bring[j].text));
            before = ",";
        }
        before = "],";
    }
    if (*before == ']')
        add(out, "]}");
}

/* Up to the first document. */
static void add_beginning(struct buffer *out, const struct snapshot *s, uint16_t place,
                          struct range documents)
{
    bool types[DOCUMENT_TYPES + 1] = { [BRING_ANY + 1] = true };
    for (uint32_t i = documents.from; i < documents.to; i++)
        types[s->documents[i].type + 1] = true;
    if (place == FEED_ALL_PLACES)
        memset(types, true, sizeof(types));
    add_member(out, ",\n\"link\":", snapshot_text(s, s->link));
    add_locations(out, s, place);
    add_bring(out, s, types);
    add_notices(out, s);
    add(out, documents.from < documents.to ? ",\n\"documents\":[\n" : ",\n\"documents\":[");
}

static void add_end(struct buffer *out)
{
    add(out, "]}\n");
}

void feed_write_body(const struct snapshot *s, uint16_t place, struct buffer *out)
{
    struct range documents = documents_of(s, place);
    add_beginning(out, s, place, documents);
    add_documents(out, s, documents, false);
    add_end(out);
}

void feed_write_head(const struct feed_head *head, struct buffer *out)
{
    char time[CLOCK_TEXT_MAX];
    add(out, "{\"feed\":\"siapambil/1\"");
    add_member(out, ",\n\"region\":", head->region);
    add_member(out, ",\n\"publisher\":", head->publisher);
    buffer_addf(out, ",\n\"serial\":%" PRIu64, head->serial);
    add_member(out, ",\n\"issued\":", clock_format_rfc3339(time, head->issued, head->utc_offset_s));
    if (head->expires != INT64_MAX)
        add_member(
            out, ",\n\"expires\":", clock_format_rfc3339(time, head->expires, head->utc_offset_s));
}

bool feed_write_next(struct feed_writing *w, struct buffer *out)
{
    enum { AT_ONCE = 256 };
    const struct snapshot *s = w->list;
    const struct range all = documents_of(s, FEED_ALL_PLACES);
    if (w->ended)
        return false;
    if (!w->begun) {
        const struct feed_head head = {
            .region = snapshot_text(s, s->region),
            .publisher = snapshot_text(s, s->publisher),
            .serial = s->serial,
            .issued = s->issued,
            .expires = s->expires,
        };
        feed_write_head(&head, out);
        add_beginning(out, s, FEED_ALL_PLACES, all);
        w->begun = true;
        return true;
    }
    if (w->next == all.to) {
        add_end(out);
        w->ended = true;
        return true;
    }
    struct range some = { w->next, MIN(w->next + AT_ONCE, all.to) };
    add_documents(out, s, some, w->own);
    w->next = some.to;
    if (some.to < all.to)
        add(out, ",\n");
    return true;
}

void feed_write(const struct snapshot *s, bool own, struct buffer *out)
{
    struct feed_writing w = { .list = s, .own = own };
    while (feed_write_next(&w, out))
        ;
}
