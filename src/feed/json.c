#include "feed/json.h"

#include <endian.h>

#include "base/wipe.h"

void json_init(void)
{
    /* A tree or a text that lacks what there was no memory for would be taken for a whole one. */
    cJSON_Hooks hooks = { .malloc_fn = xmalloc, .free_fn = wipe_free };
    cJSON_InitHooks(&hooks);
}

static bool fail(struct json_text *t, const char *why)
{
    if (!t->why)
        t->why = t->at < t->len ? why : "it ends too early";
    return false;
}

char json_peek(struct json_text *t)
{
    while (t->at < t->len) {
        char c = t->data[t->at];
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
            return c;
        t->at++;
    }
    return '\0';
}

static bool take(struct json_text *t, char c)
{
    if (t->at >= t->len || t->data[t->at] != c)
        return false;
    t->at++;
    return true;
}

static bool take_word(struct json_text *t, const char *word)
{
    size_t n = strlen(word);
    size_t there = MIN(n, t->len - t->at);
    if (memcmp(t->data + t->at, word, there) != 0)
        return fail(t, "no value starts like this");
    t->at += there;
    return there == n || fail(t, "");
}

static bool take_digits(struct json_text *t)
{
    size_t start = t->at;
    while (t->at < t->len && t->data[t->at] >= '0' && t->data[t->at] <= '9')
        t->at++;
    return t->at > start || fail(t, "a digit is missing");
}

static bool skip_number(struct json_text *t)
{
    size_t start = t->at;
    take(t, '-');
    if (!take(t, '0') && !take_digits(t))
        return false;
    if (take(t, '.') && !take_digits(t))
        return false;
    if (take(t, 'e') || take(t, 'E')) {
        if (!take(t, '+'))
            take(t, '-');
        if (!take_digits(t))
            return false;
    }
    return t->at - start <= JSON_MAX_NUMBER || fail(t, "the number before has too many digits");
}

/* The four digits of a \u escape; -1 when they are not there. */
static int take_hex4(struct json_text *t)
{
    int value = 0;
    if (t->len - t->at < 4) {
        t->at = t->len;
        return -1;
    }
    for (int i = 0; i < 4; i++) {
        char c = t->data[t->at + (size_t)i];
        int digit;
        if (c >= '0' && c <= '9')
            digit = c - '0';
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            digit = (c | 0x20) - 'a' + 10;
        else
            return -1;
        value = value * 16 + digit;
    }
    t->at += 4;
    return value;
}

static bool skip_unicode_escape(struct json_text *t)
{
    int unit = take_hex4(t);
    if (unit < 0)
        return fail(t, "four hexadecimal digits are missing");
    if (unit == 0)
        return fail(t, "the string holds \\u0000");
    if (unit < 0xD800 || unit > 0xDFFF)
        return true;
    if (unit <= 0xDBFF && take(t, '\\') && take(t, 'u')) {
        int low = take_hex4(t);
        if (low >= 0xDC00 && low <= 0xDFFF)
            return true;
    }
    return fail(t, "half of a surrogate pair is missing");
}

/* How many bytes there are before the next quote or backslash: eight at a time, since most of a list
 * is strings. */
static size_t plain_run(const char *data, size_t len)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones * 0x80;
    size_t i = 0;
    for (; len - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, data + i, sizeof(word));
        word = le64toh(word);
        uint64_t quote = word ^ ones * '"', slash = word ^ ones * '\\';
        uint64_t found = (((quote - ones) & ~quote) | ((slash - ones) & ~slash)) & high;
        if (found) /* the lowest bit is right; those above it may be of a borrow */
            return i + (size_t)__builtin_ctzll(found) / 8;
    }
    while (i < len && data[i] != '"' && data[i] != '\\')
        i++;
    return i;
}

static bool skip_string(struct json_text *t)
{
    if (!take(t, '"'))
        return fail(t, "a string is missing");
    for (;;) {
        t->at += plain_run(t->data + t->at, t->len - t->at);
        if (take(t, '"'))
            return true;
        if (!take(t, '\\') || t->at >= t->len)
            return fail(t, "a string does not end");
        char c = t->data[t->at];
        if (!strchr("\"\\/bfnrtu", c))
            return fail(t, "no escape is written like this");
        t->at++;
        if (c == 'u' && !skip_unicode_escape(t))
            return false;
    }
}

static bool skip_key(struct json_text *t)
{
    json_peek(t);
    if (!skip_string(t))
        return false;
    json_peek(t);
    return take(t, ':') || fail(t, "a colon is missing");
}

bool json_skip(struct json_text *t)
{
    uint64_t objects = 0; /* a bit for each level that is open: an object, not an array */
    static_assert(JSON_MAX_DEPTH == 64, "a bit a level");
    int depth = 0;
    for (;;) {
        char c = json_peek(t);
        bool entered = false;
        if (c == '{' || c == '[') {
            if (depth == JSON_MAX_DEPTH)
                return fail(t, "it is nested too deeply");
            objects = objects << 1 | (c == '{');
            depth++;
            t->at++;
            entered = true;
        } else if (c == '"') {
            if (!skip_string(t))
                return false;
        } else if (c == '-' || (c >= '0' && c <= '9')) {
            if (!skip_number(t))
                return false;
        } else if (!take_word(t, c == 't' ? "true" : c == 'f' ? "false" : "null")) {
            return false;
        }
        /* After a value: the ends of what it closes, then the comma before the next one. */
        for (;; entered = false) {
            if (depth == 0)
                return true;
            bool object = objects & 1;
            c = json_peek(t);
            if (c == (object ? '}' : ']')) {
                t->at++;
                objects >>= 1;
                depth--;
                continue;
            }
            if (!entered && !take(t, ','))
                return fail(t, object ? "a comma or the end of the object is missing"
                                      : "a comma or the end of the array is missing");
            if (object && !skip_key(t))
                return false;
            break;
        }
    }
}

/* Past the quote that ends the string whose first byte, behind its quote, is at `t`. */
static void pass_string(struct json_text *t)
{
    for (;;) {
        t->at += plain_run(t->data + t->at, t->len - t->at);
        if (t->at >= t->len || t->data[t->at++] == '"')
            return;
        t->at++; /* what the backslash is before */
    }
}

void json_pass(struct json_text *t)
{
    int depth = 0;
    char c = json_peek(t);
    if (c != '"' && c != '{' && c != '[') {
        while (t->at < t->len && !strchr(",]} \n\r\t", t->data[t->at]))
            t->at++;
        return;
    }
    do {
        if (t->at >= t->len)
            return;
        c = t->data[t->at++];
        if (c == '"')
            pass_string(t);
        else if (c == '{' || c == '[')
            depth++;
        else if (c == '}' || c == ']')
            depth--;
    } while (depth);
}

bool json_enter(struct json_text *t, char open)
{
    json_peek(t);
    if (!take(t, open))
        return fail(t, open == '{' ? "an object is missing" : "an array is missing");
    /* ASCII: the closing bracket comes two after the opening one. */
    if (json_peek(t) != open + 2)
        return true;
    t->at++;
    return false;
}

bool json_next(struct json_text *t, char close)
{
    if (t->why)
        return false;
    json_peek(t);
    if (take(t, close))
        return false;
    return take(t, ',') || fail(t, close == '}' ? "a comma or the end of the object is missing"
                                                : "a comma or the end of the array is missing");
}

bool json_key(struct json_text *t, char ret[JSON_KEY_SIZE])
{
    json_peek(t);
    struct json_text string = *t;
    if (!skip_key(t))
        return false;
    ret[0] = '\0';
    CLEANUP(json_delete) cJSON *key = json_value(&string);
    if (key && cJSON_IsString(key) && strlen(key->valuestring) < JSON_KEY_SIZE)
        memcpy(ret, key->valuestring, strlen(key->valuestring) + 1);
    return true;
}

cJSON *json_value(struct json_text *t)
{
    json_peek(t);
    const char *end;
    cJSON *value = cJSON_ParseWithLengthOpts(
        t->data + t->at, MIN(t->len - t->at, (size_t)JSON_MAX_VALUE), &end, false);
    if (value)
        t->at = (size_t)(end - t->data);
    else
        json_skip(t);
    return value;
}

/* ---- lists */

static bool at_row(struct json_text *t, char list, bool more)
{
    if (more && list == '{') {
        json_pass(t);
        json_colon(t);
    }
    return more;
}

bool json_list_enter(struct json_text *t, char list)
{
    return at_row(t, list, json_enter(t, list));
}

bool json_list_next(struct json_text *t, char list)
{
    return at_row(t, list, json_next(t, list == '{' ? '}' : ']'));
}

char json_list(struct json_text t)
{
    char c = json_peek(&t);
    bool rows = c == '{', any = false;
    if (c == '[')
        return c;
    for (bool more = rows && json_list_enter(&t, c); more && rows; more = json_list_next(&t, c)) {
        rows = any = json_peek(&t) == '{';
        json_pass(&t);
    }
    return rows && any ? '{' : '\0';
}

/* ---- strings */

static void add_utf8(uint32_t c, struct buffer *out, bool *fits)
{
    char bytes[4];
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const uint8_t lead[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        bytes[i] = (char)(0x80 | (c & 0x3F));
    bytes[0] = (char)(lead[n] | c);
    *fits &= buffer_append(out, bytes, n);
}

static void add_escape(struct json_text *t, struct buffer *out, bool *fits)
{
    static const char letters[] = "bfnrt", means[] = "\b\f\n\r\t";
    char c = t->data[t->at++];
    if (c != 'u') {
        const char *letter = strchr(letters, c);
        *fits &= buffer_append(out, letter ? &means[letter - letters] : &c, 1);
        return;
    }
    uint32_t unit = (uint32_t)take_hex4(t);
    if (unit >= 0xD800 && unit <= 0xDBFF) {
        t->at += 2; /* the \u of the other half */
        unit = 0x10000 + ((unit - 0xD800) << 10) + ((uint32_t)take_hex4(t) - 0xDC00);
    }
    add_utf8(unit, out, fits);
}

bool json_slice(struct json_text *t, struct buffer *held, struct json_slice *ret)
{
    json_peek(t);
    size_t start = ++t->at;
    const char *data = t->data;
    t->at += plain_run(data + start, t->len - start);
    if (data[t->at] == '"') {
        *ret = (struct json_slice){ data + start, t->at++ - start };
        return true;
    }
    buffer_clear(held);
    bool fits = true;
    for (t->at = start; data[t->at] != '"';) {
        size_t run = t->at;
        t->at += plain_run(data + run, t->len - run);
        fits &= buffer_append(held, data + run, t->at - run);
        if (take(t, '\\'))
            add_escape(t, held, &fits);
    }
    t->at++;
    *ret = (struct json_slice){ buffer_text(held), held->len };
    return fits;
}

bool json_held(struct json_slice string, struct json_text *ret)
{
    struct json_text t = { .data = string.data, .len = string.len };
    char c = json_peek(&t);
    if (c != '{' && c != '[')
        return false;
    *ret = t;
    if (!json_skip(&t))
        return false;
    json_peek(&t);
    return t.at == t.len;
}

void json_colon(struct json_text *t)
{
    json_peek(t);
    take(t, ':');
}

void json_add_string(const char *text, struct buffer *out)
{
    buffer_append(out, "\"", 1);
    while (*text) {
        size_t plain = 0;
        while ((unsigned char)text[plain] >= 0x20 && text[plain] != '"' && text[plain] != '\\')
            plain++;
        buffer_append(out, text, plain);
        text += plain;
        if (!*text)
            break;
        if (*text == '"' || *text == '\\')
            buffer_addf(out, "\\%c", *text);
        else
            buffer_addf(out, "\\u%04x", (unsigned)*text);
        text++;
    }
    buffer_append(out, "\"", 1);
}
