/* Pulls as boards make them, thousands at once: HTTP/1.1 over a connection
 * of its own each, by epoll. */
#pragma once

#include <inttypes.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "bench/fleet_nginx.h"
#include "bench/fleet_office.h"
#include "fetch/report.h"
#include "unit/fleet_simulation.h"

#define PULLS_MOST        8000
#define PULLS_MOST_MS     1000 /* that are told apart */
#define ETAG_SIZE         40
#define SCREENS_OF_OFFICE 20 /* behind one address */

struct pull {
    int fd; /* -1: it is free */
    uint32_t screen, plan;
    bool sending, in_body;
    size_t len, at; /* of `text`: the request, then the answer's head */
    uint64_t body_left, begun_ns;
    uint64_t begun_ms; /* by the fleet's clock */
    int status;
    char text[2048];
};

/* Of one phase. */
struct pulls_tally {
    uint64_t count, failed, up, down;
    uint64_t unchanged, unchanged_up, unchanged_down, changed, changed_down;
    uint64_t late_ms;             /* the latest that one was begun */
    uint32_t took[PULLS_MOST_MS]; /* how many, by milliseconds */
};

struct pulls {
    struct fleet fleet;
    const struct nginx *server;
    double speed; /* seconds of the fleet in one of ours */
    uint64_t begun_ns;
    char (*etags)[ETAG_SIZE];
    struct pull *pool;
    uint32_t *free, free_count;
    int epoll;
    struct pulls_tally tally;
};

static inline void pulls_init(struct pulls *p, uint32_t screens, const struct nginx *server,
                              double speed)
{
    struct rlimit files;
    *p = (struct pulls){ .server = server, .speed = speed, .epoll = epoll_create1(EPOLL_CLOEXEC) };
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    p->free_count = (uint32_t)MIN(files.rlim_cur - 100, (rlim_t)PULLS_MOST);
    p->pool = xcalloc(p->free_count, sizeof(*p->pool));
    p->free = xcalloc(p->free_count, sizeof(*p->free));
    p->etags = xcalloc(screens, sizeof(*p->etags));
    for (uint32_t i = 0; i < p->free_count; i++)
        p->free[i] = i;
    fleet_init(&p->fleet, screens, OFFICE_PLACES, 1);
    p->begun_ns = clock_monotonic_ns();
}

static inline uint64_t pulls_now_ms(const struct pulls *p)
{
    return (uint64_t)((double)(clock_monotonic_ns() - p->begun_ns) / 1e6 * p->speed);
}

/* ---- one */

static inline void pull_end(struct pulls *p, struct pull *pull, enum fleet_answer answer)
{
    struct pulls_tally *t = &p->tally;
    uint64_t ms = (clock_monotonic_ns() - pull->begun_ns) / 1000000;
    close(pull->fd);
    pull->fd = -1;
    p->free[p->free_count++] = (uint32_t)(pull - p->pool);
    t->count++;
    t->failed += answer == FLEET_FAILED;
    t->took[MIN(ms, (uint64_t)PULLS_MOST_MS - 1)]++;
    if (p->fleet.screens[pull->screen].plan == pull->plan) /* it has not been switched off */
        fleet_take(&p->fleet, pull->screen, pull->begun_ms, answer, 0);
}

static inline void pull_write_request(struct pulls *p, struct pull *pull)
{
    const struct fleet_screen *s = &p->fleet.screens[pull->screen];
    char place[16], id[32], report[REPORT_SIZE], *etag = p->etags[pull->screen];
    office_place(s->place, place);
    snprintf(id, sizeof(id), "bdg-%s-%u", place, pull->screen / OFFICE_PLACES);
    if (!s->version)
        *etag = '\0';
    const struct report_facts facts = { .id = id,
                                        .version = SIAPAMBIL_VERSION,
                                        .on = true,
                                        .shown = s->version != 0,
                                        .region = OFFICE_REGION,
                                        .serial = 20261124093000,
                                        .documents = FEED_ROWS,
                                        .confirmed = s->version != 0,
                                        .confirmed_boot_s = 86400 - FLEET_POLL_S };
    report_write(&facts, 1795488000, 86400, report);
    int len = snprintf(pull->text, sizeof(pull->text),
                       "GET /v1/" OFFICE_REGION "/%s/feed.json HTTP/1.1\r\n"
                       "Host: dukcapil.example.go.id\r\n"
                       "User-Agent: siapambil/" SIAPAMBIL_VERSION "\r\n"
                       "Accept-Encoding: gzip\r\n"
                       "Accept: */*\r\n"
                       "Siapambil-Screen: %s\r\n%s%s%s\r\n",
                       place, report, *etag ? "If-None-Match: " : "", etag, *etag ? "\r\n" : "");
    pull->len = (size_t)len;
    pull->at = 0;
}

static inline void pull_begin(struct pulls *p, uint32_t screen)
{
    struct pull *pull = &p->pool[p->free[--p->free_count]];
    struct sockaddr_in to = nginx_address(p->server), from = to;
    int yes = 1;
    /* From as many addresses as offices: nginx limits what one asks for,
     * and one has 28,000 ports. */
    from.sin_port = 0;
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + screen / SCREENS_OF_OFFICE);
    *pull = (struct pull){ .screen = screen,
                           .plan = p->fleet.screens[screen].plan,
                           .sending = true,
                           .begun_ms = p->fleet.now_ms,
                           .begun_ns = clock_monotonic_ns() };
    pull->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(pull->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof(yes));
    pull_write_request(p, pull);
    struct epoll_event e = { .events = EPOLLOUT | EPOLLIN, .data.ptr = pull };
    if (bind(pull->fd, (struct sockaddr *)&from, sizeof(from)) < 0 ||
        (connect(pull->fd, (struct sockaddr *)&to, sizeof(to)) < 0 && errno != EINPROGRESS) ||
        epoll_ctl(p->epoll, EPOLL_CTL_ADD, pull->fd, &e) < 0)
        pull_end(p, pull, FLEET_FAILED);
}

/* Copies a header's value; "" where there is none. */
static inline void pull_header(const char *head, const char *name, char *ret, size_t size)
{
    const char *p = strcasestr(head, name);
    size_t len = p ? strcspn(p + strlen(name), "\r\n") : 0;
    *ret = '\0';
    if (p && len < size)
        snprintf(ret, size, "%.*s", (int)len, p + strlen(name));
}

/* The head has come, and `extra` bytes of the body. */
static inline bool pull_read_head(struct pulls *p, struct pull *pull, size_t extra)
{
    char length[24];
    pull->status = pull->len > 12 ? atoi(pull->text + 9) : 0;
    pull_header(pull->text, "\nContent-Length: ", length, sizeof(length));
    pull->body_left = strtoull(length, NULL, 10);
    pull->in_body = true;
    if (pull->status == 200)
        pull_header(pull->text, "\nETag: ", p->etags[pull->screen], ETAG_SIZE);
    if (extra > pull->body_left || (pull->status != 200 && pull->status != 304) ||
        (pull->status == 200 && !pull->body_left))
        return false;
    pull->body_left = pull->status == 304 ? 0 : pull->body_left - extra;
    return true;
}

static inline void pull_done(struct pulls *p, struct pull *pull)
{
    pull_end(p, pull, pull->status == 304 ? FLEET_UNCHANGED : FLEET_CHANGED);
}

static inline void pull_receive(struct pulls *p, struct pull *pull)
{
    static char chunk[65536];
    struct pulls_tally *t = &p->tally;
    for (;;) {
        ssize_t n = read(pull->fd, chunk, sizeof(chunk));
        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0) {
            pull_end(p, pull, FLEET_FAILED);
            return;
        }
        size_t got = (size_t)n;
        t->down += got;
        if (pull->in_body) {
            t->changed_down += got;
            pull->body_left -= MIN(got, pull->body_left);
        } else {
            size_t fits = MIN(got, sizeof(pull->text) - 1 - pull->len);
            memcpy(pull->text + pull->len, chunk, fits);
            pull->len += fits;
            pull->text[pull->len] = '\0';
            const char *end = strstr(pull->text, "\r\n\r\n");
            if (!end && fits == got)
                continue;
            size_t head = end ? (size_t)(end - pull->text) + 4 : 0, before = pull->len - fits;
            if (!end || !pull_read_head(p, pull, before + got - head)) {
                pull_end(p, pull, FLEET_FAILED);
                return;
            }
            bool unchanged = pull->status == 304;
            *(unchanged ? &t->unchanged : &t->changed) += 1;
            *(unchanged ? &t->unchanged_down : &t->changed_down) += before + got;
            t->unchanged_up += unchanged ? pull->at : 0;
        }
        if (!pull->body_left) {
            pull_done(p, pull);
            return;
        }
    }
}

static inline void pull_advance(struct pulls *p, struct pull *pull, uint32_t events)
{
    if (pull->sending && events & (EPOLLERR | EPOLLHUP)) {
        pull_end(p, pull, FLEET_FAILED);
        return;
    }
    if (pull->sending && events & EPOLLOUT) {
        ssize_t n = write(pull->fd, pull->text, pull->len); /* a socket's buffer is larger */
        if (n != (ssize_t)pull->len) {
            pull_end(p, pull, FLEET_FAILED);
            return;
        }
        struct epoll_event e = { .events = EPOLLIN, .data.ptr = pull };
        epoll_ctl(p->epoll, EPOLL_CTL_MOD, pull->fd, &e);
        pull->at = pull->len;
        p->tally.up += pull->len;
        pull->len = 0;
        pull->sending = false;
    } else if (!pull->sending && events & (EPOLLIN | EPOLLERR | EPOLLHUP)) {
        pull_receive(p, pull);
    }
}

/* ---- all */

/* For so many seconds of the fleet. */
static inline void pulls_run(struct pulls *p, double seconds)
{
    struct fleet *f = &p->fleet;
    uint64_t until_ms = pulls_now_ms(p) + (uint64_t)(seconds * 1000);
    struct epoll_event events[256];
    while ((f->now_ms = pulls_now_ms(p)) < until_ms) {
        while (f->heap_count && f->heap[0].at_ms <= f->now_ms && p->free_count) {
            struct fleet_event e = fleet_pop(f);
            if (f->screens[e.screen].plan != e.plan)
                continue;
            uint64_t late_ms = (uint64_t)((double)(f->now_ms - e.at_ms) / p->speed);
            p->tally.late_ms = MAX(p->tally.late_ms, late_ms);
            pull_begin(p, e.screen);
        }
        int count = epoll_wait(p->epoll, events, COUNT(events), 1);
        f->now_ms = pulls_now_ms(p);
        for (int i = 0; i < count; i++)
            pull_advance(p, events[i].data.ptr, events[i].events);
    }
}

static inline uint64_t pulls_took_ms(const struct pulls_tally *t, double part)
{
    uint64_t seen = 0;
    for (uint64_t ms = 0; ms < PULLS_MOST_MS; ms++) {
        seen += t->took[ms];
        if ((double)seen >= part * (double)t->count)
            return ms;
    }
    return PULLS_MOST_MS;
}
