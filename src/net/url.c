#include "net/url.h"

#include <curl/curl.h>

static void url_free(CURLU *u)
{
    curl_url_cleanup(u);
}
DEFINE_CLEANUP(CURLU *, url_free)

static CURLU *parse(const char *url)
{
    CURLU *u = curl_url();
    if (u && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK)
        return u;
    curl_url_cleanup(u);
    return NULL;
}

/* A part as libcurl has it; "" where there is none. The caller frees it. */
static char *part(CURLU *u, CURLUPart which, unsigned flags)
{
    char *text = NULL;
    curl_url_get(u, which, &text, flags);
    char *ret = xstrdup(text ? text : "");
    curl_free(text);
    return ret;
}

static char *whole(CURLU *u)
{
    char *text = NULL;
    char *ret = curl_url_get(u, CURLUPART_URL, &text, 0) == CURLUE_OK ? xstrdup(text) : NULL;
    curl_free(text);
    return ret;
}

/* The query without the parameters called `name`. The caller frees it. */
static char *query_without(const char *query, const char *name)
{
    size_t name_len = strlen(name);
    char *ret = xmalloc(strlen(query) + 1), *end = ret;
    for (const char *p = query; *p;) {
        size_t len = strcspn(p, "&");
        bool same = strncmp(p, name, name_len) == 0 &&
                    (p[name_len] == '=' || p[name_len] == '&' || !p[name_len]);
        if (len && !same) {
            if (end > ret)
                *end++ = '&';
            memcpy(end, p, len);
            end += len;
        }
        p += len + (p[len] == '&');
    }
    *end = '\0';
    return ret;
}

char *url_with_parameter(const char *url, const char *name, const char *value)
{
    CLEANUP(url_free) CURLU *u = parse(url);
    if (!u)
        return NULL;
    CLEANUP_FREE char *query = part(u, CURLUPART_QUERY, 0);
    CLEANUP_FREE char *rest = query_without(query, name);
    CLEANUP_FREE char *assignment = xasprintf("%s=%s", name, value);
    if (curl_url_set(u, CURLUPART_QUERY, *rest ? rest : NULL, 0) != CURLUE_OK ||
        curl_url_set(u, CURLUPART_QUERY, assignment, CURLU_APPENDQUERY | CURLU_URLENCODE) !=
            CURLUE_OK)
        return NULL;
    return whole(u);
}

static bool same_server(CURLU *a, CURLU *b)
{
    static const CURLUPart parts[] = { CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT };
    for (size_t i = 0; i < COUNT(parts); i++) {
        CLEANUP_FREE char *x = part(a, parts[i], CURLU_DEFAULT_PORT);
        CLEANUP_FREE char *y = part(b, parts[i], CURLU_DEFAULT_PORT);
        if (strcmp(x, y) != 0)
            return false;
    }
    return true;
}

char *url_resolve(const char *url, const char *reference, struct error *err)
{
    CLEANUP(url_free) CURLU *from = parse(url), *to = parse(url);
    if (!from || !to || curl_url_set(to, CURLUPART_URL, reference, 0) != CURLUE_OK) {
        error_set(err, "its link to the next page is not an address");
        return NULL;
    }
    if (!same_server(from, to)) {
        error_set(err, "its link to the next page leads to another server; allowed: the same "
                       "scheme, host and port");
        return NULL;
    }
    return whole(to);
}

char *url_with_suffix(const char *url, const char *suffix)
{
    CLEANUP(url_free) CURLU *u = parse(url);
    if (!u)
        return NULL;
    CLEANUP_FREE char *path = part(u, CURLUPART_PATH, 0);
    CLEANUP_FREE char *longer = xasprintf("%s%s", path, suffix);
    return curl_url_set(u, CURLUPART_PATH, longer, 0) == CURLUE_OK ? whole(u) : NULL;
}

bool url_same_server(const char *a, const char *b)
{
    CLEANUP(url_free) CURLU *x = parse(a), *y = parse(b);
    return x && y && same_server(x, y);
}

char *url_host(const char *url)
{
    CLEANUP(url_free) CURLU *u = parse(url);
    return u ? part(u, CURLUPART_HOST, 0) : xstrdup("");
}

char *url_file_path(const char *url)
{
    char *path = NULL, *ret = NULL;
    CURLU *parts = curl_url();
    if (parts && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_PATH, &path, CURLU_URLDECODE) == CURLUE_OK)
        ret = xstrdup(path);
    curl_free(path);
    curl_url_cleanup(parts);
    return ret;
}
