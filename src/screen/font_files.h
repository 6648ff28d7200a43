/* Font files and the fonts they are drawn with. One TTF_Font for each file, which changes its size as it is
 * asked for, and one more for each size that is drawn again and again: the rows' names, not the title. A font
 * takes 320 kB and 1.5 ms to open, a change of size some glyphs that are made anew; a full board has 16 sizes,
 * of which a list that scrolls draws three. Private to src/screen; main thread. */
#pragma once

#include <SDL_ttf.h>

#include "screen/font_notes.h"

struct font_files;

struct font_files *font_files_new(void);
void font_files_free(struct font_files *f);

/* The number of the file, from 0, which joins if it is new, or in any case where it is to be `apart`; -1 where there
 * is no room for more, or no path. Takes the path. */
int font_files_add(struct font_files *f, struct font_place place, bool apart);

/* Reads the file, unless it was, so that it is not missed when it is removed. Logs a warning where that fails. */
void font_files_load(struct font_files *f, int file);

/* Whether it was found that it cannot be used. */
bool font_files_is_useless(const struct font_files *f, int file);
/* Puts another in its place, of which no warning tells. Takes the path. */
void font_files_replace(struct font_files *f, int file, struct font_place place);

/* A font of that size; valid, at that size, until the next call of any function here. NULL where the file cannot be
 * used, of which one warning tells. `to_draw`: it is not only measured. */
TTF_Font *font_files_at(struct font_files *f, int file, int size, bool to_draw);

/* Whether the file has the character, at any size. */
bool font_files_provides(struct font_files *f, int file, uint32_t character);

/* Pixels above the baseline, below it, and of an H; guesses where the file cannot be used. */
struct font_heights {
    int ascent, descent, cap;
};
struct font_heights font_files_heights(struct font_files *f, int file, int size);

/* How many fonts are open. */
int font_files_open_count(const struct font_files *f);
