/* What a pull does with mirrors and with several sources. */
#include "unit/sources_support.h"

/* ---- mirrors */

static void mirrors_are_tried_in_turn(void **state)
{
    (void)state;
    CLEANUP(office_free) struct office *o = office_new();
    CLEANUP_FREE char *body = feed(1, 3);
    o->sources[0].urls[1] = "https://b.go.id/feed.json";
    o->sources[0].urls[2] = "https://c.go.id/feed.json";
    office_add(o, "https://a.go.id/feed.json", DOWN);
    office_add(o, "https://b.go.id/feed.json", BODY("<html>Masuk</html>"));
    office_add(o, "https://c.go.id/feed.json", (struct answer){ .body = body, .etag = "\"c\"" });
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_int_equal(o->list->document_count, 3);
    assert_string_equal(o->web.asked.data,
                        "/feed.json https://b.go.id/feed.json https://c.go.id/feed.json ");
    /* A validator goes to the address that it came from, and to no other. */
    assert_int_equal(office_pull(o), CONFIRMED);
    assert_string_equal(office_place(o, "https://a.go.id/feed.json")->sent_etag, "");
    assert_string_equal(office_place(o, "https://c.go.id/feed.json")->sent_etag, "\"c\"");
}

static void the_first_address_is_asked_first_again(void **state)
{
    (void)state;
    CLEANUP(office_free) struct office *o = office_new();
    CLEANUP_FREE char *old = feed(1, 3), *new = feed(2, 4);
    o->sources[0].urls[1] = "https://b.go.id/feed.json";
    office_add(o, "https://a.go.id/feed.json", DOWN);
    office_add(o, "https://a.go.id/feed.json", BODY(new));
    office_add(o, "https://b.go.id/feed.json", BODY(old));
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_string_equal(o->web.asked.data, "/feed.json ");
    assert_int_equal(o->list->document_count, 4);
}

static void when_all_fail_the_first_and_the_last_say_why(void **state)
{
    (void)state;
    CLEANUP(office_free) struct office *o = office_new();
    o->sources[0].urls[1] = "https://b.go.id/feed.json";
    office_add(o, "https://a.go.id/feed.json", DOWN);
    office_add(o, "https://b.go.id/feed.json", BODY(""));
    office_open(o);
    const char *why = office_sentence(o);
    assert_non_null(strstr(why, "the server is down; and no mirror helps: https://b.go.id"));
    assert_non_null(strstr(why, "it is empty"));
}

/* Serials 5 and 4 by turns, as the addresses come and go. */
static void a_mirror_that_lags_makes_no_row_vanish(void **state)
{
    (void)state;
    CLEANUP(office_free) struct office *o = office_new();
    CLEANUP_FREE char *new = feed(5, 4), *old = feed(4, 3);
    o->sources[0].urls[1] = "https://b.go.id/feed.json";
    o->sources[0].urls[2] = "https://c.go.id/feed.json";
    office_add(o, "https://a.go.id/feed.json", BODY(new));
    office_add(o, "https://a.go.id/feed.json", DOWN);
    office_add(o, "https://b.go.id/feed.json", BODY(old));
    office_add(o, "https://c.go.id/feed.json", DOWN);
    office_add(o, "https://c.go.id/feed.json", BODY(new));
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_int_equal(office_pull(o), NOTHING);
    assert_int_equal(office_pull(o), CONFIRMED); /* the second mirror has caught up */
    assert_string_equal(o->web.asked.data,
                        "/feed.json https://b.go.id/feed.json https://c.go.id/feed.json ");
    assert_int_equal(o->list->document_count, 4);
    /* Nor after a restart. */
    office_close(o);
    o->sources[0].urls[2] = NULL;
    office_open(o);
    for (int i = 0; i < 8; i++)
        assert_int_equal(office_pull(o), NOTHING);
    assert_non_null(strstr(office_sentence(o), "b.go.id/feed.json: its serial 4 is older than 5"));
}

static void a_publisher_that_begins_anew_is_believed_at_its_first_address(void **state)
{
    (void)state;
    CLEANUP(office_free) struct office *o = office_new();
    CLEANUP_FREE char *before = feed(9, 4), *anew = feed(1, 3);
    o->sources[0].urls[1] = "https://b.go.id/feed.json";
    office_add(o, "https://a.go.id/feed.json", BODY(before));
    office_add(o, "https://a.go.id/feed.json", BODY(anew));
    office_add(o, "https://b.go.id/feed.json", BODY(anew));
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_int_equal(office_pull(o), NOTHING); /* held */
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_int_equal(o->list->serial, 1);
}

static void patience_is_for_the_address_that_asks_for_it(void **state)
{
    (void)state;
    CLEANUP(office_free) struct office *o = office_new();
    CLEANUP_FREE char *body = feed(1, 3);
    o->sources[0].urls[1] = "https://b.go.id/feed.json";
    office_add(o, "https://a.go.id/feed.json",
               (struct answer){ .error = "busy", .retry_after_s = 300 });
    office_add(o, "https://b.go.id/feed.json", DOWN);
    office_add(o, "https://b.go.id/feed.json", BODY(body));
    office_open(o);
    /* The mirror has asked for none, so it is not kept waiting. */
    assert_true(fetcher_step(o->fetcher, NOW, NOW - 1000, UINT32_MAX) < 6000);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_string_equal(o->web.asked.data, "https://b.go.id/feed.json ");
    for (int i = 0; i < 3; i++)
        office_pull(o);
    assert_string_equal(o->web.asked.data, "https://b.go.id/feed.json ");
    office_pull(o); /* five minutes later */
    assert_string_equal(o->web.asked.data, "/feed.json https://b.go.id/feed.json ");
}

static void a_pause_that_all_addresses_ask_for_is_kept(void **state)
{
    (void)state;
    CLEANUP(office_free) struct office *o = office_new();
    o->sources[0].urls[1] = "https://b.go.id/feed.json";
    office_add(o, "https://a.go.id/feed.json",
               (struct answer){ .error = "busy", .retry_after_s = 300 });
    office_add(o, "https://b.go.id/feed.json",
               (struct answer){ .error = "busy", .retry_after_s = 200 });
    office_open(o);
    uint64_t pause = fetcher_step(o->fetcher, NOW, NOW - 1000, 0);
    assert_in_range(pause, 200000, 220000);
}

/* ---- several sources */

static struct office *two_sources(const char *a, const char *b)
{
    struct office *o = office_new();
    o->count = 2;
    o->sources[1].urls[0] = "https://b.go.id/feed.json";
    office_add(o, "https://a.go.id/feed.json", BODY(a));
    if (b)
        office_add(o, "https://b.go.id/feed.json", BODY(b));
    return o;
}

static void two_sources_are_one_list(void **state)
{
    (void)state;
    CLEANUP_FREE char *a = feed(1, 3), *b = feed(1, 5);
    CLEANUP(office_free) struct office *o = two_sources(a, b);
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    /* feed() numbers its rows from 0: three of five are in both. */
    assert_int_equal(o->list->document_count, 5);
    assert_int_equal(office_pull(o), CONFIRMED);
    /* The next start has the list at once. */
    office_close(o);
    office_open(o);
    assert_non_null(o->list);
    assert_int_equal(o->list->document_count, 5);
}

static void a_source_that_fails_is_there_with_what_it_said_last(void **state)
{
    (void)state;
    CLEANUP_FREE char *a = feed(1, 3), *a2 = feed(2, 4), *b = feed(1, 6);
    CLEANUP(office_free) struct office *o = two_sources(a, b);
    office_add(o, "https://a.go.id/feed.json", BODY(a2));
    office_add(o, "https://b.go.id/feed.json", DOWN);
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    int64_t first = o->last.checked_wall_s;
    /* One has a new list, the other is down: the new rows stand there, and
     * the time is the older one. */
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_int_equal(o->list->document_count, 6);
    assert_int_equal(o->last.checked_wall_s, first);
    /* Whatever the other says from now on. */
    bool confirmed = false;
    for (int i = 0; i < 200 && !confirmed; i++) {
        confirmed |= office_pull(o) == CONFIRMED;
        assert_int_equal(o->last.checked_wall_s, first);
    }
    assert_true(confirmed);
}

static void no_list_is_made_before_each_source_has_answered(void **state)
{
    (void)state;
    CLEANUP_FREE char *a = feed(1, 3), *b = feed(1, 5);
    CLEANUP(office_free) struct office *o = two_sources(a, NULL);
    office_add(o, "https://b.go.id/feed.json", DOWN);
    office_add(o, "https://b.go.id/feed.json", BODY(b));
    office_open(o);
    assert_int_equal(office_pull(o), NOTHING);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_int_equal(o->list->document_count, 5);
}

static void only_the_source_that_failed_is_asked_again_soon(void **state)
{
    (void)state;
    CLEANUP_FREE char *a = feed(1, 3);
    CLEANUP(office_free) struct office *o = two_sources(a, NULL);
    office_add(o, "https://b.go.id/feed.json", DOWN);
    office_open(o);
    uint64_t pause = fetcher_step(o->fetcher, NOW, 1000, UINT32_MAX / 2);
    assert_true(pause < 10000);
    buffer_clear(&o->web.asked);
    fetcher_step(o->fetcher, NOW + 3, 1003, UINT32_MAX / 2);
    assert_string_equal(o->web.asked.data, "https://b.go.id/feed.json ");
}

static void a_source_that_empties_beside_a_long_one_is_held(void **state)
{
    (void)state;
    CLEANUP_FREE char *a = feed(1, 60), *b = feed(1, 40), *empty = feed(2, 0), *a2 = feed(2, 61);
    CLEANUP(office_free) struct office *o = two_sources(a, b);
    /* Other ids: feed() numbers them from 0. */
    for (char *p = b; (p = strstr(p, "\"id\":\"r")); p++)
        p[6] = 'b';
    office_add(o, "https://a.go.id/feed.json", BODY(a2));
    office_add(o, "https://b.go.id/feed.json", BODY(empty));
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_int_equal(o->list->document_count, 100);
    int64_t first = o->last.checked_wall_s;
    /* What the other one says is not held with it, and the list is as old as the part that is. */
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_int_equal(o->list->document_count, 101);
    assert_int_equal(o->last.checked_wall_s, first);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_int_equal(o->list->document_count, 61);
    assert_int_equal(o->last.checked_wall_s, o->now_s);
}

static void after_a_restart_too(void **state)
{
    (void)state;
    CLEANUP_FREE char *a = feed(1, 60), *b = feed(1, 5), *empty = feed(2, 0);
    CLEANUP(office_free) struct office *o = two_sources(a, b);
    office_add(o, "https://a.go.id/feed.json", BODY(empty));
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    office_close(o);
    office_open(o);
    assert_int_equal(o->list->document_count, 60);
    assert_int_equal(office_pull(o), NOTHING);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_int_equal(o->list->document_count, 5);
}

/* ---- settings */

static void other_settings_ask_for_everything(void **state)
{
    (void)state;
    CLEANUP(office_free) struct office *o = office_new();
    CLEANUP_FREE char *body = feed(1, 3);
    office_add(o, "https://a.go.id/feed.json", (struct answer){ .body = body, .etag = "\"1\"" });
    office_open(o);
    assert_int_equal(office_pull(o), NEW_LIST);
    office_close(o);
    office_open(o);
    office_pull(o);
    assert_string_equal(office_place(o, "https://a.go.id/feed.json")->sent_etag, "\"1\"");
    assert_true(fetcher_first(o->fetcher, UINT32_MAX) > 50000); /* not all screens at once */
    office_close(o);
    o->settings = "another mapping";
    office_open(o);
    assert_non_null(o->list); /* shown all the same */
    /* Soon, but not at once: a country's settings may have been rolled out. */
    assert_int_equal(fetcher_first(o->fetcher, UINT32_MAX), 66000);
    assert_int_equal(office_pull(o), NEW_LIST);
    assert_string_equal(office_place(o, "https://a.go.id/feed.json")->sent_etag, "");
}

int main(void)
{
    hash_init();
    log_set_level(LOG_LEVEL_ERROR);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mirrors_are_tried_in_turn),
        cmocka_unit_test(the_first_address_is_asked_first_again),
        cmocka_unit_test(when_all_fail_the_first_and_the_last_say_why),
        cmocka_unit_test(a_mirror_that_lags_makes_no_row_vanish),
        cmocka_unit_test(a_publisher_that_begins_anew_is_believed_at_its_first_address),
        cmocka_unit_test(patience_is_for_the_address_that_asks_for_it),
        cmocka_unit_test(a_pause_that_all_addresses_ask_for_is_kept),
        cmocka_unit_test(two_sources_are_one_list),
        cmocka_unit_test(a_source_that_fails_is_there_with_what_it_said_last),
        cmocka_unit_test(no_list_is_made_before_each_source_has_answered),
        cmocka_unit_test(only_the_source_that_failed_is_asked_again_soon),
        cmocka_unit_test(a_source_that_empties_beside_a_long_one_is_held),
        cmocka_unit_test(after_a_restart_too),
        cmocka_unit_test(other_settings_ask_for_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
