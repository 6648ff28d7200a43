#include "app/source_opening.h"

#include <locale.h>

#include "app/app.h"
#include "base/thread.h"

struct source_opening {
    struct app *app;
    pthread_t thread;
    bool has_thread;
    /* --- of the thread, until it is joined */
    struct pulling *pulling; /* NULL: `err` says why */
    struct delivery kept;
    struct error err;
};

static void work(struct source_opening *o)
{
    o->pulling = app_pulling_new(o->app, &o->kept, &o->err);
}

static void *run(void *ctx)
{
    /* SDL sets the program's locale and takes it back while it starts: numbers are not to be read
     * by that. "C" is a locale that is never freed. */
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (plain)
        uselocale(plain);
    work(ctx);
    return NULL;
}

struct source_opening *source_opening_begin(struct app *app)
{
    struct source_opening *o = xcalloc(1, sizeof(*o));
    o->app = app;
    if (!app_prepare_source(app, &o->err))
        return o;
    o->has_thread = thread_start(&o->thread, run, o) == 0;
    if (!o->has_thread)
        work(o);
    return o;
}

bool source_opening_end(struct source_opening *o, struct error *err)
{
    if (o->has_thread)
        pthread_join(o->thread, NULL);
    bool ok = o->pulling != NULL;
    if (ok)
        app_take_pulling(o->app, o->pulling, o->kept);
    else
        *err = o->err;
    free(o);
    return ok;
}
