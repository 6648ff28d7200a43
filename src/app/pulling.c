#include "app/pulling.h"

#include "net/http.h"
#include "setup/sources.h"

struct pulling {
    struct privacy privacy;
    struct sources *sources;
    struct http *http[FETCHER_MAX_SOURCES];
    struct report *report;
    struct pulls *pulls;
    struct source_options options[FETCHER_MAX_SOURCES];
    size_t count;
    struct mailbox *mailbox;
    struct fetcher *fetcher;
};

static void pulling_free(struct pulling *p)
{
    if (p->mailbox)
        mailbox_free(p->mailbox);
    for (size_t i = 0; i < p->count; i++) {
        if (p->http[i])
            http_free(p->http[i]);
    }
    if (p->sources)
        sources_free(p->sources);
    if (p->report)
        report_free(p->report);
    if (p->pulls)
        pulls_free(p->pulls);
    free(p);
}
DEFINE_CLEANUP(struct pulling *, pulling_free)

/* Whether who serves a source of these settings hears how the screen is. */
static bool is_told(const struct config *c)
{
    return c->source.report == CONFIG_REPORT_ALL ||
           (c->source.report == CONFIG_REPORT_FEEDS && c->source.format == CONFIG_NATIVE);
}

static bool open_source(struct pulling *p, struct error *err)
{
    const struct config *c = sources_config(p->sources, p->count);
    struct source_options *o = &p->options[p->count];
    struct http *http = p->http[p->count] = sources_http(c, err);
    *o = *sources_options(p->sources, p->count++);
    if (http)
        o->transport = http_transport(http);
    if (is_told(c))
        o->report = p->report;
    return http;
}

struct pulling *pulling_new(const struct pulling_options *options, struct delivery *ret_kept,
                            struct error *err)
{
    const struct config *c = options->config;
    CLEANUP(pulling_free) struct pulling *p = xcalloc(1, sizeof(*p));
    p->privacy = *options->rules;
    p->report = report_new();
    p->sources = sources_new(c, &p->privacy, err);
    if (!p->sources)
        return NULL;
    while (p->count < sources_count(p->sources)) {
        if (!open_source(p, err))
            return NULL;
    }
    p->mailbox = mailbox_new();
    p->pulls = pulls_new(p->count);
    p->fetcher = fetcher_new(&(struct fetcher_options){ .sources = p->options,
                                                        .source_count = p->count,
                                                        .privacy = &p->privacy,
                                                        .settings = options->settings,
                                                        .cache_dir = options->folder,
                                                        .read_only = options->read_only,
                                                        .poll_s = c->source.poll,
                                                        .order = options->order,
                                                        .shown = options->shown,
                                                        .serials = options->serials,
                                                        .pulls = p->pulls },
                             p->mailbox, ret_kept);
    struct pulling *ret = p;
    p = NULL;
    return ret;
}

bool pulling_end(struct pulling *p, struct delivery *ret_last, bool *ret_ended)
{
    *ret_ended = fetcher_free(p->fetcher);
    bool last = mailbox_take(p->mailbox, ret_last);
    if (*ret_ended)
        pulling_free(p);
    return last;
}

struct fetcher *pulling_fetcher(struct pulling *p)
{
    return p->fetcher;
}

struct report *pulling_report(struct pulling *p)
{
    return p->report;
}

struct pulls *pulling_pulls(struct pulling *p)
{
    return p->pulls;
}

struct mailbox *pulling_mailbox(struct pulling *p)
{
    return p->mailbox;
}

const struct config *pulling_config(const struct pulling *p, size_t index)
{
    return sources_config(p->sources, index);
}

size_t pulling_count(const struct pulling *p)
{
    return p->count;
}
