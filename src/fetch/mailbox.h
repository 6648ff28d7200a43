/* The one hand-over between the fetcher's thread and the main thread. Ownership of the snapshot
 * moves: one writer, one reader, no reference counts. The mutex guards one slot. */
#pragma once

#include "model/snapshot.h"

/* What the main thread learns of a pull that went well. A failed one delivers nothing: the screen
 * sees by the age of the last delivery. */
struct delivery {
    struct snapshot *snapshot; /* a new list, or NULL: the last one is still right */
    int64_t checked_wall_s;    /* when the source said so, by both clocks of clock.h */
    int64_t checked_boot_s;
    /* From disk: no clock that does not jump ran when it was checked. checked_boot_s is not set,
     * and checked_wall_s is what was noted then: 0 when not known, and perhaps in the future. */
    bool kept;
};

struct mailbox;

/* The reader looks at every turn of its loop, so nobody needs to be woken. */
struct mailbox *mailbox_new(void);
/* Frees what nobody took, too. */
void mailbox_free(struct mailbox *m);
DEFINE_CLEANUP(struct mailbox *, mailbox_free)

/* Takes ownership of the snapshot. A delivery that was not taken yet is merged into this one: the
 * newer list stays, the newer time stays. Never blocks for longer than a pointer swap. */
void mailbox_put(struct mailbox *m, struct delivery d);
/* false when there is nothing new. The caller owns ret->snapshot. */
bool mailbox_take(struct mailbox *m, struct delivery *ret);
