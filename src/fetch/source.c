#include "fetch/source.h"

#include <inttypes.h>
#include <stdio.h>
#include <strings.h>

#include "base/clock.h"
#include "base/log.h"
#include "fetch/schedule.h"
#include "net/http.h"
#include "net/url.h"

#define SIGNATURE_PAUSE_MS 2000 /* a publisher replaces two files by two renames */

/* The transport's get(), with what every request carries, and so that who frees the fetcher knows
 * whether the thread waits for a network. */
static bool ask(void *ctx, const struct request *request, struct response *ret, struct error *err)
{
    struct source *s = ctx;
    const struct transport *t = s->options->transport;
    struct request whole = *request;
    char report[REPORT_SIZE] = "";
    if (s->options->report)
        report_now(s->options->report, report);
    whole.report = report;
    /* A feed is a file, of which there is one kind: a short request is what counts. */
    if (s->options->reading->format == SOURCE_NATIVE)
        whole.accept = "*/*";
    uint64_t begun_ns = clock_monotonic_ns();
    atomic_store(&s->flags->asking, true);
    bool ok = t->get(t->ctx, &whole, ret, err);
    atomic_store(&s->flags->asking, false);
    s->status = ret->status;
    s->received += ret->received;
    CLEANUP_FREE char *shown = http_shown_url(request->url);
    log_debug("%s: status %d, %" PRIu64 " bytes received, %" PRIu64 " ms", shown, ret->status,
              ret->received, (clock_monotonic_ns() - begun_ns) / 1000000);
    return atomic_load(&s->flags->stopping) ? error_set(err, "cancelled") : ok;
}

void source_init(struct source *s, const struct source_options *options, const uint8_t *hash_key,
                 struct source_flags *flags)
{
    *s = (struct source){ .options = options, .hash_key = hash_key, .flags = flags };
    s->transport = (struct transport){ .get = ask, .ctx = s };
}

void source_release(struct source *s)
{
    source_drop(s);
    if (s->list)
        snapshot_free(s->list);
    s->list = NULL;
}

char *source_shown_url(const struct source *s)
{
    return http_shown_url(s->options->urls[0]);
}

void source_drop(struct source *s)
{
    if (s->next)
        snapshot_free(s->next);
    s->next = NULL;
}

/* Serials are compared within what one publisher says of one region. */
static uint64_t whose(const struct snapshot *list)
{
    CLEANUP_FREE char *text = xasprintf("%s\n%s", snapshot_text(list, list->publisher),
                                        snapshot_text(list, list->region));
    return hash_plain(text, strlen(text));
}

void source_note_list(struct source *s, const struct snapshot *list)
{
    s->serial = list->serial;
    s->whose = whose(list);
}

void source_accept(struct source *s, bool keep)
{
    s->mark = s->next_mark;
    if (s->options->key_count)
        s->highest = MAX(s->highest, s->next->serial);
    source_note_list(s, s->next);
    if (keep) {
        if (s->list)
            snapshot_free(s->list);
        s->list = s->next;
    }
    s->next = NULL;
}

/* ---- one address */

/* The body counts: servers that know no JSON call a feed text/html. Of mapped
 * sources the reader tells more. */
static bool is_html(const struct source *s, const struct pages *p)
{
    const char *body = p->pages[0].data;
    body += strspn(body, " \t\r\n");
    bool json = *body == '{' || *body == '[';
    bool says_so = strncasecmp(p->content_type, "text/html", strlen("text/html")) == 0;
    return s->options->reading->format == SOURCE_NATIVE && (*body == '<' || (!json && says_so));
}

static void hash_pages(const struct source *s, const struct pages *p,
                       char ret[CACHE_BODY_HASH_SIZE])
{
    uint64_t hash = 0;
    for (size_t i = 0; i < p->count; i++) {
        uint64_t both[] = { hash, hash_keyed(s->hash_key, p->pages[i].data, p->pages[i].len) };
        hash = i ? hash_keyed(s->hash_key, both, sizeof(both)) : both[1];
    }
    snprintf(ret, CACHE_BODY_HASH_SIZE, "%016" PRIx64, hash);
}

/* Whether the feed is signed by one of the keys. */
static enum signature_verdict check_signature(struct source *s, const char *url,
                                              const struct pages *p, struct error *err)
{
    CLEANUP_FREE char *address = url_with_suffix(url, ".minisig");
    struct response response = { .body = BUFFER_INIT(SIGNATURE_MAX_BYTES) };
    struct request request = { .url = address ? address : "", .etag = "", .last_modified = "" };
    size_t key = 0;
    enum signature_verdict verdict = SIGNATURE_UNREADABLE;
    if (ask(s, &request, &response, err)) {
        verdict = signature_check(s->options->keys, s->options->key_count, p->pages[0].data,
                                  p->pages[0].len, buffer_text(&response.body), response.body.len,
                                  &key, err);
        CLEANUP_FREE char *shown = http_shown_url(address);
        if (verdict != SIGNATURE_GOOD)
            error_context(err, "%s", shown);
        else
            signature_key_id(&s->options->keys[key], s->next_mark.signed_by);
    } else {
        error_context(err, "no signature, and with [source] public_keys nothing unsigned is taken");
    }
    buffer_release(&response.body);
    return verdict;
}

/* What is signed may not go back: somebody may be sending what was true once. */
static bool check_serial(const struct source *s, const struct snapshot *list, struct error *err)
{
    if (!s->options->key_count || list->serial >= s->highest)
        return true;
    return error_set(
        err,
        "it is signed, but its serial %" PRIu64 " is older than %" PRIu64
        ", which was accepted before: an old feed is being sent again. Where the "
        "publisher has really begun anew, end siapambil and delete the files 'serials' "
        "and 'list.json' in [cache] dir",
        list->serial, s->highest);
}

static bool read_list(struct source *s, const struct pages *p, int64_t wall_s, struct error *err)
{
    struct snapshot *list = NULL;
    if (is_html(s, p))
        return error_set(err, "an HTML page came instead of a list (a page for logging in, or an "
                              "error): see [source] url");
    int64_t issued = wall_s >= CLOCK_PLAUSIBLE_S ? wall_s : 0;
    bool ok =
        reading_parse(s->options->reading, p->pages, p->count, issued, &list, &s->report, err);
    s->unfinished = s->report.unfinished;
    if (!ok)
        return false;
    if (!check_serial(s, list, err)) {
        snapshot_free(list);
        return false;
    }
    s->next = list;
    return true;
}

static enum source_outcome pull_once(struct source *s, size_t url, int64_t wall_s, bool *ret_again,
                                     struct error *err)
{
    const struct source_options *o = s->options;
    const struct source_mark *mark = &s->mark;
    bool known = mark->url == url;
    const struct request request = { .url = o->urls[url],
                                     .etag = known ? mark->etag : "",
                                     .last_modified = known ? mark->last_modified : "" };
    CLEANUP_FREE char *shown = http_shown_url(request.url);
    struct pages pages;
    *ret_again = false;
    enum source_outcome outcome = SOURCE_FAILED;
    bool ok = pages_get(&s->transport, &request, &o->paging, o->reading->rows, FEED_MAX_BYTES,
                        &pages, err);
    if (!ok)
        s->patient_s[url] = MIN(pages.retry_after_s, SCHEDULE_RETRY_AFTER_MAX_S);
    s->bytes = pages.bytes;
    s->page_count = pages.count;
    s->unfinished = !ok && pages.unfinished;
    s->next_mark = (struct source_mark){ .url = url };
    if (ok && pages.kind == RESPONSE_NOT_MODIFIED) {
        s->next_mark = *mark;
        outcome = SOURCE_UNCHANGED;
    } else if (ok) {
        struct source_mark *next = &s->next_mark;
        if (o->paging.kind == PAGING_NONE) {
            memcpy(next->etag, pages.etag, sizeof(next->etag));
            memcpy(next->last_modified, pages.last_modified, sizeof(next->last_modified));
        }
        hash_pages(s, &pages, next->body_hash);
        bool same = strcmp(next->body_hash, mark->body_hash) == 0;
        enum signature_verdict verdict = SIGNATURE_GOOD;
        if (same)
            memcpy(next->signed_by, mark->signed_by, sizeof(next->signed_by));
        else if (o->key_count)
            verdict = check_signature(s, request.url, &pages, err);
        *ret_again = verdict == SIGNATURE_MISMATCH;
        if (same)
            outcome = SOURCE_UNCHANGED;
        else if (verdict == SIGNATURE_GOOD && read_list(s, &pages, wall_s, err))
            outcome = SOURCE_NEW;
        else if (verdict == SIGNATURE_GOOD)
            error_context(err, "%s", shown);
    }
    pages_release(&pages);
    return outcome;
}

static enum source_outcome pull_from(struct source *s, size_t url, int64_t wall_s,
                                     struct error *err)
{
    const struct transport *t = s->options->transport;
    bool again;
    enum source_outcome outcome = pull_once(s, url, wall_s, &again, err);
    if (again && !atomic_load(&s->flags->stopping)) {
        t->wait(t->ctx, SIGNATURE_PAUSE_MS);
        if (!atomic_load(&s->flags->stopping))
            outcome = pull_once(s, url, wall_s, &again, err);
    }
    return outcome;
}

/* ---- all of them */

/* Whether this address is to be asked now. A server that asks for patience
 * says nothing of its mirrors. */
static bool is_willing(const struct source *s, size_t url, int64_t boot_s, struct error *why)
{
    int64_t left_s = s->patient_until_s[url] - boot_s;
    if (s->options->url_count == 1 || left_s <= 0)
        return true;
    CLEANUP_FREE char *shown = http_shown_url(s->options->urls[url]);
    return error_set(why, "%s: the server has asked to be left alone for a while", shown);
}

/* Whether what an address sends is older than what is shown: then it lags behind, and rows would
 * vanish and come back with every change of addresses. */
static bool lags(const struct source *s, size_t url, struct error *why)
{
    const struct snapshot *next = s->next;
    if (s->options->url_count == 1 || next->serial >= s->serial || whose(next) != s->whose)
        return false;
    CLEANUP_FREE char *shown = http_shown_url(s->options->urls[url]);
    error_set(why, "%s: its serial %" PRIu64 " is older than %" PRIu64 ", so it lags behind", shown,
              next->serial, s->serial);
    return true;
}

/* Asks one address. FAILED with a sentence also where it is not to be asked, or lags. */
static enum source_outcome try(struct source *s, size_t url, int64_t wall_s, int64_t boot_s,
                               bool *ret_lags, struct error *why)
{
    *ret_lags = false;
    if (!is_willing(s, url, boot_s, why))
        return SOURCE_FAILED;
    s->patient_s[url] = 0;
    enum source_outcome outcome = pull_from(s, url, wall_s, why);
    s->patient_until_s[url] = s->patient_s[url] ? boot_s + s->patient_s[url] : 0;
    *ret_lags = outcome == SOURCE_NEW && lags(s, url, why);
    if (!*ret_lags)
        return outcome;
    source_drop(s);
    return SOURCE_FAILED;
}

/* For how long none of the addresses wants to be asked. */
static int patience(const struct source *s, int64_t boot_s)
{
    int64_t least_s = SCHEDULE_RETRY_AFTER_MAX_S;
    for (size_t i = 0; i < s->options->url_count; i++)
        least_s = MIN(least_s, MAX(s->patient_until_s[i] - boot_s, 0));
    return (int)least_s;
}

static void tell_address(struct source *s, size_t url, const struct error *why, int64_t boot_s)
{
    static_assert(SOURCE_MAX_URLS <= REPEATS_STATES, "each address is a state");
    char often[REPEATS_TEXT];
    unsigned times = repeats_is(&s->told_url, (int)url, boot_s);
    if (!times)
        return;
    const char *name = s->options->name;
    CLEANUP_FREE char *whose = *name ? xasprintf("[source %s] ", name) : xstrdup("");
    if (url)
        log_warning("%s%s; the list comes from mirror %zu of %zu%s", whose, why->text, url,
                    s->options->url_count - 1, repeats_count(times, often));
    else
        log_info("%sthe list comes from the first address again%s", whose,
                 repeats_count(times, often));
}

enum source_outcome source_pull(struct source *s, int64_t wall_s, int64_t boot_s, struct error *err)
{
    struct error last = { "" };
    size_t count = s->options->url_count;
    bool lags, first_lags = false;
    enum source_outcome outcome = SOURCE_FAILED;
    s->status = 0;
    s->received = 0;
    for (size_t url = 0; url < count && outcome == SOURCE_FAILED; url++) {
        struct error why = { "" };
        outcome = try(s, url, wall_s, boot_s, &lags, &why);
        if (atomic_load(&s->flags->stopping))
            break;
        if (outcome != SOURCE_FAILED)
            tell_address(s, url, err, boot_s);
        if (!url) {
            *err = why;
            first_lags = lags;
        }
        last = why;
    }
    /* No address has what is shown: perhaps the publisher has begun
     * anew, which is for the guard. */
    if (outcome == SOURCE_FAILED && first_lags && !atomic_load(&s->flags->stopping))
        outcome = pull_from(s, 0, wall_s, err);
    if (first_lags && outcome == SOURCE_NEW && s->next_mark.url == 0)
        tell_address(s, 0, err, boot_s);
    if (atomic_load(&s->flags->stopping)) {
        source_drop(s);
        return SOURCE_CANCELLED;
    }
    if (outcome == SOURCE_UNCHANGED)
        s->mark = s->next_mark; /* another address may have other validators for it */
    s->retry_after_s = patience(s, boot_s);
    if (outcome == SOURCE_FAILED && count > 1) {
        struct error first = *err;
        error_set(err, "%.*s; and no mirror helps: %s", 220, first.text, last.text);
    }
    return outcome;
}
