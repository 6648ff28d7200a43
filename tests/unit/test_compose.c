/* Frames of every kind, one over the other: what is drawn bit by bit over the frame before is what
 * is drawn at once. And when pictures are rasterised. */
#include "unit/screen_support.h"

#include <SDL.h>

#include "screen/raster.h"

enum { PICTURES = 24, WIDTH = 320, HEIGHT = 240 };

static const colour grounds[] = { 0x101820, 0x203040, 0xFFC000 };

struct stage {
    struct screen *screen;
    struct raster raster;
    struct picture *pictures[PICTURES];
    SDL_Surface *whole[PICTURES]; /* each picture, for the expected frame */
    uint64_t chance;
    int rotate;
};

/* The same sequence in every run: xorshift. */
static int draw_lot(struct stage *st, int below)
{
    st->chance ^= st->chance << 13;
    st->chance ^= st->chance >> 7;
    st->chance ^= st->chance << 17;
    return (int)(st->chance % (uint64_t)below);
}

static struct item random_item(struct stage *st, int w, int h)
{
    static const char *const texts[] = { "SITI A•••••", "Q", "jg, ÄÅ", "KTP-el", "WWWWWWWWWW" };
    struct item item = { .box = { draw_lot(st, w), draw_lot(st, h), 1 + draw_lot(st, w),
                                  1 + draw_lot(st, (h + 1) / 2) },
                         .colour = (colour)draw_lot(st, 0x1000000),
                         .role = "item" };
    if (draw_lot(st, 2)) {
        item.kind = ITEM_TEXT;
        item.size = 6 + draw_lot(st, 24);
        item.text = texts[draw_lot(st, (int)COUNT(texts))];
        item.baseline = item.box.y + item.size;
    } else {
        item.kind = ITEM_FILL;
        item.radius = draw_lot(st, 3) ? 0 : draw_lot(st, 9);
    }
    return item;
}

/* Some are empty, some are a rule, some as large as the whole screen. */
static struct picture *random_picture(struct stage *st, uint64_t id)
{
    int count = draw_lot(st, 6);
    struct picture *p = xcalloc(1, sizeof(*p) + (size_t)count * sizeof(*p->items));
    p->id = id;
    p->role = "row";
    p->w = draw_lot(st, 3) ? WIDTH / 2 : 1 + draw_lot(st, WIDTH);
    p->h = 1 + draw_lot(st, draw_lot(st, 4) ? 40 : HEIGHT);
    p->ground = grounds[draw_lot(st, 6) ? 0 : draw_lot(st, 3)];
    p->count = count;
    for (int i = 0; i < count; i++)
        p->items[i] = random_item(st, p->w, p->h);
    return p;
}

static SDL_Surface *new_surface(int w, int h)
{
    SDL_Surface *s = SDL_CreateRGBSurfaceWithFormat(0, w, h, 32, SDL_PIXELFORMAT_RGB888);
    assert_non_null(s);
    return s;
}

static void replace_picture(struct stage *st, int i)
{
    static uint64_t id;
    free(st->pictures[i]);
    SDL_FreeSurface(st->whole[i]);
    st->pictures[i] = random_picture(st, ++id);
    st->whole[i] = new_surface(st->pictures[i]->w, st->pictures[i]->h);
    raster_picture(&st->raster, st->pictures[i], st->whole[i]);
}

static void set_stage(struct stage *st, int rotate, int width, int height, uint64_t chance)
{
    struct error err = { "" };
    bool on_side = rotate % 180 != 0;
    *st = (struct stage){ .rotate = rotate, .chance = chance };
    st->screen = open_screen(on_side ? height : width, on_side ? width : height, rotate);
    st->raster.fonts = fonts_open("", true, &err);
    assert_non_null(st->raster.fonts);
    for (int i = 0; i < PICTURES; i++)
        replace_picture(st, i);
}

static void strike(struct stage *st)
{
    for (int i = 0; i < PICTURES; i++) {
        free(st->pictures[i]);
        SDL_FreeSurface(st->whole[i]);
    }
    fonts_close(st->raster.fonts);
    screen_close(st->screen);
}

static void present(struct stage *st, const struct frame *f)
{
    struct error err = { "" };
    if (!screen_present(st->screen, f, &err))
        fail_msg("%s", err.text);
}

/* ---- the frame as it must be */

static void fill(SDL_Surface *s, int x, int y, int w, int h, colour c)
{
    SDL_FillRect(s, &(SDL_Rect){ x, y, w, h }, c);
}

static void expect_sprite(const struct stage *st, SDL_Surface *s, const struct frame *f,
                          const struct band *band, const struct sprite *sprite)
{
    const struct picture *p = sprite->picture;
    int i = 0;
    while (st->pictures[i] != p)
        i++;
    int left = f->margin.left, top = f->margin.top;
    SDL_Rect clip = { band->box.x + left, band->box.y + top, band->box.w, band->box.h };
    SDL_Rect at = { sprite->x + left, sprite->y + top, p->w, p->h }, seen;
    SDL_SetClipRect(s, &clip);
    SDL_BlitSurface(st->whole[i], NULL, s, &at);
    SDL_SetClipRect(s, NULL);
    at = (SDL_Rect){ sprite->x + left, sprite->y + top, p->w, p->h };
    if (p->ground == band->ground || !SDL_IntersectRect(&at, &clip, &seen))
        return;
    if (band->box.x == 0 && sprite->x <= 0)
        fill(s, 0, seen.y, left, seen.h, p->ground);
    if (band->box.x + band->box.w == f->width && sprite->x + p->w >= f->width)
        fill(s, left + f->width, seen.y, f->margin.right, seen.h, p->ground);
}

static void expect_band(const struct stage *st, SDL_Surface *s, const struct frame *f,
                        const struct band *band)
{
    const struct rect *b = &band->box;
    int x = b->x ? b->x + f->margin.left : 0, y = b->y ? b->y + f->margin.top : 0;
    int right = b->x + b->w + f->margin.left, bottom = b->y + b->h + f->margin.top;
    right += b->x + b->w == f->width ? f->margin.right : 0;
    bottom += b->y + b->h == f->height ? f->margin.bottom : 0;
    fill(s, x, y, right - x, bottom - y, band->ground);
    for (int i = band->first; i < band->first + band->count; i++)
        expect_sprite(st, s, f, band, &f->sprites[i]);
}

static void assert_shows(struct stage *st, const struct frame *f, const char *when)
{
    struct error err = { "" };
    int w = f->margin.left + f->width + f->margin.right;
    int h = f->margin.top + f->height + f->margin.bottom;
    bool on_side = st->rotate % 180 != 0;
    SDL_Surface *expected = new_surface(w, h), *turned = NULL;
    for (int i = 0; i < f->band_count; i++)
        expect_band(st, expected, f, &f->bands[i]);
    if (st->rotate) {
        turned = new_surface(on_side ? h : w, on_side ? w : h);
        raster_turn(expected, st->rotate, turned);
    }
    SDL_Surface *as_shown =
        SDL_ConvertSurfaceFormat(turned ? turned : expected, SDL_PIXELFORMAT_RGB24, 0);
    SDL_Surface *shown = screen_read(st->screen, &err);
    assert_non_null(shown);
    for (int y = 0; y < shown->h; y++) {
        const Uint8 *a = (const Uint8 *)shown->pixels + y * shown->pitch;
        const Uint8 *b = (const Uint8 *)as_shown->pixels + y * as_shown->pitch;
        for (int x = 0; x < shown->w; x++) {
            if (memcmp(a + 3 * x, b + 3 * x, 3) != 0)
                fail_msg("turned by %d, %s: %d,%d is %02X%02X%02X, not %02X%02X%02X", st->rotate,
                         when, x, y, a[3 * x], a[3 * x + 1], a[3 * x + 2], b[3 * x], b[3 * x + 1],
                         b[3 * x + 2]);
        }
    }
    SDL_FreeSurface(shown);
    SDL_FreeSurface(as_shown);
    SDL_FreeSurface(turned);
    SDL_FreeSurface(expected);
}

/* ---- random frames */

/* What stands in a band, one behind the other. */
struct line {
    int count, picture[16], gap[16];
    int at, across; /* where the first begins, along and across */
};

static void grow(struct stage *st, struct line *line, int at)
{
    if (line->count == (int)COUNT(line->picture))
        return;
    for (int i = line->count++; i > at; i--) {
        line->picture[i] = line->picture[i - 1];
        line->gap[i] = line->gap[i - 1];
    }
    line->picture[at] = draw_lot(st, PICTURES); /* it may be there already */
    line->gap[at] = draw_lot(st, 3) ? 0 : draw_lot(st, 20);
}

static void shrink(struct line *line, int at)
{
    line->count--;
    for (int i = at; i < line->count; i++) {
        line->picture[i] = line->picture[i + 1];
        line->gap[i] = line->gap[i + 1];
    }
}

static void change_line(struct stage *st, struct line *line)
{
    static const int steps[] = { -1, -1, -2, -2, -3, -4, -5, 1, 3, 0, -40 };
    line->at += steps[draw_lot(st, (int)COUNT(steps))];
    if (!draw_lot(st, 9))
        line->across += draw_lot(st, 11) - 5;
    if (line->at < -HEIGHT || !draw_lot(st, 30)) {
        line->at = draw_lot(st, HEIGHT);
        line->across = draw_lot(st, 40) - 20;
    }
    if (!line->count || !draw_lot(st, 6))
        grow(st, line, draw_lot(st, 2) ? line->count : draw_lot(st, line->count + 1));
    if (line->count && !draw_lot(st, 8))
        shrink(line, draw_lot(st, 2) ? 0 : draw_lot(st, line->count));
    if (line->count && !draw_lot(st, 15))
        line->gap[draw_lot(st, line->count)] = draw_lot(st, 9);
}

static void add_band(const struct stage *st, struct frame *f, struct rect box, colour ground,
                     const struct line *line, bool sideways)
{
    struct band *band = &f->bands[f->band_count++];
    *band = (struct band){ .box = box, .ground = ground, .first = f->sprite_count };
    int at = line->at;
    for (int i = 0; i < line->count; i++) {
        const struct picture *p = st->pictures[line->picture[i]];
        at += line->gap[i];
        f->sprites[f->sprite_count++] = (struct sprite){ p, box.x + (sideways ? at : line->across),
                                                         box.y + (sideways ? line->across : at) };
        at += sideways ? p->w : p->h;
    }
    band->count = f->sprite_count - band->first;
}

/* A header, a list with a panel beside it, and notices. */
static void make_frame(const struct stage *st, struct frame *f, const struct line *lines, int panel)
{
    f->width = WIDTH - f->margin.left - f->margin.right;
    f->height = HEIGHT - f->margin.top - f->margin.bottom;
    f->band_count = f->sprite_count = 0;
    int side = f->width / 3, list = f->height - 70;
    add_band(st, f, (struct rect){ 0, 0, f->width, 30 }, grounds[1], &lines[0], true);
    add_band(st, f, (struct rect){ 0, 30, f->width - side, list }, grounds[0], &lines[1], false);
    add_band(st, f, (struct rect){ f->width - side, 30, side, list }, grounds[panel], &lines[2],
             false);
    add_band(st, f, (struct rect){ 0, 30 + list, f->width, 40 }, grounds[0], &lines[3], true);
}

static void what_is_drawn_over_the_frame_before_is_what_is_drawn_at_once(void **state)
{
    (void)state;
    static const int rotations[] = { 0, 90, 180, 270 };
    static struct frame f;
    struct stage st;
    for (size_t i = 0; i < COUNT(rotations); i++) {
        set_stage(&st, rotations[i], WIDTH, HEIGHT, UINT64_C(88172645463325252) + i);
        struct line lines[4] = { 0 };
        memset(&f.margin, 0, sizeof(f.margin));
        int panel = 1;
        for (int n = 0; n < 1500; n++) {
            for (size_t k = 0; k < COUNT(lines); k++) {
                if (draw_lot(&st, 3))
                    change_line(&st, &lines[k]);
            }
            if (!draw_lot(&st, 10))
                replace_picture(&st, draw_lot(&st, PICTURES));
            if (!draw_lot(&st, 60))
                panel = draw_lot(&st, 3);
            if (!draw_lot(&st, 60)) {
                f.margin.left = draw_lot(&st, 5);
                f.margin.right = draw_lot(&st, 5);
                f.margin.top = draw_lot(&st, 5);
                f.margin.bottom = draw_lot(&st, 5);
            }
            make_frame(&st, &f, lines, panel);
            present(&st, &f);
            char when[32];
            snprintf(when, sizeof(when), "frame %d", n);
            assert_shows(&st, &f, when);
        }
        strike(&st);
    }
}

/* ---- ink that stands close to ink */

/* Two blots, one beginning a little behind the other along both sides, and both at the picture's edges. */
static void use_blots(struct stage *st, int i)
{
    enum { SIDE = 80, LONG = 46, SHORT = 37, GAP = 3 };
    static uint64_t id = UINT64_C(1) << 40;
    struct picture *p = xcalloc(1, sizeof(*p) + 2 * sizeof(*p->items));
    *p = (struct picture){ .id = ++id, .role = "row", .w = SIDE, .h = SIDE, .ground = grounds[0] };
    p->count = 2;
    p->items[0] = (struct item){ .kind = ITEM_FILL,
                                 .role = "item",
                                 .box = { 0, 0, LONG, SHORT },
                                 .colour = 0xFF0000,
                                 .radius = 9 };
    p->items[1] = (struct item){ .kind = ITEM_FILL,
                                 .role = "item",
                                 .box = { SIDE - LONG, SHORT + GAP, LONG, SIDE - SHORT - GAP },
                                 .colour = 0x00FF00,
                                 .radius = 9 };
    free(st->pictures[i]);
    SDL_FreeSurface(st->whole[i]);
    st->pictures[i] = p;
    st->whole[i] = new_surface(p->w, p->h);
    raster_picture(&st->raster, p, st->whole[i]);
}

/* What is moved on the display must not take along what comes near it, nor leave anything behind. */
static void blots_that_all_but_touch_keep_apart_in_motion(void **state)
{
    (void)state;
    static const int rotations[] = { 0, 90, 180, 270 }, steps[] = { -1, -2, 1, 2, -3, 3 };
    static struct frame f;
    for (size_t r = 0; r < COUNT(rotations); r++) {
        struct stage st;
        set_stage(&st, rotations[r], WIDTH, HEIGHT, 1);
        struct line lines[4] = { 0 };
        for (int i = 0; i < 4; i++)
            use_blots(&st, i);
        for (size_t k = 0; k < COUNT(lines); k++)
            lines[k] = (struct line){ .count = 3, .picture = { 0, 1, (int)k % 2 + 2 } };
        for (size_t n = 0; n < 5 * COUNT(steps); n++) {
            for (size_t k = 0; k < COUNT(lines); k++)
                lines[k].at += steps[n / 5];
            make_frame(&st, &f, lines, 0);
            present(&st, &f);
            char when[32];
            snprintf(when, sizeof(when), "frame %zu", n);
            assert_shows(&st, &f, when);
        }
        strike(&st);
    }
}

/* ---- when pictures are rasterised */

static uint64_t rastered(const struct stage *st)
{
    return screen_counts(st->screen).rastered;
}

/* A frame with one band and `count` pictures, one below the other from `y` on. */
static void stand(const struct stage *st, struct frame *f, int y, int first, int count)
{
    f->width = WIDTH;
    f->height = HEIGHT;
    f->band_count = 1;
    f->sprite_count = 0;
    f->bands[0] = (struct band){ .box = { 0, 0, WIDTH, HEIGHT }, .count = count };
    for (int i = first; i < first + count; i++) {
        f->sprites[f->sprite_count++] = (struct sprite){ st->pictures[i], 0, y };
        y += st->pictures[i]->h;
    }
}

static void what_waits_beyond_an_edge_is_rasterised_one_a_frame(void **state)
{
    (void)state;
    static struct frame f;
    struct stage st;
    set_stage(&st, 0, WIDTH, HEIGHT, 1);
    stand(&st, &f, HEIGHT, 0, 5);
    f.sprites[f.sprite_count++] = (struct sprite){ st.pictures[5], 0, 0 };
    f.sprites[f.sprite_count++] = (struct sprite){ st.pictures[6], WIDTH - 1, HEIGHT - 1 };
    f.bands[0].count = f.sprite_count;
    present(&st, &f);
    assert_int_equal(rastered(&st), 2); /* those that are seen, at once */
    for (uint64_t n = 1; n <= 5; n++) {
        present(&st, &f);
        assert_int_equal(rastered(&st), 2 + n);
    }
    present(&st, &f);
    assert_int_equal(rastered(&st), 7);
    assert_int_equal(screen_counts(st.screen).frames, 1); /* nothing of that is seen */
    strike(&st);
}

static void what_comes_before_its_turn_is_rasterised_when_it_is_seen(void **state)
{
    (void)state;
    static struct frame f;
    struct stage st;
    set_stage(&st, 0, WIDTH, HEIGHT, 1);
    stand(&st, &f, HEIGHT, 0, 5);
    present(&st, &f);
    assert_int_equal(rastered(&st), 1); /* the nearest */
    stand(&st, &f, HEIGHT - st.pictures[0]->h - st.pictures[1]->h - 1, 0, 5);
    present(&st, &f);
    assert_int_equal(rastered(&st), 3); /* the second and the third are seen now; no other */
    assert_shows(&st, &f, "what came before its turn");
    present(&st, &f);
    assert_int_equal(rastered(&st), 4);
    strike(&st);
}

static void the_nearest_is_rasterised_first(void **state)
{
    (void)state;
    static struct frame f;
    struct stage st;
    set_stage(&st, 0, WIDTH, HEIGHT, 1);
    stand(&st, &f, 3 * HEIGHT, 0, 4); /* what is placed far away is for later */
    f.sprites[f.sprite_count++] = (struct sprite){ st.pictures[4], 0, HEIGHT };
    f.bands[0].count = f.sprite_count;
    present(&st, &f);
    assert_int_equal(rastered(&st), 1);
    f.sprites[4].y = HEIGHT - 1;
    present(&st, &f);
    /* It was there already; so the frame had time for another. */
    assert_int_equal(rastered(&st), 2);
    stand(&st, &f, HEIGHT - 1, 0, 1);
    present(&st, &f);
    assert_int_equal(rastered(&st), 2);
    strike(&st);
}

static void a_picture_is_rasterised_once_while_frames_mention_it(void **state)
{
    (void)state;
    static struct frame f;
    struct stage st;
    set_stage(&st, 0, WIDTH, HEIGHT, 1);
    for (int y = HEIGHT; y > -HEIGHT; y--) {
        stand(&st, &f, y, 0, 1);
        present(&st, &f);
    }
    assert_int_equal(rastered(&st), 1);
    struct screen_counts counts = screen_counts(st.screen);
    assert_int_equal(counts.rastered_px, st.pictures[0]->w * st.pictures[0]->h);
    stand(&st, &f, 0, 1, 1);
    for (int n = 0; n < 2; n++)
        present(&st, &f);
    stand(&st, &f, 0, 0, 1); /* two frames did without it */
    present(&st, &f);
    assert_int_equal(rastered(&st), 3);
    strike(&st);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_drawn_over_the_frame_before_is_what_is_drawn_at_once),
        cmocka_unit_test(blots_that_all_but_touch_keep_apart_in_motion),
        cmocka_unit_test(what_waits_beyond_an_edge_is_rasterised_one_a_frame),
        cmocka_unit_test(what_comes_before_its_turn_is_rasterised_when_it_is_seen),
        cmocka_unit_test(the_nearest_is_rasterised_first),
        cmocka_unit_test(a_picture_is_rasterised_once_while_frames_mention_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
