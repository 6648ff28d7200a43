#include "app/again.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"

#define MOST     5
#define WITHIN_S 600
#define VARIABLE "SIAPAMBIL_AGAIN" /* when images were started, in seconds since boot */

bool again_note(const char *before, int64_t now_s, struct buffer *ret)
{
    int count = 0;
    for (const char *p = before; *p;) {
        char *end;
        int64_t at = (int64_t)strtoimax(p, &end, 10);
        if (end == p)
            break; /* not ours */
        p = end;
        if (at > now_s || now_s - at >= WITHIN_S)
            continue;
        buffer_addf(ret, "%" PRId64 " ", at);
        count++;
    }
    buffer_addf(ret, "%" PRId64, now_s);
    return count < MOST;
}

/* The signals for which run.c has handlers. */
static void mask(int how)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigprocmask(how, &set, NULL);
}

void again_hold_signals(void)
{
    mask(SIG_BLOCK);
}

void again_release_signals(void)
{
    mask(SIG_UNBLOCK);
}

static void end_threads(struct app *app)
{
    struct delivery last;
    bool ended;
    if (app->pulling)
        pulling_end(app->pulling, &last, &ended);
    if (app->panel)
        panel_switch_free(app->panel);
    app->pulling = NULL;
    app->panel = NULL;
}

void again_leave(struct app *app, int status)
{
    end_threads(app);
    supervision_stopping();
    _exit(status); /* what libraries would do at the end, they would do to a display that is gone */
}

/* The program by its own name, under which it is found among the others; or whatever it is called now. */
static _Noreturn void execute(char **argv)
{
    char path[4096];
    ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);
    close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
    if (len > 0) {
        path[len] = '\0';
        execv(path, argv);
    }
    execv("/proc/self/exe", argv);
    log_error("the program cannot be started again: %s", strerror(errno));
    _exit(EXIT_FAILURE);
}

void again_start(struct app *app, const char *what)
{
    struct buffer starts = BUFFER_INIT(0);
    const char *before = getenv(VARIABLE);
    if (!again_note(before ? before : "", clock_boot_s(), &starts)) {
        log_error("%s, for the %dth time in %d minutes: ended", what, MOST + 1, WITHIN_S / 60);
        again_leave(app, EXIT_FAILURE);
    }
    log_warning("%s; starting anew without it", what);
    supervision_say(app, "the display has gone; starting anew");
    end_threads(app);
    setenv(VARIABLE, buffer_text(&starts), 1);
    execute(app->argv);
}
