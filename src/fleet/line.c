#include "fleet/line.h"

#include <stdio.h>
#include <strings.h>

#include "base/clock.h"
#include "base/text.h"
#include "feed/json.h"

#define LATEST_S INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

struct found {
    bool time, status, header, header_broken;
    struct buffer *held;
    struct fleet_line *line;
};

/* ---- paths */

static bool is_place(const char *text, size_t len)
{
    if (len >= LINE_PLACE_SIZE)
        return false;
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '.' && c != '-')
            return false;
    }
    return len > 0;
}

static bool cut_end(struct json_slice *path, const char *end)
{
    size_t n = strlen(end);
    if (path->len < n || memcmp(path->data + path->len - n, end, n) != 0)
        return false;
    path->len -= n;
    return true;
}

static void take_path(struct json_slice path, struct fleet_line *line)
{
    static const char version[] = "/v1/";
    const char *query = memchr(path.data, '?', path.len);
    if (query)
        path.len = (size_t)(query - path.data);
    cut_end(&path, ".minisig");
    if (!cut_end(&path, "/feed.json"))
        return;
    const char *region = memmem(path.data, path.len, version, strlen(version));
    if (!region)
        return;
    region += strlen(version);
    size_t len = path.len - (size_t)(region - path.data);
    const char *slash = memchr(region, '/', len);
    size_t region_len = slash ? (size_t)(slash - region) : len;
    const char *place = slash ? slash + 1 : "";
    size_t place_len = slash ? len - region_len - 1 : 0;
    if (!fleet_report_is_region(region, region_len) || (slash && !is_place(place, place_len)))
        return;
    snprintf(line->region, sizeof(line->region), "%.*s", (int)region_len, region);
    snprintf(line->place, sizeof(line->place), "%.*s", (int)place_len, place);
}

/* ---- values; the text is sound, since json_skip() has been over it */

/* A number without sign and exponent, in thousandths: what servers write. */
static bool take_thousandths(struct json_text *t, int64_t most, int64_t *ret)
{
    int64_t whole = 0, part = 0;
    char c = json_peek(t);
    bool right = c >= '0' && c <= '9';
    const char *p = t->data + t->at, *end = t->data + t->len;
    if (!json_skip(t) || !right)
        return false;
    for (; p < end && *p >= '0' && *p <= '9'; p++) {
        whole = whole * 10 + (*p - '0');
        if (whole > most)
            return false;
    }
    if (p < end && *p == '.') {
        p++;
        for (int64_t scale = 100; p < end && *p >= '0' && *p <= '9'; p++, scale /= 10)
            part += (*p - '0') * scale;
    }
    *ret = whole * 1000 + part;
    return p == end || (*p != 'e' && *p != 'E');
}

static bool take_whole(struct json_text *t, int64_t most, int64_t *ret)
{
    int64_t thousandths;
    if (!take_thousandths(t, most, &thousandths))
        return false;
    *ret = thousandths / 1000;
    return true;
}

static bool take_string(struct json_text *t, struct buffer *held, struct json_slice *ret)
{
    if (json_peek(t) == '"')
        return json_slice(t, held, ret);
    json_skip(t);
    return false;
}

/* Seconds, as both servers write by default, or RFC 3339, as Caddy can be told to. */
static bool take_time(struct json_text *t, struct found *f)
{
    char text[CLOCK_TEXT_MAX];
    struct json_slice s;
    int64_t time_s;
    if (json_peek(t) != '"')
        return take_thousandths(t, LATEST_S, &f->line->time_ms);
    if (!take_string(t, f->held, &s) || s.len >= sizeof(text))
        return false;
    snprintf(text, sizeof(text), "%.*s", (int)s.len, s.data);
    if (!clock_parse_rfc3339(text, &time_s) || time_s < 0 || time_s > LATEST_S)
        return false;
    f->line->time_ms = time_s * 1000;
    return true;
}

static void take_header(struct json_slice s, struct found *f)
{
    if (!s.len)
        return; /* nginx: there was none */
    bool first = !f->header;
    f->header = true;
    if (!first || !fleet_report_parse(s.data, s.len, &f->line->report))
        f->header_broken = true;
}

/* Caddy's request.headers: {"Siapambil-Screen":["id=…"], …} */
static void take_headers(struct json_text *t, struct found *f)
{
    static const char name[] = "siapambil-screen";
    struct json_slice s;
    if (json_peek(t) != '{') {
        json_skip(t);
        return;
    }
    for (bool more = json_enter(t, '{'); more; more = json_next(t, '}')) {
        json_peek(t);
        bool ours = json_slice(t, f->held, &s) && s.len == strlen(name) &&
                    strncasecmp(s.data, name, s.len) == 0;
        json_colon(t);
        if (!ours || json_peek(t) != '[') {
            json_skip(t);
            continue;
        }
        for (bool next = json_enter(t, '['); next; next = json_next(t, ']')) {
            if (take_string(t, f->held, &s))
                take_header(s, f);
        }
    }
}

static void take_request(struct json_text *t, struct found *f)
{
    struct json_slice s;
    if (json_peek(t) != '{') {
        json_skip(t);
        return;
    }
    for (bool more = json_enter(t, '{'); more; more = json_next(t, '}')) {
        json_peek(t);
        if (!json_slice(t, f->held, &s))
            s.len = 0;
        bool uri = s.len == 3 && memcmp(s.data, "uri", 3) == 0;
        bool headers = s.len == 7 && memcmp(s.data, "headers", 7) == 0;
        json_colon(t);
        if (headers)
            take_headers(t, f);
        else if (uri && take_string(t, f->held, &s))
            take_path(s, f->line);
        else if (!uri)
            json_skip(t);
    }
}

/* ---- members */

enum member { OTHER, TIME, STATUS, BYTES, TOOK, PATH, SCREEN, REQUEST };

static enum member find_member(struct json_slice key)
{
    static const struct {
        const char *name;
        enum member member;
    } names[] = {
        { "time", TIME },     { "ts", TIME },         { "status", STATUS }, { "bytes", BYTES },
        { "size", BYTES },    { "took", TOOK },       { "duration", TOOK }, { "path", PATH },
        { "screen", SCREEN }, { "request", REQUEST },
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        if (key.len == strlen(names[i].name) && memcmp(key.data, names[i].name, key.len) == 0)
            return names[i].member;
    }
    return OTHER;
}

/* false: this can be no line of such a log. */
static bool take_member(enum member member, struct json_text *t, struct found *f)
{
    struct json_slice s;
    int64_t number;
    switch (member) {
    case TIME:
        return f->time = take_time(t, f);
    case STATUS:
        if (!take_whole(t, 599, &number) || number < 100)
            return false;
        f->line->status = (int)number;
        return f->status = true;
    case BYTES:
        return take_whole(t, INT64_C(1) << 50, &f->line->bytes);
    case TOOK:
        return take_thousandths(t, LATEST_S, &f->line->took_ms);
    case PATH:
        if (take_string(t, f->held, &s))
            take_path(s, f->line);
        return true;
    case SCREEN:
        if (take_string(t, f->held, &s))
            take_header(s, f);
        return true;
    case REQUEST:
        take_request(t, f);
        return true;
    case OTHER:
        break;
    }
    return json_skip(t);
}

enum fleet_line_kind fleet_line_parse(const char *data, size_t len, struct buffer *held,
                                      struct fleet_line *ret)
{
    struct json_text t = { .data = data, .len = len };
    struct found f = { .held = held, .line = ret };
    if (len > LINE_MAX_BYTES || json_peek(&t) != '{' || text_find_invalid(data, len) < len)
        return FLEET_LINE_NONE;
    struct json_text check = t;
    if (!json_skip(&check) || json_peek(&check))
        return FLEET_LINE_NONE;
    ret->time_ms = ret->took_ms = ret->bytes = 0;
    ret->status = 0;
    ret->region[0] = ret->place[0] = '\0';
    for (bool more = json_enter(&t, '{'); more; more = json_next(&t, '}')) {
        struct json_slice key;
        json_peek(&t);
        if (!json_slice(&t, held, &key))
            return FLEET_LINE_NONE;
        enum member member = find_member(key);
        json_colon(&t);
        if (!take_member(member, &t, &f))
            return FLEET_LINE_NONE;
    }
    if (!f.time || !f.status)
        return FLEET_LINE_NONE;
    return f.header_broken ? FLEET_LINE_BROKEN : f.header ? FLEET_LINE_SCREEN : FLEET_LINE_OTHER;
}
