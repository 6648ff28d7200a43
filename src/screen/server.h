/* Who shows the windows: an X server, a Wayland compositor, or on a console the kernel itself. Whether one answers, and
 * that it has gone. Main thread only. */
#pragma once

#include "base/error.h"

struct SDL_Window;

/* Whether a display can be had: an X server or compositor that the environment names takes a connection, or, where it
 * names none, a display is connected to the console. Cheap, and nothing stays of it, for who asks every few seconds
 * for a year: SDL's own start would try each of its drivers. Else the sentence says what is missing. */
bool server_answers(struct error *err);
/* SDL's drivers for what the environment names, as SDL_HINT_VIDEODRIVER takes them; NULL: whichever it finds. While
 * the X server is away SDL must not take the console, which that needs to come back. */
const char *server_drivers(void);
/* Whether a display is connected to a graphics card, as `folder` (/sys/class/drm) tells; also true where it does not
 * tell. For server_answers(), and tests. */
bool server_console_has_display(const char *folder);

/* What to do when the server goes: it ends, or it throws this program out. `what` is a sentence's beginning. Called
 * once, from within any call to SDL, and on X11 never to return: Xlib ends the process else, and SDL knows of none of
 * this. So whoever is called leaves SDL alone from then on. Without one, Xlib and SDL do as they always do. */
void server_on_loss(void (*lost)(void *ctx, const char *what), void *ctx);

/* SDL's video driver is about to start. */
void server_begin(void);
/* A window was opened; one is about to be closed. */
void server_add_window(struct SDL_Window *window);
void server_remove_window(struct SDL_Window *window);
/* The server, or a window, has gone, as somebody has found out who cannot act: the next server_look() does. `what`, a
 * sentence's beginning, is borrowed for good. Any thread. */
void server_tell(const char *what);
/* Each turn of the loop, for what is not told: a compositor's end, a window that somebody else has destroyed. */
void server_look(void);
