/* The screen outside of the office's hours, and the hours that a place bar tells. */
#include "unit/view_support.h"

#include "view/closing.h"

static struct words *words, *english;
static struct calendar *calendar;
static struct week week;

#define MINUTES(n) ((n)*60)
/* Local times of 2026-11-22, a Sunday, and on. */
#define SUNDAY(hour, minute)                                                                       \
    (MONDAY_0941 - MINUTES(24 * 60 + 9 * 60 + 41) + MINUTES((hour)*60 + (minute)))
#define DAYS(n)              ((n)*86400)
#define MONDAY(hour, minute) (SUNDAY(hour, minute) + DAYS(1))
#define NATAL(hour, minute)  (SUNDAY(hour, minute) + DAYS(33))

static int load(void **state)
{
    (void)state;
    struct error err = { "" };
    static const char days[] =
        "[holiday 2026-12-25]\nname = Natal\n"
        "[holiday 2026-12-26..2027-01-03]\n"
        "[holiday 2027-04-01..2027-12-31]\n"
        "[hours 2026-11-24]\nname = Ramadan\nall = 08:00-11:30\n"
        "[hours 2026-11-26]\nname = Upacara Hari Ulang Tahun Kota yang ke-217\n"
        "all = 10:00-11:30 13:00-15:00\n";
    hash_init();
    words = load_words("id");
    english = load_words("en");
    calendar = calendar_parse(days, strlen(days), "days.ini", &err);
    assert_non_null(calendar);
    assert_true(hours_parse_week(
        "mon-thu 08:00-12:00 13:30-15:00, fri 08:00-11:00, sat 22:00-24:00", &week, &err));
    return 0;
}

static int unload(void **state)
{
    (void)state;
    calendar_free(calendar);
    words_free(words);
    words_free(english);
    return 0;
}

static struct board *new_board_at(int width, int height, enum closed_as as,
                                  const struct words *language)
{
    struct board_options options = default_options(language, width, height);
    options.calendar = calendar;
    options.closing = (struct closing_options){ &week, as, MINUTES(30), MINUTES(20) };
    return board_new(&options);
}

static struct board *new_board(enum closed_as as)
{
    return new_board_at(1920, 1080, as, words);
}

/* For the panel's switch, whatever the board shows. */
static bool hours_say_closed(int64_t now_s)
{
    struct closing_options o = { &week, CLOSED_AS_LIST, MINUTES(30), MINUTES(20) };
    return closing_is_closed_at(&o, calendar, WIB, now_s);
}

static void closes_outside_of_the_hours_and_their_margins(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t now_s;
        bool untrusted, closed;
    } cases[] = {
        { "a Sunday", SUNDAY(12, 0), .closed = true },
        { "long before the opening", MONDAY(7, 29), .closed = true },
        { "half an hour before it", MONDAY(7, 30), .closed = false },
        { "open", MONDAY(9, 41), .closed = false },
        { "just closed", MONDAY(12, 19), .closed = false },
        { "in a long pause", MONDAY(12, 20), .closed = true },
        { "before the pause ends", MONDAY(13, 0), .closed = false },
        { "after the last minute", MONDAY(15, 20), .closed = true },
        { "a holiday", NATAL(9, 0), .closed = true },
        { "a clock that cannot be right", SUNDAY(12, 0), .untrusted = true, .closed = false },
        { "what ended at midnight goes on a little", SUNDAY(0, 19), .closed = false },
        { "and then is over", SUNDAY(0, 20), .closed = true },
    };
    CLEANUP(board_free) struct board *b = new_board(CLOSED_AS_DIM);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct board_time time = fresh_time(cases[i].now_s);
        time.clock_trusted = !cases[i].untrusted;
        const struct frame *f = board_frame(b, &time);
        if ((f->scene == SCENE_CLOSED) != cases[i].closed ||
            (!cases[i].untrusted && hours_say_closed(cases[i].now_s) != cases[i].closed))
            fail_msg("%s: %s", cases[i].name, scene_names[f->scene]);
    }
}

static void without_hours_it_never_closes(void **state)
{
    (void)state;
    struct week none = { 0 };
    struct board_options options = default_options(words, 1920, 1080);
    options.closing = (struct closing_options){ &none, CLOSED_AS_BLACK, 0, 0 };
    CLEANUP(board_free) struct board *b = board_new(&options);
    struct board_time time = fresh_time(SUNDAY(23, 0));
    assert_int_equal(board_frame(b, &time)->scene, SCENE_STARTING);
    assert_false(closing_is_closed_at(&options.closing, NULL, WIB, SUNDAY(23, 0)));
}

static void the_list_may_stand_as_always(void **state)
{
    (void)state;
    CLEANUP(board_free) struct board *b = new_board(CLOSED_AS_LIST);
    struct board_time time = fresh_time(SUNDAY(23, 0));
    assert_int_equal(board_frame(b, &time)->scene, SCENE_STARTING);
}

static void black_is_black_and_nothing_else(void **state)
{
    (void)state;
    CLEANUP(board_free) struct board *b = new_board(CLOSED_AS_BLACK);
    struct board_time time = fresh_time(SUNDAY(23, 0));
    const struct frame *f = board_frame(b, &time);
    assert_int_equal(f->scene, SCENE_CLOSED);
    assert_int_equal(f->band_count, 1);
    assert_int_equal(f->sprite_count, 0);
    assert_int_equal(f->bands[0].ground, 0);
    assert_int_equal(f->bands[0].box.w, 1920);
    assert_int_equal(f->bands[0].box.h, 1080);
}

static void says_when_it_opens(void **state)
{
    (void)state;
    static const struct {
        int64_t now_s;
        const char *today, *opening, *hours, *english;
    } cases[] = {
        { SUNDAY(19, 0), "", "Buka kembali Senin pukul 08.00",
          "Jam layanan 08.00–12.00, 13.30–15.00", "Opens again Monday at 08:00" },
        { MONDAY(6, 0), "", "Buka hari ini pukul 08.00", "Jam layanan 08.00–12.00, 13.30–15.00",
          "Opens today at 08:00" },
        { MONDAY(12, 45), "", "Buka hari ini pukul 13.30", "Jam layanan 13.30–15.00",
          "Opens today at 13:30" },
        { MONDAY(18, 0), "", "Buka kembali Selasa pukul 08.00", "Jam layanan 08.00–11.30 · Ramadan",
          "Opens again Tuesday at 08:00" },
        { NATAL(10, 0), "Hari ini tutup · Natal", "Buka kembali Senin, 4 Januari 2027 pukul 08.00",
          "Jam layanan 08.00–12.00, 13.30–15.00", "Opens again Monday, 4 January 2027 at 08:00" },
        { SUNDAY(19, 0) + DAYS(150), "", "Layanan sedang tutup", "", "Closed at present" },
    };
    CLEANUP(board_free) struct board *b = new_board(CLOSED_AS_DIM);
    CLEANUP(board_free) struct board *en = new_board_at(1920, 1080, CLOSED_AS_DIM, english);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct board_time time = fresh_time(cases[i].now_s);
        const struct frame *f = board_frame(b, &time);
        const char *const roles[] = { "today", "opening", "hours", "office" };
        const char *const texts[] = { cases[i].today, cases[i].opening, cases[i].hours,
                                      "Dinas Dukcapil Kota Bandung" };
        for (size_t k = 0; k < COUNT(roles); k++) {
            const struct item *item = find_item(f, BAND_CLOSED, 0, roles[k]);
            if (strcmp(item ? item->text : "", texts[k]) != 0)
                fail_msg("case %zu: %s: %s", i, roles[k], item ? item->text : "nothing");
        }
        f = board_frame(en, &time);
        assert_string_equal(find_item(f, BAND_CLOSED, 0, "opening")->text, cases[i].english);
    }
}

static void the_clock_comes_by_every_part_of_the_screen(void **state)
{
    (void)state;
    static const struct {
        int width, height;
    } sizes[] = { { 1920, 1080 }, { 1080, 1920 }, { 3840, 2160 },
                  { 1366, 768 },  { 1280, 720 },  { 800, 480 } };
    for (size_t i = 0; i < COUNT(sizes); i++) {
        int w = sizes[i].width, h = sizes[i].height;
        CLEANUP(board_free) struct board *b = new_board_at(w, h, CLOSED_AS_DIM, words);
        bool been[2][2] = { { false } };
        int moves = 0, x = -1, y = -1;
        for (int minute = 0; minute < 600; minute++) {
            struct board_time time = fresh_time(SUNDAY(6, minute));
            const struct frame *f = board_frame(b, &time);
            assert_int_equal(f->scene, SCENE_CLOSED);
            const struct sprite *s = &f->sprites[0];
            const struct picture *p = s->picture;
            assert_true(s->x >= 0 && s->y >= 0 && s->x + p->w <= w && s->y + p->h <= h);
            for (int k = 0; k < p->count; k++) {
                const struct rect *box = &p->items[k].box;
                assert_true(box->x >= 0 && box->x + box->w <= p->w && box->y + box->h <= p->h);
            }
            been[s->x + p->w / 2 > w / 2][s->y + p->h / 2 > h / 2] = true;
            moves += s->x != x || s->y != y;
            x = s->x;
            y = s->y;
        }
        assert_in_range(moves, 195, 210); /* every third minute, and as the lines' widths change */
        assert_true(been[0][0] && been[0][1] && been[1][0] && been[1][1]);
    }
}

static void long_names_stay_on_the_screen(void **state)
{
    (void)state;
    static const char office[] = "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Kepulauan "
                                 "Siau Tagulandang Biaro";
    static const int widths[] = { 800, 1080, 1920 }, heights[] = { 480, 1920, 1080 };
    for (size_t i = 0; i < COUNT(widths); i++) {
        struct board_options options = default_options(english, widths[i], heights[i]);
        options.office = office;
        options.percent = 159;
        options.calendar = calendar;
        options.closing = (struct closing_options){ &week, CLOSED_AS_DIM, 0, 0 };
        CLEANUP(board_free) struct board *b = board_new(&options);
        struct board_time time = fresh_time(SUNDAY(4, 0) + DAYS(4));
        const struct frame *f = board_frame(b, &time);
        const struct sprite *s = &f->sprites[0];
        assert_true(s->x >= 0 && s->y >= 0 && s->x + s->picture->w <= widths[i] &&
                    s->y + s->picture->h <= heights[i]);
        int bottom = 0;
        for (int k = 0; k < s->picture->count; k++) {
            const struct item *item = &s->picture->items[k];
            assert_true(item->box.x >= 0 && item->box.x + item->box.w <= s->picture->w);
            if (strcmp(item->role, "clock") == 0)
                continue;
            assert_true(item->baseline > bottom); /* below the line before */
            bottom = item->baseline;
        }
    }
}

static void a_minute_has_one_picture(void **state)
{
    (void)state;
    CLEANUP(board_free) struct board *b = new_board(CLOSED_AS_DIM);
    struct board_time time = fresh_time(SUNDAY(19, 0));
    uint64_t id = board_frame(b, &time)->sprites[0].picture->id;
    for (int s = 1; s < 60; s++) {
        time.now_s++;
        assert_int_equal(board_frame(b, &time)->sprites[0].picture->id, id);
    }
    time.now_s++;
    assert_int_not_equal(board_frame(b, &time)->sprites[0].picture->id, id);
}

static void the_list_waits_and_goes_on_where_it_was(void **state)
{
    (void)state;
    CLEANUP(board_free) struct board *b = new_board(CLOSED_AS_DIM);
    CLEANUP(snapshot_free) struct snapshot *list = make_rows(1, 500);
    struct board_time time = fresh_time(MONDAY(15, 19));
    board_set_list(b, list, &time);
    for (int i = 0; i < 1000; i++)
        board_advance(b, &time);
    CLEANUP_BUFFER struct buffer before = BUFFER_INIT(0), after = BUFFER_INIT(0);
    board_frame(b, &time);
    assert_true(board_moves(b));
    frame_dump(board_frame(b, &time), &before);
    time = fresh_time(MONDAY(15, 20));
    assert_int_equal(board_frame(b, &time)->scene, SCENE_CLOSED);
    assert_false(board_moves(b));
    for (int i = 0; i < 1000; i++)
        board_advance(b, &time);
    time = fresh_time(MONDAY(15, 19));
    frame_dump(board_frame(b, &time), &after);
    assert_string_equal(before.data, after.data);
    assert_true(board_moves(b));
}

static void the_clock_is_dim_in_every_theme(void **state)
{
    (void)state;
    static const struct palette *const themes[] = { &palette_dark, &palette_light };
    for (size_t i = 0; i < COUNT(themes); i++) {
        const struct palette *p = themes[i];
        double day = palette_contrast(palette_dark.text, palette_dark.ground);
        assert_true(palette_contrast(p->on_closed, p->closed) < day / 2);
        assert_true(palette_contrast(p->quiet_on_closed, p->closed) < day / 2);
        assert_true(palette_contrast(p->closed, 0x000000) < 1.1);
    }
}

/* ---- the place bar */

static struct snapshot *place_with(const char *hours, const char *address)
{
    struct week own;
    struct error err = { "" };
    assert_true(hours_parse_week(hours, &own, &err));
    struct snapshot_builder *b = snapshot_builder_new();
    struct location l = { .id = snapshot_builder_text(b, "a"),
                          .name = snapshot_builder_text(b, "MPP Kota Bandung"),
                          .address = snapshot_builder_text(b, address),
                          .openings = (uint16_t)own.count };
    for (int i = 0; i < own.count; i++)
        snapshot_builder_opening(b, &own.openings[i]);
    snapshot_builder_location(b, &l);
    struct snapshot *s = snapshot_builder_finish(b);
    snapshot_builder_free(b);
    return s;
}

static void the_place_bar_tells_the_hours_that_hold_today(void **state)
{
    (void)state;
    static const struct {
        const char *hours;
        int64_t now_s;
        bool unknown;
        const char *text; /* "": nothing */
    } cases[] = {
        { "mon-thu 08:00-12:00 13:00-15:00", MONDAY(9, 0), false,
          "Hari ini 08.00–12.00, 13.00–15.00" },
        { "tue 08:00-12:00", MONDAY(9, 0), false, "Hari ini tutup" },
        { "mon-fri 08:00-15:00", NATAL(9, 0), false, "Hari ini tutup · Natal" },
        { "", NATAL(9, 0), false, "Hari ini tutup · Natal" },
        { "mon-fri 08:00-15:00", MONDAY(9, 0) + DAYS(1), false, "Hari ini 08.00–11.30 · Ramadan" },
        /* No room for the name on the line: the hours matter more. */
        { "mon-fri 08:00-15:00", MONDAY(9, 0) + DAYS(3), false,
          "Hari ini 10.00–11.30, 13.00–15.00" },
        { "", MONDAY(9, 0), false, "" },
        { "mon-fri 08:00-15:00", MONDAY(9, 0), true, "" },
    };
    struct style style = { .metrics = &fixed_metrics,
                           .palette = &palette_dark,
                           .words = words,
                           .layout = layout_make(1920, 1080, &(struct layout_wants){ 0 }),
                           .utc_offset_s = WIB,
                           .calendar = calendar };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP(snapshot_free) struct snapshot *s = place_with(cases[i].hours, "");
        struct today today = { !cases[i].unknown, clock_day(cases[i].now_s, WIB) };
        CLEANUP(picture_free) struct picture *p = part_place(&style, s, &s->locations[0], today);
        const char *text = "";
        for (int k = 0; k < p->count; k++) {
            if (strcmp(p->items[k].role, "hours") == 0)
                text = p->items[k].text;
        }
        if (strcmp(text, cases[i].text) != 0)
            fail_msg("case %zu: %s", i, text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closes_outside_of_the_hours_and_their_margins),
        cmocka_unit_test(without_hours_it_never_closes),
        cmocka_unit_test(the_list_may_stand_as_always),
        cmocka_unit_test(black_is_black_and_nothing_else),
        cmocka_unit_test(says_when_it_opens),
        cmocka_unit_test(the_clock_comes_by_every_part_of_the_screen),
        cmocka_unit_test(long_names_stay_on_the_screen),
        cmocka_unit_test(a_minute_has_one_picture),
        cmocka_unit_test(the_list_waits_and_goes_on_where_it_was),
        cmocka_unit_test(the_clock_is_dim_in_every_theme),
        cmocka_unit_test(the_place_bar_tells_the_hours_that_hold_today),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
