#include "app/supervision.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/notify.h"

/* Moving boards present sixty times a second, those that stand eight times. */
#define FRESH_NS UINT64_C(5000000000)

#define BEFORE_MAX 64 /* of what is told in one message with the status */

void supervision_begin(void)
{
    notify_begin();
}

/* ---- STATUS */

/* Texts are put together where they stay: once a second, and nothing is allocated for it. */
struct text {
    char *at;
    size_t len, size;
};

PRINTF(2, 3) static void add(struct text *t, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(t->at + t->len, t->size - t->len, fmt, args);
    va_end(args);
    t->len = MIN(t->len + (size_t)MAX(n, 0), t->size - 1);
}

static int count_open(const struct app *app)
{
    int open = 0;
    for (int i = 0; i < app->screens.count; i++)
        open += app->screens.all[i].screen != NULL;
    return open;
}

static bool are_closed(const struct app *app, const struct board_time *time)
{
    for (int i = 0; i < app->screens.count; i++) {
        const struct app_screen *s = &app->screens.all[i];
        if (s->config->hours.closed == CONFIG_CLOSED_LIST || !app_screen_is_closed(app, s, time))
            return false;
    }
    return true;
}

static void add_displays(const struct app *app, struct text *t)
{
    int open = count_open(app), count = app->screens.count;
    if (app->displays && open < count)
        add(t, "; %d of %d displays connected", open, count);
    else if (!app->displays && !app->args->off_screen)
        add(t, "; no display, looking for one");
}

static void add_list(const struct app *app, const struct board_time *time, struct text *t)
{
    static const char *const ages[] = {
        [AGE_FRESH] = "",
        [AGE_OLD] = ", old",
        [AGE_EXPIRED] = ", past its time",
        [AGE_WITHDRAWN] = ", too old: withdrawn",
    };
    const struct config *c = app->config;
    if (!app->list) {
        add(t, "no list yet");
        return;
    }
    enum age_state age =
        age_state(time, app->list->expires, c->list.old_after, c->list.withdraw_after);
    add(t, "%" PRIu32 " documents%s", app->list->document_count, ages[age]);
    if (are_closed(app, time))
        add(t, "; the office is closed");
}

static void tell_status(struct app *app, const char *before, const char *status)
{
    struct supervision *s = &app->supervision;
    char message[BEFORE_MAX + sizeof("STATUS=") + sizeof(s->status)];
    if (status != s->status)
        snprintf(s->status, sizeof(s->status), "%s", status);
    snprintf(message, sizeof(message), "%sSTATUS=%s", before, s->status);
    s->untold = !notify_send(message);
}

static void describe(const struct app *app, const struct board_time *time, char ret[256])
{
    struct text t = { ret, 0, 256 };
    add_list(app, time, &t);
    add_displays(app, &t);
}

void supervision_tell(struct app *app, const struct board_time *time)
{
    char status[sizeof(app->supervision.status)];
    if (!app->supervision.ready)
        return;
    describe(app, time, status);
    if (app->supervision.untold || strcmp(status, app->supervision.status) != 0)
        tell_status(app, app->supervision.untold ? "READY=1\n" : "", status);
}

void supervision_say(struct app *app, const char *status)
{
    tell_status(app, "", status);
}

/* ---- the rest */

void supervision_ready(struct app *app)
{
    char status[sizeof(app->supervision.status)];
    struct board_time time = app_time(app);
    describe(app, &time, status);
    app->supervision.ready = true;
    tell_status(app, "READY=1\n", status);
}

void supervision_reloading(struct app *app)
{
    char before[BEFORE_MAX];
    snprintf(before, sizeof(before), "RELOADING=1\nMONOTONIC_USEC=%" PRIu64 "\n",
             clock_monotonic_ns() / 1000);
    tell_status(app, before, "reading the settings again");
}

void supervision_stopping(void)
{
    notify_send("STOPPING=1\nSTATUS=ending");
}

static bool is_presenting(const struct app *app, uint64_t now)
{
    for (int i = 0; i < app->screens.count; i++) {
        const struct app_screen *s = &app->screens.all[i];
        if (s->screen && now - s->presented_ns > FRESH_NS)
            return false;
    }
    return true;
}

void supervision_beat(struct app *app)
{
    uint64_t every = notify_watchdog_us() * 1000 / 2, now = clock_monotonic_ns();
    if (!every || now - app->supervision.beat_ns < every || !is_presenting(app, now))
        return;
    if (notify_send("WATCHDOG=1"))
        app->supervision.beat_ns = now;
}
