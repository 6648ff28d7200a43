/* --explain: what a pull found, for the person who sets up a source. Tells only what the board
 * may show, names of columns, counts, and words of status and type (feed/told.h). */
#pragma once

#include "base/buffer.h"
#include "config/config.h"
#include "fetch/source.h"

/* Appends what came of one source: what was received, what each member became, what was left out
 * and why. `c` is its configuration (config_for_source). */
void explain_source(const struct config *c, const struct source *s, struct buffer *out);
/* Appends how many rows another source has newer, where there are some. */
void explain_copies(uint32_t copies, struct buffer *out);
/* Appends the board's first rows. */
void explain_list(const struct snapshot *list, struct buffer *out);
