/* How fast a list moves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stddef.h>
#include <cmocka.h>

#include "view/plan.h"

static struct plan_input full_hd(int rows)
{
    return (struct plan_input){
        .content_px = 108 + rows * 116,
        .view_px = 856,
        .row_px = 116,
        .sticky_px = 108,
        .rate_hz = 60,
        .min_dwell_s = 8,
        .max_cycle_s = 300,
        .calm_px_s = 30,
    };
}

static const struct {
    const char *name;
    int rows, rate_hz, max_cycle_s;
    struct plan plan;
} cases[] = {
    { "a list that fits stands still", 6, 60, 300, { .still = true } },
    { "one row too many moves, calmly", 7, 60, 300, { .step_px = 1, .every = 2 } },
    { "sixty rows meet the cycle without haste", 60, 60, 300, { .step_px = 1, .every = 2 } },
    { "more rows move faster", 100, 60, 300, { .step_px = 1, .every = 1 } },
    { "a longer cycle lets them move slower", 100, 60, 600, { .step_px = 1, .every = 2 } },
    { "however many rows, everyone is seen for eight seconds",
      41000,
      60,
      300,
      { .step_px = 1, .every = 1 } },
    { "a display of 144 Hz waits between two steps",
      41000,
      144,
      300,
      { .step_px = 1, .every = 2 } },
    { "a display of 30 Hz takes two pixels", 41000, 30, 300, { .step_px = 2, .every = 1 } },
};

static void moves_as_calmly_as_the_cycle_allows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct plan_input in = full_hd(cases[i].rows);
        in.rate_hz = cases[i].rate_hz;
        in.max_cycle_s = cases[i].max_cycle_s;
        struct plan plan = plan_make(&in);
        if (plan.still != cases[i].plan.still || plan.step_px != cases[i].plan.step_px ||
            plan.every != cases[i].plan.every)
            fail_msg("%s: %d px every %d frames", cases[i].name, plan.step_px, plan.every);
    }
}

static void never_shows_a_row_for_less_than_its_dwell(void **state)
{
    (void)state;
    for (int rows = 7; rows < 5000; rows += 13) {
        for (int rate = 24; rate <= 240; rate += 6) {
            for (int dwell = 2; dwell <= 12; dwell++) {
                struct plan_input in = full_hd(rows);
                in.rate_hz = rate;
                in.min_dwell_s = dwell;
                struct plan plan = plan_make(&in);
                assert_false(plan.still);
                /* What of the list is free, less the row itself, at the plan's speed. */
                int64_t frames = (int64_t)(856 - 108 - 116) / plan.step_px * plan.every;
                assert_true(frames * 1000 / rate >= dwell * 1000 - 50);
                assert_true(plan.dwell_ms >= dwell * 1000);
            }
        }
    }
}

static void tells_the_cycle_that_it_takes(void **state)
{
    (void)state;
    struct plan_input in = full_hd(100);
    struct plan plan = plan_make(&in);
    assert_int_equal(plan.cycle_s, (108 + 100 * 116 + 59) / 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moves_as_calmly_as_the_cycle_allows),
        cmocka_unit_test(never_shows_a_row_for_less_than_its_dwell),
        cmocka_unit_test(tells_the_cycle_that_it_takes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
