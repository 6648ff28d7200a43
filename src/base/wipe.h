/* Memory that is given back without what stood in it: names, tokens and keys must not be found in what the
 * program holds later. For libraries that can be told how to allocate; struct buffer does it by itself. */
#pragma once

#include <stddef.h>

/* free(), after wiping all of the block. */
void wipe_free(void *p);
/* realloc(), which wipes the old block where it moves, and what is cut off. NULL when there is no memory;
 * the old block is then as it was. */
void *wipe_realloc(void *p, size_t size);
