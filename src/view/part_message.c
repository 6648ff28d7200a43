#include "view/parts.h"

struct picture *part_message(const struct style *style, int w, int h, const char *title,
                             const char *first, const char *second)
{
    const struct palette *colours = style->palette;
    struct painter p =
        paint_begin(style->metrics, &style->layout, "message", w, h, colours->ground);
    int width = w - 2 * px(&p, 96), middle = w / 2;
    const struct fit_choice big[] = { { px(&p, 60), 1 }, { px(&p, 60), 2 } };
    const struct fit_choice small[] = { { px(&p, 34), 1 }, { px(&p, 34), 2 } };

    struct fit fit = fit_text(style->metrics, FACE_BOLD, title, width, big, COUNT(big));
    int baseline = h / 2 - px(&p, 84) - (fit.lines - 1) * px(&p, 72);
    for (int i = 0; i < fit.lines; i++, baseline += px(&p, 72)) {
        int own = style->metrics->width(style->metrics->ctx, FACE_BOLD, fit.size, fit.line[i].text,
                                        fit.line[i].len);
        paint_text_part(&p, "title", FACE_BOLD, fit.size, middle - own / 2, baseline, colours->text,
                        fit.line[i].text, fit.line[i].len);
    }
    const char *const lines[] = { first, second };
    for (size_t l = 0; l < COUNT(lines); l++) {
        fit = fit_text(style->metrics, FACE_REGULAR, lines[l], width, small, COUNT(small));
        for (int i = 0; i < fit.lines; i++, baseline += px(&p, 48)) {
            int own = style->metrics->width(style->metrics->ctx, FACE_REGULAR, fit.size,
                                            fit.line[i].text, fit.line[i].len);
            paint_text_part(&p, "line", FACE_REGULAR, fit.size, middle - own / 2, baseline,
                            colours->quiet, fit.line[i].text, fit.line[i].len);
        }
    }
    return paint_end(&p);
}
