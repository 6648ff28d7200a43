#include "base/ip.h"

#include <arpa/inet.h>
#include <netinet/in.h>

bool ip_parse(const char *text, int port, struct sockaddr_storage *ret, socklen_t *ret_len)
{
    struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };
    char inner[INET6_ADDRSTRLEN];
    size_t len = strlen(text);
    *ret = (struct sockaddr_storage){ 0 };
    if (inet_pton(AF_INET, text, &in.sin_addr) == 1) {
        memcpy(ret, &in, *ret_len = sizeof(in));
        return true;
    }
    if (len > 2 && *text == '[' && text[len - 1] == ']' && len - 2 < sizeof(inner)) {
        memcpy(inner, text + 1, len - 2);
        inner[len - 2] = '\0';
        text = inner;
    }
    if (inet_pton(AF_INET6, text, &in6.sin6_addr) != 1)
        return false;
    memcpy(ret, &in6, *ret_len = sizeof(in6));
    return true;
}

bool ip_is_loopback(const struct sockaddr_storage *address)
{
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    if (address->ss_family == AF_INET) {
        memcpy(&in, address, sizeof(in));
        return ntohl(in.sin_addr.s_addr) >> 24 == 127;
    }
    memcpy(&in6, address, sizeof(in6));
    if (IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr))
        return in6.sin6_addr.s6_addr[12] == 127;
    return IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr);
}
