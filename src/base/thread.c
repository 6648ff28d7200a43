#include "base/thread.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define QUIET_NICE 10

int thread_start(pthread_t *ret, void *(*run)(void *ctx), void *ctx)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int code = pthread_create(ret, NULL, run, ctx);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code;
}

void thread_be_quiet(void)
{
    /* On Linux a nice value is a thread's own, though POSIX says a process's: setpriority(2). */
    if (setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), QUIET_NICE) < 0)
        return; /* it is a wish */
}
