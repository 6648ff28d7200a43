/* fleet/dictionary.h and report_parse.h: what a screen says of itself, and what it cannot say. */
#include "base/buffer.h"
#include "fetch/report.h"
#include "fleet/dictionary.h"
#include "fleet/report_parse.h"
#include "unit/test.h"

/* "key=value " for each member. */
static bool note_member(void *ctx, const struct dictionary_member *m)
{
    struct buffer *out = ctx;
    if (m->kind == DICTIONARY_STRING)
        return buffer_addf(out, "%s='%s' ", m->key, m->text);
    if (m->kind == DICTIONARY_OTHER)
        return buffer_addf(out, "%s=other ", m->key);
    return buffer_addf(out, "%s=%s%lld ", m->key, m->kind == DICTIONARY_BOOLEAN ? "?" : "",
                       (long long)m->number);
}

static void reads_dictionaries(void **state)
{
    (void)state;
    static const struct {
        const char *text, *members; /* NULL: none */
    } cases[] = {
        { "", "" },
        { "  ", "" },
        { "a=1", "a=1 " },
        { " a=1 ", "a=1 " },
        { "a=1,b=2", "a=1 b=2 " },
        { "a=1 \t,\t b=2", "a=1 b=2 " },
        { "a=1, a=2", "a=1 a=2 " },
        { "a", "a=?1 " },
        { "a, b=?0", "a=?1 b=?0 " },
        { "a=?1", "a=?1 " },
        { "a=-5", "a=-5 " },
        { "a=007", "a=7 " },
        { "a=999999999999999", "a=999999999999999 " },
        { "a=-999999999999999", "a=-999999999999999 " },
        { "a=1.5", "a=other " },
        { "a=123456789012.125", "a=other " },
        { "a=\"\"", "a='' " },
        { "a=\"x \\\"y\\\" \\\\\"", "a='x \"y\" \\' " },
        { "a=\"a,b;c=d\"", "a='a,b;c=d' " },
        { "*a-b_c.d9*=1", "*a-b_c.d9*=1 " },
        { "abcdefghijklmnop=1", "=1 " }, /* a key that none can be */
        { "a=tok/en:x", "a=other " },
        { "a=*", "a=other " },
        { "a=:aGk=:", "a=other " },
        { "a=::", "a=other " },
        { "a=()", "a=other " },
        { "a=( 1  \"x\";p=1 tok );q, b=2", "a=other b=2 " },
        { "a=1;p;q=2;r=\"x\", b=2", "a=1 b=2 " },
        { "a;p=1", "a=?1 " },
        { "a=1; p=2", "a=1 " },
        /* --- none */
        { ",", NULL },
        { "a=1,", NULL },
        { "a=1, ", NULL },
        { "a=1,,b=2", NULL },
        { "a=1 b=2", NULL },
        { "a=", NULL },
        { "a =1", NULL },
        { "a= 1", NULL },
        { "=1", NULL },
        { "A=1", NULL },
        { "1a=1", NULL },
        { "\ta=1", NULL },
        { "a=+1", NULL },
        { "a=-", NULL },
        { "a=1000000000000000", NULL },
        { "a=1e5", NULL },
        { "a=1.", NULL },
        { "a=1.1234", NULL },
        { "a=1234567890123.1", NULL },
        { "a=?", NULL },
        { "a=?2", NULL },
        { "a=?11", NULL },
        { "a=\"", NULL },
        { "a=\"x", NULL },
        { "a=\"x\\\"", NULL },
        { "a=\"x\\n\"", NULL },
        { "a=\"x\\", NULL },
        { "a=\"\t\"", NULL },
        { "a=\"\x7f\"", NULL },
        { "a=\"\xc3\xa9\"", NULL },
        { "a='x'", NULL },
        { "a=:aGk=", NULL },
        { "a=:a-k:", NULL },
        { "a=(", NULL },
        { "a=(1", NULL },
        { "a=(1,2)", NULL },
        { "a=(\"x\"\"y\")", NULL },
        { "a=((1))", NULL },
        { "a=1;", NULL },
        { "a=1;P=1", NULL },
        { "a=1;p=", NULL },
        { "a=1\n", NULL },
        { "\xe2\x80\x9c", NULL },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
        /* A copy of just this length, so that the sanitizers see a step too far. */
        size_t len = strlen(cases[i].text);
        CLEANUP_FREE char *text = xmalloc(len ? len : 1);
        memcpy(text, cases[i].text, len);
        bool ok = dictionary_parse(text, len, note_member, &out);
        if (ok != !!cases[i].members || (ok && strcmp(buffer_text(&out), cases[i].members) != 0))
            fail_msg("'%s' is '%s'", cases[i].text, ok ? buffer_text(&out) : "none");
    }
}

static void a_dictionary_holds_no_nul_and_is_256_bytes_long_at_most(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    char text[DICTIONARY_MAX + 1];
    assert_false(dictionary_parse("a=1\0", 4, note_member, &out));
    assert_false(dictionary_parse("a\0=1", 4, note_member, &out));
    assert_false(dictionary_parse("a=\"\0\"", 5, note_member, &out));
    assert_false(dictionary_parse("a=x\0y", 5, note_member, &out));
    memset(text, 'x', sizeof(text));
    memcpy(text, "a=\"", 3);
    text[DICTIONARY_MAX - 1] = '"';
    assert_true(dictionary_parse(text, DICTIONARY_MAX, note_member, &out));
    text[DICTIONARY_MAX - 1] = 'x';
    text[DICTIONARY_MAX] = '"';
    assert_false(dictionary_parse(text, DICTIONARY_MAX + 1, note_member, &out));
}

static void reads_what_a_screen_says(void **state)
{
    (void)state;
    static const char text[] =
        "id=\"bdg-mpp-1\", v=\"0.1.0\", r=\"32.73\", s=20261123094000, n=1842, "
        "age=35, late=2, hz=30, on=?1, t=1795426860, up=86400, later=(1 2);x";
    struct fleet_report r;
    assert_true(fleet_report_parse(text, strlen(text), &r));
    assert_string_equal(r.id, "bdg-mpp-1");
    assert_string_equal(r.version, "0.1.0");
    assert_string_equal(r.region, "32.73");
    assert_int_equal(r.serial, 20261123094000);
    assert_int_equal(r.rows, 1842);
    assert_int_equal(r.age_s, 35);
    assert_int_equal(r.late, 2);
    assert_int_equal(r.rate_hz, 30);
    assert_int_equal(r.panel_on, 1);
    assert_int_equal(r.time_s, 1795426860);
    assert_int_equal(r.up_s, 86400);
}

static void what_is_not_said_is_not_known(void **state)
{
    (void)state;
    struct fleet_report r;
    assert_true(fleet_report_parse("id=\"x\"", 6, &r));
    assert_string_equal(r.version, "");
    assert_string_equal(r.region, "");
    assert_int_equal(r.serial, REPORT_UNKNOWN);
    assert_int_equal(r.rows, REPORT_UNKNOWN);
    assert_int_equal(r.age_s, REPORT_UNKNOWN);
    assert_int_equal(r.late, REPORT_UNKNOWN);
    assert_int_equal(r.rate_hz, REPORT_UNKNOWN);
    assert_int_equal(r.panel_on, REPORT_UNKNOWN);
    assert_int_equal(r.time_s, REPORT_UNKNOWN);
    assert_int_equal(r.up_s, REPORT_UNKNOWN);
}

#define ID64 "0123456789012345678901234567890123456789012345678901234567890123"

static void refuses_what_no_screen_says(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
    } cases[] = {
        { "id=\"" ID64 "\"", true },
        { "id=\"A.b_c-9\"", true },
        { "id=\"x\", id=\"y\"", true },
        { "id=\"x\", r=\"\"", true },
        { "id=\"x\", v=\"0.1.0~rc1+git:2\"", true },
        { "id=\"x\", n=0, on=?0, other=1.5", true },
        { "id=\"" ID64 "4\"", false },
        { "id=\"\"", false },
        { "id=\"a b\"", false },
        { "id=\"<script>\"", false },
        { "id=\"a\\\"b\"", false },
        { "id=x", false },
        { "id", false },
        { "id=5", false },
        { "v=\"0.1.0\"", false },
        { "", false },
        { "-", false },
        { "id=\"x\", v=1", false },
        { "id=\"x\", r=32", false },
        { "id=\"x\", n=-1", false },
        { "id=\"x\", n=1.5", false },
        { "id=\"x\", n=\"5\"", false },
        { "id=\"x\", n", false },
        { "id=\"x\", on=1", false },
        { "id=\"x\", age=9999999999999999", false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fleet_report r = { .id = "untouched" };
        if (fleet_report_parse(cases[i].text, strlen(cases[i].text), &r) != cases[i].ok)
            fail_msg("%s", cases[i].text);
        assert_true(cases[i].ok || strcmp(r.id, "untouched") == 0);
    }
}

static void a_version_or_region_of_another_form_is_not_known(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "id=\"x\", v=\"<b>\", r=\"Bandung\"",
        "id=\"x\", v=\"012345678901234567890123456789012\", r=\"32.73.01.1001.1\"",
        "id=\"x\", v=\"\", r=\"\"",
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fleet_report r;
        assert_true(fleet_report_parse(cases[i], strlen(cases[i]), &r));
        assert_string_equal(r.version, "");
        assert_string_equal(r.region, "");
    }
}

/* What one side makes, the other reads. */
static void reads_what_the_program_writes(void **state)
{
    (void)state;
    struct report_facts facts = {
        .id = ID64,
        .version = "0.1.0",
        .started_boot_s = 1000,
        .late = 7,
        .rate_hz = 20,
        .on = true,
        .shown = true,
        .region = "32.73.01.1001",
        .serial = 999999999999999,
        .documents = 200000,
        .confirmed = true,
        .confirmed_boot_s = 4000,
    };
    char text[REPORT_SIZE];
    struct fleet_report r;
    report_write(&facts, 1795426860, 5000, text);
    assert_true(fleet_report_parse(text, strlen(text), &r));
    assert_string_equal(r.id, ID64);
    assert_string_equal(r.version, "0.1.0");
    assert_string_equal(r.region, "32.73.01.1001");
    assert_int_equal(r.serial, 999999999999999);
    assert_int_equal(r.rows, 200000);
    assert_int_equal(r.age_s, 1000);
    assert_int_equal(r.late, 7);
    assert_int_equal(r.rate_hz, 20);
    assert_int_equal(r.panel_on, 1);
    assert_int_equal(r.time_s, 1795426860);
    assert_int_equal(r.up_s, 4000);
    facts.serial = (UINT64_C(1) << 53) - 1; /* has 16 digits */
    report_write(&facts, 1795426860, 5000, text);
    assert_true(fleet_report_parse(text, strlen(text), &r));
    assert_int_equal(r.serial, REPORT_UNKNOWN);
    assert_int_equal(r.rows, 200000);
    facts.shown = facts.confirmed = facts.on = false;
    report_write(&facts, 1795426860, 5000, text);
    assert_true(fleet_report_parse(text, strlen(text), &r));
    assert_int_equal(r.rows, REPORT_UNKNOWN);
    assert_int_equal(r.panel_on, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_dictionaries),
        cmocka_unit_test(a_dictionary_holds_no_nul_and_is_256_bytes_long_at_most),
        cmocka_unit_test(reads_what_a_screen_says),
        cmocka_unit_test(what_is_not_said_is_not_known),
        cmocka_unit_test(reads_what_the_program_writes),
        cmocka_unit_test(refuses_what_no_screen_says),
        cmocka_unit_test(a_version_or_region_of_another_form_is_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
