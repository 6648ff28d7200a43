/* What comes of each answer: a list, a confirmation, or a sentence in the log and nothing else. The
 * network is a script, time is passed in. */
#include "unit/fetcher_support.h"

static void nothing_new_confirms_the_list_without_a_copy(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *body = feed(1, 3);
    pull(f, (struct answer){ .body = body });
    assert_int_equal(pull(f, (struct answer){ .not_modified = true }), CONFIRMED);
    assert_int_equal(f->checked_s, f->now_s);
    assert_int_equal(pull(f, (struct answer){ .body = body }), CONFIRMED);
    assert_int_equal(f->checked_s, f->now_s);
}

static void a_failure_delivers_nothing_and_is_said_once(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *body = feed(1, 3);
    pull(f, (struct answer){ .body = body });
    for (int i = 0; i < 3; i++)
        assert_int_equal(pull(f, (struct answer){ .error = "https://x: HTTP 500" }), NOTHING);
    assert_true(logged(f, "HTTP 500"));
    assert_false(logged(f, "failure 2"));
    /* Again after ten minutes, and at once when it is another one. */
    for (int i = 0; i < 8; i++)
        pull(f, (struct answer){ .error = "https://x: HTTP 500" });
    assert_true(logged(f, "HTTP 500 (failure 11 in a row)"));
    pull(f, (struct answer){ .error = "https://x: HTTP 502" });
    assert_true(logged(f, "HTTP 502 (failure 12 in a row)"));
    assert_int_equal(pull(f, (struct answer){ .not_modified = true }), CONFIRMED);
    assert_true(logged(f, "answers again, after 12 failures"));
}

static void a_pause_that_the_server_asks_for_is_kept(void **state)
{
    struct fixture *f = *state;
    f->script.next = (struct answer){ .error = "HTTP 503", .retry_after_s = 120 };
    assert_int_equal(fetcher_step(f->fetcher, NOW, 0, 0), 120000);
    f->script.next = (struct answer){ .error = "HTTP 503" };
    assert_int_equal(fetcher_step(f->fetcher, NOW, 0, UINT32_MAX), 8000);
}

static void a_screen_is_in_a_hurry_only_while_it_has_nothing_to_show(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *body = feed(1, 3);
    f->script.next = (struct answer){ .error = "HTTP 500" };
    assert_in_range(fetcher_step(f->fetcher, NOW, 0, UINT32_MAX), 1000, 4000);
    assert_int_equal(fetcher_first(f->fetcher, UINT32_MAX), 0);
    pull(f, (struct answer){ .body = body });
    f->script.next = (struct answer){ .error = "HTTP 500" };
    assert_in_range(fetcher_step(f->fetcher, NOW, 0, 0), 54000, 66000);
    /* Nor after a restart, with what was kept. */
    close_fetcher(f);
    open_fetcher(f);
    assert_in_range(fetcher_first(f->fetcher, UINT32_MAX / 2), 29000, 31000);
    assert_in_range(fetcher_step(f->fetcher, NOW, 0, 0), 54000, 66000);
}

static void an_answer_that_is_only_the_beginning_of_one_is_told_from_a_wrong_one(void **state)
{
    struct fixture *f = *state;
    static const struct {
        struct answer answer;
        bool unfinished;
    } cases[] = {
        { { .error = "it is still being written", .unfinished = true }, true },
        { { .error = "HTTP 500" }, false },
        { { .body = "{\"feed\":\"siapambil/1\",\"ser" }, true },
        { { .body = "{\"feed\":\"siapambil/2\"}" }, false },
        { { .body = "" }, true },
        { { .not_modified = true }, false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        pull(f, cases[i].answer);
        assert_int_equal(fetcher_source(f->fetcher, 0)->unfinished, cases[i].unfinished);
    }
}

static const struct {
    const char *name, *body, *content_type, *sentence;
} bad_answers[] = {
    { "a page for logging in", "\r\n<!DOCTYPE html><title>RAHASIA</title>", NULL, "an HTML page" },
    { "a page that says what it is", "RAHASIA", "Text/HTML; charset=utf-8", "an HTML page" },
    { "JSON that says it is a page", "[\"RAHASIA\"]", "text/html",
      "it is not a feed: a feed is a JSON object" },
    { "nothing", "", NULL, "it is empty" },
    { "half a feed", "{\"feed\":\"siapambil/1\",\"documents\":[{\"name\":\"RAHASIA", NULL,
      "it is not JSON" },
    { "another version", "{\"feed\":\"siapambil/2\"}", NULL, "it is of version 'siapambil/2'" },
    { "not a feed", "[\"RAHASIA\"]", NULL, "it is not a feed: a feed is a JSON object" },
};

static void a_bad_answer_costs_nothing_and_tells_no_content(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *body = feed(1, 3);
    pull(f, (struct answer){ .body = body, .etag = "\"good\"" });
    for (size_t i = 0; i < COUNT(bad_answers); i++) {
        struct answer answer = { .body = bad_answers[i].body,
                                 .content_type = bad_answers[i].content_type,
                                 .etag = "\"bad\"" };
        int outcome = pull(f, answer);
        CLEANUP_FREE char *sentence =
            xasprintf("https://example.go.id/feed.json: %s", bad_answers[i].sentence);
        if (outcome != NOTHING || !logged(f, sentence))
            fail_msg("%s: no '%s'", bad_answers[i].name, sentence);
        assert_false(logged(f, "RAHASIA"));
        assert_false(logged(f, "u:p@"));
        /* The validator of what was accepted is asked with, not that of the rubbish. */
        assert_int_equal(pull(f, (struct answer){ .not_modified = true }), CONFIRMED);
        assert_string_equal(f->script.sent_etag, "\"good\"");
        forget_log(f);
        f->now_s += 600; /* two of them are the same failure, and told again after ten minutes */
    }
}

static void a_list_is_a_list_whatever_the_server_calls_it(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *body = feed(1, 3);
    const struct answer answer = { .body = body, .content_type = "text/html; charset=utf-8" };
    assert_int_equal(pull(f, answer), NEW_LIST);
}

static void a_pull_is_told_of_in_full_where_that_is_wanted(void **state)
{
    struct fixture *f = *state;
    pull(f, (struct answer){ .not_modified = true });
    assert_false(logged(f, "bytes received"));
    log_set_level(LOG_LEVEL_DEBUG);
    pull(f, (struct answer){ .not_modified = true });
    pull(f, (struct answer){ .error = "HTTP 500" });
    log_set_level(LOG_LEVEL_INFO);
    assert_true(logged(f, "<7>https://example.go.id/feed.json: status 304, 12 bytes received, "));
    assert_true(logged(f, "<7>https://example.go.id/feed.json: status 500, 12 bytes received, "));
}

static void a_list_that_collapses_is_believed_at_the_second_time(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *full = feed(1, 30), *empty = feed(2, 0);
    pull(f, (struct answer){ .body = full, .etag = "\"full\"" });
    assert_int_equal(pull(f, (struct answer){ .body = empty, .etag = "\"empty\"" }), NOTHING);
    assert_true(logged(f, "https://example.go.id/feed.json: the list shrinks from 30 to 0 "
                          "documents: held"));
    assert_int_equal(f->list->document_count, 30);
    assert_int_equal(pull(f, (struct answer){ .body = empty, .etag = "\"empty\"" }), NEW_LIST);
    assert_string_equal(f->script.sent_etag, "\"full\"");
    assert_int_equal(f->list->document_count, 0);
}

static void a_collapse_that_passes_is_never_seen(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *full = feed(1, 30), *empty = feed(2, 0), *more = feed(3, 31);
    pull(f, (struct answer){ .body = full });
    assert_int_equal(pull(f, (struct answer){ .body = empty }), NOTHING);
    assert_int_equal(pull(f, (struct answer){ .body = more }), NEW_LIST);
    assert_int_equal(pull(f, (struct answer){ .body = empty }), NOTHING);
}

static void a_source_that_confirms_the_list_takes_back_what_was_held(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *full = feed(1, 30), *empty = feed(2, 0);
    const struct answer confirmations[] = { { .not_modified = true }, { .body = full } };
    pull(f, (struct answer){ .body = full });
    for (size_t i = 0; i < COUNT(confirmations); i++) {
        assert_int_equal(pull(f, (struct answer){ .body = empty }), NOTHING);
        assert_int_equal(pull(f, confirmations[i]), CONFIRMED);
        assert_int_equal(pull(f, (struct answer){ .body = empty }), NOTHING);
        assert_int_equal(pull(f, confirmations[i]), CONFIRMED);
    }
}

static void a_serial_that_goes_back_is_believed_at_the_second_time(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *newer = feed(9, 5), *older = feed(8, 4);
    pull(f, (struct answer){ .body = newer });
    assert_int_equal(pull(f, (struct answer){ .body = older }), NOTHING);
    assert_true(logged(f, "the serial goes back from 9 to 8: held"));
    assert_int_equal(pull(f, (struct answer){ .body = older }), NEW_LIST);
}

static void small_lists_may_empty_at_once(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *few = feed(1, 19), *empty = feed(2, 0);
    pull(f, (struct answer){ .body = few });
    assert_int_equal(pull(f, (struct answer){ .body = empty }), NEW_LIST);
}

static void rows_left_out_are_named_without_their_content(void **state)
{
    struct fixture *f = *state;
    pull(f,
         (struct answer){
             .body = "{\"feed\":\"siapambil/1\",\"serial\":1,"
                     "\"issued\":\"2026-11-23T09:40:00+07:00\",\"locations\":[{\"id\":\"mpp\","
                     "\"name\":\"MPP\"}],\"documents\":["
                     "{\"id\":\"a\",\"type\":\"kk\",\"name\":\"RAHASIA\",\"at\":\"mpp\",\"state\":"
                     "\"pickup\"},"
                     "{\"id\":\"b\",\"type\":\"kartu\",\"name\":\"RAHASIA\",\"at\":\"mpp\","
                     "\"state\":\"pickup\"}]}" });
    assert_int_equal(f->list->document_count, 1);
    assert_true(logged(f, "row 1, id b left out: "));
    assert_false(logged(f, "RAHASIA"));
}

int main(void)
{
    hash_init();
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(nothing_new_confirms_the_list_without_a_copy),
        TEST(a_failure_delivers_nothing_and_is_said_once),
        TEST(a_pause_that_the_server_asks_for_is_kept),
        TEST(a_screen_is_in_a_hurry_only_while_it_has_nothing_to_show),
        TEST(an_answer_that_is_only_the_beginning_of_one_is_told_from_a_wrong_one),
        TEST(a_bad_answer_costs_nothing_and_tells_no_content),
        TEST(a_list_is_a_list_whatever_the_server_calls_it),
        TEST(a_pull_is_told_of_in_full_where_that_is_wanted),
        TEST(a_list_that_collapses_is_believed_at_the_second_time),
        TEST(a_collapse_that_passes_is_never_seen),
        TEST(a_source_that_confirms_the_list_takes_back_what_was_held),
        TEST(a_serial_that_goes_back_is_believed_at_the_second_time),
        TEST(small_lists_may_empty_at_once),
        TEST(rows_left_out_are_named_without_their_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
