/* How old a list is said to be, whatever the clocks have been through. */
#include "unit/test.h"

#include "app/age.h"

#define NOW INT64_C(1795401660) /* 2026-11-23T09:41:00+07:00 */
#define IN_1970                                                                                    \
    INT64_C(95) /* a board without a clock battery, a minute and a half after the start */
#define ISSUED    (NOW - 40000)
#define OLD_AFTER 900

static const struct {
    const char *name;
    struct age_facts facts;
    bool trusted;
    int64_t age_s, checked_s;
} cases[] = {
    { "a pull confirmed it: the clock that does not jump counts",
      { .now_s = NOW, .checked_s = NOW - 60, .held_s = 60 },
      true,
      60,
      NOW - 60 },
    { "the wall clock jumps a day ahead after a pull",
      { .now_s = NOW + 86400, .checked_s = NOW - 60, .held_s = 60 },
      true,
      60,
      NOW - 60 },
    { "a pull in 1970",
      { .now_s = IN_1970, .checked_s = IN_1970 - 5, .held_s = 5 },
      false,
      5,
      IN_1970 - 5 },
    { "a pull in 1970, then the clock is put right: the time of the pull follows",
      { .now_s = NOW, .checked_s = IN_1970, .held_s = 7 },
      true,
      7,
      NOW - 7 },
    { "from disk with a right clock",
      { .now_s = NOW, .checked_s = NOW - 40, .kept = true },
      true,
      40,
      NOW - 40 },
    { "from disk, four days old",
      { .now_s = NOW, .checked_s = NOW - 345600, .kept = true },
      true,
      345600,
      NOW - 345600 },
    { "from disk in 1970: the age is not known, so it is old, and not withdrawn",
      { .now_s = IN_1970, .checked_s = NOW - 40, .kept = true, .held_s = 3 },
      false,
      OLD_AFTER,
      NOW - 40 },
    { "from disk, the clock stands just before the program existed",
      { .now_s = INT64_C(1767225599), .checked_s = INT64_C(1767225600), .kept = true },
      false,
      OLD_AFTER,
      INT64_C(1767225600) },
    { "from disk, the clock an hour behind the list: within what clocks go back by",
      { .now_s = NOW, .checked_s = NOW + 3600, .kept = true },
      true,
      0,
      NOW + 3600 },
    { "from disk, the clock more than an hour behind the list: it is the clock that is wrong",
      { .now_s = NOW, .checked_s = NOW + 3601, .kept = true },
      false,
      OLD_AFTER,
      NOW + 3601 },
    { "from disk, written when the clock was wrong: of when it was issued, and old",
      { .now_s = NOW, .checked_s = 0, .kept = true },
      true,
      OLD_AFTER,
      ISSUED },
    { "from disk, held for four days without a clock: it is at least that old",
      { .now_s = IN_1970, .checked_s = NOW, .kept = true, .held_s = 345600 },
      false,
      345600,
      NOW },
    { "from disk, held for longer than the wall clock admits",
      { .now_s = NOW, .checked_s = NOW - 10, .kept = true, .held_s = 5000 },
      true,
      5000,
      NOW - 10 },
};

static void every_case_has_its_age(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct age_facts facts = cases[i].facts;
        facts.issued_s = ISSUED;
        facts.old_after_s = OLD_AFTER;
        struct board_time time = age_judge(&facts);
        if (time.now_s != facts.now_s || time.clock_trusted != cases[i].trusted ||
            time.age_s != cases[i].age_s || time.checked_s != cases[i].checked_s)
            fail_msg("%s: trusted %d, age %lld, checked %lld", cases[i].name, time.clock_trusted,
                     (long long)time.age_s, (long long)time.checked_s);
    }
}

static void once_the_clock_is_right_the_age_follows(void **state)
{
    (void)state;
    struct age_facts facts = { .checked_s = NOW - 50, .kept = true, .old_after_s = OLD_AFTER };
    facts.now_s = IN_1970;
    assert_int_equal(age_judge(&facts).age_s, OLD_AFTER);
    facts.now_s = NOW;
    assert_int_equal(age_judge(&facts).age_s, 50);
}

static void tells_old_from_withdrawn(void **state)
{
    (void)state;
    static const struct {
        int64_t age_s, expires;
        bool trusted;
        enum age_state state;
    } ages[] = {
        { 899, INT64_MAX, true, AGE_FRESH },
        { 900, INT64_MAX, true, AGE_OLD },
        { 3599, INT64_MAX, false, AGE_OLD },
        { 3600, INT64_MAX, false, AGE_WITHDRAWN },
        /* A feed that is only sent again, however fresh the answers are. */
        { 5, NOW + 1, true, AGE_FRESH },
        { 5, NOW, true, AGE_EXPIRED },
        { 5, NOW - 3600, true, AGE_WITHDRAWN },
        /* Not by a clock that is wrong. */
        { 5, NOW - 3600, false, AGE_FRESH },
    };
    for (size_t i = 0; i < COUNT(ages); i++) {
        struct board_time time = { .now_s = NOW,
                                   .clock_trusted = ages[i].trusted,
                                   .age_s = ages[i].age_s };
        enum age_state now = age_state(&time, ages[i].expires, OLD_AFTER, 3600);
        if (now != ages[i].state)
            fail_msg("case %zu: %d", i, (int)now);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_old_from_withdrawn),
        cmocka_unit_test(every_case_has_its_age),
        cmocka_unit_test(once_the_clock_is_right_the_age_follows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
