/* In which layout a list is shown, how it moves, and how much of it is shown. */
#include "unit/view_support.h"

#include "view/plan.h"

/* What the board hands in: a full HD display, the rows finished over
 * some days, the newest first. */
struct room {
    const char *name;
    struct plan_layout layouts[3];
    int layout_count, list_px, bar_px;
};

static const struct room full_hd = {
    "1920x1080", { { 1, 116 }, { 2, 104 }, { 2, 76 } }, 3, 748, 108
};
static const struct room portrait = { "1080x1920", { { 1, 116 }, { 1, 76 } }, 2, 1168, 108 };
static const struct room small = { "800x480", { { 1, 52 }, { 2, 46 }, { 2, 34 } }, 3, 332, 48 };

static struct plan_day days[1000];

static struct plan_input input(const struct room *room, uint32_t rows, int day_count)
{
    for (int i = 0; i < day_count; i++)
        days[i] = (struct plan_day){ 20000 - i, rows / (uint32_t)day_count };
    if (day_count)
        days[0].rows += rows % (uint32_t)day_count;
    return (struct plan_input){
        .days = days,
        .day_count = rows ? day_count : 0,
        .places = rows ? 1 : 0,
        .layouts = room->layouts,
        .layout_count = room->layout_count,
        .in_use = -1,
        .view_px = room->list_px + room->bar_px,
        .bar_px = room->bar_px,
        .rate_hz = 60,
        .min_dwell_s = 8,
        .max_cycle_s = 300,
        .calm_px_s = room == &small ? 13 : 30,
    };
}

/* Over thirty days, as offices keep them. */
static const struct {
    const struct room *room;
    uint32_t rows;
    bool still;
    int layout, px, frames;
    uint32_t listed;
} cases[] = {
    { &full_hd, 0, true, 0, 1, 2, 0 },
    { &full_hd, 1, true, 0, 1, 2, 1 },
    { &full_hd, 6, true, 0, 1, 2, 6 },
    { &full_hd, 8, false, 0, 1, 2, 8 },
    { &full_hd, 60, false, 0, 1, 2, 60 },
    { &full_hd, 100, false, 0, 1, 1, 100 },
    /* Not by the same in each frame, but in time, and in large letters. */
    { &full_hd, 190, false, 0, 5, 4, 190 },
    { &full_hd, 234, false, 1, 1, 1, 234 },
    { &full_hd, 530, false, 2, 9, 8, 530 },
    { &full_hd, 1500, false, 2, 7, 5, 650 },
    { &full_hd, 4400, false, 2, 9, 7, 604 },
    /* A day is never cut, though it takes longer than five minutes. */
    { &full_hd, 41000, false, 2, 7, 5, 1386 },
    { &full_hd, 100000, false, 2, 7, 5, 3343 },
    { &portrait, 0, true, 0, 1, 2, 0 },
    { &portrait, 8, true, 0, 1, 2, 8 },
    { &portrait, 60, false, 0, 1, 2, 60 },
    { &portrait, 234, false, 0, 2, 1, 234 },
    { &portrait, 530, false, 1, 9, 4, 530 },
    { &portrait, 1500, false, 1, 17, 8, 500 },
    { &portrait, 4400, false, 1, 2, 1, 458 },
    { &small, 1, true, 0, 1, 4, 1 },
    { &small, 8, false, 0, 1, 4, 8 },
    { &small, 60, false, 0, 1, 4, 60 },
    { &small, 234, false, 1, 1, 3, 234 },
    { &small, 530, false, 2, 4, 7, 530 },
    { &small, 4400, false, 2, 3, 5, 604 },
};

static void chooses_the_calmest_layout_that_shows_everybody_in_time(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct plan_input in = input(cases[i].room, cases[i].rows, 30);
        struct plan p = plan_make(&in);
        if (p.still != cases[i].still || p.layout != cases[i].layout || p.px != cases[i].px ||
            p.frames != cases[i].frames || p.rows != cases[i].listed)
            fail_msg("%s, %u rows: still %d, layout %d, %d px in %d frames, %u listed; dwell %d "
                     "ms, cycle %d s",
                     cases[i].room->name, cases[i].rows, p.still, p.layout, p.px, p.frames, p.rows,
                     p.dwell_ms, p.cycle_s);
        assert_int_equal(p.rows + p.beyond, cases[i].rows);
    }
}

/* What each motion promises: a list of any length, on any display. */
static void never_shows_a_row_for_less_than_its_dwell(void **state)
{
    (void)state;
    static const struct room *const rooms[] = { &full_hd, &portrait, &small };
    for (size_t r = 0; r < COUNT(rooms); r++) {
        for (uint32_t rows = 15; rows < 5000; rows += 131) {
            for (int rate = 24; rate <= 240; rate += 12) {
                for (int dwell = 2; dwell <= 12; dwell += 2) {
                    struct plan_input in = input(rooms[r], rows, 30);
                    in.rate_hz = rate;
                    in.min_dwell_s = dwell;
                    in.motion = MOTION_SCROLL + (enum motion)(rows % 3);
                    struct plan p = plan_make(&in);
                    assert_false(p.still);
                    assert_true(p.dwell_ms >= dwell * 1000);
                    assert_true(p.cycle_s <= 300 || p.beyond == 0 || p.rows == days[0].rows);
                }
            }
        }
    }
}

static void moves_by_the_same_in_each_frame_where_that_meets_the_plan(void **state)
{
    (void)state;
    for (uint32_t rows = 7; rows < 150; rows++) {
        struct plan_input in = input(&full_hd, rows, 30);
        struct plan p = plan_make(&in);
        assert_int_equal(p.layout, 0);
        assert_true(p.px == 1 || p.frames == 1);
    }
}

static void lists_one_day_whole_whatever_the_cycle_takes(void **state)
{
    (void)state;
    struct plan_input in = input(&full_hd, 5000, 1);
    struct plan p = plan_make(&in);
    assert_int_equal(p.rows, 5000);
    assert_int_equal(p.beyond, 0);
    assert_int_equal(p.since, DAY_UNKNOWN);
    assert_true(p.cycle_s > 300 && p.dwell_ms >= 8000);
}

static void lists_the_newest_days_and_counts_the_rest(void **state)
{
    (void)state;
    struct plan_input in = input(&full_hd, 3000, 30); /* a hundred a day */
    struct plan p = plan_make(&in);
    assert_int_equal(p.rows, 600);
    assert_int_equal(p.beyond, 2400);
    assert_int_equal(p.since, 20000 - 5);
    assert_true(p.cycle_s <= 300);
}

static void keeps_its_layout_while_a_list_grows_and_shrinks_a_little(void **state)
{
    (void)state;
    struct plan_input in = input(&full_hd, 185, 30);
    assert_int_equal(plan_make(&in).layout, 0);
    in.in_use = 1;
    assert_int_equal(plan_make(&in).layout, 1);
    in = input(&full_hd, 150, 30);
    in.in_use = 1;
    assert_int_equal(plan_make(&in).layout, 0);
}

static void a_longer_cycle_lets_a_list_move_slower(void **state)
{
    (void)state;
    struct plan_input in = input(&full_hd, 100, 30);
    in.max_cycle_s = 600;
    struct plan p = plan_make(&in);
    assert_int_equal(p.px, 1);
    assert_int_equal(p.frames, 2);
}

static void steps_with_a_pause_that_keeps_the_dwell_and_the_cycle(void **state)
{
    (void)state;
    struct plan_input in = input(&full_hd, 60, 30);
    in.motion = MOTION_STEP;
    struct plan p = plan_make(&in);
    /* Six rows stand whole: five steps and the first rest. A row in four seconds would be calm,
     * and meets five minutes for sixty. */
    assert_int_equal(p.pause_frames, 116 * 60 / 30);
    assert_true(p.cycle_s <= 300);
    in = input(&full_hd, 120, 30);
    in.motion = MOTION_STEP;
    p = plan_make(&in);
    assert_int_equal(p.layout, 0);
    assert_true(p.pause_frames * 6 >= 8 * 60);
    assert_true(p.cycle_s <= 300);
}

static void turns_pages_as_slowly_as_the_cycle_allows(void **state)
{
    (void)state;
    struct plan_input in = input(&full_hd, 36, 30);
    in.motion = MOTION_PAGE;
    struct plan p = plan_make(&in); /* six pages of six */
    assert_int_equal(p.pause_frames, 20 * 60);
    assert_int_equal(p.cycle_s, 120);
    in = input(&full_hd, 180, 30);
    in.motion = MOTION_PAGE;
    p = plan_make(&in); /* thirty */
    assert_int_equal(p.pause_frames, 10 * 60);
    assert_int_equal(p.cycle_s, 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chooses_the_calmest_layout_that_shows_everybody_in_time),
        cmocka_unit_test(never_shows_a_row_for_less_than_its_dwell),
        cmocka_unit_test(moves_by_the_same_in_each_frame_where_that_meets_the_plan),
        cmocka_unit_test(lists_one_day_whole_whatever_the_cycle_takes),
        cmocka_unit_test(lists_the_newest_days_and_counts_the_rest),
        cmocka_unit_test(keeps_its_layout_while_a_list_grows_and_shrinks_a_little),
        cmocka_unit_test(a_longer_cycle_lets_a_list_move_slower),
        cmocka_unit_test(steps_with_a_pause_that_keeps_the_dwell_and_the_cycle),
        cmocka_unit_test(turns_pages_as_slowly_as_the_cycle_allows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
