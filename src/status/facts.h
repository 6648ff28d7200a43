/* How a board is, as told to those who are not there: plain values without pointers, so that handing
 * them over is a copy. Nothing in it is about a person or a document.
 *
 * Times that end in _s are seconds; `wall` is the wall clock's, which may be wrong. */
#pragma once

#include "base/base.h"

#define STATUS_SCREENS      16
#define STATUS_SOURCES      16
#define STATUS_PULLS        16  /* the newest, of each source */
#define STATUS_POINTS       128 /* of the graph of frame times */
#define STATUS_POINT_FRAMES 8   /* that each of them stands for */
#define STATUS_REASONS      16
#define STATUS_SENSORS      8
#define STATUS_NAME         65 /* bytes, with the NUL, as below: ids, names of sections and displays */
#define STATUS_TEXT         161 /* what people called something; an address */
#define STATUS_SENTENCE     240
#define STATUS_UNKNOWN      INT64_MIN

/* ---- told by the board, each second */

enum status_age {
    STATUS_NO_LIST, /* nothing is known yet */
    STATUS_FRESH,
    STATUS_OLD,
    STATUS_EXPIRED,
    STATUS_WITHDRAWN,
    STATUS_AGES,
};

struct status_list {
    enum status_age age;
    bool kept; /* it is from disk, and no pull has confirmed it yet. The rest: unless NO_LIST */
    uint32_t documents, places;
    uint64_t serial;
    char region[STATUS_NAME];
    int64_t issued_wall_s;
    int64_t expires_wall_s; /* STATUS_UNKNOWN: never */
    int64_t checked_wall_s; /* when its sources last said so */
    int64_t age_s;          /* since then, by a clock that does not jump */
};

enum status_scene {
    STATUS_MOVING,  /* frames are due */
    STATUS_STILL,   /* all of it fits: no frame is due until something changes */
    STATUS_BLACK,   /* the hours say so, or the panel is switched off */
    STATUS_WAITING, /* for its display */
    STATUS_SCENES,
};

/* How the list is shown: view/plan.h. */
struct status_plan {
    bool known, still;
    uint32_t rows, beyond; /* listed; not listed, since they do not fit max_cycle */
    int columns, row_px, dwell_ms, cycle_s;
    int32_t since; /* the oldest day that is listed, in days since 1970; INT32_MIN: all */
};

struct status_screen {
    char name[STATUS_NAME];    /* of [screen NAME]; "" where there is one */
    char title[STATUS_TEXT];   /* [screen] name */
    char display[STATUS_NAME]; /* the output; "" where it does not matter */
    char driver[96];           /* "pixmaps (x11), 1920x1080 at 60 Hz" */
    enum status_scene scene;
    int width, height;       /* of the display, in pixels. 0: waiting */
    int rate_hz, refresh_hz; /* frames a second that are wanted; of the display */
    int64_t stuck_s;         /* for how long nothing was presented though frames were due */
    uint64_t frames, late;   /* of this window: presented with a change; more than one late */
    /* Of the frames since the log last told of them, an hour at most: how many, how many late, the
     * longest, and what all but one in a thousand did not exceed. */
    uint64_t recent, recent_late, longest_us, usual_us;
    uint32_t points_us[STATUS_POINTS]; /* the latest, the oldest first: the longest of each 8 */
    int points;
    struct status_plan plan;
};

struct status_facts {
    char id[STATUS_NAME], version[STATUS_NAME], office[STATUS_TEXT];
    int64_t wall_s,
        boot_s; /* when this was gathered; boot: by the clock since the machine's start */
    int64_t started_boot_s; /* the program */
    int utc_offset_s;       /* of the office */
    bool clock_trusted;     /* the wall clock can be right */
    bool panel_off;         /* [hours] panel_off has worked */
    struct status_list list;
    struct status_screen screens[STATUS_SCREENS];
    int screen_count;
};

/* ---- told by the thread that pulls, with each pull */

enum status_outcome {
    STATUS_NEW,
    STATUS_UNCHANGED,
    STATUS_HELD, /* new, but not believed until the source says so again */
    STATUS_FAILED,
    STATUS_OUTCOMES,
};

struct status_pull {
    int64_t wall_s; /* when it began */
    enum status_outcome outcome;
    uint32_t took_ms;
    int answer; /* the status of HTTP; 0: none */
    uint64_t received;
    char sentence[STATUS_SENTENCE]; /* of what failed or is held; "" */
};

struct status_reason {
    char reason[24];
    uint32_t rows;
    bool meant; /* as it should be */
};

struct status_source {
    char name[STATUS_NAME]; /* of [source NAME]; "" where there is one */
    char url[STATUS_TEXT];
    uint32_t rows, shown, left_out, no_day; /* of the last list that was read; all 0: none yet */
    struct status_reason reasons[STATUS_REASONS];
    int reason_count;
    uint32_t failures;       /* in a row */
    int64_t answered_boot_s; /* STATUS_UNKNOWN: never since the start */
    int64_t next_boot_s;     /* when it is asked again; STATUS_UNKNOWN */
    uint64_t outcomes[STATUS_OUTCOMES], received;
    struct status_pull pulls[STATUS_PULLS]; /* the newest first */
    int pull_count;
};

struct status_sources {
    int count;
    struct status_source all[STATUS_SOURCES];
};

/* ---- looked up by who answers */

/* What the machine tells of itself; STATUS_UNKNOWN, here and below, where it does not. */
struct status_machine {
    struct status_sensor {
        char name[STATUS_NAME];
        int64_t milli_celsius;
    } sensors[STATUS_SENSORS];
    int sensor_count;
    int64_t memory_bytes, memory_free_bytes; /* free: what programs could still have */
    int64_t disk_bytes, disk_free_bytes;     /* of the folder where the list is kept */
    int64_t load_milli[3];                   /* of 1, 5 and 15 minutes, in thousandths */
    int64_t processors;
    int64_t up_s;
    int64_t undervoltage_now, undervoltage_seen; /* 0 or 1; seen: since the machine's start */
    int64_t throttled_now, throttled_seen;       /* likewise: slowed down by heat or voltage */
    int64_t own_bytes;                           /* of memory that this program holds */
    int64_t own_cpu_ms;                          /* of processors that it has used */
    int64_t own_files, own_threads;
};

/* All of it. */
struct status_whole {
    struct status_facts facts;
    struct status_sources sources;
    struct status_machine machine;
    int64_t told_s; /* how long ago the board last told; more than a few seconds: it hangs */
};
