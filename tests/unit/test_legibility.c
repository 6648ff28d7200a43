/* Millimetres on the wall, and what the board does when it is to be larger. */
#include "unit/view_support.h"

#include "view/legibility.h"

static const struct {
    const char *what;
    struct legibility_facts facts;
    int needed, name, smallest; /* tenths of a millimetre */
    int name_percent, smallest_percent, most;
} cases[] = {
    { "the usual panel, read across a lobby",
      { 1920, 1080, 43, 5, 100, false },
      250,
      195,
      79,
      129,
      0,
      159 },
    { "at the scale that was offered",
      { 1920, 1080, 43, 5, 129, false },
      250,
      252,
      97,
      129,
      0,
      159 },
    { "a larger panel", { 1920, 1080, 55, 5, 100, false }, 250, 249, 102, 101, 0, 159 },
    { "the same in 4K", { 3840, 2160, 55, 5, 100, false }, 250, 249, 102, 101, 0, 158 },
    { "read across a desk", { 1920, 1080, 43, 1.5, 100, false }, 75, 195, 79, 50, 94, 159 },
    { "what is in the panel stays too small",
      { 1920, 1080, 43, 2, 100, false },
      100,
      195,
      79,
      51,
      0,
      159 },
    { "on its side", { 1080, 1920, 43, 5, 100, false }, 250, 195, 79, 129, 0, 150 },
    { "a small one", { 800, 480, 7, 1, 100, false }, 50, 33, 14, 153, 0, 159 },
    { "one that is too small", { 800, 480, 7, 3, 100, false }, 150, 33, 14, 0, 0, 159 },
    { "more than it holds", { 1920, 1080, 43, 5, 200, false }, 250, 310, 97, 129, 0, 159 },
    { "with a line above the title", { 1920, 1080, 43, 5, 200, true }, 250, 285, 97, 129, 0, 146 },
};

static int tenths(double mm)
{
    return (int)(mm * 10 + 0.5);
}

static void capitals_are_measured_in_millimetres(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct legibility l = legibility_judge(&cases[i].facts);
        if (tenths(l.needed_mm) != cases[i].needed || tenths(l.name_mm) != cases[i].name ||
            tenths(l.smallest_mm) != cases[i].smallest || l.name_percent != cases[i].name_percent ||
            l.smallest_percent != cases[i].smallest_percent || l.most != cases[i].most ||
            l.name_meets != (l.name_mm >= l.needed_mm) ||
            l.smallest_meets != (l.smallest_mm >= l.needed_mm))
            fail_msg("%s: needs %.2f, name %.2f (%d %%), smallest %.2f (%d %%), at most %d",
                     cases[i].what, l.needed_mm, l.name_mm, l.name_percent, l.smallest_mm,
                     l.smallest_percent, l.most);
    }
}
static void the_scale_that_is_offered_is_the_least_that_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct legibility_facts facts = cases[i].facts;
        facts.percent = cases[i].name_percent;
        if (!facts.percent)
            continue;
        assert_true(legibility_judge(&facts).name_meets);
        facts.percent--;
        if (facts.percent >= 50)
            assert_false(legibility_judge(&facts).name_meets);
        facts.percent = cases[i].smallest_percent ? cases[i].smallest_percent : 200;
        assert_true(legibility_judge(&facts).smallest_meets == (cases[i].smallest_percent != 0));
    }
}

/* What is measured is what is drawn. */
static void the_sizes_are_those_of_the_board(void **state)
{
    (void)state;
    static const struct {
        int width, height, percent;
    } sizes[] = { { 1920, 1080, 100 }, { 1080, 1920, 100 }, { 3840, 2160, 100 },
                  { 1280, 720, 100 },  { 1920, 1080, 125 }, { 1920, 1080, 80 } };
    CLEANUP(words_free) struct words *words = load_words("id");
    struct snapshot *list = make_rows(1, 3);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct board_options options = default_options(words, sizes[i].width, sizes[i].height);
        options.percent = sizes[i].percent;
        struct layout layout =
            layout_make(options.width, options.height,
                        &(struct layout_wants){ .ticker = true, .percent = options.percent });
        struct layout of_panel = layout;
        of_panel.percent = layout.panel_percent;
        CLEANUP(board_free) struct board *board = board_new(&options);
        struct board_time time = fresh_time(MONDAY_0941);
        board_set_list(board, list, &time);
        const struct frame *f = board_frame(board, &time);
        int smallest = INT32_MAX;
        for (int s = 0; s < f->sprite_count; s++) {
            const struct picture *p = f->sprites[s].picture;
            bool panel = strcmp(p->role, "panel") == 0;
            for (int k = 0; k < p->count; k++) {
                if (p->items[k].kind != ITEM_TEXT)
                    continue;
                if (panel)
                    assert_true(p->items[k].size >= layout_scale(&of_panel, LEGIBILITY_PANEL));
                else
                    smallest = MIN(smallest, p->items[k].size);
                if (strcmp(p->items[k].role, "name") == 0)
                    assert_int_equal(p->items[k].size, layout_scale(&layout, LEGIBILITY_NAME));
            }
        }
        if (smallest < layout_scale(&layout, LEGIBILITY_SMALLEST))
            fail_msg("%dx%d at %d: %d px", sizes[i].width, sizes[i].height, sizes[i].percent,
                     smallest);
    }
    snapshot_free(list);
}

static const struct {
    int width, height, percent, expected;
} limits[] = {
    { 1920, 1080, 0, 100 },   { 1920, 1080, 50, 50 },   { 1920, 1080, 125, 125 },
    { 1920, 1080, 150, 150 }, { 1920, 1080, 200, 159 }, { 1080, 1920, 150, 150 },
    { 1080, 1920, 200, 150 }, { 800, 480, 200, 159 },   { 1024, 768, 150, 142 },
    { 240, 4000, 150, 150 },  { 3000, 240, 200, 158 },
};

static void what_the_display_cannot_hold_is_limited(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(limits); i++) {
        struct layout l =
            layout_make(limits[i].width, limits[i].height,
                        &(struct layout_wants){ .ticker = true, .percent = limits[i].percent });
        if (l.percent != limits[i].expected)
            fail_msg("%dx%d at %d: %d", limits[i].width, limits[i].height, limits[i].percent,
                     l.percent);
        if (limits[i].percent <= 100)
            continue;
        assert_true(l.list.h >= 3 * layout_scale(&l, 116));
        assert_true(l.list.w >= layout_scale(&l, 720) - 1);
        assert_true(l.panel.w > 0 && l.panel.h > 0);
        assert_in_range(l.panel_percent, 100, l.percent);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(capitals_are_measured_in_millimetres),
        cmocka_unit_test(the_scale_that_is_offered_is_the_least_that_does),
        cmocka_unit_test(the_sizes_are_those_of_the_board),
        cmocka_unit_test(what_the_display_cannot_hold_is_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
