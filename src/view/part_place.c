#include "view/parts.h"

#define LINE_SIZE 25 /* below it, details go on two lines */

static void add_time(const struct style *style, int minute, struct buffer *out)
{
    words_add_time(style->words, out, (struct civil){ .hour = minute / 60, .minute = minute % 60 });
}

void part_add_spans(const struct style *style, const struct hours *hours, int from_minute,
                    struct buffer *out)
{
    const char *separator = "";
    for (int i = 0; i < hours->count; i++) {
        if (hours->spans[i].open < from_minute)
            continue;
        buffer_addf(out, "%s", separator);
        add_time(style, hours->spans[i].open, out);
        buffer_addf(out, "–");
        add_time(style, hours->spans[i].close, out);
        separator = ", ";
    }
}

/* "Hari ini 08.00–12.00, 13.00–15.00", or "Hari ini tutup"; with what the calendar calls the
 * day: behind closed always, for it says why, behind hours where it fits their line. */
static void add_hours(const struct style *style, const struct snapshot *list,
                      const struct location *place, struct today today, int line_width,
                      struct buffer *out)
{
    if (!today.known)
        return;
    struct hours h = hours_of_day(&list->openings[place->first_opening], place->openings,
                                  style->calendar, today.day);
    if (!h.known)
        return;
    CLEANUP_BUFFER struct buffer spans = BUFFER_INIT(0), named = BUFFER_INIT(0);
    if (h.count) {
        part_add_spans(style, &h, 0, &spans);
        words_add(style->words, out, WORD_OPEN_TODAY, "hours", buffer_text(&spans), NULL);
    } else {
        words_add(style->words, out, WORD_CLOSED_TODAY, NULL);
    }
    if (!*h.name)
        return;
    buffer_addf(&named, "%s · %s", buffer_text(out), h.name);
    const struct metrics *m = style->metrics;
    if (!h.count || m->width(m->ctx, FACE_SEMIBOLD, layout_scale(&style->layout, LINE_SIZE),
                             named.data, named.len) <= line_width) {
        buffer_clear(out);
        buffer_append(out, named.data, named.len);
    }
}

struct detail {
    const char *role, *text;
};

/* Hours and address, right-aligned in the middle of the bar's height: each on a line, a long one
 * on two. Returns the width they take. */
static int paint_details(struct painter *p, const struct detail *details, size_t count, int width,
                         int right, colour c)
{
    const struct fit_choice one_line[] = { { px(p, 28), 1 },
                                           { px(p, LINE_SIZE), 1 },
                                           { px(p, 22), 2 } };
    struct fit fits[2];
    int lines = 0, taken = 0;
    assert(count <= COUNT(fits));
    for (size_t i = 0; i < count; i++) {
        fits[i] =
            fit_text(p->metrics, FACE_SEMIBOLD, details[i].text, width, one_line, COUNT(one_line));
        lines += fits[i].lines;
    }
    int line_h = px(p, lines <= 2 ? 37 : lines == 3 ? 30 : 25);
    int top = (p->h - lines * line_h) / 2;
    for (size_t i = 0; i < count; i++) {
        const struct fit *fit = &fits[i];
        for (int j = 0; j < fit->lines; j++, top += line_h) {
            int w = p->metrics->width(p->metrics->ctx, FACE_SEMIBOLD, fit->size, fit->line[j].text,
                                      fit->line[j].len);
            int baseline = paint_middle_baseline(p, FACE_SEMIBOLD, fit->size, top, top + line_h);
            paint_text_part(p, details[i].role, FACE_SEMIBOLD, fit->size, right - w, baseline, c,
                            fit->line[j].text, fit->line[j].len);
            taken = MAX(taken, w);
        }
    }
    return taken;
}

struct picture *part_place(const struct style *style, const struct snapshot *list,
                           const struct location *place, struct today today)
{
    const struct palette *colours = style->palette;
    const struct rect *box = &style->layout.place;
    struct painter p =
        paint_begin(style->metrics, &style->layout, "place", box->w, box->h, colours->accent);
    int margin = px(&p, 48), right = box->w - margin;
    int detail_width = (box->w - 2 * margin) * 2 / 5;
    int taken = 0;
    CLEANUP_BUFFER struct buffer name = BUFFER_INIT(0);
    const char *label = words_get(style->words, WORD_NO_PLACE_LABEL);
    if (place) {
        label = words_get(style->words, WORD_PICK_UP_AT);
        const char *counter = snapshot_text(list, place->counter);
        buffer_addf(&name, "%s%s%s", snapshot_text(list, place->name), *counter ? " · " : "",
                    counter);
        const char *address = snapshot_text(list, place->address);
        CLEANUP_BUFFER struct buffer hours = BUFFER_INIT(0);
        add_hours(style, list, place, today, detail_width, &hours);
        struct detail details[2];
        size_t count = 0;
        if (hours.len)
            details[count++] = (struct detail){ "hours", buffer_text(&hours) };
        if (*address)
            details[count++] = (struct detail){ "address", address };
        taken = paint_details(&p, details, count, detail_width, right, colours->on_accent);
    } else {
        buffer_addf(&name, "%s", words_get(style->words, WORD_NO_PLACE));
    }
    paint_text(&p, "label", FACE_BOLD, px(&p, 26), margin, px(&p, 36), colours->on_accent, label);
    int width = right - margin - taken - (taken ? px(&p, 40) : 0);
    const struct fit_choice choices[] = {
        { px(&p, 48), 1 }, { px(&p, 42), 1 }, { px(&p, 36), 1 }, { px(&p, 29), 2 }
    };
    struct fit fit =
        fit_text(style->metrics, FACE_BOLD, buffer_text(&name), width, choices, COUNT(choices));
    int baseline = fit.lines == 1 ? px(&p, 87) : px(&p, 67);
    for (int i = 0; i < fit.lines; i++)
        paint_text_part(&p, "at", FACE_BOLD, fit.size, margin, baseline + i * px(&p, 31),
                        colours->on_accent, fit.line[i].text, fit.line[i].len);
    return paint_end(&p);
}
