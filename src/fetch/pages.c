#include "fetch/pages.h"

#include <inttypes.h>
#include <stdio.h>

#include "net/http.h"
#include "net/url.h"

void pages_release(struct pages *p)
{
    for (size_t i = 0; i < p->count; i++)
        buffer_release(&p->bodies[i]);
    free(p->bodies);
    free(p->pages);
    *p = (struct pages){ 0 };
}

static void add(struct pages *p, struct buffer *body)
{
    p->bodies = xrealloc(p->bodies, (p->count + 1) * sizeof(*p->bodies));
    p->pages = xrealloc(p->pages, (p->count + 1) * sizeof(*p->pages));
    p->bodies[p->count] = *body;
    p->pages[p->count] = (struct reading_page){ buffer_text(body), body->len };
    p->bytes += body->len;
    p->count++;
}

static void note_head(struct pages *p, const struct response *r)
{
    p->kind = r->kind;
    memcpy(p->etag, r->etag, sizeof(p->etag));
    memcpy(p->last_modified, r->last_modified, sizeof(p->last_modified));
    memcpy(p->content_type, r->content_type, sizeof(p->content_type));
}

/* One answer, kept behind those before. */
static bool get(const struct transport *transport, const struct request *request, size_t limit,
                struct pages *p, struct error *err)
{
    struct response response = { .body = BUFFER_SECRET(limit) };
    bool ok = transport->get(transport->ctx, request, &response, err);
    p->retry_after_s = response.retry_after_s;
    p->received += response.received;
    p->unfinished = response.unfinished;
    if (!ok || response.kind != RESPONSE_BODY)
        buffer_release(&response.body);
    if (!ok)
        return false;
    if (p->count == 0)
        note_head(p, &response);
    if (response.kind == RESPONSE_BODY)
        add(p, &response.body);
    if (p->bytes > limit)
        return error_set(err, "its pages are longer than the %zu MiB allowed in all", limit >> 20);
    return true;
}

/* A server that does not know the parameter sends its first page for ever. */
static bool is_repeated(const struct pages *p)
{
    const struct reading_page *last = &p->pages[p->count - 1], *before = last - 1;
    return p->count > 1 && last->len == before->len &&
           memcmp(last->data, before->data, last->len) == 0;
}

/* The address of the page that the state and `link` say. The caller frees it. */
static char *address(const struct paging *paging, const struct paging_state *state, const char *url,
                     const struct buffer *link, struct error *err)
{
    if (paging->kind == PAGING_NONE || (paging->kind == PAGING_LINK && !state->pages))
        return xstrdup(url);
    if (paging->kind == PAGING_LINK)
        return url_resolve(url, buffer_text(link), err);
    char number[24];
    snprintf(number, sizeof(number), "%" PRIu64, state->number);
    char *ret = url_with_parameter(url, paging->parameter, number);
    if (!ret)
        error_set(err, "its address cannot take a parameter");
    return ret;
}

bool pages_get(const struct transport *transport, const struct request *request,
               const struct paging *paging, const struct json_pointer *rows, size_t limit,
               struct pages *ret, struct error *err)
{
    *ret = (struct pages){ 0 };
    struct paging_state state = { .number = paging_first(paging) };
    CLEANUP_BUFFER struct buffer link = BUFFER_INIT(4096);
    CLEANUP_FREE char *shown = http_shown_url(request->url);
    while (!state.over) {
        CLEANUP_FREE char *url = address(paging, &state, request->url, &link, err);
        if (!url)
            return error_context(err, "%s: page %u", shown, state.pages + 1);
        struct request page = { .url = url, .etag = "", .last_modified = "" };
        if (paging->kind == PAGING_NONE)
            page = *request;
        if (!get(transport, &page, limit, ret, err))
            return state.pages ? error_context(err, "page %u", state.pages + 1) : false;
        if (paging->kind == PAGING_NONE || ret->kind == RESPONSE_NOT_MODIFIED)
            return true;
        if (is_repeated(ret))
            return error_set(err,
                             "%s: page %u is the same as the one before, so the server does not "
                             "know where to go on; see [source] paging and page_parameter",
                             shown, state.pages + 1);
        const struct reading_page *last = &ret->pages[ret->count - 1];
        buffer_clear(&link);
        if (!paging_take(paging, rows, last->data, last->len, &state, &link, err))
            return error_context(err, "%s: page %zu", shown, ret->count);
    }
    return true;
}
