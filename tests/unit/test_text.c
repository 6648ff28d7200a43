#include "unit/test.h"

#include "base/text.h"

static void finds_the_first_invalid_byte(void **state)
{
    (void)state;
    static const struct {
        const char *what, *bytes;
        size_t len, at;
    } cases[] = {
        { "nothing", "", 0, 0 },
        { "ASCII", "plain", 5, 5 },
        { "every length of character", "a\xC3\xA9\xE2\x80\xA2\xF0\x9F\x98\x80z", 11, 11 },
        { "the last character there is", "\xF4\x8F\xBF\xBF", 4, 4 },
        { "one beyond it", "\xF4\x90\x80\x80", 4, 0 },
        { "a NUL", "ab\0c", 4, 2 },
        { "a continuation byte alone", "ab\x80", 3, 2 },
        { "two bytes cut short", "a\xC3", 2, 1 },
        { "two bytes cut by a letter", "a\xC3z", 3, 1 },
        { "three bytes cut short by one", "a\xE2\x80", 3, 1 },
        { "three bytes cut short by two", "a\xE2", 2, 1 },
        { "four bytes cut short by one", "a\xF0\x9F\x98", 4, 1 },
        { "four bytes cut short by three", "a\xF0", 2, 1 },
        { "overlong, two bytes", "\xC0\xAF", 2, 0 },
        { "overlong, three bytes", "\xE0\x80\xAF", 3, 0 },
        { "overlong, four bytes", "\xF0\x80\x80\xAF", 4, 0 },
        { "a surrogate", "\xED\xA0\x80", 3, 0 },
        { "five bytes", "\xF8\x88\x80\x80\x80", 5, 0 },
        { "FE", "\xFE", 1, 0 },
        { "Latin-1", "caf\xE9", 4, 3 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t at = text_find_invalid(cases[i].bytes, cases[i].len);
        if (at != cases[i].at)
            fail_msg("%s: at %zu", cases[i].what, at);
    }
}

/* The reader looks at eight bytes at once: a bad byte must be seen wherever it stands. */
static void finds_it_at_every_position(void **state)
{
    (void)state;
    static const char bad[] = { '\0', '\x80', '\xC3', '\xFF' };
    char bytes[40];
    for (size_t len = 1; len < sizeof(bytes); len++) {
        for (size_t at = 0; at < len; at++) {
            for (size_t b = 0; b < sizeof(bad); b++) {
                memset(bytes, 'x', sizeof(bytes));
                bytes[at] = bad[b];
                assert_int_equal(text_find_invalid(bytes, len), at);
            }
        }
    }
}

static void cleans(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text, *clean; /* NULL: refused */
    } cases[] = {
        { "nothing", "", "" },
        { "plain ASCII", "BUDI SANTOSO", "BUDI SANTOSO" },
        { "a masked name", "BUDI S••••••", "BUDI S••••••" },
        { "blanks at the ends", "  BUDI  ", "BUDI" },
        { "a blank at one end", "BUDI ", "BUDI" },
        { "runs of blanks", "A  B   C", "A B C" },
        { "nothing but blanks", "   ", "" },
        { "a no-break space", "A\u00A0B", "A B" },
        { "every sort of blank", "A\u2003 \u3000\u2028B", "A B" },
        { "a line end", "A\nB", NULL },
        { "a tab", "A\tB", NULL },
        { "DEL", "A\x7F", NULL },
        { "a C1 control character", "A\xC2\x85", NULL },
        { "a control character after bullets", "••\x01", NULL },
        { "a letter and its accent", "e\u0301", "é" },
        { "an accent behind a composed letter", "\u00E9\u0323", "\u1EB9\u0301" },
        { "an accent that a zero-width space kept apart", "e\u200B\u0301", "é" },
        { "bidirectional controls", "\u202EIDUB\u202C \u2067x\u2069\u061C", "IDUB x" },
        { "a byte-order mark",
          "\uFEFF"
          "A",
          "A" },
        { "a zero-width joiner stays", "\u0915\u094D\u200D\u0937", "\u0915\u094D\u200D\u0937" },
        { "tag characters", "A\U000E0041", "A" },
        { "letters beyond ASCII", "ÀÉÖß Łódź", "ÀÉÖß Łódź" },
        { "an apostrophe", "NU\u2019MAN", "NU\u2019MAN" },
        { "a soft hyphen", "A\u00ADB", "AB" },
        { "a grapheme joiner", "A\u034FB", "AB" },
        { "fillers that look like nothing", "\u3164\u115F\uFFA0", "" },
        { "a variation selector", "A\uFE0F", "A" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
        buffer_append(&out, "before", 6);
        bool ok = text_clean(cases[i].text, &out);
        if (ok != !!cases[i].clean)
            fail_msg("%s: %s", cases[i].what, ok ? "taken" : "refused");
        CLEANUP_FREE char *expected = xasprintf("before%s", ok ? cases[i].clean : "");
        if (strcmp(buffer_text(&out), expected) != 0)
            fail_msg("%s: '%s'", cases[i].what, buffer_text(&out));
        if (!ok)
            continue;
        CLEANUP_BUFFER struct buffer again = BUFFER_INIT(0);
        assert_true(text_clean(cases[i].clean, &again));
        if (strcmp(buffer_text(&again), cases[i].clean) != 0)
            fail_msg("%s: cleaning it again changes it", cases[i].what);
    }
}

static void cleaning_stops_at_the_limit(void **state)
{
    (void)state;
    static const char *const texts[] = { "abcdefgh", "  e\u0301bcdefg" };
    for (size_t i = 0; i < COUNT(texts); i++) {
        CLEANUP_BUFFER struct buffer fits = BUFFER_INIT(8), small = BUFFER_INIT(7);
        assert_true(text_clean(texts[i], &fits));
        assert_int_equal(fits.len, 8);
        assert_false(text_clean(texts[i], &small));
        assert_int_equal(small.len, 0);
    }
}

static void folds(void **state)
{
    (void)state;
    static const struct {
        const char *text, *fold, *key;
    } cases[] = {
        { "", "", "" },
        { "SIAP_DIAMBIL", "siap_diambil", "siapdiambil" },
        { "Siap Diambil", "siap diambil", "siapdiambil" },
        { "siap-diambil", "siap-diambil", "siapdiambil" },
        { "siap\u00A0diambil", "siap\u00A0diambil", "siapdiambil" },
        { "S••••", "s••••", "s••••" },
        { "ÉCOLE", "école", "école" },
        { "E\u0301COLE", "école", "école" },
        { "STRASSE", "strasse", "strasse" },
        { "Straße", "strasse", "strasse" },
        { "Z@[`{", "z@[`{", "z@[`{" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_BUFFER struct buffer fold = BUFFER_INIT(0), key = BUFFER_INIT(0);
        text_fold(cases[i].text, &fold);
        text_fold_key(cases[i].text, &key);
        assert_string_equal(buffer_text(&fold), cases[i].fold);
        assert_string_equal(buffer_text(&key), cases[i].key);
    }
}

static void walks_characters(void **state)
{
    (void)state;
    const char *p = "a\u00E9\u2022\U0001F600";
    assert_int_equal(text_length(p), 4);
    assert_int_equal(text_next(&p), 'a');
    assert_int_equal(text_next(&p), 0xE9);
    assert_int_equal(text_next(&p), 0x2022);
    assert_int_equal(text_next(&p), 0x1F600);
    const char *end = p;
    assert_int_equal(text_next(&p), 0);
    assert_ptr_equal(p, end);
    assert_int_equal(text_length(""), 0);
}

static void knows_what_goes_from_right_to_left(void **state)
{
    (void)state;
    static const char *const yes[] = { "ج", "ڤ", "א" };
    static const char *const no[] = { "A", "ᬩ", "ꦗ", "1", " ", "•", "٢" };
    for (size_t i = 0; i < COUNT(yes); i++)
        assert_true(text_is_rtl(text_next(&(const char *){ yes[i] })));
    for (size_t i = 0; i < COUNT(no); i++)
        assert_false(text_is_rtl(text_next(&(const char *){ no[i] })));
    assert_false(text_is_rtl(0));
}

static void measures_distance(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int distance;
    } cases[] = {
        { "", "", 0 },
        { "", "abc", 3 },
        { "abc", "", 3 },
        { "abc", "abc", 0 },
        { "abc", "abd", 1 },
        { "kitten", "sitting", 3 },
        { "source.pol", "source.poll", 1 },
        { "ab", "ba", 2 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(text_distance(cases[i].a, cases[i].b), cases[i].distance);
        assert_int_equal(text_distance(cases[i].b, cases[i].a), cases[i].distance);
    }
    char longer[80];
    memset(longer, 'x', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = '\0';
    assert_true(text_distance(longer, "x") > 10);
}

static void finds_words_among_others(void **state)
{
    (void)state;
    assert_true(text_has_words("a b", "b a"));
    assert_true(text_has_words(" a  b ", ""));
    assert_false(text_has_words("a b", "a b c"));
    assert_false(text_has_words("ab b", "a"));
    assert_false(text_has_words("", "a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_first_invalid_byte),
        cmocka_unit_test(finds_it_at_every_position),
        cmocka_unit_test(cleans),
        cmocka_unit_test(cleaning_stops_at_the_limit),
        cmocka_unit_test(folds),
        cmocka_unit_test(walks_characters),
        cmocka_unit_test(knows_what_goes_from_right_to_left),
        cmocka_unit_test(measures_distance),
        cmocka_unit_test(finds_words_among_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
