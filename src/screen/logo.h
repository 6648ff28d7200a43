/* The office's logo: PNG, JPEG or SVG. What is no picture, cut off, or large enough to fill a
 * small box's memory is refused before it is decoded. Private to src/screen; main thread. */
#pragma once

#include <SDL.h>

#include "base/error.h"
#include "view/frame.h"

/* Files of at most 4 MiB and 8 million pixels; a bitmap is kept at no more than 1024 pixels a
 * side, an SVG as its text. */
#define LOGO_MAX_BYTES  (4u << 20)
#define LOGO_MAX_PIXELS 8000000

struct logo;

/* The sentence of an error names the file, what is wrong and what is allowed. */
struct logo *logo_open(const char *path, struct error *err);
void logo_close(struct logo *l);
DEFINE_CLEANUP(struct logo *, logo_close)

/* Draws it as large as fits the box, in its own proportions, in the middle; `ground` is what
 * `onto` has there. An SVG is drawn anew for each size, so that it is sharp on every display. */
void logo_draw(struct logo *l, SDL_Surface *onto, const struct rect *box, colour ground);
