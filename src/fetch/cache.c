#include "fetch/cache.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/repeats.h"
#include "base/text.h"
#include "feed/feed.h"

#define MAGIC              "siapambil-cache/1"
#define MAX_FILE           (FEED_MAX_BYTES + 65536)
#define CONFIRM_EVERY_S    600
#define NOTE_EVERY_S       120
#define MAX_NOTE           (1u << 20)
#define CACHE_SOURCES_SIZE 2048 /* of their hashes */

struct cache {
    char *dir, *list, *bad, *key_file, *note, *serials; /* paths; NULL: nothing is kept */
    enum cache_mode mode;
    char *source; /* a hash of each address, which may hold a secret, parted by blanks */
    uint8_t id_key[HASH_KEY_SIZE];
    int lock;      /* the folder's; -1: not ours, or the file system has none */
    bool key_kept; /* id_key is what key_file holds */
    bool failing;  /* the last write failed */
    struct repeats_states told, told_serials; /* 1: not kept */
    int64_t confirmed_s;                      /* as noted on disk */
    int64_t heard_s;                          /* as last heard */
    int64_t noted_s; /* when the note was last written, by the clock that does not jump */
    bool stored;     /* a list, since then */
};

static void load_id_key(struct cache *c)
{
    struct error err = { "" };
    CLEANUP_BUFFER struct buffer key = BUFFER_INIT(HASH_KEY_SIZE);
    c->key_kept = c->key_file && file_read(c->key_file, &key, &err) && key.len == HASH_KEY_SIZE;
    if (c->key_kept)
        memcpy(c->id_key, key.data, HASH_KEY_SIZE);
    else
        random_bytes(c->id_key, HASH_KEY_SIZE);
}

/* Whether somebody has made the folder anew since it was locked. */
static bool is_other_folder(const struct cache *c)
{
    struct stat locked, now;
    return c->lock >= 0 && (fstat(c->lock, &locked) < 0 || stat(c->dir, &now) < 0 ||
                            locked.st_ino != now.st_ino || locked.st_dev != now.st_dev);
}

/* Makes what must be there before a list can be kept. */
static bool prepare(struct cache *c, struct error *err)
{
    if (is_other_folder(c)) {
        close(c->lock);
        c->lock = -1;
        c->key_kept = false;
    }
    c->key_kept = c->key_kept && access(c->key_file, F_OK) == 0;
    if (!file_make_folders(c->dir, 0700, err))
        return false;
    if (c->lock < 0 && !file_lock_folder(c->dir, &c->lock, err))
        return false;
    if (!c->key_kept && !file_replace(c->key_file, c->id_key, HASH_KEY_SIZE, 0600, err))
        return false;
    c->key_kept = true;
    return true;
}

/* The caller frees it. */
static char *hash_words(const char *words)
{
    struct buffer ret = BUFFER_INIT(0);
    for (const char *at = words; *(at += strspn(at, " "));) {
        char hash[HASH_HEX_SIZE];
        size_t len = strcspn(at, " ");
        hash_hex(at, len, hash);
        buffer_addf(&ret, "%s%s", ret.len ? " " : "", hash);
        at += len;
    }
    return ret.data ? ret.data : xstrdup("");
}

struct cache *cache_open(const char *dir, const char *source, enum cache_mode mode)
{
    struct cache *c = xcalloc(1, sizeof(*c));
    struct error err = { "" };
    c->mode = mode;
    c->lock = -1;
    c->source = hash_words(source);
    if (*dir) {
        c->dir = xstrdup(dir);
        c->list = xasprintf("%s/list.json", dir);
        c->bad = xasprintf("%s/list.json.bad", dir);
        c->key_file = xasprintf("%s/id.key", dir);
        c->note = xasprintf("%s/position", dir);
        c->serials = xasprintf("%s/serials", dir);
    }
    load_id_key(c);
    if (*dir && mode == CACHE_KEEP && !prepare(c, &err)) {
        repeats_is(&c->told, 1, clock_boot_s());
        log_warning("no list is kept: [cache] dir: %s", err.text);
        c->failing = true;
    }
    return c;
}

/* The fraction of a second by which this program knows a file's time as its own: a copy, whose
 * time is that of copying, must not look as if its source had just confirmed it. */
static long time_mark(const struct cache *c, int64_t time_s)
{
    return (long)(hash_keyed(c->id_key, &time_s, sizeof(time_s)) % 999999999) + 1;
}

static bool set_time(const struct cache *c, int64_t time_s, long mark)
{
    const struct timespec times[2] = { { .tv_nsec = UTIME_OMIT },
                                       { .tv_sec = (time_t)time_s, .tv_nsec = mark } };
    return utimensat(AT_FDCWD, c->list, times, 0) == 0;
}

/* Notes as the file's time when the source last said that it is right. */
static bool note_time(const struct cache *c, int64_t time_s)
{
    struct stat st;
    long mark = time_mark(c, time_s);
    if (!set_time(c, time_s, mark))
        return false;
    /* Some file systems have whole or hundredth seconds. */
    bool kept = stat(c->list, &st) == 0 && st.st_mtim.tv_nsec == mark;
    return kept || set_time(c, time_s, 0);
}

/* The time that was noted so; 0: none. */
static int64_t noted_time(const struct cache *c, const struct stat *st)
{
    long fraction = st->st_mtim.tv_nsec;
    bool own = !fraction || fraction == time_mark(c, st->st_mtim.tv_sec);
    return own ? st->st_mtim.tv_sec : 0;
}

void cache_close(struct cache *c)
{
    /* So that the next start knows the age to the second. */
    if (c->heard_s > c->confirmed_s && !c->failing)
        note_time(c, c->heard_s);
    if (c->lock >= 0)
        close(c->lock);
    free(c->dir);
    free(c->list);
    free(c->source);
    free(c->bad);
    free(c->key_file);
    free(c->note);
    free(c->serials);
    free(c);
}

const uint8_t *cache_id_key(const struct cache *c)
{
    return c->id_key;
}

/* ---- the note */

void cache_keep_note(struct cache *c, const char *text, bool last)
{
    struct error err = { "" };
    int64_t now_s = clock_boot_s();
    bool due = last || (c->stored && (!c->noted_s || now_s - c->noted_s >= NOTE_EVERY_S));
    if (!due || !c->note || c->mode != CACHE_KEEP || c->lock < 0 || strlen(text) > MAX_NOTE)
        return;
    c->noted_s = now_s;
    c->stored = false;
    if (!file_replace(c->note, text, strlen(text), 0600, &err))
        log_debug("the place in the list is not kept: %s", err.text);
}

char *cache_note(const struct cache *c)
{
    struct error err = { "" };
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(MAX_NOTE);
    bool ok = c->note && file_read(c->note, &text, &err) &&
              text_find_invalid(buffer_text(&text), text.len) == text.len;
    return xstrdup(ok ? buffer_text(&text) : "");
}

/* ---- serials */

#define MAX_SERIALS (SERIALS_MAX * 128)

bool cache_serials(const struct cache *c, struct serials *ret)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(MAX_SERIALS);
    struct error err = { "" };
    struct stat st;
    *ret = (struct serials){ 0 };
    if (!c->serials || (stat(c->serials, &st) < 0 && errno == ENOENT))
        return true;
    if (file_read(c->serials, &text, &err) && !serials_parse(buffer_text(&text), ret))
        error_set(&err, "'%s' is damaged", c->serials);
    if (*err.text)
        log_warning(
            "which serials were accepted before is not fully known, so an older signed feed "
            "could be taken: %s",
            err.text);
    return !*err.text;
}

bool cache_note_serials(struct cache *c, const struct serials *serials)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(MAX_SERIALS);
    struct error err = { "" };
    if (!c->serials || c->mode == CACHE_READ_ONLY)
        return true;
    serials_print(serials, &text);
    bool ok = prepare(c, &err) && file_replace(c->serials, text.data, text.len, 0600, &err);
    char often[REPEATS_TEXT];
    unsigned times = repeats_is(&c->told_serials, !ok, clock_boot_s());
    if (times && !ok)
        log_warning("which serial was accepted is not kept, so an older signed feed could be taken "
                    "after a restart: %s%s",
                    err.text, repeats_count(times, often));
    else if (times)
        log_info("which serial was accepted is kept again%s", repeats_count(times, often));
    return ok;
}

/* ---- reading */

/* Checks the first line; `*ret_rest` is what it vouches for. */
static bool check_first_line(const struct buffer *file, const char **ret_rest, struct error *err)
{
    char magic[sizeof(MAGIC)], hash[HASH_HEX_SIZE], own[HASH_HEX_SIZE];
    size_t length = 0;
    const char *newline = file->len ? memchr(file->data, '\n', MIN(file->len, 128)) : NULL;
    if (!newline || sscanf(file->data, "%17s %64s %zu", magic, hash, &length) != 3)
        return error_set(err, "it does not begin as a kept list does");
    if (strcmp(magic, MAGIC) != 0)
        return error_set(err, "it is of another version of siapambil");
    const char *rest = newline + 1;
    size_t rest_len = file->len - (size_t)(rest - file->data);
    if (rest_len != length)
        return error_set(err, "it is %zu bytes long instead of %zu", rest_len, length);
    hash_hex(rest, rest_len, own);
    if (strcmp(hash, own) != 0)
        return error_set(err, "its checksum is wrong");
    *ret_rest = rest;
    return true;
}

/* "" for what no header may hold: some of these are sent back as one. */
static void copy_text(const cJSON *object, const char *name, char *ret, size_t size)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    const char *text = cJSON_IsString(item) ? item->valuestring : "";
    bool fits = strlen(text) < size;
    for (const char *p = text; *p && fits; p++)
        fits = (unsigned char)*p >= ' ' && *p != 0x7F;
    snprintf(ret, size, "%s", fits ? text : "");
}

/* Whether the list would be written as these bytes. */
static bool is_written_as(const struct snapshot *list, const char *feed, size_t len)
{
    CLEANUP_BUFFER struct buffer piece = BUFFER_INIT(0);
    struct feed_writing w = { .list = list, .own = true };
    while (feed_write_next(&w, &piece)) {
        if (piece.len > len || memcmp(feed, piece.data, piece.len) != 0)
            return false;
        feed += piece.len;
        len -= piece.len;
        buffer_clear(&piece);
    }
    return !len;
}

static bool read_entry(const struct cache *c, const struct buffer *file,
                       const struct privacy *privacy, enum snapshot_order order,
                       bool *ret_other_source, struct snapshot **ret_list, bool *ret_as_written,
                       struct cache_entry *ret, struct error *err)
{
    const char *rest = NULL, *end = buffer_text(file) + file->len, *feed = NULL;
    *ret_other_source = false;
    if (!check_first_line(file, &rest, err))
        return false;
    cJSON *meta = cJSON_ParseWithLengthOpts(rest, (size_t)(end - rest), &feed, false);
    struct cache_entry entry = { 0 };
    char source[CACHE_SOURCES_SIZE];
    copy_text(meta, "source", source, sizeof(source));
    copy_text(meta, "etag", entry.etag, sizeof(entry.etag));
    copy_text(meta, "last_modified", entry.last_modified, sizeof(entry.last_modified));
    copy_text(meta, "body", entry.body_hash, sizeof(entry.body_hash));
    copy_text(meta, "settings", entry.settings, sizeof(entry.settings));
    copy_text(meta, "signed_by", entry.signed_by, sizeof(entry.signed_by));
    const cJSON *checked = cJSON_GetObjectItemCaseSensitive(meta, "checked");
    /* As plausible() says, and what a double holds exactly. */
    if (cJSON_IsNumber(checked) && checked->valuedouble >= 0 && checked->valuedouble <= 1LL << 53)
        entry.checked_s = (int64_t)checked->valuedouble;
    bool complete = meta && feed && *feed == '\n';
    cJSON_Delete(meta);
    if (!complete)
        return error_set(err, "its second line is damaged");
    *ret_other_source = !*source || !text_has_words(c->source, source);
    if (*ret_other_source)
        return error_set(err, "it is of another source");
    struct feed_report report;
    struct privacy rules = *privacy;
    rules.id_key = c->id_key;
    const struct feed_options options = { .privacy = &rules, .own = true, .order = order };
    feed++;
    if (!feed_parse(feed, (size_t)(end - feed), &options, ret_list, &report, err))
        return false;
    /* What stricter rules leave of the list must not lie there whole until the source answers. */
    *ret_as_written = is_written_as(*ret_list, feed, (size_t)(end - feed));
    *ret = entry;
    return true;
}

/* A time that this program wrote, or the file system: 0 unless it can be true. */
static int64_t plausible(int64_t time_s)
{
    return time_s >= CLOCK_PLAUSIBLE_S ? time_s : 0;
}

struct snapshot *cache_load(struct cache *c, const struct privacy *privacy,
                            enum snapshot_order order, struct cache_entry *ret)
{
    *ret = (struct cache_entry){ 0 };
    struct stat st;
    if (!c->list || stat(c->list, &st) < 0)
        return NULL;
    struct error err = { "" };
    bool other_source = false, as_written = true;
    struct snapshot *list = NULL;
    CLEANUP_BUFFER struct buffer file = BUFFER_INIT(MAX_FILE);
    if (!file_read(c->list, &file, &err)) {
        log_warning("the kept list is not shown: %s", err.text);
        return NULL;
    }
    if (!read_entry(c, &file, privacy, order, &other_source, &list, &as_written, ret, &err)) {
        /* Not from under another board. */
        bool ours = c->mode == CACHE_KEEP && !c->failing;
        bool aside = !other_source && ours && rename(c->list, c->bad) == 0;
        if (other_source)
            log_info("the list in '%s' is of another source, and not used for this one", c->list);
        else
            log_warning("the kept list '%s' is not shown: %s%s", c->list, err.text,
                        aside ? "; it is set aside as list.json.bad" : "");
        return NULL;
    }
    ret->checked_s = MAX(plausible(ret->checked_s), plausible(noted_time(c, &st)));
    c->confirmed_s = ret->checked_s;
    buffer_release(&file);
    if (!as_written && !c->failing)
        cache_store(c, list, ret);
    return list;
}

/* ---- writing */

static void say_failure(struct cache *c, const char *what)
{
    char often[REPEATS_TEXT];
    unsigned times = repeats_is(&c->told, 1, clock_boot_s());
    if (times)
        log_warning("the list is not kept: %s%s", what, repeats_count(times, often));
    c->failing = true;
}

static void say_kept(struct cache *c)
{
    char often[REPEATS_TEXT];
    unsigned times = repeats_is(&c->told, 0, clock_boot_s());
    if (times)
        log_info("the list is kept again%s", repeats_count(times, often));
    c->failing = false;
}

/* The line before the list: what came with it. */
static void add_meta(const struct cache *c, const struct cache_entry *entry, struct buffer *out)
{
    cJSON *meta = cJSON_CreateObject();
    cJSON_AddStringToObject(meta, "source", c->source);
    cJSON_AddStringToObject(meta, "etag", entry->etag);
    cJSON_AddStringToObject(meta, "last_modified", entry->last_modified);
    cJSON_AddStringToObject(meta, "body", entry->body_hash);
    cJSON_AddStringToObject(meta, "settings", entry->settings);
    cJSON_AddStringToObject(meta, "signed_by", entry->signed_by);
    cJSON_AddNumberToObject(meta, "checked", (double)plausible(entry->checked_s));
    char *line = cJSON_PrintUnformatted(meta);
    buffer_addf(out, "%s\n", line ? line : "{}");
    cJSON_free(line);
    cJSON_Delete(meta);
}

/* The first line, whose length does not depend on what it says. */
static void add_first_line(const char hash[HASH_HEX_SIZE], size_t length, struct buffer *out)
{
    buffer_addf(out, MAGIC " %s %010zu\n", hash, length);
}

/* Piece by piece; the first line, which vouches for the rest, comes last. */
static bool write_list(const struct cache *c, const struct snapshot *list,
                       const struct cache_entry *entry, struct error *err)
{
    CLEANUP(file_abandon) struct file_writing *file = file_begin(c->list, 0600, err);
    CLEANUP_BUFFER struct buffer piece = BUFFER_INIT(0), first = BUFFER_INIT(0);
    struct feed_writing writing = { .list = list, .own = true };
    char hash[HASH_HEX_SIZE] = "";
    size_t length = 0;
    add_first_line("0000000000000000000000000000000000000000000000000000000000000000", 0, &first);
    bool ok = file && file_add(file, first.data, first.len, err);
    struct hashing *hashing = hashing_new();
    add_meta(c, entry, &piece);
    for (bool more = ok; more && ok; more = feed_write_next(&writing, &piece)) {
        length += piece.len;
        hashing_add(hashing, piece.data, piece.len);
        ok = length <= FEED_MAX_BYTES ? file_add(file, piece.data, piece.len, err)
                                      : error_set(err, "it is too long");
        buffer_clear(&piece);
    }
    hashing_end(hashing, hash);
    buffer_clear(&first);
    add_first_line(hash, length, &first);
    if (!ok || !file_put_first(file, first.data, first.len, err))
        return false;
    struct file_writing *whole = file;
    file = NULL;
    return file_finish(whole, err);
}

void cache_store(struct cache *c, const struct snapshot *list, const struct cache_entry *entry)
{
    struct error err = { "" };
    if (!c->list || c->mode == CACHE_READ_ONLY)
        return;
    if (!prepare(c, &err) || !write_list(c, list, entry, &err)) {
        say_failure(c, err.text);
        return;
    }
    say_kept(c);
    c->stored = true;
    c->confirmed_s = plausible(entry->checked_s);
}

bool cache_confirm(struct cache *c, int64_t now_s)
{
    struct stat st;
    if (!c->list || c->mode == CACHE_READ_ONLY)
        return true;
    if (c->failing || is_other_folder(c) || stat(c->list, &st) < 0)
        return false;
    say_kept(c);
    if (!plausible(now_s) || llabs(now_s - c->confirmed_s) < CONFIRM_EVERY_S) {
        c->heard_s = plausible(now_s);
        return true;
    }
    if (c->confirmed_s > now_s)
        return false; /* the file's time would not be believed against its own */
    if (!note_time(c, now_s)) {
        say_failure(c, strerror(errno));
        return false;
    }
    c->confirmed_s = now_s;
    return true;
}
