/* Addresses of machines as they are written: for listening. */
#pragma once

#include <sys/socket.h>

#include "base/base.h"

/* Reads "127.0.0.1", "::1" or "[::1]"; false for a name. Returns the address's length in `*ret_len`. */
bool ip_parse(const char *text, int port, struct sockaddr_storage *ret, socklen_t *ret_len);
/* Whether only this machine can ask there: 127.0.0.0/8 and ::1, this also as IPv4 within IPv6. */
bool ip_is_loopback(const struct sockaddr_storage *address);
