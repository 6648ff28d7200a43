/* What a country of screens asks of its centre, whatever happens: counted, by the real schedule. */
#include "unit/test.h"

#include "unit/fleet_simulation.h"

#define SCREENS 20000 /* fewer have peaks by mere chance */
#define PLACES  60

static const char *const names[FLEET_SCENARIOS] = {
    [FLEET_QUIET] = "a quiet day",
    [FLEET_ONE_PLACE] = "one place's feed changes",
    [FLEET_ALL_PLACES] = "every feed changes",
    [FLEET_POWER_CUT] = "a power cut in a province",
    [FLEET_DARK] = "a power cut everywhere",
    [FLEET_REFUSED] = "an hour without the centre",
    [FLEET_BUSY] = "an hour of a centre that asks for patience",
    [FLEET_MORNING] = "the screens are switched on",
    [FLEET_NEW_SETTINGS] = "new settings everywhere",
};

static void no_event_makes_a_peak_of_pulls_that_are_not_urgent(void **state)
{
    (void)state;
    for (int i = 0; i < FLEET_SCENARIOS; i++) {
        struct fleet_outcome o = fleet_play((enum fleet_scenario)i, SCREENS, PLACES, 1);
        if (o.rates.patient_ratio > 1.3)
            fail_msg("%s: %.2f times as many as on a quiet day", names[i], o.rates.patient_ratio);
    }
}

static void a_change_is_seen_within_one_and_a_half_polls(void **state)
{
    (void)state;
    static const enum fleet_scenario changes[] = { FLEET_ONE_PLACE, FLEET_ALL_PLACES,
                                                   FLEET_POWER_CUT, FLEET_DARK, FLEET_MORNING };
    for (size_t i = 0; i < COUNT(changes); i++) {
        struct fleet_outcome o = fleet_play(changes[i], SCREENS, PLACES, 2);
        if (o.most_s < 0 || o.most_s > 1.5 * FLEET_POLL_S)
            fail_msg("%s: %.1f s", names[changes[i]], o.most_s);
        assert_true(o.all_s > 0);
    }
}

static void an_outage_lowers_the_rate_and_is_over_soon(void **state)
{
    (void)state;
    static const enum fleet_scenario outages[] = { FLEET_REFUSED, FLEET_BUSY };
    for (size_t i = 0; i < COUNT(outages); i++) {
        struct fleet_outcome o = fleet_play(outages[i], SCREENS, PLACES, 3);
        assert_true(o.rates.mean < SCREENS / FLEET_POLL_S);
        if (o.half_s > 2 * FLEET_POLL_S || o.all_s < 0 || o.all_s > SCHEDULE_RETRY_CAP_S)
            fail_msg("%s: %.1f s, %.1f s", names[outages[i]], o.half_s, o.all_s);
    }
}

static void screens_with_nothing_to_show_are_quick(void **state)
{
    (void)state;
    struct fleet f;
    fleet_init(&f, SCREENS, PLACES, 4);
    fleet_run(&f, FLEET_SETTLE_S);
    fleet_cut_power(&f, SCREENS / 6, 600, 120, 1);
    /* Each asks as soon as it has booted. */
    fleet_run(&f, 120);
    assert_int_equal(f.delay_count, f.watched);
    assert_true(fleet_delay(&f, 100) == 0);
    fleet_release(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_event_makes_a_peak_of_pulls_that_are_not_urgent),
        cmocka_unit_test(a_change_is_seen_within_one_and_a_half_polls),
        cmocka_unit_test(an_outage_lowers_the_rate_and_is_over_soon),
        cmocka_unit_test(screens_with_nothing_to_show_are_quick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
