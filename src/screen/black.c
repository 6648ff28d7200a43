#include "screen/black.h"

#include <semaphore.h>
#include <time.h>

#include "base/thread.h"
#include "screen/server.h"

#define LOOK_NS 100000000 /* while it takes so long: whether the server is still there */

static struct {
    const struct back_end *back_end; /* NULL: nothing is under way */
    void *ctx;
    pthread_t thread;
    sem_t done;
} black;

static void show(const struct back_end *back_end, void *ctx)
{
    bool kept;
    SDL_Rect all = { 0 };
    struct error err = { "" };
    back_end->size(ctx, &all.w, &all.h);
    if (!back_end->begin(ctx, &kept, &err))
        return;
    back_end->fill(ctx, &all, 0);
    back_end->end(ctx, &all, 1, &err);
}

static void *run(void *unused)
{
    show(black.back_end, black.ctx);
    sem_post(&black.done);
    return unused;
}

static bool ends_aside(const struct back_end *back_end, void *ctx)
{
    return back_end->ends_aside && back_end->ends_aside(ctx);
}

void black_show(const struct back_end *back_end, void *ctx)
{
    black_wait();
    if (ends_aside(back_end, ctx)) {
        black.back_end = back_end;
        black.ctx = ctx;
        sem_init(&black.done, 0, 0);
        if (thread_start(&black.thread, run, NULL) == 0)
            return;
        black.back_end = NULL;
    }
    show(back_end, ctx);
}

static bool is_done_soon(void)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += LOOK_NS;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    return sem_clockwait(&black.done, CLOCK_MONOTONIC, &until) == 0;
}

void black_wait_before_images(const struct back_end *back_end, void *ctx)
{
    if (!ends_aside(back_end, ctx))
        black_wait();
}

void black_wait(void)
{
    if (!black.back_end)
        return;
    while (!is_done_soon())
        server_look(); /* a thread that finds it gone stands still: that is this one's to act on */
    pthread_join(black.thread, NULL);
    sem_destroy(&black.done);
    black.back_end = NULL;
}
