/* The kept list is read, on a thread of its own, while the main thread starts the display and
 * opens the fonts: each takes a third of the time to the first frame. Main thread only. */
#pragma once

#include "base/error.h"

struct app;
struct source_opening;

/* Begins app_open_source(). Until source_opening_end(), `app` keeps its settings and has no list; where
 * no thread can be made, it is done here. */
struct source_opening *source_opening_begin(struct app *app);
/* Waits for it; as app_open_source(). Frees `o`. */
bool source_opening_end(struct source_opening *o, struct error *err);
