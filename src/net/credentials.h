/* What a request carries to show who asks: a token, headers. Read from files anew for each
 * request, so that they can be changed without a restart. No sentence holds anything of what
 * stands there. Private to src/net. */
#pragma once

#include <curl/curl.h>

#include "base/buffer.h"
#include "base/error.h"

#define CREDENTIALS_MAX 16384u /* bytes of either file */

/* Appends the token: the file's one line, without the newline that editors put behind it. */
bool credentials_read_token(const char *path, struct buffer *token, struct error *err);

/* Appends the file's headers to `*headers`: lines of "Name: value" (RFC 9110); empty ones and
 * those that begin with '#' count for nothing. Some are siapambil's own to say. On an error
 * `*headers` may have grown. */
bool credentials_read_headers(const char *path, struct curl_slist **headers, struct error *err);
