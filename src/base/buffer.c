#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>

/* Where a secret moves, nothing of it stays behind; realloc would leave it. */
static void grow(struct buffer *b, size_t capacity)
{
    if (b->secret && b->data) {
        char *data = xmalloc(capacity);
        memcpy(data, b->data, b->len + 1);
        explicit_bzero(b->data, b->capacity);
        free(b->data);
        b->data = data;
    } else {
        b->data = xrealloc(b->data, capacity);
    }
    b->capacity = capacity;
}

static bool reserve(struct buffer *b, size_t more)
{
    size_t limit = b->limit ? b->limit : SIZE_MAX / 2;
    if (more > limit || b->len > limit - more)
        return false;
    size_t need = b->len + more + 1;
    if (need > b->capacity) {
        size_t grown = b->capacity + b->capacity / 2;
        grow(b, MAX(MAX(need, MIN(grown, limit + 1)), 64));
    }
    return true;
}

bool buffer_append(struct buffer *b, const void *data, size_t len)
{
    if (!reserve(b, len))
        return false;
    if (len)
        memcpy(b->data + b->len, data, len);
    b->len += len;
    b->data[b->len] = '\0';
    return true;
}

bool buffer_addf(struct buffer *b, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    bool ok = n >= 0 && reserve(b, (size_t)n);
    if (ok) {
        vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
    va_end(args);
    return ok;
}

const char *buffer_text(const struct buffer *b)
{
    return b->data ? b->data : "";
}

void buffer_clear(struct buffer *b)
{
    if (b->secret && b->data)
        explicit_bzero(b->data, b->len);
    b->len = 0;
    if (b->data)
        b->data[0] = '\0';
}

void buffer_release(struct buffer *b)
{
    if (b->secret && b->data)
        explicit_bzero(b->data, b->capacity);
    free(b->data);
    b->data = NULL;
    b->len = b->capacity = 0;
}
