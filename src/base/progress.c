#include "base/progress.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define FIRST_S   1
#define PERIOD_MS 200

struct progress {
    /* --- any thread */
    _Atomic(const char *) what;
    atomic_size_t done, total;
    /* --- protected by lock */
    pthread_mutex_t lock;
    pthread_cond_t ending;
    bool ended;
    /* --- of the caller's thread */
    pthread_t thread;
    bool started;
};

static void write_line(struct progress *p, unsigned seconds)
{
    const char *what = atomic_load(&p->what);
    size_t done = atomic_load(&p->done), total = atomic_load(&p->total);
    if (!what)
        return;
    if (total)
        fprintf(stderr, "\r%s: %zu of %zu (%u s)\033[K", what, done, total, seconds);
    else if (done)
        fprintf(stderr, "\r%s: %zu (%u s)\033[K", what, done, seconds);
    else
        fprintf(stderr, "\r%s … (%u s)\033[K", what, seconds);
    fflush(stderr);
}

static void *work(void *ctx)
{
    struct progress *p = ctx;
    struct timespec begun, due;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    due = begun;
    due.tv_sec += FIRST_S;
    bool shown = false;
    pthread_mutex_lock(&p->lock);
    while (!p->ended) {
        if (pthread_cond_timedwait(&p->ending, &p->lock, &due) != ETIMEDOUT)
            continue;
        write_line(p, (unsigned)(due.tv_sec - begun.tv_sec));
        shown = true;
        due.tv_nsec += PERIOD_MS * 1000000L;
        due.tv_sec += due.tv_nsec / 1000000000L;
        due.tv_nsec %= 1000000000L;
    }
    pthread_mutex_unlock(&p->lock);
    if (shown) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
    return NULL;
}

struct progress *progress_new(void)
{
    struct progress *p = xcalloc(1, sizeof(*p));
    pthread_condattr_t attributes;
    pthread_mutex_init(&p->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&p->ending, &attributes);
    pthread_condattr_destroy(&attributes);
    p->started = isatty(STDERR_FILENO) && pthread_create(&p->thread, NULL, work, p) == 0;
    return p;
}

void progress_free(struct progress *p)
{
    if (p->started) {
        pthread_mutex_lock(&p->lock);
        p->ended = true;
        pthread_cond_signal(&p->ending);
        pthread_mutex_unlock(&p->lock);
        pthread_join(p->thread, NULL);
    }
    pthread_cond_destroy(&p->ending);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

void progress_tell(struct progress *p, const char *what, size_t done, size_t total)
{
    atomic_store(&p->what, what);
    atomic_store(&p->done, done);
    atomic_store(&p->total, total);
}
