/* Boards on the gpu back end: real OpenGL, drawn by the processor (llvmpipe), into windows that
 * nobody sees; beside each the same board on the cpu back end. */
#pragma once

#include "unit/screen_support.h"

#include <SDL.h>

#include "screen/back_end.h"
#include "screen/compose.h"
#include "screen/displays.h"

/* SDL's drivers; it takes the first on a desktop, and the other where there is no OpenGL but ES. */
static const char *const render_drivers[] = { "opengl", "opengles2" };

static inline struct displays *open_displays(const char *render_driver)
{
    struct error err = { "" };
    unsetenv("DISPLAY");
    setenv("SDL_VIDEODRIVER", "offscreen", 1);
    setenv("SDL_RENDER_DRIVER", render_driver, 1);
    struct displays *displays = displays_open(&err);
    if (!displays)
        fail_msg("%s", err.text);
    return displays;
}

static inline struct board *full_board(const struct words *words, const struct metrics *metrics,
                                       int width, int height)
{
    struct board_options options = default_options(words, width, height);
    options.metrics = metrics;
    options.shift = 8;
    options.link = "https://dukcapil.example.go.id/siap";
    options.notice =
        "Pengambilan dokumen *GRATIS*. Laporkan pungli ke SP4N-LAPOR! 1708 atau kepada "
        "kepala dinas pada jam kerja, dengan bukti bila ada. Terima kasih.";
    return board_new(&options);
}

/* A full board of `rows` rows with everything that a screen can show beside them. */
static inline struct fixture begin_by(enum screen_back_end back_end, int rows, int width,
                                      int height, int rotate)
{
    struct fixture f = { .words = load_words("id"), .time = fresh_time(MONDAY_0941) };
    f.screen = open_screen_by(back_end, width, height, rotate);
    int w, h;
    screen_size(f.screen, &w, &h);
    f.board = full_board(f.words, screen_metrics(f.screen), w, h);
    f.list = make_rows(1, rows);
    board_set_list(f.board, f.list, &f.time);
    return f;
}

static inline struct fixture begin_gpu(int rows, int width, int height, int rotate)
{
    return begin_by(SCREEN_GPU, rows, width, height, rotate);
}

/* Another list, a minute later. */
static inline void change_list(struct fixture *f, int first, int last)
{
    struct snapshot *next = make_rows(first, last);
    board_set_list(f->board, next, &f->time);
    snapshot_free(f->list);
    f->list = next;
    f->time.now_s += 60;
}

/* The back end without a screen, for what a screen does not tell. `limit` stands in for the
 * driver's largest texture; 0: its own. */
struct stage {
    SDL_Window *window;
    void *back_end;
    struct raster raster;
    struct compose *compose;
};

static inline void open_stage(struct stage *s, int width, int height, int limit)
{
    struct error err = { "" };
    *s = (struct stage){ .window = SDL_CreateWindow("test", 0, 0, width, height, 0) };
    assert_non_null(s->window);
    s->back_end = back_end_gpu.open(s->window, width, height, &err);
    s->raster.fonts = s->back_end ? fonts_open("", true, &err) : NULL;
    if (!s->raster.fonts)
        fail_msg("%s", err.text);
    s->raster.logo = logo_open("assets/logo.svg", &err);
    assert_non_null(s->raster.logo);
    if (limit)
        back_end_gpu_limit(s->back_end, limit, limit);
    s->compose = compose_new(&back_end_gpu, s->back_end, &s->raster, 0);
}

/* What stands between begin and end, of a square back end. The caller frees it. */
static inline SDL_Surface *read_back(void *back_end, int side)
{
    SDL_Surface *s = SDL_CreateRGBSurfaceWithFormat(0, side, side, 24, SDL_PIXELFORMAT_RGB24);
    assert_non_null(s);
    assert_true(back_end_gpu.read(back_end, SDL_PIXELFORMAT_RGB24, s->pixels, s->pitch));
    return s;
}

static inline void close_stage(struct stage *s)
{
    compose_free(s->compose);
    back_end_gpu.close(s->back_end);
    logo_close(s->raster.logo);
    fonts_close(s->raster.fonts);
    SDL_DestroyWindow(s->window);
}

static inline void show_on(struct screen *screen, const struct frame *frame)
{
    struct error err = { "" };
    if (!screen_present(screen, frame, &err))
        fail_msg("%s", err.text);
}

/* The same pixels, and not all of them alike. Takes ownership of both. */
static inline void assert_same_pixels(SDL_Surface *a, SDL_Surface *b, const char *what, int n)
{
    assert_non_null(a);
    assert_non_null(b);
    assert_int_equal(a->w, b->w);
    assert_int_equal(a->h, b->h);
    assert_int_equal(a->format->format, b->format->format);
    for (int y = 0; y < a->h; y++) {
        size_t length = (size_t)a->w * a->format->BytesPerPixel;
        const char *one = (const char *)a->pixels + (ptrdiff_t)y * a->pitch;
        const char *other = (const char *)b->pixels + (ptrdiff_t)y * b->pitch;
        if (memcmp(one, other, length) != 0)
            fail_msg("%s %d: line %d differs", what, n, y);
    }
    SDL_FreeSurface(a);
    SDL_FreeSurface(b);
}
