#include "view/parts.h"

#include <stdio.h>

/* "Hari ini 08.00–15.00", or 08.00–12.00, 13.00–15.00 where there is a pause. */
static void add_hours(const struct style *style, const struct snapshot *list,
                      const struct location *place, struct today today, struct buffer *out)
{
    if (!today.known || !place->openings)
        return;
    int weekday = clock_civil_of_day(today.day).weekday;
    CLEANUP_BUFFER struct buffer spans = BUFFER_INIT(0);
    for (uint32_t i = 0; i < place->openings; i++) {
        const struct opening *o = &list->openings[place->first_opening + i];
        if (!(o->days >> weekday & 1))
            continue;
        CLEANUP_BUFFER struct buffer open = BUFFER_INIT(0), close = BUFFER_INIT(0);
        words_add_time(style->words, &open,
                       (struct civil){ .hour = o->open / 60, .minute = o->open % 60 });
        words_add_time(style->words, &close,
                       (struct civil){ .hour = o->close / 60, .minute = o->close % 60 });
        if (!spans.len)
            words_add(style->words, &spans, WORD_OPEN_TODAY, "open", buffer_text(&open), "close",
                      buffer_text(&close), NULL);
        else
            buffer_addf(&spans, ", %s–%s", buffer_text(&open), buffer_text(&close));
    }
    if (spans.len)
        buffer_append(out, spans.data, spans.len);
    else
        words_add(style->words, out, WORD_CLOSED_TODAY, NULL);
}

struct detail {
    const char *role, *text;
};

/* Hours and address, right-aligned in the middle of the bar's height: each on a line, a long one on two.
 * Returns the width they take. */
static int paint_details(struct painter *p, const struct detail *details, size_t count, int width,
                         int right, colour c)
{
    const struct fit_choice one_line[] = { { px(p, 28), 1 }, { px(p, 25), 1 }, { px(p, 22), 2 } };
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
        add_hours(style, list, place, today, &hours);
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
