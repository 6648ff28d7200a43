/* What is handed from one thread to another, while both go on: for the thread sanitizer above all
 * (`make tsan`), which sees what no result shows. */
#include "unit/screen_support.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/job.h"
#include "base/log.h"
#include "fetch/mailbox.h"
#include "fetch/report.h"
#include "screen/recorder.h"

/* ---- the mailbox */

#define LISTS 500

static void *put_lists(void *ctx)
{
    struct mailbox *m = ctx;
    for (int i = 1; i <= LISTS; i++) {
        struct snapshot *list = i % 3 ? make_rows(i, i + 3) : NULL;
        mailbox_put(m, (struct delivery){ .snapshot = list, .checked_boot_s = i });
    }
    return NULL;
}

static void a_list_that_is_put_is_taken_by_one_who_reads_it_then(void **state)
{
    (void)state;
    struct mailbox *m = mailbox_new();
    pthread_t writer;
    struct delivery d;
    int64_t last_s = 0;
    uint32_t rows = 0;
    assert_int_equal(pthread_create(&writer, NULL, put_lists, m), 0);
    while (last_s < LISTS) {
        if (!mailbox_take(m, &d)) {
            sched_yield();
            continue;
        }
        assert_true(d.checked_boot_s > last_s);
        last_s = d.checked_boot_s;
        if (d.snapshot) {
            rows += d.snapshot->document_count;
            snapshot_free(d.snapshot);
        }
    }
    pthread_join(writer, NULL);
    assert_true(rows >= 4 && rows % 4 == 0);
    assert_false(mailbox_take(m, &d));
    mailbox_free(m);
}

/* ---- the log */

#define WRITERS 4
#define RECORDS 300

static void *write_records(void *ctx)
{
    const char *who = ctx;
    for (int i = 0; i < RECORDS; i++)
        log_warning("%s says %d, and says it in a sentence of some length", who, i);
    return NULL;
}

static void each_record_of_each_thread_is_a_line(void **state)
{
    (void)state;
    static char names[WRITERS][2] = { "a", "b", "c", "d" };
    char path[] = "/tmp/siapambil-log-XXXXXX";
    pthread_t threads[WRITERS];
    int file = mkstemp(path), saved = dup(STDERR_FILENO), next[WRITERS] = { 0 };
    close(file);
    file = open(path, O_WRONLY | O_APPEND);
    fflush(stderr);
    dup2(file, STDERR_FILENO);
    for (int i = 0; i < WRITERS; i++)
        pthread_create(&threads[i], NULL, write_records, names[i]);
    for (int i = 0; i < WRITERS; i++)
        pthread_join(threads[i], NULL);
    dup2(saved, STDERR_FILENO);
    close(saved);
    close(file);
    struct error err;
    CLEANUP_BUFFER struct buffer log = BUFFER_INIT(0);
    assert_true(file_read(path, &log, &err));
    unlink(path);
    for (char *line = log.data, *end; *line; line = end + 1) {
        char who, expected[96];
        int number;
        end = strchr(line, '\n');
        *end = '\0';
        assert_int_equal(sscanf(line, "<4>%c says %d,", &who, &number), 2);
        snprintf(expected, sizeof(expected),
                 "<4>%c says %d, and says it in a sentence of some length", who, number);
        assert_string_equal(line, expected);
        assert_int_equal(number, next[who - 'a']++);
    }
    for (int i = 0; i < WRITERS; i++)
        assert_int_equal(next[i], RECORDS);
}

/* ---- the report that goes with every request */

struct telling {
    struct report *report;
    atomic_bool over;
};

static void *ask_report(void *ctx)
{
    struct telling *t = ctx;
    char text[REPORT_SIZE];
    while (!atomic_load(&t->over)) {
        report_now(t->report, text);
        if (*text && strncmp(text, "id=\"layar\", v=\"1\"", 17) != 0)
            abort();
    }
    return NULL;
}

static void a_report_is_told_and_asked_for_at_the_same_time(void **state)
{
    (void)state;
    struct telling t = { .report = report_new() };
    pthread_t asker;
    pthread_create(&asker, NULL, ask_report, &t);
    for (int i = 0; i < 2000; i++) {
        const struct report_facts facts = {
            .id = "layar", .version = "1", .region = i % 2 ? "32.73" : "", .shown = true
        };
        report_tell(t.report, &facts);
    }
    atomic_store(&t.over, true);
    pthread_join(asker, NULL);
    report_free(t.report);
}

/* ---- a screen that is being drawn, while it is written to a file and its list changes */

static void prepare(void *ctx)
{
    board_prepare_change(ctx);
}

static void frames_go_on_while_a_picture_is_written_and_a_list_prepared(void **state)
{
    (void)state;
    char path[] = "/tmp/siapambil-picture-XXXXXX";
    struct error err = { "" };
    struct fixture f = { .words = load_words("id"), .time = fresh_time(MONDAY_0941) };
    close(mkstemp(path));
    f.screen = open_screen(640, 360, 0);
    struct board_options options = default_options(f.words, 640, 360);
    options.metrics = screen_metrics(f.screen);
    f.board = board_new(&options);
    f.list = make_rows(1, 200);
    board_set_list(f.board, f.list, &f.time);
    struct recorder *r = recorder_new();
    struct job *job = job_new();
    int pictures = 0;
    for (int round = 1; round <= 20; round++) {
        struct snapshot *next = make_rows(round * 10, 200 + round * 13);
        struct board_change *change = board_begin_change(f.board, next);
        job_start(job, prepare, change);
        if (recorder_look(r, &err) != RECORDER_WRITING && !recorder_start(r, f.screen, path, &err))
            fail_msg("%s", err.text);
        do {
            board_advance(f.board, &f.time);
            show(&f);
            pictures += recorder_look(r, &err) == RECORDER_WRITTEN;
        } while (!job_is_done(job));
        board_end_change(f.board, change, &f.time);
        snapshot_free(f.list);
        f.list = next;
        show(&f);
    }
    enum recorder_state last;
    while ((last = recorder_look(r, &err)) == RECORDER_WRITING)
        sched_yield();
    struct stat st;
    assert_true(pictures > 0 || last == RECORDER_WRITTEN);
    assert_int_equal(stat(path, &st), 0);
    assert_true(st.st_size > 1000);
    recorder_free(r);
    job_free(job);
    unlink(path);
    finish(&f);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_that_is_put_is_taken_by_one_who_reads_it_then),
        cmocka_unit_test(each_record_of_each_thread_is_a_line),
        cmocka_unit_test(a_report_is_told_and_asked_for_at_the_same_time),
        cmocka_unit_test(frames_go_on_while_a_picture_is_written_and_a_list_prepared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
