/* The program in a simulated year: its settings in a file that is read again and again, the fetcher
 * with its folder, the list, the board, and a screen in memory; wired as src/app does it, but that
 * the fetcher is turned by hand. */
#pragma once

#include "unit/measures.h"
#include "unit/year_office.h"

#include <stdlib.h>

#include "app/age.h"
#include "app/service.h"
#include "app/theme.h"
#include "base/job.h"
#include "base/log.h"
#include "config/config.h"
#include "fetch/fetcher.h"
#include "screen/screen.h"
#include "setup/rules.h"
#include "setup/settings.h"
#include "setup/sources.h"
#include "unit/view_support.h"

enum { YEAR_WIDTH = 800, YEAR_HEIGHT = 480, YEAR_SOURCES = 2 };

struct program {
    struct office_of_year *office; /* borrowed; who answers */
    char folder[64];               /* with the cache below, and the settings */
    struct config *config;
    struct service *service;
    struct palette palette;
    struct words *words[2];
    struct privacy rules;
    uint64_t list_rules;
    /* --- pulling */
    struct transport transport;
    struct sources *sources;
    struct source_options options[YEAR_SOURCES];
    struct serials serials;
    struct mailbox *mailbox;
    struct fetcher *fetcher;
    uint64_t pause_ms; /* until its next turn */
    /* --- showing */
    struct screen *screen;
    struct board *board;
    struct snapshot *list;
    struct job *job;
    bool kept;
    int64_t checked_wall_s, checked_boot_s;
    int rotate;
    long taken, frames; /* lists, and frames that were composed */
};

static inline char *program_path(const struct program *p, const char *name)
{
    return xasprintf("%s/%s", p->folder, name);
}

static inline struct board_time program_time(const struct program *p)
{
    const struct age_facts facts = {
        .now_s = simulated_wall_s(),
        .checked_s = p->checked_wall_s,
        .issued_s = p->list ? p->list->issued : 0,
        .held_s = simulated_boot_s() - p->checked_boot_s,
        .kept = p->kept,
        .old_after_s = p->config->list.old_after,
    };
    return age_judge(&facts);
}

/* ---- the board */

static inline void free_board(struct program *p, struct buffer *position)
{
    if (!p->board)
        return;
    board_position(p->board, position);
    board_free(p->board);
    p->board = NULL;
}

static inline void make_board(struct program *p, const char *position)
{
    static const enum closed_as closed_as[] = { CLOSED_AS_LIST, CLOSED_AS_DIM, CLOSED_AS_BLACK };
    static const enum motion motions[] = { MOTION_SCROLL, MOTION_STEP, MOTION_PAGE };
    const struct config *c = p->config;
    struct error err = { "" };
    if (!theme_make(c, &p->palette, &err))
        fail_msg("%s", err.text);
    struct board_options options = {
        .percent = c->screen.scale,
        .rate_hz = screen_rate(p->screen),
        .metrics = screen_metrics(p->screen),
        .palette = &p->palette,
        .words = p->words[c->screen.language],
        .utc_offset_s = c->screen.time_zone,
        .title = c->screen.title,
        .office = c->screen.office,
        .name = c->screen.name,
        .script_line = c->screen.script_line,
        .link = c->panel.link,
        .notice = c->notices.text,
        .places = c->list.places,
        .motion = motions[c->list.motion],
        .position = position,
        .announcement = c->notices.announcement,
        .notice_speed = c->notices.speed,
        .min_dwell_s = c->list.min_dwell,
        .max_cycle_s = c->list.max_cycle,
        .new_for_s = c->list.new_for,
        .old_after_s = c->list.old_after,
        .withdraw_after_s = c->list.withdraw_after,
        .started_s = simulated_wall_s(),
        .calendar = p->service->calendar,
        .closing = { &p->service->week, closed_as[c->hours.closed], c->hours.early, c->hours.late },
        .shift = c->screen.shift,
    };
    screen_size(p->screen, &options.width, &options.height);
    p->board = board_new(&options);
    struct board_time time = program_time(p);
    if (p->list)
        board_set_list(p->board, p->list, &time);
}

static inline void open_screen_of_year(struct program *p)
{
    struct error err = { "" };
    CLEANUP_FREE char *notes = program_path(p, "state/fonts");
    p->rotate = p->config->screen.rotate;
    p->screen = screen_open(&(struct screen_options){ .back_end = SCREEN_OFF,
                                                      .width = YEAR_WIDTH,
                                                      .height = YEAR_HEIGHT,
                                                      .rotate = p->rotate,
                                                      .logo = "assets/logo.svg",
                                                      .font_notes = notes },
                            &err);
    if (!p->screen)
        fail_msg("%s", err.text);
}

/* The display goes, and comes back. */
static inline void lose_screen(struct program *p)
{
    CLEANUP_BUFFER struct buffer position = BUFFER_INIT(0);
    free_board(p, &position);
    screen_close(p->screen);
    open_screen_of_year(p);
    make_board(p, buffer_text(&position));
}

/* The board's next frame, which nobody draws. */
static inline const struct frame *next_frame(struct program *p)
{
    struct board_time time = program_time(p);
    board_advance(p->board, &time);
    simulated.run_ns += SECOND_NS / (uint64_t)screen_rate(p->screen);
    return board_frame(p->board, &time);
}

/* As the loop does it; of every `nth` frames one is drawn. */
static inline void show_some_frames(struct program *p, int count, int nth)
{
    struct error err = { "" };
    int events;
    for (int i = 0; i < count; i++) {
        const struct frame *frame = next_frame(p);
        if (i % nth)
            continue;
        screens_wait(&p->screen, 1, 0, &events);
        if (!screen_present(p->screen, frame, &err))
            fail_msg("%s", err.text);
        p->frames++;
        if (board_rate(p->board) == screen_rate(p->screen))
            continue;
        struct board_time time = program_time(p);
        board_set_rate(p->board, screen_rate(p->screen), &time);
    }
    screen_rest(p->screen);
}

static inline void show_frames(struct program *p, int count)
{
    show_some_frames(p, count, 1);
}

/* ---- pulling */

static inline struct snapshot *program_open_fetcher(struct program *p)
{
    static const enum snapshot_order orders[] = { ORDER_NAME, ORDER_NEWEST };
    struct error err = { "" };
    struct delivery kept;
    char settings[SETTINGS_FINGERPRINT_SIZE];
    CLEANUP_FREE char *folder = settings_state_folder(p->config, "siapambil");
    settings_fingerprint(p->config, settings);
    if (!rules_make(p->config, &p->rules, &err) ||
        !(p->sources = sources_new(p->config, &p->rules, &err)))
        fail_msg("%s", err.text);
    p->transport =
        (struct transport){ office_answer, office_wait, office_wake, office_wake, p->office };
    assert_int_equal(sources_count(p->sources), YEAR_SOURCES);
    for (size_t i = 0; i < YEAR_SOURCES; i++) {
        p->options[i] = *sources_options(p->sources, i);
        p->options[i].transport = &p->transport;
    }
    p->mailbox = mailbox_new();
    p->fetcher = fetcher_new(&(struct fetcher_options){ .sources = p->options,
                                                        .source_count = YEAR_SOURCES,
                                                        .privacy = &p->rules,
                                                        .settings = settings,
                                                        .cache_dir = folder,
                                                        .poll_s = p->config->source.poll,
                                                        .order = orders[p->config->list.order],
                                                        .shown = p->list,
                                                        .serials = &p->serials },
                             p->mailbox, &kept);
    p->pause_ms = fetcher_first(p->fetcher, (uint32_t)lot(p->office, INT32_MAX) * 2);
    if (kept.snapshot) {
        p->kept = true;
        p->checked_wall_s = kept.checked_wall_s;
        p->checked_boot_s = simulated_boot_s();
    }
    p->list_rules = privacy_fingerprint(&p->rules);
    return kept.snapshot;
}

static inline void program_close_fetcher(struct program *p)
{
    CLEANUP_BUFFER struct buffer position = BUFFER_INIT(0);
    if (p->board)
        board_position(p->board, &position);
    fetcher_note(p->fetcher, buffer_text(&position));
    assert_true(fetcher_free(p->fetcher));
    mailbox_free(p->mailbox);
    sources_free(p->sources);
}

/* A list in the place of the one before: prepared beside, as src/app/list_change.c does it. */
static inline void prepare_on_thread(void *ctx)
{
    board_prepare_change(ctx);
}

static inline void program_show_list(struct program *p, struct snapshot *list)
{
    struct board_time time = program_time(p);
    struct board_change *change = board_begin_change(p->board, list);
    job_start(p->job, prepare_on_thread, change);
    show_frames(p, 2);
    job_wait(p->job);
    struct snapshot *before = p->list;
    p->list = list;
    board_end_change(p->board, change, &time);
    if (before)
        snapshot_free(before);
    p->taken++;
}

/* One turn of the fetcher. Returns whether there is another list. */
static inline bool program_pull(struct program *p)
{
    struct delivery d;
    uint32_t chance = (uint32_t)lot(p->office, INT32_MAX) * 2;
    p->pause_ms = fetcher_step(p->fetcher, simulated_wall_s(), simulated_boot_s(), chance);
    if (!mailbox_take(p->mailbox, &d))
        return false;
    p->kept = d.kept;
    p->checked_wall_s = d.checked_wall_s;
    p->checked_boot_s = d.checked_boot_s;
    if (d.snapshot)
        program_show_list(p, d.snapshot);
    return d.snapshot != NULL;
}

/* ---- its life */

static inline void write_settings(struct program *p, const char *text)
{
    CLEANUP_FREE char *path = program_path(p, "settings.ini");
    struct error err = { "" };
    if (!file_replace(path, text, strlen(text), 0600, &err))
        fail_msg("%s", err.text);
}

static inline struct config *read_settings(const struct program *p, struct error *err)
{
    CLEANUP_FREE char *path = program_path(p, "settings.ini");
    CLEANUP(config_free) struct config *config = settings_read(path, NULL, 0, err);
    if (!config || !config_check(config, err))
        return NULL;
    struct config *ret = config;
    config = NULL;
    return ret;
}

/* Rules and order of today for the list that is there, as src/app/app.c does it. */
static inline void judge_list_again(struct program *p)
{
    static const enum snapshot_order orders[] = { ORDER_NAME, ORDER_NEWEST };
    struct error err = { "" };
    struct snapshot *next;
    if (!rules_make(p->config, &p->rules, &err))
        fail_msg("%s", err.text);
    if (p->list && privacy_fingerprint(&p->rules) != p->list_rules) {
        next = rules_apply(&p->rules, p->list);
        snapshot_free(p->list);
        p->list = next;
    }
    if (p->list && p->list->order != orders[p->config->list.order]) {
        next = snapshot_sorted(p->list, orders[p->config->list.order]);
        snapshot_free(p->list);
        p->list = next;
    }
}

/* SIGHUP. Settings that cannot be read leave the old ones. */
static inline bool program_reload(struct program *p, const char *text)
{
    struct error err = { "" };
    CLEANUP_BUFFER struct buffer position = BUFFER_INIT(0);
    write_settings(p, text);
    struct config *config = read_settings(p, &err);
    struct service *service = config ? service_read(config, &err) : NULL;
    if (!service) {
        if (config)
            config_free(config);
        log_error("the old settings stay: %s", err.text);
        return false;
    }
    program_close_fetcher(p);
    free_board(p, &position);
    config_free(p->config);
    service_free(p->service);
    p->config = config;
    p->service = service;
    judge_list_again(p);
    assert_null(program_open_fetcher(p));
    if (p->rotate != p->config->screen.rotate) {
        screen_close(p->screen);
        open_screen_of_year(p);
    }
    make_board(p, buffer_text(&position));
    return true;
}

static inline void program_start(struct program *p, const char *text)
{
    static const char *const languages[] = { "id", "en" };
    struct error err = { "" };
    write_settings(p, text);
    p->config = read_settings(p, &err);
    p->service = p->config ? service_read(p->config, &err) : NULL;
    if (!p->service)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < COUNT(languages); i++)
        p->words[i] = load_words(languages[i]);
    p->job = job_new();
    p->list = program_open_fetcher(p);
    CLEANUP_FREE char *position = xstrdup(fetcher_kept_note(p->fetcher));
    open_screen_of_year(p);
    make_board(p, position);
}

static inline void program_end(struct program *p)
{
    CLEANUP_BUFFER struct buffer position = BUFFER_INIT(0);
    program_close_fetcher(p);
    free_board(p, &position);
    screen_close(p->screen);
    if (p->list)
        snapshot_free(p->list);
    job_free(p->job);
    for (int i = 0; i < 2; i++)
        words_free(p->words[i]);
    service_free(p->service);
    config_free(p->config);
    p->list = NULL;
    p->serials = (struct serials){ 0 };
}
