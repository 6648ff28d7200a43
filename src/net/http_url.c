/* What net/http.h says of addresses: no request is made for any of it. */
#include <curl/curl.h>
#include <strings.h>

#include "net/address.h"
#include "net/http.h"
#include "net/url.h"

bool http_check_url(const char *url, struct error *err)
{
    CURLU *parts = curl_url();
    CURLUcode code = parts ? curl_url_set(parts, CURLUPART_URL, url, 0) : CURLUE_OUT_OF_MEMORY;
    curl_url_cleanup(parts);
    if (code == CURLUE_OK)
        return true;
    return error_set(err,
                     "cannot be an address (%s); allowed: https://HOST[:PORT]/PATH, http://…, or "
                     "file:///PATH",
                     curl_url_strerror(code));
}

/* RFC 6761, 6.3; libcurl does not ask for their addresses either. */
static bool is_localhost(const char *host)
{
    static const char name[] = "localhost";
    size_t len = strlen(host);
    len -= len && host[len - 1] == '.';
    const char *end = len >= strlen(name) ? host + len - strlen(name) : NULL;
    return end && strncasecmp(end, name, strlen(name)) == 0 && (end == host || end[-1] == '.');
}

enum http_trust http_url_trust(const char *url)
{
    if (strncasecmp(url, "http://", strlen("http://")) != 0)
        return HTTP_TRUST_FINE;
    CLEANUP_FREE char *host = url_host(url);
    struct sockaddr_storage address;
    if (address_parse(host, &address))
        return address_is_private((const struct sockaddr *)&address) ? HTTP_TRUST_FINE
                                                                     : HTTP_TRUST_PUBLIC;
    return is_localhost(host) ? HTTP_TRUST_FINE : HTTP_TRUST_BY_ADDRESS;
}

char *http_shown_url(const char *url)
{
    char *shown = NULL;
    CURLU *parts = curl_url();
    if (parts && curl_url_set(parts, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK) {
        static const CURLUPart secret[] = { CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS,
                                            CURLUPART_QUERY, CURLUPART_FRAGMENT };
        for (size_t i = 0; i < COUNT(secret); i++)
            curl_url_set(parts, secret[i], NULL, 0);
        char *text = NULL;
        if (curl_url_get(parts, CURLUPART_URL, &text, 0) == CURLUE_OK)
            shown = xstrdup(text);
        curl_free(text);
    }
    curl_url_cleanup(parts);
    return shown ? shown : xstrdup("(an address that cannot be read)");
}
