/* Where nothing can be published: a sentence that names the folder, a status of its own, and the
 * tree as it was. And the keys that the feeds are signed with. */
#include "unit/tree_check.h"

#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void begin(struct world *w)
{
    world_init(w);
    world_set(w, "", "all");
    world_set(w, "mpp", "a");
}

/* Publishing must come to `status`, with a sentence that holds `words` and the tree's folder. */
static void refuse(struct world *w, enum publish_status expected, const char *words)
{
    struct tree_report r;
    struct error err = { "" };
    enum publish_status status = world_try(w, T0 + 60, &r, &err);
    if (status != expected || !strstr(err.text, words) || !strstr(err.text, w->dir))
        fail_msg("%s instead of %s: %s", publish_status_name(status), publish_status_name(expected),
                 err.text);
}

static void put_file(const char *path)
{
    struct error err = { "" };
    assert_true(file_replace(path, "x", 1, 0644, &err));
}

static void a_file_or_link_where_a_folder_should_be(void **state)
{
    (void)state;
    static const struct {
        const char *path; /* below the world's folder */
        bool link;
        const char *words;
    } cases[] = {
        { "feeds", false, "Not a directory" },
        { "feeds/v1", false, "feeds/v1' is no folder, or a symbolic link: remove it" },
        { "feeds/v1", true, "feeds/v1' is no folder, or a symbolic link: remove it" },
        { "feeds/v1/32.73", false, "feeds/v1/32.73' is no folder, or a symbolic link: remove it" },
        { "feeds/v1/32.73", true, "feeds/v1/32.73' is no folder, or a symbolic link: remove it" },
        { "feeds/v1/.32.73.lock", true, "cannot open '.32.73.lock'" },
        { "state", false, "Not a directory" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct world w;
        begin(&w);
        CLEANUP_FREE char *path = xasprintf("%s/%s", w.dir, cases[i].path);
        CLEANUP_FREE char *feeds = xasprintf("%s/feeds", w.dir), *v1 = xasprintf("%s/v1", feeds);
        CLEANUP_FREE char *other = xasprintf("%s/other", w.dir);
        if (strcmp(path, feeds) != 0)
            assert_int_equal(mkdir(feeds, 0755), 0);
        if (strcmp(path, feeds) != 0 && strcmp(path, v1) != 0)
            assert_int_equal(mkdir(v1, 0755), 0);
        assert_int_equal(mkdir(other, 0755), 0);
        if (cases[i].link)
            assert_int_equal(symlink(other, path), 0);
        else
            put_file(path);
        refuse(&w, PUBLISH_OUTPUT, cases[i].words);
        assert_int_equal(rmdir(other), 0); /* nothing was written where the link points */
        world_release(&w);
    }
}

/* What somebody has put among the feeds is neither followed nor, one by one, written through. */
static void a_link_among_the_feeds_is_not_followed(void **state)
{
    (void)state;
    for (int one_by_one = 0; one_by_one < 2; one_by_one++) {
        struct world w;
        begin(&w);
        w.options.one_by_one = one_by_one;
        world_publish(&w, T0);
        CLEANUP_FREE char *mpp = world_path(&w, "mpp"), *other = xasprintf("%s/other", w.dir);
        remove_all(mpp);
        assert_int_equal(mkdir(other, 0755), 0);
        assert_int_equal(symlink(other, mpp), 0);
        if (one_by_one) {
            refuse(&w, PUBLISH_OUTPUT, "mpp' is no folder, or a symbolic link: remove it");
            assert_int_equal(unlink(mpp), 0);
        }
        world_publish(&w, T0 + 120);
        check_tree(&w, NULL);
        assert_true(S_ISDIR(world_stat(&w, "mpp").st_mode));
        assert_int_equal(rmdir(other), 0);
        world_release(&w);
    }
}

/* Which only root may try. */
static void a_region_that_is_mounted(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    world_publish(&w, T0);
    CLEANUP_FREE char *region = world_path(&w, "");
    if (mount(region, region, NULL, MS_BIND, NULL) < 0) {
        world_release(&w);
        skip();
    }
    world_set(&w, "mpp", "b");
    refuse(&w, PUBLISH_OUTPUT,
           "32.73' is mounted, so that it cannot be replaced as a whole: mount");
    check_tree(&w, NULL);
    umount(region);
    assert_int_equal(world_publish(&w, T0 + 60).written, 1);
    world_release(&w);
}

/* In a child, as a user that root's rights do not help; its exit status. */
static int as_nobody(struct world *w)
{
    struct tree_report r;
    struct error err = { "" };
    pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) < 0 || setuid(65534) < 0))
            _exit(98);
        enum publish_status status = world_try(w, T0 + 60, &r, &err);
        _exit(strstr(err.text, "Permission denied") && strstr(err.text, w->dir) ? (int)status : 97);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_folder_that_cannot_be_written(void **state)
{
    (void)state;
    static const char *const folders[] = { "feeds/v1", "state", "feeds/v1/32.73" };
    for (size_t i = 0; i < COUNT(folders); i++) {
        struct world w;
        begin(&w);
        world_publish(&w, T0);
        world_set(&w, "mpp", "b");
        chmod(w.dir, 0755);
        CLEANUP_FREE char *path = xasprintf("%s/%s", w.dir, folders[i]);
        CLEANUP_FREE char *line = xasprintf("chmod -R a+rwX %s", w.dir);
        assert_int_equal(system(line), 0);
        assert_int_equal(chmod(path, 0555), 0);
        /* The region's own folder is replaced, so it need not be writable
         * itself; one by one it is. */
        w.options.one_by_one = strcmp(folders[i], "feeds/v1/32.73") == 0;
        assert_int_equal(as_nobody(&w), PUBLISH_OUTPUT);
        assert_int_equal(chmod(path, 0755), 0);
        assert_string_equal(check_feed(&w, "mpp").notice, "a");
        check_tree(&w, NULL);
        world_release(&w);
    }
}

static void of_two_publishers_one_is_refused(void **state)
{
    (void)state;
    struct world w, other;
    struct error err = { "" };
    begin(&w);
    CLEANUP(tree_close) struct tree *t = NULL;
    assert_int_equal(tree_open(&w.options, &t, &err), PUBLISH_DONE);
    refuse(&w, PUBLISH_LOCKED, "v1/32.73' is being written by another siapambil-publish: wait");
    /* Another region beside it is nobody's business. */
    other = w;
    other.options.region = "32.74";
    world_publish(&other, T0);
    tree_close(t);
    t = NULL;
    world_publish(&w, T0);
    assert_true(world_has(&w, "mpp/feed.json"));
    world_release(&w);
}

static void a_place_that_cannot_be_a_folder(void **state)
{
    (void)state;
    static const char *const places[] = {
        ".",         "..",        ".published",   ".hidden",
        "a/b",       "feed.json", "feed.json.gz", "index.json.minisig",
        "../../etc", "Mpp",       "a b",          "a\nb",
    };
    for (size_t i = 0; i < COUNT(places); i++) {
        struct world w;
        begin(&w);
        world_publish(&w, T0);
        world_set(&w, places[i], "x");
        refuse(&w, PUBLISH_FAILED, "cannot be a folder of");
        assert_int_equal(count_entries(&w, ""), 6);
        world_drop(&w, places[i]);
        assert_int_equal(world_publish(&w, T0 + 60).unchanged, 2);
        world_release(&w);
    }
}

static void a_region_that_is_none(void **state)
{
    (void)state;
    static const char *const regions[] = { "", ".", "..", "../etc", "32/73", "x", "32..73" };
    for (size_t i = 0; i < COUNT(regions); i++) {
        struct world w;
        struct tree_report r;
        struct error err = { "" };
        begin(&w);
        w.options.region = regions[i];
        assert_int_equal(world_try(&w, T0, &r, &err), PUBLISH_FAILED);
        assert_non_null(strstr(err.text, "is not a code of Kemendagri, as in 32.73"));
        world_release(&w);
    }
}

static void huge_body(void *ctx, size_t index, struct buffer *out)
{
    (void)ctx;
    (void)index;
    CLEANUP_FREE char *blanks = xmalloc(FEED_MAX_BYTES);
    memset(blanks, ' ', FEED_MAX_BYTES);
    buffer_addf(out, ",\"documents\":[]}");
    buffer_append(out, blanks, FEED_MAX_BYTES);
}

static void a_feed_that_no_screen_would_take(void **state)
{
    (void)state;
    struct world w;
    struct tree_report r;
    struct error err = { "" };
    begin(&w);
    world_publish(&w, T0);
    const struct tree_content content = { .feeds = (const struct tree_feed[]){ { .place = "" } },
                                          .count = 1,
                                          .body = huge_body,
                                          .expires = INT64_MAX,
                                          .note = "" };
    CLEANUP(tree_close) struct tree *t = NULL;
    assert_int_equal(tree_open(&w.options, &t, &err), PUBLISH_DONE);
    assert_int_equal(tree_publish(t, &content, T0 + 60, OFFSET, &r, &err), PUBLISH_FAILED);
    assert_non_null(strstr(err.text, "which no screen takes; allowed: 67108864 bytes"));
    check_tree(&w, NULL);
    world_release(&w);
}

/* ---- a full disk */

static void a_file_that_may_not_grow(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    world_publish(&w, T0);
    world_set(&w, "mpp", "b");
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    for (rlim_t limit = 0; limit < 240;
         limit += 60) { /* a part of a file is written, then no more */
        small = (struct rlimit){ limit, before.rlim_max };
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        struct tree_report r;
        struct error err = { "" };
        enum publish_status status = world_try(&w, T0 + 60, &r, &err);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(status, PUBLISH_FULL);
        assert_non_null(strstr(err.text, "cannot write '"));
        assert_non_null(strstr(err.text, "File too large"));
        assert_int_equal(count_entries(&w, ".."), 2);
        assert_string_equal(check_feed(&w, "mpp").notice, "a");
    }
    signal(SIGXFSZ, handler);
    assert_int_equal(world_publish(&w, T0 + 60).written, 1);
    world_release(&w);
}

/* On a file system of a few pages, which only root may mount. */
static void a_disk_that_is_full(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    assert_int_equal(mkdir(w.options.dir, 0755), 0);
    if (mount("none", w.options.dir, "tmpfs", 0, "size=64k,mode=755") < 0) {
        world_release(&w);
        skip();
    }
    world_publish(&w, T0);
    CLEANUP_FREE char *fill = xasprintf("%s/fill", w.options.dir);
    int fd = open(fill, O_WRONLY | O_CREAT, 0644);
    char page[4096] = "";
    while (write(fd, page, sizeof(page)) > 0)
        continue;
    close(fd);
    world_set(&w, "mpp", "b");
    refuse(&w, PUBLISH_FULL, "No space left on device");
    check_tree(&w, NULL);
    assert_string_equal(check_feed(&w, "mpp").notice, "a");
    assert_int_equal(unlink(fill), 0);
    assert_int_equal(world_publish(&w, T0 + 60).written, 1);
    check_tree(&w, NULL);
    umount(w.options.dir);
    world_release(&w);
}

/* ---- keys */

static void all_is_signed_and_by_the_key_of_today(void **state)
{
    (void)state;
    for (int one_by_one = 0; one_by_one < 2; one_by_one++) {
        struct world w;
        begin(&w);
        w.options.one_by_one = one_by_one;
        world_publish(&w, T0);
        world_sign(&w, 1); /* from now on */
        struct tree_report r = world_publish(&w, T0 + 1);
        assert_int_equal(r.written, 2);
        check_tree(&w, NULL);
        CLEANUP_BUFFER struct buffer text = BUFFER_INIT(1 << 16);
        world_read(&w, "mpp/feed.json.minisig", &text);
        assert_non_null(strstr(
            text.data, "trusted comment: siapambil 32.73/mpp/feed.json serial 20261124094001\n"));
        world_read(&w, "index.json", &text);
        assert_non_null(strstr(text.data, "\"signed_by\":\"0101010101010101\""));
        assert_int_equal(world_publish(&w, T0 + 2).unchanged, 2);
        world_sign(&w, 2); /* by another: with serials of their own, as these are other bytes */
        world_drop(&w, "mpp");
        assert_int_equal(world_publish(&w, T0 + 3).written, 1);
        check_tree(&w, NULL);
        world_sign(&w, 3); /* also what is gone already */
        assert_int_equal(world_publish(&w, T0 + 4).written, 1);
        check_tree(&w, NULL);
        assert_int_equal(world_publish(&w, T0 + 5).unchanged, 1);
        /* And no more. */
        signature_secret_free((struct signature_secret *)w.options.key);
        w.options.key = NULL;
        assert_int_equal(world_publish(&w, T0 + 6).written, 1);
        check_tree(&w, NULL);
        assert_false(world_has(&w, "mpp/feed.json.minisig"));
        assert_false(world_has(&w, "index.json.minisig"));
        world_release(&w);
    }
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_or_link_where_a_folder_should_be),
        cmocka_unit_test(a_link_among_the_feeds_is_not_followed),
        cmocka_unit_test(a_region_that_is_mounted),
        cmocka_unit_test(a_folder_that_cannot_be_written),
        cmocka_unit_test(of_two_publishers_one_is_refused),
        cmocka_unit_test(a_place_that_cannot_be_a_folder),
        cmocka_unit_test(a_region_that_is_none),
        cmocka_unit_test(a_feed_that_no_screen_would_take),
        cmocka_unit_test(a_file_that_may_not_grow),
        cmocka_unit_test(a_disk_that_is_full),
        cmocka_unit_test(all_is_signed_and_by_the_key_of_today),
    };
    return cmocka_run_group_tests_name("tree_refused", tests, NULL, NULL);
}
