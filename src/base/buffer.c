#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>

/* A secret of that size is memory of its own from the system: it grows without a copy beside it, and
 * what is given back is given to nobody as it was. */
#define MAPPED_FROM ((size_t)256 << 10)

static bool is_mapped(const struct buffer *b)
{
    return b->secret && b->capacity >= MAPPED_FROM;
}

/* Where a secret moves, nothing of it stays behind; realloc would leave it. */
static void grow(struct buffer *b, size_t capacity)
{
    bool to_map = b->secret && capacity >= MAPPED_FROM;
    if (is_mapped(b)) {
        b->data = xmremap(b->data, b->capacity, capacity);
    } else if (b->secret && (b->data || to_map)) {
        char *data = to_map ? xmmap(capacity) : xmalloc(capacity);
        if (b->data) {
            memcpy(data, b->data, b->len + 1);
            explicit_bzero(b->data, b->capacity);
            free(b->data);
        }
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
        /* Never more than the limit and its NUL: buffer_append asks for no more than there is. */
        grow(b, MIN(MAX(MAX(need, grown), 64), limit + 1));
    }
    return true;
}

bool buffer_append(struct buffer *b, const void *data, size_t len)
{
    bool room = b->capacity - b->len > len;
    if (!room && !reserve(b, len))
        return false;
    if (len)
        memcpy(b->data + b->len, data, len);
    b->len += len;
    b->data[b->len] = '\0';
    return true;
}

char *buffer_room(struct buffer *b, size_t more)
{
    if (!reserve(b, more))
        return NULL;
    b->data[b->len] = '\0';
    return b->data + b->len;
}

void buffer_wrote(struct buffer *b, size_t len)
{
    b->len += len;
    b->data[b->len] = '\0';
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
    if (is_mapped(b)) {
        munmap(b->data, b->capacity);
    } else {
        if (b->secret && b->data)
            explicit_bzero(b->data, b->capacity);
        free(b->data);
    }
    b->data = NULL;
    b->len = b->capacity = 0;
}
