/* The daemon: one loop that takes lists, moves the board on, and shows it. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>

#include "app/again.h"
#include "app/app.h"
#include "app/confine.h"
#include "app/frames.h"
#include "app/reporting.h"
#include "app/source_opening.h"
#include "app/telling.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/thread.h"
#include "base/memory.h"
#include "screen/server.h"
#include "setup/rules.h"
#include "setup/warnings.h"

/* While nothing moves, the clock and signals are looked at this often. */
#define IDLE_MS 250
/* While something does, displays are asked for their events this often, not at every frame: that is
 * four system calls on X11 beside the seven of a frame, and nobody types here. */
#define EVENTS_MS 50
/* How often the fetcher hears how far the screens are; it keeps that less often. */
#define NOTE_EVERY_S 20

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
    again_release_signals();
}

static bool same_text(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool same_source(const struct config *a, const struct config *b)
{
    CLEANUP_BUFFER struct buffer first = BUFFER_INIT(0), second = BUFFER_INIT(0);
    config_print_list(a, &first);
    config_print_list(b, &second);
    return a->list.order == b->list.order && strcmp(first.data, second.data) == 0;
}

/* What stricter rules leave out must be gone at once: a board that moves would keep its rows until they
 * have left. */
static bool same_rules(const struct config *a, const struct config *b)
{
    struct privacy first, second;
    struct error err = { "" };
    return rules_make(a, &first, &err) && rules_make(b, &second, &err) &&
           privacy_fingerprint(&first) == privacy_fingerprint(&second);
}

struct settings {
    struct config *config;
    struct service *service;
    bool same_hours; /* as those of before, which then stay: boards borrow from them */
    struct app_screens screens;
};

/* Puts app's settings and screens in force, in the place of others: reopens what differs
 * between them, or is not open. */
static bool apply(struct app *app, struct settings *from, struct error *err)
{
    log_set_level((enum log_level)app->config->log.level);
    bool boards_stay = from->same_hours && same_rules(app->config, from->config);
    if (!app_screens_open(app, &from->screens, boards_stay, err))
        return false;
    if (!app->pulling || !same_source(app->config, from->config)) {
        app_close_source(app);
        if (!app_open_source(app, err))
            return false;
        reporting_tell(app);
        if (!fetcher_start(pulling_fetcher(app->pulling), err))
            return false;
    }
    app_screens_make_boards(app);
    return true;
}

/* Settings that can be read, and what they need from the disk. */
static bool prepare(struct app *app, struct settings *ret, struct error *err)
{
    CLEANUP(config_free) struct config *config = app_read_config(app->args, err);
    CLEANUP(service_free) struct service *service = config ? service_read(config, err) : NULL;
    if (!service || !confine_allows(config, err) ||
        !app_screens_prepare(app, config, NULL, &ret->screens, err))
        return false;
    ret->config = config;
    ret->service = service;
    ret->same_hours = service_is_same(service, app->service);
    config = NULL;
    service = NULL;
    return true;
}

static void exchange(struct app *app, struct settings *other)
{
    struct config *config = app->config;
    struct service *service = app->service;
    struct app_screens screens = app->screens;
    app->config = other->config;
    app->screens = other->screens;
    other->config = config;
    other->screens = screens;
    if (other->same_hours)
        return;
    app->service = other->service;
    other->service = service;
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

static void log_warnings(const struct config *c)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    warnings_add(c, &text);
    for (const char *line = buffer_text(&text); *line; line = strchr(line, '\n') + 1)
        log_warning("%.*s", (int)strcspn(line, "\n"), line);
}

static void log_screens(const struct app *app, const char *what)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    app_screens_describe(app, &text);
    log_info("%s%s", what, buffer_text(&text));
}

/* What people wait for: from the process's beginning to the first picture of the board. */
static void log_start(const struct app *app)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    bool shown = false;
    int ms = clock_process_ms();
    for (int i = 0; i < app->screens.count; i++)
        shown |= app->screens.all[i].screen != NULL;
    app_screens_describe(app, &text);
    if (shown && ms >= 0)
        buffer_addf(&text, "; first frame after %d ms", ms);
    log_info("started: %s", buffer_text(&text));
}

/* SIGHUP. What cannot be put in force leaves the old settings; the list stays on the screen. */
static void reload(struct app *app)
{
    supervision_reloading(app);
    list_change_finish(app);
    struct error err = { "" };
    struct settings other;
    if (!prepare(app, &other, &err)) {
        log_error("the old settings stay: %s", err.text);
        supervision_ready(app);
        return;
    }
    exchange(app, &other);
    if (apply(app, &other, &err)) {
        open_panel(app, other.config);
        telling_reload(app->telling, app, other.config);
        log_screens(app, "settings read again; ");
        log_warnings(app->config);
    } else {
        log_error("the old settings stay: %s", err.text);
        exchange(app, &other);
        if (!apply(app, &other, &err)) {
            log_error("%s", err.text);
            stop_wanted = 1;
            failed = true;
        }
    }
    app_screens_release(&other.screens);
    service_free(other.service);
    config_free(other.config);
    /* Boards, fonts and settings were there twice: what that left between them goes back. */
    memory_settle();
    supervision_ready(app);
}

/* A disk that stays full is told of once. */
static void note_picture(struct app_screen *s, bool ok, const struct error *err)
{
    CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
    config_place(s->config, "screen", "picture", &place);
    char often[REPEATS_TEXT];
    unsigned times = repeats_is(&s->told_picture, !ok, clock_boot_s());
    if (times && !ok)
        log_warning("%s: %s%s", buffer_text(&place), err->text, repeats_count(times, often));
    else if (times)
        log_info("%s: written again%s", buffer_text(&place), repeats_count(times, often));
}

/* [screen] picture: the screen as a file, for machines without a display
 * and for looking from afar. */
static void keep_picture(struct app_screen *s)
{
    const char *path = s->config->screen.picture;
    int64_t now = clock_boot_s();
    struct error err = { "" };
    enum recorder_state state = recorder_look(s->recorder, &err);
    if (state == RECORDER_WRITTEN || state == RECORDER_FAILED)
        note_picture(s, state == RECORDER_WRITTEN, &err);
    if (!*path || now < s->next_picture_s || state == RECORDER_WRITING)
        return;
    if (!recorder_start(s->recorder, s->screen, path, &err))
        note_picture(s, false, &err);
    s->next_picture_s = now + s->config->screen.picture_every;
}

static void keep_pictures(struct app *app)
{
    for (int i = 0; i < app->screens.count; i++) {
        if (app->screens.all[i].screen)
            keep_picture(&app->screens.all[i]);
    }
}

/* One screen's part of a turn. What stands still changes with the minute, and need not be looked
 * at as often as what moves on another screen. */
static bool show(struct app_screen *s, const struct board_time *time, struct error *err)
{
    uint64_t now = clock_monotonic_ns();
    if (!board_moves(s->board)) {
        if (now < s->look_ns)
            return true;
        s->look_ns = now + IDLE_MS * UINT64_C(1000000) / 2;
        screen_rest(s->screen);
        if (!screen_present(s->screen, board_frame(s->board, time), err))
            return false;
        screen_rest(s->screen);
        s->presented_ns = now;
        s->moved = false;
        return true;
    }
    if (!screen_is_due(s->screen))
        return true;
    screen_begin(s->screen);
    board_advance(s->board, time);
    if (!screen_present(s->screen, board_frame(s->board, time), err))
        return false;
    s->presented_ns = now;
    /* The first frame of a new scene may have much to draw; nothing moved before it. */
    if (!s->moved)
        screen_rest(s->screen);
    s->moved = true;
    if (board_rate(s->board) != screen_rate(s->screen)) {
        board_set_rate(s->board, screen_rate(s->screen), time);
        frames_tell_rate(s);
    }
    return true;
}

/* The windows of the screens, NULL where there is none; `moving` of those only that move. */
static bool list_windows(const struct app *app, struct screen *all[CONFIG_MAX_SCREENS],
                         struct screen *moving[CONFIG_MAX_SCREENS])
{
    bool some = false;
    for (int i = 0; i < app->screens.count; i++) {
        const struct app_screen *s = &app->screens.all[i];
        bool moves = s->board && board_moves(s->board);
        all[i] = s->screen;
        moving[i] = moves ? s->screen : NULL;
        some |= moves;
    }
    return some;
}

/* The hours are the office's: as soon as they begin for one screen, the panel is on. A
 * screen without a display counts, too: on X11 a panel that was switched off may be no
 * display until it is switched on. */
static void switch_panel(struct app *app, const struct board_time *time)
{
    bool open = false;
    for (int i = 0; i < app->screens.count && !open; i++)
        open = !app_screen_is_closed(app, &app->screens.all[i], time);
    panel_switch_set(app->panel, open);
}

/* How far the screens are, for the next start. */
static void note_positions(struct app *app)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    app->noted_s = clock_boot_s();
    app_screens_note(app, &text);
    fetcher_note(pulling_fetcher(app->pulling), buffer_text(&text));
}

static void tell_age(struct app *app, const struct board_time *time)
{
    const struct config *c = app->config;
    if (app->list)
        age_tell(&app->told_age,
                 age_state(time, app->list->expires, c->list.old_after, c->list.withdraw_after),
                 time->age_s, clock_boot_s());
}

/* Once a second: how it is, to who serves the list and to who supervises the program. */
static void tell(struct app *app, const struct board_time *time)
{
    reporting_tell(app);
    supervision_tell(app, time);
}

/* What has happened to the displays, into `ret`; waits for it while nothing moves. */
static void take_events(struct app *app, struct screen *const *screens, bool moves, int *ret)
{
    uint64_t now = clock_monotonic_ns();
    memset(ret, 0, CONFIG_MAX_SCREENS * sizeof(*ret));
    if (moves && now < app->events_ns)
        return;
    app->events_ns = now + EVENTS_MS * UINT64_C(1000000);
    if (screens_wait(screens, app->screens.count, moves ? 0 : IDLE_MS, ret) & SCREEN_QUIT)
        stop_wanted = 1;
}

/* One turn of the loop: what has happened, what moves, what is shown. */
static bool turn(struct app *app, struct error *err)
{
    struct app_screens *screens = &app->screens;
    struct screen *all[CONFIG_MAX_SCREENS], *moving[CONFIG_MAX_SCREENS];
    int events[CONFIG_MAX_SCREENS];
    bool moves = list_windows(app, all, moving);
    take_events(app, all, moves, events);
    for (int i = 0; i < screens->count; i++) {
        if (events[i] & SCREEN_RESIZED)
            app_screen_make_board(app, &screens->all[i]);
    }
    server_look();
    app_screens_watch(app);
    list_change_look(app);
    struct board_time time = app_time(app);
    tell_age(app, &time);
    for (int i = 0; i < screens->count; i++) {
        if (screens->all[i].screen && !show(&screens->all[i], &time, err))
            return false;
    }
    switch_panel(app, &time);
    if (clock_boot_s() != app->reported_s)
        tell(app, &time);
    supervision_beat(app);
    if (list_windows(app, all, moving) && moves)
        screens_pace(moving, screens->count);
    return true;
}

static bool start(struct app *app, struct error *err)
{
    open_panel(app, NULL);
    app->service = service_read(app->config, err);
    if (!app->service)
        return false;
    struct source_opening *source = source_opening_begin(app);
    struct error why = { "" };
    bool opened = app_screens_prepare(app, app->config, NULL, &app->screens, &why) &&
                  app_screens_open(app, NULL, false, &why);
    if (!source_opening_end(source, err))
        return false;
    if (!opened)
        return error_set(err, "%s", why.text);
    app_screens_resume(app, fetcher_kept_note(pulling_fetcher(app->pulling)));
    app_screens_make_boards(app);
    app_screens_draw_ahead(app);
    if (!turn(app, err))
        return false;
    reporting_tell(app);
    return fetcher_start(pulling_fetcher(app->pulling), err);
}

/* The display's server has gone. SDL stays as it is: again.h. */
static void on_loss(void *ctx, const char *what)
{
    struct app *app = ctx;
    again_hold_signals();
    frames_tell(app);
    if (app->pulling)
        note_positions(app);
    if (stop_wanted) { /* it goes because the machine does */
        log_info("%s, and so does the board", what);
        again_leave(app, EXIT_SUCCESS);
    }
    again_start(app, what);
}

int app_run(struct app *app)
{
    struct error err = { "" };
    catch_signals();
    thread_be_prompt();
    supervision_begin();
    confine_begin(app->config, app->args->config);
    if (!app->args->windowed && !app->args->off_screen) {
        app->waits = true;
        server_on_loss(on_loss, app);
    }
    memory_begin();
    if (!start(app, &err)) {
        log_error("%s", err.text);
        return EXIT_FAILURE;
    }
    memory_settle();
    app->telling = telling_open(app);
    supervision_ready(app);
    log_start(app);
    log_warnings(app->config);
    while (!stop_wanted) {
        if (reload_wanted) {
            reload_wanted = 0;
            reload(app);
            continue;
        }
        if (!turn(app, &err)) {
            if (app->waits)
                on_loss(app, err.text);
            log_error("%s", err.text);
            return EXIT_FAILURE;
        }
        keep_pictures(app);
        telling_look(app->telling, app);
        if (clock_boot_s() - app->noted_s >= NOTE_EVERY_S)
            note_positions(app);
        frames_look(app);
    }
    supervision_stopping();
    frames_tell(app);
    if (app->pulling)
        note_positions(app);
    log_info("ended");
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
