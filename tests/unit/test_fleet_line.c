/* fleet/line.h: lines of nginx and Caddy, and what is none. */
#include "fleet/line.h"
#include "unit/test.h"

static enum fleet_line_kind parse(const char *text, struct fleet_line *ret)
{
    CLEANUP_BUFFER struct buffer held = BUFFER_INIT(LINE_MAX_BYTES);
    /* A copy of just this length, so that the sanitizers see a step too far. */
    size_t len = strlen(text);
    CLEANUP_FREE char *copy = xmalloc(len + 1);
    memcpy(copy, text, len);
    char *exact = xrealloc(copy, len ? len : 1);
    copy = exact;
    return fleet_line_parse(exact, len, &held, ret);
}

#define SCREEN "\"id=\\\"bdg-1\\\", n=5\""

static void reads_a_line_of_nginx(void **state)
{
    (void)state;
    struct fleet_line l;
    assert_int_equal(parse("{\"time\":1795426861.123,\"status\":304,\"bytes\":187,\"took\":0.045,"
                           "\"host\":\"h\",\"path\":\"/v1/32.73/mpp/feed.json\",\"screen\":" SCREEN
                           "}",
                           &l),
                     FLEET_LINE_SCREEN);
    assert_int_equal(l.time_ms, 1795426861123);
    assert_int_equal(l.took_ms, 45);
    assert_int_equal(l.status, 304);
    assert_int_equal(l.bytes, 187);
    assert_string_equal(l.region, "32.73");
    assert_string_equal(l.place, "mpp");
    assert_string_equal(l.report.id, "bdg-1");
    assert_int_equal(l.report.rows, 5);
}

static void reads_a_line_of_caddy(void **state)
{
    (void)state;
    struct fleet_line l;
    assert_int_equal(
        parse("{\"level\":\"info\",\"ts\":1795426861.1234567,\"logger\":\"http.log.access\","
              "\"msg\":\"handled request\",\"request\":{\"remote_ip\":\"10.0.0.1\",\"method\":"
              "\"GET\",\"uri\":\"/v1/32.73/feed.json?x=1\",\"headers\":{\"Accept\":[\"*/*\"],"
              "\"Siapambil-Screen\":[" SCREEN "]},\"tls\":{\"version\":772}},\"bytes_read\":0,"
              "\"user_id\":\"\",\"duration\":0.012345,\"size\":187,\"status\":200,"
              "\"resp_headers\":{\"Siapambil-Screen\":[\"no\"]}}",
              &l),
        FLEET_LINE_SCREEN);
    assert_int_equal(l.time_ms, 1795426861123);
    assert_int_equal(l.took_ms, 12);
    assert_int_equal(l.status, 200);
    assert_int_equal(l.bytes, 187);
    assert_string_equal(l.region, "32.73");
    assert_string_equal(l.place, "");
    assert_string_equal(l.report.id, "bdg-1");
    assert_int_equal(parse("{\"ts\":\"2026-11-23T09:41:01+07:00\",\"status\":200,\"request\":{"
                           "\"headers\":{\"siapambil-screen\":[" SCREEN "]}}}",
                           &l),
                     FLEET_LINE_SCREEN);
    assert_int_equal(l.time_ms, INT64_C(1795401661000));
}

static void tells_lines_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum fleet_line_kind kind;
    } cases[] = {
        { " {\"time\":1,\"status\":200,\"screen\":" SCREEN "} \r", FLEET_LINE_SCREEN },
        { "{\"screen\":" SCREEN ",\"status\":200,\"time\":1}", FLEET_LINE_SCREEN },
        { "{\"\\u0074ime\":1,\"status\":200,\"screen\":" SCREEN "}", FLEET_LINE_SCREEN },
        { "{\"time\":1,\"status\":200,\"x\":{\"screen\":[1,{}]},\"screen\":" SCREEN "}",
          FLEET_LINE_SCREEN },
        { "{\"time\":1,\"status\":200}", FLEET_LINE_OTHER },
        { "{\"time\":1,\"status\":200,\"screen\":\"\"}", FLEET_LINE_OTHER },
        { "{\"time\":1,\"status\":200,\"screen\":null}", FLEET_LINE_OTHER },
        { "{\"time\":1,\"status\":200,\"request\":5}", FLEET_LINE_OTHER },
        { "{\"time\":1,\"status\":200,\"request\":{\"headers\":[]}}", FLEET_LINE_OTHER },
        { "{\"time\":1,\"status\":200,\"request\":{\"headers\":{\"Siapambil-Screen\":5}}}",
          FLEET_LINE_OTHER },
        { "{\"time\":1,\"status\":200,\"request\":{\"headers\":{\"Siapambil-Screen\":[]}}}",
          FLEET_LINE_OTHER },
        { "{\"time\":1,\"status\":200,\"screen\":\"<script>\"}", FLEET_LINE_BROKEN },
        { "{\"time\":1,\"status\":200,\"screen\":\"id=\\\"a\\u0007\\\"\"}", FLEET_LINE_BROKEN },
        { "{\"time\":1,\"status\":200,\"screen\":" SCREEN ",\"screen\":" SCREEN "}",
          FLEET_LINE_BROKEN },
        { "{\"time\":1,\"status\":200,\"request\":{\"headers\":{\"Siapambil-Screen\":[" SCREEN
          "," SCREEN "]}}}",
          FLEET_LINE_BROKEN },
        { "", FLEET_LINE_NONE },
        { "{", FLEET_LINE_NONE },
        { "{}", FLEET_LINE_NONE },
        { "[]", FLEET_LINE_NONE },
        { "null", FLEET_LINE_NONE },
        { "10.0.0.1 - - [23/Nov/2026:09:41:01 +0700] \"GET / HTTP/1.1\" 200 5", FLEET_LINE_NONE },
        { "{\"time\":1,\"status\":200,\"screen\":" SCREEN, FLEET_LINE_NONE },
        { "{\"time\":1,\"status\":200,\"screen\":" SCREEN "}{}", FLEET_LINE_NONE },
        { "{\"time\":1,\"status\":200,\"host\":\"\xff\",\"screen\":" SCREEN "}", FLEET_LINE_NONE },
        { "{\"time\":1,\"status\":200,\"host\":\"\\u0000\",\"screen\":" SCREEN "}",
          FLEET_LINE_NONE },
        { "{\"time\":1,\"screen\":" SCREEN "}", FLEET_LINE_NONE },
        { "{\"status\":200,\"screen\":" SCREEN "}", FLEET_LINE_NONE },
        { "{\"time\":-1,\"status\":200}", FLEET_LINE_NONE },
        { "{\"time\":1e9,\"status\":200}", FLEET_LINE_NONE },
        { "{\"time\":253402300799,\"status\":200}", FLEET_LINE_OTHER },
        { "{\"time\":253402300800,\"status\":200}", FLEET_LINE_NONE },
        { "{\"time\":99999999999999999999999999999999,\"status\":200}", FLEET_LINE_NONE },
        { "{\"time\":\"yesterday\",\"status\":200}", FLEET_LINE_NONE },
        { "{\"time\":\"1969-12-31T00:00:00Z\",\"status\":200}", FLEET_LINE_NONE },
        { "{\"time\":null,\"status\":200}", FLEET_LINE_NONE },
        { "{\"time\":1,\"status\":99}", FLEET_LINE_NONE },
        { "{\"time\":1,\"status\":600}", FLEET_LINE_NONE },
        { "{\"time\":1,\"status\":\"200\"}", FLEET_LINE_NONE },
        { "{\"time\":1,\"status\":200,\"bytes\":-1}", FLEET_LINE_NONE },
        { "{\"time\":1,\"status\":200,\"bytes\":99999999999999999999}", FLEET_LINE_NONE },
        { "{\"time\":1,\"status\":200,\"took\":\"-\"}", FLEET_LINE_NONE },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fleet_line l;
        enum fleet_line_kind kind = parse(cases[i].text, &l);
        if (kind != cases[i].kind)
            fail_msg("%s: %d", cases[i].text, (int)kind);
    }
}

static void reads_region_and_place_of_the_path(void **state)
{
    (void)state;
    static const struct {
        const char *path, *region, *place;
    } cases[] = {
        { "/v1/32.73/feed.json", "32.73", "" },
        { "/v1/32.73/mpp/feed.json", "32.73", "mpp" },
        { "/siap/v1/32.73/kec-coblong/feed.json", "32.73", "kec-coblong" },
        { "/v1/32.73/mpp/feed.json.minisig", "32.73", "mpp" },
        { "/v1/32.73/mpp/feed.json?x=/v1/11.01/feed.json", "32.73", "mpp" },
        { "/v1/32.73/index.json", "", "" },
        { "/v1//feed.json", "", "" },
        { "/v1/feed.json", "", "" },
        { "/v1/32.73/MPP/feed.json", "", "" },
        { "/v1/32.73/a/b/feed.json", "", "" },
        { "/v1/32.73//feed.json", "", "" },
        { "/v1/bandung/feed.json", "", "" },
        { "/v1/32.73.01.1001.9/feed.json", "", "" },
        { "/v1/32.73/<b>/feed.json", "", "" },
        { "/feed.json", "", "" },
        { "/", "", "" },
        { "", "", "" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fleet_line l;
        CLEANUP_FREE char *text =
            xasprintf("{\"time\":1,\"status\":200,\"path\":\"%s\"}", cases[i].path);
        assert_int_equal(parse(text, &l), FLEET_LINE_OTHER);
        if (strcmp(l.region, cases[i].region) != 0 || strcmp(l.place, cases[i].place) != 0)
            fail_msg("%s: '%s', '%s'", cases[i].path, l.region, l.place);
    }
}

static void a_line_without_end_is_none(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer line = BUFFER_INIT(0), held = BUFFER_INIT(LINE_MAX_BYTES);
    struct fleet_line l;
    buffer_addf(&line, "{\"time\":1,\"status\":200,\"host\":\"");
    while (line.len < LINE_MAX_BYTES - 2)
        buffer_append(&line, "x", 1);
    buffer_addf(&line, "\"}");
    assert_int_equal(fleet_line_parse(line.data, line.len, &held, &l), FLEET_LINE_OTHER);
    buffer_append(&line, " ", 1);
    assert_int_equal(fleet_line_parse(line.data, line.len, &held, &l), FLEET_LINE_NONE);
    assert_int_equal(fleet_line_parse("{\"time\":1,\0\"status\":200}", 24, &held, &l),
                     FLEET_LINE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_line_of_nginx),
        cmocka_unit_test(reads_a_line_of_caddy),
        cmocka_unit_test(tells_lines_apart),
        cmocka_unit_test(reads_region_and_place_of_the_path),
        cmocka_unit_test(a_line_without_end_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
