#include "status/server.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <microhttpd.h>

#include "base/clock.h"
#include "base/ip.h"
#include "base/thread.h"
#include "base/wipe.h"
#include "status/metrics.h"
#include "status/page.h"
#include "status/request.h"
#include "status/shape.h"

#define END_WITHIN_MS     500
#define PICTURE_WITHIN_NS UINT64_C(3000000000)
#define SECOND_NS         UINT64_C(1000000000)

/* Somebody who waits for a picture. */
struct waiter {
    struct MHD_Connection *connection; /* NULL: nobody */
    int screen;
    bool suspended;
    uint64_t until_ns;
    enum picture_state state; /* what has come of it, once it is not suspended any more */
};

struct status_server {
    /* --- immutable after creation */
    char *token, *sys, *proc, *folder;
    struct texts *texts;
    struct buffer policy;
    int wake_fd;
    pthread_t thread;
    /* --- any thread */
    atomic_bool stopping;
    struct pictures *pictures;
    pthread_mutex_t lock;
    /* --- protected by lock */
    struct status_facts told;
    struct status_sources told_sources;
    bool is_told, ended;
    pthread_cond_t ending;
    /* --- of its own thread, and of the opening one before */
    struct MHD_Daemon *daemon;
    struct status_whole now;
    uint64_t looked_ns; /* at the machine */
    struct waiter waiters[CONNECTIONS_MOST];
    struct {
        int fd;
        uint64_t since_ns; /* 0: no connection */
        bool ended;
    } connections[CONNECTIONS_MOST];
    int connection_count;
};

/* Of two pauses, of which -1 is one without end. */
static int shorter(int a_ms, int b_ms)
{
    return a_ms < 0 ? b_ms : b_ms < 0 ? a_ms : MIN(a_ms, b_ms);
}

/* ---- what is known */

/* Only as many screens and sources as there are: the rest of the memory is never touched. */
static void copy_facts(struct status_facts *to, const struct status_facts *from)
{
    memcpy(to, from, offsetof(struct status_facts, screens));
    memcpy(to->screens, from->screens, (size_t)from->screen_count * sizeof(from->screens[0]));
    to->screen_count = from->screen_count;
}

static void copy_sources(struct status_sources *to, const struct status_sources *from)
{
    memcpy(to->all, from->all, (size_t)from->count * sizeof(from->all[0]));
    to->count = from->count;
}

bool status_server_tell(struct status_server *s, const struct status_facts *facts)
{
    if (pthread_mutex_trylock(&s->lock) != 0)
        return false;
    copy_facts(&s->told, facts);
    s->is_told = true;
    pthread_mutex_unlock(&s->lock);
    return true;
}

bool status_server_tell_sources(struct status_server *s, const struct status_sources *sources)
{
    if (pthread_mutex_trylock(&s->lock) != 0)
        return false;
    copy_sources(&s->told_sources, sources);
    pthread_mutex_unlock(&s->lock);
    return true;
}

struct pictures *status_server_pictures(struct status_server *s)
{
    return s->pictures;
}

void status_server_wake(struct status_server *s)
{
    uint64_t one = 1;
    ssize_t written = write(s->wake_fd, &one, sizeof(one));
    (void)written; /* a counter that is full wakes, too */
}

/* Brings `now` up to date. false before the board has told anything. */
static bool look(struct status_server *s)
{
    uint64_t now_ns = clock_monotonic_ns();
    pthread_mutex_lock(&s->lock);
    bool told = s->is_told;
    copy_facts(&s->now.facts, &s->told);
    copy_sources(&s->now.sources, &s->told_sources);
    pthread_mutex_unlock(&s->lock);
    s->now.told_s = MAX(clock_boot_s() - s->now.facts.boot_s, 0);
    if (!s->looked_ns || now_ns - s->looked_ns >= SECOND_NS) {
        s->looked_ns = now_ns;
        machine_look(&(struct machine_roots){ s->sys, s->proc, s->folder }, &s->now.machine);
    }
    return told;
}

/* ---- answers */

static void add_header(struct MHD_Response *r, const char *name, const char *value)
{
    MHD_add_response_header(r, name, value);
}

/* Sends what stands in `body`, and takes its memory. */
static enum MHD_Result send_body(struct MHD_Connection *c, int code, const char *type,
                                 struct buffer *body, const char *policy)
{
    char *data = body->data ? body->data : xstrdup("");
    struct MHD_Response *r =
        MHD_create_response_from_buffer(body->len, data, MHD_RESPMEM_MUST_FREE);
    *body = (struct buffer){ 0 };
    if (!r) {
        free(data);
        return MHD_NO;
    }
    add_header(r, "Content-Type", type);
    add_header(r, "Cache-Control", "no-store");
    add_header(r, "Content-Security-Policy", policy);
    add_header(r, "X-Content-Type-Options", "nosniff");
    add_header(r, "X-Frame-Options", "DENY");
    add_header(r, "Referrer-Policy", "no-referrer");
    add_header(r, "Cross-Origin-Resource-Policy", "same-origin");
    add_header(r, "Connection", "close");
    if (code == 401)
        add_header(r, "WWW-Authenticate", "Basic realm=\"siapambil\", charset=\"UTF-8\"");
    if (code == 405)
        add_header(r, "Allow", "GET, HEAD");
    if (code == 503)
        add_header(r, "Retry-After", "5");
    enum MHD_Result result = MHD_queue_response(c, (unsigned)code, r);
    MHD_destroy_response(r);
    return result;
}

#define NOTHING_RUNS "default-src 'none'; frame-ancestors 'none'"

static enum MHD_Result send_sentence(struct MHD_Connection *c, int code, const char *sentence)
{
    struct buffer body = BUFFER_INIT(0);
    buffer_addf(&body, "%s\n", sentence);
    return send_body(c, code, "text/plain; charset=utf-8", &body, NOTHING_RUNS);
}

static enum MHD_Result send_health(struct status_server *s, struct MHD_Connection *c)
{
    CLEANUP_BUFFER struct buffer sentence = BUFFER_INIT(0);
    bool alive = status_is_alive(&s->now, &sentence);
    return send_sentence(c, alive ? 200 : 503, buffer_text(&sentence));
}

static enum MHD_Result send_whole(struct status_server *s, struct MHD_Connection *c,
                                  enum status_route route)
{
    struct buffer body = BUFFER_INIT(0);
    switch (route) {
    case ROUTE_JSON:
        status_write_json(&s->now, &body);
        return send_body(c, 200, "application/json", &body, NOTHING_RUNS);
    case ROUTE_METRICS:
        status_write_metrics(&s->now, &body);
        return send_body(c, 200, "text/plain; version=0.0.4; charset=utf-8", &body, NOTHING_RUNS);
    default:
        status_write_page(&s->now, s->texts, &body);
        return send_body(c, 200, "text/html; charset=utf-8", &body, buffer_text(&s->policy));
    }
}

/* ---- pictures */

static int find_screen(const struct status_server *s, const char *name)
{
    const struct status_facts *f = &s->now.facts;
    for (int i = 0; i < f->screen_count; i++) {
        if (!name || !*name || strcmp(f->screens[i].name, name) == 0)
            return i;
    }
    return -1;
}

static enum picture_state get_picture(struct status_server *s, int screen,
                                      const struct buffer **ret)
{
    const struct status_screen *from = &s->now.facts.screens[screen];
    return pictures_get(s->pictures, screen, from->width, from->height, clock_monotonic_ns(), ret);
}

static enum MHD_Result send_picture(struct MHD_Connection *c, enum picture_state state,
                                    const struct buffer *png)
{
    struct buffer body = BUFFER_INIT(0);
    if (state == PICTURE_COMING)
        return send_sentence(c, 503, "the board does not give its picture just now");
    if (state == PICTURE_NONE)
        return send_sentence(c, 503,
                             "there is no picture: the screen waits for its display, or it "
                             "cannot be read back");
    buffer_append(&body, png->data, png->len);
    return send_body(c, 200, "image/png", &body, NOTHING_RUNS);
}

/* Answers at once, or has the connection wait for the main thread. */
static enum MHD_Result begin_picture(struct status_server *s, struct MHD_Connection *c,
                                     const char *name, void **ret_waiter)
{
    const struct buffer *png = NULL;
    int screen = find_screen(s, name);
    if (screen < 0)
        return send_sentence(c, 404, "no screen is called so");
    enum picture_state state = get_picture(s, screen, &png);
    for (size_t i = 0; state == PICTURE_COMING && i < COUNT(s->waiters); i++) {
        struct waiter *w = &s->waiters[i];
        if (w->connection)
            continue;
        *w = (struct waiter){ c, screen, true, clock_monotonic_ns() + PICTURE_WITHIN_NS, state };
        *ret_waiter = w;
        MHD_suspend_connection(c);
        return MHD_YES;
    }
    return send_picture(c, state, png);
}

/* What came need not be asked for again, however long it took to come to this. */
static enum MHD_Result end_picture(struct status_server *s, const struct waiter *w)
{
    return send_picture(w->connection, w->state, pictures_last(s->pictures, w->screen));
}

/* Goes on with those whose picture has come, or who have waited long enough. Returns for how many
 * milliseconds nothing of the kind will happen, -1: for ever. */
static int look_waiters(struct status_server *s)
{
    uint64_t now_ns = clock_monotonic_ns();
    int pause_ms = -1;
    for (size_t i = 0; i < COUNT(s->waiters); i++) {
        struct waiter *w = &s->waiters[i];
        const struct buffer *png;
        if (!w->connection || !w->suspended)
            continue;
        w->state = get_picture(s, w->screen, &png);
        if (now_ns < w->until_ns && w->state == PICTURE_COMING) {
            pause_ms = shorter(pause_ms, (int)((w->until_ns - now_ns) / 1000000) + 1);
            continue;
        }
        w->suspended = false;
        pause_ms = 0;
        MHD_resume_connection(w->connection);
    }
    return pause_ms;
}

/* ---- requests */

static const char *header(struct MHD_Connection *c, const char *name)
{
    return MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *c, const char *path,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **state)
{
    struct status_server *s = ctx;
    (void)version, (void)upload;
    if (*state)
        return end_picture(s, *state);
    if (*upload_size)
        return MHD_NO;
    const struct status_request request = {
        .method = method,
        .path = path,
        .host = header(c, "Host"),
        .authorization = header(c, "Authorization"),
    };
    struct status_verdict v = status_judge_request(&request, s->token);
    if (v.code != 200)
        return send_sentence(c, v.code, v.sentence);
    if (!look(s))
        return send_sentence(c, 503, "the board is starting");
    if (v.route == ROUTE_HEALTH)
        return send_health(s, c);
    if (v.route != ROUTE_PICTURE)
        return send_whole(s, c, v.route);
    return begin_picture(s, c, MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, "screen"),
                         state);
}

static void on_completed(void *ctx, struct MHD_Connection *c, void **state,
                         enum MHD_RequestTerminationCode code)
{
    (void)ctx, (void)c, (void)code;
    struct waiter *w = *state;
    if (w)
        w->connection = NULL;
    *state = NULL;
}

/* ---- connections: none is there for long */

static int fd_of(struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

static void on_connection(void *ctx, struct MHD_Connection *c, void **slot,
                          enum MHD_ConnectionNotificationCode code)
{
    struct status_server *s = ctx;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        size_t *index = *slot;
        if (index)
            s->connections[*index].since_ns = 0;
        s->connection_count -= index != NULL;
        free(index);
        return;
    }
    *slot = NULL;
    for (size_t i = 0; i < COUNT(s->connections); i++) {
        if (s->connections[i].since_ns)
            continue;
        s->connections[i].fd = fd_of(c);
        s->connections[i].since_ns = clock_monotonic_ns();
        s->connections[i].ended = false;
        size_t *index = xmalloc(sizeof(*index));
        *index = i;
        *slot = index;
        s->connection_count++;
        return;
    }
}

/* libmicrohttpd ends those that are silent, but one byte now and then is enough for it to wait. */
static void end_old_connections(struct status_server *s)
{
    uint64_t now_ns = clock_monotonic_ns();
    for (size_t i = 0; i < COUNT(s->connections); i++) {
        uint64_t since_ns = s->connections[i].since_ns;
        if (!since_ns || s->connections[i].ended || now_ns - since_ns < CONNECTION_S * SECOND_NS)
            continue;
        shutdown(s->connections[i].fd, SHUT_RDWR);
        s->connections[i].ended = true;
    }
}

/* ---- the thread */

static int pause_of(struct status_server *s, int waiters_ms)
{
    MHD_UNSIGNED_LONG_LONG daemon_ms;
    int ms = waiters_ms;
    if (MHD_get_timeout(s->daemon, &daemon_ms) == MHD_YES)
        ms = shorter(ms, (int)MIN(daemon_ms, 1000u));
    if (s->connection_count)
        ms = shorter(ms, 1000);
    if (pictures_tidy(s->pictures, clock_monotonic_ns()))
        ms = shorter(ms, 10000);
    return ms;
}

static void *run(void *ctx)
{
    struct status_server *s = ctx;
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    struct pollfd fds[] = { { .fd = info->epoll_fd, .events = POLLIN },
                            { .fd = s->wake_fd, .events = POLLIN } };
    thread_be_quiet();
    while (!atomic_load(&s->stopping)) {
        int waiters_ms = look_waiters(s);
        poll(fds, COUNT(fds), pause_of(s, waiters_ms));
        uint64_t count;
        if (fds[1].revents & POLLIN && read(s->wake_fd, &count, sizeof(count)) < 0)
            continue;
        end_old_connections(s);
        MHD_run(s->daemon);
    }
    pthread_mutex_lock(&s->lock);
    s->ended = true;
    pthread_cond_signal(&s->ending);
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

/* ---- its life */

static int listen_at(const struct status_server_options *o, struct error *err)
{
    struct sockaddr_storage address;
    socklen_t len;
    int one = 1;
    if (!ip_parse(o->address, o->port, &address, &len)) {
        error_set(err, "'%s' is not an address", o->address);
        return -1;
    }
    int fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (fd >= 0 && bind(fd, (struct sockaddr *)&address, len) == 0 && listen(fd, 16) == 0)
        return fd;
    int code = errno;
    bool six = strchr(o->address, ':') && *o->address != '[';
    error_set(err, "%s%s%s:%d: %s", six ? "[" : "", o->address, six ? "]" : "", o->port,
              strerror(code));
    if (fd >= 0)
        close(fd);
    return -1;
}

static void release(struct status_server *s)
{
    if (s->daemon)
        MHD_stop_daemon(s->daemon); /* and the socket that it listens on */
    if (s->wake_fd >= 0)
        close(s->wake_fd);
    if (s->pictures)
        pictures_free(s->pictures);
    if (s->texts)
        texts_free(s->texts);
    buffer_release(&s->policy);
    wipe_free(s->token);
    free(s->sys);
    free(s->proc);
    free(s->folder);
    pthread_cond_destroy(&s->ending);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

static struct MHD_Daemon *start_daemon(struct status_server *s, int fd)
{
    return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, s,
                            MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
                            (unsigned)CONNECTIONS_MOST, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
                            (unsigned)CONNECTIONS_MOST_FROM, MHD_OPTION_CONNECTION_TIMEOUT,
                            (unsigned)CONNECTION_SILENT_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                            (size_t)CONNECTION_MEMORY_BYTES, MHD_OPTION_NOTIFY_CONNECTION,
                            on_connection, s, MHD_OPTION_NOTIFY_COMPLETED, on_completed, s,
                            MHD_OPTION_END);
}

struct status_server *status_server_open(const struct status_server_options *o, struct texts *texts,
                                         struct error *err)
{
    int fd = listen_at(o, err);
    if (fd < 0)
        return NULL;
    struct status_server *s = xcalloc(1, sizeof(*s));
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->ending, NULL);
    s->token = xstrdup(o->token);
    s->sys = xstrdup(o->sys);
    s->proc = xstrdup(o->proc);
    s->folder = xstrdup(o->folder);
    s->pictures = pictures_new();
    s->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    status_page_policy(&s->policy);
    s->daemon = s->wake_fd >= 0 ? start_daemon(s, fd) : NULL;
    if (!s->daemon)
        close(fd);
    int code = s->daemon ? thread_start(&s->thread, run, s) : errno;
    if (s->daemon && !code) {
        s->texts = texts;
        return s;
    }
    error_set(err, "%s:%d: no server can be started: %s", o->address, o->port,
              strerror(code ? code : ENOMEM));
    release(s);
    return NULL;
}

/* Waits for the thread's end, but not for ever. Not by pthread_clockjoin_np(), which the thread
 * sanitizer does not know. */
static bool join(struct status_server *s)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += END_WITHIN_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    int late = 0;
    pthread_mutex_lock(&s->lock);
    while (!s->ended && !late)
        late = pthread_cond_clockwait(&s->ending, &s->lock, CLOCK_MONOTONIC, &until);
    bool ended = s->ended;
    pthread_mutex_unlock(&s->lock);
    return ended && pthread_join(s->thread, NULL) == 0;
}

void status_server_close(struct status_server *s)
{
    atomic_store(&s->stopping, true);
    status_server_wake(s);
    if (!join(s)) {
        pthread_detach(s->thread);
        return;
    }
    /* Those who wait are sent away: nothing may be suspended at the daemon's end. */
    for (size_t i = 0; i < COUNT(s->waiters); i++) {
        if (s->waiters[i].connection && s->waiters[i].suspended)
            MHD_resume_connection(s->waiters[i].connection);
    }
    release(s);
}
