/* Places on a sheet: none over another, and none lost. */
#include "unit/test.h"

#include "screen/sheet.h"

struct place {
    int x, y, w, h;
};

static bool take(struct sheet *s, struct place *p)
{
    return sheet_take(s, p->w, p->h, &p->x, &p->y);
}

static void give_back(struct sheet *s, const struct place *p)
{
    sheet_give_back(s, p->x, p->y, p->w, p->h);
}

static bool overlap(const struct place *a, const struct place *b)
{
    return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h;
}

static void a_sheet_is_filled_from_the_top_without_gaps(void **state)
{
    (void)state;
    struct sheet *s = sheet_new(256, 128);
    struct place rows[4] = {
        { 0, 0, 256, 32 }, { 0, 0, 256, 32 }, { 0, 0, 128, 64 }, { 0, 0, 128, 64 }
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_true(take(s, &rows[i]));
    assert_int_equal(rows[0].y, 0);
    assert_int_equal(rows[1].y, 32);
    assert_int_equal(rows[2].x, 0);
    assert_int_equal(rows[3].x, 128);
    assert_int_equal(rows[3].y, 64);
    struct place one = { .w = 1, .h = 1 };
    assert_false(take(s, &one));
    sheet_free(s);
}

/* What scrolls out makes room for what scrolls in: of the same size, whatever stands around it. */
static void a_place_that_was_given_back_is_taken_again(void **state)
{
    (void)state;
    struct sheet *s = sheet_new(200, 400);
    struct place rows[5];
    for (int i = 0; i < 5; i++) {
        rows[i] = (struct place){ .w = 197, .h = 77 };
        assert_true(take(s, &rows[i]));
    }
    for (int i = 0; i < 1000; i++) {
        struct place before = rows[i % 5];
        assert_false(take(s, &(struct place){ .w = 197, .h = 77 }));
        give_back(s, &before);
        assert_true(take(s, &rows[i % 5]));
        assert_int_equal(rows[i % 5].y, before.y);
    }
    sheet_free(s);
}

/* Small ones side by side leave room for a large one, in whatever order they go. */
static void what_is_given_back_joins_what_is_free_around_it(void **state)
{
    (void)state;
    struct sheet *s = sheet_new(256, 256);
    struct place small[16], large = { .w = 256, .h = 256 };
    for (int i = 0; i < 16; i++) {
        small[i] = (struct place){ .w = 64, .h = 64 };
        assert_true(take(s, &small[i]));
    }
    for (int i = 0; i < 16; i++) {
        assert_false(sheet_is_empty(s));
        give_back(s, &small[i * 7 % 16]);
    }
    assert_true(sheet_is_empty(s));
    assert_true(take(s, &large));
    sheet_free(s);
}

static void places_never_overlap_and_never_leave_the_sheet(void **state)
{
    (void)state;
    struct sheet *s = sheet_new(1000, 504);
    struct place held[64] = { 0 };
    uint32_t chance = 1;
    int taken = 0;
    for (int i = 0; i < 20000; i++) {
        chance = chance * 1664525u + 1013904223u;
        struct place *p = &held[chance >> 26];
        if (p->w) {
            give_back(s, p);
            p->w = 0;
            continue;
        }
        struct place wanted = { .w = 1 + (int)(chance >> 8) % 300,
                                .h = 1 + (int)(chance >> 4) % 90 };
        if (!take(s, &wanted))
            continue;
        taken++;
        assert_true(wanted.x >= 0 && wanted.y >= 0);
        assert_true(wanted.x + wanted.w <= 1000 && wanted.y + wanted.h <= 504);
        for (size_t k = 0; k < COUNT(held); k++)
            assert_false(held[k].w && overlap(&held[k], &wanted));
        *p = wanted;
    }
    assert_true(taken > 5000);
    for (size_t k = 0; k < COUNT(held); k++) {
        if (held[k].w)
            give_back(s, &held[k]);
    }
    assert_true(sheet_is_empty(s));
    sheet_free(s);
}

static void what_is_larger_than_the_sheet_is_refused(void **state)
{
    (void)state;
    struct sheet *s = sheet_new(128, 128);
    struct place wide = { .w = 129, .h = 1 }, high = { .w = 1, .h = 129 },
                 all = { .w = 128, .h = 128 };
    assert_false(take(s, &wide));
    assert_false(take(s, &high));
    assert_true(take(s, &all));
    sheet_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sheet_is_filled_from_the_top_without_gaps),
        cmocka_unit_test(a_place_that_was_given_back_is_taken_again),
        cmocka_unit_test(what_is_given_back_joins_what_is_free_around_it),
        cmocka_unit_test(places_never_overlap_and_never_leave_the_sheet),
        cmocka_unit_test(what_is_larger_than_the_sheet_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
