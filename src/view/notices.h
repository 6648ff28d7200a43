/* Which notices stand on the board on a day, and whose turn it is. Pure functions. */
#pragma once

#include "view/parts.h"

/* As many as a feed may have, and the office's own. */
#define NOTICES_MAX 257

/* Texts are borrowed from the list and the settings. */
struct notices {
    int count; /* those that run in the footer */
    const char *texts[NOTICES_MAX];
    int high_count; /* the announcements, which take turns */
    const char *high[NOTICES_MAX];
    int cycle_s; /* until the first announcement's turn comes again */
};

/* Those of `list` (may be NULL) whose days include today, after the office's own (each may be
 * ""). Without a clock that can be trusted nobody knows which day it is: all of them. */
void notices_choose(struct notices *ret, const struct snapshot *list, const char *own,
                    const char *own_high, struct today today);

/* How long an announcement stands: long enough to be read, and 12 s at least. */
int notices_turn_s(const char *text);
/* Whose turn it is; -1 when there is no announcement. The same at any board at that second. */
int notices_turn(const struct notices *n, int64_t now_s);
/* The announcement that needs the most room, about; NULL: none. */
const char *notices_longest(const struct notices *n);
