/* UTF-8 text from outside: checking, cleaning, comparing. Unicode facts come from utf8proc. */
#pragma once

#include <stdarg.h>

#include "base/buffer.h"

/* Where the first byte stands that is not UTF-8 (RFC 3629: shortest form, no surrogates, up to
 * U+10FFFF) or is NUL; `len` when there is none. */
size_t text_find_invalid(const char *data, size_t len);

/* Appends to `out` what may be shown of `text` (valid UTF-8): NFC; runs of white space become
 * one space, none at the ends; without what nobody sees, such as bidirectional controls (UAX
 * #9: they could make a name read as another), zero-width spaces, soft hyphens, fillers and
 * byte-order marks. ZWJ and ZWNJ stay, scripts need them. false when `text` holds a control
 * character (Unicode category Cc, tab and newline too), or when `out` reaches its limit;
 * `out` is then unchanged. */
bool text_clean(const char *text, struct buffer *out);

/* Appends `text` (valid UTF-8) case folded, NFC; blanks stay. For sorting names. */
void text_fold(const char *text, struct buffer *out);

/* The same into `ret` of `size` bytes, for text that is nothing but ASCII, dashes, quotes and
 * bullets, as nearly all is; false where it is not, or does not fit. */
bool text_fold_plain(const char *text, char *ret, size_t size);

/* Appends a form for comparing: case folded, NFC, blanks, '_' and '-' dropped. So "SIAP_DIAMBIL",
 * "Siap Diambil" and "siap-diambil" are equal. */
void text_fold_key(const char *text, struct buffer *out);

/* text_next() of what is not ASCII. */
uint32_t text_next_beyond_ascii(const char **p);
/* Decodes the character at *p, moves *p past it and returns it; 0 at the end (*p not moved).
 * `*p` is valid UTF-8. */
static inline uint32_t text_next(const char **p)
{
    unsigned char c = (unsigned char)**p;
    if (c >= 0x80)
        return text_next_beyond_ascii(p);
    *p += c != 0;
    return c;
}

/* Whether it is a letter of a script that is written from right to left: Jawi, Arabic, Hebrew. */
bool text_is_rtl(uint32_t c);

/* The number of characters (code points) of valid UTF-8. */
size_t text_length(const char *text);

/* Copies valid UTF-8 into `ret` of `size` bytes; what does not fit is cut at a character's boundary. */
void text_copy(char *ret, size_t size, const char *text);

/* Appends `text` with each {name} replaced by its value: `pairs` are names and values (const char *),
 * ended by NULL. A name that is not among them is left out. */
void text_fill(const char *text, struct buffer *out, va_list pairs);

/* How many single-character edits turn `a` into `b` (Levenshtein), for "did you mean". */
int text_distance(const char *a, const char *b);

/* Whether each of the words in `some` is in `all`, too; a blank parts them. */
bool text_has_words(const char *all, const char *some);
