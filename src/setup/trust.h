/* Whether a source's addresses can be trusted: https, http within the
 * office, or http with an excuse. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "config/config.h"

/* Whether http may go to public addresses: the feed is signed, or the office says so. `source`
 * as of config_for_source(). */
bool trust_allows_http(const struct config *source);
/* Refuses http to what is written as a public address: "board.ini:3: [source] url is http …". */
bool trust_check_url(const struct config *source, const char *key, const char *url,
                     struct error *err);
/* Appends lines as warnings_add() does, of all sources. */
void trust_warn(const struct config *c, struct buffer *out);
