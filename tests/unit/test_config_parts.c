/* The configuration: named sections and tables. */
#include "unit/test.h"

#include "config/config.h"
#include "config/options.h"
#include "model/document.h"

static bool read_text(struct config *c, const char *text, struct error *err)
{
    return config_read_text(c, text, strlen(text), "b.ini", err);
}

/* The sections' order does not matter: what is for all reaches the screens, whenever it is said. */
static void a_screen_has_its_own_settings_and_those_of_all(void **state)
{
    (void)state;
    CLEANUP(config_free) struct config *c = config_new(), *back = config_new();
    struct error err = { "" };
    assert_int_equal(config_screen_count(c), 1);
    const char *text = "[screen lobby]\ntitle = Lobi\nmax_cycle = 2min\n"
                       "[screen]\ntitle = Papan\noffice = Dinas\nrotate = 90\n"
                       "[screen loket]\ndisplay = HDMI-2\nrotate = 0\ntitle =\ntheme = "
                       "light\nnotice = *Free* of charge\n"
                       "[screen kosong]\n[notices]\ntext = Gratis\n";
    if (!read_text(c, text, &err) || !config_set(c, "screen.kosong.display=DP-1", &err) ||
        !config_set(c, "screen.language=en", &err))
        fail_msg("%s", err.text);
    CLEANUP_BUFFER struct buffer first = BUFFER_INIT(0), again = BUFFER_INIT(0);
    config_print(c, &first);
    if (!config_read_text(back, first.data, first.len, "printed", &err))
        fail_msg("%s", err.text);
    config_print(back, &again);
    assert_string_equal(first.data, again.data);
    static const struct {
        const char *name, *title, *display;
        int rotate, max_cycle, theme;
        const char *notice;
    } expected[] = {
        { "lobby", "Lobi", "0", 90, 120, THEME_DARK, "Gratis" },
        { "loket", "", "HDMI-2", 0, 300, THEME_LIGHT, "*Free* of charge" },
        { "kosong", "Papan", "DP-1", 90, 300, THEME_DARK, "Gratis" },
    };
    assert_int_equal(config_screen_count(back), COUNT(expected));
    for (int i = 0; i < (int)COUNT(expected); i++) {
        CLEANUP(config_free) struct config *s = config_for_screen(back, i);
        assert_string_equal(s->name, expected[i].name);
        assert_string_equal(s->screen.title, expected[i].title);
        assert_string_equal(s->screen.display, expected[i].display);
        assert_string_equal(s->screen.office, "Dinas");
        assert_int_equal(s->screen.language, LANGUAGE_EN);
        assert_int_equal(s->screen.rotate, expected[i].rotate);
        assert_int_equal(s->list.max_cycle, expected[i].max_cycle);
        assert_int_equal(s->theme.base, expected[i].theme);
        assert_string_equal(s->notices.text, expected[i].notice);
    }
}

static void what_a_named_section_may_hold_has_one_key(void **state)
{
    (void)state;
    for (size_t i = 0; i < option_count; i++) {
        const struct option *o = &options[i];
        if (strcmp(o->section, "screen") == 0 && !part_holds(o))
            fail_msg("[screen] %s is for one screen", o->key);
        if (part_holds(o) && part_find_option(part_word(o), part_key(o)) != o)
            fail_msg("%s is another's key, too", part_key(o));
    }
}

static void a_source_has_its_own_settings_and_those_of_all(void **state)
{
    (void)state;
    CLEANUP(config_free) struct config *c = config_new(), *back = config_new();
    struct error err = { "" };
    assert_int_equal(config_source_count(c), 1);
    const char *text = "[map kota]\nname = Nama\n"
                       "[source]\nformat = csv\ntimeout = 30s\n[map]\nname = Nama Pemohon\n"
                       "status = \"pickup\"\n"
                       "[source kota]\nurl = https://a.go.id/kota.csv\nseparator = semicolon\n"
                       "[source desa]\nurl = https://a.go.id/desa.csv\nmirrors = https://b.go.id/ "
                       "https://c.go.id/\n";
    if (!read_text(c, text, &err) || !config_set(c, "map.desa.area=Kec", &err) ||
        !config_set(c, "source.desa.timeout=5s", &err))
        fail_msg("%s", err.text);
    CLEANUP_BUFFER struct buffer first = BUFFER_INIT(0), again = BUFFER_INIT(0),
                                 place = BUFFER_INIT(0);
    config_print(c, &first);
    if (!config_read_text(back, first.data, first.len, "printed", &err))
        fail_msg("%s", err.text);
    config_print(back, &again);
    assert_string_equal(first.data, again.data);
    assert_int_equal(config_source_count(back), 2);
    CLEANUP(config_free) struct config *city = config_for_source(back, 0);
    CLEANUP(config_free) struct config *village = config_for_source(back, 1);
    assert_string_equal(city->name, "kota");
    assert_string_equal(city->map.name, "Nama");
    assert_string_equal(city->map.status, "\"pickup\"");
    assert_int_equal(city->source.separator, ';');
    assert_int_equal(city->source.timeout, 30);
    assert_string_equal(village->map.name, "Nama Pemohon");
    assert_string_equal(village->map.area, "Kec");
    assert_string_equal(village->source.mirrors, "https://b.go.id/ https://c.go.id/");
    assert_int_equal(village->source.format, CONFIG_CSV);
    assert_int_equal(village->source.timeout, 5);
    CLEANUP(config_free) struct config *own = config_for_source(c, 0);
    config_place(own, "map", "name", &place);
    assert_string_equal(place.data, "b.ini:2: [map kota] name");
    buffer_clear(&place);
    config_place(own, "map", "status", &place);
    assert_string_equal(place.data, "b.ini:8: [map] status");
}

static void locations_are_read_with_long_ids(void **state)
{
    (void)state;
    static const char id[] = "kecamatan-sungai-raya-kepulauan.loket-4.lantai-2-gedung-utama-a1";
    CLEANUP(config_free) struct config *c = config_new();
    CLEANUP_FREE char *text =
        xasprintf("[location mpp]\nname = MPP Kota Bandung\nkind = mpp\ncounter = Loket 3\n"
                  "hours = mon-thu 08:00-15:00\n[location %s]\nname = Sungai Raya\n",
                  id);
    struct error err = { "" };
    if (!read_text(c, text, &err) || !config_set(c, "location.a.b.name=AB", &err))
        fail_msg("%s", err.text);
    assert_int_equal(strlen(id), 64);
    assert_int_equal(config_location_count(c), 3);
    assert_string_equal(config_location(c, 0)->location.counter, "Loket 3");
    assert_int_equal(config_location(c, 0)->location.kind, CONFIG_KIND_MPP);
    assert_string_equal(config_location(c, 1)->name, id);
    assert_string_equal(config_location(c, 1)->location.name, "Sungai Raya");
    assert_string_equal(config_location(c, 2)->location.name, "AB");
    assert_int_equal(config_find_location(c, id), 1);
    assert_int_equal(config_find_location(c, "none"), -1);
    CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
    config_place(config_location(c, 0), "location", "hours", &place);
    assert_string_equal(place.data, "b.ini:5: [location mpp] hours");
}

/* What a word may hold, as a line of the file. */
static void tables_are_read_and_printed_in_their_order(void **state)
{
    (void)state;
    static const struct {
        enum config_table_name table;
        const char *key, *value;
    } expected[] = {
        { CONFIG_STATUS, "SELESAI", "pickup" },
        { CONFIG_STATUS, "Proses: cetak = ulang", "hidden" },
        { CONFIG_STATUS, "Siap  Unduh;(PDF) #2", "download" },
        { CONFIG_STATUS, "SIAP DIAMBIL", "hidden" },
        { CONFIG_TYPE, "Cetak Ulang KTP", "ktp-el" },
        { CONFIG_AREA, "32.73.02", "Coblong" },
        { CONFIG_ROUTE, "ktp-el, Kecamatan Sungai Raya Kepulauan, Loket 4", "kec.sungai-raya" },
        { CONFIG_ROUTE, "*, *", "mpp" },
    };
    CLEANUP(config_free) struct config *c = config_new(), *back = config_new();
    struct error err = { "" };
    const char *text = "[status]\r\nSELESAI = pickup ; a comment = hidden\r\n\r\n"
                       "  ; a comment\n# SELESAI = hidden\nProses: cetak = ulang=hidden \n"
                       "Siap  Unduh;(PDF) #2\t= download\nSIAP DIAMBIL = pickup\n"
                       "[type]\nCetak Ulang KTP = ktp-el\n"
                       "[route]\nktp-el, Kecamatan Sungai Raya Kepulauan, Loket 4 = "
                       "kec.sungai-raya\n*, * = mpp\n[area]\n32.73.02 = Coblong";
    if (!read_text(c, text, &err) || !config_set(c, "status.siap_diambil=hidden", &err))
        fail_msg("%s", err.text);
    CLEANUP_BUFFER struct buffer first = BUFFER_INIT(0), again = BUFFER_INIT(0),
                                 place = BUFFER_INIT(0);
    config_print(c, &first);
    if (!config_read_text(back, first.data, first.len, "printed", &err))
        fail_msg("%s", err.text);
    config_print(back, &again);
    assert_string_equal(first.data, again.data);
    int next[CONFIG_TABLES] = { 0 };
    for (size_t i = 0; i < COUNT(expected); i++) {
        const struct config_table *t = &back->tables[expected[i].table];
        int n = next[expected[i].table]++;
        assert_true(n < t->count);
        assert_string_equal(t->entries[n].key, expected[i].key);
        assert_string_equal(t->entries[n].value, expected[i].value);
    }
    for (int i = 0; i < CONFIG_TABLES; i++)
        assert_int_equal(back->tables[i].count, next[i]);
    config_entry_place(c, CONFIG_ROUTE, 1, &place);
    assert_string_equal(place.data, "b.ini:13: [route] *, *");
    buffer_clear(&place);
    config_entry_place(c, CONFIG_STATUS, 3, &place);
    assert_string_equal(place.data, "--set: [status] SIAP DIAMBIL");
}

static void a_table_of_types_takes_every_type(void **state)
{
    (void)state;
    for (int i = 0; i < DOCUMENT_TYPES; i++) {
        CLEANUP(config_free) struct config *c = config_new();
        CLEANUP_FREE char *assignment = xasprintf("type.Surat=%s", document_type_slugs[i]);
        struct error err = { "" };
        if (!config_set(c, assignment, &err))
            fail_msg("%s", err.text);
    }
}

static void a_table_has_a_limit(void **state)
{
    (void)state;
    CLEANUP(config_free) struct config *c = config_new();
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    struct error err = { "" };
    buffer_addf(&text, "[status]\n");
    for (int i = 0; i <= CONFIG_MAX_ENTRIES; i++)
        buffer_addf(&text, "W%d = pickup\n", i);
    assert_false(read_text(c, text.data, &err));
    assert_string_equal(err.text, "b.ini:1002: [status]: one entry too many; allowed: 1000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_screen_has_its_own_settings_and_those_of_all),
        cmocka_unit_test(what_a_named_section_may_hold_has_one_key),
        cmocka_unit_test(a_source_has_its_own_settings_and_those_of_all),
        cmocka_unit_test(locations_are_read_with_long_ids),
        cmocka_unit_test(tables_are_read_and_printed_in_their_order),
        cmocka_unit_test(a_table_of_types_takes_every_type),
        cmocka_unit_test(a_table_has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
