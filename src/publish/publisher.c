#include "publish/publisher.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "fetch/guard.h"
#include "policy/areas.h"
#include "publish/key.h"
#include "setup/settings.h"

struct publisher {
    /* --- immutable */
    char *dir, *region, *name, *key_file, *state_dir;
    char settings[SETTINGS_FINGERPRINT_SIZE + HASH_HEX_SIZE];
    int valid_for_s, utc_offset_s;
    char *id_key_file;
    bool id_key_kept;
    uint8_t id_key[HASH_KEY_SIZE];

    struct gathering *gathering;
    char *note; /* kept with the publication that `gathering` knows; NULL: of none */
};

void publisher_free(struct publisher *p)
{
    if (p->gathering)
        gathering_free(p->gathering);
    free(p->dir);
    free(p->region);
    free(p->name);
    free(p->key_file);
    free(p->state_dir);
    free(p->id_key_file);
    free(p->note);
    free(p);
}

/* ---- settings */

static bool fail_at(const struct config *c, const char *section, const char *key, const char *why,
                    struct error *err)
{
    CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
    config_place(c, section, key, &place);
    return error_set(err, "%s %s", buffer_text(&place), why);
}

static bool take_region(struct publisher *p, const struct config *c, struct error *err)
{
    bool own = *c->publish.region;
    const char *text = own ? c->publish.region : c->source.region;
    char code[AREA_CODE_SIZE];
    if (area_code(text, code) && strlen(code) == strlen("32.73")) {
        p->region = xstrdup(code);
        return true;
    }
    CLEANUP_FREE char *why =
        xasprintf("%s%s%s; allowed: Kemendagri's code of the regency or city, such as 32.73",
                  *text ? "= " : "", text, *text ? ": no region" : "is not set");
    return fail_at(c, own ? "publish" : *text ? "source" : "publish", "region", why, err);
}

/* Those of a native feed are looked at when it comes. */
static bool check_places(const struct config *c, struct error *err)
{
    for (int i = 0; i < config_location_count(c); i++) {
        const struct config *l = config_location(c, i);
        if (!tree_place_is_name(l->name))
            return fail_at(l, "location", "name",
                           "is of a place whose id cannot be a folder of the feeds; "
                           "allowed: " TREE_PLACE_ALLOWED,
                           err);
    }
    return true;
}

static bool take_settings(struct publisher *p, const struct config *c, struct error *err)
{
    if (!*c->publish.dir)
        return fail_at(c, "publish", "dir",
                       "is not set; allowed: the folder that the web server serves", err);
    if (!*c->publish.name && !*c->screen.office)
        return fail_at(c, "publish", "name",
                       "is not set, and [screen] office neither; allowed: who publishes", err);
    if (!take_region(p, c, err) || !check_places(c, err))
        return false;
    p->state_dir = settings_state_folder(c, "siapambil-publish");
    if (!*p->state_dir)
        return fail_at(c, "cache", "dir",
                       "is not set, and neither are STATE_DIRECTORY and HOME; allowed: a folder "
                       "for what is kept between two runs",
                       err);
    p->dir = xstrdup(c->publish.dir);
    p->name = xstrdup(*c->publish.name ? c->publish.name : c->screen.office);
    p->key_file = xstrdup(c->publish.key_file);
    p->id_key_file = xasprintf("%s/id.key", p->state_dir);
    p->valid_for_s = c->publish.valid_for;
    p->utc_offset_s = c->screen.time_zone;
    return true;
}

/* The key under which ids are hashed: kept, so that a row's id stays the same from one publication
 * to the next, and apart from the tree, since who has it can try NIKs one by one. */
static void read_id_key(struct publisher *p)
{
    CLEANUP_BUFFER struct buffer key = BUFFER_SECRET(HASH_KEY_SIZE);
    struct error err = { "" };
    p->id_key_kept = access(p->id_key_file, F_OK) == 0 && file_read(p->id_key_file, &key, &err) &&
                     key.len == HASH_KEY_SIZE;
    if (p->id_key_kept)
        memcpy(p->id_key, key.data, HASH_KEY_SIZE);
    else
        random_bytes(p->id_key, HASH_KEY_SIZE);
}

static enum publish_status keep_id_key(struct publisher *p, struct error *err)
{
    /* Somebody may have cleared the folder while this runs. */
    if (p->id_key_kept && access(p->id_key_file, F_OK) == 0)
        return PUBLISH_DONE;
    if (!file_make_folders(p->state_dir, 0700, err) ||
        !file_replace(p->id_key_file, p->id_key, HASH_KEY_SIZE, 0600, err)) {
        enum publish_status status =
            errno == ENOSPC || errno == EDQUOT ? PUBLISH_FULL : PUBLISH_OUTPUT;
        error_context(err, "[cache] dir");
        return status;
    }
    p->id_key_kept = true;
    return PUBLISH_DONE;
}

struct publisher *publisher_new(const struct config *c, struct error *err)
{
    CLEANUP(publisher_free) struct publisher *p = xcalloc(1, sizeof(*p));
    char list[SETTINGS_FINGERPRINT_SIZE];
    if (!take_settings(p, c, err))
        return NULL;
    read_id_key(p);
    p->gathering = gathering_new(c, p->id_key, err);
    if (!p->gathering)
        return NULL;
    settings_fingerprint(c, list);
    /* And what stands in each feed beside the list. */
    CLEANUP_FREE char *head =
        xasprintf("%s\n%s\n%s\n%s\n%s\n%s", p->region, p->name, c->publish.key_file, c->panel.link,
                  c->notices.announcement, c->notices.text);
    snprintf(p->settings, sizeof(p->settings), "%s%016" PRIx64, list,
             hash_plain(head, strlen(head)));
    struct publisher *ret = p;
    p = NULL;
    return ret;
}

/* ---- what is kept with a publication */

/* "settings HEX\ndocuments N\n", what became of the rows, and the lines of gathering_note(). */
static void write_note(const struct publisher *p, const struct publisher_report *r,
                       struct buffer *out)
{
    buffer_addf(out,
                "settings %s\ndocuments %" PRIu32 "\nrows %" PRIu32 " hidden %" PRIu32
                " left_out %" PRIu32 "\n",
                p->settings, r->documents, r->rows, r->hidden, r->left_out);
    gathering_note(p->gathering, out);
}

/* Whether what is there was published by these settings; then the same answers mean the same. */
static bool read_note(struct publisher *p, const char *note, struct publisher_report *ret)
{
    char settings[sizeof(p->settings)];
    int n = sscanf(note,
                   "settings %81s documents %" SCNu32 " rows %" SCNu32 " hidden %" SCNu32
                   " left_out %" SCNu32,
                   settings, &ret->documents, &ret->rows, &ret->hidden, &ret->left_out);
    return n == 5 && strcmp(settings, p->settings) == 0;
}

/* ---- a list that all but empties the one before */

#define HELD_MAX 256

/* Where it is noted that a list is held. The caller frees it. */
static char *held_path(const struct publisher *p)
{
    return xasprintf("%s/held-%s", p->state_dir, p->region);
}

static void forget_held(const struct publisher *p)
{
    CLEANUP_FREE char *path = held_path(p);
    unlink(path);
}

struct held {
    int64_t first_s, since_s; /* by the wall clock; 0: none is */
    uint32_t documents;       /* so many since then */
};

static struct held read_held(const char *path, int64_t now_s)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(HELD_MAX);
    struct error ignored = { "" };
    struct held h = { .first_s = 0 };
    if (access(path, F_OK) < 0 || !file_read(path, &text, &ignored) ||
        sscanf(buffer_text(&text), "%" SCNd64 " %" SCNd64 " %" SCNu32, &h.first_s, &h.since_s,
               &h.documents) != 3 ||
        h.first_s > now_s || h.since_s > now_s) /* the clock was ahead */
        return (struct held){ .first_s = 0 };
    return h;
}

static enum publish_status judge(const struct publisher *p, uint32_t before, uint32_t documents,
                                 int64_t now_s, struct error *err)
{
    CLEANUP_FREE char *path = held_path(p);
    struct error ignored = { "" };
    char text[HELD_MAX];
    /* Of several exports one may have broken off, of which the sum says nothing. */
    const struct source *of = NULL;
    if (!guard_is_collapse(before, documents) &&
        !(of = gathering_collapse(p->gathering, &before, &documents))) {
        forget_held(p);
        return PUBLISH_DONE;
    }
    struct held h = read_held(path, now_s);
    if (!h.first_s || h.documents != documents) {
        h = (struct held){ h.first_s ? h.first_s : now_s, now_s, documents };
        snprintf(text, sizeof(text), "%" PRId64 " %" PRId64 " %" PRIu32 "\n", h.first_s, h.since_s,
                 documents);
        file_replace(path, text, strlen(text), 0600, &ignored);
    }
    int64_t left_s = MIN(h.since_s + PUBLISHER_HOLD_S, h.first_s + PUBLISHER_HOLD_MOST_S) - now_s;
    if (left_s <= 0)
        return PUBLISH_DONE;
    error_set(err,
              "the list shrinks from %" PRIu32 " to %" PRIu32 " documents, as it does when an "
              "export breaks off: it is held, and published if it is still so in %d minutes; at "
              "once by --force",
              before, documents, (int)((left_s + 59) / 60));
    if (of && *of->options->name)
        error_context(err, "[source %s]", of->options->name);
    return PUBLISH_HELD;
}

/* ---- publishing */

struct parts {
    const struct snapshot *list;
    struct tree_feed *feeds;
    const struct publisher_progress *progress;
    size_t count;
};

static void write_body(void *ctx, size_t index, struct buffer *out)
{
    const struct parts *parts = ctx;
    feed_write_body(parts->list, index ? (uint16_t)(index - 1) : FEED_ALL_PLACES, out);
}

static void tell(const struct publisher_progress *progress, const char *what, size_t done,
                 size_t total)
{
    if (progress)
        progress->tell(progress->ctx, what, done, total);
}

static void tell_feeds(void *ctx, size_t done)
{
    const struct parts *parts = ctx;
    tell(parts->progress, "feeds", done, parts->count);
}

static void count_rows(const struct gathering *g, struct publisher_report *ret)
{
    ret->read = true;
    ret->rows = ret->hidden = ret->left_out = 0;
    for (size_t i = 0; i < gathering_count(g); i++) {
        const struct source *s = gathering_source(g, i);
        bool native = s->options->reading->format == SOURCE_NATIVE;
        ret->rows += native ? s->report.feed.rows : s->report.rows;
        ret->hidden += s->report.reasons[INTAKE_HIDDEN];
        ret->left_out += native ? s->report.feed.left_out_total : intake_not_understood(&s->report);
    }
}

static enum publish_status write_tree(struct publisher *p, struct tree *tree,
                                      const struct snapshot *list, int64_t now_s,
                                      const struct publisher_progress *progress,
                                      struct publisher_report *ret, struct error *err)
{
    tell(progress, "feeds", 0, list->location_count + 1);
    CLEANUP_BUFFER struct buffer note = BUFFER_INIT(0);
    size_t count = list->location_count + 1;
    struct parts parts = { list, xcalloc(count, sizeof(*parts.feeds)), progress, count };
    parts.feeds[0] = (struct tree_feed){ .place = "", .documents = list->document_count };
    for (uint32_t i = 0; i < list->location_count; i++) {
        parts.feeds[i + 1].place = snapshot_text(list, list->locations[i].id);
        parts.feeds[i + 1].name = snapshot_text(list, list->locations[i].name);
    }
    for (uint32_t i = 0; i < list->document_count; i++) {
        if (list->documents[i].location != LOCATION_NONE)
            parts.feeds[list->documents[i].location + 1].documents++;
    }
    write_note(p, ret, &note);
    struct tree_content content = { .feeds = parts.feeds,
                                    .count = count,
                                    .body = write_body,
                                    .ctx = &parts,
                                    .expires = list->expires,
                                    .note = buffer_text(&note),
                                    .progress = tell_feeds };
    enum publish_status status =
        tree_publish(tree, &content, now_s, p->utc_offset_s, &ret->tree, err);
    free(parts.feeds);
    return status;
}

static void keep_note(struct publisher *p, const struct tree *tree)
{
    free(p->note);
    p->note = xstrdup(tree_note(tree));
}

/* What is to be done with a tree that is open. */
static enum publish_status bring_up(struct publisher *p, struct tree *tree, int64_t now_s,
                                    bool force, const struct publisher_progress *progress,
                                    struct publisher_report *ret, struct error *err)
{
    const struct snapshot *list;
    bool same_settings = read_note(p, tree_note(tree), ret);
    uint32_t before = ret->documents;
    /* Of an earlier run, or of another program that has published meanwhile. */
    if (same_settings && !(p->note && strcmp(p->note, tree_note(tree)) == 0))
        gathering_recall(p->gathering, tree_note(tree));
    keep_note(p, tree);
    bool whole = !same_settings || !tree_is_fresh(tree, now_s);
    tell(progress, "source", 0, 0);
    enum publish_status status = gathering_pull(p->gathering, now_s, whole, &list, err);
    if (!status && !list)
        forget_held(p);
    if (status || !list) {
        ret->unchanged = !status;
        return status;
    }
    count_rows(p->gathering, ret);
    ret->documents = list->document_count;
    ret->places = list->location_count;
    if (!force)
        status = judge(p, before, list->document_count, now_s, err);
    if (!status)
        status = write_tree(p, tree, list, now_s, progress, ret, err);
    if (status) {
        gathering_drop(p->gathering);
        return status;
    }
    ret->unchanged = !ret->tree.written && !ret->tree.renewed && !ret->tree.emptied;
    gathering_accept(p->gathering);
    keep_note(p, tree);
    return PUBLISH_DONE;
}

static enum publish_status run(struct publisher *p, int64_t now_s, bool force,
                               const struct publisher_progress *progress,
                               struct publisher_report *ret, struct error *err)
{
    CLEANUP(signature_secret_free) struct signature_secret *key = NULL;
    CLEANUP(tree_close) struct tree *tree = NULL;
    struct tree_options options = { .dir = p->dir,
                                    .region = p->region,
                                    .publisher = p->name,
                                    .state_dir = p->state_dir,
                                    .valid_for_s = p->valid_for_s };
    if (now_s < CLOCK_PLAUSIBLE_S) {
        error_set(err, "the clock is wrong (it says that this is before 2026), and feeds would "
                       "expire at once: set it, or wait until the network has");
        return PUBLISH_FAILED;
    }
    enum publish_status status = *p->key_file ? key_load(p->key_file, &key, err) : PUBLISH_DONE;
    options.key = key;
    if (!status)
        status = keep_id_key(p, err);
    if (!status)
        status = tree_open(&options, &tree, err);
    return status ? status : bring_up(p, tree, now_s, force, progress, ret, err);
}

enum publish_status publisher_run(struct publisher *p, int64_t now_s, bool force,
                                  const struct publisher_progress *progress,
                                  struct publisher_report *ret, struct error *err)
{
    uint64_t begun_ns = clock_monotonic_ns();
    *ret = (struct publisher_report){ 0 };
    enum publish_status status = run(p, now_s, force, progress, ret, err);
    ret->seconds = (double)(clock_monotonic_ns() - begun_ns) / 1e9;
    return status;
}

enum publish_status publisher_look(struct publisher *p, int64_t now_s, const struct snapshot **ret,
                                   struct error *err)
{
    return gathering_pull(p->gathering, now_s, true, ret, err);
}

const struct gathering *publisher_gathering(const struct publisher *p)
{
    return p->gathering;
}

const char *publisher_region(const struct publisher *p)
{
    return p->region;
}
