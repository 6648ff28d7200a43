#include "feed/json_pointer.h"

#define MAX_STEPS  16
#define MAX_LENGTH 256

struct json_pointer {
    char *text;
    char *steps; /* unescaped, each with its NUL */
    size_t count;
    const char *step[MAX_STEPS];
};

/* Unescapes "~1" and "~0" in place. */
static bool unescape(char *step)
{
    char *to = step;
    for (const char *p = step; *p; p++) {
        if (*p != '~') {
            *to++ = *p;
        } else if (p[1] == '0' || p[1] == '1') {
            *to++ = *++p == '0' ? '~' : '/';
        } else {
            return false;
        }
    }
    *to = '\0';
    return true;
}

struct json_pointer *json_pointer_new(const char *text, struct error *err)
{
    if (*text && *text != '/') {
        error_set(err, "it is no JSON Pointer: it does not begin with '/'; "
                       "allowed: /data, /pemohon/nama, /daftar/0");
        return NULL;
    }
    if (strlen(text) > MAX_LENGTH) {
        error_set(err, "it is longer than the %d characters allowed", MAX_LENGTH);
        return NULL;
    }
    struct json_pointer *p = xcalloc(1, sizeof(*p));
    p->text = xstrdup(text);
    p->steps = xstrdup(text);
    for (char *at = p->steps; *at;) {
        char *step = at + 1;
        *at = '\0';
        at = step + strcspn(step, "/");
        char next = *at;
        *at = '\0';
        if (p->count == MAX_STEPS) {
            error_set(err, "it has more than the %d steps allowed", MAX_STEPS);
        } else if (!unescape(step)) {
            error_set(err, "a '~' in it is not followed by 0 or 1; "
                           "allowed: ~1 for '/' in a name, ~0 for '~'");
        } else {
            p->step[p->count++] = step;
            *at = next;
            continue;
        }
        json_pointer_free(p);
        return NULL;
    }
    return p;
}

void json_pointer_free(struct json_pointer *p)
{
    if (!p)
        return;
    free(p->text);
    free(p->steps);
    free(p);
}

const char *json_pointer_text(const struct json_pointer *p)
{
    return p->text;
}

size_t json_pointer_count(const struct json_pointer *p)
{
    return p->count;
}

const char *json_pointer_step(const struct json_pointer *p, size_t index)
{
    return p->step[index];
}

/* ---- finding */

static bool find_member(struct json_text *t, const char *name)
{
    CLEANUP_BUFFER struct buffer held = BUFFER_SECRET(JSON_MAX_VALUE);
    size_t len = strlen(name), found = 0; /* no value stands at 0, where the object begins */
    for (bool more = json_enter(t, '{'); more; more = json_next(t, '}')) {
        struct json_slice key;
        bool whole = json_slice(t, &held, &key);
        json_colon(t);
        json_peek(t);
        if (whole && key.len == len && memcmp(key.data, name, len) == 0)
            found = t->at;
        json_pass(t);
    }
    t->at = found;
    return found;
}

bool json_pointer_index(const char *step, size_t *ret)
{
    size_t n = strspn(step, "0123456789");
    if (!n || n > 9 || step[n] || (*step == '0' && n > 1))
        return false;
    *ret = (size_t)strtoul(step, NULL, 10);
    return true;
}

static bool find_element(struct json_text *t, const char *step)
{
    size_t wanted;
    if (!json_pointer_index(step, &wanted))
        return false;
    for (bool more = json_enter(t, '['); more; more = json_next(t, ']')) {
        json_peek(t);
        if (!wanted--)
            return true;
        json_pass(t);
    }
    return false;
}

/* Steps into a string that holds JSON. What is decoded may come out of
 * `held`: into another buffer. */
static bool enter_string(struct json_text *t, struct buffer *held)
{
    struct buffer inner = BUFFER_SECRET(held->limit);
    struct json_text string = *t, inside;
    struct json_slice slice;
    if (!json_slice(&string, &inner, &slice) || !json_held(slice, &inside)) {
        buffer_release(&inner);
        return false;
    }
    if (inner.data) {
        buffer_release(held);
        *held = inner;
    }
    *t = inside;
    return true;
}

bool json_pointer_find(const struct json_pointer *p, struct json_text *t, struct buffer *held)
{
    for (size_t i = 0;; i++) {
        char c = json_peek(t);
        if (c == '"' && enter_string(t, held))
            c = json_peek(t);
        if (i == p->count)
            return true;
        if (c == '{' ? !find_member(t, p->step[i]) : c != '[' || !find_element(t, p->step[i]))
            return false;
    }
}
