/* What the log is told of a picture that cannot be drawn as it should. */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_link_that_is_too_long_for_a_code_is_told_once_in_ten_minutes),
    };
    simulated.run_ns = 1000 * SECOND_NS;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
