/* Making and ending a fetcher, what was kept, the thread. */
#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/thread.h"
#include "feed/feed.h"
#include "fetch/fetcher_parts.h"
#include "fetch/schedule.h"

#define END_WITHIN_MS 500

/* Whether they would be kept as the same bytes. */
static bool is_same(const struct snapshot *a, const struct snapshot *b)
{
    CLEANUP_BUFFER struct buffer x = BUFFER_INIT(0), y = BUFFER_INIT(0);
    struct feed_writing first = { .list = a, .own = true }, second = { .list = b, .own = true };
    bool same = a->document_count == b->document_count;
    while (same && feed_write_next(&first, &x) && feed_write_next(&second, &y)) {
        same = x.len == y.len && memcmp(x.data, y.data, x.len) == 0;
        buffer_clear(&x);
        buffer_clear(&y);
    }
    return same;
}

/* What stands for all sources where the folder is asked whose list it
 * holds. The caller frees it. */
static char *identity(const struct fetcher_options *options)
{
    struct buffer all = BUFFER_INIT(0);
    for (size_t i = 0; i < options->source_count; i++)
        buffer_addf(&all, "%s%s", i ? " " : "", options->sources[i].urls[0]);
    return all.data;
}

/* Whether the kept list may be shown: with keys, only what one of them has signed. */
static bool is_allowed(const struct fetcher *f, const struct cache_entry *kept)
{
    for (size_t i = 0; i < f->source_count; i++) {
        const struct source_options *o = &f->options[i];
        char id[SIGNATURE_ID_SIZE] = "";
        bool found = !o->key_count;
        for (size_t k = 0; k < o->key_count && !found; k++) {
            signature_key_id(&o->keys[k], id);
            found = strstr(kept->signed_by, id) != NULL;
        }
        if (!found)
            return false;
    }
    return true;
}

/* What the one source is to be asked next, if `kept` came by the settings of today. */
static void resume(struct fetcher *f, const struct cache_entry *kept)
{
    struct source_mark *mark = &f->sources[0].mark;
    if (f->source_count != 1 || !f->same_settings)
        return;
    memcpy(mark->etag, kept->etag, sizeof(mark->etag));
    memcpy(mark->last_modified, kept->last_modified, sizeof(mark->last_modified));
    memcpy(mark->body_hash, kept->body_hash, sizeof(mark->body_hash));
    memcpy(mark->signed_by, kept->signed_by, sizeof(mark->signed_by));
}

/* Which serials were accepted: from the folder, from before in this run, and from the kept list,
 * if that is of one signed source. */
static void recall_serials(struct fetcher *f, const struct fetcher_options *options,
                           const struct snapshot *kept)
{
    bool some = false;
    for (size_t i = 0; i < f->source_count; i++)
        some |= f->options[i].key_count > 0;
    f->serials_noted = true;
    if (!some)
        return;
    bool whole = cache_serials(f->cache, &f->serials);
    struct serials noted = f->serials;
    if (options->serials)
        serials_merge(&f->serials, options->serials);
    if (kept && f->source_count == 1)
        serials_raise(&f->serials, f->options[0].urls[0], kept->serial);
    f->serials_noted = whole && memcmp(&noted, &f->serials, sizeof(noted)) == 0;
    for (size_t i = 0; i < f->source_count; i++)
        f->sources[i].highest = serials_get(&f->serials, f->options[i].urls[0]);
}

struct fetcher *fetcher_new(const struct fetcher_options *options, struct mailbox *mailbox,
                            struct delivery *ret_kept)
{
    struct fetcher *f = xcalloc(1, sizeof(*f));
    assert(options->source_count >= 1 && options->source_count <= FETCHER_MAX_SOURCES);
    f->mailbox = mailbox;
    f->pulls = options->pulls;
    f->poll_s = options->poll_s;
    f->order = options->order;
    f->source_count = options->source_count;
    f->run_serials = options->serials;
    snprintf(f->settings, sizeof(f->settings), "%s", options->settings);
    CLEANUP_FREE char *whose = identity(options);
    f->cache =
        cache_open(options->cache_dir, whose, options->read_only ? CACHE_READ_ONLY : CACHE_KEEP);
    options->privacy->id_key = cache_id_key(f->cache);
    for (size_t i = 0; i < f->source_count; i++) {
        f->options[i] = options->sources[i];
        source_init(&f->sources[i], &f->options[i], cache_id_key(f->cache), &f->flags);
    }
    struct cache_entry kept;
    struct snapshot *list = cache_load(f->cache, options->privacy, f->order, &kept);
    if (list && !is_allowed(f, &kept)) {
        log_warning(
            "the kept list is not shown: it is not signed by a key of [source] public_keys");
        snapshot_free(list);
        list = NULL;
        kept = (struct cache_entry){ 0 };
    }
    recall_serials(f, options, list);
    if (options->shown && list) {
        /* A store may have failed since. */
        if (!is_same(list, options->shown))
            kept = (struct cache_entry){ 0 };
        snapshot_free(list);
        list = NULL;
    }
    f->last = options->shown ? options->shown : list;
    f->same_settings = strcmp(kept.settings, f->settings) == 0;
    resume(f, &kept);
    if (f->last && f->source_count == 1)
        source_note_list(&f->sources[0], f->last);
    pthread_mutex_init(&f->note_lock, NULL);
    pthread_cond_init(&f->ending, NULL);
    f->kept_note = cache_note(f->cache);
    *ret_kept = (struct delivery){
        .snapshot = list,
        .checked_wall_s = kept.checked_s,
        .kept = true,
    };
    return f;
}

const struct source *fetcher_source(const struct fetcher *f, size_t index)
{
    return &f->sources[index];
}

uint32_t fetcher_copies(const struct fetcher *f)
{
    return f->copies;
}

/* ---- the reader's note */

void fetcher_note(struct fetcher *f, const char *text)
{
    char *copy = xstrdup(text);
    pthread_mutex_lock(&f->note_lock);
    char *before = f->note;
    f->note = copy;
    pthread_mutex_unlock(&f->note_lock);
    free(before);
}

const char *fetcher_kept_note(const struct fetcher *f)
{
    return f->kept_note;
}

/* Not under the lock, since a disk may be slow and the reader draws. */
static void keep_note(struct fetcher *f, bool last)
{
    pthread_mutex_lock(&f->note_lock);
    char *text = f->note;
    f->note = NULL;
    pthread_mutex_unlock(&f->note_lock);
    if (text)
        cache_keep_note(f->cache, text, last);
    free(text);
}

/* ---- the thread */

static uint32_t draw(void)
{
    uint32_t chance;
    random_bytes(&chance, sizeof(chance));
    return chance;
}

uint64_t fetcher_first(const struct fetcher *f, uint32_t chance)
{
    int within_s = f->same_settings ? f->poll_s : MIN(f->poll_s, SCHEDULE_CHANGED_S);
    return schedule_first(f->last != NULL, within_s, chance);
}

static void *run(void *ctx)
{
    struct fetcher *f = ctx;
    thread_be_quiet();
    const struct transport *first = f->options[0].transport;
    uint64_t pause_ms = fetcher_first(f, draw());
    while (!atomic_load(&f->flags.stopping)) {
        first->wait(first->ctx, pause_ms);
        if (atomic_load(&f->flags.stopping))
            break;
        pause_ms = fetcher_step(f, clock_wall_s(), clock_boot_s(), draw());
        /* Who left this thread to itself has closed the folder. */
        if (!atomic_load(&f->flags.stopping))
            keep_note(f, false);
    }
    pthread_mutex_lock(&f->note_lock);
    f->ended = true;
    pthread_cond_signal(&f->ending);
    pthread_mutex_unlock(&f->note_lock);
    return NULL;
}

bool fetcher_start(struct fetcher *f, struct error *err)
{
    int code = thread_start(&f->thread, run, f);
    if (code)
        return error_set(err, "the fetcher's thread cannot start: %s", strerror(code));
    f->started = true;
    return true;
}

/* Waits for the thread's end, but not for ever. Not by pthread_clockjoin_np(), which the thread
 * sanitizer does not know. */
static bool join(struct fetcher *f)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += END_WITHIN_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    int late = 0;
    pthread_mutex_lock(&f->note_lock);
    while (!f->ended && !late)
        late = pthread_cond_clockwait(&f->ending, &f->note_lock, CLOCK_MONOTONIC, &until);
    bool ended = f->ended;
    pthread_mutex_unlock(&f->note_lock);
    return ended && pthread_join(f->thread, NULL) == 0;
}

bool fetcher_free(struct fetcher *f)
{
    if (f->started) {
        atomic_store(&f->flags.stopping, true);
        for (size_t i = 0; i < f->source_count; i++)
            f->options[i].transport->cancel(f->options[i].transport->ctx);
        if (!join(f)) {
            log_warning("the pull that is under way does not end: left to itself");
            pthread_detach(f->thread);
            /* Out of get() it ends at once. Beyond that it may be writing the list. */
            if (atomic_load(&f->flags.asking))
                cache_close(f->cache);
            return false;
        }
    }
    keep_note(f, true);
    if (f->run_serials)
        serials_merge(f->run_serials, &f->serials);
    for (size_t i = 0; i < f->source_count; i++)
        source_release(&f->sources[i]);
    cache_close(f->cache);
    pthread_cond_destroy(&f->ending);
    pthread_mutex_destroy(&f->note_lock);
    free(f->kept_note);
    free(f);
    return true;
}
