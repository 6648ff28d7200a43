/* A real nginx on the loopback, with the site file of config/nginx. */
#pragma once

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/base.h"

#define NGINX_WORKERS 2

struct nginx {
    char folder[64];
    uint16_t port;
    pid_t pid;      /* 0: it is not running */
    uint64_t ticks; /* of processor, of workers that have ended */
};

#define NGINX_SITE "config/nginx/siapambil.conf"

static inline struct sockaddr_in nginx_address(const struct nginx *n)
{
    return (struct sockaddr_in){ .sin_family = AF_INET,
                                 .sin_port = htons(n->port),
                                 .sin_addr = { htonl(INADDR_LOOPBACK) } };
}

static inline uint16_t nginx_free_port(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof(a);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool ok = bind(fd, (struct sockaddr *)&a, size) == 0 &&
              getsockname(fd, (struct sockaddr *)&a, &size) == 0;
    close(fd);
    return ok ? ntohs(a.sin_port) : 0;
}

/* The site file as an office would edit it, but on the loopback and without TLS. */
static inline void nginx_write_site(const struct nginx *n, FILE *out)
{
    FILE *in = fopen(NGINX_SITE, "r");
    char line[1024];
    if (!in) {
        fprintf(stderr, NGINX_SITE ": %s; run this from the top of the tree\n", strerror(errno));
        exit(1);
    }
    while (fgets(line, sizeof(line), in)) {
        const char *p = line + strspn(line, " \t");
        if (strncmp(p, "listen 443", 10) == 0)
            fprintf(out, "listen 127.0.0.1:%d backlog=4096;\n", n->port);
        else if (strncmp(p, "root ", 5) == 0)
            fprintf(out, "root %s/site;\n", n->folder);
        else if (strncmp(p, "access_log ", 11) == 0)
            fprintf(out, "access_log %s/access.log siapambil buffer=64k flush=2s;\n", n->folder);
        else if (strncmp(p, "listen ", 7) != 0 && strncmp(p, "ssl_", 4) != 0)
            fputs(line, out);
    }
    fclose(in);
}

static inline void nginx_init(struct nginx *n, const char *folder)
{
    *n = (struct nginx){ .port = nginx_free_port() };
    snprintf(n->folder, sizeof(n->folder), "%s", folder);
    CLEANUP_FREE char *path = xasprintf("%s/nginx.conf", folder);
    FILE *out = fopen(path, "w");
    if (!out || !n->port)
        abort();
    fprintf(out, "daemon off; pid %s/nginx.pid; error_log %s/error.log; %s\n", folder, folder,
            getuid() ? "" : "user root;");
    fprintf(out, "worker_processes %d; worker_rlimit_nofile 16384;\n", NGINX_WORKERS);
    fprintf(out, "events { worker_connections 8192; }\nhttp {\n");
    static const char *const kinds[] = { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" };
    for (size_t i = 0; i < COUNT(kinds); i++)
        fprintf(out, "%s_temp_path %s/%s;\n", kinds[i], folder, kinds[i]);
    nginx_write_site(n, out);
    fprintf(out, "}\n");
    fclose(out);
}

static inline bool nginx_answers(const struct nginx *n)
{
    struct sockaddr_in a = nginx_address(n);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool ok = connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0;
    close(fd);
    return ok;
}

static inline void nginx_start(struct nginx *n)
{
    CLEANUP_FREE char *config = xasprintf("%s/nginx.conf", n->folder);
    CLEANUP_FREE char *errors = xasprintf("%s/error.log", n->folder);
    fflush(NULL);
    n->pid = fork();
    if (n->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        execlp("nginx", "nginx", "-e", errors, "-p", n->folder, "-c", config, (char *)NULL);
        execl("/usr/sbin/nginx", "nginx", "-e", errors, "-p", n->folder, "-c", config,
              (char *)NULL);
        fprintf(stderr, "nginx cannot be started: %s\n", strerror(errno));
        _exit(127);
    }
    while (!nginx_answers(n)) {
        if (waitpid(n->pid, NULL, WNOHANG) != 0)
            exit(1);
        usleep(10000);
    }
}

/* utime + stime of a process, in clock ticks: fields 14 and 15 of its stat (proc(5)). */
static inline uint64_t nginx_process_ticks(pid_t pid)
{
    char path[64], text[1024] = "";
    unsigned long user = 0, system = 0;
    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    FILE *in = fopen(path, "r");
    if (!in)
        return 0;
    if (fgets(text, sizeof(text), in)) {
        const char *p = strrchr(text, ')');
        if (!p || sscanf(p + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
                         &system) != 2)
            user = system = 0;
    }
    fclose(in);
    return user + system;
}

/* Seconds of processor that its workers have used. */
static inline double nginx_processor_s(const struct nginx *n)
{
    uint64_t ticks = n->ticks;
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)n->pid, (int)n->pid);
    FILE *in = n->pid ? fopen(path, "r") : NULL;
    for (int child; in && fscanf(in, "%d", &child) == 1;)
        ticks += nginx_process_ticks(child);
    if (in)
        fclose(in);
    return (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

static inline void nginx_stop(struct nginx *n)
{
    if (!n->pid)
        return;
    n->ticks = (uint64_t)(nginx_processor_s(n) * (double)sysconf(_SC_CLK_TCK) + 0.5);
    kill(n->pid, SIGTERM);
    waitpid(n->pid, NULL, 0);
    n->pid = 0;
}
