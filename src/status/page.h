/* / : a page for people. It asks nobody but the board for anything. */
#pragma once

#include "base/buffer.h"
#include "status/texts.h"

void status_write_page(const struct status_whole *s, const struct texts *t, struct buffer *out);
/* The header Content-Security-Policy that goes with it: nothing runs but its own script. */
void status_page_policy(struct buffer *out);
