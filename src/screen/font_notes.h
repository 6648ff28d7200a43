/* Which files the faces are in, noted from one start to the next: to ask fontconfig costs 10 ms and a
 * megabyte, and a thousand reads of a card that is cold.
 *
 * A note holds for as long as everything is as it was when fontconfig was asked: the fonts
 * themselves (size and time), its settings and all folders of fonts (time), and the environment
 * that decides which these are. Whoever doubts it may remove the file. */
#pragma once

#include "base/buffer.h"
#include "view/frame.h"

struct font_place {
    char *path; /* NULL: none */
    long index; /* of the face within a collection */
};

/* false: nothing is noted in the file, it is damaged or of another version, or something has
 * changed since. The caller releases `ret`. */
bool font_notes_read(const char *file, struct font_place ret[FACES]);

/* Writes the file, and makes its folder where there is none. Only for places that
 * font_notes_read() did not give: cards wear.
 * `watched`: a path a line, each of a file or folder on which the places depend, there or not.
 * Where a path is not whole (relative), nothing is written. */
void font_notes_write(const char *file, const struct font_place places[FACES],
                      const struct buffer *watched);

void font_places_release(struct font_place places[FACES]);
