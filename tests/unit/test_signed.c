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
        cmocka_unit_test(a_kept_list_that_no_key_vouches_for_is_not_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
