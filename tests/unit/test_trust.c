/* Where http may go, and what may go with it: private addresses, the headers of headers_file. */
#include "unit/http_server.h"

#include <curl/curl.h>

#include "net/address.h"
#include "net/credentials.h"

static void the_offices_own_addresses_are_known(void **state)
{
    (void)state;
    static const struct {
        const char *address;
        bool is_private;
    } cases[] = {
        { "127.0.0.1", true },
        { "127.255.255.255", true },
        { "126.255.255.255", false },
        { "128.0.0.0", false },
        { "10.0.0.0", true },
        { "10.255.255.255", true },
        { "9.255.255.255", false },
        { "11.0.0.0", false },
        { "172.15.255.255", false },
        { "172.16.0.0", true },
        { "172.31.255.255", true },
        { "172.32.0.0", false },
        { "192.167.255.255", false },
        { "192.168.0.0", true },
        { "192.168.255.255", true },
        { "192.169.0.0", false },
        { "169.253.255.255", false },
        { "169.254.0.0", true },
        { "169.255.0.0", false },
        { "100.64.0.1", false }, /* shared among a provider's customers */
        { "0.0.0.0", false },
        { "255.255.255.255", false },
        { "203.0.113.5", false },
        { "::1", true },
        { "::2", false },
        { "::", false },
        { "fbff::1", false },
        { "fc00::1", true },
        { "fdff:ffff::1", true },
        { "fe00::1", false },
        { "fe7f::1", false },
        { "fe80::1", true },
        { "febf::1", true },
        { "fec0::1", false },
        { "2001:db8::1", false },
        { "::ffff:127.0.0.1", true },
        { "::ffff:192.168.1.1", true },
        { "::ffff:203.0.113.5", false },
        { "::127.0.0.1", false }, /* another form, which leads nowhere */
        { "64:ff9b::10.0.0.1", false },
        { "[fd00::7]", true },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct sockaddr_storage address;
        if (!address_parse(cases[i].address, &address) ||
            address_is_private((struct sockaddr *)&address) != cases[i].is_private)
            fail_msg("%s: %s", cases[i].address, cases[i].is_private ? "public" : "private");
    }
    struct sockaddr_storage address;
    assert_false(address_is_private(&(struct sockaddr){ .sa_family = AF_UNIX }));
    static const char *const names[] = { "", "[", "[]", "a.go.id", "127.1", "[127.0.0.1]", "fe80" };
    for (size_t i = 0; i < COUNT(names); i++) {
        if (address_parse(names[i], &address))
            fail_msg("'%s' is taken for an address", names[i]);
    }
}

static void an_address_tells_whether_http_may_be_used(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        enum http_trust trust;
    } cases[] = {
        { "https://a.go.id/feed.json", HTTP_TRUST_FINE },
        { "https://203.0.113.5/", HTTP_TRUST_FINE },
        { "file:///srv/feed.json", HTTP_TRUST_FINE },
        { "http://localhost/", HTTP_TRUST_FINE },
        { "http://LOCALHOST.:8080/", HTTP_TRUST_FINE },
        { "http://feed.localhost/", HTTP_TRUST_FINE },
        { "http://127.0.0.1:8080/feed.json", HTTP_TRUST_FINE },
        { "http://192.168.10.4/", HTTP_TRUST_FINE },
        { "HTTP://10.1.2.3/", HTTP_TRUST_FINE },
        { "http://0x7f.1/", HTTP_TRUST_FINE },
        { "http://[fd00::7]:8080/", HTTP_TRUST_FINE },
        { "http://[fe80::1%25eth0]/", HTTP_TRUST_FINE },
        { "http://[::ffff:10.0.0.1]/", HTTP_TRUST_FINE },
        { "http://203.0.113.5/feed.json", HTTP_TRUST_PUBLIC },
        { "http://127.0.0.1@203.0.113.5/", HTTP_TRUST_PUBLIC },
        { "http://3405803781/", HTTP_TRUST_PUBLIC }, /* the same in one number */
        { "http://[2001:db8::1]/", HTTP_TRUST_PUBLIC },
        { "http://[::ffff:203.0.113.5]/", HTTP_TRUST_PUBLIC },
        { "http://a.go.id/feed.json", HTTP_TRUST_BY_ADDRESS },
        { "http://notlocalhost/", HTTP_TRUST_BY_ADDRESS },
        { "http://127.0.0.1.nip.io/", HTTP_TRUST_BY_ADDRESS },
        { "http://localhost.a.go.id/", HTTP_TRUST_BY_ADDRESS },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum http_trust trust = http_url_trust(cases[i].url);
        if (trust != cases[i].trust)
            fail_msg("%s: %d", cases[i].url, (int)trust);
    }
}

static struct http *client_of(const char *token_file, const char *headers_file, bool allow)
{
    struct error err = { "" };
    struct http *h = http_new(&(struct http_options){ .timeout_s = 5,
                                                      .connect_timeout_s = 5,
                                                      .ca_file = "",
                                                      .token_file = token_file,
                                                      .headers_file = headers_file,
                                                      .allow_public_http = allow,
                                                      .user_agent = "siapambil/test (layar)" },
                              &err);
    assert_non_null(h);
    return h;
}

#define PUBLIC_SENTENCE                                                                            \
    ": http goes to private addresses only, and that of '203.0.113.5' is public, where anybody "   \
    "on "                                                                                          \
    "the way could change the list; allowed: https, a signed feed ([source] public_keys), or "     \
    "[source] allow_http = yes"

static void http_to_a_public_address_is_refused(void **state)
{
    (void)state;
    CLEANUP(http_free) struct http *h = client_of("", "", false);
    static const struct {
        const char *url, *sentence;
    } cases[] = {
        { "http://user:password@203.0.113.5/feed.json?key=secret",
          "http://203.0.113.5/feed.json" PUBLIC_SENTENCE },
        { "http://3405803781/feed.json", "http://203.0.113.5/feed.json" PUBLIC_SENTENCE },
        { "http://[2001:db8::1]/", "that of '[2001:db8::1]' is public" },
        { "http://[::ffff:203.0.113.5]/", "is public" },
        { "http://0.0.0.0/", "is public" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct result r = get(h, cases[i].url, "", 64);
        if (r.ok || !strstr(r.err.text, cases[i].sentence) || strstr(r.err.text, "secret") ||
            strstr(r.err.text, "password"))
            fail_msg("%s: %s", cases[i].url, r.err.text);
        buffer_release(&r.response.body);
    }
    /* Private ones by whatever name, and https, are asked. */
    static const char *const asked[] = { "http://localhost:1/", "http://0x7f.1:1/",
                                         "http://[::ffff:127.0.0.1]:1/", "https://127.0.0.1:1/" };
    for (size_t i = 0; i < COUNT(asked); i++) {
        struct result r = get(h, asked[i], "", 64);
        if (r.ok || !strstr(r.err.text, "no connection: "))
            fail_msg("%s: %s", asked[i], r.err.text);
    }
}

static char *redirect_to(const char *where)
{
    return xasprintf("HTTP/1.1 302 Go\r\nLocation: %s\r\nContent-Length: 0\r\n"
                     "Connection: close\r\n\r\n",
                     where);
}

static void a_redirect_to_a_public_address_is_refused(void **state)
{
    (void)state;
    CLEANUP_FREE char *redirect = redirect_to("http://203.0.113.5/elsewhere?key=secret");
    struct server s = { .answers = { redirect } };
    struct result r = get_from(&s, "", 64);
    assert_false(r.ok);
    if (!strstr(r.err.text, "/feed.json" PUBLIC_SENTENCE) || strstr(r.err.text, "secret"))
        fail_msg("%s", r.err.text);
    assert_int_equal(r.response.status, 302);
}

/* A proxy stands on a private address and fetches from anywhere. */
static void a_proxy_is_no_way_round_it(void **state)
{
    (void)state;
    struct server proxy = { .answers = { OK("Content-Length: 2\r\n", "{}"),
                                         OK("Content-Length: 2\r\n", "{}") } };
    start(&proxy);
    CLEANUP_FREE char *address = xasprintf("http://127.0.0.1:%d", proxy.port);
    setenv("http_proxy", address, 1);
    setenv("ALL_PROXY", address, 1);
    CLEANUP(http_free) struct http *h = client_of("", "", false);
    struct result r = get(h, "http://203.0.113.5/feed.json", "", 64);
    assert_false(r.ok);
    assert_non_null(strstr(r.err.text, PUBLIC_SENTENCE));
    assert_int_equal(proxy.served, 0);
    /* Allowed, it is used as ever; so this test would see it. */
    CLEANUP(http_free) struct http *free_to = client_of("", "", true);
    r = get(free_to, "http://203.0.113.5/feed.json", "", 64);
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
    stop(&proxy);
    if (!r.ok)
        fail_msg("%s", r.err.text);
    assert_int_equal(proxy.served, 1);
    assert_non_null(strstr(proxy.requests[0], "GET http://203.0.113.5/feed.json "));
    buffer_release(&r.response.body);
}

/* ---- headers_file */

static char *secret_file(const char *text, size_t len)
{
    char *path = xstrdup("/tmp/siapambil-headers-XXXXXX");
    int fd = mkstemp(path);
    assert_int_equal(write(fd, text, len), len);
    close(fd);
    return path;
}

static void headers_go_with_the_request_and_are_read_anew(void **state)
{
    (void)state;
    static const char text[] = "\xEF\xBB\xBF# of the portal\r\n\r\napikey:  abc 123 \r\n"
                               "X-Unit: Dukcapil\naccept: text/csv";
    CLEANUP_FREE char *path = secret_file(text, sizeof(text) - 1);
    CLEANUP_FREE char *redirect = redirect_to("/there");
    struct server s = { .answers = { redirect, OK("Content-Length: 2\r\n", "{}"),
                                     OK("Content-Length: 2\r\n", "{}") } };
    start(&s);
    CLEANUP(http_free) struct http *h = client_of("", path, false);
    CLEANUP_FREE char *url = xasprintf("http://127.0.0.1:%d/feed.json", s.port);
    struct result r = get(h, url, "", 64);
    if (!r.ok)
        fail_msg("%s", r.err.text);
    buffer_release(&r.response.body);
    for (int i = 0; i < 2; i++) { /* on the same server a redirect takes them along */
        assert_non_null(strstr(s.requests[i], "\r\napikey: abc 123\r\nX-Unit: Dukcapil\r\n"));
        assert_non_null(strstr(s.requests[i], "\r\naccept: text/csv\r\n"));
        assert_null(strstr(s.requests[i], "application/json"));
    }
    FILE *file = fopen(path, "w");
    fputs("apikey: new\n", file);
    fclose(file);
    r = get(h, url, "", 64);
    assert_true(r.ok);
    buffer_release(&r.response.body);
    stop(&s);
    assert_non_null(strstr(s.requests[2], "\r\napikey: new\r\nAccept: application/json"));
    unlink(path);
}

static void neither_headers_nor_token_reach_another_server(void **state)
{
    (void)state;
    CLEANUP_FREE char *headers = secret_file("apikey: rahasia-1\n", 18);
    CLEANUP_FREE char *token = secret_file("rahasia-2\n", 10);
    struct server other = { .answers = { OK("Content-Length: 2\r\n", "{}") } };
    start(&other);
    CLEANUP_FREE char *where = xasprintf("http://localhost:%d/there?k=rahasia-3", other.port);
    CLEANUP_FREE char *redirect = redirect_to(where);
    struct server s = { .answers = { redirect } };
    start(&s);
    CLEANUP(http_free) struct http *h = client_of(token, headers, false);
    CLEANUP_FREE char *url = xasprintf("http://127.0.0.1:%d/feed.json", s.port);
    struct result r = get(h, url, "", 64);
    stop(&s);
    stop(&other);
    assert_false(r.ok);
    if (!strstr(r.err.text, "/feed.json: redirected to another server ('localhost'), which must "
                            "not get the headers of [source] headers_file: put its address in "
                            "[source] url if it is right") ||
        strstr(r.err.text, "rahasia"))
        fail_msg("%s", r.err.text);
    assert_non_null(strstr(s.requests[0], "rahasia-1"));
    assert_non_null(strstr(s.requests[0], "rahasia-2"));
    assert_string_equal(other.requests[0], "");
    unlink(headers);
    unlink(token);
}

static void what_is_no_header_is_told_by_its_line_only(void **state)
{
    (void)state;
#define TEXT(t) t, sizeof(t) - 1
    static const struct {
        const char *text;
        size_t len;
        const char *sentence;
    } cases[] = {
        { TEXT(""), "' holds no header; allowed: Name: value, one a line" },
        { TEXT("# rahasia\n\n"), "' holds no header" },
        { TEXT("a: b\nrahasia\n"), ":2: is no header; allowed: Name: value" },
        { TEXT(": rahasia\n"), ":1: is no header" },
        { TEXT("api key: rahasia\n"), ":1: is no header" },
        { TEXT("api\xC3\xA9: rahasia\n"), ":1: is no header" },
        { TEXT("api\0: rahasia\n"), ":1: is no header" },
        { TEXT("\n a: rahasia\n"), ":2: is no header" },
        { TEXT("apikey:\n"), ":1: is a header without a value" },
        { TEXT("apikey: rahasia\x01\n"), ":1: holds control characters" },
        { TEXT("apikey: rahasia\r: b\n"), ":1: holds control characters" },
        { TEXT("apikey: rahasia\0a\n"), ":1: holds control characters" },
        { TEXT("apikey: rahasia\x7F!\n"), ":1: holds control characters" },
        { TEXT("host: rahasia\n"), ":1: is a header that siapambil says itself" },
        { TEXT("Content-Length: 4\n"), ":1: is a header that siapambil says itself" },
        { TEXT("transfer-encoding: chunked\n"), ":1: is a header that siapambil says itself" },
        { TEXT("User-Agent: rahasia\n"), ":1: is a header that siapambil says itself" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_FREE char *path = secret_file(cases[i].text, cases[i].len);
        struct curl_slist *headers = NULL;
        struct error err = { "" };
        if (credentials_read_headers(path, &headers, &err) ||
            !strstr(err.text, cases[i].sentence) || !strstr(err.text, path) ||
            strncmp(err.text, "[source] headers_file: ", 23) != 0 || strstr(err.text, "rahasia"))
            fail_msg("case %zu: %s", i, err.text);
        curl_slist_free_all(headers);
        unlink(path);
    }
    struct curl_slist *headers = NULL;
    struct error err = { "" };
    assert_false(credentials_read_headers("/nowhere/headers", &headers, &err));
    assert_non_null(strstr(err.text, "[source] headers_file: cannot read '/nowhere/headers'"));
}

int main(void)
{
    http_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_offices_own_addresses_are_known),
        cmocka_unit_test(an_address_tells_whether_http_may_be_used),
        cmocka_unit_test(http_to_a_public_address_is_refused),
        cmocka_unit_test(a_redirect_to_a_public_address_is_refused),
        cmocka_unit_test(a_proxy_is_no_way_round_it),
        cmocka_unit_test(headers_go_with_the_request_and_are_read_anew),
        cmocka_unit_test(neither_headers_nor_token_reach_another_server),
        cmocka_unit_test(what_is_no_header_is_told_by_its_line_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
