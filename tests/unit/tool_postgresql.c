/* Asks a database as siapambil-publish does, for tests that start one:
 *
 *     tool_postgresql ask URL TIMEOUT_S CONNECT_TIMEOUT_S MAX_BYTES QUERY
 *     tool_postgresql cancel URL TIMEOUT_S CONNECT_TIMEOUT_S MAX_BYTES QUERY    (after 0.3 s)
 *     tool_postgresql listen URL CHANNEL
 *     tool_postgresql shown URL
 *
 * `ask` writes the sheet to stdout, or the sentence to stderr and ends with the status of
 * enum postgresql_trouble + 10. `listen` writes "listening", then "notified" each time, and ends with
 * the sentence once the connection is lost. */
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>

#include <unistd.h>

#include "publish/postgresql.h"

static void *cancel_soon(void *ctx)
{
    const struct transport *t = ctx;
    usleep(300000);
    t->cancel(t->ctx);
    return NULL;
}

static int ask(char **argv, bool cancelling)
{
    CLEANUP(postgresql_free)
    struct postgresql *p = postgresql_new(&(struct postgresql_options){
        .query = argv[4],
        .connect_timeout_s = (int)strtol(argv[2], NULL, 10),
        .statement_timeout_s = (int)strtol(argv[1], NULL, 10),
        .utc_offset_s = 7 * 3600,
    });
    const struct transport *t = postgresql_transport(p);
    struct response response = { .body = BUFFER_SECRET((size_t)strtoumax(argv[3], NULL, 10)) };
    struct request request = { .url = argv[0], .etag = "", .last_modified = "" };
    struct error err = { "" };
    pthread_t thread;
    if (cancelling)
        pthread_create(&thread, NULL, cancel_soon, (void *)(uintptr_t)t);
    bool ok = t->get(t->ctx, &request, &response, &err);
    if (cancelling)
        pthread_join(thread, NULL);
    fwrite(buffer_text(&response.body), 1, response.body.len, stdout);
    buffer_release(&response.body);
    fprintf(stderr, ok ? "%s" : "%s\n", err.text);
    return ok ? 0 : 10 + (int)postgresql_trouble(p);
}

static int hear(const char *url, const char *channel)
{
    struct error err = { "" };
    CLEANUP(postgresql_ear_free)
    struct postgresql_ear *ear = postgresql_listen(url, channel, 5, &err);
    enum postgresql_news news = ear ? POSTGRESQL_SILENCE : POSTGRESQL_LOST;
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (ear)
        puts("listening");
    while (news != POSTGRESQL_LOST) {
        struct pollfd fd = { .fd = postgresql_ear_fd(ear), .events = POLLIN };
        poll(&fd, 1, -1);
        news = postgresql_ear_take(ear, &err);
        if (news == POSTGRESQL_NOTIFIED)
            puts("notified");
    }
    fprintf(stderr, "%s\n", err.text);
    return 10;
}

int main(int argc, char **argv)
{
    if (argc == 7 && strcmp(argv[1], "ask") == 0)
        return ask(argv + 2, false);
    if (argc == 7 && strcmp(argv[1], "cancel") == 0)
        return ask(argv + 2, true);
    if (argc == 4 && strcmp(argv[1], "listen") == 0)
        return hear(argv[2], argv[3]);
    if (argc == 3 && strcmp(argv[1], "shown") == 0) {
        CLEANUP_FREE char *shown = postgresql_shown_url(argv[2]);
        puts(shown);
        return 0;
    }
    return 2;
}
