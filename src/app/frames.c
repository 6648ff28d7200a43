#include "app/frames.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"

#define TELL_EVERY_S 3600

/* "[screen lobby] " where there are several. */
static const char *name_of(const struct app_screen *s, char (*buffer)[128])
{
    (*buffer)[0] = '\0';
    if (s->config->name)
        snprintf(*buffer, sizeof(*buffer), "[screen %s] ", s->config->name);
    return *buffer;
}

void frames_tell_of(struct app_screen *s)
{
    char name[128];
    struct frame_summary f = screen_frame_times(s->screen);
    if (!f.shown)
        return;
    char why[64] = "";
    if (f.woken_late)
        snprintf(why, sizeof(why), " (the machine woke the program late for %" PRIu64 ")",
                 f.woken_late);
    log_info("%sframes: %" PRIu64 " shown, %" PRIu64 " late%s, the longest %.1f ms, 99.9 %% within "
             "%.1f ms, at %d a second",
             name_of(s, &name), f.shown, f.late, why, (double)f.longest_us / 1000,
             (double)f.usual_us / 1000, screen_rate(s->screen));
    screen_begin_frame_times(s->screen);
}

void frames_tell(struct app *app)
{
    app->frames_told_s = clock_boot_s();
    for (int i = 0; i < app->screens.count; i++) {
        if (app->screens.all[i].screen)
            frames_tell_of(&app->screens.all[i]);
    }
}

void frames_look(struct app *app)
{
    if (clock_boot_s() - app->frames_told_s >= TELL_EVERY_S)
        frames_tell(app);
}

void frames_tell_rate(struct app_screen *s)
{
    char name[128], often[REPEATS_TEXT];
    int rate = screen_rate(s->screen), refresh = screen_refresh_rate(s->screen);
    unsigned times = repeats_is(&s->told_rate, rate < refresh, clock_boot_s());
    if (times && rate < refresh)
        log_warning("%sthis machine does not keep the display's %d frames a second: %d from now "
                    "on%s",
                    name_of(s, &name), refresh, rate, repeats_count(times, often));
    else if (times)
        log_info("%s%d frames a second again%s", name_of(s, &name), rate,
                 repeats_count(times, often));
}
