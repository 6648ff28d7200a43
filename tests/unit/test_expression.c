#include "unit/test.h"

#include "feed/expression.h"
#include "feed/json_pointer.h"

/* A row: names and texts, one after the other. */
struct row {
    const struct expression *e;
    const char *const *pairs;
};

static const char *lookup(void *ctx, size_t part)
{
    const struct row *row = ctx;
    for (const char *const *p = row->pairs; *p; p += 2) {
        if (strcmp(p[0], expression_part(row->e, part)) == 0)
            return p[1];
    }
    return NULL;
}

static const char *const row[] = { "/depan", "BUDI", "/belakang", "SANTOSO", "/kosong", "",
                                   "Nama",   "SITI", "No. Reg",   "42",      "#3",      "KK",
                                   "A+B",    "plus", "/a b",      "blank",   NULL };

static void makes_a_member(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum expression_kind kind;
        const char *result;
    } cases[] = {
        { "", EXPRESSION_POINTERS, "" },
        { "  ", EXPRESSION_COLUMNS, "" },
        { "/depan", EXPRESSION_POINTERS, "BUDI" },
        { " /depan ", EXPRESSION_POINTERS, "BUDI" },
        { "/a b", EXPRESSION_POINTERS, "blank" },
        { "/depan + /belakang", EXPRESSION_POINTERS, "BUDI SANTOSO" },
        { "/depan + /kosong + /belakang", EXPRESSION_POINTERS, "BUDI SANTOSO" },
        { "/depan + /nowhere", EXPRESSION_POINTERS, "BUDI" },
        { "/kosong | /belakang", EXPRESSION_POINTERS, "SANTOSO" },
        { "/depan | /belakang", EXPRESSION_POINTERS, "BUDI" },
        { "/kosong + /nowhere | /depan + /belakang", EXPRESSION_POINTERS, "BUDI SANTOSO" },
        { "/nowhere | \"SELESAI\"", EXPRESSION_POINTERS, "SELESAI" },
        { "/depan | \"SELESAI\"", EXPRESSION_POINTERS, "BUDI" },
        { "\"SELESAI\"", EXPRESSION_COLUMNS, "SELESAI" },
        { "\"A | B + C\"", EXPRESSION_COLUMNS, "A | B + C" },
        { "\"No.\" + /depan", EXPRESSION_POINTERS, "No. BUDI" },
        { "\"No.\" + /kosong | /belakang", EXPRESSION_POINTERS, "SANTOSO" },
        { "\"No.\" + /kosong", EXPRESSION_POINTERS, "" },
        { "Nama", EXPRESSION_COLUMNS, "SITI" },
        { "No. Reg + Nama", EXPRESSION_COLUMNS, "42 SITI" },
        { "A+B", EXPRESSION_COLUMNS, "plus" },
        { "#3", EXPRESSION_COLUMNS, "KK" },
        { "#3|Nama", EXPRESSION_COLUMNS, "" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error err = { "" };
        CLEANUP(expression_free)
        struct expression *e = expression_new(cases[i].text, cases[i].kind, &err);
        CLEANUP_BUFFER struct buffer out = BUFFER_INIT(100);
        if (!e)
            fail_msg("%s: %s", cases[i].text, err.text);
        struct row r = { e, row };
        assert_true(expression_eval(e, lookup, &r, &out));
        if (strcmp(buffer_text(&out), cases[i].result) != 0)
            fail_msg("%s: '%s'", cases[i].text, buffer_text(&out));
    }
}

static void says_what_is_allowed(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum expression_kind kind;
        const char *sentence;
    } cases[] = {
        { "nama", EXPRESSION_POINTERS, "'nama' is neither a JSON Pointer nor a text in quotes" },
        { "#3", EXPRESSION_POINTERS, "allowed: /nama" },
        { "/a~2", EXPRESSION_POINTERS, "allowed: ~1 for '/'" },
        { "/a + ", EXPRESSION_POINTERS, "something is missing beside a '+' or '|'" },
        { "| /a", EXPRESSION_POINTERS, "something is missing" },
        { "/a +  + /b", EXPRESSION_POINTERS, "something is missing" },
        { "\"SELESAI", EXPRESSION_COLUMNS, "does not end" },
        { "\"SELESAI\" x", EXPRESSION_COLUMNS, "follows a text in quotes" },
        { "#0", EXPRESSION_COLUMNS, "'#0' is no column; allowed: #1 to #1000" },
        { "#1001", EXPRESSION_COLUMNS, "allowed: #1 to #1000" },
        { "#99999999999999999999", EXPRESSION_COLUMNS, "allowed: #1 to #1000" },
        { "a | b | c | d | e | f | g | h | i | j | k | l | m | n | o | p | q", EXPRESSION_COLUMNS,
          "more than the 16" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error err = { "" };
        if (expression_new(cases[i].text, cases[i].kind, &err))
            fail_msg("%s: taken", cases[i].text);
        if (!strstr(err.text, cases[i].sentence))
            fail_msg("%s: %s", cases[i].text, err.text);
    }
}

static void names_its_parts_once(void **state)
{
    (void)state;
    struct error err = { "" };
    CLEANUP(expression_free)
    struct expression *e = expression_new("/a + /b | /a | \"x\"", EXPRESSION_POINTERS, &err);
    assert_int_equal(expression_count(e), 2);
    assert_string_equal(expression_part(e, 1), "/b");
    assert_true(expression_has_default(e));
    CLEANUP(expression_free)
    struct expression *other = expression_new("\"x\" + /b", EXPRESSION_POINTERS, &err);
    assert_false(expression_has_default(other));
    assert_int_equal(expression_column("#12"), 12);
    assert_int_equal(expression_column("#No"), 0);
    assert_int_equal(expression_column("Nama"), 0);
}

static void keeps_to_the_limit(void **state)
{
    (void)state;
    struct error err = { "" };
    CLEANUP(expression_free)
    struct expression *e = expression_new("/depan + /belakang", EXPRESSION_POINTERS, &err);
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(8);
    struct row r = { e, row };
    assert_false(expression_eval(e, lookup, &r, &out));
}

/* ---- pointers */

static void finds_by_pointer(void **state)
{
    (void)state;
    static const char text[] =
        "{\"data\":[{\"a\":1},{\"a\":2}],\"a/b\":3,\"m~n\":4,\"\":5,\"teks\":\"{\\\"data\\\":"
        "[10,\\\"{\\\\\\\"x\\\\\\\":11}\\\"]}\",\"plain\":\"[12]\",\"twice\":6,\"twice\":7,"
        "\"\\u006eama\":8,\"kata\":\"budi\"}";
    static const struct {
        const char *pointer, *found; /* NULL: nowhere */
    } cases[] = {
        { "/data/0/a", "1" },     { "/data/1/a", "2" },       { "/data/2", NULL },
        { "/data/01", NULL },     { "/data/-", NULL },        { "/data/a", NULL },
        { "/a~1b", "3" },         { "/m~0n", "4" },           { "/", "5" },
        { "/teks/data/0", "10" }, { "/teks/data/1/x", "11" }, { "/plain/0", "12" },
        { "/twice", "7" },        { "/nama", "8" },           { "/kata", "\"budi\"" },
        { "/kata/0", NULL },      { "/nowhere", NULL },       { "", "{" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error err = { "" };
        CLEANUP(json_pointer_free)
        struct json_pointer *p = json_pointer_new(cases[i].pointer, &err);
        CLEANUP_BUFFER struct buffer held = BUFFER_INIT(1000);
        struct json_text t = { .data = text, .len = strlen(text) }, checked = t;
        assert_true(json_skip(&checked));
        bool found = json_pointer_find(p, &t, &held);
        if (found != !!cases[i].found)
            fail_msg("%s: found or not", cases[i].pointer);
        if (found && strncmp(t.data + t.at, cases[i].found, strlen(cases[i].found)) != 0)
            fail_msg("%s: %s", cases[i].pointer, t.data + t.at);
    }
}

static void decodes_strings(void **state)
{
    (void)state;
    static const struct {
        const char *json, *text;
    } cases[] = {
        { "\"\"", "" },
        { "\"a\"", "a" },
        { "\"a\\\"b\\\\c\\/d\"", "a\"b\\c/d" },
        { "\"\\b\\f\\n\\r\\t\"", "\b\f\n\r\t" },
        { "\"\\u0041\\u00e9\\u2019\\uD83D\\uDE00!\"", "Aé’😀!" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_BUFFER struct buffer held = BUFFER_INIT(100);
        struct json_text t = { .data = cases[i].json, .len = strlen(cases[i].json) }, checked = t;
        struct json_slice s;
        assert_true(json_skip(&checked));
        assert_true(json_slice(&t, &held, &s));
        assert_int_equal(t.at, t.len);
        assert_int_equal(s.len, strlen(cases[i].text));
        assert_memory_equal(s.data, cases[i].text, s.len);
    }
    struct json_text t = { .data = "\"\\u0041\\u0041\\u0041\",", .len = 21 };
    CLEANUP_BUFFER struct buffer small = BUFFER_INIT(2);
    struct json_slice s;
    assert_false(json_slice(&t, &small, &s));
    assert_int_equal(t.at, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_a_member),       cmocka_unit_test(says_what_is_allowed),
        cmocka_unit_test(names_its_parts_once), cmocka_unit_test(keeps_to_the_limit),
        cmocka_unit_test(finds_by_pointer),     cmocka_unit_test(decodes_strings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
