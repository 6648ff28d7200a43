#include "base/memory.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* What a board of 1920x1080 with its fonts has taken of the heap by its first frame. */
#define START (8 * 1024 * 1024)

#define USUAL (128 * 1024) /* glibc's own, of both */

/* What may lie free at the heap's end. A picture is drawn with some 700 kB that are gone again before the next one:
 * given back each time, they came back page by page, and while another thread takes a list in, that took frames up to
 * ten milliseconds. */
#define SPARE (1024 * 1024)

/* glibc takes the largest block that was ever freed for what is usual: after the first list of
 * 14 MB all lists, and what they were read from, come from heaps that grow and seldom shrink; 31 of
 * 57 MB stayed so. Fixed, a large block is a mapping of its own. And there is no heap for
 * each thread: two, so that the one that draws seldom waits for the one that pulls. */
void memory_give_back(void)
{
    /* between what a frame needs anew and what a list of some size does */
    mallopt(M_MMAP_THRESHOLD, MEMORY_LARGE);
    mallopt(M_ARENA_MAX, 2);
}

/* A page that is found when it is first written costs the kernel, and a virtual machine's host, ten
 * times as much as one of many that are asked for together: a start wrote 5,900 of them, which was a
 * third of its time. */
void memory_begin(void)
{
    mallopt(M_TRIM_THRESHOLD, 2 * START);
    mallopt(M_TOP_PAD, START);
    void *block = malloc(MEMORY_LARGE / 2); /* more than is there: the heap grows, and by the pad */
    memory_populate(block, START);
    free(block);
    mallopt(M_TOP_PAD, USUAL);
}

void memory_settle(void)
{
    mallopt(M_TRIM_THRESHOLD, SPARE);
    malloc_trim(0);
}

void memory_populate(void *block, size_t size)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), begin = (uintptr_t)block, end = begin + size;
    begin = (begin + page - 1) / page * page;
    end = end / page * page;
    /* A kernel before 5.14 knows no such advice. */
    if (end > begin)
        madvise((char *)block + (begin - (uintptr_t)block), end - begin, MADV_POPULATE_WRITE);
}
