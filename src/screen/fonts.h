/* Fonts by fontconfig and SDL2_ttf: Inter in three weights, any other font for characters
 * that Inter has not. Text is shaped in runs of one script, direction and font
 * (screen/runs.h). Where no font has a character, U+FFFD is drawn in its place ("?" where no
 * font has that), and a warning, once for a script, names the script and the package: a
 * letter is never a box and never missing without a word. A font that is removed while it is
 * used stays in memory. */
#pragma once

#include <SDL.h>

#include "base/error.h"
#include "view/metrics.h"

struct fonts;

/* Logs one warning where the family is missing and another stands in; an error only where the
 * machine has no font at all. `notes`: a file where it is noted which fonts these are
 * (screen/font_notes.h), "" for none; not written where `read_only`. */
struct fonts *fonts_open(const char *notes, bool read_only, struct error *err);
void fonts_close(struct fonts *f);
DEFINE_CLEANUP(struct fonts *, fonts_close)

const struct metrics *fonts_metrics(struct fonts *f);

/* Draws text with its left end at x on the baseline, onto an opaque surface. */
void fonts_draw(struct fonts *f, enum face face, int size, const char *text, SDL_Color ink,
                SDL_Surface *onto, int x, int baseline);

/* How many TTF_Fonts are open, for tests: see font_files.h. */
int fonts_count(const struct fonts *f);
