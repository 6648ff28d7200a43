/* A board that is laid out anew, since notices come and go, or is another one under other settings: what looks as it
 * did stays the same picture, and all of it lies where it would on a new one. */
#include "unit/bands.h"
#include "unit/notice_list.h"
#include "unit/with_words.h"

/* Ids of the pictures in a band, as many as there are. */
static int ids_of(const struct frame *f, enum band_id id, uint64_t ret[FRAME_MAX_SPRITES])
{
    const struct band *band = find_band(f, id);
    for (int i = 0; i < band->count; i++)
        ret[i] = f->sprites[band->first + i].picture->id;
    return band->count;
}

/* Of the pictures in the list's band those that are none of these. */
static int count_others(const struct frame *f, const uint64_t *ids, int id_count)
{
    uint64_t now[FRAME_MAX_SPRITES];
    int count = ids_of(f, BAND_LIST, now), others = 0;
    assert_true(count > 10);
    for (int i = 0; i < count; i++) {
        int n = 0;
        while (n < id_count && ids[n] != now[i])
            n++;
        others += n == id_count;
    }
    return others;
}

static const struct frame *moved_on(struct board *b, const struct board_time *time)
{
    for (int i = 0; i < 5000; i++) {
        board_advance(b, time);
        board_frame(b, time);
    }
    return board_frame(b, time);
}

static const struct notice always_high = { .from = NOTICE_ALWAYS_FROM,
                                           .until = NOTICE_ALWAYS_UNTIL,
                                           .high = true };

/* Drawing all that is visible takes as long as several frames: what does not look otherwise is not drawn again. */
static void a_board_that_lies_anew_keeps_the_pictures_that_look_the_same(void **state)
{
    (void)state;
    const char *text = "Tutup pukul 11.00";
    CLEANUP(snapshot_free) struct snapshot *before = list_with(500, NULL, NULL, 0);
    CLEANUP(snapshot_free) struct snapshot *after = list_with(500, &always_high, &text, 1);
    struct board_options options = default_options(words, 1920, 1080);
    CLEANUP(board_free) struct board *b = board_new(&options);
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(b, before, &time);
    const struct frame *f = moved_on(b, &time);
    uint64_t rows[FRAME_MAX_SPRITES], header[FRAME_MAX_SPRITES], now[FRAME_MAX_SPRITES];
    int row_count = ids_of(f, BAND_LIST, rows);
    ids_of(f, BAND_HEADER, header);
    board_set_list(b, after, &time);
    f = board_frame(b, &time);
    assert_non_null(find_band(f, BAND_ANNOUNCEMENT));
    ids_of(f, BAND_HEADER, now);
    assert_int_equal(now[0], header[0]);
    assert_true(count_others(f, rows, row_count) <=
                1); /* the one below, which is not visible yet */
}

/* The announcement is the list's: the board lies anew once it has that, before anything stands on it. */
static void so_does_one_that_follows_another_under_other_settings(void **state)
{
    (void)state;
    const char *text = "Tutup pukul 11.00";
    CLEANUP(snapshot_free) struct snapshot *list = list_with(500, &always_high, &text, 1);
    struct board_options options = default_options(words, 1920, 1080);
    struct board *former = board_new(&options);
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(former, list, &time);
    const struct frame *f = moved_on(former, &time);
    uint64_t rows[FRAME_MAX_SPRITES], other[FRAME_MAX_SPRITES], now[FRAME_MAX_SPRITES];
    int row_count = ids_of(f, BAND_LIST, rows);
    CLEANUP_BUFFER struct buffer position = BUFFER_INIT(0);
    board_position(former, &position);
    options.title = "Dokumen yang selesai";
    options.position = buffer_text(&position);
    CLEANUP(board_free) struct board *b = board_new(&options);
    ids_of(f, BAND_HEADER, other);
    board_take_over(b, former);
    board_set_list(b, list, &time);
    f = board_frame(b, &time);
    ids_of(f, BAND_HEADER, now);
    assert_true(now[0] != other[0]);
    assert_string_equal(find_item(f, BAND_HEADER, 0, "title")->text, options.title);
    assert_non_null(find_band(f, BAND_ANNOUNCEMENT));
    assert_true(count_others(f, rows, row_count) <= 2);
}

static void assert_same_frame(const struct frame *a, const struct frame *b)
{
    assert_int_equal(a->band_count, b->band_count);
    assert_int_equal(a->sprite_count, b->sprite_count);
    for (int i = 0; i < a->band_count; i++)
        assert_memory_equal(&a->bands[i].box, &b->bands[i].box, sizeof(a->bands[i].box));
    for (int i = 0; i < a->sprite_count; i++) {
        const struct sprite *one = &a->sprites[i], *other = &b->sprites[i];
        assert_true(one->x == other->x && one->y == other->y);
        assert_true(picture_equal(one->picture, other->picture));
    }
}

/* What it keeps is right where it lies now, too: of a list that stands still, all facts stay as they were. */
static void a_board_that_lies_anew_shows_what_a_new_one_would(void **state)
{
    (void)state;
    int32_t monday = clock_day(MONDAY_0941, WIB);
    static const char *const texts[] = { "Tutup pukul 11.00" };
    const struct notice notices[] = { { .from = monday, .until = monday, .high = true } };
    static const int sizes[][2] = { { 1920, 1080 }, { 1080, 1920 }, { 3840, 2160 },
                                    { 1366, 768 },  { 1280, 720 },  { 800, 480 } };
    for (size_t s = 0; s < COUNT(sizes); s++) {
        CLEANUP(snapshot_free) struct snapshot *list = list_with(2, notices, texts, 1);
        struct board_options options = default_options(words, sizes[s][0], sizes[s][1]);
        CLEANUP(board_free) struct board *b = board_new(&options), *new = board_new(&options);
        int64_t midnight = (int64_t)(monday + 1) * 86400 - WIB;
        struct board_time time = fresh_time(midnight - 60);
        board_set_list(b, list, &time);
        assert_non_null(find_band(board_frame(b, &time), BAND_ANNOUNCEMENT));
        time = fresh_time(midnight);
        board_set_list(new, list, &time);
        assert_false(board_moves(new));
        assert_same_frame(board_frame(b, &time), board_frame(new, &time));
    }
}

static void a_withdrawn_list_stays_withdrawn_when_the_board_lies_anew(void **state)
{
    (void)state;
    int32_t monday = clock_day(MONDAY_0941, WIB);
    CLEANUP(snapshot_free) struct snapshot *list = list_with_one("Tutup", true, monday, monday);
    struct board_options options = default_options(words, 1920, 1080);
    CLEANUP(board_free) struct board *b = board_new(&options);
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(b, list, &time);
    time.age_s = 259200;
    assert_int_equal(board_frame(b, &time)->scene, SCENE_WITHDRAWN);
    time.now_s += 86400;
    const struct frame *f = board_frame(b, &time);
    assert_int_equal(f->scene, SCENE_WITHDRAWN);
    assert_tiled(f);
    assert_false(board_moves(b));
    time.age_s = 0;
    f = board_frame(b, &time);
    assert_int_equal(f->scene, SCENE_LIST);
    assert_true(board_moves(b));
}

static void a_board_that_lies_anew_makes_no_picture_once_it_lies(void **state)
{
    (void)state;
    struct board_options options = default_options(words, 1920, 1080);
    options.announcement = "Tutup";
    CLEANUP(snapshot_free) struct snapshot *list = make_rows(1, 3);
    CLEANUP(board_free) struct board *b = board_new(&options);
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(b, list, &time);
    struct frame first = *board_frame(b, &time);
    for (int i = 0; i < 10; i++) {
        const struct frame *f = board_frame(b, &time);
        assert_int_equal(f->sprite_count, first.sprite_count);
        for (int k = 0; k < f->sprite_count; k++)
            assert_true(f->sprites[k].picture == first.sprites[k].picture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_board_that_lies_anew_keeps_the_pictures_that_look_the_same),
        cmocka_unit_test(so_does_one_that_follows_another_under_other_settings),
        cmocka_unit_test(a_board_that_lies_anew_shows_what_a_new_one_would),
        cmocka_unit_test(a_withdrawn_list_stays_withdrawn_when_the_board_lies_anew),
        cmocka_unit_test(a_board_that_lies_anew_makes_no_picture_once_it_lies),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
