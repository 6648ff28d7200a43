/* policy/areas.h: one place, however it is written. */
#include "policy/areas.h"
#include "unit/test.h"

static void matches(void **state)
{
    (void)state;
    CLEANUP(areas_free) struct areas *a = areas_new();
    assert_true(areas_add(a, "32.73.02", "Coblong"));
    static const struct {
        const char *rule, *area;
        bool match;
    } cases[] = {
        { "Coblong", "KEC. COBLONG", true },       { "Coblong", "32.73.02", true },
        { "32.73.02", "kecamatan coblong", true }, { "Coblong", "327302", true },
        { "Coblong", "32.73.03", false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (areas_match(a, cases[i].rule, cases[i].area) != cases[i].match)
            fail_msg("'%s' and '%s'", cases[i].rule, cases[i].area);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
