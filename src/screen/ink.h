/* Where a picture differs from its ground. Most of a row is ground, and a row that
 * moves by a pixel over the same ground needs no more copied than its words, badge and
 * rule. Private to src/screen. */
#pragma once

#include <SDL.h>

#include "view/frame.h"

#define INK_MAX 12
struct ink {
    int count;
    struct rect boxes[INK_MAX]; /* in the picture; none overlaps another */
    bool plain[INK_MAX];        /* the box is all of one colour, */
    colour colours[INK_MAX];    /* of this one: a rule, say */
};

/* Finds the boxes, around what stands in `pixels` (drawn from `picture`, 32 bits as colour has
 * them). Where they do not hold all of it, the one box is the whole picture. `on_side`: the
 * picture will be turned by a quarter, so that its columns become the lines that are copied. */
struct ink ink_find(const struct picture *picture, const SDL_Surface *pixels, bool on_side);

struct rect rect_intersection(const struct rect *a, const struct rect *b);
bool rect_is_empty(const struct rect *r);
