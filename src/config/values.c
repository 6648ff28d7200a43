/* The value of an option: from text, to text, and what is allowed. */
#include <stdio.h>

#include "base/text.h"
#include "config/options.h"

#define MINUTE 60
#define HOUR   3600
#define DAY    86400

/* inih reads lines of up to 199 bytes; a word that does not fit one could not be written back. */
#define LONGEST_WORD  160
#define LONGEST_VALUE 2000

static void add_time(int seconds, struct buffer *out)
{
    static const struct {
        int seconds;
        const char *unit;
    } units[] = { { DAY, "d" }, { HOUR, "h" }, { MINUTE, "min" } };
    for (size_t i = 0; i < COUNT(units); i++) {
        if (seconds && seconds % units[i].seconds == 0) {
            buffer_addf(out, "%d%s", seconds / units[i].seconds, units[i].unit);
            return;
        }
    }
    buffer_addf(out, "%ds", seconds);
}

static void add_tenths(int tenths, struct buffer *out)
{
    buffer_addf(out, tenths % 10 ? "%d.%d" : "%d", tenths / 10, tenths % 10);
}

void option_allowed(const struct option *o, struct buffer *out)
{
    switch (o->kind) {
    case OPTION_TIME:
        add_time(o->min, out);
        buffer_addf(out, " to ");
        add_time(o->max, out);
        break;
    case OPTION_NUMBER:
        buffer_addf(out, "%d to %d", o->min, o->max);
        break;
    case OPTION_CHOICE:
        for (const struct option_choice *c = o->choices; c->name; c++)
            buffer_addf(out, "%s%s", c == o->choices || !*c->name ? "" : ", ", c->name);
        break;
    case OPTION_URL:
    case OPTION_URLS:
        for (const struct option_choice *c = o->choices; c->name; c++)
            buffer_addf(out, "%s%s://…", c == o->choices ? "" : ", ", c->name);
        break;
    case OPTION_ID:
        buffer_addf(out, "letters, digits, '.', '_' and '-', 64 at most");
        break;
    case OPTION_COLOUR:
        buffer_addf(out, "#RRGGBB");
        break;
    case OPTION_TENTHS:
        add_tenths(o->min, out);
        buffer_addf(out, " to ");
        add_tenths(o->max, out);
        break;
    case OPTION_TEXT:
    case OPTION_FILE:
        break;
    }
}

static bool wrong(const struct option *o, const char *what, struct error *err)
{
    CLEANUP_BUFFER struct buffer allowed = BUFFER_INIT(0);
    option_allowed(o, &allowed);
    return error_set(err, "%s; allowed: %s", what, buffer_text(&allowed));
}

/* A whole number of at most nine digits, then `*ret_rest`. */
static bool parse_number(const char *text, int *ret, const char **ret_rest)
{
    size_t digits = strspn(text, "0123456789");
    if (!digits || digits > 9)
        return false;
    *ret = (int)strtol(text, NULL, 10);
    *ret_rest = text + digits;
    return true;
}

static bool set_number(struct config *c, const struct option *o, const char *text,
                       struct error *err)
{
    static const struct {
        const char *name;
        int seconds;
    } units[] = { { "", 1 }, { "s", 1 }, { "min", MINUTE }, { "h", HOUR }, { "d", DAY } };
    int number;
    const char *unit;
    bool is_time = o->kind == OPTION_TIME;
    if (!parse_number(text, &number, &unit))
        return wrong(o, is_time ? "not a time such as 90s, 5min, 2h or 3d" : "not a whole number",
                     err);
    int64_t value = -1;
    for (size_t i = 0; i < (is_time ? COUNT(units) : 1); i++) {
        if (strcmp(unit, units[i].name) == 0)
            value = (int64_t)number * units[i].seconds;
    }
    if (value < 0)
        return wrong(o, is_time ? "not a time such as 90s, 5min, 2h or 3d" : "not a whole number",
                     err);
    if (value < o->min)
        return wrong(o, is_time ? "too short" : "too small", err);
    if (value > o->max)
        return wrong(o, is_time ? "too long" : "too large", err);
    *option_int(c, o) = (int)value;
    return true;
}

static bool set_choice(struct config *c, const struct option *o, const char *text,
                       struct error *err)
{
    for (const struct option_choice *choice = o->choices; choice->name; choice++) {
        if (strcmp(choice->name, text) == 0) {
            *option_int(c, o) = choice->value;
            return true;
        }
    }
    return wrong(o, "unknown", err);
}

static bool set_colour(struct config *c, const struct option *o, const char *text,
                       struct error *err)
{
    size_t digits = strspn(text + (*text == '#'), "0123456789abcdefABCDEF");
    if (*text && (*text != '#' || digits != 6 || text[1 + digits]))
        return wrong(o, "not a colour", err);
    *option_int(c, o) = *text ? (int)strtol(text + 1, NULL, 16) : -1;
    return true;
}

/* "43" and "31.5"; a comma is what an Indonesian keyboard has. */
static bool set_tenths(struct config *c, const struct option *o, const char *text,
                       struct error *err)
{
    int whole, tenths = 0;
    const char *rest;
    bool ok = parse_number(text, &whole, &rest);
    if (ok && (*rest == '.' || *rest == ',')) {
        ok = rest[1] >= '0' && rest[1] <= '9';
        tenths = ok ? rest[1] - '0' : 0;
        rest += ok ? 2 : 0;
    }
    if (!ok || *rest)
        return wrong(o, "not a number such as 5 or 2.5", err);
    int64_t value = (int64_t)whole * 10 + tenths;
    if (value < o->min || value > o->max)
        return wrong(o, value < o->min ? "too small" : "too large", err);
    *option_int(c, o) = (int)value;
    return true;
}

static bool begins_with(const char *line, size_t len, const char *word)
{
    return len >= strlen(word) && memcmp(line, word, strlen(word)) == 0;
}

/* "[screen lobby]", "[status]" */
static bool begins_other_section(const char *line, size_t len)
{
    const char *close = memchr(line, ']', len), *name;
    if (!close || *line != '[')
        return false;
    CLEANUP_FREE char *section = xasprintf("%.*s", (int)(close - line - 1), line + 1);
    const struct part_section *part = part_section_parse(section, &name);
    if (part)
        return part_is_name(part->part, name, strcspn(name, " \t"));
    section[strcspn(section, " \t")] = '\0';
    return table_find(section) != CONFIG_TABLES;
}

bool option_begins(const char *line, size_t len)
{
    if (begins_other_section(line, len))
        return true;
    for (size_t i = 0; i < option_count; i++) {
        const char *word = *line == '[' ? options[i].section : options[i].key;
        size_t at = *line == '[', end = at + strlen(word);
        if (len < end || !begins_with(line + at, len - at, word))
            continue;
        while (end < len && (line[end] == ' ' || line[end] == '\t'))
            end++;
        if (end < len && strchr(at ? "]" : "=:", line[end]))
            return true;
    }
    return false;
}

bool option_may_break(const char *text, size_t i)
{
    return i > 0 && text[i] == ' ' && text[i - 1] != ' ' && text[i + 1] &&
           !strchr(" ;#", text[i + 1]) && !option_begins(text + i + 1, strlen(text + i + 1));
}

/* What the INI format cannot say, or what no setting means. */
static bool check_text(const char *text, struct error *err)
{
    size_t len = strlen(text);
    if (len > LONGEST_VALUE)
        return error_set(err, "%zu bytes long; allowed: %d", len, LONGEST_VALUE);
    if (text_find_invalid(text, len) != len)
        return error_set(err, "not UTF-8; allowed: a file saved as UTF-8");
    if (*text == ' ' || (len && text[len - 1] == ' '))
        return error_set(err, "a blank at an end; allowed: blanks inside");
    if (*text == ';' || strstr(text, " ;"))
        return error_set(err, "';' after a blank begins a comment; allowed: ';' after a letter");
    size_t word = 0;
    for (size_t i = 0; i < len; i++) {
        word = option_may_break(text, i) ? 0 : word + 1;
        if (word > LONGEST_WORD)
            return error_set(err, "%d bytes without a single blank; allowed: %d", LONGEST_WORD + 1,
                             LONGEST_WORD);
    }
    for (const char *p = text; *p; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7F)
            return error_set(err, "a control character; allowed: printable text");
    }
    return true;
}

static bool check_url(const struct option *o, const char *text, struct error *err)
{
    for (const struct option_choice *c = o->choices; c->name; c++) {
        size_t len = strlen(c->name);
        if (strncmp(text, c->name, len) != 0 || strncmp(text + len, "://", 3) != 0)
            continue;
        if (o->kind == OPTION_URL && strchr(text, ' '))
            return wrong(o, "a blank in the address", err);
        if (text[len + 3])
            return true;
    }
    return wrong(o, "not an address", err);
}

/* Each of several. */
static bool check_urls(const struct option *o, const char *text, struct error *err)
{
    for (const char *at = text; *at; at += strspn(at, " ")) {
        CLEANUP_FREE char *one = xasprintf("%.*s", (int)strcspn(at, " "), at);
        if (!check_url(o, one, err))
            return false;
        at += strlen(one);
    }
    return true;
}

/* "%d/token" is the credential of that name that systemd hands to a unit: its folder has another name for each unit.
 * Elsewhere the text stays what it is. */
static char *expanded(const char *text)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    bool credential = strncmp(text, "%d/", 3) == 0;
    return credential && folder && *folder ? xasprintf("%s%s", folder, text + 2) : xstrdup(text);
}

static bool set_string(struct config *c, const struct option *o, const char *text,
                       struct error *err)
{
    if (!check_text(text, err))
        return false;
    if (*text && o->kind == OPTION_URL && !check_url(o, text, err))
        return false;
    if (o->kind == OPTION_URLS && !check_urls(o, text, err))
        return false;
    if (o->kind == OPTION_ID &&
        (strlen(text) > 64 || text[strspn(text, "abcdefghijklmnopqrstuvwxyz"
                                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")]))
        return wrong(o, "not a name", err);
    char **field = option_string(c, o);
    free(*field);
    *field = o->kind == OPTION_FILE ? expanded(text) : xstrdup(text);
    return true;
}

bool option_set(struct config *c, const struct option *o, const char *text, struct error *err)
{
    switch (o->kind) {
    case OPTION_NUMBER:
    case OPTION_TIME:
        return set_number(c, o, text, err);
    case OPTION_CHOICE:
        return set_choice(c, o, text, err);
    case OPTION_COLOUR:
        return set_colour(c, o, text, err);
    case OPTION_TENTHS:
        return set_tenths(c, o, text, err);
    default:
        return set_string(c, o, text, err);
    }
}

void option_print(const struct config *c, const struct option *o, struct buffer *out)
{
    if (option_is_string(o)) {
        buffer_addf(out, "%s", *option_string(c, o));
    } else if (o->kind == OPTION_TIME) {
        add_time(*option_int(c, o), out);
    } else if (o->kind == OPTION_NUMBER) {
        buffer_addf(out, "%d", *option_int(c, o));
    } else if (o->kind == OPTION_TENTHS) {
        add_tenths(*option_int(c, o), out);
    } else if (o->kind == OPTION_COLOUR) {
        if (*option_int(c, o) >= 0)
            buffer_addf(out, "#%06X", (unsigned)*option_int(c, o));
    } else {
        const struct option_choice *choice = o->choices;
        while (choice->name && choice->value != *option_int(c, o))
            choice++;
        buffer_addf(out, "%s", choice->name);
    }
}
