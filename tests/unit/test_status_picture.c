/* What a status costs the main thread: pixels that are copied, facts that are handed over; nothing is
 * allocated, and the picture is the one that stands there. */
#include "unit/screen_support.h"

#include <SDL.h>

#include "unit/allocations.h"

#include "base/file.h"
#include "base/hash.h"
#include "status/server.h"

enum { WIDTH = 640, HEIGHT = 360 };

static struct fixture begin(int rotate)
{
    struct fixture f = { .words = load_words("id"), .time = fresh_time(MONDAY_0941) };
    f.screen = open_screen(WIDTH, HEIGHT, rotate);
    int w, h;
    screen_size(f.screen, &w, &h);
    struct board_options options = default_options(f.words, w, h);
    options.metrics = screen_metrics(f.screen);
    f.board = board_new(&options);
    f.list = make_rows(1, 60);
    board_set_list(f.board, f.list, &f.time);
    show(&f);
    return f;
}

static void assert_same_picture(struct fixture *f, const uint32_t *pixels, int width, int height)
{
    struct error err = { "" };
    SDL_Surface *expected = screen_read(f->screen, &err);
    assert_non_null(expected);
    assert_int_equal(expected->w, width);
    assert_int_equal(expected->h, height);
    for (int y = 0; y < height; y++) {
        const uint8_t *line = (const uint8_t *)expected->pixels + (ptrdiff_t)y * expected->pitch;
        for (int x = 0; x < width; x++) {
            uint32_t rgb =
                (uint32_t)line[3 * x] << 16 | (uint32_t)line[3 * x + 1] << 8 | line[3 * x + 2];
            if ((pixels[y * width + x] & 0xFFFFFF) != rgb)
                fail_msg("(%d, %d): %06x instead of %06x", x, y, pixels[y * width + x], rgb);
        }
    }
    SDL_FreeSurface(expected);
}

/* Also where the display hangs on its side: what is copied is the display's own way up. */
static void what_is_copied_is_what_stands_there(void **state)
{
    (void)state;
    static const int turns[] = { 0, 90, 180, 270 };
    for (size_t i = 0; i < COUNT(turns); i++) {
        struct fixture f = begin(turns[i]);
        static uint32_t pixels[WIDTH * HEIGHT];
        memset(pixels, 0, sizeof(pixels));
        for (int n = 0; n < 700; n++) { /* past the pause before it moves */
            board_advance(f.board, &f.time);
            show(&f);
            if (n % 100 == 0)
                assert_true(screen_copy(f.screen, pixels, WIDTH, HEIGHT));
        }
        assert_true(screen_copy(f.screen, pixels, WIDTH, HEIGHT));
        assert_same_picture(&f, pixels, WIDTH, HEIGHT);
        finish(&f);
    }
}

static void another_size_is_no_picture(void **state)
{
    (void)state;
    struct fixture f = begin(90);
    static uint32_t pixels[WIDTH * HEIGHT];
    assert_false(screen_copy(f.screen, pixels, HEIGHT, WIDTH));
    assert_false(screen_copy(f.screen, pixels, WIDTH, HEIGHT - 1));
    assert_int_equal(pixels[0], 0);
    finish(&f);
}

/* Time is passed in. */
static void one_copy_serves_all_who_ask_within_a_second(void **state)
{
    (void)state;
    enum { SECOND = 1000000000 };
    CLEANUP(pictures_free) struct pictures *p = pictures_new();
    const struct buffer *png = NULL, *again = NULL;
    int width, height;
    uint64_t now = 90 * UINT64_C(1000000000);
    assert_int_equal(pictures_wanted(p), -1);
    assert_int_equal(pictures_get(p, 3, 4, 2, now, &png), PICTURE_COMING);
    assert_int_equal(pictures_get(p, 3, 4, 2, now, &png), PICTURE_COMING); /* wanted once */
    assert_int_equal(pictures_wanted(p), 3);
    uint32_t *pixels = pictures_canvas(p, 3, &width, &height);
    assert_true(width == 4 && height == 2);
    memset(pixels, 0x7F, 4 * 2 * sizeof(*pixels));
    pictures_give(p, 3, true);
    assert_int_equal(pictures_wanted(p), -1);
    assert_int_equal(pictures_get(p, 3, 4, 2, now, &png), PICTURE_READY);
    assert_memory_equal(png->data, "\x89PNG", 4);
    assert_int_equal(pictures_get(p, 3, 4, 2, now + SECOND - 1, &again), PICTURE_READY);
    assert_ptr_equal(again, png);
    assert_int_equal(pictures_wanted(p), -1); /* nothing was asked of the main thread */
    assert_int_equal(pictures_get(p, 3, 4, 2, now + SECOND, &png), PICTURE_COMING);
    pictures_give(p, 3, false);
    assert_int_equal(pictures_get(p, 3, 4, 2, now + SECOND, &png), PICTURE_NONE);
    assert_int_equal(pictures_get(p, 3, 0, 0, now + 3 * (uint64_t)SECOND, &png), PICTURE_NONE);
    /* A minute after the last look the memory is given back. */
    assert_true(pictures_tidy(p, now + 62 * (uint64_t)SECOND));
    assert_false(pictures_tidy(p, now + 63 * (uint64_t)SECOND));
    assert_int_equal(pictures_last(p, 3)->len, 0);
}

static void the_main_threads_part_allocates_nothing(void **state)
{
    (void)state;
    if (!ALLOCATIONS_COUNTED)
        skip();
    static uint32_t pixels[WIDTH * HEIGHT], points[STATUS_POINTS];
    static struct status_facts facts = { .screen_count = 16 };
    static struct status_sources sources = { .count = 16 };
    struct fixture f = begin(0);
    struct error err = { "" };
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(1u << 20);
    assert_true(file_read("assets/lang/id.ini", &text, &err));
    struct status_server *server = NULL;
    for (int port = 40000; !server && port < 60000; port++) {
        struct texts *texts = texts_parse(buffer_text(&text), text.len, "id", &err);
        server = status_server_open(&(struct status_server_options){ .address = "127.0.0.1",
                                                                     .port = port,
                                                                     .token = "",
                                                                     .sys = "/sys",
                                                                     .proc = "/proc",
                                                                     .folder = "" },
                                    texts, &err);
        if (!server)
            texts_free(texts);
    }
    assert_non_null(server);
    struct pictures *pictures = status_server_pictures(server);
    assert_true(screen_copy(f.screen, pixels, WIDTH, HEIGHT));
    allocations_forget();
    for (int i = 0; i < 100; i++) {
        screen_counts(f.screen);
        screen_frame_times(f.screen);
        screen_latest_frames(f.screen, points, STATUS_POINTS);
        status_server_tell(server, &facts);
        status_server_tell_sources(server, &sources);
        assert_int_equal(pictures_wanted(pictures), -1);
        assert_true(screen_copy(f.screen, pixels, WIDTH, HEIGHT));
        status_server_wake(server);
    }
    assert_int_equal(allocations.calls, 0);
    status_server_close(server);
    finish(&f);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_copied_is_what_stands_there),
        cmocka_unit_test(another_size_is_no_picture),
        cmocka_unit_test(one_copy_serves_all_who_ask_within_a_second),
        cmocka_unit_test(the_main_threads_part_allocates_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
