/* The displays of the machine as they are now, and the video driver that reaches them. On X11
 * they are read from the server itself (RandR 1.5): SDL knows them by their maker's name, and
 * not that one has changed its mode or place. They are followed there; elsewhere they are those
 * of the start. Main thread only. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "view/frame.h"

#define DISPLAYS_MAX     16
#define DISPLAY_NAME_MAX 64

struct display {
    char name[DISPLAY_NAME_MAX]; /* "HDMI-1"; of SDL where there is no X11 */
    struct rect box;             /* on the desktop that all displays make up */
    int rate_hz;                 /* frames a second; 0: it does not say */
    int index;                   /* SDL's; -1: placed by `box` alone */
};

struct displays;

/* Starts the video driver. That no display is connected is no error where they are followed. Signal
 * handlers must be in place before: SDL would take some over. */
struct displays *displays_open(struct error *err);
void displays_close(struct displays *d); /* after the last window */
DEFINE_CLEANUP(struct displays *, displays_close)

/* The primary one first, the others as the server has them. Valid until displays_have_changed(). */
int displays_count(const struct displays *d);
const struct display *displays_get(const struct displays *d, int i);
/* By an output's name, or by its number from 0; NULL: not connected. */
const struct display *displays_find(const struct displays *d, const char *wanted);

/* Whether displays have come, gone, moved or changed their mode since the last call; told
 * when they have stood still for a moment, since a mode is set in several steps. Cheap, and
 * never waits but for then. */
bool displays_have_changed(struct displays *d);
/* Reads them now, for who misses one; the same answer. */
bool displays_look_again(struct displays *d);

/* "HDMI-1 (1920x1080), DP-1 (1024x768)" or "none", for sentences. */
void displays_list(const struct displays *d, struct buffer *out);

/* Tells a window manager, if one runs, that a window is to fill its display. */
struct SDL_Window;
void displays_fill_screen(struct displays *d, struct SDL_Window *window);
