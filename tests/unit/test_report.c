/* fetch/report.h: what a screen says of itself, whatever it is called. */
#include "fetch/report.h"
#include "unit/test.h"

#include <pthread.h>
#include <stdlib.h>

#define NOW  INT64_C(1795426860)
#define BOOT INT64_C(90000)
#define LONG "0123456789012345678901234567890123456789012345678901234567890123456789"

static void writes(void **state)
{
    (void)state;
    const struct report_facts usual = {
        .id = "bdg-mpp-1",
        .version = "0.1.0",
        .started_boot_s = BOOT - 86400,
        .on = true,
        .shown = true,
        .region = "32.73",
        .serial = 20261123094000,
        .documents = 1842,
        .confirmed = true,
        .confirmed_boot_s = BOOT - 35,
    };
    struct report_facts nothing = usual, withdrawn = usual, off = usual, no_region = usual;
    struct report_facts big_serial = usual, biggest_serial = usual, hostile = usual,
                        foreign = usual, slowed = usual;
    struct report_facts cut = usual, ahead = usual;
    nothing.shown = nothing.confirmed = false;
    withdrawn.shown = false;
    withdrawn.confirmed_boot_s = BOOT - 1000000;
    off.on = false;
    off.late = 17;
    slowed.rate_hz = 30;
    no_region.region = "";
    big_serial.serial = 999999999999999;
    biggest_serial.serial = 9007199254740991;
    hostile.id = "a\r\nX: \"b\\\", on=?0\x7F\t";
    foreign.id = "Dinas Kab. \xC3\x89nde \xF0\x9F\x98\x80\xFF";
    cut.id = LONG;
    cut.region = "32.73.02.1001.99.99";
    cut.version = "0.1.0+0123456789.0123456789";
    ahead.confirmed_boot_s = BOOT + 5;
    ahead.started_boot_s = BOOT + 5;

#define VERSION "v=\"0.1.0\", "
#define SHOWN   "r=\"32.73\", s=20261123094000, n=1842, "
#define END     "late=0, on=?1, t=1795426860, up=86400"
    const struct {
        const char *name;
        const struct report_facts *facts;
        const char *text;
    } cases[] = {
        { "as documented", &usual, "id=\"bdg-mpp-1\", " VERSION SHOWN "age=35, " END },
        { "nothing to show yet", &nothing, "id=\"bdg-mpp-1\", " VERSION END },
        { "withdrawn", &withdrawn, "id=\"bdg-mpp-1\", " VERSION "age=1000000, " END },
        { "the panel is off", &off,
          "id=\"bdg-mpp-1\", " VERSION SHOWN "age=35, late=17, on=?0, t=1795426860, up=86400" },
        { "slower than its display", &slowed,
          "id=\"bdg-mpp-1\", " VERSION SHOWN
          "age=35, late=0, hz=30, on=?1, t=1795426860, up=86400" },
        { "no region", &no_region,
          "id=\"bdg-mpp-1\", " VERSION "s=20261123094000, n=1842, age=35, " END },
        { "the longest integer there is", &big_serial,
          "id=\"bdg-mpp-1\", " VERSION "r=\"32.73\", s=999999999999999, n=1842, age=35, " END },
        { "a longer one is no integer", &biggest_serial,
          "id=\"bdg-mpp-1\", " VERSION "r=\"32.73\", n=1842, age=35, " END },
        { "neither lines nor quotes break out", &hostile,
          "id=\"a__X___b____on__0__\", " VERSION SHOWN "age=35, " END },
        { "letters that are not ASCII", &foreign,
          "id=\"Dinas_Kab.__nde___\", " VERSION SHOWN "age=35, " END },
        { "long ones are cut", &cut,
          "id=\"0123456789012345678901234567890123456789012345678901234567890123\", "
          "v=\"0.1.0+0123456789.0123456\", r=\"32.73.02.1001.99\", s=20261123094000, n=1842, "
          "age=35, " END },
        { "a clock that jumps back", &ahead,
          "id=\"bdg-mpp-1\", " VERSION SHOWN "age=0, late=0, on=?1, t=1795426860, up=0" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[REPORT_SIZE];
        report_write(cases[i].facts, NOW, BOOT, text);
        if (strcmp(text, cases[i].text) != 0)
            fail_msg("%s:\n%s\n%s", cases[i].name, text, cases[i].text);
    }
}

static void is_bounded_whatever_the_facts(void **state)
{
    (void)state;
    char quotes[300];
    memset(quotes, '"', sizeof(quotes));
    quotes[sizeof(quotes) - 1] = '\0';
    const struct report_facts worst = {
        .id = quotes,
        .version = quotes,
        .region = quotes,
        .started_boot_s = INT32_MIN * INT64_C(1000000000),
        .late = UINT64_MAX,
        .rate_hz = 1000,
        .shown = true,
        .serial = 999999999999999,
        .documents = UINT32_MAX,
        .confirmed = true,
        .confirmed_boot_s = INT32_MIN * INT64_C(1000000000),
    };
    char text[REPORT_SIZE];
    report_write(&worst, INT64_MAX, 0, text);
    assert_true(strlen(text) < REPORT_SIZE);
    /* Nothing was left out for want of room. */
    assert_non_null(strstr(text, ", s=999999999999999, n=4294967295, age=999999999999999, "
                                 "late=999999999999999, hz=1000, on=?0, t=999999999999999, "
                                 "up=999999999999999"));
    const char *begins = "id=\"__";
    assert_memory_equal(text, begins, strlen(begins));
    report_write(&worst, INT64_MIN, 0, text);
    assert_non_null(strstr(text, ", t=0, "));
}

static void says_nothing_before_it_is_told(void **state)
{
    (void)state;
    CLEANUP(report_free) struct report *r = report_new();
    char text[REPORT_SIZE] = "before";
    report_now(r, text);
    assert_string_equal(text, "");
    char id[] = "layar";
    report_tell(r, &(struct report_facts){ .id = id, .version = "1", .region = "" });
    id[0] = 'X'; /* it was copied */
    report_now(r, text);
    const char *begins = "id=\"layar\", v=\"1\", late=0, on=?0, t=";
    assert_memory_equal(text, begins, strlen(begins));
}

/* ---- two threads */

static const char *const names[] = { "aaaaaaaaaaaaaaaa", "bb" };

static void *tell(void *ctx)
{
    for (int i = 0; i < 20000; i++) {
        report_tell(ctx, &(struct report_facts){ .id = names[i % 2],
                                                 .version = names[i % 2],
                                                 .region = names[i % 2],
                                                 .shown = true });
    }
    return NULL;
}

static void is_never_half_of_one_and_half_of_another(void **state)
{
    (void)state;
    CLEANUP(report_free) struct report *r = report_new();
    tell(r);
    pthread_t thread;
    pthread_create(&thread, NULL, tell, r);
    for (int i = 0; i < 20000; i++) {
        char text[REPORT_SIZE];
        report_now(r, text);
        bool first = text[4] == 'a';
        CLEANUP_FREE char *whole =
            xasprintf("id=\"%1$s\", v=\"%1$s\", r=\"%1$s\", ", names[!first]);
        assert_memory_equal(text, whole, strlen(whole));
    }
    pthread_join(thread, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes),
        cmocka_unit_test(is_bounded_whatever_the_facts),
        cmocka_unit_test(says_nothing_before_it_is_told),
        cmocka_unit_test(is_never_half_of_one_and_half_of_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
