/* status/judge.h, status/texts.h: what is wrong, and what /healthz says of it. */
#include "unit/status_support.h"

#include "feed/feed.h"
#include "feed/reading.h"
#include "status/describe.h"
#include "status/judge.h"
#include "status/print.h"

#define MINUTE 60

static void hangs(struct status_whole *s)
{
    s->told_s = 11;
}

static void no_display(struct status_whole *s)
{
    s->facts.screens[1].scene = STATUS_WAITING;
}

static void no_frames(struct status_whole *s)
{
    s->facts.screens[0].stuck_s = 6;
}

static void dark(struct status_whole *s)
{
    s->facts.screens[0].scene = s->facts.screens[1].scene = STATUS_BLACK;
    s->facts.screens[0].plan.beyond = 5; /* nobody sees the list */
}

static void old(struct status_whole *s)
{
    s->facts.list.age = STATUS_OLD;
    s->facts.list.age_s = 16 * MINUTE;
}

static void expired(struct status_whole *s)
{
    s->facts.list.age = STATUS_EXPIRED;
}

static void withdrawn(struct status_whole *s)
{
    s->facts.list.age = STATUS_WITHDRAWN;
}

static void no_list(struct status_whole *s)
{
    s->facts.list.age = STATUS_NO_LIST;
}

static void no_list_yet(struct status_whole *s)
{
    s->facts.list.age = STATUS_NO_LIST;
    s->facts.started_boot_s = s->facts.boot_s - 30;
}

static void kept(struct status_whole *s)
{
    s->facts.list.kept = true;
}

static void source_fails(struct status_whole *s)
{
    s->sources.all[0].failures = 3;
}

static void source_is_held(struct status_whole *s)
{
    s->sources.all[0].pulls[0].outcome = STATUS_HELD;
}

static void left_out(struct status_whole *s)
{
    s->sources.all[0].left_out = 4;
}

static void beyond(struct status_whole *s)
{
    s->facts.screens[0].plan.beyond = 700;
}

static void slow(struct status_whole *s)
{
    s->facts.screens[0].rate_hz = 30;
}

static void late(struct status_whole *s)
{
    s->facts.screens[0].recent_late = 201;
}

static void hot(struct status_whole *s)
{
    s->machine.sensors[0].milli_celsius = 80000;
}

static void undervoltage(struct status_whole *s)
{
    s->machine.undervoltage_now = s->machine.undervoltage_seen = 1;
}

static void undervolted(struct status_whole *s)
{
    s->machine.undervoltage_seen = 1;
}

static void disk(struct status_whole *s)
{
    s->machine.disk_free_bytes = 10 << 20;
}

static void memory(struct status_whole *s)
{
    s->machine.memory_free_bytes = 50 << 20;
}

static void clock_is_wrong(struct status_whole *s)
{
    s->facts.clock_trusted = false;
}

static void nothing_known_of_the_machine(struct status_whole *s)
{
    s->machine = (struct status_machine){ .memory_bytes = STATUS_UNKNOWN,
                                          .memory_free_bytes = STATUS_UNKNOWN,
                                          .disk_bytes = STATUS_UNKNOWN,
                                          .disk_free_bytes = STATUS_UNKNOWN,
                                          .undervoltage_now = STATUS_UNKNOWN,
                                          .undervoltage_seen = STATUS_UNKNOWN };
}

static void nothing(struct status_whole *s)
{
    (void)s;
}

static void each_trouble_is_found(void **state)
{
    (void)state;
    static const struct {
        void (*change)(struct status_whole *s);
        int problem; /* -1: none */
        bool well;
        const char *health; /* NULL: alive */
    } cases[] = {
        { nothing, -1, true, NULL },
        { nothing_known_of_the_machine, -1, true, NULL },
        { dark, -1, true, NULL },
        { no_list_yet, -1, true, NULL },
        { hangs, PROBLEM_HANGS, false, "the board has done nothing for 11 s" },
        { no_display, PROBLEM_NO_DISPLAY, false, "[screen loket] waits for its display" },
        { no_frames, PROBLEM_NO_FRAMES, false,
          "[screen lobby] no frame has been presented for 6 s" },
        { old, PROBLEM_OLD, false, NULL },
        { expired, PROBLEM_EXPIRED, false, NULL },
        { withdrawn, PROBLEM_WITHDRAWN, false, NULL },
        { no_list, PROBLEM_NO_LIST, false, NULL },
        { undervoltage, PROBLEM_UNDERVOLTAGE, false, NULL },
        { disk, PROBLEM_DISK, false, NULL },
        { kept, PROBLEM_KEPT, true, NULL },
        { source_fails, PROBLEM_SOURCE, true, NULL },
        { source_is_held, PROBLEM_SOURCE, true, NULL },
        { left_out, PROBLEM_LEFT_OUT, true, NULL },
        { beyond, PROBLEM_BEYOND, true, NULL },
        { slow, PROBLEM_SLOW, true, NULL },
        { late, PROBLEM_LATE, true, NULL },
        { hot, PROBLEM_HOT, true, NULL },
        { undervolted, PROBLEM_UNDERVOLTED, true, NULL },
        { memory, PROBLEM_MEMORY, true, NULL },
        { clock_is_wrong, PROBLEM_CLOCK, true, NULL },
    };
    CLEANUP(texts_free) struct texts *texts = load_texts("en");
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_FREE struct status_whole *s = make_status();
        CLEANUP_BUFFER struct buffer health = BUFFER_INIT(0), print = BUFFER_INIT(0);
        cases[i].change(s);
        struct findings f = status_judge(s);
        int found = f.count == 1 ? (int)f.all[0].problem : f.count ? -2 : -1;
        if (found != cases[i].problem || f.well != cases[i].well)
            fail_msg("case %zu: %d findings, the first %d, well %d", i, f.count, found, f.well);
        assert_int_equal(status_is_alive(s, &health), !cases[i].health);
        assert_string_equal(buffer_text(&health), cases[i].health ? cases[i].health
                                                  : cases[i].change == dark
                                                      ? "[screen lobby] dark, as it should be; "
                                                        "[screen loket] dark, as it should be"
                                                      : "[screen lobby] frames are presented; "
                                                        "[screen loket] the picture stands still");
        status_print(s, texts, &print);
        const char *first = cases[i].problem < 0 ? "All is well  (As of 2026-11-23 09:41:00)\n\n"
                            : cases[i].well      ? "Running; something is worth knowing  ("
                                                 : "Needs somebody  (";
        assert_memory_equal(print.data, first, strlen(first));
        assert_null(strstr(print.data, "{")); /* every word is filled in */
    }
}

/* Exactly at its limit nothing is wrong yet, so that nobody is called for a second's delay. */
static void limits_are_not_troubles(void **state)
{
    (void)state;
    CLEANUP_FREE struct status_whole *s = make_status();
    s->told_s = 9;
    s->facts.screens[0].stuck_s = 4;
    s->facts.screens[0].recent_late = 200;
    s->machine.sensors[0].milli_celsius = 79999;
    assert_int_equal(status_judge(s).count, 0);
    /* A single late frame of a short time is one in few. */
    s->facts.screens[0].recent = 50;
    s->facts.screens[0].recent_late = 1;
    assert_int_equal(status_judge(s).count, 0);
}

static void the_worst_stands_first(void **state)
{
    (void)state;
    CLEANUP_FREE struct status_whole *s = make_status();
    clock_is_wrong(s);
    beyond(s);
    old(s);
    no_display(s);
    struct findings f = status_judge(s);
    assert_int_equal(f.count, 4);
    assert_int_equal(f.all[0].problem, PROBLEM_NO_DISPLAY);
    assert_int_equal(f.all[1].problem, PROBLEM_OLD);
    assert_false(f.well);
}

/* ---- words */

static void both_languages_have_every_word(void **state)
{
    (void)state;
    static const char *const languages[] = { "id", "en" };
    for (size_t i = 0; i < COUNT(languages); i++) {
        CLEANUP(texts_free) struct texts *t = load_texts(languages[i]);
        assert_string_equal(texts_language(t), languages[i]);
        for (int k = 0; k < FEED_REASONS; k++)
            assert_string_not_equal(texts_reason(t, feed_reason_names[k]), feed_reason_names[k]);
        for (int k = 0; k < INTAKE_REASONS; k++) {
            if (k != INTAKE_BLANK) /* an empty line is nothing that was left out */
                assert_string_not_equal(texts_reason(t, intake_reason_names[k]),
                                        intake_reason_names[k]);
        }
    }
}

static void a_language_is_complete_or_refused(void **state)
{
    (void)state;
    struct error err = { "" };
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(1u << 20);
    assert_true(file_read("assets/lang/id.ini", &text, &err));
    char *at = strstr(text.data, "\nill = ");
    assert_non_null(at);
    CLEANUP_FREE char *without =
        xasprintf("%.*s%s", (int)(at - text.data), text.data, strchr(at + 1, '\n'));
    assert_null(texts_parse(without, strlen(without), "x.ini", &err));
    assert_string_equal(err.text, "x.ini: [status_page] ill is missing");
    CLEANUP_FREE char *more = xasprintf("%sill = sekali lagi\n", text.data);
    assert_null(texts_parse(more, strlen(more), "x.ini", &err));
    assert_string_equal(err.text, "x.ini: [status_page] ill is given twice");
    CLEANUP_FREE char *unknown = xasprintf("%sslap = x\n", text.data);
    assert_null(texts_parse(unknown, strlen(unknown), "x.ini", &err));
    assert_string_equal(err.text, "x.ini: [status_page] slap is not a word of the status page");
}

static void durations_and_numbers_read_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        const char *text;
    } cases[] = {
        { -5, "0 dtk" },
        { 0, "0 dtk" },
        { 59, "59 dtk" },
        { 60, "1 mnt" },
        { 61, "1 mnt 1 dtk" },
        { 3600, "1 jam" },
        { 3659, "1 jam" },
        { 7384, "2 jam 3 mnt" },
        { 86400, "1 hari" },
        { 90000, "1 hari 1 jam" },
        { 400 * 86400, "400 hari" },
    };
    CLEANUP(texts_free) struct texts *t = load_texts("id");
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        buffer_clear(&out);
        describe_duration(t, cases[i].seconds, &out);
        assert_string_equal(buffer_text(&out), cases[i].text);
    }
    buffer_clear(&out);
    describe_decimal(t, -12345, &out);
    assert_string_equal(buffer_text(&out), "-1.234,5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_trouble_is_found),
        cmocka_unit_test(limits_are_not_troubles),
        cmocka_unit_test(the_worst_stands_first),
        cmocka_unit_test(both_languages_have_every_word),
        cmocka_unit_test(a_language_is_complete_or_refused),
        cmocka_unit_test(durations_and_numbers_read_as_people_write_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
