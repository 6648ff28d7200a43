/* How the process holds its memory. */
#pragma once

#include <stddef.h>

/* A block from this size on is a mapping of its own: it leaves no hole between others. */
#define MEMORY_LARGE (512 * 1024)

/* Once in main, before anything is allocated: large blocks go back to the system when they are
 * freed. */
void memory_give_back(void);

/* Once, before much is allocated on the main thread: has the system find the memory of a usual
 * start at once instead of page by page, and keep it. memory_settle() then gives back what
 * was not needed, and ends that. */
void memory_begin(void);
void memory_settle(void);

/* The same for one block that is about to be written. Nothing that the caller must know can go
 * wrong: what is not found now is found when it is first written. */
void memory_populate(void *block, size_t size);
