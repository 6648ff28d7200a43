/* The program goes on as a new image of the same process: when the display's server has gone.
 *
 * Xlib ends a process whose server is gone, and neither SDL nor a driver of OpenGL can be relied upon to let go of one
 * that they still hold; a new image holds nothing. For who supervises the process it is the same one, still running. What
 * matters is on disk: the list, and how far each screen is in it. It takes a few tenths of a second, in which there is
 * no display anyhow; the new image pulls whether or not one has come back.
 *
 * A display that goes again and again is more than that can mend: at most five times in ten minutes, then the program
 * ends with status 1, and whoever supervises it starts it after a pause. */
#pragma once

#include "base/buffer.h"

struct app;

/* Ends pulling, which keeps the last note, and starts the image; signals are held. `what` is a sentence's beginning, for
 * the log. Leaves SDL alone. */
_Noreturn void again_start(struct app *app, const char *what);
/* Likewise, but ends. */
_Noreturn void again_leave(struct app *app, int status);

/* Signals are held back while the images change: before what they have wanted so far is looked at, until there are
 * handlers again. */
void again_hold_signals(void);
void again_release_signals(void);

/* The starts of before, as text, with one more at `now_s` (by the clock since boot); false: that is one too many.
 * Exposed for its tests. */
bool again_note(const char *before, int64_t now_s, struct buffer *ret);
