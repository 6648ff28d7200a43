#include "status/request.h"

#include <sodium.h>
#include <strings.h>

#include "base/ip.h"

static const char *const paths[ROUTES] = {
    [ROUTE_PAGE] = "/",           [ROUTE_JSON] = "/status.json",
    [ROUTE_METRICS] = "/metrics", [ROUTE_PICTURE] = "/screen.png",
    [ROUTE_HEALTH] = "/healthz",
};

/* Takes as long however much of it is right. */
static bool is_token(const char *shown, size_t len, const char *token)
{
    uint8_t a[crypto_generichash_BYTES], b[crypto_generichash_BYTES];
    crypto_generichash(a, sizeof(a), (const uint8_t *)shown, len, NULL, 0);
    crypto_generichash(b, sizeof(b), (const uint8_t *)token, strlen(token), NULL, 0);
    return sodium_memcmp(a, b, sizeof(a)) == 0;
}

/* What stands behind the scheme's name, or NULL. */
static const char *behind(const char *text, const char *scheme)
{
    size_t len = strlen(scheme);
    if (strncasecmp(text, scheme, len) != 0 || text[len] != ' ')
        return NULL;
    return text + len + strspn(text + len, " ");
}

/* RFC 6750, 2.1; and RFC 7617 for browsers, which ask their user for a name and a password: the
 * password counts. */
static bool shows_token(const char *authorization, const char *token)
{
    char decoded[STATUS_TOKEN_MOST + 128];
    size_t len = 0;
    const char *text = authorization ? behind(authorization, "Bearer") : NULL;
    if (text)
        return is_token(text, strlen(text), token);
    text = authorization ? behind(authorization, "Basic") : NULL;
    if (!text || sodium_base642bin((unsigned char *)decoded, sizeof(decoded), text, strlen(text),
                                   " ", &len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return false;
    const char *colon = memchr(decoded, ':', len);
    bool ok = colon && is_token(colon + 1, len - (size_t)(colon + 1 - decoded), token);
    sodium_memzero(decoded, sizeof(decoded));
    return ok;
}

/* "127.0.0.1:8629", "[::1]", "localhost": not a name that somebody else may give out. */
static bool is_own_host(const char *host)
{
    char name[64];
    struct sockaddr_storage address;
    socklen_t length;
    size_t len = host && *host == '[' ? strcspn(host, "]") + 1 : host ? strcspn(host, ":") : 0;
    if (!len || len >= sizeof(name) || strnlen(host, len) < len)
        return false;
    memcpy(name, host, len);
    name[len] = '\0';
    return strcasecmp(name, "localhost") == 0 || ip_parse(name, 0, &address, &length);
}

struct status_verdict status_judge_request(const struct status_request *r, const char *token)
{
    struct status_verdict v = { .code = 200, .sentence = "" };
    v.head = strcmp(r->method, "HEAD") == 0;
    if (*token ? !shows_token(r->authorization, token) : !is_own_host(r->host)) {
        v.code = *token ? 401 : 403;
        v.sentence = *token
                         ? "the token of [status_page] token_file is wanted: as a bearer token, or "
                           "as the password for any name"
                         : "without a token, ask by an address such as http://127.0.0.1:8629/, not "
                           "by a name; or set [status_page] token_file";
        return v;
    }
    while (v.route < ROUTES && strcmp(r->path, paths[v.route]) != 0)
        v.route++;
    if (v.route == ROUTES) {
        v.code = 404;
        v.sentence = "there are /, /status.json, /metrics, /screen.png and /healthz";
    } else if (!v.head && strcmp(r->method, "GET") != 0) {
        v.code = 405;
        v.sentence = "GET and HEAD are all";
    }
    return v;
}

bool status_check_token(struct buffer *text, struct error *err)
{
    while (text->len && strchr(" \t\r\n", text->data[text->len - 1]))
        text->data[--text->len] = '\0';
    for (size_t i = 0; i < text->len; i++) {
        if (text->data[i] <= ' ' || text->data[i] >= 0x7F)
            return error_set(err, "it holds blanks or other characters than those of a token; "
                                  "allowed: one line with it");
    }
    if (text->len < STATUS_TOKEN_LEAST || text->len > STATUS_TOKEN_MOST)
        return error_set(err, "the token in it has %zu characters; allowed: %d to %d", text->len,
                         STATUS_TOKEN_LEAST, STATUS_TOKEN_MOST);
    return true;
}
