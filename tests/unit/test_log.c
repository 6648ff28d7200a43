/* What becomes of a line in the log. */
#include "unit/test.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"

/* What is written to stderr by log_warning("%s", text), as under systemd. */
static void logged(const char *text, char *ret, size_t size)
{
    int ends[2], saved = dup(STDERR_FILENO);
    assert_int_equal(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    log_warning("%s", text);
    dup2(saved, STDERR_FILENO);
    close(saved);
    close(ends[1]);
    ssize_t n = read(ends[0], ret, size - 1);
    ret[n > 0 ? n : 0] = '\0';
    close(ends[0]);
}

static void one_record_is_one_line_that_no_terminal_obeys(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text, *line;
    } cases[] = {
        { "a sentence", "Sambungan terputus", "<4>Sambungan terputus\n" },
        { "a line end in an answer", "one\r\n<3>two", "<4>one  <3>two\n" },
        { "a terminal's escape", "\x1B[2J", "<4> [2J\n" },
        { "a control character of two bytes",
          "a\xC2\x9B"
          "2J",
          "<4>a  2J\n" },
        { "letters of two bytes", "Łódź é", "<4>Łódź é\n" },
        { "a no-break space",
          "a\xC2\xA0"
          "b",
          "<4>a\xC2\xA0"
          "b\n" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char line[256];
        logged(cases[i].text, line, sizeof(line));
        if (strcmp(line, cases[i].line) != 0)
            fail_msg("%s: '%s'", cases[i].what, line);
    }
}

static void a_line_too_long_is_cut_and_ends(void **state)
{
    (void)state;
    char text[5000], line[5000];
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    logged(text, line, sizeof(line));
    assert_in_range(strlen(line), 500, 1024);
    assert_int_equal(line[strlen(line) - 1], '\n');
}

static void a_line_is_cut_between_characters(void **state)
{
    (void)state;
    static const char *const letters[] = { "é", "…", "𝄞" };
    char text[5000], line[5000];
    for (size_t i = 0; i < COUNT(letters); i++) {
        /* Wherever the cut falls. */
        for (size_t shift = 0; shift < strlen(letters[i]); shift++) {
            memset(text, 'x', shift);
            text[shift] = '\0';
            while (strlen(text) < 1500)
                strcat(text, letters[i]);
            logged(text, line, sizeof(line));
            size_t len = strlen(line);
            assert_in_range(len, 1000, 1024);
            assert_int_equal(text_find_invalid(line, len), len);
            assert_int_equal((len - shift - strlen("<4>\n")) % strlen(letters[i]), 0);
        }
    }
}

static void what_is_above_the_level_is_dropped(void **state)
{
    (void)state;
    char line[64];
    log_set_level(LOG_LEVEL_ERROR);
    logged("warning", line, sizeof(line));
    log_set_level(LOG_LEVEL_INFO);
    assert_string_equal(line, "");
}

static void a_log_that_nobody_reads_stops_nobody(void **state)
{
    (void)state;
    static char out[1 << 17];
    int kinds[2][2];
    assert_int_equal(pipe(kinds[0]), 0);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, kinds[1]), 0); /* as journald's is */
    assert_true(fcntl(kinds[0][1], F_SETPIPE_SZ, 4096) > 0);
    assert_int_equal(setsockopt(kinds[1][1], SOL_SOCKET, SO_SNDBUF, &(int){ 4096 }, sizeof(int)),
                     0);
    for (int kind = 0; kind < 2; kind++) {
        int saved = dup(STDERR_FILENO);
        dup2(kinds[kind][1], STDERR_FILENO);
        alarm(20); /* where it waits it would wait for ever */
        for (int i = 0; i < 1000; i++)
            log_warning("line %d", i);
        ssize_t len = read(kinds[kind][0], out, sizeof(out) - 1);
        log_warning("heard again");
        alarm(0);
        dup2(saved, STDERR_FILENO);
        close(saved);
        int whole = 0;
        for (ssize_t i = 0; i < len; i++)
            whole += out[i] == '\n';
        assert_in_range(whole, 1, 999);
        assert_int_equal(out[len - 1], '\n'); /* none in part */
        len = read(kinds[kind][0], out, sizeof(out) - 1);
        assert_true(len > 0);
        out[len] = '\0';
        CLEANUP_FREE char *wanted = xasprintf(
            "<4>lines of the log lost, since nobody read it: %d\n<4>heard again\n", 1000 - whole);
        assert_string_equal(out, wanted);
        close(kinds[kind][0]);
        close(kinds[kind][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_record_is_one_line_that_no_terminal_obeys),
        cmocka_unit_test(a_line_too_long_is_cut_and_ends),
        cmocka_unit_test(a_line_is_cut_between_characters),
        cmocka_unit_test(what_is_above_the_level_is_dropped),
        cmocka_unit_test(a_log_that_nobody_reads_stops_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
