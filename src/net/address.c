#include "net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "base/base.h"

static bool is_private_4(uint32_t ip)
{
    static const struct {
        uint32_t network;
        int bits;
    } ranges[] = {
        { 0x7F000000, 8 },  /* 127.0.0.0 */
        { 0x0A000000, 8 },  /* 10.0.0.0 */
        { 0xAC100000, 12 }, /* 172.16.0.0 */
        { 0xC0A80000, 16 }, /* 192.168.0.0 */
        { 0xA9FE0000, 16 }, /* 169.254.0.0 */
    };
    for (size_t i = 0; i < COUNT(ranges); i++) {
        if ((ip ^ ranges[i].network) >> (32 - ranges[i].bits) == 0)
            return true;
    }
    return false;
}

static bool is_private_6(const struct in6_addr *ip)
{
    if (IN6_IS_ADDR_V4MAPPED(ip)) {
        uint32_t mapped;
        memcpy(&mapped, &ip->s6_addr[12], sizeof(mapped));
        return is_private_4(ntohl(mapped));
    }
    return IN6_IS_ADDR_LOOPBACK(ip) || IN6_IS_ADDR_LINKLOCAL(ip) || (ip->s6_addr[0] & 0xFE) == 0xFC;
}

bool address_is_private(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof(in));
        return is_private_4(ntohl(in.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof(in6));
        return is_private_6(&in6.sin6_addr);
    }
    return false;
}

bool address_parse(const char *text, struct sockaddr_storage *ret)
{
    struct sockaddr_in in = { .sin_family = AF_INET };
    struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
    char inner[INET6_ADDRSTRLEN];
    size_t len = strlen(text);
    *ret = (struct sockaddr_storage){ 0 };
    if (inet_pton(AF_INET, text, &in.sin_addr) == 1) {
        memcpy(ret, &in, sizeof(in));
        return true;
    }
    if (len > 2 && *text == '[' && text[len - 1] == ']' && len - 2 < sizeof(inner)) {
        memcpy(inner, text + 1, len - 2);
        inner[len - 2] = '\0';
        text = inner;
    }
    if (inet_pton(AF_INET6, text, &in6.sin6_addr) != 1)
        return false;
    memcpy(ret, &in6, sizeof(in6));
    return true;
}
