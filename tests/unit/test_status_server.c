/* status/server.h: real connections to it, those of people and those that do harm. */
#include "unit/status_support.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "status/server.h"

#define TOKEN  "0123456789abcdef"
#define LAST_S 20 /* of waiting for the other side */

struct fixture {
    struct status_server *server;
    struct status_facts facts;
    struct status_sources sources;
    int port;
};

static int free_port(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof(at);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, len), 0);
    getsockname(fd, (struct sockaddr *)&at, &len);
    close(fd);
    return ntohs(at.sin_port);
}

static struct status_server *open_at(int port, const char *token, struct error *err)
{
    struct texts *texts = load_texts("id");
    struct status_server *s =
        status_server_open(&(struct status_server_options){ .address = "127.0.0.1",
                                                            .port = port,
                                                            .token = token,
                                                            .sys = "/sys",
                                                            .proc = "/proc",
                                                            .folder = "/tmp" },
                           texts, err);
    if (!s)
        texts_free(texts);
    return s;
}

static void tell(struct fixture *f)
{
    f->facts.boot_s = clock_boot_s();
    while (!status_server_tell(f->server, &f->facts) ||
           !status_server_tell_sources(f->server, &f->sources))
        ;
}

static int begin(void **state)
{
    struct fixture *f = *state = xcalloc(1, sizeof(*f));
    struct error err = { "" };
    CLEANUP_FREE struct status_whole *s = make_status();
    f->facts = s->facts;
    f->sources = s->sources;
    f->port = free_port();
    f->server = open_at(f->port, "", &err);
    if (!f->server)
        fail_msg("%s", err.text);
    tell(f);
    return 0;
}

static int finish(void **state)
{
    struct fixture *f = *state;
    status_server_close(f->server);
    free(f);
    return 0;
}

/* ---- a client */

static int dial(int port)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timeval last = { .tv_sec = LAST_S };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &last, sizeof(last));
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
    return fd;
}

static void put(int fd, const char *text)
{
    assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

/* All that comes until the other side ends it. */
static struct buffer take(int fd)
{
    struct buffer all = BUFFER_INIT(0);
    char piece[65536];
    ssize_t n;
    while ((n = recv(fd, piece, sizeof(piece), 0)) > 0)
        buffer_append(&all, piece, (size_t)n);
    close(fd);
    return all;
}

static struct buffer ask(int port, const char *request)
{
    int fd = dial(port);
    put(fd, request);
    return take(fd);
}

#define GET(path)  "GET " path " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
#define HEAD(path) "HEAD " path " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"

static const char *body_of(const struct buffer *answer)
{
    const char *end = answer->len ? strstr(answer->data, "\r\n\r\n") : NULL;
    return end ? end + 4 : "";
}

static void assert_answer(int port, const char *request, const char *status, const char *body)
{
    CLEANUP_BUFFER struct buffer answer = ask(port, request);
    const char *got = answer.len ? answer.data + strlen("HTTP/1.1 ") : "nothing";
    if (strncmp(got, status, strlen(status)) != 0 || !strstr(body_of(&answer), body))
        fail_msg("%s -> %.300s", request, buffer_text(&answer));
}

/* ---- people */

static void requests_are_answered(void **state)
{
    struct fixture *f = *state;
    assert_answer(f->port, GET("/"), "200", "<html lang=\"id\">");
    assert_answer(f->port, GET("/status.json"), "200", "{\"status\":\"siapambil-status/1\"");
    assert_answer(f->port, GET("/metrics"), "200", "siapambil_list_documents 1842\n");
    assert_answer(f->port, GET("/healthz"), "200", "[screen lobby] frames are presented");
    assert_answer(f->port, GET("/nowhere"), "404", "there are /, ");
    assert_answer(f->port, GET("/screen.png?screen=attic"), "404", "no screen is called so");
    assert_answer(f->port, "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", "403", "address");
    assert_answer(f->port, "GET / HTTP/1.0\r\n\r\n", "403", "address");
    assert_answer(f->port, "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\nhello",
                  "405", "GET and HEAD");
    assert_answer(f->port, "DELETE / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "405", "GET and HEAD");
}

static void head_is_the_same_without_a_body(void **state)
{
    struct fixture *f = *state;
    static const char *const heads[] = { HEAD("/"), HEAD("/metrics"), HEAD("/healthz") };
    for (size_t i = 0; i < COUNT(heads); i++) {
        CLEANUP_BUFFER struct buffer answer = ask(f->port, heads[i]);
        assert_memory_equal(answer.data, "HTTP/1.1 200", 12);
        assert_non_null(strstr(answer.data, "Content-Length: "));
        assert_null(strstr(answer.data, "Content-Length: 0\r\n"));
        assert_string_equal(body_of(&answer), "");
    }
}

static void nothing_is_kept_framed_or_run(void **state)
{
    struct fixture *f = *state;
    static const char *const headers[] = { "Cache-Control: no-store", "X-Frame-Options: DENY",
                                           "X-Content-Type-Options: nosniff",
                                           "Content-Security-Policy: default-src 'none'",
                                           "Connection: close" };
    static const char *const requests[] = { GET("/"), GET("/status.json"), GET("/metrics"),
                                            GET("/healthz"), GET("/nowhere") };
    for (size_t i = 0; i < COUNT(requests); i++) {
        CLEANUP_BUFFER struct buffer answer = ask(f->port, requests[i]);
        for (size_t k = 0; k < COUNT(headers); k++)
            assert_non_null(strstr(answer.data, headers[k]));
    }
}

static void health_is_503_when_the_board_hangs(void **state)
{
    struct fixture *f = *state;
    f->facts.boot_s = clock_boot_s() - 60;
    while (!status_server_tell(f->server, &f->facts))
        ;
    assert_answer(f->port, GET("/healthz"), "503", "the board has done nothing for 60 s\n");
    tell(f);
    assert_answer(f->port, GET("/healthz"), "200", "frames are presented");
}

static void a_token_opens_and_nothing_else(void **state)
{
    (void)state;
    struct error err = { "" };
    int port = free_port();
    CLEANUP(status_server_close) struct status_server *s = open_at(port, TOKEN, &err);
    assert_non_null(s);
    assert_answer(port, GET("/healthz"), "401", "the token of [status_page] token_file");
    assert_answer(port, "GET /healthz HTTP/1.1\r\nAuthorization: Bearer " TOKEN "\r\n\r\n", "503",
                  "the board is starting");
    CLEANUP_BUFFER struct buffer answer = ask(port, GET("/"));
    assert_non_null(strstr(answer.data, "WWW-Authenticate: Basic"));
    assert_null(strstr(answer.data, TOKEN));
}

static void a_port_that_is_taken_is_told(void **state)
{
    struct fixture *f = *state;
    struct error err = { "" };
    char expected[64];
    snprintf(expected, sizeof(expected), "127.0.0.1:%d: Address already in use", f->port);
    assert_null(open_at(f->port, "", &err));
    assert_string_equal(err.text, expected);
}

/* ---- pictures */

/* What the main thread does in each turn, until something was wanted. */
static void give(struct fixture *f, uint32_t colour, bool given)
{
    struct pictures *p = status_server_pictures(f->server);
    int screen, width, height;
    while ((screen = pictures_wanted(p)) < 0)
        poll(NULL, 0, 1);
    uint32_t *pixels = pictures_canvas(p, screen, &width, &height);
    assert_int_equal(width, f->facts.screens[screen].width);
    assert_int_equal(height, f->facts.screens[screen].height);
    for (int i = 0; i < width * height; i++)
        pixels[i] = colour;
    pictures_give(p, screen, given);
    status_server_wake(f->server);
}

static void who_asks_gets_the_picture_that_is_given(void **state)
{
    struct fixture *f = *state;
    int fd = dial(f->port);
    put(fd, GET("/screen.png?screen=loket"));
    give(f, 0x0B2A5B, true);
    CLEANUP_BUFFER struct buffer answer = take(fd);
    const unsigned char *png = (const unsigned char *)body_of(&answer);
    assert_memory_equal(answer.data, "HTTP/1.1 200", 12);
    assert_memory_equal(png, "\x89PNG", 4);
    assert_int_equal(png[18] << 8 | png[19], 1080); /* IHDR's width */
}

static void without_a_name_it_is_the_first_screen(void **state)
{
    struct fixture *f = *state;
    int fd = dial(f->port);
    put(fd, GET("/screen.png"));
    give(f, 0xFF0000, true);
    CLEANUP_BUFFER struct buffer answer = take(fd);
    const unsigned char *png = (const unsigned char *)body_of(&answer);
    assert_int_equal(png[18] << 8 | png[19], 1920); /* IHDR's width */
}

static void a_screen_that_cannot_be_read_has_no_picture(void **state)
{
    struct fixture *f = *state;
    int fd = dial(f->port);
    put(fd, GET("/screen.png"));
    give(f, 0, false);
    CLEANUP_BUFFER struct buffer answer = take(fd);
    assert_memory_equal(answer.data, "HTTP/1.1 503", 12);
    f->facts.screens[0].width = f->facts.screens[0].height = 0;
    tell(f);
}

static void a_board_that_gives_nothing_costs_three_seconds(void **state)
{
    struct fixture *f = *state;
    uint64_t begun_ns = clock_monotonic_ns();
    assert_answer(f->port, GET("/screen.png"), "503", "does not give its picture just now");
    uint64_t took_ns = clock_monotonic_ns() - begun_ns;
    assert_true(took_ns >= UINT64_C(2900000000));
    /* And others are answered meanwhile and after. */
    assert_answer(f->port, GET("/healthz"), "200", "");
    give(f, 0, true); /* late, but nobody is hurt */
}

static void who_waits_for_a_picture_is_let_go_at_the_end(void **state)
{
    (void)state;
    struct error err = { "" };
    struct fixture f = { .port = free_port() };
    CLEANUP_FREE struct status_whole *s = make_status();
    f.facts = s->facts;
    f.server = open_at(f.port, "", &err);
    assert_non_null(f.server);
    tell(&f);
    int fd = dial(f.port);
    put(fd, GET("/screen.png"));
    while (pictures_wanted(status_server_pictures(f.server)) < 0)
        poll(NULL, 0, 1);
    status_server_close(f.server);
    CLEANUP_BUFFER struct buffer answer = take(fd);
}

/* ---- those who do harm */

/* The board's half is a copy under a lock that nobody holds for longer than that; whoever is
 * connected. */
static void nobody_who_is_slow_holds_the_board_up(void **state)
{
    struct fixture *f = *state;
    enum { STUCK = CONNECTIONS_MOST_FROM - 4 };
    int fds[STUCK];
    for (int i = 0; i < STUCK; i++) {
        fds[i] = dial(f->port);
        /* Half of a request; a whole one whose answer nobody reads; nothing at all. */
        if (i % 3 == 0)
            put(fds[i], "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");
        else if (i % 3 == 1)
            put(fds[i], GET("/"));
    }
    uint64_t longest_ns = 0, until_ns = clock_monotonic_ns() + LAST_S * UINT64_C(1000000000);
    int told = 0;
    /* The server's thread may be put aside with the lock: then nothing is told for a while, and nobody waits. */
    for (int i = 0; told < 1000 && clock_monotonic_ns() < until_ns; i++) {
        uint64_t begun_ns = clock_monotonic_ns();
        told += status_server_tell(f->server, &f->facts);
        pictures_wanted(status_server_pictures(f->server));
        longest_ns = MAX(longest_ns, clock_monotonic_ns() - begun_ns);
        if (i % 3 == 0)
            send(fds[0], "x", 1, MSG_NOSIGNAL);
    }
    assert_int_equal(told, 1000);
    /* Each is some microseconds; what else the machine does is in it, too. Who is stuck is so for much longer. */
    assert_true(longest_ns < UINT64_C(1000000000));
    assert_answer(f->port, GET("/healthz"), "200", "frames are presented"); /* others get through */
    for (int i = 0; i < STUCK; i++)
        close(fds[i]);
}

/* Waits for so long, and then looks which of them has an answer, or its end. */
static int count_readable(const int *fds, size_t count, int ms)
{
    int readable = 0;
    poll(NULL, 0, ms);
    for (size_t i = 0; i < count; i++) {
        struct pollfd p = { .fd = fds[i], .events = POLLIN };
        readable += poll(&p, 1, 0) == 1;
    }
    return readable;
}

static void connections_are_few(void **state)
{
    struct fixture *f = *state;
    int fds[CONNECTIONS_MOST_FROM + 4];
    for (size_t i = 0; i < COUNT(fds); i++)
        fds[i] = dial(f->port);
    /* The last ones are turned away, or wait; in their place nothing is opened. */
    enum { EACH_MS = 10 };
    int turned_away = 0;
    for (int tries = 0; turned_away < 4 && tries < LAST_S * 1000 / EACH_MS; tries++)
        turned_away = count_readable(fds, COUNT(fds), EACH_MS);
    assert_int_equal(count_readable(fds, COUNT(fds), 300), 4);
    for (size_t i = 0; i < COUNT(fds); i++)
        close(fds[i]);
    bool answered = false;
    while (!answered) { /* once the server has seen that they are gone */
        CLEANUP_BUFFER struct buffer answer = ask(f->port, GET("/healthz"));
        answered = answer.len && strncmp(answer.data, "HTTP/1.1 200", 12) == 0;
    }
}

static void a_head_without_end_is_refused(void **state)
{
    struct fixture *f = *state;
    int fd = dial(f->port);
    put(fd, "GET / HTTP/1.1\r\n");
    char line[1024];
    memset(line, 'x', sizeof(line));
    memcpy(line, "X: ", 3);
    memcpy(line + sizeof(line) - 2, "\r\n", 2);
    ssize_t sent = 0;
    for (int i = 0; i < 4096 && sent >= 0; i++)
        sent = send(fd, line, sizeof(line), MSG_NOSIGNAL);
    assert_true(sent < 0); /* long before four megabytes the other side has ended it */
    close(fd);
    assert_answer(f->port, GET("/healthz"), "200", "");
}

static void who_is_silent_is_sent_away(void **state)
{
    struct fixture *f = *state;
    uint64_t begun_ns = clock_monotonic_ns();
    int fd = dial(f->port);
    put(fd, "GET / HTTP/1.1\r\nHost: ");
    CLEANUP_BUFFER struct buffer answer = take(fd);
    uint64_t took_s = (clock_monotonic_ns() - begun_ns) / 1000000000;
    /* By the server, however busy the machine is: this side waits for longer. */
    assert_true(took_s >= CONNECTION_SILENT_S - 1 && took_s < LAST_S);
}

static void what_is_no_http_does_no_harm(void **state)
{
    struct fixture *f = *state;
    static const char *const requests[] = {
        "\r\n\r\n",
        "\x16\x03\x01\x02\x01\xfc\x03\x03\r\n\r\n", /* as TLS begins */
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /%00%ff%zz?screen=%00&screen HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET http://127.0.0.1/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    };
    for (size_t i = 0; i < COUNT(requests); i++) {
        int fd = dial(f->port);
        put(fd, requests[i]);
        shutdown(fd, SHUT_WR);
        CLEANUP_BUFFER struct buffer answer = take(fd);
    }
    tell(f);
    assert_answer(f->port, GET("/healthz"), "200", "frames are presented");
}

static int load(void **state)
{
    (void)state;
    hash_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(requests_are_answered, begin, finish),
        cmocka_unit_test_setup_teardown(head_is_the_same_without_a_body, begin, finish),
        cmocka_unit_test_setup_teardown(nothing_is_kept_framed_or_run, begin, finish),
        cmocka_unit_test_setup_teardown(health_is_503_when_the_board_hangs, begin, finish),
        cmocka_unit_test(a_token_opens_and_nothing_else),
        cmocka_unit_test_setup_teardown(a_port_that_is_taken_is_told, begin, finish),
        cmocka_unit_test_setup_teardown(who_asks_gets_the_picture_that_is_given, begin, finish),
        cmocka_unit_test_setup_teardown(without_a_name_it_is_the_first_screen, begin, finish),
        cmocka_unit_test_setup_teardown(a_screen_that_cannot_be_read_has_no_picture, begin, finish),
        cmocka_unit_test_setup_teardown(a_board_that_gives_nothing_costs_three_seconds, begin,
                                        finish),
        cmocka_unit_test(who_waits_for_a_picture_is_let_go_at_the_end),
        cmocka_unit_test_setup_teardown(nobody_who_is_slow_holds_the_board_up, begin, finish),
        cmocka_unit_test_setup_teardown(connections_are_few, begin, finish),
        cmocka_unit_test_setup_teardown(a_head_without_end_is_refused, begin, finish),
        cmocka_unit_test_setup_teardown(who_is_silent_is_sent_away, begin, finish),
        cmocka_unit_test_setup_teardown(what_is_no_http_does_no_harm, begin, finish),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}
