/* How Indonesian readers look for a name in a list: a pure function. */
#pragma once

#include "base/buffer.h"

/* Appends what `name` (valid UTF-8) is sorted by, as bytes to compare:
 *
 *   - case aside;
 *   - without titles before it ("H.", "Hj.", "Prof. Dr. Ir.") and without what follows a comma ("S.H.,
 *     M.H."), unless nothing would be left;
 *   - apostrophes aside ("MA'RUF" is "MARUF"); any other punctuation parts words, as a blank does;
 *   - what is masked is one mark, however many dots stand for it ("BUDI S••" is "BUDI S•••••").
 *
 * A name is before one that goes on ("ADI", "ADI PUTRA", "ADIL"). */
void sort_name(const char *name, struct buffer *out);
