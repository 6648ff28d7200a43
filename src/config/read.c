/* Text -> configuration: the INI file by inih, --set, and sentences that name the place. */
#include <ini.h>
#include <stdio.h>

#include "base/file.h"
#include "base/text.h"
#include "config/options.h"
#include "config/unknown.h"

#define CONFIG_FILE_MAX (1u << 20)

#define DIGITS             "0123456789"
#define LETTERS_AND_DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS

struct reading {
    struct config *config;
    const char *name;
    const char *text, *end;       /* what is left */
    int line;                     /* the one that inih has now; 1 is the first */
    bool continues;               /* that line begins with a blank */
    char *section;                /* inih cuts it at 49 bytes */
    enum config_table_name table; /* that it is, or CONFIG_TABLES */
    /* Of the last assignment, to join a value that goes on. */
    const struct option *last;
    struct config *target; /* what it is set in: the config, or one of its parts */
    struct buffer value;
    int value_line;
    bool failed;
    struct error *err;
};

/* A value as it may stand in a sentence: an address without user, password and query. Of what is
 * not written as an address nobody knows which part is the password. */
static void add_shown_url(const char *value, struct buffer *out)
{
    size_t scheme = strspn(value, LETTERS_AND_DIGITS "+.-");
    if (!scheme || strncmp(value + scheme, "://", 3) != 0) {
        buffer_addf(out, "…");
        return;
    }
    const char *host = value + scheme + 3, *path = host + strcspn(host, "/?#");
    const char *at = memrchr(host, '@', (size_t)(path - host));
    host = at ? at + 1 : host;
    /* A '/' in a password ends the host before the '@', and where the host is missing the
     * password stands in the port's place. */
    const char *colon = memrchr(host, ':', (size_t)(path - host));
    bool sure = !strchr(path, '@') && (!colon || colon + 1 + strspn(colon + 1, DIGITS) >= path);
    size_t shown = sure ? strcspn(host, "?# ") : 0;
    buffer_append(out, value, scheme + 3);
    buffer_append(out, host, shown);
    if (!sure || host[shown] == ' ')
        buffer_addf(out, "…");
}

static void add_shown(const struct option *o, const char *value, struct buffer *out)
{
    if (o->kind == OPTION_URL)
        add_shown_url(value, out);
    else
        buffer_addf(out, "%s", o->kind == OPTION_URLS ? "…" : value);
}

static bool set_option(struct config *c, const struct option *o, const char *value, int line,
                       struct error *err)
{
    if (option_set(c, o, value, err)) {
        c->lines[o - options] = line;
        c->of_part[o - options] = c->name != NULL;
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
    return error_context(err, "[%s%s%s] %s = %.*s%s", c->name ? part_word(o) : o->section,
                         c->name ? " " : "", c->name ? c->name : "", c->name ? part_key(o) : o->key,
                         (int)len, buffer_text(&shown), len < shown.len ? "…" : "");
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

/* The option of a line, and what it is to be set in. */
static const struct option *find_target(struct config *c, const char *section, const char *key,
                                        int line, struct config **ret_target, struct error *err)
{
    const char *name;
    const struct part_section *part = part_section_parse(section, &name);
    const struct option *o;
    *ret_target = part ? config_add_part(c, part, name, line, err) : c;
    if (!*ret_target)
        return NULL;
    if (part) {
        o = part_find_option(part->word, key);
        if (!o)
            unknown_key_of_part(part->word, name, key, err);
        return o;
    }
    o = part_is_named_only(section) ? NULL : option_find(section, key);
    if (!o)
        unknown_key(section, key, err);
    return o;
}

static int on_value(void *ctx, const char *section, const char *key, const char *value)
{
    struct reading *r = ctx;
    (void)section;
    if (r->failed)
        return 0;
    if (r->continues && r->last) {
        buffer_addf(&r->value, "%s%s", r->value.len && *value ? " " : "", value);
        return 1;
    }
    if (!finish_value(r))
        return 0;
    const char *in = r->section ? r->section : "";
    const struct option *o = find_target(r->config, in, key, r->line, &r->target, r->err);
    if (!o)
        return fail_at(r, r->line);
    if (r->target->lines[o - options] > 0) {
        error_set(r->err, "[%s] %s is given twice, first on line %d; allowed: once", in, key,
                  r->target->lines[o - options]);
        return fail_at(r, r->line);
    }
    r->last = o;
    r->value_line = r->line;
    buffer_clear(&r->value);
    buffer_addf(&r->value, "%s", value);
    return 1;
}

/* Begins the section of a line: "[section]". */
static bool begin_section(struct reading *r, const char *text, size_t len)
{
    free(r->section);
    r->section = xasprintf("%.*s", (int)len, text);
    r->table = table_find(r->section);
    const char *name;
    const struct part_section *part = part_section_parse(r->section, &name);
    if (part)
        return config_add_part(r->config, part, name, r->line, r->err);
    if (part_is_named_only(r->section))
        return error_set(r->err, "[%s]: without a name; allowed: [%s mpp], and so on", r->section,
                         r->section);
    return option_section_is_known(r->section) || unknown_section(r->section, r->err);
}

/* What inih would pass over without a word. */
static bool check_line(struct reading *r, const char *text, size_t len)
{
    struct error *err = r->err;
    size_t end = len;
    while (end && (text[end - 1] == '\n' || text[end - 1] == '\r'))
        end--;
    if (memchr(text, '\r', end))
        return error_set(err,
                         "a carriage return within the line; allowed: a file with the line ends "
                         "of Unix or Windows");
    /* Taken for the end of the value before it, a setting would be lost, and an address
     * might end up in a title. */
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
    if (!begin_section(r, text + 1, (size_t)(close - text - 1)))
        return false;
    for (const char *p = close + 1; p < text + end && *p != ';' && *p != '#'; p++) {
        if (*p != ' ' && *p != '\t')
            return error_set(err,
                             "something follows [section]; allowed: key = value, on a line of its "
                             "own");
    }
    return true;
}

/* A line below the head of a table. false: it is none of the table's. */
static bool take_entry(struct reading *r, const char *text, size_t len)
{
    size_t blanks = 0;
    while (blanks < len && strchr(" \t\r\n", text[blanks]))
        blanks++;
    if (r->table == CONFIG_TABLES || blanks == len || strchr("[;#", text[blanks]))
        return false;
    bool ok = blanks ? error_set(r->err,
                                 "a blank before an entry of [%s]; allowed: %s, at the start "
                                 "of the line",
                                 r->section, table_form(r->table))
                     : table_set_line(r->config, r->table, text, len, r->line, r->err);
    if (!ok)
        fail_at(r, r->line);
    return true;
}

/* inih's reader: the next line into `line` of `size` bytes. It counts, since the handler is not
 * told line numbers, and refuses what inih would cut or misread. */
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
    bool begins = *r->text == '['; /* nothing goes on behind a section */
    if (begins && !finish_value(r))
        return NULL;
    if (!check_line(r, r->text, len)) {
        fail_at(r, r->line);
        return NULL;
    }
    bool is_entry = take_entry(r, r->text, len);
    if (r->failed)
        return NULL;
    memcpy(line, r->text, len);
    line[is_entry ? 0 : len] = '\0'; /* inih takes an empty line for it */
    r->continues = *line == ' ' || *line == '\t';
    r->text = next;
    return line;
}

bool config_read_text(struct config *c, const char *text, size_t len, const char *name,
                      struct error *err)
{
    struct reading r = { .config = c,
                         .name = name,
                         .text = text,
                         .end = text + len,
                         .table = CONFIG_TABLES,
                         .err = err };
    err->text[0] = '\0';
    free(c->file);
    c->file = xstrdup(name);
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) /* which Windows' editor puts there */
        r.text += 3;
    int line = ini_parse_stream(on_line, &r, on_value, &r);
    int last_read = r.failed ? r.line : 0;
    finish_value(&r);
    buffer_release(&r.value);
    free(r.section);
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
    const char *dot = strchr(name, '.'), *key = strrchr(name, '.') + 1, *unused;
    int word = (int)(dot - name), of_name = (int)(key - dot) - 2;
    CLEANUP_FREE char *section = of_name < 0 ? xasprintf("%.*s", word, name)
                                             : xasprintf("%.*s %.*s", word, name, of_name, dot + 1);
    if (of_name >= 0 && !part_section_parse(section, &unused))
        return error_set(err, "allowed: SECTION.KEY=VALUE, or screen.NAME.KEY=VALUE");
    struct config *target;
    const struct option *o = find_target(c, section, key, OPTION_LINE_SET, &target, err);
    return o && set_option(target, o, value, OPTION_LINE_SET, err);
}

bool config_set(struct config *c, const char *assignment, struct error *err)
{
    const char *dot = strchr(assignment, '.'), *equals = strchr(assignment, '=');
    CLEANUP_FREE char *section = xasprintf("%.*s", (int)strcspn(assignment, "."), assignment);
    enum config_table_name table = table_find(section);
    if (dot && equals && table != CONFIG_TABLES) { /* the key is a word of the office's */
        equals = strrchr(assignment, '=');
        CLEANUP_FREE char *key = xasprintf("%.*s", (int)(equals - (dot + 1)), dot + 1);
        return table_set(c, table, key, equals + 1, OPTION_LINE_SET, err) ||
               error_context(err, "--set");
    }
    size_t len = strspn(assignment, LETTERS_AND_DIGITS "_.-");
    if (!dot || !equals || dot > equals || assignment + len != equals) /* it may be a secret */
        return error_set(err, "--set: allowed: SECTION.KEY=VALUE, such as source.poll=60s");
    CLEANUP_FREE char *name = xasprintf("%.*s", (int)len, assignment);
    return set_named(c, name, equals + 1, err) || error_context(err, "--set");
}
