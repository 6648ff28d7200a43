/* Every limit of the feed: what stands at it is taken, what passes it by one is not. */
#include "unit/test.h"

#include "feed/feed.h"
#include "unit/snapshot_check.h"

#define HEAD "\"feed\":\"siapambil/1\",\"serial\":1,\"issued\":\"2026-11-23T09:40:00+07:00\""

struct result {
    bool taken;
    uint32_t documents, locations, notices, bring, openings;
    struct feed_report report;
    struct error err;
};

static struct result read_feed(const struct buffer *b)
{
    static const uint8_t key[HASH_KEY_SIZE] = { 1 };
    const struct feed_options options = { .privacy = &(const struct privacy){ .id_key = key } };
    CLEANUP(snapshot_free) struct snapshot *s = NULL;
    struct result r = { .taken = false };
    r.taken = feed_parse(b->data, b->len, &options, &s, &r.report, &r.err);
    if (r.taken) {
        r.documents = s->document_count;
        r.locations = s->location_count;
        r.notices = s->notice_count;
        r.bring = s->bring_count;
        r.openings = s->opening_count;
        const char *wrong = check_snapshot(s);
        if (wrong)
            fail_msg("%s", wrong);
    }
    return r;
}

static void add_many(struct buffer *b, const char *before, const char *element, uint32_t count,
                     const char *after)
{
    buffer_addf(b, "%s", before);
    for (uint32_t i = 0; i < count; i++) {
        buffer_addf(b, "%s", i ? "," : "");
        for (const char *p = element; *p; p++) {
            if (*p == '#')
                buffer_addf(b, "%u", i);
            else
                buffer_append(b, p, 1);
        }
    }
    buffer_addf(b, "%s", after);
}

#define ROW "{\"id\":\"#\",\"type\":\"kk\",\"number\":\"1\",\"state\":\"download\"}"

static struct result with(const char *before, const char *element, uint32_t count,
                          const char *after)
{
    CLEANUP_BUFFER struct buffer b = BUFFER_INIT(0);
    add_many(&b, before, element, count, after);
    return read_feed(&b);
}

static void documents(void **state)
{
    (void)state;
    struct result r = with("{" HEAD ",\"documents\":[", ROW, FEED_MAX_DOCUMENTS, "]}");
    assert_true(r.taken && r.documents == FEED_MAX_DOCUMENTS);
    r = with("{" HEAD ",\"documents\":[", ROW, FEED_MAX_DOCUMENTS + 1, "]}");
    assert_false(r.taken);
    assert_string_equal(r.err.text, "it has more than 200000 documents, the most allowed");
}

static void locations(void **state)
{
    (void)state;
    const char *before = "{" HEAD ",\"documents\":[],\"locations\":[";
    const char *place = "{\"id\":\"#\",\"name\":\"A\"}";
    struct result r = with(before, place, FEED_MAX_LOCATIONS, "]}");
    assert_true(r.taken && r.locations == FEED_MAX_LOCATIONS);
    r = with(before, place, FEED_MAX_LOCATIONS + 1, "]}");
    assert_false(r.taken);
    assert_string_equal(r.err.text, "it has more than 10000 locations, the most allowed");
}

static void notices(void **state)
{
    (void)state;
    const char *before = "{" HEAD ",\"documents\":[],\"notices\":[";
    struct result r = with(before, "{\"text\":\"#\"}", FEED_MAX_NOTICES, "]}");
    assert_true(r.taken && r.notices == FEED_MAX_NOTICES);
    r = with(before, "{\"text\":\"#\"}", FEED_MAX_NOTICES + 1, "]}");
    assert_false(r.taken);
    assert_string_equal(r.err.text, "it has more than 256 notices, the most allowed");
}

static void hours_and_things_to_bring(void **state)
{
    (void)state;
    const char *before =
        "{" HEAD ",\"documents\":[],\"locations\":[{\"id\":\"a\",\"name\":\"A\",\"hours\":[";
    const char *entry = "{\"days\":\"mon\",\"open\":\"08:00\",\"close\":\"09:00\"}";
    struct result r = with(before, entry, 32, "]}]}");
    assert_true(r.openings == 32 && r.report.extras_left_out == 0);
    r = with(before, entry, 33, "]}]}");
    assert_true(r.openings == 32 && r.report.extras_left_out == 1);

    before = "{" HEAD ",\"documents\":[],\"bring\":{\"*\":[";
    r = with(before, "\"#\"", 32, "]}}");
    assert_true(r.bring == 32 && r.report.extras_left_out == 0);
    r = with(before, "\"#\"", 33, "]}}");
    assert_true(r.bring == 32 && r.report.extras_left_out == 1);
}

static void bytes(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer b = BUFFER_INIT(0);
    buffer_addf(&b, "{" HEAD ",\"documents\":[]}");
    size_t blanks = FEED_MAX_BYTES - b.len;
    CLEANUP_FREE char *padding = xmalloc(blanks + 1);
    memset(padding, ' ', blanks + 1);
    buffer_append(&b, padding, blanks);
    assert_true(read_feed(&b).taken);
    buffer_append(&b, padding, 1);
    struct result r = read_feed(&b);
    assert_false(r.taken);
    assert_string_equal(r.err.text, "it is 67108865 bytes long, more than the 64 MiB allowed");
}

/* `format` has one %s, where `length` bytes stand, made of `unit` as often as it fits, then x. */
static struct result with_string(const char *format, const char *unit, size_t length)
{
    CLEANUP_BUFFER struct buffer string = BUFFER_INIT(0), b = BUFFER_INIT(0);
    while (string.len + strlen(unit) <= length)
        buffer_append(&string, unit, strlen(unit));
    while (string.len < length)
        buffer_append(&string, "x", 1);
    const char *hole = strstr(format, "%s");
    buffer_append(&b, format, (size_t)(hole - format));
    buffer_append(&b, string.data, string.len);
    buffer_append(&b, hole + 2, strlen(hole + 2));
    return read_feed(&b);
}

static void strings(void **state)
{
    (void)state;
#define ROWS(row)                                                                                  \
    "{" HEAD ",\"documents\":[" row ",{\"id\":\"good\",\"type\":\"kk\",\"number\":\"1\","          \
    "\"state\":\"download\"}]}"
    static const struct {
        const char *what, *format;
        bool refused; /* beyond the limit; else something is left out */
    } cases[] = {
        { "publisher", "{" HEAD ",\"documents\":[],\"publisher\":\"%s\"}", true },
        { "id", ROWS("{\"id\":\"%s\",\"type\":\"kk\",\"number\":\"1\",\"state\":\"download\"}"),
          false },
        { "name", ROWS("{\"id\":\"a\",\"name\":\"%s\",\"type\":\"kk\",\"state\":\"download\"}"),
          false },
        { "number", ROWS("{\"id\":\"a\",\"number\":\"%s\",\"type\":\"kk\",\"state\":\"download\"}"),
          false },
        { "notice", "{" HEAD ",\"documents\":[],\"notices\":[{\"text\":\"%s\"}]}", false },
        { "bring", "{" HEAD ",\"documents\":[],\"bring\":{\"kk\":[\"%s\"]}}", false },
        { "place", "{" HEAD ",\"documents\":[],\"locations\":[{\"id\":\"a\",\"name\":\"%s\"}]}",
          false },
        { "counter",
          "{" HEAD
          ",\"documents\":[],\"locations\":[{\"id\":\"a\",\"name\":\"A\",\"counter\":\"%s\"}]}",
          false },
        { "address",
          "{" HEAD
          ",\"documents\":[],\"locations\":[{\"id\":\"a\",\"name\":\"A\",\"address\":\"%s\"}]}",
          false },
    };
    static const char *const units[] = { "x", "\u00E9", "\u2022" };
    for (size_t i = 0; i < COUNT(cases) * COUNT(units); i++) {
        const char *what = cases[i / COUNT(units)].what, *unit = units[i % COUNT(units)];
        struct result at = with_string(cases[i / COUNT(units)].format, unit, FEED_MAX_STRING);
        if (!at.taken || at.report.left_out_total || at.report.extras_left_out)
            fail_msg("%s at the limit: %s", what, at.err.text);
        struct result over = with_string(cases[i / COUNT(units)].format, unit, FEED_MAX_STRING + 1);
        if (cases[i / COUNT(units)].refused
                ? over.taken
                : !over.taken || over.report.left_out_total + over.report.extras_left_out != 1)
            fail_msg("%s beyond the limit: %s", what, over.taken ? "taken" : over.err.text);
        if (over.report.left_out_total)
            assert_int_equal(over.report.left_out[FEED_ROW_STRING_LIMIT], 1);
    }
}

/* What grows beyond the limit when it is blotted out could not be read back. */
static void strings_that_grow(void **state)
{
    (void)state;
    const char *name =
        ROWS("{\"id\":\"a\",\"name\":\"%s\",\"type\":\"kk\",\"state\":\"download\"}");
    struct result r = with_string(name, "1", 170);
    assert_true(r.taken && !r.report.left_out_total && r.report.blotted == 1);
    r = with_string(name, "1", 171);
    assert_int_equal(r.report.left_out[FEED_ROW_STRING_LIMIT], 1);
}

static void places_have_short_ids(void **state)
{
    (void)state;
    const char *format =
        "{" HEAD ",\"documents\":[],\"locations\":[{\"id\":\"%s\",\"name\":\"A\"}]}";
    assert_int_equal(with_string(format, "a", 64).report.extras_left_out, 0);
    assert_int_equal(with_string(format, "a", 65).report.extras_left_out, 1);
}

/* An unknown member may be anything, but not make a tree of any size. */
static void elements(void **state)
{
    (void)state;
    const char *format =
        ROWS("{\"id\":\"a\",\"number\":\"1\",\"type\":\"kk\",\"state\":\"download\","
             "\"x\":\"%s\"}");
    size_t frame = strlen("{\"id\":\"a\",\"number\":\"1\",\"type\":\"kk\",\"state\":\"download\","
                          "\"x\":\"\"}");
    size_t limit = 64u << 10;
    assert_int_equal(with_string(format, "x", limit - frame).report.left_out_total, 0);
    struct result r = with_string(format, "x", limit - frame + 1);
    assert_int_equal(r.report.left_out[FEED_ROW_STRING_LIMIT], 1);
    assert_int_equal(r.documents, 1);
    /* At the top it is passed over without a tree. */
    assert_true(with("{" HEAD ",\"documents\":[],\"x\":[", "[#,{}]", 100000, "]}").taken);
}

static struct result nested(int depth)
{
    CLEANUP_BUFFER struct buffer b = BUFFER_INIT(0);
    buffer_addf(&b, "{" HEAD ",\"documents\":[],\"x\":");
    for (int i = 0; i < depth; i++)
        buffer_append(&b, i % 2 ? "[" : "{\"a\":", i % 2 ? 1 : 5);
    buffer_append(&b, "1", 1);
    for (int i = depth; i-- > 0;)
        buffer_append(&b, i % 2 ? "]" : "}", 1);
    buffer_append(&b, "}", 1);
    return read_feed(&b);
}

static void depth_and_digits(void **state)
{
    (void)state;
    assert_true(nested(64).taken);
    struct result r = nested(65);
    assert_false(r.taken);
    assert_non_null(strstr(r.err.text, "it is nested too deeply"));
    assert_false(nested(100000).taken);

    const char *number = "{" HEAD ",\"documents\":[],\"x\":1%s}";
    assert_true(with_string(number, "1", 62).taken);
    r = with_string(number, "1", 63);
    assert_false(r.taken);
    assert_non_null(strstr(r.err.text, "too many digits"));
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents),
        cmocka_unit_test(locations),
        cmocka_unit_test(notices),
        cmocka_unit_test(hours_and_things_to_bring),
        cmocka_unit_test(bytes),
        cmocka_unit_test(strings),
        cmocka_unit_test(strings_that_grow),
        cmocka_unit_test(places_have_short_ids),
        cmocka_unit_test(elements),
        cmocka_unit_test(depth_and_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
