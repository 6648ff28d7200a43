/* The screens that the program drives: of each its settings, its display's window, and
 * its board. One whose display is not connected has neither window nor board, and
 * waits. Main thread only. */
#pragma once

#include "app/appeared.h"
#include "config/config.h"
#include "screen/recorder.h"
#include "screen/screen.h"
#include "view/board.h"

#define APP_LANGUAGES (LANGUAGE_EN + 1)

struct app;

struct app_screen {
    struct config *config; /* the settings of this screen */
    struct screen *screen; /* NULL: its display is not connected */
    struct recorder *recorder;
    struct board *board;    /* borrows the rest, the app's words, service and list */
    struct board *former;   /* that the next board takes over; NULL: none */
    struct palette palette; /* of the board */
    char *position; /* where the list was when last shown, of the next board; NULL: it begins */

    struct display display;             /* where the window is; "" for one that may be anywhere */
    char bound[DISPLAY_NAME_MAX];       /* the display that a number has come to mean; "": none */
    struct repeats_states told_missing; /* 0: its display is there; see app_screens.c */
    struct appeared told_there;
    struct repeats told_instead;
    bool moved;            /* in the last frame */
    uint64_t look_ns;      /* while it stands still and others move: when to look at it */
    uint64_t presented_ns; /* when its window last presented a frame, or found nothing to change */

    uint64_t late;    /* frames of this window, as app/reporting.h has counted them */
    struct plan plan; /* as the log tells it */
    struct repeats_states told_rate; /* 1: below the display's */
    char *unknown_place; /* of [list] places, that the log has told of; owned, NULL: none */

    /* --- the picture of it that is kept as a file */
    int64_t next_picture_s;
    struct repeats_states told_picture; /* 1: it cannot be written */
};

struct app_screens {
    struct app_screen all[CONFIG_MAX_SCREENS];
    int count;
};

/* The settings of each screen, or of the one named `only`, and the words that they want: those
 * that no screen has had yet are read from the disk. Opens nothing. */
bool app_screens_prepare(struct app *app, const struct config *c, const char *only,
                         struct app_screens *ret, struct error *err);
void app_screens_release(struct app_screens *screens);

/* Opens app->screens where their displays are. Takes over the windows of `from` (may be NULL)
 * for which nothing else is set, and closes the others; boards, too, go on where all settings of
 * their screen are the same, if `boards_stay` (app->service is the same, and so are the rules of
 * privacy). An error where one cannot be opened; that there is no display at all is none where app->waits. */
bool app_screens_open(struct app *app, struct app_screens *from, bool boards_stay,
                      struct error *err);
/* Boards for all that are open and have none. */
void app_screens_make_boards(struct app *app);
/* The pictures of their first frames: displays may still be busy with their beginning. */
void app_screens_draw_ahead(struct app *app);
/* For its settings, its window's size and the list. No list may be pending (list_change.h). */
void app_screen_make_board(struct app *app, struct app_screen *s);

/* Whether the office's hours, in its time zone, say closed; not while the
 * clock cannot be trusted. */
bool app_screen_is_closed(const struct app *app, const struct app_screen *s,
                          const struct board_time *time);

/* Its board has the list of the app. Logs how it is shown, when that changes, and a place that
 * it does not know. */
void app_screen_note_list(struct app *app, struct app_screen *s);

/* Follows the displays: closes the window of one that has gone, opens one that has come, and
 * anew what has changed its mode or place. Where there is none at all, looks for one every few seconds. Cheap while
 * nothing happens. */
void app_screens_watch(struct app *app);
/* "pixmaps (x11), 1920x1080 at 60 Hz on HDMI-1", of all that are open. */
void app_screens_describe(const struct app *app, struct buffer *out);

/* How far every screen is in its list, as text to be kept; and the same again,
 * before there are boards. */
void app_screens_note(const struct app *app, struct buffer *out);
void app_screens_resume(struct app *app, const char *text);
