/* What the log is told between listen_to_log() and heard(). */
#pragma once

#include "unit/test.h"

#include <string.h>
#include <unistd.h>

static struct {
    FILE *file;
    int stderr_fd;
} listening;

static inline void listen_to_log(void)
{
    listening.file = tmpfile();
    listening.stderr_fd = dup(STDERR_FILENO);
    assert_non_null(listening.file);
    dup2(fileno(listening.file), STDERR_FILENO);
}

/* Valid until the next one. */
static inline const char *heard(void)
{
    static char text[4096];
    dup2(listening.stderr_fd, STDERR_FILENO);
    close(listening.stderr_fd);
    ssize_t n = pread(fileno(listening.file), text, sizeof(text) - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    fclose(listening.file);
    return text;
}
