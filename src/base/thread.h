/* Threads beside the main one. */
#pragma once

#include <pthread.h>

#include "base/base.h"

/* Starts one that gets no signals: they are the main thread's. Returns 0, or the error's number. */
int thread_start(pthread_t *ret, void *(*run)(void *ctx), void *ctx);
/* Makes the thread that calls it one that works for a moment, and then at once: since Linux 6.12 it need not wait until
 * another one's turn is over. Threads that it starts are like it, unless they are quiet. */
void thread_be_prompt(void);
/* Makes the thread that calls it a quiet one: where there is a single processor, frames come
 * first. */
void thread_be_quiet(void);
