/* How often the log hears of what fails and works again. */
#include "unit/test.h"

#include "base/hash.h"
#include "base/repeats.h"

#define MINUTE 60
#define DAY    86400

static void what_goes_on_failing_is_told_every_ten_minutes_with_its_count(void **state)
{
    (void)state;
    struct repeats r = { 0 };
    int told = 0;
    for (int64_t s = 0; s < DAY; s += MINUTE) {
        unsigned times = repeats_failed(&r, "HTTP 500: the server failed", s);
        assert_int_equal(times, s == 0 ? 1 : s % 600 == 0 ? 10 : 0);
        told += times > 0;
    }
    assert_int_equal(told, DAY / 600);
    assert_int_equal(repeats_works(&r), DAY / MINUTE);
    assert_int_equal(repeats_works(&r), 0);
}

static void what_fails_and_works_in_turn_is_told_no_more_often(void **state)
{
    (void)state;
    struct repeats r = { 0 };
    int failures = 0, ends = 0;
    unsigned counted = 0;
    int64_t last_s = -600;
    for (int64_t s = 0; s < DAY; s += 2 * MINUTE) {
        unsigned times = repeats_failed(&r, "no connection", s);
        if (times) {
            assert_true(s - last_s >= 600);
            last_s = s;
            failures++;
            counted += times;
        }
        ends += repeats_works(&r) > 0;
    }
    assert_int_equal(failures, DAY / 600);
    assert_int_equal(ends, failures);
    assert_in_range(counted, DAY / 2 / MINUTE - 5, DAY / 2 / MINUTE); /* but for the last minutes */
}

static void that_it_works_is_told_only_after_a_failure_that_was(void **state)
{
    (void)state;
    struct repeats r = { 0 };
    assert_int_equal(repeats_works(&r), 0);
    assert_int_equal(repeats_failed(&r, "no connection", 0), 1);
    assert_int_equal(repeats_works(&r), 1);
    assert_int_equal(repeats_failed(&r, "no connection", 60), 0);
    assert_int_equal(repeats_works(&r), 0);
    assert_int_equal(repeats_failed(&r, "no connection", 600), 2);
    assert_int_equal(repeats_works(&r), 2);
}

static void two_failures_are_the_same_by_their_words(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool same;
    } cases[] = {
        { "it is 1234 bytes long", "it is 9 bytes long", true },
        { "HTTP 500: the server failed", "HTTP 502: the server failed", false },
        { "HTTP 5000", "HTTP 5001", true }, /* no status */
        { "no connection", "no answer", false },
        { "row 7", "row", false },
        { "", "17", true },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct repeats r = { 0 };
        assert_int_equal(repeats_failed(&r, cases[i].a, 0), 1);
        unsigned again = repeats_failed(&r, cases[i].b, 1);
        if (again != !cases[i].same)
            fail_msg("'%s' and '%s'", cases[i].a, cases[i].b);
    }
}

static void failures_in_turn_are_each_told_every_ten_minutes(void **state)
{
    (void)state;
    static const char *const texts[] = { "no connection", "HTTP 500", "HTTP 502" };
    struct repeats r = { 0 };
    int told = 0;
    for (int64_t s = 0; s < 3600; s += MINUTE)
        told += repeats_failed(&r, texts[s / MINUTE % 3], s) > 0;
    assert_in_range(told, 15, 18);
}

static void ever_new_words_are_told_a_few_times_within_ten_minutes(void **state)
{
    (void)state;
    struct repeats r = { 0 };
    char text[32] = "failure ";
    int told = 0;
    for (int i = 0; i < 600; i++) {
        snprintf(text, sizeof(text), "failure %c%c", 'a' + i / 26, 'a' + i % 26);
        told += repeats_failed(&r, text, i) > 0;
    }
    assert_int_equal(told, REPEATS_KINDS);
    assert_int_equal(repeats_failed(&r, "failure of another day", 2 * DAY), 1);
    assert_int_equal(repeats_works(&r), 601);
}

static void a_state_is_told_when_it_begins_and_not_while_it_lasts(void **state)
{
    (void)state;
    struct repeats_states r = { 0 };
    assert_int_equal(repeats_is(&r, 0, 0), 0);
    assert_int_equal(repeats_is(&r, 1, 1), 1);
    for (int64_t s = 2; s < DAY; s++)
        assert_int_equal(repeats_is(&r, 1, s), 0);
    assert_int_equal(repeats_is(&r, 2, DAY), 1);
    assert_int_equal(repeats_is(&r, 0, DAY + 1), 1);
}

static void a_state_that_comes_and_goes_is_told_every_ten_minutes_with_its_count(void **state)
{
    (void)state;
    struct repeats_states r = { 0 };
    int64_t last_s[2] = { -600, -600 };
    unsigned told[2] = { 0, 0 }, began[2] = { 0, 0 };
    for (int64_t s = 0; s < DAY; s += MINUTE) {
        int is = s / MINUTE % 2 == 0;
        unsigned times = repeats_is(&r, is, s);
        if (!times)
            continue;
        assert_true(s - last_s[is] >= 600);
        last_s[is] = s;
        told[is]++;
        began[is] += times;
    }
    for (int i = 0; i < 2; i++) {
        assert_in_range(told[i], DAY / 720, DAY / 600);
        assert_in_range(began[i], DAY / 2 / MINUTE - 10, DAY / 2 / MINUTE);
    }
}

static void the_last_word_is_right_after_ten_minutes(void **state)
{
    (void)state;
    for (int last = 0; last < 3; last++) {
        struct repeats_states r = { 0 };
        int told = 0;
        for (int64_t s = 0; s < 100; s++)
            told = repeats_is(&r, (int)(s % 3), s) ? (int)(s % 3) : told;
        for (int64_t s = 100; s <= 100 + 600; s++)
            told = repeats_is(&r, last, s) ? last : told;
        assert_int_equal(told, last);
    }
}

static void a_count_is_told_from_two_on(void **state)
{
    (void)state;
    char text[REPEATS_TEXT];
    assert_string_equal(repeats_count(1, text), "");
    assert_string_equal(repeats_count(2, text), " (2 times since it was last told)");
    assert_string_equal(repeats_count(UINT32_MAX, text),
                        " (4294967295 times since it was last told)");
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_on_failing_is_told_every_ten_minutes_with_its_count),
        cmocka_unit_test(what_fails_and_works_in_turn_is_told_no_more_often),
        cmocka_unit_test(that_it_works_is_told_only_after_a_failure_that_was),
        cmocka_unit_test(two_failures_are_the_same_by_their_words),
        cmocka_unit_test(failures_in_turn_are_each_told_every_ten_minutes),
        cmocka_unit_test(ever_new_words_are_told_a_few_times_within_ten_minutes),
        cmocka_unit_test(a_state_is_told_when_it_begins_and_not_while_it_lasts),
        cmocka_unit_test(a_state_that_comes_and_goes_is_told_every_ten_minutes_with_its_count),
        cmocka_unit_test(the_last_word_is_right_after_ten_minutes),
        cmocka_unit_test(a_count_is_told_from_two_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
