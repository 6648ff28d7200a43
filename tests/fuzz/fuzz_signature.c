/* Any bytes as a signature and as a key. The first byte chooses whether the signature is laid
 * out as a whole of four lines, so that the later lines are reached too: never good but for the
 * one that was made, and every refusal has a sentence. */
#include "base/hash.h"
#include "feed/signature.h"

#include <sodium.h>
#include <stdio.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct signature_key key;
static char good[512];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    static const unsigned char seed[crypto_sign_SEEDBYTES] = "always the same";
    unsigned char secret[crypto_sign_SECRETKEYBYTES], hash[64], file[74] = "ED", whole[65], of[64];
    char base64[2][128];
    hash_init();
    crypto_sign_seed_keypair(key.key, secret, seed);
    memcpy(key.id, "office 1", 8);
    crypto_generichash(hash, sizeof(hash), (const unsigned char *)"data", 4, NULL, 0);
    memcpy(file + 2, key.id, 8);
    crypto_sign_detached(file + 10, NULL, hash, sizeof(hash), secret);
    memcpy(whole, file + 10, 64);
    whole[64] = 'x';
    crypto_sign_detached(of, NULL, whole, sizeof(whole), secret);
    sodium_bin2base64(base64[0], 128, file, sizeof(file), sodium_base64_VARIANT_ORIGINAL);
    sodium_bin2base64(base64[1], 128, of, sizeof(of), sodium_base64_VARIANT_ORIGINAL);
    snprintf(good, sizeof(good), "untrusted comment: \n%s\ntrusted comment: x\n%s\n", base64[0],
             base64[1]);
    return 0;
}

static void check_key(const char *text)
{
    struct signature_key read;
    struct error err = { "" };
    if (!signature_key_parse(text, &read, &err) && !err.text[0])
        abort();
}

/* The first byte: how much of the good signature stands before the bytes,
 * and from where on behind. */
static void check_signature(const uint8_t *data, size_t size)
{
    size_t len = strlen(good), keep = len * data[0] / 255, skip = MIN(len, keep + data[1]);
    CLEANUP_FREE char *text = xmalloc(len + size);
    memcpy(text, good, keep);
    memcpy(text + keep, data + 2, size - 2);
    memcpy(text + keep + size - 2, good + skip, len - skip);
    size_t whole = keep + size - 2 + len - skip, by = 99;
    struct error err = { "" };
    enum signature_verdict verdict = signature_check(&key, 1, "data", 4, text, whole, &by, &err);
    if ((verdict == SIGNATURE_GOOD) != (by == 0) || (verdict == SIGNATURE_GOOD) != !err.text[0])
        abort();
    /* Good with the same signatures only, and never of other data. */
    static const char head[] = "untrusted comment: ";
    const char *second = memchr(text, '\n', whole);
    if (verdict == SIGNATURE_GOOD && (strncmp(text, head, strlen(head)) != 0 || !second ||
                                      memcmp(second + 1, good + strlen(head) + 1, 100) != 0))
        abort();
    if (signature_check(&key, 1, "date", 4, text, whole, &by, &err) == SIGNATURE_GOOD)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *text = xmalloc(size + 1);
    memcpy(text, data, size);
    text[size] = '\0';
    check_key(text);
    if (size >= 2)
        check_signature(data, size);
    return 0;
}
