/* What the log was told of one thing that fails and works again: however often it comes and goes,
 * nothing is told twice within ten minutes, and when it is told again, so is how often it has been
 * so since. Plain values, all zero at first; the caller keeps threads apart. Times are by
 * clock_boot_s(). */
#pragma once

#include "base/base.h"

#define REPEATS_EVERY_S 600
#define REPEATS_KINDS   8 /* of failures that are told within that time */
#define REPEATS_STATES  8
#define REPEATS_TEXT    48 /* of repeats_count(), with the NUL */

/* ---- failures: sentences, each told again while it lasts
 *
 * The same failure are the same words, whatever numbers stand in them; of numbers only an HTTP
 * status makes it another one. Of what fails in ever new words the first few are told. */
struct repeats {
    struct {
        uint64_t words; /* their hash */
        int64_t told_s; /* when it was told last */
        unsigned times; /* so often since */
    } kinds[REPEATS_KINDS];
    size_t count;
    unsigned failures; /* since it was last told that it works */
    bool told;         /* one of these was told */
};

/* It failed. 0: the log knows. Else it is to be told, and so often has it come since it was last
 * told, this time included. */
unsigned repeats_failed(struct repeats *r, const char *text, int64_t boot_s);
/* It works. How many failures there were since that was last told, where it is to be told; 0 where
 * the log knows of none. */
unsigned repeats_works(struct repeats *r);

/* ---- states: told when they begin, and while they last not again
 *
 * State 0 is the one that need not be told at first. What was not told since it had just been, is
 * told when its time has come, if it still is so: the log's last word is right after ten minutes. */
struct repeats_states {
    int is, told;
    struct {
        bool ever;
        int64_t told_s;
        unsigned times; /* that it began, since it was last told */
    } all[REPEATS_STATES];
};

/* It is in this state, below REPEATS_STATES; may be said as often as one likes, and asks for no
 * memory. 0: the log knows, or was told lately. Else it is to be told, and so often has it begun
 * since it was last told, this time included. */
unsigned repeats_is(struct repeats_states *r, int state, int64_t boot_s);

/* What is said behind something that came so often: "", or " (12 times since it was last told)". */
const char *repeats_count(unsigned times, char ret[REPEATS_TEXT]);
