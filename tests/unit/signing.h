/* A publisher's key for tests, and what `minisign -S` would write with it. */
#pragma once

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"

struct signer {
    uint8_t id[8], public_key[crypto_sign_PUBLICKEYBYTES], secret_key[crypto_sign_SECRETKEYBYTES];
    char text[64]; /* the public key as the configuration has it: "RW…" */
};

/* The same key for the same `seed`. */
static inline void signer_init(struct signer *s, uint8_t seed)
{
    uint8_t seeds[crypto_sign_SEEDBYTES], all[2 + 8 + crypto_sign_PUBLICKEYBYTES] = "Ed";
    memset(seeds, seed, sizeof(seeds));
    memset(s->id, seed, sizeof(s->id));
    crypto_sign_seed_keypair(s->public_key, s->secret_key, seeds);
    memcpy(all + 2, s->id, 8);
    memcpy(all + 10, s->public_key, sizeof(s->public_key));
    sodium_bin2base64(s->text, sizeof(s->text), all, sizeof(all), sodium_base64_VARIANT_ORIGINAL);
}

static inline void signer_add_line(struct buffer *out, const uint8_t *data, size_t len)
{
    char text[200];
    buffer_addf(out, "%s\n",
                sodium_bin2base64(text, sizeof(text), data, len, sodium_base64_VARIANT_ORIGINAL));
}

/* Appends the text of a .minisig of `data` with that trusted comment. */
static inline void signer_sign(const struct signer *s, const void *data, size_t len,
                               const char *comment, struct buffer *out)
{
    uint8_t hash[64], all[2 + 8 + crypto_sign_BYTES] = "ED", global[crypto_sign_BYTES];
    uint8_t both[crypto_sign_BYTES + 256];
    size_t comment_len = strlen(comment);
    crypto_generichash(hash, sizeof(hash), data, len, NULL, 0);
    memcpy(all + 2, s->id, 8);
    crypto_sign_detached(all + 10, NULL, hash, sizeof(hash), s->secret_key);
    memcpy(both, all + 10, crypto_sign_BYTES);
    memcpy(both + crypto_sign_BYTES, comment, comment_len);
    crypto_sign_detached(global, NULL, both, crypto_sign_BYTES + comment_len, s->secret_key);
    buffer_addf(out, "untrusted comment: a test\n");
    signer_add_line(out, all, sizeof(all));
    buffer_addf(out, "trusted comment: %s\n", comment);
    signer_add_line(out, global, sizeof(global));
}

/* Appends what `minisign -G -W` would keep that key in. */
static inline void signer_key_file(const struct signer *s, struct buffer *out)
{
    uint8_t all[158] = "Ed\0\0B2";
    memcpy(all + 54, s->id, 8);
    memcpy(all + 62, s->secret_key, sizeof(s->secret_key));
    buffer_addf(out, "untrusted comment: minisign encrypted secret key\n");
    char text[220];
    buffer_addf(
        out, "%s\n",
        sodium_bin2base64(text, sizeof(text), all, sizeof(all), sodium_base64_VARIANT_ORIGINAL));
}
