/* The kept list: what is written comes back, and nothing else is ever taken for it. */
#include "unit/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "feed/feed.h"
#include "fetch/cache.h"

#define NOW INT64_C(1795401660)
#define URL "https://u:p@example.go.id/feed.json?key=secret"

struct fixture {
    char folder[64], list[96], bad[96], key[96];
    int saved_stderr;
};

static int setup(void **state)
{
    struct fixture *f = xcalloc(1, sizeof(*f));
    snprintf(f->folder, sizeof(f->folder), "/tmp/siapambil-cache-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->list, sizeof(f->list), "%s/list.json", f->folder);
    snprintf(f->bad, sizeof(f->bad), "%s/list.json.bad", f->folder);
    snprintf(f->key, sizeof(f->key), "%s/id.key", f->folder);
    /* Thousands of damaged files are thousands of warnings. */
    f->saved_stderr = dup(STDERR_FILENO);
    int null = open("/dev/null", O_WRONLY);
    dup2(null, STDERR_FILENO);
    close(null);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    dup2(f->saved_stderr, STDERR_FILENO);
    close(f->saved_stderr);
    unlink(f->list);
    unlink(f->bad);
    unlink(f->key);
    rmdir(f->folder);
    free(f);
    return 0;
}

static const struct privacy rules; /* whole names, no key */

static struct snapshot *make_list(void)
{
    static const char text[] =
        "{\"feed\":\"siapambil/1\",\"serial\":7,\"issued\":\"2026-11-23T09:40:00+07:00\","
        "\"locations\":[{\"id\":\"mpp\",\"name\":\"MPP\"}],\"documents\":["
        "{\"id\":\"a\",\"type\":\"kk\",\"name\":\"BUDI "
        "S••••\",\"at\":\"mpp\",\"state\":\"pickup\"}]}";
    const struct feed_options options = { .privacy = &rules };
    struct snapshot *s;
    struct feed_report report;
    struct error err;
    if (!feed_parse(text, sizeof(text) - 1, &options, &s, &report, &err))
        fail_msg("%s", err.text);
    return s;
}

/* The file's own time is the real clock's; this puts it where the test's clock is. */
static void set_file_time(const struct fixture *f, int64_t time_s)
{
    const struct timespec times[2] = { { .tv_sec = time_s }, { .tv_sec = time_s } };
    assert_int_equal(utimensat(AT_FDCWD, f->list, times, 0), 0);
}

static void store_at(const struct fixture *f, const char *url, int64_t checked_s)
{
    CLEANUP(cache_close) struct cache *c = cache_open(f->folder, url, CACHE_KEEP);
    CLEANUP(snapshot_free) struct snapshot *list = make_list();
    struct cache_entry entry = { .checked_s = checked_s };
    snprintf(entry.etag, sizeof(entry.etag), "W/\"a\\\"b\"");
    snprintf(entry.body_hash, sizeof(entry.body_hash), "0123456789abcdef");
    snprintf(entry.last_modified, sizeof(entry.last_modified), "Mon, 23 Nov 2026 02:40:00 GMT");
    cache_store(c, list, &entry);
    set_file_time(f, NOW);
}

static void store(const struct fixture *f, const char *url)
{
    store_at(f, url, NOW);
}

/* Whether a list comes back; it is freed. */
static bool loads(const struct fixture *f, const char *url, struct cache_entry *ret)
{
    CLEANUP(cache_close) struct cache *c = cache_open(f->folder, url, CACHE_KEEP);
    CLEANUP(snapshot_free) struct snapshot *list = cache_load(c, &rules, ORDER_NAME, ret);
    return list != NULL;
}

static void what_is_kept_comes_back(void **state)
{
    struct fixture *f = *state;
    store(f, URL);
    CLEANUP(cache_close) struct cache *c = cache_open(f->folder, URL, CACHE_KEEP);
    struct cache_entry entry;
    CLEANUP(snapshot_free) struct snapshot *list = cache_load(c, &rules, ORDER_NAME, &entry);
    assert_non_null(list);
    assert_int_equal(list->document_count, 1);
    assert_string_equal(snapshot_text(list, list->documents[0].name), "BUDI S••••");
    assert_int_equal(list->serial, 7);
    assert_string_equal(entry.etag, "W/\"a\\\"b\"");
    assert_string_equal(entry.body_hash, "0123456789abcdef");
    assert_string_equal(entry.last_modified, "Mon, 23 Nov 2026 02:40:00 GMT");
    assert_int_equal(entry.checked_s, NOW);
    struct stat st;
    stat(f->list, &st);
    assert_int_equal(st.st_mode & 0777, 0600);
}

/* As after a change of the setting: it is kept in one order, and wanted in another. */
static void what_is_kept_comes_in_the_order_that_is_wanted(void **state)
{
    struct fixture *f = *state;
    CLEANUP(snapshot_builder_free) struct snapshot_builder *b = snapshot_builder_new();
    static const char *const names[] = { "ADI", "BUDI", "CITRA" };
    for (int i = 0; i < 3; i++) {
        struct document d = { .id = snapshot_builder_text(b, names[i]),
                              .name = snapshot_builder_text(b, names[i]),
                              .done = 20000 + i,
                              .location = LOCATION_NONE,
                              .state = DOCUMENT_DOWNLOAD };
        snapshot_builder_document(b, &d);
    }
    CLEANUP(snapshot_free) struct snapshot *list = snapshot_builder_finish(b);
    CLEANUP(cache_close) struct cache *c = cache_open(f->folder, URL, CACHE_KEEP);
    struct cache_entry entry = { .checked_s = NOW };
    cache_store(c, list, &entry);
    CLEANUP(snapshot_free) struct snapshot *newest = cache_load(c, &rules, ORDER_NEWEST, &entry);
    assert_string_equal(snapshot_text(newest, newest->documents[0].name), "CITRA");
    assert_string_equal(snapshot_text(newest, newest->documents[2].name), "ADI");
    cache_store(c, newest, &entry);
    CLEANUP(snapshot_free) struct snapshot *named = cache_load(c, &rules, ORDER_NAME, &entry);
    assert_string_equal(snapshot_text(named, named->documents[0].name), "ADI");
}

static void no_file_tells_the_address_of_the_source(void **state)
{
    struct fixture *f = *state;
    store(f, URL);
    CLEANUP_BUFFER struct buffer file = BUFFER_INIT(1 << 20);
    struct error err;
    assert_true(file_read(f->list, &file, &err));
    assert_null(strstr(file.data, "example"));
    assert_null(strstr(file.data, "secret"));
}

static void write_file(const char *path, const char *data, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_int_equal(write(fd, data, len), (ssize_t)len);
    close(fd);
}

static void a_flipped_bit_anywhere_is_noticed(void **state)
{
    struct fixture *f = *state;
    store(f, URL);
    CLEANUP_BUFFER struct buffer file = BUFFER_INIT(1 << 20);
    struct error err;
    struct cache_entry entry;
    assert_true(file_read(f->list, &file, &err));
    for (size_t i = 0; i < file.len; i++) {
        file.data[i] = (char)(file.data[i] ^ (1 << i % 8));
        write_file(f->list, file.data, file.len);
        if (loads(f, URL, &entry))
            fail_msg("byte %zu of %zu", i, file.len);
        assert_int_equal(access(f->bad, F_OK), 0);
        assert_int_not_equal(access(f->list, F_OK), 0);
        file.data[i] = (char)(file.data[i] ^ (1 << i % 8));
    }
    write_file(f->list, file.data, file.len);
    assert_true(loads(f, URL, &entry));
}

static void a_file_cut_anywhere_is_noticed(void **state)
{
    struct fixture *f = *state;
    store(f, URL);
    CLEANUP_BUFFER struct buffer file = BUFFER_INIT(1 << 20);
    struct error err;
    struct cache_entry entry;
    assert_true(file_read(f->list, &file, &err));
    for (size_t len = 0; len < file.len; len++) {
        write_file(f->list, file.data, len);
        if (loads(f, URL, &entry))
            fail_msg("%zu of %zu bytes", len, file.len);
    }
}

static void the_list_of_another_source_is_left_alone(void **state)
{
    struct fixture *f = *state;
    struct cache_entry entry;
    store(f, URL);
    assert_false(loads(f, "https://example.go.id/other.json", &entry));
    assert_true(loads(f, URL, &entry));
    /* One that was added has not answered yet, and may never do. */
    assert_true(loads(f, "https://example.go.id/other.json " URL, &entry));
    store(f, URL " https://example.go.id/other.json");
    assert_true(loads(f, "https://example.go.id/other.json " URL, &entry));
    /* One that was taken away: its rows are no longer wanted. */
    assert_false(loads(f, URL, &entry));
}

static void a_file_of_another_version_is_set_aside(void **state)
{
    struct fixture *f = *state;
    struct cache_entry entry;
    write_file(f->list, "siapambil-cache/9 00 2\n{}", 25);
    assert_false(loads(f, URL, &entry));
    assert_int_equal(access(f->bad, F_OK), 0);
}

static void a_confirmation_moves_the_time_but_not_every_minute(void **state)
{
    struct fixture *f = *state;
    struct cache_entry entry;
    store(f, URL);
    CLEANUP(cache_close) struct cache *c = cache_open(f->folder, URL, CACHE_KEEP);
    CLEANUP(snapshot_free) struct snapshot *list = cache_load(c, &rules, ORDER_NAME, &entry);
    assert_true(cache_confirm(c, NOW + 599));
    assert_true(loads(f, URL, &entry));
    assert_int_equal(entry.checked_s, NOW);
    assert_true(cache_confirm(c, NOW + 600));
    assert_true(loads(f, URL, &entry));
    assert_int_equal(entry.checked_s, NOW + 600);
}

static void an_orderly_end_notes_when_it_last_heard(void **state)
{
    struct fixture *f = *state;
    struct cache_entry entry;
    store(f, URL);
    struct cache *c = cache_open(f->folder, URL, CACHE_KEEP);
    CLEANUP(snapshot_free) struct snapshot *list = cache_load(c, &rules, ORDER_NAME, &entry);
    assert_true(cache_confirm(c, NOW + 60));
    cache_close(c);
    assert_true(loads(f, URL, &entry));
    assert_int_equal(entry.checked_s, NOW + 60);
}

/* Cards wear: how far a screen is changes all the time, while the list may stand for days. */
static void a_note_is_written_with_a_list_or_at_the_end(void **state)
{
    struct fixture *f = *state;
    CLEANUP(cache_close) struct cache *c = cache_open(f->folder, URL, CACHE_KEEP);
    CLEANUP(snapshot_free) struct snapshot *list = make_list();
    const struct cache_entry entry = { .checked_s = NOW };
    CLEANUP_FREE char *path = xasprintf("%s/position", f->folder);
    cache_keep_note(c, "one", false);
    assert_int_equal(access(path, F_OK), -1);
    cache_store(c, list, &entry);
    cache_keep_note(c, "two", false);
    CLEANUP_FREE char *two = cache_note(c);
    assert_string_equal(two, "two");
    for (int i = 1; i < 100; i++) {
        assert_true(cache_confirm(c, NOW + 60 * i));
        cache_keep_note(c, "three", false);
    }
    CLEANUP_FREE char *still = cache_note(c);
    assert_string_equal(still, "two");
    cache_keep_note(c, "four", true);
    CLEANUP_FREE char *four = cache_note(c);
    assert_string_equal(four, "four");
    unlink(path);
}

#define IN_1970 INT64_C(95)

static void the_time_comes_as_it_was_noted(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *name;
        int64_t stored_s, file_s, checked_s;
    } cases[] = {
        { "the list's own", NOW, NOW - 100, NOW },
        { "that of a later confirmation", NOW, NOW + 700, NOW + 700 },
        { "years ahead: it is not for the cache to tell which clock is wrong", NOW + (1 << 29), NOW,
          NOW + (1 << 29) },
        { "a file system that woke up in 1970", NOW, IN_1970, NOW },
        { "a list from 1970, confirmed when the clock was right", IN_1970, NOW, NOW },
        { "neither can be true", IN_1970, IN_1970, 0 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct cache_entry entry;
        store_at(f, URL, cases[i].stored_s);
        set_file_time(f, cases[i].file_s);
        assert_true(loads(f, URL, &entry));
        if (entry.checked_s != cases[i].checked_s)
            fail_msg("%s: %lld", cases[i].name, (long long)entry.checked_s);
    }
}

static void a_confirmation_by_a_wrong_clock_is_not_noted(void **state)
{
    struct fixture *f = *state;
    struct cache_entry entry;
    store(f, URL);
    CLEANUP(cache_close) struct cache *c = cache_open(f->folder, URL, CACHE_KEEP);
    CLEANUP(snapshot_free) struct snapshot *list = cache_load(c, &rules, ORDER_NAME, &entry);
    assert_true(cache_confirm(c, IN_1970));
    struct stat st;
    stat(f->list, &st);
    assert_int_equal(st.st_mtim.tv_sec, NOW);
}

static void what_cannot_be_confirmed_is_to_be_stored_again(void **state)
{
    struct fixture *f = *state;
    struct cache_entry entry;
    CLEANUP(snapshot_free) struct snapshot *list = make_list();
    CLEANUP(cache_close) struct cache *c = cache_open(f->folder, URL, CACHE_KEEP);
    cache_store(c, list, &(struct cache_entry){ .checked_s = NOW });
    assert_true(cache_confirm(c, NOW + 60));
    /* Somebody tidied up, folder and all. */
    unlink(f->list);
    unlink(f->key);
    assert_int_equal(rmdir(f->folder), 0);
    assert_false(cache_confirm(c, NOW + 120));
    cache_store(c, list, &(struct cache_entry){ .checked_s = NOW + 120 });
    assert_true(cache_confirm(c, NOW + 180));
    assert_true(loads(f, URL, &entry));
    /* A folder in the place of the file: nothing can be stored until it is gone. */
    unlink(f->list);
    assert_int_equal(mkdir(f->list, 0700), 0);
    cache_store(c, list, &(struct cache_entry){ .checked_s = NOW + 180 });
    assert_false(cache_confirm(c, NOW + 240));
    assert_int_equal(rmdir(f->list), 0);
    assert_false(cache_confirm(c, NOW + 300));
    cache_store(c, list, &(struct cache_entry){ .checked_s = NOW + 300 });
    assert_true(loads(f, URL, &entry));
}

static void a_time_from_a_clock_that_ran_ahead_is_replaced(void **state)
{
    struct fixture *f = *state;
    struct cache_entry entry;
    store_at(f, URL, NOW + 86400);
    CLEANUP(cache_close) struct cache *c = cache_open(f->folder, URL, CACHE_KEEP);
    CLEANUP(snapshot_free) struct snapshot *list = cache_load(c, &rules, ORDER_NAME, &entry);
    assert_false(cache_confirm(c, NOW));
    cache_store(c, list, &(struct cache_entry){ .checked_s = NOW });
    set_file_time(f, NOW);
    assert_true(loads(f, URL, &entry));
    assert_int_equal(entry.checked_s, NOW);
}

static void a_copy_is_as_old_as_the_list_in_it(void **state)
{
    struct fixture *f = *state;
    struct cache_entry entry;
    store(f, URL);
    struct cache *c = cache_open(f->folder, URL, CACHE_KEEP);
    CLEANUP(snapshot_free) struct snapshot *list = cache_load(c, &rules, ORDER_NAME, &entry);
    assert_true(cache_confirm(c, NOW + 6000));
    cache_close(c);
    assert_true(loads(f, URL, &entry));
    assert_int_equal(entry.checked_s, NOW + 6000);
    /* Copied days later, as cp does it. */
    const struct timespec times[2] = { { .tv_nsec = UTIME_OMIT },
                                       { .tv_sec = NOW + 300000, .tv_nsec = 123456789 } };
    assert_int_equal(utimensat(AT_FDCWD, f->list, times, 0), 0);
    assert_true(loads(f, URL, &entry));
    assert_int_equal(entry.checked_s, NOW);
}

static void a_folder_that_is_made_anew_is_locked_and_has_the_key(void **state)
{
    struct fixture *f = *state;
    CLEANUP(snapshot_free) struct snapshot *list = make_list();
    const struct cache_entry entry = { .checked_s = NOW };
    CLEANUP(cache_close) struct cache *c = cache_open(f->folder, URL, CACHE_KEEP);
    uint8_t key[HASH_KEY_SIZE];
    memcpy(key, cache_id_key(c), sizeof(key));
    cache_store(c, list, &entry);
    /* As a copy that was put in its place: the list is there, but not the lock. */
    unlink(f->key);
    CLEANUP_FREE char *aside = xasprintf("%s-aside", f->folder);
    CLEANUP_FREE char *aside_list = xasprintf("%s/list.json", aside);
    assert_int_equal(rename(f->folder, aside), 0);
    assert_int_equal(mkdir(f->folder, 0700), 0);
    assert_int_equal(rename(aside_list, f->list), 0);
    assert_int_equal(rmdir(aside), 0);
    assert_false(cache_confirm(c, NOW + 60));
    cache_store(c, list, &entry);
    assert_true(cache_confirm(c, NOW + 120));
    CLEANUP(cache_close) struct cache *other = cache_open(f->folder, URL, CACHE_KEEP);
    assert_false(cache_confirm(other, NOW));
    assert_memory_equal(cache_id_key(other), key, sizeof(key));
    /* And a key alone that somebody took away. */
    unlink(f->key);
    cache_store(c, list, &entry);
    assert_int_equal(access(f->key, F_OK), 0);
}

static void the_key_for_ids_stays(void **state)
{
    struct fixture *f = *state;
    uint8_t first[HASH_KEY_SIZE];
    CLEANUP(cache_close) struct cache *a = cache_open(f->folder, URL, CACHE_KEEP);
    memcpy(first, cache_id_key(a), sizeof(first));
    CLEANUP(cache_close) struct cache *b = cache_open(f->folder, URL, CACHE_KEEP);
    assert_memory_equal(cache_id_key(b), first, sizeof(first));
    struct stat st;
    stat(f->key, &st);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void who_only_looks_leaves_everything_as_it_is(void **state)
{
    struct fixture *f = *state;
    struct cache_entry entry;
    /* No folder. */
    rmdir(f->folder);
    CLEANUP(snapshot_free) struct snapshot *list = make_list();
    CLEANUP(cache_close) struct cache *none = cache_open(f->folder, URL, CACHE_READ_ONLY);
    assert_null(cache_load(none, &rules, ORDER_NAME, &entry));
    cache_store(none, list, &(struct cache_entry){ .checked_s = NOW });
    assert_int_not_equal(access(f->folder, F_OK), 0);
    /* A list. */
    store(f, URL);
    CLEANUP(cache_close) struct cache *c = cache_open(f->folder, URL, CACHE_READ_ONLY);
    CLEANUP(snapshot_free) struct snapshot *kept = cache_load(c, &rules, ORDER_NAME, &entry);
    assert_non_null(kept);
    assert_true(cache_confirm(c, NOW + 6000));
    struct stat st;
    stat(f->list, &st);
    assert_int_equal(st.st_mtim.tv_sec, NOW);
    /* A damaged one, and no key. */
    write_file(f->list, "damaged", 7);
    unlink(f->key);
    CLEANUP(cache_close) struct cache *d = cache_open(f->folder, URL, CACHE_READ_ONLY);
    assert_null(cache_load(d, &rules, ORDER_NAME, &entry));
    assert_int_equal(access(f->list, F_OK), 0);
    assert_int_not_equal(access(f->bad, F_OK), 0);
    assert_int_not_equal(access(f->key, F_OK), 0);
}

static void of_two_boards_with_one_folder_the_first_keeps_its_list(void **state)
{
    struct fixture *f = *state;
    static const char other_url[] = "https://example.go.id/other.json";
    struct cache_entry entry;
    CLEANUP(snapshot_free) struct snapshot *list = make_list();
    struct cache *first = cache_open(f->folder, URL, CACHE_KEEP);
    CLEANUP(cache_close) struct cache *second = cache_open(f->folder, other_url, CACHE_KEEP);
    cache_store(first, list, &(struct cache_entry){ .checked_s = NOW });
    cache_store(second, list, &(struct cache_entry){ .checked_s = NOW });
    assert_true(cache_confirm(first, NOW));
    assert_false(cache_confirm(second, NOW));
    assert_true(loads(f, URL, &entry));
    assert_false(loads(f, other_url, &entry));
    /* The second may look, and touches nothing, whatever it finds. */
    write_file(f->list, "damaged", 7);
    assert_null(cache_load(second, &rules, ORDER_NAME, &entry));
    assert_int_equal(access(f->list, F_OK), 0);
    /* When the first has ended, the second takes over. */
    cache_close(first);
    cache_store(second, list, &(struct cache_entry){ .checked_s = NOW });
    assert_true(loads(f, other_url, &entry));
}

static void without_a_folder_nothing_is_kept_and_nothing_fails(void **state)
{
    (void)state;
    struct cache_entry entry;
    CLEANUP(cache_close) struct cache *c = cache_open("", URL, CACHE_KEEP);
    CLEANUP(snapshot_free) struct snapshot *list = make_list();
    cache_store(c, list, &(struct cache_entry){ .checked_s = NOW });
    assert_true(cache_confirm(c, NOW + 1000));
    assert_null(cache_load(c, &rules, ORDER_NAME, &entry));
}

int main(void)
{
    hash_init();
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_is_kept_comes_back),
        TEST(what_is_kept_comes_in_the_order_that_is_wanted),
        TEST(no_file_tells_the_address_of_the_source),
        TEST(a_flipped_bit_anywhere_is_noticed),
        TEST(a_file_cut_anywhere_is_noticed),
        TEST(the_list_of_another_source_is_left_alone),
        TEST(a_file_of_another_version_is_set_aside),
        TEST(a_confirmation_moves_the_time_but_not_every_minute),
        TEST(an_orderly_end_notes_when_it_last_heard),
        TEST(a_note_is_written_with_a_list_or_at_the_end),
        TEST(the_time_comes_as_it_was_noted),
        TEST(a_confirmation_by_a_wrong_clock_is_not_noted),
        TEST(what_cannot_be_confirmed_is_to_be_stored_again),
        TEST(a_time_from_a_clock_that_ran_ahead_is_replaced),
        TEST(a_copy_is_as_old_as_the_list_in_it),
        TEST(a_folder_that_is_made_anew_is_locked_and_has_the_key),
        TEST(the_key_for_ids_stays),
        TEST(who_only_looks_leaves_everything_as_it_is),
        TEST(of_two_boards_with_one_folder_the_first_keeps_its_list),
        TEST(without_a_folder_nothing_is_kept_and_nothing_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
