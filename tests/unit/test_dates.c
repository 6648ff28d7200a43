/* feed/date_text.h: the day that an office has written. */
#include "base/clock.h"
#include "feed/date_text.h"
#include "unit/test.h"

#define WIB 25200
#define WIT 32400

struct date_case {
    const char *what, *text, *day; /* NULL: none */
};

static void check(const struct date_case *cases, size_t count, enum date_order order,
                  int utc_offset_s)
{
    for (size_t i = 0; i < count; i++) {
        int32_t day = 0;
        char text[CLOCK_TEXT_MAX] = "none";
        if (date_text_parse(cases[i].text, order, utc_offset_s, &day))
            clock_format_date(text, day);
        else if (day != 0)
            fail_msg("%s: written without success", cases[i].what);
        if (strcmp(text, cases[i].day ? cases[i].day : "none") != 0)
            fail_msg("%s: '%s' is %s", cases[i].what, cases[i].text, text);
    }
}

static void indonesian_order(void **state)
{
    (void)state;
    static const struct date_case cases[] = {
        { "slashes", "20/11/2026", "2026-11-20" },
        { "dashes and a time", "20-11-2026 08:15:00", "2026-11-20" },
        { "dots and a short year", "20.11.26", "2026-11-20" },
        { "blanks", "20 11 2026", "2026-11-20" },
        { "blanks about the signs", " 20 / 11 / 2026 ", "2026-11-20" },
        { "without leading zeros", "5/6/2026", "2026-06-05" },
        { "the day stays the day", "11/12/2026", "2026-12-11" },
        { "a month that would fit elsewhere", "13/25/2026", NULL },
        { "an American date", "11/20/2026", NULL },
        { "the last day of February", "29/02/2028", "2028-02-29" },
        { "29 February of another year", "29/02/2027", NULL },
        { "31 April", "31/04/2026", NULL },
        { "nothing but zeros", "00/00/0000", NULL },
        { "ISO's zeros", "0000-00-00", NULL },
        { "ISO's zeros with a time", "0000-00-00 00:00:00", NULL },
        { "a dash", "-", NULL },
        { "nothing", "", NULL },
        { "blanks alone", "  ", NULL },
        { "a year of three digits", "20/11/126", NULL },
        { "the last century", "20/11/1999", NULL },
        { "a year later than any", "20/11/2100", NULL },
        { "two signs", "20/11-2026", NULL },
        { "commas", "20,11,2026", NULL },
        { "no year", "20/11", NULL },
        { "a day and more", "20/11/2026 s.d. 25/11/2026", NULL },
        { "a word before it", "tgl 20/11/2026", NULL },
        { "a year at both ends", "2026/11/2026", NULL },
        { "four digits of month", "20/0011/2026", NULL },
    };
    check(cases, COUNT(cases), DATE_DMY, WIB);
}

static void other_orders(void **state)
{
    (void)state;
    static const struct date_case american[] = {
        { "the month first", "11/20/2026", "2026-11-20" },
        { "without leading zeros", "5/6/2026", "2026-05-06" },
        { "an Indonesian date", "20/11/2026", NULL },
        { "a first number of four digits is the year", "2026-11-20", "2026-11-20" },
        { "a named month", "20 Nov 2026", "2026-11-20" },
    };
    static const struct date_case year_first[] = {
        { "short years", "26-11-20", "2026-11-20" },
        { "whole years", "2026/11/20", "2026-11-20" },
        { "a short year with a named month", "26-Nov-20", "2026-11-20" },
        { "a whole year is one where it stands last", "20 November 2026", "2026-11-20" },
        { "never the other way round", "20/11/2026", NULL },
    };
    check(american, COUNT(american), DATE_MDY, WIB);
    check(year_first, COUNT(year_first), DATE_YMD, WIB);
}

static void iso(void **state)
{
    (void)state;
    static const struct date_case wib[] = {
        { "a day", "2026-11-20", "2026-11-20" },
        { "a time", "2026-11-20 23:59:59", "2026-11-20" },
        { "a T", "2026-11-20T23:59", "2026-11-20" },
        { "microseconds, as Laravel writes", "2026-11-20T01:15:00.000000Z", "2026-11-20" },
        { "in Greenwich's evening it is tomorrow", "2026-11-20T18:30:00Z", "2026-11-21" },
        { "and before 17.00 it is not", "2026-11-20T16:59:59Z", "2026-11-20" },
        { "the office's offset", "2026-11-20T23:30:00+07:00", "2026-11-20" },
        { "another offset", "2026-11-20T00:30:00+09:00", "2026-11-19" },
        { "PostgreSQL's offset", "2026-11-20 23:30:00.123456+00", "2026-11-21" },
        { "an offset without colon", "2026-11-20T23:30:00+0700", "2026-11-20" },
        { "west of Greenwich", "2026-11-20 12:00 -05:00", "2026-11-21" },
        { "signs of other kinds", "2026.11.20", "2026-11-20" },
        { "without leading zeros", "2026-1-5", "2026-01-05" },
        { "without signs", "20261120", "2026-11-20" },
        { "without signs, with a time", "20261120081500", "2026-11-20" },
        { "without signs, the day first", "20112026", NULL },
        { "an hour that is none", "2026-11-20T25:00:00", NULL },
        { "a minute that is none", "2026-11-20T08:61:00", NULL },
        { "an offset that is none", "2026-11-20T08:15:00+7:0", NULL },
        { "an offset of three digits", "2026-11-20T08:15:00+070", NULL },
        { "an offset of three digits that would fit", "2026-11-20T08:15:00+007", NULL },
        { "half a time", "2026-11-20T08", NULL },
        { "a T and nothing", "2026-11-20T", NULL },
        { "a day out of range by its offset", "2099-12-31T23:00:00Z", NULL },
        { "a month that is none", "2026-13-01", NULL },
        { "a range", "2026-11-20/2026-11-21", NULL },
    };
    static const struct date_case wit[] = {
        { "in the east it is tomorrow earlier", "2026-11-20T15:00:00Z", "2026-11-21" },
        { "WIB's midnight", "2026-11-20 23:30 WIB", "2026-11-21" },
    };
    check(wib, COUNT(wib), DATE_DMY, WIB);
    check(wit, COUNT(wit), DATE_DMY, WIT);
}

static void names(void **state)
{
    (void)state;
    static const struct date_case cases[] = {
        { "whole", "18 April 2020", "2020-04-18" },
        { "capitals", "18 APRIL 2020", "2020-04-18" },
        { "a short year", "20-Nov-26", "2026-11-20" },
        { "joined", "20Nov2026", "2026-11-20" },
        { "a dot", "20 Nov. 2026", "2026-11-20" },
        { "a comma", "20 November, 2026", "2026-11-20" },
        { "slashes", "20/Nov/2026", "2026-11-20" },
        { "the year first", "2026 November 20", "2026-11-20" },
        { "the month first", "Nov 20, 2026", "2026-11-20" },
        { "the month first, a short year", "Nov 20, 26", NULL },
        { "Agt", "20 Agt 2026", "2026-08-20" },
        { "Agu", "20 Agu 2026", "2026-08-20" },
        { "Ags", "20 Ags 2026", "2026-08-20" },
        { "Agust", "20 Agust 2026", "2026-08-20" },
        { "Agustus", "20 Agustus 2026", "2026-08-20" },
        { "Aug", "20 Aug 2026", "2026-08-20" },
        { "Nop", "20 Nop 2026", "2026-11-20" },
        { "Nopember", "20 Nopember 2026", "2026-11-20" },
        { "Peb", "20 Peb 2026", "2026-02-20" },
        { "Pebruari", "20 Pebruari 2026", "2026-02-20" },
        { "Februari", "20 Februari 2026", "2026-02-20" },
        { "Sept", "20 Sept 2026", "2026-09-20" },
        { "Okt", "20 Okt 2026", "2026-10-20" },
        { "Des", "20 Des 2026", "2026-12-20" },
        { "Desember", "20 Desember 2026", "2026-12-20" },
        { "Mei", "20 Mei 2026", "2026-05-20" },
        { "Maret", "20 Maret 2026", "2026-03-20" },
        { "Juni", "20 Juni 2026", "2026-06-20" },
        { "Juli", "20 Juli 2026", "2026-07-20" },
        { "Jan", "20 Jan 2026", "2026-01-20" },
        { "a weekday", "Senin, 20 Agt 2026", "2026-08-20" },
        { "a short weekday", "Sen 20 Agt 2026", "2026-08-20" },
        { "Jum'at", "Jum'at, 20 November 2026", "2026-11-20" },
        { "Jum\u2019at", "Jum\u2019at 20 November 2026", "2026-11-20" },
        { "Jumat before numbers", "Jumat, 20-11-2026", "2026-11-20" },
        { "an hour in Indonesian", "20 November 2026 pukul 08.15 WIB", "2026-11-20" },
        { "a comma before the hour", "20 November 2026, 08.15.30", "2026-11-20" },
        { "an English hour", "20 Nov 2026 11:30:00 PM", "2026-11-20" },
        { "no English hour", "20 Nov 2026 13:30 PM", NULL },
        { "as mail writes it", "Fri, 20 Nov 2026 23:30:00 +0000", "2026-11-21" },
        { "as browsers write it", "Fri Nov 20 2026 08:15:00 GMT+0700 (Western Indonesia Time)",
          "2026-11-20" },
        { "no-break spaces", "20\u00A0November\u00A02026", "2026-11-20" },
        { "31 April", "31 April 2026", NULL },
        { "no month", "20 Novum 2026", NULL },
        { "a month with more", "20 Mare 2026", NULL },
        { "no day", "November 2026", NULL },
        { "no year", "20 November", NULL },
        { "a weekday alone", "Senin", NULL },
        { "a month alone", "Mei", NULL },
        { "a name", "AGUS SETIAWAN", NULL },
        { "longer than any",
          "20 November 2026                                                            "
          "                               x",
          NULL },
        { "letters of another script", "20 Ноября 2026", NULL },
    };
    check(cases, COUNT(cases), DATE_DMY, WIB);
}

static void numbers_alone(void **state)
{
    (void)state;
    static const struct date_case cases[] = {
        { "a spreadsheet's day", "46346", "2026-11-20" },
        { "a spreadsheet's time", "46346.5", "2026-11-20" },
        { "with a comma", "46346,5", "2026-11-20" },
        { "many digits", "46346.3437500001", "2026-11-20" },
        { "its first day", "36526", "2000-01-01" },
        { "a day before", "36525", NULL },
        { "its last day", "73050", "2099-12-31" },
        { "a day after", "73051", NULL },
        { "seconds since 1970", "1795132800", "2026-11-20" },
        { "at 17.00 in Greenwich it is tomorrow", "1795194000", "2026-11-21" },
        { "milliseconds", "1795132800000", "2026-11-20" },
        { "seconds and a fraction", "1795132800.25", "2026-11-20" },
        { "a year", "2026", NULL },
        { "six digits", "201126", NULL },
        { "nine digits", "179513280", NULL },
        { "eleven digits", "17951328000", NULL },
        { "a NIK", "3273010101010001", NULL },
        { "very many digits", "20261120202611202026112020261120", NULL },
        { "below nothing", "-46346", NULL },
        { "two fractions", "46346.5.1", NULL },
        { "a fraction of a day without signs", "20261120.5", NULL },
        { "a power", "4.6346E+4", NULL },
    };
    check(cases, COUNT(cases), DATE_DMY, WIB);
}

/* Each day of the century, in each way that a program may write it. */
static void every_day(void **state)
{
    (void)state;
    for (int32_t day = clock_days_from_civil(2000, 1, 1);
         day <= clock_days_from_civil(2099, 12, 31); day++) {
        struct civil c = clock_civil_of_day(day);
        char iso_text[CLOCK_TEXT_MAX];
        CLEANUP_FREE char *dmy = xasprintf("%d/%d/%d", c.day, c.month, c.year);
        CLEANUP_FREE char *mdy = xasprintf("%02d-%02d-%02d", c.month, c.day, c.year % 100);
        CLEANUP_FREE char *serial = xasprintf("%d", day + 25569);
        int32_t read[4] = { 0 };
        assert_true(date_text_parse(clock_format_date(iso_text, day), DATE_DMY, WIB, &read[0]));
        assert_true(date_text_parse(dmy, DATE_DMY, WIB, &read[1]));
        assert_true(date_text_parse(mdy, DATE_MDY, WIB, &read[2]));
        assert_true(date_text_parse(serial, DATE_DMY, WIB, &read[3]));
        for (size_t i = 0; i < COUNT(read); i++)
            assert_int_equal(read[i], day);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indonesian_order),
        cmocka_unit_test(other_orders),
        cmocka_unit_test(iso),
        cmocka_unit_test(names),
        cmocka_unit_test(numbers_alone),
        cmocka_unit_test(every_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
