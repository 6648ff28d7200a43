#include "feed/encoding.h"

#include "base/text.h"

#include <errno.h>
#include <iconv.h>

const char *const encoding_names[] = {
    [ENCODING_AUTO] = "auto",
    [ENCODING_UTF8] = "UTF-8",
    [ENCODING_WINDOWS_1252] = "Windows-1252",
    [ENCODING_UTF16] = "UTF-16",
};

#define MARK "\xEF\xBB\xBF"

static bool starts_with(const char *data, size_t len, const char *mark, size_t mark_len)
{
    return len >= mark_len && memcmp(data, mark, mark_len) == 0;
}

bool encoding_in_place(const char *data, size_t len, enum encoding wanted, size_t *ret_skip)
{
    if (wanted != ENCODING_AUTO && wanted != ENCODING_UTF8)
        return false;
    *ret_skip = starts_with(data, len, MARK, strlen(MARK)) ? strlen(MARK) : 0;
    return text_find_invalid(data + *ret_skip, len - *ret_skip) == len - *ret_skip;
}

/* ---- which it is */

/* Whether nothing but a character that is cut off at the end keeps it from being UTF-8, and other
 * characters beyond ASCII show that it is. `at` is the first byte that is not valid. */
static bool is_cut_short(const char *data, size_t len, size_t at)
{
    unsigned char first = (unsigned char)data[at];
    size_t need = first >= 0xF0 && first <= 0xF4   ? 4
                  : first >= 0xE0 && first <= 0xEF ? 3
                  : first >= 0xC2 && first <= 0xDF ? 2
                                                   : 0;
    if (len - at >= need)
        return false;
    for (size_t i = at + 1; i < len; i++) {
        if (((unsigned char)data[i] & 0xC0) != 0x80)
            return false;
    }
    for (size_t i = 0; i < at; i++) {
        if ((unsigned char)data[i] >= 0x80)
            return true;
    }
    return false;
}

static bool refuse_nul(size_t at, bool utf16, struct error *err)
{
    return error_set(err, "its byte %zu is NUL: it is no text%s", at,
                     utf16 ? ", or it is UTF-16 without a byte-order mark" : "");
}

/* In UTF-16 text without a mark every other byte of Latin letters is NUL. */
static bool looks_like_utf16(const char *data, size_t len)
{
    size_t nuls = 0, seen = MIN(len, (size_t)64);
    for (size_t i = 0; i < seen; i++)
        nuls += !data[i];
    return nuls >= seen / 4 && nuls <= seen / 2 + 1;
}

static bool find(const char *data, size_t len, enum encoding *ret, struct error *err)
{
    if (starts_with(data, len, "\xFF\xFE", 2) || starts_with(data, len, "\xFE\xFF", 2)) {
        *ret = ENCODING_UTF16;
        return true;
    }
    size_t at = text_find_invalid(data, len);
    if (at < len && !data[at])
        return refuse_nul(at, looks_like_utf16(data, len), err);
    bool marked = starts_with(data, len, MARK, strlen(MARK));
    if (at < len && is_cut_short(data, len, at))
        return error_set(err, "it ends within a character, at byte %zu: it was cut short", at);
    *ret = at == len || marked ? ENCODING_UTF8 : ENCODING_WINDOWS_1252;
    return true;
}

/* ---- by iconv */

static bool convert(const char *from, const char *data, size_t len, enum encoding encoding,
                    bool guessed, struct buffer *out, struct error *err)
{
    iconv_t cd = iconv_open("UTF-8", from);
    if (cd == (iconv_t)-1)
        return error_set(err, "it is %s, which this system cannot convert",
                         encoding_names[encoding]);
    char *in = (char *)(uintptr_t)data; /* iconv's prototype; it only reads */
    size_t left = len;
    bool ok = true;
    while (ok && left) {
        char chunk[16384], *to = chunk;
        size_t room = sizeof(chunk);
        size_t done = iconv(cd, &in, &left, &to, &room);
        int why = done == (size_t)-1 ? errno : 0;
        size_t nul = strnlen(chunk, sizeof(chunk) - room);
        if (nul < sizeof(chunk) - room)
            ok = error_set(err, "it holds a NUL character: it is no text");
        else if (!buffer_append(out, chunk, sizeof(chunk) - room))
            ok = error_set(err, "as UTF-8 it is longer than the %zu MiB allowed", out->limit >> 20);
        else if (why == EILSEQ)
            ok = error_set(err, "its byte %zu is %s%s", len - left,
                           guessed ? "neither UTF-8 nor " : "not ", encoding_names[encoding]);
        else if (why == EINVAL)
            ok = error_set(err, "it ends within a character, at byte %zu: it was cut short",
                           len - left);
        explicit_bzero(chunk, sizeof(chunk));
    }
    iconv_close(cd);
    return ok;
}

static bool copy(const char *data, size_t len, struct buffer *out, struct error *err)
{
    size_t skip = starts_with(data, len, MARK, strlen(MARK)) ? strlen(MARK) : 0;
    size_t at = skip + text_find_invalid(data + skip, len - skip);
    if (at < len && !data[at])
        return refuse_nul(at, looks_like_utf16(data, len), err);
    if (at < len)
        return error_set(err, "its byte %zu is not UTF-8", at);
    if (!buffer_append(out, data + skip, len - skip))
        return error_set(err, "it is longer than the %zu MiB allowed", out->limit >> 20);
    return true;
}

bool encoding_read(const char *data, size_t len, enum encoding wanted, struct buffer *out,
                   enum encoding *ret_found, struct error *err)
{
    enum encoding found = wanted;
    if (wanted == ENCODING_AUTO && !find(data, len, &found, err))
        return false;
    size_t start = out->len;
    bool ok;
    if (found == ENCODING_WINDOWS_1252) {
        ok = convert("WINDOWS-1252", data, len, found, wanted == ENCODING_AUTO, out, err);
    } else if (found == ENCODING_UTF16) {
        bool big = starts_with(data, len, "\xFE\xFF", 2);
        size_t skip = big || starts_with(data, len, "\xFF\xFE", 2) ? 2 : 0;
        ok =
            convert(big ? "UTF-16BE" : "UTF-16LE", data + skip, len - skip, found, false, out, err);
    } else {
        ok = copy(data, len, out, err);
    }
    if (!ok) {
        out->len = start;
        if (out->data)
            out->data[start] = '\0';
        return false;
    }
    *ret_found = found;
    return true;
}
