/* The roll: every screen that is expected or was seen, by id, and what it said last. Lines may
 * come in any order: what counts is the newest by the server's clock. Bounded: ROLL_MAX_SCREENS,
 * 200 MB when full, however many lines there are (and the output beside it: 300 MB as metrics).
 *
 * Ten million lines (2.5 GB) of 85,000 screens took 10 to 12 s of one core of a small machine,
 * at a peak of 65 MB for the table and 101 MB for the page of 49 MB. */
#pragma once

#include "base/buffer.h"
#include "fleet/line.h"
#include "fleet/rates.h"

#define ROLL_MAX_SCREENS (1u << 18)
#define ROLL_MAX_STARTS  8

/* A run of the program on a screen, known by when it started. */
struct roll_start {
    int64_t start_s, first_s, last_s; /* by the server's clock */
};

struct roll_screen {
    struct fleet_report said; /* last; only `id` while !seen */
    char region[REPORT_REGION_SIZE];
    char place[LINE_PLACE_SIZE]; /* of the path that it asked for last */
    bool seen, expected;
    int64_t last_ms;  /* when it asked last, by the server's clock */
    int64_t ahead_ms; /* its clock against the server's, then; 0 where it did not say */
    uint64_t full, unchanged, failed, other; /* answers: 200, 304, from 400 on, the rest */
    uint32_t start_count;
    bool more_starts; /* than the table holds */
    struct roll_start starts[ROLL_MAX_STARTS];
    size_t note; /* in `notes`; of a screen that is expected */
};

struct roll {
    struct roll_screen *screens;
    size_t count, capacity;
    struct buffer notes; /* texts with their NUL; the first is "" */
    /* --- all lines */
    int64_t until_ms;                            /* lines from later than this do not count */
    uint64_t lines, unreadable;                  /* of these */
    uint64_t later;                              /* of these: than until_ms */
    uint64_t requests, foreign, broken, crowded; /* of these: without a header; with one that cannot
                                                     be read; of a screen that found no room */
    uint64_t full, unchanged, failed, other;     /* answers to screens */
    uint64_t bytes;                              /* sent to screens */
    int64_t oldest_ms, newest_ms;                /* of requests of screens; -1: none */
    int64_t newest_line_ms;                      /* of all requests; -1: none */
    struct rates *rates;                         /* of requests of screens */
    /* --- finding one */
    uint32_t *slots; /* index + 1 into `screens`; a power of two of them */
    size_t slot_count;
    uint8_t key[16]; /* chance: so that nobody can choose ids that collide */
};

/* Needs hash_init(). A line from later than `until_s` is counted and passed over: a server whose
 * clock was wrong for a moment must not make a screen look alive for years. */
struct roll *roll_new(int64_t until_s);
void roll_free(struct roll *r);
DEFINE_CLEANUP(struct roll *, roll_free)

/* One line without its end; `held` as in fleet_line_parse(). */
void roll_take(struct roll *r, const char *data, size_t len, struct buffer *held);

enum roll_added { ROLL_ADDED, ROLL_TWICE, ROLL_FULL };
/* Expects the screen. Before the first line, so that what a log holds takes nobody's room. */
enum roll_added roll_expect(struct roll *r, const char *id, const char *note);
/* NULL: neither expected nor seen. */
const struct roll_screen *roll_find(const struct roll *r, const char *id);
const char *roll_note(const struct roll *r, const struct roll_screen *s);
