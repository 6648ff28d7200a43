/* What the footer says has lately come in. */
#include "unit/bands.h"
#include "unit/with_words.h"

static const int sizes[][2] = { { 1920, 1080 }, { 1080, 1920 }, { 3840, 2160 },
                                { 1366, 768 },  { 1280, 720 },  { 800, 480 } };

static const char *freshness_of(struct board *b, const struct board_time *time)
{
    return find_item(board_frame(b, time), BAND_FRESHNESS, 0, "freshness")->text;
}

static void the_footer_counts_what_has_lately_come_in(void **state)
{
    (void)state;
    CLEANUP(snapshot_free)
    struct snapshot *before = make_rows(1, 2), *list = make_rows(1, 5), *next = make_rows(1, 6);
    snapshot_mark_seen(list, before, (uint32_t)MONDAY_0941);
    snapshot_mark_seen(next, list, (uint32_t)MONDAY_0941 + 300);
    struct board_options options = default_options(words, 1920, 1080);
    CLEANUP(board_free) struct board *b = board_new(&options);
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(b, before, &time);
    assert_string_equal(freshness_of(b, &time), "Diperbarui 09.41");
    board_set_list(b, list, &time);
    assert_string_equal(freshness_of(b, &time), "Diperbarui 09.41 · 3 baru");
    time = fresh_time(MONDAY_0941 + 300);
    board_set_list(b, next, &time);
    assert_string_equal(freshness_of(b, &time), "Diperbarui 09.46 · 4 baru");
    time = fresh_time(MONDAY_0941 + 600);
    assert_string_equal(freshness_of(b, &time), "Diperbarui 09.51 · 1 baru");
    time = fresh_time(MONDAY_0941 + 900);
    assert_string_equal(freshness_of(b, &time), "Diperbarui 09.56");
    /* Old data has nothing new to tell; nor does a clock that nobody trusts. */
    time = fresh_time(MONDAY_0941 + 360);
    time.age_s = 900;
    assert_null(strstr(freshness_of(b, &time), "baru"));
    time = (struct board_time){ .now_s = 100, .checked_s = 100 };
    assert_null(strstr(freshness_of(b, &time), "baru"));
}

static void what_is_not_marked_as_new_is_not_counted(void **state)
{
    (void)state;
    CLEANUP(snapshot_free) struct snapshot *before = make_rows(1, 2), *list = make_rows(1, 5);
    snapshot_mark_seen(list, before, (uint32_t)MONDAY_0941);
    struct board_options options = default_options(words, 1920, 1080);
    options.new_for_s = 0;
    CLEANUP(board_free) struct board *b = board_new(&options);
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(b, list, &time);
    assert_string_equal(freshness_of(b, &time), "Diperbarui 09.41");
}

static void the_count_never_leaves_its_box(void **state)
{
    (void)state;
    CLEANUP(snapshot_free) struct snapshot *none = make_rows(1, 0), *list = make_rows(1, 100000);
    snapshot_mark_seen(list, none, (uint32_t)MONDAY_0941);
    for (size_t s = 0; s < COUNT(sizes); s++) {
        for (int notice = 0; notice <= 1; notice++) {
            struct board_options options = default_options(words, sizes[s][0], sizes[s][1]);
            options.notice = notice ? "Gratis" : "";
            CLEANUP(board_free) struct board *b = board_new(&options);
            struct board_time time = fresh_time(MONDAY_0941);
            board_set_list(b, list, &time);
            const struct frame *f = board_frame(b, &time);
            const struct item *item = find_item(f, BAND_FRESHNESS, 0, "freshness");
            assert_string_equal(item->text, "Diperbarui 09.41 · 100.000 baru");
            const struct picture *p = f->sprites[find_band(f, BAND_FRESHNESS)->first].picture;
            assert_true(item->box.x + item->box.w <= p->w && item->box.y >= 0 &&
                        item->box.y + item->box.h <= p->h);
            assert_true(p->w <= find_band(f, BAND_FRESHNESS)->box.w);
            assert_tiled(f);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_footer_counts_what_has_lately_come_in),
        cmocka_unit_test(what_is_not_marked_as_new_is_not_counted),
        cmocka_unit_test(the_count_never_leaves_its_box),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
