/* What belt.c (how it moves) and belt_change.c (one list in the place of another) share. */
#pragma once

#include "view/belt.h"

/* forms.c makes rows so high that no more are visible. */
#define BELT_MAX 200
#define ID_MAX   65

enum entry_kind {
    ENTRY_BAR,    /* a place's */
    ENTRY_LINE,   /* rows side by side */
    ENTRY_BEYOND, /* how many rows are not listed */
};

struct cell {
    struct picture *picture; /* owned */
    uint64_t key;            /* the document's */
    uint8_t type;
    bool is_new, is_pickup;
};

struct entry {
    enum entry_kind kind;
    int64_t y; /* of its top, from the belt's beginning */
    int height;
    struct plan_layout form;
    int count; /* of cells; a bar has its picture in the first */
    struct cell cells[PLAN_MAX_COLUMNS];
    unsigned cycle;        /* in which it entered */
    bool begins_cycle;     /* the first of it */
    bool is_stale;         /* the list may say otherwise by now: see belt_renew() */
    char location[ID_MAX]; /* its place; "" for none */
};

/* How fast it moves: as struct plan has it. */
struct tempo {
    int px, frames, pause;
};

struct belt {
    const struct style *style;
    struct belt_options options;
    const struct listing *listing; /* borrowed; NULL for none */
    struct cycle cycle;            /* of the listing */
    struct plan_layout form;       /* of the rows that enter */
    struct today today;
    char *resume;                  /* owned; where the first list begins, or NULL */
    const struct listing *resumed; /* borrowed; what it tells of, or NULL */

    struct entry
        entries[BELT_MAX]; /* a ring of what is visible, from the top, and a little ahead */
    int first, count;
    struct belt *former; /* owned; whose pictures may serve again, until belt_renew(); or NULL */
    struct picture *bar; /* owned: the place of the topmost rows */
    char bar_location[ID_MAX];
    bool bar_is_stale;

    int64_t offset;    /* what of the belt is at the top of the view */
    int64_t end;       /* where the next entry goes */
    bool begins_cycle; /* it is the first of a cycle */
    bool moving;
    struct tempo tempo, wanted; /* now; and as soon as rows of an older form have gone: */
    int64_t calm_until;         /* when the offset is here */
    int phase;                  /* scrolling: pixels times tempo.frames that are left over */
    int pause;                  /* frames until it moves on */
    /* A long list that became short: where its beginning lies, and the belt will stop. -1: none. */
    int64_t stop;

    struct belt *coming; /* owned; another standing list that is being made ready; NULL: none */
    int ready_frames;    /* of such: since all of it has entered */
    int waited_frames;   /* of such: since what stands has been out of date, by whatever list */

    uint32_t *pages; /* owned; the listing's first row of each page, where it moves by pages */
    uint32_t page_count;
};

static inline struct entry *belt_entry(struct belt *b, int i)
{
    return &b->entries[(b->first + i) % BELT_MAX];
}

static inline const struct entry *belt_entry_const(const struct belt *b, int i)
{
    return &b->entries[(b->first + i) % BELT_MAX];
}

/* The place bar and the list below it. */
static inline int belt_view(const struct belt *b)
{
    return b->style->layout.place.h + b->style->layout.list.h;
}

const char *belt_place_id(const struct snapshot *list, const struct document *d);
const struct location *belt_place(const struct snapshot *list, const struct document *d);
bool belt_row_is_new(const struct belt *b, const struct document *d, int64_t now_s);
void belt_free_entry(struct entry *e);

void belt_drop_former(struct belt *b);
/* A picture that was just made, or the former belt's that looks the same: that is drawn already. Takes it. */
struct picture *belt_known(struct belt *b, struct picture *fresh);
/* Lets in what the lower edge needs, and something of what it will need. */
void belt_fill(struct belt *b, int64_t now_s);
/* Lets in a line, if there is room for one and one is left. */
bool belt_fill_line(struct belt *b, int64_t now_s);
/* Lets out what has gone by. */
void belt_trim(struct belt *b);
/* In paging, where a page begins from `y` on; else `y`. */
int64_t belt_page_top(const struct belt *b, int64_t y);
/* belt_coming.c: `listing` will stand where now another does; what belt_renew() does for it. */
void belt_begin_coming(struct belt *b, const struct listing *listing);
void belt_renew_coming(struct belt *b, int64_t now_s, int most);
void belt_drop_coming(struct belt *b);
/* The list that has become short stands now, from its beginning. */
void belt_come_to_rest(struct belt *b, int64_t now_s);
