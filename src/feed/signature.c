#include "feed/signature.h"

#include <sodium.h>
#include <stdio.h>

/* What stands in a .minisig:
 *
 *     untrusted comment: anything
 *     base64 of: 2 bytes method, 8 bytes key id, 64 bytes signature of the file's hash
 *     trusted comment: anything
 *     base64 of: 64 bytes signature of the signature before and the trusted comment */
#define METHOD_SIZE    2
#define SIGNATURE_SIZE crypto_sign_BYTES
#define HASH_SIZE      crypto_generichash_BYTES_MAX

static_assert(SIGNATURE_SIZE == 64 && HASH_SIZE == 64, "as minisign has them");
static_assert(sizeof(((struct signature_key *)NULL)->key) == crypto_sign_PUBLICKEYBYTES,
              "an Ed25519 key");

static const char untrusted_mark[] = "untrusted comment: ", trusted_mark[] = "trusted comment: ";

/* Exactly `size` bytes, without blanks. */
static bool decode(const char *text, size_t len, void *ret, size_t size)
{
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)text[i] >= 0x80) /* libsodium 1.0.18 takes some of these for letters */
            return false;
    }
    size_t decoded = 0;
    return sodium_base642bin(ret, size, text, len, NULL, &decoded, NULL,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           decoded == size;
}

/* ---- keys */

/* How a minisign.key begins: "Ed", then the way its password is used
 * (none, or scrypt), then "B2". */
static bool is_secret(const char *text)
{
    return strncmp(text, "RWRTY0Iy", 8) == 0 || strncmp(text, "RWQAAEIy", 8) == 0;
}

bool signature_key_parse(const char *text, struct signature_key *ret, struct error *err)
{
    struct {
        unsigned char method[METHOD_SIZE];
        struct signature_key key;
    } line;
    static_assert(sizeof(line) == METHOD_SIZE + sizeof(*ret), "no gaps");
    if (is_secret(text))
        return error_set(err, "is a secret key, which belongs on the publisher's machine only; "
                              "allowed: the second line of minisign.pub");
    if (!decode(text, strlen(text), &line, sizeof(line)) ||
        memcmp(line.method, "Ed", METHOD_SIZE) != 0)
        return error_set(err, "is not a public key of minisign; allowed: the second line of "
                              "minisign.pub, 56 characters that begin with RW");
    /* Half of all typing mistakes end here, not at the first pull. */
    if (!crypto_core_ed25519_is_valid_point(line.key.key))
        return error_set(err, "is not a public key, though it looks like one: copy the second line "
                              "of minisign.pub again");
    *ret = line.key;
    return true;
}

static void format_id(const uint8_t id[8], char ret[SIGNATURE_ID_SIZE])
{
    for (size_t i = 0; i < 8; i++)
        snprintf(ret + 2 * i, 3, "%02X", (unsigned)id[7 - i]);
}

void signature_key_id(const struct signature_key *key, char ret[SIGNATURE_ID_SIZE])
{
    format_id(key->id, ret);
}

/* ---- signatures */

struct line {
    const char *text;
    size_t len;
};

struct parts {
    struct {
        uint8_t method[METHOD_SIZE];
        uint8_t key_id[8];
        uint8_t signature[SIGNATURE_SIZE];
    } of_file;
    struct line comment;
    uint8_t of_comment[SIGNATURE_SIZE];
};

/* The text up to the next LF or CRLF, and moves past it. */
static struct line take_line(struct line *rest)
{
    const char *end = memchr(rest->text, '\n', rest->len);
    struct line line = { rest->text, end ? (size_t)(end - rest->text) : rest->len };
    size_t used = line.len + (end != NULL);
    rest->text += used;
    rest->len -= used;
    if (line.len && line.text[line.len - 1] == '\r')
        line.len--;
    return line;
}

static bool take_comment(struct line *rest, const char *mark, struct line *ret)
{
    size_t len = strlen(mark);
    struct line line = take_line(rest);
    if (line.len < len || memcmp(line.text, mark, len) != 0)
        return false;
    *ret = (struct line){ line.text + len, line.len - len };
    return true;
}

static bool take_base64(struct line *rest, void *ret, size_t size)
{
    struct line line = take_line(rest);
    return decode(line.text, line.len, ret, size);
}

static bool parse(const char *text, size_t len, struct parts *ret, struct error *err)
{
    static_assert(sizeof(ret->of_file) == METHOD_SIZE + 8 + SIGNATURE_SIZE, "no gaps");
    static const char allowed[] = "allowed: the file that minisign -S writes, as it is";
    struct line rest = { text, len }, untrusted;
    if (!len)
        return error_set(err, "the signature is empty; %s", allowed);
    if (len > SIGNATURE_MAX_BYTES)
        return error_set(err, "the signature is too long; allowed: %u bytes", SIGNATURE_MAX_BYTES);
    if (memchr(text, '\0', len))
        return error_set(err, "the signature holds NUL bytes; %s", allowed);
    if (!take_comment(&rest, untrusted_mark, &untrusted))
        return error_set(
            err, "the signature's line 1 does not begin with 'untrusted comment: '; %s", allowed);
    if (!take_base64(&rest, &ret->of_file, sizeof(ret->of_file)))
        return error_set(err, "the signature's line 2 is not %zu bytes in base64; %s",
                         sizeof(ret->of_file), allowed);
    if (!take_comment(&rest, trusted_mark, &ret->comment))
        return error_set(err, "the signature's line 3 does not begin with 'trusted comment: '; %s",
                         allowed);
    if (!take_base64(&rest, ret->of_comment, sizeof(ret->of_comment)))
        return error_set(err, "the signature's line 4 is not %zu bytes in base64; %s",
                         sizeof(ret->of_comment), allowed);
    while (rest.len && strchr("\r\n", *rest.text))
        take_line(&rest);
    if (rest.len)
        return error_set(err, "something follows the signature's line 4; %s", allowed);
    return true;
}

static bool signs_file(const struct parts *p, const struct signature_key *key,
                       const uint8_t hash[HASH_SIZE])
{
    return crypto_sign_verify_detached(p->of_file.signature, hash, HASH_SIZE, key->key) == 0;
}

static bool signs_comment(const struct parts *p, const struct signature_key *key)
{
    uint8_t signed_bytes[SIGNATURE_SIZE + SIGNATURE_MAX_BYTES];
    memcpy(signed_bytes, p->of_file.signature, SIGNATURE_SIZE);
    memcpy(signed_bytes + SIGNATURE_SIZE, p->comment.text, p->comment.len);
    return crypto_sign_verify_detached(p->of_comment, signed_bytes, SIGNATURE_SIZE + p->comment.len,
                                       key->key) == 0;
}

static enum signature_verdict other_key(const struct parts *p, const struct signature_key *keys,
                                        size_t key_count, struct error *err)
{
    char id[SIGNATURE_ID_SIZE], allowed[SIGNATURE_MAX_KEYS][SIGNATURE_ID_SIZE] = { "", "" };
    format_id(p->of_file.key_id, id);
    for (size_t i = 0; i < MIN(key_count, (size_t)SIGNATURE_MAX_KEYS); i++)
        signature_key_id(&keys[i], allowed[i]);
    error_set(err, "signed by the key %s, which is none of [source] public_keys; allowed: %s%s%s",
              id, *allowed[0] ? allowed[0] : "none", *allowed[1] ? ", " : "", allowed[1]);
    return SIGNATURE_OTHER_KEY;
}

enum signature_verdict signature_check(const struct signature_key *keys, size_t key_count,
                                       const void *data, size_t len, const char *signature,
                                       size_t signature_len, size_t *ret_key, struct error *err)
{
    struct parts p;
    if (!parse(signature, signature_len, &p, err))
        return SIGNATURE_UNREADABLE;
    if (memcmp(p.of_file.method, "Ed", METHOD_SIZE) == 0) {
        error_set(err, "signed in minisign's old way, which is not taken: sign with minisign -S of "
                       "version 0.10 or newer and without -l, or with -S -H before that");
        return SIGNATURE_OLD_METHOD;
    }
    if (memcmp(p.of_file.method, "ED", METHOD_SIZE) != 0) {
        error_set(err, "the signature is of a kind that is not known; allowed: minisign's ED");
        return SIGNATURE_UNREADABLE;
    }
    uint8_t hash[HASH_SIZE];
    crypto_generichash(hash, sizeof(hash), data, len, NULL, 0);
    char id[SIGNATURE_ID_SIZE];
    format_id(p.of_file.key_id, id);
    enum signature_verdict verdict = SIGNATURE_OTHER_KEY;
    /* Ids are chance and could be equal: each such key is tried. */
    for (size_t i = 0; i < key_count; i++) {
        if (memcmp(keys[i].id, p.of_file.key_id, sizeof(keys[i].id)) != 0)
            continue;
        if (!signs_file(&p, &keys[i], hash)) {
            verdict = MAX(verdict, SIGNATURE_MISMATCH);
        } else if (!signs_comment(&p, &keys[i])) {
            verdict = SIGNATURE_BAD_COMMENT;
        } else {
            *ret_key = i;
            return SIGNATURE_GOOD;
        }
    }
    if (verdict == SIGNATURE_OTHER_KEY)
        return other_key(&p, keys, key_count, err);
    if (verdict == SIGNATURE_MISMATCH)
        error_set(err,
                  "the signature by the key %s is not one of these bytes: the feed was changed "
                  "after it was signed, or both are just being replaced",
                  id);
    else
        error_set(err,
                  "the trusted comment of the signature by the key %s was changed after it was "
                  "signed: sign the feed again",
                  id);
    return verdict;
}
