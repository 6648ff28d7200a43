/* One list as the screen shows it: documents, the places where they
 * wait, notices, what to bring.
 *
 * A snapshot is one allocation and immutable from the moment it is finished, so it passes
 * between threads by its pointer alone. Arrays hold small structs; all text lies in one pool
 * behind them and is named by its offset (0 is ""). 100,000 documents take about 9 MB. */
#pragma once

#include "model/document.h"

/* A service day's opening time: minutes after midnight, local. */
struct opening {
    uint8_t days; /* bit 0 Monday … bit 6 Sunday */
    uint16_t open, close;
};

enum location_kind {
    LOCATION_OTHER,
    LOCATION_DINAS,
    LOCATION_KECAMATAN,
    LOCATION_KELURAHAN,
    LOCATION_MPP,
    LOCATION_KINDS,
};

struct location {
    uint32_t id, name, counter, address; /* text */
    uint32_t first_opening;              /* into snapshot.openings */
    uint16_t openings;
    uint8_t kind; /* enum location_kind */
};

/* Days are those of clock.h; from and until are both included. */
struct notice {
    uint32_t text;
    int32_t from, until;
    bool high; /* of high priority: an announcement */
};
#define NOTICE_ALWAYS_FROM  INT32_MIN
#define NOTICE_ALWAYS_UNTIL INT32_MAX

/* A thing to bring when picking up documents of `type`, or of any type (BRING_ANY). */
struct bring {
    uint32_t text;
    int8_t type; /* enum document_type */
};
#define BRING_ANY (-1)

/* How rows follow each other within a place; the number decides between equals. */
enum snapshot_order {
    ORDER_NAME,   /* by name, A to Z (sort_name.h) */
    ORDER_NEWEST, /* by the day they were finished, the latest first, not known last; then by name */
};

/* On that day the document with that key (as in struct document) was not ready, or no more:
 * older rows about it do not count. What has another number is another document. */
struct withdrawal {
    uint64_t key;
    uint64_t number; /* hash_plain of the number as it would be shown; 0: there is none */
    int32_t day;
};

struct snapshot {
    uint32_t region, publisher, link; /* text */
    uint64_t serial;
    int64_t issued;  /* seconds since the epoch */
    int64_t expires; /* INT64_MAX: never */
    enum snapshot_order order;

    /* Sorted: by place in the order of `locations` (without a place last), then as `order` says. */
    const struct document *documents;
    const struct location *locations;
    const struct opening *openings;
    const struct notice *notices;
    const struct bring *bring;
    /* What the source says of documents that are not in the list, for merging it with others'. */
    const struct withdrawal *withdrawals;
    uint32_t document_count, location_count, opening_count, notice_count, bring_count;
    uint32_t withdrawal_count;

    /* For snapshot_find: where each document's key hashes to, its number + 1 (0: free), in a
     * table of 2^slot_bits that is at most half full. */
    const uint32_t *slots;
    int slot_bits;
    uint64_t multiplier;

    const char *text; /* the pool */
    size_t text_size;
    size_t size; /* of the whole allocation */
};

/* The text at an offset of this snapshot; lives as long as it. */
static inline const char *snapshot_text(const struct snapshot *s, uint32_t offset)
{
    return s->text + offset;
}

/* The number of the document with this key, or DOCUMENT_NONE. Takes the same time in every list. */
#define DOCUMENT_NONE UINT32_MAX
uint32_t snapshot_find(const struct snapshot *s, uint64_t key);

/* A copy in another order; the caller owns it. */
struct snapshot *snapshot_sorted(const struct snapshot *s, enum snapshot_order order);

void snapshot_free(struct snapshot *s);
DEFINE_CLEANUP(struct snapshot *, snapshot_free)

/* ---- making one. A builder belongs to one thread. */

struct snapshot_builder;
struct snapshot_builder *snapshot_builder_new(void);
void snapshot_builder_free(struct snapshot_builder *b);
DEFINE_CLEANUP(struct snapshot_builder *, snapshot_builder_free)

/* Copies `text` into the pool; the offset is what the structs above hold. */
uint32_t snapshot_builder_text(struct snapshot_builder *b, const char *text);
/* The pool's text at `offset`; valid until the next call that adds text. */
const char *snapshot_builder_peek(const struct snapshot_builder *b, uint32_t offset);
/* The scalar members, to be filled in at any time before finishing. */
struct snapshot *snapshot_builder_head(struct snapshot_builder *b);

/* Appends a copy. A document's `key` is computed here from its id. */
void snapshot_builder_document(struct snapshot_builder *b, const struct document *d);
void snapshot_builder_location(struct snapshot_builder *b, const struct location *l);
void snapshot_builder_opening(struct snapshot_builder *b, const struct opening *o);
void snapshot_builder_notice(struct snapshot_builder *b, const struct notice *n);
void snapshot_builder_bring(struct snapshot_builder *b, const struct bring *r);
void snapshot_builder_withdrawal(struct snapshot_builder *b, const struct withdrawal *w);
/* How many it would have if it were finished now. */
uint32_t snapshot_builder_document_count(const struct snapshot_builder *b);
/* The place with this id, or LOCATION_NONE. */
uint16_t snapshot_builder_find_location(const struct snapshot_builder *b, const char *id);
/* Whether a document with this id was added before. */
bool snapshot_builder_has_document(const struct snapshot_builder *b, const char *id);

/* For lists in which a later row may replace an earlier one: the number of the document with
 * this id in the order of adding, or DOCUMENT_NONE; what was added under that number; another in
 * its place, with the same id; or none, until there is another. */
uint32_t snapshot_builder_find_document(const struct snapshot_builder *b, const char *id);
const struct document *snapshot_builder_peek_document(const struct snapshot_builder *b,
                                                      uint32_t number);
void snapshot_builder_replace_document(struct snapshot_builder *b, uint32_t number,
                                       const struct document *d);
void snapshot_builder_drop_document(struct snapshot_builder *b, uint32_t number);

/* Sorts, packs, and leaves the builder empty. The caller owns the result. */
struct snapshot *snapshot_builder_finish(struct snapshot_builder *b);

/* ---- across two lists */

/* Stamps what is new: a document of `next` that `previous` has too keeps the time it was first seen
 * at, any other gets `now`. Without a previous list nothing is known to be new: all get 0.
 * Only before `next` is handed on. */
void snapshot_mark_seen(struct snapshot *next, const struct snapshot *previous, uint32_t now);
