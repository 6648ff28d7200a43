#include "base/memory.h"

#include <malloc.h>

/* Between what a frame needs anew and what a list of some size does. */
#define LARGE (512 * 1024)

/* glibc takes the largest block that was ever freed for what is usual: after the first list of
 * 14 MB all lists, and what they were read from, come from heaps that grow and seldom shrink; 31 of
 * 57 MB stayed so. Fixed, a large block is a mapping of its own. And there is no heap for
 * each thread: two, so that the one that draws seldom waits for the one that pulls. */
void memory_give_back(void)
{
    mallopt(M_MMAP_THRESHOLD, LARGE);
    mallopt(M_ARENA_MAX, 2);
}
