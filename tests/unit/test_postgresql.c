/* publish/postgresql.h as far as it goes without a database: addresses, queries, and servers that
 * are none. tests/e2e/test_postgresql.py asks a real one. */
#include "unit/http_server.h"

#include "publish/postgresql.h"

static void an_address_holds_no_password(void **state)
{
    (void)state;
    static const struct {
        const char *url, *error; /* NULL: taken */
    } cases[] = {
        { "postgresql://siap@db.go.id/simpel", NULL },
        { "postgresql://siap@db.go.id:5433/simpel?sslmode=verify-full", NULL },
        { "postgresql://a.go.id:5432,b.go.id:5433/simpel", NULL },
        { "postgresql://siap@[::1]:5433/simpel", NULL },
        { "postgresql:///simpel?host=/run/postgresql", NULL },
        { "postgresql://%2Frun%2Fpostgresql/simpel", NULL },
        { "postgresql://?service=simpel", NULL },
        { "postgresql://kota%40dukcapil@db/simpel", NULL },
        { "postgresql://siap:hush@db.go.id/simpel", "holds a password" },
        { "postgresql://db.go.id/simpel?password=hush", "holds a password" },
        { "postgresql://db.go.id/simpel?p%61ssword=hush", "holds a password" },
        { "postgresql://db.go.id/simpel?sslpassword=hush", "holds a password" },
        { "postgresql://siap:hush/word@db.go.id/simpel", "has a port that is no number" },
        { "postgresql://siap:1/hush@db.go.id/simpel", "has a port that is no number" },
        { "postgresql://db.go.id/simpel?hush=1", "cannot be the address of a database" },
        { "postgresql://db.go.id/simpel?hush", "cannot be the address of a database" },
        { "postgresql://[hush/simpel", "cannot be the address of a database" },
        { "https://hush.go.id/", "cannot be the address of a database" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error err = { "" };
        bool ok = postgresql_check_url(cases[i].url, &err);
        if (ok != !cases[i].error || strstr(err.text, "hush") ||
            (!ok && strncmp(err.text, cases[i].error, strlen(cases[i].error)) != 0))
            fail_msg("%s: %s", cases[i].url, ok ? "taken" : err.text);
    }
}

static void an_address_is_shown_without_its_user(void **state)
{
    (void)state;
    static const struct {
        const char *url, *shown;
    } cases[] = {
        { "postgresql://siap@db.go.id/simpel", "postgresql://db.go.id/simpel" },
        { "postgresql://siap@db.go.id:5433/simpel?sslmode=verify-full",
          "postgresql://db.go.id:5433/simpel" },
        { "postgresql://siap@[::1]:5433/simpel", "postgresql://[::1]:5433/simpel" },
        { "postgresql:///simpel?host=/run/postgresql&user=siap",
          "postgresql:///simpel?host=/run/postgresql" },
        { "postgresql://%2Frun%2Fpostgresql/simpel", "postgresql:///simpel?host=/run/postgresql" },
        { "postgresql://?service=simpel", "postgresql://?service=simpel" },
        { "postgresql://db.go.id", "postgresql://db.go.id" },
        { "postgresql://siap:hush@db.go.id/simpel", "(an address that cannot be read)" },
        { "postgresql://siap:hush/word@db.go.id/simpel", "(an address that cannot be read)" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_FREE char *shown = postgresql_shown_url(cases[i].url);
        assert_string_equal(shown, cases[i].shown);
    }
}

static void a_query_is_there(void **state)
{
    (void)state;
    static const char *const none[] = { "", " ", ";", " \n;\n ", "\t;" };
    for (size_t i = 0; i < COUNT(none); i++) {
        struct error err = { "" };
        assert_false(postgresql_check_query(none[i], &err));
        assert_non_null(strstr(err.text, "allowed: one SELECT"));
    }
    struct error err = { "" };
    assert_true(postgresql_check_query("select 1;", &err));
}

static struct config *source_of(const char *query_file)
{
    struct config *c = config_new();
    struct error err = { "" };
    CLEANUP_FREE char *setting = xasprintf("source.query_file=%s", query_file);
    assert_true(config_set(c, "source.url=postgresql://db/simpel", &err));
    assert_true(config_set(c, setting, &err));
    return c;
}

static void a_query_in_a_file_is_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *error;
    } cases[] = {
        { "\xEF\xBB\xBFselect *\r\nfrom v;\r\n", NULL },
        { "select '\xE9'", "--set: [source] query_file is not UTF-8" },
        { "\xEF\xBB\xBF ;\n", "--set: [source] query_file holds no query" },
    };
    char path[] = "/tmp/siapambil-query-XXXXXX";
    int fd = mkstemp(path);
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP(config_free) struct config *c = source_of(path);
        struct error err = { "" };
        assert_int_equal(ftruncate(fd, 0), 0);
        assert_true(pwrite(fd, cases[i].text, strlen(cases[i].text), 0) > 0);
        CLEANUP(postgresql_free) struct postgresql *p = postgresql_open(c, &err);
        if (!p != !!cases[i].error ||
            (!p && strncmp(err.text, cases[i].error, strlen(cases[i].error)) != 0))
            fail_msg("%zu: %s", i, err.text);
    }
    close(fd);
    unlink(path);
    CLEANUP(config_free) struct config *c = source_of(path);
    struct error err = { "" };
    CLEANUP(postgresql_free) struct postgresql *p = postgresql_open(c, &err);
    assert_null(p);
    assert_non_null(strstr(err.text, "[source] query_file: cannot read"));
}

/* ---- servers that are none */

struct asking {
    struct postgresql *p;
    uint64_t cancel_after_ms; /* 0: never */
    char sentence[sizeof(((struct error *)0)->text)];
    uint64_t took_ms;
    enum postgresql_trouble trouble;
};

static void *cancel(void *ctx)
{
    struct asking *a = ctx;
    const struct transport *t = postgresql_transport(a->p);
    usleep((useconds_t)a->cancel_after_ms * 1000);
    t->cancel(t->ctx);
    return NULL;
}

static void ask(struct asking *a, int port, int connect_timeout_s)
{
    CLEANUP(postgresql_free)
    struct postgresql *p =
        postgresql_new(&(struct postgresql_options){ .query = "select 1",
                                                     .connect_timeout_s = connect_timeout_s,
                                                     .statement_timeout_s = 1,
                                                     .utc_offset_s = 7 * 3600 });
    const struct transport *t = postgresql_transport(p);
    CLEANUP_FREE char *url =
        xasprintf("postgresql://siap@127.0.0.1:%d/simpel?sslmode=disable&gssencmode=disable", port);
    struct response response = { .body = BUFFER_SECRET(1000) };
    struct request request = { .url = url, .etag = "", .last_modified = "" };
    struct error err = { "" };
    pthread_t thread;
    a->p = p;
    if (a->cancel_after_ms)
        pthread_create(&thread, NULL, cancel, a);
    uint64_t begun = clock_monotonic_ns();
    assert_false(t->get(t->ctx, &request, &response, &err));
    a->took_ms = (clock_monotonic_ns() - begun) / 1000000;
    a->trouble = postgresql_trouble(p);
    if (a->cancel_after_ms)
        pthread_join(thread, NULL);
    memcpy(a->sentence, err.text, sizeof(err.text));
    buffer_release(&response.body);
}

/* "R", a length, 3: a password, please. */
#define WANTS_PASSWORD "R\0\0\0\x08\0\0\0\x03"

static void what_is_no_database_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *what, *answer, *sentence;
        size_t len;
    } cases[] = {
        { "one that says nothing", "", "within 1 s: see [source] connect_timeout", 0 },
        { "a web server", "HTTP/1.1 400 Bad Request\r\n\r\n",
          "what answers in the place of the database at 127.0.0.1, port", 0 },
        { "one that asks for a password that there is not", WANTS_PASSWORD,
          "the server asks for a password, and there is none for this user; it belongs in "
          "~/.pgpass, or the file that PGPASSFILE names",
          sizeof(WANTS_PASSWORD) - 1 },
    };
    setenv("PGPASSFILE", "/nowhere", 1);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct server server = { .answers = { cases[i].answer }, .lengths = { cases[i].len } };
        struct asking a = { .trouble = POSTGRESQL_FINE };
        start(&server);
        ask(&a, server.port, 1);
        stop(&server);
        if (!strstr(a.sentence, cases[i].sentence) || a.trouble != POSTGRESQL_CONNECTION ||
            strncmp(a.sentence, "postgresql://127.0.0.1:", 23) != 0)
            fail_msg("%s: %s", cases[i].what, a.sentence);
        assert_true(a.took_ms < 5000);
    }
}

static void a_password_that_others_may_read_is_told(void **state)
{
    (void)state;
    char path[] = "/tmp/siapambil-pgpass-XXXXXX";
    int fd = mkstemp(path);
    assert_true(write(fd, "*:*:*:*:hush\n", 13) == 13 && fchmod(fd, 0644) == 0);
    close(fd);
    setenv("PGPASSFILE", path, 1);
    struct server server = { .answers = { WANTS_PASSWORD },
                             .lengths = { sizeof(WANTS_PASSWORD) - 1 } };
    struct asking a = { .trouble = POSTGRESQL_FINE };
    start(&server);
    ask(&a, server.port, 2);
    stop(&server);
    unlink(path);
    assert_non_null(strstr(a.sentence, path));
    assert_non_null(strstr(a.sentence, "is not read, since others may read it"));
    assert_null(strstr(a.sentence, "hush"));
}

static void waiting_for_a_server_can_be_broken_off(void **state)
{
    (void)state;
    struct server server = { .answers = { "" } };
    struct asking a = { .cancel_after_ms = 50 };
    start(&server);
    ask(&a, server.port, 60);
    stop(&server);
    assert_non_null(strstr(a.sentence, ": cancelled"));
    assert_true(a.took_ms < 20000);
}

static void being_woken_ends_one_wait(void **state)
{
    (void)state;
    CLEANUP(postgresql_free)
    struct postgresql *p = postgresql_new(&(struct postgresql_options){ .query = "select 1" });
    const struct transport *t = postgresql_transport(p);
    uint64_t begun = clock_monotonic_ns();
    t->wake(t->ctx);
    t->wake(t->ctx);
    t->wait(t->ctx, 60000);
    assert_true(clock_monotonic_ns() - begun < UINT64_C(20000000000));
    begun = clock_monotonic_ns();
    t->wait(t->ctx, 30);
    assert_true(clock_monotonic_ns() - begun >= 29000000);
    t->cancel(t->ctx);
    t->wait(t->ctx, 60000);
    assert_true(clock_monotonic_ns() - begun < UINT64_C(20000000000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_holds_no_password),
        cmocka_unit_test(an_address_is_shown_without_its_user),
        cmocka_unit_test(a_query_is_there),
        cmocka_unit_test(a_query_in_a_file_is_text),
        cmocka_unit_test(what_is_no_database_is_told),
        cmocka_unit_test(a_password_that_others_may_read_is_told),
        cmocka_unit_test(waiting_for_a_server_can_be_broken_off),
        cmocka_unit_test(being_woken_ends_one_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
