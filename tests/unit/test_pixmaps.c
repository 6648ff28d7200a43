/* What the X server shows of a board that it copies itself is what the cpu back end shows, pixel for pixel. */
#include "unit/gpu_support.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <xcb/xcb.h>

#include "base/clock.h"
#include "unit/x_server.h"

/* A server whose display is as large as the window, and somebody else at it. */
struct stand {
    struct x_server server;
    struct displays *displays;
    xcb_connection_t *x;
    xcb_window_t root;
    int width, height;
};

static struct stand begin_at(int width, int height)
{
    char size[32];
    struct error err = { "" };
    snprintf(size, sizeof(size), "%dx%dx24", width, height);
    struct stand s = { .server = start_x_server(size), .width = width, .height = height };
    unsetenv("SDL_VIDEODRIVER");
    s.displays = displays_open(&err);
    if (!s.displays)
        fail_msg("%s", err.text);
    s.x = xcb_connect(NULL, NULL);
    s.root = xcb_setup_roots_iterator(xcb_get_setup(s.x)).data->root;
    return s;
}

static void end(struct stand *s)
{
    xcb_disconnect(s->x);
    displays_close(s->displays);
    stop_x_server(&s->server);
}

static struct fixture begin_pixmaps(const struct stand *s, int rows, int rotate)
{
    return begin_by(SCREEN_PIXMAPS, rows, s->width, s->height, rotate);
}

static SDL_Surface *read_screen(struct screen *screen)
{
    struct error err = { "" };
    SDL_Surface *pixels = screen_read(screen, &err);
    if (!pixels)
        fail_msg("%s", err.text);
    return pixels;
}

/* What stands on the server's display. After read_screen(), which waits until all is drawn. */
static SDL_Surface *read_display(const struct stand *s)
{
    CLEANUP_FREE xcb_get_image_reply_t *image =
        xcb_get_image_reply(s->x,
                            xcb_get_image(s->x, XCB_IMAGE_FORMAT_Z_PIXMAP, s->root, 0, 0,
                                          (uint16_t)s->width, (uint16_t)s->height, UINT32_MAX),
                            NULL);
    assert_non_null(image);
    SDL_Surface *to =
        SDL_CreateRGBSurfaceWithFormat(0, s->width, s->height, 24, SDL_PIXELFORMAT_RGB24);
    assert_non_null(to);
    assert_int_equal(SDL_ConvertPixels(s->width, s->height, SDL_PIXELFORMAT_RGB888,
                                       xcb_get_image_data(image), s->width * 4,
                                       SDL_PIXELFORMAT_RGB24, to->pixels, to->pitch),
                     0);
    return to;
}

static void assert_shows(const struct stand *s, struct screen *screen, struct screen *cpu, int n)
{
    assert_same_pixels(read_screen(screen), read_screen(cpu), "read back", n);
    assert_same_pixels(read_display(s), read_screen(cpu), "on the display", n);
}

/* Lists come and go; all moves. */
static void follow(const struct stand *s, struct fixture *f, struct screen *cpu)
{
    for (int n = 0; n < 90; n++) {
        for (int step = 0; step < 5; step++)
            board_advance(f->board, &f->time);
        if (n % 30 == 29)
            change_list(f, n, 2 * n);
        const struct frame *frame = board_frame(f->board, &f->time);
        show_on(f->screen, frame);
        show_on(cpu, frame);
        if (n % 6 == 0 || n % 30 == 29)
            assert_shows(s, f->screen, cpu, n);
    }
}

static void the_display_shows_what_the_cpu_back_end_draws(void **state)
{
    (void)state;
    static const struct {
        int width, height, rotate;
    } screens[] = { { 1280, 720, 0 }, { 1280, 720, 90 }, { 800, 480, 180 }, { 1024, 600, 270 } };
    for (size_t i = 0; i < COUNT(screens); i++) {
        struct stand s = begin_at(screens[i].width, screens[i].height);
        struct fixture f = begin_pixmaps(&s, 60, screens[i].rotate);
        struct screen *cpu = open_screen(s.width, s.height, screens[i].rotate);
        follow(&s, &f, cpu);
        screen_close(cpu);
        finish(&f);
        end(&s);
    }
}

/* A board that stands, and the same in memory. */
static struct screen *show_twice(const struct stand *s, struct fixture *f)
{
    *f = begin_pixmaps(s, 5, 0);
    struct screen *cpu = open_screen(s->width, s->height, 0);
    show(f);
    show_on(cpu, board_frame(f->board, &f->time));
    return cpu;
}

static void what_the_server_has_lost_is_drawn_again(void **state)
{
    (void)state;
    struct stand s = begin_at(800, 480);
    struct fixture f;
    struct screen *cpu = show_twice(&s, &f);
    int events;
    SDL_FreeSurface(read_screen(f.screen)); /* so that the board is there, and not drawn later */
    xcb_window_t over = xcb_generate_id(s.x);
    xcb_create_window(s.x, XCB_COPY_FROM_PARENT, over, s.root, 100, 100, 300, 200, 0,
                      XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT,
                      XCB_CW_BACK_PIXEL | XCB_CW_OVERRIDE_REDIRECT,
                      (const uint32_t[]){ 0xFF0000, 1 });
    xcb_map_window(s.x, over);
    /* What covers the board is none of its picture. */
    free(xcb_get_input_focus_reply(s.x, xcb_get_input_focus(s.x), NULL));
    assert_same_pixels(read_screen(f.screen), read_screen(cpu), "covered", 0);
    xcb_destroy_window(s.x, over);
    free(xcb_get_input_focus_reply(s.x, xcb_get_input_focus(s.x), NULL));
    screens_wait(&f.screen, 1, 0, &events);
    show(&f);
    assert_shows(&s, f.screen, cpu, 0);
    screen_close(cpu);
    finish(&f);
    end(&s);
}

static void pixels_of_another_kind_are_left_to_the_processor(void **state)
{
    (void)state;
    struct x_server server = start_x_server("640x480x16");
    struct error err = { "" };
    unsetenv("SDL_VIDEODRIVER");
    struct displays *displays = displays_open(&err);
    assert_non_null(displays);
    struct screen_options o = { .back_end = SCREEN_PIXMAPS, .windowed = true, .logo = "" };
    assert_null(screen_open(&o, &err));
    assert_string_equal(err.text,
                        "the X server's pixels are not of 32 bits, red, green and blue; allowed: "
                        "[screen] back_end = auto or cpu");
    struct screen *screen = open_screen_by(SCREEN_AUTO, 640, 480, 0);
    assert_non_null(strstr(screen_description(screen), "cpu (x11), 640x480"));
    screen_close(screen);
    displays_close(displays);
    stop_x_server(&server);
}

/* Xvfb has no room for another pixmap until it is let go. */
static void hold_memory(const struct stand *s, bool held)
{
    char *path = xasprintf("/proc/%d/statm", s->server.pid);
    unsigned long pages = 0;
    FILE *statm = fopen(path, "r");
    free(path);
    assert_true(statm && fscanf(statm, "%lu", &pages) == 1);
    fclose(statm);
    rlim_t now = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
    const struct rlimit limit = { held ? now : RLIM_INFINITY, RLIM_INFINITY };
    assert_int_equal(prlimit(s->server.pid, RLIMIT_AS, &limit, NULL), 0);
}

static void what_a_server_refuses_the_program_does_itself(void **state)
{
    (void)state;
    struct stand s = begin_at(1280, 720);
    struct fixture f = begin_by(SCREEN_AUTO, 60, s.width, s.height, 0);
    struct screen *cpu = open_screen(s.width, s.height, 0);
    struct error err = { "" };
    show(&f);
    SDL_FreeSurface(read_screen(f.screen));
    assert_non_null(strstr(screen_description(f.screen), "pixmaps (x11), 1280x720"));
    struct screen_counts before = screen_counts(f.screen);

    hold_memory(&s, true);
    change_list(&f, 1, 90);
    show(&f);
    /* Until the server has said what it thinks of that. */
    SDL_FreeSurface(screen_read(f.screen, &err));
    hold_memory(&s, false);

    const struct frame *frame = board_frame(f.board, &f.time);
    show_on(f.screen, frame); /* as it was: it is noticed though nothing moves */
    show_on(cpu, frame);
    assert_non_null(strstr(screen_description(f.screen), "cpu (x11), 1280x720"));
    assert_shows(&s, f.screen, cpu, 0);
    assert_true(screen_counts(f.screen).rastered > before.rastered);
    struct screen *another = open_screen_by(SCREEN_AUTO, 640, 480, 0);
    assert_non_null(strstr(screen_description(another), "cpu (x11), 640x480"));
    screen_close(another);
    screen_close(cpu);
    finish(&f);
    end(&s);
}

/* Stops the server until nothing has come through the pipe, which the caller closes, for `ms`. */
static pid_t stop_server_while_written(const struct stand *s, int ms, int ends[2])
{
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    kill(s->server.pid, SIGSTOP);
    pid_t later = fork();
    if (later == 0) {
        struct pollfd p = { .fd = ends[0], .events = POLLIN };
        char byte;
        close(ends[1]);
        while (poll(&p, 1, ms) == 1 && read(ends[0], &byte, 1) == 1) {
        }
        kill(s->server.pid, SIGCONT);
        _exit(0);
    }
    return later;
}

/* Else what it has not done would pile up, and nobody would see that it is slow. */
static void frames_wait_for_a_server_that_is_slow(void **state)
{
    (void)state;
    enum { HELD_MS = 400, EACH_MS = 10 }; /* so few frames that the socket has room for them */
    struct stand s = begin_at(800, 480);
    struct fixture f = begin_pixmaps(&s, 300, 0);
    /* Until the pictures are made that wait beyond the edge: then only the notices move, by a few bytes a frame. */
    for (int n = 0; n < 60; n++) {
        board_advance(f.board, &f.time);
        show(&f);
    }
    SDL_FreeSurface(read_screen(f.screen));
    int frames[2];
    pid_t later = stop_server_while_written(&s, HELD_MS, frames);
    uint64_t longest = 0;
    for (int n = 0; n < 100 && longest < HELD_MS / 2; n++) {
        board_advance(f.board, &f.time);
        uint64_t begun = clock_monotonic_ns();
        assert_int_equal(write(frames[1], "", 1), 1);
        show(&f);
        longest = MAX(longest, (clock_monotonic_ns() - begun) / 1000000);
        SDL_Delay(EACH_MS);
    }
    close(frames[0]);
    close(frames[1]);
    waitpid(later, NULL, 0);
    assert_in_range(longest, HELD_MS / 2, 60000);
    finish(&f);
    end(&s);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_display_shows_what_the_cpu_back_end_draws),
        cmocka_unit_test(what_the_server_has_lost_is_drawn_again),
        cmocka_unit_test(pixels_of_another_kind_are_left_to_the_processor),
        cmocka_unit_test(what_a_server_refuses_the_program_does_itself),
        cmocka_unit_test(frames_wait_for_a_server_that_is_slow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
