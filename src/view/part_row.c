#include "view/parts.h"

#include <stdio.h>

#define DOT "  ·  "

int part_row_height(const struct style *style)
{
    return layout_scale(&style->layout, 116);
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

/* "No. …3700  ·  siap diunduh  ·  selesai Jum 20 Nov" */
static void add_details(const struct style *style, const struct snapshot *list,
                        const struct document *document, struct today today, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer part = BUFFER_INIT(0);
    if (*snapshot_text(list, document->name))
        add_number(style, snapshot_text(list, document->number), out);
    if (document->state == DOCUMENT_DOWNLOAD)
        buffer_addf(out, "%s%s", out->len ? DOT : "", words_get(style->words, WORD_DOWNLOAD));
    add_done(style, document, today, &part);
    if (part.len)
        buffer_addf(out, "%s%s", out->len ? DOT : "", part.data);
}

struct picture *part_row(const struct style *style, const struct snapshot *list,
                         const struct document *document, struct today today, bool is_new)
{
    const struct palette *colours = style->palette;
    int w = style->layout.list.w, h = part_row_height(style);
    struct painter p = paint_begin(style->metrics, &style->layout, "row", w, h, colours->ground);
    int margin = px(&p, 48), right = w - margin;

    paint_label(&p, "badge", (struct rect){ margin, px(&p, 27), px(&p, 190), px(&p, 60) },
                colours->badge[document->type], px(&p, 12), FACE_BOLD, px(&p, 30),
                colours->on_badge, words_type(style->words, document->type));
    if (is_new) {
        /* As wide as its word needs: languages differ. */
        const char *word = words_get(style->words, WORD_NEW);
        int label_w = paint_width(&p, FACE_BOLD, px(&p, 26), word) + px(&p, 28);
        right -= label_w;
        paint_label(&p, "new", (struct rect){ right, px(&p, 35), label_w, px(&p, 44) },
                    colours->accent, px(&p, 8), FACE_BOLD, px(&p, 26), colours->on_accent, word);
        right -= px(&p, 24);
    }

    int x = margin + px(&p, 190) + px(&p, 24);
    CLEANUP_BUFFER struct buffer name = BUFFER_INIT(0), details = BUFFER_INIT(0);
    buffer_addf(&name, "%s", snapshot_text(list, document->name));
    if (!name.len)
        add_number(style, snapshot_text(list, document->number), &name);
    add_details(style, list, document, today, &details);

    const struct fit_choice choices[] = {
        { px(&p, 54), 1 }, { px(&p, 46), 1 }, { px(&p, 40), 1 },
        { px(&p, 36), 2 }, { px(&p, 30), 2 },
    };
    struct fit fit =
        fit_text(style->metrics, FACE_BOLD, buffer_text(&name), right - x, choices, COUNT(choices));
    int baseline = fit.lines == 1 ? px(&p, 60) : px(&p, 37);
    for (int i = 0; i < fit.lines; i++)
        paint_text_part(&p, "name", FACE_BOLD, fit.size, x, baseline + i * px(&p, 36),
                        colours->text, fit.line[i].text, fit.line[i].len);
    int small = px(&p, fit.lines == 1 ? 29 : 26);
    int details_baseline = px(&p, fit.lines == 1 ? 100 : 104);
    struct fit line = fit_text(style->metrics, FACE_REGULAR, buffer_text(&details), right - x,
                               &(struct fit_choice){ small, 1 }, 1);
    paint_text(&p, "details", FACE_REGULAR, line.size, x, details_baseline, colours->quiet,
               buffer_text(&details));
    int rule = MAX(px(&p, 2) / 2, 1);
    paint_fill(&p, "rule", (struct rect){ 0, h - rule, w, rule }, colours->rule, 0);
    return paint_end(&p);
}
