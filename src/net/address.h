/* Which addresses are an office's own: nobody outside can stand between such a server and this
 * screen. Private to src/net. */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

/* Loopback (127/8, ::1), private networks (RFC 1918; RFC 4193: fc00::/7), addresses of one wire
 * (169.254/16, fe80::/10), and these as IPv4 within IPv6 (::ffff:…). Not the addresses that
 * providers share among their customers (100.64/10, RFC 6598). */
bool address_is_private(const struct sockaddr *address);

/* Reads an address that is written as one, IPv6 in brackets or without; false for a name. */
bool address_parse(const char *text, struct sockaddr_storage *ret);
