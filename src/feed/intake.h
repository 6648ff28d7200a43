/* A mapped row -> a document: status, type, day, place, and what may be kept of it.
 * Private to src/feed. The one place where rows of mapped sources become documents,
 * whatever they were written in. */
#pragma once

#include "feed/reading.h"

struct intake;

struct intake *intake_new(const struct reading *r, struct intake_report *report);
void intake_free(struct intake *i);
DEFINE_CLEANUP(struct intake *, intake_free)

struct intake_row {
    uint32_t number;                  /* for people, from 1 */
    const char *members[MAP_MEMBERS]; /* valid UTF-8, never NULL; "" where the row has none */
    bool blank, not_text, too_long;   /* what the reader of the row found */
    uint32_t swallowed;               /* rows that a cell of it holds, since a quote is missing */
};
/* Takes the row, or counts why not. false with a sentence only when there are more than
 * FEED_MAX_DOCUMENTS. */
bool intake_row(struct intake *i, const struct intake_row *row, struct error *err);

/* All rows have been taken, or reading stopped: the report's counts are final. */
void intake_close(struct intake *i);
/* The list. Refused with a sentence when more than half of the rows are broken (too long, no
 * text, without a status, with nothing to show), or not one has a status that the table knows:
 * then it is another list than the configuration thinks. That most rows are not finished yet, or
 * wait elsewhere, is no reason. */
bool intake_finish(struct intake *i, int64_t issued, struct snapshot **ret, struct error *err);
