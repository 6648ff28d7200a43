/* One piece of work at a time on a thread of its own, for what takes longer than a frame. The
 * thread is a quiet one (thread.h). */
#pragma once

#include "base/base.h"

struct job;
struct job *job_new(void);
/* Waits for what is under way. */
void job_free(struct job *j);
DEFINE_CLEANUP(struct job *, job_free)

/* Nothing may be under way. What is at `ctx` belongs to the work until it is done. Where no
 * thread can be had, the work is done here and now. */
void job_start(struct job *j, void (*work)(void *ctx), void *ctx);
/* Whether nothing is under way (any more); what the work has done can be seen from here on. */
bool job_is_done(struct job *j);
void job_wait(struct job *j);
