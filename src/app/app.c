#include "app/app.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "app/age.h"
#include "app/assets.h"
#include "app/theme.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

#define DEFAULT_CONFIG "/etc/siapambil/siapambil.ini"

static bool check_url(const struct config *config, const char *section, const char *key,
                      const char *url, struct error *err)
{
    struct error why = { "" };
    if (!*url || http_check_url(url, &why))
        return true;
    CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
    config_place(config, section, key, &place);
    return error_set(err, "%s %s", buffer_text(&place), why.text);
}

static bool check(const struct config *c, struct error *err)
{
    struct palette palette;
    CLEANUP(service_free) struct service *service = NULL;
    return config_check(c, err) && (service = service_read(c, err)) &&
           check_url(c, "source", "url", c->source.url, err) &&
           check_url(c, "panel", "link", c->panel.link, err) && theme_make(c, &palette, err);
}

struct config *app_read_config(const struct args *args, struct error *err)
{
    CLEANUP(config_free) struct config *config = config_new();
    if (args->config) {
        if (!config_read_file(config, args->config, err))
            return NULL;
    } else if (access(DEFAULT_CONFIG, F_OK) == 0 &&
               !config_read_file(config, DEFAULT_CONFIG, err)) {
        return NULL;
    }
    for (int i = 0; i < args->set_count; i++) {
        if (!config_set(config, args->sets[i], err))
            return NULL;
    }
    if (!args->print_config && !check(config, err))
        return NULL;
    struct config *ret = config;
    config = NULL;
    return ret;
}

/* Where the last good list is kept; "" where the system names no place for it. */
static char *cache_folder(const struct config *config)
{
    if (*config->cache.dir)
        return xstrdup(config->cache.dir);
    const char *state = getenv("STATE_DIRECTORY"); /* of systemd; the first of a list */
    if (state && *state)
        return xasprintf("%.*s", (int)strcspn(state, ":"), state);
    const char *xdg = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (xdg && *xdg)
        return xasprintf("%s/siapambil", xdg);
    if (home && *home)
        return xasprintf("%s/.local/state/siapambil", home);
    log_warning("no list is kept: set [cache] dir (neither STATE_DIRECTORY nor HOME is set)");
    return xstrdup("");
}

static enum snapshot_order wanted_order(const struct config *c)
{
    static const enum snapshot_order orders[] = {
        [CONFIG_ORDER_NAME] = ORDER_NAME,
        [CONFIG_ORDER_NEWEST] = ORDER_NEWEST,
    };
    return orders[c->list.order];
}

/* Shows `list` in the place of the one before. */
static void replace_list(struct app *app, struct snapshot *list)
{
    struct snapshot *before = app->list;
    app->list = list;
    if (app->board) {
        struct board_time time = app_time(app);
        board_set_list(app->board, app->list, &time);
    }
    if (before && !app->list_lent)
        snapshot_free(before); /* the board borrows the new one now */
    app->list_lent = false;
}

bool app_open_source(struct app *app, struct error *err)
{
    const struct config *c = app->config;
    char host[65] = "";
    gethostname(host, sizeof(host) - 1);
    CLEANUP_FREE char *agent =
        xasprintf("siapambil/%s (%s)", SIAPAMBIL_VERSION, *c->screen.id ? c->screen.id : host);
    app->http = http_new(
        &(struct http_options){
            .timeout_s = c->source.timeout,
            .connect_timeout_s = c->source.connect_timeout,
            .ca_file = c->source.ca_file,
            .token_file = c->source.token_file,
            .user_agent = agent,
        },
        err);
    if (!app->http)
        return false;
    app->mailbox = mailbox_new();
    if (app->list && app->list->order != wanted_order(c))
        replace_list(app, snapshot_sorted(app->list, wanted_order(c)));
    CLEANUP_FREE char *folder = cache_folder(c);
    free(app->source_url);
    app->source_url = xstrdup(c->source.url);
    bool same = app->list && strcmp(app->list_url, app->source_url) == 0;
    struct delivery kept;
    app->fetcher = fetcher_new(
        &(struct fetcher_options){ .url = c->source.url,
                                   .cache_dir = folder,
                                   .read_only = app->args->screenshot || app->args->dump_frame,
                                   .poll_s = c->source.poll,
                                   .order = wanted_order(c),
                                   .shown = same ? app->list : NULL },
        http_transport(app->http), app->mailbox, &kept);
    if (kept.snapshot) {
        log_info("the kept list: %u documents", kept.snapshot->document_count);
        app_take(app, kept);
    }
    if (*c->source.token_file && strncmp(c->source.url, "http://", strlen("http://")) == 0)
        log_warning(
            "[source] url is http: the token of token_file can be read on the way; allowed, "
            "but https is meant");
    return true;
}

void app_close_source(struct app *app)
{
    bool ended = !app->fetcher || fetcher_free(app->fetcher);
    struct delivery last;
    if (app->mailbox && mailbox_take(app->mailbox, &last))
        app_take(app, last);
    if (!ended) {
        app->list_lent = true;
    } else {
        if (app->mailbox)
            mailbox_free(app->mailbox);
        if (app->http)
            http_free(app->http);
    }
    app->fetcher = NULL;
    app->mailbox = NULL;
    app->http = NULL;
}

bool app_open_screen(struct app *app, struct error *err)
{
    const struct config *c = app->config;
    static const enum screen_back_end back_ends[] = {
        [BACK_END_AUTO] = SCREEN_AUTO,
        [BACK_END_CPU] = SCREEN_CPU,
        [BACK_END_GPU] = SCREEN_GPU,
    };
    bool off = app->args->off_screen || app->args->screenshot || app->args->dump_frame;
    CLEANUP_FREE char *logo = *c->screen.logo ? xstrdup(c->screen.logo) : assets_path("logo.svg");
    int width = app->args->width, height = app->args->height;
    if (off && !width) {
        width = 1920;
        height = 1080;
    }
    app->screen = screen_open(
        &(struct screen_options){
            .back_end = off ? SCREEN_OFF : back_ends[c->screen.back_end],
            .width = width,
            .height = height,
            .windowed = app->args->windowed,
            .display = c->screen.display,
            .rotate = c->screen.rotate,
            .logo = logo,
        },
        err);
    if (!app->screen)
        return false;
    app->recorder = recorder_new();
    return true;
}

void app_close_screen(struct app *app)
{
    if (app->board)
        board_free(app->board);
    if (app->recorder)
        recorder_free(app->recorder);
    if (app->screen)
        screen_close(app->screen);
    app->board = NULL;
    app->recorder = NULL;
    app->screen = NULL;
}

bool app_read_words(const struct app *app, const struct config *c, struct words **ret,
                    struct error *err)
{
    if (app->words && app->language == c->screen.language) {
        *ret = NULL;
        return true;
    }
    struct words *words = assets_words(c->screen.language == LANGUAGE_EN ? "en" : "id", err);
    if (words)
        *ret = words;
    return words != NULL;
}

void app_make_board(struct app *app, struct words *words)
{
    static const enum motion motions[] = {
        [CONFIG_SCROLL] = MOTION_SCROLL,
        [CONFIG_STEP] = MOTION_STEP,
        [CONFIG_PAGE] = MOTION_PAGE,
    };
    const struct config *c = app->config;
    CLEANUP_BUFFER struct buffer position = BUFFER_INIT(0);
    if (app->board) {
        board_position(app->board, &position);
        board_free(app->board);
    }
    if (words) {
        if (app->words)
            words_free(app->words);
        app->words = words;
        app->language = c->screen.language;
    }
    struct error checked = { "" };
    theme_make(c, &app->palette, &checked); /* app_read_config has found it right */
    static const enum closed_as closed_as[] = {
        [CONFIG_CLOSED_LIST] = CLOSED_AS_LIST,
        [CONFIG_CLOSED_DIM] = CLOSED_AS_DIM,
        [CONFIG_CLOSED_BLACK] = CLOSED_AS_BLACK,
    };
    struct board_options options = {
        .percent = c->screen.scale,
        .rate_hz = screen_rate(app->screen),
        .metrics = screen_metrics(app->screen),
        .palette = &app->palette,
        .words = app->words,
        .utc_offset_s = c->screen.time_zone,
        .title = c->screen.title,
        .office = c->screen.office,
        .name = c->screen.name,
        .script_line = c->screen.script_line,
        .no_logo = !screen_has_logo(app->screen),
        .link = c->panel.link,
        .notice = c->notices.text,
        .places = c->list.places,
        .motion = motions[c->list.motion],
        .position = buffer_text(&position),
        .announcement = c->notices.announcement,
        .notice_speed = c->notices.speed,
        .min_dwell_s = c->list.min_dwell,
        .max_cycle_s = c->list.max_cycle,
        .new_for_s = c->list.new_for,
        .old_after_s = c->list.old_after,
        .withdraw_after_s = c->list.withdraw_after,
        .started_s = app->started_s,
        .calendar = app->service->calendar,
        .closing = { &app->service->week, closed_as[c->hours.closed], c->hours.early,
                     c->hours.late },
        .shift = c->screen.shift,
        .shift_stands = app->args->screenshot || app->args->dump_frame,
    };
    screen_size(app->screen, &options.width, &options.height);
    app->board = board_new(&options);
    if (app->list) {
        struct board_time time = app_time(app);
        board_set_list(app->board, app->list, &time);
    }
}

void app_release(struct app *app)
{
    app_close_source(app);
    app_close_screen(app);
    if (app->panel)
        panel_switch_free(app->panel);
    if (app->words)
        words_free(app->words);
    if (app->service)
        service_free(app->service);
    if (app->list && !app->list_lent)
        snapshot_free(app->list);
    free(app->list_url);
    free(app->source_url);
    if (app->config)
        config_free(app->config);
}

void app_take(struct app *app, struct delivery d)
{
    app->kept = d.kept;
    app->checked_wall_s = d.checked_wall_s;
    app->checked_boot_s = d.kept ? clock_boot_s() : d.checked_boot_s;
    if (!d.snapshot)
        return;
    free(app->list_url);
    app->list_url = xstrdup(app->source_url);
    replace_list(app, d.snapshot);
}

struct board_time app_time(const struct app *app)
{
    struct age_facts facts = {
        .now_s = clock_wall_s(),
        .checked_s = app->checked_wall_s,
        .issued_s = app->list ? app->list->issued : 0,
        .held_s = clock_boot_s() - app->checked_boot_s,
        .kept = app->kept,
        .old_after_s = app->config->list.old_after,
    };
    if (app->args->has_now) {
        facts.now_s = app->args->now_s;
        facts.held_s = app->kept ? 0 : facts.now_s - app->checked_wall_s;
    }
    return age_judge(&facts);
}
