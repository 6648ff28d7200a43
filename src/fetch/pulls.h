/* What the last pulls of each source came to, for people who look from afar: kept here by the thread
 * that pulls, and copied out by another. Counts, times and the log's own sentences; nothing of a row. */
#pragma once

#include "feed/reading.h"

#define PULLS_KEPT     16  /* the newest, of each source */
#define PULLS_SENTENCE 240 /* bytes, with the NUL; a longer one is cut */
#define PULLS_URL      160 /* likewise */
#define PULLS_REASONS  16  /* FEED_REASONS or INTAKE_REASONS at most */

enum pull_outcome {
    PULL_NEW,       /* a list that was not known */
    PULL_UNCHANGED, /* the one that was */
    PULL_HELD,      /* new, but not believed until it comes again (guard.h) */
    PULL_FAILED,
    PULL_OUTCOMES,
};

struct pull {
    int64_t wall_s; /* when it began */
    enum pull_outcome outcome;
    uint32_t took_ms;
    int status;                    /* of HTTP, the last of its answers; 0: none */
    uint64_t received;             /* bytes on the wire, of all its answers */
    char sentence[PULLS_SENTENCE]; /* of what failed or is held; "" */
};

/* Why rows of the last list were left out: `reason` is one of feed_reason_names or
 * intake_reason_names. */
struct pull_reason {
    const char *reason;
    uint32_t rows;
    bool meant; /* as it should be: hidden by a status, an older copy */
};

struct pull_source {
    char url[PULLS_URL];            /* the first address, as it may be shown */
    uint32_t rows, shown, left_out; /* of the last list that was read; left_out: not meant */
    uint32_t no_day;                /* rows shown without their day, which cannot be read */
    struct pull_reason reasons[PULLS_REASONS];
    uint32_t reason_count;
    uint32_t failures; /* in a row */
    bool answered;     /* since the program's start. Then: */
    int64_t answered_boot_s;
    int64_t next_boot_s;                        /* when it is asked again; 0: not known */
    uint64_t outcomes[PULL_OUTCOMES], received; /* since this was made */
    struct pull latest[PULLS_KEPT];             /* a ring */
    uint64_t count;                             /* of pulls; the newest is at (count - 1) */
};

struct pulls;

/* For `count` sources. */
struct pulls *pulls_new(size_t count);
void pulls_free(struct pulls *p);
DEFINE_CLEANUP(struct pulls *, pulls_free)

/* Of the thread that pulls. `source->count` and what it counts are kept here; the rest is taken from
 * `source`, and `pull` becomes the newest. */
void pulls_note(struct pulls *p, size_t index, const struct pull_source *source,
                const struct pull *pull);
/* When it is asked again. */
void pulls_note_next(struct pulls *p, size_t index, int64_t boot_s);
/* How a report looks there. */
void pulls_take_report(struct pull_source *ret, const struct intake_report *report, bool native);

/* Copies all sources into `ret` if something has changed since `*seen`, which begins with 0; another
 * thread. Never waits: while the other one writes, nothing has changed yet. */
bool pulls_look(struct pulls *p, uint64_t *seen, struct pull_source *ret);
