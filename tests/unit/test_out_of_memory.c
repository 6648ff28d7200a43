/* Out of memory, at each allocation in turn, our own and the libraries': the program ends with a line
 * that says so, or goes on with a sentence or a right result; and what is kept on disk is whole.
 *
 * Each is tried by a process of its own, which inherits what has been prepared: the first fifty of a
 * work, and then one in a hundred more, so that it takes seconds; with EACH set (make allocations) all
 * of them. */
#include "unit/fetcher_support.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "config/config.h"
#include "feed/json.h"
#include "net/http.h"
#include "unit/allocations.h"
#include "unit/reading_support.h"

enum { PASSED = 0, OVER = 7, BROKEN = 9 }; /* exit statuses */

static _Noreturn void work_without(size_t nth, const char *(*work)(void *ctx), void *ctx, int out)
{
    const struct rlimit none = { 0, 0 };
    setrlimit(RLIMIT_CORE, &none);
    dup2(out, STDERR_FILENO);
    alarm(30); /* what does not end is wrong, too */
    allocation_to_fail = nth;
    const char *wrong = work(ctx);
    bool over = allocation_to_fail > 0;
    allocation_to_fail = 0;
    if (wrong)
        dprintf(STDERR_FILENO, "%s\n", wrong);
    _exit(wrong ? BROKEN : over ? OVER : PASSED);
}

/* The work with its nth allocation failing; false once it has not as many. */
static bool try_without(const char *name, size_t nth, const char *(*work)(void *ctx), void *ctx)
{
    char said[2048];
    size_t len = 0;
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (!pid)
        work_without(nth, work, ctx, ends[1]);
    close(ends[1]);
    for (ssize_t n; len < sizeof(said) - 1; len += (size_t)n) {
        n = read(ends[0], said + len, sizeof(said) - 1 - len);
        if (n <= 0)
            break;
    }
    said[len] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    bool told = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT &&
                strstr(said, "<2>siapambil: out of memory (");
    bool ended = WIFEXITED(status) && WEXITSTATUS(status) != BROKEN;
    if (!told && !ended)
        fail_msg("%s, allocation %zu: status %#x: %s", name, nth, (unsigned)status, said);
    return told || WEXITSTATUS(status) == PASSED;
}

static size_t after(size_t nth)
{
    return nth + 1 + (getenv("EACH") ? 0 : nth / 50);
}

/* ---- what is read */

#define FEED_TEXT                                                                                  \
    "{\"feed\":\"siapambil/1\",\"serial\":%d,\"issued\":\"2026-11-23T09:40:00+07:00\","            \
    "\"region\":\"32.73\",\"publisher\":\"Dinas\",\"locations\":[{\"id\":\"mpp\",\"name\":"        \
    "\"MPP\",\"hours\":[{\"days\":\"mon-fri\",\"open\":\"08:00\",\"close\":\"15:00\"}]}],"         \
    "\"notices\":[{\"text\":\"Gratis\"}],\"documents\":["                                          \
    "{\"id\":\"a\",\"type\":\"kk\",\"name\":\"BUDI\",\"at\":\"mpp\",\"state\":\"pickup\"},"        \
    "{\"id\":\"b\",\"type\":\"kia\",\"name\":\"SITI\",\"at\":\"mpp\",\"state\":\"pickup\"}]}"

struct source_text {
    struct office office;
    const char *text;
};

static const char *read_rows(void *ctx)
{
    const struct source_text *s = ctx;
    static struct intake_report report;
    struct error err = { "" };
    struct snapshot *list = NULL;
    const struct reading_page page = { s->text, strlen(s->text) };
    bool ok = reading_parse(&s->office.reading, &page, 1, 0, &list, &report, &err);
    if (!ok)
        return *err.text ? NULL : "no list and no sentence";
    return list->document_count == 2 ? NULL : "a list that is not whole";
}

static const char *read_settings(void *ctx)
{
    CLEANUP(config_free) struct config *c = config_new();
    struct error err = { "" };
    bool ok = config_read_text(c, ctx, strlen(ctx), "board.ini", &err);
    return ok || *err.text ? NULL : "no settings and no sentence";
}

static const struct {
    const char *name;
    enum source_format format;
    const char *map[MAP_MEMBERS], *text;
} sources[] = {
    { "a feed",
      SOURCE_NATIVE,
      { NULL },
      "{\"feed\":\"siapambil/1\",\"serial\":1,\"issued\":\"2026-11-23T09:40:00+07:00\","
      "\"locations\":[{\"id\":\"mpp\",\"name\":\"MPP\"}],\"documents\":[{\"id\":\"a\",\"type\":"
      "\"kk\",\"name\":\"BUDI\",\"at\":\"mpp\",\"state\":\"pickup\"},{\"id\":\"b\",\"type\":"
      "\"kia\",\"name\":\"SITI\",\"at\":\"mpp\",\"state\":\"pickup\"}]}" },
    { "another API's JSON",
      SOURCE_JSON,
      { [MAP_ID] = "/id", [MAP_NAME] = "/nama", [MAP_TYPE] = "/jenis", [MAP_STATUS] = "/status" },
      "[{\"id\":1,\"nama\":\"BUDI\",\"jenis\":\"KK\",\"status\":\"SELESAI\"},"
      "{\"id\":2,\"nama\":\"SITI\",\"jenis\":\"KK\",\"status\":\"SELESAI\"}]" },
    { "a sheet",
      SOURCE_CSV,
      { [MAP_ID] = "id", [MAP_NAME] = "nama", [MAP_TYPE] = "jenis", [MAP_STATUS] = "status" },
      "id;nama;jenis;status\r\n1;BUDI;KK;SELESAI\r\n2;S\xC3\x8CTI\t;KK;SELESAI\r\n" },
};

static void reading_ends_in_a_list_or_a_sentence(void **state)
{
    (void)state;
    if (!ALLOCATIONS_COUNTED)
        skip();
    for (size_t i = 0; i < COUNT(sources); i++) {
        size_t n = 1;
        struct source_text text = { .text = sources[i].text };
        office_open(&text.office, sources[i].format, sources[i].map, NULL);
        while (try_without(sources[i].name, n, read_rows, &text))
            n = after(n);
        assert_in_range(n, 5, 20000);
        office_close(&text.office);
    }
    size_t n = 1;
    static char settings[] = "[screen]\noffice = Dinas\n[source]\nurl = https://example.go.id/\n"
                             "[screen lobby]\ndisplay = HDMI-1\n[location mpp]\nname = MPP\n";
    while (try_without("settings", n, read_settings, settings))
        n = after(n);
    assert_in_range(n, 10, 20000);
}

/* ---- what is kept */

static struct snapshot *make_list(int serial)
{
    static const struct privacy rules;
    const struct feed_options options = { .privacy = &rules };
    CLEANUP_FREE char *text = xasprintf(FEED_TEXT, serial);
    struct snapshot *s;
    struct feed_report report;
    struct error err;
    if (!feed_parse(text, strlen(text), &options, &s, &report, &err))
        fail_msg("%s", err.text);
    return s;
}

struct keeping {
    char folder[64];
    struct snapshot *lists[2]; /* the one before and the new one */
};

/* Each list with companions of its own. */
static void store(const struct keeping *k, int which)
{
    CLEANUP(cache_close) struct cache *c = cache_open(k->folder, "https://x/", CACHE_KEEP);
    struct cache_entry entry = { .checked_s = NOW };
    snprintf(entry.etag, sizeof(entry.etag), "\"%d\"", which);
    snprintf(entry.last_modified, sizeof(entry.last_modified), "time %d", which);
    snprintf(entry.body_hash, sizeof(entry.body_hash), "%016d", which);
    snprintf(entry.settings, sizeof(entry.settings), "%016d", which);
    snprintf(entry.signed_by, sizeof(entry.signed_by), "key %d", which);
    cache_store(c, k->lists[which], &entry);
}

static const char *store_new(void *ctx)
{
    store(ctx, 1);
    return NULL;
}

/* The list that lies there: the old or the new one, each with what came with it. */
static int look(const struct keeping *k)
{
    static const struct privacy rules;
    struct cache_entry e;
    CLEANUP(cache_close) struct cache *c = cache_open(k->folder, "https://x/", CACHE_KEEP);
    CLEANUP(snapshot_free) struct snapshot *list = cache_load(c, &rules, ORDER_NAME, &e);
    assert_non_null(list);
    int which = list->serial == 2;
    char number[24];
    snprintf(number, sizeof(number), "%016d", which);
    assert_int_equal(list->document_count, 2);
    assert_string_equal(e.etag, which ? "\"1\"" : "\"0\"");
    assert_string_equal(e.last_modified, which ? "time 1" : "time 0");
    assert_string_equal(e.body_hash, number);
    assert_string_equal(e.settings, number);
    assert_string_equal(e.signed_by, which ? "key 1" : "key 0");
    assert_int_equal(e.checked_s / 10, NOW / 10);
    return which;
}

static const char *load(void *ctx)
{
    static const struct privacy rules;
    const struct keeping *k = ctx;
    struct cache_entry e;
    CLEANUP(cache_close) struct cache *c = cache_open(k->folder, "https://x/", CACHE_KEEP);
    CLEANUP(snapshot_free) struct snapshot *list = cache_load(c, &rules, ORDER_NAME, &e);
    return !list || list->document_count == 2 ? NULL : "a list that is not whole";
}

static void remove_folder(const char *folder)
{
    static const char *const names[] = { "list.json", "list.json.new", "list.json.bad",
                                         "id.key",    "id.key.new",    "position" };
    for (size_t i = 0; i < COUNT(names); i++) {
        CLEANUP_FREE char *path = xasprintf("%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

static void of_a_list_that_is_being_kept_the_old_or_the_new_one_is_there(void **state)
{
    (void)state;
    if (!ALLOCATIONS_COUNTED)
        skip();
    struct keeping k = { "/tmp/siapambil-memory-XXXXXX", { make_list(1), make_list(2) } };
    int found[2] = { 0, 0 };
    assert_non_null(mkdtemp(k.folder));
    bool more = true;
    for (size_t n = 1; more; n = after(n)) {
        store(&k, 0);
        more = try_without("keeping a list", n, store_new, &k);
        found[look(&k)]++;
    }
    assert_true(found[0] > 10); /* and nothing fails once it is in its place */
    for (size_t n = 1; try_without("reading the kept list", n, load, &k); n = after(n))
        look(&k);
    remove_folder(k.folder);
    snapshot_free(k.lists[0]);
    snapshot_free(k.lists[1]);
}

/* ---- a whole pull: by libcurl, read, kept */

struct site {
    int listener, port;
    pthread_t thread;
    char answer[4096];
};

static void *serve(void *ctx)
{
    struct site *s = ctx;
    for (int fd; (fd = accept(s->listener, NULL, NULL)) >= 0; close(fd)) {
        char request[2048];
        ssize_t n = recv(fd, request, sizeof(request), 0);
        if (n > 0)
            n = send(fd, s->answer, strlen(s->answer), MSG_NOSIGNAL);
    }
    return NULL;
}

static void open_site(struct site *s)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof(at);
    CLEANUP_FREE char *body = xasprintf(FEED_TEXT, 2);
    snprintf(s->answer, sizeof(s->answer),
             "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
             strlen(body), body);
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(s->listener, (struct sockaddr *)&at, sizeof(at)), 0);
    assert_int_equal(listen(s->listener, 8), 0);
    getsockname(s->listener, (struct sockaddr *)&at, &len);
    s->port = ntohs(at.sin_port);
    pthread_create(&s->thread, NULL, serve, s);
}

static void close_site(struct site *s)
{
    shutdown(s->listener, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->listener);
}

struct board_end {
    char folder[64], url[64];
};

/* A start with what is kept, and one pull. */
static const char *pull_over_http(void *ctx)
{
    const struct board_end *b = ctx;
    struct error err = { "" };
    struct delivery kept, d = { 0 };
    struct privacy rules;
    privacy_init(&rules);
    struct http *h = http_new(&(struct http_options){ .timeout_s = 10,
                                                      .connect_timeout_s = 10,
                                                      .ca_file = "",
                                                      .token_file = "",
                                                      .user_agent = "siapambil/test" },
                              &err);
    if (!h)
        return *err.text ? NULL : "no client and no sentence";
    struct reading reading = { .privacy = &rules };
    const struct source_options source = { .name = "",
                                           .urls = { b->url },
                                           .url_count = 1,
                                           .transport = http_transport(h),
                                           .reading = &reading };
    struct mailbox *mailbox = mailbox_new();
    struct fetcher *f = fetcher_new(&(struct fetcher_options){ .sources = &source,
                                                               .source_count = 1,
                                                               .privacy = &rules,
                                                               .settings = "settings",
                                                               .cache_dir = b->folder,
                                                               .poll_s = 60 },
                                    mailbox, &kept);
    if (kept.snapshot && kept.snapshot->document_count != 2)
        return "a kept list that is not whole";
    fetcher_step(f, NOW, 0, 0);
    bool came = mailbox_take(mailbox, &d);
    if (came && d.snapshot && d.snapshot->document_count != 2)
        return "a list that is not whole";
    fetcher_free(f);
    mailbox_free(mailbox);
    http_free(h);
    snapshot_free(d.snapshot ? d.snapshot : kept.snapshot);
    return NULL;
}

static void a_pull_ends_in_a_list_or_a_sentence_and_keeps_nothing_that_is_not_whole(void **state)
{
    (void)state;
    if (!ALLOCATIONS_COUNTED)
        skip();
    static const struct privacy rules;
    struct board_end b = { .folder = "/tmp/siapambil-memory-XXXXXX" };
    struct site site;
    assert_non_null(mkdtemp(b.folder));
    open_site(&site);
    snprintf(b.url, sizeof(b.url), "http://127.0.0.1:%d/feed.json", site.port);
    CLEANUP(snapshot_free) struct snapshot *old = make_list(1);
    bool more = true;
    size_t n = 1;
    for (; more; n = after(n)) {
        CLEANUP(cache_close) struct cache *c = cache_open(b.folder, b.url, CACHE_KEEP);
        struct cache_entry e = { .checked_s = NOW, .etag = "\"0\"" };
        cache_store(c, old, &e);
        cache_close(c);
        more = try_without("a pull", n, pull_over_http, &b);
        c = cache_open(b.folder, b.url, CACHE_KEEP);
        CLEANUP(snapshot_free) struct snapshot *list = cache_load(c, &rules, ORDER_NAME, &e);
        if (!list || strcmp(e.etag, list->serial == 2 ? "\"1\"" : "\"0\"") != 0)
            fail_msg("allocation %zu: what is kept is not whole", n);
    }
    assert_true(n > 100);
    close_site(&site);
    remove_folder(b.folder);
}

int main(void)
{
    hash_init();
    json_init();
    http_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading_ends_in_a_list_or_a_sentence),
        cmocka_unit_test(of_a_list_that_is_being_kept_the_old_or_the_new_one_is_there),
        cmocka_unit_test(a_pull_ends_in_a_list_or_a_sentence_and_keeps_nothing_that_is_not_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
