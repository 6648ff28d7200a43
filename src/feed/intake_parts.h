/* What the files of the intake share. Private to src/feed. */
#pragma once

#include "feed/intake.h"
#include "feed/intake_number.h"
#include "feed/intake_words.h"
#include "feed/tally.h"

/* Where a document comes from. */
struct origin {
    uint64_t number; /* as intake_number_key() makes it */
    uint32_t row;    /* 0: it was withdrawn */
    int label;       /* which of the unknown types it is called by, or -1 */
};

struct intake {
    const struct reading *reading;
    struct intake_report *report;
    struct privacy_stage stage;
    struct snapshot_builder *builder;
    struct intake_memo statuses, types;
    struct intake_tallied unknown_statuses, unknown_types, unknown_areas;
    struct intake_tallied
        places[MAP_ROUTE - MAP_AREA + 1]; /* of the first rows: areas, villages, routes */
    struct tally ends;                    /* of numbers, as they are shown in the first rows */
    struct tally alike;                   /* how many rows have nothing to be told apart by */
    struct tally unready;  /* of ids: the last day on which a row says that it is not ready */
    struct buffer origins; /* struct origin of each document in the builder */
    struct intake_numbers numbers;
    struct buffer number; /* as it is shown */
    struct buffer identity;
};

/* ---- which document a row is about (intake_identity.c) */

/* Whether an id tells rows apart: a spreadsheet's 3.27E+15 is the same for thousands. */
bool intake_is_id(const char *text);
/* The row's name across lists, into `id`, which is returned: a hash of its id
 * (and, `with_number`, of its number); without an id of its number; without
 * either of what else it holds. */
const char *intake_identify(struct intake *i, const struct intake_row *row, int32_t day,
                            bool with_number, char id[PRIVACY_ID_SIZE]);
/* Of the registration number; 0: there is none. */
uint64_t intake_number_key(const struct intake *i, const struct intake_row *row);
/* The document of the list that the row is about, or DOCUMENT_NONE, and its id. `*ret_shared`:
 * its id is another document's, too, so that the number tells them apart. */
uint32_t intake_find_document(struct intake *i, const struct intake_row *row, int32_t day,
                              char id[PRIVACY_ID_SIZE], bool *ret_shared);
/* The last day on which a row of this id said that it is not ready, or
 * DAY_UNKNOWN; and noting one. */
int32_t intake_unready_day(struct intake *i, const struct intake_row *row);
void intake_note_unready(struct intake *i, const struct intake_row *row, int32_t day);
