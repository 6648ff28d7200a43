/* When a place is open: weekdays, pauses, holidays, other hours. */
#include "unit/test.h"

#include "base/clock.h"
#include "model/calendar.h"
#include "model/hours.h"

static const char days_file[] = "[holiday 2026-12-25]\n"
                                "name = Natal\n"
                                "[holiday 2027-03-08]\n"
                                "name = Nyepi\n"
                                "[holiday 2027-03-10..2027-03-14]\n"
                                "name = Idulfitri\n"
                                "[open 2027-03-13]\n"
                                "sat = 09:00-10:00\n"
                                "[hours 2027-02-22]\n"
                                "all = 10:00-11:00\n"
                                "[hours 2027-02-08..2027-03-09]\n"
                                "name = Ramadan\n"
                                "mon-thu = 08:00-12:00 12:30-14:00\n"
                                "fri = closed\n"
                                "[open 2026-12-19]\n"
                                "name = Layanan Sabtu\n"
                                "all = 08:00-12:00\n"
                                "[hours 2026-12-26]\n"
                                "all = 08:00-12:00\n"
                                "[holiday 2027-06-01..2027-12-31]\n";

static struct calendar *parse(const char *text)
{
    struct error err = { "" };
    struct calendar *c = calendar_parse(text, strlen(text), "days.ini", &err);
    if (!c)
        fail_msg("%s", err.text);
    return c;
}

static int32_t day_of(const char *text)
{
    int32_t day;
    assert_true(clock_parse_date(text, &day));
    return day;
}

static void write_hours(const struct hours *h, char *out, size_t size)
{
    size_t n = (size_t)snprintf(out, size, "%s", !h->known ? "unknown" : h->count ? "" : "closed");
    for (int i = 0; i < h->count; i++)
        n += (size_t)snprintf(out + n, size - n, "%s%02d:%02d-%02d:%02d", i ? " " : "",
                              h->spans[i].open / 60, h->spans[i].open % 60, h->spans[i].close / 60,
                              h->spans[i].close % 60);
    if (*h->name)
        snprintf(out + n, size - n, " %s", h->name);
}

#define OFFICE "mon-thu 08:00-12:00 13:00-15:00, fri 08:00-11:00"

static const struct {
    const char *name, *week, *day, *hours;
} days[] = {
    { "a weekday with a pause", OFFICE, "2026-11-23", "08:00-12:00 13:00-15:00" },
    { "a shorter Friday", OFFICE, "2026-11-27", "08:00-11:00" },
    { "a weekend", OFFICE, "2026-11-28", "closed" },
    { "hours that nobody told", "", "2026-11-23", "unknown" },
    { "a holiday", OFFICE, "2026-12-25", "closed Natal" },
    { "a holiday where nobody told the hours", "", "2026-12-25", "closed Natal" },
    { "a holiday on a day that is closed anyway", "mon 08:00-12:00", "2026-12-25", "closed Natal" },
    { "the first day of Ramadan", OFFICE, "2027-02-08", "08:00-12:00 12:30-14:00 Ramadan" },
    { "the last day of Ramadan", OFFICE, "2027-03-09", "08:00-12:00 12:30-14:00 Ramadan" },
    { "the day before", OFFICE, "2027-02-05", "08:00-11:00" },
    { "a weekday that other hours close", OFFICE, "2027-02-12", "closed Ramadan" },
    { "a weekday that other hours do not name", "mon-sat 08:00-14:00", "2027-02-13",
      "08:00-14:00" },
    { "other hours do not open a place that is closed on that day", "tue 09:00-11:00", "2027-02-08",
      "closed" },
    { "nor one whose hours nobody told", "", "2027-02-08", "unknown" },
    { "a holiday within other hours, whatever comes first in the file", OFFICE, "2027-03-08",
      "closed Nyepi" },
    { "one day within many, whatever comes first in the file", OFFICE, "2027-02-22",
      "10:00-11:00" },
    { "a day that opens within holidays", OFFICE, "2027-03-13", "09:00-10:00" },
    { "a Saturday that opens for once", OFFICE, "2026-12-19", "08:00-12:00 Layanan Sabtu" },
    { "a Saturday with other hours stays closed", OFFICE, "2026-12-26", "closed" },
    { "a holiday without a name", OFFICE, "2027-06-07", "closed" },
};

static void a_day_has_the_hours_of_its_weekday_and_what_the_calendar_says(void **state)
{
    (void)state;
    CLEANUP(calendar_free) struct calendar *calendar = parse(days_file);
    for (size_t i = 0; i < COUNT(days); i++) {
        struct week week;
        struct error err = { "" };
        assert_true(hours_parse_week(days[i].week, &week, &err));
        struct hours h =
            hours_of_day(week.openings, (size_t)week.count, calendar, day_of(days[i].day));
        char text[200];
        write_hours(&h, text, sizeof(text));
        if (strcmp(text, days[i].hours) != 0)
            fail_msg("%s: %s", days[i].name, text);
    }
}

static void openings_in_any_order_are_told_by_time_and_joined(void **state)
{
    (void)state;
    static const struct {
        const char *name, *hours;
        struct opening openings[4];
    } cases[] = {
        { "in order of time", "08:00-09:00 10:00-11:00", { { 1, 600, 660 }, { 1, 480, 540 } } },
        { "one that touches another", "08:00-11:00", { { 1, 480, 540 }, { 1, 540, 660 } } },
        { "one within another", "08:00-11:00", { { 1, 480, 660 }, { 1, 540, 600 } } },
        { "one over a pause",
          "08:00-12:00",
          { { 1, 480, 540 }, { 1, 660, 720 }, { 1, 530, 670 } } },
        { "another day's", "08:00-09:00", { { 1, 480, 540 }, { 2, 600, 660 } } },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t count = 0;
        while (cases[i].openings[count].days)
            count++;
        struct hours h = hours_of_day(cases[i].openings, count, NULL, day_of("2026-11-23"));
        char text[200];
        write_hours(&h, text, sizeof(text));
        if (strcmp(text, cases[i].hours) != 0)
            fail_msg("%s: %s", cases[i].name, text);
    }
}

static void a_day_holds_all_that_a_week_may(void **state)
{
    (void)state;
    struct opening openings[HOURS_MAX_SPANS + 4];
    for (uint16_t i = 0; i < COUNT(openings); i++)
        openings[i] = (struct opening){ 0x7F, (uint16_t)(i * 30), (uint16_t)(i * 30 + 10) };
    struct hours h = hours_of_day(openings, COUNT(openings), NULL, 0);
    assert_int_equal(h.count, HOURS_MAX_SPANS);
}

static void it_is_open_from_the_first_minute_to_before_the_last(void **state)
{
    (void)state;
    struct hours h = { .known = true, .count = 2, .spans = { { 480, 720 }, { 780, 1440 } } };
    static const struct {
        int minute;
        bool open;
    } cases[] = { { 0, false },   { 479, false }, { 480, true }, { 719, true },
                  { 720, false }, { 779, false }, { 780, true }, { 1439, true } };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(hours_is_open(&h, cases[i].minute), cases[i].open);
}

static const struct {
    const char *name, *week, *day;
    int minute;
    const char *next; /* NULL: none */
} openings[] = {
    { "before it opens", OFFICE, "2026-11-23", 7 * 60, "2026-11-23 08:00" },
    { "while it is open, the opening after the pause", OFFICE, "2026-11-23", 8 * 60,
      "2026-11-23 13:00" },
    { "in a pause", OFFICE, "2026-11-23", 12 * 60 + 30, "2026-11-23 13:00" },
    { "in the evening", OFFICE, "2026-11-23", 18 * 60, "2026-11-24 08:00" },
    { "over a weekend", OFFICE, "2026-11-27", 11 * 60, "2026-11-30 08:00" },
    { "over a holiday and a weekend", OFFICE, "2026-12-24", 15 * 60, "2026-12-28 08:00" },
    { "a day that is open for once", OFFICE, "2026-12-18", 15 * 60, "2026-12-19 08:00" },
    { "60 days ahead", "mon 08:00-12:00", "2027-05-31", 12 * 60, NULL },
    { "never told", "", "2026-11-23", 0, NULL },
};

static void it_opens_next(void **state)
{
    (void)state;
    CLEANUP(calendar_free) struct calendar *calendar = parse(days_file);
    for (size_t i = 0; i < COUNT(openings); i++) {
        struct week week;
        struct error err = { "" };
        assert_true(hours_parse_week(openings[i].week, &week, &err));
        int32_t day;
        int minute;
        char text[64] = "", date[CLOCK_TEXT_MAX];
        if (hours_next_opening(week.openings, (size_t)week.count, calendar, day_of(openings[i].day),
                               openings[i].minute, &day, &minute))
            snprintf(text, sizeof(text), "%s %02d:%02d", clock_format_date(date, day), minute / 60,
                     minute % 60);
        if (strcmp(text, openings[i].next ? openings[i].next : "") != 0)
            fail_msg("%s: %s", openings[i].name, text);
    }
}

static void looks_ahead_sixty_days(void **state)
{
    (void)state;
    CLEANUP(calendar_free) struct calendar *c = parse("[holiday 2026-01-01..2026-03-01]\n");
    static const struct opening daily = { 0x7F, 480, 720 };
    int32_t day;
    int minute;
    assert_true(hours_next_opening(&daily, 1, c, day_of("2026-01-01"), 0, &day, &minute));
    assert_int_equal(day, day_of("2026-03-02"));
    assert_false(hours_next_opening(&daily, 1, c, day_of("2025-12-31"), 720, &day, &minute));
}

static const struct {
    const char *text, *error;
} weeks[] = {
    { "mon-thu 08:00-12:00 13:00-15:00, fri 08:00-11:00", NULL },
    { "all 08:00-12:00",
      "'all' are no days; allowed: mon, tue, wed, thu, fri, sat, sun and ranges such as mon-thu, "
      "before their times" },
    { "mon", "no times; allowed: such as 08:00-12:00 13:00-15:00, or closed" },
    { "mon 8-12",
      "'8-12' is no time from when to when; allowed: such as 08:00-12:00, the earlier time first" },
    { "mon 12:00-08:00",
      "'12:00-08:00' is no time from when to when; allowed: such as 08:00-12:00, the earlier time "
      "first" },
    { "mon 20:00-24:00", NULL },
    { "mon 24:00-24:00",
      "'24:00-24:00' is no time from when to when; allowed: such as 08:00-12:00, the earlier time "
      "first" },
    { "mon 08:00-12:00 11:00-13:00", "11:00-13:00 does not come after the time before it; allowed: "
                                     "times one after another, with a "
                                     "pause between them" },
    { "mon-wed 08:00-12:00, wed 08:00-11:00",
      "'wed' has a day that was there before; allowed: each day once" },
    { "mon 08:00-12:00,", "a comma at the end; allowed: a comma before more days" },
    { "mon-sat 08:00-12:00, sun closed", NULL },
};

static void a_week_is_read_or_refused_with_what_is_allowed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(weeks); i++) {
        struct week week;
        struct error err = { "" };
        bool ok = hours_parse_week(weeks[i].text, &week, &err);
        if (ok != !weeks[i].error || (!ok && strcmp(err.text, weeks[i].error) != 0))
            fail_msg("%s: %s", weeks[i].text, err.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_has_the_hours_of_its_weekday_and_what_the_calendar_says),
        cmocka_unit_test(openings_in_any_order_are_told_by_time_and_joined),
        cmocka_unit_test(a_day_holds_all_that_a_week_may),
        cmocka_unit_test(it_is_open_from_the_first_minute_to_before_the_last),
        cmocka_unit_test(it_opens_next),
        cmocka_unit_test(looks_ahead_sixty_days),
        cmocka_unit_test(a_week_is_read_or_refused_with_what_is_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
