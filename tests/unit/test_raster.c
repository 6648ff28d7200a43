/* What the pixels of a picture are, where that can be said; and what the log is told where it cannot be drawn. */
#include "unit/heard.h"
#include "unit/simulated_clock.h"

#include "base/base.h"
#include "screen/raster.h"

/* Draws a code of so many letters; whether there is any black in it. */
static bool draw(struct raster *r, size_t letters)
{
    enum { SIDE = 400 };
    CLEANUP_FREE char *link = xcalloc(1, letters + 1);
    memset(link, 'a', letters);
    CLEANUP_FREE struct picture *p = xcalloc(1, sizeof(*p) + sizeof(*p->items));
    p->w = p->h = SIDE;
    p->ground = 0xFFFFFF;
    p->count = 1;
    p->items[0] =
        (struct item){ .kind = ITEM_QR, .box = { 0, 0, SIDE, SIDE }, .text = link, .role = "code" };
    SDL_Surface *onto = SDL_CreateRGBSurfaceWithFormat(0, SIDE, SIDE, 32, SDL_PIXELFORMAT_RGB888);
    raster_picture(r, p, onto);
    bool black = false;
    for (int i = 0; i < SIDE * SIDE; i++)
        black |= ((const Uint32 *)onto->pixels)[i] == 0;
    SDL_FreeSurface(onto);
    return black;
}

static void a_link_that_is_too_long_for_a_code_is_told_once_in_ten_minutes(void **state)
{
    (void)state;
    static const char sentence[] =
        "the link for the QR code is too long to be scanned (3000 bytes)";
    struct raster r = { 0 };
    listen_to_log();
    bool short_one = draw(&r, 100), long_one = false;
    assert_string_equal(heard(), "");
    assert_true(short_one);
    for (int i = 0; i <= 60; i++, simulated.run_ns += 10 * SECOND_NS) {
        listen_to_log();
        long_one |= draw(&r, 3000);
        const char *text = heard();
        if (i % 60 == 0 ? !strstr(text, sentence) : *text != '\0')
            fail_msg("%d: %s", i, text);
        if (i == 60)
            assert_non_null(strstr(text, " (60 times since it was last told)\n"));
    }
    assert_false(long_one);
}

enum { SIDE = 40 };

/* A white box with round corners on black. */
static SDL_Surface *draw_round(struct rect box, int radius)
{
    CLEANUP_FREE struct picture *p = xcalloc(1, sizeof(*p) + sizeof(*p->items));
    struct raster r = { 0 };
    p->w = p->h = SIDE;
    p->count = 1;
    p->items[0] =
        (struct item){ .kind = ITEM_FILL, .box = box, .colour = 0xFFFFFF, .radius = radius };
    SDL_Surface *onto = SDL_CreateRGBSurfaceWithFormat(0, SIDE, SIDE, 32, SDL_PIXELFORMAT_RGB888);
    raster_picture(&r, p, onto);
    return onto;
}

static unsigned grey(const SDL_Surface *s, int x, int y)
{
    return ((const Uint32 *)s->pixels)[y * SIDE + x] & 0xFF;
}

static void a_round_box_is_white_within_and_softens_at_its_four_corners_alike(void **state)
{
    (void)state;
    enum { X = 3, Y = 5, W = 31, H = 20, RADIUS = 8 };
    SDL_Surface *s = draw_round((struct rect){ X, Y, W, H }, RADIUS);
    int soft = 0;
    for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
            unsigned here = grey(s, x, y);
            if (x < X || x >= X + W || y < Y || y >= Y + H) {
                assert_int_equal(here, 0);
                continue;
            }
            assert_int_equal(here, grey(s, 2 * X + W - 1 - x, y));
            assert_int_equal(here, grey(s, x, 2 * Y + H - 1 - y));
            bool corner = MIN(x - X, X + W - 1 - x) < RADIUS && MIN(y - Y, Y + H - 1 - y) < RADIUS;
            soft += here > 0 && here < 0xFF;
            if (!corner)
                assert_int_equal(here, 0xFF);
        }
    }
    assert_int_equal(grey(s, X, Y), 0);
    assert_int_equal(grey(s, X + RADIUS - 1, Y + RADIUS - 1), 0xFF);
    assert_in_range(soft, 4 * 5, 4 * 2 * RADIUS);
    SDL_FreeSurface(s);
}

/* A panel is higher than the picture of a small display. */
static void a_round_box_that_reaches_beyond_its_picture_is_cut(void **state)
{
    (void)state;
    SDL_Surface *s = draw_round((struct rect){ -9, 30, 2 * SIDE, SIDE }, 12);
    assert_int_equal(grey(s, 0, 29), 0);
    assert_int_equal(grey(s, 5, 30), 0xFF);
    assert_int_equal(grey(s, SIDE - 1, SIDE - 1), 0xFF);
    SDL_FreeSurface(s);
}

static void a_radius_beyond_half_of_the_box_makes_a_circle_of_it(void **state)
{
    (void)state;
    SDL_Surface *s = draw_round((struct rect){ 10, 10, 20, 20 }, 1000);
    assert_int_equal(grey(s, 12, 12), 0);
    assert_in_range(grey(s, 20, 10), 0xF0, 0xFF); /* where the circle touches the box */
    assert_in_range(grey(s, 10, 20), 0xF0, 0xFF);
    SDL_FreeSurface(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_round_box_is_white_within_and_softens_at_its_four_corners_alike),
        cmocka_unit_test(a_round_box_that_reaches_beyond_its_picture_is_cut),
        cmocka_unit_test(a_radius_beyond_half_of_the_box_makes_a_circle_of_it),
        cmocka_unit_test(a_link_that_is_too_long_for_a_code_is_told_once_in_ten_minutes),
    };
    simulated.run_ns = 1000 * SECOND_NS;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
