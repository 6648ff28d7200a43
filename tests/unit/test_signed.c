/* What a pull does with signed feeds. */
#include "unit/sources_support.h"

#include "unit/signing.h"

static char *sign(const struct signer *s, const char *body)
{
    struct buffer out = BUFFER_INIT(0);
    signer_sign(s, body, strlen(body), "timestamp:1795401660", &out);
    return out.data;
}

/* An office whose feed is to be signed by the key of `seed`. */
static struct office *signed_office(uint8_t seed, struct signer *ret)
{
    struct office *o = office_new();
    struct error err = { "" };
    signer_init(ret, seed);
    assert_true(signature_key_parse(ret->text, &o->keys[0], &err));
    o->sources[0].keys = o->keys;
    o->sources[0].key_count = 1;
    return o;
}

#define FEED "https://a.go.id/feed.json"
#define SIG  "https://a.go.id/feed.json.minisig"

static void a_signed_feed_is_taken(void **state)
{
    (void)state;
    struct signer s;
    CLEANUP(office_free) struct office *o = signed_office(1, &s);
    CLEANUP_FREE char *body = feed(5, 3), *signature = sign(&s, body);
    office_add(o, FEED, BODY(body));
    office_add(o, SIG, BODY(signature));
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_string_equal(o->web.asked.data, "/feed.json /feed.json.minisig ");
    /* The same bytes need no second look. */
    assert_int_equal(office_pull(o), CONFIRMED);
    assert_string_equal(o->web.asked.data, "/feed.json ");
}

static void either_of_two_keys_will_do(void **state)
{
    (void)state;
    struct signer old, new;
    struct error err = { "" };
    CLEANUP(office_free) struct office *o = signed_office(1, &old);
    signer_init(&new, 2);
    assert_true(signature_key_parse(new.text, &o->keys[1], &err));
    o->sources[0].key_count = 2;
    CLEANUP_FREE char *a = feed(5, 3), *b = feed(6, 4);
    CLEANUP_FREE char *sig_a = sign(&old, a), *sig_b = sign(&new, b);
    office_add(o, FEED, BODY(a));
    office_add(o, FEED, BODY(b));
    office_add(o, SIG, BODY(sig_a));
    office_add(o, SIG, BODY(sig_b));
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_int_equal(office_pull(o), NEW_LIST);
}

static void each_refusal_has_its_sentence(void **state)
{
    (void)state;
    struct signer s, other;
    signer_init(&other, 9);
    CLEANUP_FREE char *body = feed(5, 3), *else_body = feed(6, 3);
    struct signer own;
    signer_init(&own, 1);
    CLEANUP_FREE char *by_other = sign(&other, body), *of_other = sign(&own, else_body);
    const struct {
        struct answer signature;
        const char *sentence;
    } cases[] = {
        { { .error = "https://a.go.id/feed.json.minisig: status 404" },
          "no signature, and with [source] public_keys nothing unsigned is taken" },
        { { .body = "<html>" }, SIG ": " },
        { { .body = by_other }, SIG ": " },
        { { .body = of_other }, SIG ": " },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP(office_free) struct office *o = signed_office(1, &s);
        office_add(o, FEED, BODY(body));
        office_add(o, SIG, cases[i].signature);
        office_open(o);
        const char *why = office_sentence(o);
        assert_non_null(strstr(why, cases[i].sentence));
        assert_null(strstr(why, "RAHASIA"));
        assert_null(o->list);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(cases[j].sentence, why);
    }
}

static void feed_and_signature_in_mid_update_are_pulled_again(void **state)
{
    (void)state;
    struct signer s;
    CLEANUP(office_free) struct office *o = signed_office(1, &s);
    CLEANUP_FREE char *old = feed(5, 3), *new = feed(6, 4);
    CLEANUP_FREE char *old_sig = sign(&s, old), *new_sig = sign(&s, new);
    office_add(o, FEED, BODY(new));
    office_add(o, SIG, BODY(old_sig));
    office_add(o, SIG, BODY(new_sig));
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_string_equal(o->web.asked.data,
                        "/feed.json /feed.json.minisig /feed.json /feed.json.minisig ");
    assert_int_equal(o->web.waited_ms, 2000);
}

static void an_older_signed_feed_is_refused(void **state)
{
    (void)state;
    struct signer s;
    CLEANUP(office_free) struct office *o = signed_office(1, &s);
    CLEANUP_FREE char *new = feed(9, 4), *old = feed(5, 3);
    CLEANUP_FREE char *new_sig = sign(&s, new), *old_sig = sign(&s, old);
    office_add(o, FEED, BODY(new));
    office_add(o, FEED, BODY(old));
    office_add(o, SIG, BODY(new_sig));
    office_add(o, SIG, BODY(old_sig));
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    for (int i = 0; i < 5; i++)
        assert_int_equal(office_pull(o), NOTHING);
    assert_non_null(strstr(office_sentence(o), "its serial 5 is older than 9"));
    /* Nor after a restart, with the kept list gone. */
    office_close(o);
    CLEANUP_FREE char *list = xasprintf("%s/list.json", o->folder);
    assert_int_equal(unlink(list), 0);
    o->serials = (struct serials){ 0 };
    office_open(o);
    assert_non_null(strstr(office_sentence(o), "its serial 5 is older than 9"));
}

static void a_kept_list_that_no_key_vouches_for_is_not_shown(void **state)
{
    (void)state;
    struct signer s, other;
    struct error err = { "" };
    CLEANUP(office_free) struct office *o = signed_office(1, &s);
    CLEANUP_FREE char *body = feed(5, 3), *signature = sign(&s, body);
    office_add(o, FEED, BODY(body));
    office_add(o, SIG, BODY(signature));
    o->sources[0].key_count = 0;
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    office_close(o);
    o->sources[0].key_count = 1;
    o->settings = "with a key";
    office_open(o);
    assert_null(o->list);
    assert_int_equal(office_pull(o), NEW_LIST);
    office_close(o);
    office_open(o);
    assert_non_null(o->list);
    office_close(o);
    signer_init(&other, 2);
    assert_true(signature_key_parse(other.text, &o->keys[0], &err));
    office_open(o);
    assert_null(o->list);
}

/* ---- which serial was accepted last */

/* An office that has accepted serial 9, and is then sent 5. */
static struct office *rolled_back(struct signer *s, char *texts[4])
{
    struct office *o = signed_office(1, s);
    texts[0] = feed(9, 4), texts[1] = feed(5, 3);
    texts[2] = sign(s, texts[0]), texts[3] = sign(s, texts[1]);
    office_add(o, FEED, BODY(texts[0]));
    office_add(o, FEED, BODY(texts[1]));
    office_add(o, SIG, BODY(texts[2]));
    office_add(o, SIG, BODY(texts[3]));
    return o;
}

static void free_texts(char *texts[4])
{
    for (int i = 0; i < 4; i++)
        free(texts[i]);
}

static void begin_again(struct office *o)
{
    office_close(o);
    o->serials = (struct serials){ 0 };
    office_open(o);
}

static void a_damaged_note_of_the_serial_lets_no_older_feed_in(void **state)
{
    (void)state;
    struct signer s;
    char *texts[4];
    CLEANUP(office_free) struct office *o = rolled_back(&s, texts);
    CLEANUP_FREE char *path = xasprintf("%s/serials", o->folder);
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    struct error err = { "" };
    static const char *const damaged[] = { "", "x", "0 0 0\n" };
    for (size_t i = 0; i < COUNT(damaged); i++) {
        assert_true(file_replace(path, damaged[i], strlen(damaged[i]), 0600, &err));
        begin_again(o); /* the kept list knows, too */
        assert_non_null(strstr(office_sentence(o), "its serial 5 is older than 9"));
    }
    free_texts(texts);
}

static void a_serial_that_no_disk_keeps_is_known_after_settings_are_read_again(void **state)
{
    (void)state;
    struct signer s;
    char *texts[4];
    CLEANUP(office_free) struct office *o = rolled_back(&s, texts);
    CLEANUP_FREE char *path = xasprintf("%s/serials", o->folder);
    CLEANUP_FREE char *list = xasprintf("%s/list.json", o->folder);
    /* Folders in the place of the files: nothing can be written. */
    mkdir(path, 0700);
    mkdir(list, 0700);
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    struct snapshot *shown = o->list;
    o->list = NULL;
    o->shown = shown;
    o->settings = "others";
    office_close(o);
    office_open(o);
    assert_non_null(strstr(office_sentence(o), "its serial 5 is older than 9"));
    office_close(o);
    snapshot_free(shown);
    o->shown = NULL;
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rmdir(list), 0);
    office_open(o);
    free_texts(texts);
}

static void a_serial_is_noted_once_the_disk_can_be_written_again(void **state)
{
    (void)state;
    struct signer s;
    CLEANUP(office_free) struct office *o = signed_office(1, &s);
    CLEANUP_FREE char *body = feed(9, 4), *signature = sign(&s, body);
    CLEANUP_FREE char *path = xasprintf("%s/serials", o->folder);
    CLEANUP_FREE char *list = xasprintf("%s/list.json", o->folder);
    office_add(o, FEED, BODY(body));
    office_add(o, SIG, BODY(signature));
    mkdir(path, 0700);
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(office_pull(o), CONFIRMED);
    assert_int_equal(access(path, F_OK), 0);
    /* Somebody tidied up. */
    assert_int_equal(unlink(path), 0);
    assert_int_equal(unlink(list), 0);
    assert_int_equal(office_pull(o), CONFIRMED);
    struct serials noted;
    CLEANUP(cache_close) struct cache *c = cache_open(o->folder, FEED, CACHE_READ_ONLY);
    cache_serials(c, &noted);
    assert_int_equal(serials_get(&noted, FEED), 9);
    /* Or a disk had gone bad. */
    struct error err = { "" };
    assert_true(file_replace(path, "damaged", 7, 0600, &err));
    begin_again(o);
    assert_int_equal(office_pull(o), CONFIRMED);
    assert_true(cache_serials(c, &noted));
    assert_int_equal(serials_get(&noted, FEED), 9);
}

static void each_flipped_bit_of_the_note_is_noticed(void **state)
{
    (void)state;
    struct serials s = { 0 }, read;
    serials_raise(&s, "https://a.go.id", 20261123094000);
    serials_raise(&s, "https://b.go.id", 7);
    serials_raise(&s, "https://b.go.id", 6);
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    serials_print(&s, &text);
    assert_true(serials_parse(buffer_text(&text), &read));
    assert_int_equal(serials_get(&read, "https://a.go.id"), 20261123094000);
    assert_int_equal(serials_get(&read, "https://b.go.id"), 7);
    assert_int_equal(serials_get(&read, "https://c.go.id"), 0);
    for (size_t i = 0; i + 1 < text.len; i++) {
        for (int bit = 0; bit < 7; bit++) {
            text.data[i] ^= (char)(1 << bit);
            if (serials_parse(text.data, &read))
                fail_msg("byte %zu, bit %d: %s", i, bit, text.data);
            text.data[i] ^= (char)(1 << bit);
        }
    }
}

static void the_note_keeps_to_its_room(void **state)
{
    (void)state;
    struct serials s = { 0 };
    for (uint64_t i = 1; i <= SERIALS_MAX + 1; i++) {
        CLEANUP_FREE char *url = xasprintf("https://%d.go.id", (int)i);
        serials_raise(&s, url, i);
    }
    assert_int_equal(serials_get(&s, "https://1.go.id"), 0);
    assert_int_equal(serials_get(&s, "https://2.go.id"), 2);
    assert_int_equal(serials_get(&s, "https://65.go.id"), 65);
}

/* ---- freeze */

static void a_signed_feed_that_is_only_confirmed_expires_all_the_same(void **state)
{
    (void)state;
    struct signer s;
    CLEANUP(office_free) struct office *o = signed_office(1, &s);
    CLEANUP_FREE char *plain = feed(5, 3);
    CLEANUP_FREE char *body = xasprintf("{\"expires\":\"2026-11-24T09:40:00+07:00\",%s", plain + 1);
    CLEANUP_FREE char *signature = sign(&s, body);
    office_add(o, FEED, (struct answer){ .body = body, .etag = "\"5\"" });
    office_add(o, FEED, (struct answer){ .not_modified = true });
    office_add(o, SIG, BODY(signature));
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    for (int day = 0; day < 9; day++) {
        o->now_s += 86400;
        assert_int_equal(office_pull(o), CONFIRMED);
        assert_int_equal(o->last.checked_wall_s, o->now_s);
    }
    /* However fresh the answers are: the boards count from here (test_board.c). */
    assert_int_equal(o->list->expires, 1795401600 + 86400);
    /* Kept, too. */
    begin_again(o);
    assert_int_equal(o->list->expires, 1795401600 + 86400);
}

int main(void)
{
    hash_init();
    log_set_level(LOG_LEVEL_ERROR);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signed_feed_is_taken),
        cmocka_unit_test(either_of_two_keys_will_do),
        cmocka_unit_test(each_refusal_has_its_sentence),
        cmocka_unit_test(feed_and_signature_in_mid_update_are_pulled_again),
        cmocka_unit_test(an_older_signed_feed_is_refused),
        cmocka_unit_test(a_damaged_note_of_the_serial_lets_no_older_feed_in),
        cmocka_unit_test(a_serial_that_no_disk_keeps_is_known_after_settings_are_read_again),
        cmocka_unit_test(a_serial_is_noted_once_the_disk_can_be_written_again),
        cmocka_unit_test(each_flipped_bit_of_the_note_is_noticed),
        cmocka_unit_test(the_note_keeps_to_its_room),
        cmocka_unit_test(a_signed_feed_that_is_only_confirmed_expires_all_the_same),
        cmocka_unit_test(a_kept_list_that_no_key_vouches_for_is_not_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
