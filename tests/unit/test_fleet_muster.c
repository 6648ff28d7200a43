/* fleet/roll.h and muster.h: what each screen said last, whatever the order of the lines, and what
 * it needs. */
#include "base/hash.h"
#include "fleet/columns.h"
#include "fleet/muster.h"
#include "unit/test.h"

#define T       INT64_C(1795426800) /* a whole ten seconds */
#define UNTIL_S (T + 100000)

/* A line of a screen: at T + `at`, answered `status`, with what it says behind its id. */
static void take(struct roll *r, const char *id, int at, int status, const char *said)
{
    CLEANUP_BUFFER struct buffer held = BUFFER_INIT(LINE_MAX_BYTES);
    CLEANUP_FREE char *line =
        xasprintf("{\"time\":%lld.500,\"status\":%d,\"bytes\":100,\"took\":0.500,\"path\":"
                  "\"/v1/32.73/mpp/feed.json\",\"screen\":\"id=\\\"%s\\\"%s\"}",
                  (long long)T + at, status, id, said);
    roll_take(r, line, strlen(line), &held);
}

static const struct muster_options options = { .now_s = T + 1000, .silent_s = 900, .old_s = 900 };

static const struct muster_row *find(const struct muster *m, const char *id)
{
    for (size_t i = 0; i < m->count; i++) {
        if (strcmp(m->rows[i].screen->said.id, id) == 0)
            return &m->rows[i];
    }
    fail_msg("'%s' is not there", id);
    return NULL;
}

#define GOOD ", r=\\\"32.73\\\", s=5, n=3, age=20, on=?1"

static void the_newest_line_counts_in_any_order(void **state)
{
    (void)state;
    for (int order = 0; order < 6; order++) {
        static const int orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
                                          { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
        static const char *const said[] = { ", n=1", ", n=2", ", n=3" };
        static const int status[] = { 200, 304, 500 };
        CLEANUP(roll_free) struct roll *r = roll_new(UNTIL_S);
        for (int i = 0; i < 3; i++) {
            int k = orders[order][i];
            take(r, "a", k * 60, status[k], said[k]);
        }
        const struct roll_screen *s = roll_find(r, "a");
        assert_non_null(s);
        assert_int_equal(s->said.rows, 3);
        assert_int_equal(s->last_ms, (T + 120) * 1000 + 500);
        assert_int_equal(s->full, 1);
        assert_int_equal(s->unchanged, 1);
        assert_int_equal(s->failed, 1);
        assert_int_equal(r->oldest_ms, T * 1000 + 500);
        assert_int_equal(r->newest_ms, s->last_ms);
        assert_int_equal(r->bytes, 300);
    }
}

static void of_two_lines_at_once_the_later_one_counts(void **state)
{
    (void)state;
    CLEANUP(roll_free) struct roll *r = roll_new(UNTIL_S);
    take(r, "a", 0, 200, ", n=1");
    take(r, "a", 0, 200, ", n=2");
    assert_int_equal(roll_find(r, "a")->said.rows, 2);
}

static void each_need_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *name, *said;
        int at;
        uint32_t needs;
    } cases[] = {
        { "fine", GOOD, 990, 0 },
        { "just-not-silent", GOOD, 100, 0 },
        { "silent", GOOD, 99, 1 << MUSTER_SILENT },
        { "no-list", ", on=?1", 990, 1 << MUSTER_NO_LIST },
        { "just-not-old", ", s=5, n=3, age=900", 990, 0 },
        { "old", ", s=5, n=3, age=901", 990, 1 << MUSTER_OLD },
        { "dark", ", r=\\\"32.73\\\", s=5, n=3, on=?0", 990, 1 << MUSTER_PANEL },
        { "dark-and-silent", ", r=\\\"32.73\\\", s=5, n=3, on=?0", 0, 1 << MUSTER_SILENT },
        { "other-office", ", r=\\\"11.01\\\", s=5, n=3, on=?0", 990, 0 },
        { "right", ", s=5, t=1795427790", 990, 0 },
        { "behind", ", s=5, t=1795427728", 990, 1 << MUSTER_CLOCK },
        { "ahead", ", s=5, t=1795427851", 990, 1 << MUSTER_CLOCK },
    };
    CLEANUP(roll_free) struct roll *r = roll_new(UNTIL_S);
    for (size_t i = 0; i < COUNT(cases); i++)
        take(r, cases[i].name, cases[i].at, 304, cases[i].said);
    CLEANUP(muster_free) struct muster *m = muster_new(r, &options);
    assert_int_equal(m->count, COUNT(cases));
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (find(m, cases[i].name)->needs != cases[i].needs)
            fail_msg("%s: %x", cases[i].name, find(m, cases[i].name)->needs);
    }
    /* The worst first, then by id; those that are fine at the end. */
    assert_string_equal(m->rows[0].screen->said.id, "dark-and-silent");
    assert_string_equal(m->rows[1].screen->said.id, "silent");
    assert_string_equal(m->rows[2].screen->said.id, "no-list");
    assert_string_equal(m->rows[m->count - 1].screen->said.id, "right");
    assert_true(muster_needs_attention(m));
}

static void where_most_panels_are_off_it_is_the_evening(void **state)
{
    (void)state;
    CLEANUP(roll_free) struct roll *r = roll_new(UNTIL_S);
    take(r, "a", 990, 304, ", s=5, n=3, on=?0");
    take(r, "b", 990, 304, ", s=5, n=3, on=?0");
    take(r, "c", 990, 304, ", s=5, n=3, on=?1");
    take(r, "d", 990, 304, ", s=5, n=3, on=?1");
    CLEANUP(muster_free) struct muster *m = muster_new(r, &options);
    assert_int_equal(m->fine, 4);
    take(r, "e", 990, 304, ", s=5, n=3, on=?1");
    CLEANUP(muster_free) struct muster *later = muster_new(r, &options);
    assert_int_equal(later->needs[MUSTER_PANEL], 2);
}

static void ids_follow_each_other_by_their_numbers(void **state)
{
    (void)state;
    CLEANUP(roll_free) struct roll *r = roll_new(UNTIL_S);
    take(r, "bdg-10", 990, 304, GOOD);
    take(r, "bdg-2", 990, 304, GOOD);
    CLEANUP(muster_free) struct muster *m = muster_new(r, &options);
    assert_string_equal(m->rows[0].screen->said.id, "bdg-2");
}

static void clocks_are_told_beyond_two_seconds(void **state)
{
    (void)state;
    static const struct {
        int off, told;
    } cases[] = { { 0, 0 }, { 2, 0 }, { -2, 0 }, { 3, 3 }, { -4, -3 }, { 3600, 3600 } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP(roll_free) struct roll *r = roll_new(UNTIL_S);
        CLEANUP_FREE char *said = xasprintf(", t=%lld", (long long)T + cases[i].off);
        take(r, "a", 0, 304, said);
        CLEANUP(muster_free) struct muster *m = muster_new(r, &options);
        if (m->rows[0].ahead_s != cases[i].told)
            fail_msg("%d: %d", cases[i].off, (int)m->rows[0].ahead_s);
    }
}

static void expected_screens_are_missed(void **state)
{
    (void)state;
    CLEANUP(roll_free) struct roll *r = roll_new(UNTIL_S);
    assert_int_equal(roll_expect(r, "here", "Loket 3"), ROLL_ADDED);
    assert_int_equal(roll_expect(r, "gone", ""), ROLL_ADDED);
    assert_int_equal(roll_expect(r, "here", ""), ROLL_TWICE);
    take(r, "here", 990, 304, GOOD);
    take(r, "stranger", 990, 304, GOOD);
    struct muster_options listed = options;
    listed.listed = true;
    CLEANUP(muster_free) struct muster *m = muster_new(r, &listed);
    assert_int_equal(m->count, 3);
    assert_int_equal(find(m, "gone")->needs, 1 << MUSTER_MISSING);
    assert_int_equal(find(m, "here")->needs, 0);
    assert_string_equal(find(m, "here")->note, "Loket 3");
    assert_int_equal(find(m, "stranger")->needs, 1 << MUSTER_UNEXPECTED);
    assert_int_equal(m->expected, 2);
    assert_int_equal(m->recent, 2);
    assert_true(muster_needs_attention(m));
}

/* Two runs: the program started anew, or there are two screens of this name. */
static void restarts_and_twins_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        int starts[4], minutes[4]; /* a run each: started, and asks once a minute for so long */
        int restarts;
        bool twice;
    } cases[] = {
        { "one run", { -1000 }, { 60 }, 0, false },
        { "a restart", { -1000, 1800 }, { 30, 30 }, 1, false },
        { "two restarts", { -1000, 1800, 2400 }, { 30, 10, 10 }, 2, false },
        { "two at once", { -1000, -5000 }, { 60, 60 }, 1, true },
        { "one for years", { -100000000 }, { 60 }, 0, false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (int backwards = 0; backwards < 2; backwards++) {
            CLEANUP(roll_free) struct roll *r = roll_new(UNTIL_S);
            for (int run = 0; run < 4 && cases[i].minutes[run]; run++) {
                for (int k = 0; k < cases[i].minutes[run]; k++) {
                    int minute = backwards ? cases[i].minutes[run] - 1 - k : k;
                    int at = MAX(cases[i].starts[run], 0) + minute * 60;
                    int jitter = minute % 7;
                    CLEANUP_FREE char *said =
                        xasprintf(", up=%d", at - cases[i].starts[run] - jitter + 10);
                    take(r, "a", at, 304, said);
                }
            }
            CLEANUP(muster_free) struct muster *m = muster_new(r, &options);
            bool twice = m->rows[0].needs >> MUSTER_TWICE & 1;
            if (m->rows[0].restarts != cases[i].restarts || twice != cases[i].twice)
                fail_msg("%s: %d, %d", cases[i].what, m->rows[0].restarts, twice);
        }
    }
}

static void many_restarts_are_counted_as_far_as_there_is_room(void **state)
{
    (void)state;
    CLEANUP(roll_free) struct roll *r = roll_new(UNTIL_S);
    for (int i = 0; i < 20; i++)
        take(r, "a", i * 300, 304, ", up=5");
    CLEANUP(muster_free) struct muster *m = muster_new(r, &options);
    assert_int_equal(m->rows[0].restarts, ROLL_MAX_STARTS - 1);
    assert_true(m->rows[0].screen->more_starts);
    assert_false(m->rows[0].needs >> MUSTER_TWICE & 1);
}

static void older_serials_of_the_same_feed_are_behind(void **state)
{
    (void)state;
    CLEANUP(roll_free) struct roll *r = roll_new(UNTIL_S);
    take(r, "a", 990, 304, ", s=7, n=1");
    take(r, "b", 990, 304, ", s=8, n=1");
    take(r, "c", 990, 304, ", s=3, n=1, r=\\\"11.01\\\"");
    take(r, "d", 990, 304, "");
    CLEANUP(muster_free) struct muster *m = muster_new(r, &options);
    assert_true(find(m, "a")->behind);
    assert_false(find(m, "b")->behind);
    assert_false(find(m, "c")->behind);
    assert_false(find(m, "d")->behind);
    assert_int_equal(m->behind, 1);
}

static void what_comes_from_later_does_not_count(void **state)
{
    (void)state;
    CLEANUP(roll_free) struct roll *r = roll_new(T + 60);
    take(r, "a", 59, 304, ", n=1");
    take(r, "a", 60, 304, ", n=2");
    take(r, "b", 1000000000, 304, "");
    assert_int_equal(r->later, 2);
    assert_int_equal(r->count, 1);
    assert_int_equal(roll_find(r, "a")->said.rows, 1);
    assert_int_equal(r->newest_line_ms, (T + 59) * 1000 + 500);
}

static void a_short_log_has_no_mean_above_its_peak(void **state)
{
    (void)state;
    CLEANUP(roll_free) struct roll *r = roll_new(UNTIL_S);
    for (int i = 0; i < 4; i++)
        take(r, "a", i, 304, "");
    CLEANUP(muster_free) struct muster *m = muster_new(r, &options);
    assert_true(m->mean_per_s <= (double)m->peak / RATES_STEP_S);
}

static void sums_are_right(void **state)
{
    (void)state;
    CLEANUP(roll_free) struct roll *r = roll_new(UNTIL_S);
    for (int i = 0; i < 100; i++)
        take(r, i % 2 ? "a" : "b", i, i % 4 ? 304 : 200, i % 2 ? ", v=\\\"2\\\"" : ", v=\\\"1\\\"");
    for (int i = 0; i < 30; i++)
        take(r, "c", 205, 304, ", v=\\\"2\\\"");
    CLEANUP(muster_free) struct muster *m = muster_new(r, &options);
    assert_int_equal(m->version_count, 2);
    assert_string_equal(m->versions[0].version, "2");
    assert_int_equal(m->versions[0].screens, 2);
    assert_int_equal(m->versions[1].screens, 1);
    assert_int_equal(m->peak, 30);
    assert_int_equal(m->peak_s, T + 200);
    assert_true(m->seconds > 204.9 && m->seconds < 205.1);
    assert_true(m->mean_per_s > 0.63 && m->mean_per_s < 0.64);
    assert_true(m->unchanged_part > 0.80 && m->unchanged_part < 0.81);
}

static void no_lines_are_no_fleet(void **state)
{
    (void)state;
    CLEANUP(roll_free) struct roll *r = roll_new(UNTIL_S);
    CLEANUP_BUFFER struct buffer held = BUFFER_INIT(LINE_MAX_BYTES);
    roll_take(r, "x", 1, &held);
    CLEANUP(muster_free) struct muster *m = muster_new(r, &options);
    assert_int_equal(m->count, 0);
    assert_int_equal(r->unreadable, 1);
    assert_false(muster_needs_attention(m));
}

/* Whoever invents ids fills the table, and nothing more; who is expected has room. */
static void the_table_is_bounded(void **state)
{
    (void)state;
    CLEANUP(roll_free) struct roll *r = roll_new(UNTIL_S);
    roll_expect(r, "ours", "");
    for (unsigned i = 0; i < ROLL_MAX_SCREENS + 9; i++) {
        char id[16];
        snprintf(id, sizeof(id), "x%u", i);
        take(r, id, 0, 304, "");
    }
    take(r, "ours", 0, 304, ", n=5");
    assert_int_equal(r->count, ROLL_MAX_SCREENS);
    assert_int_equal(r->crowded, 10);
    assert_int_equal(roll_find(r, "ours")->said.rows, 5);
    assert_int_equal(roll_find(r, "x77")->unchanged, 1);
    assert_null(roll_find(r, "x262150"));
    assert_int_equal(r->unchanged, ROLL_MAX_SCREENS + 10);
}

static void times_far_from_each_other_do_no_harm(void **state)
{
    (void)state;
    CLEANUP(rates_free) struct rates *r = rates_new();
    int64_t at_s;
    rates_add(r, 0);
    rates_add(r, 253402300799);
    for (int64_t t = 0; t < INT64_C(253402300799); t += INT64_C(25340230000))
        rates_add(r, t);
    rates_add(r, T);
    rates_add(r, T + 9);
    rates_add(r, T + 10);
    assert_int_equal(rates_peak(r, &at_s), 2);
}

static void spans_are_short(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        const char *text;
    } cases[] = {
        { 0, "0 s" },    { 119, "119 s" },   { 120, "2 min" },  { 7199, "119 min" },
        { 7200, "2 h" }, { 172799, "47 h" }, { 172800, "2 d" }, { 31536000, "365 d" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
        column_add_span(cases[i].seconds, &out);
        assert_string_equal(buffer_text(&out), cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_line_counts_in_any_order),
        cmocka_unit_test(of_two_lines_at_once_the_later_one_counts),
        cmocka_unit_test(each_need_is_told),
        cmocka_unit_test(where_most_panels_are_off_it_is_the_evening),
        cmocka_unit_test(ids_follow_each_other_by_their_numbers),
        cmocka_unit_test(clocks_are_told_beyond_two_seconds),
        cmocka_unit_test(expected_screens_are_missed),
        cmocka_unit_test(restarts_and_twins_are_told_apart),
        cmocka_unit_test(many_restarts_are_counted_as_far_as_there_is_room),
        cmocka_unit_test(older_serials_of_the_same_feed_are_behind),
        cmocka_unit_test(what_comes_from_later_does_not_count),
        cmocka_unit_test(a_short_log_has_no_mean_above_its_peak),
        cmocka_unit_test(sums_are_right),
        cmocka_unit_test(no_lines_are_no_fleet),
        cmocka_unit_test(the_table_is_bounded),
        cmocka_unit_test(times_far_from_each_other_do_no_harm),
        cmocka_unit_test(spans_are_short),
    };
    hash_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
