/* Hashes and chance, by libsodium. Any thread, after hash_init(). */
#pragma once

#include "base/base.h"

#define HASH_KEY_SIZE 16
#define HASH_HEX_SIZE 65 /* with the NUL */

/* Call once in main, before threads. Aborts where the system has no randomness. */
void hash_init(void);

/* SipHash-2-4: without the key nobody can tell what was hashed, or build collisions. */
uint64_t hash_keyed(const uint8_t key[HASH_KEY_SIZE], const void *data, size_t len);
/* The same under a key fixed in the program: for tables and for keys within one list. */
uint64_t hash_plain(const void *data, size_t len);
/* BLAKE2b-256 in lower-case hexadecimal: tells damage, and one content from another. */
void hash_hex(const void *data, size_t len, char ret[HASH_HEX_SIZE]);

/* hash_hex of what comes in pieces. hashing_end() frees. */
struct hashing;
struct hashing *hashing_new(void);
void hashing_add(struct hashing *h, const void *data, size_t len);
void hashing_end(struct hashing *h, char ret[HASH_HEX_SIZE]);

void random_bytes(void *ret, size_t len);
