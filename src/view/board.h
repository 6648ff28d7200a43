/* The whole screen: the list and the time in, a frame out. Knows no display, no network, no clock;
 * one thread. */
#pragma once

#include "view/closing.h"
#include "view/parts.h"
#include "view/plan.h"

/* Borrowed for the board's life. */
struct board_options {
    int width, height; /* of the display */
    int percent;       /* of the size of what is read; 0: 100 */
    int rate_hz;       /* frames a second while something moves */
    const struct metrics *metrics;
    const struct palette *palette;
    const struct words *words;
    int utc_offset_s;
    const char *title, *office, *name; /* title "": the language's */
    const char *script_line;           /* above the title; NULL or "": none */
    bool no_logo;
    const char *link;     /* "": the feed's */
    const char *notice;   /* shown always, before the feed's; "": none */
    const char *places;   /* ids of the places to list, see listing.h; "": all */
    const char *position; /* of board_position(): the first list goes on there; "" */
    enum motion motion;
    const char *announcement; /* the same in a band of its own */
    int notice_speed;         /* characters a second, at most */
    int min_dwell_s, max_cycle_s, new_for_s;
    int old_after_s, withdraw_after_s; /* ages of the data */
    int64_t started_s;                 /* for "since" while there is no data */
    const struct calendar *calendar;   /* holidays and other hours, of all places; NULL: none */
    struct closing_options closing;
    /* Pixels at 1080 lines by which the picture wanders, against burn-in; 0: none. It may stand
     * still in the middle of that room, for pictures that are compared. */
    int shift;
    bool shift_stands;
};

struct board;
struct board *board_new(const struct board_options *options);
void board_free(struct board *b);
DEFINE_CLEANUP(struct board *, board_free)

/* Takes another board of the same display, before this one's first list: what looks the same on both is
 * not drawn again. Pictures of the first frame only; the other is freed. */
void board_take_over(struct board *b, struct board *former);

/* What the clocks say. `age_s` is how long ago the source last said what it has, measured by a
 * clock that does not jump; `checked_s` is when that was, for people. */
struct board_time {
    int64_t now_s;
    bool clock_trusted;
    int64_t checked_s;
    int64_t age_s;
};

/* A new list (borrowed until the next call). What is visible stays where it is. */
void board_set_list(struct board *b, const struct snapshot *list, const struct board_time *time);

/* The same in three steps, so that the long one can be done on another thread while the board goes
 * on with the list before: what is in a list of 100,000 rows, its plan, and which rows are the
 * same as before. `list` (NULL: none) and the board, unless the change is dropped before, must be
 * there until the end. */
struct board_change;
struct board_change *board_begin_change(struct board *b, const struct snapshot *list);
/* Any thread, while the board's goes on with anything but another list. */
void board_prepare_change(struct board_change *c);
/* Shows the list, and frees the change. What the preparation did not foresee is done here: it
 * may be left out. Rows that are visible are drawn anew over the next frames, a few in each. */
void board_end_change(struct board *b, struct board_change *c, const struct board_time *time);
void board_drop_change(struct board *b, struct board_change *c);

/* How many frames a second board_advance() is called for. The list and the notices keep their
 * speed, as near as whole pixels come. */
void board_set_rate(struct board *b, int rate_hz, const struct board_time *time);
int board_rate(const struct board *b);

/* Moves what moves on by one frame. Whole pixels, whatever the clock says: a frame that comes late
 * delays the list and skips nobody. */
void board_advance(struct board *b, const struct board_time *time);
/* Whether board_advance changes anything now. If not, the frame changes only with the minute. */
bool board_moves(const struct board *b);

/* The frame as it stands; valid until the next call of any function here. Makes pictures only where
 * something has changed: a steady frame allocates nothing. */
const struct frame *board_frame(struct board *b, const struct board_time *time);

/* Where the list is, as a few lines of text that name no person: another board goes on there. */
void board_position(const struct board *b, struct buffer *out);

/* How the list is being shown, for logs and tests. */
const struct plan *board_plan(const struct board *b);
