/* fetch/pulls.h: what those who look from afar learn of pulls. */
#include "unit/fetcher_support.h"

#include <pthread.h>

#include "base/clock.h"
#include "fetch/pulls.h"

/* The fetcher of `f`, made anew with somebody who listens. */
static struct pulls *listen_to(struct fixture *f)
{
    struct delivery kept;
    struct pulls *p = pulls_new(1);
    fetcher_free(f->fetcher);
    f->fetcher = fetcher_new(&(struct fetcher_options){ .sources = &f->source,
                                                        .source_count = 1,
                                                        .privacy = &f->privacy,
                                                        .settings = "settings",
                                                        .cache_dir = f->folder,
                                                        .poll_s = 60,
                                                        .pulls = p },
                             f->mailbox, &kept);
    return p;
}

static void each_outcome_is_told(void **state)
{
    struct fixture *f = *state;
    CLEANUP(pulls_free) struct pulls *p = listen_to(f);
    CLEANUP_FREE char *first = feed(1, 40), *empty = feed(2, 0);
    struct pull_source s;
    uint64_t seen = 0;
    assert_true(pulls_look(p, &seen, &s)); /* that there is a source */
    assert_int_equal(s.count, 0);
    assert_false(pulls_look(p, &seen, &s));
    pull(f, (struct answer){ .body = first });
    pull(f, (struct answer){ .not_modified = true });
    pull(f, (struct answer){ .body = empty });
    pull(f, (struct answer){ .error = "it rains" });
    pull(f, (struct answer){ .error = "it rains" });
    assert_true(pulls_look(p, &seen, &s));
    assert_int_equal(s.count, 5);
    static const enum pull_outcome expected[] = { PULL_NEW, PULL_UNCHANGED, PULL_HELD, PULL_FAILED,
                                                  PULL_FAILED };
    for (size_t i = 0; i < COUNT(expected); i++) {
        assert_int_equal(s.latest[i].outcome, expected[i]);
        assert_int_equal(s.latest[i].wall_s, NOW + 60 * (int64_t)(i + 1));
        assert_int_equal(s.latest[i].received, 12);
        assert_int_equal(!*s.latest[i].sentence,
                         expected[i] == PULL_NEW || expected[i] == PULL_UNCHANGED);
        assert_null(strstr(s.latest[i].sentence, "RAHASIA"));
    }
    assert_int_equal(s.latest[1].status, 304);
    assert_int_equal(s.latest[3].status, 500);
    assert_string_equal(s.latest[4].sentence, "it rains");
    assert_int_equal(s.failures, 2);
    assert_int_equal(s.outcomes[PULL_FAILED], 2);
    assert_int_equal(s.received, 60);
    assert_string_equal(s.url, "https://example.go.id/feed.json"); /* without who and password */
    assert_true(s.answered);
    assert_int_equal(s.answered_boot_s, NOW - 1000 + 180);
    assert_true(s.next_boot_s > f->now_s - 1000 && s.next_boot_s < f->now_s - 1000 + 200);
    pull(f, (struct answer){ .not_modified = true });
    assert_true(pulls_look(p, &seen, &s));
    assert_int_equal(s.failures, 0);
}

static void the_newest_stay_and_all_are_counted(void **state)
{
    struct fixture *f = *state;
    CLEANUP(pulls_free) struct pulls *p = listen_to(f);
    struct pull_source s;
    uint64_t seen = 0;
    for (int i = 0; i < 3 * PULLS_KEPT + 5; i++)
        pull(f, (struct answer){ .error = "x" });
    assert_true(pulls_look(p, &seen, &s));
    assert_int_equal(s.count, 3 * PULLS_KEPT + 5);
    assert_int_equal(s.outcomes[PULL_FAILED], s.count);
    assert_int_equal(s.latest[(s.count - 1) % PULLS_KEPT].wall_s, f->now_s);
    assert_false(s.answered);
}

static void rows_left_out_are_told_by_reason(void **state)
{
    struct fixture *f = *state;
    CLEANUP(pulls_free) struct pulls *p = listen_to(f);
    CLEANUP_FREE char *good = feed(1, 3);
    const char *end = good + strlen(good) - 2;
    CLEANUP_FREE char *bad =
        xasprintf("%.*s,{\"id\":\"q\",\"type\":\"kk\",\"name\":\"RAHASIA\",\"at\":\"nowhere\","
                  "\"state\":\"pickup\"},5]}",
                  (int)(end - good), good);
    struct pull_source s;
    uint64_t seen = 0;
    pull(f, (struct answer){ .body = bad });
    assert_true(pulls_look(p, &seen, &s));
    assert_int_equal(s.rows, 5);
    assert_int_equal(s.shown, 3);
    assert_int_equal(s.left_out, 2);
    assert_int_equal(s.reason_count, 2);
    assert_string_equal(s.reasons[0].reason, "not-an-object");
    assert_string_equal(s.reasons[1].reason, "unknown-place");
    assert_false(s.reasons[0].meant);
}

static void what_is_hidden_on_purpose_is_not_left_out(void **state)
{
    (void)state;
    struct intake_report report = { .rows = 20, .shown = 10 };
    report.reasons[INTAKE_HIDDEN] = 5;
    report.reasons[INTAKE_OLDER_COPY] = 2;
    report.reasons[INTAKE_NO_ROUTE] = 3;
    report.reasons[INTAKE_BLANK] = 7;
    report.dates_not_understood = 1;
    struct pull_source s = { .left_out = 99, .reason_count = 9 };
    pulls_take_report(&s, &report, false);
    assert_int_equal(s.left_out, 3);
    assert_int_equal(s.reason_count, 3);
    assert_int_equal(s.no_day, 1);
    assert_true(s.reasons[0].meant && !s.reasons[1].meant && s.reasons[2].meant);
}

/* ---- two threads */

static void *note_many(void *ctx)
{
    struct pull_source about = { .url = "x" };
    for (uint32_t i = 1; i <= 20000; i++) {
        struct pull one = { .took_ms = i, .received = i, .status = (int)i };
        about.rows = about.shown = i;
        pulls_note(ctx, 0, &about, &one);
    }
    return NULL;
}

static void who_looks_sees_whole_pulls_and_never_waits(void **state)
{
    (void)state;
    CLEANUP(pulls_free) struct pulls *p = pulls_new(1);
    struct pull_source s = { .count = 0 };
    pthread_t thread;
    uint64_t seen = 0;
    assert_int_equal(pthread_create(&thread, NULL, note_many, p), 0);
    while (s.count < 20000) {
        if (!pulls_look(p, &seen, &s) || !s.count)
            continue;
        const struct pull *newest = &s.latest[(s.count - 1) % PULLS_KEPT];
        assert_int_equal(newest->took_ms, s.count);
        assert_int_equal(newest->status, s.count);
        assert_int_equal(s.rows, s.count);
    }
    pthread_join(thread, NULL);
    assert_int_equal(s.received, UINT64_C(20000) * 20001 / 2);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_outcome_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(the_newest_stay_and_all_are_counted, setup, teardown),
        cmocka_unit_test_setup_teardown(rows_left_out_are_told_by_reason, setup, teardown),
        cmocka_unit_test(what_is_hidden_on_purpose_is_not_left_out),
        cmocka_unit_test(who_looks_sees_whole_pulls_and_never_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
