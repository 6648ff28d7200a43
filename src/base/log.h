/* Log lines on stderr. Under systemd (stderr is no terminal) each line starts with the priority
 * prefix that sd-daemon(3) describes, "<3>"; on a terminal with the level's name.
 *
 * What may stand in a line: addresses without secrets, file names, keys of the configuration,
 * counts, indexes, opaque ids. Never a row's content, a token or a key. Any thread.
 *
 * Never waits: a line for which stderr has no room, since its reader hangs, is lost, and counted in
 * a line of its own once there is room again. */
#pragma once

#include "base/base.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Lines above this level are dropped. Default: info. */
void log_set_level(enum log_level level);

void log_error(const char *fmt, ...) PRINTF(1, 2);
void log_warning(const char *fmt, ...) PRINTF(1, 2);
void log_info(const char *fmt, ...) PRINTF(1, 2);
void log_debug(const char *fmt, ...) PRINTF(1, 2);
