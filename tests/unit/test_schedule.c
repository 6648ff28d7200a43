/* When the source is asked. */
#include "unit/test.h"

#include "fetch/schedule.h"

/* Chances from one end to the other, both ends included. */
static const uint32_t chances[] = {
    0, 1, 0x3FFFFFFF, 0x7FFFFFFF, 0x80000000, 0xC0000001, UINT32_MAX
};

static void the_first_pull_waits_only_where_there_is_something_to_show(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(chances); i++) {
        assert_int_equal(schedule_first(false, 60, chances[i]), 0);
        assert_in_range(schedule_first(true, 60, chances[i]), 0, 66000);
    }
    assert_int_equal(schedule_first(true, 60, 0), 0);
    assert_int_equal(schedule_first(true, 60, 0x80000000), 30000);
    assert_int_equal(schedule_first(true, 60, UINT32_MAX), 66000);
}

static void the_first_pull_is_what_is_left_of_a_regular_pause(void **state)
{
    (void)state;
    /* How likely it is to be over by then, of 4096 chances; 54 s are left of every pause. */
    static const struct {
        uint64_t by_ms;
        int of_4096;
    } cases[] = { { 0, 0 }, { 27000, 1843 }, { 54000, 3686 }, { 60000, 3994 }, { 66000, 4096 } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int over = 0;
        for (uint32_t n = 0; n < 4096; n++)
            over += schedule_first(true, 60, n << 20 | 0x80000) <= cases[i].by_ms;
        assert_in_range(over, cases[i].of_4096, cases[i].of_4096 + 1);
    }
}

static void a_pause_varies_by_a_tenth(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(chances); i++)
        assert_in_range(schedule_next(60, chances[i]), 54000, 66000);
    assert_int_equal(schedule_next(60, 0), 54000);
    assert_int_equal(schedule_next(60, UINT32_MAX), 66000);
}

static void urgent_retries_spread_over_a_span_that_doubles_up_to_the_cap(void **state)
{
    (void)state;
    static const struct {
        int poll_s;
        unsigned failures;
        uint64_t longest_s;
    } cases[] = { { 60, 1, 4 },   { 60, 2, 8 },   { 60, 3, 16 },   { 60, 6, 128 },
                  { 60, 7, 256 }, { 60, 8, 300 }, { 60, 17, 300 }, { 60, 1000000, 300 },
                  { 5, 1, 4 },    { 5, 9, 25 },   { 3600, 1, 4 },  { 3600, 100, 300 } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(schedule_retry(true, cases[i].poll_s, cases[i].failures, 0, 0), 1000);
        assert_int_equal(schedule_retry(true, cases[i].poll_s, cases[i].failures, 0, UINT32_MAX),
                         cases[i].longest_s * 1000);
    }
}

static void a_screen_with_a_list_waits_for_its_poll_after_a_failure_too(void **state)
{
    (void)state;
    static const struct {
        int poll_s;
        unsigned failures;
        uint64_t shortest_ms, longest_ms;
    } cases[] = {
        { 60, 1, 54000, 102000 },
        { 60, 1000000, 54000, 102000 },
        { 5, 1, 4500, 8500 },
        { 5, 100, 4500, 8500 },
        { 300, 1, 270000, 510000 },
        /* One failure does not cost another hour, but then it is as it ever was. */
        { 3600, 1, 270000, 510000 },
        { 3600, 2, 540000, 1020000 },
        { 3600, 5, 3240000, 6120000 },
        { 86400, UINT32_MAX, 77760000, 146880000 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(schedule_retry(false, cases[i].poll_s, cases[i].failures, 0, 0),
                         cases[i].shortest_ms);
        assert_int_equal(schedule_retry(false, cases[i].poll_s, cases[i].failures, 0, UINT32_MAX),
                         cases[i].longest_ms);
    }
}

/* Chance for chance: then the rate of a fleet cannot rise (schedule.h). */
static void no_pause_after_a_failure_is_likelier_to_be_short_than_a_regular_one(void **state)
{
    (void)state;
    for (int poll_s = 5; poll_s <= SCHEDULE_RETRY_CAP_S; poll_s++) {
        for (unsigned failures = 1; failures < 12; failures++) {
            for (size_t i = 0; i < COUNT(chances); i++)
                assert_true(schedule_retry(false, poll_s, failures, 0, chances[i]) >=
                            schedule_next(poll_s, chances[i]));
        }
    }
}

static void a_server_that_names_a_pause_gets_it_within_bounds(void **state)
{
    (void)state;
    static const struct {
        int asked_s;
        uint64_t least_ms, most_ms;
    } cases[] = { { 120, 120000, 132000 },
                  { 3600, 3600000, 31020000 },
                  { 86400, 3600000, 31020000 } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t k = 0; k < COUNT(chances); k++)
            assert_in_range(schedule_retry(k % 2, 60, 1, cases[i].asked_s, chances[k]),
                            cases[i].least_ms, cases[i].most_ms);
    }
}

static void a_server_that_asks_for_haste_does_not_get_it(void **state)
{
    (void)state;
    for (unsigned failures = 1; failures < 12; failures++) {
        for (size_t k = 0; k < COUNT(chances); k++) {
            for (int urgent = 0; urgent < 2; urgent++)
                assert_int_equal(schedule_retry(urgent, 60, failures, 1, chances[k]),
                                 MAX(schedule_retry(urgent, 60, failures, 0, chances[k]), 1000));
        }
    }
    assert_int_equal(schedule_retry(true, 60, 8, 1, UINT32_MAX), 300000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_pull_waits_only_where_there_is_something_to_show),
        cmocka_unit_test(the_first_pull_is_what_is_left_of_a_regular_pause),
        cmocka_unit_test(a_pause_varies_by_a_tenth),
        cmocka_unit_test(urgent_retries_spread_over_a_span_that_doubles_up_to_the_cap),
        cmocka_unit_test(a_screen_with_a_list_waits_for_its_poll_after_a_failure_too),
        cmocka_unit_test(no_pause_after_a_failure_is_likelier_to_be_short_than_a_regular_one),
        cmocka_unit_test(a_server_that_names_a_pause_gets_it_within_bounds),
        cmocka_unit_test(a_server_that_asks_for_haste_does_not_get_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
