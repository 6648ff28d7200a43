/* When to pull. Pure: chance is passed in, even over all 32 bits. All results in milliseconds.
 *
 * A province's screens are switched on at the same minute and lose the same server at the
 * same moment. So every pause is drawn by chance: no hour of the day and no recovery
 * brings them all at once. */
#pragma once

#include "base/base.h"

#define SCHEDULE_RETRY_CAP_S       300 /* the longest pause after failures, unless poll is longer */
#define SCHEDULE_RETRY_AFTER_MAX_S 3600 /* a server may ask for more, and is not obeyed */

/* Before the first pull: none when there is nothing to show, else anywhere in the interval. */
uint64_t schedule_first(bool kept, int poll_s, uint32_t chance);

/* After a pull that was answered: poll_s, a tenth more or less. */
uint64_t schedule_next(int poll_s, uint32_t chance);

/* After `failures` (1 and up) in a row: full jitter, anywhere between a second and a bound that
 * begins at 4 s and doubles up to the cap. `retry_after_s` (0: none), within
 * SCHEDULE_RETRY_AFTER_MAX_S and with up to a tenth added, is the least: a server may ask for
 * patience, not for haste. */
uint64_t schedule_retry(int poll_s, unsigned failures, int retry_after_s, uint32_t chance);
