/* When to publish again: a file has changed (inotify), the database notifies (LISTEN), or the
 * interval is over. What cannot be heard (a file on a share that another machine writes, a database
 * that is down) is found by the interval. One thread. */
#pragma once

#include "config/config.h"

struct watch;

/* Of all sources of `c`, which may be freed; what changes from now on counts. Logs what cannot be
 * watched. */
struct watch *watch_new(const struct config *c);
void watch_free(struct watch *w);
DEFINE_CLEANUP(struct watch *, watch_free)

/* Waits until something has changed, and then for a moment more, since changes come in flocks; or
 * for `ms`. What has come since the last call counts. */
void watch_wait(struct watch *w, uint64_t ms);
