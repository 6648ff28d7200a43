/* Keeps every processor of a virtual machine from being halted for long. Its host takes a halted one away, and is in
 * no hurry to give it back: a timer then rings up to 20 ms late, and the frames that wait for it are none of the
 * program's. Real processors wake up in microseconds. A thread on each wakes up ten thousand times a second, for
 * nothing: at the idle priority, which leaves the processor to whatever else wants to run. (One that never slept would
 * keep the kernel from moving work to a processor that has none.)
 *
 * bench_awake
 * Until SIGTERM comes, or whoever has started it ends. */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define EVERY_NS 100000

struct place {
    pthread_t thread;
    size_t processor;
};

static void *stay_awake(void *ctx)
{
    const struct place *place = ctx;
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(place->processor, &only);
    const struct sched_param none = { .sched_priority = 0 };
    if (sched_setscheduler(0, SCHED_IDLE, &none) < 0 ||
        sched_setaffinity(0, sizeof(only), &only) < 0) {
        perror("bench_awake");
        exit(1);
    }
    prctl(PR_SET_TIMERSLACK, 1UL);
    for (;;)
        nanosleep(&(struct timespec){ .tv_nsec = EVERY_NS }, NULL);
    return NULL;
}

int main(void)
{
    static struct place places[CPU_SETSIZE];
    cpu_set_t allowed;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (sched_getaffinity(0, sizeof(allowed), &allowed) < 0) {
        perror("bench_awake");
        return 1;
    }
    for (size_t i = 0; i < CPU_SETSIZE; i++) {
        places[i].processor = i;
        if (CPU_ISSET(i, &allowed) &&
            pthread_create(&places[i].thread, NULL, stay_awake, &places[i]) != 0) {
            fprintf(stderr, "bench_awake: no thread\n");
            return 1;
        }
    }
    for (;;)
        pause();
}
