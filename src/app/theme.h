/* [theme] of the configuration -> the colours of a board. */
#pragma once

#include "config/config.h"
#include "view/palette.h"

/* false where words could not be read on what they would stand on; the sentence names the line,
 * both colours and how far they are from enough: "board.ini:12: [theme] text = #777777 on
 * [theme] ground = #071427: contrast 4.1:1; allowed: at least 4.5:1". */
bool theme_make(const struct config *c, struct palette *ret, struct error *err);
