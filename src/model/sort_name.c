#include "model/sort_name.h"

#include "base/text.h"

/* Before letters and digits, after the blank: no name holds it, since punctuation is left out. */
#define MASKED '!'

#define SMALL 256 /* bytes of a name that no memory is asked for */

/* Titles that stand before a name: folded, without dots. What may as well be the initial of a
 * name (R., A., M.) is none, nor is what belongs to a name (Raden, Andi, I Gusti). */
static const char *const titles[] = {
    "h",   "hj", "kh",  "prof", "dr",     "drs",      "dra", "drg",
    "drh", "ir", "tgk", "ust",  "ustadz", "ustadzah", "pdt", "apt",
};

/* What a character is to the order. */
enum sort_class { LETTER, APART, ASIDE, MASK, COMMA };

static enum sort_class class_of(uint32_t c)
{
    switch (c) {
    case ',':
        return COMMA;
    case '\'':
    case '`':
    case 0xB4:  /* acute accent, as typed for an apostrophe */
    case 0x2BB: /* modifier letters: turned comma, apostrophe */
    case 0x2BC:
    case 0x2018: /* single quotation marks */
    case 0x2019:
        return ASIDE;
    case '*':
    case 0x2022: /* bullet */
    case 0x25CF: /* black circle */
        return MASK;
    default:
        break;
    }
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? LETTER : APART;
    /* Dashes, quotation marks, ellipses. */
    return c >= 0x2010 && c <= 0x2027 ? APART : LETTER;
}

/* The end of the run of characters from `p` on that no blank, dot or comma ends. */
static const char *run_end(const char *p)
{
    return p + strcspn(p, " .,");
}

/* Behind the title that `p` begins with and the blanks and dots after it; `p` where it is none.
 * "K.H." is one title in two runs. `*ret_letters`: it is written in single letters. */
static const char *skip_title(const char *p, bool *ret_letters)
{
    char joined[16] = "";
    size_t len = 0;
    const char *ret = p, *at = p;
    for (int runs = 0; runs < 2; runs++) {
        const char *end = run_end(at);
        if (end == at || len + (size_t)(end - at) >= sizeof(joined))
            break;
        memcpy(joined + len, at, (size_t)(end - at));
        len += (size_t)(end - at);
        joined[len] = '\0';
        bool dot = *end == '.';
        bool letters = len == (size_t)runs + 1;
        at = end + strspn(end, " .");
        for (size_t i = 0; i < COUNT(titles); i++) {
            if (*joined == *titles[i] && strcmp(joined, titles[i]) == 0) {
                ret = at;
                *ret_letters = letters;
            }
        }
        /* "K H ABDULLAH" is K., then H.; only a dot makes them one. */
        if (!dot || end[1] == ' ')
            break;
    }
    return ret;
}

/* Whether there is more before the comma than single letters. */
static bool has_a_word(const char *p)
{
    while (*p && *p != ',') {
        const char *end = run_end(p);
        if (end > p + 1)
            return true;
        p = end + strspn(end, " .");
    }
    return false;
}

static const char *skip_titles(const char *p)
{
    const char *start = p + strspn(p, " .");
    for (;;) {
        bool letters = false;
        const char *next = skip_title(start, &letters);
        /* A name that is nothing but a title is the name: "H", "IR". And of a child there are
         * initials only: "H. P." is no haji. */
        if (next == start || !*next || *next == ',' || (letters && !has_a_word(next)))
            return start;
        start = next;
    }
}

/* The text folded, into `small` where that is short and plain, as nearly every name is, else into
 * `large`. */
static const char *fold(const char *name, char small[SMALL], struct buffer *large)
{
    if (text_fold_plain(name, small, SMALL))
        return small;
    text_fold(name, large);
    return buffer_text(large);
}

/* What begins at `p`, which a title may not, into `ret`, where there is as much room. */
static size_t write_key(const char *p, char *ret)
{
    bool apart = false, masked = false;
    size_t len = 0;
    for (const char *at = p; *p; at = p) {
        enum sort_class class = class_of(text_next(&p));
        if (class == ASIDE)
            continue;
        if (class == COMMA && len)
            break;
        if (class == COMMA || class == APART) {
            apart = len > 0;
            masked = false;
            continue;
        }
        if (class == MASK && masked)
            continue;
        if (apart)
            ret[len++] = ' ';
        apart = false;
        masked = class == MASK;
        if (masked) {
            ret[len++] = MASKED;
        } else {
            while (at < p)
                ret[len++] = *at++;
        }
    }
    return len;
}

void sort_name(const char *name, struct buffer *out)
{
    char small[SMALL], key[SMALL];
    CLEANUP_BUFFER struct buffer folded = BUFFER_INIT(0);
    const char *p = skip_titles(fold(name, small, &folded));
    size_t room = strlen(p);
    CLEANUP_FREE char *large = room > sizeof(key) ? xmalloc(room) : NULL;
    buffer_append(out, large ? large : key, write_key(p, large ? large : key));
}
