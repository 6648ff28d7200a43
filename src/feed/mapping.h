/* What [map] takes out of a row, whatever the row is written in. The readers of JSON and of
 * sheets say which text each part has in the row; the members are made of those here. Nothing
 * else of a row is ever copied. Private to src/feed. */
#pragma once

#include "feed/intake.h"
#include "feed/json.h"

#define MAPPING_NAMES 20 /* told at most */

struct mapping {
    const struct reading *reading;
    struct intake_report *report;
    struct intake *intake; /* owned, as all that follows */

    /* The pointers or columns of all members, without repetition. */
    size_t count;
    const char **parts;
    bool *found; /* whether it is in some row, or among the columns of a sheet */
    /* The names that there are, for who has to mend a mapping; "" while nobody has to. */
    struct buffer names;
    int name_count, keys_listed;

    /* --- the row that is being read */
    uint32_t *texts; /* of each part, where its text begins in `pool`; 0: it has none */
    struct buffer pool;
    bool not_text, too_long;
    uint32_t swallowed; /* other rows in it */

    /* --- private */
    uint16_t *of[MAP_MEMBERS]; /* what number each part of a member's expression has */
    struct buffer members[MAP_MEMBERS];
    enum map_member current;
};

void mapping_init(struct mapping *m, const struct reading *r, struct intake_report *report);
void mapping_release(struct mapping *m);

/* ---- a row: start, set the parts that it has, take */

void mapping_start(struct mapping *m);
/* Line breaks and tabs in a text are blanks; what stands for nothing ("-", "#N/A") is none. */
void mapping_set(struct mapping *m, size_t part, const char *text, size_t len);
/* Whether some part has a text. */
bool mapping_has_text(const struct mapping *m);
/* Hands the row on. `number` is told to people, from 1; `blank`: nothing stands in it. false with a
 * sentence when a limit of the whole is passed. */
bool mapping_take(struct mapping *m, uint32_t number, bool blank, struct error *err);

/* ---- after the last row */

/* Adds to `names`: at most MAPPING_NAMES, none that may hold data: digits,
 * more than 40 characters. */
void mapping_add_name(struct mapping *m, const char *name);
/* A member that the board needs and of which no part is anywhere is a wrong mapping. */
bool mapping_needs_names(const struct mapping *m);
bool mapping_check(struct mapping *m, struct error *err);

/* ---- where the rows of JSON are */

/* Moves to the array of rows (NULL: all of it) of a text that json_skip has checked; null is an
 * empty one. What was in a string is in `held`. The sentence says where there are arrays, or
 * that an answer without rows says of itself that it failed. */
bool json_source_find_rows(const struct json_pointer *rows, struct json_text whole,
                           struct buffer *held, struct json_text *ret, struct error *err);
/* Whether `whole` says so ("success": false, "code": 401), and `rows` are
 * none. Private to the above. */
bool json_source_failed(struct json_text whole, struct json_text rows, struct error *err);
