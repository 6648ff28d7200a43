/* What the gpu back end shows is what the cpu back end shows, pixel for pixel; its draw calls,
 * counted; and its pace where the driver does not wait. */
#include "unit/gpu_support.h"

#include "base/clock.h"

static void assert_same_picture(struct screen *a, struct screen *b, const char *what, int n)
{
    struct error err = { "" };
    assert_same_pixels(screen_read(a, &err), screen_read(b, &err), what, n);
}

/* Lists come and go, so that places on the sheets are given back and taken again; all moves. */
static void follow(struct fixture *f, struct screen *cpu, const char *driver)
{
    uint32_t chance = 7;
    for (int n = 0; n < 150; n++) {
        chance = chance * 1664525u + 1013904223u;
        for (int step = 0; step < 5; step++)
            board_advance(f->board, &f->time);
        if (n % 30 == 29) {
            int first = (int)(chance >> 28);
            change_list(f, first, first + (int)(chance >> 20) % 90);
        }
        const struct frame *frame = board_frame(f->board, &f->time);
        show_on(f->screen, frame);
        show_on(cpu, frame);
        if (n % 6 == 0 || n % 30 == 29)
            assert_same_picture(f->screen, cpu, driver, n);
    }
}

static void both_back_ends_show_the_same_in_motion(void **state)
{
    (void)state;
    static const struct {
        int width, height, rotate;
    } screens[] = { { 1280, 720, 0 }, { 1280, 720, 90 }, { 800, 480, 180 }, { 1024, 600, 270 } };
    for (size_t i = 0; i < COUNT(screens) * COUNT(render_drivers); i++) {
        const char *driver = render_drivers[i % 2];
        int width = screens[i / 2].width, height = screens[i / 2].height,
            rotate = screens[i / 2].rotate;
        CLEANUP(displays_close) struct displays *displays = open_displays(driver);
        struct fixture f = begin_gpu(60, width, height, rotate);
        CLEANUP(screen_close) struct screen *cpu = open_screen(width, height, rotate);
        follow(&f, cpu, driver);
        finish(&f);
    }
}

static void a_full_board_is_less_than_twenty_draw_calls(void **state)
{
    (void)state;
    static const struct {
        int width, height, rotate, rows;
    } screens[] = {
        { 1920, 1080, 0, 240 }, { 1920, 1080, 0, 4000 }, { 1920, 1080, 90, 600 },
        { 3840, 2160, 0, 600 }, { 800, 480, 0, 600 },
    };
    CLEANUP(displays_close) struct displays *displays = open_displays(render_drivers[0]);
    for (size_t i = 0; i < COUNT(screens); i++) {
        struct fixture f =
            begin_gpu(screens[i].rows, screens[i].width, screens[i].height, screens[i].rotate);
        assert_int_equal(board_plan(f.board)->form.columns, 2);
        show(&f);
        /* Past the dwell, when nothing but the notices moves. */
        for (int n = 0; n < 8 * 60; n++)
            board_advance(f.board, &f.time);
        for (int n = 0; n < 12; n++) {
            struct screen_counts before = screen_counts(f.screen);
            for (int step = 0; step < 20; step++)
                board_advance(f.board, &f.time);
            show(&f);
            struct screen_counts after = screen_counts(f.screen);
            assert_int_equal(after.frames, before.frames + 1);
            assert_in_range(after.draws - before.draws, 2, 19);
        }
        finish(&f);
    }
}

/* A row moved by some pixels is the same pixels there: letters do not shimmer while they scroll. */
static void a_picture_is_the_same_pixels_wherever_it_stands(void **state)
{
    (void)state;
    enum { WIDTH = 900, HEIGHT = 300 };
    for (size_t d = 0; d < COUNT(render_drivers); d++) {
        CLEANUP(displays_close) struct displays *displays = open_displays(render_drivers[d]);
        struct fixture f = begin_gpu(60, WIDTH, HEIGHT, 0);
        const struct picture *row = NULL;
        const struct frame *full = board_frame(f.board, &f.time);
        for (int i = 0; i < full->sprite_count; i++) {
            if (strcmp(full->sprites[i].picture->role, "row") == 0)
                row = full->sprites[i].picture;
        }
        assert_non_null(row);
        struct frame frame = {
            .width = WIDTH, .height = HEIGHT, .band_count = 1, .sprite_count = 1
        };
        frame.bands[0] =
            (struct band){ .id = BAND_LIST, .box = { 0, 0, WIDTH, HEIGHT }, .count = 1 };
        SDL_Surface *first = NULL;
        struct error err = { "" };
        for (int k = 0; k < 61; k++) {
            SDL_Rect at = { k % 5, k, row->w - 5, row->h };
            frame.sprites[0] = (struct sprite){ row, at.x, at.y };
            show_on(f.screen, &frame);
            SDL_Surface *all = screen_read(f.screen, &err);
            SDL_Surface *part =
                SDL_CreateRGBSurfaceWithFormat(0, at.w, at.h, 24, all->format->format);
            SDL_BlitSurface(all, &at, part, NULL);
            SDL_FreeSurface(all);
            if (first)
                assert_same_pixels(SDL_DuplicateSurface(first), part, "moved by", k);
            else
                first = part;
        }
        SDL_FreeSurface(first);
        finish(&f);
    }
}

static void a_device_that_was_reset_gets_all_pictures_anew(void **state)
{
    (void)state;
    CLEANUP(displays_close) struct displays *displays = open_displays(render_drivers[0]);
    struct fixture f = begin_gpu(5, 800, 480, 0);
    struct error err = { "" };
    show(&f);
    SDL_Surface *expected = screen_read(f.screen, &err);
    uint64_t rastered = screen_counts(f.screen).rastered;
    int happened;
    SDL_PushEvent(&(SDL_Event){ .type = SDL_RENDER_TARGETS_RESET });
    screens_wait(&f.screen, 1, 0, &happened);
    show(&f);
    assert_int_equal(screen_counts(f.screen).rastered, rastered);
    assert_int_equal(screen_counts(f.screen).frames, 2);
    SDL_PushEvent(&(SDL_Event){ .type = SDL_RENDER_DEVICE_RESET });
    screens_wait(&f.screen, 1, 0, &happened);
    assert_int_equal(happened, SCREEN_NONE);
    show(&f);
    assert_int_equal(screen_counts(f.screen).rastered, 2 * rastered);
    assert_same_pixels(expected, screen_read(f.screen, &err), "after reset", 1);
    finish(&f);
}

/* SDL's "offscreen" says that it waits for the display, and shows thousands of frames a second. */
static void a_driver_that_does_not_wait_is_held_to_the_displays_rate(void **state)
{
    (void)state;
    CLEANUP(displays_close) struct displays *displays = open_displays(render_drivers[0]);
    struct fixture f = begin_gpu(600, 320, 240, 0);
    show(&f);
    for (int waits = 0; waits < 2; waits++) {
        screen_set_waiting(f.screen, waits);
        uint64_t begun = clock_monotonic_ns();
        for (int shown = 0; shown < 25;) {
            if (!screen_is_due(f.screen)) {
                screens_pace(&f.screen, 1);
                continue;
            }
            board_advance(f.board, &f.time);
            show(&f);
            shown++;
        }
        /* The first may come at once. */
        assert_true(clock_monotonic_ns() - begun > UINT64_C(23) * 1000000000 / 60);
    }
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
        cmocka_unit_test(both_back_ends_show_the_same_in_motion),
        cmocka_unit_test(a_full_board_is_less_than_twenty_draw_calls),
        cmocka_unit_test(a_picture_is_the_same_pixels_wherever_it_stands),
        cmocka_unit_test(a_device_that_was_reset_gets_all_pictures_anew),
        cmocka_unit_test(a_driver_that_does_not_wait_is_held_to_the_displays_rate),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}
