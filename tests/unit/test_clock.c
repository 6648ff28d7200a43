#include "unit/test.h"

#include "base/clock.h"

/* 400 years are one whole cycle of the calendar. */
static void every_day_of_four_centuries_goes_round(void **state)
{
    (void)state;
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int32_t day = clock_days_from_civil(1801, 1, 1);
    int weekday = clock_civil_of_day(day).weekday;
    for (int year = 1801; year <= 2201; year++) {
        bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        for (int month = 1; month <= 12; month++) {
            int length = lengths[month - 1] + (month == 2 && leap);
            for (int d = 1; d <= length; d++, day++, weekday = (weekday + 1) % 7) {
                struct civil c = clock_civil_of_day(day);
                assert_int_equal(clock_days_from_civil(year, month, d), day);
                assert_true(c.year == year && c.month == month && c.day == d);
                assert_int_equal(c.weekday, weekday);
                char text[CLOCK_TEXT_MAX];
                int32_t back;
                assert_true(clock_parse_date(clock_format_date(text, day), &back));
                assert_int_equal(back, day);
            }
        }
    }
}

static void knows_some_days(void **state)
{
    (void)state;
    assert_int_equal(clock_days_from_civil(1970, 1, 1), 0);
    assert_int_equal(clock_civil_of_day(0).weekday, 3);
    assert_int_equal(clock_days_from_civil(2000, 3, 1), 11017);
    struct civil c = clock_civil(INT64_C(1795401600), 7 * 3600); /* 2026-11-23T02:40:00Z */
    assert_true(c.year == 2026 && c.month == 11 && c.day == 23 && c.weekday == 0);
    assert_true(c.hour == 9 && c.minute == 40 && c.second == 0);
    c = clock_civil(-1, 0);
    assert_true(c.year == 1969 && c.month == 12 && c.day == 31 && c.weekday == 2);
    assert_true(c.hour == 23 && c.minute == 59 && c.second == 59);
    assert_int_equal(clock_day(-1, 0), -1);
    assert_int_equal(clock_day(-1, 1), 0);
    assert_int_equal(clock_day(0, -1), -1);
    assert_int_equal(clock_day(86399, 0), 0);
    assert_int_equal(clock_day(86400, 0), 1);
}

static void reads_rfc3339(void **state)
{
    (void)state;
    enum { NO = -999 };
    static const struct {
        const char *what, *text;
        int64_t unix_s;
    } cases[] = {
        { "the start", "1970-01-01T00:00:00Z", 0 },
        { "an offset to the east", "2026-11-23T09:40:00+07:00", 1795401600 },
        { "an offset to the west", "1969-12-31T19:00:00-05:00", 0 },
        { "minutes of an offset", "1970-01-01T05:30:00+05:30", 0 },
        { "the unknown offset", "1970-01-01T00:00:00-00:00", 0 },
        { "lower case", "1970-01-01t00:00:00z", 0 },
        { "a fraction", "1970-01-01T00:00:01.999999999999Z", 1 },
        { "a leap second", "1970-01-01T23:59:60Z", 86400 },
        { "a leap day", "2024-02-29T00:00:00Z", 1709164800 },
        { "no leap day", "2026-02-29T00:00:00Z", NO },
        { "no leap day in a century", "2100-02-29T00:00:00Z", NO },
        { "a leap day in the fourth century", "2000-02-29T00:00:00Z", 951782400 },
        { "the 31st of April", "2026-04-31T00:00:00Z", NO },
        { "month 0", "2026-00-01T00:00:00Z", NO },
        { "month 13", "2026-13-01T00:00:00Z", NO },
        { "day 0", "2026-01-00T00:00:00Z", NO },
        { "hour 24", "2026-01-01T24:00:00Z", NO },
        { "minute 60", "2026-01-01T00:60:00Z", NO },
        { "second 61", "2026-01-01T00:00:61Z", NO },
        { "an offset of 24 hours", "2026-01-01T00:00:00+24:00", NO },
        { "an offset of 60 minutes", "2026-01-01T00:00:00+00:60", NO },
        { "no offset", "2026-01-01T00:00:00", NO },
        { "an offset without colon", "2026-01-01T00:00:00+0700", NO },
        { "half an offset", "2026-01-01T00:00:00+07", NO },
        { "a blank", "2026-01-01 00:00:00Z", NO },
        { "a point and no fraction", "2026-01-01T00:00:00.Z", NO },
        { "no seconds", "2026-01-01T00:00Z", NO },
        { "something behind", "2026-01-01T00:00:00Z ", NO },
        { "something before", " 2026-01-01T00:00:00Z", NO },
        { "a short year", "26-01-01T00:00:00Z", NO },
        { "a long year", "12026-01-01T00:00:00Z", NO },
        { "a sign", "+2026-01-01T00:00:00Z", NO },
        { "nothing", "", NO },
        { "a date", "2026-01-01", NO },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t unix_s = NO;
        bool ok = clock_parse_rfc3339(cases[i].text, &unix_s);
        if (ok != (cases[i].unix_s != NO) || unix_s != cases[i].unix_s)
            fail_msg("%s: %s, %lld", cases[i].what, ok ? "read" : "refused", (long long)unix_s);
    }
}

static void reads_dates(void **state)
{
    (void)state;
    static const char *const bad[] = { "",           "2026-11-2", "2026-11-31",  "20-11-2026",
                                       "2026/11/20", "2026-1-01", "2026-11-20 ", "2026-11-20T" };
    int32_t day = 77;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(clock_parse_date(bad[i], &day));
    assert_int_equal(day, 77);
    assert_true(clock_parse_date("1970-01-02", &day));
    assert_int_equal(day, 1);
    assert_true(clock_parse_date("0000-03-01", &day));
    assert_int_equal(day, -719468);
}

static void writes_what_it_reads(void **state)
{
    (void)state;
    static const int offsets[] = { 0, 7 * 3600, 8 * 3600, 9 * 3600, -5 * 3600 - 1800 };
    for (size_t i = 0; i < COUNT(offsets); i++) {
        for (int64_t t = -7000000000; t < 7000000000; t += 98765433) {
            char text[CLOCK_TEXT_MAX];
            int64_t back;
            assert_true(clock_parse_rfc3339(clock_format_rfc3339(text, t, offsets[i]), &back));
            assert_int_equal(back, t);
        }
    }
    char text[CLOCK_TEXT_MAX];
    assert_string_equal(clock_format_rfc3339(text, 1795401600, 7 * 3600),
                        "2026-11-23T09:40:00+07:00");
}

static void clocks_go_forward(void **state)
{
    (void)state;
    uint64_t before = clock_monotonic_ns();
    assert_true(clock_monotonic_ns() >= before);
    assert_true(clock_boot_s() > 0);
    assert_true(clock_wall_s() != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_four_centuries_goes_round),
        cmocka_unit_test(knows_some_days),
        cmocka_unit_test(reads_rfc3339),
        cmocka_unit_test(reads_dates),
        cmocka_unit_test(writes_what_it_reads),
        cmocka_unit_test(clocks_go_forward),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
