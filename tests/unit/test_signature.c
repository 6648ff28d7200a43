/* Signatures of minisign, checked both ways: what the stock tool signs is taken, and what is
 * signed here the tool takes. */
#include "unit/test.h"

#include <sodium.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "feed/signature.h"

/* Made once by minisign 0.11: minisign -G -W, minisign -S -m f -t "a trusted b". */
static const char frozen_key[] = "RWRd1hLCqBCIWz2/Wa/0b275xfq05aHurP1xSXnJ5ACXCcCL9QBE6j1e";
static const char frozen_data[] = "hi\n";
#define LINE1 "untrusted comment: signature from minisign secret key"
#define LINE2                                                                                      \
    "RURd1hLCqBCIW7KuP2Kcz3KMII38FstynG6R8Ld/"                                                     \
    "pTpjgnWXWM/u3cUVSMDJqvS2QFoXTg8RU/k8WRnNfSz1zIRcShnFPGo2jQw="
#define LINE3 "trusted comment: a trusted b"
#define LINE4                                                                                      \
    "7dmPa/HAY6Mx3qlHxv1rTcRgH5Q83Ov6DN7C8a/"                                                      \
    "QhCiM0MaI1Ra19l3ikoXvXyYVEin9prYkv7RKE8VnPYYIBQ=="
#define FROZEN LINE1 "\n" LINE2 "\n" LINE3 "\n" LINE4 "\n"
/* The same by minisign -S -l. */
#define OLD                                                                                        \
    LINE1 "\n"                                                                                     \
          "RWRd1hLCqBCIW9Ha44Sxr4TzL4zM4a9WrkpD9dkYqIIJYvOl4M/"                                    \
          "o7V07M1DlYkZgtBO4tMcOKQXQjWNJtwUxRk13xqCzN/9sHw8=\n"                                    \
          "trusted comment: timestamp:1795533447\tfile:f\n"                                        \
          "8Bq4Nt73YNxUzqL4ejtZi5rjZ9nJGXTgIQ5AJ7W+mdWFP5OdW1UNwZ4z7T0gcIYx9MCpXZ3yEj5Dig71UZ/"    \
          "yBQ==\n"

static struct signature_key key_of(const char *text)
{
    struct signature_key key;
    struct error err = { "" };
    if (!signature_key_parse(text, &key, &err))
        fail_msg("%s: %s", text, err.text);
    return key;
}

static void a_key_is_read_and_named_as_minisign_does(void **state)
{
    (void)state;
    struct signature_key key = key_of(frozen_key);
    char id[SIGNATURE_ID_SIZE];
    signature_key_id(&key, id);
    assert_string_equal(id, "5B8810A8C212D65D");
    memset(key.id, 0, sizeof(key.id));
    key.id[0] = 0xA;
    signature_key_id(&key, id);
    assert_string_equal(id, "000000000000000A");
}

static void what_is_no_public_key_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *sentence;
    } cases[] = {
        { "", "is not a public key of minisign" },
        { "untrusted comment: minisign public key 5B8810A8C212D65D", "is not a public key of" },
        { "RWRd1hLCqBCIWz2/Wa/0b275xfq05aHurP1xSXnJ5ACXCcCL9QBE6j1", "is not a public key of" },
        { "RWRd1hLCqBCIWz2/Wa/0b275xfq05aHurP1xSXnJ5ACXCcCL9QBE6j1eAAAA", "is not a public key" },
        { "RURd1hLCqBCIWz2/Wa/0b275xfq05aHurP1xSXnJ5ACXCcCL9QBE6j1e", "is not a public key of" },
        { "RWRd1hLCqBCIWz2/Wa/0b275 fq05aHurP1xSXnJ5ACXCcCL9QBE6j1e", "is not a public key of" },
        /* A key of zeros would take any signature by some checkers. */
        { "RWRd1hLCqBCIWwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "though it looks like one" },
        { "RWRTY0IyAAAAAAAAAAAAAAAAAAAA", "is a secret key" },
        { "RWQAAEIyAAAAAAAAAAAAAAAAAAAA", "is a secret key" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct signature_key key;
        struct error err = { "" };
        if (signature_key_parse(cases[i].text, &key, &err) || !strstr(err.text, cases[i].sentence))
            fail_msg("%s: %s", cases[i].text, err.text);
        assert_non_null(strstr(err.text, "minisign.pub"));
        assert_null(strstr(err.text, "AAAA"));
    }
}

#define UNREADABLE "allowed: the file that minisign -S writes, as it is"

static const struct {
    const char *name, *data, *signature;
    enum signature_verdict verdict;
    const char *sentence;
} frozen[] = {
    { "as minisign wrote it", frozen_data, FROZEN, SIGNATURE_GOOD, "" },
    { "with CRLF line ends", frozen_data, LINE1 "\r\n" LINE2 "\r\n" LINE3 "\r\n" LINE4 "\r\n",
      SIGNATURE_GOOD, "" },
    { "without the last newline", frozen_data, LINE1 "\n" LINE2 "\n" LINE3 "\n" LINE4,
      SIGNATURE_GOOD, "" },
    { "with blank lines behind it", frozen_data, FROZEN "\n\r\n\n", SIGNATURE_GOOD, "" },
    { "with another untrusted comment", frozen_data,
      "untrusted comment: \n" LINE2 "\n" LINE3 "\n" LINE4, SIGNATURE_GOOD, "" },
    { "of other bytes", "hi!", FROZEN, SIGNATURE_MISMATCH,
      "the signature by the key 5B8810A8C212D65D is not one of these bytes" },
    { "of no bytes", "", FROZEN, SIGNATURE_MISMATCH, "is not one of these bytes" },
    { "in the old way", frozen_data, OLD, SIGNATURE_OLD_METHOD,
      "signed in minisign's old way, which is not taken: sign with minisign -S" },
    { "with a changed trusted comment", frozen_data,
      LINE1 "\n" LINE2 "\ntrusted comment: a trusted c\n" LINE4, SIGNATURE_BAD_COMMENT,
      "the trusted comment of the signature by the key 5B8810A8C212D65D was changed" },
    { "with a longer trusted comment", frozen_data, LINE1 "\n" LINE2 "\n" LINE3 " \n" LINE4,
      SIGNATURE_BAD_COMMENT, "sign the feed again" },
    { "of an unknown kind", frozen_data,
      LINE1 "\nRVhd1hLCqBCIW7KuP2Kcz3KMII38FstynG6R8Ld/"
            "pTpjgnWXWM/u3cUVSMDJqvS2QFoXTg8RU/k8WRnNfSz1zIRcShnFPGo2jQw=\n" LINE3 "\n" LINE4,
      SIGNATURE_UNREADABLE, "of a kind that is not known; allowed: minisign's ED" },
    { "that is empty", frozen_data, "", SIGNATURE_UNREADABLE,
      "the signature is empty; " UNREADABLE },
    { "that is a page of text", frozen_data, "<html>\n<body>", SIGNATURE_UNREADABLE,
      "line 1 does not begin with 'untrusted comment: '; " UNREADABLE },
    { "with a byte-order mark", frozen_data, "\xEF\xBB\xBF" FROZEN, SIGNATURE_UNREADABLE,
      "line 1 does not begin" },
    { "whose line 2 is no base64", frozen_data, LINE1 "\n!" LINE2 "\n" LINE3 "\n" LINE4,
      SIGNATURE_UNREADABLE, "line 2 is not 74 bytes in base64; " UNREADABLE },
    { "whose line 2 has a blank", frozen_data, LINE1 "\n" LINE2 " \n" LINE3 "\n" LINE4,
      SIGNATURE_UNREADABLE, "line 2 is not 74 bytes in base64" },
    { "whose line 2 is short", frozen_data, LINE1 "\nRURd1hLCqBCIW7Ku\n" LINE3 "\n" LINE4,
      SIGNATURE_UNREADABLE, "line 2 is not 74 bytes in base64" },
    { "whose line 2 is too long", frozen_data, LINE1 "\nAAAA" LINE2 "\n" LINE3 "\n" LINE4,
      SIGNATURE_UNREADABLE, "line 2 is not 74 bytes in base64" },
    { "of two lines", frozen_data, LINE1 "\n" LINE2 "\n", SIGNATURE_UNREADABLE,
      "line 3 does not begin with 'trusted comment: '" },
    { "of three lines", frozen_data, LINE1 "\n" LINE2 "\n" LINE3 "\n", SIGNATURE_UNREADABLE,
      "line 4 is not 64 bytes in base64" },
    { "with something behind it", frozen_data, FROZEN "more\n", SIGNATURE_UNREADABLE,
      "something follows the signature's line 4; " UNREADABLE },
    { "with a second signature behind it", frozen_data, FROZEN FROZEN, SIGNATURE_UNREADABLE,
      "something follows the signature's line 4" },
};

static void every_verdict_has_its_sentence(void **state)
{
    (void)state;
    struct signature_key key = key_of(frozen_key);
    for (size_t i = 0; i < COUNT(frozen); i++) {
        struct error err = { "" };
        size_t by = 99;
        enum signature_verdict verdict =
            signature_check(&key, 1, frozen[i].data, strlen(frozen[i].data), frozen[i].signature,
                            strlen(frozen[i].signature), &by, &err);
        if (verdict != frozen[i].verdict || !strstr(err.text, frozen[i].sentence) ||
            (verdict == SIGNATURE_GOOD) != !*err.text)
            fail_msg("a signature %s: verdict %d, %s", frozen[i].name, (int)verdict, err.text);
        assert_int_equal(by, verdict == SIGNATURE_GOOD ? 0 : 99);
    }
}

static void a_signature_with_nul_or_without_end_is_unreadable(void **state)
{
    (void)state;
    struct signature_key key = key_of(frozen_key);
    struct error err = { "" };
    size_t by;
    static const char nul[] = LINE1 "\n" LINE2 "\n" LINE3 "\0\n" LINE4 "\n";
    assert_int_equal(signature_check(&key, 1, frozen_data, 3, nul, sizeof(nul) - 1, &by, &err),
                     SIGNATURE_UNREADABLE);
    assert_non_null(strstr(err.text, "holds NUL bytes"));
    CLEANUP_FREE char *huge = xmalloc(1 << 20);
    memset(huge, '\n', 1 << 20);
    memcpy(huge, FROZEN, strlen(FROZEN));
    assert_int_equal(signature_check(&key, 1, frozen_data, 3, huge, 1 << 20, &by, &err),
                     SIGNATURE_UNREADABLE);
    assert_non_null(strstr(err.text, "is too long; allowed: 4096 bytes"));
    assert_int_equal(signature_check(&key, 1, frozen_data, 3, huge, SIGNATURE_MAX_BYTES, &by, &err),
                     SIGNATURE_GOOD);
}

/* ---- with keys of our own */

struct signer {
    struct signature_key key;
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
};

static struct signer make_signer(void)
{
    struct signer s;
    random_bytes(s.key.id, sizeof(s.key.id));
    crypto_sign_keypair(s.key.key, s.secret);
    return s;
}

/* As minisign -S writes it. The caller frees it. */
static char *sign(const struct signer *s, const char *data, const char *comment)
{
    unsigned char hash[64], file[74] = "ED", whole[64 + 512], of_comment[64];
    char base64[2][128];
    crypto_generichash(hash, sizeof(hash), (const unsigned char *)data, strlen(data), NULL, 0);
    memcpy(file + 2, s->key.id, 8);
    crypto_sign_detached(file + 10, NULL, hash, sizeof(hash), s->secret);
    memcpy(whole, file + 10, 64);
    memcpy(whole + 64, comment, strlen(comment));
    crypto_sign_detached(of_comment, NULL, whole, 64 + strlen(comment), s->secret);
    sodium_bin2base64(base64[0], sizeof(base64[0]), file, sizeof(file),
                      sodium_base64_VARIANT_ORIGINAL);
    sodium_bin2base64(base64[1], sizeof(base64[1]), of_comment, sizeof(of_comment),
                      sodium_base64_VARIANT_ORIGINAL);
    return xasprintf("untrusted comment: -\n%s\ntrusted comment: %s\n%s\n", base64[0], comment,
                     base64[1]);
}

static void two_keys_may_sign_and_a_third_may_not(void **state)
{
    (void)state;
    struct signer signers[3] = { make_signer(), make_signer(), make_signer() };
    struct signature_key keys[2] = { signers[0].key, signers[1].key };
    for (size_t i = 0; i < COUNT(signers); i++) {
        CLEANUP_FREE char *signature = sign(&signers[i], "data", "serial 7");
        struct error err = { "" };
        size_t by = 99;
        enum signature_verdict verdict =
            signature_check(keys, 2, "data", 4, signature, strlen(signature), &by, &err);
        if (i < 2) {
            assert_int_equal(verdict, SIGNATURE_GOOD);
            assert_int_equal(by, i);
            continue;
        }
        assert_int_equal(verdict, SIGNATURE_OTHER_KEY);
        char ids[3][SIGNATURE_ID_SIZE];
        for (size_t k = 0; k < 3; k++)
            signature_key_id(&signers[k].key, ids[k]);
        CLEANUP_FREE char *sentence = xasprintf(
            "signed by the key %s, which is none of [source] public_keys; allowed: %s, %s", ids[2],
            ids[0], ids[1]);
        assert_string_equal(err.text, sentence);
        verdict = signature_check(keys, 0, "data", 4, signature, strlen(signature), &by, &err);
        assert_int_equal(verdict, SIGNATURE_OTHER_KEY);
    }
}

/* The id is chance, and anybody can choose it: it is the key that counts. */
static void a_key_that_only_has_the_id_of_another_signs_nothing(void **state)
{
    (void)state;
    struct signer office = make_signer(), forger = make_signer();
    memcpy(forger.key.id, office.key.id, sizeof(forger.key.id));
    CLEANUP_FREE char *forged = sign(&forger, "data", "x"), *real = sign(&office, "data", "x");
    struct error err = { "" };
    size_t by = 99;
    assert_int_equal(signature_check(&office.key, 1, "data", 4, forged, strlen(forged), &by, &err),
                     SIGNATURE_MISMATCH);
    struct signature_key both[2] = { forger.key, office.key };
    assert_int_equal(signature_check(both, 2, "data", 4, real, strlen(real), &by, &err),
                     SIGNATURE_GOOD);
    assert_int_equal(by, 1);
}

static void no_bit_of_a_signature_or_its_comment_can_be_changed(void **state)
{
    (void)state;
    struct signer office = make_signer();
    CLEANUP_FREE char *signature = sign(&office, "data", "serial 7");
    const size_t len = strlen(signature), from = strlen("untrusted comment: -\n");
    for (size_t i = from; i < len - 1; i++) {
        for (int bit = 0; bit < 8; bit++) {
            struct error err = { "" };
            size_t by;
            signature[i] = (char)(signature[i] ^ (1 << bit));
            if (signature_check(&office.key, 1, "data", 4, signature, len, &by, &err) ==
                    SIGNATURE_GOOD ||
                !err.text[0])
                fail_msg("byte %zu, bit %d is not signed", i, bit);
            signature[i] = (char)(signature[i] ^ (1 << bit));
        }
    }
}

/* ---- the stock tool */

static void write_text(const char *folder, const char *name, const char *text)
{
    struct error err = { "" };
    CLEANUP_FREE char *path = xasprintf("%s/%s", folder, name);
    if (!file_replace(path, text, strlen(text), 0600, &err))
        fail_msg("%s", err.text);
}

static char *read_text(const char *folder, const char *name)
{
    struct error err = { "" };
    struct buffer text = BUFFER_INIT(1 << 16);
    CLEANUP_FREE char *path = xasprintf("%s/%s", folder, name);
    if (!file_read(path, &text, &err))
        fail_msg("%s", err.text);
    return text.data;
}

static bool run(const char *folder, const char *command)
{
    CLEANUP_FREE char *line = xasprintf("cd %s && %s >>log 2>&1 </dev/null", folder, command);
    return system(line) == 0;
}

static bool enter(char *folder)
{
    if (system("command -v minisign >/dev/null") != 0)
        return false;
    assert_non_null(mkdtemp(folder));
    return true;
}

static void leave(const char *folder)
{
    CLEANUP_FREE char *line = xasprintf("rm -r %s", folder);
    assert_int_equal(system(line), 0);
}

static const char text[] = "{\"feed\": \"siapambil/1\"}\n";

static void what_minisign_signs_is_taken(void **state)
{
    (void)state;
    char folder[] = "/tmp/siapambil-minisign-XXXXXX";
    if (!enter(folder))
        skip();
    write_text(folder, "feed.json", text);
    assert_true(run(folder, "minisign -G -W -p minisign.pub -s minisign.key"));
    CLEANUP_FREE char *pub = read_text(folder, "minisign.pub");
    char *line = strchr(pub, '\n') + 1;
    line[strcspn(line, "\n")] = '\0';
    struct signature_key key = key_of(line);
    char id[SIGNATURE_ID_SIZE];
    signature_key_id(&key, id);
    assert_non_null(strstr(pub, id + strspn(id, "0")));
    CLEANUP_FREE char *secret = read_text(folder, "minisign.key");
    struct signature_key no_key;
    struct error err = { "" };
    assert_false(signature_key_parse(strchr(secret, '\n') + 1, &no_key, &err));
    assert_non_null(strstr(err.text, "is a secret key"));

    static const struct {
        const char *options;
        enum signature_verdict verdict;
    } cases[] = {
        { "", SIGNATURE_GOOD },
        { "-t 'serial 7' -c 'Dinas Dukcapil'", SIGNATURE_GOOD },
        { "-t ''", SIGNATURE_GOOD },
        { "-l", SIGNATURE_OLD_METHOD },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_FREE char *command =
            xasprintf("minisign -S -s minisign.key -m feed.json %s", cases[i].options);
        assert_true(run(folder, command));
        CLEANUP_FREE char *signature = read_text(folder, "feed.json.minisig");
        size_t by;
        enum signature_verdict verdict =
            signature_check(&key, 1, text, strlen(text), signature, strlen(signature), &by, &err);
        if (verdict != cases[i].verdict)
            fail_msg("minisign -S %s: %s", cases[i].options, err.text);
    }
    leave(folder);
}

static void what_is_signed_here_minisign_takes(void **state)
{
    (void)state;
    char folder[] = "/tmp/siapambil-minisign-XXXXXX";
    if (!enter(folder))
        skip();
    struct signer office = make_signer();
    unsigned char line[42] = "Ed";
    char base64[64];
    memcpy(line + 2, office.key.id, 8);
    memcpy(line + 10, office.key.key, 32);
    sodium_bin2base64(base64, sizeof(base64), line, sizeof(line), sodium_base64_VARIANT_ORIGINAL);
    struct signature_key key = key_of(base64);
    assert_memory_equal(&key, &office.key, sizeof(key));
    CLEANUP_FREE char *signature = sign(&office, text, "serial 7");
    size_t by;
    struct error err = { "" };
    assert_int_equal(
        signature_check(&key, 1, text, strlen(text), signature, strlen(signature), &by, &err),
        SIGNATURE_GOOD);
    write_text(folder, "feed.json", text);
    write_text(folder, "feed.json.minisig", signature);
    CLEANUP_FREE char *command = xasprintf("minisign -V -H -P %s -m feed.json", base64);
    assert_true(run(folder, command));
    write_text(folder, "feed.json", "changed");
    assert_false(run(folder, command));
    leave(folder);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_read_and_named_as_minisign_does),
        cmocka_unit_test(what_is_no_public_key_is_refused),
        cmocka_unit_test(every_verdict_has_its_sentence),
        cmocka_unit_test(a_signature_with_nul_or_without_end_is_unreadable),
        cmocka_unit_test(two_keys_may_sign_and_a_third_may_not),
        cmocka_unit_test(a_key_that_only_has_the_id_of_another_signs_nothing),
        cmocka_unit_test(no_bit_of_a_signature_or_its_comment_can_be_changed),
        cmocka_unit_test(what_minisign_signs_is_taken),
        cmocka_unit_test(what_is_signed_here_minisign_takes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
