/* The last good list on disk, with what its source is to be asked next time. One thread at a time.
 *
 * DIR/list.json is a line with a checksum, a line with the validators, and the list as a feed of our own
 * (feed_write): never the answer's bytes, so what was not mapped or was blotted out is not kept. Times
 * of mere confirmations are the file's modification time, set now and then: an SD card wears. */
#pragma once

#include "base/error.h"
#include "base/hash.h"
#include "model/snapshot.h"
#include "net/transport.h"

struct cache;

struct cache_entry {
    struct snapshot *snapshot; /* owned by whoever has the entry; NULL: nothing kept */
    char etag[TRANSPORT_VALIDATOR_MAX];
    char last_modified[TRANSPORT_VALIDATOR_MAX];
    int64_t checked_s; /* when the source last said that this is what it has; wall clock */
};

/* `dir` "" keeps nothing; a folder that is missing is made. `url` is the source: another one's list is
 * not taken. Logs once what prevents keeping; never fails. */
struct cache *cache_open(const char *dir, const char *url);
void cache_close(struct cache *c);
DEFINE_CLEANUP(struct cache *, cache_close)

/* Reads what is kept. A file that is cut, damaged or of another version is set aside as list.json.bad,
 * said in the log, and not trusted. A time in the future of `now_s` is taken as now. */
void cache_load(struct cache *c, int64_t now_s, struct cache_entry *ret);
/* Replaces it; logs a failure once until it works again. */
void cache_store(struct cache *c, const struct cache_entry *entry);
/* The source has confirmed the list: notes the time, at most every ten minutes. */
void cache_confirm(struct cache *c, int64_t now_s);

/* The key under which ids that look like a NIK are hashed: made once and kept beside the list. */
const uint8_t *cache_id_key(const struct cache *c);
