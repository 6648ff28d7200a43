/* What a pull does with several addresses, pages, sources and signatures. */
#include "unit/fetcher_support.h"

#include "unit/signing.h"

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

static bool web_get(void *ctx, const struct request *request, struct response *ret,
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

static void web_wait(void *ctx, uint64_t ms)
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
    struct mailbox *mailbox;
    struct fetcher *fetcher;
    struct snapshot *list;
    struct delivery last;
    int64_t now_s;
};

static void office_open(struct office *o)
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
                                                        .poll_s = 60 },
                             o->mailbox, &kept);
    o->list = kept.snapshot;
    if (!o->now_s)
        o->now_s = NOW;
}

static struct office *office_new(void)
{
    struct office *o = xcalloc(1, sizeof(*o));
    snprintf(o->folder, sizeof(o->folder), "/tmp/siapambil-sources-XXXXXX");
    assert_non_null(mkdtemp(o->folder));
    o->count = 1;
    o->sources[0].urls[0] = "https://a.go.id/feed.json";
    return o;
}

static void office_close(struct office *o)
{
    fetcher_free(o->fetcher);
    mailbox_free(o->mailbox);
    if (o->list)
        snapshot_free(o->list);
    o->list = NULL;
}

static void office_free(struct office *o)
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

static void office_add(struct office *o, const char *url, struct answer answer)
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

static struct place *office_place(struct office *o, const char *url)
{
    for (size_t i = 0; i < COUNT(o->web.places); i++) {
        if (o->web.places[i].url && strcmp(o->web.places[i].url, url) == 0)
            return &o->web.places[i];
    }
    return NULL;
}

/* One turn a minute after the last; NOTHING, CONFIRMED or NEW_LIST. */
static int office_pull(struct office *o)
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
static const char *office_sentence(struct office *o)
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

/* ---- mirrors */

static void mirrors_are_tried_in_turn(void **state)
{
    (void)state;
    CLEANUP(office_free) struct office *o = office_new();
    CLEANUP_FREE char *body = feed(1, 3);
    o->sources[0].urls[1] = "https://b.go.id/feed.json";
    o->sources[0].urls[2] = "https://c.go.id/feed.json";
    office_add(o, "https://a.go.id/feed.json", DOWN);
    office_add(o, "https://b.go.id/feed.json", BODY("<html>Masuk</html>"));
    office_add(o, "https://c.go.id/feed.json", (struct answer){ .body = body, .etag = "\"c\"" });
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_int_equal(o->list->document_count, 3);
    assert_string_equal(o->web.asked.data,
                        "/feed.json https://b.go.id/feed.json https://c.go.id/feed.json ");
    /* A validator goes to the address that it came from, and to no other. */
    assert_int_equal(office_pull(o), CONFIRMED);
    assert_string_equal(office_place(o, "https://a.go.id/feed.json")->sent_etag, "");
    assert_string_equal(office_place(o, "https://c.go.id/feed.json")->sent_etag, "\"c\"");
}

static void the_first_address_is_asked_first_again(void **state)
{
    (void)state;
    CLEANUP(office_free) struct office *o = office_new();
    CLEANUP_FREE char *old = feed(1, 3), *new = feed(2, 4);
    o->sources[0].urls[1] = "https://b.go.id/feed.json";
    office_add(o, "https://a.go.id/feed.json", DOWN);
    office_add(o, "https://a.go.id/feed.json", BODY(new));
    office_add(o, "https://b.go.id/feed.json", BODY(old));
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_string_equal(o->web.asked.data, "/feed.json ");
    assert_int_equal(o->list->document_count, 4);
}

static void when_all_fail_the_first_and_the_last_say_why(void **state)
{
    (void)state;
    CLEANUP(office_free) struct office *o = office_new();
    o->sources[0].urls[1] = "https://b.go.id/feed.json";
    office_add(o, "https://a.go.id/feed.json", DOWN);
    office_add(o, "https://b.go.id/feed.json", BODY(""));
    office_open(o);
    const char *why = office_sentence(o);
    assert_non_null(strstr(why, "the server is down; and no mirror helps: https://b.go.id"));
    assert_non_null(strstr(why, "it is empty"));
}

/* ---- several sources */

static struct office *two_sources(const char *a, const char *b)
{
    struct office *o = office_new();
    o->count = 2;
    o->sources[1].urls[0] = "https://b.go.id/feed.json";
    office_add(o, "https://a.go.id/feed.json", BODY(a));
    if (b)
        office_add(o, "https://b.go.id/feed.json", BODY(b));
    return o;
}

static void two_sources_are_one_list(void **state)
{
    (void)state;
    CLEANUP_FREE char *a = feed(1, 3), *b = feed(1, 5);
    CLEANUP(office_free) struct office *o = two_sources(a, b);
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    /* feed() numbers its rows from 0: three of five are in both. */
    assert_int_equal(o->list->document_count, 5);
    assert_int_equal(office_pull(o), CONFIRMED);
    /* The next start has the list at once. */
    office_close(o);
    office_open(o);
    assert_non_null(o->list);
    assert_int_equal(o->list->document_count, 5);
}

static void a_source_that_fails_is_there_with_what_it_said_last(void **state)
{
    (void)state;
    CLEANUP_FREE char *a = feed(1, 3), *a2 = feed(2, 4), *b = feed(1, 6);
    CLEANUP(office_free) struct office *o = two_sources(a, b);
    office_add(o, "https://a.go.id/feed.json", BODY(a2));
    office_add(o, "https://b.go.id/feed.json", DOWN);
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    int64_t first = o->last.checked_wall_s;
    /* One has a new list, the other is down: the new rows stand there, and the time is the older one. */
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_int_equal(o->list->document_count, 6);
    assert_int_equal(o->last.checked_wall_s, first);
    assert_int_equal(office_pull(o), CONFIRMED);
    assert_int_equal(o->last.checked_wall_s, first);
}

static void no_list_is_made_before_each_source_has_answered(void **state)
{
    (void)state;
    CLEANUP_FREE char *a = feed(1, 3), *b = feed(1, 5);
    CLEANUP(office_free) struct office *o = two_sources(a, NULL);
    office_add(o, "https://b.go.id/feed.json", DOWN);
    office_add(o, "https://b.go.id/feed.json", BODY(b));
    office_open(o);
    assert_int_equal(office_pull(o), NOTHING);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_int_equal(o->list->document_count, 5);
}

static void only_the_source_that_failed_is_asked_again_soon(void **state)
{
    (void)state;
    CLEANUP_FREE char *a = feed(1, 3);
    CLEANUP(office_free) struct office *o = two_sources(a, NULL);
    office_add(o, "https://b.go.id/feed.json", DOWN);
    office_open(o);
    uint64_t pause = fetcher_step(o->fetcher, NOW, 1000, UINT32_MAX / 2);
    assert_true(pause < 10000);
    buffer_clear(&o->web.asked);
    fetcher_step(o->fetcher, NOW + 3, 1003, UINT32_MAX / 2);
    assert_string_equal(o->web.asked.data, "https://b.go.id/feed.json ");
}

/* ---- settings */

static void other_settings_ask_for_everything(void **state)
{
    (void)state;
    CLEANUP(office_free) struct office *o = office_new();
    CLEANUP_FREE char *body = feed(1, 3);
    office_add(o, "https://a.go.id/feed.json", (struct answer){ .body = body, .etag = "\"1\"" });
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    office_close(o);
    office_open(o);
    office_pull(o);
    assert_string_equal(office_place(o, "https://a.go.id/feed.json")->sent_etag, "\"1\"");
    office_close(o);
    o->settings = "another mapping";
    office_open(o);
    assert_non_null(o->list); /* shown all the same */
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_string_equal(office_place(o, "https://a.go.id/feed.json")->sent_etag, "");
}

/* ---- signatures */

static char *sign(const struct signer *s, const char *body)
{
    struct buffer out = BUFFER_INIT(0);
    signer_sign(s, body, strlen(body), "timestamp:1795401660", &out);
    return out.data;
}

/* An office whose feed is to be signed by the key of `seed`. */
static struct office *signed_office(uint8_t seed, struct signer *ret)
{
    struct office *o = office_new();
    struct error err = { "" };
    signer_init(ret, seed);
    assert_true(signature_key_parse(ret->text, &o->keys[0], &err));
    o->sources[0].keys = o->keys;
    o->sources[0].key_count = 1;
    return o;
}

#define FEED "https://a.go.id/feed.json"
#define SIG  "https://a.go.id/feed.json.minisig"

static void a_signed_feed_is_taken(void **state)
{
    (void)state;
    struct signer s;
    CLEANUP(office_free) struct office *o = signed_office(1, &s);
    CLEANUP_FREE char *body = feed(5, 3), *signature = sign(&s, body);
    office_add(o, FEED, BODY(body));
    office_add(o, SIG, BODY(signature));
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_string_equal(o->web.asked.data, "/feed.json /feed.json.minisig ");
    /* The same bytes need no second look. */
    assert_int_equal(office_pull(o), CONFIRMED);
    assert_string_equal(o->web.asked.data, "/feed.json ");
}

static void either_of_two_keys_will_do(void **state)
{
    (void)state;
    struct signer old, new;
    struct error err = { "" };
    CLEANUP(office_free) struct office *o = signed_office(1, &old);
    signer_init(&new, 2);
    assert_true(signature_key_parse(new.text, &o->keys[1], &err));
    o->sources[0].key_count = 2;
    CLEANUP_FREE char *a = feed(5, 3), *b = feed(6, 4);
    CLEANUP_FREE char *sig_a = sign(&old, a), *sig_b = sign(&new, b);
    office_add(o, FEED, BODY(a));
    office_add(o, FEED, BODY(b));
    office_add(o, SIG, BODY(sig_a));
    office_add(o, SIG, BODY(sig_b));
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_int_equal(office_pull(o), NEW_LIST);
}

static void each_refusal_has_its_sentence(void **state)
{
    (void)state;
    struct signer s, other;
    signer_init(&other, 9);
    CLEANUP_FREE char *body = feed(5, 3), *else_body = feed(6, 3);
    struct signer own;
    signer_init(&own, 1);
    CLEANUP_FREE char *by_other = sign(&other, body), *of_other = sign(&own, else_body);
    const struct {
        struct answer signature;
        const char *sentence;
    } cases[] = {
        { { .error = "https://a.go.id/feed.json.minisig: status 404" },
          "no signature, and with [source] public_keys nothing unsigned is taken" },
        { { .body = "<html>" }, SIG ": " },
        { { .body = by_other }, SIG ": " },
        { { .body = of_other }, SIG ": " },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP(office_free) struct office *o = signed_office(1, &s);
        office_add(o, FEED, BODY(body));
        office_add(o, SIG, cases[i].signature);
        office_open(o);
        const char *why = office_sentence(o);
        assert_non_null(strstr(why, cases[i].sentence));
        assert_null(strstr(why, "RAHASIA"));
        assert_null(o->list);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(cases[j].sentence, why);
    }
}

static void feed_and_signature_in_mid_update_are_pulled_again(void **state)
{
    (void)state;
    struct signer s;
    CLEANUP(office_free) struct office *o = signed_office(1, &s);
    CLEANUP_FREE char *old = feed(5, 3), *new = feed(6, 4);
    CLEANUP_FREE char *old_sig = sign(&s, old), *new_sig = sign(&s, new);
    office_add(o, FEED, BODY(new));
    office_add(o, SIG, BODY(old_sig));
    office_add(o, SIG, BODY(new_sig));
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_string_equal(o->web.asked.data,
                        "/feed.json /feed.json.minisig /feed.json /feed.json.minisig ");
    assert_int_equal(o->web.waited_ms, 2000);
}

static void an_older_signed_feed_is_refused(void **state)
{
    (void)state;
    struct signer s;
    CLEANUP(office_free) struct office *o = signed_office(1, &s);
    CLEANUP_FREE char *new = feed(9, 4), *old = feed(5, 3);
    CLEANUP_FREE char *new_sig = sign(&s, new), *old_sig = sign(&s, old);
    office_add(o, FEED, BODY(new));
    office_add(o, FEED, BODY(old));
    office_add(o, SIG, BODY(new_sig));
    office_add(o, SIG, BODY(old_sig));
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    for (int i = 0; i < 5; i++)
        assert_int_equal(office_pull(o), NOTHING);
    assert_non_null(strstr(office_sentence(o), "its serial 5 is older than 9"));
    /* Nor after a restart, with the kept list gone. */
    office_close(o);
    CLEANUP_FREE char *list = xasprintf("%s/list.json", o->folder);
    assert_int_equal(unlink(list), 0);
    office_open(o);
    assert_non_null(strstr(office_sentence(o), "its serial 5 is older than 9"));
}

static void a_kept_list_that_no_key_vouches_for_is_not_shown(void **state)
{
    (void)state;
    struct signer s, other;
    struct error err = { "" };
    CLEANUP(office_free) struct office *o = signed_office(1, &s);
    CLEANUP_FREE char *body = feed(5, 3), *signature = sign(&s, body);
    office_add(o, FEED, BODY(body));
    office_add(o, SIG, BODY(signature));
    o->sources[0].key_count = 0;
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    office_close(o);
    o->sources[0].key_count = 1;
    o->settings = "with a key";
    office_open(o);
    assert_null(o->list);
    assert_int_equal(office_pull(o), NEW_LIST);
    office_close(o);
    office_open(o);
    assert_non_null(o->list);
    office_close(o);
    signer_init(&other, 2);
    assert_true(signature_key_parse(other.text, &o->keys[0], &err));
    office_open(o);
    assert_null(o->list);
}

/* ---- pages */

#define API "https://a.go.id/api"

static void pages_are_one_list_or_none(void **state)
{
    (void)state;
    struct error err = { "" };
    CLEANUP(json_pointer_free) struct json_pointer *rows = json_pointer_new("/data", &err);
    CLEANUP(json_pointer_free) struct json_pointer *last = json_pointer_new("/meta/last", &err);
    CLEANUP(json_pointer_free) struct json_pointer *total = json_pointer_new("/meta/total", &err);
    CLEANUP(json_pointer_free) struct json_pointer *next = json_pointer_new("/next", &err);
    const struct {
        const char *name;
        struct paging paging;
        struct place places[5];
        const char *asked;    /* as in web.asked */
        const char *sentence; /* NULL: it goes well */
    } cases[] = {
        { "by page, until the last",
          { .kind = PAGING_PAGE, .parameter = "page", .first = 1, .last_page = last },
          { { API "?page=1", { BODY("{\"data\":[1,2],\"meta\":{\"last\":2}}") } },
            { API "?page=2", { BODY("{\"data\":[3],\"meta\":{\"last\":\"2\"}}") } } },
          "/api?page=1 /api?page=2 ",
          NULL },
        { "by page from 0, until an empty one",
          { .kind = PAGING_PAGE, .parameter = "p", .first = 0 },
          { { API "?p=0", { BODY("{\"data\":[1,2]}") } },
            { API "?p=1", { BODY("{\"data\":[3]}") } },
            { API "?p=2", { BODY("{\"data\":[]}") } } },
          "/api?p=0 /api?p=1 /api?p=2 ",
          NULL },
        { "by offset, until a page is short",
          { .kind = PAGING_OFFSET, .parameter = "offset" },
          { { API "?offset=0", { BODY("{\"data\":[1,2]}") } },
            { API "?offset=2", { BODY("{\"data\":[3]}") } } },
          "/api?offset=0 /api?offset=2 ",
          NULL },
        { "by offset, until all rows are there",
          { .kind = PAGING_OFFSET, .parameter = "skip", .total_rows = total },
          { { API "?skip=0", { BODY("{\"data\":[1,2],\"meta\":{\"total\":4}}") } },
            { API "?skip=2", { BODY("{\"data\":[3,4],\"meta\":{\"total\":4}}") } } },
          "/api?skip=0 /api?skip=2 ",
          NULL },
        { "by link, until there is none",
          { .kind = PAGING_LINK, .next_link = next },
          { { API, { BODY("{\"data\":[1],\"next\":\"?cursor=x%2F1\"}") } },
            { API "?cursor=x%2F1", { BODY("{\"data\":[2],\"next\":null}") } } },
          "/api /api?cursor=x%2F1 ",
          NULL },
        { "a page that fails",
          { .kind = PAGING_PAGE, .parameter = "page", .first = 1, .last_page = last },
          { { API "?page=1", { BODY("{\"data\":[1,2],\"meta\":{\"last\":2}}") } },
            { API "?page=2", { DOWN } } },
          "/api?page=1 /api?page=2 ",
          "page 2: https://a.go.id: the server is down" },
        { "a page that is cut",
          { .kind = PAGING_PAGE, .parameter = "page", .first = 1, .last_page = last },
          { { API "?page=1", { BODY("{\"data\":[1,2],\"meta\":{\"last\":2}}") } },
            { API "?page=2", { BODY("{\"data\":[3") } } },
          "/api?page=1 /api?page=2 ",
          API ": page 2: it is not JSON" },
        { "a server that does not know the parameter",
          { .kind = PAGING_PAGE, .parameter = "halaman", .first = 1 },
          { { API "?halaman=1", { BODY("{\"data\":[1,2]}") } },
            { API "?halaman=2", { BODY("{\"data\":[1,2]}") } } },
          "/api?halaman=1 /api?halaman=2 ",
          "page 2 is the same as the one before" },
        { "too many pages",
          { .kind = PAGING_PAGE, .parameter = "page", .first = 1, .max_pages = 2 },
          { { API "?page=1", { BODY("{\"data\":[1]}") } },
            { API "?page=2", { BODY("{\"data\":[2]}") } } },
          "/api?page=1 /api?page=2 ",
          "2 pages are the most allowed" },
        { "a link to another server",
          { .kind = PAGING_LINK, .next_link = next },
          { { API, { BODY("{\"data\":[1],\"next\":\"https://evil.example/\"}") } } },
          "/api ",
          "leads to another server" },
        { "no number of pages where one should be",
          { .kind = PAGING_PAGE, .parameter = "page", .first = 1, .last_page = last },
          { { API "?page=1", { BODY("{\"data\":[1,2]}") } } },
          "/api?page=1 ",
          "it has no whole number at '/meta/last' ([source] last_page)" },
        { "no rows where they should be",
          { .kind = PAGING_PAGE, .parameter = "page", .first = 1 },
          { { API "?page=1", { BODY("{\"rows\":[]}") } } },
          "/api?page=1 ",
          "it has no array of rows at '/data' ([source] rows)" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct web web = { .waited_ms = 0 };
        memcpy(web.places, cases[i].places, sizeof(cases[i].places));
        struct transport transport = { web_get, web_wait, play_wake, play_wake, &web };
        struct paging paging = cases[i].paging;
        paging.max_pages = paging.max_pages ? paging.max_pages : 100;
        struct pages pages;
        err.text[0] = '\0';
        bool ok = pages_get(&transport,
                            &(struct request){ .url = API, .etag = "\"1\"", .last_modified = "" },
                            &paging, rows, FEED_MAX_BYTES, &pages, &err);
        if (ok != !cases[i].sentence || strcmp(web.asked.data, cases[i].asked) != 0)
            fail_msg("%s: %s%s", cases[i].name, web.asked.data, err.text);
        if (cases[i].sentence && !strstr(err.text, cases[i].sentence))
            fail_msg("%s: %s", cases[i].name, err.text);
        /* That a first page is as it was says nothing of the others. */
        assert_string_equal(web.places[0].sent_etag, "");
        pages_release(&pages);
        buffer_release(&web.asked);
    }
}

static void all_pages_together_keep_to_the_limit(void **state)
{
    (void)state;
    struct error err = { "" };
    struct web web = { .places = { { API "?page=1", { BODY("[1,2,3,4]") } },
                                   { API "?page=2", { BODY("[5,6,7,8]") } } } };
    struct transport transport = { web_get, web_wait, play_wake, play_wake, &web };
    struct paging paging = { .kind = PAGING_PAGE, .parameter = "page", .first = 1, .max_pages = 9 };
    struct request request = { .url = API, .etag = "", .last_modified = "" };
    struct pages pages;
    assert_false(pages_get(&transport, &request, &paging, NULL, 12, &pages, &err));
    assert_non_null(strstr(err.text, "its pages are longer"));
    pages_release(&pages);
    buffer_release(&web.asked);
}

int main(void)
{
    hash_init();
    log_set_level(LOG_LEVEL_ERROR);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mirrors_are_tried_in_turn),
        cmocka_unit_test(the_first_address_is_asked_first_again),
        cmocka_unit_test(when_all_fail_the_first_and_the_last_say_why),
        cmocka_unit_test(two_sources_are_one_list),
        cmocka_unit_test(a_source_that_fails_is_there_with_what_it_said_last),
        cmocka_unit_test(no_list_is_made_before_each_source_has_answered),
        cmocka_unit_test(only_the_source_that_failed_is_asked_again_soon),
        cmocka_unit_test(other_settings_ask_for_everything),
        cmocka_unit_test(a_signed_feed_is_taken),
        cmocka_unit_test(either_of_two_keys_will_do),
        cmocka_unit_test(each_refusal_has_its_sentence),
        cmocka_unit_test(feed_and_signature_in_mid_update_are_pulled_again),
        cmocka_unit_test(an_older_signed_feed_is_refused),
        cmocka_unit_test(a_kept_list_that_no_key_vouches_for_is_not_shown),
        cmocka_unit_test(pages_are_one_list_or_none),
        cmocka_unit_test(all_pages_together_keep_to_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
