/* What a day of trouble leaves in the log: a pull a minute, by a script, with time passed in. */
#include "unit/fetcher_support.h"

#define PULLS  1440
#define LINES  (24 * 6) /* one in ten minutes */
#define SECRET "RAHASIA"

/* The lines that hold `text`; each line is one record with its level. */
static int count_lines(struct fixture *f, const char *text)
{
    int count = 0;
    CLEANUP_BUFFER struct buffer log = BUFFER_INIT(0);
    CLEANUP_FREE char *path = xasprintf("%s/log", f->folder);
    struct error err;
    assert_true(file_read(path, &log, &err));
    for (char *line = log.data, *end; line && *line; line = end + 1) {
        end = strchr(line, '\n');
        assert_non_null(end);
        *end = '\0';
        if (line[0] != '<' || !strchr("3467", line[1]) || line[2] != '>')
            fail_msg("a line without its level: %s", line);
        if (strstr(line, SECRET) || strstr(line, "u:p@"))
            fail_msg("a line tells too much: %s", line);
        count += strstr(line, text) != NULL;
    }
    return count;
}

/* What the counts behind these lines come to; a line without one counts once. */
static unsigned count_times(struct fixture *f, const char *text)
{
    unsigned count = 0;
    CLEANUP_BUFFER struct buffer log = BUFFER_INIT(0);
    CLEANUP_FREE char *path = xasprintf("%s/log", f->folder);
    struct error err;
    assert_true(file_read(path, &log, &err));
    for (char *line = log.data, *end; line && *line; line = end + 1) {
        end = strchr(line, '\n');
        *end = '\0';
        unsigned times = 1;
        const char *count_at = strstr(line, " times since");
        if (count_at) {
            while (count_at[-1] >= '0' && count_at[-1] <= '9')
                count_at--;
            times = (unsigned)strtoul(count_at, NULL, 10);
        }
        count += strstr(line, text) ? times : 0;
    }
    return count;
}

static void a_source_that_answers_all_day_is_told_once(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *body = feed(1, 3);
    pull(f, (struct answer){ .body = body });
    for (int i = 0; i < PULLS; i++)
        pull(f, (struct answer){ .not_modified = true });
    assert_int_equal(count_lines(f, ""), 1);
}

static void a_source_that_fails_all_day_is_told_every_ten_minutes(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < PULLS; i++)
        pull(f, (struct answer){ .error = "https://x: HTTP 500: the server failed" });
    assert_int_equal(count_lines(f, "HTTP 500"), LINES);
    assert_int_equal(count_lines(f, "(failure 1431 in a row)"), 1);
    assert_int_equal(count_lines(f, ""), LINES);
}

/* Which was logged each time, twice a minute, for as long as it went on. */
static void a_source_that_fails_every_other_minute_is_told_as_seldom(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *body = feed(1, 3);
    pull(f, (struct answer){ .body = body });
    for (int i = 0; i < PULLS / 2; i++) {
        pull(f, (struct answer){ .error = "https://x: HTTP 500: the server failed" });
        pull(f, (struct answer){ .not_modified = true });
    }
    assert_int_equal(count_lines(f, "HTTP 500"), LINES);
    assert_int_equal(count_lines(f, "(5 times since it was last told)"), LINES - 1);
    assert_int_equal(count_lines(f, "answers again, after"), LINES);
    /* None is lost: but for those of the last ten minutes they are counted. */
    assert_in_range(count_times(f, "HTTP 500"), PULLS / 2 - 5, PULLS / 2);
    assert_int_equal(count_lines(f, ""), 2 * LINES + 1);
}

static void a_source_whose_failure_changes_all_day_is_told_of_each_as_seldom(void **state)
{
    struct fixture *f = *state;
    static const char *const errors[] = { "https://x: HTTP 500: the server failed",
                                          "https://x: HTTP 502: the server cannot reach it",
                                          "https://x: no connection: no way there" };
    for (size_t i = 0; i < PULLS; i++)
        pull(f, (struct answer){ .error = errors[i % COUNT(errors)] });
    for (size_t i = 0; i < COUNT(errors); i++)
        assert_in_range(count_lines(f, errors[i]), LINES * 3 / 4, LINES);
}

static void a_failure_with_another_number_each_time_is_the_same(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < PULLS; i++) {
        CLEANUP_FREE char *error = xasprintf("https://x: it is cut off after %d bytes", i);
        pull(f, (struct answer){ .error = error });
    }
    assert_int_equal(count_lines(f, "it is cut off"), LINES);
}

/* Another row each minute, of which the same rule is broken. */
static void rows_that_are_left_out_all_day_are_told_as_seldom(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < PULLS / 4; i++) {
        CLEANUP_FREE char *body =
            xasprintf("{\"feed\":\"siapambil/1\",\"serial\":%d,\"issued\":"
                      "\"2026-11-23T09:40:00+07:00\",\"locations\":[{\"id\":\"mpp\",\"name\":"
                      "\"MPP\"}],\"documents\":["
                      "{\"id\":\"a\",\"type\":\"kk\",\"name\":\"" SECRET "\",\"at\":\"mpp\","
                      "\"state\":\"pickup\"},{\"id\":\"b%d\",\"type\":\"kartu\",\"name\":\"" SECRET
                      "\",\"at\":\"mpp\",\"state\":\"pickup\"}]}",
                      i + 1, i);
        assert_int_equal(pull(f, (struct answer){ .body = body }), NEW_LIST);
    }
    assert_int_equal(count_lines(f, "left out: "), LINES / 4);
    assert_int_equal(count_lines(f, "1 documents"), PULLS / 4); /* what changes is told */
}

static void a_rule_that_was_not_broken_before_is_told_at_once(void **state)
{
    struct fixture *f = *state;
#define LIST(serial, row)                                                                          \
    "{\"feed\":\"siapambil/1\",\"serial\":" serial ",\"issued\":\"2026-11-23T09:40:00+07:00\","    \
    "\"locations\":[{\"id\":\"mpp\",\"name\":\"MPP\"}],\"documents\":[{\"id\":\"a\",\"type\":"     \
    "\"kk\",\"name\":\"A\",\"at\":\"mpp\",\"state\":\"pickup\"}," row "]}"
    pull(f, (struct answer){ .body = LIST("1", "{\"id\":\"b\",\"type\":\"kartu\",\"name\":\"B\","
                                               "\"at\":\"mpp\",\"state\":\"pickup\"}") });
    pull(f, (struct answer){ .body = LIST("2", "{\"id\":\"c\",\"type\":\"kk\",\"name\":\"C\","
                                               "\"at\":\"mpp\",\"state\":\"gone\"}") });
    assert_int_equal(count_lines(f, "id b left out: "), 1);
    assert_int_equal(count_lines(f, "id c left out: "), 1);
}

static void a_list_that_collapses_all_day_is_told_as_seldom(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *full = feed(1, 30), *empty = feed(2, 0);
    for (int i = 0; i < PULLS / 2; i++) {
        pull(f, (struct answer){ .body = full });
        pull(f, (struct answer){ .body = empty });
    }
    assert_int_equal(count_lines(f, "shrinks from 30 to 0 documents: held"), LINES);
}

int main(void)
{
    hash_init();
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_source_that_answers_all_day_is_told_once),
        TEST(a_source_that_fails_all_day_is_told_every_ten_minutes),
        TEST(a_source_that_fails_every_other_minute_is_told_as_seldom),
        TEST(a_source_whose_failure_changes_all_day_is_told_of_each_as_seldom),
        TEST(a_failure_with_another_number_each_time_is_the_same),
        TEST(rows_that_are_left_out_all_day_are_told_as_seldom),
        TEST(a_rule_that_was_not_broken_before_is_told_at_once),
        TEST(a_list_that_collapses_all_day_is_told_as_seldom),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
