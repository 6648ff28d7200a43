/* What is wrong with a board, if anything: one judgement for the page, /status.json, /metrics,
 * /healthz and siapambil --status. Pure. */
#pragma once

#include "base/buffer.h"
#include "status/facts.h"

enum status_problem {
    /* --- somebody must do something */
    PROBLEM_HANGS,        /* the board has not told of itself for too long */
    PROBLEM_NO_DISPLAY,   /* of a screen */
    PROBLEM_NO_FRAMES,    /* of a screen: frames are due, and none is presented */
    PROBLEM_WITHDRAWN,    /* the list was taken off */
    PROBLEM_OLD,          /* it is marked as old */
    PROBLEM_EXPIRED,      /* its publisher has not renewed it */
    PROBLEM_NO_LIST,      /* there has been none for minutes */
    PROBLEM_UNDERVOLTAGE, /* now */
    PROBLEM_DISK,         /* nearly full */
    /* --- somebody should know */
    PROBLEM_SOURCE,      /* of a source: it does not answer, or is not believed */
    PROBLEM_LEFT_OUT,    /* of a source: rows that were not understood */
    PROBLEM_BEYOND,      /* of a screen: rows that do not fit */
    PROBLEM_SLOW,        /* of a screen: fewer frames a second than its display has */
    PROBLEM_LATE,        /* of a screen: more than one frame in a thousand */
    PROBLEM_HOT,         /* near to where processors slow down */
    PROBLEM_UNDERVOLTED, /* since the machine's start */
    PROBLEM_MEMORY,      /* little is left */
    PROBLEM_CLOCK,       /* cannot be right */
    PROBLEM_KEPT,        /* the list is from disk: no source has answered since the start */
    PROBLEMS,
};
#define PROBLEM_LAST_BAD PROBLEM_DISK

/* "no-display": in /status.json, in /metrics, and in the language files as problem_no-display. */
extern const char *const problem_names[PROBLEMS];

static inline bool problem_is_bad(enum status_problem p)
{
    return p <= PROBLEM_LAST_BAD;
}

struct finding {
    enum status_problem problem;
    int of;         /* the number of the screen or source; -1: of the whole */
    int64_t amount; /* seconds, rows, thousandths of a degree, bytes: whatever it counts */
};

#define FINDINGS_MAX (PROBLEMS + 3 * STATUS_SCREENS + 2 * STATUS_SOURCES)
struct findings {
    struct finding all[FINDINGS_MAX];
    int count;
    bool well; /* none of them is bad */
};

struct findings status_judge(const struct status_whole *s);

/* /healthz: whether frames are presented, or it is known that none is due. The sentence, without an end
 * of line, goes into `out` either way. */
bool status_is_alive(const struct status_whole *s, struct buffer *out);
