/* Any bytes as what a server has packed: what comes out is bounded, and neither that nor the sentence
 * depends on the pieces in which the bytes come. */
#include <stdio.h>

#include "net/unpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LIMIT ((size_t)1 << 16)

static void must(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

static bool unpack(const char *encodings, const uint8_t *data, size_t size, size_t piece,
                   struct buffer *out, struct error *err)
{
    CLEANUP(unpack_free) struct unpack *u = unpack_new(encodings, out, err);
    bool ok = u != NULL;
    for (size_t at = 0; ok && at < size; at += piece)
        ok = unpack_feed(u, data + at, MIN(piece, size - at), err);
    ok = ok && unpack_end(u, err);
    must(ok == !*err->text, "either all of it or a sentence");
    must(out->len <= LIMIT, "what comes out is bounded");
    return ok;
}

/* The first byte chooses what the server says of them, and the pieces. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const encodings[] = {
        "gzip", "br", "deflate", "gzip, gzip", "br, gzip", ""
    };
    if (!size)
        return 0;
    const char *said = encodings[data[0] % COUNT(encodings)];
    CLEANUP_BUFFER struct buffer whole = BUFFER_INIT(LIMIT), pieces = BUFFER_INIT(LIMIT);
    struct error err = { "" }, again = { "" };
    bool ok = unpack(said, data + 1, size - 1, size, &whole, &err);
    must(ok == unpack(said, data + 1, size - 1, 1 + data[0] / COUNT(encodings), &pieces, &again),
         "pieces make no difference");
    /* Of two layers that are both damaged, either may be the first to say so; what is damaged and too
     * long is one or the other first. */
    must(strcmp(err.text, again.text) == 0 || strchr(said, ',') ||
             strstr(err.text, "longer than") || strstr(again.text, "longer than"),
         "nor to the sentence");
    must(!ok || (whole.len == pieces.len &&
                 memcmp(buffer_text(&whole), buffer_text(&pieces), whole.len) == 0),
         "nor to what comes out");
    return 0;
}
