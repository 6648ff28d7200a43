#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>

void out_of_memory(size_t size)
{
    fprintf(stderr, "<2>siapambil: out of memory (%zu bytes asked for)\n", size);
    abort();
}

static void *not_null(void *p, size_t size)
{
    if (!p && size)
        out_of_memory(size);
    return p;
}

void *xmalloc(size_t size)
{
    return not_null(malloc(size), size);
}

void *xcalloc(size_t count, size_t size)
{
    return not_null(calloc(count, size), count && size ? size : 0);
}

void *xrealloc(void *p, size_t size)
{
    return not_null(realloc(p, size), size);
}

void *xmmap(size_t size)
{
    /* cppcheck-suppress invalidFunctionArg; -1 is what anonymous memory wants */
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        p = NULL;
    return not_null(p, size);
}

void *xmremap(void *p, size_t size, size_t wanted)
{
    void *ret = mremap(p, size, wanted, MREMAP_MAYMOVE);
    return not_null(ret == MAP_FAILED ? NULL : ret, wanted);
}

char *xstrdup(const char *s)
{
    size_t size = strlen(s) + 1;
    return memcpy(xmalloc(size), s, size);
}

char *xasprintf(const char *fmt, ...)
{
    char *s = NULL;
    va_list args;
    va_start(args, fmt);
    int n = vasprintf(&s, fmt, args);
    va_end(args);
    return not_null(n < 0 ? NULL : s, 1);
}
