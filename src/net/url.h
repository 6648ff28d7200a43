/* Addresses of pages: what comes after the first. By libcurl's own parser. */
#pragma once

#include "base/error.h"

/* `url` with `name=value` in its query, in the place of such a parameter that is there already.
 * The caller frees it; NULL when `url` cannot be read. */
char *url_with_parameter(const char *url, const char *name, const char *value);

/* The address that `reference` (whole, or relative: "/data?page=2", "?page=2") means on the page
 * at `url`. The caller frees it. NULL with a sentence, which holds nothing of either, when it
 * cannot be read, or leads to another scheme, host or port: a token must not go there. */
char *url_resolve(const char *url, const char *reference, struct error *err);

/* `url` with `suffix` behind its path, before the query: the address of a feed's signature. The
 * caller frees it; NULL when `url` cannot be read. */
char *url_with_suffix(const char *url, const char *suffix);

/* Whether both lead to the same scheme, host and port. */
bool url_same_server(const char *a, const char *b);

/* The host alone; "" when `url` cannot be read. The caller frees it. */
char *url_host(const char *url);

/* The path that a file address names, decoded. The caller frees it; NULL
 * when `url` cannot be read. */
char *url_file_path(const char *url);
