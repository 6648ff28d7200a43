/* Any text as an address, and as a link on a page: what is shown of it tells no secret, and a link
 * never leads to another server. */
#include <stdio.h>
#include <strings.h>

#include "base/text.h"
#include "net/http.h"
#include "net/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok, const char *what, const char *text)
{
    if (!ok) {
        fprintf(stderr, "broken promise: %s: '%s'\n", what, text);
        abort();
    }
}

/* Or nowhere: libcurl writes a few hosts so that it cannot read them. */
static bool stays(const char *url, const char *to)
{
    struct error err;
    return strncasecmp(url, "http", 4) != 0 || url_same_server(url, to) ||
           !http_check_url(to, &err);
}

static void check_address(const char *url)
{
    struct error err = { "" };
    bool ok = http_check_url(url, &err);
    must(ok == !err.text[0], "either an address or a sentence", url);
    must(!strpbrk(err.text, "\r\n"), "a sentence is a line", err.text);
    CLEANUP_FREE char *shown = http_shown_url(url);
    must(shown && *shown, "something is shown", url);
    if (*shown != '(') {
        must(!strchr(shown, '?') && !strchr(shown, '#'), "no query is shown", shown);
        const char *host = strstr(shown, "://");
        size_t len = host ? strcspn(host + 3, "/") : 0;
        /* The address of a file has none. */
        must(!host || strncasecmp(shown, "file:", 5) == 0 || !memchr(host + 3, '@', len),
             "no user is shown", shown);
    }
    must(!strpbrk(shown, "\r\n"), "an address is a line", shown);
    http_url_trust(url);
    CLEANUP_FREE char *host = url_host(url);
    must(host, "a host is a text", url);
    CLEANUP_FREE char *path = url_file_path(url);
    CLEANUP_FREE char *with = url_with_suffix(url, ".minisig");
    must(!with || stays(url, with), "a signature lies beside its feed", url);
    CLEANUP_FREE char *page = url_with_parameter(url, "page", "17");
    must(!page || stays(url, page), "a page lies on the same server", url);
    /* libcurl gives the address of a file back without what stands behind its path. */
    must(!page || strncasecmp(page, "file:", 5) == 0 || strstr(page, "page=17"),
         "a page has its number", url);
}

static void check_link(const char *url, const char *link)
{
    struct error err = { "" };
    CLEANUP_FREE char *to = url_resolve(url, link, &err);
    must(!to == !!err.text[0], "either an address or a sentence", link);
    must(!to || stays(url, to), "a link stays on its server", link);
    must(!to || !strpbrk(to, " \r\n\t"), "a link is a word", link);
}

/* The first byte: where the link begins. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    CLEANUP_FREE char *text = xmalloc(size);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    size_t at = MIN((size_t)data[0], strlen(text));
    CLEANUP_FREE char *link = xstrdup(text + at);
    check_address(text);
    check_link("https://user:word@example.go.id:8443/data/list?page=1", text);
    text[at] = '\0';
    check_link(text, link);
    return 0;
}
