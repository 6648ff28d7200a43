/* When a place is open on a day: its hours by weekday, with pauses, and a calendar
 * (model/calendar.h) of holidays and of days with other hours over them. Pure: the day and
 * the minute are passed in.
 *
 * Minutes are counted from midnight, local; 24:00 (1440) ends a day. Days are those of clock.h. */
#pragma once

#include "base/error.h"
#include "model/snapshot.h"

struct calendar;

struct span {
    uint16_t open, close; /* minutes; open < close */
};

/* As many as a place of a feed may have in a week, so that no day has more. */
#define HOURS_MAX_SPANS 32

/* The hours of one day. */
struct hours {
    bool known; /* false: nothing says when it is open, or that it is not */
    int count;  /* of spans: by time, none touches another; 0 of a known day: closed */
    struct span spans[HOURS_MAX_SPANS];
    /* What the calendar calls the day, "Natal" or "Ramadan"; "" for a day like any other. The
     * calendar's. */
    const char *name;
};

/* The hours of a week, as a configuration gives them. None at all: never told. */
struct week {
    int count;
    struct opening openings[HOURS_MAX_SPANS];
};

/* What applies on `day`: of `count` openings by weekday (none: its hours are not known) and of the
 * calendar (NULL: none). A holiday closes also what has no known hours. */
struct hours hours_of_day(const struct opening *openings, size_t count,
                          const struct calendar *calendar, int32_t day);

/* Whether it is open in the minute that begins at `minute`. */
bool hours_is_open(const struct hours *hours, int minute);

/* When it opens next: the first opening after `minute` of `day`, 60 days ahead at most. Also
 * while it is open: then it tells the opening that follows. false: none. */
#define HOURS_LOOK_AHEAD_DAYS 60
bool hours_next_opening(const struct opening *openings, size_t count,
                        const struct calendar *calendar, int32_t day, int minute, int32_t *ret_day,
                        int *ret_minute);

/* ---- hours as text */

/* "mon-thu", "fri", "mon,wed,sat-sun"; a range may go past the end of the week. Bits as in
 * struct opening. */
bool hours_parse_days(const char *text, uint8_t *ret);
/* The first `len` bytes: "08:00", a minute of a day. */
bool hours_parse_time(const char *text, size_t len, uint16_t *ret);
/* "08:00-12:00 13:00-15:00": the spans of a day, parted by blanks, each after the one before.
 * "closed": none. The sentence says what is wrong and what is allowed. */
bool hours_parse_spans(const char *text, struct hours *ret, struct error *err);
/* "mon-thu 08:00-12:00 13:00-15:00, fri 08:00-11:00"; "": none. Each weekday once at most. */
bool hours_parse_week(const char *text, struct week *ret, struct error *err);
