/* The addresses of pages and of signatures. */
#include "unit/test.h"

#include "net/url.h"

static void a_parameter_is_added_or_replaced(void **state)
{
    (void)state;
    static const struct {
        const char *url, *name, *value, *expected;
    } cases[] = {
        { "https://a.go.id/api", "page", "2", "https://a.go.id/api?page=2" },
        { "https://a.go.id/api?limit=50", "page", "2", "https://a.go.id/api?limit=50&page=2" },
        { "https://a.go.id/api?page=1&limit=50", "page", "2",
          "https://a.go.id/api?limit=50&page=2" },
        { "https://a.go.id/api?pages=9", "page", "2", "https://a.go.id/api?pages=9&page=2" },
        { "https://a.go.id/api?page", "page", "2", "https://a.go.id/api?page=2" },
        { "https://u:p@a.go.id:8443/api", "offset", "100",
          "https://u:p@a.go.id:8443/api?offset=100" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_FREE char *url = url_with_parameter(cases[i].url, cases[i].name, cases[i].value);
        assert_string_equal(url, cases[i].expected);
    }
    assert_null(url_with_parameter("not an address", "page", "1"));
}

static void a_link_leads_to_the_same_server_only(void **state)
{
    (void)state;
    static const struct {
        const char *reference, *expected; /* NULL: refused */
    } cases[] = {
        { "https://a.go.id/api?page=2", "https://a.go.id/api?page=2" },
        { "https://a.go.id:443/api?page=2", "https://a.go.id:443/api?page=2" },
        { "/other?page=2", "https://a.go.id/other?page=2" },
        { "?page=2", "https://a.go.id/v1/api?page=2" },
        { "next", "https://a.go.id/v1/next" },
        { "//evil.example/api", NULL },
        { "https://evil.example/api?page=2", NULL },
        { "http://a.go.id/api?page=2", NULL },
        { "https://a.go.id:8443/api", NULL },
        { "file:///etc/passwd", NULL },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error err = { "" };
        CLEANUP_FREE char *url =
            url_resolve("https://a.go.id/v1/api?page=1", cases[i].reference, &err);
        if (cases[i].expected) {
            assert_non_null(url);
            assert_string_equal(url, cases[i].expected);
        } else {
            assert_null(url);
            assert_non_null(strstr(err.text, "its link to the next page"));
            assert_null(strstr(err.text, "evil"));
        }
    }
}

static void a_signature_lies_beside_its_feed(void **state)
{
    (void)state;
    CLEANUP_FREE char *plain = url_with_suffix("https://a.go.id/v1/feed.json", ".minisig");
    CLEANUP_FREE char *query = url_with_suffix("https://a.go.id/v1/feed.json?key=1", ".minisig");
    CLEANUP_FREE char *file = url_with_suffix("file:///srv/feed.json", ".minisig");
    assert_string_equal(plain, "https://a.go.id/v1/feed.json.minisig");
    assert_string_equal(query, "https://a.go.id/v1/feed.json.minisig?key=1");
    assert_string_equal(file, "file:///srv/feed.json.minisig");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_parameter_is_added_or_replaced),
        cmocka_unit_test(a_link_leads_to_the_same_server_only),
        cmocka_unit_test(a_signature_lies_beside_its_feed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
