/* How the board is, for the status page (status/server.h): gathered once a second, handed over without
 * waiting, and the pixels that somebody wants to see. Main thread only. */
#pragma once

#include "config/config.h"

struct app;
struct telling;

/* Opens the page where the settings want one. A port that is taken, or a token that cannot be read,
 * costs a warning, never the board; the port is tried again once a minute. */
struct telling *telling_open(const struct app *app);
void telling_close(struct telling *t);

/* Settings were read again; `before` are the old ones. */
void telling_reload(struct telling *t, const struct app *app, const struct config *before);

/* In every turn of the loop. Cheap while nothing is due: no system call, no memory. */
void telling_look(struct telling *t, const struct app *app);

/* Whether the token file, if there is one, holds a token. */
bool telling_check(const struct config *c, struct error *err);
/* The words of the page in the language of the settings. */
struct texts;
struct texts *telling_texts(const struct config *c, struct error *err);
