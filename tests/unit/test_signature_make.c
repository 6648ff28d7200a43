/* Signing with minisign's secret keys, checked against the stock tool in both directions, and the
 * file that such a key is kept in. */
#include "unit/test.h"

#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "feed/signature.h"
#include "publish/key.h"

/* Made once by minisign 0.11: minisign -G -W. It leaves the checksum out. */
#define COMMENT "untrusted comment: minisign encrypted secret key\n"
#define SCRYPT  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
static const char frozen[] =
    COMMENT "RWQAAEIy" SCRYPT
            "E+98Y0XTeBjsyaj1Uc8fFlhMTnwrh4d1F8qlErEzWvVnjRtXmUQv3FTA/j3a2no8QuVUOx3t6i1en6fpg00KO5"
            "eaKZSlfKjbAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
static const char frozen_public[] = "RWQT73xjRdN4GFTA/j3a2no8QuVUOx3t6i1en6fpg00KO5eaKZSlfKjb";
/* With a password (pw), and the same after minisign -C -W has taken it off: that has a checksum.
 * Made once, too: minisign takes 1 GB and seconds for a password. */
static const char locked[] = COMMENT
    "RWRTY0IyVyX8Uso7BDXP5zWa0Ya9SPZ3wnwa/QC/w6D+TAznGYEAAAACAAAAAAAAAEAAAAAAR8MurSS3VBM4zAn"
    "d/h7r3O8kr9abu4SToHtHcFMwy4iYJZRumZiEgM6NAozC4vPLQJYABvX4TbWDYqL8TCjZEKblX06JUgbl3tVVDE"
    "XeEjEsE8phquufEoSQnKSHArTNqen2m9x1OCg=\n";
static const char unlocked[] = COMMENT
    "RWQAAEIyVyX8Uso7BDXP5zWa0Ya9SPZ3wnwa/QC/w6D+TAznGYEAAAACAAAAAAAAAEAAAAAAh7le3L7i8SMRbRr"
    "6YQfkJeGhqBzQiun0r7QdZV9sVJKM+4uhEbWeQgncu6c++7/vkGTNBRZsRixCqOn7tNmnaxY16Rouy9EoqFwfSr"
    "ptURuChxg1aLpHO7I9d2afLsuuNr5JWFLqlpE=\n";
static const char unlocked_public[] = "RWSHuV7cvuLxIwncu6c++7/vkGTNBRZsRixCqOn7tNmnaxY16Rouy9Eo";

static struct signature_secret *secret_of(const char *text)
{
    struct error err = { "" };
    struct signature_secret *s = signature_secret_new(text, strlen(text), &err);
    if (!s)
        fail_msg("%s", err.text);
    return s;
}

static void keys_of_minisign_are_read(void **state)
{
    (void)state;
    const struct {
        const char *text, *public_key;
    } cases[] = { { frozen, frozen_public }, { unlocked, unlocked_public } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP(signature_secret_free)
        struct signature_secret *s = secret_of(cases[i].text);
        struct signature_key key;
        char text[SIGNATURE_KEY_TEXT_SIZE];
        signature_secret_public(s, &key);
        signature_key_text(&key, text);
        assert_string_equal(text, cases[i].public_key);
        struct signature_key same;
        struct error err = { "" };
        assert_true(signature_key_parse(text, &same, &err));
        assert_memory_equal(&key, &same, sizeof(key));
    }
    /* As an editor on Windows leaves it, or without its last line end. */
    CLEANUP_FREE char *crlf =
        xasprintf("%.*s\r\n%s", (int)strcspn(frozen, "\n"), frozen, strchr(frozen, '\n') + 1);
    crlf[strlen(crlf) - 1] = '\r';
    signature_secret_free(secret_of(crlf));
    crlf[strlen(crlf) - 1] = '\0';
    signature_secret_free(secret_of(crlf));
}

#define NONE "it holds no secret key of minisign; allowed: the file that minisign -G -W keeps"

static void what_is_no_usable_key_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text, *sentence;
    } cases[] = {
        { "nothing", "", NONE },
        { "one line", "RWQAAEIy", NONE },
        { "a public key",
          "untrusted comment: minisign public key 1\nRWQT73xjRdN4GFTA/"
          "j3a2no8QuVUOx3t6i1en6fpg00KO5eaKZSlfKjb\n",
          NONE },
        { "a key of SSH", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n",
          NONE },
        { "a key cut short", COMMENT "RWQAAEIyAAAA\n", NONE },
        { "a key with a password", locked,
          "it is protected by a password, which nobody is there to type: take it off (minisign -C "
          "-W -s FILE), or make another key (minisign -G -W)" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error err = { "" };
        if (signature_secret_new(cases[i].text, strlen(cases[i].text), &err) ||
            !strstr(err.text, cases[i].sentence))
            fail_msg("%s: %s", cases[i].name, err.text);
        assert_null(strstr(err.text, "RWQ"));
    }
}

/* Each byte of the second line of a key with a checksum: method, protection, id and key all count;
 * the salt of a password that is not there does not. */
static void no_byte_of_a_key_can_be_changed(void **state)
{
    (void)state;
    enum { SIZE = 158, SALT = 6, ID = 54 };
    for (const char *const *text = (const char *const[]){ unlocked, frozen, NULL }; *text; text++) {
        uint8_t bytes[SIZE], changed[SIZE];
        size_t len = 0;
        assert_int_equal(sodium_base642bin(bytes, SIZE, strchr(*text, '\n') + 1,
                                           strlen(strchr(*text, '\n') + 1), "\n", &len, NULL,
                                           sodium_base64_VARIANT_ORIGINAL),
                         0);
        bool has_checksum = *text == unlocked;
        for (size_t i = 0; i < SIZE; i++) {
            /* Without a checksum the id may be any. */
            if ((i >= SALT && i < ID) || (!has_checksum && i >= ID && i < ID + 8))
                continue;
            char line[300];
            memcpy(changed, bytes, SIZE);
            changed[i] ^= 4;
            sodium_bin2base64(line, sizeof(line), changed, SIZE, sodium_base64_VARIANT_ORIGINAL);
            CLEANUP_FREE char *file = xasprintf(COMMENT "%s\n", line);
            struct error err = { "" };
            if (signature_secret_new(file, strlen(file), &err) || !*err.text)
                fail_msg("byte %zu is not looked at", i);
        }
    }
}

static void what_is_signed_is_taken_by_our_own_check(void **state)
{
    (void)state;
    static const char *const comments[] = { "", "siapambil 32.73/feed.json serial 7",
                                            "\xE2\x80\xA2" };
    CLEANUP(signature_secret_free) struct signature_secret *s = secret_of(frozen);
    struct signature_key key;
    signature_secret_public(s, &key);
    for (size_t i = 0; i < COUNT(comments); i++) {
        CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0), again = BUFFER_INIT(0);
        struct error err = { "" };
        size_t by = 99;
        signature_make(s, "data", 4, comments[i], &out);
        if (signature_check(&key, 1, "data", 4, out.data, out.len, &by, &err) != SIGNATURE_GOOD)
            fail_msg("%s", err.text);
        assert_int_equal(signature_check(&key, 1, "date", 4, out.data, out.len, &by, &err),
                         SIGNATURE_MISMATCH);
        signature_make(s, "data", 4, comments[i], &again);
        assert_string_equal(out.data, again.data); /* Ed25519 needs no chance */
        /* Nothing signed is as good as an empty file. */
        buffer_clear(&out);
        signature_make(s, NULL, 0, comments[i], &out);
        assert_int_equal(signature_check(&key, 1, "", 0, out.data, out.len, &by, &err),
                         SIGNATURE_GOOD);
    }
}

/* ---- files, and the stock tool */

struct corner {
    char folder[40];
};

static void enter(struct corner *c)
{
    snprintf(c->folder, sizeof(c->folder), "/tmp/siapambil-sign-XXXXXX");
    assert_non_null(mkdtemp(c->folder));
}

static void leave(const struct corner *c)
{
    CLEANUP_FREE char *line = xasprintf("rm -r %s", c->folder);
    assert_int_equal(system(line), 0);
}

static bool run(const struct corner *c, const char *command)
{
    CLEANUP_FREE char *line = xasprintf("cd %s && (%s) >>log 2>&1 </dev/null", c->folder, command);
    return system(line) == 0;
}

/* The caller frees it. */
static char *path_of(const struct corner *c, const char *name)
{
    return xasprintf("%s/%s", c->folder, name);
}

static void write_text(const struct corner *c, const char *name, const char *text, unsigned mode)
{
    struct error err = { "" };
    CLEANUP_FREE char *path = path_of(c, name);
    if (!file_replace(path, text, strlen(text), mode, &err))
        fail_msg("%s", err.text);
    chmod(path, mode);
}

static bool has_minisign(void)
{
    return system("command -v minisign >/dev/null") == 0;
}

static void a_key_file_is_read_or_named(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text; /* NULL: no file */
        unsigned mode;
        const char *sentence; /* NULL: taken */
    } cases[] = {
        { "good.key", frozen, 0600, NULL },
        { "group.key", frozen, 0640, NULL },
        { "open.key", frozen, 0644,
          "everybody may read it; allowed: its owner and group (chmod o-r)" },
        { "missing.key", NULL, 0, "No such file or directory" },
        { "locked.key", locked, 0600, "it is protected by a password" },
        { "other.key", "secret\nletters\n", 0600, "it holds no secret key of minisign" },
    };
    struct corner c;
    enter(&c);
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_FREE char *path = path_of(&c, cases[i].name);
        CLEANUP(signature_secret_free) struct signature_secret *s = NULL;
        struct error err = { "" };
        if (cases[i].text)
            write_text(&c, cases[i].name, cases[i].text, cases[i].mode);
        enum publish_status status = key_load(path, &s, &err);
        assert_int_equal(status, cases[i].sentence ? PUBLISH_KEY : PUBLISH_DONE);
        if (!cases[i].sentence)
            continue;
        assert_null(s);
        if (!strstr(err.text, cases[i].sentence) || !strstr(err.text, path) ||
            !strstr(err.text, "the key that signs the feeds"))
            fail_msg("%s", err.text);
        assert_null(strstr(err.text, "letters"));
    }
    CLEANUP(signature_secret_free) struct signature_secret *s = NULL;
    struct error err = { "" };
    assert_int_equal(key_load(c.folder, &s, &err), PUBLISH_KEY);
    assert_non_null(strstr(err.text, "it is a folder"));
    leave(&c);
}

static void a_new_key_of_minisign_signs_for_minisign(void **state)
{
    (void)state;
    if (!has_minisign())
        skip();
    struct corner c;
    enter(&c);
    assert_true(run(&c, "minisign -G -W -p feed.pub -s feed.key"));
    CLEANUP_FREE char *path = path_of(&c, "feed.key"), *public_path = path_of(&c, "feed.pub");
    CLEANUP(signature_secret_free) struct signature_secret *s = NULL;
    struct error err = { "" };
    if (key_load(path, &s, &err) != PUBLISH_DONE)
        fail_msg("%s", err.text);
    struct signature_key key;
    char text[SIGNATURE_KEY_TEXT_SIZE];
    CLEANUP_BUFFER struct buffer pub = BUFFER_INIT(4096), signature = BUFFER_INIT(0);
    signature_secret_public(s, &key);
    signature_key_text(&key, text);
    assert_true(file_read(public_path, &pub, &err));
    assert_non_null(strstr(pub.data, text));

    static const char data[] = "{\"feed\":\"siapambil/1\"}\n";
    signature_make(s, data, strlen(data), "siapambil 32.73/mpp/feed.json serial 7", &signature);
    write_text(&c, "feed.json", data, 0644);
    write_text(&c, "feed.json.minisig", signature.data, 0644);
    assert_true(run(&c, "minisign -V -H -Q -p feed.pub -m feed.json >comment"));
    assert_true(run(&c, "test \"$(cat comment)\" = 'siapambil 32.73/mpp/feed.json serial 7'"));
    write_text(&c, "feed.json", "{}\n", 0644);
    assert_false(run(&c, "minisign -V -H -p feed.pub -m feed.json"));
    leave(&c);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_minisign_are_read),
        cmocka_unit_test(what_is_no_usable_key_is_refused),
        cmocka_unit_test(no_byte_of_a_key_can_be_changed),
        cmocka_unit_test(what_is_signed_is_taken_by_our_own_check),
        cmocka_unit_test(a_key_file_is_read_or_named),
        cmocka_unit_test(a_new_key_of_minisign_signs_for_minisign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
