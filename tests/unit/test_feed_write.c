/* A feed in two parts, and of one place, as the publisher writes it. */
#include "unit/test.h"

#include "base/file.h"
#include "feed/feed.h"
#include "unit/snapshot_check.h"

static const uint8_t key[HASH_KEY_SIZE] = { 1 };
static const struct feed_options options = { .privacy = &(const struct privacy){ .id_key = key } };

static struct snapshot *parse(const char *data, size_t len)
{
    struct snapshot *s = NULL;
    struct feed_report report;
    struct error err = { "" };
    if (!feed_parse(data, len, &options, &s, &report, &err))
        fail_msg("%s in %.*s", err.text, (int)len, data);
    assert_int_equal(report.left_out_total, 0);
    assert_int_equal(report.extras_left_out, 0);
    return s;
}

static struct snapshot *parse_buffer(const struct buffer *b)
{
    return parse(b->data, b->len);
}

static void add_head(const struct snapshot *s, int utc_offset_s, struct buffer *out)
{
    const struct feed_head head = { .region = snapshot_text(s, s->region),
                                    .publisher = snapshot_text(s, s->publisher),
                                    .serial = s->serial,
                                    .issued = s->issued,
                                    .expires = s->expires,
                                    .utc_offset_s = utc_offset_s };
    feed_write_head(&head, out);
}

static struct snapshot *every_member(void)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(1 << 16);
    struct error err = { "" };
    if (!file_read("tests/data/feed/valid/every-member.json", &text, &err))
        fail_msg("%s", err.text);
    return parse_buffer(&text);
}

static void both_parts_read_back_to_the_same_list(void **state)
{
    (void)state;
    CLEANUP(snapshot_free) struct snapshot *s = every_member();
    static const int offsets[] = { 0, 7 * 3600, 9 * 3600, -(3 * 3600 + 1800) };
    for (size_t i = 0; i < COUNT(offsets); i++) {
        CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
        add_head(s, offsets[i], &text);
        feed_write_body(s, FEED_ALL_PLACES, &text);
        CLEANUP(snapshot_free) struct snapshot *back = parse_buffer(&text);
        const char *wrong = differ(s, back, false);
        if (wrong)
            fail_msg("%s in %s", wrong, text.data);
    }
}

static void the_head_has_the_offices_time_and_all_that_changes(void **state)
{
    (void)state;
    const struct feed_head head = { .region = "32.73",
                                    .publisher = "Dinas \"A\"",
                                    .serial = 20261124094000,
                                    .issued = 1795488000,
                                    .expires = INT64_MAX,
                                    .utc_offset_s = 7 * 3600 };
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    feed_write_head(&head, &text);
    assert_string_equal(text.data, "{\"feed\":\"siapambil/1\",\n\"region\":\"32.73\",\n"
                                   "\"publisher\":\"Dinas \\\"A\\\"\",\n"
                                   "\"serial\":20261124094000,\n"
                                   "\"issued\":\"2026-11-24T09:40:00+07:00\"");
}

static void a_list_is_its_two_parts(void **state)
{
    (void)state;
    CLEANUP(snapshot_free) struct snapshot *s = every_member();
    CLEANUP_BUFFER struct buffer whole = BUFFER_INIT(0), parts = BUFFER_INIT(0);
    feed_write(s, false, &whole);
    add_head(s, 0, &parts);
    feed_write_body(s, FEED_ALL_PLACES, &parts);
    assert_string_equal(whole.data, parts.data);
}

/* ---- of one place */

#define HEAD "{\"feed\":\"siapambil/1\",\"serial\":1,\"issued\":\"2026-11-23T09:40:00+07:00\","
#define ROW(id, type, at)                                                                          \
    "{\"id\":\"" id "\",\"type\":\"" type "\",\"number\":\"" id "\"," at "\"state\":\"pickup\"}"
#define AT(place) "\"at\":\"" place "\","

static const char three_places[] =
    HEAD "\"locations\":[{\"id\":\"b\",\"name\":\"B\"},{\"id\":\"none\",\"name\":\"Kosong\"},"
         "{\"id\":\"a\",\"name\":\"A\"}],"
         "\"bring\":{\"*\":[\"bukti\"],\"kk\":[\"KK lama\"],\"ktp-el\":[\"KTP lama\",\"dua\"]},"
         "\"notices\":[{\"text\":\"untuk semua\"}],"
         "\"documents\":[" ROW("a1", "kk", AT("a")) "," ROW("b1", "ktp-el", AT("b")) "," ROW(
             "a2", "kia", AT("a")) "," ROW("b2", "ktp-el",
                                           AT("b")) ",{\"id\":\"d\",\"type\":\"kk\",\"number\":"
                                                    "\"d\",\"state\":\"download\"}]}";

/* "b:b1,b2 bring:*ktp-el notices:1" */
static void describe(const struct snapshot *s, struct buffer *out)
{
    for (uint32_t i = 0; i < s->location_count; i++)
        buffer_addf(out, "%s ", snapshot_text(s, s->locations[i].id));
    buffer_addf(out, ":");
    for (uint32_t i = 0; i < s->document_count; i++)
        buffer_addf(out, " %s", snapshot_text(s, s->documents[i].id));
    buffer_addf(out, " :");
    for (uint32_t i = 0; i < s->bring_count; i++)
        buffer_addf(out, " %s", snapshot_text(s, s->bring[i].text));
    buffer_addf(out, " : %u", s->notice_count);
}

static void a_place_gets_what_is_its_own_and_what_is_for_all(void **state)
{
    (void)state;
    static const struct {
        uint16_t place;
        const char *expected;
    } cases[] = {
        { 0, "b : b1 b2 : bukti KTP lama dua : 1" },
        { 1, "none : : bukti : 1" },
        { 2, "a : a1 a2 : bukti KK lama : 1" },
        { FEED_ALL_PLACES, "b none a : b1 b2 a1 a2 d : bukti KK lama KTP lama dua : 1" },
    };
    CLEANUP(snapshot_free) struct snapshot *s = parse(three_places, strlen(three_places));
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0), seen = BUFFER_INIT(0);
        add_head(s, 0, &text);
        feed_write_body(s, cases[i].place, &text);
        CLEANUP(snapshot_free) struct snapshot *back = parse_buffer(&text);
        describe(back, &seen);
        assert_string_equal(seen.data, cases[i].expected);
    }
}

/* Of more rows than one piece has. */
static void the_pieces_of_a_list_are_its_text(void **state)
{
    (void)state;
    static const unsigned counts[] = { 0, 1, 255, 256, 257, 1000 };
    for (size_t n = 0; n < COUNT(counts); n++) {
        CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0), whole = BUFFER_INIT(0);
        CLEANUP_BUFFER struct buffer piece = BUFFER_INIT(0), all = BUFFER_INIT(0);
        buffer_addf(&text, "{\"feed\":\"siapambil/1\",\"serial\":1,\"issued\":"
                           "\"2026-11-23T09:40:00+07:00\",\"documents\":[");
        for (unsigned i = 0; i < counts[n]; i++)
            buffer_addf(&text,
                        "%s{\"id\":\"%u\",\"type\":\"kk\",\"number\":\"%u\",\"state\":"
                        "\"download\",\"done\":\"2026-01-%02u\"}",
                        i ? "," : "", i, i, i % 28 + 1);
        buffer_addf(&text, "]}");
        CLEANUP(snapshot_free) struct snapshot *s = parse_buffer(&text);
        assert_int_equal(s->document_count, counts[n]);
        feed_write(s, true, &whole);
        struct feed_writing w = { .list = s, .own = true };
        while (feed_write_next(&w, &piece)) {
            assert_true(piece.len && piece.len < 64 << 10);
            buffer_append(&all, piece.data, piece.len);
            buffer_clear(&piece);
        }
        assert_false(feed_write_next(&w, &piece));
        assert_string_equal(buffer_text(&all), buffer_text(&whole));
        CLEANUP(snapshot_free) struct snapshot *again = parse_buffer(&all);
        assert_int_equal(again->document_count, counts[n]);
    }
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_parts_read_back_to_the_same_list),
        cmocka_unit_test(the_head_has_the_offices_time_and_all_that_changes),
        cmocka_unit_test(a_list_is_its_two_parts),
        cmocka_unit_test(the_pieces_of_a_list_are_its_text),
        cmocka_unit_test(a_place_gets_what_is_its_own_and_what_is_for_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
