/* Sources in the worst shapes that somebody has thought of: none takes longer for its size than
 * others. Each of these has taken many times as long. */
#include "unit/test.h"

#include <time.h>

#include "unit/reading_support.h"

#define MIB        (1u << 20)
#define MOST_CPU_S 12 /* under the sanitizers, on a small machine */

static double cpu_s(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static void read_all(struct office *o, const struct buffer *text, struct taken *ret)
{
    const struct reading_page page = { text->data, text->len };
    double start = cpu_s();
    *ret = (struct taken){ .list = NULL };
    reading_parse(&o->reading, &page, 1, 0, &ret->list, &ret->report, &ret->err);
    if (cpu_s() - start > MOST_CPU_S)
        fail_msg("%.1f s for %zu MiB", cpu_s() - start, text->len / MIB);
}

static void fill(struct buffer *out, const char *piece, size_t bytes)
{
    for (size_t len = strlen(piece); bytes >= len; bytes -= len)
        buffer_append(out, piece, len);
}

static const char *const columns[MAP_MEMBERS] = {
    [MAP_NAME] = "Nama", [MAP_TYPE] = "Layanan", [MAP_STATUS] = "Status", [MAP_AREA] = "Kec"
};
static const char *const pointers[MAP_MEMBERS] = {
    [MAP_NAME] = "/nama", [MAP_TYPE] = "/layanan", [MAP_STATUS] = "/status"
};

static void a_sheet_of_one_cell(void **state)
{
    (void)state;
    struct office o;
    struct taken t;
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    office_open(&o, SOURCE_CSV, columns, NULL);
    fill(&text, "a", (size_t)60 * MIB);
    read_all(&o, &text, &t);
    assert_null(t.list);
    /* In a row, it costs that row. */
    buffer_clear(&text);
    buffer_addf(&text, "Nama,Layanan,Status,Kec\nBUDI,KK,SELESAI,x\nSITI,KK,SELESAI,x\n");
    fill(&text, "a", (size_t)60 * MIB);
    buffer_addf(&text, ",KK,SELESAI,x\nTONO,KK,SELESAI,x\n");
    read_all(&o, &text, &t);
    assert_non_null(t.list);
    assert_int_equal(t.report.shown, 3);
    assert_int_equal(t.report.reasons[INTAKE_TOO_LONG], 1);
    snapshot_free(t.list);
    office_close(&o);
}

static void an_object_of_a_million_keys(void **state)
{
    (void)state;

    struct office o;
    struct taken t;
    office_open(&o, SOURCE_JSON, pointers, NULL);
    for (size_t i = 0; i < 3; i++) {
        CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
        bool arrays = i == 2;
        buffer_addf(&text, "%s", i == 1 ? "[{" : "{");
        for (int j = 0; j < 1000000; j++)
            buffer_addf(&text, "%s\"Kunci Orang %d\":%s", j ? "," : "", j % 7, arrays ? "[]" : "1");
        buffer_addf(&text, "%s", i == 1 ? "}]" : "}");
        read_all(&o, &text, &t);
        assert_null(t.list);
        assert_null(strstr(t.err.text, "Orang"));
    }
    office_close(&o);
}

/* Against the same areas where no table knows the rules'. */
static void a_thousand_rules_for_a_hundred_thousand_areas(void **state)
{
    (void)state;
    double seconds[2];
    for (int known = 0; known < 2; known++) {
        CLEANUP(areas_free) struct areas *areas = areas_new();
        struct word_table *types = type_table_new();
        struct routes *routes = routes_new(areas, types);
        struct error err = { "" };
        for (int i = 0; i < 1000; i++) {
            char code[32], name[32], rule[64];
            snprintf(code, sizeof(code), "32.%d.%d", 10 + i / 80, 10 + i % 80);
            snprintf(name, sizeof(name), "Daerah %d", i);
            snprintf(rule, sizeof(rule), "kk, Daerah %d", i);
            assert_true(!known || areas_add(areas, code, name));
            assert_true(routes_add(routes, rule, 1, &err));
        }
        assert_true(routes_add(routes, "*, *", 2, &err));
        double start = cpu_s();
        for (int i = 0; i < 100000; i++) {
            char area[32];
            snprintf(area, sizeof(area), "Kec. Lain %d", i);
            const struct route_query q = { DOCUMENT_KK, area, "", "" };
            assert_int_equal(routes_find(routes, &q), 2);
        }
        seconds[known] = cpu_s() - start;
        routes_free(routes);
        word_table_free(types);
    }
    if (seconds[1] > 4 * seconds[0] + 0.5)
        fail_msg("%.1f s; %.1f s without a table", seconds[1], seconds[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sheet_of_one_cell),
        cmocka_unit_test(an_object_of_a_million_keys),
        cmocka_unit_test(a_thousand_rules_for_a_hundred_thousand_areas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
