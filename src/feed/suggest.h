/* A first configuration for a source that nobody has described yet, from one look at its answer;
 * a person checks it. Pure: bytes in, the text of a configuration file out.
 *
 * Nothing of a row comes out but words of statuses and types, and those only as told.h allows;
 * columns are called by their names only where the names are of those that offices use. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"

struct suggest_source {
    const char *data; /* as received: one page */
    size_t len;
    const char *url;          /* as it is to stand in the file */
    const char *content_type; /* "" when nobody said */
};

/* Appends the text to `out`. false with a sentence that begins with "it" when there is nothing
 * to suggest from: HTML, an Excel file, no array of objects, no rows. */
bool suggest_write(const struct suggest_source *source, struct buffer *out, struct error *err);
