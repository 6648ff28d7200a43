/* Signing as `minisign -S` does, with the secret keys of `minisign -G -W`. */
#include "feed/signature.h"

#include <sodium.h>

/* What stands in base64 in the second line of a secret key's file. Of a key that has a password,
 * `id`, `secret` and `checksum` are encrypted by a stream that scrypt makes of it. */
struct key_file {
    uint8_t method[2];          /* "Ed" */
    uint8_t protection[2];      /* 0 0: none; "Sc": by a password */
    uint8_t checksum_method[2]; /* "B2" */
    uint8_t scrypt[32 + 8 + 8]; /* salt and costs */
    uint8_t id[8];
    uint8_t secret[crypto_sign_SECRETKEYBYTES]; /* the seed, and the public key */
    uint8_t checksum[32];                       /* BLAKE2b-256 of method, id and secret, or zeros */
};
static_assert(sizeof(struct key_file) == 158, "no gaps");

struct signature_secret {
    uint8_t id[8];
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
};

static const char allowed[] = "allowed: the file that minisign -G -W keeps the secret key in";

/* minisign 0.11 leaves it out (all zero) where there is no password. */
static bool checksum_is_right(const struct key_file *f)
{
    uint8_t checksum[sizeof(f->checksum)];
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, NULL, 0, sizeof(checksum));
    crypto_generichash_update(&hash, f->method, sizeof(f->method));
    crypto_generichash_update(&hash, f->id, sizeof(f->id));
    crypto_generichash_update(&hash, f->secret, sizeof(f->secret));
    crypto_generichash_final(&hash, checksum, sizeof(checksum));
    sodium_memzero(&hash, sizeof(hash));
    return sodium_is_zero(f->checksum, sizeof(f->checksum)) ||
           memcmp(checksum, f->checksum, sizeof(checksum)) == 0;
}

/* With another key's public half a signature would give the secret half away. */
static bool halves_belong_together(const struct key_file *f)
{
    uint8_t public_key[crypto_sign_PUBLICKEYBYTES], *pair = sodium_malloc(sizeof(f->secret));
    if (!pair)
        return false;
    crypto_sign_seed_keypair(public_key, pair, f->secret);
    bool same = sodium_memcmp(pair, f->secret, sizeof(f->secret)) == 0;
    sodium_free(pair);
    return same;
}

static bool check(const struct key_file *f, struct error *err)
{
    if (memcmp(f->method, "Ed", 2) != 0 || memcmp(f->checksum_method, "B2", 2) != 0)
        return error_set(err, "it holds no secret key of minisign; %s", allowed);
    if (memcmp(f->protection, "Sc", 2) == 0)
        return error_set(err, "it is protected by a password, which nobody is there to type: take "
                              "it off (minisign -C -W -s FILE), or make another key (minisign -G "
                              "-W)");
    if (memcmp(f->protection, "\0\0", 2) != 0)
        return error_set(err, "it is protected in a way that is not known; %s", allowed);
    if (!checksum_is_right(f) || !halves_belong_together(f))
        return error_set(err, "it is damaged: its checksum is wrong; bring back a copy, or make "
                              "another key (minisign -G -W) and give its public half to the "
                              "screens");
    return true;
}

/* The second line: the first is a comment. */
static bool decode(const char *text, size_t len, struct key_file *ret)
{
    const char *line = len ? memchr(text, '\n', len) : NULL;
    if (!line)
        return false;
    line++;
    size_t rest = len - (size_t)(line - text), decoded = 0;
    const char *end = memchr(line, '\n', rest);
    size_t line_len = end ? (size_t)(end - line) : rest;
    if (line_len && line[line_len - 1] == '\r')
        line_len--;
    return sodium_base642bin((unsigned char *)ret, sizeof(*ret), line, line_len, NULL, &decoded,
                             NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
           decoded == sizeof(*ret);
}

/* libsodium's own memory, which is neither swapped nor read beyond. */
static void *xsecret(size_t size)
{
    void *p = sodium_malloc(size);
    if (p)
        return p;
    out_of_memory(size);
}

struct signature_secret *signature_secret_new(const char *text, size_t len, struct error *err)
{
    struct signature_secret *s = NULL;
    struct key_file *file = sodium_malloc(sizeof(*file));
    if (!file || !decode(text, len, file)) {
        error_set(err, "it holds no secret key of minisign; %s", allowed);
    } else if (check(file, err)) {
        s = xsecret(sizeof(*s));
        memcpy(s->id, file->id, sizeof(s->id));
        memcpy(s->secret, file->secret, sizeof(s->secret));
        sodium_mprotect_readonly(s);
    }
    sodium_free(file);
    return s;
}

void signature_secret_free(struct signature_secret *s)
{
    sodium_free(s);
}

void signature_secret_public(const struct signature_secret *s, struct signature_key *ret)
{
    memcpy(ret->id, s->id, sizeof(ret->id));
    memcpy(ret->key, s->secret + crypto_sign_SEEDBYTES, sizeof(ret->key));
}

void signature_key_text(const struct signature_key *key, char ret[SIGNATURE_KEY_TEXT_SIZE])
{
    uint8_t line[2 + sizeof(*key)] = "Ed";
    static_assert(sodium_base64_ENCODED_LEN(sizeof(line), sodium_base64_VARIANT_ORIGINAL) ==
                      SIGNATURE_KEY_TEXT_SIZE,
                  "56 characters and the NUL");
    memcpy(line + 2, key, sizeof(*key));
    sodium_bin2base64(ret, SIGNATURE_KEY_TEXT_SIZE, line, sizeof(line),
                      sodium_base64_VARIANT_ORIGINAL);
}

static void add_base64(const uint8_t *data, size_t len, struct buffer *out)
{
    char text[128];
    sodium_bin2base64(text, sizeof(text), data, len, sodium_base64_VARIANT_ORIGINAL);
    buffer_addf(out, "%s\n", text);
}

void signature_make(const struct signature_secret *s, const void *data, size_t len,
                    const char *comment, struct buffer *out)
{
    uint8_t hash[crypto_generichash_BYTES_MAX], of_comment[crypto_sign_BYTES];
    uint8_t of_file[2 + 8 + crypto_sign_BYTES] = "ED", *signature = of_file + 10;
    memcpy(of_file + 2, s->id, sizeof(s->id));
    crypto_generichash(hash, sizeof(hash), data, len, NULL, 0);
    crypto_sign_detached(signature, NULL, hash, sizeof(hash), s->secret);

    CLEANUP_BUFFER struct buffer both = BUFFER_INIT(0);
    buffer_append(&both, signature, crypto_sign_BYTES);
    buffer_append(&both, comment, strlen(comment));
    crypto_sign_detached(of_comment, NULL, (const unsigned char *)both.data, both.len, s->secret);

    buffer_addf(out, "untrusted comment: signature of siapambil-publish\n");
    add_base64(of_file, sizeof(of_file), out);
    buffer_addf(out, "trusted comment: %s\n", comment);
    add_base64(of_comment, sizeof(of_comment), out);
}
