/* How long frames stood, summed up; time is simulated. */
#include "unit/test.h"

#include "screen/frame_times.h"

#define MS UINT64_C(1000000)

static void show(struct frame_times *t, uint64_t *now, uint64_t us)
{
    *now += us * 1000;
    frame_times_note(t, PACE_IN_TIME, *now);
}

static void the_longest_and_the_usual_are_told_apart(void **state)
{
    (void)state;
    struct frame_times t = { 0 };
    uint64_t now = 5 * MS;
    frame_times_note(&t, PACE_IN_TIME, now);
    for (int i = 0; i < 1998; i++)
        show(&t, &now, 16650);
    show(&t, &now, 41000);
    show(&t, &now, 17930);
    struct frame_summary s = frame_times_summary(&t);
    assert_int_equal(s.shown, 2000);
    assert_int_equal(s.longest_us, 41000);
    /* Two of 2,000 may be longer: what is left is 16.6 to 16.7 ms. */
    assert_int_equal(s.usual_us, 16700);
    show(&t, &now, 18440);
    assert_int_equal(frame_times_summary(&t).usual_us, 18000);
}

static void what_stands_still_is_not_long(void **state)
{
    (void)state;
    struct frame_times t = { 0 };
    uint64_t now = 5 * MS;
    show(&t, &now, 1);
    show(&t, &now, 16000);
    frame_times_rest(&t);
    show(&t, &now, 60 * 1000000);
    show(&t, &now, 16000);
    struct frame_summary s = frame_times_summary(&t);
    assert_int_equal(s.shown, 2); /* the first of each movement follows none */
    assert_int_equal(s.longest_us, 16000);
    assert_int_equal(s.usual_us, 16000); /* not above the longest, though steps are 100 us */
}

static void no_time_is_too_long(void **state)
{
    (void)state;
    struct frame_times t = { 0 };
    uint64_t now = 5 * MS;
    show(&t, &now, 1);
    show(&t, &now, UINT64_C(7200) * 1000000); /* suspended */
    assert_int_equal(frame_times_summary(&t).longest_us, UINT64_C(7200) * 1000000);
    assert_int_equal(frame_times_summary(&t).usual_us, UINT64_C(7200) * 1000000);
    assert_int_equal(t.latest_us[0], UINT32_MAX);
}

static void a_new_hour_begins_with_nothing(void **state)
{
    (void)state;
    struct frame_times t = { 0 };
    uint64_t now = 5 * MS;
    frame_times_note(&t, PACE_WOKEN_LATE, now);
    show(&t, &now, 40000);
    assert_int_equal(frame_times_summary(&t).late, 1);
    assert_int_equal(frame_times_summary(&t).woken_late, 1);
    frame_times_note(&t, PACE_LATE, now);
    assert_int_equal(frame_times_summary(&t).late, 2);
    assert_int_equal(frame_times_summary(&t).woken_late, 1);
    frame_times_begin(&t);
    assert_int_equal(frame_times_summary(&t).shown, 0);
    assert_int_equal(frame_times_summary(&t).late, 0);
    assert_int_equal(frame_times_summary(&t).woken_late, 0);
    assert_int_equal(frame_times_summary(&t).usual_us, 0);
    show(&t, &now, 16600); /* from the last frame of the hour before */
    assert_int_equal(frame_times_summary(&t).longest_us, 16600);
}

static void the_latest_are_kept_one_by_one(void **state)
{
    (void)state;
    struct frame_times t = { 0 };
    uint64_t now = 5 * MS;
    frame_times_note(&t, PACE_IN_TIME, now);
    for (unsigned i = 0; i < FRAME_TIMES_KEPT + 3; i++)
        show(&t, &now, 10000 + i);
    assert_int_equal(t.count, FRAME_TIMES_KEPT + 3);
    assert_int_equal(t.latest_us[2], 10000 + FRAME_TIMES_KEPT + 2);
    assert_int_equal(t.latest_us[3], 10003);
}

static void a_graph_has_the_longest_of_each_few(void **state)
{
    (void)state;
    enum { POINTS = 128, EACH = FRAME_TIMES_KEPT / POINTS };
    static struct frame_times t;
    uint32_t points[POINTS];
    uint64_t now = 5 * MS;
    frame_times_note(&t, false, now);
    assert_int_equal(frame_times_latest(&t, points, POINTS), 0);
    /* The third of each eight is longer, by a number of its own. */
    for (int i = 0; i < 2 * EACH + 3; i++)
        show(&t, &now, i % EACH == 2 ? 20000 + (uint64_t)i : 16000);
    assert_int_equal(frame_times_latest(&t, points, POINTS), 2);
    assert_int_equal(points[0], 20002);
    assert_int_equal(points[1], 20000 + EACH + 2);
    /* Far beyond the ring's length the latest are there, the oldest first, and none is half new. */
    for (int i = 2 * EACH + 3; i < 5 * FRAME_TIMES_KEPT + 5; i++)
        show(&t, &now, i % EACH == 2 ? 20000 + (uint64_t)i : 16000);
    size_t n = frame_times_latest(&t, points, POINTS);
    assert_int_equal(n, POINTS - 1);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(points[i], 20002 + 5 * FRAME_TIMES_KEPT - (n - i) * EACH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_and_the_usual_are_told_apart),
        cmocka_unit_test(what_stands_still_is_not_long),
        cmocka_unit_test(no_time_is_too_long),
        cmocka_unit_test(a_new_hour_begins_with_nothing),
        cmocka_unit_test(the_latest_are_kept_one_by_one),
        cmocka_unit_test(a_graph_has_the_longest_of_each_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
