/* For tests of src/net/http.c: a server that says exactly what it is told
 * to, and one request to it. */
#pragma once

#include "unit/test.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/http.h"

/* ---- a server with a script: one answer a connection, on 127.0.0.1 */

struct server {
    int listener, port;
    pthread_t thread;
    const char *answers[8]; /* NULL ends; "" says nothing, and waits as below */
    size_t lengths[8];      /* 0: strlen */
    bool waits;             /* after each answer, until the client gives up */
    char requests[8][2048];
    int served;
};

static inline void *serve(void *ctx)
{
    struct server *s = ctx;
    for (int i = 0; s->answers[i]; i++) {
        int fd = accept(s->listener, NULL, NULL);
        if (fd < 0)
            break;
        ssize_t n = recv(fd, s->requests[i], sizeof(s->requests[i]) - 1, 0);
        s->requests[i][MAX(n, 0)] = '\0';
        s->served++;
        size_t len = s->lengths[i] ? s->lengths[i] : strlen(s->answers[i]);
        if (len) {
            ssize_t sent = send(fd, s->answers[i], len, MSG_NOSIGNAL);
            (void)sent;
        }
        if (!len || s->waits) {
            char byte;
            while (recv(fd, &byte, 1, 0) > 0)
                ;
        }
        close(fd);
    }
    return NULL;
}

static inline void start(struct server *s)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof(at);
    s->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(s->listener, (struct sockaddr *)&at, sizeof(at)), 0);
    assert_int_equal(listen(s->listener, 8), 0);
    getsockname(s->listener, (struct sockaddr *)&at, &len);
    s->port = ntohs(at.sin_port);
    pthread_create(&s->thread, NULL, serve, s);
}

static inline void stop(struct server *s)
{
    shutdown(s->listener, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->listener);
}

/* ---- one request */

struct result {
    bool ok;
    struct response response;
    struct error err;
};

static inline struct http *client_with(const char *token_file, int timeout_s, int connect_timeout_s)
{
    struct error err;
    struct http *h = http_new(&(struct http_options){ .timeout_s = timeout_s,
                                                      .connect_timeout_s = connect_timeout_s,
                                                      .ca_file = "",
                                                      .token_file = token_file,
                                                      .user_agent = "siapambil/test (layar)" },
                              &err);
    assert_non_null(h);
    return h;
}

static inline struct http *client(const char *token_file, int timeout_s)
{
    return client_with(token_file, timeout_s, 5);
}

static inline struct result get_since(struct http *h, const char *url, const char *etag,
                                      const char *last_modified, size_t limit)
{
    struct result r = { .response.body = BUFFER_INIT(limit) };
    const struct transport *t = http_transport(h);
    const struct request request = { .url = url, .etag = etag, .last_modified = last_modified };
    r.ok = t->get(t->ctx, &request, &r.response, &r.err);
    if (r.ok)
        r.err.text[0] = '\0';
    return r;
}

static inline struct result get(struct http *h, const char *url, const char *etag, size_t limit)
{
    return get_since(h, url, etag, "", limit);
}

static inline struct result get_from(struct server *s, const char *etag, size_t limit)
{
    CLEANUP(http_free) struct http *h = client("", 5);
    start(s);
    CLEANUP_FREE char *url =
        xasprintf("http://user:password@127.0.0.1:%d/feed.json?key=secret", s->port);
    struct result r = get(h, url, etag, limit);
    stop(s);
    assert_null(strstr(r.err.text, "secret"));
    assert_null(strstr(r.err.text, "password"));
    return r;
}

#define OK(headers, body) "HTTP/1.1 200 OK\r\nConnection: close\r\n" headers "\r\n" body

/* gzip of a hundred 'a'. */
static const char gzip_answer[] =
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\n\r\n"
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x4b\x4c\xa4\x3d\x00\x00"
    "\x64\x7a\x70\xaf\x64\x00\x00\x00";
