#include "view/parts.h"

#include <stdio.h>

/* As many as there is ever room for; what is beyond is counted on the screen. */
#define MOST_BRING 12

struct things {
    const char *lines[MOST_BRING];
    int count, beyond; /* those for which there is no room here */
};

/* What the types ask for, each thing once, in the feed's order. Nothing where there are no
 * types: nothing is picked up then. */
static struct things things_for(const struct snapshot *list, uint32_t types)
{
    struct things things = { .count = 0 };
    for (uint32_t i = 0; list && types && i < list->bring_count; i++) {
        const struct bring *b = &list->bring[i];
        const char *text = snapshot_text(list, b->text);
        bool wanted = b->type == BRING_ANY || types >> b->type & 1;
        for (int j = 0; wanted && j < things.count; j++)
            wanted = strcmp(things.lines[j], text) != 0;
        if (wanted && things.count == MOST_BRING)
            things.beyond++;
        else if (wanted)
            things.lines[things.count++] = text;
    }
    return things;
}

/* What the rows in view ask for, and all rows that are listed: those that will be in view. */
struct bring_lists {
    struct things now, all;
};

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

#define HEADING 50 /* from its baseline to the first thing's */

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
    y += layout_scale(l, HEADING);
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

static const int percents[] = { 100, 90, 80, 70 };

/* How high each thing is at each size, found out when it is first asked for: to lay out long
 * texts takes its time, and a panel is tried in several ways. */
struct measured {
    const struct style *style;
    const struct things *things;
    int width;
    int heights[COUNT(percents)]
               [MOST_BRING + 1]; /* 0: not known yet; the last is the line for the others */
};

static void add_more(const struct style *style, int left, struct buffer *out)
{
    buffer_clear(out);
    words_add_count(style->words, out, WORD_BRING_MORE_ONE, WORD_BRING_MORE_MANY, (uint32_t)left);
}

static int height_of(struct measured *m, size_t percent, int i)
{
    int height = m->heights[percent][i];
    if (height)
        return height;
    CLEANUP_BUFFER struct buffer more = BUFFER_INIT(0);
    const char *text = i < MOST_BRING ? m->things->lines[i] : NULL;
    if (!text)
        add_more(m->style, m->things->count + m->things->beyond, &more);
    const char *lines[] = { text ? text : buffer_text(&more) };
    height = bring_block(m->style, NULL, lines, 1, 0, m->width, 0, percents[percent]) -
             layout_scale(&m->style->layout, HEADING);
    m->heights[percent][i] = height;
    return height;
}

/* What to bring as it is shown: `count` lines of `lines`, the last of
 * which may count the others. */
struct bring_fit {
    const char *lines[MOST_BRING + 1];
    int count, percent;
    bool all;
};

/* How many things have room from `y` to `bottom` at that size; with the
 * line for the others, if any. */
static int count_that_fit(struct measured *m, size_t percent, int y, int bottom)
{
    const struct things *things = m->things;
    int n = 0;
    y += layout_scale(&m->style->layout, HEADING);
    while (n < things->count && y + height_of(m, percent, n) <= bottom)
        y += height_of(m, percent, n++);
    if (n == things->count && !things->beyond)
        return n;
    while (n > 0 && y + height_of(m, percent, MOST_BRING) > bottom)
        y -= height_of(m, percent, --n);
    return n;
}

/* As much of the list, and as large, as ends above `bottom`. What has no room is counted in a
 * last line, whose text is `more`: who misses a thing comes twice. */
static struct bring_fit fit_bring(struct measured *m, int y, int bottom, struct buffer *more)
{
    const struct things *things = m->things;
    struct bring_fit fit = { .all = !things->count };
    for (size_t i = 0; i < COUNT(percents) && fit.count < things->count; i++) {
        int count = count_that_fit(m, i, y, bottom);
        if (count > fit.count) {
            fit.count = count;
            fit.percent = percents[i];
        }
    }
    if (!fit.count)
        return fit;
    memcpy(fit.lines, things->lines, (size_t)fit.count * sizeof(*fit.lines));
    fit.all = fit.count == things->count && !things->beyond;
    if (!fit.all) {
        add_more(m->style, things->count - fit.count + things->beyond, more);
        fit.lines[fit.count++] = buffer_text(more);
    }
    return fit;
}

/* The list for what is in view, as large as the whole one would be: its size must
 * not change with the view. */
static struct bring_fit fit_now(struct measured *whole, const struct things *now, int y, int bottom,
                                struct buffer *more)
{
    struct bring_fit all = fit_bring(whole, y, bottom, more);
    struct measured own = { whole->style, now, whole->width, { { 0 } } };
    if (!all.all || now->count > all.count)
        return fit_bring(&own, y, bottom, more);
    all.count = now->count;
    memcpy(all.lines, now->lines, sizeof(now->lines));
    return all;
}

/* "daftar berulang tiap 3 menit" */
static void add_cycle(const struct style *style, int cycle_s, struct buffer *out)
{
    if (cycle_s < 90 * 60)
        words_add_count(style->words, out, WORD_CYCLE_ONE, WORD_CYCLE_MANY,
                        (uint32_t)MAX((cycle_s + 30) / 60, 1));
    else
        words_add_count(style->words, out, WORD_CYCLE_HOURS_ONE, WORD_CYCLE_HOURS_MANY,
                        (uint32_t)(cycle_s + 1800) / 3600);
}

/* "214 dokumen · daftar berulang tiap 3 menit", "214 dokumen · halaman 3/12", "530 dari 4.400
 * dokumen · …": whoever does not find their name must not believe that the list has everybody. */
static void add_summary(const struct style *style, const struct panel_facts *facts,
                        struct buffer *out)
{
    if (!facts->documents)
        return;
    if (facts->listed < facts->documents) {
        CLEANUP_BUFFER struct buffer listed = BUFFER_INIT(0), all = BUFFER_INIT(0);
        words_add_number(style->words, &listed, facts->listed);
        words_add_number(style->words, &all, facts->documents);
        words_add(style->words, out, WORD_COUNT_PART, "listed", buffer_text(&listed), "all",
                  buffer_text(&all), NULL);
    } else {
        words_add_count(style->words, out, WORD_COUNT_ONE, WORD_COUNT_MANY, facts->documents);
    }
    if (facts->pages) {
        char page[16], pages[16];
        snprintf(page, sizeof(page), "%u", facts->page);
        snprintf(pages, sizeof(pages), "%u", facts->pages);
        buffer_addf(out, " · ");
        words_add(style->words, out, WORD_PAGE, "page", page, "pages", pages, NULL);
    } else if (facts->cycle_s) {
        buffer_addf(out, " · ");
        add_cycle(style, facts->cycle_s, out);
    }
}

/* With its white border; its dark modules are then a quarter of the shorter side at least, from
 * which it is scanned at ten times its width. */
#define CODE 392
/* It may be a little smaller where there is no other room for what to bring: so far as it is
 * read at a third of its size. */
#define CODE_LEAST 345

static int lines_of(const struct style *style, int size, int width, const char *text)
{
    return fit_text(style->metrics, FACE_REGULAR, text, width,
                    &(struct fit_choice){ size, FIT_MAX_LINES }, 1)
        .lines;
}

/* From the bottom up: the caption, the code, and the summary keep their
 * places while the list changes. */
static void landscape(const struct style *style, struct painter *p, const struct bring_lists *bring,
                      const char *summary, const char *link)
{
    const struct palette *colours = style->palette;
    const char *caption = *link ? words_get(style->words, WORD_CODE_CAPTION) : "";
    int margin = px(p, 32), width = p->w - 2 * margin, top = px(p, 62);
    int small = px(p, 27), line_h = px(p, 34), above = px(p, 27);
    int caption_h = lines_of(style, small, width, caption) * line_h;
    int summary_h = lines_of(style, small, width, summary) * line_h;
    CLEANUP_BUFFER struct buffer more = BUFFER_INIT(0), scratch = BUFFER_INIT(0);
    struct measured all = { style, &bring->all, width, { { 0 } } };
    int code = px(p, CODE), least = px(p, CODE_LEAST), taken, bottom;
    for (;; code -= MAX(px(p, 10), 1)) {
        taken = px(p, 20) + summary_h + (*link ? caption_h + px(p, 28) + code : 0);
        bottom = p->h - taken + px(p, 20);
        if (!*link || code - px(p, 10) < least || fit_bring(&all, top, bottom, &scratch).all)
            break;
    }
    struct bring_fit fitted = fit_now(&all, &bring->now, top, bottom, &more);
    /* The count gives way where all that is to be brought has room then. */
    if (!fitted.all && *summary && fit_bring(&all, top, bottom + summary_h, &scratch).all) {
        landscape(style, p, bring, "", link);
        return;
    }
    /* Alone, the code stands in the middle. */
    int y = bring->all.count || *summary ? p->h - taken + above : (p->h - taken) / 2 + above;
    paragraph(style, p, "summary", small, margin, width, line_h, colours->quiet, summary, &y);
    bring_block(style, p, fitted.lines, fitted.count, margin, width, top, fitted.percent);
    if (!*link)
        return;
    y += px(p, 16) - above;
    paint_qr(p, (struct rect){ (p->w - code) / 2, y, code, code }, link);
    y += code + px(p, 12) + above;
    struct fit fit = fit_text(style->metrics, FACE_REGULAR, caption, width,
                              &(struct fit_choice){ small, FIT_MAX_LINES }, 1);
    for (int i = 0; i < fit.lines; i++, y += line_h) {
        int own = style->metrics->width(style->metrics->ctx, FACE_REGULAR, fit.size,
                                        fit.line[i].text, fit.line[i].len);
        paint_text_part(p, "caption", FACE_REGULAR, fit.size, (p->w - own) / 2, y, colours->quiet,
                        fit.line[i].text, fit.line[i].len);
    }
}

static void portrait(const struct style *style, struct painter *p, const struct bring_lists *bring,
                     const char *summary, const char *link)
{
    const struct palette *colours = style->palette;
    int margin = px(p, 48), code = *link ? px(p, CODE) : 0;
    int width = p->w - 2 * margin - (code ? code + px(p, 40) : 0);
    int small = px(p, 27), line_h = px(p, 36);
    const char *caption = *link ? words_get(style->words, WORD_CODE_CAPTION) : "";
    int foot = 0;
    paragraph(style, NULL, "", small, 0, width, line_h, 0, summary, &foot);
    paragraph(style, NULL, "", small, 0, width, line_h, 0, caption, &foot);
    /* Alone, the caption stands in the middle. */
    int bottom = bring->all.count || *summary ? p->h - px(p, 20) - foot : (p->h - foot) / 2;
    int y = bottom + px(p, 27);
    paragraph(style, p, "summary", small, margin, width, line_h, colours->quiet, summary, &y);
    paragraph(style, p, "caption", small, margin, width, line_h, colours->quiet, caption, &y);
    CLEANUP_BUFFER struct buffer more = BUFFER_INIT(0);
    int top = px(p, 62);
    struct measured all = { style, &bring->all, width, { { 0 } } };
    struct bring_fit fitted = fit_now(&all, &bring->now, top, bottom + px(p, 20), &more);
    bring_block(style, p, fitted.lines, fitted.count, margin, width, top, fitted.percent);
    if (code)
        paint_qr(p, (struct rect){ p->w - px(p, 32) - code, (p->h - code) / 2, code, code }, link);
}

struct picture *part_panel(const struct style *style, const struct snapshot *list,
                           const struct panel_facts *facts, const char *link)
{
    struct style own = *style;
    own.layout.percent = style->layout.panel_percent;
    style = &own;
    const struct rect *box = &style->layout.panel;
    struct bring_lists bring = { things_for(list, facts->types),
                                 things_for(list, facts->types | facts->all_types) };
    CLEANUP_BUFFER struct buffer summary = BUFFER_INIT(0);
    add_summary(style, facts, &summary);
    struct painter p =
        paint_begin(style->metrics, &style->layout, "panel", box->w, box->h, style->palette->panel);
    (style->layout.portrait ? portrait : landscape)(style, &p, &bring, buffer_text(&summary), link);
    return paint_end(&p);
}
