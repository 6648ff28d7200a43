/* What a server has packed for the way (Content-Encoding), undone as it comes, and whether all of
 * it came: libcurl, which would undo it too, takes a body that ends before its packing does for
 * the whole, and a sheet that ends with a row shows nothing of it.
 *
 * Only gzip is asked for. zlib's "deflate" and "br" are undone all the same, since some servers
 * send what they have; so are several of these over each other, as libcurl would. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"

#define UNPACK_LAYERS 5

struct unpack;

/* `encodings` as in Content-Encoding, several with commas between them; "" or identity: as it is.
 * What comes out is appended to `out`, which outlives this and whose limit holds for every layer:
 * one that grows within another would cost time, if not memory. NULL with a sentence. */
struct unpack *unpack_new(const char *encodings, struct buffer *out, struct error *err);
/* The next bytes, as many as there are. After false nothing more may be fed. */
bool unpack_feed(struct unpack *u, const void *data, size_t len, struct error *err);
/* No more come: false where the packing has not ended, too. Nothing fed is the end of nothing.
 *
 * Members of gzip may follow each other (RFC 1952, section 2.2): bytes that are cut between two of
 * them look whole, which no reader can tell. Anything else behind the end is an error. gzip(1)
 * overlooks it, for tapes that are read in blocks; an answer has no such blocks, so somebody has put
 * there what nobody has checked. */
bool unpack_end(const struct unpack *u, struct error *err);
void unpack_free(struct unpack *u);
DEFINE_CLEANUP(struct unpack *, unpack_free)

/* More than UNPACK_LAYERS. Returns false. */
bool unpack_error_layers(struct error *err);
