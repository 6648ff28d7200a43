/* What only the whole of a configuration can tell. */
#include "config/check.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

bool check_fail_at(const struct config *c, const char *section, const char *key, const char *why,
                   struct error *err)
{
    CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
    config_place(c, section, key, &place);
    return error_set(err, "%s %s", buffer_text(&place), why);
}

bool check_file(const struct config *c, const char *section, const char *key, const char *path,
                struct error *err)
{
    struct stat st;
    if (!*path || strncmp(path, "%d/", 3) == 0) /* the latter: systemd's, for its unit alone */
        return true;
    bool there = stat(path, &st) == 0;
    if (there && S_ISREG(st.st_mode) && access(path, R_OK) == 0)
        return true;
    const char *trouble = there && !S_ISREG(st.st_mode) ? "not a file" : strerror(errno);
    /* Somebody may have written the token itself in the place of its file's name. */
    bool token = path == c->source.token_file || path == c->status_page.token_file;
    const char *secret = token ? "token" : path == c->source.headers_file ? "headers" : NULL;
    CLEANUP_FREE char *why =
        secret && *path != '/' && *path != '.'
            ? xasprintf("= …: %s; allowed: the path of a file that siapambil may read, with the %s "
                        "in it",
                        trouble, secret)
            : xasprintf("= %s: %s; allowed: a file that siapambil may read", path, trouble);
    return check_fail_at(c, section, key, why, err);
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
        return check_fail_at(c, "list", "withdraw_after", why, err);
    free(why);
    why = xasprintf("= %s: not shorter than withdraw_after = %s; data is marked as old first, then "
                    "withdrawn",
                    buffer_text(&old), buffer_text(&withdraw));
    return check_fail_at(c, "list", "old_after", why, err);
}

/* Data that is asked for more rarely than it becomes old is always old. */
static bool check_poll(const struct config *c, struct error *err)
{
    if (c->list.old_after >= c->source.poll)
        return true;
    CLEANUP_BUFFER struct buffer old = BUFFER_INIT(0), poll = BUFFER_INIT(0);
    option_print(c, option_find("list", "old_after"), &old);
    option_print(c, option_find("source", "poll"), &poll);
    bool by_default = !c->lines[option_find("list", "old_after") - options];
    CLEANUP_FREE char *why =
        by_default ? xasprintf("= %s: longer than [list] old_after = %s; data would be marked as "
                               "old between two pulls",
                               buffer_text(&poll), buffer_text(&old))
                   : xasprintf("= %s: shorter than [source] poll = %s; data would be marked as old "
                               "between two pulls",
                               buffer_text(&old), buffer_text(&poll));
    return by_default ? check_fail_at(c, "source", "poll", why, err)
                      : check_fail_at(c, "list", "old_after", why, err);
}

bool check_own(struct config *const *taken, int count, const struct config *c, const char *section,
               const char *key, struct error *err)
{
    const struct option *o = option_find(section, key);
    const char *value = *option_string(c, o);
    for (int i = 0; i < count && *value; i++) {
        if (strcmp(value, *option_string(taken[i], o)) != 0)
            continue;
        /* An address may hold a password. */
        CLEANUP_FREE char *why = xasprintf(
            "= %s: [%s %s] has it, too; allowed: another one for each %s, in its "
            "[%s NAME]",
            o->kind == OPTION_URL ? "…" : value, section, taken[i]->name, section, section);
        CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
        /* Where neither says it, the one that has it is named at least. */
        config_place(c, section, key, &place);
        return c->of_part[o - options]
                   ? error_set(err, "%s %s", buffer_text(&place), why)
                   : error_set(err, "[%s %s] %s %s", section, c->name, key, why);
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
        ok = check_file(s, "screen", "logo", s->screen.logo, err) &&
             check_own(screens, count, s, "screen", "display", err) &&
             check_own(screens, count, s, "screen", "picture", err);
        count++;
    }
    while (count)
        config_free(screens[--count]);
    return ok;
}

bool config_check_sources(const struct config *c, struct error *err)
{
    return check_locations(c, err) && check_sources(c, err);
}

bool config_check(const struct config *c, struct error *err)
{
    return check_ages(c, err) && check_poll(c, err) && check_screens(c, err) &&
           check_status_page(c, err) && config_check_sources(c, err);
}
