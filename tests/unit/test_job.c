/* Work on a thread of its own. */
#include "unit/test.h"

#include <errno.h>
#include <semaphore.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/job.h"

struct work {
    sem_t go;
    int done, nice;
    pid_t thread, starter;
};

static void work(void *ctx)
{
    struct work *w = ctx;
    w->thread = (pid_t)syscall(SYS_gettid);
    /* Where no thread can be started, the one that would say go is this one. */
    while (w->thread != w->starter && sem_wait(&w->go) < 0 && errno == EINTR) {
    }
    w->nice = getpriority(PRIO_PROCESS, (id_t)w->thread);
    w->done++;
}

static void is_under_way_until_it_is_done(void **state)
{
    (void)state;
    struct work w = { .starter = (pid_t)syscall(SYS_gettid) };
    sem_init(&w.go, 0, 0);
    struct job *j = job_new();
    assert_true(job_is_done(j));
    for (int i = 1; i <= 3; i++) {
        job_start(j, work, &w);
        assert_false(job_is_done(j));
        sem_post(&w.go);
        job_wait(j);
        assert_true(job_is_done(j));
        assert_int_equal(w.done, i);
    }
    job_free(j);
    sem_destroy(&w.go);
}

/* One processor is for the frames first. */
static void gives_way_to_the_thread_that_started_it(void **state)
{
    (void)state;
    struct work w = { .starter = (pid_t)syscall(SYS_gettid) };
    sem_init(&w.go, 0, 1);
    int own = getpriority(PRIO_PROCESS, 0);
    struct job *j = job_new();
    job_start(j, work, &w);
    job_free(j);
    assert_int_not_equal(w.thread, (pid_t)syscall(SYS_gettid));
    assert_true(w.nice > own || own >= 10);
    assert_int_equal(getpriority(PRIO_PROCESS, 0), own);
    sem_destroy(&w.go);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_under_way_until_it_is_done),
        cmocka_unit_test(gives_way_to_the_thread_that_started_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
