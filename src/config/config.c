#include "config/config.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/options.h"

struct config *config_new(void)
{
    struct config *c = xcalloc(1, sizeof(*c));
    for (size_t i = 0; i < option_count; i++) {
        struct error err = { "" };
        /* The defaults are allowed values; a test holds the table to it. */
        if (!option_set(c, &options[i], options[i].def, &err))
            abort();
    }
    return c;
}

void config_free(struct config *c)
{
    for (size_t i = 0; i < option_count; i++) {
        if (option_is_string(&options[i]))
            free(*option_string(c, &options[i]));
    }
    for (int i = 0; i < c->screen_count; i++)
        config_free(c->screens[i]);
    free(c->file);
    free(c->name);
    free(c);
}

void config_place(const struct config *c, const char *section, const char *key, struct buffer *out)
{
    ptrdiff_t at = option_find(section, key) - options;
    int line = c->lines[at];
    if (line > 0)
        buffer_addf(out, "%s:%d: ", c->file, line);
    else if (line == OPTION_LINE_SET)
        buffer_addf(out, "--set: ");
    if (c->of_screen[at])
        buffer_addf(out, "[screen %s] %s", c->name, option_screen_key(&options[at]));
    else
        buffer_addf(out, "[%s] %s", section, key);
}

int config_colour(const struct config *c, const char *key, int *ret_line)
{
    const struct option *o = option_find("theme", key);
    *ret_line = c->lines[o - options];
    return *option_int(c, o);
}

static bool fail_at(const struct config *c, const char *section, const char *key, const char *why,
                    struct error *err)
{
    CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
    config_place(c, section, key, &place);
    return error_set(err, "%s %s", buffer_text(&place), why);
}

static bool check_file(const struct config *c, const char *section, const char *key,
                       const char *path, struct error *err)
{
    struct stat st;
    if (!*path)
        return true;
    bool there = stat(path, &st) == 0;
    if (there && S_ISREG(st.st_mode) && access(path, R_OK) == 0)
        return true;
    const char *trouble = there && !S_ISREG(st.st_mode) ? "not a file" : strerror(errno);
    /* Somebody may have written the token itself in the place of its file's name. */
    bool may_be_secret = path == c->source.token_file && *path != '/' && *path != '.';
    CLEANUP_FREE char *why =
        xasprintf("= %s: %s; allowed: %s", may_be_secret ? "…" : path, trouble,
                  may_be_secret ? "the path of a file that siapambil may read, with the token in it"
                                : "a file that siapambil may read");
    return fail_at(c, section, key, why, err);
}

static bool check_ages(const struct config *c, struct error *err)
{
    if (c->list.withdraw_after > c->list.old_after)
        return true;
    CLEANUP_BUFFER struct buffer old = BUFFER_INIT(0), withdraw = BUFFER_INIT(0);
    option_print(c, option_find("list", "old_after"), &old);
    option_print(c, option_find("list", "withdraw_after"), &withdraw);
    CLEANUP_FREE char *why =
        xasprintf("= %s: not longer than old_after = %s; data is marked as old "
                  "first, then withdrawn",
                  buffer_text(&withdraw), buffer_text(&old));
    /* Told at the line that somebody wrote. */
    bool by_default = !c->lines[option_find("list", "withdraw_after") - options];
    if (!by_default)
        return fail_at(c, "list", "withdraw_after", why, err);
    free(why);
    why = xasprintf("= %s: not shorter than withdraw_after = %s; data is marked as old first, then "
                    "withdrawn",
                    buffer_text(&old), buffer_text(&withdraw));
    return fail_at(c, "list", "old_after", why, err);
}

/* What each screen must have for itself. `taken` are the settings of those before it. */
static bool check_own(struct config *const *taken, int count, const struct config *c,
                      const char *key, size_t offset, struct error *err)
{
    const char *value = *(char **)(void *)((char *)(uintptr_t)c + offset);
    for (int i = 0; i < count && *value; i++) {
        const char *other = *(char **)(void *)((char *)taken[i] + offset);
        if (strcmp(value, other) != 0)
            continue;
        CLEANUP_FREE char *why = xasprintf("= %s: [screen %s] has it, too; allowed: another one "
                                           "for each screen, in its [screen NAME]",
                                           value, taken[i]->name);
        CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
        /* Where neither says it, the screen is named at least. */
        config_place(c, "screen", key, &place);
        return c->of_screen[option_find("screen", key) - options]
                   ? error_set(err, "%s %s", buffer_text(&place), why)
                   : error_set(err, "[screen %s] %s %s", c->name, key, why);
    }
    return true;
}

static bool check_screens(const struct config *c, struct error *err)
{
    struct config *screens[CONFIG_MAX_SCREENS];
    int count = 0;
    bool ok = true;
    while (ok && count < config_screen_count(c)) {
        struct config *s = screens[count] = config_for_screen(c, count);
        ok =
            check_file(s, "screen", "logo", s->screen.logo, err) &&
            check_own(screens, count, s, "display", offsetof(struct config, screen.display), err) &&
            check_own(screens, count, s, "picture", offsetof(struct config, screen.picture), err);
        count++;
    }
    while (count)
        config_free(screens[--count]);
    return ok;
}

bool config_check(const struct config *c, struct error *err)
{
    if (!*c->source.url)
        return error_set(err, "[source] url is not set: say where the list comes from, in the "
                              "configuration file or by --set source.url=https://…");
    if (!check_ages(c, err) || !check_screens(c, err) ||
        !check_file(c, "source", "ca_file", c->source.ca_file, err) ||
        !check_file(c, "source", "token_file", c->source.token_file, err))
        return false;
    /* Whoever reads the token can pull what the office pulls; ssh refuses such keys, too. */
    struct stat st;
    if (!*c->source.token_file || stat(c->source.token_file, &st) < 0 || !(st.st_mode & S_IROTH))
        return true;
    CLEANUP_FREE char *why = xasprintf("= %s: everybody may read it; allowed: its owner and group "
                                       "(chmod o-r)",
                                       c->source.token_file);
    return fail_at(c, "source", "token_file", why, err);
}

/* "; The pause …", wrapped like a paragraph. */
static void print_comment(const char *text, struct buffer *out)
{
    enum { WIDTH = 98 };
    while (*text) {
        size_t len = strlen(text);
        if (len > WIDTH) {
            len = WIDTH;
            while (text[len] != ' ')
                len--;
        }
        buffer_addf(out, "; %.*s\n", (int)len, text);
        text += len;
        text += *text == ' ';
    }
}

/* A long value goes on in indented lines, which inih joins again. */
static void print_value(const char *value, struct buffer *out)
{
    enum { WIDTH = 180 };
    while (strlen(value) > WIDTH) {
        size_t cut = 0;
        for (size_t i = 1; i < WIDTH; i++)
            cut = option_may_break(value, i) ? i : cut;
        if (!cut)
            break;
        buffer_append(out, value, cut);
        buffer_addf(out, "\n    ");
        value += cut + 1;
    }
    buffer_addf(out, "%s\n", value);
}

/* [screen NAME], with what it says itself. */
static void print_screen(const struct config *screen, struct buffer *out)
{
    buffer_addf(out, "\n[screen %s]\n", screen->name);
    for (size_t i = 0; i < option_count; i++) {
        if (!screen->lines[i])
            continue;
        CLEANUP_BUFFER struct buffer value = BUFFER_INIT(0);
        option_print(screen, &options[i], &value);
        buffer_addf(out, "%s =%s", option_screen_key(&options[i]), value.len ? " " : "");
        print_value(buffer_text(&value), out);
    }
}

static void print_screens(const struct config *c, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer help = BUFFER_INIT(0);
    buffer_addf(&help, "Several displays: a section for each, [screen lobby], [screen loket], with "
                       "what differs between them; its display at least. The rest is as above. "
                       "Allowed there:");
    for (size_t i = 0, n = 0; i < option_count; i++) {
        if (option_is_per_screen(&options[i]))
            buffer_addf(&help, "%s %s", n++ ? "," : "", option_screen_key(&options[i]));
    }
    buffer_addf(&help, ".");
    buffer_addf(out, "\n");
    print_comment(buffer_text(&help), out);
    for (int i = 0; i < c->screen_count; i++)
        print_screen(c->screens[i], out);
}

void config_print(const struct config *c, struct buffer *out)
{
    buffer_addf(out,
                "; Settings of siapambil. Every line may be left out: what stands here is then "
                "what is used.\n; Times: 90s, 5min, 2h, 3d. A ; behind a blank begins a "
                "comment. A long value goes on in the next line if\n; that begins with a blank; "
                "sections and settings begin without one.\n");
    const char *section = "";
    for (size_t i = 0; i < option_count; i++) {
        const struct option *o = &options[i];
        if (strcmp(section, o->section) != 0)
            buffer_addf(out, "\n[%s]\n", section = o->section);
        CLEANUP_BUFFER struct buffer help = BUFFER_INIT(0), allowed = BUFFER_INIT(0),
                                     value = BUFFER_INIT(0);
        buffer_addf(&help, "%s", o->help);
        option_allowed(o, &allowed);
        if (allowed.len)
            buffer_addf(&help, " Allowed: %s.", allowed.data);
        print_comment(buffer_text(&help), out);
        option_print(c, o, &value);
        buffer_addf(out, "%s =%s", o->key, value.len ? " " : "");
        print_value(buffer_text(&value), out);
    }
    print_screens(c, out);
}

void config_help(struct buffer *out)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *o = &options[i];
        CLEANUP_BUFFER struct buffer allowed = BUFFER_INIT(0);
        option_allowed(o, &allowed);
        buffer_addf(out, "  %s.%s=%s\n      %s", o->section, o->key, o->def, o->help);
        if (allowed.len)
            buffer_addf(out, " Allowed: %s.", allowed.data);
        buffer_addf(out, "\n");
    }
}
