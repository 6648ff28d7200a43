#include "view/parts.h"

#include <stdio.h>

/* Between details. */
#define DOT       "  ·  "
#define TIGHT_DOT " · "

/* How a row is laid out, in the design's pixels. */
struct design {
    int height;
    int badge_w, badge_h, badge_size, gap;
    int names[6];                                 /* sizes: four for one line, then two for two */
    int name, details, details_size;              /* baselines, with the name on one line */
    int name_2, pitch, details_2, details_2_size; /* and on two */
    int new_h, new_size;
};

static const struct design designs[ROW_FORMS] = {
    /* A row of its own. */
    { 116, 190, 60, 30, 24, { 54, 48, 43, 38, 36, 30 }, 60, 100, 29, 37, 36, 104, 26, 44, 26 },
    /* Two side by side. */
    { 104, 150, 58, 27, 24, { 42, 39, 36, 33, 32, 27 }, 49, 88, 26, 33, 31, 94, 22, 40, 23 },
    /* Lower, side by side or not. */
    { 76, 136, 46, 24, 20, { 36, 33, 30, 27, 24, 21 }, 36, 65, 22, 24, 24, 70, 18, 34, 20 },
};

#define MARGIN 48 /* beside the outermost */
/* Narrower than this there is one column. */
#define LEAST_COLUMN 520
/* No more rows than this are ever visible, however high and narrow a window is. */
#define MOST_LINES 80

int part_row_forms(const struct style *style, struct plan_layout ret[ROW_FORMS])
{
    const struct layout *l = &style->layout;
    int least = l->list.h / MOST_LINES, count = 0;
    bool two = l->list.w / 2 >= layout_scale(l, LEAST_COLUMN);
    for (int i = 0; i < ROW_FORMS; i++) {
        if (i == 1 && !two)
            continue;
        ret[count++] = (struct plan_layout){
            .columns = i > 0 && two ? 2 : 1,
            .row_px = MAX(layout_scale(l, designs[i].height), least),
        };
    }
    return count;
}

static const struct design *design_of(const struct style *style, const struct plan_layout *form)
{
    int i = ROW_FORMS - 1;
    while (i > 0 && form->row_px > layout_scale(&style->layout, designs[i].height))
        i--;
    return &designs[i];
}

/* "selesai hari ini", "selesai Jum 20 Nov" */
static void add_done(const struct style *style, const struct document *document, struct today today,
                     struct buffer *out)
{
    if (document->done == DAY_UNKNOWN)
        return;
    if (today.known && document->done == today.day) {
        words_add(style->words, out, WORD_DONE_TODAY, NULL);
    } else if (today.known && document->done == today.day - 1) {
        words_add(style->words, out, WORD_DONE_YESTERDAY, NULL);
    } else {
        CLEANUP_BUFFER struct buffer date = BUFFER_INIT(0);
        words_add_short_date(style->words, &date, clock_civil_of_day(document->done));
        words_add(style->words, out, WORD_DONE_ON, "date", buffer_text(&date), NULL);
    }
}

static void add_number(const struct style *style, const char *number, struct buffer *out)
{
    if (*number)
        words_add(style->words, out, WORD_NUMBER, "number", number, NULL);
}

/* "No. …3700  ·  siap diunduh  ·  selesai Jum 20 Nov", behind what is there. */
static void add_details(const struct style *style, const struct snapshot *list,
                        const struct document *document, struct today today, const char *dot,
                        struct buffer *out)
{
    CLEANUP_BUFFER struct buffer part = BUFFER_INIT(0);
    if (*snapshot_text(list, document->name))
        add_number(style, snapshot_text(list, document->number), &part);
    if (part.len)
        buffer_addf(out, "%s%s", out->len ? dot : "", part.data);
    buffer_clear(&part);
    if (document->state == DOCUMENT_DOWNLOAD)
        buffer_addf(out, "%s%s", out->len ? dot : "", words_get(style->words, WORD_DOWNLOAD));
    add_done(style, document, today, &part);
    if (part.len)
        buffer_addf(out, "%s%s", out->len ? dot : "", part.data);
}

/* The size at which usual details have room: the same for all rows side by side, for
 * sizes that follow each row's words look ragged. Measured by one date, of two digits,
 * and some room for wider ones. */
static int details_size(const struct style *style, const struct painter *p, const struct design *d,
                        int width, const char *dot)
{
    CLEANUP_BUFFER struct buffer usual = BUFFER_INIT(0);
    add_number(style, "0000", &usual);
    buffer_addf(&usual, "%s", dot);
    add_done(style, &(struct document){ .done = 27 }, (struct today){ .known = false }, &usual);
    struct fit_choice choices[4];
    for (int i = 0; i < (int)COUNT(choices); i++)
        choices[i] = (struct fit_choice){ px(p, d->details_size - 2 * i), 1 };
    return fit_text(style->metrics, FACE_REGULAR, buffer_text(&usual), width * 23 / 24, choices,
                    COUNT(choices))
        .size;
}

/* "BARU" at the right edge; returns the room to its left. */
static int paint_new(const struct style *style, struct painter *p, const struct design *design,
                     int right)
{
    /* As wide as its word needs: languages differ. */
    const char *word = words_get(style->words, WORD_NEW);
    int size = px(p, design->new_size), h = px(p, design->new_h);
    int w = paint_width(p, FACE_BOLD, size, word) + px(p, 28);
    paint_label(p, "new", (struct rect){ right - w, (p->h - h) / 2, w, h }, style->palette->accent,
                px(p, 8), FACE_BOLD, size, style->palette->on_accent, word);
    return right - w - px(p, 20);
}

/* A narrow column has no room beside its words: "BARU" stands below the badge, which moves up
 * and gives of its height. Returns that. */
static int paint_new_below(const struct style *style, struct painter *p, const struct design *d,
                           struct rect *badge)
{
    int new_h = px(p, d->new_h) * 3 / 4, gap = px(p, 5);
    int badge_h = MIN(badge->h, p->h - new_h - gap - px(p, 6));
    badge->y = (p->h - badge_h - gap - new_h) / 2;
    paint_label(p, "new", (struct rect){ badge->x, badge->y + badge_h + gap, badge->w, new_h },
                style->palette->accent, px(p, 8), FACE_BOLD, px(p, d->new_size) * 4 / 5,
                style->palette->on_accent, words_get(style->words, WORD_NEW));
    return badge_h;
}

/* Whether a label of a source's own can be read on a badge of that width; else it
 * stands among the details. */
static bool fits_badge(const struct painter *p, const char *label, int size, int width)
{
    const struct fit_choice choices[] = { { size, 1 }, { size * 4 / 5, 2 } };
    return fit_text(p->metrics, FACE_BOLD, label, width - 2 * px(p, 10), choices, COUNT(choices))
               .size >= size * 4 / 5;
}

struct picture *part_row(const struct style *style, const struct snapshot *list,
                         const struct document *document, struct today today, bool is_new,
                         const struct plan_layout *form)
{
    const struct palette *colours = style->palette;
    const struct design *d = design_of(style, form);
    int w = style->layout.list.w / form->columns, h = form->row_px;
    struct painter p = paint_begin(style->metrics, &style->layout, "row", w, h, colours->ground);
    int margin = px(&p, MARGIN), right = w - (form->columns == 1 ? margin : margin / 2);
    int badge_w = px(&p, d->badge_w), x = margin + badge_w + px(&p, d->gap);
    const char *dot = DOT;
    int usual = details_size(style, &p, d, right - x, dot);
    bool narrow = usual < px(&p, d->details_size);
    if (narrow)
        usual = details_size(style, &p, d, right - x, dot = TIGHT_DOT);

    struct rect badge = { margin, 0, badge_w, px(&p, d->badge_h) };
    if (is_new && narrow)
        badge.h = paint_new_below(style, &p, d, &badge);
    else
        badge.y = (h - badge.h) / 2;
    int badge_size = px(&p, d->badge_size);
    const char *type = words_type(style->words, document->type), *label;
    label = snapshot_text(list, document->label);
    bool on_badge = *label && fits_badge(&p, label, badge_size, badge.w);
    paint_label(&p, "badge", badge, colours->badge[document->type], px(&p, 12), FACE_BOLD,
                badge_size, colours->on_badge, on_badge ? label : type);
    if (is_new && !narrow)
        right = paint_new(style, &p, d, right);

    CLEANUP_BUFFER struct buffer name = BUFFER_INIT(0), details = BUFFER_INIT(0);
    buffer_addf(&name, "%s", snapshot_text(list, document->name));
    if (!name.len)
        add_number(style, snapshot_text(list, document->number), &name);
    if (!on_badge)
        buffer_addf(&details, "%s", label);
    add_details(style, list, document, today, dot, &details);

    struct fit_choice choices[COUNT(d->names)];
    for (size_t i = 0; i < COUNT(choices); i++)
        choices[i] = (struct fit_choice){ px(&p, d->names[i]), i < 4 ? 1 : 2 };
    struct fit fit =
        fit_text(style->metrics, FACE_BOLD, buffer_text(&name), right - x, choices, COUNT(choices));
    bool one = fit.lines == 1;
    for (int i = 0; i < fit.lines; i++)
        paint_text_part(&p, "name", FACE_BOLD, fit.size, x,
                        px(&p, one ? d->name : d->name_2) + i * px(&p, d->pitch), colours->text,
                        fit.line[i].text, fit.line[i].len);
    struct fit line =
        fit_text(style->metrics, FACE_REGULAR, buffer_text(&details), right - x,
                 &(struct fit_choice){ one ? usual : MIN(usual, px(&p, d->details_2_size)), 1 }, 1);
    paint_text(&p, "details", FACE_REGULAR, line.size, x, px(&p, one ? d->details : d->details_2),
               colours->quiet, buffer_text(&details));
    int rule = MAX(px(&p, 2) / 2, 1);
    /* At the top, so that what it leaves behind on its way up is the same
     * picture's: one copy does for both. */
    paint_fill(&p, "rule", (struct rect){ 0, 0, w, rule }, colours->rule, 0);
    return paint_end(&p);
}

struct picture *part_beyond(const struct style *style, uint32_t count, int32_t since, int height)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0), number = BUFFER_INIT(0),
                                 date = BUFFER_INIT(0);
    words_add_number(style->words, &number, count);
    words_add_short_date(style->words, &date, clock_civil_of_day(since));
    words_add(style->words, &text, style->has_code ? WORD_BEYOND_CODE : WORD_BEYOND_ASK, "count",
              buffer_text(&number), "date", buffer_text(&date), NULL);

    int w = style->layout.list.w;
    struct painter p =
        paint_begin(style->metrics, &style->layout, "beyond", w, height, style->palette->panel);
    int margin = px(&p, MARGIN);
    const struct fit_choice choices[] = { { px(&p, 36), 1 }, { px(&p, 32), 1 }, { px(&p, 27), 2 } };
    struct fit fit = fit_text(style->metrics, FACE_SEMIBOLD, buffer_text(&text), w - 2 * margin,
                              choices, COUNT(choices));
    int line_h = fit.lines == 1 ? height : MIN(fit.size * 5 / 4, height / fit.lines);
    int top = (height - fit.lines * line_h) / 2;
    for (int i = 0; i < fit.lines; i++, top += line_h)
        paint_text_part(&p, "beyond", FACE_SEMIBOLD, fit.size, margin,
                        paint_middle_baseline(&p, FACE_SEMIBOLD, fit.size, top, top + line_h),
                        style->palette->emphasis, fit.line[i].text, fit.line[i].len);
    return paint_end(&p);
}
