/* An X server without a screen, of the test's own. */
#pragma once

#include "unit/test.h"

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct x_server {
    pid_t pid;
    char display[16];
};

/* `screen`: "1920x1080x24". DISPLAY names it from now on. */
static inline struct x_server start_x_server(const char *screen)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct x_server server = { .pid = fork() };
    if (server.pid == 0) {
        char number[16];
        snprintf(number, sizeof(number), "%d", ends[1]);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (freopen("/dev/null", "w", stderr))
            execlp("Xvfb", "Xvfb", "-displayfd", number, "-screen", "0", screen, "-nolisten", "tcp",
                   "-noreset", (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    FILE *told = fdopen(ends[0], "r");
    int number = -1;
    if (!told || fscanf(told, "%d", &number) != 1)
        fail_msg("Xvfb does not start");
    fclose(told);
    snprintf(server.display, sizeof(server.display), ":%d", number);
    setenv("DISPLAY", server.display, 1);
    return server;
}

static inline void stop_x_server(struct x_server *server)
{
    unsetenv("DISPLAY");
    kill(server->pid, SIGTERM);
    waitpid(server->pid, NULL, 0);
}
