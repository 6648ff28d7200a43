/* Words and text that must fit. */
#include "unit/view_support.h"

#include "view/paint.h"

static void language_files_are_complete(void **state)
{
    (void)state;
    words_free(load_words("id"));
    words_free(load_words("en"));
}

static void an_incomplete_language_file_is_refused_by_what_it_lacks(void **state)
{
    (void)state;
    static const struct {
        const char *text, *error;
    } cases[] = {
        { "[words]\n", "x.ini: [words] title is missing" },
        { "[words]\ntitel = A\n", "x.ini: [words] titel is not a word of the board" },
        { "[words]\ntitle = A\ntitle = B\n", "x.ini: [words] title is given twice" },
        { "[wordz]\ntitle = A\n", "x.ini: [wordz] title is not a word of the board" },
        { "[words]\ntitle =\n", "x.ini: [words] title is empty" },
        { "[words]\ntitle\n", "x.ini:2: neither a [section] nor key = value" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error err;
        assert_null(words_parse(cases[i].text, strlen(cases[i].text), "x.ini", &err));
        assert_string_equal(err.text, cases[i].error);
    }
}

static void a_list_of_weekdays_that_is_too_short_is_refused(void **state)
{
    (void)state;
    struct error err;
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(1 << 20), cut = BUFFER_INIT(1 << 20);
    assert_true(file_read("assets/lang/id.ini", &text, &err));
    const char *minggu = strstr(text.data, " Minggu");
    buffer_append(&cut, text.data, (size_t)(minggu - text.data));
    buffer_append(&cut, minggu + strlen(" Minggu"), strlen(minggu + strlen(" Minggu")));
    assert_null(words_parse(cut.data, cut.len, "x.ini", &err));
    assert_string_equal(err.text, "x.ini: [words] weekdays has 6 words instead of 7");
}

static void says_dates_and_numbers_as_residents_do(void **state)
{
    (void)state;
    CLEANUP(words_free) struct words *id = load_words("id");
    CLEANUP(words_free) struct words *en = load_words("en");
    struct civil c = clock_civil(MONDAY_0941, WIB);
    static const struct {
        const char *id, *en;
    } expected = { "Senin, 23 November 2026|Sen 23 Nov|09.41|41.000|999|1.000.000",
                   "Monday, 23 November 2026|Mon 23 Nov|09:41|41,000|999|1,000,000" };
    const struct words *languages[] = { id, en };
    const char *texts[] = { expected.id, expected.en };
    for (size_t i = 0; i < COUNT(languages); i++) {
        CLEANUP_BUFFER struct buffer b = BUFFER_INIT(0);
        words_add_date(languages[i], &b, c);
        buffer_addf(&b, "|");
        words_add_short_date(languages[i], &b, c);
        buffer_addf(&b, "|");
        words_add_time(languages[i], &b, c);
        buffer_addf(&b, "|");
        words_add_number(languages[i], &b, 41000);
        buffer_addf(&b, "|");
        words_add_number(languages[i], &b, 999);
        buffer_addf(&b, "|");
        words_add_number(languages[i], &b, 1000000);
        assert_string_equal(b.data, texts[i]);
    }
}

static void a_number_takes_the_form_of_its_language(void **state)
{
    (void)state;
    static const struct {
        const char *language;
        enum word one, many;
        uint32_t n;
        const char *text;
    } cases[] = {
        { "en", WORD_COUNT_ONE, WORD_COUNT_MANY, 0, "0 documents" },
        { "en", WORD_COUNT_ONE, WORD_COUNT_MANY, 1, "1 document" },
        { "en", WORD_COUNT_ONE, WORD_COUNT_MANY, 2, "2 documents" },
        { "en", WORD_COUNT_ONE, WORD_COUNT_MANY, 4400, "4,400 documents" },
        { "en", WORD_CYCLE_ONE, WORD_CYCLE_MANY, 1, "list repeats every minute" },
        { "en", WORD_CYCLE_ONE, WORD_CYCLE_MANY, 3, "list repeats every 3\u00A0minutes" },
        { "id", WORD_COUNT_ONE, WORD_COUNT_MANY, 1, "1 dokumen" },
        { "id", WORD_COUNT_ONE, WORD_COUNT_MANY, 4400, "4.400 dokumen" },
        { "id", WORD_CYCLE_ONE, WORD_CYCLE_MANY, 1, "daftar berulang tiap menit" },
        { "id", WORD_CYCLE_ONE, WORD_CYCLE_MANY, 21, "daftar berulang tiap 21\u00A0menit" },
        { "id", WORD_BRING_MORE_ONE, WORD_BRING_MORE_MANY, 1,
          "dan 1 syarat lain: tanyakan kepada petugas" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP(words_free) struct words *words = load_words(cases[i].language);
        CLEANUP_BUFFER struct buffer b = BUFFER_INIT(0);
        words_add_count(words, &b, cases[i].one, cases[i].many, cases[i].n);
        assert_string_equal(b.data, cases[i].text);
    }
}

/* The names in braces, in their order in the alphabet. */
static void add_placeholders(const char *text, struct buffer *out)
{
    static const char *const names[] = { "all",  "listed", "close",  "count",   "date",   "day",
                                         "hour", "hours",  "minute", "month",   "number", "open",
                                         "page", "pages",  "time",   "weekday", "year" };
    int found = 0, all = 0;
    for (const char *p = text; *p; p++)
        all += *p == '{';
    for (size_t i = 0; i < COUNT(names); i++) {
        char name[32];
        snprintf(name, sizeof(name), "{%s}", names[i]);
        if (!strstr(text, name))
            continue;
        buffer_addf(out, "%s", name);
        found++;
    }
    if (found != all)
        fail_msg("a name in braces that nobody fills in: %s", text);
}

static void both_languages_tell_the_same_numbers_and_times(void **state)
{
    (void)state;
    CLEANUP(words_free) struct words *id = load_words("id");
    CLEANUP(words_free) struct words *en = load_words("en");
    for (int i = 0; i < WORD_COUNT; i++) {
        CLEANUP_BUFFER struct buffer a = BUFFER_INIT(0), b = BUFFER_INIT(0);
        add_placeholders(words_get(id, (enum word)i), &a);
        add_placeholders(words_get(en, (enum word)i), &b);
        assert_string_equal(buffer_text(&a), buffer_text(&b));
    }
}

/* A {count} in a sentence that is not one of a pair would read "1 documents" some day. */
static void every_sentence_with_a_number_has_a_form_for_one_and_for_many(void **state)
{
    (void)state;
#define KEY_NAME(key, name) [WORD_##key] = name,
    static const char *const keys[] = { WORDS(KEY_NAME) };
#undef KEY_NAME
    CLEANUP(words_free) struct words *words = load_words("en");
    for (size_t i = 0; i < COUNT(keys); i++) {
        if (!strstr(words_get(words, (enum word)i), "{count}"))
            continue;
        if (strncmp(keys[i], "beyond_", strlen("beyond_")) == 0) /* "+1 from before Monday" */
            continue;
        size_t len = strlen(keys[i]);
        bool is_one = len > 4 && strcmp(keys[i] + len - 4, "_one") == 0;
        bool is_many = len > 5 && strcmp(keys[i] + len - 5, "_many") == 0;
        if (!is_one && !is_many)
            fail_msg("%s", keys[i]);
    }
}

/* Cut into phrases that are laid side by side, a sentence in Jawi would read from its end. */
static void a_notice_keeps_together_what_goes_from_right_to_left(void **state)
{
    (void)state;
    static const char jawi[] = "جاوي كوتا بندوڠ دينس كڤندودوقن دان ڤنچاتتن سيۏيل ";
    CLEANUP(words_free) struct words *words = load_words("id");
    struct board_options options = default_options(words, 1920, 1080);
    CLEANUP_FREE char *notice = xasprintf("Loket %sbuka hari Senin sampai Jumat", jawi);
    options.notice = notice;
    CLEANUP(board_free) struct board *board = board_new(&options);
    struct board_time time = fresh_time(MONDAY_0941);
    const struct item *first = find_item(board_frame(board, &time), BAND_TICKER, 0, "notice");
    assert_non_null(first);
    if (!strstr(first->text, jawi))
        fail_msg("%s", first->text);
}

static const struct fit_choice choices[] = { { 50, 1 }, { 40, 1 }, { 30, 2 }, { 20, 2 } };

/* At 6/10 of the size a character: 600 px hold 20 at 50, 25 at 40, 33 at 30, 50 at 20. */
static const struct {
    const char *name, *text;
    int size, lines;
} fits[] = {
    { "a short name keeps its size", "BUDI S••••••", 50, 1 },
    { "one letter", "N", 50, 1 },
    { "nothing takes no line", "", 50, 0 },
    { "a longer one shrinks on its line", "MUHAMMAD RIZKY S•••••••", 40, 1 },
    { "a long one takes two lines", "I GUSTI AYU NGURAH MADE P•••••• D••••••••", 30, 2 },
    { "a very long one shrinks on two",
      "I GUSTI AYU NGURAH MADE P•••••• D•••••••• S•••••• K•••••• "
      "W•••••••• T••••••••",
      20, 2 },
};

static void a_name_wraps_and_shrinks_until_it_fits(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(fits); i++) {
        struct fit fit =
            fit_text(&fixed_metrics, FACE_BOLD, fits[i].text, 600, choices, COUNT(choices));
        if (fit.size != fits[i].size || fit.lines != fits[i].lines)
            fail_msg("%s: %d px, %d lines", fits[i].name, fit.size, fit.lines);
    }
}

static void nothing_is_ever_cut(void **state)
{
    (void)state;
    char text[600];
    for (int length = 1; length < 512; length += 7) {
        for (int word = 1; word < 80; word += 9) {
            for (int i = 0; i < length; i++)
                text[i] = i % (word + 1) == word && i + 1 < length ? ' ' : 'W';
            text[length] = '\0';
            struct fit fit =
                fit_text(&fixed_metrics, FACE_BOLD, text, 600, choices, COUNT(choices));
            int letters = 0;
            for (int l = 0; l < fit.lines; l++) {
                int width =
                    fixed_width(NULL, FACE_BOLD, fit.size, fit.line[l].text, fit.line[l].len);
                assert_true(width <= 600);
                for (size_t k = 0; k < fit.line[l].len; k++)
                    letters += fit.line[l].text[k] == 'W';
            }
            for (int i = 0; i < length; i++)
                letters -= text[i] == 'W';
            assert_int_equal(letters, 0);
        }
    }
}

static void a_column_of_a_few_pixels_ends_the_search_too(void **state)
{
    (void)state;
    const struct fit_choice two[] = { { 40, 1 }, { 30, 2 } };
    for (int width = -1; width < 20; width++) {
        struct fit fit = fit_text(&fixed_metrics, FACE_BOLD, "NI LUH PUTU AYU", width, two, 2);
        assert_in_range(fit.lines, 1, 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_column_of_a_few_pixels_ends_the_search_too),
        cmocka_unit_test(language_files_are_complete),
        cmocka_unit_test(an_incomplete_language_file_is_refused_by_what_it_lacks),
        cmocka_unit_test(a_list_of_weekdays_that_is_too_short_is_refused),
        cmocka_unit_test(says_dates_and_numbers_as_residents_do),
        cmocka_unit_test(a_number_takes_the_form_of_its_language),
        cmocka_unit_test(both_languages_tell_the_same_numbers_and_times),
        cmocka_unit_test(every_sentence_with_a_number_has_a_form_for_one_and_for_many),
        cmocka_unit_test(a_notice_keeps_together_what_goes_from_right_to_left),
        cmocka_unit_test(a_name_wraps_and_shrinks_until_it_fits),
        cmocka_unit_test(nothing_is_ever_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
