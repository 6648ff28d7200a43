#include "net/http_error.h"

#include <errno.h>

#include "base/clock.h"
#include "net/unpack.h"

/* X509_V_ERR_… of OpenSSL, x509_vfy(3): libcurl hands them on as they are. */
enum verify_result {
    NOT_YET_VALID = 9,
    HAS_EXPIRED = 10,
    SELF_SIGNED = 18,
    SELF_SIGNED_IN_CHAIN = 19,
    NO_LOCAL_ISSUER = 20,
    NO_ISSUER_OF_FIRST = 21,
};

static bool tls_error(const struct http_failure *f, const char *detail, struct error *err)
{
    /* Boards without a clock battery start in 1970, when no certificate is valid yet. */
    if (clock_wall_s() < CLOCK_PLAUSIBLE_S &&
        (f->verify_result == NOT_YET_VALID || f->verify_result == HAS_EXPIRED))
        return error_set(err,
                         "the server's certificate cannot be checked while this machine's clock "
                         "is wrong (%s): set the time, or wait until the network has",
                         detail);
    switch (f->verify_result) {
    case NOT_YET_VALID:
        return error_set(err, "the server's certificate is not valid yet: this machine's clock is "
                              "slow, or the certificate was made on a machine whose clock is fast");
    case HAS_EXPIRED:
        return error_set(err, "the server's certificate has expired: whoever keeps the server must "
                              "renew it (or this machine's clock is fast)");
    case SELF_SIGNED:
        return error_set(err, "the server's certificate is not trusted, as it is signed by itself "
                              "only: if it is the right one, name its file in [source] ca_file");
    case SELF_SIGNED_IN_CHAIN:
    case NO_LOCAL_ISSUER:
    case NO_ISSUER_OF_FIRST:
        return error_set(err,
                         "the server's certificate is not trusted, as nobody here knows who issued "
                         "it (%s): name the authority's file in [source] ca_file, or have the "
                         "server send its intermediate certificates",
                         detail);
    default:
        break;
    }
    if (strstr(detail, "target host name") || strstr(detail, "target ipv"))
        return error_set(err,
                         "the server's certificate is for another host (%s): check the host in "
                         "[source] url, or have the certificate made for it",
                         detail);
    return error_set(err, "the server's certificate is not trusted (%s): see [source] ca_file",
                     detail);
}

/* What is no TLS at all is taken for a version that nobody knows. */
static bool handshake_error(const char *detail, struct error *err)
{
    if (strstr(detail, "wrong version number") || strstr(detail, "packet length too long") ||
        strstr(detail, "http request"))
        return error_set(err, "what answers does not speak TLS, so this is no https port: check "
                              "the port in [source] url, or say http:// if it is meant");
    return error_set(err, "no TLS 1.2 or newer with this server (%s)", detail);
}

/* Whether the connection ended while TLS began: who did that says nothing of TLS. */
static bool is_reset(const char *detail)
{
    return strstr(detail, "reset by peer") || strstr(detail, "Broken pipe") ||
           strstr(detail, "SSL_ERROR_SYSCALL");
}

bool http_error_public(const char *host, struct error *err)
{
    return error_set(err,
                     "http goes to private addresses only, and that of '%.253s' is public, where "
                     "anybody on the way could change the list; allowed: https, a signed feed "
                     "([source] public_keys), or [source] allow_http = yes",
                     host);
}

bool http_error_left_server(const char *host, struct error *err)
{
    return error_set(err,
                     "redirected to another server ('%.253s'), which must not get the headers of "
                     "[source] headers_file: put its address in [source] url if it is right",
                     host);
}

static bool no_http(const char *detail, struct error *err)
{
    return error_set(
        err, "what answers does not speak HTTP (%s): check host and port in [source] url", detail);
}

/* libcurl has one code for a scheme that may not be used and for an answer that is not HTTP. */
static bool protocol_error(int status, const char *detail, struct error *err)
{
    if (status >= 300 && status < 400 && !strstr(detail, "HTTP/0.9"))
        return error_set(err,
                         "redirected to another scheme (%s): put the new address in [source] url "
                         "if it is right",
                         detail);
    return no_http(detail, err);
}

static const char headers_too_long[] =
    "the answer's headers are too long; allowed: 100 KiB a line, 300 KiB in all";

static bool timeout_error(const struct http_failure *f, struct error *err)
{
    switch (f->phase) {
    case HTTP_CONNECTING:
        return error_set(err, "no connection within %d s: see [source] connect_timeout",
                         f->waited_s);
    case HTTP_WAITING:
        return error_set(err, "no answer within %d s: see [source] timeout", f->waited_s);
    case HTTP_RECEIVING:
        return error_set(err, "the answer was not complete within %d s: see [source] timeout",
                         f->waited_s);
    default:
        return error_set(err, "the answer broke off: nothing more came for %d s", f->waited_s);
    }
}

bool http_error_transfer(const struct http_failure *f, struct error *err)
{
    const char *detail = *f->detail ? f->detail : curl_easy_strerror(f->code);
    switch (f->code) {
    case CURLE_ABORTED_BY_CALLBACK:
        return error_set(err, "cancelled");
    case CURLE_COULDNT_RESOLVE_HOST:
        return error_set(err, "the host's name cannot be resolved: check the network and the name");
    case CURLE_COULDNT_RESOLVE_PROXY:
        return error_set(err, "the proxy's name cannot be resolved: check http_proxy, https_proxy");
    case CURLE_COULDNT_CONNECT:
        return error_set(err, "no connection: %s",
                         f->os_error ? strerror(f->os_error) : "no way there");
    case CURLE_OPERATION_TIMEDOUT:
        return timeout_error(f, err);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
        return tls_error(f, detail, err);
    case CURLE_SSL_CACERT_BADFILE:
        return error_set(err, "[source] ca_file cannot be used (%s); allowed: certificates as PEM",
                         detail);
    case CURLE_SSL_CONNECT_ERROR:
        if (is_reset(detail)) /* libcurl may see it as a connection that was not made, too */
            return error_set(err, "no connection: %s", strerror(ECONNRESET));
        return handshake_error(detail, err);
    case CURLE_TOO_MANY_REDIRECTS:
        return error_set(err, "redirected in a circle, or too often: check the address");
    case CURLE_UNSUPPORTED_PROTOCOL:
        return protocol_error(f->status, detail, err);
    case CURLE_WEIRD_SERVER_REPLY:
        return no_http(detail, err);
    case CURLE_OUT_OF_MEMORY: /* libcurl says so of a line that is longer than its buffer may grow */
        return error_set(err, "%s", headers_too_long);
    case CURLE_RECV_ERROR:
        if (strstr(detail, "Too large response headers"))
            return error_set(err, "%s", headers_too_long);
        if (strstr(detail, "chunked-encoding"))
            return no_http(detail, err);
        if (strstr(detail, "CONNECT tunnel failed"))
            return error_set(err,
                             "the proxy does not let this screen through (%s): check https_proxy, "
                             "and what the proxy allows",
                             detail);
        return error_set(err, "the answer was cut off (%s)", curl_easy_strerror(f->code));
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
        return error_set(err, "the answer was cut off (%s)", curl_easy_strerror(f->code));
    case CURLE_BAD_CONTENT_ENCODING: /* libcurl counts them, though it is not to undo them */
        return unpack_error_layers(err);
    default:
        return error_set(err, "the pull failed (%s)", detail);
    }
}

/* Those of Cloudflare and the like, which stand before an office's server and did not reach it. */
static bool is_of_front(int status)
{
    return status >= 520 && status <= 527;
}

bool http_error_status(int status, struct error *err)
{
    static const struct {
        int status;
        const char *text;
    } known[] = {
        { 304, "says \"not modified\" though nothing was asked for to compare with" },
        { 400, "does not understand the request: if this is its https port, say https:// in "
               "[source] url" },
        { 401, "asks for a token, or refuses this one: see [source] token_file" },
        { 402, "wants to be paid: ask who provides it" },
        { 403, "forbids this address to this screen: see [source] token_file" },
        { 404, "has nothing at this address: see [source] url" },
        { 405, "gives nothing away at this address: see [source] url" },
        { 406, "has it in no form that is asked for: see Accept in [source] headers_file" },
        { 407, "is a proxy that asks for a password" },
        { 408, "did not get the whole request in time: the way there is slow" },
        { 410, "has given this address up: see [source] url" },
        { 413, "finds the request too large: see [source] headers_file" },
        { 414, "finds the address too long: see [source] url" },
        { 421, "does not serve this host: see the host in [source] url" },
        { 426, "wants to be asked by another protocol: see [source] url" },
        { 429, "is asked too often: see [source] poll" },
        { 431, "finds the headers too large: see [source] token_file and headers_file" },
        { 451, "may not show this address, for legal reasons" },
        { 500, "failed" },
        { 502, "cannot reach what stands behind it" },
        { 503, "is busy or under maintenance" },
        { 504, "waited in vain for what stands behind it" },
        { 507, "has no room left on its disk" },
        { 509, "has used up what its provider lets it send" },
        { 511, "is the network's own page for signing in: sign this machine in at the network, or "
               "have it let through" },
    };
    if (!status)
        return no_http("its status has not three digits", err);
    for (size_t i = 0; i < COUNT(known); i++) {
        if (known[i].status == status)
            return error_set(err, "HTTP %d: the server %s", status, known[i].text);
    }
    if (is_of_front(status))
        return error_set(err,
                         "HTTP %d: the server, which stands before the office's, gets no right "
                         "answer from it",
                         status);
    return error_set(err, "HTTP %d: the server %s", status,
                     status >= 600   ? "answered with a status that HTTP does not know"
                     : status >= 500 ? "failed"
                     : status >= 400 ? "refuses the request: see [source] url"
                     : status >= 300 ? "redirects in a way that is not followed"
                                     : "answered something other than a list");
}
