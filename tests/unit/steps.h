/* A child that is stopped at its n-th system call: killed there, or told that the call has failed.
 * Linux's ptrace, so that the program itself needs no hooks. */
#pragma once

#include "unit/test.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/* Younger architectures have renameat2 only. */
#ifndef SYS_renameat
#define SYS_renameat SYS_renameat2
#endif

enum { STEPS_KILLED = -1, STEPS_NOT_ALLOWED = -2 };

struct steps {
    int (*run)(void *ctx); /* in the child; its result is the exit status */
    void *ctx;
    long at;                   /* from 1; the call that is stopped at */
    int fault;                 /* what it fails with; 0: the child is killed before it */
    bool (*counts)(long call); /* which calls are counted; NULL: all */
    long done;                 /* set: how many there were */
};

static inline bool steps_is_regular(pid_t child, int *status)
{
    return ptrace(PTRACE_SYSCALL, child, 0, 0) == 0 && waitpid(child, status, 0) == child &&
           WIFSTOPPED(*status);
}

static inline long steps_call(pid_t child)
{
    struct __ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof(info), &info) <= 0 ||
        info.op != PTRACE_SYSCALL_INFO_ENTRY)
        return -1;
    return (long)info.entry.nr;
}

#ifdef __x86_64__
#define STEPS_CAN_FAULT true
static inline void steps_fail(pid_t child, int fault)
{
    struct user_regs_struct regs;
    int status;
    ptrace(PTRACE_GETREGS, child, 0, &regs);
    regs.orig_rax = (unsigned long long)-1; /* no call at all */
    ptrace(PTRACE_SETREGS, child, 0, &regs);
    if (!steps_is_regular(child, &status)) /* its end */
        return;
    ptrace(PTRACE_GETREGS, child, 0, &regs);
    regs.rax = (unsigned long long)-(long long)fault;
    ptrace(PTRACE_SETREGS, child, 0, &regs);
}
#else
#define STEPS_CAN_FAULT false
static inline void steps_fail(pid_t child, int fault)
{
    (void)child;
    (void)fault;
}
#endif

static inline int steps_end(pid_t child, int status)
{
    if (WIFEXITED(status))
        return WEXITSTATUS(status);
    kill(child, SIGKILL);
    while (!WIFEXITED(status) && !WIFSIGNALED(status)) {
        if (waitpid(child, &status, 0) < 0 && errno != EINTR)
            break;
    }
    return STEPS_KILLED;
}

/* The child's exit status, STEPS_KILLED, or STEPS_NOT_ALLOWED where nobody may trace. */
static inline int steps_run(struct steps *s)
{
    int status = 0;
    s->done = 0;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0)
            _exit(99);
        raise(SIGSTOP);
        _exit(s->run(s->ctx));
    }
    if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
        return STEPS_NOT_ALLOWED;
    ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
    while (steps_is_regular(child, &status)) {
        if (WSTOPSIG(status) != (SIGTRAP | 0x80))
            return steps_end(child, status); /* it crashed */
        long call = steps_call(child);
        if (call < 0 || (s->counts && !s->counts(call)))
            continue;
        if (++s->done == s->at && s->fault)
            steps_fail(child, s->fault);
        else if (s->done == s->at)
            break;
    }
    return steps_end(child, status);
}
