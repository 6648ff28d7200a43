#include "app/telling.h"

#include <unistd.h>

#include "app/app.h"
#include "app/assets.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "setup/settings.h"
#include "status/request.h"
#include "status/server.h"

#define TRY_AGAIN_S       60
#define LANGUAGE_FILE_MAX (256u << 10)

struct telling {
    struct status_server *server; /* NULL: none is wanted, or none could be opened */
    bool failing;                 /* and the log says so */
    int64_t next_try_s;           /* by the clock since boot, as the next ones */
    int64_t told_s;
    struct status_facts facts;
    /* --- of each screen, whether its frames go on */
    uint64_t stood[STATUS_SCREENS];
    int64_t moved_s[STATUS_SCREENS]; /* when they last did, or nothing was due */
    /* --- sources, as the thread that pulls has told them */
    const struct pulls *pulls; /* that they are of: another one begins anew */
    uint64_t seen;
    bool sources_due; /* not handed over yet */
    struct pull_source from[STATUS_SOURCES];
    struct status_sources sources;
};
static_assert(STATUS_SCREENS == CONFIG_MAX_SCREENS && STATUS_SOURCES == CONFIG_MAX_SOURCES,
              "room for all");
static_assert(STATUS_POINTS * STATUS_POINT_FRAMES == FRAME_TIMES_KEPT, "a point for each so many");
static_assert(STATUS_PULLS == PULLS_KEPT && STATUS_REASONS == PULLS_REASONS, "room for all");

#define SET(field, text) text_copy((field), sizeof(field), (text))

/* ---- what the board knows */

static enum status_age age_of(const struct app *app, const struct board_time *time)
{
    static const enum status_age ages[] = {
        [AGE_FRESH] = STATUS_FRESH,
        [AGE_OLD] = STATUS_OLD,
        [AGE_EXPIRED] = STATUS_EXPIRED,
        [AGE_WITHDRAWN] = STATUS_WITHDRAWN,
    };
    const struct config *c = app->config;
    if (!app->list)
        return STATUS_NO_LIST;
    return ages[age_state(time, app->list->expires, c->list.old_after, c->list.withdraw_after)];
}

static void gather_list(const struct app *app, const struct board_time *time,
                        struct status_list *ret)
{
    const struct snapshot *list = app->list;
    *ret = (struct status_list){
        .age = age_of(app, time),
        .kept = app->kept,
        .issued_wall_s = STATUS_UNKNOWN,
        .expires_wall_s = STATUS_UNKNOWN,
        .checked_wall_s = STATUS_UNKNOWN,
    };
    if (!list)
        return;
    ret->documents = list->document_count;
    ret->places = list->location_count;
    ret->serial = list->serial;
    SET(ret->region, snapshot_text(list, list->region));
    if (list->issued > 0)
        ret->issued_wall_s = list->issued;
    if (list->expires != INT64_MAX)
        ret->expires_wall_s = list->expires;
    ret->checked_wall_s = time->checked_s;
    ret->age_s = time->age_s;
}

static void gather_plan(const struct board *board, struct status_plan *ret)
{
    const struct plan *p = board_plan(board);
    *ret = (struct status_plan){
        .known = p->form.columns > 0,
        .still = p->still,
        .rows = p->rows,
        .beyond = p->beyond,
        .columns = p->form.columns,
        .row_px = p->form.row_px,
        .dwell_ms = p->dwell_ms,
        .cycle_s = p->cycle_s,
        .since = p->since == DAY_UNKNOWN ? INT32_MIN : p->since,
    };
}

static enum status_scene scene_of(const struct app *app, const struct app_screen *s,
                                  const struct board_time *time)
{
    bool closed = app_screen_is_closed(app, s, time);
    bool dark = (closed && s->config->hours.closed == CONFIG_CLOSED_BLACK) ||
                (app->panel && panel_switch_is_off(app->panel));
    /* A panel that is off may be no display until it is switched on. */
    if (dark || (closed && !s->screen && app->panel))
        return STATUS_BLACK;
    if (!s->screen || !s->board)
        return STATUS_WAITING;
    return board_moves(s->board) ? STATUS_MOVING : STATUS_STILL;
}

/* Returns how many frames have stood there. */
static uint64_t gather_window(const struct app_screen *s, struct status_screen *ret)
{
    struct screen_counts counts = screen_counts(s->screen);
    struct frame_summary times = screen_frame_times(s->screen);
    SET(ret->driver, screen_description(s->screen));
    screen_display_size(s->screen, &ret->width, &ret->height);
    ret->rate_hz = screen_rate(s->screen);
    ret->refresh_hz = screen_refresh_rate(s->screen);
    ret->frames = counts.frames;
    ret->late = counts.late;
    ret->recent = times.shown;
    ret->recent_late = times.late;
    ret->longest_us = times.longest_us;
    ret->usual_us = times.usual_us;
    ret->points = (int)screen_latest_frames(s->screen, ret->points_us, STATUS_POINTS);
    return counts.stood;
}

/* Frames are due and none comes: the loop goes on, but nothing of it can be seen. Not every frame has
 * a change: a list pauses. */
static void watch_frames(struct telling *t, int i, struct status_screen *s, uint64_t stood,
                         int64_t now_s)
{
    bool goes_on = s->scene != STATUS_MOVING || stood != t->stood[i] || !t->moved_s[i];
    if (goes_on)
        t->moved_s[i] = now_s;
    t->stood[i] = stood;
    s->stuck_s = now_s - t->moved_s[i];
}

static void gather_screen(struct telling *t, const struct app *app, int i,
                          const struct board_time *time)
{
    const struct app_screen *from = &app->screens.all[i];
    struct status_screen *s = &t->facts.screens[i];
    *s = (struct status_screen){ .scene = scene_of(app, from, time) };
    SET(s->name, from->config->name ? from->config->name : "");
    SET(s->title, from->config->screen.name);
    SET(s->display, from->screen ? from->display.name : from->config->screen.display);
    uint64_t stood = from->screen ? gather_window(from, s) : 0;
    if (from->screen && from->board)
        gather_plan(from->board, &s->plan);
    watch_frames(t, i, s, stood, t->facts.boot_s);
}

static void gather(struct telling *t, const struct app *app)
{
    struct board_time time = app_time(app);
    struct status_facts *f = &t->facts;
    f->wall_s = time.now_s;
    f->boot_s = clock_boot_s();
    f->clock_trusted = time.clock_trusted;
    f->panel_off = app->panel && panel_switch_is_off(app->panel);
    gather_list(app, &time, &f->list);
    f->screen_count = app->screens.count;
    for (int i = 0; i < f->screen_count; i++)
        gather_screen(t, app, i, &time);
}

/* ---- what its sources have said */

static void take_pulls(const struct pull_source *from, struct status_source *to)
{
    to->pull_count = (int)MIN(from->count, (uint64_t)PULLS_KEPT);
    for (int i = 0; i < to->pull_count; i++) {
        const struct pull *pull = &from->latest[(from->count - 1 - (uint64_t)i) % PULLS_KEPT];
        static const enum status_outcome outcomes[PULL_OUTCOMES] = {
            [PULL_NEW] = STATUS_NEW,
            [PULL_UNCHANGED] = STATUS_UNCHANGED,
            [PULL_HELD] = STATUS_HELD,
            [PULL_FAILED] = STATUS_FAILED,
        };
        to->pulls[i] = (struct status_pull){
            .wall_s = pull->wall_s,
            .outcome = outcomes[pull->outcome],
            .took_ms = pull->took_ms,
            .answer = pull->status,
            .received = pull->received,
        };
        SET(to->pulls[i].sentence, pull->sentence);
    }
    to->outcomes[STATUS_NEW] = from->outcomes[PULL_NEW];
    to->outcomes[STATUS_UNCHANGED] = from->outcomes[PULL_UNCHANGED];
    to->outcomes[STATUS_HELD] = from->outcomes[PULL_HELD];
    to->outcomes[STATUS_FAILED] = from->outcomes[PULL_FAILED];
    to->received = from->received;
}

static void take_source(const struct pull_source *from, const char *name, struct status_source *to)
{
    *to = (struct status_source){
        .rows = from->rows,
        .shown = from->shown,
        .left_out = from->left_out,
        .no_day = from->no_day,
        .reason_count = (int)from->reason_count,
        .failures = from->failures,
        .answered_boot_s = from->answered ? from->answered_boot_s : STATUS_UNKNOWN,
        .next_boot_s = from->next_boot_s ? from->next_boot_s : STATUS_UNKNOWN,
    };
    SET(to->name, name);
    SET(to->url, from->url);
    for (uint32_t i = 0; i < from->reason_count; i++) {
        SET(to->reasons[i].reason, from->reasons[i].reason);
        to->reasons[i].rows = from->reasons[i].rows;
        to->reasons[i].meant = from->reasons[i].meant;
    }
    take_pulls(from, to);
}

static void look_at_sources(struct telling *t, const struct app *app)
{
    struct pulls *pulls = pulling_pulls(app->pulling);
    if (pulls != t->pulls) {
        t->pulls = pulls;
        t->seen = 0;
        t->sources.count = 0;
        t->sources_due = true;
    }
    if (pulls_look(pulls, &t->seen, t->from)) {
        t->sources.count = (int)pulling_count(app->pulling);
        for (int i = 0; i < t->sources.count; i++) {
            const char *name = pulling_config(app->pulling, (size_t)i)->name;
            take_source(&t->from[i], name ? name : "", &t->sources.all[i]);
        }
        t->sources_due = true;
    }
    if (t->sources_due && status_server_tell_sources(t->server, &t->sources))
        t->sources_due = false;
}

static void tell(struct telling *t, const struct app *app)
{
    t->told_s = clock_boot_s();
    if (!t->server)
        return;
    gather(t, app);
    if (!status_server_tell(t->server, &t->facts))
        t->told_s = 0; /* in the next turn */
    look_at_sources(t, app);
}

/* ---- the page's life */

static bool read_token(const struct config *c, struct buffer *token, struct error *err)
{
    if (!*c->status_page.token_file ||
        (file_read(c->status_page.token_file, token, err) && status_check_token(token, err)))
        return true;
    CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
    config_place(c, "status_page", "token_file", &place);
    return error_context(err, "%s", buffer_text(&place));
}

bool telling_check(const struct config *c, struct error *err)
{
    CLEANUP_BUFFER struct buffer token = BUFFER_SECRET(4096);
    return !c->status_page.port || read_token(c, &token, err);
}

struct texts *telling_texts(const struct config *c, struct error *err)
{
    CLEANUP_FREE char *name =
        xasprintf("lang/%s.ini", c->screen.language == LANGUAGE_EN ? "en" : "id");
    CLEANUP_FREE char *path = assets_path(name);
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(LANGUAGE_FILE_MAX);
    if (!file_read(path, &text, err))
        return NULL;
    return texts_parse(buffer_text(&text), text.len, path, err);
}

static struct status_server *open_server(const struct config *c, struct error *err)
{
    CLEANUP_BUFFER struct buffer token = BUFFER_SECRET(4096);
    CLEANUP_FREE char *folder = settings_state_folder(c, "siapambil");
    if (!read_token(c, &token, err))
        return NULL;
    CLEANUP(texts_free) struct texts *texts = telling_texts(c, err);
    if (!texts)
        return NULL;
    struct status_server *server =
        status_server_open(&(struct status_server_options){ .address = c->status_page.address,
                                                            .port = c->status_page.port,
                                                            .token = buffer_text(&token),
                                                            .sys = "/sys",
                                                            .proc = "/proc",
                                                            .folder = folder },
                           texts, err);
    if (server)
        texts = NULL;
    return server;
}

static void try(struct telling *t, const struct app *app)
{
    const struct config *c = app->config;
    struct error err = { "" };
    t->next_try_s = clock_boot_s() + TRY_AGAIN_S;
    if (!c->status_page.port)
        return;
    t->server = open_server(c, &err);
    if (t->server) {
        log_info("how this board is: http://%s:%d/", c->status_page.address, c->status_page.port);
        t->sources_due = true;
        tell(t, app);
    } else if (!t->failing) {
        CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
        config_place(c, "status_page", "port", &place);
        log_warning("there is no status page: %s; see %s", err.text, buffer_text(&place));
    }
    t->failing = !t->server;
}

static void note_settings(struct telling *t, const struct app *app)
{
    char host[STATUS_NAME] = "";
    const struct config *c = app->config;
    gethostname(host, sizeof(host) - 1);
    SET(t->facts.id, *c->screen.id ? c->screen.id : host);
    SET(t->facts.version, SIAPAMBIL_VERSION);
    SET(t->facts.office, c->screen.office);
    t->facts.utc_offset_s = c->screen.time_zone;
    t->facts.started_boot_s = app->started_boot_s;
    memset(t->moved_s, 0, sizeof(t->moved_s));
}

struct telling *telling_open(const struct app *app)
{
    struct telling *t = xcalloc(1, sizeof(*t));
    note_settings(t, app);
    try(t, app);
    return t;
}

static void close_server(struct telling *t)
{
    if (t->server)
        status_server_close(t->server);
    t->server = NULL;
}

void telling_close(struct telling *t)
{
    close_server(t);
    free(t);
}

void telling_reload(struct telling *t, const struct app *app, const struct config *before)
{
    const struct config *c = app->config;
    bool same = c->status_page.port == before->status_page.port &&
                strcmp(c->status_page.address, before->status_page.address) == 0 &&
                strcmp(c->status_page.token_file, before->status_page.token_file) == 0 &&
                strcmp(c->cache.dir, before->cache.dir) == 0 &&
                c->screen.language == before->screen.language;
    note_settings(t, app);
    t->pulls = NULL;
    /* A token may have been put in the place of another in the same file. */
    if (same && !*c->status_page.token_file && (t->server || !c->status_page.port))
        return;
    close_server(t);
    t->failing = false;
    try(t, app);
}

/* ---- each turn */

static void give_picture(struct telling *t, const struct app *app)
{
    struct pictures *pictures = status_server_pictures(t->server);
    int i = pictures_wanted(pictures), width, height;
    if (i < 0)
        return;
    uint32_t *pixels = pictures_canvas(pictures, i, &width, &height);
    struct screen *screen = i < app->screens.count ? app->screens.all[i].screen : NULL;
    pictures_give(pictures, i, screen && screen_copy(screen, pixels, width, height));
    status_server_wake(t->server);
}

void telling_look(struct telling *t, const struct app *app)
{
    int64_t now_s = clock_boot_s();
    if (t->server)
        give_picture(t, app);
    if (now_s == t->told_s)
        return;
    if (!t->server && t->failing && now_s >= t->next_try_s)
        try(t, app);
    else
        tell(t, app);
}
