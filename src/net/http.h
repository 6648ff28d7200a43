/* The real transport: http and https addresses by libcurl, and files. */
#pragma once

#include "net/transport.h"

struct http_options {
    int timeout_s;            /* for one answer, in all */
    int connect_timeout_s;    /* name, connection and TLS */
    const char *ca_file;      /* PEM, instead of the system's store; "": the system's */
    const char *token_file;   /* a bearer token, read anew for each request; "": none */
    const char *headers_file; /* headers, likewise; "" or NULL: none. See net/credentials.h */
    const char *user_agent;
    bool allow_public_http; /* what comes is signed, or whoever set this knows what it means */
};

struct http;

/* Once in main, before threads. */
void http_init(void);

/* Copies the options. The handle belongs to the thread that calls get() and wait(); wake() and
 * cancel() of its transport may be called on any.
 *
 * What holds for every request: certificates are verified, TLS is 1.2 or newer; only gzip is
 * asked for, and has to end before the answer does (net/unpack.h); the body's limit counts decoded
 * bytes; a redirect may not change the scheme, and carries the token to no other host or port; with
 * a headers_file none to another host or port is followed; http goes to addresses of the office's
 * own network only (net/address.h) and through no proxy, unless allow_public_http; an answer that
 * has begun and then stops for a third of the time-out is given up. A server may think for as long
 * as the time-out allows. */
struct http *http_new(const struct http_options *options, struct error *err);
void http_free(struct http *h);
DEFINE_CLEANUP(struct http *, http_free)

const struct transport *http_transport(struct http *h);

/* Whether an address can be asked at all: http or https with a host, or a file's whole path. The
 * sentence goes on behind the option's name, and holds nothing of the address. */
bool http_check_url(const char *url, struct error *err);
/* Whether http may be used for it, as far as can be told without asking for the name's address. */
enum http_trust {
    HTTP_TRUST_FINE,       /* https, a file, or the address itself is the office's own */
    HTTP_TRUST_BY_ADDRESS, /* http to a name: pulled only while its host has a private address */
    HTTP_TRUST_PUBLIC,     /* http to an address outside: refused without allow_public_http */
};
enum http_trust http_url_trust(const char *url);
/* The address as it may be logged: without user, password, query and
 * fragment. The caller frees it. */
char *http_shown_url(const char *url);
