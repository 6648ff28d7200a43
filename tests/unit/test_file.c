#include "unit/test.h"

#include "base/file.h"

#include <sys/stat.h>
#include <unistd.h>

struct folder {
    char path[64];
};

static int make_folder(void **state)
{
    struct folder *f = xcalloc(1, sizeof(*f));
    snprintf(f->path, sizeof(f->path), "/tmp/test_file.XXXXXX");
    *state = f;
    return mkdtemp(f->path) ? 0 : -1;
}

static int remove_folder(void **state)
{
    struct folder *f = *state;
    CLEANUP_FREE char *command = xasprintf("rm -r '%s'", f->path);
    int status = system(command);
    free(f);
    return status;
}

static void replaces_and_reads(void **state)
{
    const struct folder *f = *state;
    CLEANUP_FREE char *path = xasprintf("%s/list", f->path);
    CLEANUP_FREE char *temporary = xasprintf("%s/list.new", f->path);
    static const struct {
        const char *data;
        size_t len;
    } contents[] = {
        { "first", 5 }, { "", 0 }, { "with\0NUL", 8 }, { "longer than the first", 21 }
    };
    for (size_t i = 0; i < COUNT(contents); i++) {
        CLEANUP_BUFFER struct buffer b = BUFFER_INIT(0);
        struct error err = { "" };
        assert_true(file_replace(path, contents[i].data, contents[i].len, 0600, &err));
        assert_true(file_read(path, &b, &err));
        assert_int_equal(b.len, contents[i].len);
        assert_memory_equal(buffer_text(&b), contents[i].data, contents[i].len);
        assert_int_equal(access(temporary, F_OK), -1);
    }
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void a_leftover_is_no_obstacle(void **state)
{
    const struct folder *f = *state;
    CLEANUP_FREE char *path = xasprintf("%s/list", f->path);
    CLEANUP_FREE char *temporary = xasprintf("%s/list.new", f->path);
    CLEANUP_FREE char *other = xasprintf("%s/other", f->path);
    struct error err = { "" };
    assert_true(file_replace(other, "kept", 4, 0600, &err));
    assert_int_equal(symlink(other, temporary), 0);
    assert_true(file_replace(path, "new", 3, 0600, &err));
    CLEANUP_BUFFER struct buffer b = BUFFER_INIT(0);
    assert_true(file_read(other, &b, &err));
    assert_string_equal(buffer_text(&b), "kept");
}

static void errors_name_the_path(void **state)
{
    const struct folder *f = *state;
    CLEANUP_FREE char *missing = xasprintf("%s/none/list", f->path);
    CLEANUP_FREE char *path = xasprintf("%s/list", f->path);
    CLEANUP_BUFFER struct buffer b = BUFFER_INIT(4);
    struct error err = { "" };
    assert_false(file_read(missing, &b, &err));
    assert_non_null(strstr(err.text, missing));
    assert_false(file_replace(missing, "x", 1, 0600, &err));
    assert_non_null(strstr(err.text, missing));
    assert_false(file_read(f->path, &b, &err));
    assert_non_null(strstr(err.text, "not a regular file"));
    assert_true(file_replace(path, "12345", 5, 0600, &err));
    assert_false(file_read(path, &b, &err));
    assert_non_null(strstr(err.text, "longer than the 4 bytes"));
    assert_true(file_replace(path, "1234", 4, 0600, &err));
    assert_true(file_read(path, &b, &err));
    assert_int_equal(b.len, 4);
}

static void a_failed_replacement_leaves_the_old(void **state)
{
    const struct folder *f = *state;
    CLEANUP_FREE char *path = xasprintf("%s/folder", f->path);
    CLEANUP_FREE char *within = xasprintf("%s/folder/file", f->path);
    struct error err = { "" };
    assert_true(file_make_folders(path, 0700, &err));
    assert_true(file_replace(within, "x", 1, 0600, &err));
    assert_false(file_replace(path, "y", 1, 0600, &err)); /* a folder cannot be replaced */
    CLEANUP_BUFFER struct buffer b = BUFFER_INIT(0);
    assert_true(file_read(within, &b, &err));
}

static void makes_folders(void **state)
{
    const struct folder *f = *state;
    CLEANUP_FREE char *deep = xasprintf("%s/a/b//c/", f->path);
    CLEANUP_FREE char *file = xasprintf("%s/file", f->path);
    CLEANUP_FREE char *below = xasprintf("%s/file/a", f->path);
    struct error err = { "" };
    assert_true(file_make_folders(deep, 0700, &err));
    assert_true(file_make_folders(deep, 0700, &err));
    assert_int_equal(access(deep, W_OK), 0);
    assert_true(file_replace(file, "", 0, 0600, &err));
    assert_false(file_make_folders(file, 0700, &err));
    assert_non_null(strstr(err.text, file));
    assert_false(file_make_folders(below, 0700, &err));
}

static void a_folder_is_taken_by_one_at_a_time(void **state)
{
    const struct folder *f = *state;
    int first = -1, second = -1;
    struct error err = { "" };
    assert_true(file_lock_folder(f->path, &first, &err));
    assert_int_not_equal(first, -1);
    assert_false(file_lock_folder(f->path, &second, &err));
    assert_non_null(strstr(err.text, f->path));
    assert_int_equal(second, -1);
    close(first);
    assert_true(file_lock_folder(f->path, &second, &err));
    close(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(replaces_and_reads, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_leftover_is_no_obstacle, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(errors_name_the_path, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_failed_replacement_leaves_the_old, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(a_folder_is_taken_by_one_at_a_time, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(makes_folders, make_folder, remove_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
