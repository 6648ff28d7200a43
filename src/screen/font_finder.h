/* Which files fonts are in: the only user of fontconfig, which it starts when it is first needed.
 * Private to src/screen; main thread. */
#pragma once

#include "base/error.h"
#include "screen/font_notes.h"

struct font_finder;

#define FONT_FAMILY "Inter"

/* `notes`: the file of font_notes.h, "" for none; only read where `read_only`. */
struct font_finder *font_finder_new(const char *notes, bool read_only);
void font_finder_free(struct font_finder *f);

/* The files of the faces: those that are noted, else those that fontconfig finds best. A
 * stand-in is not noted, but asked for anew at every start. Logs a warning where another family
 * stands in; false where the machine has no font. The caller releases `ret`. */
bool font_finder_faces(struct font_finder *f, struct font_place ret[FACES]);

/* The font that comes closest to the face, but for `nth` others, from 0. `ret->path` is NULL where there
 * are no more; the caller frees it. */
void font_finder_nth(struct font_finder *f, enum face face, int nth, struct font_place *ret);

/* The font that comes closest to the face and has, if any has, the character. `ret->path` is
 * NULL where there is none; the caller frees it. */
void font_finder_other(struct font_finder *f, enum face face, uint32_t character,
                       struct font_place *ret);
