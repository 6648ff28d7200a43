/* Counts what the thread of a test asks of malloc. Not under a sanitizer, which has a malloc of its
 * own: tests that count skip themselves there. Include it in one file of a program. */
#pragma once

#include <malloc.h>
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

#if defined(__SANITIZE_ADDRESS__)
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

void *malloc(size_t size)
{
    return allocations_note(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return allocations_note(__libc_calloc(count, size));
}

void *realloc(void *p, size_t size)
{
    allocations.held -= (ptrdiff_t)malloc_usable_size(p);
    return allocations_note(__libc_realloc(p, size));
}

void free(void *p)
{
    allocations.held -= (ptrdiff_t)malloc_usable_size(p);
    __libc_free(p);
}
#endif
