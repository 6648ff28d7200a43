/* A list that was pulled takes the place of the one on the screens: it is prepared for each board
 * on a thread of its own while they go on, and shown once all of that is done, so that no frame
 * waits for 100,000 rows. What is shown no more is freed there, too. Main thread only. */
#pragma once

#include "base/job.h"
#include "config/config.h"
#include "fetch/mailbox.h"
#include "view/board.h"

struct app;

struct list_change {
    struct job *job; /* NULL before the first */
    bool pending;
    struct delivery delivery;                         /* that is pending */
    struct board_change *changes[CONFIG_MAX_SCREENS]; /* of each board; NULL where there is none */
    struct snapshot *retired;                         /* owned; what was shown before */
};

/* Takes a delivery from the mailbox, if there is one and nothing is pending; or shows what is
 * pending and prepared. Cheap while nothing happens. */
void list_change_look(struct app *app);
/* Shows what is pending, waiting for it if need be: before boards or settings change. */
void list_change_finish(struct app *app);
/* The same, and nothing of it is left. */
void list_change_release(struct app *app);

/* Shows a list (owned from now on) in the place of the one before, at once. */
void list_change_now(struct app *app, struct snapshot *list);
