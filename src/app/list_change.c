#include "app/list_change.h"

#include "app/app.h"

/* ---- on the job's thread */

static void prepare(void *ctx)
{
    struct list_change *c = ctx;
    for (int i = 0; i < CONFIG_MAX_SCREENS; i++) {
        if (c->changes[i])
            board_prepare_change(c->changes[i]);
    }
}

static void free_retired(void *ctx)
{
    struct list_change *c = ctx;
    snapshot_free(c->retired);
    c->retired = NULL;
}

/* ---- on the main thread */

static void retire(struct app *app, struct snapshot *before)
{
    struct list_change *c = &app->change;
    if (!before || app->list_lent)
        return;
    c->retired = before;
    if (c->job)
        job_start(c->job, free_retired, c);
    else
        free_retired(c);
}

/* The boards borrow the new list from here on. */
static void show(struct app *app, struct snapshot *list)
{
    struct board_time time = app_time(app);
    struct snapshot *before = app->list;
    app->list = list;
    for (int i = 0; i < app->screens.count; i++) {
        struct app_screen *s = &app->screens.all[i];
        struct board_change *change = app->change.changes[i];
        app->change.changes[i] = NULL;
        if (change)
            board_end_change(s->board, change, &time);
        else if (s->board)
            board_set_list(s->board, list, &time);
        if (s->board)
            app_screen_note_list(app, s);
    }
    retire(app, before);
    app->list_lent = false;
}

void list_change_now(struct app *app, struct snapshot *list)
{
    list_change_finish(app);
    if (app->change.job)
        job_wait(app->change.job);
    show(app, list);
}

static void end(struct app *app)
{
    struct list_change *c = &app->change;
    c->pending = false;
    app_note_delivery(app, &c->delivery);
    show(app, c->delivery.snapshot);
}

static void begin(struct app *app, const struct delivery *d)
{
    struct list_change *c = &app->change;
    if (!c->job)
        c->job = job_new();
    c->delivery = *d;
    c->pending = true;
    for (int i = 0; i < app->screens.count; i++) {
        struct board *board = app->screens.all[i].board;
        c->changes[i] = board ? board_begin_change(board, d->snapshot) : NULL;
    }
    job_start(c->job, prepare, c);
}

void list_change_look(struct app *app)
{
    struct list_change *c = &app->change;
    struct delivery d;
    if (c->job && !job_is_done(c->job))
        return;
    if (c->pending) {
        end(app);
        return;
    }
    if (!mailbox_take(pulling_mailbox(app->pulling), &d))
        return;
    if (d.snapshot)
        begin(app, &d);
    else
        app_note_delivery(app, &d);
}

void list_change_finish(struct app *app)
{
    struct list_change *c = &app->change;
    if (!c->pending)
        return;
    job_wait(c->job);
    end(app);
}

void list_change_release(struct app *app)
{
    list_change_finish(app);
    if (app->change.job)
        job_free(app->change.job);
    app->change.job = NULL;
}
