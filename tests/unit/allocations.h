/* Counts what the thread of a test asks of malloc, and lets it fail. Not under a sanitizer, which has
 * a malloc of its own: tests that count skip themselves there. Include it in one file of a program. */
#pragma once

#include <errno.h>
#include <malloc.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct allocations {
    size_t calls;         /* of malloc, calloc and realloc */
    ptrdiff_t held, most; /* bytes that were not freed, now and at most */
};
static _Thread_local struct allocations allocations;

static inline void allocations_forget(void)
{
    allocations = (struct allocations){ .calls = 0 };
}

/* 1: the next one fails; 2: the one after it; 0: none does (any more). */
static _Thread_local size_t allocation_to_fail __attribute__((unused));

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ALLOCATIONS_COUNTED 0
#else
#define ALLOCATIONS_COUNTED 1

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *p, size_t size);
void __libc_free(void *p);

static inline void *allocations_note(void *p)
{
    allocations.calls++;
    allocations.held += (ptrdiff_t)malloc_usable_size(p);
    if (allocations.held > allocations.most)
        allocations.most = allocations.held;
    return p;
}

static inline bool allocation_fails(void)
{
    if (!allocation_to_fail || --allocation_to_fail)
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return allocation_fails() ? NULL : allocations_note(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return allocation_fails() ? NULL : allocations_note(__libc_calloc(count, size));
}

void *realloc(void *p, size_t size)
{
    if (allocation_fails())
        return NULL;
    allocations.held -= (ptrdiff_t)malloc_usable_size(p);
    return allocations_note(__libc_realloc(p, size));
}

void free(void *p)
{
    allocations.held -= (ptrdiff_t)malloc_usable_size(p);
    __libc_free(p);
}
#endif
