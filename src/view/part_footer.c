#include "view/parts.h"

int part_footer_rule_height(const struct style *style)
{
    return layout_scale(&style->layout, 3);
}

struct picture *part_freshness(const struct style *style, enum freshness freshness,
                               struct moment when, uint32_t arrived)
{
    /* Without and with the time of day; without any. */
    static const enum word sentences[][3] = {
        [FRESH] = { WORD_UPDATED_DATE, WORD_UPDATED, WORD_UPDATED_UNKNOWN },
        [CUT_OFF] = { WORD_OLD_DATE, WORD_OLD, WORD_OLD_UNKNOWN },
        [EXPIRED] = { WORD_EXPIRED, WORD_EXPIRED, WORD_EXPIRED },
    };
    int form = !when.unix_s ? 2 : when.has_time;
    bool old = freshness != FRESH;
    const struct palette *colours = style->palette;
    int h = style->layout.footer.h - part_footer_rule_height(style);
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    words_add_moment(style->words, &text, sentences[freshness][form],
                     clock_civil(when.unix_s, style->utc_offset_s));

    if (arrived && !old) {
        buffer_addf(&text, " · ");
        words_add_count(style->words, &text, WORD_ARRIVED_ONE, WORD_ARRIVED_MANY, arrived);
    }

    struct painter p = paint_begin(style->metrics, &style->layout, "freshness", 0, h,
                                   old ? colours->warning : colours->panel);
    int size = px(&p, 29), dot = px(&p, 20), x = px(&p, 48);
    /* Never more than three fifths where there are notices: they keep the rest. */
    int width = style->layout.width;
    int most =
        (style->layout.wants.ticker ? width * 3 / 5 : width) - x - dot - px(&p, 16) - px(&p, 32);
    struct fit fit = fit_text(style->metrics, FACE_SEMIBOLD, buffer_text(&text), most,
                              &(struct fit_choice){ size, 1 }, 1);
    paint_fill(&p, "dot", (struct rect){ x, (h - dot) / 2, dot, dot },
               old ? colours->stale : colours->fresh, dot / 2);
    x += dot + px(&p, 16);
    paint_text(&p, "freshness", FACE_SEMIBOLD, fit.size, x,
               paint_middle_baseline(&p, FACE_SEMIBOLD, fit.size, 0, h),
               old ? colours->on_warning : colours->text, buffer_text(&text));
    /* The notices beside it must not shift with each pull. */
    int widest = paint_widest(&p, FACE_SEMIBOLD, fit.size, buffer_text(&text));
    p.w = MIN(x + widest + px(&p, 32), width);
    return paint_end(&p);
}
