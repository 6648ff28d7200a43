/* libcurl as we set it, against a server that says exactly what a table tells it to. */
#include "unit/http_server.h"

#include <sys/stat.h>

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

static void of_two_validators_only_the_exact_one_is_sent(void **state)
{
    (void)state;
    struct server s = { .answers = { "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n" } };
    start(&s);
    CLEANUP(http_free) struct http *h = client("", 5);
    CLEANUP_FREE char *url = xasprintf("http://127.0.0.1:%d/", s.port);
    struct result r = get_since(h, url, "\"a\"", "Mon, 23 Nov 2026 02:40:00 GMT", 100);
    stop(&s);
    assert_true(r.ok);
    assert_int_equal(r.response.kind, RESPONSE_NOT_MODIFIED);
    assert_non_null(strstr(s.requests[0], "If-None-Match: \"a\"\r\n"));
    assert_null(strstr(s.requests[0], "If-Modified-Since"));
}

static void a_request_says_what_it_is_told_to_say(void **state)
{
    (void)state;
    static const struct {
        const char *name, *accept, *report, *sent, *absent;
    } cases[] = {
        { "nothing", NULL, NULL, "\r\nAccept: application/json, */*;q=0.1\r\n",
          "Siapambil-Screen" },
        { "no report", "*/*", "", "\r\nAccept: */*\r\n", "Siapambil-Screen" },
        { "a report", "*/*", "id=\"a\", n=1", "\r\nSiapambil-Screen: id=\"a\", n=1\r\n", "json;" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct server s = { .answers = { OK("Content-Length: 2\r\n", "{}") } };
        start(&s);
        CLEANUP(http_free) struct http *h = client("", 5);
        CLEANUP_FREE char *url = xasprintf("http://127.0.0.1:%d/", s.port);
        const struct transport *t = http_transport(h);
        const struct request request = { .url = url,
                                         .etag = "",
                                         .last_modified = "",
                                         .accept = cases[i].accept,
                                         .report = cases[i].report };
        struct response response = { .body = BUFFER_INIT(100) };
        struct error err;
        bool ok = t->get(t->ctx, &request, &response, &err);
        stop(&s);
        buffer_release(&response.body);
        if (!ok || !strstr(s.requests[0], cases[i].sent) || strstr(s.requests[0], cases[i].absent))
            fail_msg("%s: %s", cases[i].name, s.requests[0]);
    }
}

/* What is sent back must not become two headers on the way. */
static void a_validator_that_no_header_may_hold_is_not_kept(void **state)
{
    (void)state;
    struct server s = { .answers = { OK("ETag: \r\r\"a\"\r\nLast-Modified: \x7f\r\n"
                                        "Content-Length: 2\r\n",
                                        "{}") } };
    struct result r = get_from(&s, "", 100);
    assert_true(r.ok);
    assert_string_equal(r.response.etag, "");
    assert_string_equal(r.response.last_modified, "");
    buffer_release(&r.response.body);
}

/* libcurl up to 8.0 follows a pointer to the header before, which was of another answer. */
static void a_first_header_that_goes_on_with_none_is_no_trouble(void **state)
{
    (void)state;
    struct server s = { .answers = { OK("ETag: \"1\"\r\nContent-Length: 2\r\n", "{}"),
                                     "HTTP/1.1 200 OK\r\n ETag: \"2\"\r\n\r\n{}",
                                     OK("Content-Length: 2\r\n", "{}") } };
    start(&s);
    CLEANUP(http_free) struct http *h = client("", 5);
    CLEANUP_FREE char *url = xasprintf("http://127.0.0.1:%d/", s.port);
    for (int i = 0; i < 3; i++) {
        struct result r = get(h, url, "", 100);
        assert_true(r.ok || i == 1);
        buffer_release(&r.response.body);
    }
    stop(&s);
}

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
        cmocka_unit_test(of_two_validators_only_the_exact_one_is_sent),
        cmocka_unit_test(a_request_says_what_it_is_told_to_say),
        cmocka_unit_test(a_validator_that_no_header_may_hold_is_not_kept),
        cmocka_unit_test(a_first_header_that_goes_on_with_none_is_no_trouble),
        cmocka_unit_test(gzip_is_undone_and_its_limit_counts_what_comes_out),
        cmocka_unit_test(a_circle_of_redirects_ends),
        cmocka_unit_test(the_token_goes_to_its_own_host_only),
        cmocka_unit_test(a_pull_that_is_under_way_can_be_cancelled),
        cmocka_unit_test(files_are_read_and_missing_ones_said),
        cmocka_unit_test(what_is_no_file_is_said_at_once),
        cmocka_unit_test(an_address_is_shown_without_its_secrets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
