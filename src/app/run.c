/* The daemon: one loop that takes lists, moves the board on, and shows it. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"

/* While nothing moves, the clock and signals are looked at this often. */
#define IDLE_MS 250

static volatile sig_atomic_t stop_wanted, reload_wanted;
static bool failed; /* neither the new settings nor the old ones could be put in force */

static void on_signal(int number)
{
    if (number == SIGHUP)
        reload_wanted = 1;
    else
        stop_wanted = 1;
}

static void catch_signals(void)
{
    struct sigaction action = { .sa_handler = on_signal };
    sigemptyset(&action.sa_mask);
    static const int caught[] = { SIGTERM, SIGINT, SIGHUP };
    for (size_t i = 0; i < COUNT(caught); i++)
        sigaction(caught[i], &action, NULL);
    /* A server that goes away in the middle of a request must not end the program. */
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
}

static bool same_text(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool same_source(const struct config *a, const struct config *b)
{
    return same_text(a->source.url, b->source.url) && a->source.poll == b->source.poll &&
           a->source.timeout == b->source.timeout &&
           a->source.connect_timeout == b->source.connect_timeout &&
           same_text(a->source.ca_file, b->source.ca_file) &&
           same_text(a->source.token_file, b->source.token_file) &&
           a->list.order == b->list.order && same_text(a->cache.dir, b->cache.dir) &&
           same_text(a->screen.id, b->screen.id);
}

static bool same_screen(const struct config *a, const struct config *b)
{
    return a->screen.back_end == b->screen.back_end && a->screen.display == b->screen.display &&
           a->screen.rotate == b->screen.rotate && same_text(a->screen.logo, b->screen.logo);
}

/* Puts `to` in force in the place of `from`: reopens what differs between them, or is not open. */
static bool apply(struct app *app, struct config *to, const struct config *from, struct error *err)
{
    app->config = to;
    log_set_level((enum log_level)to->log.level);
    if (!app->screen || !same_screen(to, from)) {
        app_close_screen(app);
        if (!app_open_screen(app, err))
            return false;
    }
    if (!app->fetcher || !same_source(to, from)) {
        app_close_source(app);
        if (!app_open_source(app, err) || !fetcher_start(app->fetcher, err))
            return false;
    }
    return true;
}

/* Settings that can be read, and what they need from the disk. */
static struct config *prepare(struct app *app, struct words **ret_words,
                              struct service **ret_service, struct error *err)
{
    CLEANUP(config_free) struct config *fresh = app_read_config(app->args, err);
    CLEANUP(service_free) struct service *service = fresh ? service_read(fresh, err) : NULL;
    if (!service || !app_read_words(app, fresh, ret_words, err))
        return NULL;
    *ret_service = service;
    service = NULL;
    struct config *ret = fresh;
    fresh = NULL;
    return ret;
}

/* The switch of the panel, new where its commands are others. */
static void open_panel(struct app *app, const struct config *before)
{
    const struct config *c = app->config;
    if (app->panel && before && same_text(c->hours.panel_on, before->hours.panel_on) &&
        same_text(c->hours.panel_off, before->hours.panel_off))
        return;
    if (app->panel)
        panel_switch_free(app->panel);
    app->panel = panel_switch_new(&(struct panel_switch_options){
        .on = c->hours.panel_on, .off = c->hours.panel_off, .section = "hours" });
}

/* SIGHUP. What cannot be put in force leaves the old settings; the list stays on the screen. */
static void reload(struct app *app)
{
    struct error err = { "" };
    struct words *words = NULL;
    struct service *service = NULL, *service_before = app->service;
    struct config *before = app->config, *fresh = prepare(app, &words, &service, &err);
    if (fresh && apply(app, fresh, before, &err)) {
        app->service = service;
        app_make_board(app, words);
        service_free(service_before);
        open_panel(app, before);
        log_info("settings read again; %s", screen_description(app->screen));
        config_free(before);
        return;
    }
    log_error("the old settings stay: %s", err.text);
    if (!fresh)
        return;
    if (words)
        words_free(words);
    service_free(service);
    if (apply(app, before, fresh, &err)) {
        app_make_board(app, NULL);
    } else {
        log_error("%s", err.text);
        stop_wanted = 1;
        failed = true;
    }
    config_free(fresh);
}

struct picture_file {
    int64_t next_s;
    bool failing; /* and the log says so */
};

/* A disk that stays full is told of once. */
static void note_picture(struct picture_file *file, bool ok, const struct error *err)
{
    if (!ok && !file->failing)
        log_warning("[screen] picture: %s", err->text);
    else if (ok && file->failing)
        log_info("[screen] picture: written again");
    file->failing = !ok;
}

/* [screen] picture: the screen as a file, for machines without a display and for looking from afar. */
static void keep_picture(struct app *app, struct picture_file *file)
{
    const char *path = app->config->screen.picture;
    int64_t now = clock_boot_s();
    struct error err = { "" };
    enum recorder_state state = recorder_look(app->recorder, &err);
    if (state == RECORDER_WRITTEN || state == RECORDER_FAILED)
        note_picture(file, state == RECORDER_WRITTEN, &err);
    if (!*path || now < file->next_s || state == RECORDER_WRITING)
        return;
    if (!recorder_start(app->recorder, app->screen, path, &err))
        note_picture(file, false, &err);
    file->next_s = now + app->config->screen.picture_every;
}

/* One turn of the loop: what has happened, what moves, what is shown. */
static bool turn(struct app *app, struct error *err)
{
    bool moves = board_moves(app->board);
    int events = screen_wait(app->screen, moves ? 0 : IDLE_MS);
    if (events & SCREEN_QUIT)
        stop_wanted = 1;
    if (events & SCREEN_RESIZED)
        app_make_board(app, NULL);
    struct delivery delivery;
    if (mailbox_take(app->mailbox, &delivery))
        app_take(app, delivery);
    struct board_time time = app_time(app);
    if (moves)
        board_advance(app->board, &time);
    if (!screen_present(app->screen, board_frame(app->board, &time), err))
        return false;
    panel_switch_set(app->panel, !board_is_closed(app->board));
    if (moves)
        screen_pace(app->screen);
    return true;
}

static bool start(struct app *app, struct error *err)
{
    struct words *words;
    open_panel(app, NULL);
    app->service = service_read(app->config, err);
    if (!app->service || !app_open_source(app, err) || !app_open_screen(app, err) ||
        !app_read_words(app, app->config, &words, err))
        return false;
    app_make_board(app, words);
    return turn(app, err) && fetcher_start(app->fetcher, err);
}

int app_run(struct app *app)
{
    struct error err = { "" };
    struct picture_file picture = { 0 };
    catch_signals();
    if (!start(app, &err)) {
        log_error("%s", err.text);
        return EXIT_FAILURE;
    }
    log_info("started: %s", screen_description(app->screen));
    while (!stop_wanted) {
        if (reload_wanted) {
            reload_wanted = 0;
            reload(app);
            continue;
        }
        if (!turn(app, &err)) {
            log_error("%s", err.text);
            return EXIT_FAILURE;
        }
        keep_picture(app, &picture);
    }
    log_info("ended");
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
