/* Every allocation of the process, by whichever library and on whichever thread. Not under a
 * sanitizer, which has a malloc of its own: tests that count skip themselves there. Include it in
 * one file of a program; allocations.h counts those of one thread instead. */
#pragma once

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

static struct {
    atomic_long calls;        /* so far: of malloc and its like */
    atomic_long blocks, held; /* that have not been freed, and their bytes */
} process_memory;

#if defined(__SANITIZE_ADDRESS__)
#define PROCESS_MEMORY_COUNTED 0
#else
#define PROCESS_MEMORY_COUNTED 1

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static void *process_memory_note(void *block)
{
    process_memory.calls++;
    process_memory.blocks += block != NULL;
    process_memory.held += (long)malloc_usable_size(block);
    return block;
}

static void process_memory_forget(void *block)
{
    process_memory.blocks -= block != NULL;
    process_memory.held -= (long)malloc_usable_size(block);
}

void *malloc(size_t size)
{
    return process_memory_note(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return process_memory_note(__libc_calloc(count, size));
}

void *realloc(void *old, size_t size)
{
    process_memory_forget(old);
    return process_memory_note(__libc_realloc(old, size));
}

void free(void *old)
{
    process_memory_forget(old);
    __libc_free(old);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return process_memory_note(__libc_memalign(alignment, size));
}

int posix_memalign(void **ret, size_t alignment, size_t size)
{
    *ret = process_memory_note(__libc_memalign(alignment, size));
    return *ret ? 0 : ENOMEM;
}
#endif
