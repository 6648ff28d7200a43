#include "view/parts.h"

int part_footer_rule_height(const struct style *style)
{
    return layout_scale(&style->layout, 3);
}

struct picture *part_freshness(const struct style *style, enum freshness freshness, int64_t when_s)
{
    static const enum word sentences[] = {
        [FRESH] = WORD_UPDATED, [CUT_OFF] = WORD_OLD, [EXPIRED] = WORD_EXPIRED
    };
    bool old = freshness != FRESH;
    const struct palette *colours = style->palette;
    int h = style->layout.footer.h - part_footer_rule_height(style);
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0), date = BUFFER_INIT(0),
                                 time = BUFFER_INIT(0);
    struct civil when = clock_civil(when_s, style->utc_offset_s);
    words_add_short_date(style->words, &date, when);
    words_add_time(style->words, &time, when);
    words_add(style->words, &text, sentences[freshness], "date", buffer_text(&date), "time",
              buffer_text(&time), NULL);

    struct painter p = paint_begin(style->metrics, &style->layout, "freshness", 0, h,
                                   old ? colours->warning : colours->panel);
    int size = px(&p, 29), dot = px(&p, 20), x = px(&p, 48);
    /* Never more than three fifths: the notices keep the rest. */
    int most = style->layout.width * 3 / 5 - x - dot - px(&p, 16) - px(&p, 32);
    struct fit fit = fit_text(style->metrics, FACE_SEMIBOLD, buffer_text(&text), most,
                              &(struct fit_choice){ size, 1 }, 1);
    paint_fill(&p, "dot", (struct rect){ x, (h - dot) / 2, dot, dot },
               old ? colours->stale : colours->fresh, dot / 2);
    x += dot + px(&p, 16);
    x += paint_text(&p, "freshness", FACE_SEMIBOLD, fit.size, x,
                    paint_middle_baseline(&p, FACE_SEMIBOLD, fit.size, 0, h), colours->text,
                    buffer_text(&text));
    p.w = x + px(&p, 32);
    return paint_end(&p);
}
