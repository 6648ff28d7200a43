#include "base/text.h"
#include "view/paint.h"

static int width_of(const struct metrics *m, enum face face, int size, const char *text, size_t len)
{
    return m->width(m->ctx, face, size, text, len);
}

/* The longest head of `text` that fits, in whole characters, at least one. */
static size_t head_that_fits(const struct metrics *m, enum face face, int size, const char *text,
                             size_t len, int width)
{
    const char *p = text;
    size_t fits = 0;
    while ((size_t)(p - text) < len && text_next(&p)) {
        size_t n = (size_t)(p - text);
        if (fits && width_of(m, face, size, text, n) > width)
            break;
        fits = n;
    }
    return fits;
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
        size_t taken = 0;
        for (size_t end = 0; text[end];) {
            size_t next = end + (text[end] == ' ');
            next += strcspn(text + next, " ");
            if (width_of(m, face, size, text, next) > width)
                break;
            taken = end = next;
        }
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

/* Two lines of about the same length rather than a full one and a word: the narrowest room in which the
 * text still takes two. */
static void balance(const struct metrics *m, enum face face, const char *text, int width,
                    struct fit *fit)
{
    struct fit narrower = *fit;
    for (int w = width - width / 16; w > width / 2; w -= width / 16) {
        if (!wrap(m, face, fit->size, 2, w, false, text, &narrower))
            break;
        *fit = narrower;
    }
}

struct fit fit_text(const struct metrics *m, enum face face, const char *text, int width,
                    const struct fit_choice *choices, size_t choice_count)
{
    struct fit fit = { 0 };
    for (size_t i = 0; i < choice_count; i++) {
        if (!wrap(m, face, choices[i].size, choices[i].lines, width, false, text, &fit))
            continue;
        if (choices[i].lines == 2 && fit.lines == 2)
            balance(m, face, text, width, &fit);
        return fit;
    }
    struct fit_choice last = choices[choice_count - 1];
    /* In steps of a tenth: each size is a font of its own to the screen, kept once opened. At a pixel the
     * longest text that may be, 512 bytes, fits the narrowest room there is. */
    for (int size = last.size * 9 / 10; size > 0; size = size * 9 / 10) {
        if (wrap(m, face, size, last.lines, width, size < last.size * 2 / 3, text, &fit))
            break;
    }
    return fit;
}
