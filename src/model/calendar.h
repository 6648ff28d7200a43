/* Days that are not like others: holidays, Ramadan hours, a day with a ceremony. From a file
 * that the office keeps (config/calendar.ini is one). Immutable once read; any thread.
 *
 *     [holiday 2026-12-25]                  nothing is open
 *     name = Natal
 *     [hours 2027-02-08..2027-03-09]        what is open on a weekday has these hours instead
 *     name = Ramadan
 *     mon-thu = 08:00-12:00 12:30-15:00
 *     fri = 08:00-11:30
 *     [open 2026-12-19]                     as hours, and opens also what is closed on that weekday
 *     all = 08:00-12:00
 *
 * Where several hold for a day, one counts: [holiday] and [open] before [hours], then the one of
 * fewer days, then the later in the file. */
#pragma once

#include "base/error.h"
#include "model/hours.h"

/* Reads a file's text; `name` stands for it in sentences: "calendar.ini:12: [hours 2026-12-24] fri:
 * …; allowed: …". NULL on the first error. */
struct calendar *calendar_parse(const char *text, size_t len, const char *name, struct error *err);
void calendar_free(struct calendar *c);
DEFINE_CLEANUP(struct calendar *, calendar_free)

/* How many sections it has. */
size_t calendar_count(const struct calendar *c);

/* Puts what holds for `day` over `hours`, which are those of the weekday. */
void calendar_apply(const struct calendar *c, int32_t day, struct hours *hours);
