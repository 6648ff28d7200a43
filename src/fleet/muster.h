/* The roll, judged: which screen needs what, in the order of who needs it most, and the sums. */
#pragma once

#include "fleet/roll.h"

struct muster_options {
    int64_t now_s;
    int64_t silent_s; /* without word for longer: silent */
    int64_t old_s;    /* data of this age is old */
    bool listed;      /* there is a list of the screens that are expected */
};

/* The worst first. */
enum muster_need {
    MUSTER_MISSING, /* expected, and in none of the logs */
    MUSTER_SILENT,
    MUSTER_TWICE,      /* two programs answer to this id at the same time */
    MUSTER_NO_LIST,    /* it shows none */
    MUSTER_OLD,        /* what it shows was old when it asked last */
    MUSTER_PANEL,      /* dark, while most of its office's are lit */
    MUSTER_CLOCK,      /* off by more than MUSTER_CLOCK_S */
    MUSTER_UNEXPECTED, /* not in the list */
    MUSTER_NEEDS,
};
#define MUSTER_CLOCK_S 60
#define MUSTER_CLOCK_TELL_S                                                                        \
    2 /* what whole seconds and a slow line can make of a clock that is right */

/* "missing", "id twice": for people; "missing", "twice": for machines. */
const char *muster_need_words(enum muster_need need);
const char *muster_need_name(enum muster_need need);

struct muster_row {
    const struct roll_screen *screen;
    const char *region; /* that it says, or of the path; "" not known */
    const char *note;
    uint32_t needs;  /* a bit for each */
    bool behind;     /* another screen has a newer serial of the same feed */
    int64_t ago_s;   /* since it asked last; REPORT_UNKNOWN where it never did */
    int64_t ahead_s; /* its clock: towards 0, 0 within MUSTER_CLOCK_TELL_S */
    int restarts;    /* in the time of the logs, ROLL_MAX_STARTS - 1 and `more` at most */
};

struct muster_version {
    const char *version; /* "": not said */
    size_t screens;
};

struct muster {
    struct muster_options options;
    const struct roll *roll;
    struct muster_row *rows;
    size_t count;
    size_t needs[MUSTER_NEEDS]; /* how many screens */
    size_t fine, seen, recent, expected, behind;
    struct muster_version *versions; /* the most used first */
    size_t version_count;
    double seconds;        /* from the first request of a screen to the last; 0: fewer than two */
    double mean_per_s;     /* requests of screens */
    double unchanged_part; /* of them answered 304; 0 to 1 */
    uint32_t peak;         /* requests in the busiest RATES_STEP_S */
    int64_t peak_s;
};

/* Borrows the roll, which is not to change. */
struct muster *muster_new(const struct roll *roll, const struct muster_options *options);
void muster_free(struct muster *m);
DEFINE_CLEANUP(struct muster *, muster_free)

/* Whether somebody is to look after it now: a screen is missing or silent. */
bool muster_needs_attention(const struct muster *m);
