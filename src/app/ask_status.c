#include "app/ask_status.h"

#include <stdio.h>

#include "app/telling.h"
#include "base/ip.h"
#include "base/log.h"
#include "net/http.h"
#include "status/print.h"
#include "status/shape.h"

#define EXIT_NEEDS_SOMEBODY 4
#define PATIENCE_S          10

/* Where to ask: of a server on all addresses the one of this machine. The caller frees it. */
static char *address(const struct config *c)
{
    const char *at = c->status_page.address;
    bool six = strchr(at, ':') && *at != '[';
    if (strcmp(at, "0.0.0.0") == 0)
        at = "127.0.0.1";
    if (strcmp(at, "::") == 0 || strcmp(at, "[::]") == 0)
        at = "::1";
    return xasprintf("http://%s%s%s:%d/status.json", six ? "[" : "", at, six ? "]" : "",
                     c->status_page.port);
}

static bool get(const struct config *c, struct status_whole *ret, struct error *err)
{
    CLEANUP_FREE char *url = address(c);
    CLEANUP(http_free)
    struct http *http = http_new(
        &(struct http_options){
            .timeout_s = PATIENCE_S,
            .connect_timeout_s = PATIENCE_S,
            .ca_file = "",
            .token_file = c->status_page.token_file,
            .user_agent = "siapambil/" SIAPAMBIL_VERSION,
            .allow_public_http = http_url_trust(url) == HTTP_TRUST_PUBLIC,
        },
        err);
    if (!http)
        return false;
    struct response response = { .body = BUFFER_INIT(STATUS_JSON_MAX) };
    const struct request request = { .url = url, .etag = "", .last_modified = "" };
    const struct transport *t = http_transport(http);
    bool ok = t->get(t->ctx, &request, &response, err);
    if (ok && !status_read_json(buffer_text(&response.body), response.body.len, ret, err))
        ok = error_context(err, "%s", url);
    buffer_release(&response.body);
    return ok;
}

int ask_status(const struct config *c)
{
    struct error err = { "" };
    if (!c->status_page.port) {
        log_error("there is no status page: [status_page] port = 0");
        return EXIT_FAILURE;
    }
    CLEANUP(texts_free) struct texts *texts = telling_texts(c, &err);
    CLEANUP_FREE struct status_whole *status = xcalloc(1, sizeof(*status));
    if (!texts || !get(c, status, &err)) {
        log_error("%s", err.text);
        return EXIT_FAILURE;
    }
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    status_print(status, texts, &out);
    fputs(buffer_text(&out), stdout);
    return status_judge(status).well ? EXIT_SUCCESS : EXIT_NEEDS_SOMEBODY;
}
