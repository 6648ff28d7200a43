/* What outlives a restart, a reload and a disk that fails. */
#include "unit/fetcher_support.h"

static void a_list_is_delivered_and_kept(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *body = feed(1, 3);
    assert_null(f->list);
    const struct answer answer = { .body = body, .etag = "\"a\"", .last_modified = "Mon" };
    assert_int_equal(pull(f, answer), NEW_LIST);
    assert_int_equal(f->list->document_count, 3);
    close_fetcher(f);
    open_fetcher(f);
    assert_non_null(f->list);
    assert_int_equal(f->list->document_count, 3);
    assert_true(f->kept);
    /* And its validators are sent at the first pull after the restart. */
    assert_int_equal(pull(f, (struct answer){ .not_modified = true }), CONFIRMED);
    assert_string_equal(f->script.sent_etag, "\"a\"");
    assert_string_equal(f->script.sent_last_modified, "Mon");
    assert_false(f->kept);
}

static void a_source_without_validators_is_known_by_its_body_after_a_restart_too(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *body = feed(1, 3), *path = xasprintf("%s/list.json", f->folder);
    struct stat before, after;
    pull(f, (struct answer){ .body = body });
    stat(path, &before);
    close_fetcher(f);
    /* The file's own time is the real clock's; put it where this test's clock is. */
    const struct timespec times[2] = { { .tv_sec = f->now_s }, { .tv_sec = f->now_s } };
    utimensat(AT_FDCWD, path, times, 0);
    open_fetcher(f);
    assert_int_equal(pull(f, (struct answer){ .body = body }), CONFIRMED);
    stat(path, &after);
    assert_int_equal(after.st_ino, before.st_ino); /* not written anew */
}

static void only_what_was_not_there_before_is_new(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *first = feed(1, 2), *second = feed(2, 3), *third = feed(3, 4);
    pull(f, (struct answer){ .body = first });
    for (uint32_t i = 0; i < 2; i++)
        assert_int_equal(f->list->documents[i].seen, 0);
    pull(f, (struct answer){ .body = second });
    int64_t then = f->now_s;
    assert_int_equal(f->list->documents[1].seen, 0);
    assert_int_equal(f->list->documents[2].seen, then);
    close_fetcher(f);
    open_fetcher(f);
    pull(f, (struct answer){ .body = third });
    assert_int_equal(f->list->documents[2].seen, then);
    assert_int_equal(f->list->documents[3].seen, f->now_s);
}

static void a_folder_that_cannot_be_written_is_said_once_and_survived(void **state)
{
    struct fixture *f = *state;
    close_fetcher(f);
    char folder[64];
    memcpy(folder, f->folder, sizeof(folder));
    snprintf(f->folder, sizeof(f->folder), "%.40s/log/below", folder); /* below a file */
    open_fetcher(f);
    assert_true(logged(f, "no list is kept: [cache] dir"));
    CLEANUP_FREE char *one = feed(1, 2), *two = feed(2, 3);
    assert_int_equal(pull(f, (struct answer){ .body = one }), NEW_LIST);
    assert_int_equal(pull(f, (struct answer){ .body = two }), NEW_LIST);
    assert_false(logged(f, "the list is not kept"));
    memcpy(f->folder, folder, sizeof(folder));
}

static void reading_settings_again_goes_on_with_the_list_that_is_shown(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *first = feed(1, 3), *second = feed(2, 4), *third = feed(3, 5);
    pull(f, (struct answer){ .body = first, .etag = "\"1\"" });
    pull(f, (struct answer){ .body = second, .etag = "\"2\"" });
    int64_t then = f->now_s;
    reopen_fetcher(f);
    assert_int_equal(pull(f, (struct answer){ .not_modified = true }), CONFIRMED);
    assert_string_equal(f->script.sent_etag, "\"2\"");
    /* What it knew of the list, it still knows. */
    reopen_fetcher(f);
    pull(f, (struct answer){ .body = third });
    assert_int_equal(f->list->documents[3].seen, then);
    assert_int_equal(f->list->documents[4].seen, f->now_s);
    assert_int_equal(pull(f, (struct answer){ .body = first }),
                     NOTHING); /* held: its serial is older */
}

static void a_kept_list_that_is_not_the_one_shown_answers_for_nothing(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *first = feed(1, 3), *second = feed(2, 4);
    CLEANUP_FREE char *temporary = xasprintf("%s/list.json.new", f->folder);
    pull(f, (struct answer){ .body = first, .etag = "\"1\"" });
    assert_int_equal(mkdir(temporary, 0700), 0); /* no store succeeds from here on */
    pull(f, (struct answer){ .body = second, .etag = "\"2\"" });
    assert_true(logged(f, "the list is not kept: "));
    reopen_fetcher(f);
    pull(f, (struct answer){ .error = "HTTP 500" });
    assert_string_equal(f->script.sent_etag, "");
    assert_int_equal(f->list->document_count, 4);
    rmdir(temporary);
}

static void a_list_that_could_not_be_stored_is_stored_once_that_works_again(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *body = feed(1, 3), *path = xasprintf("%s/list.json", f->folder);
    assert_int_equal(mkdir(path, 0700), 0); /* nothing can take its place */
    pull(f, (struct answer){ .body = body, .etag = "\"a\"" });
    assert_true(logged(f, "the list is not kept: "));
    rmdir(path);
    assert_int_equal(pull(f, (struct answer){ .not_modified = true }), CONFIRMED);
    assert_true(logged(f, "the list is kept again"));
    /* And when somebody deletes it, with an answer that is the same body. */
    assert_int_equal(unlink(path), 0);
    assert_int_equal(pull(f, (struct answer){ .body = body, .etag = "\"a\"" }), CONFIRMED);
    close_fetcher(f);
    open_fetcher(f);
    assert_int_equal(f->list->document_count, 3);
    pull(f, (struct answer){ .not_modified = true });
    assert_string_equal(f->script.sent_etag, "\"a\"");
}

/* Rows "a" and "b", of which "b" was finished last; and a third, finished
 * between them, in the second. */
static const char dated[] =
    "{\"feed\":\"siapambil/1\",\"serial\":%d,\"issued\":\"2026-11-23T09:40:00+07:00\","
    "\"documents\":["
    "{\"id\":\"a\",\"type\":\"kk\",\"name\":\"ADI\",\"done\":\"2026-11-18\",\"state\":\"download\"}"
    ","
    "%s{\"id\":\"b\",\"type\":\"kk\",\"name\":\"BUDI\",\"done\":\"2026-11-20\",\"state\":"
    "\"download\"}]}";

static void another_order_takes_nothing_but_another_order(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *two = xasprintf(dated, 1, "");
    CLEANUP_FREE char *three =
        xasprintf(dated, 2,
                  "{\"id\":\"c\",\"type\":\"kk\",\"name\":\"CITRA\",\"done\":\"2026-11-19\","
                  "\"state\":\"download\"},");
    assert_int_equal(pull(f, (struct answer){ .body = two, .etag = "\"a\"" }), NEW_LIST);
    assert_string_equal(snapshot_text(f->list, f->list->documents[0].id), "a");
    /* As the program does at a reload: the list that is shown is sorted anew. */
    struct snapshot *sorted = snapshot_sorted(f->list, ORDER_NEWEST), *before = f->list;
    f->list = sorted;
    f->order = ORDER_NEWEST;
    reopen_fetcher(f);
    snapshot_free(before);
    assert_string_equal(snapshot_text(f->list, f->list->documents[0].id), "b");
    assert_int_equal(pull(f, (struct answer){ .not_modified = true }), CONFIRMED);
    assert_string_equal(f->script.sent_etag, "\"a\"");
    /* The next list comes in that order, and only what is new is new. */
    assert_int_equal(pull(f, (struct answer){ .body = three, .etag = "\"b\"" }), NEW_LIST);
    static const char *const expected[] = { "b", "c", "a" };
    for (uint32_t i = 0; i < 3; i++) {
        assert_string_equal(snapshot_text(f->list, f->list->documents[i].id), expected[i]);
        assert_int_equal(f->list->documents[i].seen, i == 1 ? f->now_s : 0);
    }
    /* So does what is kept, at the next start. */
    close_fetcher(f);
    open_fetcher(f);
    assert_string_equal(snapshot_text(f->list, f->list->documents[1].id), "c");
}

int main(void)
{
    hash_init();
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_list_is_delivered_and_kept),
        TEST(a_source_without_validators_is_known_by_its_body_after_a_restart_too),
        TEST(only_what_was_not_there_before_is_new),
        TEST(another_order_takes_nothing_but_another_order),
        TEST(reading_settings_again_goes_on_with_the_list_that_is_shown),
        TEST(a_kept_list_that_is_not_the_one_shown_answers_for_nothing),
        TEST(a_list_that_could_not_be_stored_is_stored_once_that_works_again),
        TEST(a_folder_that_cannot_be_written_is_said_once_and_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
