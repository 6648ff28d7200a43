/* The rate that a machine can keep, found by measurement; machine and time are simulated. */
#include "unit/test.h"

#include "base/base.h"
#include "screen/governor.h"

#define SECOND UINT64_C(1000000000)
#define MS     UINT64_C(1000000)

/* A machine that takes `cost_ns` for each frame, and its display. */
struct machine {
    struct governor governor;
    uint64_t now, cost_ns;
    int changes;
};

static struct machine machine(int refresh_hz, uint64_t cost_ns)
{
    return (struct machine){ { .refresh_hz = refresh_hz }, SECOND, cost_ns, 0 };
}

static uint64_t period_of(const struct machine *m)
{
    return SECOND / (uint64_t)governor_rate(&m->governor);
}

/* A frame begins when it is due, or as soon as the one before is done. */
static void run(struct machine *m, int seconds)
{
    uint64_t due = m->now;
    for (uint64_t end = m->now + (uint64_t)seconds * SECOND; m->now < end;) {
        uint64_t period = period_of(m), begun = MAX(m->now, due);
        bool late = begun > due + period;
        due = (late ? begun : due) + period;
        m->now = begun + m->cost_ns;
        m->changes += governor_note(&m->governor, m->cost_ns, late, m->now);
        m->now = MAX(m->now, due);
    }
}

static void a_machine_with_time_to_spare_keeps_the_displays_rate(void **state)
{
    (void)state;
    struct machine m = machine(60, 2 * MS);
    run(&m, 600);
    assert_int_equal(governor_rate(&m.governor), 60);
    assert_int_equal(m.changes, 0);
}

static void the_rate_follows_from_what_a_frame_costs(void **state)
{
    (void)state;
    static const struct {
        int refresh_hz, cost_ms, rate;
    } cases[] = {
        { 60, 14, 60 }, /* tight, but it holds */
        { 60, 17, 30 }, { 60, 22, 30 }, { 60, 30, 20 },
        { 60, 45, 15 }, { 60, 90, 15 }, /* less would be no movement any more */
        { 144, 8, 72 }, { 50, 30, 16 }, /* 25 would leave too little */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct machine m = machine(cases[i].refresh_hz, (uint64_t)cases[i].cost_ms * MS);
        run(&m, 20);
        if (governor_rate(&m.governor) != cases[i].rate)
            fail_msg("%d ms at %d Hz: %d frames a second, not %d", cases[i].cost_ms,
                     cases[i].refresh_hz, governor_rate(&m.governor), cases[i].rate);
    }
}

static void one_hard_moment_changes_nothing(void **state)
{
    (void)state;
    struct machine m = machine(60, 2 * MS);
    for (int i = 0; i < 20; i++) {
        run(&m, 10);
        m.cost_ns = 300 * MS;
        run(&m, 1);
        m.cost_ns = 2 * MS;
    }
    assert_int_equal(governor_rate(&m.governor), 60);
    assert_int_equal(m.changes, 0);
}

static void a_machine_that_is_free_again_comes_back_after_a_calm_minute(void **state)
{
    (void)state;
    struct machine m = machine(60, 20 * MS);
    run(&m, 10);
    assert_int_equal(governor_rate(&m.governor), 30);
    m.cost_ns = 2 * MS;
    run(&m, 50);
    assert_int_equal(governor_rate(&m.governor), 30);
    run(&m, 20);
    assert_int_equal(governor_rate(&m.governor), 60);
}

/* Alone each frame would be fast enough, but not sixty a second: what is measured says so only
 * once it has been tried. */
static void a_rate_that_fails_again_and_again_is_tried_ever_more_seldom(void **state)
{
    (void)state;
    struct machine m = machine(60, 20 * MS);
    for (int hour = 0; hour < 4; hour++) {
        for (int i = 0; i < 3600 / 2; i++) {
            m.cost_ns = governor_rate(&m.governor) == 60 ? 20 * MS : 2 * MS;
            run(&m, 2);
        }
    }
    /* Down and up each time: after 1, 2, 4, 8, 16, 32 minutes, then once an hour. */
    assert_in_range(m.changes, 10, 20);
    int until_now = m.changes;
    for (int i = 0; i < 4 * 3600 / 2; i++) {
        m.cost_ns = governor_rate(&m.governor) == 60 ? 20 * MS : 2 * MS;
        run(&m, 2);
    }
    assert_in_range(m.changes - until_now, 8, 10);
}

/* Something else takes the processor away: frames are cheap, and late. */
static void late_frames_count_whatever_they_cost(void **state)
{
    (void)state;
    struct machine m = machine(60, 2 * MS);
    for (int i = 0; i < 360; i++) {
        m.now += SECOND / 60;
        m.changes += governor_note(&m.governor, m.cost_ns, i % 10 == 0, m.now);
    }
    assert_int_equal(m.changes, 1);
    assert_int_equal(governor_rate(&m.governor), 30);
}

static void what_stands_still_is_not_judged(void **state)
{
    (void)state;
    struct machine m = machine(60, 20 * MS);
    for (int i = 0; i < 1000; i++) {
        run(&m, 1);
        governor_rest(&m.governor);
        m.now += 10 * SECOND;
    }
    assert_int_equal(m.changes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_machine_with_time_to_spare_keeps_the_displays_rate),
        cmocka_unit_test(the_rate_follows_from_what_a_frame_costs),
        cmocka_unit_test(one_hard_moment_changes_nothing),
        cmocka_unit_test(a_machine_that_is_free_again_comes_back_after_a_calm_minute),
        cmocka_unit_test(a_rate_that_fails_again_and_again_is_tried_ever_more_seldom),
        cmocka_unit_test(late_frames_count_whatever_they_cost),
        cmocka_unit_test(what_stands_still_is_not_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
