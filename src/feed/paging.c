#include "feed/paging.h"

#include "base/text.h"
#include "feed/mapping.h"
#include "policy/redact.h"

uint64_t paging_first(const struct paging *p)
{
    return p->kind == PAGING_PAGE ? p->first : 0;
}

/* Checks the page as far as walking it needs; `ret` is at its value. */
static bool check(const char *data, size_t len, struct json_text *ret, struct error *err)
{
    if (len >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0)
        data += 3, len -= 3;
    struct json_text t = { .data = data, .len = len };
    char first = json_peek(&t);
    *ret = t;
    if (!first)
        return error_set(err, "it is empty");
    if (first == '<')
        return error_set(err, "it is a web page (HTML), not JSON: a page for logging in, or an "
                              "error");
    size_t invalid = text_find_invalid(data, len);
    if (invalid < len)
        return error_set(err, "it is not JSON: byte %zu is not UTF-8", invalid);
    if (!json_skip(&t))
        return error_set(err, "it is not JSON: at byte %zu, %s", t.at, t.why);
    return true;
}

static bool count_rows(const struct json_pointer *rows, struct json_text t, uint64_t *ret,
                       struct error *err)
{
    CLEANUP_BUFFER struct buffer held = BUFFER_SECRET(FEED_MAX_BYTES);
    if (!json_source_find_rows(rows, t, &held, &t, err))
        return false;
    *ret = 0;
    char list = json_list(t);
    for (bool more = json_list_enter(&t, list); more; more = json_list_next(&t, list)) {
        json_skip(&t);
        ++*ret;
    }
    return true;
}

/* The scalar that the pointer names as text; false where there is none. "" for null and false. */
static bool find_text(const struct json_pointer *p, struct json_text t, struct buffer *ret)
{
    CLEANUP_BUFFER struct buffer held = BUFFER_SECRET(FEED_MAX_BYTES);
    if (!json_pointer_find(p, &t, &held))
        return false;
    char c = json_peek(&t);
    if (c == '"') {
        struct json_slice slice;
        return json_slice(&t, &held, &slice) && buffer_append(ret, slice.data, slice.len);
    }
    size_t start = t.at;
    json_skip(&t);
    return c != '{' && c != '[' &&
           (c == 'n' || c == 'f' || buffer_append(ret, t.data + start, t.at - start));
}

/* A whole number; some servers put it into a string. */
static bool find_number(const struct json_pointer *p, struct json_text t, const char *key,
                        uint64_t *ret, struct error *err)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(32);
    bool ok = find_text(p, t, &text) && text.len && text.len <= 15 &&
              strspn(text.data, "0123456789") == text.len;
    if (!ok)
        return error_set(err, "it has no whole number at '%s' ([source] %s)", json_pointer_text(p),
                         key);
    *ret = strtoull(text.data, NULL, 10);
    return true;
}

/* Without a number of pages or rows, the last page is empty, or has fewer rows than the first. */
static bool is_short(const struct paging *p, const struct paging_state *s, uint64_t rows)
{
    return !rows || (p->kind == PAGING_OFFSET && rows < s->rows_of_first);
}

/* It will stand in the log, without its query: a name that a wrong pointer leads to must not. */
static bool check_link(const struct paging *p, const char *link, struct error *err)
{
    CLEANUP_FREE char *path = xasprintf("%.*s", (int)strcspn(link, "?"), link);
    bool is_address = strpbrk(link, "/?.");
    for (const char *c = link; *c; c++)
        is_address &= (unsigned char)*c > ' ' && *c != 0x7F;
    return (is_address && !redact_finds_number(path)) ||
           error_set(err, "it has no address at '%s' ([source] next_link)",
                     json_pointer_text(p->next_link));
}

static bool find_end(const struct paging *p, struct json_text t, uint64_t rows,
                     struct paging_state *s, struct buffer *link, struct error *err)
{
    uint64_t last;
    switch (p->kind) {
    case PAGING_NONE:
        s->over = true;
        return true;
    case PAGING_PAGE:
        if (p->last_page && !find_number(p->last_page, t, "last_page", &last, err))
            return false;
        s->over = p->last_page ? s->number >= last : is_short(p, s, rows);
        s->number++;
        return true;
    case PAGING_OFFSET:
        if (p->total_rows && !find_number(p->total_rows, t, "total_rows", &last, err))
            return false;
        s->over = is_short(p, s, rows) && !p->total_rows;
        if (p->total_rows)
            s->over = s->rows >= last || !rows;
        s->number = s->rows;
        return true;
    case PAGING_LINK:
        if (!find_text(p->next_link, t, link))
            buffer_clear(link); /* many servers leave it out on the last page */
        s->over = !link->len;
        return s->over || check_link(p, link->data, err);
    }
    return true;
}

bool paging_take(const struct paging *p, const struct json_pointer *rows, const char *data,
                 size_t len, struct paging_state *s, struct buffer *link, struct error *err)
{
    struct json_text t;
    uint64_t count = 0;
    if (!check(data, len, &t, err) || !count_rows(rows, t, &count, err))
        return false;
    if (!s->pages++)
        s->rows_of_first = count;
    s->rows += count;
    if (!find_end(p, t, count, s, link, err))
        return false;
    if (!s->over && s->pages >= p->max_pages)
        return error_set(err,
                         "it is not the last, and %u pages are the most allowed ([source] "
                         "max_pages)",
                         p->max_pages);
    return true;
}
