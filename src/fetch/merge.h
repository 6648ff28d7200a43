/* Several lists -> one. Private to src/fetch and src/publish. */
#pragma once

#include "base/error.h"
#include "model/snapshot.h"

/* The lists in their order: their places, each id once (the first says what it is); their
 * notices and things to bring, each once; their documents, of which the same id is taken once:
 * the one that was finished later, else the first, and none where a list says that it was not
 * ready, or no more, on a later day. `*ret_copies` counts the others. The same id with another
 * number is another document, and gets an id of its own. Serial, publisher, region and link are
 * of the first list that has them; `issued` and `expires` are the earliest. The caller owns the
 * result. NULL with a sentence where they have more rows or places together than one feed may
 * have; of notices, the first stay. */
struct snapshot *merge_lists(const struct snapshot *const *lists, size_t count,
                             enum snapshot_order order, uint32_t *ret_copies, struct error *err);
