/* What an X server says of its monitors, by a connection of its own. Private to
 * src/screen; main thread only. */
#pragma once

#include "screen/displays.h"

struct outputs;

/* NULL: no X server answers at $DISPLAY, or one without RandR 1.5. */
struct outputs *outputs_open(void);
void outputs_close(struct outputs *o);

/* The monitors as they are now, the primary one first; their number, or -1 when the server is gone.
 * Monitors that show the same part of the desktop are one, by the first one's name. Waits for the
 * server's answers. */
int outputs_read(struct outputs *o, struct display ret[DISPLAYS_MAX]);
/* Whether the server has told of a change since the last call; never waits. */
bool outputs_have_news(struct outputs *o);

/* Marks a window that is not mapped yet as one that fills its monitor, for window managers. */
void outputs_mark_full_screen(struct outputs *o, uint32_t window);
