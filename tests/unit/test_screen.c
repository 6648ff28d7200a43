/* What a frame costs, counted; on a screen in memory, with real fonts. */
#include "unit/screen_support.h"

#include <unistd.h>

static struct board *board_from(const struct fixture *f, int width, int height, const char *notice,
                                const char *position)
{
    struct board_options options = default_options(f->words, width, height);
    options.metrics = screen_metrics(f->screen);
    options.link = "https://dukcapil.example.go.id/siap";
    options.notice = notice;
    options.position = position;
    return board_new(&options);
}

static struct board *board_for(const struct fixture *f, int width, int height)
{
    return board_from(f, width, height,
                      "Pengambilan dokumen *GRATIS*. Laporkan pungli ke SP4N-LAPOR! 1708 atau "
                      "kepada kepala dinas pada jam kerja, dengan bukti bila ada. Terima kasih.",
                      "");
}

static struct fixture begin(int rows, int width, int height, int rotate)
{
    struct fixture f = { .words = load_words("id"), .time = fresh_time(MONDAY_0941) };
    f.screen = open_screen(width, height, rotate);
    int w, h;
    screen_size(f.screen, &w, &h);
    f.board = board_for(&f, w, h);
    f.list = make_rows(1, rows);
    board_set_list(f.board, f.list, &f.time);
    return f;
}

static void a_frame_in_which_nothing_moves_costs_nothing(void **state)
{
    (void)state;
    struct fixture f = begin(5, 1920, 1080, 0);
    show(&f);
    struct screen_counts before = screen_counts(f.screen);
    for (int i = 0; i < 100; i++)
        show(&f);
    struct screen_counts after = screen_counts(f.screen);
    assert_int_equal(before.frames, 1);
    after.late = before.late; /* a busy machine's */
    after.stood = before.stood;
    assert_memory_equal(&before, &after, sizeof(before));
    finish(&f);
}

static void a_new_minute_draws_the_header_and_nothing_else(void **state)
{
    (void)state;
    struct fixture f = begin(5, 1920, 1080, 0);
    show(&f);
    struct screen_counts before = screen_counts(f.screen);
    f.time.now_s += 60;
    show(&f);
    struct screen_counts after = screen_counts(f.screen);
    assert_int_equal(after.rastered - before.rastered, 1);
    assert_in_range(after.copied - before.copied, 1, 1920 * 132);
    finish(&f);
}

/* The list's band and the notices are most of the screen, but most of them is ground,
 * and ground need not move. */
static void a_moving_frame_copies_a_third_of_the_screen_at_most(void **state)
{
    (void)state;
    static const int rotations[] = { 0, 90, 180, 270 };
    for (size_t i = 0; i < COUNT(rotations); i++) {
        struct fixture f = begin(1000, 1920, 1080, rotations[i]);
        show(&f);
        struct screen_counts before = screen_counts(f.screen);
        int frames = 1200;
        for (int n = 0; n < frames; n++) {
            board_advance(f.board, &f.time);
            show(&f);
        }
        struct screen_counts after = screen_counts(f.screen);
        uint64_t pixels = (after.copied - before.copied) / (uint64_t)frames;
        assert_in_range(pixels, 1, 1920 * 1080 / 3);
        /* A row is drawn once, when it comes in; and the pieces of the notices. */
        const struct plan *plan = board_plan(f.board);
        int moving = frames - 8 * 60; /* it stands for the dwell first */
        int rows = moving * plan->px / plan->frames / plan->form.row_px * plan->form.columns;
        assert_in_range(after.rastered - before.rastered, rows, rows + 12);
        finish(&f);
    }
}

/* Pictures are turned once, when they are drawn: a frame of a turned board is the same work. */
static void a_turned_board_copies_what_an_upright_one_does(void **state)
{
    (void)state;
    static const struct {
        int width, height, rotate;
    } screens[] = {
        { 1920, 1080, 0 },  { 1920, 1080, 180 }, { 1080, 1920, 0 },
        { 1920, 1080, 90 }, { 1920, 1080, 270 },
    };
    struct screen_counts counts[COUNT(screens)];
    for (size_t i = 0; i < COUNT(screens); i++) {
        struct fixture f = begin(1000, screens[i].width, screens[i].height, screens[i].rotate);
        for (int n = 0; n < 600; n++) {
            board_advance(f.board, &f.time);
            show(&f);
        }
        counts[i] = screen_counts(f.screen);
        finish(&f);
    }
    static const size_t upright[] = { 0, 0, 2, 2, 2 };
    for (size_t i = 0; i < COUNT(screens); i++) {
        /* Turned by a quarter its boxes hold some more ground, so that its
         * lines are fewer (ink.c). */
        uint64_t copied = counts[upright[i]].copied;
        assert_in_range(counts[i].copied, copied, i < 3 ? copied : copied * 6 / 5);
        assert_int_equal(counts[i].rastered, counts[upright[i]].rastered);
        assert_int_equal(counts[i].frames, counts[upright[i]].frames);
    }
}

static void save(struct screen *screen, struct buffer *png)
{
    struct error err = { "" };
    char path[] = "/tmp/siapambil-screen-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    bool ok = screen_save(screen, path, &err) && file_read(path, png, &err);
    unlink(path);
    if (!ok)
        fail_msg("%s", err.text);
}

/* What was drawn a little at a time, over what was there, is what is drawn at once. */
static void assert_like_drawn_at_once(struct fixture *f, int width, int height, int rotate)
{
    struct error err = { "" };
    CLEANUP(screen_close)
    struct screen *fresh = open_screen(width, height, rotate);
    assert_true(screen_present(fresh, board_frame(f->board, &f->time), &err));
    CLEANUP_BUFFER struct buffer expected = BUFFER_INIT(0), drawn = BUFFER_INIT(0);
    save(fresh, &expected);
    save(f->screen, &drawn);
    assert_int_equal(drawn.len, expected.len);
    assert_memory_equal(drawn.data, expected.data, drawn.len);
}

static void what_is_drawn_bit_by_bit_is_right(void **state)
{
    (void)state;
    static const char *const places[] = { "a:1", "a:2", "b:3", "b:4",  "b:5", "b:6",
                                          "c:7", "c:8", "c:9", "a:10", "b:11" };
    static const struct {
        int width, height, rotate;
    } screens[] = { { 1280, 720, 0 }, { 720, 1280, 90 }, { 1280, 720, 180 }, { 800, 480, 270 } };
    for (size_t i = 0; i < COUNT(screens); i++) {
        struct fixture f = begin(30, screens[i].width, screens[i].height, screens[i].rotate);
        for (int round = 0; round < 24; round++) {
            for (int n = 0; n < 41 + 3 * round; n++) {
                board_advance(f.board, &f.time);
                show(&f);
            }
            /* Rows come and go, places push each other, data grows old, minutes pass. */
            struct snapshot *next = round % 3 ? make_list(places, (int)COUNT(places) - round % 2)
                                              : make_rows(1 + round, 30 + round);
            board_set_list(f.board, next, &f.time);
            snapshot_free(f.list);
            f.list = next;
            f.time.now_s += 60;
            f.time.age_s = round % 5 == 4 ? 1000 : 0;
            show(&f);
            if (round % 4 == 3)
                assert_like_drawn_at_once(&f, screens[i].width, screens[i].height,
                                          screens[i].rotate);
        }
        finish(&f);
    }
}

static void a_frame_costs_the_same_in_every_list(void **state)
{
    (void)state;
    uint64_t copied[2], rastered[2];
    static const int sizes[] = { 2000, 100000 };
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct fixture f = begin(sizes[i], 1280, 720, 0);
        show(&f); /* the panel tells how many rows there are */
        struct screen_counts before = screen_counts(f.screen);
        for (int n = 0; n < 600; n++) {
            board_advance(f.board, &f.time);
            show(&f);
        }
        struct screen_counts after = screen_counts(f.screen);
        copied[i] = after.copied - before.copied;
        rastered[i] = after.rastered - before.rastered;
        finish(&f);
    }
    assert_int_equal(copied[0], copied[1]);
    assert_in_range(rastered[1], rastered[0] - 1, rastered[0] + 1);
}

/* A narrow, high window holds more pictures than half of what is kept: a board that is made anew
 * must not find the store full of the old one's. */
static void another_board_takes_over_whatever_the_size(void **state)
{
    (void)state;
    struct fixture f = begin(1000, 240, 4000, 0);
    for (int i = 0; i < 3; i++) {
        show(&f);
        board_free(f.board);
        f.board = board_for(&f, 240, 4000);
        board_set_list(f.board, f.list, &f.time);
    }
    show(&f);
    finish(&f);
}

/* Other settings make another board, which goes on where the one before was. */
static void another_board_draws_only_what_looks_otherwise(void **state)
{
    (void)state;
    struct fixture f = begin(1000, 1920, 1080, 0);
    for (int n = 0; n < 1200; n++) {
        board_advance(f.board, &f.time);
        show(&f);
    }
    struct screen_counts before = screen_counts(f.screen);
    int pictures = board_frame(f.board, &f.time)->sprite_count;
    CLEANUP_BUFFER struct buffer position = BUFFER_INIT(0);
    board_position(f.board, &position);
    struct board *former = f.board;
    f.board = board_from(&f, 1920, 1080, "Loket *tutup* pukul 15.", buffer_text(&position));
    board_take_over(f.board, former);
    board_set_list(f.board, f.list, &f.time);
    show(&f);
    struct screen_counts after = screen_counts(f.screen);
    assert_in_range(pictures, 15, 100);
    /* The notice, and beside it how old the data is. */
    assert_int_equal(after.rastered - before.rastered, 2);
    finish(&f);
}

static int load(void **state)
{
    (void)state;
    hash_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_frame_in_which_nothing_moves_costs_nothing),
        cmocka_unit_test(a_new_minute_draws_the_header_and_nothing_else),
        cmocka_unit_test(a_moving_frame_copies_a_third_of_the_screen_at_most),
        cmocka_unit_test(a_turned_board_copies_what_an_upright_one_does),
        cmocka_unit_test(what_is_drawn_bit_by_bit_is_right),
        cmocka_unit_test(a_frame_costs_the_same_in_every_list),
        cmocka_unit_test(another_board_takes_over_whatever_the_size),
        cmocka_unit_test(another_board_draws_only_what_looks_otherwise),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}
