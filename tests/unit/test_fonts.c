/* Letters of every script: in which order, of which font, and what stands where there is none. */
#include "unit/test.h"

#include <SDL.h>
#include <fontconfig/fontconfig.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "screen/fonts.h"
#include "screen/runs.h"

/* ---- runs */

static const struct {
    const char *what, *text,
        *runs; /* "script text" from left to right, parted by '|'; '<' is rtl */
} splits[] = {
    { "nothing", "", "" },
    { "a name", "BUDI S••••••", "Latn BUDI S••••••" },
    { "signs alone", "2026 – (3)", "Latn 2026 – (3)" },
    { "an accent of its own", "e\xCC\x81 x", "Latn e\xCC\x81 x" },
    { "Balinese", "ᬩᬮᬶ", "Bali ᬩᬮᬶ" },
    { "two scripts, a blank with the first", "ᬩᬮᬶ Bali", "Bali ᬩᬮᬶ |Latn Bali" },
    { "signs before the first letter", "(ꦗꦮ) 1", "Java (ꦗꦮ) 1" },
    { "Jawi goes the other way", "جاوي كوتا", "Arab<جاوي كوتا" },
    { "a Latin word in it keeps its own", "كوتا KTP كوتا", "Arab< كوتا|Latn KTP|Arab<كوتا " },
    { "so does a number", "كوتا 2026", "Latn 2026|Arab<كوتا " },
    { "Jawi in a Latin line", "Kota كوتا Bandung", "Latn Kota |Arab<كوتا|Latn  Bandung" },
};

static void text_is_split_by_script_and_direction(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(splits); i++) {
        CLEANUP_BUFFER struct buffer runs = BUFFER_INIT(0), seen = BUFFER_INIT(0);
        runs_split(splits[i].text, strlen(splits[i].text), &runs);
        for (size_t at = 0; at < runs.len; at += sizeof(struct run)) {
            struct run run;
            memcpy(&run, runs.data + at, sizeof(run));
            buffer_addf(&seen, "%s%s%c%.*s", at ? "|" : "", run.script, run.rtl ? '<' : ' ',
                        (int)run.len, splits[i].text + run.start);
        }
        if (strcmp(buffer_text(&seen), splits[i].runs) != 0)
            fail_msg("%s: %s", splits[i].what, buffer_text(&seen));
    }
}

/* ---- what is drawn */

#define SIZE     64
#define BASELINE 120

static struct fonts *open_fonts(void)
{
    struct error err = { "" };
    struct fonts *f = fonts_open("", true, &err);
    if (!f)
        fail_msg("%s", err.text);
    return f;
}

static int width(struct fonts *f, const char *text)
{
    const struct metrics *m = fonts_metrics(f);
    return m->width(m->ctx, FACE_REGULAR, SIZE, text, strlen(text));
}

static SDL_Surface *draw(struct fonts *f, const char *text)
{
    SDL_Surface *s = SDL_CreateRGBSurfaceWithFormat(0, 800, 240, 32, SDL_PIXELFORMAT_RGB888);
    assert_non_null(s);
    SDL_FillRect(s, NULL, 0);
    fonts_draw(f, FACE_REGULAR, SIZE, text, (SDL_Color){ 255, 255, 255, 255 }, s, 20, BASELINE);
    return s;
}

/* How much ink stands in a box. */
static int ink(const SDL_Surface *s, int left, int top, int right, int bottom)
{
    int n = 0;
    for (int y = top; y < bottom; y++) {
        const Uint32 *line =
            (const Uint32 *)(const void *)((const Uint8 *)s->pixels + y * s->pitch);
        for (int x = left; x < right; x++)
            n += (line[x] & 0xFF) > 128;
    }
    return n;
}

/* "s" and "k" without a vowel between them stand one under the other; a shaper that does not
 * know the script would set them side by side, with a sign that says what is missing. */
static void signs_of_regional_scripts_are_stacked(void **state)
{
    (void)state;
    static const struct {
        const char *what, *base, *stack;
    } cases[] = {
        { "Balinese", "ᬲ", "ᬲ᭄ᬓ" },
        { "Javanese", "ꦱ", "ꦱ꧀ꦏ" },
    };
    struct fonts *f = open_fonts();
    for (size_t i = 0; i < COUNT(cases); i++) {
        SDL_Surface *base = draw(f, cases[i].base), *stack = draw(f, cases[i].stack);
        if (width(f, cases[i].stack) * 10 > width(f, cases[i].base) * 13)
            fail_msg("%s is not stacked", cases[i].what);
        assert_int_equal(ink(base, 0, BASELINE + SIZE / 4, 800, 240), 0);
        assert_true(ink(stack, 0, BASELINE + SIZE / 4, 800, 240) > 50);
        SDL_FreeSurface(base);
        SDL_FreeSurface(stack);
    }
    fonts_close(f);
}

/* Alif is a stroke, ba a flat bowl: the one that is read first stands at the right. */
static void jawi_is_drawn_from_the_right(void **state)
{
    (void)state;
    struct fonts *f = open_fonts();
    SDL_Surface *s = draw(f, "اب");
    int w = width(f, "اب"), high = BASELINE - SIZE / 3;
    assert_int_equal(ink(s, 0, 0, 20 + w / 2, high), 0);
    assert_true(ink(s, 20 + w / 2, 0, 800, high) > 50);
    SDL_FreeSurface(s);
    fonts_close(f);
}

static void a_text_is_as_wide_as_its_parts_whatever_the_script(void **state)
{
    (void)state;
    struct fonts *f = open_fonts();
    assert_int_equal(width(f, "Kota ᬩᬮᬶ Baru"),
                     width(f, "Kota ") + width(f, "ᬩᬮᬶ ") + width(f, "Baru"));
    assert_int_equal(width(f, ""), 0);
    fonts_close(f);
}

static void a_word_in_another_script_stands_behind_the_one_before(void **state)
{
    (void)state;
    struct fonts *f = open_fonts();
    SDL_Surface *one = draw(f, "Kota "), *both = draw(f, "Kota ᬩᬮᬶ");
    int behind = 20 + width(f, "Kota ");
    assert_int_equal(ink(one, behind, 0, 800, 240), 0);
    assert_true(ink(both, behind, 0, 800, 240) > 50);
    assert_int_equal(ink(both, 0, 0, behind, 240), ink(one, 0, 0, behind, 240));
    SDL_FreeSurface(one);
    SDL_FreeSurface(both);
    fonts_close(f);
}

/* Widths are remembered: asked again, and in another order, they are the same, and those of another
 * face, size or text are others. */
static void a_width_is_the_same_whenever_it_is_asked_for(void **state)
{
    (void)state;
    enum { SIZES = 40, LENGTHS = 12 };
    static int first[FACES][SIZES][LENGTHS];
    struct fonts *f = open_fonts();
    const struct metrics *m = fonts_metrics(f);
    for (int round = 0; round < 2; round++) {
        for (int n = 0; n < FACES * SIZES * LENGTHS; n++) {
            int i = round ? FACES * SIZES * LENGTHS - 1 - n : n;
            int face = i % FACES, size = i / FACES % SIZES, len = i / FACES / SIZES;
            int w = m->width(m->ctx, (enum face)face, 20 + size, "BUDI SANTOSO", (size_t)len + 1);
            if (round)
                assert_int_equal(w, first[face][size][len]);
            first[face][size][len] = w;
        }
    }
    assert_true(first[FACE_BOLD][30][11] > first[FACE_REGULAR][30][11]);
    for (int len = 1; len < LENGTHS; len++)
        assert_true(first[FACE_REGULAR][30][len] > first[FACE_REGULAR][30][len - 1]);
    for (int size = 1; size < SIZES; size++)
        assert_true(first[FACE_REGULAR][size][11] > first[FACE_REGULAR][size - 1][11]);
    fonts_close(f);
}

/* ---- fonts that are not there */

/* A folder with Inter alone, and a configuration of fontconfig that knows no other. */
struct alone {
    char folder[64];
    char *fonts[FACES];
    int count;
};

static void write_text(const char *path, const char *text)
{
    struct error err = { "" };
    if (!file_replace(path, text, strlen(text), 0600, &err))
        fail_msg("%s", err.text);
}

static struct alone set_up_alone(void)
{
    static const int weights[] = { FC_WEIGHT_REGULAR, FC_WEIGHT_SEMIBOLD, FC_WEIGHT_BOLD };
    struct alone a = { .folder = "/tmp/siapambil-fonts-XXXXXX" };
    assert_non_null(mkdtemp(a.folder));
    FcConfig *config = FcInitLoadConfigAndFonts();
    for (size_t i = 0; i < COUNT(weights); i++) {
        FcPattern *p = FcPatternBuild(NULL, FC_FAMILY, FcTypeString, "Inter", FC_WEIGHT,
                                      FcTypeInteger, weights[i], NULL);
        FcChar8 *path;
        FcResult result;
        FcConfigSubstitute(config, p, FcMatchPattern);
        FcDefaultSubstitute(p);
        FcPattern *found = FcFontMatch(config, p, &result);
        assert_int_equal(FcPatternGetString(found, FC_FILE, 0, &path), FcResultMatch);
        a.fonts[a.count] = xasprintf("%s/%zu.otf", a.folder, i);
        assert_int_equal(symlink((const char *)path, a.fonts[a.count++]), 0);
        FcPatternDestroy(found);
        FcPatternDestroy(p);
    }
    FcConfigDestroy(config);
    CLEANUP_FREE char *conf = xasprintf("%s/fonts.conf", a.folder);
    CLEANUP_FREE char *text = xasprintf("<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM "
                                        "\"fonts.dtd\"><fontconfig><dir>%s</dir><cachedir>%s/cache"
                                        "</cachedir></fontconfig>",
                                        a.folder, a.folder);
    write_text(conf, text);
    setenv("FONTCONFIG_FILE", conf, 1);
    return a;
}

static void remove_fonts(struct alone *a)
{
    while (a->count) {
        unlink(a->fonts[--a->count]);
        free(a->fonts[a->count]);
    }
}

static void tear_down_alone(struct alone *a)
{
    unsetenv("FONTCONFIG_FILE");
    remove_fonts(a);
    CLEANUP_FREE char *command = xasprintf("rm -r '%s'", a->folder);
    assert_int_equal(system(command), 0);
}

static void a_sign_stands_for_a_letter_that_no_font_has(void **state)
{
    (void)state;
    struct alone a = set_up_alone();
    struct fonts *f = open_fonts();
    int sign = width(f, "?"); /* Inter has no U+FFFD */
    assert_int_equal(width(f, "ᬓ"), sign);
    assert_int_equal(width(f, "ᬓᬸ"), sign); /* a letter and its mark are one */
    assert_in_range(width(f, "A\xE2\x80\x8D"), width(f, "A"), width(f, "A") + 2); /* a joiner */
    SDL_Surface *missing = draw(f, "ᬓ"), *expected = draw(f, "?");
    assert_memory_equal(missing->pixels, expected->pixels,
                        (size_t)expected->pitch * (size_t)expected->h);
    SDL_FreeSurface(missing);
    SDL_FreeSurface(expected);
    fonts_close(f);
    tear_down_alone(&a);
}

static void fonts_that_are_removed_are_not_missed(void **state)
{
    (void)state;
    struct alone a = set_up_alone();
    struct fonts *f = open_fonts();
    remove_fonts(&a);
    const struct metrics *m = fonts_metrics(f);
    for (int face = 0; face < FACES; face++)
        assert_true(m->width(m->ctx, (enum face)face, 20 + face, "BUDI ᬓ 漢", 14) > 40);
    fonts_close(f);
    tear_down_alone(&a);
}

/* A copy of its own in the place of a link. */
static void copy_font(const char *path)
{
    CLEANUP_BUFFER struct buffer font = BUFFER_INIT(16u << 20);
    struct error err = { "" };
    if (!file_read(path, &font, &err) || unlink(path) < 0 ||
        !file_replace(path, font.data, font.len, 0600, &err))
        fail_msg("%s", err.text);
}

static void a_font_that_is_damaged_has_another_stand_in(void **state)
{
    (void)state;
    struct alone a = set_up_alone();
    copy_font(a.fonts[0]);
    fonts_close(open_fonts()); /* from here on fontconfig knows it as it was */
    assert_int_equal(truncate(a.fonts[0], 2000), 0);
    struct fonts *f = open_fonts();
    const struct metrics *m = fonts_metrics(f);
    int whole = m->width(m->ctx, FACE_SEMIBOLD, SIZE, "BUDI", 4);
    assert_in_range(width(f, "BUDI"), whole / 2, whole * 2);
    assert_in_range(m->cap_height(m->ctx, FACE_REGULAR, SIZE), SIZE / 2, SIZE);
    fonts_close(f);
    tear_down_alone(&a);
}

static void sizes_share_a_font_but_for_those_that_are_drawn_often(void **state)
{
    (void)state;
    enum { OTHER = SIZE / 2, OFTEN = 8, A_WHILE = 2000 };
    CLEANUP(fonts_close) struct fonts *f = open_fonts();
    const struct metrics *m = fonts_metrics(f);
    int other = m->width(m->ctx, FACE_REGULAR, OTHER, "BUDI", 4), own = width(f, "BUDI");
    assert_in_range(other, own / 2 - 2, own / 2 + 2);
    SDL_Surface *first = draw(f, "BUDI");
    assert_int_equal(fonts_count(f), 1);
    for (int i = 0; i < OFTEN; i++)
        SDL_FreeSurface(draw(f, "BUDI"));
    assert_int_equal(fonts_count(f), 2);

    /* Whichever font a size has, what is drawn is the same; and what is drawn no more gives its up. */
    SDL_Surface *last = draw(f, "BUDI");
    assert_memory_equal(first->pixels, last->pixels, (size_t)first->pitch * (size_t)first->h);
    for (int i = 0; i < A_WHILE; i++)
        fonts_draw(f, FACE_REGULAR, OTHER, "BUDI", (SDL_Color){ 0, 0, 0, 255 }, last, 0, BASELINE);
    assert_int_equal(fonts_count(f), 2);
    SDL_FreeSurface(last);
    last = draw(f, "BUDI");
    assert_memory_equal(first->pixels, last->pixels, (size_t)first->pitch * (size_t)first->h);
    SDL_FreeSurface(first);
    SDL_FreeSurface(last);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_split_by_script_and_direction),
        cmocka_unit_test(signs_of_regional_scripts_are_stacked),
        cmocka_unit_test(jawi_is_drawn_from_the_right),
        cmocka_unit_test(a_text_is_as_wide_as_its_parts_whatever_the_script),
        cmocka_unit_test(a_word_in_another_script_stands_behind_the_one_before),
        cmocka_unit_test(a_width_is_the_same_whenever_it_is_asked_for),
        cmocka_unit_test(a_sign_stands_for_a_letter_that_no_font_has),
        cmocka_unit_test(fonts_that_are_removed_are_not_missed),
        cmocka_unit_test(a_font_that_is_damaged_has_another_stand_in),
        cmocka_unit_test(sizes_share_a_font_but_for_those_that_are_drawn_often),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
