/* What --check-config says of settings that are right. */
#pragma once

#include "config/config.h"

/* Appends from how far the board can be read on a display of that many
 * pixels, in lines of its own. */
void report_legibility(const struct config *c, int width, int height, struct buffer *out);
