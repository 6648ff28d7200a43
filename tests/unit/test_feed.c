#include "unit/test.h"

#include "feed/feed.h"
#include "unit/snapshot_check.h"

static const uint8_t key[HASH_KEY_SIZE] = { 1 };
static const struct feed_options options = { .privacy = &(const struct privacy){ .id_key = key } };
static const struct feed_options own_options = { .privacy =
                                                     &(const struct privacy){ .id_key = key },
                                                 .own = true };

#define HEAD   "\"feed\":\"siapambil/1\",\"serial\":1,\"issued\":\"2026-11-23T09:40:00+07:00\""
#define PLACES "\"locations\":[{\"id\":\"mpp\",\"name\":\"MPP\"},{\"id\":\"kec\",\"name\":\"Kec\"}]"
#define NIK    "3273010101010001"
#define GOOD   "{\"id\":\"g\",\"type\":\"kk\",\"name\":\"BAIK\",\"at\":\"mpp\",\"state\":\"pickup\"}"

/* A feed around one row; a second, good one keeps it from being refused as a whole. */
#define ROW(row)      "{" HEAD "," PLACES ",\"documents\":[" row "," GOOD "]}"
#define FEED(members) "{" HEAD "," members "}"
#define EMPTY         "\"documents\":[]"

struct result {
    struct snapshot *snapshot; /* NULL: refused */
    struct feed_report report;
    struct error err;
};

static struct result read_bytes(const char *data, size_t len, const struct feed_options *o)
{
    struct result r = { .snapshot = NULL };
    bool ok = feed_parse(data, len, o, &r.snapshot, &r.report, &r.err);
    assert_int_equal(ok, r.snapshot != NULL);
    if (ok) {
        const char *wrong = check_snapshot(r.snapshot);
        if (wrong)
            fail_msg("%s", wrong);
    }
    return r;
}

static struct result read_text(const char *text)
{
    return read_bytes(text, strlen(text), &options);
}

/* A feed that must be taken. */
static struct result take(const char *text)
{
    struct result r = read_text(text);
    if (!r.snapshot)
        fail_msg("%s", r.err.text);
    return r;
}

/* ---- refusals */

static void refuses_with_a_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text, *sentence;
    } cases[] = {
        { "nothing", "", "it is empty" },
        { "blanks", " \r\n\t", "it is empty" },
        { "a byte-order mark", "\xEF\xBB\xBF{}", "starts with a byte-order mark" },
        { "bytes that are not UTF-8", "{\"feed\":\"\xE9\"}", "byte 9 is not UTF-8" },
        { "UTF-16", "\xFF\xFE{", "byte 0 is not UTF-8" },
        { "a web page", "\n<!DOCTYPE html><html>", "it is a web page" },
        { "a word", "hello", "it is not JSON: at byte 0, no value starts like this" },
        { "a number", "1", "it is not a feed" },
        { "an array", "[]", "it is not a feed: a feed is a JSON object" },
        { "an object cut short", "{" HEAD, "it ends too early" },
        { "a string cut short", "{\"feed\":\"siap", "it ends too early" },
        { "an array cut short", FEED("\"documents\":["), "it is not JSON" },
        { "an element cut short", "{" HEAD ",\"documents\":[{\"id\":", "it ends too early" },
        { "bytes behind the end", FEED(EMPTY) "x", "bytes follow its end" },
        { "a second object behind the end", FEED(EMPTY) " {}", "bytes follow its end" },
        { "a comma at the end of an object", "{" HEAD "," EMPTY ",}", "a string is missing" },
        { "a comma at the end of an array", FEED("\"documents\":[" GOOD ",]"),
          "no value starts like this" },
        { "no comma", "{" HEAD " " EMPTY "}", "a comma or the end of the object is missing" },
        { "no comma in an array", FEED("\"documents\":[" GOOD GOOD "]"),
          "a comma or the end of the array is missing" },
        { "no comma in a row", FEED("\"documents\":[{\"id\":\"a\" \"type\":\"kk\"}]"),
          "a comma or the end of the object is missing" },
        { "no colon", "{\"feed\" \"siapambil/1\"}", "a colon is missing" },
        { "a key without quotes", "{feed:1}", "a string is missing" },
        { "a bracket of the other kind", FEED("\"documents\":[" GOOD "}"), "it is not JSON" },
        { "a number with a zero before", FEED(EMPTY ",\"x\":01"), "it is not JSON" },
        { "a number that ends in a point", FEED(EMPTY ",\"x\":1."), "a digit is missing" },
        { "a number that starts with a point", FEED(EMPTY ",\"x\":.5"), "it is not JSON" },
        { "a number with a plus", FEED(EMPTY ",\"x\":+1"), "it is not JSON" },
        { "a number without digits", FEED(EMPTY ",\"x\":-"), "a digit is missing" },
        { "an empty exponent", FEED(EMPTY ",\"x\":1e"), "a digit is missing" },
        { "NaN", FEED(EMPTY ",\"x\":NaN"), "no value starts like this" },
        { "a comment", FEED(EMPTY "/**/"), "it is not JSON" },
        { "single quotes", FEED(EMPTY ",'x':1"), "a string is missing" },
        { "a form feed as a blank", FEED(EMPTY ",\f\"x\":1"), "it is not JSON" },
        { "an escape that is none", FEED(EMPTY ",\"x\":\"\\x41\""), "no escape is written like" },
        { "an escape of three digits", FEED(EMPTY ",\"x\":\"\\u041\""),
          "four hexadecimal digits are missing" },
        { "an escaped NUL", FEED(EMPTY ",\"x\":\"a\\u0000b\""), "the string holds \\u0000" },
        { "an escaped NUL in a row", ROW("{\"id\":\"a\\u0000\"}"), "the string holds \\u0000" },
        { "an escaped NUL in a key", FEED(EMPTY ",\"\\u0000\":1"), "the string holds \\u0000" },
        { "half a pair", FEED(EMPTY ",\"x\":\"\\ud83d\""), "half of a surrogate pair" },
        { "the other half", FEED(EMPTY ",\"x\":\"\\ude00\""), "half of a surrogate pair" },
        { "two first halves", FEED(EMPTY ",\"x\":\"\\ud83d\\ud83d\""), "half of a surrogate pair" },
        { "a first half and a letter", FEED(EMPTY ",\"x\":\"\\ud83d\\u0041\""),
          "half of a surrogate pair" },
        { "no version", "{\"serial\":1}", "it has no member 'feed'" },
        { "another version", "{\"feed\":\"siapambil/2\"}",
          "it is of version 'siapambil/2'; this program reads 'siapambil/1'" },
        { "another version, named last",
          "{\"documents\":7,\"serial\":-1,\"feed\":\"siapambil/2.1\"}",
          "it is of version 'siapambil/2.1'" },
        { "another format", "{\"feed\":\"rss/2\"}", "'feed' is not 'siapambil/1'" },
        { "a version that is a number", "{\"feed\":1}", "'feed' is not 'siapambil/1'" },
        { "a key of another case", "{\"Feed\":\"siapambil/1\"}", "it has no member 'feed'" },
        { "no documents", "{" HEAD "}", "its member 'documents' is missing" },
        { "no serial", "{\"feed\":\"siapambil/1\"}", "its member 'serial' is missing" },
        { "documents that are none", FEED("\"documents\":{}"), "'documents' is not an array" },
        { "locations that are none", FEED(EMPTY ",\"locations\":1"),
          "'locations' is not an array" },
        { "bring that is none", FEED(EMPTY ",\"bring\":[]"), "'bring' is not an object" },
        { "a region that is none", FEED(EMPTY ",\"region\":\"3273\""), "not a code of Kemendagri" },
        { "a region of digits without end", FEED(EMPTY ",\"region\":\"32.73.01.1001.\""),
          "not a code of Kemendagri" },
        { "a publisher that is none", FEED(EMPTY ",\"publisher\":[]"),
          "'publisher' is not a string" },
        { "a member twice", FEED(EMPTY "," EMPTY), "its member 'documents' stands there twice" },
        { "a member twice, once escaped", FEED(EMPTY ",\"docu\\u006dents\":[]"),
          "its member 'documents' stands there twice" },
        { "a link that is a number", FEED(EMPTY ",\"link\":1"), "'link' is not a string" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct result r = read_text(cases[i].text);
        if (r.snapshot)
            fail_msg("%s: taken", cases[i].what);
        if (!strstr(r.err.text, cases[i].sentence))
            fail_msg("%s: '%s'", cases[i].what, r.err.text);
    }
}

static void refuses_nul_bytes(void **state)
{
    (void)state;
    static const char text[] = "{\"feed\":\0}";
    struct result r = read_bytes(text, sizeof(text) - 1, &options);
    assert_string_equal(r.err.text, "byte 8 is NUL; a feed is UTF-8");
}

static void refuses_bad_serials_and_times(void **state)
{
    (void)state;
    static const struct {
        const char *serial, *issued, *sentence; /* NULL: taken */
    } cases[] = {
        { "0", "\"1970-01-01T00:00:00Z\"", NULL },
        { "9007199254740991", "\"9999-12-31T23:59:59Z\"", NULL },
        { "9007199254740992", "\"2026-11-23T09:40:00Z\"", "'serial'" },
        { "-1", "\"2026-11-23T09:40:00Z\"", "'serial'" },
        { "1.5", "\"2026-11-23T09:40:00Z\"", "'serial'" },
        { "1e3", "\"2026-11-23T09:40:00Z\"", NULL },
        { "1e999", "\"2026-11-23T09:40:00Z\"", "'serial'" },
        { "-0", "\"2026-11-23T09:40:00Z\"", NULL },
        { "\"1\"", "\"2026-11-23T09:40:00Z\"", "'serial' is not a number" },
        { "true", "\"2026-11-23T09:40:00Z\"", "'serial' is not a number" },
        { "null", "\"2026-11-23T09:40:00Z\"", "'serial' is not a number" },
        { "1", "\"1969-12-31T23:59:59Z\"", "'issued'" },
        { "1", "\"9999-12-31T23:59:59-00:01\"", "'issued'" },
        { "1", "\"2026-02-29T09:40:00Z\"", "'issued'" },
        { "1", "\"2026-11-23\"", "'issued'" },
        { "1", "0", "'issued' is not a string" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_FREE char *text =
            xasprintf("{\"feed\":\"siapambil/1\",\"serial\":%s,\"issued\":%s,\"documents\":[]}",
                      cases[i].serial, cases[i].issued);
        struct result r = read_text(text);
        if (!r.snapshot != !!cases[i].sentence ||
            (cases[i].sentence && !strstr(r.err.text, cases[i].sentence)))
            fail_msg("serial %s, issued %s: '%s'", cases[i].serial, cases[i].issued, r.err.text);
        snapshot_free(r.snapshot);
    }
}

/* ---- rows */

#define TYPE_STATE "\"type\":\"kk\",\"at\":\"mpp\",\"state\":\"pickup\""

static void leaves_out_rows_by_reason(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text;
        int reason;
    } cases[] = {
        { "null", ROW("null"), FEED_ROW_NOT_AN_OBJECT },
        { "a string", ROW("\"a\""), FEED_ROW_NOT_AN_OBJECT },
        { "an array", ROW("[]"), FEED_ROW_NOT_AN_OBJECT },
        { "a member twice", ROW("{\"id\":\"a\",\"id\":\"b\",\"name\":\"A\"," TYPE_STATE "}"),
          FEED_ROW_DUPLICATE_MEMBER },
        { "an unknown member twice",
          ROW("{\"id\":\"a\",\"x\":1,\"x\":2,\"name\":\"A\"," TYPE_STATE "}"), -1 },
        { "a member of another case beside it",
          ROW("{\"id\":\"a\",\"ID\":2,\"name\":\"A\"," TYPE_STATE "}"), -1 },
        { "an id that is a number", ROW("{\"id\":1,\"name\":\"A\"," TYPE_STATE "}"),
          FEED_ROW_WRONG_TYPE },
        { "private that is no truth",
          ROW("{\"id\":\"a\",\"name\":\"A\",\"private\":\"yes\"," TYPE_STATE "}"),
          FEED_ROW_WRONG_TYPE },
        { "private without a number",
          ROW("{\"id\":\"a\",\"name\":\"A\",\"private\":true," TYPE_STATE "}"),
          FEED_ROW_NAME_PRIVATE },
        { "not private", ROW("{\"id\":\"a\",\"name\":\"A\",\"private\":false," TYPE_STATE "}"),
          -1 },
        { "a label with a control character",
          ROW("{\"id\":\"a\",\"name\":\"A\",\"label\":\"a\\u0001\"," TYPE_STATE "}"),
          FEED_ROW_CONTROL },
        { "a name that is null", ROW("{\"id\":\"a\",\"name\":null," TYPE_STATE "}"),
          FEED_ROW_WRONG_TYPE },
        { "an escaped control character", ROW("{\"id\":\"a\",\"name\":\"A\\n\"," TYPE_STATE "}"),
          FEED_ROW_CONTROL },
        { "a raw control character", ROW("{\"id\":\"a\",\"name\":\"A\tB\"," TYPE_STATE "}"),
          FEED_ROW_CONTROL },
        { "a control character in the id",
          ROW("{\"id\":\"a\\u001f\",\"name\":\"A\"," TYPE_STATE "}"), FEED_ROW_CONTROL },
        { "a control character above ASCII",
          ROW("{\"id\":\"a\",\"name\":\"A\\u009f\"," TYPE_STATE "}"), FEED_ROW_CONTROL },
        { "a control character in an unknown member",
          ROW("{\"id\":\"a\",\"name\":\"A\",\"x\":\"\t\"," TYPE_STATE "}"), -1 },
        { "no id", ROW("{\"name\":\"A\"," TYPE_STATE "}"), FEED_ROW_NO_ID },
        { "an empty id", ROW("{\"id\":\"\",\"name\":\"A\"," TYPE_STATE "}"), FEED_ROW_NO_ID },
        { "no type", ROW("{\"id\":\"a\",\"name\":\"A\",\"at\":\"mpp\",\"state\":\"pickup\"}"),
          FEED_ROW_UNKNOWN_TYPE },
        { "an unknown type",
          ROW("{\"id\":\"a\",\"name\":\"A\",\"type\":\"ktp\",\"at\":\"mpp\",\"state\":\"pickup\"}"),
          FEED_ROW_UNKNOWN_TYPE },
        { "no state", ROW("{\"id\":\"a\",\"name\":\"A\",\"type\":\"kk\",\"at\":\"mpp\"}"),
          FEED_ROW_UNKNOWN_STATE },
        { "an unknown state",
          ROW("{\"id\":\"a\",\"name\":\"A\",\"type\":\"kk\",\"at\":\"mpp\",\"state\":\"hidden\"}"),
          FEED_ROW_UNKNOWN_STATE },
        { "neither name nor number", ROW("{\"id\":\"a\"," TYPE_STATE "}"),
          FEED_ROW_NOTHING_TO_SHOW },
        { "a name of invisible characters",
          ROW("{\"id\":\"a\",\"name\":\" \\u200b\\u00a0\"," TYPE_STATE "}"),
          FEED_ROW_NOTHING_TO_SHOW },
        { "a number only", ROW("{\"id\":\"a\",\"number\":\"1\"," TYPE_STATE "}"), -1 },
        { "a pickup without place",
          ROW("{\"id\":\"a\",\"name\":\"A\",\"type\":\"kk\",\"state\":\"pickup\"}"),
          FEED_ROW_NO_PLACE },
        { "a pickup at nowhere",
          ROW("{\"id\":\"a\",\"name\":\"A\",\"type\":\"kk\",\"at\":\"\",\"state\":\"pickup\"}"),
          FEED_ROW_NO_PLACE },
        { "a download without place",
          ROW("{\"id\":\"a\",\"name\":\"A\",\"type\":\"kk\",\"state\":\"download\"}"), -1 },
        { "a pickup at an unknown place",
          ROW("{\"id\":\"a\",\"name\":\"A\",\"type\":\"kk\",\"at\":\"x\",\"state\":\"pickup\"}"),
          FEED_ROW_UNKNOWN_PLACE },
        { "a download at an unknown place",
          ROW("{\"id\":\"a\",\"name\":\"A\",\"type\":\"kk\",\"at\":\"x\",\"state\":\"download\"}"),
          FEED_ROW_UNKNOWN_PLACE },
        { "a day that does not exist",
          ROW("{\"id\":\"a\",\"name\":\"A\",\"done\":\"2026-02-30\"," TYPE_STATE "}"),
          FEED_ROW_BAD_DATE },
        { "an empty day", ROW("{\"id\":\"a\",\"name\":\"A\",\"done\":\"\"," TYPE_STATE "}"),
          FEED_ROW_BAD_DATE },
        { "several reasons: the first counts",
          ROW("{\"id\":\"\",\"name\":\"A\",\"type\":\"x\",\"done\":\"x\",\"state\":\"x\"}"),
          FEED_ROW_NO_ID },
        { "a seen time, which is the program's own",
          ROW("{\"id\":\"a\",\"name\":\"A\",\"seen\":\"x\"," TYPE_STATE "}"), -1 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct result r = take(cases[i].text);
        bool expected = cases[i].reason >= 0;
        if (r.report.left_out_total != expected ||
            (expected && r.report.left_out[cases[i].reason] != 1))
            fail_msg("%s: %s", cases[i].what,
                     r.report.example_count ? feed_reason_texts[r.report.examples[0].reason]
                                            : "taken");
        assert_int_equal(r.report.rows, 2);
        assert_int_equal(r.snapshot->document_count, 2 - expected);
        assert_int_equal(r.report.example_count, expected);
        if (expected) {
            assert_int_equal(r.report.examples[0].index, 0);
            assert_int_equal(r.report.examples[0].reason, cases[i].reason);
        }
        snapshot_free(r.snapshot);
    }
}

static void the_second_row_of_an_id_is_left_out(void **state)
{
    (void)state;
    struct result r = take(FEED(PLACES ",\"documents\":[" GOOD "," GOOD "]"));
    assert_int_equal(r.report.left_out[FEED_ROW_DUPLICATE_ID], 1);
    assert_int_equal(r.report.examples[0].index, 1);
    assert_string_equal(r.report.examples[0].id, "g");
    snapshot_free(r.snapshot);
}

static void every_reason_has_its_words(void **state)
{
    (void)state;
    for (int i = 0; i < FEED_REASONS; i++)
        assert_true(feed_reason_texts[i] && *feed_reason_texts[i]);
}

/* `count` rows that are valid, after `bad` that are not. */
static char *rows(int bad, int good)
{
    struct buffer out = BUFFER_INIT(0);
    buffer_addf(&out, "{" HEAD ",\"documents\":[");
    for (int i = 0; i < bad + good; i++)
        buffer_addf(&out, "%s{\"id\":\"%d\",\"type\":\"%s\",\"name\":\"A\",\"state\":\"download\"}",
                    i ? "," : "", i, i < bad ? "x" : "kk");
    buffer_addf(&out, "]}");
    return out.data;
}

static void more_than_half_refuses_the_feed(void **state)
{
    (void)state;
    static const struct {
        int bad, good;
        bool taken;
    } cases[] = { { 0, 0, true }, { 0, 1, true },  { 1, 0, false },  { 1, 1, true },
                  { 1, 2, true }, { 2, 1, false }, { 50, 50, true }, { 51, 50, false } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_FREE char *text = rows(cases[i].bad, cases[i].good);
        struct result r = read_text(text);
        assert_int_equal(r.snapshot != NULL, cases[i].taken);
        assert_int_equal(r.report.left_out_total, cases[i].bad);
        assert_int_equal(r.report.example_count, MIN(cases[i].bad, FEED_REPORT_EXAMPLES));
        snapshot_free(r.snapshot);
    }
    CLEANUP_FREE char *text = rows(51, 50);
    assert_string_equal(read_text(text).err.text,
                        "51 of its 101 rows break a rule, which is more than half; the commonest "
                        "reason, 51 times: its type is none of the known ones");
}

/* ---- what is kept */

static void keeps_every_member(void **state)
{
    (void)state;
    struct result r =
        take("{" HEAD ",\"expires\":\"2026-11-30T02:40:00Z\",\"region\":\"32.73\","
             "\"publisher\":\" Dinas  Dukcapil \",\"link\":\"https://a.go.id/x\","
             "\"documents\":[{\"id\":\"k3\",\"type\":\"akta-mati\",\"name\":\"budi\",\"number\":"
             "\"4821\","
             "\"done\":\"2026-11-20\",\"at\":\"mpp\",\"state\":\"pickup\"}],"
             "\"locations\":[{\"id\":\"kec\",\"name\":\"Kec\",\"kind\":\"kecamatan\"},"
             "{\"id\":\"mpp\",\"name\":\"MPP\",\"kind\":\"mpp\",\"counter\":\"Loket "
             "3\",\"address\":\"Jl.\","
             "\"hours\":[{\"days\":\"mon-thu,sun\",\"open\":\"08:05\",\"close\":\"15:00\"},"
             "{\"days\":\"sat-mon\",\"open\":\"00:00\",\"close\":\"23:59\"}]}],"
             "\"bring\":{\"kk\":[\"KK lama\",\"Bukti\"],\"*\":[\"Nomor\"]},"
             "\"notices\":[{\"text\":\"Libur\",\"from\":\"1970-01-02\",\"until\":\"1970-01-03\"},"
             "{\"text\":\"Gratis\",\"priority\":\"normal\"},"
             "{\"text\":\"Tutup\",\"priority\":\"high\"}]}");
    const struct snapshot *s = r.snapshot;
    assert_true(s->serial == 1 && s->issued == 1795401600 && s->expires == 1795401600 + 7 * 86400);
    assert_string_equal(snapshot_text(s, s->region), "32.73");
    assert_string_equal(snapshot_text(s, s->publisher), "Dinas Dukcapil");
    assert_string_equal(snapshot_text(s, s->link), "https://a.go.id/x");

    const struct document *d = s->documents;
    assert_string_equal(snapshot_text(s, d->id), "k3");
    assert_string_equal(snapshot_text(s, d->name), "budi");
    assert_string_equal(snapshot_text(s, d->number), "4821");
    assert_true(d->type == DOCUMENT_AKTA_MATI && d->state == DOCUMENT_PICKUP && d->location == 1);
    assert_true(d->done == 20777 && d->seen == 0);

    const struct location *l = &s->locations[1];
    assert_true(l->kind == LOCATION_MPP && l->openings == 2 && s->locations[0].openings == 0);
    assert_string_equal(snapshot_text(s, l->counter), "Loket 3");
    assert_string_equal(snapshot_text(s, l->address), "Jl.");
    const struct opening *o = &s->openings[l->first_opening];
    assert_true(o[0].days == 0x4F && o[0].open == 485 && o[0].close == 900);
    assert_true(o[1].days == 0x61 && o[1].open == 0 && o[1].close == 1439);

    assert_int_equal(s->bring_count, 3);
    assert_true(s->bring[0].type == DOCUMENT_KK && s->bring[2].type == BRING_ANY);
    assert_string_equal(snapshot_text(s, s->bring[1].text), "Bukti");
    assert_true(s->notices[0].from == 1 && s->notices[0].until == 2);
    assert_true(s->notices[1].from == NOTICE_ALWAYS_FROM &&
                s->notices[1].until == NOTICE_ALWAYS_UNTIL);
    assert_true(s->notice_count == 3 && !s->notices[0].high && !s->notices[1].high &&
                s->notices[2].high);
    assert_true(r.report.rows == 1 && !r.report.extras_left_out && !r.report.blotted);
    snapshot_free(r.snapshot);
}

static void leaves_out_extras(void **state)
{
    (void)state;
    static const struct {
        const char *what, *members;
        uint32_t left_out;
    } cases[] = {
        { "a place twice",
          "\"locations\":[{\"id\":\"a\",\"name\":\"A\"},{\"id\":\"a\",\"name\":\"B\"}]", 1 },
        { "a member of a place twice", "\"locations\":[{\"id\":\"a\",\"id\":\"b\",\"name\":\"A\"}]",
          1 },
        { "hours that end before they start",
          "\"locations\":[{\"id\":\"a\",\"name\":\"A\",\"hours\":[{\"days\":\"mon\",\"open\":\"09:"
          "00\","
          "\"close\":\"08:00\"}]}]",
          1 },
        { "hours that end as they start",
          "\"locations\":[{\"id\":\"a\",\"name\":\"A\",\"hours\":[{\"days\":\"mon\",\"open\":\"09:"
          "00\","
          "\"close\":\"09:00\"},{\"days\":\"mon\",\"open\":\"09:00\",\"close\":\"09:01\"}]}]",
          1 },
        { "a notice that ends before it starts",
          "\"notices\":[{\"text\":\"A\",\"from\":\"2026-11-20\",\"until\":\"2026-11-19\"}]", 1 },
        { "a notice of unknown priority", "\"notices\":[{\"text\":\"A\",\"priority\":\"urgent\"}]",
          1 },
        { "a member of a notice twice", "\"notices\":[{\"text\":\"A\",\"text\":\"B\"}]", 1 },
        { "things to bring for a type twice", "\"bring\":{\"kk\":[\"A\"],\"kk\":[\"B\"]}", 1 },
        { "two bad notices of three", "\"notices\":[1,{\"text\":\"A\"},2]", 2 },
        { "a link with a number of a person", "\"link\":\"https://a.go.id/" NIK "\"", 1 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_FREE char *text = xasprintf("{" HEAD "," EMPTY ",%s}", cases[i].members);
        struct result r = take(text);
        if (r.report.extras_left_out != cases[i].left_out)
            fail_msg("%s: %u", cases[i].what, r.report.extras_left_out);
        snapshot_free(r.snapshot);
    }
}

/* A bad place takes its rows with it. */
static void rows_of_a_bad_place_are_left_out(void **state)
{
    (void)state;
    struct result r =
        take(FEED("\"documents\":[" GOOD ",{\"id\":\"a\",\"name\":\"A\",\"type\":\"kk\","
                  "\"at\":\"BAD\",\"state\":\"pickup\"}],"
                  "\"locations\":[{\"id\":\"mpp\",\"name\":\"MPP\"},"
                  "{\"id\":\"BAD\",\"name\":\"B\"}]"));
    assert_int_equal(r.report.extras_left_out, 1);
    assert_int_equal(r.report.left_out[FEED_ROW_UNKNOWN_PLACE], 1);
    snapshot_free(r.snapshot);
}

/* ---- privacy */

static bool holds(const struct snapshot *s, const char *text)
{
    return memmem(s->text, s->text_size, text, strlen(text)) != NULL;
}

static void no_number_goes_on_in_what_stands_beside_it(void **state)
{
    (void)state;
    struct result r =
        take("{" HEAD ",\"locations\":[{\"id\":\"mpp\",\"name\":\"Loket 32730101\","
             "\"counter\":\"0101\",\"address\":\"0001\"}],\"documents\":["
             "{\"id\":\"x\",\"type\":\"kk\",\"name\":\"BUDI 32730101\",\"number\":\"01010001\","
             "\"at\":\"mpp\",\"state\":\"pickup\"}]}");
    const struct snapshot *s = r.snapshot;
    assert_string_equal(snapshot_text(s, s->documents[0].name), "BUDI ••••••••");
    assert_string_equal(snapshot_text(s, s->documents[0].number), "••••••••");
    assert_string_equal(snapshot_text(s, s->locations[0].name), "Loket ••••••••");
    assert_string_equal(snapshot_text(s, s->locations[0].counter), "••••");
    assert_string_equal(snapshot_text(s, s->locations[0].address), "••••");
    assert_int_equal(r.report.blotted, 5);
    snapshot_free(r.snapshot);
}

/* By the usual rules. */
static struct result take_strictly(const char *text, bool own)
{
    struct privacy rules;
    privacy_init(&rules);
    rules.id_key = key;
    return read_bytes(text, strlen(text), &(struct feed_options){ .privacy = &rules, .own = own });
}

static void rows_pass_the_stage(void **state)
{
    (void)state;
    struct result r = take_strictly(
        FEED("\"documents\":["
             "{\"id\":\"a\",\"type\":\"kk\",\"name\":\"BUDI SANTOSO\",\"state\":\"download\"},"
             "{\"id\":\"b\",\"type\":\"kia\",\"name\":\"CICI A\",\"state\":\"download\"},"
             "{\"id\":\"c\",\"type\":\"kk\",\"name\":\"DEDI\",\"number\":\"1\",\"private\":true,"
             "\"state\":\"download\"},"
             "{\"id\":\"d\",\"type\":\"akta-cerai\",\"name\":\"E\",\"number\":\"2\",\"state\":"
             "\"download\"},"
             "{\"id\":\"e\",\"type\":\"other\",\"label\":\"Surat Pindah\",\"name\":\"Z\",\"state\":"
             "\"download\"},"
             "{\"id\":\"f\",\"type\":\"akta-cerai\",\"name\":\"F\",\"state\":\"download\"}],"
             "\"bring\":{\"akta-cerai\":[\"A\",\"B\"],\"akta-anak\":[\"B\",\"C\"]}"),
        false);
    const struct snapshot *s = r.snapshot;
    static const struct {
        const char *name, *number, *label;
        enum document_type type;
    } rows[] = {
        { "", "1", "", DOCUMENT_KK },
        { "", "2", "", DOCUMENT_AKTA_SIPIL },
        { "BUDI S••••••", "", "", DOCUMENT_KK },
        { "C. A.", "", "", DOCUMENT_KIA },
        { "Z", "", "Surat Pindah", DOCUMENT_OTHER },
    };
    assert_int_equal(s->document_count, COUNT(rows));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct document *d = &s->documents[i];
        assert_string_equal(snapshot_text(s, d->name), rows[i].name);
        assert_string_equal(snapshot_text(s, d->number), rows[i].number);
        assert_string_equal(snapshot_text(s, d->label), rows[i].label);
        assert_int_equal(d->type, rows[i].type);
    }
    assert_int_equal(r.report.left_out[FEED_ROW_NAME_PRIVATE], 1);
    assert_int_equal(r.report.masked, 5);
    assert_false(holds(s, "SANTOSO") || holds(s, "CICI") || holds(s, "DEDI"));
    /* Each thing once. */
    assert_int_equal(s->bring_count, 3);
    for (uint32_t i = 0; i < s->bring_count; i++) {
        assert_int_equal(s->bring[i].type, DOCUMENT_AKTA_SIPIL);
        assert_int_equal(snapshot_text(s, s->bring[i].text)[0], 'A' + (int)i);
    }
    snapshot_free(r.snapshot);
}

/* More than half of the rows of a list of our own may fall to stricter rules. */
static void stricter_rules_leave_of_a_kept_list_what_they_can(void **state)
{
    (void)state;
    static const char text[] =
        FEED("\"documents\":["
             "{\"id\":\"a\",\"type\":\"akta-cerai\",\"name\":\"A\",\"state\":\"download\"},"
             "{\"id\":\"b\",\"type\":\"akta-cerai\",\"name\":\"B\",\"state\":\"download\"},"
             "{\"id\":\"c\",\"type\":\"kk\",\"name\":\"C\",\"state\":\"download\"}]");
    struct result r = take_strictly(text, false);
    assert_null(r.snapshot);
    assert_non_null(strstr(r.err.text, "its name may not be shown, and it has no number"));
    r = take_strictly(text, true);
    assert_int_equal(r.snapshot->document_count, 1);
    snapshot_free(r.snapshot);
}

static void what_nobody_sees_is_no_name(void **state)
{
    (void)state;
    struct result r = take(FEED("\"documents\":[{\"id\":\"b\",\"name\":\"B\",\"type\":\"kk\","
                                "\"state\":\"download\"},{\"id\":\"a\",\"name\":\"\u3164\u00AD\","
                                "\"type\":\"kk\",\"state\":\"download\"}]"));
    assert_int_equal(r.report.left_out[FEED_ROW_NOTHING_TO_SHOW], 1);
    snapshot_free(r.snapshot);
}

static void numbers_are_kept_nowhere(void **state)
{
    (void)state;
    struct result r =
        take("{" HEAD ",\"publisher\":\"P " NIK "\",\"link\":\"https://a.go.id/" NIK "\","
             "\"locations\":[{\"id\":\"" NIK "\",\"name\":\"N " NIK "\",\"counter\":\"" NIK "\","
             "\"address\":\"3273 0101 0101 0001\"}],\"notices\":[{\"text\":\"" NIK "\"}],"
             "\"bring\":{\"*\":[\"" NIK "\"]},\"documents\":["
             "{\"id\":\"" NIK "\",\"type\":\"kk\",\"name\":\"BUDI " NIK "\",\"number\":\"" NIK "\","
             "\"nik\":\"" NIK "\",\"at\":\"" NIK "\",\"state\":\"pickup\"},"
             "{\"id\":\"3,27E+15\",\"type\":\"kk\",\"name\":\"3,27E+15\",\"state\":\"download\"},"
             "{\"id\":\"" NIK "\",\"type\":\"kk\",\"name\":\"A\",\"state\":\"download\"},"
             "{\"id\":\"with blank\",\"type\":\"x\",\"name\":\"A\",\"state\":\"download\"}]}");
    const struct snapshot *s = r.snapshot;
    assert_false(holds(s, NIK));
    assert_false(holds(s, "0101 0101"));
    assert_false(holds(s, "3,27"));
    assert_int_equal(r.report.blotted, 9);
    assert_int_equal(s->document_count, 2);
    assert_int_equal(s->documents[0].location, 0);
    const char *id = snapshot_text(s, s->documents[0].id);
    assert_true(id[0] == 'h' && strlen(id) == 17);
    /* The same NIK is the same row, and is told in no report. */
    assert_int_equal(r.report.left_out[FEED_ROW_DUPLICATE_ID], 1);
    assert_int_equal(r.report.example_count, 2);
    assert_string_equal(r.report.examples[0].id, "");
    assert_string_equal(r.report.examples[1].id, "");

    /* Under another key it has another name. */
    static const uint8_t other[HASH_KEY_SIZE] = { 2 };
    const char *text = FEED("\"documents\":[{\"id\":\"" NIK "\",\"type\":\"kk\",\"name\":\"A\","
                            "\"state\":\"download\"}]");
    struct result a = take(text);
    struct result b =
        read_bytes(text, strlen(text),
                   &(struct feed_options){ .privacy = &(const struct privacy){ .id_key = other } });
    assert_string_equal(snapshot_text(a.snapshot, a.snapshot->documents[0].id), id);
    assert_string_not_equal(snapshot_text(b.snapshot, b.snapshot->documents[0].id), id);
    snapshot_free(r.snapshot);
    snapshot_free(a.snapshot);
    snapshot_free(b.snapshot);
}

/* One hash in about 1,800 reads as 16 digits: none is kept like that. */
static void hashed_ids_go_round(void **state)
{
    (void)state;
    enum { ROWS = 20000 };
    CLEANUP_BUFFER struct buffer in = BUFFER_INIT(0), out = BUFFER_INIT(0);
    buffer_addf(&in, "{" HEAD ",\"documents\":[");
    for (int i = 0; i < ROWS; i++)
        buffer_addf(
            &in,
            "%s{\"id\":\"32730101%08d\",\"type\":\"kk\",\"name\":\"A\",\"state\":\"download\"}",
            i ? "," : "", i);
    buffer_addf(&in, "]}");
    struct result first = take(in.data);
    feed_write(first.snapshot, false, &out);
    struct result second = take(out.data);
    assert_int_equal(second.report.left_out_total, 0);
    assert_null(differ(first.snapshot, second.snapshot, false));
    snapshot_free(first.snapshot);
    snapshot_free(second.snapshot);
}

static void no_sentence_tells_a_row(void **state)
{
    (void)state;
    static const char *const texts[] = {
        ROW("{\"id\":\"RAHASIA\",\"name\":\"RAHASIA\"},{\"id\":\"x\"}"),
        ROW("{\"id\":\"RAHASIA\",\"name\":\"RAHASIA\" "),
        "{\"feed\":\"RAHASIA\"}",
        "{\"feed\":\"siapambil/RAHASIA " NIK "\"}",
        FEED("\"documents\":[RAHASIA]"),
        FEED("\"RAHASIA\":[}"),
        FEED(EMPTY ",\"region\":\"RAHASIA\""),
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct result r = read_text(texts[i]);
        assert_null(r.snapshot);
        assert_true(*r.err.text);
        assert_null(strstr(r.err.text, "RAHASIA"));
        assert_false(redact_finds_number(r.err.text));
    }
}

/* ---- the program's own list */

static void seen_is_for_the_own_list(void **state)
{
    (void)state;
    static const char text[] = FEED(
        "\"documents\":[{\"id\":\"a\",\"type\":\"kk\",\"name\":\"A\",\"state\":\"download\","
        "\"seen\":1795401600},{\"id\":\"b\",\"type\":\"kk\",\"name\":\"B\",\"state\":\"download\","
        "\"seen\":-5}]");
    struct result own = read_bytes(text, sizeof(text) - 1, &own_options);
    struct result other = take(text);
    assert_int_equal(own.snapshot->documents[0].seen, 1795401600);
    assert_int_equal(own.snapshot->documents[1].seen, 0);
    assert_int_equal(other.snapshot->documents[0].seen, 0);
    CLEANUP_BUFFER struct buffer kept = BUFFER_INIT(0), published = BUFFER_INIT(0);
    feed_write(own.snapshot, true, &kept);
    feed_write(own.snapshot, false, &published);
    assert_non_null(strstr(kept.data, "\"seen\":1795401600"));
    assert_null(strstr(published.data, "seen"));
    struct result again = read_bytes(kept.data, kept.len, &own_options);
    assert_null(differ(own.snapshot, again.snapshot, true));
    snapshot_free(own.snapshot);
    snapshot_free(other.snapshot);
    snapshot_free(again.snapshot);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_with_a_sentence),
        cmocka_unit_test(refuses_nul_bytes),
        cmocka_unit_test(refuses_bad_serials_and_times),
        cmocka_unit_test(leaves_out_rows_by_reason),
        cmocka_unit_test(the_second_row_of_an_id_is_left_out),
        cmocka_unit_test(every_reason_has_its_words),
        cmocka_unit_test(more_than_half_refuses_the_feed),
        cmocka_unit_test(keeps_every_member),
        cmocka_unit_test(leaves_out_extras),
        cmocka_unit_test(rows_of_a_bad_place_are_left_out),
        cmocka_unit_test(no_number_goes_on_in_what_stands_beside_it),
        cmocka_unit_test(rows_pass_the_stage),
        cmocka_unit_test(stricter_rules_leave_of_a_kept_list_what_they_can),
        cmocka_unit_test(what_nobody_sees_is_no_name),
        cmocka_unit_test(numbers_are_kept_nowhere),
        cmocka_unit_test(hashed_ids_go_round),
        cmocka_unit_test(no_sentence_tells_a_row),
        cmocka_unit_test(seen_is_for_the_own_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
