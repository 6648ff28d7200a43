/* The board outside of the office's service hours: whether it is closed, and what then stands on
 * the screen. Without a clock that can be trusted it never closes. */
#pragma once

#include "view/parts.h"

enum closed_as {
    CLOSED_AS_LIST,  /* nothing else than in the day */
    CLOSED_AS_DIM,   /* a dimmed clock and the next opening, at another place every few minutes */
    CLOSED_AS_BLACK, /* nothing at all */
};

struct closing_options {
    const struct week *week; /* of the office as a whole; NULL or none: never closed. Borrowed */
    enum closed_as as;
    int early_s, late_s; /* it is shown for so long before an opening, and after a closing */
};

/* Whether the hours say closed at that second, whatever is shown then. `calendar` may be NULL. */
bool closing_is_closed_at(const struct closing_options *o, const struct calendar *calendar,
                          int utc_offset_s, int64_t now_s);

struct closing;
/* Borrows both, and `office`. */
struct closing *closing_new(const struct style *style, const struct closing_options *options,
                            const char *office);
void closing_free(struct closing *c);
DEFINE_CLEANUP(struct closing *, closing_free)

/* Takes the time in; makes pictures once a minute at most, and only where they are shown. */
void closing_look(struct closing *c, int64_t now_s, bool clock_trusted);
/* As of the last look: whether something else than the list is shown. */
bool closing_is_shown(const struct closing *c);
/* What is shown then. Valid until the next look. */
void closing_frame(const struct closing *c, struct frame *f);
