/* What went wrong with a pull, said so that the one who can mend it knows what to do. Private to
 * src/net. All return false. */
#pragma once

#include <curl/curl.h>

#include "base/error.h"

/* A transfer that did not end well; `detail` is libcurl's own sentence, or "". Left out where it counts
 * milliseconds: the same trouble must read the same each time, so that the log can tell. `os_error` is
 * an errno, or 0. */
bool http_error_transfer(CURLcode code, const char *detail, int os_error, int connect_timeout_s,
                         int timeout_s, struct error *err);
/* An answer that is neither 200 nor 304. */
bool http_error_status(int status, struct error *err);
