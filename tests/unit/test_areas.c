/* policy/areas.h: one place, however it is written. */
#include "policy/areas.h"
#include "unit/test.h"

static void reads_codes(void **state)
{
    (void)state;
    static const struct {
        const char *text, *code; /* NULL: none */
    } cases[] = {
        { "32.73", "32.73" },
        { "3273", "32.73" },
        { "32.73.02", "32.73.02" },
        { "327302", "32.73.02" },
        { " 32.73.02 ", "32.73.02" },
        { "3273.02", "32.73.02" },
        { "32.73.02.1001", "32.73.02.1001" },
        { "3273021001", "32.73.02.1001" },
        { "32.04.05.2003", "32.04.05.2003" },
        { "", NULL },
        { "32", NULL },
        { "32.", NULL },
        { "32.73.", NULL },
        { "32.73.2", NULL },
        { "32.73.02.001", NULL },
        { "32.73.00", NULL },
        { "02.73.02", NULL },
        { "3273010", NULL },    /* BPS, a kecamatan */
        { "3273010001", NULL }, /* BPS, a kelurahan */
        { "32.73.02.1001.1", NULL },
        { "Coblong", NULL },
        { "32.73.0x", NULL },
        { "3273010101010001", NULL },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char code[AREA_CODE_SIZE] = "untouched";
        bool ok = area_code(cases[i].text, code);
        if (ok != !!cases[i].code || strcmp(code, ok ? cases[i].code : "untouched") != 0)
            fail_msg("'%s' is '%s'", cases[i].text, code);
    }
}

static void knows_the_statistics_office(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool bps;
    } cases[] = {
        { "3273010", true },     { "3273010001", true },   { " 3273010 ", true },
        { "3273021001", false }, { "327301", false },      { "32.73.02", false },
        { "Coblong", false },    { "32730100011", false }, { "3273010x", false },
        { "", false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (area_is_bps_code(cases[i].text) != cases[i].bps)
            fail_msg("'%s'", cases[i].text);
    }
}

static void adds_once(void **state)
{
    (void)state;
    CLEANUP(areas_free) struct areas *a = areas_new();
    assert_true(areas_add(a, "32.73.02", "Coblong"));
    assert_true(areas_add(a, "327302", "KEC. COBLONG"));
    assert_false(areas_add(a, "32.73.02", "Sukasari"));
    assert_false(areas_add(a, "3273010", "Sukasari"));
    assert_false(areas_add(a, "Sukasari", "32.73.01"));
    assert_false(areas_add(a, "32.73.01", " "));
    assert_true(areas_add(a, "32.73.01", "Sukasari"));
}

static struct areas *bandung(void)
{
    static const struct {
        const char *code, *name;
    } places[] = {
        { "32.73.02", "Coblong" },       { "32.73.02.1004", "Dago" },
        { "32.73.13", "Lengkong" },      { "32.04.08.2001", "Lengkong" },
        { "32.04.08", "Bojongsoang" },   { "32.04.08.2002", "Sukamaju" },
        { "32.04.09.2005", "Sukamaju" },
    };
    struct areas *a = areas_new();
    for (size_t i = 0; i < COUNT(places); i++)
        assert_true(areas_add(a, places[i].code, places[i].name));
    return a;
}

static void matches(void **state)
{
    (void)state;
    CLEANUP(areas_free) struct areas *a = bandung();
    static const struct {
        const char *what, *rule, *area;
        bool match;
    } cases[] = {
        { "a name", "Coblong", "Coblong", true },
        { "another case", "Coblong", "COBLONG", true },
        { "a kind before it", "Coblong", "KEC. COBLONG", true },
        { "a kind without blank", "Coblong", "Kec.Coblong", true },
        { "a whole kind", "Coblong", "Kecamatan Coblong", true },
        { "a kind in the rule", "Kec. Coblong", "COBLONG", true },
        { "a code for a name", "Coblong", "32.73.02", true },
        { "a code without dots", "Coblong", "327302", true },
        { "a name for a code", "32.73.02", "kecamatan coblong", true },
        { "two codes", "32.73.02", "327302", true },
        { "a code and its name", "Coblong", "32.73.02 Coblong", true },
        { "a code with a dash", "32.73.02", "327302 - COBLONG", true },
        { "a code behind", "32.73.02", "Coblong (32.73.02)", true },
        { "the code goes before the name", "Coblong", "Coblong (32.73.13)", false },
        { "another code", "Coblong", "32.73.03", false },
        { "another name", "Coblong", "Sukasari", false },
        { "part of a name", "Coblong", "Coblong Kidul", false },
        { "nothing", "Coblong", "", false },
        { "a kelurahan's code lies in it", "Coblong", "32.73.02.1004", true },
        { "a kelurahan's code that no table knows", "32.73.02", "32.73.02.1001", true },
        { "a kelurahan's name lies in it", "Coblong", "Kel. Dago", true },
        { "a kelurahan by its name and a rule by code", "32.73.02", "Dago", true },
        { "a kecamatan does not lie in its kelurahan", "Dago", "Coblong", false },
        { "a kota", "32.73", "Coblong", true },
        { "another kabupaten", "32.04", "Coblong", false },
        { "not the beginning of a code", "32.73.02", "32.73.021", false },
        { "statistics office", "Coblong", "3273020", false },
        { "a kecamatan is no desa of its name", "Kec. Lengkong", "Desa Lengkong", false },
        { "a desa is no kecamatan of its name", "Desa Lengkong", "Kecamatan Lengkong", false },
        { "a desa of a name", "Desa Lengkong", "Kel. Lengkong", true },
        { "one name, two places: the rule says which", "Kec. Lengkong", "32.04.08.2001", false },
        { "one name, two places", "Lengkong", "32.04.08.2001", true },
        { "a desa of a name in its kecamatan", "Bojongsoang", "Desa Lengkong", true },
        { "one name, two desa, one lies there", "Bojongsoang", "Sukamaju", true },
        { "a name that no table knows", "Cicendo", "KEC CICENDO", true },
        { "a code beside a name that no table knows", "Cicendo", "32.73.06 Cicendo", true },
        { "a code that nothing is told of", "32.73.06", "Cicendo", false },
        { "blanks and signs", "Bojong Soang", "BOJONGSOANG", true },
        { "apostrophes", "Ma'rang", "MARANG", true },
        { "a name that begins like a kind", "Kelapa Gading", "Gading", false },
        { "a name that is a kind", "Desa", "Desa", true },
        { "a name that keeps its beginning", "Kampung Baru", "Baru", false },
        { "a number of four digits beside a name is no code", "Blok", "Blok 3273", false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (areas_match(a, cases[i].rule, cases[i].area) != cases[i].match)
            fail_msg("%s: '%s' and '%s'", cases[i].what, cases[i].rule, cases[i].area);
    }
}

static void an_empty_table_compares(void **state)
{
    (void)state;
    CLEANUP(areas_free) struct areas *a = areas_new();
    assert_true(areas_match(a, "Coblong", "KEC. COBLONG"));
    assert_true(areas_match(a, "32.73.02", "32.73.02.1001"));
    assert_false(areas_match(a, "Coblong", "32.73.02"));
    assert_false(areas_match(a, "", ""));
}

static void long_names_are_cut_at_a_character(void **state)
{
    (void)state;
    struct area area;
    for (int lead = 0; lead < 4; lead++) {
        char text[400] = "abc";
        text[lead] = '\0';
        while (strlen(text) < 200)
            strncat(text, "\u00E9", sizeof(text) - strlen(text) - 1);
        area_read(text, &area);
        assert_in_range(strlen(area.name), AREA_NAME_SIZE - 3, AREA_NAME_SIZE - 1);
        size_t len = strlen(area.name);
        assert_true(len == 0 || (unsigned char)area.name[len - 1] != 0xC3);
    }
}

static void holds_many(void **state)
{
    (void)state;
    CLEANUP(areas_free) struct areas *a = areas_new();
    for (int i = 0; i < 2000; i++) {
        CLEANUP_FREE char *code = xasprintf("%02d.%02d.01", 11 + i / 90, 1 + i % 90);
        CLEANUP_FREE char *name = xasprintf("Tempat %d", i);
        assert_true(areas_add(a, code, name));
    }
    for (int i = 0; i < 2000; i++) {
        CLEANUP_FREE char *code = xasprintf("%02d.%02d.01", 11 + i / 90, 1 + i % 90);
        CLEANUP_FREE char *name = xasprintf("KEC. TEMPAT %d", i);
        if (!areas_match(a, code, name))
            fail_msg("%s, %s", code, name);
    }
}

static void a_name_that_the_table_has(void **state)
{
    (void)state;
    CLEANUP(areas_free) struct areas *a = areas_new();
    assert_false(areas_have_name(a, "Coblong"));
    assert_true(areas_add(a, "32.73.02", "Coblong"));
    assert_true(areas_have_name(a, "KEC. COBLONG"));
    assert_true(areas_have_name(a, "coblong"));
    assert_false(areas_have_name(a, "Kelurahan Coblong")); /* the code is a kecamatan's */
    assert_false(areas_have_name(a, "Coblong BUDI"));
    assert_false(areas_have_name(a, "32.73.02 BUDI"));
    assert_false(areas_have_name(a, "32.73.02"));
    assert_false(areas_have_name(a, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_codes),
        cmocka_unit_test(knows_the_statistics_office),
        cmocka_unit_test(adds_once),
        cmocka_unit_test(matches),
        cmocka_unit_test(an_empty_table_compares),
        cmocka_unit_test(long_names_are_cut_at_a_character),
        cmocka_unit_test(a_name_that_the_table_has),
        cmocka_unit_test(holds_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
