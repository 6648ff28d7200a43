/* What the service manager is told of the running board: READY once its first frame stands on the display, or once
 * it is known that there is none; STATUS, a sentence, whenever that changes; WATCHDOG from the loop, and only while
 * what is to be seen has really been presented. Main thread only; waits for nothing. */
#pragma once

#include "view/board.h"

struct app;

struct supervision {
    char status[256]; /* as it was told last */
    bool ready;       /* and that has been told */
    bool untold;      /* the last could not be told */
    uint64_t beat_ns; /* when WATCHDOG was sent last */
};

/* Once, at the start. */
void supervision_begin(void);
/* The board is up. */
void supervision_ready(struct app *app);
/* Each turn of the loop, after what is due has been shown. A beat goes out when half of the time that the manager
 * grants is over, if every window has presented a frame (or, where the picture stands still, has looked at it) within
 * the last seconds. A window that waits for its display has nothing to present. */
void supervision_beat(struct app *app);
/* Once a second: tells how it is, if that has changed. */
void supervision_tell(struct app *app, const struct board_time *time);

/* Settings are being read again, until supervision_ready(). */
void supervision_reloading(struct app *app);
/* The program ends, or goes on as another image of itself: `why` as a sentence. */
void supervision_stopping(void);
void supervision_say(struct app *app, const char *status);
