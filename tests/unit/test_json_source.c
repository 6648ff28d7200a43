#include "unit/test.h"

#include "unit/reading_support.h"
#include "unit/snapshot_check.h"

static const char *const map[MAP_MEMBERS] = {
    [MAP_ID] = "/id",        [MAP_NAME] = "/pemohon/nama", [MAP_NUMBER] = "/nomor",
    [MAP_TYPE] = "/layanan", [MAP_STATUS] = "/status",     [MAP_DONE] = "/selesai",
    [MAP_AREA] = "/kec",     [MAP_PRIVATE] = "/rahasia",
};

static struct taken take_pages(struct office *o, const struct reading_page *pages, size_t count)
{
    struct taken t = { .list = NULL };
    bool ok = reading_parse(&o->reading, pages, count, 1700000000, &t.list, &t.report, &t.err);
    assert_int_equal(ok, t.list != NULL);
    const char *wrong = ok ? check_snapshot(t.list) : NULL;
    if (wrong)
        fail_msg("%s", wrong);
    return t;
}

static struct taken take(struct office *o, const char *text)
{
    /* A copy of just this size, so that reading past it is seen. */
    size_t len = strlen(text);
    CLEANUP_FREE char *copy = xmalloc(len + !len);
    memcpy(copy, text, len);
    const struct reading_page page = { copy, len };
    return take_pages(o, &page, 1);
}

static void describe(const struct snapshot *s, struct buffer *out)
{
    for (uint32_t i = 0; i < s->document_count; i++) {
        const struct document *d = &s->documents[i];
        buffer_addf(out, "%s%s/%s/%s", i ? "; " : "", snapshot_text(s, d->name),
                    snapshot_text(s, d->number), document_type_slugs[d->type]);
    }
}

#define ROW(members) "{\"layanan\":\"KK\",\"status\":\"SELESAI\"," members "}"
#define BUDI         ROW("\"id\":1,\"nomor\":\"7\",\"pemohon\":{\"nama\":\"BUDI\"}")
#define SITI         ROW("\"id\":2,\"nomor\":\"8\",\"pemohon\":{\"nama\":\"SITI\"}")
#define BOTH         "BUDI/7/kk; SITI/8/kk"

static void finds_rows_as_apis_have_them(void **state)
{
    (void)state;
    static const struct {
        const char *what, *rows, *text, *list;
    } cases[] = {
        { "a bare array", NULL, "[" BUDI "," SITI "]", BOTH },
        { "a bare array, by the pointer to all", "", "[" BUDI "," SITI "]", BOTH },
        { "a byte-order mark", NULL, "\xEF\xBB\xBF[" BUDI "," SITI "]", BOTH },
        { "an envelope", "/data", "{\"code\":200,\"data\":[" BUDI "," SITI "],\"meta\":{}}", BOTH },
        { "an envelope in an envelope", "/result/items",
          "{\"result\":{\"items\":[" BUDI "," SITI "]}}", BOTH },
        { "an array in a string", "/d",
          "{\"d\":\"[{\\\"layanan\\\":\\\"KK\\\",\\\"status\\\":\\\"SELESAI\\\",\\\"nomor\\\":7,"
          "\\\"pemohon\\\":{\\\"nama\\\":\\\"BUDI\\\"}}]\"}",
          "BUDI/7/kk" },
        { "all of it in a string", NULL,
          "\"[{\\\"layanan\\\":\\\"KK\\\",\\\"status\\\":\\\"SELESAI\\\",\\\"nomor\\\":7,"
          "\\\"pemohon\\\":{\\\"nama\\\":\\\"BUDI\\\"}}]\"",
          "BUDI/7/kk" },
        { "no rows", "/data", "{\"data\":[]}", "" },
        { "rows by their ids", "/data",
          "{\"n\":2,\"data\":{\"x\":{\"layanan\":\"KK\",\"status\":\"SELESAI\",\"nomor\":7,"
          "\"pemohon\":{\"nama\":\"BUDI\"}},\"y\":{\"layanan\":\"KTP\",\"status\":\"SELESAI\","
          "\"nomor\":8}}}",
          "/8/ktp-el; BUDI/7/kk" },
        { "no rows, and all is well", "/data",
          "{\"status\":200,\"success\":true,\"error\":false,\"errors\":[],\"code\":\"00\",\"data\":"
          "[]}",
          "" },
        { "rows beside words of failure", "/data",
          "{\"status\":false,\"data\":[{\"layanan\":\"KK\",\"status\":\"SELESAI\",\"nomor\":7,"
          "\"pemohon\":{\"nama\":\"BUDI\"}}]}",
          "BUDI/7/kk" },
        { "no rows as Go writes it", "/data", "{\"data\":null}", "" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_BUFFER struct buffer list = BUFFER_INIT(0);
        struct office o;
        office_open(&o, SOURCE_JSON, map, cases[i].rows);
        struct taken t = take(&o, cases[i].text);
        if (!t.list)
            fail_msg("%s: %s", cases[i].what, t.err.text);
        describe(t.list, &list);
        if (strcmp(buffer_text(&list), cases[i].list) != 0)
            fail_msg("%s: %s", cases[i].what, buffer_text(&list));
        assert_int_equal(t.list->issued, 1700000000);
        assert_int_equal(t.list->serial, 0);
        snapshot_free(t.list);
        office_close(&o);
    }
}

/* One row; what becomes of it, or why it is left out. A second row keeps it from being refused. */
static void reads_values_of_every_kind(void **state)
{
    (void)state;
    static const struct {
        const char *what, *row, *list;
        enum intake_reason why;
    } cases[] = {
        { "numbers where strings are expected", ROW("\"nomor\":42,\"pemohon\":{\"nama\":5}"),
          "5/42/kk", INTAKE_REASONS },
        { "a number's own text", ROW("\"nomor\":1.50"), "/1.50/kk", INTAKE_REASONS },
        { "null is empty", ROW("\"nomor\":7,\"pemohon\":null,\"rahasia\":null"), "/7/kk",
          INTAKE_REASONS },
        { "nothing as PHP writes it", ROW("\"nomor\":7,\"pemohon\":[],\"kec\":[],\"rahasia\":{}"),
          "/7/kk", INTAKE_REASONS },
        { "a truth", ROW("\"nomor\":7,\"pemohon\":{\"nama\":\"BUDI\"},\"rahasia\":true"), "/7/kk",
          INTAKE_REASONS },
        { "a truth that is none", ROW("\"nomor\":7,\"pemohon\":{\"nama\":\"BUDI\"},\"rahasia\":0"),
          "BUDI/7/kk", INTAKE_REASONS },
        { "an object in a string",
          ROW("\"nomor\":7,\"pemohon\":\"{\\\"nama\\\":\\\"BU\\\\u0044I\\\"}\""), "BUDI/7/kk",
          INTAKE_REASONS },
        { "escapes, in names of members too",
          ROW("\"nomor\":7,\"\\u0070emohon\":{\"na\\u006da\":"
              "\"JOS\\u00c9\"}"),
          "JOSÉ/7/kk", INTAKE_REASONS },
        { "line breaks and tabs are blanks",
          ROW("\"nomor\":\"\\t7\\n\",\"pemohon\":{\"nama\":"
              "\" BUDI\\n\"}"),
          "BUDI/7/kk", INTAKE_REASONS },
        { "a member twice: the last", ROW("\"nomor\":6,\"nomor\":7"), "/7/kk", INTAKE_REASONS },
        { "an object where a text is expected", ROW("\"nomor\":{\"a\":1}"), "", INTAKE_NOT_TEXT },
        { "an array where a text is expected", ROW("\"nomor\":[1]"), "", INTAKE_NOT_TEXT },
        { "a control character", ROW("\"nomor\":\"7\\u0007\""), "", INTAKE_NOT_TEXT },
        { "a row that is a number", "17", "", INTAKE_NOT_TEXT },
        { "a row that is null", "null", "", INTAKE_NOT_TEXT },
        { "an empty row", "{}", "", INTAKE_NO_STATUS },
        { "neither name nor number", ROW("\"kec\":\"x\""), "", INTAKE_NOTHING_TO_SHOW },
        { "a NIK as a number", ROW("\"nomor\":3273010101010001,\"pemohon\":{\"nama\":\"BUDI\"}"),
          "BUDI//kk", INTAKE_REASONS },
        { "a NIK and nothing else", ROW("\"nomor\":3273010101010001"), "", INTAKE_NOTHING_TO_SHOW },
        { "a NIK as a spreadsheet has it",
          ROW("\"nomor\":3.27301E+15,\"pemohon\":{\"nama\":\"B\"}"), "B//kk", INTAKE_REASONS },
        { "a NIK as a whole number",
          ROW("\"nomor\":3273010101010001.0,\"pemohon\":{\"nama\":\"B\"}"), "B//kk",
          INTAKE_REASONS },
        { "the end of a long registration number", ROW("\"nomor\":32730120261120000421"),
          "/000421/kk", INTAKE_REASONS },
    };
    struct office o;
    office_open(&o, SOURCE_JSON, map, NULL);
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_BUFFER struct buffer list = BUFFER_INIT(0), text = BUFFER_INIT(0);
        buffer_addf(&text, "[%s,%s]", cases[i].row,
                    "{\"id\":9,\"status\":\"DIPROSES\",\"layanan\":\"KK\",\"nomor\":1,\"pemohon\":"
                    "{\"nama\":\"x\"}}");
        struct taken t = take(&o, text.data);
        if (!t.list)
            fail_msg("%s: %s", cases[i].what, t.err.text);
        describe(t.list, &list);
        if (strcmp(buffer_text(&list), cases[i].list) != 0)
            fail_msg("%s: %s", cases[i].what, buffer_text(&list));
        if (cases[i].why != INTAKE_REASONS &&
            (t.report.reasons[cases[i].why] != 1 || t.report.numbers[cases[i].why][0] != 1))
            fail_msg("%s: left out for another reason", cases[i].what);
        snapshot_free(t.list);
    }
    office_close(&o);
}

static void refuses_with_a_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *what, *rows, *text, *sentence;
    } cases[] = {
        { "nothing", NULL, "", "it is empty" },
        { "a web page", NULL, "<html>", "it is a web page (HTML or XML), not JSON" },
        { "bytes that are not UTF-8", NULL, "[\"\xE9\"]",
          "its byte 2 is not UTF-8; JSON is UTF-8" },
        { "UTF-16", NULL, "\xFF\xFE[", "it is UTF-16; JSON is UTF-8" },
        { "a word", NULL, "hello", "it is not JSON: at byte 0, no value starts like this" },
        { "a body cut short", NULL, "[" BUDI, "it ends too early" },
        { "a body cut short in a string", NULL, "[{\"status\":\"SEL", "it ends too early" },
        { "bytes behind the end", NULL, "[] []", "bytes follow its end, from byte 3 on" },
        { "an object", NULL, "{\"data\":[],\"meta\":{\"x\":[]},\"n\":1}",
          "it is an object, not an array; 'rows' says where the array of rows is, and there are: "
          "/data, /meta/x" },
        { "an array that is elsewhere", "/items", "{\"data\":[]}",
          "it has no '/items'; 'rows' says where the array of rows is, and there are: /data" },
        { "an array in a string that is elsewhere", "/items", "{\"d/e\":\"[]\"}",
          "there are: /d~1e" },
        { "an object where an array is expected", "/data", "{\"data\":{\"list\":[1]}}",
          "its '/data' is an object, not an array; 'rows' says where the array of rows is, and "
          "there are: /data/list" },
        { "a message instead of a list", "/data", "{\"message\":\"Unauthenticated.\"}",
          "it has no '/data', and holds no array" },
        { "a text where an array is expected", "/data", "{\"data\":\"BUDI\"}",
          "its '/data' is a single value" },
        { "a failure with status 200", "/data",
          "{\"status\":false,\"message\":\"BUDI\",\"data\":null}",
          "it has no rows, and its 'status' says that something went wrong" },
        { "a failure and an empty list", "/data", "{\"Success\":\"FALSE\",\"data\":[]}",
          "its 'success' says" },
        { "a code of a failure", "/data", "{\"data\":[],\"metaData\":{\"code\":\"401\"}}",
          "its 'code' says" },
        { "an error", "/data", "{\"data\":[],\"error\":{\"message\":\"BUDI\"}}",
          "its 'error' says" },
        { "objects and more where an array is expected", "/data", "{\"data\":{\"a\":{},\"b\":1}}",
          "its '/data' is an object, not an array" },
        { "no rows by their ids", "/data", "{\"data\":{}}",
          "its '/data' is an object, not an array" },
        { "null", NULL, "null", "it is a single value, not an array, and holds no array" },
        { "no status", NULL,
          "[{\"stat\":\"SELESAI\",\"pemohon\":{\"nama\":\"BUDI\"},\"nomor\":1,"
          "\"layanan\":\"KK\",\"3273010101010001\":1,\"budi 1234\":2}]",
          "it has no '/status' in any of its 1 rows ([map] status); there are: /stat, "
          "/pemohon/nama, /nomor, /layanan" },
        { "people for keys of a row", NULL,
          "[{\"BUDI SANTOSO\":{\"stat\":1},\"BUDI\":2,\"Ibu BUDI\":3,\"Tgl Selesai\":4,"
          "\"KD_LYN\":5,\"createdAt\":6}]",
          "there are: /Tgl Selesai, /KD_LYN, /createdAt" },
        { "nothing but people for keys", "/items", "{\"data\":{\"BUDI SANTOSO\":[1],\"BUDI\":[2]}}",
          "it has no '/items', and holds no array" },
        { "no name", NULL, "[{\"status\":\"SELESAI\",\"nama\":\"BUDI\",\"nomor\":1,\"layanan\":2}]",
          "it has no '/pemohon/nama' in any of its 1 rows ([map] name)" },
        { "statuses that no table knows", NULL,
          "[{\"id\":1,\"status\":\"SIAP_DICETAK\",\"pemohon\":{\"nama\":\"BUDI\"},\"nomor\":1,"
          "\"layanan\":\"KK\"}]",
          "none of its 1 rows has a status that [status] knows; say there which of its words mean "
          "pickup, download or hidden: 'SIAP_DICETAK'" },
        { "a status that may be a name is not told", NULL,
          "[{\"id\":1,\"status\":\"BUDI SANTOSO\",\"pemohon\":{\"nama\":\"BUDI\"},\"nomor\":1,"
          "\"layanan\":\"KK\"}]",
          "mean pickup, download or hidden" },
        { "rows without a status", NULL, "[" BUDI ",{\"status\":null},{\"status\":\" \"}]",
          "2 of its 3 rows cannot be shown, which is more than half; the commonest reason, 2 "
          "times: "
          "without a status" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct office o;
        office_open(&o, SOURCE_JSON, map, cases[i].rows);
        struct taken t = take(&o, cases[i].text);
        if (t.list)
            fail_msg("%s: taken", cases[i].what);
        if (!strstr(t.err.text, cases[i].sentence))
            fail_msg("%s: %s", cases[i].what, t.err.text);
        if (strstr(t.err.text, "BUDI") || redact_finds_number(t.err.text))
            fail_msg("%s tells a row: %s", cases[i].what, t.err.text);
        office_close(&o);
    }
}

static void what_is_null_is_not_nowhere(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_JSON, map, NULL);
    struct taken t = take(&o, "[" ROW("\"nomor\":7,\"pemohon\":null") "]");
    assert_non_null(t.list);
    assert_false(t.report.members[MAP_NAME].nowhere);
    assert_true(t.report.members[MAP_AREA].nowhere);
    assert_int_equal(t.report.members[MAP_NAME].filled, 0);
    assert_int_equal(t.report.members[MAP_NUMBER].filled, 1);
    snapshot_free(t.list);
    static const char *const nothing[] = { "[]", "\"\"", "{}", "{\"x\":1}" };
    for (size_t i = 0; i < COUNT(nothing); i++) {
        CLEANUP_FREE char *text = xasprintf("[" ROW("\"nomor\":7,\"pemohon\":%s") "]", nothing[i]);
        t = take(&o, text);
        assert_int_equal(t.list != NULL, i < 3);
        snapshot_free(t.list);
    }
    office_close(&o);
}

static void pages_are_one_list_or_none(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_JSON, map, "/data");
    const char *first = "{\"data\":[" BUDI "]}", *second = "{\"data\":[" SITI ",7]}";
    const struct reading_page pages[] = { { first, strlen(first) }, { second, strlen(second) } };
    struct taken t = take_pages(&o, pages, 2);
    assert_non_null(t.list);
    assert_int_equal(t.list->document_count, 2);
    assert_int_equal(t.report.rows, 3);
    assert_int_equal(t.report.numbers[INTAKE_NOT_TEXT][0], 3);
    assert_int_equal(t.report.bytes, strlen(first) + strlen(second));
    snapshot_free(t.list);

    const struct reading_page cut[] = { pages[0], { second, strlen(second) - 1 } };
    t = take_pages(&o, cut, 2);
    assert_null(t.list);
    assert_int_equal(strncmp(t.err.text, "page 2: it is not JSON", 22), 0);
    const struct reading_page same[] = { pages[0], pages[0] };
    t = take_pages(&o, same, 2);
    assert_int_equal(t.list->document_count, 1);
    assert_int_equal(t.report.reasons[INTAKE_OLDER_COPY], 1);
    snapshot_free(t.list);
    office_close(&o);
}

static void members_are_joined_and_have_defaults(void **state)
{
    (void)state;
    static const char *const joined[MAP_MEMBERS] = {
        [MAP_NAME] = "/depan + /belakang",
        [MAP_NUMBER] = "/no_reg | /no",
        [MAP_TYPE] = "/jenis/0",
        [MAP_STATUS] = "/status | \"SELESAI\"",
    };
    struct office o;
    office_open(&o, SOURCE_JSON, joined, NULL);
    struct taken t =
        take(&o, "[{\"depan\":\"Dr. BUDI\",\"belakang\":\"SANTOSO\",\"no\":12,\"no_reg\":\"\","
                 "\"jenis\":[\"KK\",\"KIA\"]}]");
    CLEANUP_BUFFER struct buffer list = BUFFER_INIT(0);
    assert_non_null(t.list);
    describe(t.list, &list);
    assert_string_equal(buffer_text(&list), "Dr. BUDI S••••••/12/kk");
    snapshot_free(t.list);
    office_close(&o);
}

static void a_row_that_is_too_long_is_left_out(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_JSON, map, NULL);
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0), pad = BUFFER_INIT(0);
    for (size_t i = 0; i <= JSON_MAX_VALUE; i++)
        buffer_append(&pad, "x", 1);
    buffer_addf(&text, "[{\"other\":\"%s\",\"nomor\":1,\"status\":\"SELESAI\"},", pad.data);
    buffer_addf(&text, "{\"nomor\":\"%.513s\",\"status\":\"SELESAI\"},", pad.data);
    buffer_addf(
        &text, "{\"nomor\":\"%.512s\",\"status\":\"SELESAI\",\"o\":\"%.9000s\"}," BUDI "," SITI "]",
        pad.data, pad.data);
    struct taken t = take(&o, text.data);
    assert_non_null(t.list);
    assert_int_equal(t.report.reasons[INTAKE_TOO_LONG], 2);
    assert_int_equal(t.list->document_count, 3);
    snapshot_free(t.list);
    office_close(&o);
}

static void a_native_feed_is_read_by_its_own_rules(void **state)
{
    (void)state;
    static const char *const none[MAP_MEMBERS] = { NULL };
    struct office o;
    office_open(&o, SOURCE_NATIVE, none, NULL);
    struct taken t =
        take(&o, "{\"feed\":\"siapambil/1\",\"serial\":5,\"issued\":"
                 "\"2026-11-23T09:40:00+07:00\",\"locations\":[{\"id\":\"a\",\"name\":"
                 "\"A\"}],\"documents\":[{\"id\":\"1\",\"type\":\"kk\",\"name\":\"BUDI "
                 "SANTOSO\",\"at\":\"a\",\"state\":\"pickup\"},{\"id\":\"2\"},{\"id\":"
                 "\"3\",\"type\":\"kk\",\"name\":\"N\",\"state\":\"download\"}]}");
    assert_non_null(t.list);
    assert_int_equal(t.list->serial, 5);
    assert_int_equal(t.report.rows, 3);
    assert_int_equal(t.report.shown, 2);
    assert_int_equal(t.report.feed.left_out_total, 1);
    assert_int_equal(intake_not_understood(&t.report), 1);
    snapshot_free(t.list);
    const struct reading_page two[] = { { "{}", 2 }, { "{}", 2 } };
    t = take_pages(&o, two, 2);
    assert_string_equal(t.err.text, "it has 2 pages; a feed has one");
    office_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_rows_as_apis_have_them),
        cmocka_unit_test(reads_values_of_every_kind),
        cmocka_unit_test(refuses_with_a_sentence),
        cmocka_unit_test(what_is_null_is_not_nowhere),
        cmocka_unit_test(pages_are_one_list_or_none),
        cmocka_unit_test(members_are_joined_and_have_defaults),
        cmocka_unit_test(a_row_that_is_too_long_is_left_out),
        cmocka_unit_test(a_native_feed_is_read_by_its_own_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
