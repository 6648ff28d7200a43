/* The pages of one pull: all of them, or none. Private to src/fetch. */
#pragma once

#include "feed/paging.h"
#include "net/transport.h"

struct pages {
    struct buffer *bodies; /* wiped when they are released */
    struct reading_page *pages;
    size_t count;
    /* Of the first answer: */
    enum response_kind kind; /* RESPONSE_NOT_MODIFIED: there are no pages */
    char etag[TRANSPORT_VALIDATOR_MAX], last_modified[TRANSPORT_VALIDATOR_MAX];
    char content_type[128];
    int retry_after_s;
    uint64_t received; /* bytes on the wire, of all */
    size_t bytes;      /* of all bodies */
    bool unfinished;   /* as in the last response */
};

/* Asks for `request`, then for what comes after it. Validators are sent only where one
 * answer is all: that the first page is as it was says nothing of the others. All pages
 * together keep to `limit` bytes. The sentence names the address. Fills `ret` on failure,
 * too; the caller releases it. */
bool pages_get(const struct transport *transport, const struct request *request,
               const struct paging *paging, const struct json_pointer *rows, size_t limit,
               struct pages *ret, struct error *err);
void pages_release(struct pages *p);
