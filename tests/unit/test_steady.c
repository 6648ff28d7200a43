/* What a steady frame of a full board costs at 1920x1080, counted: list, place bars, notices, clock;
 * on a screen in memory, and in a real window. */
#include "unit/screen_support.h"

#include "unit/process_memory.h"
#include "unit/x_server.h"

enum { WIDTH = 1920, HEIGHT = 1080, SETTLE = 9 * 60, FRAMES = 20 * 60 };

static void skip_where_they_are_not_counted(void)
{
    if (!PROCESS_MEMORY_COUNTED)
        skip();
}

/* ---- the board */

static void add_place(struct snapshot_builder *b, int number)
{
    char id[16], name[48];
    snprintf(id, sizeof(id), "p%d", number);
    snprintf(name, sizeof(name), "Kecamatan Coblong %d", number);
    struct location l = {
        .id = snapshot_builder_text(b, id),
        .name = snapshot_builder_text(b, name),
        .counter = snapshot_builder_text(b, "Loket 3"),
        .address = snapshot_builder_text(b, "Jl. Cianjur No. 34"),
    };
    snapshot_builder_location(b, &l);
}

/* Of five places in turn, twelve rows at each: a bar is nearly always on its way. */
static struct snapshot *full_list(int rows)
{
    static const char *const names[] = { "BUDI S••••••", "I GUSTI AYU N•••••",
                                         "ANDI M••••••• R•••• P••••••" };
    enum { PLACES = 5 };
    struct snapshot_builder *b = snapshot_builder_new();
    for (int i = 0; i < PLACES; i++)
        add_place(b, i);
    for (int i = 0; i < rows; i++) {
        char id[16], number[16];
        snprintf(id, sizeof(id), "r%06d", i);
        snprintf(number, sizeof(number), "%06d", 480000 + i % 1000);
        struct document d = {
            .id = snapshot_builder_text(b, id),
            .name = snapshot_builder_text(b, names[(size_t)i % COUNT(names)]),
            .number = snapshot_builder_text(b, number),
            .done = clock_day(MONDAY_0941, WIB),
            .location = (uint16_t)(i % PLACES),
            .type = DOCUMENT_KTP_EL,
        };
        snapshot_builder_document(b, &d);
    }
    snapshot_builder_head(b)->expires = INT64_MAX;
    struct snapshot *s = snapshot_builder_finish(b);
    snapshot_builder_free(b);
    return s;
}

/* What the frames of a board were, one by one. */
struct watch {
    struct fixture f;
    uint64_t newest;        /* picture that a frame has mentioned */
    uint64_t entered;       /* pictures that were seen for the first time */
    uint64_t seen;          /* the newest of them */
    uint64_t frames, quiet; /* those in which no picture was made or drawn */
    long most, most_kept;   /* allocations in a quiet frame; those that outlived it */
    long kept;              /* by all of them, less what they freed of before */
    uint64_t most_drawn;    /* pictures in one frame */
};

static struct watch begin(struct screen *screen, int rows)
{
    struct watch w = { .f = { .words = load_words("id"),
                              .screen = screen,
                              .list = full_list(rows),
                              .time = fresh_time(MONDAY_0941) } };
    struct board_options options = default_options(w.f.words, WIDTH, HEIGHT);
    options.metrics = screen_metrics(screen);
    options.link = "https://dukcapil.example.go.id/siap";
    options.notice =
        "Pengambilan dokumen *GRATIS*. Laporkan pungli ke SP4N-LAPOR! 1708 atau kepada "
        "kepala dinas pada jam kerja, dengan bukti bila ada. Terima kasih.";
    w.f.board = board_new(&options);
    board_set_list(w.f.board, w.f.list, &w.f.time);
    return w;
}

static bool is_seen(const struct band *band, const struct sprite *s)
{
    const struct rect *b = &band->box;
    return s->x < b->x + b->w && s->x + s->picture->w > b->x && s->y < b->y + b->h &&
           s->y + s->picture->h > b->y;
}

/* Pictures enter in the order in which they are made, one band's beside another's: each band is
 * told apart by its own newest. */
static void look(struct watch *w, const struct frame *frame, uint64_t seen[BANDS])
{
    for (int i = 0; i < frame->sprite_count; i++)
        w->newest = MAX(w->newest, frame->sprites[i].picture->id);
    for (int b = 0; b < frame->band_count; b++) {
        const struct band *band = &frame->bands[b];
        uint64_t newest = seen[band->id];
        for (int i = band->first; i < band->first + band->count; i++) {
            const struct sprite *s = &frame->sprites[i];
            if (s->picture->id <= seen[band->id] || !is_seen(band, s))
                continue;
            w->entered++;
            newest = MAX(newest, s->picture->id);
        }
        seen[band->id] = newest;
    }
}

/* As the program's loop: events, the board's next frame, the display. */
static void let_pass(struct watch *w, int frames, uint64_t seen[BANDS])
{
    struct error err = { "" };
    int events;
    for (int n = 0; n < frames; n++) {
        uint64_t newest = w->newest, drawn = screen_counts(w->f.screen).rastered;
        long before = process_memory.calls, kept_before = process_memory.blocks;
        screens_wait(&w->f.screen, 1, 0, &events);
        board_advance(w->f.board, &w->f.time);
        const struct frame *frame = board_frame(w->f.board, &w->f.time);
        bool ok = screen_present(w->f.screen, frame, &err);
        long allocated = process_memory.calls - before;
        long outlived = process_memory.blocks - kept_before;
        assert_true(ok);
        look(w, frame, seen);
        drawn = screen_counts(w->f.screen).rastered - drawn;
        w->most_drawn = MAX(w->most_drawn, drawn);
        w->frames++;
        if (drawn || newest != w->newest)
            continue;
        w->quiet++;
        w->most = MAX(w->most, allocated);
        w->most_kept = MAX(w->most_kept, outlived);
        w->kept += outlived;
    }
}

/* Until it scrolls, and the pictures that were ahead at the start have been drawn. */
static struct watch watch_steady(struct screen *screen, int rows, uint64_t seen[BANDS])
{
    struct watch w = begin(screen, rows);
    let_pass(&w, SETTLE, seen);
    w.entered = w.frames = w.quiet = 0;
    w.most = w.most_kept = w.kept = 0;
    w.most_drawn = 0;
    return w;
}

/* What outlives a frame is freed by the next, which may be none of those that are counted. */
static void assert_allocates(struct screen *screen, long most, long most_kept)
{
    uint64_t seen[BANDS] = { 0 };
    struct watch w = watch_steady(screen, 1000, seen);
    let_pass(&w, FRAMES, seen);
    assert_in_range(w.quiet, FRAMES * 8 / 10, FRAMES - 1);
    assert_in_range(w.most, 0, most);
    assert_in_range(w.most_kept, 0, most_kept);
    assert_true(w.kept <= most_kept * (long)(w.frames - w.quiet));
    finish(&w.f);
}

static void a_steady_frame_allocates_nothing(void **state)
{
    (void)state;
    skip_where_they_are_not_counted();
    assert_allocates(open_screen(WIDTH, HEIGHT, 0), 0, 0);
}

/* Xlib makes the answer to a round trip of three pieces, and frees them; libxcb alone, every eighth frame, of five, one
 * of which waits for the answer until the next. */
static void assert_allocates_in_window(enum screen_back_end back_end, long most, long most_kept)
{
    struct error err = { "" };
    struct x_server server = start_x_server("1920x1080x24");
    struct displays *displays = displays_open(&err);
    if (!displays)
        fail_msg("%s", err.text);
    struct screen *screen = screen_open(&(struct screen_options){ .back_end = back_end,
                                                                  .width = WIDTH,
                                                                  .height = HEIGHT,
                                                                  .windowed = true,
                                                                  .displays = displays,
                                                                  .logo = "" },
                                        &err);
    if (!screen)
        fail_msg("%s", err.text);
    assert_allocates(screen, most, most_kept);
    displays_close(displays);
    stop_x_server(&server);
}

static void a_steady_frame_in_a_window_allocates_one_answer(void **state)
{
    (void)state;
    skip_where_they_are_not_counted();
    assert_allocates_in_window(SCREEN_CPU, 3, 0);
    assert_allocates_in_window(SCREEN_PIXMAPS, 5, 1);
}

static void each_picture_is_drawn_once_and_one_a_frame(void **state)
{
    (void)state;
    uint64_t seen[BANDS] = { 0 };
    struct watch w = watch_steady(open_screen(WIDTH, HEIGHT, 0), 1000, seen);
    uint64_t before = screen_counts(w.f.screen).rastered;
    let_pass(&w, FRAMES, seen);
    uint64_t drawn = screen_counts(w.f.screen).rastered - before;
    /* Those that wait beyond an edge at either end of that time: a line of rows, a bar, a notice. */
    enum { AHEAD = 4 };
    assert_true(w.entered > 20);
    assert_in_range(drawn, w.entered - AHEAD, w.entered + AHEAD);
    assert_int_equal(w.most_drawn, 1);
    finish(&w.f);
}

/* Most of the display moves, but most of that is ground. */
static void a_steady_frame_copies_three_tenths_of_the_display_at_most(void **state)
{
    (void)state;
    static const int sizes[] = { 100, 1000, 100000 };
    uint64_t copied[COUNT(sizes)];
    for (size_t i = 0; i < COUNT(sizes); i++) {
        uint64_t seen[BANDS] = { 0 };
        struct watch w = watch_steady(open_screen(WIDTH, HEIGHT, 0), sizes[i], seen);
        struct screen_counts before = screen_counts(w.f.screen);
        let_pass(&w, FRAMES, seen);
        struct screen_counts after = screen_counts(w.f.screen);
        assert_int_equal(after.frames - before.frames, FRAMES);
        copied[i] = after.copied - before.copied;
        assert_in_range(copied[i] / FRAMES, 1, WIDTH * HEIGHT * 3 / 10);
        finish(&w.f);
    }
    /* In the same layout the same, but for where the bars of places come. */
    assert_in_range(copied[2], copied[1] - copied[1] / 200, copied[1] + copied[1] / 200);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_steady_frame_allocates_nothing),
        cmocka_unit_test(a_steady_frame_in_a_window_allocates_one_answer),
        cmocka_unit_test(each_picture_is_drawn_once_and_one_a_frame),
        cmocka_unit_test(a_steady_frame_copies_three_tenths_of_the_display_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
