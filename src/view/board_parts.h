/* What board.c (how it looks) and board_change.c (one list in the place of another) share. */
#pragma once

#include "view/belt.h"
#include "view/board.h"
#include "view/notices.h"
#include "view/shift.h"
#include "view/ticker.h"

#define NO_TURN (-1) /* no announcement stands */

/* What the parts beside the list were made from; when it changes, they are made anew. */
struct basis {
    bool trusted;
    int64_t minute, data_minute;
    enum freshness freshness;
    enum scene scene;
    unsigned list; /* how many lists there have been */
    struct panel_facts panel;
};

struct board {
    struct board_options options;
    struct style style;
    struct frame frame;
    struct plan plan;
    struct belt *belt;
    struct ticker *ticker;
    struct closing *closing;
    struct shift shift;
    const struct snapshot *list; /* borrowed; NULL before the first */
    struct listing listings[2];  /* of it, as far as this board shows it; and of the one before */
    int listing;                 /* which of them */
    struct census census;        /* of the list, for other plans */

    enum scene scene;
    struct today today;
    int panel_frames; /* since the panel last followed what is in view */
    int ticker_step, ticker_every;
    unsigned ticker_frames;

    struct notices notices; /* of today */
    int turn;               /* of the announcement that stands */

    /* A change that may be prepared on another thread: what it reads, both listings, stays. */
    const struct board_change *pending;
    char *position; /* where the first list goes on; owned */
    unsigned lists; /* how many there have been */
    struct basis basis;
    bool laid_out; /* since the last frame: whatever that was made from, it is made anew */
    /* Owned; NULL before the first frame, and where the scene has none. */
    struct picture *header, *announcement, *panel, *message, *freshness;
};

static inline const struct listing *board_listing(const struct board *b)
{
    return &b->listings[b->listing];
}

struct today board_today(const struct board *b, const struct board_time *time);
/* "": none. */
const char *board_link(const struct board *b);
/* The list is too old to be shown. */
bool board_is_withdrawn(const struct board *b, const struct board_time *time);

/* Steps of whole pixels that come nearest to the notices' speed from below, at the board's rate. */
void board_pace_ticker(struct board *b);

/* Before the first frame: everything where its size puts it. */
void board_lay_out(struct board *b);
void board_drop(struct picture **picture);
/* At midnight, or when the clock comes to be trusted: notices begin and end. */
void board_note_day(struct board *b, const struct board_time *time);
