/* feed/date_text.h: the day that an office has written. */
#include "base/clock.h"
#include "feed/date_text.h"
#include "unit/test.h"

#define WIB 25200
#define WIT 32400

static void reads(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text;
        enum date_order order;
        int utc_offset_s;
        const char *day; /* NULL: none */
    } cases[] = {
        { "a plain ISO day", "2026-11-20", DATE_DMY, WIB, "2026-11-20" },
        { "a day in Indonesian order", "20/11/2026", DATE_DMY, WIB, "2026-11-20" },
        { "a day with a time", "20-11-2026 08:15:00", DATE_DMY, WIB, "2026-11-20" },
        { "a short year", "20.11.26", DATE_DMY, WIB, "2026-11-20" },
        { "a month's name", "18 April 2020", DATE_DMY, WIB, "2020-04-18" },
        { "a short month with its weekday", "Senin, 20 Agt 2026", DATE_DMY, WIB, "2026-08-20" },
        { "a spreadsheet's day", "46346", DATE_DMY, WIB, "2026-11-20" },
        { "a spreadsheet's time", "46346.5", DATE_DMY, WIB, "2026-11-20" },
        { "a day that is none", "31 April 2026", DATE_DMY, WIB, NULL },
        { "a month that would fit elsewhere", "13/25/2026", DATE_DMY, WIB, NULL },
        { "UTC in the evening is tomorrow", "2026-11-20T18:30:00Z", DATE_DMY, WIB, "2026-11-21" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int32_t day = 0;
        char text[CLOCK_TEXT_MAX] = "none";
        if (date_text_parse(cases[i].text, cases[i].order, cases[i].utc_offset_s, &day))
            clock_format_date(text, day);
        if (strcmp(text, cases[i].day ? cases[i].day : "none") != 0)
            fail_msg("%s: '%s' is %s", cases[i].what, cases[i].text, text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
