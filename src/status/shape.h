/* /status.json: how a struct status_whole lies in it, once, for writing and for reading it back.
 * assets/schema/status-1.schema.json says the same for others. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "status/judge.h"

#define STATUS_JSON_MAX (1u << 20) /* bytes that are read */

/* The whole, with what status_judge() makes of it and whether status_is_alive(). */
void status_write_json(const struct status_whole *s, struct buffer *out);
/* The same back, whatever somebody sends; members that are not known count for nothing. The sentence
 * begins with "it". Judgements are not read: whoever reads judges anew. */
bool status_read_json(const char *text, size_t len, struct status_whole *ret, struct error *err);

/* ---- private to src/status */

enum member_kind {
    MEMBER_TEXT,    /* char[size] */
    MEMBER_BOOL,    /* bool */
    MEMBER_INT,     /* int */
    MEMBER_U32,     /* uint32_t */
    MEMBER_U64,     /* uint64_t */
    MEMBER_I64,     /* int64_t; left out where STATUS_UNKNOWN */
    MEMBER_TIME,    /* the same, wall-clock seconds: RFC 3339 */
    MEMBER_DAY,     /* int32_t, days since 1970: a date; left out where INT32_MIN */
    MEMBER_CHOICE,  /* an enum, by names[] */
    MEMBER_OBJECT,  /* a struct, by shape */
    MEMBER_ARRAY,   /* of structs, by shape; their number at `count` */
    MEMBER_NUMBERS, /* of uint32_t, likewise */
};

struct member {
    const char *key;
    enum member_kind kind;
    size_t offset, size; /* size: of a text, of an element, or of all of the field */
    const char *const *names;
    int most; /* names, or elements */
    size_t count;
    const struct member *shape; /* ends with a NULL key */
};

extern const struct member status_shape[];
extern const char *const status_age_names[STATUS_AGES];
extern const char *const status_scene_names[STATUS_SCENES];
extern const char *const status_outcome_names[STATUS_OUTCOMES];
