#include "publish/watch.h"

#include <errno.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/repeats.h"
#include "net/url.h"
#include "publish/postgresql.h"

/* A program that exports renames once; one that saves ten rows commits ten times. */
#define FLOCK_MS       300
#define FLOCK_MOST_MS  3000
#define LISTEN_EVERY_S 10 /* a database that was lost is tried again */

/* A source that can be heard. */
struct heard {
    char *url, *channel; /* of a database; else NULL */
    int connect_timeout_s;
    struct postgresql_ear *ear;
    int64_t tried_s;     /* by the clock that does not jump; 0: never */
    struct repeats told; /* that it is lost */
    char *folder, *name; /* of a file; else NULL */
    int folder_watch;    /* inotify's; -1: the folder is not there (yet) */
    bool told_folder;    /* that it cannot be watched */
};

struct watch {
    int inotify; /* -1: the system has none left */
    struct heard all[CONFIG_MAX_SOURCES];
    size_t count;
};

static void add_file(struct watch *w, const char *url)
{
    CLEANUP_FREE char *path = url_file_path(url);
    char *slash = path ? strrchr(path, '/') : NULL;
    if (!slash || !slash[1])
        return;
    w->all[w->count++] =
        (struct heard){ .folder = slash == path ? xstrdup("/")
                                                : xasprintf("%.*s", (int)(slash - path), path),
                        .name = xstrdup(slash + 1),
                        .folder_watch = -1 };
}

void watch_free(struct watch *w)
{
    for (size_t i = 0; i < w->count; i++) {
        struct heard *h = &w->all[i];
        if (h->ear)
            postgresql_ear_free(h->ear);
        free(h->url);
        free(h->channel);
        free(h->folder);
        free(h->name);
    }
    if (w->inotify >= 0)
        close(w->inotify);
    free(w);
}

/* ---- listening */

/* Says it once, and then now and then while it lasts. */
static void tell_lost(struct heard *h, const struct error *err, int64_t now_s)
{
    char often[REPEATS_TEXT];
    unsigned times = repeats_failed(&h->told, err->text, now_s);
    if (times)
        log_warning("the database is not heard, so changes are found by the interval only: %s%s",
                    err->text, repeats_count(times, often));
}

/* true when it has just begun to listen: what changed before was not heard. */
static bool listen_to(struct heard *h, int64_t now_s)
{
    struct error err = { "" };
    if (h->ear || (h->tried_s && now_s - h->tried_s < LISTEN_EVERY_S))
        return false;
    h->tried_s = now_s;
    h->ear = postgresql_listen(h->url, h->channel, h->connect_timeout_s, &err);
    if (!h->ear) {
        tell_lost(h, &err, now_s);
        return false;
    }
    if (repeats_works(&h->told))
        log_info("the database is heard again");
    return true;
}

/* Folders that were not there, or have been made anew. */
static bool watch_folder(const struct watch *w, struct heard *h)
{
    if (w->inotify < 0 || h->folder_watch >= 0)
        return false;
    h->folder_watch = inotify_add_watch(w->inotify, h->folder,
                                        IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE_SELF |
                                            IN_MOVE_SELF | IN_ONLYDIR);
    /* That one is not there yet is told by who reads the file. */
    if (h->folder_watch < 0 && errno != ENOENT && errno != ENOTDIR && !h->told_folder) {
        h->told_folder = true;
        log_warning("changes in '%s' are found by the interval only: %s", h->folder,
                    errno == ENOSPC ? "the system has no inotify watch left, see the sysctl "
                                      "fs.inotify.max_user_watches"
                                    : strerror(errno));
    }
    return h->folder_watch >= 0;
}

/* Makes everything heard that can be. true when something may have been missed. */
static bool prepare(struct watch *w)
{
    bool missed = false;
    for (size_t i = 0; i < w->count; i++) {
        struct heard *h = &w->all[i];
        missed |= h->url ? listen_to(h, clock_boot_s()) : watch_folder(w, h);
    }
    return missed;
}

struct watch *watch_new(const struct config *c)
{
    struct watch *w = xcalloc(1, sizeof(*w));
    w->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (w->inotify < 0)
        log_warning("changes of files are found by the interval only: %s", strerror(errno));
    for (int i = 0; i < config_source_count(c); i++) {
        CLEANUP(config_free) struct config *s = config_for_source(c, i);
        if (s->source.format == CONFIG_POSTGRESQL && *s->source.notify)
            w->all[w->count++] = (struct heard){ .url = xstrdup(s->source.url),
                                                 .channel = xstrdup(s->source.notify),
                                                 .connect_timeout_s = s->source.connect_timeout,
                                                 .folder_watch = -1 };
        else if (strncmp(s->source.url, "file:", strlen("file:")) == 0)
            add_file(w, s->source.url);
    }
    prepare(w);
    return w;
}

/* ---- hearing */

static bool is_event_of(struct watch *w, const struct inotify_event *e)
{
    bool ours = e->mask & IN_Q_OVERFLOW;
    for (size_t i = 0; i < w->count; i++) {
        struct heard *h = &w->all[i];
        if (!h->folder || h->folder_watch != e->wd)
            continue;
        if (e->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) {
            if (!(e->mask & IN_IGNORED))
                inotify_rm_watch(w->inotify, e->wd);
            h->folder_watch = -1;
        }
        ours |= e->len && strcmp(e->name, h->name) == 0;
    }
    return ours;
}

static bool take_events(struct watch *w)
{
    char bytes[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
    bool ours = false;
    ssize_t n;
    while ((n = read(w->inotify, bytes, sizeof(bytes))) > 0) {
        const struct inotify_event *e;
        for (char *at = bytes; at < bytes + n; at += sizeof(*e) + e->len) {
            e = (const struct inotify_event *)(const void *)at;
            ours |= is_event_of(w, e);
        }
    }
    return ours;
}

/* What has come, from whom it came or not. */
static bool take(struct watch *w)
{
    bool changed = w->inotify >= 0 && take_events(w);
    for (size_t i = 0; i < w->count; i++) {
        struct heard *h = &w->all[i];
        struct error err = { "" };
        enum postgresql_news news = h->ear ? postgresql_ear_take(h->ear, &err) : POSTGRESQL_SILENCE;
        changed |= news == POSTGRESQL_NOTIFIED;
        if (news != POSTGRESQL_LOST)
            continue;
        postgresql_ear_free(h->ear);
        h->ear = NULL;
        tell_lost(h, &err, clock_boot_s());
    }
    return changed;
}

static void wait_for_one(struct watch *w, uint64_t ms)
{
    struct pollfd fds[CONFIG_MAX_SOURCES + 1];
    nfds_t count = 0;
    if (w->inotify >= 0)
        fds[count++] = (struct pollfd){ .fd = w->inotify, .events = POLLIN };
    for (size_t i = 0; i < w->count; i++) {
        if (w->all[i].ear)
            fds[count++] =
                (struct pollfd){ .fd = postgresql_ear_fd(w->all[i].ear), .events = POLLIN };
    }
    poll(fds, count, (int)MIN(ms, (uint64_t)LISTEN_EVERY_S * 1000));
}

void watch_wait(struct watch *w, uint64_t ms)
{
    uint64_t begun_ms = clock_monotonic_ns() / 1000000, now_ms = begun_ms, changed_ms = 0;
    uint64_t quiet_ms = 0; /* until then nothing more may come; 0: nothing has come yet */
    while (now_ms < begun_ms + ms || quiet_ms) {
        bool changed = prepare(w);
        changed |= take(w);
        now_ms = clock_monotonic_ns() / 1000000;
        if (changed) {
            changed_ms = changed_ms ? changed_ms : now_ms;
            quiet_ms = MIN(now_ms + FLOCK_MS, changed_ms + FLOCK_MOST_MS);
        }
        uint64_t until_ms = quiet_ms ? quiet_ms : begun_ms + ms;
        if (now_ms >= until_ms)
            return;
        wait_for_one(w, until_ms - now_ms);
        now_ms = clock_monotonic_ns() / 1000000;
    }
}
