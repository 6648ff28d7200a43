/* Where a document waits: the office's table from type, kecamatan or kelurahan, and a word of the
 * source, to a place. The first rule that matches wins. */
#pragma once

#include "base/error.h"
#include "model/document.h"
#include "policy/areas.h"
#include "policy/word_table.h"

struct routes;

/* Borrows both, which must outlive it. */
struct routes *routes_new(const struct areas *areas, const struct word_table *types);
void routes_free(struct routes *r);
DEFINE_CLEANUP(struct routes *, routes_free)

/* "TYPE, AREA" or "TYPE, AREA, WORD" -> place, an index that is the caller's. '*' is any.
 * TYPE is a slug or a word of the type table. The sentence says what is wrong with the
 * rule and what is allowed. */
bool routes_add(struct routes *r, const char *rule, uint16_t place, struct error *err);

struct route_query {
    enum document_type type;
    const char *area, *village; /* kecamatan and kelurahan as the source has them, or "" */
    const char *word;           /* the source's column for routing, or "" */
};
/* The place, or LOCATION_NONE. Belongs to one thread at a time: it remembers answers. */
uint16_t routes_find(struct routes *r, const struct route_query *q);
