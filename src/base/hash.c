#include "base/hash.h"

#include <sodium.h>
#include <stdio.h>

static_assert(HASH_KEY_SIZE == crypto_shorthash_KEYBYTES, "SipHash takes 16 bytes of key");
static_assert(sizeof(uint64_t) == crypto_shorthash_BYTES, "SipHash gives 8 bytes");

void hash_init(void)
{
    if (sodium_init() < 0) {
        fprintf(stderr, "<2>siapambil: libsodium cannot start: no source of randomness\n");
        abort();
    }
}

uint64_t hash_keyed(const uint8_t key[HASH_KEY_SIZE], const void *data, size_t len)
{
    uint64_t hash;
    crypto_shorthash((unsigned char *)&hash, data, len, key);
    return hash;
}

uint64_t hash_plain(const void *data, size_t len)
{
    static const uint8_t key[HASH_KEY_SIZE] = "siapambil";
    return hash_keyed(key, data, len);
}

void hash_hex(const void *data, size_t len, char ret[HASH_HEX_SIZE])
{
    unsigned char hash[32];
    static_assert(sizeof(hash) * 2 + 1 == HASH_HEX_SIZE, "two digits a byte");
    crypto_generichash(hash, sizeof(hash), data, len, NULL, 0);
    sodium_bin2hex(ret, HASH_HEX_SIZE, hash, sizeof(hash));
}

void random_bytes(void *ret, size_t len)
{
    randombytes_buf(ret, len);
}
