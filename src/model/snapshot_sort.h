/* The order of a snapshot's rows. Private to src/model. */
#pragma once

#include "model/snapshot.h"

/* Copies `documents`, whose texts are in the pool `text`, to `out` in their order: by place, then as
 * `order` says, then by number; those that are equal stay as they stand. */
void snapshot_sort(const struct document *documents, uint32_t count, const char *text,
                   enum snapshot_order order, struct document *out);
