#include "publish/check.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "feed/feed.h"
#include "feed/json.h"

/* What was found of one feed. */
struct finding {
    const char *path;
    enum publish_status status;
    struct error error; /* why it was refused */
    struct feed_report report;
    struct snapshot *list; /* owned; NULL: refused */
    char signed_by[SIGNATURE_ID_SIZE];
    bool expired;
};

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* A file may be called anything. Appends `text` as UTF-8, whatever it is. */
static void add_utf8(const char *text, struct buffer *out)
{
    size_t len = strlen(text);
    for (size_t at; (at = text_find_invalid(text, len)) < len; text += at + 1, len -= at + 1) {
        buffer_append(out, text, at);
        buffer_addf(out, REPLACEMENT);
    }
    buffer_append(out, text, len);
}

/* For a terminal: on one line, and without what could move its cursor. */
static void add_shown(const char *text, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer whole = BUFFER_INIT(0);
    add_utf8(text, &whole);
    for (const char *at = buffer_text(&whole), *next = at; *at; at = next) {
        uint32_t c = text_next(&next);
        bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
        buffer_addf(out, "%.*s", control ? 3 : (int)(next - at), control ? REPLACEMENT : at);
    }
}

static void add_json_text(const char *text, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer whole = BUFFER_INIT(0);
    add_utf8(text, &whole);
    json_add_string(buffer_text(&whole), out);
}

/* The whole of a file, unpacked where it is gzip; "-" is standard input. */
static bool read_feed(const char *path, struct buffer *out, struct error *err)
{
    bool standard = strcmp(path, "-") == 0;
    errno = 0;
    gzFile file = standard ? gzdopen(0, "rb") : gzopen(path, "rb");
    char chunk[65536];
    int n = -1;
    if (!file)
        return error_set(err, "it cannot be read: %s", strerror(errno ? errno : ENOMEM));
    while ((n = gzread(file, chunk, sizeof(chunk))) > 0) {
        if (buffer_append(out, chunk, (size_t)n))
            continue;
        gzclose(file);
        return error_set(err, "it is longer than the %u MiB that a feed may have",
                         FEED_MAX_BYTES >> 20);
    }
    int code = Z_OK;
    const char *why = n < 0 ? gzerror(file, &code) : "";
    if (n < 0)
        error_set(err, "it cannot be read: %s", code == Z_ERRNO ? strerror(errno) : why);
    bool closed = gzclose(file) == Z_OK; /* Z_BUF_ERROR: gzip that was cut */
    if (n == 0 && !closed)
        error_set(err, "it cannot be unpacked: it ends too early");
    return n == 0 && closed;
}

/* "feed.json.gz" is signed as "feed.json" is. */
static char *signature_path(const char *path)
{
    size_t len = strlen(path);
    bool packed = len > 3 && strcmp(path + len - 3, ".gz") == 0;
    return xasprintf("%.*s.minisig", (int)(packed ? len - 3 : len), path);
}

static bool check_signature(const struct publish_args *args, const struct buffer *feed,
                            struct finding *f)
{
    CLEANUP_FREE char *path = signature_path(f->path);
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(SIGNATURE_MAX_BYTES);
    size_t key;
    if (!args->key_count)
        return true;
    if (!file_read(path, &text, &f->error))
        return error_context(&f->error, "it is not signed");
    if (signature_check(args->keys, args->key_count, feed->data, feed->len, buffer_text(&text),
                        text.len, &key, &f->error) != SIGNATURE_GOOD)
        return error_context(&f->error, "'%s'", path);
    signature_key_id(&args->keys[key], f->signed_by);
    return true;
}

/* By the rules of a screen that says nothing of its own. */
static bool parse(const struct buffer *feed, struct finding *f)
{
    uint8_t key[HASH_KEY_SIZE] = { 0 }; /* of ids that nobody sees */
    struct privacy privacy;
    privacy_init(&privacy);
    privacy.id_key = key;
    return feed_parse(feed->data, feed->len, &(struct feed_options){ .privacy = &privacy },
                      &f->list, &f->report, &f->error);
}

static void look(const struct publish_args *args, int64_t now_s, struct finding *f)
{
    CLEANUP_BUFFER struct buffer feed = BUFFER_SECRET(FEED_MAX_BYTES);
    const struct feed_report *r = &f->report;
    f->status = PUBLISH_UNREACHABLE;
    if (!read_feed(f->path, &feed, &f->error))
        return;
    f->status = PUBLISH_UNREADABLE;
    if (!feed.len)
        error_set(&f->error, "it is empty");
    if (!feed.len || !parse(&feed, f) || !check_signature(args, &feed, f))
        return;
    f->expired = f->list->expires <= now_s;
    bool clean = !r->left_out_total && !r->extras_left_out && !r->blotted && !f->expired;
    f->status = clean ? PUBLISH_DONE : PUBLISH_LEFT_OUT;
}

/* ---- for people */

static void add_parts(const struct finding *f, struct buffer *out)
{
    const struct feed_report *r = &f->report;
    char time[CLOCK_TEXT_MAX];
    for (uint32_t i = 0; i < r->example_count; i++) {
        const struct feed_example *e = &r->examples[i];
        buffer_addf(out, "  row %" PRIu32 "%s%s left out: %s\n", e->index, *e->id ? ", id " : "",
                    e->id, feed_reason_texts[e->reason]);
    }
    if (r->left_out_total > r->example_count)
        buffer_addf(out, "  %" PRIu32 " of %" PRIu32 " rows left out in all\n", r->left_out_total,
                    r->rows);
    if (r->extras_left_out)
        buffer_addf(out, "  %" PRIu32 " places, hours, notices or things to bring left out\n",
                    r->extras_left_out);
    if (r->blotted)
        buffer_addf(out,
                    "  %" PRIu32 " texts hold a number of 16 digits, such as a NIK: screens blot "
                    "it out, but it should not be there\n",
                    r->blotted);
    if (r->masked)
        buffer_addf(out,
                    "  %" PRIu32 " names are whole; screens shorten them unless [privacy] says "
                    "otherwise\n",
                    r->masked);
    if (f->expired)
        buffer_addf(out, "  it expired at %s\n", clock_format_rfc3339(time, f->list->expires, 0));
}

static void add_text(const struct finding *f, struct buffer *out)
{
    const struct snapshot *s = f->list;
    char time[CLOCK_TEXT_MAX];
    if (f->status == PUBLISH_UNREACHABLE || f->status == PUBLISH_UNREADABLE) {
        add_shown(f->path, out);
        buffer_addf(out, ": refused: ");
        add_shown(f->error.text, out);
        buffer_addf(out, "\n");
        return;
    }
    add_shown(f->path, out);
    buffer_addf(out,
                ": %s: region %s, serial %" PRIu64 ", issued %s, %" PRIu32 " document%s, %" PRIu32
                " place%s%s%s\n",
                f->status ? "not all right" : "right", snapshot_text(s, s->region), s->serial,
                clock_format_rfc3339(time, s->issued, 0), s->document_count,
                s->document_count == 1 ? "" : "s", s->location_count,
                s->location_count == 1 ? "" : "s", *f->signed_by ? ", signed by " : "",
                f->signed_by);
    add_parts(f, out);
}

/* ---- for machines */

static void add_json(const struct finding *f, struct buffer *out)
{
    const struct feed_report *r = &f->report;
    bool refused = f->status == PUBLISH_UNREACHABLE || f->status == PUBLISH_UNREADABLE;
    buffer_addf(out, "{\"feed\":");
    add_json_text(f->path, out);
    buffer_addf(out, ",\"status\":\"%s\",\"exit\":%d",
                f->status ? publish_status_name(f->status) : "right", (int)f->status);
    if (refused) {
        buffer_addf(out, ",\"message\":");
        add_json_text(f->error.text, out);
    } else {
        buffer_addf(
            out,
            ",\"serial\":%" PRIu64 ",\"documents\":%" PRIu32 ",\"places\":%" PRIu32
            ",\"left_out\":%" PRIu32 ",\"extras_left_out\":%" PRIu32 ",\"sixteen_digits\":%" PRIu32
            ",\"whole_names\":%" PRIu32 ",\"expired\":%s,\"signed_by\":",
            f->list->serial, f->list->document_count, f->list->location_count, r->left_out_total,
            r->extras_left_out, r->blotted, r->masked, f->expired ? "true" : "false");
        if (*f->signed_by)
            json_add_string(f->signed_by, out);
        else
            buffer_addf(out, "null");
    }
    buffer_addf(out, "}\n");
}

static enum publish_status worse(enum publish_status a, enum publish_status b)
{
    static const enum publish_status order[] = { PUBLISH_UNREACHABLE, PUBLISH_UNREADABLE,
                                                 PUBLISH_LEFT_OUT };
    for (size_t i = 0; i < COUNT(order); i++) {
        if (a == order[i] || b == order[i])
            return order[i];
    }
    return PUBLISH_DONE;
}

enum publish_status check_feeds(const struct publish_args *args, int64_t now_s, struct buffer *out)
{
    enum publish_status status = PUBLISH_DONE;
    for (int i = 0; i < args->feed_count; i++) {
        struct finding f = { .path = args->feeds[i] };
        look(args, now_s, &f);
        if (args->json)
            add_json(&f, out);
        else
            add_text(&f, out);
        status = worse(status, f.status);
        if (f.list)
            snapshot_free(f.list);
    }
    return status;
}
