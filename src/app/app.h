/* The parts of the running program and how they are wired. Main thread only. */
#pragma once

#include "app/age.h"
#include "app/app_screens.h"
#include "app/args.h"
#include "app/list_change.h"
#include "app/panel_switch.h"
#include "app/pulling.h"
#include "app/service.h"
#include "app/supervision.h"
#include "config/config.h"

struct app {
    const struct args *args;
    struct config *config;

    /* --- pulling */
    struct pulling *pulling;
    char *source; /* where it pulls from: the addresses */

    /* --- showing */
    struct words *words[APP_LANGUAGES]; /* by enum config_language; NULL: nobody wanted them yet */
    struct service *service;            /* the office's hours and calendar */
    struct panel_switch *panel;         /* of the daemon; else NULL */
    struct displays *displays;          /* NULL: off-screen, or there is none yet */
    bool waits;                         /* for a display, if there is none */
    bool no_display_told;               /* in the log */
    struct telling *telling;            /* of the daemon; else NULL */
    struct supervision supervision;
    char **argv; /* of main, for again.h */
    struct app_screens screens;
    int64_t started_boot_s; /* by the clock since boot */
    int64_t reported_s;     /* when its state was last told to the fetcher, by the same clock */
    uint64_t late;          /* frames of all screens, since the start */
    int64_t noted_s;        /* when it was last told to the fetcher how far the screens are */
    int64_t frames_told_s;  /* when the log last told of frames, by the same clock */
    uint64_t events_ns;   /* when displays are next asked for their events, while something moves */
    int64_t look_again_s; /* for displays that are waited for, by the clock since boot */
    struct snapshot *list; /* the last good one, or NULL */
    struct list_change change;
    uint64_t list_rules;    /* privacy_fingerprint() of those it was read by */
    struct serials serials; /* of signed sources, accepted in this run */
    char *list_source;      /* where it came from */
    bool list_lent;         /* a fetcher's thread that did not end may read it: never freed */
    struct repeats_states told_age;
    struct repeats told_windows; /* that one cannot be opened */
    bool kept;                   /* it is from disk, and no pull has confirmed it yet */
    /* When its source last said so; of a kept one: as noted then, and since when it is here. */
    int64_t checked_wall_s, checked_boot_s;
    int64_t started_s;
};

/* Defaults, file, --set, and whether they go together. */
struct config *app_read_config(const struct args *args, struct error *err);

/* The fetcher for the configuration, not started. At the start, what is kept is taken into
 * app->list. When settings were read again, the list and its times in memory are newer than
 * those on disk, and stay. So does the list of a source that was replaced by another, until that
 * one has answered: a board never goes blank. */
bool app_open_source(struct app *app, struct error *err);
/* Its three steps; the middle one changes nothing of `app`, and may take place on another thread
 * while this one opens windows. */
bool app_prepare_source(struct app *app, struct error *err);
struct pulling *app_pulling_new(struct app *app, struct delivery *ret_kept, struct error *err);
void app_take_pulling(struct app *app, struct pulling *pulling, struct delivery kept);
/* Ends pulling, and takes what was pulled last. Where the fetcher's thread does not end, what it
 * may use stays allocated (fetcher.h). */
void app_close_source(struct app *app);
void app_release(struct app *app);

/* Takes a pull's outcome; the boards show a new list from the next frame on. */
void app_take(struct app *app, struct delivery d);
/* Takes of a pull's outcome all but the list: where that comes from, and when it was checked. */
void app_note_delivery(struct app *app, const struct delivery *d);
struct board_time app_time(const struct app *app);

/* The daemon: until SIGTERM or a closed window. Returns the exit status. */
int app_run(struct app *app);
/* --screenshot and --dump-frame. Returns the exit status. */
int app_show_once(struct app *app);
/* --explain: 0 when every row was understood, 3 when some were not, 1
 * when nothing could be read. */
int app_explain(struct app *app);
/* --explain --suggest: first settings for a source that no [map] describes yet. */
int app_suggest(struct app *app);
