/* A byte buffer that is born with a limit, because everything that fills one comes from outside. */
#pragma once

#include "base/base.h"

struct buffer {
    char *
        data; /* NUL-terminated once something was appended; NULL before; free() is not for a secret */
    size_t len; /* without the NUL */
    size_t capacity;
    size_t limit; /* len never passes it; 0: no limit, for what the program itself writes */
    bool secret;  /* what stood there is wiped wherever memory is given back or forgotten */
};

#define BUFFER_INIT(max)                                                                           \
    {                                                                                              \
        .limit = (max)                                                                             \
    }

/* For what came from a source and is not filtered yet, and for tokens and keys. */
#define BUFFER_SECRET(max)                                                                         \
    {                                                                                              \
        .limit = (max), .secret = true                                                             \
    }

/* false, and nothing appended, when that would pass the limit. */
bool buffer_append(struct buffer *b, const void *data, size_t len);
bool buffer_addf(struct buffer *b, const char *fmt, ...) PRINTF(2, 3);
/* Room for `more` bytes behind what is there, for who writes them in place and then says how many it
 * were; NULL when that would pass the limit. */
char *buffer_room(struct buffer *b, size_t more);
void buffer_wrote(struct buffer *b, size_t len);
/* "" instead of NULL for an empty buffer. */
const char *buffer_text(const struct buffer *b);
/* Forgets the content, keeps the memory and the limit. */
void buffer_clear(struct buffer *b);
/* Gives the memory back; the limit stays. */
void buffer_release(struct buffer *b);
#define CLEANUP_BUFFER __attribute__((cleanup(buffer_release)))
