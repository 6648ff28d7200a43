/* Logos: what is drawn, and what is refused before it costs memory. */
#include "unit/test.h"

#include <SDL_image.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "screen/logo.h"

static const char square[] =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\" viewBox=\"0 0 8 8\">"
    "<rect x=\"2\" y=\"2\" width=\"4\" height=\"4\" fill=\"#FF0000\"/></svg>";

/* A file that is gone when the test ends. */
struct temporary {
    char path[64];
};

static void remove_temporary(const struct temporary *t)
{
    unlink(t->path);
}

static struct temporary write_temporary(const void *data, size_t len)
{
    struct temporary t = { "/tmp/siapambil-logo-XXXXXX" };
    struct error err = { "" };
    int fd = mkstemp(t.path);
    assert_true(fd >= 0);
    close(fd);
    assert_true(file_replace(t.path, data, len, 0600, &err));
    return t;
}

/* The left half red, the right half clear, whose hidden colour is white. */
static SDL_Surface *make_bitmap(int w, int h)
{
    SDL_Surface *s = SDL_CreateRGBSurfaceWithFormat(0, w, h, 32, SDL_PIXELFORMAT_ARGB8888);
    assert_non_null(s);
    SDL_FillRect(s, NULL, 0x00FFFFFF);
    SDL_FillRect(s, &(SDL_Rect){ 0, 0, w / 2, h }, 0xFFFF0000);
    return s;
}

static void encode(SDL_Surface *s, bool jpeg, struct buffer *out)
{
    struct error err = { "" };
    struct temporary t = write_temporary("", 0);
    assert_int_equal(jpeg ? IMG_SaveJPG(s, t.path, 90) : IMG_SavePNG(s, t.path), 0);
    assert_true(file_read(t.path, out, &err));
    remove_temporary(&t);
    SDL_FreeSurface(s);
}

static void check(const char *what, const void *data, size_t len, const char *expected)
{
    struct temporary t = write_temporary(data, len);
    struct error err = { "" };
    struct logo *l = logo_open(t.path, &err);
    remove_temporary(&t);
    if (expected ? l != NULL : l == NULL)
        fail_msg("%s: %s", what, l ? "taken" : err.text);
    if (expected && !(strstr(err.text, t.path) && strstr(err.text, expected)))
        fail_msg("%s: %s", what, err.text);
    if (l)
        logo_close(l);
}

static void what_is_no_whole_picture_is_refused(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer png = BUFFER_INIT(0), jpeg = BUFFER_INIT(0);
    encode(make_bitmap(300, 200), false, &png);
    encode(make_bitmap(300, 200), true, &jpeg);
    check("a PNG", png.data, png.len, NULL);
    check("a JPEG", jpeg.data, jpeg.len, NULL);
    check("an SVG", square, strlen(square), NULL);
    check("nothing", "", 0, "no picture; allowed: PNG, JPEG, SVG");
    check("a text", "Dinas Dukcapil", 14, "no picture");
    check("a page", "<html><body></body></html>", 26, "no picture");
    for (size_t len = 0; len + 8 < png.len; len += 7)
        check("a PNG cut off", png.data, len, "");
    for (size_t len = 0; len + 2 < jpeg.len; len += 61)
        check("a JPEG cut off", jpeg.data, len, "");
    check("an SVG cut off", square, strlen(square) - 7, "cut off");
    png.data[png.len / 2] ^= 0x55;
    check("a damaged PNG", png.data, png.len, "cannot be drawn");
}

static void a_huge_one_is_refused_before_it_is_decoded(void **state)
{
    (void)state;
    /* 60,000 x 50,000 pixels would be 12 GB. */
    static const char png[] = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\xEA\x60\0\0\xC3\x50\x08\6\0\0\0"
                              "\0\0\0\0\0\0\0\0IEND";
    check("a huge PNG", png, sizeof(png), "60000x50000 pixels; allowed: 8 million");
    static const char jpeg[] =
        "\xFF\xD8\xFF\xE0\0\4ab\xFF\xC2\0\x11\x08\xFF\xFF\xFF\xFF\3......\xFF\xD9";
    check("a huge JPEG", jpeg, sizeof(jpeg), "65535x65535 pixels; allowed: 8 million");
    CLEANUP_BUFFER struct buffer large = BUFFER_INIT(0);
    buffer_append(&large, square, strlen(square));
    while (large.len <= LOGO_MAX_BYTES)
        buffer_addf(&large, "<!-- %0*d -->", 65000, 0);
    check("a long SVG", large.data, large.len, "longer than the 4194304 bytes allowed");
}

static struct logo *open_data(const void *data, size_t len)
{
    struct temporary t = write_temporary(data, len);
    struct error err = { "" };
    struct logo *l = logo_open(t.path, &err);
    remove_temporary(&t);
    if (!l)
        fail_msg("%s", err.text);
    return l;
}

static Uint32 pixel(const SDL_Surface *s, int x, int y)
{
    return ((const Uint32 *)(const void *)((const Uint8 *)s->pixels + y * s->pitch))[x] & 0xFFFFFF;
}

#define GROUND 0x102030

static SDL_Surface *draw(struct logo *l, int side)
{
    SDL_Surface *onto = SDL_CreateRGBSurfaceWithFormat(0, side, side, 32, SDL_PIXELFORMAT_RGB888);
    assert_non_null(onto);
    SDL_FillRect(onto, NULL, GROUND);
    logo_draw(l, onto, &(struct rect){ 0, 0, side, side }, GROUND);
    return onto;
}

/* At every size a pixel is red or ground: an edge that was scaled up would be a slope. */
static void an_svg_is_sharp_at_every_size(void **state)
{
    (void)state;
    CLEANUP(logo_close) struct logo *l = open_data(square, strlen(square));
    static const int sides[] = { 40, 84, 168, 336, 84 };
    for (size_t i = 0; i < COUNT(sides); i++) {
        SDL_Surface *onto = draw(l, sides[i]);
        int red = 0, ground = 0, all = sides[i] * sides[i];
        for (int y = 0; y < sides[i]; y++) {
            for (int x = 0; x < sides[i]; x++) {
                red += pixel(onto, x, y) == 0xFF0000;
                ground += pixel(onto, x, y) == GROUND;
            }
        }
        SDL_FreeSurface(onto);
        assert_int_equal(red, all / 4);
        assert_int_equal(red + ground, all);
    }
}

static void a_bitmap_keeps_its_shape_and_has_no_fringe(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer png = BUFFER_INIT(0);
    encode(make_bitmap(2400, 1200), false, &png);
    CLEANUP(logo_close) struct logo *l = open_data(png.data, png.len);
    SDL_Surface *onto = draw(l, 100);
    assert_int_equal(pixel(onto, 10, 10), GROUND); /* twice as wide as high */
    assert_int_equal(pixel(onto, 10, 50), 0xFF0000);
    assert_int_equal(pixel(onto, 90, 50), GROUND);
    for (int x = 0; x < 100; x++)
        assert_in_range(pixel(onto, x, 50) >> 8 & 0xFF, 0, GROUND >> 8 & 0xFF); /* no white */
    SDL_FreeSurface(onto);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_whole_picture_is_refused),
        cmocka_unit_test(a_huge_one_is_refused_before_it_is_decoded),
        cmocka_unit_test(an_svg_is_sharp_at_every_size),
        cmocka_unit_test(a_bitmap_keeps_its_shape_and_has_no_fringe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
