#include "model/calendar.h"

#include <ini.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/text.h"

#define WEEKDAYS     7
#define EVERY_DAY    0x7F
#define MOST_ENTRIES 1000
#define MOST_DAYS    366
#define LONGEST_NAME 80

enum kind { HOLIDAY, HOURS, OPEN, KINDS };
static const char *const kind_names[KINDS] = { "holiday", "hours", "open" };

/* Of a weekday that an entry says nothing about. */
#define UNTOLD UINT32_MAX

struct entry {
    enum kind kind;
    int32_t from, until;           /* both included */
    char *name;                    /* NULL: none */
    uint32_t of_weekday[WEEKDAYS]; /* into calendar.hours, or UNTOLD */
    int line;
};

struct calendar {
    struct entry *entries;
    struct hours *hours; /* each a line's */
    size_t count, capacity, hours_count, hours_capacity;
};

void calendar_free(struct calendar *c)
{
    for (size_t i = 0; i < c->count; i++)
        free(c->entries[i].name);
    free(c->entries);
    free(c->hours);
    free(c);
}

size_t calendar_count(const struct calendar *c)
{
    return c->count;
}

/* ---- what holds for a day */

static bool holds(const struct entry *e, int32_t day, int weekday, const struct hours *h)
{
    if (day < e->from || day > e->until)
        return false;
    if (e->kind == HOLIDAY)
        return true;
    /* Of a place that never told its hours nobody knows whether it keeps these. */
    return e->of_weekday[weekday] != UNTOLD && h->known && (h->count || e->kind == OPEN);
}

/* Whether `a` counts rather than `b`, which stands before it in the file. */
static bool goes_before(const struct entry *a, const struct entry *b)
{
    if ((a->kind == HOURS) != (b->kind == HOURS))
        return b->kind == HOURS;
    return a->until - a->from <= b->until - b->from;
}

void calendar_apply(const struct calendar *c, int32_t day, struct hours *hours)
{
    int weekday = clock_civil_of_day(day).weekday;
    const struct entry *best = NULL;
    for (size_t i = 0; i < c->count; i++) {
        const struct entry *e = &c->entries[i];
        if (holds(e, day, weekday, hours) && (!best || goes_before(e, best)))
            best = e;
    }
    if (!best)
        return;
    if (best->kind == HOLIDAY)
        *hours = (struct hours){ .known = true };
    else
        *hours = c->hours[best->of_weekday[weekday]];
    hours->name = best->name ? best->name : "";
}

/* ---- reading */

struct reading {
    struct calendar *calendar;
    const char *name;
    const char *text, *end; /* what is left */
    int line;               /* the one that inih has now; 1 is the first */
    bool failed;
    struct error *err;
};

static bool fail(struct reading *r, int line)
{
    r->failed = true;
    return error_context(r->err, "%s:%d", r->name, line);
}

static struct entry *current(const struct reading *r)
{
    return r->calendar->count ? &r->calendar->entries[r->calendar->count - 1] : NULL;
}

static struct entry *add_entry(struct calendar *c)
{
    if (c->count == c->capacity) {
        c->capacity = c->capacity ? 2 * c->capacity : 16;
        c->entries = xrealloc(c->entries, c->capacity * sizeof(*c->entries));
    }
    struct entry *e = &c->entries[c->count++];
    *e = (struct entry){ 0 };
    for (int i = 0; i < WEEKDAYS; i++)
        e->of_weekday[i] = UNTOLD;
    return e;
}

static uint32_t add_hours(struct calendar *c, const struct hours *h)
{
    if (c->hours_count == c->hours_capacity) {
        c->hours_capacity = c->hours_capacity ? 2 * c->hours_capacity : 16;
        c->hours = xrealloc(c->hours, c->hours_capacity * sizeof(*c->hours));
    }
    c->hours[c->hours_count] = *h;
    return (uint32_t)c->hours_count++;
}

/* "2026-12-25", or "2027-02-08..2027-03-09". */
static bool parse_range(const char *text, int32_t *ret_from, int32_t *ret_until)
{
    const char *dots = strstr(text, "..");
    CLEANUP_FREE char *first =
        xasprintf("%.*s", (int)(dots ? dots - text : (int)strlen(text)), text);
    return clock_parse_date(first, ret_from) &&
           clock_parse_date(dots ? dots + 2 : first, ret_until);
}

/* What stands between '[' and ']'. */
static bool parse_section(const char *text, struct entry *e, struct error *err)
{
    size_t len = strcspn(text, " \t");
    for (e->kind = 0; e->kind < KINDS; e->kind++) {
        if (strlen(kind_names[e->kind]) == len && strncmp(text, kind_names[e->kind], len) == 0)
            break;
    }
    if (e->kind == KINDS)
        return error_set(err,
                         "[%.40s]: unknown section; allowed: [holiday DAYS], [hours DAYS], "
                         "[open DAYS]",
                         text);
    const char *range = text + len + strspn(text + len, " \t");
    if (!parse_range(range, &e->from, &e->until))
        return error_set(err,
                         "[%.40s]: no such days; allowed: a day such as 2026-12-25, or the first "
                         "and the last of several, 2027-02-08..2027-03-09",
                         text);
    if (e->until < e->from)
        return error_set(err, "[%s]: the last day comes before the first; allowed: FIRST..LAST",
                         text);
    if (e->until - e->from >= MOST_DAYS)
        return error_set(err, "[%s]: %d days; allowed: %d, a year", text, e->until - e->from + 1,
                         MOST_DAYS);
    return true;
}

/* Nothing is missing in the section that ends. */
static bool finish_section(struct reading *r)
{
    const struct entry *e = current(r);
    if (!e || e->kind == HOLIDAY)
        return true;
    for (int i = 0; i < WEEKDAYS; i++) {
        if (e->of_weekday[i] != UNTOLD)
            return true;
    }
    error_set(r->err,
              "[%s …] without times; allowed: weekdays and their times, such as fri = "
              "08:00-11:30",
              kind_names[e->kind]);
    return fail(r, e->line);
}

static bool begin_section(struct reading *r, const char *text)
{
    if (r->calendar->count == MOST_ENTRIES) {
        error_set(r->err, "too many sections; allowed: %d", MOST_ENTRIES);
        return fail(r, r->line);
    }
    struct entry e = { 0 };
    if (!parse_section(text, &e, r->err))
        return fail(r, r->line);
    for (size_t i = 0; i < r->calendar->count; i++) {
        const struct entry *o = &r->calendar->entries[i];
        if (o->kind == e.kind && o->from == e.from && o->until == e.until) {
            error_set(r->err, "[%s] is given twice, first on line %d; allowed: once", text,
                      o->line);
            return fail(r, r->line);
        }
    }
    struct entry *added = add_entry(r->calendar);
    added->kind = e.kind;
    added->from = e.from;
    added->until = e.until;
    added->line = r->line;
    return true;
}

static bool set_name(struct entry *e, const char *value, struct error *err)
{
    CLEANUP_BUFFER struct buffer shown = BUFFER_INIT(0);
    if (e->name)
        return error_set(err, "is given twice; allowed: once");
    if (!text_clean(value, &shown))
        return error_set(err, "a control character; allowed: printable text");
    if (text_length(buffer_text(&shown)) > LONGEST_NAME)
        return error_set(err, "longer than %d characters; allowed: what fits a line of the screen",
                         LONGEST_NAME);
    e->name = xstrdup(buffer_text(&shown));
    return true;
}

static bool set_times(struct calendar *c, struct entry *e, const char *key, const char *value,
                      struct error *err)
{
    uint8_t days;
    if (strcmp(key, "all") == 0)
        days = EVERY_DAY;
    else if (!hours_parse_days(key, &days))
        return error_set(err, "unknown key; allowed: name, all, or weekdays such as mon, "
                              "mon-thu, sat,sun");
    if (e->kind == HOLIDAY)
        return error_set(err, "a holiday has no times; allowed: name, or [hours DAYS] with times");
    struct hours h;
    if (!hours_parse_spans(value, &h, err))
        return false;
    uint32_t at = add_hours(c, &h);
    for (int i = 0; i < WEEKDAYS; i++) {
        if (!(days >> i & 1))
            continue;
        if (e->of_weekday[i] != UNTOLD)
            return error_set(err, "has a day that was there before; allowed: each day once");
        e->of_weekday[i] = at;
    }
    return true;
}

static int on_value(void *ctx, const char *section, const char *key, const char *value)
{
    struct reading *r = ctx;
    struct entry *e = current(r);
    if (r->failed)
        return 0;
    if (!e) {
        error_set(r->err,
                  "%.40s: no [section] above it; allowed: [holiday DAYS], [hours DAYS], "
                  "[open DAYS]",
                  key);
        return fail(r, r->line);
    }
    if (strcmp(key, "name") == 0 ? set_name(e, value, r->err)
                                 : set_times(r->calendar, e, key, value, r->err))
        return 1;
    error_context(r->err, "[%s] %.40s", section, key);
    return fail(r, r->line);
}

/* A line that begins a section; inih tells its handler of keys only. */
static bool take_section(struct reading *r, const char *line, size_t len)
{
    const char *close = memchr(line, ']', len);
    if (!close) {
        error_set(r->err, "a section without its ']'; allowed: [section]");
        return fail(r, r->line);
    }
    while (close > line + 1 && (close[-1] == ' ' || close[-1] == '\t'))
        close--;
    CLEANUP_FREE char *section = xasprintf("%.*s", (int)(close - line - 1), line + 1);
    return finish_section(r) && begin_section(r, section);
}

/* Blanks, then something that is no comment. */
static bool is_indented(const char *line, size_t len)
{
    size_t i = 0;
    while (i < len && strchr(" \t\r\n", line[i]))
        i++;
    return i && i < len && (*line == ' ' || *line == '\t') && line[i] != ';' && line[i] != '#';
}

/* What inih would cut, misread or pass over. */
static bool check_line(struct reading *r, const char *line, size_t len, size_t most)
{
    if (text_find_invalid(line, len) != len)
        error_set(r->err, "not UTF-8, or a NUL byte; allowed: a file saved as UTF-8");
    else if (len > most)
        error_set(r->err, "a line of %zu bytes; allowed: %zu", len, most);
    else if (is_indented(line, len))
        error_set(r->err, "a blank before a section or key; allowed: at the start of the line");
    else
        return true;
    return fail(r, r->line);
}

static char *on_line(char *line, int size, void *ctx)
{
    struct reading *r = ctx;
    if (r->failed || r->text == r->end)
        return NULL;
    const char *text = r->text;
    const char *newline = memchr(text, '\n', (size_t)(r->end - text));
    r->text = newline ? newline + 1 : r->end;
    size_t len = (size_t)(r->text - text);
    r->line++;
    if (!check_line(r, text, len, (size_t)size - 2) ||
        (*text == '[' && !take_section(r, text, len)))
        return NULL;
    memcpy(line, text, len);
    line[len] = '\0';
    return line;
}

struct calendar *calendar_parse(const char *text, size_t len, const char *name, struct error *err)
{
    CLEANUP(calendar_free) struct calendar *c = xcalloc(1, sizeof(*c));
    struct reading r = { c, name, text, text + len, 0, false, err };
    err->text[0] = '\0';
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) /* which Windows' editor puts there */
        r.text += 3;
    int line = ini_parse_stream(on_line, &r, on_value, &r);
    if (!r.failed && line > 0)
        error_set(err, "%s:%d: neither [section] nor key = value", name, line);
    else if (!r.failed)
        finish_section(&r);
    if (err->text[0])
        return NULL;
    struct calendar *ret = c;
    c = NULL;
    return ret;
}
