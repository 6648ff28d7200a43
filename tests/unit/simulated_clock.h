/* All clocks of the process, SDL's and the libraries' too, stand at what a test says, so that a
 * year passes in minutes. Who sleeps until a time of these clocks would sleep for as long as the
 * kernel's say: what is tested must not. Include it in one file of a program. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SECOND_NS UINT64_C(1000000000)

static struct {
    int64_t wall_s;  /* of the moment when running_ns was 0: a clock that is set moves this only */
    uint64_t run_ns; /* since the machine's start */
} simulated;

static inline int64_t simulated_boot_s(void)
{
    return (int64_t)(simulated.run_ns / SECOND_NS);
}

static inline int64_t simulated_wall_s(void)
{
    return simulated.wall_s + simulated_boot_s();
}

int clock_gettime(clockid_t id, struct timespec *ret)
{
    if (id == CLOCK_PROCESS_CPUTIME_ID || id == CLOCK_THREAD_CPUTIME_ID || id < 0)
        return (int)syscall(SYS_clock_gettime, id, ret);
    bool wall = id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE;
    ret->tv_sec = (time_t)(wall ? simulated_wall_s() : simulated_boot_s());
    ret->tv_nsec = (long)(simulated.run_ns % SECOND_NS);
    return 0;
}

/* Nanoseconds of the kernel's own clock. */
static inline uint64_t real_ns(void)
{
    struct timespec ts;
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * SECOND_NS + (uint64_t)ts.tv_nsec;
}
