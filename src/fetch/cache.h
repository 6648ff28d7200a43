/* The last good list on disk, with what its source is to be asked next
 * time. One thread at a time.
 *
 * DIR/list.json is a line with a checksum, a line with the validators, and the list as a
 * feed of our own (feed_write): never the answer's bytes, so what was not mapped or was
 * blotted out is not kept. Times of mere confirmations are the file's modification time, set
 * now and then: an SD card wears. */
#pragma once

#include "base/error.h"
#include "base/hash.h"
#include "fetch/serials.h"
#include "model/snapshot.h"
#include "net/transport.h"
#include "policy/privacy.h"

#define CACHE_BODY_HASH_SIZE 17 /* with the NUL */
#define CACHE_SIGNERS_SIZE   280

struct cache;

/* What is kept beside the list. */
struct cache_entry {
    char etag[TRANSPORT_VALIDATOR_MAX];
    char last_modified[TRANSPORT_VALIDATOR_MAX];
    char body_hash[CACHE_BODY_HASH_SIZE]; /* of the answer that the list came in, or "" */
    char settings[CACHE_BODY_HASH_SIZE];  /* of what it was read by (fetcher.h) */
    /* The ids of the keys that signed it, parted by blanks, a source after the other; or "". */
    char signed_by[CACHE_SIGNERS_SIZE];
    /* When the source last said that this is what it has, by the wall
     * clock of then; 0: not known. */
    int64_t checked_s;
};

enum cache_mode {
    CACHE_KEEP,
    CACHE_READ_ONLY, /* for who only looks: nothing is stored, made or renamed */
};

/* `dir` "" keeps nothing; a folder that is missing is made. `source` is where the list comes
 * from, an address or several: another one's list is not taken, but that of some of them is,
 * since one may have been added. Logs once what prevents keeping; never fails. Of several
 * boards with one folder, one keeps its list there; the others read what they find, say so, and
 * take over when it has ended. */
struct cache *cache_open(const char *dir, const char *source, enum cache_mode mode);
void cache_close(struct cache *c);
DEFINE_CLEANUP(struct cache *, cache_close)

/* Reads what is kept, in the order that is wanted, and by the rules of today: they may have become
 * stricter since, and then what they leave of it is put in its place. The caller owns it. NULL when
 * nothing is. A file that is cut, damaged or of another
 * version is set aside as list.json.bad, said in the log, and not trusted. The time comes as it was
 * noted, even where it is in the future: it may be today's clock that is wrong. */
struct snapshot *cache_load(struct cache *c, const struct privacy *privacy,
                            enum snapshot_order order, struct cache_entry *ret);
/* Replaces it; logs a failure once until it works again. Makes a folder that is gone. A time before
 * CLOCK_PLAUSIBLE_S is noted as not known: so is it, on a board that woke up in 1970. */
void cache_store(struct cache *c, const struct snapshot *list, const struct cache_entry *entry);
/* The source has confirmed the list: notes the time, at most every ten minutes and at
 * cache_close, unless it is not plausible. false: that list does not lie there (the last
 * store failed, the file was taken away, or its time is from a clock that ran ahead), so
 * it is to be stored again. */
bool cache_confirm(struct cache *c, int64_t now_s);

/* A note that the reader wants kept beside the list (how far the screen has got with it):
 * DIR/position, a few kilobytes of text. Written when a list has been stored since, so that nothing
 * is where nothing changes, and at most every two minutes; or at once, if `last`. A failure costs
 * only that. */
void cache_keep_note(struct cache *c, const char *text, bool last);
/* The note, which the caller frees; "" when there is none. */
char *cache_note(const struct cache *c);

/* The key under which ids that look like a NIK are hashed: made once and kept beside
 * the list. What is kept of an answer is hashed under it too, so that nothing can be
 * guessed from the hash alone. */
const uint8_t *cache_id_key(const struct cache *c);

/* Which serials were accepted, as noted in DIR/serials: apart from the list, since it must
 * outlive one that is damaged. What cannot be read is told: false. */
bool cache_serials(const struct cache *c, struct serials *ret);
/* Replaces the note. false, and told once, where that fails: to be tried again. */
bool cache_note_serials(struct cache *c, const struct serials *serials);
