#include "base/notify.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct {
    int fd; /* -1: nobody is told */
    struct sockaddr_un address;
    socklen_t address_len;
    uint64_t watchdog_us;
} manager = { .fd = -1 };

/* A path, or a name of the abstract namespace after '@'. */
static bool set_address(const char *name)
{
    size_t len = strlen(name);
    struct sockaddr_un *a = &manager.address;
    if ((*name != '/' && *name != '@') || len < 2 || len >= sizeof(a->sun_path))
        return false;
    *a = (struct sockaddr_un){ .sun_family = AF_UNIX };
    memcpy(a->sun_path, name, len);
    if (*name == '@')
        a->sun_path[0] = '\0';
    manager.address_len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
    return true;
}

/* $WATCHDOG_PID says whose it is: a program that starts this one may be watched itself. */
static uint64_t wanted_watchdog(void)
{
    const char *us = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
    if (!us || (pid && strtoimax(pid, NULL, 10) != (intmax_t)getpid()))
        return 0;
    char *end;
    uintmax_t value = strtoumax(us, &end, 10);
    return *us >= '0' && *us <= '9' && !*end ? (uint64_t)value : 0;
}

void notify_begin(void)
{
    const char *name = getenv("NOTIFY_SOCKET");
    if (!name || !set_address(name))
        return;
    manager.fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    manager.watchdog_us = manager.fd < 0 ? 0 : wanted_watchdog();
}

bool notify_send(const char *assignments)
{
    if (manager.fd < 0)
        return true;
    size_t len = strlen(assignments);
    return sendto(manager.fd, assignments, len, MSG_NOSIGNAL | MSG_DONTWAIT,
                  (struct sockaddr *)&manager.address, manager.address_len) == (ssize_t)len;
}

uint64_t notify_watchdog_us(void)
{
    return manager.watchdog_us;
}
