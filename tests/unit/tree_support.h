/* A tree of feeds in a folder of its own, and a look at what lies in it. */
#pragma once

#include "unit/test.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "feed/feed.h"
#include "publish/tree.h"
#include "unit/signing.h"

/* 2026-11-24 09:40:00 in Jakarta */
#define T0     INT64_C(1795488000)
#define OFFSET (7 * 3600)
#define DAY_S  86400
#define WEEK_S (7 * DAY_S)

#define MAX_PLACES 8

/* What is published: a body a place. */
struct world {
    char dir[64], state[80]; /* the tree's, and beside it */
    struct tree_options options;
    struct {
        const char *place;
        char text[32]; /* what its body is made of */
    } places[MAX_PLACES];
    size_t count;
    int64_t expires;
    const char *note;
    uint32_t progress; /* how often it was told */
};

static inline void world_body(void *ctx, size_t index, struct buffer *out)
{
    const struct world *w = ctx;
    buffer_addf(out, ",\n\"notices\":[{\"text\":\"%s\"}],\n\"locations\":[],\n\"documents\":[]}\n",
                w->places[index].text);
}

static inline void world_progress(void *ctx, size_t done)
{
    struct world *w = ctx;
    (void)done;
    w->progress++;
}

/* /dev/shm, where there is one, spares the disk. */
static inline void world_init(struct world *w)
{
    *w = (struct world){ .expires = INT64_MAX, .note = "" };
    bool memory = access("/dev/shm", W_OK) == 0;
    snprintf(w->dir, sizeof(w->dir), "%s/siapambil-tree-XXXXXX", memory ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(w->dir));
    snprintf(w->state, sizeof(w->state), "%s/state", w->dir);
    w->options = (struct tree_options){ .region = "32.73",
                                        .publisher = "Dinas Dukcapil Kota Bandung",
                                        .state_dir = w->state,
                                        .valid_for_s = WEEK_S };
    w->options.dir = xasprintf("%s/feeds", w->dir);
}

/* From now on all is signed. */
static inline void world_sign(struct world *w, uint8_t seed)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    struct signer signer;
    struct error err = { "" };
    signer_init(&signer, seed);
    signer_key_file(&signer, &text);
    if (w->options.key)
        signature_secret_free((struct signature_secret *)w->options.key);
    w->options.key = signature_secret_new(text.data, text.len, &err);
    if (!w->options.key)
        fail_msg("%s", err.text);
}

static inline int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

static inline void remove_all(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void world_release(struct world *w)
{
    remove_all(w->dir);
    if (w->options.key)
        signature_secret_free((struct signature_secret *)w->options.key);
    free((char *)w->options.dir);
}

/* Sets what a place's feed is made of, and adds the place where it is missing. */
static inline void world_set(struct world *w, const char *place, const char *text)
{
    size_t i = 0;
    while (i < w->count && strcmp(w->places[i].place, place) != 0)
        i++;
    assert_true(i < MAX_PLACES);
    w->count = MAX(w->count, i + 1);
    w->places[i].place = place;
    snprintf(w->places[i].text, sizeof(w->places[i].text), "%s", text);
}

static inline void world_drop(struct world *w, const char *place)
{
    size_t i = 0;
    while (strcmp(w->places[i].place, place) != 0)
        i++;
    memmove(&w->places[i], &w->places[i + 1], (--w->count - i) * sizeof(w->places[0]));
}

static inline enum publish_status world_publish_open(struct world *w, struct tree *t, int64_t now_s,
                                                     struct tree_report *ret, struct error *err)
{
    struct tree_feed feeds[MAX_PLACES] = { 0 };
    char names[MAX_PLACES][80];
    for (size_t i = 0; i < w->count; i++)
        feeds[i] = (struct tree_feed){ .place = w->places[i].place, .documents = 7 };
    for (size_t i = 0; i < w->count; i++)
        snprintf(names[i], sizeof(names[i]), "Tempat %s", feeds[i].place);
    for (size_t i = 0; i < w->count; i++)
        feeds[i].name = *feeds[i].place ? names[i] : NULL;
    const struct tree_content content = { .feeds = feeds,
                                          .count = w->count,
                                          .body = world_body,
                                          .ctx = w,
                                          .expires = w->expires,
                                          .note = w->note,
                                          .progress = world_progress };
    return tree_publish(t, &content, now_s, OFFSET, ret, err);
}

static inline enum publish_status world_try(struct world *w, int64_t now_s, struct tree_report *ret,
                                            struct error *err)
{
    CLEANUP(tree_close) struct tree *t = NULL;
    enum publish_status status = tree_open(&w->options, &t, err);
    return status == PUBLISH_DONE ? world_publish_open(w, t, now_s, ret, err) : status;
}

static inline struct tree_report world_publish(struct world *w, int64_t now_s)
{
    struct tree_report report = { 0 };
    struct error err = { "" };
    enum publish_status status = world_try(w, now_s, &report, &err);
    if (status != PUBLISH_DONE)
        fail_msg("%s: %s", publish_status_name(status), err.text);
    return report;
}

/* "mpp/feed.json" -> its path. The caller frees it. */
static inline char *world_path(const struct world *w, const char *name)
{
    return xasprintf("%s/v1/%s%s%s", w->options.dir, w->options.region, *name ? "/" : "", name);
}

static inline struct stat world_stat(const struct world *w, const char *name)
{
    CLEANUP_FREE char *path = world_path(w, name);
    struct stat st;
    if (lstat(path, &st) < 0)
        fail_msg("%s is not there", path);
    return st;
}

static inline bool world_has(const struct world *w, const char *name)
{
    CLEANUP_FREE char *path = world_path(w, name);
    return access(path, F_OK) == 0;
}

static inline void read_into(const char *path, struct buffer *out)
{
    struct error err = { "" };
    buffer_clear(out);
    if (!file_read(path, out, &err))
        fail_msg("%s", err.text);
}

static inline void world_read(const struct world *w, const char *name, struct buffer *out)
{
    CLEANUP_FREE char *path = world_path(w, name);
    read_into(path, out);
}

static inline void world_write(const struct world *w, const char *name, const char *text)
{
    CLEANUP_FREE char *path = world_path(w, name);
    struct error err = { "" };
    if (!file_replace(path, text, strlen(text), 0644, &err))
        fail_msg("%s", err.text);
}
