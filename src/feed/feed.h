/* The native feed, version 1: JSON bytes -> snapshot, and back.
 *
 * The format is described by assets/schema/feed-1.schema.json and in the README. Parsing is strict
 * about bytes and lenient about growth: members that are not known are ignored and dropped. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "model/snapshot.h"
#include "policy/privacy.h"

#define FEED_MAX_BYTES     (64u << 20) /* decoded */
#define FEED_MAX_DOCUMENTS 200000u
#define FEED_MAX_LOCATIONS 10000u
#define FEED_MAX_NOTICES   256u
#define FEED_MAX_STRING    PRIVACY_MAX_STRING /* bytes, as decoded from JSON */

/* Why a row was left out. */
enum feed_reason {
    FEED_ROW_NOT_AN_OBJECT,
    FEED_ROW_DUPLICATE_MEMBER,
    FEED_ROW_WRONG_TYPE,   /* a member of another JSON type than its rule says */
    FEED_ROW_STRING_LIMIT, /* a string longer than FEED_MAX_STRING */
    FEED_ROW_CONTROL,      /* a control character in a string */
    FEED_ROW_NO_ID,
    FEED_ROW_DUPLICATE_ID,
    FEED_ROW_UNKNOWN_TYPE,
    FEED_ROW_UNKNOWN_STATE,
    FEED_ROW_NOTHING_TO_SHOW, /* neither name nor number */
    FEED_ROW_NAME_PRIVATE,    /* the name may not be shown, and there is no number */
    FEED_ROW_NO_PLACE,        /* a pickup without `at` */
    FEED_ROW_UNKNOWN_PLACE,   /* `at` names no location */
    FEED_ROW_BAD_DATE,
    FEED_REASONS,
};
/* For people, as the end of "row 12 left out: …". */
extern const char *const feed_reason_texts[FEED_REASONS];
/* For programs: "no-id". */
extern const char *const feed_reason_names[FEED_REASONS];

#define FEED_REPORT_EXAMPLES 8
struct feed_report {
    uint32_t rows; /* documents in the feed */
    uint32_t left_out[FEED_REASONS];
    uint32_t left_out_total;
    uint32_t blotted; /* strings in which a run of 16 digits was made unreadable */
    uint32_t masked;  /* names that were shortened */
    /* Places, opening times, notices, things to bring, and a link, that break a rule. */
    uint32_t extras_left_out;
    /* The first rows left out, and where: index from 0, and the id when it is one that may be
     * told (valid, and no 16 digits in it), else "". */
    struct feed_example {
        uint32_t index;
        enum feed_reason reason;
        char id[72];
    } examples[FEED_REPORT_EXAMPLES];
    uint32_t example_count;
};

struct feed_options {
    const struct privacy *privacy; /* what may be kept of a row */
    /* Read what feed_write adds for the program itself ("seen"), and leave rows out without
     * refusing the whole where rules have become stricter; set for the kept list only. */
    bool own;
    enum snapshot_order order; /* of the snapshot */
};

/* Reads a whole feed. `data` need not end in NUL. `ret_report` is filled on success and on
 * failure. Refused with a sentence: bytes that are not UTF-8 or hold NUL, JSON that is not JSON
 * (trailing bytes and duplicate members too), another version, a member at the top that is
 * missing or breaks its rule, a limit passed, more than half of the rows left out. Of rows and
 * texts only that is kept which passes the stage of policy/privacy.h. The sentence holds nothing
 * of a row and begins with "it": the caller puts the feed's address before. Elements of the big
 * arrays are parsed one at a time: memory stays near the result's. */
bool feed_parse(const char *data, size_t len, const struct feed_options *options,
                struct snapshot **ret, struct feed_report *ret_report, struct error *err);

/* Appends the snapshot as a feed that feed_parse reads back to an equal snapshot, by the
 * same rules; with `own` the members that only the program itself may use are written too.
 * `out` must have no limit. */
void feed_write(const struct snapshot *s, bool own, struct buffer *out);

/* The same text in pieces of some tens of kilobytes (more, where places and notices are more), so
 * that it need not be there as a whole: appends the next one; false when there is none. Begins with
 * the list and `own`; the pieces of two lists with as many documents are of the same documents. */
struct feed_writing {
    const struct snapshot *list;
    bool own;
    /* --- private */
    bool begun, ended;
    uint32_t next;
};
bool feed_write_next(struct feed_writing *w, struct buffer *out);

/* ---- publishing one: the same text in two parts, so that a list whose content is as it was can be
 * told from a new one before it gets a serial */

struct feed_head {
    const char *region, *publisher;
    uint64_t serial;
    int64_t issued, expires; /* seconds since the epoch; INT64_MAX: never */
    int utc_offset_s;        /* in which they are written */
};
#define FEED_ALL_PLACES UINT16_MAX
/* Appends the feed's beginning: everything that differs from one publication to the next. */
void feed_write_head(const struct feed_head *head, struct buffer *out);
/* Appends the rest: link, places, things to bring, notices, documents; of all places, or of one, and
 * then only what waits there and only the things to bring for the types of it. What has no place is
 * in the whole only. `out` must have no limit. */
void feed_write_body(const struct snapshot *s, uint16_t place, struct buffer *out);
