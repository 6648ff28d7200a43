/* A finished civil document. The types are the registry's own; how offices spell them is the
 * business of adapters. */
#pragma once

#include "base/base.h"

enum document_type {
    DOCUMENT_KTP_EL,
    DOCUMENT_KK,
    DOCUMENT_KIA,
    DOCUMENT_AKTA_LAHIR,
    DOCUMENT_AKTA_MATI,
    DOCUMENT_AKTA_KAWIN,
    DOCUMENT_AKTA_CERAI,
    DOCUMENT_AKTA_ANAK,
    DOCUMENT_AKTA_SIPIL, /* one of several, which nobody is to tell apart: divorce, a child's acknowledgement */
    DOCUMENT_SKPWNI,
    DOCUMENT_SKTT,
    DOCUMENT_SKDWNI,
    DOCUMENT_SUKET,
    DOCUMENT_BIODATA,
    DOCUMENT_OTHER,
    DOCUMENT_TYPES,
};

enum document_state {
    DOCUMENT_PICKUP,   /* printed, waits at its place */
    DOCUMENT_DOWNLOAD, /* a PDF that its owner prints */
    DOCUMENT_STATES,
};

#define LOCATION_NONE UINT16_MAX
#define DAY_UNKNOWN   INT32_MIN

struct document {
    uint64_t key;      /* hash of the id: names the row across lists, never 0 */
    uint32_t id;       /* text in the snapshot's pool, as those below */
    uint32_t name;     /* as it may be shown; "" where the number stands in its place */
    uint32_t number;   /* as it may be shown: the last characters of the registration number */
    uint32_t label;    /* of DOCUMENT_OTHER: what its source calls it, or "" */
    int32_t done;      /* the day it was finished (clock.h), or DAY_UNKNOWN */
    uint32_t seen;     /* when this board first had it, seconds since the epoch; 0: not known */
    uint16_t location; /* index into snapshot.locations, or LOCATION_NONE */
    uint8_t type;      /* enum document_type */
    uint8_t state;     /* enum document_state */
};
static_assert(sizeof(struct document) == 40, "100,000 documents are 4 MB");

/* "ktp-el", …; the slugs of the feed format. */
extern const char *const document_type_slugs[DOCUMENT_TYPES];
/* false when `slug` is none of them. */
bool document_type_from_slug(const char *slug, enum document_type *ret);
extern const char *const document_state_slugs[DOCUMENT_STATES];
