#include "app/app_screens.h"

#include "app/app.h"
#include "app/assets.h"
#include "app/frames.h"
#include "app/theme.h"
#include "base/clock.h"
#include "base/log.h"
#include "screen/server.h"
#include "setup/settings.h"
#include "view/listing.h"

#define LOOK_AGAIN_S 2 /* for a display that is waited for, and of which nothing is told */

static bool read_words(struct app *app, int language, struct error *err)
{
    static const char *const names[] = { [LANGUAGE_ID] = "id", [LANGUAGE_EN] = "en" };
    static_assert(COUNT(names) == APP_LANGUAGES, "name every language");
    if (!app->words[language])
        app->words[language] = assets_words(names[language], err);
    return app->words[language] != NULL;
}

static bool is_named(const struct app_screen *s, const char *name)
{
    return s->config->name && strcmp(s->config->name, name) == 0;
}

bool app_screens_prepare(struct app *app, const struct config *c, const char *only,
                         struct app_screens *ret, struct error *err)
{
    struct app_screens screens = { .count = 0 };
    bool ok = true;
    for (int i = 0; ok && i < config_screen_count(c); i++) {
        struct app_screen *s = &screens.all[screens.count];
        s->config = config_for_screen(c, i);
        if (only && !is_named(s, only)) {
            config_free(s->config);
            continue;
        }
        screens.count++;
        ok = read_words(app, s->config->screen.language, err);
    }
    if (ok && !screens.count)
        ok = error_set(err, "--screen %s: there is no [screen %s]", only, only);
    if (ok)
        *ret = screens;
    else
        app_screens_release(&screens);
    return ok;
}

static void drop_former(struct app_screen *s)
{
    if (s->former)
        board_free(s->former);
    s->former = NULL;
}

/* Another board is to follow in this window. */
static void retire_board(struct app_screen *s)
{
    CLEANUP_BUFFER struct buffer position = BUFFER_INIT(0);
    if (!s->board)
        return;
    board_position(s->board, &position);
    free(s->position);
    s->position = xstrdup(buffer_text(&position));
    drop_former(s);
    s->former = s->board;
    s->board = NULL;
}

static void close_board(struct app_screen *s)
{
    retire_board(s);
    drop_former(s);
}

static void close_window(struct app_screen *s)
{
    close_board(s);
    if (s->recorder)
        recorder_free(s->recorder);
    if (s->screen) {
        frames_tell_of(s); /* its numbers go with it */
        screen_close(s->screen);
    }
    s->recorder = NULL;
    s->screen = NULL;
    s->late = 0;
}

void app_screens_release(struct app_screens *screens)
{
    for (int i = 0; i < screens->count; i++) {
        close_window(&screens->all[i]);
        config_free(screens->all[i].config);
        free(screens->all[i].position);
        free(screens->all[i].unknown_place);
    }
    screens->count = 0;
}

/* Whether it is drawn in memory: a screenshot, too, unless a window is asked for. */
static bool is_off(const struct app *app)
{
    bool once = app->args->screenshot || app->args->dump_frame;
    return app->args->off_screen || (once && !app->args->windowed);
}

/* ---- which display is whose */

static bool is_number(const char *text)
{
    return text[strspn(text, "0123456789")] == '\0';
}

/* The one screen of a configuration without sections: whatever is connected will do. */
static bool is_only_screen(const struct app *app, const struct app_screen *s)
{
    return app->screens.count == 1 && !s->config->name;
}

/* "board.ini:7: [screen lobby] display = HDMI-2" */
static void add_place(const struct app_screen *s, struct buffer *out)
{
    config_place(s->config, "screen", "display", out);
    buffer_addf(out, " = %s", s->config->screen.display);
}

/* Of a screen's display, as the log knows it. */
enum { THERE, NOT_CONNECTED, TAKEN };

/* At every look. */
static void note_missing(const struct app *app, struct app_screen *s, const char *taken_by)
{
    unsigned times = repeats_is(&s->told_missing, taken_by ? TAKEN : NOT_CONNECTED, clock_boot_s());
    if (!times)
        return;
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    add_place(s, &text);
    if (taken_by) {
        buffer_addf(&text, ": [screen %s] is on that display", taken_by);
    } else {
        buffer_addf(&text, ": not connected%s; there are: ", s->screen ? " any more" : "");
        displays_list(app->displays, &text);
    }
    char often[REPEATS_TEXT];
    log_warning("%s; the screen waits for it%s", buffer_text(&text), repeats_count(times, often));
}

/* That it is there again, or is there in another mode. */
static void note_there(struct app_screen *s, bool opened)
{
    const char *description = screen_description(s->screen);
    char often[REPEATS_TEXT];
    unsigned times = repeats_is(&s->told_missing, THERE, clock_boot_s());
    if (times) {
        log_info("%s: %s%s", s->display.name, description, repeats_count(times, often));
        appeared_was_told(&s->told_there, s->display.name, description, clock_boot_s());
    } else if (opened && s->told_missing.told == THERE) {
        /* It may have been away so shortly that the log knows nothing of it, and be another one. */
        appeared_tell(&s->told_there, s->display.name, description, clock_boot_s());
    }
}

/* Whenever it comes, in place of the one that is not there. */
static void note_instead(struct app_screen *s, const struct display *found)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    char often[REPEATS_TEXT];
    add_place(s, &text);
    buffer_addf(&text, ": not connected; using %s", found->name);
    unsigned times = repeats_failed(&s->told_instead, buffer_text(&text), clock_boot_s());
    if (times)
        log_warning("%s%s", buffer_text(&text), repeats_count(times, often));
}

static const struct display *find_display(const struct app *app, struct app_screen *s)
{
    const struct displays *all = app->displays;
    const char *wanted = *s->bound ? s->bound : s->config->screen.display;
    const struct display *found = displays_find(all, wanted);
    if (found || !is_only_screen(app, s) || !is_number(wanted) || !displays_count(all))
        return found;
    found = displays_get(all, 0);
    if (!s->screen)
        note_instead(s, found);
    return found;
}

/* The display of each screen, NULL for one that must wait. Those that name theirs come first,
 * then numbers. A number means the same display for as long as its screen lives: where another
 * one goes, the ones behind it must not move up. */
static void assign(struct app *app, const struct display *ret[CONFIG_MAX_SCREENS])
{
    struct app_screens *screens = &app->screens;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < screens->count; i++) {
            struct app_screen *s = &screens->all[i];
            bool by_number = is_number(s->config->screen.display);
            if (by_number != (round == 1))
                continue;
            const struct display *found = find_display(app, s);
            const char *taken_by = NULL;
            for (int other = 0; found && !taken_by && other < screens->count; other++) {
                bool is_before =
                    is_number(screens->all[other].config->screen.display) < by_number || other < i;
                if (other != i && is_before && ret[other] == found)
                    taken_by = screens->all[other].config->name;
            }
            ret[i] = taken_by ? NULL : found;
            if (!ret[i])
                note_missing(app, s, taken_by);
            else if (by_number && !is_only_screen(app, s))
                memcpy(s->bound, found->name, sizeof(s->bound));
        }
    }
}

/* ---- windows */

static bool open_window(struct app *app, struct app_screen *s, const struct display *display,
                        struct error *err)
{
    static const enum screen_back_end back_ends[] = {
        [BACK_END_AUTO] = SCREEN_AUTO,
        [BACK_END_CPU] = SCREEN_CPU,
        [BACK_END_GPU] = SCREEN_GPU,
        [BACK_END_PIXMAPS] = SCREEN_PIXMAPS,
    };
    const struct config *c = s->config;
    CLEANUP_FREE char *logo = *c->screen.logo ? xstrdup(c->screen.logo) : assets_path("logo.svg");
    CLEANUP_FREE char *folder = settings_state_folder(app->config, "siapambil");
    CLEANUP_FREE char *notes = *folder ? xasprintf("%s/fonts", folder) : NULL;
    bool off = is_off(app), sized = app->args->width;
    s->screen = screen_open(
        &(struct screen_options){
            .back_end = off ? SCREEN_OFF : back_ends[c->screen.back_end],
            .width = off && !sized ? 1920 : app->args->width,
            .height = off && !sized ? 1080 : app->args->height,
            .windowed = app->args->windowed,
            .displays = app->displays,
            .display = display,
            .rotate = c->screen.rotate,
            .logo = logo,
            .font_notes = notes,
            .read_only = app->args->screenshot || app->args->dump_frame,
        },
        err);
    if (!s->screen)
        return false;
    s->recorder = recorder_new();
    s->display = display ? *display : (struct display){ .index = -1 };
    return true;
}

/* The one on the fastest display waits for its refresh; the others keep their own time between. */
static void choose_waiting(struct app *app)
{
    struct screen *fastest = NULL;
    for (int i = 0; i < app->screens.count; i++) {
        struct screen *s = app->screens.all[i].screen;
        if (s && (!fastest || screen_refresh_rate(s) > screen_refresh_rate(fastest)))
            fastest = s;
    }
    for (int i = 0; i < app->screens.count; i++) {
        struct screen *s = app->screens.all[i].screen;
        if (s)
            screen_set_waiting(s, s == fastest);
    }
}

static bool is_at(const struct app_screen *s, const struct display *display)
{
    return display && memcmp(&s->display, display, sizeof(*display)) == 0;
}

static void close_misplaced(struct app *app, const struct display *const *displays)
{
    for (int i = 0; i < app->screens.count; i++) {
        struct app_screen *s = &app->screens.all[i];
        if (s->screen && !is_at(s, displays[i]))
            close_window(s);
    }
}

static bool opens_without_display(const struct app *app)
{
    return is_off(app) || app->args->windowed;
}

/* Every window where it belongs. `stop` ends it at the first that cannot be opened. */
static bool place_windows(struct app *app, bool stop, struct error *err)
{
    const struct display *displays[CONFIG_MAX_SCREENS] = { NULL };
    bool everywhere = opens_without_display(app), ok = true;
    if (!everywhere) {
        assign(app, displays);
        close_misplaced(app, displays);
    }
    for (int i = 0; i < app->screens.count; i++) {
        struct app_screen *s = &app->screens.all[i];
        if (s->screen || (!displays[i] && !everywhere) || open_window(app, s, displays[i], err))
            continue;
        close_window(s);
        ok = false;
        if (stop)
            return false;
    }
    choose_waiting(app);
    return ok;
}

/* ---- boards */

/* "[screen lobby] " where there are several. */
static void add_name(const struct app_screen *s, struct buffer *out)
{
    if (s->config->name)
        buffer_addf(out, "[screen %s] ", s->config->name);
}

static void log_plan(struct app_screen *s, const struct plan *p)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    bool same = p->still == s->plan.still && p->layout == s->plan.layout &&
                (p->beyond > 0) == (s->plan.beyond > 0) && s->plan.form.columns;
    s->plan = *p;
    add_name(s, &text);
    buffer_addf(&text, "rows listed: %u, not listed: %u; ", p->rows, p->beyond);
    buffer_addf(&text, "%s of %d px, ", p->form.columns == 1 ? "one column" : "two columns",
                p->form.row_px);
    if (p->still)
        buffer_addf(&text, "standing still");
    else
        buffer_addf(&text, "each row whole for %d.%d s, a cycle of %d s", p->dwell_ms / 1000,
                    p->dwell_ms % 1000 / 100, p->cycle_s);
    (same ? log_debug : log_info)("%s", buffer_text(&text));
}

/* A slip in a place's id would leave its documents out. */
static void note_unknown_place(const struct app *app, struct app_screen *s)
{
    CLEANUP_FREE char *unknown = listing_unknown_place(app->list, s->config->list.places);
    if (unknown && (!s->unknown_place || strcmp(unknown, s->unknown_place) != 0)) {
        CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
        config_place(s->config, "list", "places", &place);
        log_warning("%s: the list has no place '%s'; where it has none of them, all are listed",
                    buffer_text(&place), unknown);
    }
    free(s->unknown_place);
    s->unknown_place = unknown;
    unknown = NULL;
}

void app_screen_note_list(struct app *app, struct app_screen *s)
{
    note_unknown_place(app, s);
    log_plan(s, board_plan(s->board));
}

static struct closing_options closing_of(const struct app *app, const struct config *c)
{
    static const enum closed_as closed_as[] = {
        [CONFIG_CLOSED_LIST] = CLOSED_AS_LIST,
        [CONFIG_CLOSED_DIM] = CLOSED_AS_DIM,
        [CONFIG_CLOSED_BLACK] = CLOSED_AS_BLACK,
    };
    return (struct closing_options){ &app->service->week, closed_as[c->hours.closed],
                                     c->hours.early, c->hours.late };
}

bool app_screen_is_closed(const struct app *app, const struct app_screen *s,
                          const struct board_time *time)
{
    struct closing_options closing = closing_of(app, s->config);
    return time->clock_trusted && closing_is_closed_at(&closing, app->service->calendar,
                                                       s->config->screen.time_zone, time->now_s);
}

void app_screen_make_board(struct app *app, struct app_screen *s)
{
    static const enum motion motions[] = {
        [CONFIG_SCROLL] = MOTION_SCROLL,
        [CONFIG_STEP] = MOTION_STEP,
        [CONFIG_PAGE] = MOTION_PAGE,
    };
    const struct config *c = s->config;
    list_change_finish(app);
    retire_board(s);
    struct error checked = { "" };
    theme_make(c, &s->palette, &checked); /* app_read_config has found it right */
    struct board_options options = {
        .percent = c->screen.scale,
        .rate_hz = screen_rate(s->screen),
        .metrics = screen_metrics(s->screen),
        .palette = &s->palette,
        .words = app->words[c->screen.language],
        .utc_offset_s = c->screen.time_zone,
        .title = c->screen.title,
        .office = c->screen.office,
        .name = c->screen.name,
        .script_line = c->screen.script_line,
        .no_logo = !screen_has_logo(s->screen),
        .link = c->panel.link,
        .notice = c->notices.text,
        .places = c->list.places,
        .motion = motions[c->list.motion],
        .position = s->position ? s->position : "",
        .announcement = c->notices.announcement,
        .notice_speed = c->notices.speed,
        .min_dwell_s = c->list.min_dwell,
        .max_cycle_s = c->list.max_cycle,
        .new_for_s = c->list.new_for,
        .old_after_s = c->list.old_after,
        .withdraw_after_s = c->list.withdraw_after,
        .started_s = app->started_s,
        .calendar = app->service->calendar,
        .closing = closing_of(app, c),
        .shift = c->screen.shift,
        .shift_stands = app->args->screenshot || app->args->dump_frame,
    };
    screen_size(s->screen, &options.width, &options.height);
    s->board = board_new(&options);
    if (s->former)
        board_take_over(s->board, s->former);
    s->former = NULL;
    s->look_ns = 0;
    if (!app->list)
        return;
    struct board_time time = app_time(app);
    board_set_list(s->board, app->list, &time);
    app_screen_note_list(app, s);
}

void app_screens_make_boards(struct app *app)
{
    for (int i = 0; i < app->screens.count; i++) {
        if (app->screens.all[i].screen && !app->screens.all[i].board)
            app_screen_make_board(app, &app->screens.all[i]);
    }
}

void app_screens_draw_ahead(struct app *app)
{
    struct board_time time = app_time(app);
    for (int i = 0; i < app->screens.count; i++) {
        struct app_screen *s = &app->screens.all[i];
        if (s->board)
            screen_draw_ahead(s->screen, board_frame(s->board, &time));
    }
}

/* ---- the life of them */

static bool same_text(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool same_screen(const struct config *a, const struct config *b)
{
    return same_text(a->name ? a->name : "", b->name ? b->name : "");
}

static bool same_window(const struct config *a, const struct config *b)
{
    return a->screen.back_end == b->screen.back_end && a->screen.rotate == b->screen.rotate &&
           same_text(a->screen.display, b->screen.display) &&
           same_text(a->screen.logo, b->screen.logo);
}

/* What of a screen outlives its settings: how far the list is, and where it can be, the window. */
static void take_over(struct app_screen *to, struct app_screen *from)
{
    struct config *config = to->config;
    free(to->position);
    retire_board(from);
    if (!from->screen || !same_window(to->config, from->config))
        close_window(from);
    else
        *to = *from;
    to->config = config;
    to->position = from->position;
    to->unknown_place = from->unknown_place;
    to->plan = from->plan;
    from->position = NULL;
    from->unknown_place = NULL;
    from->recorder = NULL;
    from->screen = NULL;
    from->former = NULL;
}

static bool same_settings(const struct config *a, const struct config *b)
{
    CLEANUP_BUFFER struct buffer first = BUFFER_INIT(0), second = BUFFER_INIT(0);
    config_print_screen(a, &first);
    config_print_screen(b, &second);
    return same_text(buffer_text(&first), buffer_text(&second));
}

/* The same screen under the same settings goes on as it is, board and all: a reload for something
 * else is not to be seen on it. The board borrows from the settings that it was made for. */
static void keep(struct app_screen *to, struct app_screen *from)
{
    struct config *unused = to->config;
    *to = *from;
    *from = (struct app_screen){ .config = unused };
}

/* A board also borrows the colours beside it: it stays at its number. */
static bool goes_on(const struct app *app, const struct app_screens *from, int to, int i)
{
    return from->all[i].board && to == i &&
           same_settings(app->screens.all[to].config, from->all[i].config);
}

/* Why there is none is told once. */
static bool find_displays(struct app *app, struct error *err)
{
    app->displays = displays_open(err);
    if (!app->displays && app->waits && !app->no_display_told)
        log_warning("%s; looking for one every %d s, pulling meanwhile", err->text, LOOK_AGAIN_S);
    app->no_display_told = !app->displays;
    return app->displays;
}

bool app_screens_open(struct app *app, struct app_screens *from, bool boards_stay,
                      struct error *err)
{
    for (int i = 0; from && i < from->count; i++) {
        for (int n = 0; n < app->screens.count; n++) {
            struct app_screen *to = &app->screens.all[n];
            if (!same_screen(to->config, from->all[i].config))
                continue;
            if (boards_stay && goes_on(app, from, n, i))
                keep(to, &from->all[i]);
            else
                take_over(to, &from->all[i]);
            break;
        }
        close_window(&from->all[i]);
    }
    if (!app->displays && !is_off(app) && !find_displays(app, err))
        return app->waits;
    return place_windows(app, true, err);
}

static bool some_wait(const struct app *app)
{
    for (int i = 0; i < app->screens.count; i++) {
        if (!app->screens.all[i].screen)
            return true;
    }
    return false;
}

static bool is_time_to_look(struct app *app)
{
    if (clock_boot_s() < app->look_again_s)
        return false;
    app->look_again_s = clock_boot_s() + LOOK_AGAIN_S;
    return true;
}

/* Whether displays have come, gone or changed. */
static bool have_changed(struct app *app)
{
    struct error err = { "" };
    if (!app->displays)
        return app->waits && is_time_to_look(app) && server_answers(&err) &&
               find_displays(app, &err);
    if (displays_have_changed(app->displays))
        return true;
    if (!some_wait(app) || !is_time_to_look(app))
        return false;
    displays_look_again(app->displays);
    return true; /* what could not be opened is tried again, too */
}

void app_screens_watch(struct app *app)
{
    if (opens_without_display(app))
        return;
    for (int i = 0; i < app->screens.count; i++) {
        struct app_screen *s = &app->screens.all[i];
        if (s->board && s->told_missing.told != THERE)
            note_there(s, false);
        else if (s->board)
            appeared_look(&s->told_there, s->display.name, screen_description(s->screen),
                          clock_boot_s());
    }
    if (!have_changed(app))
        return;
    list_change_finish(app);
    struct error err = { "" };
    if (!place_windows(app, false, &err)) { /* it is tried again every few seconds */
        char often[REPEATS_TEXT];
        unsigned times = repeats_failed(&app->told_windows, err.text, clock_boot_s());
        if (times)
            log_error("%s%s", err.text, repeats_count(times, often));
    }
    for (int i = 0; i < app->screens.count; i++) {
        struct app_screen *s = &app->screens.all[i];
        if (!s->screen || s->board)
            continue;
        app_screen_make_board(app, s);
        note_there(s, true);
    }
}

void app_screens_describe(const struct app *app, struct buffer *out)
{
    int open = 0;
    for (int i = 0; i < app->screens.count; i++) {
        const struct app_screen *s = &app->screens.all[i];
        if (!s->screen)
            continue;
        buffer_addf(out, "%s%s", open++ ? "; " : "", screen_description(s->screen));
        if (*s->display.name)
            buffer_addf(out, " on %s", s->display.name);
    }
    if (!open)
        buffer_addf(out, "no display is connected yet");
}

/* ---- how far they are */

#define HEADING "screen "

static const char *name_of(const struct app_screen *s)
{
    return s->config->name ? s->config->name : "";
}

void app_screens_note(const struct app *app, struct buffer *out)
{
    for (int i = 0; i < app->screens.count; i++) {
        const struct app_screen *s = &app->screens.all[i];
        CLEANUP_BUFFER struct buffer position = BUFFER_INIT(0);
        if (s->board)
            board_position(s->board, &position);
        else if (s->position)
            buffer_addf(&position, "%s", s->position);
        if (position.len)
            buffer_addf(out, HEADING "%s\n%s", name_of(s), buffer_text(&position));
    }
}

/* The part of the text that is about this screen, or NULL. */
static char *find_position(const char *text, const char *name)
{
    CLEANUP_FREE char *heading = xasprintf(HEADING "%s\n", name);
    for (const char *line = text; line && *line;) {
        const char *next = strchr(line, '\n');
        if (strncmp(line, heading, strlen(heading)) == 0) {
            const char *begin = line + strlen(heading), *end = strstr(begin, "\n" HEADING);
            return end ? xasprintf("%.*s", (int)(end + 1 - begin), begin) : xstrdup(begin);
        }
        line = next ? next + 1 : NULL;
    }
    return NULL;
}

void app_screens_resume(struct app *app, const char *text)
{
    for (int i = 0; i < app->screens.count; i++) {
        struct app_screen *s = &app->screens.all[i];
        free(s->position);
        s->position = find_position(text, name_of(s));
    }
}
