/* policy/routes.h: the office's table of where a document waits. */
#include "policy/routes.h"
#include "unit/test.h"

struct fixture {
    struct areas *areas;
    struct word_table *types;
    struct routes *routes;
};

static int set_up(void **state)
{
    struct fixture *f = xcalloc(1, sizeof(*f));
    f->areas = areas_new();
    areas_add(f->areas, "32.73.02", "Coblong");
    areas_add(f->areas, "32.73.02.1004", "Dago");
    areas_add(f->areas, "32.73.13", "Lengkong");
    f->types = type_table_new();
    word_table_set(f->types, "Kartu Sakti", DOCUMENT_BIODATA);
    f->routes = routes_new(f->areas, f->types);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    routes_free(f->routes);
    word_table_free(f->types);
    areas_free(f->areas);
    free(f);
    return 0;
}

static void add(struct fixture *f, const char *rule, uint16_t place)
{
    struct error err = { "" };
    if (!routes_add(f->routes, rule, place, &err))
        fail_msg("'%s': %s", rule, err.text);
}

static void the_first_rule_wins(void **state)
{
    struct fixture *f = *state;
    add(f, "ktp-el, Coblong", 1);
    add(f, "KTP Elektronik , *, loket 2", 2);
    add(f, "kk,327302", 3);
    add(f, "*, Lengkong", 4);
    add(f, "Kartu Sakti, *", 5);
    add(f, "*, Dago", 6);
    add(f, "KIA, *, *", 7);
    static const struct {
        const char *what;
        struct route_query query;
        uint16_t place;
    } cases[] = {
        { "type and area", { DOCUMENT_KTP_EL, "KEC. COBLONG", "", "" }, 1 },
        { "the area by its code", { DOCUMENT_KTP_EL, "327302", "", "" }, 1 },
        { "only the village is known", { DOCUMENT_KTP_EL, "", "Dago", "" }, 1 },
        { "the first of two", { DOCUMENT_KTP_EL, "Coblong", "", "Loket 2" }, 1 },
        { "a word", { DOCUMENT_KTP_EL, "Sukasari", "", "LOKET_2" }, 2 },
        { "another word", { DOCUMENT_KTP_EL, "Sukasari", "", "Loket 3" }, LOCATION_NONE },
        { "a rule by code", { DOCUMENT_KK, "Coblong", "", "" }, 3 },
        { "any type", { DOCUMENT_KK, "Lengkong", "", "" }, 4 },
        { "a village of a kecamatan's name",
          { DOCUMENT_KK, "Bojongsoang", "Lengkong", "" },
          LOCATION_NONE },
        { "a word of the office", { DOCUMENT_BIODATA, "", "", "" }, 5 },
        { "a village", { DOCUMENT_AKTA_LAHIR, "COBLONG", "KEL. DAGO", "" }, 6 },
        { "an area that is a village", { DOCUMENT_AKTA_LAHIR, "DAGO", "", "" }, 6 },
        { "three parts", { DOCUMENT_KIA, "", "", "anything" }, 7 },
        { "no rule", { DOCUMENT_AKTA_LAHIR, "Sukasari", "", "" }, LOCATION_NONE },
        { "nothing known", { DOCUMENT_OTHER, "", "", "" }, LOCATION_NONE },
    };
    for (int again = 0; again < 2; again++) { /* the second time from memory */
        for (size_t i = 0; i < COUNT(cases); i++) {
            uint16_t place = routes_find(f->routes, &cases[i].query);
            if (place != cases[i].place)
                fail_msg("%s: place %u", cases[i].what, place);
        }
    }
}

static void a_rule_that_is_added_counts(void **state)
{
    struct fixture *f = *state;
    struct route_query q = { DOCUMENT_KK, "Coblong", "", "" };
    assert_int_equal(routes_find(f->routes, &q), LOCATION_NONE);
    add(f, "*, *", 9);
    assert_int_equal(routes_find(f->routes, &q), 9);
}

/* The parts of a query do not run into one another. */
static void queries_are_told_apart(void **state)
{
    struct fixture *f = *state;
    add(f, "*, ab", 1);
    add(f, "*, a", 2);
    add(f, "*, *, b", 3);
    struct route_query first = { DOCUMENT_KK, "ab", "", "" };
    struct route_query second = { DOCUMENT_KK, "a", "b", "" };
    struct route_query third = { DOCUMENT_KK, "", "", "b" };
    assert_int_equal(routes_find(f->routes, &first), 1);
    assert_int_equal(routes_find(f->routes, &second), 2);
    assert_int_equal(routes_find(f->routes, &third), 3);
}

/* More different queries than are remembered, and queries too long for that. */
static void memory_is_bounded(void **state)
{
    struct fixture *f = *state;
    add(f, "*, Tempat 7", 7);
    add(f, "*, *", 1);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 10000; i++) {
            CLEANUP_FREE char *area = xasprintf("KEC. TEMPAT %d", i);
            struct route_query q = { DOCUMENT_KK, area, "", "" };
            assert_int_equal(routes_find(f->routes, &q), i == 7 ? 7 : 1);
        }
    }
    char area[512];
    memset(area, 'x', sizeof(area) - 1);
    area[sizeof(area) - 1] = '\0';
    struct route_query q = { DOCUMENT_KK, area, area, area };
    assert_int_equal(routes_find(f->routes, &q), 1);
}

static void refuses_rules(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *rule, *says;
    } cases[] = {
        { "ktp-el", "no comma; allowed: TYPE, AREA or TYPE, AREA, WORD" },
        { "", "no comma" },
        { "ktp-el, Coblong, x, y", "too many commas" },
        { "ktp-el,", "nothing after a comma" },
        { ", Coblong", "nothing before a comma" },
        { "*, , x", "nothing before a comma" },
        { "sim, Coblong", "'sim' is no type of document; allowed: ktp-el, kk, " },
        { "*, 3273010", "statistics office (BPS); allowed: a name, a code of Kemendagri such as" },
        { "*, ...", "'...' is no area" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error err = { "" };
        if (routes_add(f->routes, cases[i].rule, 1, &err))
            fail_msg("'%s' was taken", cases[i].rule);
        if (!strstr(err.text, cases[i].says))
            fail_msg("'%s': %s", cases[i].rule, err.text);
    }
    struct route_query q = { DOCUMENT_KK, "Coblong", "", "" };
    assert_int_equal(routes_find(f->routes, &q), LOCATION_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_first_rule_wins, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_rule_that_is_added_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(queries_are_told_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(memory_is_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_rules, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
