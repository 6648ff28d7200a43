/* The characters of a sheet: UTF-8, or what Excel writes on an office's computer. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"

enum encoding { ENCODING_AUTO, ENCODING_UTF8, ENCODING_WINDOWS_1252, ENCODING_UTF16 };

/* Appends `data` as UTF-8 without a byte-order mark, by iconv. AUTO: what a byte-order mark
 * says, else UTF-8 where it is valid, else Windows-1252. `*ret_found` is what it was. Refused
 * with a sentence that begins with "it": a NUL, bytes that the encoding does not have, a
 * character cut off at the end, a result beyond the limit of `out`. `out` is then unchanged. */
bool encoding_read(const char *data, size_t len, enum encoding wanted, struct buffer *out,
                   enum encoding *ret_found, struct error *err);
/* Whether that would be a mere copy: it is UTF-8 already, behind `*ret_skip` bytes of a mark. */
bool encoding_in_place(const char *data, size_t len, enum encoding wanted, size_t *ret_skip);
extern const char *const encoding_names[]; /* "UTF-8", … for people */
