#include "screen/runs.h"

#include <fribidi.h>
#include <hb.h>

#include "base/text.h"

static hb_script_t script_of(uint32_t c)
{
    return hb_unicode_script(hb_unicode_funcs_get_default(), c);
}

static bool is_shared(hb_script_t script)
{
    return script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED ||
           script == HB_SCRIPT_UNKNOWN;
}

#define FIRST_MARK 0x0300

bool runs_joins(uint32_t c)
{
    if (c < FIRST_MARK) /* nearly all; a soft hyphen, cleaned away, may stand alone */
        return false;
    switch (hb_unicode_general_category(hb_unicode_funcs_get_default(), c)) {
    case HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK:
    case HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK:
    case HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK:
        return true;
    default:
        return runs_is_invisible(c);
    }
}

bool runs_is_invisible(uint32_t c)
{
    bool selector = (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
    return selector || hb_unicode_general_category(hb_unicode_funcs_get_default(), c) ==
                           HB_UNICODE_GENERAL_CATEGORY_FORMAT;
}

static void name_script(hb_script_t script, char ret[5])
{
    hb_tag_to_string(hb_script_to_iso15924_tag(script), ret);
    ret[4] = '\0';
}

void runs_script(uint32_t c, char ret_script[5])
{
    hb_script_t script = script_of(c);
    name_script(is_shared(script) ? HB_SCRIPT_COMMON : script, ret_script);
}

/* Nearly all text is Latin letters, digits, dashes, quotes, dots and bullets. */
static bool is_plain(const char *text, size_t len)
{
    const unsigned char *p = (const unsigned char *)text, *end = p + len;
    while (p < end) {
        if (*p < 0x80)
            p++;
        else if (*p >= 0xC3 && *p <= 0xC8 && end - p >= 2)
            p += 2;
        else if (*p == 0xE2 && end - p >= 3 && p[1] == 0x80 && p[2] >= 0x90 && p[2] <= 0xA7)
            p += 3;
        else
            return false;
    }
    return true;
}

struct character {
    uint32_t c;
    size_t start;
    hb_script_t script;
    FriBidiLevel level;
};

/* The script of the first letter from `i` on that has the same level, else of any. */
static hb_script_t script_ahead(const struct character *chars, size_t count, size_t i)
{
    FriBidiLevel level = chars[i].level;
    for (size_t k = i; k < count && chars[k].level == level; k++) {
        if (!is_shared(chars[k].script))
            return chars[k].script;
    }
    for (; i < count; i++) {
        if (!is_shared(chars[i].script))
            return chars[i].script;
    }
    return HB_SCRIPT_LATIN;
}

/* What scripts share takes that of the letter before it; where that goes
 * another way, of the one after. */
static void resolve_scripts(struct character *chars, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_shared(chars[i].script))
            continue;
        bool follows = i > 0 && chars[i - 1].level == chars[i].level;
        chars[i].script = follows ? chars[i - 1].script : script_ahead(chars, count, i);
    }
}

static bool has_rtl(const struct character *chars, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (hb_script_get_horizontal_direction(chars[i].script) == HB_DIRECTION_RTL)
            return true;
    }
    return false;
}

/* The line goes the way of its first letter. */
static void find_levels(struct character *chars, size_t count)
{
    FriBidiStrIndex n = (FriBidiStrIndex)count;
    FriBidiChar *text = xcalloc(count, sizeof(*text));
    FriBidiCharType *types = xcalloc(count, sizeof(*types));
    FriBidiBracketType *brackets = xcalloc(count, sizeof(*brackets));
    FriBidiLevel *levels = xcalloc(count, sizeof(*levels));
    FriBidiParType base = FRIBIDI_PAR_ON;
    for (size_t i = 0; i < count; i++)
        text[i] = chars[i].c;
    fribidi_get_bidi_types(text, n, types);
    fribidi_get_bracket_types(text, n, types, brackets);
    if (fribidi_get_par_embedding_levels_ex(types, brackets, n, &base, levels)) {
        for (size_t i = 0; i < count; i++)
            chars[i].level = levels[i];
    }
    free(text);
    free(types);
    free(brackets);
    free(levels);
}

/* UAX #9, L2: from the highest level down to 1, what is at least as high changes its order. */
static void order_runs(struct run *runs, size_t count)
{
    unsigned char highest = 0;
    for (size_t i = 0; i < count; i++)
        highest = MAX(highest, runs[i].level);
    for (; highest; highest--) {
        for (size_t i = 0; i < count; i++) {
            size_t end = i;
            while (end < count && runs[end].level >= highest)
                end++;
            for (size_t a = i, b = end; a + 1 < b; a++, b--) {
                struct run swapped = runs[a];
                runs[a] = runs[b - 1];
                runs[b - 1] = swapped;
            }
            i = MAX(i, end);
        }
    }
}

static void add_runs(const struct character *chars, size_t count, size_t len, struct buffer *out)
{
    size_t before = out->len;
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        while (end < count && chars[end].script == chars[i].script &&
               chars[end].level == chars[i].level)
            end++;
        size_t stop = end < count ? chars[end].start : len;
        struct run run = { .start = chars[i].start,
                           .len = stop - chars[i].start,
                           .rtl = chars[i].level % 2,
                           .level = (unsigned char)chars[i].level };
        name_script(chars[i].script, run.script);
        buffer_append(out, &run, sizeof(run));
        i = end;
    }
    order_runs((struct run *)(void *)(out->data + before),
               (out->len - before) / sizeof(struct run));
}

void runs_split(const char *text, size_t len, struct buffer *out)
{
    if (!len)
        return;
    if (is_plain(text, len)) {
        struct run run = { .len = len, .script = "Latn" };
        buffer_append(out, &run, sizeof(run));
        return;
    }
    struct character *chars = xcalloc(len, sizeof(*chars));
    size_t count = 0;
    for (const char *p = text; (size_t)(p - text) < len; count++) {
        chars[count].start = (size_t)(p - text);
        chars[count].c = text_next(&p);
        if (!chars[count].c)
            break;
        chars[count].script = script_of(chars[count].c);
    }
    if (has_rtl(chars, count))
        find_levels(chars, count);
    resolve_scripts(chars, count);
    add_runs(chars, count, len, out);
    free(chars);
}
