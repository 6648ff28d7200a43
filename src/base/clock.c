#include "base/clock.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

#define DAY_S 86400

static struct timespec read_clock(clockid_t id)
{
    struct timespec ts;
    clock_gettime(id, &ts);
    return ts;
}

uint64_t clock_monotonic_ns(void)
{
    struct timespec ts = read_clock(CLOCK_MONOTONIC);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

int64_t clock_boot_s(void)
{
    return read_clock(CLOCK_BOOTTIME).tv_sec;
}

int clock_process_ms(void)
{
    enum { STARTTIME = 22, BEHIND_NAME = 2 }; /* fields of proc(5) */
    CLEANUP_BUFFER struct buffer stat = BUFFER_INIT(4096);
    struct error err = { "" };
    struct timespec now = read_clock(CLOCK_BOOTTIME);
    const char *at =
        file_read("/proc/self/stat", &stat, &err) ? strrchr(buffer_text(&stat), ')') : NULL;
    for (int field = BEHIND_NAME; at && field < STARTTIME; field++)
        at = strchr(at + 1, ' ');
    if (!at)
        return -1;
    int64_t started_ms = strtoll(at, NULL, 10) * 1000 / sysconf(_SC_CLK_TCK);
    return (int)MIN(now.tv_sec * 1000 + now.tv_nsec / 1000000 - started_ms, INT_MAX);
}

int64_t clock_wall_s(void)
{
    return read_clock(CLOCK_REALTIME).tv_sec;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Both ways by the era arithmetic of Howard Hinnant's "chrono-compatible low-level date
 * algorithms": years start in March, so that the leap day is the last one. */
int32_t clock_days_from_civil(int year, int month, int day)
{
    int y = year - (month <= 2);
    int era = (int)floor_div(y, 400);
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct civil clock_civil_of_day(int32_t day)
{
    int64_t z = (int64_t)day + 719468;
    int64_t era = floor_div(z, 146097);
    int doe = (int)(z - era * 146097);
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    int month = mp < 10 ? mp + 3 : mp - 9;
    return (struct civil){
        .year = (int)(yoe + era * 400) + (month <= 2),
        .month = month,
        .day = doy - (153 * mp + 2) / 5 + 1,
        .weekday = (int)(((int64_t)day + 3) % 7 + 7) % 7, /* day 0 was a Thursday */
    };
}

int32_t clock_day(int64_t unix_s, int utc_offset_s)
{
    return (int32_t)floor_div(unix_s + utc_offset_s, DAY_S);
}

struct civil clock_civil(int64_t unix_s, int utc_offset_s)
{
    int32_t day = clock_day(unix_s, utc_offset_s);
    int second = (int)(unix_s + utc_offset_s - (int64_t)day * DAY_S);
    struct civil c = clock_civil_of_day(day);
    c.hour = second / 3600;
    c.minute = second / 60 % 60;
    c.second = second % 60;
    return c;
}

/* Exactly `digits` decimal digits; moves *text past them. */
static bool take_number(const char **text, int digits, int *ret)
{
    int value = 0;
    for (int i = 0; i < digits; i++, (*text)++) {
        if (**text < '0' || **text > '9')
            return false;
        value = value * 10 + (**text - '0');
    }
    *ret = value;
    return true;
}

static bool take_char(const char **text, char c)
{
    if (**text != c)
        return false;
    (*text)++;
    return true;
}

static bool take_date(const char **text, int32_t *ret_day)
{
    int year, month, day;
    if (!take_number(text, 4, &year) || !take_char(text, '-') || !take_number(text, 2, &month) ||
        !take_char(text, '-') || !take_number(text, 2, &day))
        return false;
    if (month < 1 || month > 12 || day < 1)
        return false;
    int32_t days = clock_days_from_civil(year, month, day);
    struct civil back = clock_civil_of_day(days);
    if (back.month != month || back.day != day)
        return false;
    *ret_day = days;
    return true;
}

bool clock_parse_date(const char *text, int32_t *ret_day)
{
    int32_t day;
    if (!take_date(&text, &day) || *text)
        return false;
    *ret_day = day;
    return true;
}

bool clock_parse_rfc3339(const char *text, int64_t *ret_unix_s)
{
    int32_t day;
    int hour, minute, second, off_hour = 0, off_minute = 0, sign = 1;
    if (!take_date(&text, &day) || !(take_char(&text, 'T') || take_char(&text, 't')) ||
        !take_number(&text, 2, &hour) || !take_char(&text, ':') ||
        !take_number(&text, 2, &minute) || !take_char(&text, ':') ||
        !take_number(&text, 2, &second))
        return false;
    if (take_char(&text, '.')) {
        if (*text < '0' || *text > '9')
            return false;
        while (*text >= '0' && *text <= '9')
            text++;
    }
    if (!take_char(&text, 'Z') && !take_char(&text, 'z')) {
        if (*text != '+' && *text != '-')
            return false;
        sign = *text++ == '-' ? -1 : 1;
        if (!take_number(&text, 2, &off_hour) || !take_char(&text, ':') ||
            !take_number(&text, 2, &off_minute))
            return false;
    }
    if (*text || hour > 23 || minute > 59 || second > 60 || off_hour > 23 || off_minute > 59)
        return false;
    *ret_unix_s = (int64_t)day * DAY_S + hour * 3600 + minute * 60 + second -
                  sign * (off_hour * 3600 + off_minute * 60);
    return true;
}

const char *clock_format_date(char *text, int32_t day)
{
    struct civil c = clock_civil_of_day(day);
    if (c.year >= 0 && c.year <= 9999) { /* a list has a hundred thousand of them */
        const int numbers[] = { c.year / 100, c.year % 100, c.month, c.day };
        char *p = text;
        for (size_t i = 0; i < COUNT(numbers); i++) {
            if (i > 1)
                *p++ = '-';
            *p++ = (char)('0' + numbers[i] / 10);
            *p++ = (char)('0' + numbers[i] % 10);
        }
        *p = '\0';
        return text;
    }
    snprintf(text, CLOCK_TEXT_MAX, "%04d-%02d-%02d", c.year, c.month, c.day);
    return text;
}

const char *clock_format_rfc3339(char *text, int64_t unix_s, int utc_offset_s)
{
    struct civil c = clock_civil(unix_s, utc_offset_s);
    int off = abs(utc_offset_s) / 60;
    snprintf(text, CLOCK_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", c.year, c.month,
             c.day, c.hour, c.minute, c.second, utc_offset_s < 0 ? '-' : '+', off / 60, off % 60);
    return text;
}
