#include "view/words.h"

#include <ini.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"

#define WORDS_NAME(key, name) [WORD_##key] = name,
static const char *const word_names[WORD_COUNT] = { WORDS(WORDS_NAME) };
#undef WORDS_NAME

struct words {
    char *word[WORD_COUNT];
    char *type[DOCUMENT_TYPES];
};

/* Lists in one value are parted by blanks, and these lists have no blanks inside. */
static const struct {
    enum word key;
    int count;
} lists[] = {
    { WORD_WEEKDAYS, 7 },
    { WORD_WEEKDAYS_SHORT, 7 },
    { WORD_MONTHS, 12 },
    { WORD_MONTHS_SHORT, 12 },
};

struct parse {
    struct words *words;
    const char *name;
    struct error *err;
};

static char **slot(struct words *w, const char *section, const char *key)
{
    if (strcmp(section, "words") == 0) {
        for (size_t i = 0; i < WORD_COUNT; i++) {
            if (strcmp(key, word_names[i]) == 0)
                return &w->word[i];
        }
    } else if (strcmp(section, "types") == 0) {
        for (size_t i = 0; i < DOCUMENT_TYPES; i++) {
            if (strcmp(key, document_type_slugs[i]) == 0)
                return &w->type[i];
        }
    }
    return NULL;
}

/* inih's handler: 0 stops nothing here, it only marks the line; so the first error is kept. */
static int on_value(void *ctx, const char *section, const char *key, const char *value)
{
    struct parse *parse = ctx;
    char **word = slot(parse->words, section, key);
    if (parse->err->text[0])
        return 0;
    if (strcmp(section, "status_page") == 0)
        return 1; /* the words of status/texts.h */
    if (!word)
        return error_set(parse->err, "%s: [%s] %s is not a word of the board", parse->name, section,
                         key);
    if (*word)
        return error_set(parse->err, "%s: [%s] %s is given twice", parse->name, section, key);
    if (!*value)
        return error_set(parse->err, "%s: [%s] %s is empty", parse->name, section, key);
    *word = xstrdup(value);
    return 1;
}

static int count_list(const char *text)
{
    int n = 0;
    for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
        text += strcspn(text, " ");
        n++;
    }
    return n;
}

static bool check_complete(const struct words *w, const char *name, struct error *err)
{
    for (size_t i = 0; i < WORD_COUNT; i++) {
        if (!w->word[i])
            return error_set(err, "%s: [words] %s is missing", name, word_names[i]);
    }
    for (size_t i = 0; i < DOCUMENT_TYPES; i++) {
        if (!w->type[i])
            return error_set(err, "%s: [types] %s is missing", name, document_type_slugs[i]);
    }
    for (size_t i = 0; i < COUNT(lists); i++) {
        int n = count_list(w->word[lists[i].key]);
        if (n != lists[i].count)
            return error_set(err, "%s: [words] %s has %d words instead of %d", name,
                             word_names[lists[i].key], n, lists[i].count);
    }
    return true;
}

struct words *words_parse(const char *text, size_t len, const char *name, struct error *err)
{
    CLEANUP(words_free) struct words *words = xcalloc(1, sizeof(*words));
    CLEANUP_BUFFER struct buffer copy = BUFFER_INIT(0);
    buffer_append(&copy, text, len);
    err->text[0] = '\0';
    struct parse parse = { .words = words, .name = name, .err = err };
    int line = ini_parse_string(buffer_text(&copy), on_value, &parse);
    if (err->text[0])
        return NULL;
    if (line) {
        error_set(err, "%s:%d: neither a [section] nor key = value", name, line);
        return NULL;
    }
    if (!check_complete(words, name, err))
        return NULL;
    struct words *ret = words;
    words = NULL;
    return ret;
}

void words_free(struct words *w)
{
    for (size_t i = 0; i < WORD_COUNT; i++)
        free(w->word[i]);
    for (size_t i = 0; i < DOCUMENT_TYPES; i++)
        free(w->type[i]);
    free(w);
}

const char *words_get(const struct words *w, enum word key)
{
    return w->word[key];
}

const char *words_type(const struct words *w, enum document_type type)
{
    return w->type[type];
}

void words_add(const struct words *w, struct buffer *out, enum word key, ...)
{
    va_list pairs;
    va_start(pairs, key);
    text_fill(w->word[key], out, pairs);
    va_end(pairs);
}

void words_add_count(const struct words *w, struct buffer *out, enum word one, enum word many,
                     uint32_t n)
{
    CLEANUP_BUFFER struct buffer count = BUFFER_INIT(0);
    words_add_number(w, &count, n);
    words_add(w, out, n == 1 ? one : many, "count", buffer_text(&count), NULL);
}

/* Word number `n` (from 0) of a list. */
static void list_word(const struct words *w, enum word key, int n, char *ret, size_t size)
{
    const char *p = w->word[key] + strspn(w->word[key], " ");
    while (n-- > 0) {
        p += strcspn(p, " ");
        p += strspn(p, " ");
    }
    snprintf(ret, size, "%.*s", (int)strcspn(p, " "), p);
}

void words_add_time(const struct words *w, struct buffer *out, struct civil when)
{
    char hour[12], minute[12];
    snprintf(hour, sizeof(hour), "%02d", when.hour);
    snprintf(minute, sizeof(minute), "%02d", when.minute);
    words_add(w, out, WORD_TIME, "hour", hour, "minute", minute, NULL);
}

static void add_date(const struct words *w, struct buffer *out, struct civil when, enum word format,
                     enum word weekdays, enum word months)
{
    char weekday[48], month[48], day[12], year[12];
    list_word(w, weekdays, when.weekday, weekday, sizeof(weekday));
    list_word(w, months, when.month - 1, month, sizeof(month));
    snprintf(day, sizeof(day), "%d", when.day);
    snprintf(year, sizeof(year), "%d", when.year);
    words_add(w, out, format, "weekday", weekday, "day", day, "month", month, "year", year, NULL);
}

void words_add_date(const struct words *w, struct buffer *out, struct civil when)
{
    add_date(w, out, when, WORD_DATE_LONG, WORD_WEEKDAYS, WORD_MONTHS);
}

void words_add_short_date(const struct words *w, struct buffer *out, struct civil when)
{
    add_date(w, out, when, WORD_DATE_SHORT, WORD_WEEKDAYS_SHORT, WORD_MONTHS_SHORT);
}

void words_add_weekday(const struct words *w, struct buffer *out, struct civil when)
{
    char weekday[48];
    list_word(w, WORD_WEEKDAYS, when.weekday, weekday, sizeof(weekday));
    buffer_addf(out, "%s", weekday);
}

void words_add_moment(const struct words *w, struct buffer *out, enum word key, struct civil when)
{
    CLEANUP_BUFFER struct buffer date = BUFFER_INIT(0), time = BUFFER_INIT(0);
    words_add_short_date(w, &date, when);
    words_add_time(w, &time, when);
    words_add(w, out, key, "date", buffer_text(&date), "time", buffer_text(&time), NULL);
}

void words_add_number(const struct words *w, struct buffer *out, uint32_t n)
{
    if (n >= 1000) {
        words_add_number(w, out, n / 1000);
        buffer_addf(out, "%s%03u", w->word[WORD_THOUSANDS], n % 1000);
    } else {
        buffer_addf(out, "%u", n);
    }
}
