/* Text -> configuration: the INI file by inih, --set, and sentences that name the place. */
#include <ini.h>
#include <stdio.h>

#include "base/file.h"
#include "base/text.h"
#include "config/options.h"

#define CONFIG_FILE_MAX (1u << 20)

#define DIGITS             "0123456789"
#define LETTERS_AND_DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS

struct reading {
    struct config *config;
    const char *name;
    const char *text, *end; /* what is left */
    int line;               /* the one that inih has now; 1 is the first */
    bool continues;         /* that line begins with a blank */
    /* Of the last assignment, to join a value that goes on. */
    const struct option *last;
    struct config *target; /* what it is set in: the config, or one of its screens */
    struct buffer value;
    int value_line;
    /* The line of each option, of all screens and of each; 0: not given yet. */
    int given_on[1 + CONFIG_MAX_SCREENS][CONFIG_MAX_OPTIONS];
    bool failed;
    struct error *err;
};

/* A value as it may stand in a sentence: an address without user, password and query. Of what is not
 * written as an address nobody knows which part is the password. */
static void add_shown(const struct option *o, const char *value, struct buffer *out)
{
    if (o->kind != OPTION_URL) {
        buffer_addf(out, "%s", value);
        return;
    }
    size_t scheme = strspn(value, LETTERS_AND_DIGITS "+.-");
    if (!scheme || strncmp(value + scheme, "://", 3) != 0) {
        buffer_addf(out, "…");
        return;
    }
    const char *host = value + scheme + 3, *path = host + strcspn(host, "/?#");
    const char *at = memrchr(host, '@', (size_t)(path - host));
    host = at ? at + 1 : host;
    /* A '/' in a password ends the host before the '@', and where the host is missing the password stands
     * in the port's place. */
    const char *colon = memrchr(host, ':', (size_t)(path - host));
    bool sure = !strchr(path, '@') && (!colon || colon + 1 + strspn(colon + 1, DIGITS) >= path);
    size_t shown = sure ? strcspn(host, "?# ") : 0;
    buffer_append(out, value, scheme + 3);
    buffer_append(out, host, shown);
    if (!sure || host[shown] == ' ')
        buffer_addf(out, "…");
}

/* How much of a section's or a key's name may stand in a sentence: where a line is not what its writer
 * meant, an address may stand in the name's place. */
static int name_length(const char *name)
{
    return (int)strspn(name, LETTERS_AND_DIGITS "_-");
}

/* "[section] key"; "key" without a section. */
static void add_name(const char *section, const char *key, struct buffer *out)
{
    int section_len = name_length(section), key_len = name_length(key);
    if (*section)
        buffer_addf(out, "[%.*s%s] ", section_len, section, section[section_len] ? "…" : "");
    buffer_addf(out, "%.*s%s", key_len, key, key[key_len] ? "…" : "");
}

static bool set_option(struct config *c, const struct option *o, const char *value, int line,
                       struct error *err)
{
    if (option_set(c, o, value, err)) {
        c->lines[o - options] = line;
        return true;
    }
    enum { LONGEST_SHOWN = 200 };
    CLEANUP_BUFFER struct buffer shown = BUFFER_INIT(0);
    add_shown(o, value, &shown);
    size_t len = shown.len;
    if (len > LONGEST_SHOWN) {
        len = LONGEST_SHOWN;
        while (((unsigned char)shown.data[len] & 0xC0) == 0x80) /* within a character */
            len--;
    }
    return error_context(err, "[%s%s%s] %s = %.*s%s", c->name ? "screen" : o->section,
                         c->name ? " " : "", c->name ? c->name : "",
                         c->name ? option_screen_key(o) : o->key, (int)len, buffer_text(&shown),
                         len < shown.len ? "…" : "");
}

static bool known_section(const char *section)
{
    for (size_t i = 0; i < option_count; i++) {
        if (strcmp(options[i].section, section) == 0)
            return true;
    }
    return false;
}

/* "allowed: url, poll", the keys of a section; of NULL the sections, "allowed: [screen], [list]". */
static void add_allowed(const char *section, struct buffer *out)
{
    const char *last = "", *separator = "allowed: ";
    for (size_t i = 0; i < option_count; i++) {
        const struct option *o = &options[i];
        if (section ? strcmp(o->section, section) != 0 : strcmp(o->section, last) == 0)
            continue;
        buffer_addf(out, section ? "%s%s" : "%s[%s]", separator, section ? o->key : o->section);
        separator = ", ";
        last = o->section;
    }
}

static void add_allowed_per_screen(struct buffer *out)
{
    const char *separator = "allowed: ";
    for (size_t i = 0; i < option_count; i++) {
        if (!option_is_per_screen(&options[i]))
            continue;
        buffer_addf(out, "%s%s", separator, option_screen_key(&options[i]));
        separator = ", ";
    }
}

/* The name itself may be somebody's slip for an address, see name_length(). */
static bool unknown_section(const char *section, struct error *err)
{
    CLEANUP_BUFFER struct buffer advice = BUFFER_INIT(0);
    const char *nearest = NULL;
    int best = MIN(3, (int)strlen(section) / 2) + 1;
    for (size_t i = 0; i < option_count; i++) {
        int distance = text_distance(options[i].section, section);
        if (distance < best) {
            best = distance;
            nearest = options[i].section;
        }
    }
    if (nearest)
        buffer_addf(&advice, "did you mean [%s]?", nearest);
    else
        add_allowed(NULL, &advice);
    int len = name_length(section);
    return error_set(err, "[%.*s%s]: unknown section; %s", len, section, section[len] ? "…" : "",
                     advice.data);
}

/* The value is not told: where the key is unknown, nobody knows what it holds. `section` is "" for a key
 * before any section. */
static bool unknown_key(const char *section, const char *key, struct error *err)
{
    bool known = known_section(section);
    CLEANUP_BUFFER struct buffer name = BUFFER_INIT(0), advice = BUFFER_INIT(0);
    const struct option *nearest = NULL;
    int best = INT32_MAX;
    for (size_t i = 0; i < option_count; i++) {
        int key_distance = text_distance(options[i].key, key);
        int distance = 2 * key_distance + MIN(text_distance(options[i].section, section), 3);
        if (distance < best && key_distance <= MIN(3, (int)strlen(key) / 2)) {
            best = distance;
            nearest = &options[i];
        }
    }
    if (nearest)
        buffer_addf(&advice, "did you mean [%s] %s?", nearest->section, nearest->key);
    else
        add_allowed(known ? section : NULL, &advice);
    add_name(section, key, &name);
    const char *trouble = known ? "unknown key" : "unknown section";
    return error_set(err, "%s: %s; %s", name.data, *section ? trouble : "no [section] above it",
                     advice.data);
}

/* The same of [screen NAME]: what it may hold, and where else a setting belongs. */
static bool unknown_key_of_screen(const struct config *screen, const char *key, struct error *err)
{
    CLEANUP_BUFFER struct buffer advice = BUFFER_INIT(0);
    const struct option *nearest = NULL;
    int best = MIN(3, (int)strlen(key) / 2) + 1, len = name_length(key);
    for (size_t i = 0; i < option_count; i++) {
        const struct option *o = &options[i];
        int distance = MIN(text_distance(o->key, key), text_distance(option_screen_key(o), key));
        if (distance < best || (distance == best && nearest && !option_is_per_screen(nearest))) {
            best = distance;
            nearest = o;
        }
    }
    if (nearest && !option_is_per_screen(nearest) && best == 0)
        return error_set(err, "[screen %s] %s: the same for all screens; allowed: in [%s]",
                         screen->name, nearest->key, nearest->section);
    if (nearest && option_is_per_screen(nearest))
        buffer_addf(&advice, "did you mean %s?", option_screen_key(nearest));
    else
        add_allowed_per_screen(&advice);
    return error_set(err, "[screen %s] %.*s%s: unknown key; %s", screen->name, len, key,
                     key[len] ? "…" : "", buffer_text(&advice));
}

static bool fail_at(struct reading *r, int line)
{
    r->failed = true;
    return error_context(r->err, "%s:%d", r->name, line);
}

/* What has been read of the last option is complete. */
static bool finish_value(struct reading *r)
{
    const struct option *o = r->last;
    r->last = NULL;
    if (!o || r->failed)
        return !r->failed;
    if (set_option(r->target, o, buffer_text(&r->value), r->value_line, r->err))
        return true;
    return fail_at(r, r->value_line);
}

/* The option of a line and what it is to be set in, with its row of given_on. */
static const struct option *find_target(struct reading *r, const char *section, const char *key,
                                        int *ret_number)
{
    const char *name = option_screen_name(section);
    const struct option *o;
    r->target = r->config;
    *ret_number = 0;
    if (!name) {
        o = option_find(section, key);
        if (!o)
            unknown_key(section, key, r->err);
        return o;
    }
    r->target = config_add_screen(r->config, name, r->err);
    if (!r->target)
        return NULL;
    while (r->config->screens[*ret_number] != r->target)
        ++*ret_number;
    ++*ret_number;
    o = option_find_per_screen(key);
    if (!o)
        unknown_key_of_screen(r->target, key, r->err);
    return o;
}

static int on_value(void *ctx, const char *section, const char *key, const char *value)
{
    struct reading *r = ctx;
    if (r->failed)
        return 0;
    if (r->continues && r->last) {
        buffer_addf(&r->value, "%s%s", r->value.len && *value ? " " : "", value);
        return 1;
    }
    if (!finish_value(r))
        return 0;
    int number;
    const struct option *o = find_target(r, section, key, &number);
    if (!o)
        return fail_at(r, r->line);
    int *given = &r->given_on[number][o - options];
    if (*given) {
        error_set(r->err, "[%s] %s is given twice, first on line %d; allowed: once", section, key,
                  *given);
        return fail_at(r, r->line);
    }
    *given = r->line;
    r->last = o;
    r->value_line = r->line;
    buffer_clear(&r->value);
    buffer_addf(&r->value, "%s", value);
    return 1;
}

/* What inih would pass over without a word. */
static bool check_line(struct config *c, const char *text, size_t len, struct error *err)
{
    size_t end = len;
    while (end && (text[end - 1] == '\n' || text[end - 1] == '\r'))
        end--;
    if (memchr(text, '\r', end))
        return error_set(err,
                         "a carriage return within the line; allowed: a file with the line ends "
                         "of Unix or Windows");
    /* Taken for the end of the value before it, a setting would be lost, and an address might end up in a
     * title. */
    size_t blanks = 0;
    while (blanks < end && (text[blanks] == ' ' || text[blanks] == '\t'))
        blanks++;
    if (blanks && blanks < end && option_begins(text + blanks, end - blanks))
        return error_set(err,
                         "a blank before a section or setting: such a line goes on with the value "
                         "before it; allowed: sections and settings at the start of the line");
    if (*text != '[')
        return true;
    const char *close = memchr(text, ']', end);
    if (!close)
        return error_set(err, "a section without its ']'; allowed: [section]");
    CLEANUP_FREE char *section = xasprintf("%.*s", (int)(close - text - 1), text + 1);
    const char *screen = option_screen_name(section);
    if (screen ? !config_add_screen(c, screen, err) : !known_section(section))
        return screen ? false : unknown_section(section, err);
    for (const char *p = close + 1; p < text + end && *p != ';' && *p != '#'; p++) {
        if (*p != ' ' && *p != '\t')
            return error_set(err,
                             "something follows [section]; allowed: key = value, on a line of its "
                             "own");
    }
    return true;
}

/* inih's reader: the next line into `line` of `size` bytes. It counts, since the handler is not told
 * line numbers, and refuses what inih would cut or misread. */
static char *on_line(char *line, int size, void *ctx)
{
    struct reading *r = ctx;
    if (r->failed || r->text == r->end)
        return NULL;
    const char *newline = memchr(r->text, '\n', (size_t)(r->end - r->text));
    const char *next = newline ? newline + 1 : r->end;
    size_t len = (size_t)(next - r->text);
    r->line++;
    if (text_find_invalid(r->text, len) != len) {
        error_set(r->err, "not UTF-8, or a NUL byte; allowed: a file saved as UTF-8");
        fail_at(r, r->line);
        return NULL;
    }
    if (len > (size_t)size - 2) {
        error_set(r->err,
                  "a line of %zu bytes; allowed: %d, and a value goes on in the next line if that "
                  "begins with a blank",
                  len, size - 2);
        fail_at(r, r->line);
        return NULL;
    }
    if (!check_line(r->config, r->text, len, r->err)) {
        fail_at(r, r->line);
        return NULL;
    }
    if (*r->text == '[' && !finish_value(r)) /* nothing goes on behind a section */
        return NULL;
    memcpy(line, r->text, len);
    line[len] = '\0';
    r->continues = *line == ' ' || *line == '\t';
    r->text = next;
    return line;
}

bool config_read_text(struct config *c, const char *text, size_t len, const char *name,
                      struct error *err)
{
    struct reading r = { .config = c, .name = name, .text = text, .end = text + len, .err = err };
    err->text[0] = '\0';
    free(c->file);
    c->file = xstrdup(name);
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) /* which Windows' editor puts there */
        r.text += 3;
    int line = ini_parse_stream(on_line, &r, on_value, &r);
    int last_read = r.failed ? r.line : 0;
    finish_value(&r);
    buffer_release(&r.value);
    /* inih goes on behind a line that it does not understand, so that line may come first. */
    if (line > 0 && (!r.failed || line < last_read || !err->text[0]))
        return error_set(err, "%s:%d: neither [section] nor key = value", name, line);
    return !r.failed;
}

bool config_read_file(struct config *c, const char *path, struct error *err)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(CONFIG_FILE_MAX);
    return file_read(path, &text, err) &&
           config_read_text(c, buffer_text(&text), text.len, path, err);
}

/* SECTION.KEY or screen.NAME.KEY, up to the '='. */
static bool set_named(struct config *c, const char *name, const char *value, struct error *err)
{
    const char *dot = strchr(name, '.'), *key = strrchr(name, '.') + 1;
    CLEANUP_FREE char *section = xasprintf("%.*s", (int)(dot - name), name);
    const struct option *o;
    if (dot + 1 == key) {
        o = option_find(section, key);
        return o ? set_option(c, o, value, OPTION_LINE_SET, err) : unknown_key(section, key, err);
    }
    CLEANUP_FREE char *screen = xasprintf("%.*s", (int)(key - 1 - (dot + 1)), dot + 1);
    if (strcmp(section, "screen") != 0)
        return error_set(err, "allowed: SECTION.KEY=VALUE, or screen.NAME.KEY=VALUE");
    struct config *target = config_add_screen(c, screen, err);
    if (!target)
        return false;
    o = option_find_per_screen(key);
    return o ? set_option(target, o, value, OPTION_LINE_SET, err)
             : unknown_key_of_screen(target, key, err);
}

bool config_set(struct config *c, const char *assignment, struct error *err)
{
    const char *dot = strchr(assignment, '.'), *equals = strchr(assignment, '=');
    size_t len = strspn(assignment, LETTERS_AND_DIGITS "_.-");
    if (!dot || !equals || dot > equals || assignment + len != equals) /* it may be a secret */
        return error_set(err, "--set: allowed: SECTION.KEY=VALUE, such as source.poll=60s");
    CLEANUP_FREE char *name = xasprintf("%.*s", (int)len, assignment);
    return set_named(c, name, equals + 1, err) || error_context(err, "--set");
}
