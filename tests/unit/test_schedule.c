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
        assert_in_range(schedule_first(true, 60, chances[i]), 0, 60000);
    }
    assert_int_equal(schedule_first(true, 60, 0), 0);
    assert_int_equal(schedule_first(true, 60, UINT32_MAX), 60000);
}

static void a_pause_varies_by_a_tenth(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(chances); i++)
        assert_in_range(schedule_next(60, chances[i]), 54000, 66000);
    assert_int_equal(schedule_next(60, 0), 54000);
    assert_int_equal(schedule_next(60, UINT32_MAX), 66000);
}

static void retries_spread_over_a_span_that_doubles_up_to_the_cap(void **state)
{
    (void)state;
    static const struct {
        unsigned failures;
        uint64_t longest_s;
    } cases[] = { { 1, 4 },   { 2, 8 },   { 3, 16 },       { 6, 128 },
                  { 7, 256 }, { 8, 300 }, { 1000000, 300 } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(schedule_retry(60, cases[i].failures, 0, 0), 1000);
        assert_int_equal(schedule_retry(60, cases[i].failures, 0, UINT32_MAX),
                         cases[i].longest_s * 1000);
    }
}

static void a_source_asked_once_an_hour_is_not_asked_more_often_for_failing_for_long(void **state)
{
    (void)state;
    assert_int_equal(schedule_retry(3600, 100, 0, UINT32_MAX), 3600000);
}

static void a_server_that_names_a_pause_gets_it_within_bounds(void **state)
{
    (void)state;
    static const struct {
        int asked_s;
        uint64_t least_ms, most_ms;
    } cases[] = { { 120, 120000, 132000 },
                  { 3600, 3600000, 3960000 },
                  { 86400, 3600000, 3960000 } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t k = 0; k < COUNT(chances); k++)
            assert_in_range(schedule_retry(60, 3, cases[i].asked_s, chances[k]), cases[i].least_ms,
                            cases[i].most_ms);
    }
}

static void a_server_that_asks_for_haste_does_not_get_it(void **state)
{
    (void)state;
    for (unsigned failures = 1; failures < 12; failures++) {
        for (size_t k = 0; k < COUNT(chances); k++)
            assert_int_equal(schedule_retry(60, failures, 1, chances[k]),
                             MAX(schedule_retry(60, failures, 0, chances[k]), 1000));
    }
    assert_int_equal(schedule_retry(60, 8, 1, UINT32_MAX), 300000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_pull_waits_only_where_there_is_something_to_show),
        cmocka_unit_test(a_pause_varies_by_a_tenth),
        cmocka_unit_test(retries_spread_over_a_span_that_doubles_up_to_the_cap),
        cmocka_unit_test(a_source_asked_once_an_hour_is_not_asked_more_often_for_failing_for_long),
        cmocka_unit_test(a_server_that_names_a_pause_gets_it_within_bounds),
        cmocka_unit_test(a_server_that_asks_for_haste_does_not_get_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
