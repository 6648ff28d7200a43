/* When to pull. Pure: chance is passed in, even over all 32 bits. All results in milliseconds.
 *
 * A province's screens are switched on at the same minute and lose the same server at the same
 * moment, and there may be 85,000 of them in a country. A screen that has something to show is
 * in no hurry, whatever happens: after a power cut, a failure or new settings it pulls no more
 * often than it does on a quiet day. What it shows changes hardly faster than that, and a server
 * that comes back is not knocked over by those who waited for it.
 *
 * That holds at every moment, not on average. Pulls that are spread evenly, each after a regular
 * pause R, come at an even rate. From an event on let other pauses be drawn. After a time t the
 * rate is that of before, less for each k = 0, 1, 2 …
 *
 *     P(S + R <= t) - P(S + Y <= t)
 *
 * where S is the sum of k of the new pauses and Y the next one; and that is never negative if no
 * Y is likelier to be short than R. So schedule_first() draws what is left of a regular pause at
 * some moment, and no pause after a failure begins below the shortest regular one. When a server
 * comes back, pauses grow short again, and the rate passes that of a quiet day by a little.
 * tests/unit/test_schedule_fleet.c counts both. */
#pragma once

#include "base/base.h"

/* The longest pause after failures of a screen that shows nothing. */
#define SCHEDULE_RETRY_CAP_S       300
#define SCHEDULE_RETRY_AFTER_MAX_S 3600 /* a server may ask for more, and is not obeyed */
/* Within which a source is asked under settings that have changed, if poll_s is longer. */
#define SCHEDULE_CHANGED_S 60

/* Before the first pull: none when nothing is shown, else as if pulls had been going on: anywhere
 * within poll_s, and seldom up to a tenth more. */
uint64_t schedule_first(bool shown, int poll_s, uint32_t chance);

/* After a pull that was answered: poll_s, a tenth more or less. */
uint64_t schedule_next(int poll_s, uint32_t chance);

/* After `failures` (1 and up) in a row.
 *
 * Not urgent: something is shown. From 0.9 of poll_s to 1.7 of it, however many failures there
 * were: a centre bears that rate on any day, so nothing is gained by waiting longer, and all the
 * sooner do all have what is new once it is back. Simulated for 85,000 screens after an hour's
 * outage, with up to 1.7 polls: 99 % within 1.6 polls, and 1.27 times the rate of a quiet day at
 * the worst; with up to 1.5 that is 1.32 times; with up to 5, 99 % within 4.5 polls. Of a poll_s
 * longer than five minutes one failure is not to cost another hour: instead of it five minutes
 * count at first, then ten, and so on up to poll_s.
 *
 * Urgent: nothing is shown. Full jitter, anywhere between a second and a bound that begins at
 * 4 s and doubles up to five times poll_s, but at most SCHEDULE_RETRY_CAP_S.
 *
 * `retry_after_s` (0: none), within SCHEDULE_RETRY_AFTER_MAX_S and with up to a tenth added, is
 * the least: a server may ask for patience, not for haste. */
uint64_t schedule_retry(bool urgent, int poll_s, unsigned failures, int retry_after_s,
                        uint32_t chance);
