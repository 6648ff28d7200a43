/* How often the program may start itself again, and what it asks of a console's displays. */
#include "unit/test.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/again.h"
#include "base/file.h"
#include "screen/server.h"

static void five_starts_in_ten_minutes_are_allowed_and_the_old_ones_forgotten(void **state)
{
    (void)state;
    static const struct {
        const char *before;
        int64_t now_s;
        bool allowed;
        const char *after;
    } cases[] = {
        { "", 100, true, "100" },
        { "100", 160, true, "100 160" },
        { "100 160 200 220", 230, true, "100 160 200 220 230" },
        { "100 160 200 220 230", 699, false, "100 160 200 220 230 699" },
        { "100 160 200 220 230", 700, true, "160 200 220 230 700" },
        { "100 160 200 220 230", 100000, true, "100000" },
        { "9000", 100, true, "100" }, /* of another boot */
        { "nonsense", 100, true, "100" },
        { "99999999999999999999", 100, true, "100" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_BUFFER struct buffer after = BUFFER_INIT(0);
        assert_int_equal(again_note(cases[i].before, cases[i].now_s, &after), cases[i].allowed);
        assert_string_equal(buffer_text(&after), cases[i].after);
    }
}

static void add_output(const char *folder, const char *name, const char *word)
{
    struct error err = { "" };
    CLEANUP_FREE char *output = xasprintf("%s/%s", folder, name),
                      *file = xasprintf("%s/status", output);
    assert_int_equal(mkdir(output, 0700), 0);
    assert_true(file_replace(file, word, strlen(word), 0600, &err));
}

static void remove_output(const char *folder, const char *name)
{
    CLEANUP_FREE char *output = xasprintf("%s/%s", folder, name),
                      *file = xasprintf("%s/status", output);
    unlink(file);
    rmdir(output);
}

static void a_console_has_a_display_once_the_kernel_says_that_one_is_connected(void **state)
{
    (void)state;
    char folder[] = "/tmp/siapambil-drm-XXXXXX";
    assert_non_null(mkdtemp(folder));
    assert_true(server_console_has_display(folder)); /* a kernel that does not tell */
    add_output(folder, "card0-HDMI-A-1", "disconnected\n");
    assert_false(server_console_has_display(folder));
    add_output(folder, "card1-HDMI-A-2", "disconnected\n");
    assert_false(server_console_has_display(folder));
    add_output(folder, "card1-DP-1", "connected\n");
    assert_true(server_console_has_display(folder));
    remove_output(folder, "card1-DP-1");
    add_output(folder, "card1-VGA-1", "unknown\n"); /* old cables */
    assert_true(server_console_has_display(folder));
    static const char *const names[] = { "card0-HDMI-A-1", "card1-HDMI-A-2", "card1-VGA-1" };
    for (size_t i = 0; i < COUNT(names); i++)
        remove_output(folder, names[i]);
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_starts_in_ten_minutes_are_allowed_and_the_old_ones_forgotten),
        cmocka_unit_test(a_console_has_a_display_once_the_kernel_says_that_one_is_connected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
