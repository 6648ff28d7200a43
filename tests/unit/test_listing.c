/* Which rows of a list a board shows. */
#include "unit/view_support.h"

#include "view/listing.h"

/* Rows as "place day", the place a letter or '-' for none, the day
 * counted back from today or '?'. */
static struct snapshot *list_of(const char *const *rows, int count)
{
    struct snapshot_builder *b = snapshot_builder_new();
    for (char place = 'a'; place <= 'c'; place++) {
        char id[] = { 'k', '-', place, '\0' };
        struct location l = { .id = snapshot_builder_text(b, id),
                              .name = snapshot_builder_text(b, id) };
        snapshot_builder_location(b, &l);
    }
    for (int i = 0; i < count; i++) {
        char id[16];
        snprintf(id, sizeof(id), "%03d", i);
        struct document d = {
            .id = snapshot_builder_text(b, id),
            .name = snapshot_builder_text(b, id),
            .location = rows[i][0] == '-' ? LOCATION_NONE : (uint16_t)(rows[i][0] - 'a'),
            .done =
                rows[i][2] == '?' ? DAY_UNKNOWN : 20000 - (int32_t)strtol(rows[i] + 2, NULL, 10),
        };
        snapshot_builder_document(b, &d);
    }
    struct snapshot *s = snapshot_builder_finish(b);
    snapshot_builder_free(b);
    return s;
}

/* The names of what is listed, "000 003". */
static void assert_listed(const struct snapshot *s, const char *places, int32_t since,
                          const char *names, uint32_t beyond)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    struct listing l = listing_make(s, places, since);
    for (uint32_t i = 0; i < l.count; i++)
        buffer_addf(&out, "%s%s", i ? " " : "", snapshot_text(s, listing_row(&l, i)->name));
    assert_string_equal(buffer_text(&out), names);
    assert_int_equal(l.beyond, beyond);
    listing_release(&l);
}

static const char *const rows[] = { "a 0", "a 3", "b 0", "b ?", "c 1", "- 2" };

static void lists_the_places_that_it_is_told(void **state)
{
    (void)state;
    struct snapshot *s = list_of(rows, COUNT(rows));
    assert_listed(s, "", DAY_UNKNOWN, "000 001 002 003 004 005", 0);
    assert_listed(s, "k-a", DAY_UNKNOWN, "000 001", 0);
    assert_listed(s, "k-c, k-a", DAY_UNKNOWN, "000 001 004", 0);
    assert_listed(s, "k-b,download", DAY_UNKNOWN, "002 003 005", 0);
    assert_listed(s, "download", DAY_UNKNOWN, "005", 0);
    assert_listed(s, "k-a, mpp", DAY_UNKNOWN, "000 001", 0);
    /* It never says that nothing is ready only because of a slip. */
    assert_listed(s, "k, mpp", DAY_UNKNOWN, "000 001 002 003 004 005", 0);
    snapshot_free(s);
}

static void counts_what_is_older_and_not_listed(void **state)
{
    (void)state;
    struct snapshot *s = list_of(rows, COUNT(rows));
    assert_listed(s, "", 19999, "000 002 004", 3);
    assert_listed(s, "k-a", 20000, "000", 1);
    assert_listed(s, "k-b", 20000, "002", 1);
    snapshot_free(s);
}

static void counts_days_from_the_newest_and_the_unknown_last(void **state)
{
    (void)state;
    static const char *const many[] = { "a 1", "a 1", "b 0", "b ?", "c 9000", "c 4000" };
    struct snapshot *s = list_of(many, COUNT(many));
    CLEANUP_CENSUS struct census c = census_take(s, "");
    assert_int_equal(c.rows, 6);
    assert_int_equal(c.places, 3);
    static const struct plan_day expected[] = {
        { 20000, 1 }, { 19999, 2 }, { 16000, 1 }, { DAY_UNKNOWN, 2 }
    };
    assert_int_equal(c.day_count, COUNT(expected));
    for (int i = 0; i < c.day_count; i++) {
        assert_int_equal(c.days[i].day, expected[i].day);
        assert_int_equal(c.days[i].rows, expected[i].rows);
    }
    snapshot_free(s);
}

static void a_place_that_the_list_does_not_know_is_told(void **state)
{
    (void)state;
    struct snapshot *s = list_of(rows, COUNT(rows));
    assert_null(listing_unknown_place(s, "k-a, k-b, download"));
    CLEANUP_FREE char *unknown = listing_unknown_place(s, "k-a, mpp");
    assert_string_equal(unknown, "mpp");
    snapshot_free(s);
}

static void finds_a_row_by_its_key_if_it_is_listed(void **state)
{
    (void)state;
    struct snapshot *s = list_of(rows, COUNT(rows));
    struct listing all = listing_make(s, "", DAY_UNKNOWN),
                   some = listing_make(s, "k-b", DAY_UNKNOWN);
    for (uint32_t i = 0; i < all.count; i++)
        assert_int_equal(listing_find(&all, listing_row(&all, i)->key), i);
    assert_int_equal(listing_find(&some, listing_row(&all, 2)->key), 0);
    assert_int_equal(listing_find(&some, listing_row(&all, 0)->key), DOCUMENT_NONE);
    assert_int_equal(listing_find(&some, 12345), DOCUMENT_NONE);
    listing_release(&all);
    listing_release(&some);
    snapshot_free(s);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_the_places_that_it_is_told),
        cmocka_unit_test(counts_what_is_older_and_not_listed),
        cmocka_unit_test(counts_days_from_the_newest_and_the_unknown_last),
        cmocka_unit_test(a_place_that_the_list_does_not_know_is_told),
        cmocka_unit_test(finds_a_row_by_its_key_if_it_is_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
