/* Which addresses a configuration may name, and what is said of those that it may. */
#include "unit/test.h"

#include <stdlib.h>

#include "setup/sources.h"
#include "setup/trust.h"
#include "setup/warnings.h"
#include "base/hash.h"

#define KEY "public_keys = RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\n"
#define PUBLIC                                                                                     \
    " is http to 203.0.113.5, a public address, and anybody on the way could change the list; "    \
    "allowed: https, a signed feed (public_keys), or allow_http = yes"
#define SHEET                                                                                      \
    "format = csv\n[map]\nname = N\ntype = T\nstatus = S\n[location mpp]\nname = "                 \
    "MPP\n[route]\n*, * = "                                                                        \
    "mpp\n"

static const struct {
    const char *what, *text;
    const char *error;    /* NULL: taken, with … */
    const char *warnings; /* … these */
} cases[] = {
    { "https", "[source]\nurl = https://a.go.id/\n", NULL, "" },
    { "a file", "[source]\nurl = file:///srv/feed.json\n", NULL, "" },
    { "http within the office", "[source]\nurl = http://192.168.10.4/\n", NULL, "" },
    { "http on this machine", "[source]\nurl = http://localhost:8080/\n", NULL, "" },
    { "http to a public address", "[source]\nurl = http://u:pass@203.0.113.5/?key=secret\n",
      "b.ini:2: [source] url" PUBLIC, NULL },
    { "a public address as a mirror",
      "[source]\nurl = https://a.go.id/\nmirrors = https://b.go.id/ http://203.0.113.5/\n",
      "b.ini:3: [source] mirrors" PUBLIC, NULL },
    { "a public address of one source",
      "[source a]\nurl = https://a.go.id/\n[source b]\nurl = http://203.0.113.5/\n",
      "b.ini:4: [source b] url" PUBLIC, NULL },
    { "a signed feed from a public address", "[source]\nurl = http://203.0.113.5/\n" KEY, NULL,
      "" },
    /* What is said for other sources does not sign a sheet. */
    { "a sheet beside a signed feed",
      "[source a]\nurl = https://a.go.id/\n" KEY "[source b]\nurl = http://203.0.113.5/\n" SHEET,
      "b.ini:5: [source b] url" PUBLIC, NULL },
    { "an explicit leave", "[source]\nurl = http://203.0.113.5/\nallow_http = yes\n", NULL,
      "b.ini:3: [source] allow_http = yes: whoever stands on the way to a public address can read "
      "and change what comes by http\n" },
    { "http to a name", "[source]\nurl = http://u:pass@feed.a.go.id/?key=secret\n", NULL,
      "b.ini:2: [source] url is http: pulled only while its host, feed.a.go.id, has a private "
      "address\n" },
    { "http to a name as a mirror",
      "[source]\nurl = https://a.go.id/\nmirrors = https://b.go.id/ http://c.go.id/\n", NULL,
      "b.ini:3: [source] mirrors is http: pulled only while its host, c.go.id, has a private "
      "address\n" },
    { "a signed feed from a name", "[source]\nurl = http://a.go.id/\n" KEY, NULL, "" },
    { "several sources",
      "[source a]\nurl = http://a.go.id/\n[source b]\nurl = http://b.go.id/\nallow_http = yes\n",
      NULL,
      "b.ini:2: [source a] url is http: pulled only while its host, a.go.id, has a private "
      "address\n"
      "b.ini:5: [source b] allow_http = yes: whoever stands on the way to a public address can "
      "read "
      "and change what comes by http\n" },
};

static void what_may_be_pulled_by_http_is_told(void **state)
{
    (void)state;
    static const uint8_t key[HASH_KEY_SIZE] = { 1 };
    struct privacy privacy;
    privacy_init(&privacy);
    privacy.id_key = key;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error err = { "" };
        CLEANUP(config_free) struct config *c = config_new();
        CLEANUP_BUFFER struct buffer warnings = BUFFER_INIT(0);
        const char *text = cases[i].text;
        if (!config_read_text(c, text, strlen(text), "b.ini", &err) || !config_check(c, &err))
            fail_msg("%s: %s", cases[i].what, err.text);
        CLEANUP(sources_free) struct sources *s = sources_new(c, &privacy, &err);
        if (cases[i].error ? !!s || strcmp(err.text, cases[i].error) != 0 : !s)
            fail_msg("%s: %s", cases[i].what, err.text);
        warnings_add(c, &warnings);
        if (cases[i].warnings && strcmp(buffer_text(&warnings), cases[i].warnings) != 0)
            fail_msg("%s: %s", cases[i].what, buffer_text(&warnings));
    }
}

static void a_token_on_an_open_line_is_warned_of(void **state)
{
    (void)state;
    static const struct {
        const char *text, *warnings;
    } texts[] = {
        { "[source]\nurl = http://10.0.0.1/\ntoken_file = /t\n",
          "b.ini:2: [source] url is http: the token of token_file can be read on the way to "
          "10.0.0.1; allowed, but https is meant\n" },
        { "[source]\nurl = http://10.0.0.1/\nheaders_file = /h\n",
          "b.ini:2: [source] url is http: the headers of headers_file can be read on the way to "
          "10.0.0.1; allowed, but https is meant\n" },
        { "[source]\nurl = https://a.go.id/\nheaders_file = /h\n", "" },
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct error err = { "" };
        CLEANUP(config_free) struct config *c = config_new();
        CLEANUP_BUFFER struct buffer warnings = BUFFER_INIT(0);
        assert_true(config_read_text(c, texts[i].text, strlen(texts[i].text), "b.ini", &err));
        trust_warn(c, &warnings);
        assert_string_equal(buffer_text(&warnings), texts[i].warnings);
    }
}

static void a_database_elsewhere_is_asked_by_verified_tls(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        bool warned;
    } databases[] = {
        { "postgresql://siap@db.go.id/simpel", true },
        { "postgresql://siap@db.go.id:5433/simpel?sslmode=require", true },
        { "postgresql://8.8.8.8/simpel", true },
        { "postgresql://siap@db.go.id/simpel?sslmode=verify-full", false },
        { "postgresql://siap@127.0.0.1:5432/simpel", false },
        { "postgresql://siap@localhost/simpel", false },
        { "postgresql://siap@[::1]/simpel", false },
        { "postgresql://siap@10.1.2.3/simpel", false },
        { "postgresql:///simpel?host=/run/postgresql", false },
        { "postgresql://%2Frun%2Fpostgresql/simpel", false },
        { "postgresql://?service=simpel", false },
    };
    for (size_t i = 0; i < COUNT(databases); i++) {
        struct error err = { "" };
        CLEANUP(config_free) struct config *c = config_new();
        CLEANUP_BUFFER struct buffer warnings = BUFFER_INIT(0);
        CLEANUP_FREE char *text =
            xasprintf("[source]\nformat = postgresql\nurl = %s\n", databases[i].url);
        assert_true(config_read_text(c, text, strlen(text), "b.ini", &err));
        trust_warn(c, &warnings);
        const char *expected = databases[i].warned ? "b.ini:3: [source] url does not say "
                                                     "sslmode=verify-full: "
                                                   : "";
        if (strncmp(buffer_text(&warnings), expected, strlen(expected)) != 0 ||
            (!databases[i].warned && warnings.len))
            fail_msg("%s: %s", databases[i].url, buffer_text(&warnings));
    }
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_may_be_pulled_by_http_is_told),
        cmocka_unit_test(a_token_on_an_open_line_is_warned_of),
        cmocka_unit_test(a_database_elsewhere_is_asked_by_verified_tls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
