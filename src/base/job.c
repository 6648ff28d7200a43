#include "base/job.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define QUIET_NICE 10
#define STACK_SIZE (256 * 1024)

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

void job_be_quiet(void)
{
    /* On Linux a nice value is a thread's own, though POSIX says a process's: setpriority(2). */
    if (setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), QUIET_NICE) < 0)
        return; /* it is a wish */
}

static void *run(void *ctx)
{
    struct job *j = ctx;
    job_be_quiet();
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
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    j->running = pthread_create(&j->thread, &attributes, run, j) == 0;
    pthread_attr_destroy(&attributes);
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
