/* The file of holidays and other hours: what is read, what is refused, and how that is told. */
#include "unit/test.h"

#include "base/clock.h"
#include "base/file.h"
#include "model/calendar.h"

#define DAY "[hours 2026-12-24]\n"

static const struct {
    const char *text, *error;
} wrong[] = {
    { "name = Natal\n",
      "c.ini:1: name: no [section] above it; allowed: [holiday DAYS], [hours DAYS], [open DAYS]" },
    { "\n[libur 2026-12-25]\n",
      "c.ini:2: [libur 2026-12-25]: unknown section; allowed: [holiday DAYS], [hours DAYS], "
      "[open DAYS]" },
    { "[holiday 25-12-2026]\n", "c.ini:1: [holiday 25-12-2026]: no such days; allowed: a day such "
                                "as 2026-12-25, or the first "
                                "and the last of several, 2027-02-08..2027-03-09" },
    { "[holiday 2027-02-29]\n", "c.ini:1: [holiday 2027-02-29]: no such days; allowed: a day such "
                                "as 2026-12-25, or the first "
                                "and the last of several, 2027-02-08..2027-03-09" },
    { "[holiday]\n",
      "c.ini:1: [holiday]: no such days; allowed: a day such as 2026-12-25, or the first and the "
      "last of several, 2027-02-08..2027-03-09" },
    { "[holiday 2026-12-26..2026-12-25]\n",
      "c.ini:1: [holiday 2026-12-26..2026-12-25]: the last day comes before the first; allowed: "
      "FIRST..LAST" },
    { "[holiday 2026-01-01..2027-12-31]\n",
      "c.ini:1: [holiday 2026-01-01..2027-12-31]: 730 days; allowed: 366, a year" },
    { "[holiday 2026-12-25]\n[holiday 2026-12-25]\n",
      "c.ini:2: [holiday 2026-12-25] is given twice, first on line 1; allowed: once" },
    { "[holiday 2026-12-25\n", "c.ini:1: a section without its ']'; allowed: [section]" },
    { "[holiday 2026-12-25]\nall = 08:00-12:00\n",
      "c.ini:2: [holiday 2026-12-25] all: a holiday has no times; allowed: name, or [hours DAYS] "
      "with times" },
    { "[holiday 2026-12-25]\nname = A\nname = B\n",
      "c.ini:3: [holiday 2026-12-25] name: is given twice; allowed: once" },
    { DAY "[holiday 2026-12-25]\n",
      "c.ini:1: [hours …] without times; allowed: weekdays and their times, such as fri = "
      "08:00-11:30" },
    { DAY "name = X\n",
      "c.ini:1: [hours …] without times; allowed: weekdays and their times, such as fri = "
      "08:00-11:30" },
    { DAY "monday = 08:00-12:00\n",
      "c.ini:2: [hours 2026-12-24] monday: unknown key; allowed: name, all, or weekdays such as "
      "mon, mon-thu, sat,sun" },
    { DAY "all = 08.00-12.00\n",
      "c.ini:2: [hours 2026-12-24] all: '08.00-12.00' is no time from when to when; allowed: such "
      "as 08:00-12:00, the earlier time first" },
    { DAY "all =\n", "c.ini:2: [hours 2026-12-24] all: no times; allowed: such as 08:00-12:00 "
                     "13:00-15:00, or closed" },
    { DAY "mon-wed = 08:00-12:00\nwed = closed\n",
      "c.ini:3: [hours 2026-12-24] wed: has a day that was there before; allowed: each day once" },
    { DAY "all\n", "c.ini:2: neither [section] nor key = value" },
    { DAY " all = 08:00-12:00\n",
      "c.ini:2: a blank before a section or key; allowed: at the start of the line" },
    { DAY "name = \xFF\n", "c.ini:2: not UTF-8, or a NUL byte; allowed: a file saved as UTF-8" },
};

static void a_mistake_is_told_with_its_place_and_what_is_allowed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct error err = { "" };
        struct calendar *c = calendar_parse(wrong[i].text, strlen(wrong[i].text), "c.ini", &err);
        if (c || strcmp(err.text, wrong[i].error) != 0)
            fail_msg("%s\n%s", wrong[i].text, err.text);
    }
}

static void a_line_too_long_is_refused_and_not_cut(void **state)
{
    (void)state;
    char text[400] = "[holiday 2026-12-25]\nname = ";
    memset(text + strlen(text), 'N', 300);
    struct error err = { "" };
    assert_null(calendar_parse(text, strlen(text), "c.ini", &err));
    assert_non_null(strstr(err.text, "c.ini:2: a line of "));
    memset(text + strlen("[holiday 2026-12-25]\nname = "), '\0', 300);
    memset(text + strlen(text), 'N', 81);
    assert_null(calendar_parse(text, strlen(text), "c.ini", &err));
    assert_string_equal(err.text, "c.ini:2: [holiday 2026-12-25] name: longer than 80 characters; "
                                  "allowed: what fits a line of the screen");
}

static void what_editors_leave_behind_is_read(void **state)
{
    (void)state;
    static const char text[] = "\xEF\xBB\xBF; a comment\r\n\r\n[holiday 2026-12-25] ; Friday\r\n"
                               "name = Natal ; first day\r\n  ; indented\r\n"
                               "[open 2026-12-26 ]\r\nsat,sun=08:00-12:00";
    struct error err = { "" };
    CLEANUP(calendar_free) struct calendar *c = calendar_parse(text, strlen(text), "c.ini", &err);
    if (!c)
        fail_msg("%s", err.text);
    assert_int_equal(calendar_count(c), 2);
    struct hours h = hours_of_day(NULL, 0, c, 20812); /* 2026-12-25 */
    assert_string_equal(h.name, "Natal");
}

static void an_empty_file_has_no_days(void **state)
{
    (void)state;
    struct error err = { "" };
    CLEANUP(calendar_free) struct calendar *c = calendar_parse("", 0, "c.ini", &err);
    assert_non_null(c);
    assert_int_equal(calendar_count(c), 0);
}

static void the_sample_file_is_right(void **state)
{
    (void)state;
    struct error err = { "" };
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(1 << 20);
    assert_true(file_read("config/calendar.ini", &text, &err));
    CLEANUP(calendar_free)
    struct calendar *c = calendar_parse(text.data, text.len, "config/calendar.ini", &err);
    if (!c)
        fail_msg("%s", err.text);
    static const struct opening office = { 0x1F, 480, 900 }; /* Monday to Friday */
    int32_t day;
    assert_true(clock_parse_date("2027-02-09", &day));
    struct hours h = hours_of_day(&office, 1, c, day);
    assert_int_equal(h.count, 2);
    assert_string_equal(h.name, "Ramadan");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mistake_is_told_with_its_place_and_what_is_allowed),
        cmocka_unit_test(a_line_too_long_is_refused_and_not_cut),
        cmocka_unit_test(what_editors_leave_behind_is_read),
        cmocka_unit_test(an_empty_file_has_no_days),
        cmocka_unit_test(the_sample_file_is_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
