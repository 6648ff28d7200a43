/* policy/routes.h: the office's table of where a document waits. */
#include "policy/routes.h"
#include "unit/test.h"

static void the_first_rule_wins(void **state)
{
    (void)state;
    CLEANUP(areas_free) struct areas *a = areas_new();
    CLEANUP(word_table_free) struct word_table *t = type_table_new();
    CLEANUP(routes_free) struct routes *r = routes_new(a, t);
    struct error err = { "" };
    assert_true(routes_add(r, "ktp-el, Coblong", 7, &err));
    assert_true(routes_add(r, "*, *", 1, &err));
    struct route_query q = { DOCUMENT_KTP_EL, "KEC. COBLONG", "", "" };
    assert_int_equal(routes_find(r, &q), 7);
    assert_int_equal(routes_find(r, &q), 7);
    q.type = DOCUMENT_KK;
    assert_int_equal(routes_find(r, &q), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_rule_wins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
