#include "app/panel_switch.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/thread.h"

#define TIMEOUT_MS 10000
#define GRACE_MS   500 /* of a command that runs when the program ends */
#define LOOK_MS    20  /* how often a running command is looked at */
#define MOST_WORDS 32

extern char **environ;

enum panel { PANEL_UNKNOWN = -1, PANEL_OFF, PANEL_ON, PANELS };
static const char *const keys[PANELS] = { "panel_off", "panel_on" };

struct panel_switch {
    char *command[PANELS];
    const char *section;
    int timeout_ms;
    pthread_t thread;
    bool started;

    /* --- main thread */
    int wanted_last; /* enum panel */

    /* --- protected by lock */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int wanted, tried, is; /* enum panel */
    bool stop;

    /* --- the module's thread */
    bool failing[PANELS];
};

struct panel_switch *panel_switch_new(const struct panel_switch_options *options)
{
    struct panel_switch *s = xcalloc(1, sizeof(*s));
    s->command[PANEL_ON] = xstrdup(options->on);
    s->command[PANEL_OFF] = xstrdup(options->off);
    s->section = options->section;
    s->timeout_ms = options->timeout_ms ? options->timeout_ms : TIMEOUT_MS;
    s->wanted_last = s->wanted = s->tried = s->is = PANEL_UNKNOWN;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    return s;
}

/* ---- the thread */

static bool must_stop(struct panel_switch *s)
{
    pthread_mutex_lock(&s->lock);
    bool stop = s->stop;
    pthread_mutex_unlock(&s->lock);
    return stop;
}

/* Its words, in `copy`; the list ends with NULL. */
static bool split(char *copy, char *words[MOST_WORDS + 1])
{
    int count = 0;
    for (char *p = copy + strspn(copy, " "); *p; p += strspn(p, " ")) {
        if (count == MOST_WORDS)
            return false;
        words[count++] = p;
        p += strcspn(p, " ");
        if (*p)
            *p++ = '\0';
    }
    words[count] = NULL;
    return true;
}

/* A process group of its own, so that what it starts can be ended with it; signals as they are by
 * default, for this program ignores some. */
static int spawn(char **words, pid_t *ret)
{
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t files;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                              POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files,
                                             3); /* sockets, the display, the kept list's lock */
    int code = posix_spawnp(ret, words[0], &files, &attributes, words, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return code;
}

/* Waits for the end of `pid` within the limit; past it, or when the
 * program ends, kills its group. */
static bool wait_for(struct panel_switch *s, pid_t pid, struct error *err)
{
    const struct timespec pause = { 0, LOOK_MS * 1000000L };
    uint64_t start = clock_monotonic_ns(), deadline = start + (uint64_t)s->timeout_ms * 1000000u;
    bool hurried = false, killed = false;
    int status;
    for (;;) {
        pid_t ended = waitpid(pid, &status, killed ? 0 : WNOHANG);
        if (ended == pid)
            break;
        if (ended < 0 && errno != EINTR)
            return error_set(err, "cannot be waited for: %s", strerror(errno));
        uint64_t now = clock_monotonic_ns();
        if (!hurried && must_stop(s)) {
            hurried = true;
            deadline = MIN(deadline, now + GRACE_MS * UINT64_C(1000000));
        }
        if (!killed && now >= deadline) {
            kill(-pid, SIGKILL);
            killed = true;
        } else if (!killed) {
            nanosleep(&pause, NULL);
        }
    }
    if (killed)
        return error_set(err, "took longer than %d ms and was ended",
                         hurried ? GRACE_MS : s->timeout_ms);
    if (WIFSIGNALED(status))
        return error_set(err, "ended by signal %d", WTERMSIG(status));
    if (WEXITSTATUS(status))
        return error_set(err, "ended with status %d", WEXITSTATUS(status));
    return true;
}

static bool run(struct panel_switch *s, const char *command, struct error *err)
{
    CLEANUP_FREE char *copy = xstrdup(command);
    char *words[MOST_WORDS + 1];
    pid_t pid;
    if (!split(copy, words))
        return error_set(err, "more than %d words; allowed: a program and its arguments",
                         MOST_WORDS);
    int code = spawn(words, &pid);
    if (code)
        return error_set(err,
                         "cannot be run: %s; allowed: a program by its path or in PATH, and its "
                         "arguments, without a shell",
                         strerror(code));
    return wait_for(s, pid, err);
}

/* A command that goes on failing is told of once; by its program alone, since among its
 * arguments may be a password. Where there is none, the panel does it by itself. */
static bool try_to(struct panel_switch *s, int panel)
{
    struct error err = { "" };
    const char *program = s->command[panel] + strspn(s->command[panel], " ");
    if (!*program)
        return panel == PANEL_ON;
    bool ok = run(s, s->command[panel], &err);
    if (!ok && !s->failing[panel])
        log_warning("[%s] %s, %.*s: %s", s->section, keys[panel], (int)strcspn(program, " "),
                    program, err.text);
    else if (ok && s->failing[panel])
        log_info("[%s] %s works again", s->section, keys[panel]);
    s->failing[panel] = !ok;
    return ok;
}

static void *work(void *ctx)
{
    struct panel_switch *s = ctx;
    pthread_mutex_lock(&s->lock);
    while (!s->stop) {
        int wanted = s->wanted;
        if (wanted == s->tried) {
            pthread_cond_wait(&s->changed, &s->lock);
            continue;
        }
        pthread_mutex_unlock(&s->lock);
        bool ok = try_to(s, wanted);
        pthread_mutex_lock(&s->lock);
        if (ok)
            s->is = wanted;
        s->tried = wanted;
        pthread_cond_broadcast(&s->changed);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

/* ---- the main thread */

static bool start(struct panel_switch *s)
{
    int code = thread_start(&s->thread, work, s);
    if (code)
        log_warning("[%s] %s: no thread to run it in: %s", s->section, keys[s->wanted_last],
                    strerror(code));
    return code == 0;
}

void panel_switch_set(struct panel_switch *s, bool on)
{
    if ((int)on == s->wanted_last)
        return;
    s->wanted_last = on;
    if (!*s->command[PANEL_ON] && !*s->command[PANEL_OFF])
        return;
    pthread_mutex_lock(&s->lock);
    s->wanted = on;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
    if (!s->started)
        s->started = start(s);
}

bool panel_switch_is_off(struct panel_switch *s)
{
    pthread_mutex_lock(&s->lock);
    bool off = s->is == PANEL_OFF;
    pthread_mutex_unlock(&s->lock);
    return off;
}

void panel_switch_settle(struct panel_switch *s)
{
    pthread_mutex_lock(&s->lock);
    while (s->started && s->tried != s->wanted)
        pthread_cond_wait(&s->changed, &s->lock);
    pthread_mutex_unlock(&s->lock);
}

void panel_switch_free(struct panel_switch *s)
{
    pthread_mutex_lock(&s->lock);
    s->stop = true;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
    if (s->started)
        pthread_join(s->thread, NULL);
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
    for (int i = 0; i < PANELS; i++)
        free(s->command[i]);
    free(s);
}
