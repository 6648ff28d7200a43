#include "setup/trust.h"

#include <strings.h>

#include "net/http.h"
#include "net/url.h"

bool trust_allows_http(const struct config *s)
{
    return s->source.allow_http || (s->source.format == CONFIG_NATIVE && *s->source.public_keys);
}

bool trust_check_url(const struct config *s, const char *key, const char *url, struct error *err)
{
    if (trust_allows_http(s) || http_url_trust(url) != HTTP_TRUST_PUBLIC)
        return true;
    CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
    CLEANUP_FREE char *host = url_host(url);
    config_place(s, "source", key, &place);
    return error_set(
        err,
        "%s is http to %.64s, a public address, and anybody on the way could change the "
        "list; allowed: https, a signed feed (public_keys), or allow_http = yes",
        buffer_text(&place), host);
}

static bool is_http(const char *url)
{
    return strncasecmp(url, "http://", strlen("http://")) == 0;
}

/* What is to be said of one address. */
static void warn_of_url(const struct config *s, const char *key, const char *url,
                        struct buffer *out)
{
    if (!is_http(url))
        return;
    CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
    CLEANUP_FREE char *host = url_host(url);
    config_place(s, "source", key, &place);
    if (!trust_allows_http(s) && http_url_trust(url) == HTTP_TRUST_BY_ADDRESS)
        buffer_addf(out, "%s is http: pulled only while its host, %.253s, has a private address\n",
                    buffer_text(&place), host);
    if (*s->source.token_file || *s->source.headers_file)
        buffer_addf(out,
                    "%s is http: the %s of %s can be read on the way to %.253s; allowed, but https "
                    "is meant\n",
                    buffer_text(&place), *s->source.token_file ? "token" : "headers",
                    *s->source.token_file ? "token_file" : "headers_file", host);
}

/* By default (sslmode=prefer) libpq takes TLS or none, from anybody, unless it is told
 * otherwise; a service file may do so as well, and is not read here. */
static void warn_of_database(const struct config *s, struct buffer *out)
{
    const char *host = s->source.url + strlen("postgresql://"), *path = host + strcspn(host, "/?");
    const char *at = memrchr(host, '@', (size_t)(path - host));
    host = at ? at + 1 : host;
    CLEANUP_FREE char *as_http = xasprintf("http://%.*s/", (int)(path - host), host);
    if (host == path || strncasecmp(host, "%2f", 3) == 0 || strstr(path, "sslmode=verify-full") ||
        strstr(path, "service=") || http_url_trust(as_http) == HTTP_TRUST_FINE)
        return;
    config_place(s, "source", "url", out);
    buffer_addf(out, " does not say sslmode=verify-full: whoever stands on the way to the database "
                     "can read the rows and change them\n");
}

static void warn_of_source(const struct config *s, struct buffer *out)
{
    if (strncmp(s->source.url, "postgresql://", strlen("postgresql://")) == 0) {
        warn_of_database(s, out);
        return;
    }
    if (s->source.allow_http) {
        config_place(s, "source", "allow_http", out);
        buffer_addf(out,
                    " = yes: whoever stands on the way to a public address can read and change "
                    "what comes by http\n");
    }
    warn_of_url(s, "url", s->source.url, out);
    for (const char *at = s->source.mirrors; *(at += strspn(at, " "));) {
        size_t len = strcspn(at, " ");
        CLEANUP_FREE char *url = xasprintf("%.*s", (int)len, at);
        warn_of_url(s, "mirrors", url, out);
        at += len;
    }
}

void trust_warn(const struct config *c, struct buffer *out)
{
    for (int i = 0; i < config_source_count(c); i++) {
        CLEANUP(config_free) struct config *s = config_for_source(c, i);
        warn_of_source(s, out);
    }
}
