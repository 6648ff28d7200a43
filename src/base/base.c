#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>

static void *not_null(void *p, size_t size)
{
    if (!p && size) {
        fprintf(stderr, "<2>siapambil: out of memory (%zu bytes asked for)\n", size);
        abort();
    }
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
