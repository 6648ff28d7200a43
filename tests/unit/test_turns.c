/* Whose turn it is, where threads share a processor: as the kernel tells it. */
#include "unit/test.h"

#include <errno.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/thread.h"

/* As in sched_getattr(2). Of a kernel that knows no slices `slice_ns` is 0. */
struct turn {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t slice_ns, deadline_ns, period_ns;
};

static struct turn turn_of_this_thread(void)
{
    struct turn turn = { .size = sizeof(turn) };
    assert_int_equal(syscall(SYS_sched_getattr, 0, &turn, sizeof(turn), 0), 0);
    return turn;
}

static void *become_quiet(void *ctx)
{
    thread_be_quiet();
    *(struct turn *)ctx = turn_of_this_thread();
    return NULL;
}

static void who_is_prompt_has_short_turns_and_the_same_rank(void **state)
{
    (void)state;
    struct turn before = turn_of_this_thread();
    thread_be_prompt();
    struct turn after = turn_of_this_thread();
    assert_int_equal(after.policy, SCHED_OTHER);
    assert_int_equal(after.nice, before.nice);
    assert_true(before.slice_ns ? after.slice_ns < before.slice_ns : after.slice_ns == 0);
}

static void a_quiet_thread_of_a_prompt_one_comes_after_it(void **state)
{
    (void)state;
    struct turn quiet;
    pthread_t thread;
    thread_be_prompt();
    struct turn prompt = turn_of_this_thread();
    assert_int_equal(thread_start(&thread, become_quiet, &quiet), 0);
    pthread_join(thread, NULL);
    assert_true(quiet.nice > prompt.nice);
    assert_true(prompt.slice_ns ? quiet.slice_ns > prompt.slice_ns : quiet.slice_ns == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_prompt_has_short_turns_and_the_same_rank),
        cmocka_unit_test(a_quiet_thread_of_a_prompt_one_comes_after_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
