/* The same for a terminal: siapambil --status. */
#pragma once

#include "base/buffer.h"
#include "status/texts.h"

/* Control characters, which somebody may have sent, become blanks. */
void status_print(const struct status_whole *s, const struct texts *t, struct buffer *out);
