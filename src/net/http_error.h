/* What went wrong with a pull, said so that the one who can mend it knows what to do. Private to
 * src/net. All return false.
 *
 * The same trouble must read the same each time, so that the log can tell: no
 * milliseconds, no counts. */
#pragma once

#include <curl/curl.h>

#include "base/error.h"

/* A transfer that did not end well. */
struct http_failure {
    CURLcode code;
    const char *detail; /* libcurl's own sentence, or "" */
    int os_error;       /* an errno, or 0 */
    long verify_result; /* of the certificate, as OpenSSL numbers it; 0: none, or right */
    int status;         /* of the last answer, also of a redirect; 0: none */
    int waited_s;       /* of a time-out: which one */
    /* Where a time-out found it: */
    enum http_phase { HTTP_CONNECTING, HTTP_WAITING, HTTP_RECEIVING, HTTP_STALLED } phase;
};

bool http_error_transfer(const struct http_failure *failure, struct error *err);
/* http would have gone to `host`, outside of the office's network. */
bool http_error_public(const char *host, struct error *err);
/* A redirect to `host`, which may not have the headers of headers_file. */
bool http_error_left_server(const char *host, struct error *err);
/* An answer that is neither 200 nor 304; 0: it has none of the statuses that there may be. */
bool http_error_status(int status, struct error *err);
