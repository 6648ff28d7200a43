#include "fleet/dictionary.h"

struct cursor {
    const char *at, *end;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_letter(char c)
{
    return is_lower((char)(c | 0x20)) && (unsigned char)c < 0x80;
}

/* The next byte; NUL at the end. A NUL in the text is no part of any value, so that it ends it, too:
 * as an error, since the end is then not reached. */
static char peek(const struct cursor *c)
{
    return c->at < c->end ? *c->at : '\0';
}

static bool take_char(struct cursor *c, char wanted)
{
    if (c->at >= c->end || *c->at != wanted)
        return false;
    c->at++;
    return true;
}

static void skip_blanks(struct cursor *c, bool tabs)
{
    while (peek(c) == ' ' || (tabs && peek(c) == '\t'))
        c->at++;
}

static bool take_key(struct cursor *c, char ret[DICTIONARY_KEY_SIZE])
{
    const char *start = c->at;
    if (!is_lower(peek(c)) && peek(c) != '*')
        return false;
    while (is_lower(peek(c)) || is_digit(peek(c)) || (peek(c) && strchr("_-.*", peek(c))))
        c->at++;
    size_t len = (size_t)(c->at - start);
    ret[0] = '\0';
    if (len < DICTIONARY_KEY_SIZE) {
        memcpy(ret, start, len);
        ret[len] = '\0';
    }
    return true;
}

static bool take_number(struct cursor *c, struct dictionary_member *m)
{
    enum { LONGEST = 15, LONGEST_WHOLE = 12, LONGEST_FRACTION = 3 };
    bool negative = take_char(c, '-');
    int digits = 0, fraction = 0;
    m->number = 0;
    for (; is_digit(peek(c)); c->at++) {
        if (++digits > LONGEST)
            return false;
        m->number = m->number * 10 + (*c->at - '0');
    }
    m->kind = DICTIONARY_INTEGER;
    if (negative)
        m->number = -m->number;
    if (!digits || peek(c) != '.')
        return digits > 0;
    for (c->at++; is_digit(peek(c)); c->at++)
        fraction++;
    m->kind = DICTIONARY_OTHER;
    return digits <= LONGEST_WHOLE && fraction >= 1 && fraction <= LONGEST_FRACTION;
}

static bool take_string(struct cursor *c, struct dictionary_member *m)
{
    size_t len = 0;
    m->kind = DICTIONARY_STRING;
    for (c->at++; c->at < c->end; c->at++) {
        if (*c->at == '"') {
            c->at++;
            m->text[len] = '\0';
            return true;
        }
        if (*c->at == '\\' && (++c->at == c->end || (*c->at != '"' && *c->at != '\\')))
            return false;
        if (*c->at < ' ' || *c->at > '~')
            return false;
        m->text[len++] = *c->at; /* fits: the whole is DICTIONARY_MAX at most, with two quotes */
    }
    return false;
}

static bool take_token(struct cursor *c, struct dictionary_member *m)
{
    m->kind = DICTIONARY_OTHER;
    while (is_letter(peek(c)) || is_digit(peek(c)) ||
           (peek(c) && strchr("!#$%&'*+-.^_`|~:/", peek(c))))
        c->at++;
    return true;
}

static bool take_bytes(struct cursor *c, struct dictionary_member *m)
{
    m->kind = DICTIONARY_OTHER;
    c->at++;
    while (is_letter(peek(c)) || is_digit(peek(c)) || (peek(c) && strchr("+/=", peek(c))))
        c->at++;
    return take_char(c, ':');
}

static bool take_boolean(struct cursor *c, struct dictionary_member *m)
{
    c->at++;
    m->kind = DICTIONARY_BOOLEAN;
    m->number = peek(c) == '1';
    return take_char(c, '0') || take_char(c, '1');
}

static bool take_bare(struct cursor *c, struct dictionary_member *m)
{
    char first = peek(c);
    if (first == '-' || is_digit(first))
        return take_number(c, m);
    if (first == '"')
        return take_string(c, m);
    if (first == '?')
        return take_boolean(c, m);
    if (first == ':')
        return take_bytes(c, m);
    return (first == '*' || is_letter(first)) && take_token(c, m);
}

static bool skip_parameters(struct cursor *c)
{
    struct dictionary_member unused;
    while (take_char(c, ';')) {
        skip_blanks(c, false);
        if (!take_key(c, unused.key) || (take_char(c, '=') && !take_bare(c, &unused)))
            return false;
    }
    return true;
}

static bool skip_list(struct cursor *c, struct dictionary_member *m)
{
    c->at++;
    for (bool first = true;; first = false) {
        const char *before = c->at;
        skip_blanks(c, false);
        if (take_char(c, ')'))
            break;
        if ((!first && c->at == before) || !take_bare(c, m) || !skip_parameters(c))
            return false;
    }
    m->kind = DICTIONARY_OTHER;
    return true;
}

static bool take_member(struct cursor *c, struct dictionary_member *m)
{
    if (!take_key(c, m->key))
        return false;
    m->kind = DICTIONARY_BOOLEAN;
    m->number = 1;
    if (take_char(c, '=') && !(peek(c) == '(' ? skip_list(c, m) : take_bare(c, m)))
        return false;
    return skip_parameters(c);
}

bool dictionary_parse(const char *text, size_t len,
                      bool (*take)(void *ctx, const struct dictionary_member *m), void *ctx)
{
    struct cursor c = { text, text + len };
    if (len > DICTIONARY_MAX)
        return false;
    skip_blanks(&c, false);
    if (c.at == c.end)
        return true;
    for (;;) {
        struct dictionary_member m;
        if (!take_member(&c, &m) || !take(ctx, &m))
            return false;
        skip_blanks(&c, true);
        if (c.at == c.end)
            return true;
        if (!take_char(&c, ','))
            return false;
        skip_blanks(&c, true);
    }
}
