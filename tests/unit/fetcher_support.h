/* For tests of the fetcher: a network from a script, time that is passed in, a
 * folder and a log of their own. */
#pragma once

#include "unit/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/file.h"
#include "base/log.h"
#include "fetch/fetcher.h"

#define NOW INT64_C(1795401660) /* 2026-11-23T09:41:00+07:00 */

/* ---- a network from a script */

struct answer {
    const char *body;  /* 200 */
    bool not_modified; /* 304 */
    const char *error; /* a failure */
    int retry_after_s;
    bool unfinished;
    const char *etag, *last_modified, *content_type;
};

struct script {
    struct answer next;
    char sent_etag[TRANSPORT_VALIDATOR_MAX], sent_last_modified[TRANSPORT_VALIDATOR_MAX];
};

static inline bool play(void *ctx, const struct request *request, struct response *ret,
                        struct error *err)
{
    struct script *s = ctx;
    snprintf(s->sent_etag, sizeof(s->sent_etag), "%s", request->etag);
    snprintf(s->sent_last_modified, sizeof(s->sent_last_modified), "%s", request->last_modified);
    ret->received = 12;
    ret->status = s->next.error ? 500 : s->next.not_modified ? 304 : 200;
    if (s->next.error) {
        ret->retry_after_s = s->next.retry_after_s;
        ret->unfinished = s->next.unfinished;
        return error_set(err, "%s", s->next.error);
    }
    ret->kind = s->next.not_modified ? RESPONSE_NOT_MODIFIED : RESPONSE_BODY;
    if (s->next.body)
        buffer_addf(&ret->body, "%s", s->next.body);
    if (s->next.etag)
        snprintf(ret->etag, sizeof(ret->etag), "%s", s->next.etag);
    if (s->next.last_modified)
        snprintf(ret->last_modified, sizeof(ret->last_modified), "%s", s->next.last_modified);
    if (s->next.content_type)
        snprintf(ret->content_type, sizeof(ret->content_type), "%s", s->next.content_type);
    return true;
}

static inline void play_wait(void *ctx, uint64_t ms)
{
    (void)ctx, (void)ms;
}

static inline void play_wake(void *ctx)
{
    (void)ctx;
}

/* ---- a board's worth of it */

struct fixture {
    char folder[64];
    struct script script;
    struct transport transport;
    struct privacy privacy;
    struct reading reading;
    struct source_options source;
    struct mailbox *mailbox;
    struct fetcher *fetcher;
    enum snapshot_order order;
    struct snapshot *list; /* as the main thread would hold it */
    bool kept;
    int64_t checked_s;
    int64_t now_s;
    int log, saved_stderr;
    off_t log_from; /* where logged() begins to look */
};

/* `shown`: settings were read again while this list is on the screen. */
static inline struct delivery open_with(struct fixture *f, const struct snapshot *shown)
{
    struct delivery kept;
    f->transport = (struct transport){ play, play_wait, play_wake, play_wake, &f->script };
    privacy_init(&f->privacy);
    f->reading = (struct reading){ .privacy = &f->privacy, .order = f->order };
    f->source = (struct source_options){ .name = "",
                                         .urls = { "https://u:p@example.go.id/feed.json" },
                                         .url_count = 1,
                                         .transport = &f->transport,
                                         .reading = &f->reading };
    f->mailbox = mailbox_new();
    f->fetcher = fetcher_new(&(struct fetcher_options){ .sources = &f->source,
                                                        .source_count = 1,
                                                        .privacy = &f->privacy,
                                                        .settings = "settings",
                                                        .cache_dir = f->folder,
                                                        .poll_s = 60,
                                                        .order = f->order,
                                                        .shown = shown },
                             f->mailbox, &kept);
    return kept;
}

static inline void open_fetcher(struct fixture *f)
{
    struct delivery kept = open_with(f, NULL);
    f->list = kept.snapshot;
    f->kept = kept.kept;
    f->checked_s = kept.checked_wall_s;
}

/* Reads settings again. */
static inline void reopen_fetcher(struct fixture *f)
{
    fetcher_free(f->fetcher);
    mailbox_free(f->mailbox);
    assert_null(open_with(f, f->list).snapshot); /* nothing older takes the place of the list */
}

static inline void close_fetcher(struct fixture *f)
{
    fetcher_free(f->fetcher);
    mailbox_free(f->mailbox);
    if (f->list)
        snapshot_free(f->list);
    f->list = NULL;
}

static inline int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof(*f));
    snprintf(f->folder, sizeof(f->folder), "/tmp/siapambil-fetcher-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    CLEANUP_FREE char *log = xasprintf("%s/log", f->folder);
    f->log = open(log, O_RDWR | O_CREAT, 0600);
    fflush(stderr);
    f->saved_stderr = dup(STDERR_FILENO);
    dup2(f->log, STDERR_FILENO);
    f->now_s = NOW;
    open_fetcher(f);
    *state = f;
    return 0;
}

static inline int teardown(void **state)
{
    struct fixture *f = *state;
    close_fetcher(f);
    dup2(f->saved_stderr, STDERR_FILENO);
    close(f->saved_stderr);
    close(f->log);
    static const char *const names[] = { "log", "list.json", "list.json.bad", "id.key" };
    for (size_t i = 0; i < COUNT(names); i++) {
        CLEANUP_FREE char *path = xasprintf("%s/%s", f->folder, names[i]);
        unlink(path);
    }
    rmdir(f->folder);
    free(f);
    return 0;
}

enum { NOTHING, CONFIRMED, NEW_LIST };

/* One pull a minute after the last; what the main thread then finds in its mailbox. */
static inline int pull(struct fixture *f, struct answer answer)
{
    f->script.next = answer;
    f->now_s += 60;
    fetcher_step(f->fetcher, f->now_s, f->now_s - 1000, 0);
    struct delivery d;
    if (!mailbox_take(f->mailbox, &d))
        return NOTHING;
    f->kept = d.kept;
    f->checked_s = d.checked_wall_s;
    if (!d.snapshot)
        return CONFIRMED;
    if (f->list)
        snapshot_free(f->list);
    f->list = d.snapshot;
    return NEW_LIST;
}

static inline void forget_log(struct fixture *f)
{
    f->log_from = lseek(f->log, 0, SEEK_END);
}

static inline bool logged(struct fixture *f, const char *text)
{
    char log[16384];
    ssize_t n = pread(f->log, log, sizeof(log) - 1, f->log_from);
    log[MAX(n, 0)] = '\0';
    return strstr(log, text) != NULL;
}

/* A feed of `count` rows named RAHASIA…; the caller frees it. */
static inline char *feed(int serial, int count)
{
    struct buffer b = BUFFER_INIT(0);
    buffer_addf(
        &b,
        "{\"feed\":\"siapambil/1\",\"serial\":%d,\"issued\":\"2026-11-23T09:40:00+07:00\","
        "\"locations\":[{\"id\":\"mpp\",\"name\":\"MPP\",\"kind\":\"mpp\"}],\"documents\":[",
        serial);
    for (int i = 0; i < count; i++)
        buffer_addf(&b,
                    "%s{\"id\":\"r%d\",\"type\":\"kk\",\"name\":\"RAHASIA %d\",\"at\":\"mpp\","
                    "\"state\":\"pickup\"}",
                    i ? "," : "", i, i);
    buffer_addf(&b, "]}");
    return b.data;
}
