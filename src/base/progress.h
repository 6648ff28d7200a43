/* A line on the terminal for a person who waits: from the second second on, and gone at the end.
 * Nothing where standard error is no terminal. */
#pragma once

#include "base/base.h"

struct progress;

/* Starts a thread that writes the line, since what takes long may not come back to tell. */
struct progress *progress_new(void);
/* Takes the line away. */
void progress_free(struct progress *p);
DEFINE_CLEANUP(struct progress *, progress_free)
/* What is being done; a string that stays. `total` 0: not known. Any thread. */
void progress_tell(struct progress *p, const char *what, size_t done, size_t total);
