/* Answers that say that something went wrong, with status 200 and without rows: an empty list of
 * those would clear the board. */
#include "feed/mapping.h"

#include "base/text.h"

/* The value at `t` as text in small letters: of a string what is in it, of an array
 * or object the first bytes. */
static void read_value(struct json_text *t, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer held = BUFFER_SECRET(JSON_MAX_VALUE);
    struct json_slice value = { "", 0 };
    if (json_peek(t) == '"') {
        json_slice(t, &held, &value);
    } else {
        size_t start = t->at;
        json_skip(t);
        value = (struct json_slice){ t->data + start, t->at - start };
    }
    CLEANUP_FREE char *text = xasprintf("%.*s", (int)MIN(value.len, (size_t)16), value.data);
    for (char *p = text; *p; p++)
        *p = *p >= 'A' && *p <= 'Z' ? (char)(*p | 0x20) : *p;
    buffer_clear(out);
    buffer_append(out, text, strlen(text));
}

static bool is_one_of(const char *word, const char *const *words)
{
    while (*words && strcmp(*words, word) != 0)
        words++;
    return *words != NULL;
}

/* "success": false, "status": "error", "code": "401", "error": {…}. */
static bool is_failure(const char *key, const char *value)
{
    static const char *const truths[] = { "success", "status", "ok", NULL };
    static const char *const codes[] = { "code", "status", "statuscode", NULL };
    static const char *const errors[] = { "error", "errors", NULL };
    static const char *const bad[] = { "false", "error", "fail", "failed", "gagal", NULL };
    static const char *const nothing[] = { "", "null", "false", "0", "[]", "{}", NULL };
    bool bad_code =
        strlen(value) == 3 && strspn(value, "0123456789") == 3 && (*value == '4' || *value == '5');
    return (is_one_of(key, truths) && is_one_of(value, bad)) ||
           (is_one_of(key, codes) && bad_code) ||
           (is_one_of(key, errors) && !is_one_of(value, nothing));
}

static bool find_failure(struct json_text t, int depth, struct buffer *ret)
{
    static const char *const inner[] = { "meta", "metadata", "response", NULL };
    CLEANUP_BUFFER struct buffer value = BUFFER_SECRET(32);
    bool found = false;
    for (bool more = json_enter(&t, '{'); more && !found; more = json_next(&t, '}')) {
        CLEANUP_BUFFER struct buffer held = BUFFER_SECRET(JSON_MAX_VALUE);
        struct json_slice key;
        bool whole = json_slice(&t, &held, &key);
        CLEANUP_FREE char *name = xasprintf("%.*s", (int)MIN(key.len, (size_t)16), key.data);
        buffer_clear(ret);
        if (whole)
            text_fold_key(name, ret);
        json_colon(&t);
        if (json_peek(&t) == '{' && !depth && is_one_of(buffer_text(ret), inner))
            found = find_failure(t, depth + 1, ret);
        if (found)
            return true;
        read_value(&t, &value);
        found = is_failure(buffer_text(ret), buffer_text(&value));
    }
    return found;
}

bool json_source_failed(struct json_text whole, struct json_text rows, struct error *err)
{
    CLEANUP_BUFFER struct buffer member = BUFFER_INIT(0);
    if (json_peek(&whole) != '{' || json_peek(&rows) != '[' || json_enter(&rows, '[') ||
        !find_failure(whole, 0, &member))
        return false;
    error_set(err,
              "it has no rows, and its '%s' says that something went wrong: does the address want "
              "a token ([source] token_file, headers_file)?",
              buffer_text(&member));
    return true;
}
