/* The feed as a whole: its bytes, its members, in which order they are read. */
#include "feed/feed.h"

#include "base/clock.h"
#include "base/text.h"
#include "feed/feed_parts.h"
#include "policy/redact.h"

#include <inttypes.h>
#include <stdio.h>

#define FEED_NAME    "siapambil/1"
#define MAX_SERIAL   INT64_C(9007199254740991) /* 2^53-1: what a JSON number holds exactly */
#define LATEST_ISSUE INT64_C(253402300799)     /* the end of 9999, as far as RFC 3339 goes */

enum top {
    TOP_FEED,
    TOP_REGION,
    TOP_PUBLISHER,
    TOP_SERIAL,
    TOP_ISSUED,
    TOP_EXPIRES,
    TOP_LINK,
    TOP_LOCATIONS,
    TOP_DOCUMENTS,
    TOP_BRING,
    TOP_NOTICES,
    TOPS,
};
static const struct {
    const char *name;
    char starts_with; /* a member of another JSON type refuses the feed; '0' is any number */
    bool required;
} tops[TOPS] = {
    [TOP_FEED] = { "feed", '"', true },
    [TOP_REGION] = { "region", '"', false },
    [TOP_PUBLISHER] = { "publisher", '"', false },
    [TOP_SERIAL] = { "serial", '0', true },
    [TOP_ISSUED] = { "issued", '"', true },
    [TOP_EXPIRES] = { "expires", '"', false },
    [TOP_LINK] = { "link", '"', false },
    [TOP_LOCATIONS] = { "locations", '[', false },
    [TOP_DOCUMENTS] = { "documents", '[', true },
    [TOP_BRING] = { "bring", '{', false },
    [TOP_NOTICES] = { "notices", '[', false },
};

struct members {
    struct json_text at[TOPS]; /* where the values start; no data: not there */
};

/* ---- bytes */

static bool check_bytes(const char *data, size_t len, struct error *err)
{
    if (len > FEED_MAX_BYTES)
        return error_set(err, "it is %zu bytes long, more than the %u MiB allowed", len,
                         FEED_MAX_BYTES >> 20);
    if (len >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0)
        return error_set(err, "it starts with a byte-order mark; save it as UTF-8 without one");
    size_t invalid = text_find_invalid(data, len);
    if (invalid < len)
        return error_set(err, "byte %zu is %s; a feed is UTF-8", invalid,
                         data[invalid] ? "not UTF-8" : "NUL");
    struct json_text t = { .data = data, .len = len };
    char first = json_peek(&t);
    if (!first)
        return error_set(err, "it is empty");
    if (first == '<')
        return error_set(err, "it is a web page (HTML or XML), not a feed");
    return true;
}

/* ---- members */

static bool not_json(const struct json_text *t, struct error *err)
{
    return error_set(err, "it is not JSON: at byte %zu, %s", t->at, t->why);
}

static bool find_members(const char *data, size_t len, struct members *ret, struct error *err)
{
    struct json_text t = { .data = data, .len = len };
    int twice = -1;
    if (json_peek(&t) != '{' && json_skip(&t))
        return error_set(err, "it is not a feed: a feed is a JSON object");
    for (bool more = json_enter(&t, '{'); more; more = json_next(&t, '}')) {
        char key[JSON_KEY_SIZE];
        if (!json_key(&t, key))
            break;
        json_peek(&t);
        for (int i = 0; i < TOPS; i++) {
            if (strcmp(key, tops[i].name) != 0)
                continue;
            if (ret->at[i].data)
                twice = i;
            ret->at[i] = t;
        }
        if (!json_skip(&t))
            break;
    }
    if (t.why)
        return not_json(&t, err);
    json_peek(&t);
    if (t.at < t.len)
        return error_set(err, "it is not JSON: bytes follow its end, from byte %zu on", t.at);
    if (twice >= 0)
        return error_set(err, "its member '%s' stands there twice", tops[twice].name);
    return true;
}

static const char *type_name(char starts_with)
{
    switch (starts_with) {
    case '"':
        return "a string";
    case '[':
        return "an array";
    case '{':
        return "an object";
    default:
        return "a number";
    }
}

static bool has_type(struct json_text value, char starts_with)
{
    char c = json_peek(&value);
    return c == starts_with || (starts_with == '0' && (c == '-' || (c >= '0' && c <= '9')));
}

/* Whether the feed says that it is one, before anything else about it is judged. */
static bool check_version(const struct members *m, struct error *err)
{
    struct json_text t = m->at[TOP_FEED];
    if (!t.data)
        return error_set(err, "it is not a feed: it has no member 'feed'");
    CLEANUP(json_delete) cJSON *value = json_value(&t);
    if (!cJSON_IsString(value))
        return error_set(err, "it is not a feed: its member 'feed' is not '%s'", FEED_NAME);
    const char *name = value->valuestring;
    if (strcmp(name, FEED_NAME) == 0)
        return true;
    bool may_tell = strlen(name) <= 40 && !redact_finds_number(name);
    for (const char *p = name; *p; p++)
        may_tell = may_tell && *p > ' ' && *p <= '~';
    if (strncmp(name, "siapambil/", 10) == 0 && may_tell)
        return error_set(err, "it is of version '%s'; this program reads '%s'", name, FEED_NAME);
    return error_set(err, "it is not a feed: its member 'feed' is not '%s'", FEED_NAME);
}

static bool check_members(const struct members *m, struct error *err)
{
    for (int i = 0; i < TOPS; i++) {
        if (!m->at[i].data && tops[i].required)
            return error_set(err, "its member '%s' is missing", tops[i].name);
        if (m->at[i].data && !has_type(m->at[i], tops[i].starts_with))
            return error_set(err, "its member '%s' is not %s", tops[i].name,
                             type_name(tops[i].starts_with));
    }
    return true;
}

/* ---- scalars */

static bool read_serial(struct json_text t, uint64_t *ret, struct error *err)
{
    CLEANUP(json_delete) cJSON *value = json_value(&t);
    double number = cJSON_IsNumber(value) ? value->valuedouble : -1;
    if (!(number >= 0 && number <= (double)MAX_SERIAL) || number != (double)(int64_t)number)
        return error_set(err, "its member 'serial' is not a whole number from 0 to %" PRId64,
                         MAX_SERIAL);
    *ret = (uint64_t)number;
    return true;
}

static bool read_time(const struct members *m, enum top which, int64_t *ret, struct error *err)
{
    struct json_text t = m->at[which];
    if (!t.data)
        return true;
    CLEANUP(json_delete) cJSON *value = json_value(&t);
    int64_t time;
    if (!value || !clock_parse_rfc3339(value->valuestring, &time) || time < 0 ||
        time > LATEST_ISSUE)
        return error_set(err,
                         "its member '%s' is not a time with offset since 1970, "
                         "as in 2026-11-23T09:40:00+07:00",
                         tops[which].name);
    *ret = time;
    return true;
}

/* A string at the top of the feed; NULL when it is not there, or with a sentence in `err`. */
static cJSON *read_string(const struct members *m, enum top which, struct error *err)
{
    struct json_text t = m->at[which];
    if (!t.data)
        return NULL;
    CLEANUP(json_delete) cJSON *value = json_value(&t);
    if (!value || strlen(value->valuestring) > FEED_MAX_STRING) {
        error_set(err, "its member '%s' is longer than %u bytes", tops[which].name,
                  FEED_MAX_STRING);
        return NULL;
    }
    if (feed_has_control(value->valuestring, strlen(value->valuestring))) {
        error_set(err, "its member '%s' holds a control character", tops[which].name);
        return NULL;
    }
    cJSON *ret = value;
    value = NULL;
    return ret;
}

/* Kemendagri's codes: "32", "32.73", "32.73.01", "32.73.01.1001". */
static bool is_region(const char *text)
{
    static const int digits[] = { 2, 2, 2, 4 };
    for (size_t level = 0; level < COUNT(digits); level++) {
        for (int i = 0; i < digits[level]; i++, text++) {
            if (*text < '0' || *text > '9')
                return false;
        }
        if (!*text)
            return true;
        if (*text++ != '.')
            return false;
    }
    return false;
}

/* An address that a QR code may carry: no blanks, ASCII, no number of a person in it. */
static bool is_link(const char *text)
{
    size_t scheme = strncmp(text, "https://", 8) == 0  ? 8
                    : strncmp(text, "http://", 7) == 0 ? 7
                                                       : 0;
    for (const char *p = text; *p; p++) {
        if (*p <= ' ' || *p > '~')
            return false;
    }
    return scheme && text[scheme] && !redact_finds_number(text);
}

static bool read_scalars(struct feed_reader *r, const struct members *m, struct error *err)
{
    struct snapshot *head = snapshot_builder_head(r->builder);
    if (!read_serial(m->at[TOP_SERIAL], &head->serial, err) ||
        !read_time(m, TOP_ISSUED, &head->issued, err) ||
        !read_time(m, TOP_EXPIRES, &head->expires, err))
        return false;

    err->text[0] = '\0';
    CLEANUP(json_delete) cJSON *region = read_string(m, TOP_REGION, err);
    CLEANUP(json_delete) cJSON *publisher = read_string(m, TOP_PUBLISHER, err);
    if (err->text[0])
        return false;
    if (region && !is_region(region->valuestring))
        return error_set(err, "its member 'region' is not a code of Kemendagri, as in 32.73");
    head->region = snapshot_builder_text(r->builder, region ? region->valuestring : "");
    const char *shown = privacy_text(&r->stage, publisher ? publisher->valuestring : "");
    if (!shown)
        return error_set(err, "its member 'publisher' is longer than %u bytes", FEED_MAX_STRING);
    head->publisher = snapshot_builder_text(r->builder, shown);

    /* The list does without a link. */
    struct error ignored = { "" };
    CLEANUP(json_delete) cJSON *link = read_string(m, TOP_LINK, &ignored);
    if (link && is_link(link->valuestring))
        head->link = snapshot_builder_text(r->builder, link->valuestring);
    else if (m->at[TOP_LINK].data)
        r->report->extras_left_out++;
    return true;
}

/* ---- all of it */

static bool read_feed(struct feed_reader *r, const char *data, size_t len, struct error *err)
{
    struct members m = { 0 };
    if (!check_bytes(data, len, err) || !find_members(data, len, &m, err) ||
        !check_version(&m, err) || !check_members(&m, err) || !read_scalars(r, &m, err))
        return false;
    /* Rows point to places, wherever in the bytes those stand. */
    if (m.at[TOP_LOCATIONS].data && !feed_read_locations(r, m.at[TOP_LOCATIONS], err))
        return false;
    if (m.at[TOP_NOTICES].data && !feed_read_notices(r, m.at[TOP_NOTICES], err))
        return false;
    if (m.at[TOP_BRING].data)
        feed_read_bring(r, m.at[TOP_BRING]);
    return feed_read_documents(r, m.at[TOP_DOCUMENTS], err);
}

bool feed_parse(const char *data, size_t len, const struct feed_options *options,
                struct snapshot **ret, struct feed_report *ret_report, struct error *err)
{
    *ret_report = (struct feed_report){ 0 };
    CLEANUP(snapshot_builder_free) struct snapshot_builder *builder = snapshot_builder_new();
    snapshot_builder_head(builder)->order = options->order;
    struct feed_reader reader = { .options = options, .builder = builder, .report = ret_report };
    privacy_stage_init(&reader.stage, options->privacy);
    bool ok = read_feed(&reader, data, len, err);
    ret_report->blotted = reader.stage.blotted;
    ret_report->masked = reader.stage.masked;
    privacy_stage_release(&reader.stage);
    if (ok)
        *ret = snapshot_builder_finish(builder);
    return ok;
}
