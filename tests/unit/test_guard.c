/* Which lists are held for one more pull, and what it takes to be believed. */
#include "unit/test.h"

#include "fetch/guard.h"

/* A list as the guard sees it; publishers and regions are words without blanks. */
struct list {
    uint64_t serial;
    uint32_t count;
    const char *publisher, *region; /* NULL: those of everybody here */
};

static struct snapshot as_snapshot(const struct list *l, char pool[64])
{
    const char *publisher = l->publisher ? l->publisher : "Dinas";
    int at = snprintf(pool, 64, "%c%s", 0, publisher) + 1;
    snprintf(pool + at, 64 - (size_t)at, "%s", l->region ? l->region : "32.73");
    return (struct snapshot){ .publisher = 1,
                              .region = (uint32_t)at,
                              .serial = l->serial,
                              .document_count = l->count,
                              .text = pool };
}

#define MOST_PULLS 8
#define L(serial, count)                                                                           \
    {                                                                                              \
        serial, count, NULL, NULL                                                                  \
    }
#define UNCHANGED                                                                                  \
    {                                                                                              \
        0, 0, "", ""                                                                               \
    } /* the source says that the current list is right */

static const struct {
    const char *name;
    struct list current;
    struct list pulls[MOST_PULLS];
    const char *verdicts; /* a letter a pull: a(ccept), h(old), - */
} cases[] = {
    { "a list that grows", L(1, 30), { L(2, 31) }, "a" },
    { "a list that loses nine tenths, not more", L(1, 30), { L(2, 3) }, "a" },
    { "a list that loses more, said twice", L(1, 30), { L(2, 2), L(2, 2) }, "ha" },
    { "a small list that empties", L(1, 19), { L(2, 0) }, "a" },
    { "a large list that empties, said twice", L(1, 20), { L(2, 0), L(2, 0) }, "ha" },
    { "an older serial, said twice", L(9, 30), { L(8, 30), L(8, 30) }, "ha" },
    { "an older serial of another publisher", L(9, 30), { { 8, 30, "Kecamatan", NULL } }, "a" },
    { "an older serial of another region", L(9, 30), { { 8, 30, NULL, "32.04" } }, "a" },
    { "an older serial, then an empty list: not the same thing twice",
      L(9, 30),
      { L(8, 30), L(10, 0), L(10, 0) },
      "hha" },
    { "an empty list, then an older serial", L(9, 30), { L(10, 0), L(8, 30), L(8, 30) }, "hha" },
    { "an older serial, then one that is older still",
      L(9, 30),
      { L(8, 30), L(7, 30), L(7, 30) },
      "hha" },
    { "an export that is still being written",
      L(1, 30),
      { L(2, 0), L(2, 1), L(2, 2), L(2, 30) },
      "hhha" },
    { "a collapse, the old list again, the collapse again",
      L(1, 30),
      { L(2, 0), UNCHANGED, L(2, 0), L(2, 0) },
      "h-ha" },
    { "two troubles in turn, neither said twice, are believed in the end",
      L(9, 30),
      { L(8, 30), L(10, 0), L(8, 29), L(10, 1), L(8, 28), L(10, 2) },
      "hhhhha" },
    { "a list that stays small and changes every time is believed in the end",
      L(1, 30),
      { L(2, 1), L(3, 1), L(4, 1), L(5, 1), L(6, 1), L(7, 1) },
      "hhhhha" },
};

static void every_case_has_its_verdicts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct guard guard = { 0 };
        char pool[64], next_pool[64], verdicts[MOST_PULLS + 1] = "";
        struct snapshot current = as_snapshot(&cases[i].current, pool);
        for (size_t k = 0; k < strlen(cases[i].verdicts); k++) {
            const struct list *l = &cases[i].pulls[k];
            struct error reason;
            if (l->publisher && !*l->publisher) {
                guard_reset(&guard);
                verdicts[k] = '-';
                continue;
            }
            struct snapshot next = as_snapshot(l, next_pool);
            bool held = guard_judge(&guard, &current, &next, &reason) == GUARD_HOLD;
            verdicts[k] = held ? 'h' : 'a';
            assert_true(!held || *reason.text);
        }
        if (strcmp(verdicts, cases[i].verdicts) != 0)
            fail_msg("%s: %s", cases[i].name, verdicts);
    }
}

static void a_first_list_is_taken_as_it_is(void **state)
{
    (void)state;
    struct guard guard = { 0 };
    char pool[64];
    struct snapshot next = as_snapshot(&(struct list)L(1, 0), pool);
    struct error reason;
    assert_int_equal(guard_judge(&guard, NULL, &next, &reason), GUARD_ACCEPT);
    assert_string_equal(reason.text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_has_its_verdicts),
        cmocka_unit_test(a_first_list_is_taken_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
