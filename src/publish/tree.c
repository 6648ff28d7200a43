#include "publish/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "publish/tree_parts.h"

#define SERIAL_MAX ((UINT64_C(1) << 53) - 1)
/* How much later than it should a feed may expire before a clock that was ahead is the reason. */
#define AHEAD_S 600

struct tree {
    struct tree_options options; /* its texts are copies */
    char *texts[4];
    struct tree_folder v1, state_folder;
    int lock;
    char *stage_name, *highest_name;
    char settings[HASH_HEX_SIZE];
    struct tree_state state; /* what stands there, as last seen */
};

static bool is_region(const char *text)
{
    size_t len = strlen(text);
    return len && len <= 13 && strspn(text, "0123456789.") == len && *text != '.' &&
           !strstr(text, "..");
}

static const char *copy_text(struct tree *t, size_t i, const char *text)
{
    return t->texts[i] = xstrdup(text);
}

/* All feeds are made anew when one of these is another. */
static void hash_settings(struct tree *t)
{
    char key_text[SIGNATURE_KEY_TEXT_SIZE] = "-";
    if (t->options.key) {
        struct signature_key key;
        signature_secret_public(t->options.key, &key);
        signature_key_text(&key, key_text);
    }
    CLEANUP_FREE char *all =
        xasprintf("1\n%s\n%s\n%s", t->options.region, t->options.publisher, key_text);
    hash_hex(all, strlen(all), t->settings);
}

/* ---- opening */

static enum publish_status take_lock(struct tree *t, struct error *err)
{
    CLEANUP_FREE char *name = xasprintf(".%s.lock", t->options.region);
    /* Whoever may read it can take the lock, too, and keep it. */
    t->lock = openat(t->v1.fd, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (t->lock < 0)
        return tree_failed(err, "cannot write the folder '%s': cannot open '%s'", t->v1.path, name);
    /* Where the file system knows no locks nobody is stopped. */
    if (flock(t->lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
        return PUBLISH_DONE;
    error_set(err, "'%s/%s' is being written by another siapambil-publish: wait until it has ended",
              t->v1.path, t->options.region);
    return PUBLISH_LOCKED;
}

/* What a run that was killed has left: the stage, or, after the exchange, what it replaced. */
static enum publish_status tidy(struct tree *t, struct error *err)
{
    CLEANUP_FOLDER struct tree_folder region = TREE_NO_FOLDER;
    enum publish_status status = tree_remove(&t->v1, t->stage_name, err);
    if (status == PUBLISH_DONE)
        status = tree_open_folder(&t->v1, t->options.region, &region, err);
    if (status == PUBLISH_DONE && region.fd >= 0)
        status = tree_remove(&region, TREE_STATE ".new", err);
    if (status == PUBLISH_DONE && region.fd >= 0 && !tree_is_same_mount(&region, &t->v1)) {
        error_set(err, "'%s' is mounted, so that it cannot be replaced as a whole: mount '%s'",
                  region.path, t->v1.path);
        status = PUBLISH_OUTPUT;
    }
    if (status == PUBLISH_DONE)
        tree_state_load(&t->state, &region);
    return status;
}

static enum publish_status open_folders(struct tree *t, struct error *err)
{
    CLEANUP_FOLDER struct tree_folder dir = TREE_NO_FOLDER;
    enum publish_status status = tree_make_path(t->options.dir, err);
    if (status == PUBLISH_DONE)
        status = tree_open_folder(NULL, t->options.dir, &dir, err);
    if (status == PUBLISH_DONE)
        status = tree_make_folder(&dir, "v1", &t->v1, err);
    if (status == PUBLISH_DONE)
        status = tree_make_path(t->options.state_dir, err);
    if (status == PUBLISH_DONE)
        status = tree_open_folder(NULL, t->options.state_dir, &t->state_folder, err);
    return status;
}

enum publish_status tree_open(const struct tree_options *options, struct tree **ret,
                              struct error *err)
{
    if (!is_region(options->region)) {
        error_set(err, "the region '%s' is not a code of Kemendagri, as in 32.73", options->region);
        return PUBLISH_FAILED;
    }
    CLEANUP(tree_close) struct tree *t = xcalloc(1, sizeof(*t));
    t->lock = -1;
    t->v1 = t->state_folder = (struct tree_folder)TREE_NO_FOLDER;
    t->options = *options;
    t->options.dir = copy_text(t, 0, options->dir);
    t->options.region = copy_text(t, 1, options->region);
    t->options.publisher = copy_text(t, 2, options->publisher);
    t->options.state_dir = copy_text(t, 3, options->state_dir);
    t->stage_name = xasprintf(".%s.new", options->region);
    t->highest_name = xasprintf("serial-%s", options->region);
    hash_settings(t);
    enum publish_status status = open_folders(t, err);
    if (status == PUBLISH_DONE)
        status = take_lock(t, err);
    if (status == PUBLISH_DONE)
        status = tidy(t, err);
    if (status == PUBLISH_DONE) {
        *ret = t;
        t = NULL;
    }
    return status;
}

void tree_close(struct tree *t)
{
    if (t->lock >= 0)
        close(t->lock);
    tree_folder_release(&t->v1);
    tree_folder_release(&t->state_folder);
    tree_state_release(&t->state);
    for (size_t i = 0; i < COUNT(t->texts); i++)
        free(t->texts[i]);
    free(t->stage_name);
    free(t->highest_name);
    free(t);
}

const char *tree_note(const struct tree *t)
{
    return t->state.note ? t->state.note : "";
}

/* ---- how long a feed is good for */

/* Whether one is to be issued again, though its content is as it was. `source_expires`: what it may
 * not outlive. */
static bool is_due(const struct tree *t, const struct tree_entry *e, int64_t now_s,
                   int64_t source_expires)
{
    int64_t valid = t->options.valid_for_s, wanted = MIN(now_s + valid, source_expires);
    int64_t life = MIN(valid, e->expires - e->issued), left = e->expires - now_s;
    if (e->expires > now_s + valid + AHEAD_S || e->expires > source_expires)
        return true;
    /* One that its source limits gains nothing by being issued again. */
    return left < life / 2 && e->expires < wanted;
}

bool tree_is_fresh(struct tree *t, int64_t now_s)
{
    CLEANUP_FOLDER struct tree_folder region = TREE_NO_FOLDER;
    struct error ignored = { "" };
    if (tree_open_folder(&t->v1, t->options.region, &region, &ignored) != PUBLISH_DONE)
        return false;
    tree_state_load(&t->state, &region);
    const struct tree_state *s = &t->state;
    bool fresh = s->count && s->index_is_whole && strcmp(s->settings, t->settings) == 0;
    for (size_t i = 0; i < s->count; i++) {
        const struct tree_entry *e = &s->entries[i];
        fresh &= e->is_whole && (e->gone || !is_due(t, e, now_s, s->source_expires));
    }
    return fresh;
}

/* ---- publishing */

/* One publication, while it is made. */
struct edition {
    struct tree *t;
    const struct tree_content *content;
    int64_t now_s;
    int utc_offset_s;
    struct tree_folder region; /* what stands there; fd -1: nothing */
    struct tree_stage stage;
    struct tree_state next;
    uint64_t serial; /* of all that is new */
    struct tree_report report;
};

static uint64_t serial_of(int64_t now_s, int utc_offset_s)
{
    struct civil c = clock_civil(now_s, utc_offset_s);
    uint64_t day = (uint64_t)c.year * 10000 + (uint64_t)c.month * 100 + (uint64_t)c.day;
    return day * 1000000 + (uint64_t)c.hour * 10000 + (uint64_t)c.minute * 100 + (uint64_t)c.second;
}

static void make_files(const struct edition *e, const char *place, struct tree_files *f)
{
    const struct tree_options *o = &e->t->options;
    tree_gzip(&f->data[TREE_PLAIN], &f->data[TREE_GZIP]);
    if (!o->key)
        return;
    CLEANUP_FREE char *comment = xasprintf("siapambil %s/%s%s%s serial %" PRIu64, o->region, place,
                                           *place ? "/" : "", f->base, e->next.serial);
    signature_make(o->key, f->data[TREE_PLAIN].data, f->data[TREE_PLAIN].len, comment,
                   &f->data[TREE_SIGNATURE]);
}

/* A feed's text: of feeds[index], or the empty one of a place that is gone. `*ret_body` is where
 * that begins which its content is told by. */
static void make_text(const struct edition *e, int64_t expires, bool gone, size_t index,
                      struct buffer *out, size_t *ret_body)
{
    const struct feed_head head = {
        .region = e->t->options.region,
        .publisher = e->t->options.publisher,
        .serial = e->serial,
        .issued = e->now_s,
        .expires = expires,
        .utc_offset_s = e->utc_offset_s,
    };
    feed_write_head(&head, out);
    *ret_body = out->len;
    if (gone)
        buffer_addf(out, ",\n\"documents\":[]}\n");
    else
        e->content->body(e->content->ctx, index, out);
}

static enum publish_status write_feed(struct edition *e, struct tree_entry *entry,
                                      struct tree_files *files, struct error *err)
{
    if (files->data[TREE_PLAIN].len > FEED_MAX_BYTES) {
        error_set(err,
                  "the feed %s would be %zu bytes long, which no screen takes; allowed: %u bytes",
                  *entry->place ? entry->place : "of the whole office", files->data[TREE_PLAIN].len,
                  FEED_MAX_BYTES);
        return PUBLISH_FAILED;
    }
    entry->serial = e->next.serial = e->serial;
    entry->issued = e->now_s;
    entry->is_written = true;
    make_files(e, entry->place, files);
    return tree_stage_write(&e->stage, entry->place, files, entry->lengths, err);
}

/* Carries over what is known of a feed that stays as it is. */
static void keep(struct tree_entry *entry, const struct tree_entry *known)
{
    entry->serial = known->serial;
    entry->issued = known->issued;
    entry->expires = known->expires;
    memcpy(entry->lengths, known->lengths, sizeof(entry->lengths));
}

static enum publish_status publish_feed(struct edition *e, size_t index, struct error *err)
{
    const struct tree_feed *feed = &e->content->feeds[index];
    const struct tree_entry *known = tree_state_find(&e->t->state, feed->place);
    struct tree_entry *entry = tree_state_add(&e->next, feed->place);
    CLEANUP_FILES struct tree_files files = { .base = TREE_FEED };
    struct buffer *text = &files.data[TREE_PLAIN];
    size_t body = 0;
    entry->documents = feed->documents;
    entry->expires = MIN(e->now_s + e->t->options.valid_for_s, e->content->expires);
    make_text(e, entry->expires, false, index, text, &body);
    hash_hex(text->data + body, text->len - body, entry->content);
    if (feed->name && feed->name[strcspn(feed->name, "\n")] == '\0') {
        free(entry->name);
        entry->name = xstrdup(feed->name);
    }
    bool same = known && strcmp(known->content, entry->content) == 0 && known->is_whole &&
                strcmp(e->t->state.settings, e->t->settings) == 0;
    if (same && !is_due(e->t, known, e->now_s, e->content->expires)) {
        keep(entry, known);
        e->report.unchanged++;
        return PUBLISH_DONE;
    }
    e->report.written += !same;
    e->report.renewed += same;
    return write_feed(e, entry, &files, err);
}

/* A place that has vanished: nothing is to be shown there, and soon not even that. */
static enum publish_status empty_feed(struct edition *e, const struct tree_entry *known,
                                      struct error *err)
{
    struct tree_entry *entry = tree_state_add(&e->next, known->place);
    entry->gone = true;
    CLEANUP_FILES struct tree_files files = { .base = TREE_FEED };
    struct buffer *text = &files.data[TREE_PLAIN];
    size_t body = 0;
    entry->expires = e->now_s + e->t->options.valid_for_s;
    make_text(e, entry->expires, true, 0, text, &body);
    hash_hex(text->data + body, text->len - body, entry->content);
    if (known->gone && known->is_whole && strcmp(e->t->state.settings, e->t->settings) == 0) {
        keep(entry, known);
        return PUBLISH_DONE;
    }
    e->report.emptied += !known->gone;
    return write_feed(e, entry, &files, err);
}

static enum publish_status publish_feeds(struct edition *e, struct error *err)
{
    const struct tree_state *state = &e->t->state;
    enum publish_status status = PUBLISH_DONE;
    for (size_t i = 0; status == PUBLISH_DONE && i < e->content->count; i++) {
        status = publish_feed(e, i, err);
        if (e->content->progress)
            e->content->progress(e->content->ctx, i + 1);
    }
    tree_state_sort(&e->next);
    size_t had = e->next.count;
    for (size_t i = 0; status == PUBLISH_DONE && i < state->count; i++) {
        /* Only among those that were there before: appending does not keep the order. */
        struct tree_state of_content = { .entries = e->next.entries, .count = had };
        if (!tree_state_find(&of_content, state->entries[i].place))
            status = empty_feed(e, &state->entries[i], err);
    }
    tree_state_sort(&e->next);
    return status;
}

static bool any_written(const struct tree_state *s)
{
    bool any = false;
    for (size_t i = 0; i < s->count; i++)
        any |= s->entries[i].is_written;
    return any;
}

/* The rest of the stage, and the step that makes it the tree. */
static enum publish_status finish(struct edition *e, struct error *err)
{
    struct tree *t = e->t;
    enum publish_status status = PUBLISH_DONE;
    for (size_t i = 0; status == PUBLISH_DONE && i < e->next.count && !e->stage.one_by_one; i++) {
        if (!e->next.entries[i].is_written)
            status = tree_stage_link(&e->stage, &e->region, &e->next.entries[i], err);
    }
    CLEANUP_FILES struct tree_files index = { .base = TREE_INDEX };
    CLEANUP_BUFFER struct buffer state = BUFFER_INIT(0);
    tree_index_print(&t->options, &e->next, e->utc_offset_s, &index.data[TREE_PLAIN]);
    make_files(e, "", &index);
    if (status == PUBLISH_DONE)
        status = tree_stage_write(&e->stage, "", &index, e->next.index_lengths, err);
    tree_state_print(&e->next, &state);
    if (status == PUBLISH_DONE)
        status = tree_write(&e->stage.folder, TREE_STATE, &state, e->stage.mtime_s, err);
    /* Before anybody can see the new serial: it is never given twice, whatever happens now. */
    if (status == PUBLISH_DONE)
        status = tree_highest_save(&t->state_folder, t->highest_name, e->next.serial,
                                   e->stage.mtime_s, err);
    if (status == PUBLISH_DONE)
        status = tree_stage_commit(&e->stage, &e->region, &e->next, err);
    return status;
}

/* Nothing is to be written but, perhaps, what only the publisher reads. */
static enum publish_status leave(struct edition *e, uint64_t noted_serial, struct error *err)
{
    struct tree *t = e->t;
    enum publish_status status = PUBLISH_DONE;
    if (strcmp(tree_note(t), e->next.note) != 0 ||
        t->state.source_expires != e->next.source_expires) {
        CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
        memcpy(e->next.index_lengths, t->state.index_lengths, sizeof(e->next.index_lengths));
        tree_state_print(&e->next, &text);
        status = tree_replace(&e->region, TREE_STATE, &text, e->next.mtime_s, err);
    }
    if (status == PUBLISH_DONE && noted_serial < e->next.serial)
        status = tree_highest_save(&t->state_folder, t->highest_name, e->next.serial,
                                   e->next.mtime_s, err);
    return status;
}

static enum publish_status check_content(const struct tree *t, const struct tree_content *content,
                                         int64_t now_s, struct error *err)
{
    if (now_s < CLOCK_PLAUSIBLE_S) {
        error_set(err,
                  "the clock of this machine is wrong, and a feed without the right time would "
                  "be refused by screens: set it");
        return PUBLISH_FAILED;
    }
    for (size_t i = 0; i < content->count; i++) {
        const char *place = content->feeds[i].place;
        if (!*place || tree_place_is_name(place))
            continue;
        error_set(err,
                  "the location '%s' cannot be a folder of '%s/%s'; allowed: " TREE_PLACE_ALLOWED,
                  place, t->v1.path, t->options.region);
        return PUBLISH_FAILED;
    }
    return PUBLISH_DONE;
}

static enum publish_status make_edition(struct edition *e, struct error *err)
{
    struct tree *t = e->t;
    uint64_t noted = 0;
    int64_t mtime_s = 0;
    enum publish_status status = tree_open_folder(&t->v1, t->options.region, &e->region, err);
    if (status != PUBLISH_DONE)
        return status;
    tree_state_load(&t->state, &e->region);
    tree_highest_load(&t->state_folder, t->highest_name, &noted, &mtime_s);
    e->next.serial = MAX(noted, t->state.serial);
    e->serial = MAX(serial_of(e->now_s, e->utc_offset_s), e->next.serial + 1);
    if (e->serial > SERIAL_MAX) {
        error_set(err,
                  "no serial is left: '%s/%s' holds %" PRIu64 ", the highest that may be; if "
                  "that is a mistake, set it lower, and screens up anew",
                  t->state_folder.path, t->highest_name, e->next.serial);
        return PUBLISH_FAILED;
    }
    e->next.mtime_s = MAX(mtime_s, t->state.mtime_s);
    e->stage.mtime_s = MAX(e->now_s, e->next.mtime_s + 1);
    status = publish_feeds(e, err);
    if (status != PUBLISH_DONE)
        return status;
    if (!any_written(&e->next) && t->state.index_is_whole)
        return leave(e, noted, err);
    e->next.mtime_s = e->stage.mtime_s;
    return finish(e, err);
}

enum publish_status tree_publish(struct tree *t, const struct tree_content *content, int64_t now_s,
                                 int utc_offset_s, struct tree_report *ret, struct error *err)
{
    enum publish_status status = check_content(t, content, now_s, err);
    if (status != PUBLISH_DONE)
        return status;
    struct error ignored = { "" };
    struct edition e = {
        .t = t,
        .content = content,
        .now_s = now_s,
        .utc_offset_s = utc_offset_s,
        .region = TREE_NO_FOLDER,
        .stage = { .around = &t->v1,
                   .region = t->options.region,
                   .name = t->stage_name,
                   .folder = TREE_NO_FOLDER,
                   .one_by_one = t->options.one_by_one },
        .report.feeds = (uint32_t)content->count,
    };
    e.next.note = xstrdup(content->note);
    e.next.source_expires = content->expires;
    memcpy(e.next.settings, t->settings, sizeof(t->settings));
    status = make_edition(&e, err);
    if (status == PUBLISH_DONE) {
        e.report.serial = e.next.serial;
        e.report.bytes = e.stage.bytes;
        *ret = e.report;
    } else {
        /* The room that it takes may be what is missing. */
        tree_remove(&t->v1, t->stage_name, &ignored);
    }
    tree_folder_release(&e.region);
    tree_folder_release(&e.stage.folder);
    if (tree_open_folder(&t->v1, t->options.region, &e.region, &ignored) == PUBLISH_DONE)
        tree_state_load(&t->state, &e.region);
    tree_folder_release(&e.region);
    tree_state_release(&e.next);
    return status;
}
