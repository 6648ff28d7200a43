/* Commands that switch the panel: real ones, that work, fail, take too long, or are not there. */
#include "unit/test.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/panel_switch.h"
#include "base/clock.h"
#include "base/file.h"

struct fixture {
    char folder[64];
    char *script; /* "write FILE": appends its arguments, and what it finds, to FILE */
    char *file;
    int saved_stderr, log;
};

static struct fixture begin(const char *body)
{
    struct error err = { "" };
    struct fixture f = { .folder = "/tmp/siapambil-panel-XXXXXX" };
    assert_non_null(mkdtemp(f.folder));
    f.script = xasprintf("%s/panel", f.folder);
    f.file = xasprintf("%s/written", f.folder);
    CLEANUP_FREE char *text = xasprintf("#!/bin/sh\n%s\n", body);
    assert_true(file_replace(f.script, text, strlen(text), 0755, &err));
    CLEANUP_FREE char *log = xasprintf("%s/log", f.folder);
    f.log = open(log, O_RDWR | O_CREAT | O_APPEND, 0600);
    f.saved_stderr = dup(STDERR_FILENO);
    dup2(f.log, STDERR_FILENO);
    return f;
}

static void end(struct fixture *f)
{
    dup2(f->saved_stderr, STDERR_FILENO);
    close(f->saved_stderr);
    close(f->log);
    static const char *const names[] = { "panel", "written", "log" };
    for (size_t i = 0; i < COUNT(names); i++) {
        CLEANUP_FREE char *path = xasprintf("%s/%s", f->folder, names[i]);
        unlink(path);
    }
    rmdir(f->folder);
    free(f->script);
    free(f->file);
}

static struct panel_switch *open_switch(const char *on, const char *off, int timeout_ms)
{
    return panel_switch_new(&(struct panel_switch_options){
        .on = on, .off = off, .section = "hours", .timeout_ms = timeout_ms });
}

static void set(struct panel_switch *s, bool on)
{
    panel_switch_set(s, on);
    panel_switch_settle(s);
}

static void read_log(const struct fixture *f, char *ret, size_t size)
{
    ssize_t n = pread(f->log, ret, size - 1, 0);
    ret[MAX(n, 0)] = '\0';
}

static void assert_written(const struct fixture *f, const char *expected)
{
    struct error err = { "" };
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(4096);
    if (access(f->file, F_OK) == 0)
        assert_true(file_read(f->file, &text, &err));
    assert_string_equal(buffer_text(&text), expected);
}

static void runs_at_the_start_and_when_the_state_changes(void **state)
{
    (void)state;
    struct fixture f = begin("echo \"$2\" >>\"$1\"");
    CLEANUP_FREE char *on = xasprintf("%s %s on", f.script, f.file);
    CLEANUP_FREE char *off = xasprintf("  %s   %s off ", f.script, f.file);
    CLEANUP(panel_switch_free) struct panel_switch *s = open_switch(on, off, 0);
    set(s, true);
    assert_written(&f, "on\n");
    for (int i = 0; i < 100; i++)
        set(s, true);
    assert_written(&f, "on\n");
    set(s, false);
    set(s, true);
    assert_written(&f, "on\noff\non\n");
    char log[256];
    read_log(&f, log, sizeof(log));
    assert_string_equal(log, "");
    end(&f);
}

static void runs_no_shell_and_takes_nothing_from_this_program(void **state)
{
    (void)state;
    /* Its arguments as they are; stdin is empty, no descriptor of this
     * program's, its words go nowhere. */
    struct fixture f = begin("cat >>\"$1\"; echo \"$#:$2:$3\" >>\"$1\"\n"
                             "ls -l /proc/$$/fd | grep -c /dev/null >>\"$1\"\n"
                             "ls /proc/$$/fd | grep -c '^2.$' >>\"$1\"; echo loud; echo loud >&2\n"
                             "kill -s PIPE $$; echo ignored >>\"$1\"");
    int extra = fcntl(f.log, F_DUPFD, 20); /* without FD_CLOEXEC */
    signal(SIGPIPE, SIG_IGN);
    CLEANUP_FREE char *on = xasprintf("%s %s $HOME;id *", f.script, f.file);
    CLEANUP(panel_switch_free) struct panel_switch *s = open_switch(on, "", 0);
    set(s, true);
    assert_written(&f, "3:$HOME;id:*\n3\n0\n");
    char log[512];
    read_log(&f, log, sizeof(log));
    CLEANUP_FREE char *expected =
        xasprintf("<4>[hours] panel_on, %s: ended by signal %d\n", f.script, SIGPIPE);
    assert_string_equal(log, expected);
    close(extra);
    end(&f);
}

static void a_failure_is_told_once_until_it_works_again(void **state)
{
    (void)state;
    struct fixture f = begin("test -e \"$1\" || exit 3");
    CLEANUP_FREE char *on = xasprintf("%s %s password", f.script, f.file);
    CLEANUP(panel_switch_free) struct panel_switch *s = open_switch(on, "", 0);
    for (int i = 0; i < 3; i++) {
        set(s, true);
        set(s, false); /* no command: nothing to tell */
    }
    struct error err = { "" };
    assert_true(file_replace(f.file, "", 0, 0600, &err));
    set(s, true);
    set(s, false);
    unlink(f.file);
    set(s, true);
    char log[1024];
    read_log(&f, log, sizeof(log));
    CLEANUP_FREE char *expected = xasprintf("<4>[hours] panel_on, %s: ended with status 3\n"
                                            "<6>[hours] panel_on works again\n"
                                            "<4>[hours] panel_on, %s: ended with status 3\n",
                                            f.script, f.script);
    assert_string_equal(log, expected);
    end(&f);
}

static void a_command_that_is_not_there_is_told_with_what_is_allowed(void **state)
{
    (void)state;
    struct fixture f = begin("");
    CLEANUP(panel_switch_free)
    struct panel_switch *s = open_switch("siapambil-no-such-program 1", "/no/such/program", 0);
    set(s, true);
    set(s, false);
    char log[1024];
    read_log(&f, log, sizeof(log));
    assert_string_equal(
        log,
        "<4>[hours] panel_on, siapambil-no-such-program: cannot be run: No such file or directory; "
        "allowed: a program by its path or in PATH, and its arguments, without a shell\n"
        "<4>[hours] panel_off, /no/such/program: cannot be run: No such file or directory; "
        "allowed: a program by its path or in PATH, and its arguments, without a shell\n");
    end(&f);
}

/* Whether a process writes to `f.file` no more: the one that it started is gone, too. */
static void a_command_that_takes_too_long_is_killed_with_its_children(void **state)
{
    (void)state;
    enum { LAST_MS = 2000 }; /* within which it must have said who its child is */
    struct fixture f = begin("trap '' TERM INT; sleep 600 & echo $! >\"$1\"; wait");
    CLEANUP_FREE char *on = xasprintf("%s %s", f.script, f.file);
    CLEANUP(panel_switch_free) struct panel_switch *s = open_switch(on, "", LAST_MS);
    uint64_t before = clock_monotonic_ns();
    panel_switch_set(s, true);
    assert_in_range((clock_monotonic_ns() - before) / 1000000, 0,
                    LAST_MS - 1); /* nobody waits for it */
    panel_switch_settle(s);
    char log[512];
    read_log(&f, log, sizeof(log));
    CLEANUP_FREE char *expected = xasprintf(
        "<4>[hours] panel_on, %s: took longer than %d ms and was ended\n", f.script, LAST_MS);
    assert_string_equal(log, expected);
    struct error err = { "" };
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(64);
    assert_true(file_read(f.file, &text, &err));
    pid_t child = (pid_t)strtol(buffer_text(&text), NULL, 10);
    CLEANUP_FREE char *path = xasprintf("/proc/%d/stat", (int)child);
    char stat[256] = "";
    for (int tries = 0; tries < 200;
         tries++) { /* an orphan is reaped by whoever runs the machine */
        int fd = open(path, O_RDONLY);
        ssize_t n = fd < 0 ? 0 : read(fd, stat, sizeof(stat) - 1);
        if (fd >= 0)
            close(fd);
        if (n <= 0 || strstr(stat, ") Z") || strstr(stat, ") X"))
            break;
        usleep(10000);
        assert_true(tries < 199);
    }
    end(&f);
}

static void ending_does_not_wait_for_a_command_that_hangs(void **state)
{
    (void)state;
    struct fixture f = begin("sleep 600");
    struct panel_switch *s = open_switch(f.script, "", 0);
    uint64_t before = clock_monotonic_ns();
    panel_switch_set(s, true);
    panel_switch_free(s);
    assert_in_range(clock_monotonic_ns() - before, 0, UINT64_C(5000000000));
    end(&f);
}

static void it_is_off_once_that_has_worked(void **state)
{
    (void)state;
    static const struct {
        const char *name, *on, *off;
        bool is_off, is_off_again;
    } cases[] = {
        { "both work", "true", "true", true, false },
        { "switching off fails", "true", "false", false, false },
        { "switching on fails", "false", "true", true, true },
        { "it wakes by itself", "", "true", true, false },
        { "it never sleeps", "true", "", false, false },
        { "no commands", "", "", false, false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fixture f = begin(":");
        CLEANUP(panel_switch_free)
        struct panel_switch *s = open_switch(cases[i].on, cases[i].off, 0);
        bool before = panel_switch_is_off(s);
        set(s, true);
        set(s, false);
        bool is_off = panel_switch_is_off(s);
        set(s, true);
        bool again = panel_switch_is_off(s);
        end(&f);
        if (before || is_off != cases[i].is_off || again != cases[i].is_off_again)
            fail_msg("%s", cases[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_at_the_start_and_when_the_state_changes),
        cmocka_unit_test(runs_no_shell_and_takes_nothing_from_this_program),
        cmocka_unit_test(a_failure_is_told_once_until_it_works_again),
        cmocka_unit_test(a_command_that_is_not_there_is_told_with_what_is_allowed),
        cmocka_unit_test(a_command_that_takes_too_long_is_killed_with_its_children),
        cmocka_unit_test(it_is_off_once_that_has_worked),
        cmocka_unit_test(ending_does_not_wait_for_a_command_that_hangs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
