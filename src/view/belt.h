/* The moving list. Rows enter at the lower edge, in the list's order, and leave at the upper one; each
 * place's bar goes with its rows and stays at the top while they pass, until the next pushes it out.
 *
 * The belt holds only what is visible, with its pictures, and a cursor into the current list: what
 * enters next. So a frame costs the same for 100 rows and for 100,000, and a new list cannot make the
 * picture jump: what is visible stays where it is (drawn anew where the list now says otherwise), and
 * the cursor goes between the rows that have entered and those that have not. Every row of a list enters
 * once a cycle, whatever lists come; but a row that is put, or moved, before the cursor waits for the
 * next cycle. */
#pragma once

#include "view/parts.h"

struct belt;

/* `style` is borrowed for the belt's life. */
struct belt *belt_new(const struct style *style, int new_for_s);
void belt_free(struct belt *b);
DEFINE_CLEANUP(struct belt *, belt_free)

/* The list from now on (borrowed until the next call returns, since it is compared with the next one;
 * NULL or empty: none). */
void belt_set_list(struct belt *b, const struct snapshot *list, struct today today, int64_t now_s);
/* Once a minute: another day, rows that are no longer BARU. */
void belt_set_time(struct belt *b, struct today today, int64_t now_s);
/* Everything out, at once; the next list starts from its beginning. */
void belt_clear(struct belt *b);

/* The height of the whole list, bars included, and of what fits; pixels. */
int belt_content_height(const struct style *style, const struct snapshot *list);
int belt_view_height(const struct style *style);

/* Whether advancing changes anything: not while everything fits and stands. */
bool belt_moves(const struct belt *b);
bool belt_is_empty(const struct belt *b);
/* Moves on by `step` pixels, and lets in and out what passes the edges. Stops by itself where a list
 * that has become short stands complete. `now_s` tells what is BARU. */
void belt_advance(struct belt *b, int step, int64_t now_s);

/* Appends the sprites of the place bar's band, or of the list's. */
void belt_place_sprites(const struct belt *b, struct frame *f);
void belt_list_sprites(const struct belt *b, struct frame *f);
