#include "base/text.h"
#include "view/paint.h"

static int width_of(const struct metrics *m, enum face face, int size, const char *text, size_t len)
{
    return m->width(m->ctx, face, size, text, len);
}

/* Widths grow with the text, so that halving finds the longest head with few measurements:
 * `ends` are where heads may end, in order. The number of those that fit. */
static size_t ends_that_fit(const struct metrics *m, enum face face, int size, const char *text,
                            const size_t *ends, size_t count, int width)
{
    size_t fit = 0, beyond = count + 1;
    /* Most lines are short beside a long text, and to measure that takes long: from
     * the beginning, in leaps. */
    for (size_t probe = MIN(count, 8); fit < count && beyond > count;
         probe = MIN(2 * probe, count)) {
        if (width_of(m, face, size, text, ends[probe - 1]) <= width)
            fit = probe;
        else
            beyond = probe;
    }
    while (beyond - fit > 1) {
        size_t middle = fit + (beyond - fit) / 2;
        if (width_of(m, face, size, text, ends[middle - 1]) <= width)
            fit = middle;
        else
            beyond = middle;
    }
    return fit;
}

/* No more words, or characters of a word that is broken, go on a line. */
#define MOST_ENDS 128

/* The longest head of whole words that fits; 0: not even the first does. */
static size_t words_that_fit(const struct metrics *m, enum face face, int size, const char *text,
                             int width)
{
    size_t ends[MOST_ENDS], count = 0;
    for (size_t end = 0; text[end] && count < MOST_ENDS;) {
        end += text[end] == ' ';
        end += strcspn(text + end, " ");
        ends[count++] = end;
    }
    size_t fit = ends_that_fit(m, face, size, text, ends, count, width);
    return fit ? ends[fit - 1] : 0;
}

/* The longest head that fits, in whole characters, at least one. */
static size_t head_that_fits(const struct metrics *m, enum face face, int size, const char *text,
                             size_t len, int width)
{
    size_t ends[MOST_ENDS], count = 0;
    const char *p = text;
    while ((size_t)(p - text) < len && count < MOST_ENDS && text_next(&p))
        ends[count++] = (size_t)(p - text);
    size_t fit = ends_that_fit(m, face, size, text, ends, count, width);
    return ends[fit ? fit - 1 : 0];
}

/* Greedy: fills each line with the words that fit. false when that takes more lines, or when a word
 * alone is too wide and may not be broken. */
static bool wrap(const struct metrics *m, enum face face, int size, int lines, int width,
                 bool break_words, const char *text, struct fit *ret)
{
    ret->size = size;
    ret->lines = 0;
    while (*text) {
        if (ret->lines == lines)
            return false;
        size_t taken = words_that_fit(m, face, size, text, width);
        if (!taken) {
            if (!break_words)
                return false;
            taken = head_that_fits(m, face, size, text, strcspn(text, " "), width);
        }
        ret->line[ret->lines].text = text;
        ret->line[ret->lines].len = taken;
        ret->lines++;
        text += taken;
        text += *text == ' ';
    }
    return true;
}

/* Two lines of about the same length rather than a full one and a word: the narrowest room in
 * which the text still takes two. */
static void balance(const struct metrics *m, enum face face, const char *text, int width,
                    struct fit *fit)
{
    struct fit narrower = *fit;
    int step = MAX(width / 16, 1);
    for (int w = width - step; w > width / 2; w -= step) {
        if (!wrap(m, face, fit->size, 2, w, false, text, &narrower))
            break;
        *fit = narrower;
    }
}

struct fit fit_text(const struct metrics *m, enum face face, const char *text, int width,
                    const struct fit_choice *choices, size_t choice_count)
{
    struct fit fit = { 0 };
    /* Widths go with the size: sizes at which the text is too long for its lines, whatever its
     * breaks, need not be tried. A tenth is left for what hinting changes. */
    int64_t whole = (int64_t)width_of(m, face, choices[0].size, text, strlen(text)) * 9 / 10;
    int64_t room = (int64_t)width * choices[0].size;
    for (size_t i = 0; i < choice_count; i++) {
        if (whole * choices[i].size > room * choices[i].lines ||
            !wrap(m, face, choices[i].size, choices[i].lines, width, false, text, &fit))
            continue;
        if (choices[i].lines == 2 && fit.lines == 2)
            balance(m, face, text, width, &fit);
        return fit;
    }
    struct fit_choice last = choices[choice_count - 1];
    /* In steps of a tenth: each size is a font of its own to the screen, kept once opened. At a
     * pixel the longest text that may be, 512 bytes, fits the narrowest room there is. */
    enum { SMALL = 6 }; /* where rounding is more than a tenth */
    for (int size = last.size * 9 / 10; size > 0; size = size * 9 / 10) {
        if ((whole * size <= room * last.lines || size < SMALL) &&
            wrap(m, face, size, last.lines, width, size < last.size * 17 / 20, text, &fit))
            break;
    }
    return fit;
}
