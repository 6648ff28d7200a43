#include "fetch/fetcher.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <strings.h>

#include "base/clock.h"
#include "base/log.h"
#include "feed/feed.h"
#include "fetch/cache.h"
#include "fetch/guard.h"
#include "fetch/schedule.h"
#include "net/http.h"

#define REPEAT_EVERY_S 600 /* a failure that goes on is logged this often */
#define END_WITHIN_MS  500

struct fetcher {
    /* --- immutable after creation */
    const struct transport *transport; /* borrowed */
    struct mailbox *mailbox;           /* borrowed */
    char *url, *shown;                 /* as it may be logged */
    int poll_s;
    enum snapshot_order order;
    struct privacy privacy;
    char *kept_note;

    /* --- of the thread that pulls */
    struct cache *cache;
    const struct snapshot *last; /* the last one delivered; the reader's */
    char etag[TRANSPORT_VALIDATOR_MAX], last_modified[TRANSPORT_VALIDATOR_MAX];
    char body_hash[CACHE_BODY_HASH_SIZE]; /* of the body that `last` came from; "": not known */
    struct guard guard;
    unsigned failures;
    struct error last_failure;
    int64_t failure_logged_s;
    struct feed_report last_report;

    /* --- of the caller's thread */
    pthread_t thread;
    bool started;
    /* --- any thread */
    atomic_bool stopping;
    atomic_bool pulling; /* the thread is in get(), after which it looks at `stopping` first */
    pthread_mutex_t note_lock;
    /* --- protected by note_lock */
    char *note; /* to be kept; NULL: nothing new */
};

/* Whether they would be kept as the same bytes. */
static bool is_same(const struct snapshot *a, const struct snapshot *b)
{
    CLEANUP_BUFFER struct buffer first = BUFFER_INIT(0), second = BUFFER_INIT(0);
    feed_write(a, true, &first);
    feed_write(b, true, &second);
    return first.len == second.len && memcmp(first.data, second.data, first.len) == 0;
}

struct fetcher *fetcher_new(const struct fetcher_options *options,
                            const struct transport *transport, struct mailbox *mailbox,
                            struct delivery *ret_kept)
{
    struct fetcher *f = xcalloc(1, sizeof(*f));
    f->transport = transport;
    f->mailbox = mailbox;
    f->url = xstrdup(options->url);
    f->shown = http_shown_url(options->url);
    f->poll_s = options->poll_s;
    f->order = options->order;
    f->cache = cache_open(options->cache_dir, options->url,
                          options->read_only ? CACHE_READ_ONLY : CACHE_KEEP);
    f->privacy = *options->privacy;
    f->privacy.id_key = cache_id_key(f->cache);
    struct cache_entry kept;
    struct snapshot *list = cache_load(f->cache, &f->privacy, f->order, &kept);
    if (options->shown && list) {
        /* A store may have failed since. */
        if (!is_same(list, options->shown))
            kept = (struct cache_entry){ 0 };
        snapshot_free(list);
        list = NULL;
    }
    f->last = options->shown ? options->shown : list;
    memcpy(f->etag, kept.etag, sizeof(f->etag));
    memcpy(f->last_modified, kept.last_modified, sizeof(f->last_modified));
    memcpy(f->body_hash, kept.body_hash, sizeof(f->body_hash));
    pthread_mutex_init(&f->note_lock, NULL);
    f->kept_note = cache_note(f->cache);
    *ret_kept = (struct delivery){
        .snapshot = list,
        .checked_wall_s = kept.checked_s,
        .kept = true,
    };
    return f;
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

/* ---- what comes of a pull */

enum outcome {
    OUTCOME_CANCELLED,
    OUTCOME_FAILED,
    OUTCOME_HELD,
    OUTCOME_UNCHANGED,
    OUTCOME_NEW,
};

/* The body counts: servers that know no JSON call a feed text/html. */
static bool is_html(const struct response *r)
{
    const char *body = buffer_text(&r->body);
    body += strspn(body, " \t\r\n");
    return *body == '<' || (*body != '{' && *body != '[' &&
                            strncasecmp(r->content_type, "text/html", strlen("text/html")) == 0);
}

static void log_rows_left_out(struct fetcher *f, const struct feed_report *report)
{
    if (memcmp(report, &f->last_report, sizeof(*report)) == 0)
        return;
    f->last_report = *report;
    for (uint32_t i = 0; i < report->example_count; i++) {
        const struct feed_example *e = &report->examples[i];
        log_warning("row %u%s%s left out: %s", e->index, *e->id ? ", id " : "", e->id,
                    feed_reason_texts[e->reason]);
    }
    if (report->left_out_total > report->example_count)
        log_warning("%u of %u rows left out in all", report->left_out_total, report->rows);
    if (report->extras_left_out)
        log_warning("%u places, hours, notices or things to bring left out",
                    report->extras_left_out);
    if (report->blotted)
        log_warning("%u texts held a number of 16 digits, which is blotted out", report->blotted);
}

static bool parse(struct fetcher *f, const struct response *response, struct snapshot **ret,
                  struct feed_report *report, struct error *err)
{
    if (is_html(response))
        return error_set(err, "an HTML page came instead of a list (a page for logging in, or an "
                              "error): see [source] url");
    const struct feed_options options = { .privacy = &f->privacy, .order = f->order };
    return feed_parse(buffer_text(&response->body), response->body.len, &options, ret, report, err);
}

/* false when it failed, or the fetcher is being freed. */
static bool get(struct fetcher *f, struct response *response, struct error *err)
{
    const struct request request = { .url = f->url,
                                     .etag = f->etag,
                                     .last_modified = f->last_modified };
    uint64_t begun_ns = clock_monotonic_ns();
    atomic_store(&f->pulling, true);
    bool ok = f->transport->get(f->transport->ctx, &request, response, err);
    atomic_store(&f->pulling, false);
    log_debug("%s: status %d, %" PRIu64 " bytes received, %" PRIu64 " ms", f->shown,
              response->status, response->received, (clock_monotonic_ns() - begun_ns) / 1000000);
    return ok && !atomic_load(&f->stopping);
}

/* One pull. `*ret` is set when the outcome is NEW, the caller owns it; the sentence when it is FAILED or
 * HELD. */
static enum outcome pull(struct fetcher *f, int64_t wall_s, struct snapshot **ret,
                         struct response *response, struct error *err)
{
    if (!get(f, response, err))
        return atomic_load(&f->stopping) ? OUTCOME_CANCELLED : OUTCOME_FAILED;
    if (response->kind == RESPONSE_NOT_MODIFIED) {
        guard_reset(&f->guard);
        return OUTCOME_UNCHANGED;
    }
    char hash[CACHE_BODY_HASH_SIZE];
    snprintf(hash, sizeof(hash), "%016" PRIx64,
             hash_keyed(cache_id_key(f->cache), buffer_text(&response->body), response->body.len));
    bool same = strcmp(hash, f->body_hash) == 0;
    if (same) {
        guard_reset(&f->guard);
    } else {
        CLEANUP(snapshot_free) struct snapshot *next = NULL;
        struct feed_report report;
        if (!parse(f, response, &next, &report, err)) {
            error_context(err, "%s", f->shown);
            return OUTCOME_FAILED;
        }
        log_rows_left_out(f, &report);
        enum guard_verdict verdict = guard_judge(&f->guard, f->last, next, err);
        if (*err->text)
            error_context(err, "%s", f->shown);
        if (verdict == GUARD_HOLD)
            return OUTCOME_HELD;
        if (*err->text)
            log_warning("%s, and the source says so again: taken", err->text);
        snapshot_mark_seen(next, f->last, (uint32_t)wall_s);
        log_info("%u documents, %u places, %u rows left out, %zu bytes", next->document_count,
                 next->location_count, report.left_out_total, response->body.len);
        *ret = next, next = NULL;
    }
    /* The validators belong to a body that was accepted: one bad 200 must not become 304 for ever. */
    memcpy(f->body_hash, hash, sizeof(f->body_hash));
    memcpy(f->etag, response->etag, sizeof(f->etag));
    memcpy(f->last_modified, response->last_modified, sizeof(f->last_modified));
    return same ? OUTCOME_UNCHANGED : OUTCOME_NEW;
}

bool fetcher_pull_once(struct fetcher *f, int64_t wall_s, struct delivery *ret, struct error *err)
{
    struct snapshot *next = NULL;
    struct response response = { .body = BUFFER_INIT(FEED_MAX_BYTES) };
    enum outcome outcome = pull(f, wall_s, &next, &response, err);
    buffer_release(&response.body);
    if (outcome != OUTCOME_NEW && outcome != OUTCOME_UNCHANGED)
        return false;
    *ret = (struct delivery){ .snapshot = next,
                              .checked_wall_s = wall_s,
                              .checked_boot_s = clock_boot_s() };
    return true;
}

static void note_failure(struct fetcher *f, const struct error *err, int64_t boot_s)
{
    bool same = f->failures && strcmp(err->text, f->last_failure.text) == 0;
    f->failures++;
    if (same && boot_s - f->failure_logged_s < REPEAT_EVERY_S)
        return;
    f->last_failure = *err;
    f->failure_logged_s = boot_s;
    if (f->failures > 1)
        log_warning("%s (failure %u in a row)", err->text, f->failures);
    else
        log_warning("%s", err->text);
}

/* Stores the list and what it came with. */
static void keep(struct fetcher *f, const struct snapshot *list, int64_t wall_s)
{
    struct cache_entry entry = { .checked_s = wall_s };
    memcpy(entry.etag, f->etag, sizeof(entry.etag));
    memcpy(entry.last_modified, f->last_modified, sizeof(entry.last_modified));
    memcpy(entry.body_hash, f->body_hash, sizeof(entry.body_hash));
    cache_store(f->cache, list, &entry);
}

static void deliver(struct fetcher *f, struct snapshot *list, int64_t wall_s, int64_t boot_s)
{
    mailbox_put(
        f->mailbox,
        (struct delivery){ .snapshot = list, .checked_wall_s = wall_s, .checked_boot_s = boot_s });
}

uint64_t fetcher_step(struct fetcher *f, int64_t wall_s, int64_t boot_s, uint32_t chance)
{
    struct snapshot *next = NULL;
    struct error err = { "" };
    struct response response = { .body = BUFFER_INIT(FEED_MAX_BYTES) };
    enum outcome outcome = pull(f, wall_s, &next, &response, &err);
    buffer_release(&response.body);
    if (atomic_load(&f->stopping) && next) {
        snapshot_free(next);
        return 0;
    }
    switch (outcome) {
    case OUTCOME_CANCELLED:
        return 0;
    case OUTCOME_FAILED:
        note_failure(f, &err, boot_s);
        return schedule_retry(f->poll_s, f->failures, response.retry_after_s, chance);
    case OUTCOME_HELD:
        log_warning("%s: held until the source says so again", err.text);
        break;
    case OUTCOME_NEW:
        keep(f, next, wall_s);
        f->last = next;
        deliver(f, next, wall_s, boot_s);
        break;
    case OUTCOME_UNCHANGED:
        /* The disk may be mended, or somebody may have tidied up: the next power cut still finds it. */
        if (!cache_confirm(f->cache, wall_s) && f->last)
            keep(f, f->last, wall_s);
        deliver(f, NULL, wall_s, boot_s);
        break;
    }
    if (f->failures)
        log_info("the source answers again, after %u failures", f->failures);
    f->failures = 0;
    return schedule_next(f->poll_s, chance);
}

/* ---- the thread */

static uint32_t draw(void)
{
    uint32_t chance;
    random_bytes(&chance, sizeof(chance));
    return chance;
}

static void *run(void *ctx)
{
    struct fetcher *f = ctx;
    uint64_t pause_ms = schedule_first(f->last != NULL, f->poll_s, draw());
    while (!atomic_load(&f->stopping)) {
        f->transport->wait(f->transport->ctx, pause_ms);
        if (atomic_load(&f->stopping))
            break;
        pause_ms = fetcher_step(f, clock_wall_s(), clock_boot_s(), draw());
        keep_note(f, false);
    }
    return NULL;
}

bool fetcher_start(struct fetcher *f, struct error *err)
{
    /* Signals are the main thread's. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int code = pthread_create(&f->thread, NULL, run, f);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code)
        return error_set(err, "the fetcher's thread cannot start: %s", strerror(code));
    f->started = true;
    return true;
}

/* Waits for the thread's end, but not for ever. */
static bool join(struct fetcher *f)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += END_WITHIN_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    return pthread_clockjoin_np(f->thread, NULL, CLOCK_MONOTONIC, &until) == 0;
}

bool fetcher_free(struct fetcher *f)
{
    if (f->started) {
        atomic_store(&f->stopping, true);
        f->transport->cancel(f->transport->ctx);
        if (!join(f)) {
            log_warning("the pull that is under way does not end: left to itself");
            pthread_detach(f->thread);
            /* Out of get() it ends at once. Beyond that it may be writing the list. */
            if (atomic_load(&f->pulling))
                cache_close(f->cache);
            return false;
        }
    }
    keep_note(f, true);
    cache_close(f->cache);
    pthread_mutex_destroy(&f->note_lock);
    free(f->kept_note);
    free(f->url);
    free(f->shown);
    free(f);
    return true;
}
