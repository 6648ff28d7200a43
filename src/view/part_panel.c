#include "view/parts.h"

/* As many as there is ever room for; what is beyond is counted on the screen. */
#define MOST_BRING 12

/* What the types of this list ask for, each thing once, in the feed's order. `*ret_beyond` are those for
 * which `ret` has no room. */
static int bring_lines(const struct snapshot *list, const char *ret[MOST_BRING], int *ret_beyond)
{
    bool listed[DOCUMENT_TYPES] = { false };
    for (uint32_t i = 0; i < list->document_count; i++)
        listed[list->documents[i].type] = true;
    int n = 0;
    *ret_beyond = 0;
    for (uint32_t i = 0; i < list->bring_count; i++) {
        const struct bring *b = &list->bring[i];
        const char *text = snapshot_text(list, b->text);
        bool wanted = b->type == BRING_ANY || listed[b->type];
        for (int j = 0; wanted && j < n; j++)
            wanted = strcmp(ret[j], text) != 0;
        if (wanted && n == MOST_BRING)
            ++*ret_beyond;
        else if (wanted)
            ret[n++] = text;
    }
    return n;
}

/* Draws `text` wrapped from the baseline at *y downwards, or only moves *y when `p` is NULL. */
static void paragraph(const struct style *style, struct painter *p, const char *role, int size,
                      int x, int width, int line_h, colour c, const char *text, int *y)
{
    struct fit fit = fit_text(style->metrics, FACE_REGULAR, text, width,
                              &(struct fit_choice){ size, FIT_MAX_LINES }, 1);
    for (int i = 0; i < fit.lines; i++, *y += line_h) {
        if (p)
            paint_text_part(p, role, FACE_REGULAR, fit.size, x, *y, c, fit.line[i].text,
                            fit.line[i].len);
    }
}

/* The heading and its list from the baseline at `y`; returns the baseline after it. */
static int bring_block(const struct style *style, struct painter *p, const char *const *lines,
                       int count, int x, int width, int y, int percent)
{
    const struct layout *l = &style->layout;
    const struct palette *colours = style->palette;
    int size = layout_scale(l, 30 * percent / 100), line_h = layout_scale(l, 36 * percent / 100);
    if (!count)
        return y;
    if (p)
        paint_text(p, "bring", FACE_BOLD, layout_scale(l, 34), x, y, colours->text,
                   words_get(style->words, WORD_BRING));
    y += layout_scale(l, 50);
    int indent = layout_scale(l, 38), dot = layout_scale(l, 16);
    for (int i = 0; i < count; i++) {
        if (p) {
            int cap = p->metrics->cap_height(p->metrics->ctx, FACE_REGULAR, size);
            paint_fill(p, "bullet",
                       (struct rect){ x + layout_scale(l, 4), y - (cap + dot) / 2, dot, dot },
                       colours->emphasis, layout_scale(l, 3));
        }
        paragraph(style, p, "bring", size, x + indent, width - indent, line_h, colours->text,
                  lines[i], &y);
        y += layout_scale(l, 11 * percent / 100);
    }
    return y;
}

/* As much of the list, and as large, as ends above `bottom`. What has no room is counted in a last line:
 * who misses a thing comes twice. */
static int fitted_bring_block(const struct style *style, struct painter *p,
                              const char *const *lines, int count, int beyond, int x, int width,
                              int y, int bottom)
{
    static const int percents[] = { 100, 90, 80, 70 };
    const char *some[MOST_BRING + 1];
    CLEANUP_BUFFER struct buffer more = BUFFER_INIT(0);
    for (int listed = count; listed; listed--) {
        int n = listed;
        memcpy(some, lines, (size_t)listed * sizeof(*lines));
        if (listed < count || beyond) {
            buffer_clear(&more);
            words_add_count(style->words, &more, WORD_BRING_MORE_ONE, WORD_BRING_MORE_MANY,
                            (uint32_t)(count - listed + beyond));
            some[n++] = buffer_text(&more);
        }
        for (size_t i = 0; i < COUNT(percents); i++) {
            if (bring_block(style, NULL, some, n, x, width, y, percents[i]) <= bottom)
                return bring_block(style, p, some, n, x, width, y, percents[i]);
        }
    }
    return y;
}

/* "214 dokumen · daftar berulang tiap 3 menit" */
static void add_summary(const struct style *style, const struct snapshot *list, int cycle_s,
                        struct buffer *out)
{
    if (!list || !list->document_count)
        return;
    words_add_count(style->words, out, WORD_COUNT_ONE, WORD_COUNT_MANY, list->document_count);
    if (!cycle_s)
        return;
    buffer_addf(out, " · ");
    words_add_count(style->words, out, WORD_CYCLE_ONE, WORD_CYCLE_MANY,
                    (uint32_t)MAX((cycle_s + 30) / 60, 1));
}

static void landscape(const struct style *style, struct painter *p, const char *const *lines,
                      int count, int beyond, const char *summary, const char *link)
{
    const struct palette *colours = style->palette;
    int margin = px(p, 32), width = p->w - 2 * margin, y = px(p, 62);
    int code = px(p, 336), code_x = (p->w - code) / 2, small = px(p, 27), line_h = px(p, 34);
    /* From the bottom up: the caption and the code keep their room, the list gets the rest. */
    int caption_h = 0, summary_h = 0;
    paragraph(style, NULL, "", small, 0, code, line_h, 0,
              words_get(style->words, WORD_CODE_CAPTION), &caption_h);
    paragraph(style, NULL, "", small, 0, width, line_h, 0, summary, &summary_h);
    int reserved = *link ? code + px(p, 24) + caption_h : 0;
    int gap = px(p, 12);
    int bottom = p->h - gap - reserved - summary_h;
    y = gap + fitted_bring_block(style, p, lines, count, beyond, margin, width, y, bottom);
    paragraph(style, p, "summary", small, margin, width, line_h, colours->quiet, summary, &y);
    if (!*link)
        return;
    int code_y = y - px(p, 12);
    paint_qr(p, (struct rect){ code_x, code_y, code, code }, link);
    y = code_y + code + px(p, 40);
    const char *caption = words_get(style->words, WORD_CODE_CAPTION);
    struct fit fit =
        fit_text(style->metrics, FACE_REGULAR, caption, code, &(struct fit_choice){ small, 4 }, 1);
    for (int i = 0; i < fit.lines; i++, y += line_h) {
        int own = style->metrics->width(style->metrics->ctx, FACE_REGULAR, fit.size,
                                        fit.line[i].text, fit.line[i].len);
        paint_text_part(p, "caption", FACE_REGULAR, fit.size, (p->w - own) / 2, y, colours->quiet,
                        fit.line[i].text, fit.line[i].len);
    }
}

static void portrait(const struct style *style, struct painter *p, const char *const *lines,
                     int count, int beyond, const char *summary, const char *link)
{
    const struct palette *colours = style->palette;
    int margin = px(p, 48), code = *link ? p->h - 2 * px(p, 32) : 0;
    int width = p->w - 2 * margin - (code ? code + px(p, 40) : 0);
    int small = px(p, 25), line_h = px(p, 34);
    const char *caption = *link ? words_get(style->words, WORD_CODE_CAPTION) : "";
    int foot = 0;
    paragraph(style, NULL, "", small, 0, width, line_h, 0, summary, &foot);
    paragraph(style, NULL, "", small, 0, width, line_h, 0, caption, &foot);
    int gap = px(p, 10);
    int y = gap + fitted_bring_block(style, p, lines, count, beyond, margin, width, px(p, 66),
                                     p->h + px(p, 2) - gap - foot);
    paragraph(style, p, "summary", small, margin, width, line_h, colours->quiet, summary, &y);
    paragraph(style, p, "caption", small, margin, width, line_h, colours->quiet, caption, &y);
    if (code)
        paint_qr(p, (struct rect){ p->w - margin - code, px(p, 32), code, code }, link);
}

struct picture *part_panel(const struct style *style, const struct snapshot *list, int cycle_s,
                           const char *link)
{
    struct style own = *style;
    own.layout.percent = style->layout.panel_percent;
    style = &own;
    const struct rect *box = &style->layout.panel;
    const char *lines[MOST_BRING];
    int beyond = 0, count = list ? bring_lines(list, lines, &beyond) : 0;
    CLEANUP_BUFFER struct buffer summary = BUFFER_INIT(0);
    add_summary(style, list, cycle_s, &summary);
    struct painter p =
        paint_begin(style->metrics, &style->layout, "panel", box->w, box->h, style->palette->panel);
    (style->layout.portrait ? portrait : landscape)(style, &p, lines, count, beyond,
                                                    buffer_text(&summary), link);
    return paint_end(&p);
}
