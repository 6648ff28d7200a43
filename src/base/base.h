/* What every file may use: sizes, allocation that cannot fail, clean-up on leaving a scope. */
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array)      (sizeof(array) / sizeof((array)[0]))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define MIN(a, b)         ((a) < (b) ? (a) : (b))
#define MAX(a, b)         ((a) > (b) ? (a) : (b))

/* Out of memory aborts with a line on stderr: every input is bounded, the supervisor starts the
 * program again, and the kept list repaints the screen. So nobody checks these for NULL. */
_Noreturn void out_of_memory(size_t size); /* for who asks elsewhere; so many bytes were wanted */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *p, size_t size);
char *xstrdup(const char *s);
/* Memory of its own from the system, all zero, for munmap(); and making it larger: it may move, but
 * is in no two places meanwhile. */
void *xmmap(size_t size);
void *xmremap(void *p, size_t size, size_t wanted);
char *xasprintf(const char *fmt, ...) PRINTF(1, 2);

/* CLEANUP(snapshot_free) struct snapshot *s = …; calls snapshot_free(s) when s leaves its scope.
 * The header that declares a destructor says DEFINE_CLEANUP(struct snapshot *, snapshot_free).
 * To hand ownership on: `*ret = s, s = NULL;`. */
#define DEFINE_CLEANUP(type, fn)                                                                   \
    static inline void fn##_cleanup(type *p)                                                       \
    {                                                                                              \
        if (*p)                                                                                    \
            fn(*p);                                                                                \
    }
#define CLEANUP(fn) __attribute__((cleanup(fn##_cleanup)))

/* For anything that free() releases. */
static inline void release_pointer(void *p)
{
    free(*(void **)p);
}
#define CLEANUP_FREE __attribute__((cleanup(release_pointer)))
