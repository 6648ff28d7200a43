/* Making a picture: items are added in drawing order, then it is closed and never changes. */
#pragma once

#include "view/layout.h"
#include "view/metrics.h"

struct painter {
    const struct metrics *metrics;
    const struct layout *layout;
    const char *role;
    int w, h, count;
    colour ground;
    struct buffer items; /* of struct item; text as offset + 1 until the end */
    struct buffer text;
};

struct painter paint_begin(const struct metrics *metrics, const struct layout *layout,
                           const char *role, int w, int h, colour ground);
/* layout_scale, short because every line of a drawing needs it. */
int px(const struct painter *p, int design_px);

void paint_fill(struct painter *p, const char *role, struct rect box, colour c, int radius);
void paint_logo(struct painter *p, struct rect box);
void paint_qr(struct painter *p, struct rect box, const char *text);

/* Text with its left end at x on the baseline; returns its width. Nothing for "". */
int paint_text(struct painter *p, const char *role, enum face face, int size, int x, int baseline,
               colour c, const char *text);
int paint_text_part(struct painter *p, const char *role, enum face face, int size, int x,
                    int baseline, colour c, const char *text, size_t len);
/* With its right end at x. */
int paint_text_right(struct painter *p, const char *role, enum face face, int size, int x,
                     int baseline, colour c, const char *text);
int paint_width(const struct painter *p, enum face face, int size, const char *text);
/* The width of `text` if each of its digits were the widest one: what must not move when a minute
 * passes is laid out by it. */
int paint_widest(const struct painter *p, enum face face, int size, const char *text);
/* The baseline that puts capitals into the middle between two heights. */
int paint_middle_baseline(const struct painter *p, enum face face, int size, int top, int bottom);

/* The time of day, role "clock", with its right end at x: digits of equal width, whatever the
 * font says, for the clock must not wobble when a minute passes. */
void paint_clock(struct painter *p, int size, int right, int baseline, colour c, const char *text);
int paint_clock_width(const struct painter *p, int size, const char *text);

/* A filled box with text in its middle; where it is too wide on two lines, or smaller. */
void paint_label(struct painter *p, const char *role, struct rect box, colour fill, int radius,
                 enum face face, int size, colour c, const char *text);

/* Closes the picture; the caller frees it with picture_free. The painter is empty afterwards. */
struct picture *paint_end(struct painter *p);
void picture_free(struct picture *p);
/* Whether both would be drawn the same. */
bool picture_equal(const struct picture *a, const struct picture *b);
/* Puts `fresh` in the place of *old (NULL: nothing yet), unless both would be drawn the same:
 * then *old stays, and a back end keeps what it has drawn. Takes ownership of `fresh`. */
void picture_renew(struct picture **old, struct picture *fresh);
DEFINE_CLEANUP(struct picture *, picture_free)

/* ---- text that must fit a box: wrapped, then shrunk, never cut */

#define FIT_MAX_LINES  6  /* as many as a paragraph takes */
#define FIT_ROOM_LINES 10 /* and as there is room for in a fit */
struct fit {
    int size;
    int lines;
    struct {
        const char *text; /* into the text that was fitted */
        size_t len;
    } line[FIT_ROOM_LINES];
};

/* A way to set text: at most `lines` lines at `size`. */
struct fit_choice {
    int size, lines;
};

/* The first of `choices` in which `text` fits `width`; lines break at blanks. When none does,
 * the last is shrunk further until it does, breaking inside words once it is a sixth smaller. */
struct fit fit_text(const struct metrics *m, enum face face, const char *text, int width,
                    const struct fit_choice *choices, size_t choice_count);
