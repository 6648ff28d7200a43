/* The moving list. Rows enter at the lower edge, in the listing's order, and leave at the
 * upper one; each place's bar goes with its rows and stays at the top while they pass,
 * until the next pushes it out.
 *
 * The belt holds only what is visible, with its pictures, and who is still to come (cycle.h). So
 * a frame costs the same for 100 rows and for 100,000, and a new list cannot make the picture
 * jump: what is visible stays where it is (drawn anew where the list now says otherwise), and
 * what comes next is the new list's. */
#pragma once

#include "view/cycle.h"
#include "view/parts.h"

struct belt;

struct belt_options {
    enum motion motion;
    int rate_hz;   /* how often a second belt_advance() is called */
    int hold_s;    /* what begins to move stands this long before: min_dwell */
    int new_for_s; /* how long a row is BARU */
};

/* `style` is borrowed for the belt's life. */
struct belt *belt_new(const struct style *style, const struct belt_options *options);
void belt_free(struct belt *b);
DEFINE_CLEANUP(struct belt *, belt_free)

/* Everything was laid out anew: what looks as it did on `former`, which this belt owns from here on,
 * stays the same picture, and is not drawn again. Until the first belt_renew(). */
void belt_take_over(struct belt *b, struct belt *former);

/* What to list from now on, and how (`listing` is borrowed until the next call returns, since it
 * is compared with the next one; NULL or empty: none). What stays visible is drawn anew by
 * belt_renew(). */
void belt_set_list(struct belt *b, const struct listing *listing, const struct plan *plan,
                   struct today today, int64_t now_s);
/* Once a minute: another day, rows that are no longer BARU. */
void belt_set_time(struct belt *b, struct today today, int64_t now_s);
/* Draws anew what is visible and what a list or the time has made wrong, and makes ready the list
 * that is to stand where another stands: at most so many lines, since drawing takes its time;
 * INT32_MAX: all. */
void belt_renew(struct belt *b, int64_t now_s, int most);
/* The same list at another tempo, or laid out otherwise from the next row on. */
void belt_set_plan(struct belt *b, const struct plan *plan);
/* belt_advance() is called so often a second from now on; a plan for that is to follow. */
void belt_set_rate(struct belt *b, int rate_hz);
/* Everything out, at once; the next list starts from its beginning. */
void belt_clear(struct belt *b);

/* Where the list is, as a few lines of text: belt_resume() goes on there.
 * Nothing for what stands still. */
void belt_position(const struct belt *b, struct buffer *out);
/* Before the first list: begin where `text` says, as far as the list still has it. `listing` is
 * the one that it tells of, where that is still known (borrowed until the first list is set):
 * rows that have changed their places in it since are found. NULL: not known. */
void belt_resume(struct belt *b, const char *text, const struct listing *listing);

/* Whether advancing changes anything: not while everything fits and stands. */
bool belt_moves(const struct belt *b);
bool belt_is_empty(const struct belt *b);
/* Moves on by a frame, and lets in and out what passes the edges. Stops by itself where a list
 * that has become short stands complete. `now_s` tells what is BARU. */
void belt_advance(struct belt *b, int64_t now_s);

/* The types of the rows that are visible and picked up, a bit each (1 << enum document_type). */
uint32_t belt_types(const struct belt *b);
/* Of a list that moves by pages: the one that stands, from 1, and how many
 * there are; 0 of 0 for others. */
void belt_page(const struct belt *b, uint32_t *ret_page, uint32_t *ret_pages);

/* Appends the sprites of the place bar's band, or of the list's. */
void belt_place_sprites(const struct belt *b, struct frame *f);
void belt_list_sprites(const struct belt *b, struct frame *f);
