/* What a [map] key says: where a member comes from in a source's row.
 *
 *     name = /pemohon/nama                     a JSON Pointer (RFC 6901) into the row
 *     name = Nama Depan + Nama Belakang        columns of a sheet, joined by a blank; empty ones drop out
 *     done = /selesai_at | /updated_at         the first that is not empty
 *     status = /status | "SELESAI"             a text of its own, in quotes
 *     number = #3                              the sheet's third column
 *
 * ' + ' and ' | ' are parted by blanks, so they may stand in a column's name without. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"

enum expression_kind { EXPRESSION_POINTERS, EXPRESSION_COLUMNS };

struct expression;

/* NULL with a sentence that says what is wrong and what is allowed; "" is an
 * expression that is always empty. */
struct expression *expression_new(const char *text, enum expression_kind kind, struct error *err);
void expression_free(struct expression *e);
DEFINE_CLEANUP(struct expression *, expression_free)

/* ---- its parts: the pointers or columns that it names, without repetition */

size_t expression_count(const struct expression *e);
/* A pointer ("/pemohon/nama"), or a column's name as it was written, or "#3". */
const char *expression_part(const struct expression *e, size_t index);

/* The column that a part names by its place: 3 for "#3"; 0 when it is a name, negative when no
 * column can have that number. */
int expression_column(const char *part);

/* Whether it ends in a text of its own, so that it is never empty. */
bool expression_has_default(const struct expression *e);

/* Gives the text of a part for the row that is being read; NULL or "" where it has none. */
typedef const char *expression_lookup(void *ctx, size_t part);
/* Appends the member's text: of the alternatives the first of which some part is not
 * empty. A text in quotes that is joined to parts does not stand without them. false when
 * `out` reaches its limit. */
bool expression_eval(const struct expression *e, expression_lookup *lookup, void *ctx,
                     struct buffer *out);
