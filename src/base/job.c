#include "base/job.h"

#include <stdatomic.h>

#include "base/thread.h"

struct job {
    pthread_t thread;
    bool running; /* there is a thread that nobody has joined yet */
    atomic_bool done;
    void (*work)(void *ctx);
    void *ctx;
};

struct job *job_new(void)
{
    struct job *j = xcalloc(1, sizeof(*j));
    atomic_init(&j->done, true);
    return j;
}

void job_free(struct job *j)
{
    job_wait(j);
    free(j);
}

static void *run(void *ctx)
{
    struct job *j = ctx;
    thread_be_quiet();
    j->work(j->ctx);
    atomic_store(&j->done, true);
    return NULL;
}

void job_start(struct job *j, void (*work)(void *ctx), void *ctx)
{
    job_wait(j);
    j->work = work;
    j->ctx = ctx;
    atomic_store(&j->done, false);
    j->running = thread_start(&j->thread, run, j) == 0;
    if (j->running)
        return;
    work(ctx);
    atomic_store(&j->done, true);
}

bool job_is_done(struct job *j)
{
    return atomic_load(&j->done);
}

void job_wait(struct job *j)
{
    if (j->running)
        pthread_join(j->thread, NULL);
    j->running = false;
}
