/* Time. Everything that depends on it takes it as a parameter; only the app and the fetcher's
 * thread read a clock. Days are counted from 1970-01-01 in the proleptic Gregorian calendar. */
#pragma once

#include "base/base.h"

/* CLOCK_MONOTONIC: for waiting, pacing and time-outs; it never jumps and does not wrap. */
uint64_t clock_monotonic_ns(void);
/* CLOCK_BOOTTIME in seconds: for ages, since it goes on while the machine sleeps. */
int64_t clock_boot_s(void);
/* How long this process has been there, in milliseconds, to the kernel's hundredth of a second:
 * linking its libraries is in it, which no clock in main could tell. -1: unknown, without /proc. */
int clock_process_ms(void);
/* CLOCK_REALTIME in seconds since the epoch: for what people read. It may be wrong, and jump. */
int64_t clock_wall_s(void);

/* A board without a battery-backed clock wakes up in 1970 (or at its image's date) until the
 * network corrects it. A time before this program existed cannot be right. */
#define CLOCK_PLAUSIBLE_S INT64_C(1767225600) /* 2026-01-01T00:00:00Z */

struct civil {
    int year, month, day; /* month and day from 1 */
    int weekday;          /* 0 Monday … 6 Sunday */
    int hour, minute, second;
};

int32_t clock_days_from_civil(int year, int month, int day);
/* The civil time of `unix_s` at `utc_offset_s` seconds east of Greenwich. */
struct civil clock_civil(int64_t unix_s, int utc_offset_s);
/* The day that `unix_s` falls on at that offset. */
int32_t clock_day(int64_t unix_s, int utc_offset_s);
struct civil clock_civil_of_day(int32_t day);

/* RFC 3339 section 5.6 date-time with its offset ("2026-11-23T09:40:00+07:00"); fractions are
 * dropped. false when it is not one, or names a day or an hour that does not exist. */
bool clock_parse_rfc3339(const char *text, int64_t *ret_unix_s);
/* RFC 3339 full-date, "2026-11-20". */
bool clock_parse_date(const char *text, int32_t *ret_day);

#define CLOCK_TEXT_MAX 40
/* "2026-11-23T09:40:00+07:00" into `text` of CLOCK_TEXT_MAX bytes; returns it. */
const char *clock_format_rfc3339(char *text, int64_t unix_s, int utc_offset_s);
const char *clock_format_date(char *text, int32_t day);
