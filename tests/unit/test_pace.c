/* When frames are due, of several displays in one thread; time is simulated. */
#include "unit/test.h"

#include "screen/pace.h"

#define SECOND UINT64_C(1000000000)
#define COST   UINT64_C(300000) /* of a frame */

/* A display: when it waits, showing a frame lasts until its next refresh. */
struct shown {
    struct pace pace;
    int frames;
};

/* The loop of the program for ten seconds: shows what is due, sleeps until the first is. */
static void run(struct shown *displays, int count)
{
    uint64_t now = SECOND;
    while (now < 11 * SECOND) {
        uint64_t first = UINT64_MAX;
        for (int i = 0; i < count; i++) {
            struct pace *p = &displays[i].pace;
            if (pace_is_due(p, now)) {
                uint64_t begun = now, period = SECOND / (uint64_t)p->rate_hz;
                now += COST;
                if (p->waits)
                    now += period - now % period;
                pace_note(p, begun, now);
                displays[i].frames++;
            }
            first = p->due_ns < first ? p->due_ns : first;
        }
        now = first > now ? first : now;
    }
}

static const struct {
    const char *name;
    struct {
        int rate_hz;
        bool waits;
    } displays[3];
} cases[] = {
    { "one display", { { 60, false } } },
    { "one display that waits for its refresh", { { 60, true } } },
    { "two of one rate", { { 60, false }, { 60, false } } },
    { "two of one rate, of which one waits", { { 60, true }, { 60, false } } },
    { "two rates", { { 85, false }, { 60, false } } },
    { "the faster one waits", { { 60, false }, { 75, true } } },
    { "three rates", { { 144, true }, { 60, false }, { 50, false } } },
};

static void each_display_has_its_own_rate(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct shown shown[3] = { 0 };
        int count = 0;
        for (; count < 3 && cases[i].displays[count].rate_hz; count++) {
            shown[count].pace.rate_hz = cases[i].displays[count].rate_hz;
            shown[count].pace.waits = cases[i].displays[count].waits;
        }
        run(shown, count);
        for (int n = 0; n < count; n++) {
            int expected = 10 * shown[n].pace.rate_hz;
            if (shown[n].frames < expected - 2 || shown[n].frames > expected + 2)
                fail_msg("%s: display %d has shown %d frames, not %d", cases[i].name, n,
                         shown[n].frames, expected);
            assert_int_equal(shown[n].pace.late, 0);
        }
    }
}

static void a_driver_that_does_not_wait_is_held_back(void **state)
{
    (void)state;
    struct pace p = { .rate_hz = 50, .waits = true };
    uint64_t now = SECOND;
    int frames = 0;
    while (now < 11 * SECOND) {
        if (!pace_is_due(&p, now)) {
            now = p.due_ns;
            continue;
        }
        now += COST;
        pace_note(&p, now - COST, now);
        frames++;
    }
    assert_in_range(frames, 498, 502);
}

static void a_frame_that_comes_late_delays_and_is_counted(void **state)
{
    (void)state;
    struct pace p = { .rate_hz = 50 };
    pace_note(&p, SECOND, SECOND + COST);
    assert_false(pace_is_due(&p, SECOND + SECOND / 50 - 1));
    assert_true(pace_is_due(&p, SECOND + SECOND / 50));
    pace_note(&p, 2 * SECOND, 2 * SECOND + COST);
    assert_int_equal(p.late, 1);
    /* No burst afterwards to catch up. */
    assert_false(pace_is_due(&p, 2 * SECOND + COST));
    /* Who stood still meanwhile has missed nothing. */
    pace_rest(&p);
    pace_note(&p, 9 * SECOND, 9 * SECOND + COST);
    assert_int_equal(p.late, 1);
}

static void who_was_woken_late_is_told_from_who_is_slow(void **state)
{
    (void)state;
    const uint64_t period = SECOND / 50;
    const struct {
        const char *name;
        uint64_t slept_from, slept_to, begun; /* after the frame before */
        enum pace_lateness how;
    } given[] = {
        { "woken when it is due", COST, period, period, PACE_IN_TIME },
        { "woken late by less than a period", COST, 2 * period, 2 * period, PACE_IN_TIME },
        { "woken late", COST, 2 * period + 1, 2 * period + COST, PACE_WOKEN_LATE },
        { "busy until it was due long since", 0, 0, 3 * period, PACE_LATE },
        { "another display's frame took so long", COST, period, 3 * period, PACE_LATE },
        { "asleep only after it was due", period, 3 * period, 3 * period, PACE_LATE },
    };
    for (size_t i = 0; i < COUNT(given); i++) {
        struct pace p = { .rate_hz = 50 };
        pace_note(&p, SECOND, SECOND + COST);
        if (given[i].slept_to)
            pace_slept(&p, SECOND + given[i].slept_from, SECOND + given[i].slept_to);
        enum pace_lateness how =
            pace_note(&p, SECOND + given[i].begun, SECOND + given[i].begun + COST);
        if (how != given[i].how)
            fail_msg("%s: %d instead of %d", given[i].name, how, given[i].how);
        assert_int_equal(p.late, how != PACE_IN_TIME);
        /* That says nothing of the frame after it. */
        assert_int_equal(pace_note(&p, p.due_ns + 2 * period, p.due_ns + 2 * period), PACE_LATE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_display_has_its_own_rate),
        cmocka_unit_test(a_driver_that_does_not_wait_is_held_back),
        cmocka_unit_test(a_frame_that_comes_late_delays_and_is_counted),
        cmocka_unit_test(who_was_woken_late_is_told_from_who_is_slow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
