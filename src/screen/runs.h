/* Text -> runs that are shaped in one piece: of one script and one direction, in the order
 * in which they stand from left to right. What a character's script is, HarfBuzz knows;
 * which way a line goes that mixes directions (Jawi with digits and Latin words), FriBidi
 * (UAX #9). Private to src/screen. */
#pragma once

#include "base/buffer.h"

struct run {
    size_t start, len; /* bytes of the text */
    char script[5];    /* of ISO 15924: "Latn", "Bali" */
    bool rtl;
    unsigned char level; /* of embedding, UAX #9 */
};

/* Appends the runs (struct run) of valid UTF-8. */
void runs_split(const char *text, size_t len, struct buffer *out);

/* Whether a character goes with the one before it, whatever font has that: marks,
 * joiners, variation selectors. */
bool runs_joins(uint32_t c);
/* Whether it is drawn as nothing where no font has it: joiners and their like. */
bool runs_is_invisible(uint32_t c);

/* The script of a character: its four letters into `ret_script`; "Zyyy"
 * for what all scripts share. */
void runs_script(uint32_t c, char ret_script[5]);
