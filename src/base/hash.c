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

#define HEX_BYTES 32 /* of the hash that becomes hexadecimal */
static_assert(HEX_BYTES * 2 + 1 == HASH_HEX_SIZE, "two digits a byte");

struct hashing {
    crypto_generichash_state state; /* libsodium wants it aligned */
};

struct hashing *hashing_new(void)
{
    struct hashing *h = aligned_alloc(_Alignof(struct hashing), sizeof(*h));
    if (!h)
        out_of_memory(sizeof(*h));
    crypto_generichash_init(&h->state, NULL, 0, HEX_BYTES);
    return h;
}

void hashing_add(struct hashing *h, const void *data, size_t len)
{
    crypto_generichash_update(&h->state, data, len);
}

void hashing_end(struct hashing *h, char ret[HASH_HEX_SIZE])
{
    unsigned char hash[HEX_BYTES];
    crypto_generichash_final(&h->state, hash, sizeof(hash));
    sodium_bin2hex(ret, HASH_HEX_SIZE, hash, sizeof(hash));
    free(h);
}

void hash_hex(const void *data, size_t len, char ret[HASH_HEX_SIZE])
{
    unsigned char hash[HEX_BYTES];
    crypto_generichash(hash, sizeof(hash), data, len, NULL, 0);
    sodium_bin2hex(ret, HASH_HEX_SIZE, hash, sizeof(hash));
}

void random_bytes(void *ret, size_t len)
{
    randombytes_buf(ret, len);
}
