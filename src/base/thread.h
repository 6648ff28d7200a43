/* Threads beside the main one. */
#pragma once

#include <pthread.h>

#include "base/base.h"

/* Starts one that gets no signals: they are the main thread's. Returns 0, or the error's number. */
int thread_start(pthread_t *ret, void *(*run)(void *ctx), void *ctx);
/* Makes the thread that calls it a quiet one: where there is a single processor, frames come
 * first. */
void thread_be_quiet(void);
