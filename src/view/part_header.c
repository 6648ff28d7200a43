#include "view/parts.h"

#include <stdio.h>

/* The clock with the date under it, at the right; returns how much of the width they take. */
static int paint_now(struct painter *p, const struct style *style, int right, int y,
                     struct civil now, bool short_date)
{
    const struct palette *colours = style->palette;
    bool portrait = style->layout.portrait;
    int size = px(p, portrait ? 58 : 66);
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    (short_date ? words_add_short_date : words_add_date)(style->words, &text, now);
    int date_w = paint_text_right(p, "date", FACE_REGULAR, px(p, portrait ? 25 : 29), right,
                                  y + px(p, 111), colours->quiet_on_header, buffer_text(&text));
    buffer_clear(&text);
    words_add_time(style->words, &text, now);
    int clock_w = paint_clock_width(p, size, buffer_text(&text));
    paint_clock(p, size, right, y + px(p, 70), colours->on_header, buffer_text(&text));
    return MAX(date_w, clock_w) + px(p, portrait ? 24 : 40);
}

/* Whether the title has less than its room beside the date in full: large
 * text on a narrow screen. */
static bool wants_short_date(const struct painter *p, const struct style *style, const char *title,
                             int size, int room, struct civil now)
{
    CLEANUP_BUFFER struct buffer date = BUFFER_INIT(0);
    words_add_date(style->words, &date, now);
    bool portrait = style->layout.portrait;
    int taken = paint_width(p, FACE_REGULAR, px(p, portrait ? 25 : 29), buffer_text(&date)) +
                px(p, portrait ? 24 : 40);
    return paint_width(p, FACE_BOLD, size, title) > room - taken;
}

/* Office and screen, on a line, else on two: each on its own where that does. */
static struct fit fit_office(const struct painter *p, const struct heading *heading,
                             const char *joined, int width)
{
    bool portrait = p->layout->portrait;
    const struct fit_choice choices[] = { { px(p, portrait ? 25 : 29), 1 }, { px(p, 27), 2 } };
    struct fit fit = fit_text(p->metrics, FACE_REGULAR, joined, width, choices, COUNT(choices));
    size_t office_len = strlen(heading->office), name_len = strlen(heading->name);
    const int sizes[] = { choices[1].size, fit.size };
    for (size_t i = 0; fit.lines == 2 && office_len && name_len && i < COUNT(sizes); i++) {
        if (paint_width(p, FACE_REGULAR, sizes[i], heading->office) > width ||
            paint_width(p, FACE_REGULAR, sizes[i], heading->name) > width)
            continue;
        fit.size = sizes[i];
        fit.line[0].text = heading->office;
        fit.line[0].len = office_len;
        fit.line[1].text = heading->name;
        fit.line[1].len = name_len;
        break;
    }
    return fit;
}

struct picture *part_header(const struct style *style, const struct heading *heading,
                            bool clock_trusted, int64_t now_s)
{
    const struct palette *colours = style->palette;
    const struct rect *box = &style->layout.header;
    struct painter p =
        paint_begin(style->metrics, &style->layout, "header", box->w, box->h, colours->header);
    bool portrait = style->layout.portrait;
    int margin = px(&p, 48), right = box->w - margin, x = margin;
    if (heading->logo) {
        int logo = px(&p, *heading->script_line ? 104 : 84);
        paint_logo(&p, (struct rect){ x, (box->h - logo) / 2, logo, logo });
        x += logo + px(&p, 28);
    }
    int title_size = px(&p, portrait ? 46 : 54);
    int width = right - x;
    if (clock_trusted) {
        struct civil now = clock_civil(now_s, style->utc_offset_s);
        width -= paint_now(&p, style, right, (box->h - px(&p, 132)) / 2, now,
                           wants_short_date(&p, style, heading->title, title_size, width, now));
    }

    CLEANUP_BUFFER struct buffer joined = BUFFER_INIT(0);
    buffer_addf(&joined, "%s%s%s", heading->office, *heading->office && *heading->name ? " · " : "",
                heading->name);
    struct fit office = fit_office(&p, heading, buffer_text(&joined), width);
    int y = 0;
    if (*heading->script_line) {
        struct fit fit = fit_text(style->metrics, FACE_REGULAR, heading->script_line, width,
                                  &(struct fit_choice){ px(&p, 32), 1 }, 1);
        paint_text(&p, "script_line", FACE_REGULAR, fit.size, x, px(&p, 42), colours->on_header,
                   heading->script_line);
        y = px(&p, office.lines == 2 ? 60 : 56);
    }
    /* Alone, the title stands in the middle; over two lines it makes room. */
    static const int title_baselines[] = { 86, 69, 52 };
    if (office.lines == 2)
        title_size = px(&p, portrait ? 44 : 48);
    struct fit title = fit_text(style->metrics, FACE_BOLD, heading->title, width,
                                &(struct fit_choice){ title_size, 1 }, 1);
    paint_text(&p, "title", FACE_BOLD, title.size, x, y + px(&p, title_baselines[office.lines]),
               colours->on_header, heading->title);
    int baseline = y + px(&p, office.lines == 1 ? 111 : 87);
    for (int i = 0; i < office.lines; i++, baseline += px(&p, 31))
        paint_text_part(&p, "office", FACE_REGULAR, office.size, x, baseline,
                        colours->quiet_on_header, office.line[i].text, office.line[i].len);
    return paint_end(&p);
}
