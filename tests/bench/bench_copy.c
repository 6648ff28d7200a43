/* What copying one picture of 1920x1080 pixels in memory takes of the processor: the measure of a
 * frame. Paced: 60 times a second, as a board shows frames, so that each finds the caches as
 * whatever ran meanwhile has left them. Hot: one after the other.
 *
 * bench_copy SECONDS: so long paced, a third of it hot. Prints JSON. Only the copying counts, not
 * waking up for it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FRAME  ((size_t)1920 * 1080 * 4)
#define PERIOD (1000000000 / 60)

static int64_t now_ns(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static char *make(int byte)
{
    char *ret = malloc(FRAME);
    if (!ret)
        abort();
    memset(ret, byte, FRAME);
    return ret;
}

/* Nanoseconds of this process. */
static int64_t copy(char *to, char *from, int turn)
{
    from[(size_t)turn % FRAME] ^= 1; /* so that no copy is as good as the one before */
    int64_t begun = now_ns(CLOCK_PROCESS_CPUTIME_ID);
    memcpy(to, from, FRAME);
    __asm__ volatile("" : : "r"(to) : "memory"); /* or the compiler finds that nobody reads it */
    return now_ns(CLOCK_PROCESS_CPUTIME_ID) - begun;
}

static void sleep_until(int64_t ns)
{
    const struct timespec t = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

int main(int argc, char **argv)
{
    double seconds = argc == 2 ? strtod(argv[1], NULL) : 0;
    if (seconds <= 0) {
        fprintf(stderr, "bench_copy SECONDS\n");
        return 2;
    }
    char *from = make(1), *to = make(2);
    int64_t paced = 0, hot = 0, due = now_ns(CLOCK_MONOTONIC);
    int frames = (int)(seconds * 60) + 1, copies = 0;
    for (int i = 0; i < frames; i++) {
        sleep_until(due += PERIOD);
        paced += copy(to, from, i);
    }
    copy(to, from, 0); /* the last one of the others has slept before it */
    for (int64_t end = now_ns(CLOCK_MONOTONIC) + (int64_t)(seconds / 3 * 1e9);
         !copies || now_ns(CLOCK_MONOTONIC) < end; copies++)
        hot += copy(to, from, copies);
    printf("{\"paced_ns\": %lld, \"hot_ns\": %lld}\n", (long long)(paced / frames),
           (long long)(hot / copies));
    free(from);
    free(to);
    return 0;
}
