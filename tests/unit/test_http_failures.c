/* What goes wrong with a pull, as a sentence that says what to do. */
#include "unit/http_server.h"

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
    { "gzip of a kind that no log may hold", OK("Content-Encoding: b\xff\r\n", "hello"),
      "the answer is packed as 'b?'; allowed: gzip", 0 },
    { "one empty line", "\n", "what answers does not speak HTTP", 0 },
    { "a greeting of another protocol", "SSH-2.0-OpenSSH_9.2p1\r\n",
      "what answers does not speak HTTP", 0 },
    { "a version of HTTP from the future", "HTTP/9.9 200 OK\r\n\r\n{}",
      "what answers does not speak HTTP", 0 },
    { "a status that HTTP does not know",
      "HTTP/1.1 999 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
      "HTTP 999: the server answered with a status that HTTP does not know", 0 },
    { "a status of four digits", "HTTP/2 2002 OK\r\nConnection: close\r\n\r\n{}",
      "what answers does not speak HTTP (its status has not three digits)", 0 },
    { "a length that is none", "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n{}",
      "what answers does not speak HTTP", 0 },
    { "a header without a colon", "HTTP/1.1 200 OK\r\nNothing here\r\n\r\n{}",
      "what answers does not speak HTTP", 0 },
    { "chunks whose length is none",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}",
      "what answers does not speak HTTP", 0 },
    { "a hotel's page for signing in",
      "HTTP/1.1 511 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
      "HTTP 511: the server is the network's own page for signing in: sign this machine in", 0 },
    { "what stands before the office's server",
      "HTTP/1.1 521 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
      "HTTP 521: the server, which stands before the office's, gets no right answer from it", 0 },
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

int main(void)
{
    http_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_failure_is_a_sentence),
        cmocka_unit_test(gzip_with_something_behind_it_is_said),
        cmocka_unit_test(headers_without_end_are_said),
        cmocka_unit_test(every_way_of_waiting_in_vain_has_its_own_sentence),
        cmocka_unit_test(a_refused_connection_is_said_as_such),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
