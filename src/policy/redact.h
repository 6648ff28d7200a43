/* Keeping NIK and KK numbers (16 digits each) out of everything: the screen, the cache, the log.
 * The Dirjen's instruction is that no institution announces a NIK; people type them into names and
 * notices all the same. */
#pragma once

#include "base/base.h"

/* Whether 16 or more digits run in `text`, where blanks, dots, dashes and slashes between digits
 * do not end a run, nor does any other punctuation without a blank beside it, nor what is not
 * seen; or a number stands there that a spreadsheet has turned into "3,27E+15" (or with a dot,
 * or any exponent from 15 up). Digits of every script count, and no-break spaces as blanks. */
bool redact_finds_number(const char *text);

/* Writes a dot ('•' U+2022) over each digit of such runs, in a copy that the caller frees; NULL
 * when there is nothing to blot out. */
char *redact_blot(const char *text);
