#include "policy/mask.h"

#include "base/text.h"
#include "policy/titles.h"

#include <utf8proc.h>

#define DOT       "\xE2\x80\xA2"
#define MOST_DOTS 6

/* A word that arrives masked shows no more letters than this, and hides no fewer than it shows. */
#define MOST_SHOWN 2
/* From so many on, X in the place of letters: "SXXXXX". */
#define LEAST_X 3

/* Of a name that is spelled out ("B U D I") so many letters are shown in a row. */
#define MOST_SPELLED 3

/* A word with more is no name, but a telephone's number or another's. */
#define MOST_DIGITS 3

#define SMALL 96 /* bytes of a name that no memory is asked for */

/* ---- characters */

enum mask_class {
    LETTER,     /* or a digit */
    MARK,       /* stands on a letter, or is not seen */
    APOSTROPHE, /* of a word when letters stand on both sides */
    MASKED,     /* in the place of a letter */
    APART,      /* whatever parts words */
};

static enum mask_class class_beyond_ascii(uint32_t c)
{
    switch (c) {
    case 0xB4:  /* acute accent, as typed for an apostrophe */
    case 0x2BB: /* modifier letters: turned comma, apostrophe */
    case 0x2BC:
    case 0x2018: /* single quotation marks */
    case 0x2019:
        return APOSTROPHE;
    case 0x2022: /* bullet */
    case 0xD7:   /* multiplication sign */
    case 0xB7:   /* middle dot */
    case 0x2217: /* asterisk operator */
    case 0x22C5: /* dot operator */
    case 0xFF0A: /* fullwidth asterisk */
        return MASKED;
    default:
        break;
    }
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
        return MARK;
    case UTF8PROC_CATEGORY_SO: /* blocks, circles; and letters in circles, which are not to be read */
        return MASKED;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
    case UTF8PROC_CATEGORY_SM:
    case UTF8PROC_CATEGORY_SC:
    case UTF8PROC_CATEGORY_SK:
        return APART;
    default:
        return LETTER;
    }
}

static enum mask_class class_of(uint32_t c)
{
    if (c >= 0x80)
        return class_beyond_ascii(c);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
        return LETTER;
    if (c == '\'' || c == '`')
        return APOSTROPHE;
    return c == '*' || c == '#' ? MASKED : APART;
}

/* Letters in circles and boxes, which Unicode counts among the symbols, spell
 * a name as well as others. */
static bool is_to_be_hidden(uint32_t c)
{
    return (c >= 0x249C && c <= 0x24E9) || c >= 0x3200 || (c >= 0x2100 && c <= 0x214F);
}

/* Scripts without blanks between words: what looks like one word may be all of a name. */
static bool is_unspaced(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        { 0x0E00, 0x0EFF },   /* Thai, Lao */
        { 0x1000, 0x109F },   /* Myanmar */
        { 0x1780, 0x17FF },   /* Khmer */
        { 0x1A00, 0x1AAF },   /* Buginese, Tai Tham */
        { 0x1B00, 0x1BFF },   /* Balinese, Sundanese, Batak */
        { 0x2E80, 0x312F },   /* kana, bopomofo, radicals */
        { 0x3130, 0x9FFF },   /* Han */
        { 0xA980, 0xA9DF },   /* Javanese */
        { 0xA930, 0xA95F },   /* Rejang */
        { 0xAC00, 0xD7FF },   /* Hangul */
        { 0xF900, 0xFAFF },   /* Han */
        { 0x20000, 0x3FFFF }, /* Han */
    };
    for (size_t i = 0; i < COUNT(ranges) && c >= ranges[0].first; i++) {
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    }
    return false;
}

static bool is_digit(uint32_t c)
{
    if (c < 0x80)
        return c >= '0' && c <= '9';
    return utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_ND;
}

/* ---- words */

/* A word with what parts it from the next. "S•••••O" is two words, the
 * second joined to the first. */
struct word {
    const char *start, *first_end, *letters_end, *end; /* first letter, then letters, then masks */
    int letters, masks, digits;
    bool joined;      /* to the masks of the one before */
    bool unspaced;    /* of a script that parts no words */
    bool spelled_out; /* one letter too many of a word that is spelled out */
    enum title title;
};

/* "SXXXXX": X for what is not to be read; they count as masks. */
static void see_x(struct word *w)
{
    const char *p = w->letters_end;
    int count = 0;
    while (p > w->start && (p[-1] == 'X' || p[-1] == 'x')) {
        p--;
        count++;
    }
    if (count < LEAST_X)
        return;
    w->letters -= count;
    w->masks += count;
    w->letters_end = p;
}

/* The word that begins at `p`, which is no separator. */
static struct word read_word(const char *p)
{
    struct word w = { .start = p, .first_end = p, .letters_end = p };
    const char *next = p;
    for (; *p; p = next) {
        uint32_t c = text_next(&next);
        enum mask_class class = class_of(c);
        const char *after = next;
        if (class == APART || (class == APOSTROPHE && (!w.letters || w.masks)))
            break;
        /* Between letters only. */
        if (class == APOSTROPHE && class_of(text_next(&after)) != LETTER)
            break;
        if (class == LETTER && w.masks)
            break;
        if (class == MASKED || (class == MARK && w.masks)) {
            w.masks += class == MASKED;
            continue;
        }
        if (class == LETTER || (class == MARK && !w.letters)) {
            w.letters++;
            w.unspaced |= is_unspaced(c);
            w.digits += is_digit(c);
        }
        w.letters_end = next;
        if (w.letters == 1 && class != APOSTROPHE)
            w.first_end = next;
    }
    w.end = p;
    see_x(&w);
    return w;
}

/* All words into `words`, where there is room for a word a byte; how many. */
static size_t read_words(const char *name, struct word *words)
{
    size_t count = 0;
    const char *p = name;
    while (*p) {
        const char *next = p;
        enum mask_class class = class_of(text_next(&next));
        if (class == APART || class == APOSTROPHE) {
            p = next;
            continue;
        }
        words[count] = read_word(p);
        words[count].joined = count && words[count - 1].end == p && words[count - 1].masks;
        p = words[count++].end;
    }
    return count;
}

/* ---- titles */

static bool is_name(const struct word *w)
{
    return w->title == TITLE_NONE && !w->joined;
}

/* Of single letters, as initials are: those count for names, since nobody can
 * tell later what they were. */
static bool is_initial(const struct word *w)
{
    return !w->joined && w->letters == 1 && !w->masks;
}

static void find_titles(struct word *words, size_t count, const char *name, enum privacy_names rule)
{
    struct title_word few[SMALL];
    CLEANUP_FREE struct title_word *many = count > SMALL ? xcalloc(count, sizeof(*many)) : NULL;
    struct title_word *view = many ? many : few;
    for (size_t i = 0; i < count; i++)
        view[i] = (struct title_word){ .start = words[i].start,
                                       .end = words[i].end,
                                       .plain = !words[i].masks && !words[i].joined };
    titles_find(view, count, name);
    size_t names = 0;
    bool named = false; /* by more than a letter of a degree */
    for (size_t i = 0; i < count; i++) {
        words[i].title = view[i].title;
        bool is = is_name(&words[i]) || (rule == PRIVACY_INITIALS && is_initial(&words[i]));
        names += is;
        named |= is && words[i].title != TITLE_BEHIND;
    }
    /* "H. SIMANJUNTAK" may be Hotman: what may as well be a name is no title of a single
     * word, which would stand there whole; nor are those behind it. And a name of
     * nothing but titles is a name. */
    bool before_name = true, ended = false;
    for (size_t i = 0; i < count; i++) {
        before_name &= words[i].title == TITLE_UNSURE || words[i].title == TITLE_SURE;
        ended |= before_name && names == 1 && words[i].title == TITLE_UNSURE;
        if (!names || (ended && (before_name || !named)))
            words[i].title = TITLE_NONE;
    }
}

/* "B. U. D. I." is what initials look like, and theirs stay. */
static bool is_abbreviated(const struct word *w)
{
    return *w->end == '.' && (w->end[1] == ' ' || !w->end[1]);
}

static void find_spelled_out(struct word *words, size_t count)
{
    int row = 0;
    for (size_t i = 0; i < count; i++) {
        struct word *w = &words[i];
        bool single = w->title == TITLE_NONE && w->letters == 1 && !w->masks;
        if (single && !is_abbreviated(w))
            w->spelled_out = ++row > MOST_SPELLED;
        else if (w->letters)
            row = 0;
    }
}

/* ---- output */

static void add(struct buffer *out, const char *start, const char *end)
{
    buffer_append(out, start, (size_t)(end - start));
}

static void add_dots(struct buffer *out, int count)
{
    static const char dots[] = DOT DOT DOT DOT DOT DOT;
    static_assert(sizeof(dots) == MOST_DOTS * (sizeof(DOT) - 1) + 1,
                  "as many as there are at most");
    buffer_append(out, dots, (size_t)MAX(MIN(count, MOST_DOTS), 0) * (sizeof(DOT) - 1));
}

/* Masks as they came, and a dot for what is none although it is no letter. */
static void add_masks(struct buffer *out, const char *p, const char *end)
{
    const char *next = p;
    for (; p < end; p = next) {
        if (is_to_be_hidden(text_next(&next)))
            buffer_append(out, DOT, strlen(DOT));
        else
            add(out, p, next);
    }
}

static bool arrives_masked(const struct word *w)
{
    return w->masks && w->letters <= MOST_SHOWN && w->masks >= w->letters;
}

static void add_partial(struct buffer *out, const struct word *w, bool first)
{
    if (w->spelled_out) {
        add_dots(out, 1);
    } else if ((first && !w->unspaced && w->digits <= MOST_DIGITS) || arrives_masked(w)) {
        add(out, w->start, w->letters_end);
        add_masks(out, w->letters_end, w->end);
    } else {
        add(out, w->start, w->first_end);
        add_dots(out, w->letters + w->masks - 1);
    }
}

static void partial(const char *name, const struct word *words, size_t count, struct buffer *out)
{
    bool first = true;
    const char *p = name;
    for (size_t i = 0; i < count; p = words[i++].end) {
        add(out, p, words[i].start); /* what stands between */
        if (words[i].title != TITLE_NONE) {
            add(out, words[i].start, words[i].end);
        } else {
            add_partial(out, &words[i], first);
            first = false;
        }
    }
    add(out, p, p + strlen(p));
}

/* What stands before a title; an initial has brought its dot. */
static void add_before_title(struct buffer *out, const struct word *before, const char *p,
                             const char *end)
{
    p += before->letters && p < end && *p == '.';
    if (p < end)
        add(out, p, end);
    else
        buffer_append(out, " ", 1);
}

/* And between a title and an initial: its dot, its bracket, a blank. */
static void add_behind_title(struct buffer *out, const char *p, const char *end)
{
    if (p < end && *p == '.')
        add(out, p, p + 1);
    if (memchr(p, ')', (size_t)(end - p)))
        buffer_append(out, ")", 1);
    if (p < end && *end)
        buffer_append(out, " ", 1);
}

static void add_initial(struct buffer *out, const struct word *w)
{
    if (w->letters) {
        add(out, w->start, w->first_end);
        buffer_append(out, ".", 1);
    } else {
        add_dots(out, w->masks);
    }
}

/* What stands between words is left out, except about titles. */
static void initials(const char *name, const struct word *words, size_t count, struct buffer *out)
{
    const struct word *before = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct word *w = &words[i];
        bool title = w->title != TITLE_NONE, behind_title = before && before->title != TITLE_NONE;
        if (w->joined || w->spelled_out)
            continue;
        const char *p = i ? words[i - 1].end : name;
        if (!before || (title && behind_title))
            add(out, title ? p : w->start, w->start);
        else if (title)
            add_before_title(out, before, p, w->start);
        else if (behind_title)
            add_behind_title(out, p, w->start);
        else
            buffer_append(out, " ", 1);
        if (title)
            add(out, w->start, w->end);
        else
            add_initial(out, w);
        before = w;
    }
    if (before && before->title != TITLE_NONE)
        add_behind_title(out, before->end, before->end + strlen(before->end));
}

void mask_name(const char *name, enum privacy_names rule, struct buffer *out)
{
    if (rule == PRIVACY_NUMBER)
        return;
    if (rule == PRIVACY_FULL) {
        buffer_append(out, name, strlen(name));
        return;
    }
    size_t most = strlen(name);
    struct word few[SMALL];
    CLEANUP_FREE struct word *many = most > SMALL ? xmalloc(most * sizeof(*many)) : NULL;
    struct word *words = many ? many : few;
    size_t count = read_words(name, words);
    find_titles(words, count, name, rule);
    find_spelled_out(words, count);
    if (rule == PRIVACY_INITIALS)
        initials(name, words, count, out);
    else
        partial(name, words, count, out);
}
