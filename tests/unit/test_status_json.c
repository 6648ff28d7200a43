/* status/shape.h: what is written is read back, and nothing that somebody sends does harm. */
#include "unit/status_support.h"

#include "status/metrics.h"
#include "status/page.h"
#include "status/print.h"
#include "status/shape.h"

static char *written(const struct status_whole *s)
{
    struct buffer out = BUFFER_INIT(0);
    status_write_json(s, &out);
    return out.data;
}

/* Each member is written, or not known: what is written alike is the same. */
static void assert_same(const struct status_whole *a, const struct status_whole *b)
{
    CLEANUP_FREE char *one = written(a), *other = written(b);
    assert_string_equal(one, other);
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    CLEANUP_FREE struct status_whole *s = make_status();
    CLEANUP_FREE struct status_whole *back = xcalloc(1, sizeof(*back));
    CLEANUP_FREE char *text = written(s);
    struct error err = { "" };
    if (!status_read_json(text, strlen(text), back, &err))
        fail_msg("%s", err.text);
    assert_same(s, back);
}

static void what_is_not_known_stays_so(void **state)
{
    (void)state;
    CLEANUP_FREE struct status_whole *s = make_status(), *back = xcalloc(1, sizeof(*back));
    struct error err = { "" };
    s->facts.list.expires_wall_s = s->facts.list.issued_wall_s = STATUS_UNKNOWN;
    s->sources.all[0].answered_boot_s = s->machine.memory_bytes = STATUS_UNKNOWN;
    CLEANUP_FREE char *text = written(s);
    assert_null(strstr(text, "expires"));
    assert_null(strstr(text, "\"memory_bytes\""));
    assert_true(status_read_json(text, strlen(text), back, &err));
    assert_same(s, back);
}

/* Whatever an office, a source's server or a machine calls itself. */
static void hostile_words_are_words_everywhere(void **state)
{
    (void)state;
    CLEANUP_FREE struct status_whole *s = make_status(), *back = xcalloc(1, sizeof(*back));
    CLEANUP(texts_free) struct texts *texts = load_texts("id");
    struct error err = { "" };
    SAY(s->facts.office, "</title><script>alert(1)</script>\"'&\\");
    SAY(s->facts.screens[0].name, "a\"b\\c\nd");
    SAY(s->sources.all[0].pulls[1].sentence, "\x1B[2J<b>\xC2\x9B");
    CLEANUP_FREE char *text = written(s);
    assert_true(status_read_json(text, strlen(text), back, &err));
    assert_same(s, back);
    CLEANUP_BUFFER struct buffer page = BUFFER_INIT(0), metrics = BUFFER_INIT(0),
                                 print = BUFFER_INIT(0);
    status_write_page(s, texts, &page);
    assert_null(strstr(page.data, "<script>alert"));
    assert_null(strstr(page.data, "<b>\xC2"));
    status_write_metrics(s, &metrics);
    assert_non_null(strstr(metrics.data, "{screen=\"a\\\"b\\\\c\\nd\"}"));
    status_print(s, texts, &print);
    assert_null(strchr(print.data, 0x1B));
    assert_null(strstr(print.data, "\xC2\x9B"));
    /* Bytes that are no UTF-8 must not spoil the whole. */
    SAY(s->facts.office, "Dinas \xFF");
    CLEANUP_FREE char *spoilt = written(s);
    assert_true(status_read_json(spoilt, strlen(spoilt), back, &err));
    assert_string_equal(back->facts.office, "Dinas ?");
}

static void what_is_no_status_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *what, *find, *instead;
    } cases[] = {
        { "another version", "siapambil-status/1", "siapambil-status/2" },
        { "a member is missing", "\"kept\":false,", "" },
        { "a number is a text", "\"documents\":1842", "\"documents\":\"1842\"" },
        { "a number is negative", "\"documents\":1842", "\"documents\":-1" },
        { "a number has a fraction", "\"documents\":1842", "\"documents\":1.5" },
        { "a number is endless", "\"documents\":1842", "\"documents\":1e999" },
        { "an unknown word", "\"scene\":\"moving\"", "\"scene\":\"dancing\"" },
        { "a time is none", "\"now\":\"2026-11-23T", "\"now\":\"2026-13-23T" },
        { "a name that is too long", "\"name\":\"lobby\"",
          "\"name\":\"0123456789012345678901234567890123456789012345678901234567890123456789\"" },
        { "an array is none", "\"sensors\":[", "\"sensors\":5,\"x\":[" },
        { "an object is none", "\"plan\":{", "\"plan\":5,\"x\":{" },
        { "too many points", "[16700,",
          "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
          "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
          "1,"
          "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
          "1,"
          "1,1,1,1,1,1,1,1,1," },
        { "cut", "\"machine\"", "\0" },
    };
    CLEANUP_FREE struct status_whole *s = make_status(), *back = xcalloc(1, sizeof(*back));
    CLEANUP_FREE char *text = written(s);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error err = { "" };
        const char *at = strstr(text, cases[i].find);
        if (!at)
            fail_msg("%s: no %s", cases[i].what, cases[i].find);
        CLEANUP_FREE char *other = xasprintf(
            "%.*s%s%s", (int)(at - text), text, cases[i].instead,
            *cases[i].instead || cases[i].find[1] != 'm' ? at + strlen(cases[i].find) : "");
        if (status_read_json(other, strlen(other), back, &err))
            fail_msg("%s: taken", cases[i].what);
        assert_memory_equal(err.text, "it is no status of siapambil", 28);
    }
}

static void members_may_be_added(void **state)
{
    (void)state;
    CLEANUP_FREE struct status_whole *s = make_status(), *back = xcalloc(1, sizeof(*back));
    CLEANUP_FREE char *text = written(s);
    CLEANUP_FREE char *more = xasprintf("{\"later\":{\"x\":[1]},%s", text + 1);
    struct error err = { "" };
    assert_true(status_read_json(more, strlen(more), back, &err));
    assert_same(s, back);
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
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(what_is_not_known_stays_so),
        cmocka_unit_test(hostile_words_are_words_everywhere),
        cmocka_unit_test(what_is_no_status_is_refused),
        cmocka_unit_test(members_may_be_added),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}
