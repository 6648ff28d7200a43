#include "feed/intake_number.h"

#include "base/hash.h"
#include "base/text.h"
#include "policy/redact.h"

static bool is_letter_or_digit(unsigned char c)
{
    return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Whether a NIK or KK number stands in it, of which not even the end may be shown: a run of 16
 * digits, or one of 16 without anything between them in a longer run. A registration number of
 * more digits may have its end shown. */
static bool is_of_a_person(const char *number)
{
    CLEANUP_FREE char *blotted = redact_blot(number);
    size_t digits = 0, left = 0, together = 0;
    bool sixteen = false;
    if (!blotted)
        return false;
    for (const char *p = number;; p++) {
        bool digit = *p >= '0' && *p <= '9';
        digits += digit;
        sixteen |= !digit && together == 16;
        together = digit ? together + 1 : 0;
        if (!*p)
            break;
    }
    for (const char *p = blotted; *p; p++)
        left += *p >= '0' && *p <= '9';
    explicit_bzero(blotted, strlen(blotted));
    return sixteen || digits - left <= 16;
}

/* Whether it is words, as a name or a remark is: letters with a blank between, and no digit. */
static bool is_words(const char *number)
{
    bool blank = strchr(number, ' ');
    for (const char *p = number; *p && blank; p++)
        blank = *p < '0' || *p > '9';
    return blank;
}

static void note_words(struct intake_numbers *n, const char *words)
{
    uint64_t hash = hash_plain(words, strlen(words));
    uint32_t j = 0;
    while (j < n->different && n->hashes[j] != hash)
        j++;
    if (j == n->different && j < COUNT(n->hashes))
        n->hashes[n->different++] = hash;
    n->words++;
}

/* The last `most` characters, from a letter or digit on. */
static void cut(size_t most, struct buffer *out)
{
    size_t length = text_length(buffer_text(out));
    if (length <= most)
        return;
    const char *p = out->data;
    for (; length > most; length--)
        text_next(&p);
    while (*p && !is_letter_or_digit((unsigned char)*p))
        p++;
    out->len -= (size_t)(p - out->data);
    memmove(out->data, p, out->len + 1);
}

enum intake_number intake_number_shorten(struct intake_numbers *n, const char *raw, int most,
                                         struct buffer *out)
{
    buffer_clear(out);
    if (!text_clean(raw, out))
        return NUMBER_NO_TEXT;
    const char *text = buffer_text(out), *point = strchr(text, '.');
    if (point && point > text && strcmp(point, ".0") == 0 &&
        strspn(text, "0123456789.") == out->len)
        out->data[out->len -= 2] = '\0'; /* a spreadsheet's whole number */
    n->count += out->len > 0;
    enum intake_number is = NUMBER_SHOWN;
    if (is_words(buffer_text(out))) {
        note_words(n, buffer_text(out));
        is = NUMBER_WORDS;
    } else if (is_of_a_person(buffer_text(out))) {
        is = NUMBER_OF_A_PERSON;
    }
    if (is == NUMBER_SHOWN)
        cut((size_t)MAX(most, 1), out);
    else
        buffer_clear(out);
    return is;
}

bool intake_numbers_check(const struct intake_numbers *n, struct error *err)
{
    return n->different < COUNT(n->hashes) || n->words <= n->count / 2 ||
           error_set(err,
                     "%u of its %u numbers are words without a digit, so [map] number is not its "
                     "column of registration numbers",
                     n->words, n->count);
}
