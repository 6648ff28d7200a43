#include "net/credentials.h"

#include <strings.h>

#include "base/file.h"

/* ---- the token */

bool credentials_read_token(const char *path, struct buffer *token, struct error *err)
{
    if (!file_read(path, token, err))
        return error_context(err, "[source] token_file");
    while (token->len && strchr(" \t\r\n", token->data[token->len - 1]))
        token->data[--token->len] = '\0';
    if (!token->len)
        return error_set(
            err, "[source] token_file: '%s' is empty; allowed: one line with the token", path);
    for (size_t i = 0; i < token->len; i++) {
        if (token->data[i] <= ' ' || token->data[i] == 0x7F)
            return error_set(
                err,
                "[source] token_file: '%s' holds blanks or control characters; allowed: one "
                "line with the token",
                path);
    }
    return true;
}

/* ---- headers */

/* What libcurl and http.c say themselves, or what would change where a request ends. */
static const char *const reserved[] = {
    "Accept-Encoding",   "Connection",        "Content-Length", "Expect",     "Host",
    "If-Modified-Since", "If-None-Match",     "If-Range",       "Range",      "TE",
    "Trailer",           "Transfer-Encoding", "Upgrade",        "User-Agent", "Proxy-Authorization",
};

/* RFC 9110, 5.6.2. */
static bool is_token(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        bool letter = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        if (!letter && (!c || !strchr("!#$%&'*+-.^_`|~", c)))
            return false;
    }
    return len > 0;
}

static bool is_reserved(const char *name, size_t len)
{
    for (size_t i = 0; i < COUNT(reserved); i++) {
        if (strlen(reserved[i]) == len && strncasecmp(name, reserved[i], len) == 0)
            return true;
    }
    return false;
}

/* "what is wrong; what is allowed", or NULL: `line` is a header, and
 * `*ret_value` where its value begins. */
static const char *check_header(const char *line, size_t len, size_t *ret_name, size_t *ret_value)
{
    const char *colon = memchr(line, ':', len);
    *ret_name = colon ? (size_t)(colon - line) : 0;
    if (!colon || !is_token(line, *ret_name))
        return "is no header; allowed: Name: value, the name of letters, digits and -";
    if (is_reserved(line, *ret_name))
        return "is a header that siapambil says itself; allowed: others, such as apikey: value";
    size_t value = *ret_name + 1;
    while (value < len && (line[value] == ' ' || line[value] == '\t'))
        value++;
    if (value == len)
        return "is a header without a value; allowed: Name: value";
    for (size_t i = value; i < len; i++) {
        if (((unsigned char)line[i] < ' ' && line[i] != '\t') || line[i] == 0x7F)
            return "holds control characters; allowed: Name: value, in printable characters";
    }
    *ret_value = value;
    return NULL;
}

/* A line of its own, in memory that is wiped. */
static void add(struct curl_slist **headers, const char *line, size_t name_len, size_t value,
                size_t len)
{
    CLEANUP_BUFFER struct buffer header = BUFFER_SECRET(CREDENTIALS_MAX);
    buffer_append(&header, line, name_len);
    buffer_append(&header, ": ", 2);
    buffer_append(&header, line + value, len - value);
    struct curl_slist *longer = curl_slist_append(*headers, buffer_text(&header));
    *headers = longer ? longer : *headers;
}

bool credentials_read_headers(const char *path, struct curl_slist **headers, struct error *err)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_SECRET(CREDENTIALS_MAX);
    if (!file_read(path, &text, err))
        return error_context(err, "[source] headers_file");
    const char *p = buffer_text(&text), *end = p + text.len;
    if (text.len >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) /* which Windows' editor puts there */
        p += 3;
    int count = 0;
    for (int line = 1; p < end; line++) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        size_t len = newline ? (size_t)(newline - p) : (size_t)(end - p), name = 0, value = 0;
        const char *next = newline ? newline + 1 : end;
        while (len && strchr(" \t\r", p[len - 1]) && p[len - 1])
            len--;
        if (len && *p != '#') {
            const char *wrong = check_header(p, len, &name, &value);
            if (wrong)
                return error_set(err, "[source] headers_file: %s:%d: %s", path, line, wrong);
            add(headers, p, name, value, len);
            count++;
        }
        p = next;
    }
    return count || error_set(err,
                              "[source] headers_file: '%s' holds no header; allowed: Name: value, "
                              "one a line",
                              path);
}
