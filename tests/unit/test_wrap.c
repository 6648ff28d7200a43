/* Counters that come to their end, or pass the end of the 32 bits that others have: pixels, frames,
 * cycles, milliseconds, seconds since 1970, serials. What happens then is what happened before. */
#include "unit/fetcher_support.h"

#include <limits.h>

#include "fetch/cache.h"
#include "screen/frame_times.h"
#include "screen/governor.h"
#include "screen/pace.h"
#include "unit/view_support.h"
#include "view/belt_parts.h"
#include "view/board_parts.h"

/* ---- a list that has moved for a year: 2^31 pixels in seven months, at two a frame */

struct twins {
    struct words *words;
    struct board *near, *far;
    struct snapshot *list;
    struct board_time time;
};

static struct twins begin_twins(enum motion motion, int rows)
{
    struct twins t = { .words = load_words("id"), .time = fresh_time(MONDAY_0941) };
    struct board_options options = default_options(t.words, 1920, 1080);
    options.motion = motion;
    options.min_dwell_s = 2;
    options.max_cycle_s = 60;
    options.notice = "Pengambilan dokumen *GRATIS*. Laporkan pungli ke SP4N-LAPOR! 1708 atau "
                     "kepada kepala dinas pada jam kerja, dengan bukti bila ada. Terima kasih.";
    t.near = board_new(&options);
    t.far = board_new(&options);
    t.list = make_rows(1, rows);
    board_set_list(t.near, t.list, &t.time);
    board_set_list(t.far, t.list, &t.time);
    return t;
}

static void end_twins(struct twins *t)
{
    board_free(t->near);
    board_free(t->far);
    snapshot_free(t->list);
    words_free(t->words);
}

/* As if the belt had come to just before `px`, with so many cycles behind it. (Its first cycle is
 * told from others by its number, 0, which comes again in 8,000 years.) */
static void move_far(struct board *b, int64_t px, unsigned cycles)
{
    struct belt *belt = b->belt;
    int view = belt_view(belt);
    int64_t by = (px - belt->offset) / view * view - view;
    for (int i = 0; i < belt->count; i++) {
        belt_entry(belt, i)->y += by;
        belt_entry(belt, i)->cycle += cycles;
    }
    belt->offset += by;
    belt->end += by;
    belt->calm_until += by;
    belt->cycle.number += cycles;
}

static void assert_same_frames(struct twins *t, int n)
{
    const struct frame *a = board_frame(t->near, &t->time), *b = board_frame(t->far, &t->time);
    assert_int_equal(a->sprite_count, b->sprite_count);
    for (int i = 0; i < a->sprite_count; i++) {
        const struct sprite *one = &a->sprites[i], *other = &b->sprites[i];
        if (one->x != other->x || one->y != other->y)
            fail_msg("frame %d: %s at %d,%d instead of %d,%d", n, one->picture->role, other->x,
                     other->y, one->x, one->y);
    }
    if (n % 100)
        return;
    CLEANUP_BUFFER struct buffer first = BUFFER_INIT(0), second = BUFFER_INIT(0);
    frame_dump(a, &first);
    frame_dump(b, &second);
    board_position(t->near, &first);
    board_position(t->far, &second);
    assert_string_equal(buffer_text(&first), buffer_text(&second));
}

static void change_list(struct twins *t, int from, int to)
{
    struct snapshot *next = make_rows(from, to);
    board_set_list(t->near, next, &t->time);
    board_set_list(t->far, next, &t->time);
    snapshot_free(t->list);
    t->list = next;
}

static void a_list_moves_on_past_any_number_of_pixels_and_cycles(void **state)
{
    (void)state;
    static const enum motion motions[] = { MOTION_SCROLL, MOTION_STEP, MOTION_PAGE };
    static const int64_t ends[] = { INT64_C(1) << 31, INT64_C(1) << 32, INT64_C(1) << 53 };
    enum { FRAMES = 12000 };
    for (size_t i = 0; i < COUNT(motions) * COUNT(ends); i++) {
        struct twins t = begin_twins(motions[i / COUNT(ends)], 60);
        int64_t end = ends[i % COUNT(ends)];
        move_far(t.far, end, INT_MAX); /* 2^31 cycles: a thousand years */
        for (int n = 0; n < FRAMES; n++) {
            if (n % 1700 == 1699) /* longer and shorter, standing still at last, and back */
                change_list(&t, 1 + n / 1700 * 3, n / 1700 == 5 ? 18 : 60 + n / 100);
            board_advance(t.near, &t.time);
            board_advance(t.far, &t.time);
            assert_same_frames(&t, n);
            if (n == 1600) /* it has passed it, and more than one cycle */
                assert_true(t.far->belt->offset > end);
        }
        end_twins(&t);
    }
}

/* ---- 2^31 frames: 414 days at 60 a second */

static void the_panel_follows_the_list_after_any_number_of_frames(void **state)
{
    (void)state;
    struct twins t = begin_twins(MOTION_SCROLL, 60);
    board_frame(t.far, &t.time);
    t.far->panel_frames = INT_MAX - 2;
    for (int n = 0; n < 10; n++) {
        board_advance(t.far, &t.time);
        board_frame(t.far, &t.time);
        assert_true(t.far->panel_frames > INT_MAX / 2);
    }
    end_twins(&t);
}

/* ---- milliseconds and microseconds since the machine's start */

#define MS UINT64_C(1000000)

/* What becomes of frames of so many nanoseconds from `start_ns` on, as one number. */
static uint64_t run_frames(uint64_t start_ns, bool waits)
{
    struct pace pace = { .rate_hz = 60, .waits = waits };
    struct governor governor = { .refresh_hz = 60 };
    struct frame_times times = { 0 };
    uint64_t now = start_ns, said = 0;
    for (int n = 0; n < 60 * 240; n++) {
        bool hard = n / 1500 % 3 == 1;
        uint64_t busy = (hard ? 25 : 3) * MS + (uint64_t)(n * 7919 % 1000) * 1000;
        uint64_t begun = MAX(now, pace.due_ns);
        assert_true(pace_is_due(&pace, begun));
        now = begun + busy;
        bool late = pace_note(&pace, begun, now);
        frame_times_note(&times, late, now);
        if (governor_note(&governor, busy, late, now))
            pace.rate_hz = governor_rate(&governor);
        said = said * 31 + late + (uint64_t)pace.rate_hz;
        if (n % 4000 == 3999) {
            now += 5000 * MS;
            pace_rest(&pace);
            governor_rest(&governor);
            frame_times_rest(&times);
        }
    }
    struct frame_summary f = frame_times_summary(&times);
    return ((said * 31 + f.late) * 31 + f.longest_us) * 31 + f.usual_us;
}

static void frames_keep_their_time_however_long_the_machine_has_been_on(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        uint64_t end_ns;
    } ends[] = {
        { "32 bits of nanoseconds", UINT64_C(1) << 32 },
        { "31 bits of microseconds", (UINT64_C(1) << 31) * 1000 },
        { "32 bits of microseconds", (UINT64_C(1) << 32) * 1000 },
        { "31 bits of milliseconds", (UINT64_C(1) << 31) * MS },
        { "32 bits of milliseconds", (UINT64_C(1) << 32) * MS },
        { "32 bits of frames at 60 a second", (UINT64_C(1) << 32) * (1000 * MS / 60) },
        { "all that a double counts", UINT64_C(1) << 53 },
    };
    for (int waits = 0; waits < 2; waits++) {
        uint64_t usual = run_frames(100 * MS, waits);
        for (size_t i = 0; i < COUNT(ends); i++) {
            if (run_frames(ends[i].end_ns - 2000 * MS, waits) != usual)
                fail_msg("another cadence past %s", ends[i].what);
        }
    }
}

/* ---- 2038-01-19T03:14:08Z, 2^31 seconds since 1970 */

#define END_OF_31_BITS (INT64_C(1) << 31)

static void dates_go_on_after_2038(void **state)
{
    (void)state;
    char text[CLOCK_TEXT_MAX];
    int64_t parsed;
    assert_string_equal(clock_format_rfc3339(text, END_OF_31_BITS - 1, 0),
                        "2038-01-19T03:14:07+00:00");
    assert_string_equal(clock_format_rfc3339(text, END_OF_31_BITS, WIB),
                        "2038-01-19T10:14:08+07:00");
    assert_true(clock_parse_rfc3339(text, &parsed));
    assert_int_equal(parsed, END_OF_31_BITS);
    assert_int_equal(clock_civil(END_OF_31_BITS, WIB).weekday, 1); /* a Tuesday */
    assert_string_equal(clock_format_rfc3339(text, INT64_C(1) << 32, 0),
                        "2106-02-07T06:28:16+00:00");
}

/* What has come in a minute before is new a minute after. */
static void rows_stay_new_past_2038(void **state)
{
    (void)state;
    struct words *words = load_words("id");
    struct board_time time = fresh_time(END_OF_31_BITS - 60);
    struct board_options options = default_options(words, 1920, 1080);
    struct snapshot *before = make_rows(1, 4), *list = make_rows(1, 6);
    struct board *board = board_new(&options);
    snapshot_mark_seen(list, before, (uint32_t)time.now_s);
    board_set_list(board, list, &time);
    for (int minutes = 0; minutes < 3; minutes++, time.now_s += 60) {
        time.checked_s = time.now_s;
        CLEANUP_BUFFER struct buffer dump = BUFFER_INIT(0);
        frame_dump(board_frame(board, &time), &dump);
        assert_non_null(strstr(buffer_text(&dump), "2 baru"));
        assert_non_null(strstr(buffer_text(&dump), "19 Januari 2038"));
    }
    board_free(board);
    snapshot_free(before);
    snapshot_free(list);
    words_free(words);
}

static void a_kept_list_is_of_after_2038(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *body = feed(1, 3);
    f->now_s = END_OF_31_BITS - 30;
    assert_int_equal(pull(f, (struct answer){ .body = body }), NEW_LIST);
    for (int minutes = 0; minutes < 15; minutes++)
        assert_int_equal(pull(f, (struct answer){ .not_modified = true }), CONFIRMED);
    int64_t last_s = f->now_s;
    close_fetcher(f);
    open_fetcher(f);
    assert_non_null(f->list);
    assert_int_equal(f->checked_s, last_s);
}

/* ---- serials: whole numbers that a double holds */

static void a_publisher_whose_serial_has_come_to_its_end_may_begin_anew(void **state)
{
    struct fixture *f = *state;
    CLEANUP_FREE char *first = feed(1, 3), *rest = feed(7, 4);
    CLEANUP_FREE char *last = xasprintf("{\"feed\":\"siapambil/1\",\"serial\":9007199254740991%s",
                                        strstr(first, ",\"issued\""));
    CLEANUP_FREE char *beyond = xasprintf("{\"feed\":\"siapambil/1\",\"serial\":9007199254740992%s",
                                          strstr(first, ",\"issued\""));
    assert_int_equal(pull(f, (struct answer){ .body = last }), NEW_LIST);
    assert_true(f->list->serial == (UINT64_C(1) << 53) - 1);
    assert_int_equal(pull(f, (struct answer){ .body = beyond }), NOTHING);
    assert_true(logged(f, "'serial' is not a whole number from 0 to 9007199254740991"));
    assert_int_equal(pull(f, (struct answer){ .body = rest }), NOTHING); /* said once, held */
    assert_int_equal(pull(f, (struct answer){ .body = rest }), NEW_LIST);
    assert_int_equal(f->list->serial, 7);
}

int main(void)
{
    hash_init();
    json_init();
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_moves_on_past_any_number_of_pixels_and_cycles),
        cmocka_unit_test(the_panel_follows_the_list_after_any_number_of_frames),
        cmocka_unit_test(frames_keep_their_time_however_long_the_machine_has_been_on),
        cmocka_unit_test(dates_go_on_after_2038),
        cmocka_unit_test(rows_stay_new_past_2038),
        TEST(a_kept_list_is_of_after_2038),
        TEST(a_publisher_whose_serial_has_come_to_its_end_may_begin_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
