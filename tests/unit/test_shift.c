/* The slow walk of the picture against burn-in, and the margin around it, on a screen in memory. */
#include "unit/screen_support.h"

#include <SDL.h>

#include "view/shift.h"

#define STEP 180

static void the_room_is_as_large_as_the_display_makes_it(void **state)
{
    (void)state;
    static const struct {
        int px, width, height, room;
    } cases[] = {
        { 0, 1920, 1080, 0 }, { 2, 1920, 1080, 2 }, { 8, 1080, 1920, 8 },
        { 2, 3840, 2160, 4 }, { 1, 800, 480, 1 },   { 8, 800, 480, 4 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct shift s = shift_make(cases[i].px, true, cases[i].width, cases[i].height);
        assert_int_equal(s.room, cases[i].room);
    }
}

static void walks_a_pixel_at_a_time_and_comes_by_every_place(void **state)
{
    (void)state;
    for (int room = 1; room <= 8; room++) {
        struct shift s = { room, true };
        bool been[17][17] = { { false } };
        int side = 2 * room + 1, places = 0;
        struct frame before = { 0 };
        shift_frame(&s, 0, &before);
        for (int64_t now = 0; now < (int64_t)STEP * 2 * side * side; now += STEP) {
            struct frame f = { 0 };
            shift_frame(&s, now, &f);
            assert_int_equal(f.margin.left + f.margin.right, 2 * room);
            assert_int_equal(f.margin.top + f.margin.bottom, 2 * room);
            assert_true(f.margin.left >= 0 && f.margin.right >= 0 && f.margin.top >= 0 &&
                        f.margin.bottom >= 0);
            int moved =
                abs(f.margin.left - before.margin.left) + abs(f.margin.top - before.margin.top);
            assert_int_equal(moved, now ? 1 : 0);
            places += !been[f.margin.left][f.margin.top];
            been[f.margin.left][f.margin.top] = true;
            before = f;
        }
        assert_int_equal(places, side * side);
    }
}

static void stands_between_two_steps_and_where_it_is_told_to(void **state)
{
    (void)state;
    struct shift walks = { 3, true }, stands = { 3, false }, off = { 0, true };
    struct frame a = { 0 }, b = { 0 };
    shift_frame(&walks, STEP * 1000, &a);
    shift_frame(&walks, STEP * 1001 - 1, &b);
    assert_memory_equal(&a.margin, &b.margin, sizeof(a.margin));
    shift_frame(&stands, MONDAY_0941, &a);
    assert_true(a.margin.left == 3 && a.margin.top == 3 && a.margin.right == 3 &&
                a.margin.bottom == 3);
    shift_frame(&off, MONDAY_0941, &a);
    assert_true(a.margin.left == 0 && a.margin.bottom == 0);
    shift_frame(&walks, -5, &a); /* a clock before 1970 */
    assert_int_equal(a.margin.left, 0);
}

/* ---- on a screen */

static struct fixture begin(int width, int height, int rotate, int shift)
{
    struct fixture f = { .words = load_words("id"), .time = fresh_time(MONDAY_0941) };
    f.screen = open_screen(width, height, rotate);
    int w, h;
    screen_size(f.screen, &w, &h);
    struct board_options options = default_options(f.words, w, h);
    options.metrics = screen_metrics(f.screen);
    options.shift = shift;
    options.link = "https://dukcapil.example.go.id/siap";
    f.board = board_new(&options);
    /* Rows of three places, so that their bars move with the list. */
    const char *ids[300];
    char texts[300][16];
    for (int i = 0; i < 300; i++) {
        snprintf(texts[i], sizeof(texts[i]), "%c:%d", 'a' + (i < 10 ? 0 : 1 + i / 20 % 2), i);
        ids[i] = texts[i];
    }
    f.list = make_list(ids, 300);
    board_set_list(f.board, f.list, &f.time);
    return f;
}

static SDL_Surface *read_screen(struct screen *s)
{
    struct error err = { "" };
    SDL_Surface *pixels = screen_read(s, &err);
    if (!pixels)
        fail_msg("%s", err.text);
    return pixels;
}

static colour pixel(const SDL_Surface *s, int x, int y)
{
    uint32_t value = 0;
    int bytes = s->format->BytesPerPixel;
    memcpy(&value, (const uint8_t *)s->pixels + y * s->pitch + x * bytes, (size_t)bytes);
    uint8_t r, g, b;
    SDL_GetRGB(value, s->format, &r, &g, &b);
    return (colour)r << 16 | (colour)g << 8 | b;
}

static bool holds(struct rect box, int x, int y)
{
    return x >= box.x && x < box.x + box.w && y >= box.y && y < box.y + box.h;
}

/* What the frame says for a pixel of the margin: the ground of the picture
 * or band that lies nearest. */
static colour ground_near(const struct frame *f, int x, int y)
{
    x = MAX(0, MIN(x - f->margin.left, f->width - 1));
    y = MAX(0, MIN(y - f->margin.top, f->height - 1));
    for (int i = 0; i < f->band_count; i++) {
        const struct band *band = &f->bands[i];
        if (!holds(band->box, x, y))
            continue;
        bool beside = x == 0 || x == f->width - 1;
        for (int k = band->first; beside && k < band->first + band->count; k++) {
            const struct sprite *s = &f->sprites[k];
            if (holds((struct rect){ s->x, s->y, s->picture->w, s->picture->h }, x, y))
                return s->picture->ground;
        }
        return band->ground;
    }
    fail_msg("no band at %d,%d", x, y);
    return 0;
}

static void the_margin_goes_on_in_the_grounds_beside_it(void **state)
{
    (void)state;
    struct fixture f = begin(540, 960, 0, 8);
    int bars = 0;
    for (int step = 0; step < 90; step++) {
        f.time.now_s += step % 3 ? 0 : STEP;
        for (int n = 0; n < 20; n++) {
            board_advance(f.board, &f.time);
            show(&f);
        }
        const struct frame *frame = board_frame(f.board, &f.time);
        SDL_Surface *pixels = read_screen(f.screen);
        for (int y = 0; y < 960; y++) {
            for (int x = 0; x < 540; x++) {
                bool inside = x >= frame->margin.left && x < 540 - frame->margin.right &&
                              y >= frame->margin.top && y < 960 - frame->margin.bottom;
                if (inside)
                    x = 540 - frame->margin.right; /* from the left margin to the right one */
                if (x < 540 && pixel(pixels, x, y) != ground_near(frame, x, y))
                    fail_msg("step %d: %06X at %d,%d", step, pixel(pixels, x, y), x, y);
            }
        }
        SDL_FreeSurface(pixels);
        const struct band *list = &frame->bands[BAND_LIST];
        for (int k = list->first; k < list->first + list->count; k++)
            bars += frame->sprites[k].picture->ground != list->ground;
    }
    assert_true(bars > 3); /* a place's bar was among the rows */
    finish(&f);
}

static void a_step_draws_what_drawing_at_once_does(void **state)
{
    (void)state;
    static const struct {
        int width, height, rotate;
    } screens[] = { { 960, 540, 0 }, { 540, 960, 90 }, { 960, 540, 180 }, { 540, 960, 270 } };
    for (size_t i = 0; i < COUNT(screens); i++) {
        struct fixture f =
            begin(screens[i].width, screens[i].height, screens[i].rotate, 2 + (int)i * 2);
        for (int step = 0; step < 12; step++) {
            for (int n = 0; n < 30; n++) {
                board_advance(f.board, &f.time);
                show(&f);
            }
            f.time.now_s += STEP;
            show(&f);
            struct error err = { "" };
            struct screen *fresh =
                open_screen(screens[i].width, screens[i].height, screens[i].rotate);
            assert_true(screen_present(fresh, board_frame(f.board, &f.time), &err));
            SDL_Surface *expected = read_screen(fresh), *drawn = read_screen(f.screen);
            assert_int_equal(drawn->w, expected->w);
            assert_memory_equal(drawn->pixels, expected->pixels, (size_t)(drawn->pitch * drawn->h));
            SDL_FreeSurface(expected);
            SDL_FreeSurface(drawn);
            screen_close(fresh);
        }
        finish(&f);
    }
}

static void between_steps_a_frame_costs_what_it_costs_without(void **state)
{
    (void)state;
    uint64_t copied[2];
    for (int i = 0; i < 2; i++) {
        struct fixture f = begin(1920, 1080, 0, i * 2);
        f.time.now_s += 2 * STEP - f.time.now_s % STEP;
        show(&f);
        struct screen_counts before = screen_counts(f.screen);
        for (int n = 0; n < 600; n++) {
            board_advance(f.board, &f.time);
            show(&f);
        }
        copied[i] = screen_counts(f.screen).copied - before.copied;
        finish(&f);
    }
    assert_in_range(copied[1], copied[0] * 9 / 10, copied[0] * 11 / 10);
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
        cmocka_unit_test(the_room_is_as_large_as_the_display_makes_it),
        cmocka_unit_test(walks_a_pixel_at_a_time_and_comes_by_every_place),
        cmocka_unit_test(stands_between_two_steps_and_where_it_is_told_to),
        cmocka_unit_test(the_margin_goes_on_in_the_grounds_beside_it),
        cmocka_unit_test(a_step_draws_what_drawing_at_once_does),
        cmocka_unit_test(between_steps_a_frame_costs_what_it_costs_without),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}
