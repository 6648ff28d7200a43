/* What the gpu back end does at its limits: the driver's, and those of its memory. */
#include "unit/gpu_support.h"

static void present(struct stage *s, const struct frame *frame)
{
    struct error err = { "" };
    if (!compose_present(s->compose, frame, &err))
        fail_msg("%s", err.text);
}

static int sheet_count(const struct stage *s)
{
    int count;
    back_end_gpu_texture_bytes(s->back_end, &count);
    return count;
}

static int64_t texture_pixels(const struct stage *s)
{
    int count;
    return back_end_gpu_texture_bytes(s->back_end, &count) / 4;
}

static SDL_Surface *new_pixels(int width, int height, Uint32 pixel)
{
    SDL_Surface *pixels =
        SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_RGB888);
    SDL_FillRect(pixels, NULL, pixel);
    return pixels;
}

static colour read_pixel(const SDL_Surface *picture, int x, int y)
{
    const Uint8 *p = (const Uint8 *)picture->pixels + (ptrdiff_t)y * picture->pitch + 3 * x;
    return (colour)p[0] << 16 | (colour)p[1] << 8 | p[2];
}

/* Pictures of one colour each, but for one pixel: what is all one colour is no image. */
static struct picture *plain(int width, int height, colour fill)
{
    static uint64_t last_id = UINT64_C(1) << 60;
    struct picture *p = xcalloc(1, sizeof(*p) + 2 * sizeof(*p->items));
    *p = (struct picture){ .id = ++last_id,
                           .role = "plain",
                           .w = width,
                           .h = height,
                           .ground = ~fill & 0xFFFFFF,
                           .count = 2 };
    p->items[0] =
        (struct item){ .kind = ITEM_FILL, .box = { 0, 0, width, height }, .colour = fill };
    p->items[1] =
        (struct item){ .kind = ITEM_FILL, .box = { width / 2, 1, 1, 1 }, .colour = 0xFFFFFF };
    return p;
}

/* `count` pictures, none seen before, under each other: most of them wait below the window. */
static void stack(struct frame *f, struct picture **pictures, int count, int width, int height,
                  colour ground)
{
    *f = (struct frame){ .width = width, .height = width, .band_count = 1, .sprite_count = count };
    f->bands[0] = (struct band){ .id = BAND_LIST, .box = { 0, 0, width, width }, .count = count };
    for (int i = 0; i < count; i++) {
        pictures[i] = plain(width, height, ground + (colour)i);
        f->sprites[i] = (struct sprite){ pictures[i], 0, i * height };
    }
}

static void release(struct picture **pictures, int count)
{
    for (int i = 0; i < count; i++)
        free(pictures[i]);
}

/* As sharp as elsewhere: they are kept in pieces. */
static void pictures_beyond_the_drivers_limit_are_drawn_all_the_same(void **state)
{
    (void)state;
    static const int limits[] = { 1024, 520, 260 };
    for (size_t i = 0; i < COUNT(limits) * COUNT(render_drivers); i++) {
        CLEANUP(displays_close)
        struct displays *displays = open_displays(render_drivers[i % 2]);
        struct stage s;
        open_stage(&s, 1280, 720, limits[i / 2]);
        CLEANUP(screen_close) struct screen *cpu = open_screen(1280, 720, 0);
        CLEANUP(words_free) struct words *words = load_words("id");
        CLEANUP(snapshot_free) struct snapshot *list = make_rows(1, 60);
        CLEANUP(board_free)
        struct board *board = full_board(words, screen_metrics(cpu), 1280, 720);
        struct board_time time = fresh_time(MONDAY_0941);
        struct error err = { "" };
        board_set_list(board, list, &time);
        for (int n = 0; n < 600; n++) {
            board_advance(board, &time);
            if (n % 100)
                continue;
            const struct frame *frame = board_frame(board, &time);
            present(&s, frame);
            assert_true(screen_present(cpu, frame, &err));
            assert_same_pixels(compose_read(s.compose), screen_read(cpu, &err), "frame", n);
        }
        close_stage(&s);
    }
}

/* Four displays' worth; what does not fit is refused, and fits when another has gone. */
static void textures_take_no_more_than_they_may(void **state)
{
    (void)state;
    enum { WIDTH = 640, HEIGHT = 512, MOST = 4 * WIDTH * HEIGHT };
    CLEANUP(displays_close) struct displays *displays = open_displays(render_drivers[0]);
    struct stage s;
    struct image *images[64];
    int count = 0;
    open_stage(&s, WIDTH, HEIGHT, 0);
    while (count < 64) {
        images[count] = back_end_gpu.image_new(s.back_end, new_pixels(WIDTH, HEIGHT / 4, 0));
        assert_true(texture_pixels(&s) <= MOST);
        if (!images[count])
            break;
        count++;
    }
    assert_int_equal(count, 16);
    back_end_gpu.image_free(s.back_end, images[3]);
    images[3] = back_end_gpu.image_new(s.back_end, new_pixels(WIDTH, HEIGHT / 4, 0));
    assert_non_null(images[3]);
    /* One of which only a part fits takes nothing. */
    back_end_gpu.image_free(s.back_end, images[3]);
    assert_null(back_end_gpu.image_new(s.back_end, new_pixels(WIDTH, HEIGHT, 0)));
    images[3] = back_end_gpu.image_new(s.back_end, new_pixels(WIDTH, HEIGHT / 4, 0));
    assert_non_null(images[3]);
    for (int i = 0; i < count; i++)
        back_end_gpu.image_free(s.back_end, images[i]);
    assert_int_equal(sheet_count(&s), 0);
    close_stage(&s);
}

/* Where two frames' pictures do not fit at once, the present one's are there. */
static void a_frame_of_other_pictures_takes_the_room_of_the_one_before(void **state)
{
    (void)state;
    enum { SIZE = 512, ROW = 128, ROWS = 11 };
    CLEANUP(displays_close) struct displays *displays = open_displays(render_drivers[0]);
    struct stage s;
    open_stage(&s, SIZE, SIZE, 0);
    static struct frame frame;
    struct picture *before[ROWS], *now[ROWS];
    for (int n = 0; n < 20; n++) {
        colour ground = 0x102030 * (colour)(n % 5 + 1);
        stack(&frame, now, ROWS, SIZE, ROW, ground);
        present(&s, &frame);
        SDL_Surface *picture = compose_read(s.compose);
        for (int i = 0; i < SIZE / ROW; i++) {
            assert_int_equal(read_pixel(picture, 0, i * ROW), ground + (colour)i);
            assert_int_equal(read_pixel(picture, SIZE - 1, i * ROW + ROW - 1), ground + (colour)i);
        }
        SDL_FreeSurface(picture);
        assert_true(texture_pixels(&s) <= 4 * SIZE * SIZE);
        if (n)
            release(before, ROWS);
        memcpy(before, now, sizeof(before));
    }
    release(before, ROWS);
    close_stage(&s);
}

static void sheets_that_nobody_needs_go(void **state)
{
    (void)state;
    enum { SIZE = 512 };
    CLEANUP(displays_close) struct displays *displays = open_displays(render_drivers[0]);
    struct stage s;
    open_stage(&s, SIZE, SIZE, 0);
    static struct frame frame;
    struct picture *many[12], *one[1];
    stack(&frame, many, COUNT(many), SIZE, 128, 0x404040);
    for (size_t n = 0; n < COUNT(many); n++) /* those that wait are drawn one a frame */
        present(&s, &frame);
    assert_int_equal(sheet_count(&s), 6);
    stack(&frame, one, 1, SIZE, 128, 0x808080);
    for (int n = 0; n < 600; n++) {
        frame.sprites[0].y = n % 2;
        present(&s, &frame);
    }
    /* Soon there may be as many again; one more was for when both frames' were there. */
    assert_int_equal(sheet_count(&s), 7);
    for (int n = 0; n < 4; n++) {
        frame.sprites[0].y = n % 2;
        present(&s, &frame);
    }
    assert_int_equal(sheet_count(&s), 1);
    SDL_Surface *picture = compose_read(s.compose);
    assert_int_equal(read_pixel(picture, 10, 10), 0x808080);
    SDL_FreeSurface(picture);
    release(many, COUNT(many));
    release(one, 1);
    close_stage(&s);
}

static void a_lost_device_leaves_no_texture_behind(void **state)
{
    (void)state;
    CLEANUP(displays_close) struct displays *displays = open_displays(render_drivers[0]);
    struct stage s;
    open_stage(&s, 512, 512, 0);
    static struct frame frame;
    struct picture *pictures[4];
    stack(&frame, pictures, COUNT(pictures), 512, 128, 0x123456);
    present(&s, &frame);
    assert_int_equal(sheet_count(&s), 2);
    compose_forget_images(s.compose);
    assert_int_equal(sheet_count(&s), 0);
    present(&s, &frame);
    SDL_Surface *picture = compose_read(s.compose);
    assert_int_equal(read_pixel(picture, 0, 0), 0x123456);
    SDL_FreeSurface(picture);
    release(pictures, COUNT(pictures));
    close_stage(&s);
}

/* What is drawn later lies on top, however it is sorted. */
static void a_fill_over_a_copy_stays_there(void **state)
{
    (void)state;
    CLEANUP(displays_close) struct displays *displays = open_displays(render_drivers[0]);
    struct stage s;
    struct error err = { "" };
    bool kept;
    open_stage(&s, 512, 512, 0);
    struct image *image = back_end_gpu.image_new(s.back_end, new_pixels(100, 100, 0xFF0000));
    SDL_Rect all = { 0, 0, 512, 512 }, from = { 0, 0, 100, 100 };
    assert_true(back_end_gpu.begin(s.back_end, &kept, &err));
    assert_false(kept);
    back_end_gpu.fill(s.back_end, &all, 0x0000FF);
    back_end_gpu.copy(s.back_end, image, &from, &(SDL_Rect){ 10, 10, 100, 100 });
    back_end_gpu.fill(s.back_end, &(SDL_Rect){ 60, 10, 100, 100 }, 0x00FF00);
    back_end_gpu.copy(s.back_end, image, &from, &(SDL_Rect){ 200, 10, 100, 100 });
    SDL_Surface *picture = read_back(s.back_end, 512);
    static const colour expected[] = { 0x0000FF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFF0000 };
    static const int at[] = { 5, 59, 60, 160, 200 };
    for (size_t i = 0; i < COUNT(at); i++)
        assert_int_equal(read_pixel(picture, at[i], 50), expected[i]);
    SDL_FreeSurface(picture);
    back_end_gpu.image_free(s.back_end, image);
    close_stage(&s);
}

/* More than any board has: nothing is left out. */
static void any_number_of_fills_and_copies_is_drawn(void **state)
{
    (void)state;
    enum { SIDE = 512, CELL = 8, LINE = SIDE / CELL };
    CLEANUP(displays_close) struct displays *displays = open_displays(render_drivers[0]);
    struct stage s;
    struct error err = { "" };
    bool kept;
    open_stage(&s, SIDE, SIDE, 0);
    struct image *image = back_end_gpu.image_new(s.back_end, new_pixels(CELL, CELL, 0xFFFFFF));
    SDL_Rect from = { 0, 0, CELL, CELL };
    assert_true(back_end_gpu.begin(s.back_end, &kept, &err));
    /* Cells of one colour and the other by turns; all copies first. */
    for (int i = 0; i < 2 * LINE * LINE; i++) {
        int cell = i % (LINE * LINE);
        bool fills = i >= LINE * LINE;
        SDL_Rect to = { cell % LINE * CELL, cell / LINE * CELL, CELL, CELL };
        if (fills && cell % 2)
            back_end_gpu.fill(s.back_end, &to, (colour)cell);
        else if (!fills && cell % 2 == 0)
            back_end_gpu.copy(s.back_end, image, &from, &to);
    }
    SDL_Surface *picture = read_back(s.back_end, SIDE);
    for (int i = 0; i < LINE * LINE; i++) {
        colour c = read_pixel(picture, i % LINE * CELL + CELL - 1, i / LINE * CELL);
        assert_int_equal(c, i % 2 ? (colour)i : 0xFFFFFF);
    }
    SDL_FreeSurface(picture);
    back_end_gpu.image_free(s.back_end, image);
    close_stage(&s);
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
        cmocka_unit_test(pictures_beyond_the_drivers_limit_are_drawn_all_the_same),
        cmocka_unit_test(textures_take_no_more_than_they_may),
        cmocka_unit_test(a_frame_of_other_pictures_takes_the_room_of_the_one_before),
        cmocka_unit_test(sheets_that_nobody_needs_go),
        cmocka_unit_test(a_lost_device_leaves_no_texture_behind),
        cmocka_unit_test(a_fill_over_a_copy_stays_there),
        cmocka_unit_test(any_number_of_fills_and_copies_is_drawn),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}
