/* A display's picture: fonts, the window or a picture in memory, and frames put on it. The
 * folder is the only user of SDL. Main thread only. */
#pragma once

#include "screen/displays.h"
#include "screen/frame_times.h"
#include "view/metrics.h"

enum screen_back_end {
    /* gpu where a real one drives the display, else pixmaps on X11 while the server does as it is asked, else cpu */
    SCREEN_AUTO,
    SCREEN_CPU,
    SCREEN_GPU,
    SCREEN_PIXMAPS, /* X11 only */
    SCREEN_OFF,     /* no display: a picture in memory, for screenshots and machines without one */
};

struct screen_options {
    enum screen_back_end back_end;
    int width, height; /* of SCREEN_OFF, and of a window; 0: 1280x720 */
    bool windowed;     /* a window instead of the full screen */
    /* Where the window goes; NULL: SCREEN_OFF. In a window, only its rate counts. */
    struct displays *displays;
    const struct display *display; /* NULL: somewhere; `windowed` only */
    int rotate;       /* degrees clockwise that the picture is turned by: 0, 90, 180, 270 */
    const char *logo; /* an image file that SDL2_image reads; copied */
    /* A file where it is noted from one start to the next which fonts there are; NULL: none. */
    const char *font_notes;
    bool read_only; /* it is not written */
};

struct screen;

/* Shows nothing yet. Borrows `displays`. */
struct screen *screen_open(const struct screen_options *options, struct error *err);
void screen_close(struct screen *s);
DEFINE_CLEANUP(struct screen *, screen_close)

/* The size that frames are made for: the display's, turned. */
void screen_size(const struct screen *s, int *ret_width, int *ret_height);
/* Frames a second of the display; 60 where it does not say. */
int screen_refresh_rate(const struct screen *s);
/* Frames a second that are wanted: those, or fewer where the machine cannot keep them
 * (governor.h). Changes only in screen_present(). */
int screen_rate(const struct screen *s);
const struct metrics *screen_metrics(struct screen *s);
/* Whether there is a logo, that could be read. */
bool screen_has_logo(const struct screen *s);
/* "pixmaps (x11), 1920x1080 at 60 Hz", for the log. */
const char *screen_description(const struct screen *s);

/* Makes the pictures of a frame, which is not shown: in time that is left before it can be. */
void screen_draw_ahead(struct screen *s, const struct frame *frame);
/* Work on the next frame begins: how long it takes from here until it is shown is what it costs
 * this machine. */
void screen_begin(struct screen *s);
/* Puts a frame on the display. Draws pictures that are new, copies where something has moved,
 * and does nothing at all where nothing has. */
bool screen_present(struct screen *s, const struct frame *frame, struct error *err);

enum screen_event {
    SCREEN_NONE = 0,
    SCREEN_QUIT = 1,    /* one that is `windowed` was closed, or Escape pressed in it */
    SCREEN_RESIZED = 2, /* ask screen_size() again, make a new board */
};
/* Waits up to `ms` for something to happen to any of the screens (0: only looks); `ret` has what
 * did to each, or'ed. Returns what has happened to the whole: SCREEN_QUIT. Screens may be NULL. */
int screens_wait(struct screen *const *screens, int count, int ms, int *ret);

/* Whether the next frame is to be presented now, at the display's own rate. */
bool screen_is_due(const struct screen *s);
/* Sleeps until the first of the screens is due: absolute deadlines. Screens may be NULL. */
void screens_pace(struct screen *const *screens, int count);
/* Nothing moves here now: the next frame that does is no late one. */
void screen_rest(struct screen *s);
/* Whether presenting waits for the display's refresh, where the back end can. One thread serves all
 * screens: if two waited, each would have half of its rate. Off at the start. */
void screen_set_waiting(struct screen *s, bool waits);

/* How long frames stood while something moved, since the last screen_begin_frame_times(). */
struct frame_summary screen_frame_times(const struct screen *s);
void screen_begin_frame_times(struct screen *s);

/* What was presented last, as a PNG, replaced in one step. The display's own way up. */
bool screen_save(struct screen *s, const char *path, struct error *err);
/* Its two halves: reading the pixels, which the caller frees, and writing them, on any thread. */
struct SDL_Surface *screen_read(struct screen *s, struct error *err);
bool screen_write(struct SDL_Surface *pixels, const char *path, struct error *err);

/* The same into `pixels` of the caller's, as 0x00RRGGBB in rows of `width` without gaps; false where the
 * display is not of that size, or cannot be read. Allocates nothing where the display's own format is
 * that: a frame long, no more. */
bool screen_copy(struct screen *s, uint32_t *pixels, int width, int height);
/* The display's size in its own way up: of screen_save() and screen_copy(). */
void screen_display_size(const struct screen *s, int *ret_width, int *ret_height);
/* How long the latest frames stood, the oldest first: frame_times_latest(). */
size_t screen_latest_frames(const struct screen *s, uint32_t *ret_us, size_t points);

/* Counted work, for tests and status: never reset. */
struct screen_counts {
    uint64_t frames;      /* presented with at least one change */
    uint64_t rastered;    /* pictures drawn */
    uint64_t rastered_px; /* their pixels: most of the work of a frame that draws any */
    uint64_t copied;      /* pixels copied from pictures to the display */
    uint64_t draws;       /* draw calls to a graphics chip; 0 without one */
    uint64_t late;        /* frames that came more than a period after their deadline */
    uint64_t stood; /* frames that stood until the next while something moved, changed or not */
};
struct screen_counts screen_counts(const struct screen *s);

/* What is kept for drawing, likewise: as much for the same list, however long it has been there. */
struct screen_holdings {
    int fonts;  /* open, of each size that has one of its own, and of each file */
    int images; /* of pictures; with a graphics chip its textures hold these */
};
struct screen_holdings screen_holdings(const struct screen *s);
