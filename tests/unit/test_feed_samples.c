/* The reader's verdict on tests/data/feed: the valid ones are taken whole and go round, the invalid
 * ones are refused or lose something. tests/e2e/test_schema.py holds the schema to the same. */
#include "unit/test.h"

#include "base/file.h"
#include "feed/feed.h"
#include "unit/snapshot_check.h"

#include <dirent.h>

static const uint8_t key[HASH_KEY_SIZE] = { 1 };
static const struct feed_options options = { .privacy = &(const struct privacy){ .id_key = key } };

typedef void visit(const char *path, const struct buffer *file);

static int visit_folder(const char *folder, visit *fn)
{
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    int files = 0;
    for (const struct dirent *e; (e = readdir(dir));) {
        if (e->d_name[0] == '.')
            continue;
        CLEANUP_FREE char *path = xasprintf("%s/%s", folder, e->d_name);
        CLEANUP_BUFFER struct buffer file = BUFFER_INIT(0);
        struct error err = { "" };
        if (!file_read(path, &file, &err))
            fail_msg("%s", err.text);
        fn(path, &file);
        files++;
    }
    closedir(dir);
    return files;
}

static void must_be_clean(const char *path, const struct buffer *file)
{
    CLEANUP(snapshot_free) struct snapshot *s = NULL, *again = NULL;
    CLEANUP_BUFFER struct buffer written = BUFFER_INIT(0);
    struct feed_report report;
    struct error err = { "" };
    if (!feed_parse(file->data, file->len, &options, &s, &report, &err))
        fail_msg("%s: %s", path, err.text);
    if (report.left_out_total || report.extras_left_out)
        fail_msg("%s: %u rows and %u extras are left out", path, report.left_out_total,
                 report.extras_left_out);
    const char *wrong = check_snapshot(s);
    if (wrong)
        fail_msg("%s: %s", path, wrong);
    feed_write(s, false, &written);
    if (!feed_parse(written.data, written.len, &options, &again, &report, &err))
        fail_msg("%s, written: %s", path, err.text);
    wrong = differ(s, again, false);
    if (wrong)
        fail_msg("%s, written: %s", path, wrong);
}

static void must_lose_something(const char *path, const struct buffer *file)
{
    CLEANUP(snapshot_free) struct snapshot *s = NULL;
    struct feed_report report;
    struct error err = { "" };
    if (feed_parse(file->data, file->len, &options, &s, &report, &err) && !report.left_out_total &&
        !report.extras_left_out)
        fail_msg("%s is taken whole", path);
}

static void valid_ones_are_taken_whole(void **state)
{
    (void)state;
    assert_true(visit_folder("tests/data/feed/valid", must_be_clean) > 20);
}

static void invalid_ones_lose_something(void **state)
{
    (void)state;
    assert_true(visit_folder("tests/data/feed/invalid", must_lose_something) > 100);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_ones_are_taken_whole),
        cmocka_unit_test(invalid_ones_lose_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
