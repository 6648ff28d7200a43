#include "view/parts.h"

#include <stdio.h>

struct picture *part_header(const struct style *style, const char *title, const char *office,
                            const char *name, bool clock_trusted, int64_t now_s)
{
    const struct palette *colours = style->palette;
    const struct rect *box = &style->layout.header;
    struct painter p =
        paint_begin(style->metrics, &style->layout, "header", box->w, box->h, colours->header);
    int margin = px(&p, 48), logo = px(&p, 84);
    int small = px(&p, style->layout.portrait ? 25 : 29);
    /* Alone, the title stands in the middle. */
    int title_baseline = px(&p, *office || *name ? 69 : 86), sub_baseline = px(&p, 111);
    int right = box->w - margin;

    int clock_w = 0;
    if (clock_trusted) {
        struct civil now = clock_civil(now_s, style->utc_offset_s);
        CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
        words_add_date(style->words, &text, now);
        clock_w = paint_text_right(&p, "date", FACE_REGULAR, small, right, sub_baseline,
                                   colours->quiet, buffer_text(&text));
        buffer_clear(&text);
        words_add_time(style->words, &text, now);
        paint_clock(&p, px(&p, style->layout.portrait ? 58 : 66), right, px(&p, 70), colours->text,
                    buffer_text(&text));
        clock_w += px(&p, style->layout.portrait ? 24 : 40);
    }

    paint_logo(&p, (struct rect){ margin, (box->h - logo) / 2, logo, logo });
    int x = margin + logo + px(&p, 28);
    int width = right - clock_w - x;
    struct fit fit =
        fit_text(style->metrics, FACE_BOLD, title, width,
                 &(struct fit_choice){ px(&p, style->layout.portrait ? 46 : 54), 1 }, 1);
    paint_text(&p, "title", FACE_BOLD, fit.size, x, title_baseline, colours->text, title);

    CLEANUP_BUFFER struct buffer sub = BUFFER_INIT(0);
    buffer_addf(&sub, "%s%s%s", office, *office && *name ? " · " : "", name);
    /* Two lines rather than small ones. */
    const struct fit_choice choices[] = { { small, 1 }, { small * 5 / 6, 1 }, { px(&p, 22), 2 } };
    fit = fit_text(style->metrics, FACE_REGULAR, buffer_text(&sub), width, choices, COUNT(choices));
    int baseline = fit.lines == 1 ? sub_baseline : px(&p, 97);
    for (int i = 0; i < fit.lines; i++, baseline += px(&p, 25))
        paint_text_part(&p, "office", FACE_REGULAR, fit.size, x, baseline, colours->quiet,
                        fit.line[i].text, fit.line[i].len);
    return paint_end(&p);
}
