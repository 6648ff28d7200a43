/* What comes of each answer: a list, a confirmation, or a sentence in the log and nothing else. The
 * network is a script, time is passed in. */
#include "unit/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/file.h"
#include "base/log.h"
#include "fetch/fetcher.h"

#define NOW INT64_C(1795401660) /* 2026-11-23T09:41:00+07:00 */

/* ---- a network from a script */

struct answer {
    const char *body;  /* 200 */
    bool not_modified; /* 304 */
    const char *error; /* a failure */
    int retry_after_s;
    const char *etag, *last_modified, *content_type;
};

struct script {
    struct answer next;
    char sent_etag[TRANSPORT_VALIDATOR_MAX], sent_last_modified[TRANSPORT_VALIDATOR_MAX];
};

static bool play(void *ctx, const struct request *request, struct response *ret, struct error *err)
{
    struct script *s = ctx;
    snprintf(s->sent_etag, sizeof(s->sent_etag), "%s", request->etag);
    snprintf(s->sent_last_modified, sizeof(s->sent_last_modified), "%s", request->last_modified);
    ret->received = 12;
    ret->status = s->next.error ? 500 : s->next.not_modified ? 304 : 200;
    if (s->next.error) {
        ret->retry_after_s = s->next.retry_after_s;
        return error_set(err, "%s", s->next.error);
    }
    ret->kind = s->next.not_modified ? RESPONSE_NOT_MODIFIED : RESPONSE_BODY;
    if (s->next.body)
        buffer_addf(&ret->body, "%s", s->next.body);
    if (s->next.etag)
        snprintf(ret->etag, sizeof(ret->etag), "%s", s->next.etag);
    if (s->next.last_modified)
        snprintf(ret->last_modified, sizeof(ret->last_modified), "%s", s->next.last_modified);
    if (s->next.content_type)
        snprintf(ret->content_type, sizeof(ret->content_type), "%s", s->next.content_type);
    return true;
}

static void play_wait(void *ctx, uint64_t ms)
{
    (void)ctx, (void)ms;
}

static void play_wake(void *ctx)
{
    (void)ctx;
}

/* ---- a board's worth of it */

struct fixture {
    char folder[64];
    struct script script;
    struct transport transport;
    struct mailbox *mailbox;
    struct fetcher *fetcher;
    struct snapshot *list; /* as the main thread would hold it */
    bool kept;
    int64_t checked_s;
    int64_t now_s;
    int log, saved_stderr;
    off_t log_from; /* where logged() begins to look */
};

/* `shown`: settings were read again while this list is on the screen. */
static struct delivery open_with(struct fixture *f, const struct snapshot *shown)
{
    struct delivery kept;
    f->transport = (struct transport){ play, play_wait, play_wake, play_wake, &f->script };
    f->mailbox = mailbox_new();
    f->fetcher =
        fetcher_new(&(struct fetcher_options){ .url = "https://u:p@example.go.id/feed.json",
                                               .cache_dir = f->folder,
                                               .poll_s = 60,
                                               .shown = shown },
                    &f->transport, f->mailbox, &kept);
    return kept;
}

static void open_fetcher(struct fixture *f)
{
    struct delivery kept = open_with(f, NULL);
    f->list = kept.snapshot;
    f->kept = kept.kept;
    f->checked_s = kept.checked_wall_s;
}

/* Reads settings again. */
static void reopen_fetcher(struct fixture *f)
{
    fetcher_free(f->fetcher);
    mailbox_free(f->mailbox);
    assert_null(open_with(f, f->list).snapshot); /* nothing older takes the place of the list */
}

static void close_fetcher(struct fixture *f)
{
    fetcher_free(f->fetcher);
    mailbox_free(f->mailbox);
    if (f->list)
        snapshot_free(f->list);
    f->list = NULL;
}

static int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof(*f));
    snprintf(f->folder, sizeof(f->folder), "/tmp/siapambil-fetcher-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    CLEANUP_FREE char *log = xasprintf("%s/log", f->folder);
    f->log = open(log, O_RDWR | O_CREAT, 0600);
    fflush(stderr);
    f->saved_stderr = dup(STDERR_FILENO);
    dup2(f->log, STDERR_FILENO);
    f->now_s = NOW;
    open_fetcher(f);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    close_fetcher(f);
    dup2(f->saved_stderr, STDERR_FILENO);
    close(f->saved_stderr);
    close(f->log);
    static const char *const names[] = { "log", "list.json", "list.json.bad", "id.key" };
    for (size_t i = 0; i < COUNT(names); i++) {
        CLEANUP_FREE char *path = xasprintf("%s/%s", f->folder, names[i]);
        unlink(path);
    }
    rmdir(f->folder);
    free(f);
    return 0;
}

enum { NOTHING, CONFIRMED, NEW_LIST };

/* One pull a minute after the last; what the main thread then finds in its mailbox. */
static int pull(struct fixture *f, struct answer answer)
{
    f->script.next = answer;
    f->now_s += 60;
    fetcher_step(f->fetcher, f->now_s, f->now_s - 1000, 0);
    struct delivery d;
    if (!mailbox_take(f->mailbox, &d))
        return NOTHING;
    f->kept = d.kept;
    f->checked_s = d.checked_wall_s;
    if (!d.snapshot)
        return CONFIRMED;
    if (f->list)
        snapshot_free(f->list);
    f->list = d.snapshot;
    return NEW_LIST;
}

static void forget_log(struct fixture *f)
{
    f->log_from = lseek(f->log, 0, SEEK_END);
}

static bool logged(struct fixture *f, const char *text)
{
    char log[16384];
    ssize_t n = pread(f->log, log, sizeof(log) - 1, f->log_from);
    log[MAX(n, 0)] = '\0';
    return strstr(log, text) != NULL;
}

/* A feed of `count` rows named RAHASIA…; the caller frees it. */
static char *feed(int serial, int count)
{
    struct buffer b = BUFFER_INIT(0);
    buffer_addf(
        &b,
        "{\"feed\":\"siapambil/1\",\"serial\":%d,\"issued\":\"2026-11-23T09:40:00+07:00\","
        "\"locations\":[{\"id\":\"mpp\",\"name\":\"MPP\",\"kind\":\"mpp\"}],\"documents\":[",
        serial);
    for (int i = 0; i < count; i++)
        buffer_addf(&b,
                    "%s{\"id\":\"r%d\",\"type\":\"kk\",\"name\":\"RAHASIA %d\",\"at\":\"mpp\","
                    "\"state\":\"pickup\"}",
                    i ? "," : "", i, i);
    buffer_addf(&b, "]}");
    return b.data;
}

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

int main(void)
{
    hash_init();
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_list_is_delivered_and_kept),
        TEST(a_source_without_validators_is_known_by_its_body_after_a_restart_too),
        TEST(nothing_new_confirms_the_list_without_a_copy),
        TEST(a_failure_delivers_nothing_and_is_said_once),
        TEST(a_pause_that_the_server_asks_for_is_kept),
        TEST(a_bad_answer_costs_nothing_and_tells_no_content),
        TEST(a_list_is_a_list_whatever_the_server_calls_it),
        TEST(a_pull_is_told_of_in_full_where_that_is_wanted),
        TEST(a_list_that_collapses_is_believed_at_the_second_time),
        TEST(a_collapse_that_passes_is_never_seen),
        TEST(a_source_that_confirms_the_list_takes_back_what_was_held),
        TEST(a_serial_that_goes_back_is_believed_at_the_second_time),
        TEST(small_lists_may_empty_at_once),
        TEST(only_what_was_not_there_before_is_new),
        TEST(rows_left_out_are_named_without_their_content),
        TEST(reading_settings_again_goes_on_with_the_list_that_is_shown),
        TEST(a_kept_list_that_is_not_the_one_shown_answers_for_nothing),
        TEST(a_list_that_could_not_be_stored_is_stored_once_that_works_again),
        TEST(a_folder_that_cannot_be_written_is_said_once_and_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
