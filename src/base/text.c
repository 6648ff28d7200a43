#include "base/text.h"

#include <utf8proc.h>

#include "base/wipe.h"

size_t text_find_invalid(const char *data, size_t len)
{
    size_t i = 0;
    while (i < len) {
        /* Nearly all bytes are ASCII: eight at a time, none of them NUL or above 0x7F. */
        uint64_t word;
        while (len - i >= sizeof(word)) {
            memcpy(&word, data + i, sizeof(word));
            uint64_t has_zero = (word - UINT64_C(0x0101010101010101)) & ~word;
            if ((word | has_zero) & UINT64_C(0x8080808080808080))
                break;
            i += sizeof(word);
        }
        if (i == len)
            break;
        utf8proc_int32_t c;
        utf8proc_ssize_t n =
            utf8proc_iterate((const utf8proc_uint8_t *)data + i, (utf8proc_ssize_t)(len - i), &c);
        if (n <= 0 || c == 0)
            return i;
        i += (size_t)n;
    }
    return len;
}

/* What Unicode lets a program leave out of sight (Default_Ignorable_Code_Point):
 * bidirectional controls, zero-width blanks, fillers, variation selectors, tags. Joiners
 * too, but scripts need those. */
static bool is_invisible(utf8proc_int32_t c)
{
    return utf8proc_get_property(c)->ignorable && c != 0x200C && c != 0x200D;
}

static bool is_space(utf8proc_int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);
    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP;
}

/* How many bytes the character at `p` takes when it is one that neither cleaning nor NFC nor its
 * neighbours can change; else 0. True of ASCII, of Latin letters (U+00C0 to U+02FF: below the first
 * combining mark) and of the dashes, quotes, dots and bullets U+2010 to U+2027. That is nearly
 * every character of a list, so that utf8proc, which allocates, is asked only for the rest. */
static int plain_length(const unsigned char *p)
{
    if (p[0] < 0x80)
        return p[0] >= 0x20 && p[0] != 0x7F;
    if (p[0] >= 0xC3 && p[0] <= 0xCB)
        return 2;
    return p[0] == 0xE2 && p[1] == 0x80 && p[2] >= 0x90 && p[2] <= 0xA7 ? 3 : 0;
}

/* Plain characters without doubled or outer spaces need no work. */
static bool is_clean(const char *text)
{
    bool space = true;
    while (*text) {
        int n = plain_length((const unsigned char *)text);
        if (!n || (*text == ' ' && space))
            return false;
        space = *text == ' ';
        text += n;
    }
    return !space;
}

/* What may be shown of `text`, not yet composed. */
static bool filter(const char *text, struct buffer *out)
{
    bool space = false;
    size_t start = out->len;
    for (const char *at = text; *text; at = text) {
        utf8proc_int32_t c = (utf8proc_int32_t)text_next(&text);
        if (utf8proc_category(c) == UTF8PROC_CATEGORY_CC)
            return false;
        if (is_space(c)) {
            space = out->len > start;
        } else if (!is_invisible(c)) {
            if (space)
                buffer_append(out, " ", 1);
            buffer_append(out, at, (size_t)(text - at));
            space = false;
        }
    }
    return true;
}

/* NULL for text that is not UTF-8. The caller frees it. */
static char *map(const char *text, utf8proc_option_t options)
{
    utf8proc_uint8_t *ret = NULL;
    utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)text, 0, &ret, options);
    if (len == UTF8PROC_ERROR_NOMEM)
        out_of_memory(strlen(text));
    return (char *)ret;
}

bool text_clean(const char *text, struct buffer *out)
{
    if (!*text || is_clean(text))
        return buffer_append(out, text, strlen(text));
    /* Compose last: what an invisible character kept apart may belong together now. */
    CLEANUP_BUFFER struct buffer shown = BUFFER_INIT(0);
    CLEANUP_WIPE void *nfc =
        filter(text, &shown)
            ? map(buffer_text(&shown), UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE)
            : NULL;
    return nfc && buffer_append(out, nfc, strlen((const char *)nfc));
}

static char *fold(const char *text)
{
    return map(text, UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
}

bool text_fold_plain(const char *text, char *ret, size_t size)
{
    size_t len = 0;
    for (int n; text[len]; len += (size_t)n) {
        n = plain_length((const unsigned char *)text + len);
        /* Two bytes: letters that have a case beyond ASCII's. */
        if (!n || n == 2 || len + (size_t)n >= size)
            return false;
        for (int i = 0; i < n; i++) {
            char c = text[len + (size_t)i];
            ret[len + (size_t)i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
        }
    }
    if (size)
        ret[len] = '\0';
    return size > 0;
}

void text_fold(const char *text, struct buffer *out)
{
    char plain[256];
    if (text_fold_plain(text, plain, sizeof(plain))) {
        buffer_append(out, plain, strlen(plain));
        return;
    }
    CLEANUP_WIPE char *folded = fold(text);
    if (folded)
        buffer_append(out, folded, strlen(folded));
}

/* text_fold_key of ASCII: the words of a list's columns, many thousand times over. false, and
 * nothing appended, where there is more than that. */
static bool fold_key_ascii(const char *text, struct buffer *out)
{
    char key[128];
    size_t len = 0;
    for (; *text; text++) {
        char c = *text;
        if ((unsigned char)c >= 0x80 || len == sizeof(key))
            return false;
        if (c > ' ' && c != '_' && c != '-')
            key[len++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    buffer_append(out, key, len);
    return true;
}

void text_fold_key(const char *text, struct buffer *out)
{
    if (fold_key_ascii(text, out))
        return;
    CLEANUP_WIPE char *folded = fold(text);
    if (!folded)
        return;
    for (const char *p = folded, *at = p; *p; at = p) {
        utf8proc_int32_t c = (utf8proc_int32_t)text_next(&p);
        if (c != '_' && c != '-' && c >= 0x20 && !is_space(c))
            buffer_append(out, at, (size_t)(p - at));
    }
}

uint32_t text_next_beyond_ascii(const char **p)
{
    const unsigned char *at = (const unsigned char *)*p;
    if ((at[0] & 0xF0) == 0xE0 && (at[1] & 0xC0) == 0x80 && (at[2] & 0xC0) == 0x80) {
        uint32_t three =
            (uint32_t)(at[0] & 0x0F) << 12 | (uint32_t)(at[1] & 0x3F) << 6 | (at[2] & 0x3F);
        if (three >= 0x800 && (three < 0xD800 || three > 0xDFFF)) {
            *p += 3;
            return three;
        }
    }
    utf8proc_int32_t c;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)*p, -1, &c);
    if (n <= 0) { /* not UTF-8 after all: step over the byte rather than loop for ever */
        (*p)++;
        return 0xFFFD;
    }
    *p += n;
    return (uint32_t)c;
}

bool text_is_rtl(uint32_t c)
{
    int class = utf8proc_get_property((utf8proc_int32_t)c)->bidi_class;
    return class == UTF8PROC_BIDI_CLASS_R || class == UTF8PROC_BIDI_CLASS_AL;
}

size_t text_length(const char *text)
{
    size_t n = 0;
    while (text_next(&text))
        n++;
    return n;
}

void text_copy(char *ret, size_t size, const char *text)
{
    size_t len = strlen(text);
    if (len >= size) {
        for (len = size - 1; len && ((unsigned char)text[len] & 0xC0) == 0x80;)
            len--;
    }
    memcpy(ret, text, len);
    ret[len] = '\0';
}

void text_fill(const char *text, struct buffer *out, va_list pairs)
{
    for (const char *p = text; *p;) {
        size_t plain = strcspn(p, "{");
        buffer_append(out, p, plain);
        p += plain;
        size_t placeholder = strcspn(p, "}");
        if (!*p)
            break;
        va_list args;
        va_copy(args, pairs);
        const char *name;
        while ((name = va_arg(args, const char *))) {
            const char *value = va_arg(args, const char *);
            if (strlen(name) + 1 == placeholder && strncmp(p + 1, name, placeholder - 1) == 0)
                buffer_append(out, value, strlen(value));
        }
        va_end(args);
        p += placeholder;
        p += *p == '}';
    }
}

int text_distance(const char *a, const char *b)
{
    enum { LONGEST = 63 };
    size_t n = strlen(b);
    if (strlen(a) > LONGEST || n > LONGEST)
        return LONGEST;
    int row[LONGEST + 1];
    for (size_t j = 0; j <= n; j++)
        row[j] = (int)j;
    for (int i = 1; a[i - 1]; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            int substituted = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = MIN(substituted, MIN(row[j], row[j - 1]) + 1);
        }
    }
    return row[n];
}

static bool has_word(const char *all, const char *word, size_t len)
{
    for (const char *at = all; *(at += strspn(at, " "));) {
        size_t own = strcspn(at, " ");
        if (own == len && memcmp(at, word, len) == 0)
            return true;
        at += own;
    }
    return false;
}

bool text_has_words(const char *all, const char *some)
{
    for (const char *at = some; *(at += strspn(at, " "));) {
        size_t len = strcspn(at, " ");
        if (!has_word(all, at, len))
            return false;
        at += len;
    }
    return true;
}
