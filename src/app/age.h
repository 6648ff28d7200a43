/* How old the list is, and whether the wall clock can be believed. Pure, so that a start in 1970
 * can be tested without one. */
#pragma once

#include "base/repeats.h"
#include "view/board.h"

struct age_facts {
    int64_t now_s;     /* the wall clock; without a battery 1970 until the network comes */
    int64_t checked_s; /* when the source last spoke, by the wall clock of then; 0: not known */
    int64_t issued_s;  /* when the list was issued, by its publisher */
    /* By a clock that does not jump: for how long the source has not been heard. Of a list from
     * disk: for how long this program has had it, which is the least that its age can be. */
    int64_t held_s;
    bool kept;       /* from disk: no pull has confirmed it since the start */
    int old_after_s; /* what an age that is not known counts as: marked as old, not withdrawn */
};

/* A kept list is as old as the wall clock says, once that is believable: past
 * CLOCK_PLAUSIBLE_S, and not more than an hour before the time that the list itself proves.
 * Until then its age is not known. */
struct board_time age_judge(const struct age_facts *facts);

/* What the boards make of it. */
enum age_state { AGE_FRESH, AGE_OLD, AGE_EXPIRED, AGE_WITHDRAWN };
/* `expires` of the list, as in snapshot.h; the limits of [list]. */
enum age_state age_state(const struct board_time *time, int64_t expires, int old_after_s,
                         int withdraw_after_s);
/* Logs that it is another state than `told`, which is the first by default; the same again at most
 * every ten minutes. */
void age_tell(struct repeats_states *told, enum age_state now, int64_t age_s, int64_t boot_s);
