/* A large texture's area, parcelled out: a place for each picture, taken and given back in any
 * order. Places lie on a grid, so that what is given back joins what is free around it, and a
 * sheet that has been in use for a year has as much room as a new one. Pure: knows no texture.
 * Lengths are pixels. Private to src/screen. */
#pragma once

#include "base/base.h"

/* Places begin at multiples of it, and take that much more at most. */
#define SHEET_GRID 8

struct sheet;

struct sheet *sheet_new(int width, int height);
void sheet_free(struct sheet *s);

/* The first place, from the top, that has the size and is free; false: there is none. */
bool sheet_take(struct sheet *s, int width, int height, int *ret_x, int *ret_y);
/* Of a place that was taken, as it was taken. */
void sheet_give_back(struct sheet *s, int x, int y, int width, int height);
bool sheet_is_empty(const struct sheet *s);
