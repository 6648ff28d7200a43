/* How the answers of one source become a list: what the configuration says of it, made
 * ready once. A reading is immutable while it is in use, and belongs to one thread at
 * a time (routes remember). */
#pragma once

#include "feed/date_text.h"
#include "feed/encoding.h"
#include "feed/expression.h"
#include "feed/feed.h"
#include "policy/routes.h"

enum source_format { SOURCE_NATIVE, SOURCE_JSON, SOURCE_CSV };

/* The members that [map] names. */
enum map_member {
    MAP_ID,
    MAP_NAME,
    MAP_NUMBER,
    MAP_TYPE,
    MAP_STATUS,
    MAP_DONE,
    MAP_AREA,    /* kecamatan */
    MAP_VILLAGE, /* kelurahan or desa */
    MAP_ROUTE,   /* the source's word for [route] */
    MAP_PRIVATE, /* true, 1, ya, yes: number only */
    MAP_MEMBERS,
};
extern const char *const map_member_names[MAP_MEMBERS]; /* "id", "name", … as in [map] */

/* Of a place that the configuration names. */
struct reading_place {
    const char *id, *name, *kind, *counter, *address;
    const struct opening *openings; /* hours_parse has read them */
    size_t opening_count;
};

/* A thing to bring, of a type or BRING_ANY. */
struct reading_bring {
    int8_t type;
    const char *text;
};

struct reading {
    enum source_format format;
    struct expression
        *map[MAP_MEMBERS];     /* owned; NULL: not mapped. Not of SOURCE_NATIVE, nor the rest */
    struct json_pointer *rows; /* owned: where the array is; NULL: all of it */
    int number_length;         /* characters of a number that are shown: its last */
    enum date_order dates;
    int utc_offset_s; /* the office's */
    /* CSV */
    enum encoding encoding;
    char separator;       /* ',' ';' '\t' '|', or NUL: found out */
    int header_row;       /* from 1; 0: found out */
    bool header_is_first; /* a program wrote it: the first row is the header, whatever it says */
    /* The office's tables, shared by its sources and borrowed. */
    const struct word_table *statuses, *types;
    const struct areas *areas;
    struct routes *routes; /* their places are indexes into `places` */
    const struct reading_place *places;
    size_t place_count;
    const struct reading_bring *bring;
    size_t bring_count;
    const struct privacy *privacy;
    enum snapshot_order order;
    bool one_of_several; /* the list says of which documents it knows that they are not ready */
};

void reading_release(struct reading *r); /* what it owns */

/* ---- what came of reading, for the log, the status and --explain */

/* Why a row of a mapped source was left out: one reason a row, the first that holds. */
enum intake_reason {
    INTAKE_TOO_LONG,  /* it, or a text in it, is longer than the limit */
    INTAKE_NOT_TEXT,  /* a control character, or a value that is no text, number or truth */
    INTAKE_SWALLOWED, /* a quote that is missing has made one cell of several rows: all of them */
    INTAKE_BLANK,     /* nothing stands in it (a sheet's empty line); not counted as left out */
    INTAKE_NO_STATUS, /* the status is empty */
    INTAKE_UNKNOWN_STATUS,  /* it is in no [status] table */
    INTAKE_HIDDEN,          /* the table says hidden; counted, but as it should be */
    INTAKE_NOTHING_TO_SHOW, /* neither a name nor a number */
    INTAKE_NAME_PRIVATE,    /* the name may not be shown, and there is no number */
    INTAKE_NO_ROUTE,        /* no rule of [route] says where it waits */
    INTAKE_OLDER_COPY,      /* the same id is there with a later day, or was there before */
    INTAKE_REASONS,
};
/* For people: "their status is in no table". */
extern const char *const intake_reason_texts[INTAKE_REASONS];
/* For programs: "no-status". */
extern const char *const intake_reason_names[INTAKE_REASONS];

#define INTAKE_NUMBERS  8  /* rows that are told by their number, a reason */
#define INTAKE_WORDS    32 /* words that no table knows */
#define INTAKE_EXAMPLES 3

struct intake_report {
    uint32_t rows; /* rows that the source has; blank ones do not count */
    uint32_t shown;
    uint32_t reasons[INTAKE_REASONS];
    /* The first rows of each reason, from 1: the line of a sheet as its program shows it,
     * or the place in the array. */
    uint32_t numbers[INTAKE_REASONS][INTAKE_NUMBERS];
    uint32_t dates_not_understood; /* rows shown without their day */
    uint32_t first_bad_date;       /* the number of the first, from 1 */
    uint32_t
        ids_shared; /* rows with the id of another document, but a number of their own: shown */
    uint32_t types_not_known;  /* rows shown as "other" */
    uint32_t numbers_of_words; /* numbers that are words without a digit, and so are not shown */
    uint32_t blotted, masked;  /* as in privacy.h */
    /* Words that no table knows, and areas that no rule of [route] knows, the commonest first
     * once reading is over. Those that may be told (feed/told.h); of the others, whose `word` is
     * "", only where the first of them stands. */
    struct intake_words {
        struct intake_word {
            char word[64];
            uint32_t count, first_row; /* from 1 */
            bool own;                  /* the configuration has it, so that it may be told */
        } words[INTAKE_WORDS], untold[INTAKE_NUMBERS];
        uint32_t count, untold_count;
        uint32_t
            rows_not_told; /* of all words that are not told, also where `untold` has no room */
    } statuses, types, areas;
    uint32_t no_area; /* rows without a place that have no area either */
    /* Of each member: in how many rows it was not empty, and what of the first became what, as
     * it may be shown: "BUDI S••••••", "ktp-el", "2026-11-20", "mpp". */
    struct intake_member {
        bool nowhere; /* what [map] names is in no row, or no column: the mapping may be wrong */
        uint32_t filled;
        uint32_t
            different; /* of areas and routes: words among the first rows, INTAKE_WORDS + 1 at most */
        char became[INTAKE_EXAMPLES][96];
        uint32_t examples;
    } members[MAP_MEMBERS];
    struct intake_member place; /* where rows were routed to; filled: how many were */
    /* How many numbers are shown in the first rows, and how many different ones. */
    uint32_t numbers_shown, numbers_different;
    /* Of a sheet. */
    enum encoding encoding;
    char separator;
    uint32_t header_line; /* from 1; 0: none */
    uint32_t columns;
    char column_twice[64]; /* a mapped column of which there are two (the first is read), or "" */
    size_t bytes;          /* of all pages, as received */
    /* Refused since it ends too early: within a row, a quote, a character or JSON, with bytes that
     * are NUL, or before it has begun. Then it is still being written, or was cut. */
    bool unfinished;
    /* Of a native feed. */
    struct feed_report feed;
};

/* Rows that were not understood: left out, or shown without their day. Hidden rows, blank lines
 * and older copies are as they should be. */
uint32_t intake_not_understood(const struct intake_report *r);

/* Reads the pages of one pull, in their order, into one list. `pages` as received; `issued` is
 * when, in seconds since the epoch (0: not known), for a list that does not say so itself. The
 * list of a mapped source has serial 0. `ret_report` is filled on success and on failure.
 * Refused with a sentence that begins with "it" (a page after the first with "page 3: it"),
 * holds nothing of a row, and says what to change: HTML, an empty body, another character set,
 * JSON that is not JSON or ends too early, a pointer or column that is nowhere (and those that
 * are), a limit passed, and which. */
struct reading_page {
    const char *data;
    size_t len;
};
bool reading_parse(const struct reading *r, const struct reading_page *pages, size_t count,
                   int64_t issued, struct snapshot **ret, struct intake_report *ret_report,
                   struct error *err);

/* ---- the ways to read a page's rows, which reading_parse chooses from. Private to src/feed. */

struct mapping; /* mapping.h */
bool json_source_read(struct mapping *m, const char *data, size_t len, struct error *err);
bool csv_source_read(struct mapping *m, const char *data, size_t len, struct error *err);
