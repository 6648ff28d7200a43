#include "app/confine.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "app/assets.h"
#include "base/file.h"
#include "base/log.h"
#include "base/sandbox.h"
#include "setup/settings.h"

#define IN_FORCE "SIAPAMBIL_CONFINED"
#define MOST     256 /* of either list; sources and screens are at most sixteen each */

struct paths {
    char *all[MOST + 1]; /* ends with NULL */
    int count;
};

/* In force from confine_begin() on. */
static struct {
    bool on;
    struct paths read, write;
} confined;

static void add(struct paths *p, const char *path)
{
    if (*path && p->count < MOST)
        p->all[p->count++] = xstrdup(path);
}

static void release(struct paths *p)
{
    for (int i = 0; i < p->count; i++)
        free(p->all[i]);
    *p = (struct paths){ .count = 0 };
}

/* The folder of a file, which may be made only later, or replaced. */
static void add_folder_of(struct paths *p, const char *file)
{
    CLEANUP_FREE char *copy = xstrdup(file);
    if (*file)
        add(p, dirname(copy));
}

static void add_in_home(struct paths *p, const char *name)
{
    const char *home = getenv("HOME");
    CLEANUP_FREE char *path = home && *home ? xasprintf("%s/%s", home, name) : xstrdup("");
    add(p, path);
}

static void add_variable(struct paths *p, const char *name)
{
    const char *value = getenv(name);
    add(p, value ? value : "");
}

/* ---- what the settings name */

static void add_address(struct paths *p, const char *url)
{
    static const char scheme[] = "file://";
    if (strncmp(url, scheme, strlen(scheme)) == 0)
        add_folder_of(p, url + strlen(scheme));
}

static void add_addresses(struct paths *p, const char *urls)
{
    CLEANUP_FREE char *copy = xstrdup(urls);
    char *rest = copy;
    for (char *url; (url = strsep(&rest, " "));)
        add_address(p, url);
}

static void add_source(struct paths *p, const struct config *c)
{
    add_address(p, c->source.url);
    add_addresses(p, c->source.mirrors);
    add_folder_of(p, c->source.ca_file);
    add_folder_of(p, c->source.token_file);
    add_folder_of(p, c->source.headers_file);
}

/* The kept list's folder is made again when it goes: so it is the one above that counts, if there
 * is little else in it. */
static void add_state(struct paths *p, const struct config *c)
{
    CLEANUP_FREE char *folder = settings_state_folder(c, "siapambil");
    CLEANUP_FREE char *copy = xstrdup(folder);
    const char *above = *folder ? dirname(copy) : "", *home = getenv("HOME");
    add(p, folder);
    if (strcmp(above, "/") != 0 && strcmp(above, "/home") != 0 && strcmp(above, ".") != 0 &&
        (!home || strcmp(above, home) != 0))
        add(p, above);
}

static void add_settings(struct paths *read, struct paths *write, const struct config *c)
{
    for (int i = 0; i < config_source_count(c); i++) {
        CLEANUP(config_free) struct config *source = config_for_source(c, i);
        add_source(read, source);
    }
    for (int i = 0; i < config_screen_count(c); i++) {
        CLEANUP(config_free) struct config *screen = config_for_screen(c, i);
        add_folder_of(read, screen->screen.logo);
        add_folder_of(write, screen->screen.picture);
    }
    add_folder_of(read, c->hours.calendar);
    add_folder_of(read, c->status_page.token_file);
    add_state(write, c);
}

/* ---- what the system wants */

static void add_system(struct paths *read, struct paths *write)
{
    /* All of it but what is people's own, and where disks and sticks are mounted. */
    static const char *const readable[] = { "/usr", "/lib",  "/lib32", "/lib64", "/libx32",
                                            "/bin", "/sbin", "/etc",   "/opt",   "/proc",
                                            "/sys", "/var",  "/srv",   "/mnt",   "/media" };
    static const char *const writable[] = { "/tmp", "/var/tmp", "/run", "/dev", "/sys/devices" };
    static const char *const home[] = { ".fonts", ".fonts.conf", ".local/share", ".config" };
    const char *cookie = getenv("XAUTHORITY"), *cache = getenv("XDG_CACHE_HOME");
    for (size_t i = 0; i < COUNT(readable); i++)
        add(read, readable[i]);
    for (size_t i = 0; i < COUNT(writable); i++)
        add(write, writable[i]);
    for (size_t i = 0; i < COUNT(home); i++)
        add_in_home(read, home[i]);
    add_variable(read, "XDG_DATA_HOME");
    add_variable(read, "XDG_CONFIG_HOME");
    add_variable(write, "XDG_RUNTIME_DIR");
    if (cache && *cache)
        add(write, cache);
    else
        add_in_home(write, ".cache");
    if (cookie && *cookie)
        add_folder_of(read, cookie);
    else if (getenv("DISPLAY"))
        add_in_home(read, "");
    CLEANUP_FREE char *assets = assets_path("logo.svg");
    add_folder_of(read, assets);
    /* again.h starts it once more, wherever it was built or installed. */
    char program[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);
    program[MAX(len, 0)] = '\0';
    add_folder_of(read, program);
#ifdef SIAPAMBIL_WRITES /* what sanitizers read, and make coverage counts */
    add(write, SIAPAMBIL_WRITES);
#endif
}

void confine_begin(const struct config *c, const char *config_file)
{
    struct error err = { "" };
    if (!c->daemon.sandbox) {
        log_warning(
            "[daemon] sandbox = no: whoever gets into this program may do what its user may");
        return;
    }
    if (getenv(IN_FORCE)) /* another image of this process, again.h: it holds, and layers are few */
        return;
    /* What does not exist cannot be let through, and nobody may make it later in a folder such as a
     * person's own. That it cannot be made is told by who keeps the list (fetch/cache.h). */
    CLEANUP_FREE char *state = settings_state_folder(c, "siapambil");
    struct error ignored = { "" };
    if (*state)
        file_make_folders(state, 0700, &ignored);
    add_system(&confined.read, &confined.write);
    add_settings(&confined.read, &confined.write, c);
    add_folder_of(&confined.read, config_file ? config_file : SETTINGS_DEFAULT_FILE);
    /* Landlock first: it wants a system call or two of its own. */
    confined.on = sandbox_confine_files((const char *const *)confined.read.all,
                                        (const char *const *)confined.write.all, &err);
    if (!confined.on)
        log_debug("no sandbox for files: %s", err.text);
    if (!sandbox_refuse_calls(&err))
        log_debug("no sandbox for system calls: %s", err.text);
    setenv(IN_FORCE, "1", 1);
}

/* ---- settings that were read again */

static bool is_beneath(const char *path, const struct paths *folders)
{
    for (int i = 0; i < folders->count; i++) {
        size_t len = strlen(folders->all[i]);
        if (strncmp(path, folders->all[i], len) == 0 && (!path[len] || path[len] == '/'))
            return true;
    }
    return false;
}

static bool check(const struct paths *wanted, bool to_write, struct error *err)
{
    for (int i = 0; i < wanted->count; i++) {
        const char *path = wanted->all[i];
        if (is_beneath(path, &confined.write) || (!to_write && is_beneath(path, &confined.read)))
            continue;
        return error_set(err,
                         "'%s' is not among the folders that this run may %s ([daemon] sandbox): "
                         "these settings want a new start",
                         path, to_write ? "write to" : "read");
    }
    return true;
}

bool confine_allows(const struct config *c, struct error *err)
{
    struct paths read = { .count = 0 }, write = { .count = 0 };
    if (!confined.on)
        return true;
    add_settings(&read, &write, c);
    bool ok = check(&read, false, err) && check(&write, true, err);
    release(&read);
    release(&write);
    return ok;
}
