#include "feed/reading.h"

#include "feed/json_pointer.h"
#include "feed/mapping.h"

#include <stdio.h>

void reading_release(struct reading *r)
{
    for (int i = 0; i < MAP_MEMBERS; i++) {
        expression_free(r->map[i]);
        r->map[i] = NULL;
    }
    json_pointer_free(r->rows);
    r->rows = NULL;
}

/* ---- what is plainly something else */

static bool begins(const char *data, size_t len, const char *mark, size_t mark_len)
{
    return len >= mark_len && memcmp(data, mark, mark_len) == 0;
}

static bool refuse_web_page(const struct reading *r, const char *data, size_t len,
                            struct error *err)
{
    size_t seen = MIN(len, (size_t)64 << 10);
    bool google = memmem(data, seen, "accounts.google.com", 19) ||
                  memmem(data, seen, "docs.google.com", 15) ||
                  memmem(data, seen, "ServiceLogin", 12);
    if (r->format == SOURCE_CSV)
        return error_set(
            err,
            "it is a web page, not a sheet%s: a Google Sheet must be published: File > "
            "Share > Publish to the web, as CSV; the address to pull is the one that "
            "it gives there",
            google ? " (Google asks to sign in, since the sheet is not public)" : "");
    return error_set(err,
                     "it is a web page (HTML or XML), not JSON: the address is not the API's, or "
                     "the API wants a token (headers_file)");
}

static bool check_page(const struct reading *r, const struct reading_page *page, struct error *err)
{
    const char *data = page->data;
    size_t len = page->len, at = begins(data, len, "\xEF\xBB\xBF", 3) ? 3 : 0;
    while (at < len && strchr(" \t\r\n", data[at]) && data[at])
        at++;
    if (at == len)
        return error_set(err, "it is empty");
    if (data[at] == '<')
        return refuse_web_page(r, data, len, err);
    if (begins(data, len, "PK\x03\x04", 4) || begins(data, len, "\xD0\xCF\x11\xE0", 4))
        return error_set(err, "it is an Excel file; save it as CSV UTF-8 (File > Save As)");
    if (begins(data, len, "%PDF", 4))
        return error_set(err, "it is a PDF, not a list");
    if (begins(data, len, "\x1F\x8B", 2))
        return error_set(err, "it is a gzip file; unpack it, or let the server say so in "
                              "Content-Encoding");
    if (r->format == SOURCE_CSV && (data[at] == '{' || data[at] == '[')) {
        struct json_text t = { .data = data + at, .len = len - at };
        if (json_skip(&t))
            return error_set(err, "it is JSON, not a sheet; allowed with format = json");
    }
    return true;
}

/* Of an answer that was refused: whether it is only the beginning of one. What a file is to become
 * may stand there as NULs until it is written. Of a sheet its reader knows more. */
static bool is_beginning(const struct reading *r, const struct reading_page *page)
{
    const char *data = page->data;
    size_t len = page->len, skip = begins(data, len, "\xEF\xBB\xBF", 3) ? 3 : 0;
    if (len == skip || (len >= 4 && memcmp(data + len - 4, "\0\0\0\0", 4) == 0))
        return true;
    struct json_text t = { .data = data + skip, .len = len - skip };
    return r->format != SOURCE_CSV && !json_skip(&t) && t.at == t.len;
}

/* ---- native */

static bool parse_native(const struct reading *r, const struct reading_page *pages, size_t count,
                         struct snapshot **ret, struct intake_report *report, struct error *err)
{
    const struct feed_options options = { .privacy = r->privacy, .order = r->order };
    if (count != 1)
        return error_set(err, "it has %zu pages; a feed has one", count);
    bool ok = feed_parse(pages[0].data, pages[0].len, &options, ret, &report->feed, err);
    report->rows = report->feed.rows;
    report->shown = ok ? (*ret)->document_count : 0;
    report->blotted = report->feed.blotted;
    report->masked = report->feed.masked;
    return ok;
}

/* ---- mapped */

static bool read_pages(struct mapping *m, const struct reading_page *pages, size_t count,
                       struct error *err)
{
    const struct reading *r = m->reading;
    for (size_t i = 0; i < count; i++) {
        const struct reading_page *page = &pages[i];
        bool ok = check_page(r, page, err);
        if (ok && r->format == SOURCE_JSON)
            ok = json_source_read(m, page->data, page->len, err);
        else if (ok)
            ok = csv_source_read(m, page->data, page->len, err);
        if (!ok)
            return i ? error_context(err, "page %zu", i + 1) : false;
    }
    return true;
}

static bool parse_mapped(const struct reading *r, const struct reading_page *pages, size_t count,
                         int64_t issued, struct snapshot **ret, struct intake_report *report,
                         struct error *err)
{
    struct mapping m;
    mapping_init(&m, r, report);
    bool ok = read_pages(&m, pages, count, err);
    intake_close(m.intake);
    ok = ok && mapping_check(&m, err) && intake_finish(m.intake, issued, ret, err);
    mapping_release(&m);
    return ok;
}

bool reading_parse(const struct reading *r, const struct reading_page *pages, size_t count,
                   int64_t issued, struct snapshot **ret, struct intake_report *ret_report,
                   struct error *err)
{
    *ret_report = (struct intake_report){ 0 };
    for (size_t i = 0; i < count; i++)
        ret_report->bytes += pages[i].len;
    if (!count)
        return error_set(err, "it is empty");
    if (r->format != SOURCE_NATIVE && ret_report->bytes > FEED_MAX_BYTES)
        return error_set(err, "it is %zu bytes long%s, more than the %u MiB allowed",
                         ret_report->bytes, count > 1 ? " with all its pages" : "",
                         FEED_MAX_BYTES >> 20);
    bool ok = r->format == SOURCE_NATIVE
                  ? parse_native(r, pages, count, ret, ret_report, err)
                  : parse_mapped(r, pages, count, issued, ret, ret_report, err);
    if (!ok && pages[count - 1].len <= FEED_MAX_BYTES)
        ret_report->unfinished |= is_beginning(r, &pages[count - 1]);
    return ok;
}
