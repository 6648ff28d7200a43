/* The pictures that the board is made of. Each function draws one from what it is given, and owns
 * nothing; the caller frees what it returns. */
#pragma once

#include "model/calendar.h"
#include "model/snapshot.h"
#include "view/paint.h"
#include "view/palette.h"
#include "view/plan.h"
#include "view/words.h"

/* What all parts share; borrowed for the board's life. */
struct style {
    const struct metrics *metrics;
    const struct palette *palette;
    const struct words *words;
    struct layout layout;
    int utc_offset_s;
    bool has_code;                   /* a QR code is shown: who finds no name may scan it */
    const struct calendar *calendar; /* holidays and other hours; NULL: none */
};

/* What "today" is. Without a clock that can be trusted there is no today. */
struct today {
    bool known;
    int32_t day;
};

/* Any of the texts may be "". */
struct heading {
    const char *script_line; /* above the title, in a regional script; the layout has room for it */
    const char *title, *office, *name;
    bool logo; /* without it the title takes its room */
};
struct picture *part_header(const struct style *style, const struct heading *heading,
                            bool clock_trusted, int64_t now_s);

/* A notice of high priority, in layout.announcement; and the height that this
 * band should have for it. */
struct picture *part_announcement(const struct style *style, const char *text);
int part_announcement_height(const struct style *style, const char *text);

/* The bar "AMBIL DI …" of a place; `place` NULL for documents that need none. */
struct picture *part_place(const struct style *style, const struct snapshot *list,
                           const struct location *place, struct today today);

/* The forms that rows can have on this screen, from the calmest to the densest; returns how
 * many. Two side by side only where a name has enough room. */
#define ROW_FORMS 3
int part_row_forms(const struct style *style, struct plan_layout ret[ROW_FORMS]);

/* One document, in one of those forms. */
struct picture *part_row(const struct style *style, const struct snapshot *list,
                         const struct document *document, struct today today, bool is_new,
                         const struct plan_layout *form);
/* The line after the last row: how many rows are not listed, since they are older than `since`. */
struct picture *part_beyond(const struct style *style, uint32_t count, int32_t since, int height);

struct panel_facts {
    /* Of the rows in view that are picked up, a bit each: what to bring is told for these; and
     * of all that are listed: it is as large as for these. */
    uint32_t types, all_types;
    uint32_t documents;   /* how many there are, listed or not */
    uint32_t listed;      /* and how many of them are */
    int cycle_s;          /* 0: the list stands still */
    uint32_t page, pages; /* of a list that moves by pages; else 0 */
};

/* What to bring, how many, the code. `list` may be NULL; `link` may be "". */
struct picture *part_panel(const struct style *style, const struct snapshot *list,
                           const struct panel_facts *facts, const char *link);

/* The office outside of its hours: the time, big, the holiday that today is, when it opens next,
 * and that day's hours. As large as what it says. */
struct picture *part_closed(const struct style *style, const char *office, const struct week *week,
                            int64_t now_s);

/* "08.00–12.00, 13.00–15.00": the spans of `hours` that begin at `from_minute` or later. */
void part_add_spans(const struct style *style, const struct hours *hours, int from_minute,
                    struct buffer *out);

/* Lines in the middle of a room of w by h; lines may be "". */
struct picture *part_message(const struct style *style, int w, int h, const char *title,
                             const char *first, const char *second);

enum freshness {
    FRESH,   /* the source has lately said that this is its list */
    CUT_OFF, /* it has said nothing for too long */
    EXPIRED, /* it says so, but the list is past its own expiry */
};

/* When something was, as far as one knows: without a clock to be trusted only the day is told,
 * and 0 is not known at all. */
struct moment {
    int64_t unix_s;
    bool has_time;
};

/* Of when the data is, as wide as its form needs to be; and how many documents have lately
 * come in, where it is fresh. */
struct picture *part_freshness(const struct style *style, enum freshness freshness,
                               struct moment when, uint32_t arrived);

/* The thin line over the footer. */
int part_footer_rule_height(const struct style *style);
