/* URL -> bytes. The fetcher knows only this table, so that tests can play the network from a
 * script; net/http.h is the real one. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"

#define TRANSPORT_VALIDATOR_MAX 256 /* bytes, with the NUL; a longer ETag is not kept */

struct request {
    const char *url;           /* http, https or file */
    const char *etag;          /* what the accepted body came with, or "" */
    const char *last_modified; /* likewise; sent only where there is no etag */
    const char *accept;        /* the kinds of content that are wanted; NULL: JSON before others */
    const char *report;        /* Siapambil-Screen, of fetch/report.h; NULL or "": none */
};

enum response_kind {
    RESPONSE_BODY,         /* 200 with bytes in `body` */
    RESPONSE_NOT_MODIFIED, /* 304 to a conditional request */
};

struct response {
    enum response_kind kind;
    struct buffer body; /* decoded; the caller sets its limit and releases it */
    char etag[TRANSPORT_VALIDATOR_MAX];
    char last_modified[TRANSPORT_VALIDATOR_MAX];
    char content_type[128];
    /* Filled on failure too: */
    int status;        /* of HTTP, 0 when there was none */
    int retry_after_s; /* what the server asked for; 0: nothing */
    uint64_t received; /* bytes of the body on the wire */
    bool unfinished;   /* it is a file that somebody is writing; of a failure */
};

struct transport {
    /* Blocks until done, failed or cancelled. false with a sentence that says what, where and (for
     * the usual causes) what to do; it names the URL without user, password, query or fragment. */
    bool (*get)(void *ctx, const struct request *request, struct response *ret, struct error *err);
    /* Blocks for `ms` or until wake(). */
    void (*wait)(void *ctx, uint64_t ms);
    /* Any thread: ends the current or the next wait() at once. */
    void (*wake)(void *ctx);
    /* Any thread: makes a running get() fail soon, and every later one at once. One that waits
     * for a file on a share that does not answer goes on waiting. */
    void (*cancel)(void *ctx);
    void *ctx;
};
