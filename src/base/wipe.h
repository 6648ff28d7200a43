/* Memory that is given back without what stood in it: names, tokens and keys must not be found
 * in what the program holds later. For libraries that can be told how to allocate; struct
 * buffer does it by itself. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* free(), after wiping all of the block. */
void wipe_free(void *p);
/* xrealloc(), which wipes the old block where it moves, and what is cut off. */
void *wipe_realloc(void *p, size_t size);

/* While it is on, all blocks that anybody frees are written over: for a library that cannot be told.
 * Not those of up to a kilobyte, of which glibc keeps some at hand as they are. */
void wipe_all_freed(bool on);

static inline void wipe_pointer(void *p)
{
    wipe_free(*(void **)p);
}
/* CLEANUP_FREE of a secret. */
#define CLEANUP_WIPE __attribute__((cleanup(wipe_pointer)))
