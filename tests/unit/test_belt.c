/* The moving list: everybody once a cycle, nothing jumps, whatever lists arrive. */
#include "unit/view_support.h"

struct fixture {
    struct words *words;
    struct board *board;
    struct snapshot *list;
    struct board_time time;
};

static struct fixture begin(struct snapshot *list, int width, int height)
{
    struct fixture f = { .words = load_words("id"), .list = list, .time = fresh_time(MONDAY_0941) };
    struct board_options options = default_options(f.words, width, height);
    f.board = board_new(&options);
    board_set_list(f.board, list, &f.time);
    return f;
}

static void change(struct fixture *f, struct snapshot *list)
{
    board_set_list(f->board, list, &f->time);
    snapshot_free(f->list);
    f->list = list;
}

static void finish(struct fixture *f)
{
    board_free(f->board);
    snapshot_free(f->list);
    words_free(f->words);
}

static const struct band *list_band(const struct frame *f)
{
    for (int i = 0; i < f->band_count; i++) {
        if (f->bands[i].id == BAND_LIST)
            return &f->bands[i];
    }
    return NULL;
}

/* The number in a row's name; -1 for a bar. */
static int row_number(const struct picture *p)
{
    for (int i = 0; i < p->count; i++) {
        if (strcmp(p->items[i].role, "name") == 0)
            return (int)strtol(p->items[i].text + strlen("NAMA "), NULL, 10);
    }
    return -1;
}

/* Rows in the order in which they came in at the lower edge. */
struct arrivals {
    uint64_t last_id; /* pictures are numbered as they are made, and rows made as they come in */
    int rows[4096];
    int count;
};

static void note_arrivals(struct arrivals *a, const struct frame *f)
{
    const struct band *band = list_band(f);
    for (int i = band->first; f->scene == SCENE_LIST && i < band->first + band->count; i++) {
        const struct picture *p = f->sprites[i].picture;
        /* The row below the edge waits there only to be drawn in time. */
        if (p->id <= a->last_id || f->sprites[i].y >= band->box.y + band->box.h)
            continue;
        a->last_id = p->id;
        if (row_number(p) >= 0 && a->count < (int)COUNT(a->rows))
            a->rows[a->count++] = row_number(p);
    }
}

static void run(struct fixture *f, struct arrivals *a, int frames)
{
    for (int i = 0; i < frames; i++) {
        board_advance(f->board, &f->time);
        note_arrivals(a, board_frame(f->board, &f->time));
    }
}

static void shows_everyone_once_a_cycle_in_order(void **state)
{
    (void)state;
    struct fixture f = begin(make_rows(1, 40), 1920, 1080);
    struct arrivals a = { 0 };
    run(&f, &a, 40 * 116 * 2 * 3);
    assert_in_range(a.count, 100, 160);
    for (int i = 0; i < a.count; i++)
        assert_int_equal(a.rows[i], i % 40 + 1);
    finish(&f);
}

static void keeps_each_row_whole_on_the_screen_for_its_dwell(void **state)
{
    (void)state;
    struct fixture f = begin(make_rows(1, 400), 1920, 1080);
    int whole[401] = { 0 };
    int frames = 60 * 60 * 4;
    for (int i = 0; i < frames; i++) {
        board_advance(f.board, &f.time);
        const struct frame *frame = board_frame(f.board, &f.time);
        const struct band *band = list_band(frame);
        for (int j = band->first; j < band->first + band->count; j++) {
            const struct sprite *s = &frame->sprites[j];
            int row = row_number(s->picture);
            if (row > 0 && s->y >= band->box.y && s->y + s->picture->h <= band->box.y + band->box.h)
                whole[row]++;
        }
    }
    /* The first rows were there from the start and the last ones have just come. */
    for (int row = 8; row <= 100; row++)
        assert_true(whole[row] >= 8 * 60);
    finish(&f);
}

/* What was visible in the list's band, kept while pictures come and go. */
struct visible {
    int count;
    struct {
        uint64_t id;
        int row; /* -1: a bar */
        int y;
    } at[32];
};

static struct visible look(struct fixture *f)
{
    struct visible v = { 0 };
    const struct frame *frame = board_frame(f->board, &f->time);
    const struct band *band = list_band(frame);
    for (int i = band->first; i < band->first + band->count; i++) {
        const struct sprite *s = &frame->sprites[i];
        if (s->y >= band->box.y + band->box.h)
            continue;
        assert_true(v.count < (int)COUNT(v.at));
        v.at[v.count].id = s->picture->id;
        v.at[v.count].row = row_number(s->picture);
        v.at[v.count].y = s->y;
        v.count++;
    }
    return v;
}

/* All that was visible is where it was. */
static void assert_nothing_jumped(const struct visible *before, const struct visible *after)
{
    int kept = 0;
    for (int i = 0; i < before->count; i++) {
        for (int j = 0; j < after->count; j++) {
            if (after->at[j].id != before->at[i].id)
                continue;
            assert_int_equal(after->at[j].y, before->at[i].y);
            kept++;
        }
    }
    assert_int_equal(kept, before->count);
}

static void stays_where_it_is_when_rows_come_and_go(void **state)
{
    (void)state;
    struct fixture f = begin(make_rows(1, 60), 1920, 1080);
    struct arrivals a = { 0 };
    for (int round = 0; round < 60; round++) {
        run(&f, &a, 137);
        struct visible before = look(&f);
        change(&f, make_rows(1 + round % 9 * 3, 45 + round * 7 % 40));
        struct visible after = look(&f);
        assert_nothing_jumped(&before, &after);
    }
    finish(&f);
}

static void skips_nobody_and_repeats_nobody_while_lists_change(void **state)
{
    (void)state;
    /* Even rows are in every list; odd ones come and go. */
    struct fixture f = begin(make_rows(1, 80), 1920, 1080);
    struct arrivals a = { 0 };
    unsigned seed = 7;
    for (int round = 0; round < 400; round++) {
        run(&f, &a, 97);
        const char *ids[80];
        char texts[80][16];
        int n = 0;
        for (int row = 1; row <= 80; row++) {
            seed = seed * 1103515245u + 12345u;
            if (row % 2 && (seed >> 16) % 3 == 0)
                continue;
            snprintf(texts[n], sizeof(texts[n]), "a:%d", row);
            ids[n] = texts[n];
            n++;
        }
        change(&f, make_list(ids, n));
    }
    /* Whoever is in every list comes once in each cycle, in order; whoever comes and goes at
     * most once (a row that is put in just before one that has passed comes right after it). */
    int cycles = 0, expected = 2, seen[81] = { 0 };
    for (int i = 0; i < a.count; i++) {
        if (a.rows[i] % 2 == 0) {
            assert_int_equal(a.rows[i], expected);
            expected = expected == 80 ? 2 : expected + 2;
            cycles += expected == 2;
        }
        seen[a.rows[i]]++;
    }
    assert_true(cycles >= 2);
    for (int row = 1; row <= 80; row++)
        assert_in_range(seen[row], row % 2 ? 0 : cycles, cycles + 1);
    finish(&f);
}

/* Rows 1 to 100 of place a, but for those from `out` to `in`; row `renamed` is
 * called by another number. */
static struct snapshot *hundred_rows(int out, int in, int renamed, int name)
{
    const char *ids[100];
    char texts[100][24];
    int n = 0;
    for (int row = 1; row <= 100; row++) {
        if (row >= out && row <= in)
            continue;
        if (row == renamed)
            snprintf(texts[n], sizeof(texts[n]), "a:%d=%d", row, name);
        else
            snprintf(texts[n], sizeof(texts[n]), "a:%d", row);
        ids[n] = texts[n];
        n++;
    }
    return make_list(ids, n);
}

static void a_row_that_is_renamed_takes_nobody_with_it(void **state)
{
    (void)state;
    /* To the end of the list, or to its beginning; a row that has gone by, one that stands on
     * the screen, one that is about to come, one far away. */
    static const int names[] = { 1000, 0 };
    for (size_t way = 0; way < COUNT(names); way++) {
        for (int row = 16; row <= 36; row++) {
            struct fixture f = begin(hundred_rows(0, 0, 0, 0), 1920, 1080);
            struct arrivals a = { 0 };
            run(&f, &a, 116 * 20);
            change(&f, hundred_rows(0, 0, row, names[way]));
            run(&f, &a, 116 * 100);
            assert_true(a.count > 110);
            int expected = 1;
            for (int i = 0; i < a.count; i++) {
                if (a.rows[i] == row || a.rows[i] == names[way])
                    continue;
                expected += expected == row;
                assert_int_equal(a.rows[i], expected);
                expected = expected == 100 ? 1 : expected + 1;
            }
            finish(&f);
        }
    }
}

static void rows_that_are_collected_in_a_block_take_nobody_with_them(void **state)
{
    (void)state;
    struct fixture f = begin(hundred_rows(0, 0, 0, 0), 1920, 1080);
    struct arrivals a = { 0 };
    run(&f, &a, 116 * 40);
    int last = a.rows[a.count - 1];
    /* What is visible, and much before and behind it. */
    change(&f, hundred_rows(5, last + 10, 0, 0));
    int before = a.count;
    run(&f, &a, 116 * 30);
    for (int i = before; i < a.count; i++)
        assert_int_equal(a.rows[i], last + 11 + i - before);
    finish(&f);
}

/* The bars on the screen that name this counter. */
static int bars_with(struct fixture *f, const char *counter)
{
    int n = 0;
    const struct frame *frame = board_frame(f->board, &f->time);
    const struct rect *list = &list_band(frame)->box;
    for (int i = 0; i < frame->sprite_count; i++) {
        const struct picture *p = frame->sprites[i].picture;
        if (frame->sprites[i].y >= list->y + list->h)
            continue; /* it waits there only to be drawn in time */
        for (int k = 0; k < p->count; k++)
            n += strcmp(p->items[k].role, "at") == 0 && strstr(p->items[k].text, counter);
    }
    return n;
}

static void a_place_that_changes_is_told_at_once(void **state)
{
    (void)state;
    static const char *const ids[] = { "a:1", "a:2", "a:3", "b:4", "b:5", "b:6", "b:7", "b:8" };
    for (int frames = 1; frames < 116 * 12; frames += 77) {
        struct fixture f = begin(make_list_at("Loket 3", ids, COUNT(ids)), 1920, 1080);
        struct arrivals a = { 0 };
        run(&f, &a, frames);
        int bars = bars_with(&f, "Loket 3");
        assert_true(bars >= 1);
        change(&f, make_list_at("Loket 5", ids, COUNT(ids)));
        assert_int_equal(bars_with(&f, "Loket 3"), 0);
        assert_int_equal(bars_with(&f, "Loket 5"), bars);
        finish(&f);
    }
}

static void goes_on_where_it_was_in_a_list_that_shares_nothing(void **state)
{
    (void)state;
    struct fixture f = begin(make_rows(1, 100), 1920, 1080);
    struct arrivals a = { 0 };
    run(&f, &a, 116 * 50);
    int before = a.count;
    change(&f, make_rows(1001, 1100));
    run(&f, &a, 116 * 4);
    /* Not from 1001: the end of the list would never get its turn. */
    assert_in_range(a.rows[before], 1001 + before - 12, 1001 + before + 1);
    finish(&f);
}

static void stands_still_when_everything_fits(void **state)
{
    (void)state;
    struct fixture f = begin(make_rows(1, 5), 1920, 1080);
    assert_false(board_moves(f.board));
    struct visible before = look(&f);
    board_advance(f.board, &f.time);
    struct visible after = look(&f);
    assert_nothing_jumped(&before, &after);
    change(&f, make_rows(1, 6));
    assert_int_equal(list_band(board_frame(f.board, &f.time))->count, 6);
    assert_false(board_moves(f.board));
    finish(&f);
}

static void begins_to_move_without_a_jump_when_a_list_outgrows_the_screen(void **state)
{
    (void)state;
    struct fixture f = begin(make_rows(1, 6), 1920, 1080);
    struct arrivals a = { 0 };
    note_arrivals(&a, board_frame(f.board, &f.time));
    struct visible before = look(&f);
    change(&f, make_rows(1, 20));
    assert_true(board_moves(f.board));
    struct visible after = look(&f);
    assert_nothing_jumped(&before, &after);
    note_arrivals(&a, board_frame(f.board, &f.time));
    run(&f, &a, 2 * 116 * 20);
    for (int i = 0; i < a.count; i++)
        assert_int_equal(a.rows[i], i % 20 + 1);
    finish(&f);
}

static void comes_to_rest_complete_when_a_list_becomes_short(void **state)
{
    (void)state;
    struct fixture f = begin(make_rows(1, 50), 1920, 1080);
    struct arrivals a = { 0 };
    run(&f, &a, 1000);
    struct visible before = look(&f);
    change(&f, make_rows(20, 23));
    struct visible after = look(&f);
    assert_nothing_jumped(&before, &after);
    int frames = 0;
    while (board_moves(f.board) && frames++ < 10000) {
        board_advance(f.board, &f.time);
        const struct frame *frame = board_frame(f.board, &f.time);
        assert_int_equal(frame->scene, SCENE_LIST);
        assert_true(list_band(frame)->count > 0);
    }
    const struct frame *frame = board_frame(f.board, &f.time);
    const struct band *band = list_band(frame);
    assert_int_equal(band->count, 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(row_number(frame->sprites[band->first + i].picture), 20 + i);
        assert_int_equal(frame->sprites[band->first + i].y, band->box.y + i * 116);
    }
    finish(&f);
}

/* Whatever is visible was there before, a step lower at most, or has come in at the edge. */
static void assert_moved_evenly(const struct visible *before, const struct visible *after, int step,
                                int edge)
{
    for (int i = 0; i < after->count; i++) {
        int y = after->at[i].y;
        bool was_there = y + step >= edge;
        for (int j = 0; j < before->count; j++)
            was_there |= before->at[j].row == after->at[i].row && before->at[j].y >= y &&
                         before->at[j].y <= y + step;
        assert_true(was_there);
    }
}

static void comes_to_rest_without_a_jump_where_its_bar_stands_already(void **state)
{
    (void)state;
    static const char *const few[] = { "a:1", "a:2", "a:3" };
    /* At some of these moments the bar with which the list begins again is
     * the last that is visible. */
    int bar_was_last = 0;
    for (int frames = 0; frames < 8 * 116 * 2; frames += 9) {
        struct fixture f = begin(make_rows(1, 12), 1920, 1080);
        struct arrivals a = { 0 };
        run(&f, &a, frames);
        struct visible last = look(&f);
        bar_was_last += last.at[last.count - 1].row < 0;
        change(&f, make_list(few, COUNT(few)));
        const struct band *band = list_band(board_frame(f.board, &f.time));
        int edge = band->box.y + band->box.h;
        for (int i = 0; board_moves(f.board) && i < 10000; i++) {
            board_advance(f.board, &f.time);
            struct visible now = look(&f);
            assert_moved_evenly(&last, &now, board_plan(f.board)->px, edge);
            last = now;
        }
        assert_false(board_moves(f.board));
        finish(&f);
    }
    assert_true(bar_was_last > 0);
}

static void lets_the_last_rows_go_by_when_a_list_becomes_empty(void **state)
{
    (void)state;
    struct fixture f = begin(make_rows(1, 50), 1920, 1080);
    struct arrivals a = { 0 };
    run(&f, &a, 1000);
    change(&f, make_rows(1, 0));
    assert_int_equal(board_frame(f.board, &f.time)->scene, SCENE_LIST);
    int frames = 0;
    while (board_moves(f.board) && frames++ < 10000)
        board_advance(f.board, &f.time);
    assert_int_equal(board_frame(f.board, &f.time)->scene, SCENE_EMPTY);
    change(&f, make_rows(1, 30));
    assert_int_equal(board_frame(f.board, &f.time)->scene, SCENE_LIST);
    finish(&f);
}

static void each_place_pushes_the_one_before_it_out(void **state)
{
    (void)state;
    static const char *const ids[] = { "a:1", "a:2", "a:3", "a:4",  "b:5",  "b:6",
                                       "b:7", "b:8", "c:9", "c:10", "c:11", "c:12" };
    struct fixture f = begin(make_list(ids, COUNT(ids)), 1920, 1080);
    bool pushed = false;
    const char *above = "Tempat A";
    for (int i = 0; i < 2 * (12 * 116 + 3 * 108); i++) {
        board_advance(f.board, &f.time);
        const struct frame *frame = board_frame(f.board, &f.time);
        const struct band *place = &frame->bands[BAND_PLACE];
        assert_int_equal(place->id, BAND_PLACE);
        assert_in_range(place->count, 1, 2);
        const struct sprite *top = &frame->sprites[place->first];
        const char *at = find_item(frame, BAND_PLACE, 0, "at")->text;
        if (place->count == 2) {
            /* No gap, no overlap: the lower one begins where the upper one ends. */
            const struct sprite *next = &frame->sprites[place->first + 1];
            assert_int_equal(top->y + top->picture->h, next->y);
            pushed = true;
        } else {
            assert_int_equal(top->y, place->box.y);
        }
        /* The bar at the top names the place of the topmost row. */
        if (strcmp(at, above) != 0) {
            assert_true(pushed);
            pushed = false;
            above = strcmp(at, "Tempat A") == 0   ? "Tempat A"
                    : strcmp(at, "Tempat B") == 0 ? "Tempat B"
                                                  : "Tempat C";
        }
    }
    finish(&f);
}

static void a_steady_frame_makes_no_picture(void **state)
{
    (void)state;
    struct fixture f = begin(make_rows(1, 1000), 1920, 1080);
    const struct frame *frame = board_frame(f.board, &f.time);
    uint64_t newest = 0;
    int made = 0, frames = 116 * 2 * 50;
    for (int i = 0; i < frames; i++) {
        board_advance(f.board, &f.time);
        frame = board_frame(f.board, &f.time);
        for (int j = 0; j < frame->sprite_count; j++) {
            if (frame->sprites[j].picture->id > newest) {
                newest = frame->sprites[j].picture->id;
                made++;
            }
        }
    }
    /* One a row that comes in, and those of the first frame; the cost does not know the list. */
    const struct plan *plan = board_plan(f.board);
    int rows = frames * plan->px / plan->frames / plan->form.row_px * plan->form.columns;
    assert_in_range(made, rows * 9 / 10, rows + 40);
    finish(&f);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_everyone_once_a_cycle_in_order),
        cmocka_unit_test(keeps_each_row_whole_on_the_screen_for_its_dwell),
        cmocka_unit_test(stays_where_it_is_when_rows_come_and_go),
        cmocka_unit_test(skips_nobody_and_repeats_nobody_while_lists_change),
        cmocka_unit_test(a_row_that_is_renamed_takes_nobody_with_it),
        cmocka_unit_test(rows_that_are_collected_in_a_block_take_nobody_with_them),
        cmocka_unit_test(a_place_that_changes_is_told_at_once),
        cmocka_unit_test(goes_on_where_it_was_in_a_list_that_shares_nothing),
        cmocka_unit_test(stands_still_when_everything_fits),
        cmocka_unit_test(begins_to_move_without_a_jump_when_a_list_outgrows_the_screen),
        cmocka_unit_test(comes_to_rest_complete_when_a_list_becomes_short),
        cmocka_unit_test(comes_to_rest_without_a_jump_where_its_bar_stands_already),
        cmocka_unit_test(lets_the_last_rows_go_by_when_a_list_becomes_empty),
        cmocka_unit_test(each_place_pushes_the_one_before_it_out),
        cmocka_unit_test(a_steady_frame_makes_no_picture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
