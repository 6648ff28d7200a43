/* What is asked of the status server, and whether it may be answered. Pure: everything comes from
 * outside, and is judged here before anything else sees it. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"

#define STATUS_TOKEN_LEAST 16  /* characters */
#define STATUS_TOKEN_MOST  256 /* likewise */

enum status_route {
    ROUTE_PAGE,
    ROUTE_JSON,
    ROUTE_METRICS,
    ROUTE_PICTURE,
    ROUTE_HEALTH,
    ROUTES,
};

struct status_request {
    const char *method, *path; /* decoded; without the query */
    const char *screen;        /* of the query; NULL: none */
    /* Headers, NULL where there is none. */
    const char *host, *authorization;
};

struct status_verdict {
    int code; /* of HTTP: 200, or */
    enum status_route route;
    const char *sentence; /* for whoever asked, where it is refused */
    bool head;            /* without a body */
};

/* `token` is what must be shown; "": nothing, but then only by who asks this machine by an address of
 * its own or as localhost: so that no page of a browser here, whose server's name has come to mean
 * 127.0.0.1, can read along. */
struct status_verdict status_judge_request(const struct status_request *r, const char *token);

/* The token in `text`, a file's content: one line. false with a sentence that holds nothing of it. */
bool status_check_token(struct buffer *text, struct error *err);
