/* For tests of pulling from several addresses: a web of them from a
 * script, and a fetcher over it. */
#pragma once

#include "unit/fetcher_support.h"

/* ---- a web of addresses, each with answers in their order; the last one stays */

#define MOST_ANSWERS 4

struct place {
    const char *url;
    struct answer answers[MOST_ANSWERS];
    int asked;
    char sent_etag[TRANSPORT_VALIDATOR_MAX];
};

struct web {
    struct place places[12];
    struct buffer asked; /* the addresses, in their order, without "https://a.go.id" */
    uint64_t waited_ms;
};

static inline bool web_get(void *ctx, const struct request *request, struct response *ret,
                           struct error *err)
{
    struct web *w = ctx;
    const char *server = "https://a.go.id";
    bool own = strncmp(request->url, server, strlen(server)) == 0;
    buffer_addf(&w->asked, "%s ", request->url + (own ? strlen(server) : 0));
    for (size_t i = 0; i < COUNT(w->places) && w->places[i].url; i++) {
        struct place *p = &w->places[i];
        if (strcmp(p->url, request->url) != 0)
            continue;
        int at = MIN(p->asked, MOST_ANSWERS - 1);
        while (at && !p->answers[at].body && !p->answers[at].error && !p->answers[at].not_modified)
            at--;
        p->asked++;
        snprintf(p->sent_etag, sizeof(p->sent_etag), "%s", request->etag);
        struct script script = { .next = p->answers[at] };
        return play(&script, request, ret, err);
    }
    ret->status = 404;
    return error_set(err, "%s: the server has no such page (status 404)", request->url);
}

static inline void web_wait(void *ctx, uint64_t ms)
{
    ((struct web *)ctx)->waited_ms += ms;
}

/* ---- a fetcher over it */

struct office {
    char folder[64];
    struct web web;
    struct transport transport;
    struct privacy privacy;
    struct reading readings[2];
    struct source_options sources[2];
    size_t count;
    struct signature_key keys[2];
    const char *settings;
    const struct snapshot *shown;
    struct serials serials; /* of this run */
    struct mailbox *mailbox;
    struct fetcher *fetcher;
    struct snapshot *list;
    struct delivery last;
    int64_t now_s;
};

static inline void office_open(struct office *o)
{
    o->transport = (struct transport){ web_get, web_wait, play_wake, play_wake, &o->web };
    privacy_init(&o->privacy);
    for (size_t i = 0; i < o->count; i++) {
        o->readings[i].privacy = &o->privacy;
        o->sources[i].transport = &o->transport;
        o->sources[i].reading = &o->readings[i];
        o->sources[i].name = o->count == 1 ? "" : i ? "b" : "a";
        o->sources[i].url_count = 0;
        while (o->sources[i].url_count < SOURCE_MAX_URLS &&
               o->sources[i].urls[o->sources[i].url_count])
            o->sources[i].url_count++;
    }
    o->mailbox = mailbox_new();
    struct delivery kept;
    o->fetcher = fetcher_new(&(struct fetcher_options){ .sources = o->sources,
                                                        .source_count = o->count,
                                                        .privacy = &o->privacy,
                                                        .settings = o->settings ? o->settings : "s",
                                                        .cache_dir = o->folder,
                                                        .poll_s = 60,
                                                        .shown = o->shown,
                                                        .serials = &o->serials },
                             o->mailbox, &kept);
    o->list = kept.snapshot;
    if (!o->now_s)
        o->now_s = NOW;
}

static inline struct office *office_new(void)
{
    struct office *o = xcalloc(1, sizeof(*o));
    snprintf(o->folder, sizeof(o->folder), "/tmp/siapambil-sources-XXXXXX");
    assert_non_null(mkdtemp(o->folder));
    o->count = 1;
    o->sources[0].urls[0] = "https://a.go.id/feed.json";
    return o;
}

static inline void office_close(struct office *o)
{
    fetcher_free(o->fetcher);
    mailbox_free(o->mailbox);
    if (o->list)
        snapshot_free(o->list);
    o->list = NULL;
}

static inline void office_free(struct office *o)
{
    office_close(o);
    static const char *const names[] = { "list.json", "list.json.bad", "id.key", "serials" };
    for (size_t i = 0; i < COUNT(names); i++) {
        CLEANUP_FREE char *path = xasprintf("%s/%s", o->folder, names[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(o->folder), 0);
    buffer_release(&o->web.asked);
    free(o);
}
DEFINE_CLEANUP(struct office *, office_free)

static inline void office_add(struct office *o, const char *url, struct answer answer)
{
    size_t i = 0;
    while (o->web.places[i].url && strcmp(o->web.places[i].url, url) != 0)
        i++;
    struct place *p = &o->web.places[i];
    p->url = url;
    int n = 0;
    while (p->answers[n].body || p->answers[n].error || p->answers[n].not_modified)
        n++;
    p->answers[n] = answer;
}

static inline struct place *office_place(struct office *o, const char *url)
{
    for (size_t i = 0; i < COUNT(o->web.places); i++) {
        if (o->web.places[i].url && strcmp(o->web.places[i].url, url) == 0)
            return &o->web.places[i];
    }
    return NULL;
}

/* One turn a minute after the last; NOTHING, CONFIRMED or NEW_LIST. */
static inline int office_pull(struct office *o)
{
    buffer_clear(&o->web.asked);
    o->now_s += 60;
    fetcher_step(o->fetcher, o->now_s, o->now_s - 1000, 0);
    if (!mailbox_take(o->mailbox, &o->last))
        return NOTHING;
    if (!o->last.snapshot)
        return CONFIRMED;
    if (o->list)
        snapshot_free(o->list);
    o->list = o->last.snapshot;
    return NEW_LIST;
}

/* One pull that keeps nothing; its sentence, or "" where it went well. */
static inline const char *office_sentence(struct office *o)
{
    static struct error err;
    err.text[0] = '\0';
    buffer_clear(&o->web.asked);
    struct delivery d = { 0 };
    if (fetcher_pull_once(o->fetcher, NOW, &d, &err)) {
        if (o->list && d.snapshot)
            snapshot_free(o->list);
        o->list = d.snapshot ? d.snapshot : o->list;
    }
    return err.text;
}

#define BODY(text)                                                                                 \
    (struct answer)                                                                                \
    {                                                                                              \
        .body = (text)                                                                             \
    }
#define DOWN                                                                                       \
    (struct answer)                                                                                \
    {                                                                                              \
        .error = "https://a.go.id: the server is down"                                             \
    }
