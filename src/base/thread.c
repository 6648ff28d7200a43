#include "base/thread.h"

#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define QUIET_NICE 10
/* Longer than a steady frame, and shorter than the kernel's own, of 1 to 3 ms. */
#define PROMPT_SLICE_NS 500000

int thread_start(pthread_t *ret, void *(*run)(void *ctx), void *ctx)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int code = pthread_create(ret, NULL, run, ctx);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code;
}

/* sched_setattr(2), which glibc has no name for. */
struct attributes {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime_ns, deadline_ns, period_ns;
};

/* Of the thread that calls it. `slice_ns`: 0 is the kernel's own. All of it is a wish. */
static void set_turn(int nice, uint64_t slice_ns)
{
    const struct attributes a = {
        .size = sizeof(a), .policy = SCHED_OTHER, .nice = nice, .runtime_ns = slice_ns
    };
    /* On Linux a nice value is a thread's own, though POSIX says a process's: setpriority(2). */
    if (syscall(SYS_sched_setattr, 0, &a, 0) < 0)
        (void)setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), nice);
}

void thread_be_prompt(void)
{
    set_turn(getpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid)), PROMPT_SLICE_NS);
}

void thread_be_quiet(void)
{
    set_turn(QUIET_NICE, 0);
}
