/* Whether a tree is one that readers can be shown. */
#pragma once

#include "unit/tree_support.h"

#include <dirent.h>
#include <zlib.h>

/* What is seen of one feed. */
struct feed_seen {
    uint64_t serial;
    int64_t issued, expires;
    char notice[32]; /* what its body was made of */
};

static inline void unpack(const struct buffer *packed, struct buffer *out)
{
    z_stream z = { .next_in = (unsigned char *)packed->data, .avail_in = (uInt)packed->len };
    unsigned char chunk[4096];
    assert_int_equal(inflateInit2(&z, MAX_WBITS + 16), Z_OK);
    for (int status = Z_OK; status != Z_STREAM_END;) {
        z.next_out = chunk;
        z.avail_out = sizeof(chunk);
        status = inflate(&z, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END)
            fail_msg("what is packed cannot be unpacked");
        buffer_append(out, chunk, sizeof(chunk) - z.avail_out);
    }
    inflateEnd(&z);
}

/* That `name`, its .gz and, with a key, its .minisig belong together. `name` read into `text`. */
static inline void check_files(const struct world *w, const char *name, struct buffer *text)
{
    CLEANUP_FREE char *gz = xasprintf("%s.gz", name), *minisig = xasprintf("%s.minisig", name);
    CLEANUP_BUFFER struct buffer packed = BUFFER_INIT(1 << 20), unpacked = BUFFER_INIT(1 << 20);
    world_read(w, name, text);
    world_read(w, gz, &packed);
    unpack(&packed, &unpacked);
    if (text->len != unpacked.len || memcmp(text->data, unpacked.data, text->len) != 0)
        fail_msg("%s is another than what is packed", name);
    struct stat plain = world_stat(w, name), packed_stat = world_stat(w, gz);
    assert_int_equal(plain.st_mtim.tv_sec, packed_stat.st_mtim.tv_sec);
    assert_int_equal(world_has(w, minisig), w->options.key != NULL);
    if (!w->options.key)
        return;
    CLEANUP_BUFFER struct buffer signature = BUFFER_INIT(1 << 16);
    struct signature_key key;
    struct error err = { "" };
    size_t by;
    signature_secret_public(w->options.key, &key);
    world_read(w, minisig, &signature);
    if (signature_check(&key, 1, text->data, text->len, signature.data, signature.len, &by, &err) !=
        SIGNATURE_GOOD)
        fail_msg("%s: %s", name, err.text);
}

static inline struct feed_seen check_feed(const struct world *w, const char *place)
{
    CLEANUP_FREE char *name = xasprintf("%s%sfeed.json", place, *place ? "/" : "");
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(1 << 20);
    check_files(w, name, &text);
    static const uint8_t id_key[HASH_KEY_SIZE] = { 1 };
    const struct privacy privacy = { .id_key = id_key };
    const struct feed_options options = { .privacy = &privacy };
    CLEANUP(snapshot_free) struct snapshot *s = NULL;
    struct feed_report report;
    struct error err = { "" };
    if (!feed_parse(text.data, text.len, &options, &s, &report, &err))
        fail_msg("%s: %s", name, err.text);
    struct feed_seen seen = { .serial = s->serial, .issued = s->issued, .expires = s->expires };
    assert_string_equal(snapshot_text(s, s->region), w->options.region);
    assert_string_equal(snapshot_text(s, s->publisher), w->options.publisher);
    if (s->notice_count)
        snprintf(seen.notice, sizeof(seen.notice), "%s", snapshot_text(s, s->notices[0].text));
    return seen;
}

static inline int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in one of its folders, sorted. The caller frees them. */
static inline size_t list_names(const struct world *w, const char *folder, char *ret[64])
{
    CLEANUP_FREE char *path = world_path(w, folder);
    DIR *d = opendir(path);
    size_t count = 0;
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        assert_true(count < 64);
        ret[count++] = xstrdup(e->d_name);
    }
    closedir(d);
    qsort(ret, count, sizeof(ret[0]), compare_names);
    return count;
}

static inline size_t count_entries(const struct world *w, const char *folder)
{
    char *names[64];
    size_t count = list_names(w, folder, names);
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    return count;
}

/* All feeds that lie there, and the index. With `of_place`, that each says what is in the world. */
static inline void check_tree(const struct world *w,
                              bool (*may_say)(const struct world *w, const char *place,
                                              const char *text))
{
    char *names[64];
    size_t count = list_names(w, "", names);
    CLEANUP_BUFFER struct buffer index = BUFFER_INIT(1 << 20);
    check_files(w, "index.json", &index);
    for (size_t i = 0; i < count; i++) {
        bool whole = strcmp(names[i], "feed.json") == 0;
        CLEANUP_FREE char *feed = xasprintf("%s/feed.json", names[i]);
        if (whole || world_has(w, feed)) {
            const char *place = whole ? "" : names[i];
            struct feed_seen seen = check_feed(w, place);
            if (may_say && !may_say(w, place, seen.notice))
                fail_msg("'%s' says %s", place, seen.notice);
        }
        free(names[i]);
    }
}

/* ---- whether anything was touched */

struct footprint {
    struct {
        char *path;
        struct stat st;
    } all[64];
    size_t count;
};

static struct footprint *footprint_of_walk; /* nftw passes nothing on */

static inline int footprint_add(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)type;
    (void)at;
    struct footprint *f = footprint_of_walk;
    assert_true(f->count < COUNT(f->all));
    f->all[f->count].path = xstrdup(path);
    f->all[f->count++].st = *st;
    return 0;
}

/* Of the whole tree and what is beside it. */
static inline void footprint_take(const struct world *w, struct footprint *ret)
{
    *ret = (struct footprint){ 0 };
    footprint_of_walk = ret;
    nftw(w->dir, footprint_add, 16, FTW_PHYS);
}

static inline void footprint_assert_equal(struct footprint *a, struct footprint *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        const struct stat *x = &a->all[i].st, *y = &b->all[i].st;
        if (strcmp(a->all[i].path, b->all[i].path) != 0 || x->st_ino != y->st_ino ||
            x->st_size != y->st_size || x->st_mtim.tv_sec != y->st_mtim.tv_sec ||
            x->st_mtim.tv_nsec != y->st_mtim.tv_nsec || x->st_ctim.tv_sec != y->st_ctim.tv_sec ||
            x->st_ctim.tv_nsec != y->st_ctim.tv_nsec)
            fail_msg("%s was touched", a->all[i].path);
        free(a->all[i].path);
        free(b->all[i].path);
    }
}
