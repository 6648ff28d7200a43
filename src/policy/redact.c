#include "policy/redact.h"

#include "base/buffer.h"
#include "base/text.h"

#include <utf8proc.h>

#define RUN_DIGITS     16
#define SHORTEST_POWER 15 /* 16 digits are 1E+15 and more */
#define DOT            "\xE2\x80\xA2"

static bool is_ascii_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_digit(uint32_t c)
{
    if (c < 0x80)
        return c >= '0' && c <= '9';
    return utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_ND;
}

/* What stands between the digits of one number. */
enum gap {
    GAP_NOTHING, /* marks and joiners: they stand on a digit, or are not seen */
    GAP_BLANK,
    GAP_SEPARATOR,   /* dots, dashes and slashes, also with blanks about them */
    GAP_PUNCTUATION, /* any other, but then without a blank: "0812…, 0813…" are two numbers */
    GAP_END,         /* letters and whatever else */
};

static enum gap gap_of(uint32_t c)
{
    switch (c) {
    case '.':
    case '/':
    case 0x00B7: /* middle dot */
    case 0x2024: /* one dot leader */
    case 0x2044: /* fraction slash */
    case 0x2212: /* minus */
    case 0x2215: /* division slash */
    case 0x3002: /* ideographic full stop */
    case 0xFF0E: /* fullwidth full stop */
    case 0xFF0F: /* fullwidth solidus */
        return GAP_SEPARATOR;
    case '\t':
    case '\n':
    case '\r':
        return GAP_BLANK;
    default:
        break;
    }
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return GAP_BLANK;
    case UTF8PROC_CATEGORY_PD:
        return GAP_SEPARATOR;
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
        return GAP_NOTHING;
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
    case UTF8PROC_CATEGORY_SM:
    case UTF8PROC_CATEGORY_SC:
    case UTF8PROC_CATEGORY_SK:
    case UTF8PROC_CATEGORY_SO:
        return GAP_PUNCTUATION;
    default:
        return GAP_END;
    }
}

struct range {
    const char *start, *end;
};

/* The next run of digits from `text` on, as long as it goes; false when there is none. */
static bool next_run(const char *text, struct range *ret, int *ret_digits)
{
    bool blank = false, punctuation = false; /* since the last digit */
    *ret_digits = 0;
    for (const char *at = text; *text; at = text) {
        uint32_t c = text_next(&text);
        if (is_digit(c)) {
            if ((*ret_digits)++ == 0)
                ret->start = at;
            ret->end = text;
            blank = punctuation = false;
        } else if (*ret_digits) {
            enum gap gap = gap_of(c);
            blank |= gap == GAP_BLANK;
            punctuation |= gap == GAP_PUNCTUATION;
            if (gap == GAP_END || (blank && punctuation))
                return true;
        }
    }
    return *ret_digits > 0;
}

/* A number as spreadsheets abbreviate it, around an 'e' at `e`: "3,27E+15", "3.27e15", "3E+15".
 * Without a plus sign it must have a fraction: "Blok 3E15" is an address. `text` is where the
 * string starts. */
static bool is_power(const char *text, const char *e, struct range *ret)
{
    const char *start = e, *p = e + 1;
    while (start > text && is_ascii_digit(start[-1]))
        start--;
    if (start == e)
        return false;
    bool fraction =
        start - text >= 2 && (start[-1] == ',' || start[-1] == '.') && is_ascii_digit(start[-2]);
    if (fraction) {
        for (start--; start > text && is_ascii_digit(start[-1]);)
            start--;
    }
    if (*p == '+')
        p++;
    else if (!fraction)
        return false;
    int power = 0;
    for (; is_ascii_digit(*p); p++)
        power = MIN(power * 10 + (*p - '0'), 1000);
    *ret = (struct range){ start, p };
    return power >= SHORTEST_POWER;
}

/* Nearly every string is too short of digits, and is cleared here without decoding it. */
static bool cannot_hold_number(const char *text)
{
    int digits = 0;
    for (const char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;
        /* From U+2000 to U+203F there is none: there are the dots of names that are masked. */
        if (is_ascii_digit(*p) || (c >= 0xC0 && !(c == 0xE2 && (unsigned char)p[1] == 0x80)))
            digits++;
        else if ((c | 0x20) == 'e' && p > text && is_ascii_digit(p[-1]))
            return false;
    }
    return digits < RUN_DIGITS;
}

typedef void hide_fn(struct range range, void *ctx);

/* Calls `hide` for each stretch whose digits may not be shown; they may overlap. */
static bool find_numbers(const char *text, hide_fn *hide, void *ctx)
{
    bool found = false;
    struct range range;
    int digits;
    for (const char *p = text; next_run(p, &range, &digits); p = range.end) {
        if (digits >= RUN_DIGITS) {
            hide(range, ctx);
            found = true;
        }
    }
    for (const char *e = strpbrk(text, "eE"); e; e = strpbrk(e + 1, "eE")) {
        if (is_power(text, e, &range)) {
            hide(range, ctx);
            found = true;
        }
    }
    return found;
}

static void hide_nothing(struct range range, void *ctx)
{
    (void)range, (void)ctx;
}

bool redact_finds_number(const char *text)
{
    return !cannot_hold_number(text) && find_numbers(text, hide_nothing, NULL);
}

struct hidden {
    const char *text;
    char *marks; /* for each byte of the text, whether it lies in a stretch */
};

static void hide_bytes(struct range range, void *ctx)
{
    struct hidden *h = ctx;
    memset(h->marks + (range.start - h->text), 1, (size_t)(range.end - range.start));
}

char *redact_blot(const char *text)
{
    if (cannot_hold_number(text))
        return NULL;
    CLEANUP_FREE char *marks = xcalloc(1, strlen(text) + 1);
    struct hidden hidden = { text, marks };
    if (!find_numbers(text, hide_bytes, &hidden))
        return NULL;
    struct buffer out = BUFFER_INIT(0);
    for (const char *p = text, *at = p; *p; at = p) {
        if (is_digit(text_next(&p)) && marks[at - text])
            buffer_append(&out, DOT, strlen(DOT));
        else
            buffer_append(&out, at, (size_t)(p - at));
    }
    return out.data;
}
