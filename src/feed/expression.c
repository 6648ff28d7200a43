#include "feed/expression.h"

#include "feed/json_pointer.h"

#include <stdio.h>

#define MAX_TERMS  16
#define MAX_COLUMN 1000 /* "#1" to "#1000" */

struct term {
    char *literal; /* NULL: a part */
    size_t part;
    bool starts; /* the first of an alternative */
};

struct expression {
    size_t count, term_count;
    char *parts[MAX_TERMS];
    struct term terms[MAX_TERMS];
};

void expression_free(struct expression *e)
{
    if (!e)
        return;
    for (size_t i = 0; i < e->count; i++)
        free(e->parts[i]);
    for (size_t i = 0; i < e->term_count; i++)
        free(e->terms[i].literal);
    free(e);
}

size_t expression_count(const struct expression *e)
{
    return e->count;
}

const char *expression_part(const struct expression *e, size_t index)
{
    return e->parts[index];
}

/* ---- reading */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The end of the term at `p`: its closing quote, or the ' + ' or ' | ' before the next one. */
static const char *term_end(const char *p)
{
    if (*p == '"') {
        const char *quote = strchr(p + 1, '"');
        return quote ? quote + 1 : p + strlen(p);
    }
    for (; *p; p++) {
        if (is_blank(p[0]) && (p[1] == '+' || p[1] == '|') && (is_blank(p[2]) || !p[2]))
            break;
    }
    return p;
}

int expression_column(const char *part)
{
    if (part[0] != '#' || !part[1] || part[1 + strspn(part + 1, "0123456789")])
        return 0;
    long column = strlen(part) > 6 ? 0 : strtol(part + 1, NULL, 10);
    return column ? (int)column : -1;
}

static bool check_part(const char *text, enum expression_kind kind, struct error *err)
{
    if (kind == EXPRESSION_POINTERS) {
        if (*text != '/')
            return error_set(err,
                             "'%s' is neither a JSON Pointer nor a text in quotes; "
                             "allowed: /nama, /pemohon/nama, \"SELESAI\"",
                             text);
        struct json_pointer *p = json_pointer_new(text, err);
        json_pointer_free(p);
        return p || error_context(err, "'%s'", text);
    }
    int column = expression_column(text);
    if (column < 0 || column > MAX_COLUMN)
        return error_set(err, "'%s' is no column; allowed: #1 to #%d", text, MAX_COLUMN);
    return true;
}

static size_t part_of(struct expression *e, const char *text)
{
    for (size_t i = 0; i < e->count; i++) {
        if (strcmp(e->parts[i], text) == 0)
            return i;
    }
    e->parts[e->count] = xstrdup(text);
    return e->count++;
}

/* `text` is the term alone, without blanks about it. */
static bool add_term(struct expression *e, const char *text, bool starts, enum expression_kind kind,
                     struct error *err)
{
    if (e->term_count == MAX_TERMS)
        return error_set(err, "it joins more than the %d allowed", MAX_TERMS);
    if (!*text)
        return error_set(err, "something is missing beside a '+' or '|'; "
                              "allowed: A + B joins two, A | B takes the first that is not empty");
    struct term term = { .starts = starts };
    if (*text == '"') {
        size_t len = strlen(text);
        if (len < 2 || text[len - 1] != '"')
            return error_set(err, "a text in quotes does not end; allowed: \"SELESAI\"");
        term.literal = xstrdup(text + 1);
        term.literal[len - 2] = '\0';
    } else if (check_part(text, kind, err)) {
        term.part = part_of(e, text);
    } else {
        return false;
    }
    e->terms[e->term_count++] = term;
    return true;
}

static bool read_terms(struct expression *e, const char *p, enum expression_kind kind,
                       struct error *err)
{
    for (bool starts = true;;) {
        while (is_blank(*p))
            p++;
        const char *end = (*p == '+' || *p == '|') && (is_blank(p[1]) || !p[1]) ? p : term_end(p);
        const char *last = end;
        while (last > p && is_blank(last[-1]))
            last--;
        CLEANUP_FREE char *text = xasprintf("%.*s", (int)(last - p), p);
        if (!add_term(e, text, starts, kind, err))
            return false;
        for (p = end; is_blank(*p);)
            p++;
        if (!*p)
            return true;
        if ((*p != '+' && *p != '|') || (p[1] && !is_blank(p[1])))
            return error_set(err, "'%.40s' follows a text in quotes; allowed: ' + ' or ' | '", p);
        starts = *p++ == '|';
    }
}

struct expression *expression_new(const char *text, enum expression_kind kind, struct error *err)
{
    struct expression *e = xcalloc(1, sizeof(*e));
    const char *p = text;
    while (is_blank(*p))
        p++;
    if (*p && !read_terms(e, p, kind, err)) {
        expression_free(e);
        return NULL;
    }
    return e;
}

/* ---- evaluating */

bool expression_has_default(const struct expression *e)
{
    bool all = false; /* terms of the last alternative are texts */
    for (size_t i = 0; i < e->term_count; i++)
        all = (all || e->terms[i].starts) && e->terms[i].literal;
    return all;
}

/* One alternative, from term `i` on. `*ret_any`: a part of it has text, or it has no parts. */
static size_t eval_joined(const struct expression *e, size_t i, expression_lookup *lookup,
                          void *ctx, struct buffer *out, bool *ret_any, bool *fits)
{
    size_t start = out->len;
    bool parts = false, any = false;
    do {
        const struct term *t = &e->terms[i];
        const char *text = t->literal ? t->literal : lookup(ctx, t->part);
        parts |= !t->literal;
        if (!text || !*text)
            continue;
        any |= !t->literal;
        if (out->len > start)
            *fits &= buffer_append(out, " ", 1);
        *fits &= buffer_append(out, text, strlen(text));
    } while (++i < e->term_count && !e->terms[i].starts);
    *ret_any = any || !parts;
    return i;
}

bool expression_eval(const struct expression *e, expression_lookup *lookup, void *ctx,
                     struct buffer *out)
{
    bool fits = true, any = false;
    size_t start = out->len;
    for (size_t i = 0; i < e->term_count && !any;) {
        i = eval_joined(e, i, lookup, ctx, out, &any, &fits);
        if (!any && out->data) {
            out->len = start;
            out->data[start] = '\0';
        }
    }
    return fits;
}
