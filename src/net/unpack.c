#include "net/unpack.h"

#include <brotli/decode.h>
#include <strings.h>
#include <zlib.h>

#include "base/wipe.h"

#define PIECE     16384 /* bytes that a layer hands on at a time */
#define SHOWN_MAX 32

enum kind { GZIP, DEFLATE, BROTLI };

struct layer {
    enum kind kind;
    z_stream z;
    BrotliDecoderState *brotli;
    bool begun; /* it was fed */
    bool ended;
    uint64_t taken; /* bytes */
    unsigned char out[PIECE];
};

struct unpack {
    struct buffer *out;
    uint64_t most; /* bytes that a layer takes */
    int count;
    struct layer *layers[UNPACK_LAYERS]; /* the one that was put on last is first */
};

static const struct {
    const char *name;
    enum kind kind;
} known[] = { { "gzip", GZIP }, { "x-gzip", GZIP }, { "deflate", DEFLATE }, { "br", BROTLI } };

static const char *name_of(const struct layer *l)
{
    return l->kind == GZIP ? "gzip" : l->kind == DEFLATE ? "deflate" : "br";
}

/* ---- sentences */

static bool not_known(const char *name, int len, struct error *err)
{
    return error_set(err, "the answer is packed as '%.*s'; allowed: gzip, or not at all", len,
                     name);
}

/* What was not asked for is best not sent. */
static bool damaged(const struct layer *l, const char *what, struct error *err)
{
    if (l->kind != GZIP)
        return not_known(name_of(l), SHOWN_MAX, err);
    return error_set(err, "the answer's gzip is damaged (%s)", what);
}

static bool too_long(const struct unpack *u, struct error *err)
{
    size_t limit = u->out->limit; /* of a list; of a signature */
    return limit >> 20
               ? error_set(err, "the answer is longer than the %zu MiB allowed", limit >> 20)
               : error_set(err, "the answer is longer than the %zu bytes allowed", limit);
}

bool unpack_error_layers(struct error *err)
{
    return error_set(err, "the answer is packed more than %d times over; allowed: gzip, once",
                     UNPACK_LAYERS);
}

/* ---- layers; what went through them is wiped with them */

static void *allocate_items(void *ctx, unsigned items, unsigned size)
{
    (void)ctx;
    return xcalloc(items, size);
}

static void *allocate(void *ctx, size_t size)
{
    (void)ctx;
    return xmalloc(size);
}

static void release(void *ctx, void *p)
{
    (void)ctx;
    wipe_free(p);
}

static struct layer *layer_new(enum kind kind)
{
    enum { GZIP_ONLY = 16 };
    struct layer *l = xcalloc(1, sizeof(*l));
    l->kind = kind;
    l->z.zalloc = allocate_items;
    l->z.zfree = release;
    if (kind == BROTLI)
        l->brotli = BrotliDecoderCreateInstance(allocate, release, NULL);
    else if (inflateInit2(&l->z, MAX_WBITS + (kind == GZIP ? GZIP_ONLY : 0)) != Z_OK)
        abort(); /* of another zlib than it was built for */
    return l;
}

static void layer_free(struct layer *l)
{
    if (l->brotli)
        BrotliDecoderDestroyInstance(l->brotli);
    else
        inflateEnd(&l->z);
    wipe_free(l);
}

/* ---- unpacking */

static bool hand_on(struct unpack *u, int to, const unsigned char *data, size_t len,
                    struct error *err);

/* Undoes some of *len bytes; what came out is in l->out. */
static bool inflate_some(struct layer *l, const unsigned char **data, size_t *len, size_t *ret_len,
                         struct error *err)
{
    l->z.next_in = (unsigned char *)(uintptr_t)*data; /* which zlib only reads */
    l->z.avail_in = (unsigned)MIN(*len, PIECE);
    l->z.next_out = l->out;
    l->z.avail_out = PIECE;
    int result = inflate(&l->z, Z_NO_FLUSH);
    l->ended = result == Z_STREAM_END;
    /* Z_BUF_ERROR: it waits for more, and had nothing left over. */
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
        return damaged(l, l->z.msg ? l->z.msg : zError(result), err);
    *len -= (size_t)(l->z.next_in - *data);
    *data = l->z.next_in;
    *ret_len = PIECE - l->z.avail_out;
    return true;
}

static bool unbrotli_some(struct layer *l, const unsigned char **data, size_t *len, size_t *ret_len,
                          struct error *err)
{
    unsigned char *out = l->out;
    size_t room = PIECE;
    BrotliDecoderResult result =
        BrotliDecoderDecompressStream(l->brotli, len, data, &room, &out, NULL);
    l->ended = result == BROTLI_DECODER_RESULT_SUCCESS;
    if (result == BROTLI_DECODER_RESULT_ERROR)
        return damaged(l, "", err);
    *ret_len = PIECE - room;
    return true;
}

/* Bytes behind the end: another member, or none of gzip's business. */
static bool begin_again(struct layer *l, unsigned char first, struct error *err)
{
    static const unsigned char MAGIC = 0x1F;
    if (l->kind != GZIP || first != MAGIC)
        return damaged(l, "bytes follow its end", err);
    inflateReset(&l->z);
    l->ended = false;
    return true;
}

static bool feed_layer(struct unpack *u, int at, const unsigned char *data, size_t len,
                       struct error *err)
{
    struct layer *l = u->layers[at];
    l->taken += len;
    if (l->taken > u->most)
        return too_long(u, err);
    size_t came = 0;
    /* A full piece may have left something behind in the library. */
    for (l->begun = true; len || (came == PIECE && !l->ended);) {
        if (l->ended && !begin_again(l, *data, err))
            return false;
        bool ok = l->kind == BROTLI ? unbrotli_some(l, &data, &len, &came, err)
                                    : inflate_some(l, &data, &len, &came, err);
        if (!ok || !hand_on(u, at + 1, l->out, came, err))
            return false;
    }
    return true;
}

static bool hand_on(struct unpack *u, int to, const unsigned char *data, size_t len,
                    struct error *err)
{
    if (!len)
        return true;
    if (to < u->count)
        return feed_layer(u, to, data, len, err);
    return buffer_append(u->out, data, len) || too_long(u, err);
}

bool unpack_feed(struct unpack *u, const void *data, size_t len, struct error *err)
{
    return hand_on(u, 0, data, len, err);
}

bool unpack_end(const struct unpack *u, struct error *err)
{
    for (int i = 0; i < u->count; i++) {
        const struct layer *l = u->layers[i];
        if (l->begun && !l->ended)
            return error_set(err,
                             "the answer's %s ends too early, though the answer does not: it was "
                             "cut before it was sent; see to the server, and what stands before "
                             "it",
                             name_of(l));
    }
    return true;
}

/* ---- which layers */

static bool add_layer(struct unpack *u, const char *name, size_t len, struct error *err)
{
    if (len == 0 || (len == 8 && strncasecmp(name, "identity", len) == 0))
        return true;
    for (size_t i = 0; i < COUNT(known); i++) {
        if (strlen(known[i].name) != len || strncasecmp(name, known[i].name, len) != 0)
            continue;
        if (u->count == UNPACK_LAYERS)
            return unpack_error_layers(err);
        memmove(u->layers + 1, u->layers, sizeof(*u->layers) * (size_t)u->count);
        u->layers[0] = layer_new(known[i].kind);
        u->count++;
        return true;
    }
    return not_known(name, (int)MIN(len, SHOWN_MAX), err);
}

struct unpack *unpack_new(const char *encodings, struct buffer *out, struct error *err)
{
    CLEANUP(unpack_free) struct unpack *u = xcalloc(1, sizeof(*u));
    u->out = out;
    /* What cannot be packed grows a little. */
    u->most = out->limit ? out->limit + out->limit / 1024 + 1024 : UINT64_MAX;
    for (const char *p = encodings; *p;) {
        p += strspn(p, ", \t");
        size_t len = strcspn(p, ", \t");
        if (!add_layer(u, p, len, err))
            return NULL;
        p += len;
    }
    struct unpack *ret = u;
    u = NULL;
    return ret;
}

void unpack_free(struct unpack *u)
{
    for (int i = 0; i < u->count; i++)
        layer_free(u->layers[i]);
    free(u);
}
