#include "app/reporting.h"

#include <unistd.h>

#include "base/clock.h"

/* A window that was closed took its count with it: hence the sum of what has come since the last
 * look. */
static void count_late(struct app *app)
{
    for (int i = 0; i < app->screens.count; i++) {
        struct app_screen *s = &app->screens.all[i];
        if (!s->screen)
            continue;
        uint64_t late = screen_counts(s->screen).late;
        app->late += late - MIN(late, s->late);
        s->late = late;
    }
}

/* The lowest rate of those screens that the machine does not keep; 0: it keeps all. */
static int slowed_to(const struct app *app)
{
    int lowest = 0;
    for (int i = 0; i < app->screens.count; i++) {
        const struct screen *s = app->screens.all[i].screen;
        if (s && screen_rate(s) < screen_refresh_rate(s) && (!lowest || screen_rate(s) < lowest))
            lowest = screen_rate(s);
    }
    return lowest;
}

static bool is_black(const struct app *app, const struct app_screen *s,
                     const struct board_time *time)
{
    return s->config->hours.closed == CONFIG_CLOSED_BLACK && app_screen_is_closed(app, s, time);
}

static bool is_on(const struct app *app, const struct board_time *time)
{
    bool seen = false;
    for (int i = 0; i < app->screens.count && !seen; i++) {
        const struct app_screen *s = &app->screens.all[i];
        seen = s->screen && !is_black(app, s, time);
    }
    return seen && !(app->panel && panel_switch_is_off(app->panel));
}

void reporting_tell(struct app *app)
{
    char host[65] = "";
    const struct config *c = app->config;
    const struct snapshot *list = app->list;
    struct board_time time = app_time(app);
    app->reported_s = clock_boot_s();
    count_late(app);
    gethostname(host, sizeof(host) - 1);
    struct report_facts facts = {
        .id = *c->screen.id ? c->screen.id : host,
        .version = SIAPAMBIL_VERSION,
        .started_boot_s = app->started_boot_s,
        .late = app->late,
        .rate_hz = slowed_to(app),
        .on = is_on(app, &time),
        .confirmed = list,
        .confirmed_boot_s = app->reported_s - time.age_s,
        .region = "",
    };
    if (list && age_state(&time, list->expires, c->list.old_after, c->list.withdraw_after) !=
                    AGE_WITHDRAWN) {
        facts.shown = true;
        facts.region = snapshot_text(list, list->region);
        facts.serial = list->serial;
        facts.documents = list->document_count;
    }
    report_tell(pulling_report(app->pulling), &facts);
}
