/* Pixels -> PNG, for pictures that are looked at and thrown away: fast rather than small. */
#pragma once

#include "base/buffer.h"

/* Appends a PNG of `width` x `height` pixels, 0x00RRGGBB, in rows without gaps. `out` must have no
 * limit. false where there is too little memory. */
bool png_write(const uint32_t *pixels, int width, int height, struct buffer *out);
