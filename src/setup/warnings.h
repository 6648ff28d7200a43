/* What a configuration may say, but nobody should by mistake: told by --check-config and
 * when it is put in force. */
#pragma once

#include "base/buffer.h"
#include "config/config.h"

/* Appends a line for each: "board.ini:12: [privacy] kia = full: what
 * that means\n". `c` is right. */
void warnings_add(const struct config *c, struct buffer *out);
/* The same, each line with "warning: " before it. */
void warnings_print(const struct config *c, struct buffer *out);
