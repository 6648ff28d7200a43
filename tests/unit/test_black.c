/* The first picture of a window: black, by another thread, while the board is made. */
#include "unit/test.h"

#include <X11/Xlib.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <time.h>

#include "screen/black.h"
#include "screen/server.h"

struct fake {
    pthread_t thread; /* that ended the frame */
    sem_t may_end;
    bool aside, slow, begun, filled, ended;
    XIOErrorHandler gone; /* what Xlib would call in end(); NULL: nothing happens */
};

static bool fake_ends_aside(void *ctx)
{
    return ((struct fake *)ctx)->aside;
}

static void fake_size(void *ctx, int *ret_width, int *ret_height)
{
    (void)ctx;
    *ret_width = 1920;
    *ret_height = 1080;
}

static bool fake_begin(void *ctx, bool *ret_kept, struct error *err)
{
    (void)err;
    ((struct fake *)ctx)->begun = true;
    *ret_kept = true;
    return true;
}

static void fake_fill(void *ctx, const SDL_Rect *box, colour c)
{
    ((struct fake *)ctx)->filled = box->w == 1920 && box->h == 1080 && c == 0;
}

/* Nobody posts it: long enough for who does not wait for the thread to be seen. */
static void wait_a_while(sem_t *never)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec++;
    while (sem_clockwait(never, CLOCK_MONOTONIC, &until) < 0 && errno == EINTR) {
    }
}

static bool fake_end(void *ctx, const SDL_Rect *changed, int count, struct error *err)
{
    struct fake *fake = ctx;
    (void)err;
    if (fake->slow)
        wait_a_while(&fake->may_end);
    else if (fake->aside)
        sem_wait(&fake->may_end);
    if (fake->gone)
        fake->gone(NULL);
    fake->thread = pthread_self();
    fake->ended = count == 1 && changed->w == 1920;
    return true;
}

static const struct back_end back_end = {
    .name = "fake",
    .size = fake_size,
    .ends_aside = fake_ends_aside,
    .begin = fake_begin,
    .fill = fake_fill,
    .end = fake_end,
};

/* The test itself lets the server take the picture: had black_show() waited for that, it would not return. */
static void the_board_is_made_while_the_server_takes_the_picture(void **state)
{
    (void)state;
    struct fake fake = { .aside = true };
    sem_init(&fake.may_end, 0, 0);
    black_show(&back_end, &fake);
    sem_post(&fake.may_end);
    black_wait();
    assert_true(fake.begun && fake.filled && fake.ended);
    assert_false(pthread_equal(fake.thread, pthread_self()));
    sem_destroy(&fake.may_end);
}

static void a_back_end_that_belongs_to_its_thread_shows_it_there(void **state)
{
    (void)state;
    struct fake fake = { .aside = false };
    black_show(&back_end, &fake);
    assert_true(fake.begun && fake.filled && fake.ended);
    assert_true(pthread_equal(fake.thread, pthread_self()));
    black_wait();
}

static void a_second_window_waits_for_the_first(void **state)
{
    (void)state;
    struct fake first = { .aside = true, .slow = true }, second = { .aside = false };
    sem_init(&first.may_end, 0, 0);
    black_show(&back_end, &first);
    black_show(&back_end, &second);
    assert_true(first.ended && second.ended);
    sem_destroy(&first.may_end);
}

/* Two windows, one of them of OpenGL: its images are asked of the display, which the other's picture is on its way to. */
static void images_that_belong_to_their_thread_wait_for_the_picture_of_another_window(void **state)
{
    (void)state;
    struct fake cpu = { .aside = true, .slow = true }, gpu = { .aside = false };
    sem_init(&cpu.may_end, 0, 0);
    black_show(&back_end, &cpu);
    black_wait_before_images(&back_end, &gpu);
    assert_true(cpu.ended);
    sem_destroy(&cpu.may_end);
}

/* Had it waited, nobody would let the server take the picture. */
static void other_images_are_made_meanwhile(void **state)
{
    (void)state;
    struct fake first = { .aside = true }, second = { .aside = true };
    sem_init(&first.may_end, 0, 0);
    black_show(&back_end, &first);
    black_wait_before_images(&back_end, &first);
    black_wait_before_images(&back_end, &second);
    sem_post(&first.may_end);
    black_wait();
    assert_true(first.ended);
    sem_destroy(&first.may_end);
}

static jmp_buf from_loss;
static pthread_t told;

static void on_loss(void *ctx, const char *what)
{
    snprintf(ctx, 64, "%s", what);
    told = pthread_self();
    longjmp(from_loss, 1); /* where the program starts again */
}

/* Last: the thread that finds the server gone never ends. */
static void a_server_that_goes_meanwhile_is_the_main_threads_to_act_on(void **state)
{
    (void)state;
    static struct fake fake = { .aside = true };
    static char what[64];
    sem_init(&fake.may_end, 0, 1);
    server_on_loss(on_loss, what);
    server_begin();
    fake.gone = XSetIOErrorHandler(NULL);
    if (setjmp(from_loss) == 0) {
        black_show(&back_end, &fake);
        black_wait();
        fail_msg("nobody was told that the server has gone");
    }
    assert_string_equal(what, "the X server has gone");
    assert_true(pthread_equal(told, pthread_self()));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_board_is_made_while_the_server_takes_the_picture),
        cmocka_unit_test(a_back_end_that_belongs_to_its_thread_shows_it_there),
        cmocka_unit_test(a_second_window_waits_for_the_first),
        cmocka_unit_test(images_that_belong_to_their_thread_wait_for_the_picture_of_another_window),
        cmocka_unit_test(other_images_are_made_meanwhile),
        cmocka_unit_test(a_server_that_goes_meanwhile_is_the_main_threads_to_act_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
