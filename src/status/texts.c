#include "status/texts.h"

#include <ini.h>
#include <stdarg.h>

#include "base/text.h"

#define SECTION "status_page"

#define TEXTS_NAME(key, name) [TEXT_##key] = name,
static const char *const text_names[TEXT_COUNT] = { TEXTS(TEXTS_NAME) };
#undef TEXTS_NAME

const char *const status_reason_names[] = {
    "too-long",      "not-text",         "swallowed",    "no-status",     "unknown-status",
    "hidden",        "nothing-to-show",  "name-private", "no-route",      "older-copy",
    "not-an-object", "duplicate-member", "wrong-type",   "no-id",         "duplicate-id",
    "unknown-type",  "unknown-state",    "no-place",     "unknown-place", "bad-date",
};
const size_t status_reason_count = COUNT(status_reason_names);

struct texts {
    char *text[TEXT_COUNT], *problem[PROBLEMS], *reason[COUNT(status_reason_names)];
    char *language;
};

struct parse {
    struct texts *texts;
    const char *name;
    struct error *err;
};

static char **find(char **slots, const char *const *names, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], key) == 0)
            return &slots[i];
    }
    return NULL;
}

static char **slot(struct texts *t, const char *key)
{
    if (strcmp(key, "language") == 0)
        return &t->language;
    if (strncmp(key, "problem_", 8) == 0)
        return find(t->problem, problem_names, PROBLEMS, key + 8);
    if (strncmp(key, "reason_", 7) == 0)
        return find(t->reason, status_reason_names, status_reason_count, key + 7);
    return find(t->text, text_names, TEXT_COUNT, key);
}

/* inih's handler: 0 stops nothing here, it only marks the line; so the first error is kept. */
static int on_value(void *ctx, const char *section, const char *key, const char *value)
{
    struct parse *parse = ctx;
    if (parse->err->text[0])
        return 0;
    if (strcmp(section, SECTION) != 0)
        return 1;
    char **text = slot(parse->texts, key);
    if (!text || *text || !*value)
        return error_set(parse->err, "%s: [" SECTION "] %s is %s", parse->name, key,
                         !text   ? "not a word of the status page"
                         : *text ? "given twice"
                                 : "empty");
    *text = xstrdup(value);
    return 1;
}

static bool check(char *const *slots, const char *const *names, size_t count, const char *prefix,
                  const char *name, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!slots[i])
            return error_set(err, "%s: [" SECTION "] %s%s is missing", name, prefix, names[i]);
    }
    return true;
}

static bool check_complete(const struct texts *t, const char *name, struct error *err)
{
    if (!t->language)
        return error_set(err, "%s: [" SECTION "] language is missing", name);
    return check(t->text, text_names, TEXT_COUNT, "", name, err) &&
           check(t->problem, problem_names, PROBLEMS, "problem_", name, err) &&
           check(t->reason, status_reason_names, status_reason_count, "reason_", name, err);
}

struct texts *texts_parse(const char *text, size_t len, const char *name, struct error *err)
{
    CLEANUP(texts_free) struct texts *texts = xcalloc(1, sizeof(*texts));
    CLEANUP_BUFFER struct buffer copy = BUFFER_INIT(0);
    buffer_append(&copy, text, len);
    err->text[0] = '\0';
    struct parse parse = { .texts = texts, .name = name, .err = err };
    int line = ini_parse_string(buffer_text(&copy), on_value, &parse);
    if (!err->text[0] && line)
        error_set(err, "%s:%d: neither a [section] nor key = value", name, line);
    if (err->text[0] || !check_complete(texts, name, err))
        return NULL;
    struct texts *ret = texts;
    texts = NULL;
    return ret;
}

void texts_free(struct texts *t)
{
    for (size_t i = 0; i < TEXT_COUNT; i++)
        free(t->text[i]);
    for (size_t i = 0; i < PROBLEMS; i++)
        free(t->problem[i]);
    for (size_t i = 0; i < status_reason_count; i++)
        free(t->reason[i]);
    free(t->language);
    free(t);
}

const char *texts_language(const struct texts *t)
{
    return t->language;
}

const char *texts_get(const struct texts *t, enum text key)
{
    return t->text[key];
}

const char *texts_problem(const struct texts *t, enum status_problem problem)
{
    return t->problem[problem];
}

const char *texts_reason(const struct texts *t, const char *name)
{
    for (size_t i = 0; i < status_reason_count; i++) {
        if (strcmp(status_reason_names[i], name) == 0)
            return t->reason[i];
    }
    return name;
}

void texts_fill(const char *text, struct buffer *out, ...)
{
    va_list pairs;
    va_start(pairs, out);
    text_fill(text, out, pairs);
    va_end(pairs);
}
