/* --screenshot and --dump-frame: one pull, one frame, nothing kept. */
#include <stdio.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"

/* Without a list there is still a picture: what residents would see. */
static bool pull(struct app *app, struct error *err)
{
    struct delivery delivery;
    /* With --now the pull takes place then. */
    int64_t now_s = app->args->has_now ? app->args->now_s : clock_wall_s();
    if (fetcher_pull_once(pulling_fetcher(app->pulling), now_s, &delivery, err)) {
        app_take(app, delivery);
        return true;
    }
    if (app->list) {
        log_warning("%s; showing the list kept from before", err->text);
        return true;
    }
    return error_context(err, "nothing to list, and no list is kept");
}

static bool show(struct app *app, struct error *err)
{
    app->service = service_read(app->config, err);
    if (!app->service ||
        !app_screens_prepare(app, app->config, app->args->screen, &app->screens, err))
        return false;
    struct app_screen *first = &app->screens.all[0];
    while (app->screens.count > 1) /* nobody asks for the others */
        config_free(app->screens.all[--app->screens.count].config);
    if (!app_screens_open(app, NULL, false, err))
        return false;
    app_screens_make_boards(app);
    struct board_time time = app_time(app);
    const struct frame *frame = board_frame(first->board, &time);
    if (app->args->screenshot && (!screen_present(first->screen, frame, err) ||
                                  !screen_save(first->screen, app->args->screenshot, err)))
        return false;
    if (app->args->dump_frame) {
        CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
        frame_dump(frame, &text);
        fputs(buffer_text(&text), stdout);
    }
    return true;
}

int app_show_once(struct app *app)
{
    struct error pulled = { "" }, err = { "" };
    if (!app_open_source(app, &err)) {
        log_error("%s", err.text);
        return EXIT_FAILURE;
    }
    bool listed = pull(app, &pulled);
    bool shown = show(app, &err);
    if (!listed)
        log_error("%s", pulled.text);
    if (!shown)
        log_error("%s", err.text);
    return listed && shown ? EXIT_SUCCESS : EXIT_FAILURE;
}
