/* --explain, with and without --suggest. */
#include "setup/explain.h"

#include <inttypes.h>
#include <stdio.h>

#include "app/app.h"
#include "base/clock.h"
#include "base/log.h"
#include "feed/suggest.h"
#include "net/http.h"
#include "setup/sources.h"

/* ---- --explain */

#define EXIT_NOT_ALL 3

int app_explain(struct app *app)
{
    struct error err = { "" };
    struct delivery delivery = { 0 };
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    if (!app_open_source(app, &err)) {
        log_error("%s", err.text);
        return EXIT_FAILURE;
    }
    struct fetcher *fetcher = pulling_fetcher(app->pulling);
    int64_t now_s = app->args->has_now ? app->args->now_s : clock_wall_s();
    bool ok = fetcher_pull_once(fetcher, now_s, &delivery, &err);
    uint32_t not_understood = 0;
    for (size_t i = 0; i < pulling_count(app->pulling); i++) {
        const struct source *s = fetcher_source(fetcher, i);
        not_understood += intake_not_understood(&s->report);
        if (s->page_count)
            explain_source(pulling_config(app->pulling, i), s, &text);
    }
    explain_copies(fetcher_copies(fetcher), &text);
    if (ok) {
        explain_list(delivery.snapshot, &text);
        snapshot_free(delivery.snapshot);
    }
    fputs(buffer_text(&text), stdout);
    fflush(stdout);
    if (!ok)
        log_error("%s", err.text);
    return !ok ? EXIT_FAILURE : not_understood ? EXIT_NOT_ALL : EXIT_SUCCESS;
}

/* ---- --suggest */

/* One answer of the first source's address. */
static bool look(const struct config *c, struct response *ret, struct error *err)
{
    CLEANUP(http_free) struct http *http = sources_http(c, err);
    const struct request request = { .url = c->source.url, .etag = "", .last_modified = "" };
    if (!http)
        return false;
    const struct transport *t = http_transport(http);
    return t->get(t->ctx, &request, ret, err);
}

int app_suggest(struct app *app)
{
    struct error err = { "" };
    CLEANUP(config_free) struct config *c = config_for_source(app->config, 0);
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    struct response response = { .body = BUFFER_SECRET(FEED_MAX_BYTES) };
    if (!*c->source.url) {
        log_error("[source] url is not set: say what is to be looked at by --set "
                  "source.url=https://…");
        return EXIT_FAILURE;
    }
    bool ok = look(c, &response, &err);
    if (ok) {
        CLEANUP_FREE char *shown = http_shown_url(c->source.url);
        ok = suggest_write(&(struct suggest_source){ .data = buffer_text(&response.body),
                                                     .len = response.body.len,
                                                     .url = c->source.url,
                                                     .content_type = response.content_type },
                           &text, &err) ||
             error_context(&err, "%s", shown);
    }
    buffer_release(&response.body);
    fputs(buffer_text(&text), stdout);
    if (!ok)
        log_error("%s", err.text);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
