/* libcurl as we set it, against a server that says exactly what a table tells it to. */
#include "unit/test.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/http.h"

/* ---- a server with a script: one answer a connection, on 127.0.0.1 */

struct server {
    int listener, port;
    pthread_t thread;
    const char *answers[8]; /* NULL ends; "" says nothing, and waits as below */
    size_t lengths[8];      /* 0: strlen */
    bool waits;             /* after each answer, until the client gives up */
    char requests[8][2048];
    int served;
};

static void *serve(void *ctx)
{
    struct server *s = ctx;
    for (int i = 0; s->answers[i]; i++) {
        int fd = accept(s->listener, NULL, NULL);
        if (fd < 0)
            break;
        ssize_t n = recv(fd, s->requests[i], sizeof(s->requests[i]) - 1, 0);
        s->requests[i][MAX(n, 0)] = '\0';
        s->served++;
        size_t len = s->lengths[i] ? s->lengths[i] : strlen(s->answers[i]);
        if (len) {
            ssize_t sent = send(fd, s->answers[i], len, MSG_NOSIGNAL);
            (void)sent;
        }
        if (!len || s->waits) {
            char byte;
            while (recv(fd, &byte, 1, 0) > 0)
                ;
        }
        close(fd);
    }
    return NULL;
}

static void start(struct server *s)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof(at);
    s->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(s->listener, (struct sockaddr *)&at, sizeof(at)), 0);
    assert_int_equal(listen(s->listener, 8), 0);
    getsockname(s->listener, (struct sockaddr *)&at, &len);
    s->port = ntohs(at.sin_port);
    pthread_create(&s->thread, NULL, serve, s);
}

static void stop(struct server *s)
{
    shutdown(s->listener, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->listener);
}

/* ---- one request */

struct result {
    bool ok;
    struct response response;
    struct error err;
};

static struct http *client_with(const char *token_file, int timeout_s, int connect_timeout_s)
{
    struct error err;
    struct http *h = http_new(&(struct http_options){ .timeout_s = timeout_s,
                                                      .connect_timeout_s = connect_timeout_s,
                                                      .ca_file = "",
                                                      .token_file = token_file,
                                                      .user_agent = "siapambil/test (layar)" },
                              &err);
    assert_non_null(h);
    return h;
}

static struct http *client(const char *token_file, int timeout_s)
{
    return client_with(token_file, timeout_s, 5);
}

static struct result get_since(struct http *h, const char *url, const char *etag,
                               const char *last_modified, size_t limit)
{
    struct result r = { .response.body = BUFFER_INIT(limit) };
    const struct transport *t = http_transport(h);
    const struct request request = { .url = url, .etag = etag, .last_modified = last_modified };
    r.ok = t->get(t->ctx, &request, &r.response, &r.err);
    if (r.ok)
        r.err.text[0] = '\0';
    return r;
}

static struct result get(struct http *h, const char *url, const char *etag, size_t limit)
{
    return get_since(h, url, etag, "", limit);
}

static struct result get_from(struct server *s, const char *etag, size_t limit)
{
    CLEANUP(http_free) struct http *h = client("", 5);
    start(s);
    CLEANUP_FREE char *url =
        xasprintf("http://user:password@127.0.0.1:%d/feed.json?key=secret", s->port);
    struct result r = get(h, url, etag, limit);
    stop(s);
    assert_null(strstr(r.err.text, "secret"));
    assert_null(strstr(r.err.text, "password"));
    return r;
}

#define OK(headers, body) "HTTP/1.1 200 OK\r\nConnection: close\r\n" headers "\r\n" body

static void a_list_comes_with_what_to_ask_with_next_time(void **state)
{
    (void)state;
    struct server s = { .answers = {
                            OK("ETag: W/\"a b\"\r\nLast-Modified: Mon, 23 Nov 2026 02:40:00 GMT\r\n"
                               "Content-Type: application/json\r\nContent-Length: 2\r\n",
                               "{}") } };
    struct result r = get_from(&s, "", 100);
    assert_true(r.ok);
    assert_int_equal(r.response.kind, RESPONSE_BODY);
    assert_string_equal(buffer_text(&r.response.body), "{}");
    assert_string_equal(r.response.etag, "W/\"a b\"");
    assert_string_equal(r.response.last_modified, "Mon, 23 Nov 2026 02:40:00 GMT");
    assert_string_equal(r.response.content_type, "application/json");
    assert_non_null(strstr(s.requests[0], "User-Agent: siapambil/test (layar)\r\n"));
    assert_non_null(strstr(s.requests[0], "Accept-Encoding: gzip\r\n"));
    assert_null(strstr(s.requests[0], "If-None-Match"));
    buffer_release(&r.response.body);
}

static void nothing_new_is_told_by_the_validator(void **state)
{
    (void)state;
    struct server s = { .answers = { "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n" } };
    struct result r = get_from(&s, "W/\"a b\"", 100);
    assert_true(r.ok);
    assert_int_equal(r.response.kind, RESPONSE_NOT_MODIFIED);
    assert_non_null(strstr(s.requests[0], "If-None-Match: W/\"a b\"\r\n"));
    assert_null(strstr(s.requests[0], "If-Modified-Since"));
}

static void nothing_new_is_told_by_the_time_too(void **state)
{
    (void)state;
    struct server s = { .answers = { "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n" } };
    start(&s);
    CLEANUP(http_free) struct http *h = client("", 5);
    CLEANUP_FREE char *url = xasprintf("http://127.0.0.1:%d/", s.port);
    struct result r = get_since(h, url, "", "Mon, 23 Nov 2026 02:40:00 GMT", 100);
    stop(&s);
    assert_true(r.ok);
    assert_int_equal(r.response.kind, RESPONSE_NOT_MODIFIED);
    assert_non_null(strstr(s.requests[0], "If-Modified-Since: Mon, 23 Nov 2026 02:40:00 GMT\r\n"));
    assert_null(strstr(s.requests[0], "If-None-Match"));
}

/* gzip of a hundred 'a'. */
static const char gzip_answer[] =
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\n\r\n"
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x4b\x4c\xa4\x3d\x00\x00"
    "\x64\x7a\x70\xaf\x64\x00\x00\x00";

static void gzip_is_undone_and_its_limit_counts_what_comes_out(void **state)
{
    (void)state;
    struct server s = { .answers = { gzip_answer }, .lengths = { sizeof(gzip_answer) - 1 } };
    struct result r = get_from(&s, "", 100);
    if (!r.ok)
        fail_msg("%s", r.err.text);
    assert_int_equal(r.response.body.len, 100);
    buffer_release(&r.response.body);
    struct server again = { .answers = { gzip_answer }, .lengths = { sizeof(gzip_answer) - 1 } };
    r = get_from(&again, "", 99);
    assert_false(r.ok);
    assert_non_null(strstr(r.err.text, "longer than"));
    buffer_release(&r.response.body);
}

static const struct {
    const char *name, *answer, *sentence;
    int retry_after_s;
} failures[] = {
    { "a 304 that was not asked for", "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n",
      "nothing was asked for to compare with", 0 },
    { "a token is missing", "HTTP/1.1 401 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
      "HTTP 401: the server asks for a token, or refuses this one: see [source] token_file", 0 },
    { "nothing there", "HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
      "HTTP 404: the server has nothing at this address: see [source] url", 0 },
    { "busy, and says for how long",
      "HTTP/1.1 503 No\r\nRetry-After: 120\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
      "HTTP 503: the server is busy", 120 },
    { "busy for an absurd time",
      "HTTP/1.1 429 No\r\nRetry-After: 99999999\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
      "HTTP 429", 86400 },
    { "a body shorter than promised", OK("Content-Length: 500\r\n", "{\"feed\""),
      "the answer was cut off", 0 },
    { "gzip that is none", OK("Content-Encoding: gzip\r\n", "hello, this is not gzip"),
      "the answer's gzip is damaged", 0 },
    { "gzip of another kind", OK("Content-Encoding: br\r\n", "hello, this is not it"),
      "the answer is packed as 'br'; allowed: gzip", 0 },
    { "gzip of a kind that nobody knows", OK("Content-Encoding: compress\r\n", "hello"),
      "the answer is packed as 'compress'; allowed: gzip", 0 },
    { "one empty line", "\n", "what answers does not speak HTTP", 0 },
    { "a greeting of another protocol", "SSH-2.0-OpenSSH_9.2p1\r\n",
      "what answers does not speak HTTP", 0 },
    { "a version of HTTP from the future", "HTTP/9.9 200 OK\r\n\r\n{}",
      "what answers does not speak HTTP", 0 },
    { "a status that HTTP does not know",
      "HTTP/1.1 999 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
      "HTTP 999: the server answered with a status that HTTP does not know", 0 },
    { "a redirect to a letter box",
      "HTTP/1.1 302 Go\r\nLocation: mailto:a@example.go.id\r\nContent-Length: "
      "0\r\nConnection: close\r\n\r\n",
      "redirected to another scheme", 0 },
    { "a redirect to https",
      "HTTP/1.1 302 Go\r\nLocation: https://127.0.0.1/x\r\nContent-Length: "
      "0\r\nConnection: close\r\n\r\n",
      "redirected to another scheme", 0 },
    { "a redirect to a file",
      "HTTP/1.1 302 Go\r\nLocation: file:///etc/hostname\r\nContent-Length: "
      "0\r\nConnection: close\r\n\r\n",
      "redirected to another scheme", 0 },
    { "a body beyond the limit",
      OK("",
         "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234"),
      "longer than", 0 },
};

static void every_failure_is_a_sentence(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(failures); i++) {
        struct server s = { .answers = { failures[i].answer } };
        struct result r = get_from(&s, "", 64);
        if (r.ok || !strstr(r.err.text, failures[i].sentence) ||
            r.response.retry_after_s != failures[i].retry_after_s)
            fail_msg("%s: %s (retry after %d)", failures[i].name, r.err.text,
                     r.response.retry_after_s);
        assert_memory_equal(r.err.text, "http://127.0.0.1:", strlen("http://127.0.0.1:"));
        buffer_release(&r.response.body);
    }
}

static void gzip_with_something_behind_it_is_said(void **state)
{
    (void)state;
    static const char tail[] = "more bytes than the trailer has";
    char answer[sizeof(gzip_answer) - 1 + sizeof(tail)];
    memcpy(answer, gzip_answer, sizeof(gzip_answer) - 1);
    memcpy(answer + sizeof(gzip_answer) - 1, tail, sizeof(tail));
    struct server s = { .answers = { answer }, .lengths = { sizeof(answer) } };
    struct result r = get_from(&s, "", 100);
    assert_false(r.ok);
    assert_non_null(strstr(r.err.text, "the answer's gzip is damaged (bytes follow its end)"));
    buffer_release(&r.response.body);
}

static void headers_without_end_are_said(void **state)
{
    (void)state;
    static const struct {
        const char *name, *header;
    } cases[] = { { "many lines", "X-Filler: " }, { "one line", "" } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_BUFFER struct buffer answer = BUFFER_INIT(0);
        buffer_addf(&answer, "HTTP/1.1 200 OK\r\nX: ");
        for (int k = 0; k < 400; k++)
            buffer_addf(&answer, "%01000d%s%s", 0, *cases[i].header ? "\r\n" : "", cases[i].header);
        buffer_addf(&answer, "\r\n\r\n{}");
        struct server s = { .answers = { answer.data }, .waits = true };
        struct result r = get_from(&s, "", 100);
        if (r.ok || !strstr(r.err.text, "the answer's headers are too long"))
            fail_msg("%s: %s", cases[i].name, r.err.text);
        buffer_release(&r.response.body);
    }
}

static void a_circle_of_redirects_ends(void **state)
{
    (void)state;
#define AGAIN                                                                                      \
    "HTTP/1.1 302 Go\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    struct server s = { .answers = { AGAIN, AGAIN, AGAIN, AGAIN, AGAIN, AGAIN } };
    struct result r = get_from(&s, "", 64);
    assert_false(r.ok);
    assert_non_null(strstr(r.err.text, "circle"));
    assert_int_equal(s.served, 6);
}

static void write_token(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
}

static void the_token_goes_to_its_own_host_only(void **state)
{
    (void)state;
    char path[] = "/tmp/siapambil-token-XXXXXX";
    close(mkstemp(path));
    write_token(path, "tok.en-1\n");
    struct server other = { .answers = { OK("Content-Length: 2\r\n", "{}") } };
    start(&other);
    char redirect[256];
    snprintf(redirect, sizeof(redirect),
             "HTTP/1.1 302 Go\r\nLocation: http://127.0.0.1:%d/there\r\nContent-Length: 0\r\n"
             "Connection: close\r\n\r\n",
             other.port);
    struct server s = { .answers = { redirect, OK("Content-Length: 2\r\n", "{}") } };
    start(&s);
    CLEANUP(http_free) struct http *h = client(path, 5);
    CLEANUP_FREE char *url = xasprintf("http://127.0.0.1:%d/feed.json", s.port);
    struct result r = get(h, url, "", 64);
    assert_true(r.ok);
    assert_non_null(strstr(s.requests[0], "Authorization: Bearer tok.en-1\r\n"));
    stop(&other);
    assert_int_equal(other.served, 1);
    assert_null(strstr(other.requests[0], "Authorization"));
    assert_null(strstr(other.requests[0], "tok.en"));
    buffer_release(&r.response.body);
    /* It is read anew for each pull. */
    write_token(path, "tok.en-2");
    r = get(h, url, "", 64);
    assert_true(r.ok);
    stop(&s);
    assert_non_null(strstr(s.requests[1], "Authorization: Bearer tok.en-2\r\n"));
    buffer_release(&r.response.body);
    static const char *const wrong[] = { "", "\n", "two words", "a\x01" };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        write_token(path, wrong[i]);
        r = get(h, url, "", 64);
        assert_false(r.ok);
        assert_non_null(strstr(r.err.text, "/feed.json: [source] token_file: '"));
        assert_null(strstr(r.err.text, "two"));
    }
    unlink(path);
}

/* Each takes the second or two that it waits for. */
static void every_way_of_waiting_in_vain_has_its_own_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *name, *scheme, *answer;
        int timeout_s, connect_timeout_s;
        const char *sentence;
    } cases[] = {
        { "a server that thinks, for longer than an answer may stop", "http", "", 2, 1,
          "no answer within 2 s: see [source] timeout" },
        { "an answer that begins and stops", "http", OK("Content-Length: 500\r\n", "{\"feed\""), 3,
          1, "the answer broke off: nothing more came for 1 s" },
        { "an answer whose head is all there is", "http", OK("Content-Length: 500\r\n", ""), 2, 1,
          "no answer within 2 s: see [source] timeout" },
        { "a server that never shows its certificate", "https", "", 8, 1,
          "no connection within 1 s: see [source] connect_timeout" },
        { "one that may not even take as long as connecting", "https", "", 1, 30,
          "no connection within 1 s: see [source] connect_timeout" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct server s = { .answers = { cases[i].answer }, .waits = true };
        start(&s);
        CLEANUP(http_free)
        struct http *h = client_with("", cases[i].timeout_s, cases[i].connect_timeout_s);
        CLEANUP_FREE char *url = xasprintf("%s://127.0.0.1:%d/", cases[i].scheme, s.port);
        uint64_t begun = clock_monotonic_ns();
        struct result r = get(h, url, "", 64);
        stop(&s);
        uint64_t waited_s = (clock_monotonic_ns() - begun) / 1000000000;
        if (r.ok || !strstr(r.err.text, cases[i].sentence) || waited_s > 5)
            fail_msg("%s: %s (%d s)", cases[i].name, r.err.text, (int)waited_s);
        buffer_release(&r.response.body);
    }
}

static void a_refused_connection_is_said_as_such(void **state)
{
    (void)state;
    struct server s = { .answers = { NULL } };
    start(&s);
    stop(&s);
    CLEANUP(http_free) struct http *h = client("", 5);
    CLEANUP_FREE char *url = xasprintf("http://127.0.0.1:%d/", s.port);
    struct result r = get(h, url, "", 64);
    assert_false(r.ok);
    assert_non_null(strstr(r.err.text, "Connection refused"));
}

/* The server's thread cancels the pull as soon as the request is there. */
struct canceller {
    const struct transport *transport;
    struct server *server;
};

static void *cancel_on_request(void *ctx)
{
    struct canceller *c = ctx;
    int fd = accept(c->server->listener, NULL, NULL);
    char byte;
    ssize_t n = recv(fd, &byte, 1, 0);
    (void)n;
    c->transport->cancel(c->transport->ctx);
    while (recv(fd, &byte, 1, 0) > 0)
        ;
    close(fd);
    return NULL;
}

static void a_pull_that_is_under_way_can_be_cancelled(void **state)
{
    (void)state;
    struct server s = { .answers = { NULL } };
    start(&s); /* its own thread has nothing to answer and ends */
    CLEANUP(http_free) struct http *h = client("", 600);
    struct canceller c = { http_transport(h), &s };
    pthread_t thread;
    pthread_create(&thread, NULL, cancel_on_request, &c);
    CLEANUP_FREE char *url = xasprintf("http://127.0.0.1:%d/", s.port);
    struct result r = get(h, url, "", 64);
    assert_false(r.ok);
    assert_non_null(strstr(r.err.text, "cancelled"));
    /* And so is every later one, and every pause. */
    r = get(h, url, "", 64);
    assert_false(r.ok);
    c.transport->wait(c.transport->ctx, 600000);
    http_free(h);
    h = NULL;
    pthread_join(thread, NULL);
    stop(&s);
}

static void files_are_read_and_missing_ones_said(void **state)
{
    (void)state;
    char path[] = "/tmp/siapambil-feed-XXXXXX";
    close(mkstemp(path));
    write_token(path, "{}");
    CLEANUP(http_free) struct http *h = client("", 5);
    CLEANUP_FREE char *url = xasprintf("file://%s", path);
    struct result r = get(h, url, "", 64);
    assert_true(r.ok);
    assert_string_equal(buffer_text(&r.response.body), "{}");
    buffer_release(&r.response.body);
    unlink(path);
    r = get(h, url, "", 64);
    assert_false(r.ok);
    assert_non_null(strstr(r.err.text, "No such file"));
}

static void what_is_no_file_is_said_at_once(void **state)
{
    (void)state;
    char folder[] = "/tmp/siapambil-feed-XXXXXX";
    assert_non_null(mkdtemp(folder));
    CLEANUP_FREE char *pipe = xasprintf("%s/a pipe", folder);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    CLEANUP_FREE char *pipe_url = xasprintf("file://%s/a%%20pipe", folder);
    CLEANUP_FREE char *folder_url = xasprintf("file://%s", folder);
    const struct {
        const char *url, *sentence;
    } cases[] = {
        { pipe_url, "it is a pipe, not a regular file" }, /* nobody ever writes to it */
        { folder_url, "it is a folder, not a regular file" },
        { "file:///dev/zero", "it is a device, not a regular file" },
        { "file://elsewhere/feed.json", "allowed: file:///FOLDER/FILE" },
    };
    CLEANUP(http_free) struct http *h = client("", 5);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct result r = get(h, cases[i].url, "", 64);
        if (r.ok || !strstr(r.err.text, cases[i].sentence))
            fail_msg("%s: %s", cases[i].url, r.err.text);
        buffer_release(&r.response.body);
    }
    unlink(pipe);
    rmdir(folder);
}

static void an_address_is_shown_without_its_secrets(void **state)
{
    (void)state;
    static const struct {
        const char *url, *shown;
    } cases[] = {
        { "https://u:p@example.go.id/a/b?key=1#c", "https://example.go.id/a/b" },
        { "http://example.go.id:8080/", "http://example.go.id:8080/" },
        { "file:///srv/feed.json", "file:///srv/feed.json" },
        { "::", "(an address that cannot be read)" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_FREE char *shown = http_shown_url(cases[i].url);
        assert_string_equal(shown, cases[i].shown);
    }
}

int main(void)
{
    http_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_comes_with_what_to_ask_with_next_time),
        cmocka_unit_test(nothing_new_is_told_by_the_validator),
        cmocka_unit_test(nothing_new_is_told_by_the_time_too),
        cmocka_unit_test(gzip_is_undone_and_its_limit_counts_what_comes_out),
        cmocka_unit_test(every_failure_is_a_sentence),
        cmocka_unit_test(gzip_with_something_behind_it_is_said),
        cmocka_unit_test(headers_without_end_are_said),
        cmocka_unit_test(a_circle_of_redirects_ends),
        cmocka_unit_test(the_token_goes_to_its_own_host_only),
        cmocka_unit_test(every_way_of_waiting_in_vain_has_its_own_sentence),
        cmocka_unit_test(a_refused_connection_is_said_as_such),
        cmocka_unit_test(a_pull_that_is_under_way_can_be_cancelled),
        cmocka_unit_test(files_are_read_and_missing_ones_said),
        cmocka_unit_test(what_is_no_file_is_said_at_once),
        cmocka_unit_test(an_address_is_shown_without_its_secrets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
