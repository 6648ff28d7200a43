/* Gives a running program a part of its core, in short turns: it is stopped for the rest of each.
 * So it runs as on a processor that is so much slower, whatever the kernel allows of limits.
 *
 * bench_slow PID PERCENT PERIOD_US
 * Until the program ends or SIGTERM comes; then prints which part it really had. */
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>

static volatile sig_atomic_t stop_wanted;

static void on_signal(int number)
{
    (void)number;
    stop_wanted = 1;
}

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t clamp(int64_t n, int64_t least, int64_t most)
{
    return n < least ? least : n > most ? most : n;
}

static void sleep_until(int64_t ns)
{
    const struct timespec t = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

int main(int argc, char **argv)
{
    pid_t pid = argc == 4 ? (pid_t)strtol(argv[1], NULL, 10) : 0;
    int64_t percent = argc == 4 ? strtol(argv[2], NULL, 10) : 0;
    int64_t period = argc == 4 ? strtol(argv[3], NULL, 10) * 1000 : 0;
    if (pid <= 1 || percent < 1 || percent > 99 || period < 100000) {
        fprintf(stderr, "bench_slow PID PERCENT PERIOD_US\n");
        return 2;
    }
    signal(SIGTERM, on_signal);
    signal(SIGINT, on_signal);
    prctl(PR_SET_TIMERSLACK, 1UL);
    /* Where that is allowed: turns are kept even where the machine is busy. */
    sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){ .sched_priority = 1 });
    int64_t begun = now_ns(), ran = 0, last = begun, due = 0, turn = period * percent / 100;
    bool alive = true;
    while (alive && !stop_wanted) {
        /* This program is woken late at times. What the other has had beyond its part, or has missed, is made up
         * for in the next turn, and no more: else ten milliseconds that it ran on would stop it for thirty, which
         * no slow processor does. */
        int64_t from = now_ns();
        due = clamp(due + (from - last) * percent / 100, -turn, 2 * turn);
        last = from;
        alive = kill(pid, SIGCONT) == 0;
        sleep_until(from + (due > 0 ? due : 0));
        alive = alive && kill(pid, SIGSTOP) == 0;
        int64_t had = now_ns() - from;
        due -= had;
        ran += had;
        sleep_until(from + period);
    }
    int64_t took = now_ns() - begun;
    kill(pid, SIGCONT);
    printf("{\"percent\": %.1f}\n", 100.0 * (double)ran / (double)took);
    return 0;
}
