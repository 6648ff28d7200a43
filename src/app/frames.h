/* Tells in the log how evenly the screens have moved: once an hour, and at the end. Main thread
 * only. */
#pragma once

#include "app/app.h"

/* Cheap while there is nothing to tell. */
void frames_look(struct app *app);
/* What there is since the last time, of all screens. */
void frames_tell(struct app *app);
/* The same of one. */
void frames_tell_of(struct app_screen *s);
/* That frames last longer, or shorter, from now on. */
void frames_tell_rate(struct app_screen *s);
