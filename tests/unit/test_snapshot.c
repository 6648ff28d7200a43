#include "unit/test.h"

#include <time.h>

#include "model/sort_name.h"
#include "unit/snapshot_check.h"

static void add(struct snapshot_builder *b, const char *id, const char *name, const char *number,
                uint16_t location)
{
    struct document d = { .id = snapshot_builder_text(b, id),
                          .name = snapshot_builder_text(b, name),
                          .number = snapshot_builder_text(b, number),
                          .done = DAY_UNKNOWN,
                          .location = location,
                          .state =
                              location == LOCATION_NONE ? DOCUMENT_DOWNLOAD : DOCUMENT_PICKUP };
    snapshot_builder_document(b, &d);
}

static void add_location(struct snapshot_builder *b, const char *id)
{
    struct location l = { .id = snapshot_builder_text(b, id),
                          .name = snapshot_builder_text(b, "Tempat") };
    snapshot_builder_location(b, &l);
}

static void slugs_go_round(void **state)
{
    (void)state;
    enum document_type type;
    for (int i = 0; i < DOCUMENT_TYPES; i++) {
        assert_true(document_type_from_slug(document_type_slugs[i], &type));
        assert_int_equal(type, i);
    }
    assert_false(document_type_from_slug("", &type));
    assert_false(document_type_from_slug("KK", &type));
    for (int i = 0; i < DOCUMENT_STATES; i++)
        assert_non_null(document_state_slugs[i]);
}

static void an_empty_list_is_a_list(void **state)
{
    (void)state;
    CLEANUP(snapshot_builder_free) struct snapshot_builder *b = snapshot_builder_new();
    assert_int_equal(snapshot_builder_find_location(b, "mpp"), LOCATION_NONE);
    assert_false(snapshot_builder_has_document(b, "a"));
    CLEANUP(snapshot_free) struct snapshot *s = snapshot_builder_finish(b);
    assert_int_equal(s->document_count, 0);
    assert_true(s->expires == INT64_MAX);
    assert_string_equal(snapshot_text(s, 0), "");
    assert_int_equal(snapshot_find(s, 1), DOCUMENT_NONE);
    assert_null(check_snapshot(s));
}

static void rows_are_sorted_by_place_name_and_number(void **state)
{
    (void)state;
    static const struct {
        const char *id, *name, *number;
        uint16_t location;
    } rows[] = {
        { "j", "ADI", "", LOCATION_NONE },
        { "h", "budi santoso", "2", 1 },
        { "c", "BUDI", "9", 0 },
        { "g", "BUDI SANTOSO", "1", 1 },
        { "a", "", "1", 0 },
        { "i", "BUDI SANTOSO", "2", 1 }, /* equal to "h": stays behind it */
        { "b", "", "2", 0 },
        { "f", "ANI", "9", 1 },
        { "d", "BUDI S", "1", 0 },
        { "e", "École", "1", 0 },
        { "k", "ZZZ", "1", LOCATION_NONE },
    };
    CLEANUP(snapshot_builder_free) struct snapshot_builder *b = snapshot_builder_new();
    add_location(b, "one");
    add_location(b, "two");
    for (size_t i = 0; i < COUNT(rows); i++)
        add(b, rows[i].id, rows[i].name, rows[i].number, rows[i].location);
    CLEANUP(snapshot_free) struct snapshot *s = snapshot_builder_finish(b);
    assert_int_equal(s->document_count, COUNT(rows));
    assert_null(check_snapshot(s));
    for (uint32_t i = 0; i < s->document_count; i++) {
        const char id[] = { (char)('a' + i), '\0' };
        /* "h", "i": equal but for the order they came in */
        assert_string_equal(snapshot_text(s, s->documents[i].id), id);
    }
}

static void a_name_is_before_one_that_goes_on(void **state)
{
    (void)state;
    /* Around the length of the part that is compared as a number. */
    static const char *const names[] = { "A",      "AA",       "AAAA",    "AAAAA",    "AAAAA B",
                                         "AAAAAA", "AAAAAA B", "AAAAAAA", "AAAAAAAA", "AAAAAAB" };
    CLEANUP(snapshot_builder_free) struct snapshot_builder *b = snapshot_builder_new();
    for (size_t i = COUNT(names); i-- > 0;)
        add(b, names[i], names[i], "", LOCATION_NONE);
    CLEANUP(snapshot_free) struct snapshot *s = snapshot_builder_finish(b);
    for (uint32_t i = 0; i < s->document_count; i++)
        assert_string_equal(snapshot_text(s, s->documents[i].name), names[i]);
}

/* Alike for longer than any part that is compared as a number, and many of them equal. */
static void many_names_that_begin_alike_are_sorted_to_their_end(void **state)
{
    (void)state;
    enum { ROWS = 3000 };
    CLEANUP(snapshot_builder_free) struct snapshot_builder *b = snapshot_builder_new();
    add_location(b, "one");
    add_location(b, "two");
    uint32_t chance = 1;
    for (uint32_t i = 0; i < ROWS; i++) {
        chance = chance * 1664525 + 1013904223;
        char id[16], name[64], number[16];
        snprintf(id, sizeof(id), "r%u", i);
        snprintf(name, sizeof(name), "MUHAMMAD%.*s%c%c", (int)(chance >> 28), " RIZKY PRATAMA NUR",
                 'A' + (int)(chance >> 20 & 1), 'A' + (int)(chance >> 24 & 3));
        snprintf(number, sizeof(number), "%u", chance >> 16 & 7);
        add(b, id, name, number, (uint16_t)(chance >> 10 & 1));
    }
    CLEANUP(snapshot_free) struct snapshot *s = snapshot_builder_finish(b);
    assert_int_equal(s->document_count, ROWS);
    for (uint32_t i = 1; i < ROWS; i++) {
        const struct document *before = &s->documents[i - 1], *d = &s->documents[i];
        CLEANUP_BUFFER struct buffer x = BUFFER_INIT(0), y = BUFFER_INIT(0);
        sort_name(snapshot_text(s, before->name), &x);
        sort_name(snapshot_text(s, d->name), &y);
        int order = before->location - d->location;
        order = order ? order : strcmp(buffer_text(&x), buffer_text(&y));
        order =
            order ? order : strcmp(snapshot_text(s, before->number), snapshot_text(s, d->number));
        order = order ? order
                      : atoi(snapshot_text(s, before->id) + 1) - atoi(snapshot_text(s, d->id) + 1);
        if (order >= 0)
            fail_msg("row %u: %s is before %s", i, snapshot_text(s, before->name),
                     snapshot_text(s, d->name));
    }
}

/* Each name is before the next one, whatever order they come in. */
static void names_are_where_readers_look_for_them(void **state)
{
    (void)state;
    static const char *const names[] = {
        "",
        "Abdul Ghani",
        "K.H. ABDUL HADI, Lc.",
        "KH. Abdul Halim",
        "Ust. ABDUL HAMID",
        "H. P.", /* initials: no haji */
        "HAJI ANWAR",
        "HANIF",
        "Dr. H. HASAN, M.Si.",
        "M. YUSUF",
        "M.ZAIN",
        "MAARIF",
        "MA'AS",
        "Ma\u2019as Putra",
        "MARUF",
        "MA'RUF AMIN",
        "N",
        "N•••••",
        "NADIA",
        "R. SUTEDJO",
        "SITI",
        "SITI A",
        "SITI-AISYAH",
        "Hj. SITI BADRIAH, S.Pd., M.Pd.",
        "SITIAH",
        "prof.Dr.Ir.H.TONO",
        "Drs. TONO W•••••••",
        "TONO WIBOWO, S.H.",
        "Tonowati",
    };
    for (size_t i = 0; i + 1 < COUNT(names); i++) {
        CLEANUP_BUFFER struct buffer a = BUFFER_INIT(0), b = BUFFER_INIT(0);
        sort_name(names[i], &a);
        sort_name(names[i + 1], &b);
        if (strcmp(buffer_text(&a), buffer_text(&b)) >= 0)
            fail_msg("%s (%s) is not before %s (%s)", names[i], buffer_text(&a), names[i + 1],
                     buffer_text(&b));
    }
}

static void titles_case_and_punctuation_do_not_part_equals(void **state)
{
    (void)state;
    static const struct {
        const char *name, *key;
    } cases[] = {
        { "BUDI SANTOSO", "budi santoso" },
        { "Budi  Santoso", "budi santoso" },
        { "H. Budi Santoso", "budi santoso" },
        { "H BUDI SANTOSO", "budi santoso" },
        { "H.BUDI SANTOSO", "budi santoso" },
        { "Hj. Budi Santoso, S.H., M.H.", "budi santoso" },
        { "K.H. BUDI SANTOSO", "budi santoso" },
        { "KH BUDI SANTOSO", "budi santoso" },
        { "Prof. Dr. dr. Ir. Drs. Dra. H. BUDI SANTOSO", "budi santoso" },
        { "Prof.Dr.H.Budi Santoso,Ph.D", "budi santoso" },
        { "Tgk. Ust. BUDI-SANTOSO.", "budi santoso" },
        { "MA'RUF", "maruf" },
        { "Ma\u2019ruf", "maruf" },
        { "MA`RUF", "maruf" },
        { "BUDI S•", "budi s!" },
        { "BUDI S••••••••", "budi s!" },
        { "BUDI S***", "budi s!" },
        { "B••• S••••", "b! s!" },
        /* Not titles. */
        { "HADI", "hadi" },
        { "IRMA", "irma" },
        { "DRAJAT", "drajat" },
        { "HM YUSUF", "hm yusuf" },
        { "H.M. YUSUF", "m yusuf" },
        { "R. Soekarno", "r soekarno" },
        { "I GUSTI NGURAH RAI", "i gusti ngurah rai" },
        { "MUHAMMAD H ABDULLAH", "muhammad h abdullah" },
        { "K H ABDULLAH", "k h abdullah" },
        /* Nothing but a title is the name. */
        { "H", "h" },
        { "Hj.", "hj" },
        { "IR", "ir" },
        { "H, S.H.", "h" },
        { "H. A. P.", "h a p" },
        { "K.H.", "k h" },
        { "Dr. N", "n" },
        /* A comma at the beginning ends nothing. */
        { ", BUDI", "budi" },
        { ",,,", "" },
        { "...", "" },
        { "ÉCOLE", "école" },
        { "ꦧꦸꦢꦶ", "ꦧꦸꦢꦶ" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_BUFFER struct buffer key = BUFFER_INIT(0);
        sort_name(cases[i].name, &key);
        if (strcmp(buffer_text(&key), cases[i].key) != 0)
            fail_msg("%s: '%s' instead of '%s'", cases[i].name, buffer_text(&key), cases[i].key);
    }
}

/* The ids of a list's rows, in its order. */
static void assert_ids(const struct snapshot *s, const char *expected)
{
    char ids[32] = "";
    for (uint32_t i = 0; i < s->document_count && i < sizeof(ids) - 1; i++) {
        ids[i] = *snapshot_text(s, s->documents[i].id);
        assert_int_equal(snapshot_find(s, s->documents[i].key), i);
    }
    assert_string_equal(ids, expected);
    assert_null(check_snapshot(s));
}

static void rows_are_sorted_by_day_where_the_newest_come_first(void **state)
{
    (void)state;
    static const struct {
        const char *id, *name, *number;
        int32_t done;
        uint16_t location;
    } rows[] = {
        { "g", "ANI", "1", 20000, 1 },      { "a", "CITRA", "1", 20780, 0 },
        { "c", "BUDI", "2", 20779, 0 },     { "b", "H. BUDI", "1", 20779, 0 },
        { "d", "ADI", "1", 20778, 0 },      { "f", "ADI", "1", DAY_UNKNOWN, 0 },
        { "e", "ZAENAL", "1", -719162, 0 }, { "h", "ADI", "1", 20780, LOCATION_NONE },
    };
    CLEANUP(snapshot_builder_free) struct snapshot_builder *b = snapshot_builder_new();
    add_location(b, "one");
    add_location(b, "two");
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct document d = { .id = snapshot_builder_text(b, rows[i].id),
                              .name = snapshot_builder_text(b, rows[i].name),
                              .number = snapshot_builder_text(b, rows[i].number),
                              .done = rows[i].done,
                              .location = rows[i].location,
                              .state = rows[i].location == LOCATION_NONE ? DOCUMENT_DOWNLOAD
                                                                         : DOCUMENT_PICKUP };
        snapshot_builder_document(b, &d);
    }
    struct notice n = { .text = snapshot_builder_text(b, "Libur"), .high = true };
    snapshot_builder_notice(b, &n);
    snapshot_builder_head(b)->order = ORDER_NEWEST;
    CLEANUP(snapshot_free) struct snapshot *newest = snapshot_builder_finish(b);
    assert_ids(newest, "abcdefgh");
    /* And the other way, and back. */
    CLEANUP(snapshot_free) struct snapshot *named = snapshot_sorted(newest, ORDER_NAME);
    assert_ids(named, "dfbcaegh");
    CLEANUP(snapshot_free) struct snapshot *again = snapshot_sorted(named, ORDER_NEWEST);
    assert_ids(again, "abcdefgh");
    assert_null(differ(newest, again, true));
    assert_string_equal(snapshot_text(again, again->notices[0].text), "Libur");
}

static void finds_by_id(void **state)
{
    (void)state;
    enum { PLACES = 10000, ROWS = 200000 };
    CLEANUP(snapshot_builder_free) struct snapshot_builder *b = snapshot_builder_new();
    char id[32];
    for (int i = 0; i < PLACES; i++) {
        snprintf(id, sizeof(id), "place-%d", i);
        add_location(b, id);
    }
    for (int i = 0; i < ROWS; i++) {
        snprintf(id, sizeof(id), "row-%d", i);
        assert_false(snapshot_builder_has_document(b, id));
        add(b, id, id, "", (uint16_t)(i % PLACES));
    }
    assert_int_equal(snapshot_builder_document_count(b), ROWS);
    for (int i = 0; i < PLACES; i++) {
        snprintf(id, sizeof(id), "place-%d", i);
        assert_int_equal(snapshot_builder_find_location(b, id), i);
    }
    assert_int_equal(snapshot_builder_find_location(b, "row-1"), LOCATION_NONE);
    assert_true(snapshot_builder_has_document(b, "row-0"));
    assert_true(snapshot_builder_has_document(b, "row-199999"));
    assert_false(snapshot_builder_has_document(b, "row-200000"));
    CLEANUP(snapshot_free) struct snapshot *s = snapshot_builder_finish(b);
    assert_null(check_snapshot(s));
    for (uint32_t i = 0; i < ROWS; i++)
        assert_int_equal(snapshot_find(s, s->documents[i].key), i);
    assert_int_equal(snapshot_find(s, hash_plain("row-200000", 10)), DOCUMENT_NONE);
}

static void the_builder_is_empty_afterwards(void **state)
{
    (void)state;
    CLEANUP(snapshot_builder_free) struct snapshot_builder *b = snapshot_builder_new();
    add_location(b, "mpp");
    add(b, "a", "ADI", "1", 0);
    struct opening o = { .days = 1, .open = 60, .close = 120 };
    struct notice n = { .text = snapshot_builder_text(b, "Libur") };
    struct bring r = { .text = snapshot_builder_text(b, "KTP"), .type = BRING_ANY };
    snapshot_builder_opening(b, &o);
    snapshot_builder_notice(b, &n);
    snapshot_builder_bring(b, &r);
    snapshot_builder_head(b)->serial = 7;
    assert_string_equal(snapshot_builder_peek(b, n.text), "Libur");
    CLEANUP(snapshot_free) struct snapshot *first = snapshot_builder_finish(b);
    CLEANUP(snapshot_free) struct snapshot *second = snapshot_builder_finish(b);
    assert_true(first->serial == 7 && first->document_count == 1 && first->opening_count == 1 &&
                first->notice_count == 1 && first->bring_count == 1);
    assert_string_equal(snapshot_text(first, first->notices[0].text), "Libur");
    assert_string_equal(snapshot_text(first, first->bring[0].text), "KTP");
    assert_true(second->serial == 0 && second->document_count == 0 && second->location_count == 0 &&
                second->opening_count == 0 && second->notice_count == 0);
    assert_false(snapshot_builder_has_document(b, "a"));
    assert_int_equal(snapshot_builder_find_location(b, "mpp"), LOCATION_NONE);
}

static struct snapshot *list_of(const char *ids)
{
    CLEANUP(snapshot_builder_free) struct snapshot_builder *b = snapshot_builder_new();
    for (; *ids; ids++) {
        const char id[] = { *ids, '\0' };
        add(b, id, id, "", LOCATION_NONE);
    }
    return snapshot_builder_finish(b);
}

static void marks_what_is_new(void **state)
{
    (void)state;
    CLEANUP(snapshot_free)
    struct snapshot *first = list_of("abc"), *second = list_of("bcd"), *third = list_of("cde"),
                    *fourth = list_of("");
    snapshot_mark_seen(first, NULL, 100);
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(first->documents[i].seen, 0);
    snapshot_mark_seen(second, first, 200);
    assert_int_equal(second->documents[0].seen, 0);
    assert_int_equal(second->documents[1].seen, 0);
    assert_int_equal(second->documents[2].seen, 200);
    snapshot_mark_seen(third, second, 300);
    assert_int_equal(third->documents[0].seen, 0);
    assert_int_equal(third->documents[1].seen, 200);
    assert_int_equal(third->documents[2].seen, 300);
    snapshot_mark_seen(fourth, third, 400);
    CLEANUP(snapshot_free) struct snapshot *fifth = list_of("a");
    snapshot_mark_seen(fifth, fourth, 500);
    assert_int_equal(fifth->documents[0].seen, 500);
}

/* What this thread has had of the processor. */
static uint64_t processor_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* Bounds that leave room for a slow machine under sanitizers, and that nothing quadratic keeps. */
static void a_large_list_stays_small_and_quick(void **state)
{
    (void)state;
    enum { ROWS = 100000 };
    CLEANUP(snapshot_builder_free) struct snapshot_builder *b = snapshot_builder_new();
    uint32_t chance = 1;
    for (int i = 0; i < 30; i++) {
        char id[16];
        snprintf(id, sizeof(id), "%d", i);
        add_location(b, id);
    }
    for (int i = 0; i < ROWS; i++) {
        char id[16], name[64], number[16];
        chance = chance * 1664525 + 1013904223;
        snprintf(id, sizeof(id), "%08x", i);
        snprintf(name, sizeof(name), "%c%c%c%c S••••••", 'A' + (chance >> 28),
                 'A' + (chance >> 24) % 16, 'A' + (chance >> 20) % 16, 'A' + (chance >> 16) % 16);
        snprintf(number, sizeof(number), "%04u", (chance >> 8) % 10000);
        add(b, id, name, number, (uint16_t)(chance % 30));
    }
    uint64_t start = processor_ns();
    CLEANUP(snapshot_free) struct snapshot *s = snapshot_builder_finish(b);
    uint64_t sorted = processor_ns();
    snapshot_mark_seen(s, s, 1);
    uint64_t marked = processor_ns();
    print_message("%d rows: %zu bytes, finished in %.1f ms, marked in %.1f ms\n", ROWS, s->size,
                  (double)(sorted - start) / 1e6, (double)(marked - sorted) / 1e6);
    assert_true(s->size <= 16u << 20);
    assert_true(marked - start < 2000000000);
    assert_null(check_snapshot(s));
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slugs_go_round),
        cmocka_unit_test(an_empty_list_is_a_list),
        cmocka_unit_test(rows_are_sorted_by_place_name_and_number),
        cmocka_unit_test(a_name_is_before_one_that_goes_on),
        cmocka_unit_test(many_names_that_begin_alike_are_sorted_to_their_end),
        cmocka_unit_test(names_are_where_readers_look_for_them),
        cmocka_unit_test(titles_case_and_punctuation_do_not_part_equals),
        cmocka_unit_test(rows_are_sorted_by_day_where_the_newest_come_first),
        cmocka_unit_test(finds_by_id),
        cmocka_unit_test(the_builder_is_empty_afterwards),
        cmocka_unit_test(marks_what_is_new),
        cmocka_unit_test(a_large_list_stays_small_and_quick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
