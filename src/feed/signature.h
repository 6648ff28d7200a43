/* Signatures in minisign's format: Ed25519 over the BLAKE2b-512 of the file, and over the
 * signature and its trusted comment together. The stock `minisign -S` makes them, `minisign -V`
 * checks them. https://jedisct1.github.io/minisign/ describes the format. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"

#define SIGNATURE_MAX_BYTES 4096u /* of a .minisig file */
#define SIGNATURE_MAX_KEYS  2     /* the old and the new one, while an office changes them */
#define SIGNATURE_ID_SIZE   17 /* of a key's id in hexadecimal, as minisign prints it, with the NUL */

struct signature_key {
    uint8_t id[8];
    uint8_t key[32];
};

/* Reads the line that `minisign -G` prints and keeps in minisign.pub: "RWQ…", 56 characters. */
bool signature_key_parse(const char *text, struct signature_key *ret, struct error *err);
/* As minisign prints it: upper-case hexadecimal, the last byte first; always 16 digits. */
void signature_key_id(const struct signature_key *key, char ret[SIGNATURE_ID_SIZE]);

enum signature_verdict {
    SIGNATURE_GOOD,
    SIGNATURE_UNREADABLE, /* the .minisig is no such file */
    SIGNATURE_OTHER_KEY,  /* by a key that is not configured */
    SIGNATURE_MISMATCH, /* by the right key, but not of these bytes: tampered with, or in mid-update */
    SIGNATURE_OLD_METHOD,  /* not prehashed ("Ed"): sign with a newer minisign, or with -H */
    SIGNATURE_BAD_COMMENT, /* its trusted comment was changed */
};
/* Whether `signature` (the text of a .minisig) is one of `data` by one of the keys. `ret_key` is
 * that key's index, on SIGNATURE_GOOD only; otherwise a sentence. */
enum signature_verdict signature_check(const struct signature_key *keys, size_t key_count,
                                       const void *data, size_t len, const char *signature,
                                       size_t signature_len, size_t *ret_key, struct error *err);

/* ---- signing, on the publisher's machine */

/* A secret key that needs no password: of `minisign -G -W`. Locked in memory, wiped when freed. */
struct signature_secret;

/* Reads the file that minisign keeps it in. `text` is the caller's to wipe. NULL with a sentence
 * that begins with "it" and holds nothing of the file: no such key, protected by a password
 * (which nobody is there to type), or its checksum is wrong. */
struct signature_secret *signature_secret_new(const char *text, size_t len, struct error *err);
void signature_secret_free(struct signature_secret *s);
DEFINE_CLEANUP(struct signature_secret *, signature_secret_free)
/* The public key that belongs to it, and its line as `minisign -G` prints it
 * ("RWQ…", 56 characters). */
#define SIGNATURE_KEY_TEXT_SIZE 57
void signature_secret_public(const struct signature_secret *s, struct signature_key *ret);
void signature_key_text(const struct signature_key *key, char ret[SIGNATURE_KEY_TEXT_SIZE]);
/* Appends the .minisig of `data` (prehashed); `comment` is the trusted one, a line of its own. */
void signature_make(const struct signature_secret *s, const void *data, size_t len,
                    const char *comment, struct buffer *out);
