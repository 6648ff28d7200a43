#include "net/http.h"

#include <curl/curl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <strings.h>

#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/wipe.h"
#include "net/address.h"
#include "net/credentials.h"
#include "net/http_error.h"
#include "net/local_file.h"
#include "net/unpack.h"
#include "net/url.h"

#define MAX_REDIRECTS   5
#define MAX_RETRY_AFTER 86400
#define MAX_ENCODINGS   256 /* bytes of Content-Encoding, in all */

struct http {
    struct transport transport;

    /* --- immutable after creation */
    char *ca_file, *token_file, *headers_file, *user_agent;
    int timeout_s, connect_timeout_s;
    bool allow_public_http;

    /* --- of the thread that pulls */
    CURLM *multi;
    CURL *easy;       /* of the request that is under way, or the last; NULL before the first */
    CURLSH *sessions; /* of TLS; connections are kept by `multi` */
    char detail[CURL_ERROR_SIZE];

    /* --- any thread */
    atomic_bool cancelled;
    atomic_bool woken;
};

void http_init(void)
{
    /* What came and what was sent passes through libcurl's buffers. Out of memory aborts: an option
     * that could not be kept, such as the schemes that are allowed or the authority's file, must not
     * be missing from a request. */
    if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, xmalloc, wipe_free, wipe_realloc, xstrdup,
                             xcalloc) != 0) {
        fprintf(stderr, "<2>siapambil: libcurl cannot start\n");
        abort();
    }
}

/* ---- one request */

struct exchange {
    const struct http *http;
    const char *url;
    struct response *response;
    bool plain;            /* http, which is only for the office's own network */
    bool went_public;      /* and was kept from going elsewhere */
    bool went_private;     /* an address of that network was tried */
    bool has_headers;      /* which no other server may have */
    bool left_server;      /* and was kept from asking it */
    struct unpack *unpack; /* of the body; NULL until it begins */
    struct error refused;  /* why its bytes are not taken; "": they are */
    curl_off_t received;   /* of the body, on the wire */
    uint64_t since_ns;     /* so many bytes */
    bool stalled;
};

/* Content-Encoding of the last answer, which may stand in several headers: as they are, with commas
 * between them. false: they are too long. */
static bool add_encodings(CURL *easy, struct buffer *out)
{
    struct curl_header *header;
    for (size_t i = 0, count = 1; i < count; i++) {
        if (curl_easy_header(easy, "Content-Encoding", i, CURLH_HEADER, -1, &header) != CURLHE_OK)
            break;
        count = header->amount;
        if (!buffer_append(out, ",", 1) ||
            !buffer_append(out, header->value, strlen(header->value)))
            return false;
    }
    return true;
}

/* Of an answer that is no list nobody reads the body. */
static bool begin_body(struct exchange *exchange)
{
    CURL *easy = exchange->http->easy;
    CLEANUP_BUFFER struct buffer encodings = BUFFER_INIT(MAX_ENCODINGS);
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (status == 200 && !add_encodings(easy, &encodings))
        return unpack_error_layers(&exchange->refused);
    exchange->unpack =
        unpack_new(buffer_text(&encodings), &exchange->response->body, &exchange->refused);
    return exchange->unpack != NULL;
}

static size_t on_body(char *data, size_t size, size_t count, void *ctx)
{
    struct exchange *exchange = ctx;
    if ((exchange->unpack || begin_body(exchange)) &&
        unpack_feed(exchange->unpack, data, size * count, &exchange->refused))
        return size * count;
    return 0; /* ends the transfer with CURLE_WRITE_ERROR */
}

/* Here, since here the address is known that the name leads to, after every redirect. */
static curl_socket_t on_open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct exchange *exchange = ctx;
    (void)purpose;
    if (exchange->plain && !exchange->http->allow_public_http) {
        if (!address_is_private(&address->addr)) {
            exchange->went_public = true;
            return CURL_SOCKET_BAD;
        }
        exchange->went_private = true;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* The last moment before a request is written, also on a connection that is open already. */
static int on_request(void *ctx, char *ip, char *local_ip, int port, int local_port)
{
    struct exchange *exchange = ctx;
    (void)ip, (void)local_ip, (void)port, (void)local_port;
    const char *url = NULL;
    exchange->went_public = exchange->went_private = false; /* what comes now is a redirect's */
    if (!exchange->has_headers)
        return CURL_PREREQFUNC_OK;
    curl_easy_getinfo(exchange->http->easy, CURLINFO_EFFECTIVE_URL, &url);
    if (url && url_same_server(url, exchange->url))
        return CURL_PREREQFUNC_OK;
    exchange->left_server = true;
    return CURL_PREREQFUNC_ABORT;
}

static const char *scheme_of(const char *url)
{
    static const char *const schemes[] = { "https", "http", "file" };
    for (size_t i = 0; i < COUNT(schemes); i++) {
        size_t len = strlen(schemes[i]);
        if (strncasecmp(url, schemes[i], len) == 0 && strncmp(url + len, "://", 3) == 0)
            return schemes[i];
    }
    return NULL;
}

static bool has_header(const struct curl_slist *list, const char *name)
{
    size_t len = strlen(name);
    for (; list; list = list->next) {
        if (strncasecmp(list->data, name, len) == 0 && list->data[len] == ':')
            return true;
    }
    return false;
}

static struct curl_slist *add_header(struct curl_slist *list, const char *name, const char *value)
{
    if (!*value || has_header(list, name))
        return list;
    CLEANUP_FREE char *line = xasprintf("%s: %s", name, value);
    struct curl_slist *longer = curl_slist_append(list, line);
    return longer ? longer : list;
}

/* Everything anew for each request: nothing of one leaks into the next but connections and sessions.
 * A handle that is used again has, up to libcurl 8.0, a pointer to the last header of the answer
 * before (prevhead); a server whose first header begins with a blank has it followed. */
static void set_options(struct http *h, const char *url, const char *scheme, const char *token,
                        struct curl_slist *headers, struct exchange *exchange)
{
    curl_easy_cleanup(h->easy);
    CURL *e = h->easy = curl_easy_init();
    if (!e)
        out_of_memory(sizeof(void *)); /* libcurl's own, of some size */
    curl_easy_setopt(e, CURLOPT_SHARE, h->sessions);
    curl_easy_setopt(e, CURLOPT_URL, url);
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, scheme);
    curl_easy_setopt(e, CURLOPT_REDIR_PROTOCOLS_STR, scheme);
    curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(e, CURLOPT_MAXREDIRS, (long)MAX_REDIRECTS);
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, h->detail);
    curl_easy_setopt(e, CURLOPT_USERAGENT, h->user_agent);
    curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(e, CURLOPT_HTTP_CONTENT_DECODING, 0L); /* but by net/unpack.h */
    curl_easy_setopt(e, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, exchange);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, exchange);
    curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, on_request);
    curl_easy_setopt(e, CURLOPT_PREREQDATA, exchange);
    if (exchange->plain && !h->allow_public_http) /* a proxy's address would say nothing */
        curl_easy_setopt(e, CURLOPT_NOPROXY, "*");
    /* Where the name leads now: connections are kept, so it is asked for seldom, and a server that has moved, or a
     * portal that answered for it, is not to be remembered. */
    curl_easy_setopt(e, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
    /* The default of 300 s for connecting is longer than most polls. */
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT, (long)h->connect_timeout_s);
    curl_easy_setopt(e, CURLOPT_TIMEOUT, (long)h->timeout_s);
    curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L);
    if (*h->ca_file) {
        curl_easy_setopt(e, CURLOPT_CAINFO, h->ca_file);
        curl_easy_setopt(e, CURLOPT_CAPATH, NULL);
        /* By default libcurl keeps what it read from a path for a day: a certificate that an office
         * replaces would be noticed tomorrow. */
        curl_easy_setopt(e, CURLOPT_CA_CACHE_TIMEOUT, 0L);
    }
    if (*token) {
        /* libcurl sends this to the host and port of the URL only, whatever it is redirected to. */
        curl_easy_setopt(e, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
        curl_easy_setopt(e, CURLOPT_XOAUTH2_BEARER, token);
    }
    curl_easy_setopt(e, CURLOPT_UNRESTRICTED_AUTH, 0L);
}

static int stall_s(const struct http *h)
{
    return MAX(h->timeout_s / 3, 1);
}

/* libcurl's own LOW_SPEED_TIME counts from the request on, so it would cut
 * off a server that thinks. */
static bool has_stalled(const struct http *h, struct exchange *exchange)
{
    uint64_t now_ns = clock_monotonic_ns();
    curl_off_t received = 0;
    curl_easy_getinfo(h->easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
    if (received != exchange->received) {
        exchange->received = received;
        exchange->since_ns = now_ns;
    }
    return received > 0 && now_ns - exchange->since_ns >= (uint64_t)stall_s(h) * 1000000000;
}

/* Runs the transfer to its end; CURLE_ABORTED_BY_CALLBACK when it was cancelled. */
static CURLcode transfer(struct http *h, struct exchange *exchange)
{
    CURLcode result = CURLE_FAILED_INIT;
    if (curl_multi_add_handle(h->multi, h->easy) != CURLM_OK)
        return result;
    int running = 1;
    while (running) {
        if (atomic_load(&h->cancelled)) {
            result = CURLE_ABORTED_BY_CALLBACK;
            break;
        }
        if (has_stalled(h, exchange)) {
            exchange->stalled = true;
            result = CURLE_OPERATION_TIMEDOUT;
            break;
        }
        if (curl_multi_perform(h->multi, &running) != CURLM_OK ||
            (running && curl_multi_poll(h->multi, NULL, 0, 1000, NULL) != CURLM_OK))
            break;
        int left;
        for (CURLMsg *m; (m = curl_multi_info_read(h->multi, &left));) {
            if (m->msg == CURLMSG_DONE)
                result = m->data.result;
        }
    }
    curl_multi_remove_handle(h->multi, h->easy);
    return result;
}

/* A header of the last answer (not of a redirect); "" when there is none, or when it is too long, or
 * holds what no header may: some are sent back. */
static void get_header(CURL *easy, const char *name, char *ret, size_t size)
{
    struct curl_header *header;
    *ret = '\0';
    if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK ||
        strlen(header->value) >= size)
        return;
    for (const char *p = header->value; *p; p++) {
        if (((unsigned char)*p < ' ' && *p != '\t') || *p == 0x7F)
            return;
    }
    memcpy(ret, header->value, strlen(header->value) + 1);
}

static void read_head(CURL *easy, struct response *response)
{
    long status = 0;
    curl_off_t retry = 0, received = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
    /* Seconds; a date is counted from the wall clock, which may be wrong: hence the bounds. */
    curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &retry);
    /* "HTTP/2 2002" is a status to libcurl. */
    response->status = status >= 100 && status <= 999 ? (int)status : 0;
    response->received = (uint64_t)received;
    response->retry_after_s = (int)MIN(MAX(retry, 0), MAX_RETRY_AFTER);
    get_header(easy, "ETag", response->etag, sizeof(response->etag));
    get_header(easy, "Last-Modified", response->last_modified, sizeof(response->last_modified));
    get_header(easy, "Content-Type", response->content_type, sizeof(response->content_type));
}

/* What a time-out found the transfer doing. */
static enum http_phase phase(const struct http *h, const struct exchange *exchange)
{
    curl_off_t total_us = 0, connected_us = 0, received = 0;
    curl_easy_getinfo(h->easy, CURLINFO_TOTAL_TIME_T, &total_us);
    curl_easy_getinfo(h->easy, CURLINFO_PRETRANSFER_TIME_T, &connected_us);
    curl_easy_getinfo(h->easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
    if (exchange->stalled)
        return HTTP_STALLED;
    /* Before its time it can only be the other time-out, perhaps at the
     * second host of a redirect. */
    if (!connected_us || total_us + 100000 < (curl_off_t)h->timeout_s * 1000000)
        return HTTP_CONNECTING;
    return received ? HTTP_RECEIVING : HTTP_WAITING;
}

static bool explain(struct http *h, CURLcode code, const struct exchange *exchange,
                    const struct response *response, struct error *err)
{
    long os_error = 0;
    curl_easy_getinfo(h->easy, CURLINFO_OS_ERRNO, &os_error);
    long verify_result = 0;
    curl_easy_getinfo(h->easy, CURLINFO_SSL_VERIFYRESULT, &verify_result);
    struct http_failure failure = { .code = code,
                                    .detail = h->detail,
                                    .os_error = (int)os_error,
                                    .verify_result = verify_result,
                                    .status = response->status,
                                    .phase = phase(h, exchange) };
    failure.waited_s = failure.phase == HTTP_STALLED      ? stall_s(h)
                       : failure.phase == HTTP_CONNECTING ? MIN(h->connect_timeout_s, h->timeout_s)
                                                          : h->timeout_s;
    return http_error_transfer(&failure, err);
}

/* What was stopped here, not by the network. */
static bool refuse(struct http *h, const struct exchange *exchange, struct error *err)
{
    const char *url = NULL;
    curl_easy_getinfo(h->easy, CURLINFO_EFFECTIVE_URL, &url);
    CLEANUP_FREE char *host = url_host(url ? url : exchange->url);
    return exchange->left_server ? http_error_left_server(host, err) : http_error_public(host, err);
}

static bool judge(struct http *h, CURLcode code, const struct request *request,
                  const struct exchange *exchange, struct response *response, struct error *err)
{
    if (*exchange->refused.text)
        return error_set(err, "%s", exchange->refused.text);
    if (exchange->left_server ||
        (code == CURLE_COULDNT_CONNECT && exchange->went_public && !exchange->went_private))
        return refuse(h, exchange, err);
    if (code != CURLE_OK)
        return explain(h, code, exchange, response, err);
    if (response->status == 304 && (*request->etag || *request->last_modified)) {
        response->kind = RESPONSE_NOT_MODIFIED;
        return true;
    }
    if (response->status != 200)
        return http_error_status(response->status, err);
    response->kind = RESPONSE_BODY;
    return !exchange->unpack || unpack_end(exchange->unpack, err);
}

/* libcurl's words, and headers that a sentence names, may hold whatever the server has sent. */
static void make_showable(char *text)
{
    size_t len = strlen(text);
    for (size_t at; (at = text_find_invalid(text, len)) < len;)
        text[at] = '?';
    for (; *text; text++) {
        if ((unsigned char)*text < ' ' || *text == 0x7F)
            *text = '?';
    }
}

static bool http_get(void *ctx, const struct request *request, struct response *ret,
                     struct error *err)
{
    struct http *h = ctx;
    CLEANUP_FREE char *shown = http_shown_url(request->url);
    const char *scheme = scheme_of(request->url);
    if (!scheme)
        return error_set(err, "%s: not an http, https or file address", shown);
    buffer_clear(&ret->body);
    if (strcmp(scheme, "file") == 0) {
        bool read = atomic_load(&h->cancelled) ? error_set(err, "cancelled")
                                               : local_file_get(request->url, ret, err);
        return read || error_context(err, "%s", shown);
    }
    CLEANUP_BUFFER struct buffer token = BUFFER_SECRET(CREDENTIALS_MAX);
    if (*h->token_file && !credentials_read_token(h->token_file, &token, err))
        return error_context(err, "%s", shown);
    struct curl_slist *headers = NULL;
    if (*h->headers_file && !credentials_read_headers(h->headers_file, &headers, err)) {
        curl_slist_free_all(headers);
        return error_context(err, "%s", shown);
    }
    const char *accept = request->accept ? request->accept : "application/json, */*;q=0.1";
    headers = add_header(headers, "Accept", accept);
    headers = add_header(headers, "Siapambil-Screen", request->report ? request->report : "");
    headers = add_header(headers, "If-None-Match", request->etag);
    /* RFC 9110, section 13.1.3: beside the other one, which is more exact, it counts for nothing. */
    if (!*request->etag)
        headers = add_header(headers, "If-Modified-Since", request->last_modified);

    struct exchange exchange = { .http = h,
                                 .url = request->url,
                                 .response = ret,
                                 .plain = strcmp(scheme, "http") == 0,
                                 .has_headers = *h->headers_file };
    h->detail[0] = '\0';
    set_options(h, request->url, scheme, buffer_text(&token), headers, &exchange);
    CURLcode code = transfer(h, &exchange);
    read_head(h->easy, ret);
    curl_slist_free_all(headers);
    curl_easy_setopt(h->easy, CURLOPT_HTTPHEADER, NULL);
    bool ok = judge(h, code, request, &exchange, ret, err);
    if (exchange.unpack)
        unpack_free(exchange.unpack);
    if (!ok)
        make_showable(err->text);
    return ok || error_context(err, "%s", shown);
}

static void http_wait(void *ctx, uint64_t ms)
{
    struct http *h = ctx;
    uint64_t deadline = clock_monotonic_ns() / 1000000 + ms;
    /* curl_multi_poll takes an int, and may return early. */
    while (!atomic_load(&h->cancelled) && !atomic_exchange(&h->woken, false)) {
        uint64_t now = clock_monotonic_ns() / 1000000;
        if (now >= deadline)
            return;
        curl_multi_poll(h->multi, NULL, 0, (int)MIN(deadline - now, 60000), NULL);
    }
}

static void http_wake(void *ctx)
{
    struct http *h = ctx;
    atomic_store(&h->woken, true);
    curl_multi_wakeup(h->multi);
}

static void http_cancel(void *ctx)
{
    struct http *h = ctx;
    atomic_store(&h->cancelled, true);
    curl_multi_wakeup(h->multi);
}

struct http *http_new(const struct http_options *options, struct error *err)
{
    CLEANUP(http_free) struct http *h = xcalloc(1, sizeof(*h));
    h->transport = (struct transport){
        .get = http_get, .wait = http_wait, .wake = http_wake, .cancel = http_cancel, .ctx = h
    };
    h->ca_file = xstrdup(options->ca_file);
    h->token_file = xstrdup(options->token_file);
    h->headers_file = xstrdup(options->headers_file ? options->headers_file : "");
    h->user_agent = xstrdup(options->user_agent);
    h->allow_public_http = options->allow_public_http;
    h->timeout_s = options->timeout_s;
    h->connect_timeout_s = options->connect_timeout_s;
    h->multi = curl_multi_init();
    h->sessions = curl_share_init();
    if (!h->multi || !h->sessions ||
        curl_share_setopt(h->sessions, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) != CURLSHE_OK) {
        error_set(err, "libcurl cannot start a transfer");
        return NULL;
    }
    struct http *ret = h;
    h = NULL;
    return ret;
}

void http_free(struct http *h)
{
    curl_easy_cleanup(h->easy);
    if (h->multi)
        curl_multi_cleanup(h->multi);
    curl_share_cleanup(h->sessions);
    free(h->ca_file);
    free(h->token_file);
    free(h->headers_file);
    free(h->user_agent);
    free(h);
}

const struct transport *http_transport(struct http *h)
{
    return &h->transport;
}
