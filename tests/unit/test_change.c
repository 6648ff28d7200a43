/* A list that is prepared beside the board ends as one that is set at once, whatever happens in
 * between: two boards are shown the same, one each way, and must look the same. */
#include "base/job.h"
#include "unit/view_support.h"

#define RATE  60
#define ROWS  400
#define LISTS 12
/* Rows that stay are drawn anew one line a frame. */
#define RENEWED 60

struct fixture {
    struct words *words;
    struct board *at_once, *beside;
    struct snapshot *list;
    struct board_time time;
    uint32_t seed;
};

static int chance(struct fixture *f, int below)
{
    f->seed = f->seed * 1664525 + 1013904223;
    return (int)((f->seed >> 8) % (uint32_t)below);
}

/* Some of the rows, some of them at another place or under another name, some new. */
static struct snapshot *some_list(struct fixture *f, int rows)
{
    char **ids = xmalloc(ROWS * sizeof(*ids));
    int count = 0;
    for (int i = 0; i < rows; i++) {
        if (chance(f, 5) == 0)
            continue;
        bool renamed = chance(f, 8) == 0;
        ids[count++] = renamed ? xasprintf("%c:%d=%d", 'a' + i % 3, i, chance(f, 9999))
                               : xasprintf("%c:%d", 'a' + i % 3, i);
    }
    struct snapshot *s = make_list((const char *const *)ids, count);
    for (int i = 0; i < count; i++)
        free(ids[i]);
    free(ids);
    return s;
}

static struct fixture begin(int rows, enum motion motion, uint32_t seed)
{
    struct fixture f = { .words = load_words("id"), .time = fresh_time(MONDAY_0941), .seed = seed };
    struct board_options options = default_options(f.words, 1920, 1080);
    options.motion = motion;
    f.list = some_list(&f, rows);
    f.at_once = board_new(&options);
    f.beside = board_new(&options);
    board_set_list(f.at_once, f.list, &f.time);
    board_set_list(f.beside, f.list, &f.time);
    return f;
}

static void finish(struct fixture *f)
{
    board_free(f->at_once);
    board_free(f->beside);
    snapshot_free(f->list);
    words_free(f->words);
}

static void assert_same(struct fixture *f)
{
    CLEANUP_BUFFER struct buffer a = BUFFER_INIT(0), b = BUFFER_INIT(0);
    frame_dump(board_frame(f->at_once, &f->time), &a);
    frame_dump(board_frame(f->beside, &f->time), &b);
    assert_string_equal(buffer_text(&a), buffer_text(&b));
}

static void run(struct fixture *f, int frames, bool same)
{
    for (int i = 0; i < frames; i++) {
        board_advance(f->at_once, &f->time);
        board_advance(f->beside, &f->time);
        if (same && i % 16 == 0) {
            assert_same(f);
        } else {
            board_frame(f->at_once, &f->time);
            board_frame(f->beside, &f->time);
        }
    }
}

/* Takes `next` over, on both boards in the same frame. */
static void end(struct fixture *f, struct board_change *change, struct snapshot *next)
{
    board_set_list(f->at_once, next, &f->time);
    board_end_change(f->beside, change, &f->time);
    snapshot_free(f->list);
    f->list = next;
    run(f, RENEWED, false);
}

static void lists_come_and_the_board_goes_on(void **state)
{
    (void)state;
    static const int sizes[] = { 60, ROWS, 30, 200, 8, ROWS };
    for (int motion = MOTION_SCROLL; motion <= MOTION_PAGE; motion++) {
        struct fixture f = begin(ROWS, (enum motion)motion, 7 + (uint32_t)motion);
        for (int n = 0; n < LISTS; n++) {
            run(&f, chance(&f, 20 * RATE), true);
            struct snapshot *next = some_list(&f, sizes[n % (int)COUNT(sizes)]);
            struct board_change *change = board_begin_change(f.beside, next);
            run(&f, chance(&f, 400), true); /* the list before is shown meanwhile */
            board_prepare_change(change);
            run(&f, chance(&f, 400), true);
            end(&f, change, next);
            run(&f, 10 * RATE, true);
        }
        finish(&f);
    }
}

static void prepare(void *change)
{
    board_prepare_change(change);
}

static void is_prepared_on_another_thread(void **state)
{
    (void)state;
    struct fixture f = begin(ROWS, MOTION_SCROLL, 4);
    struct job *job = job_new();
    for (int n = 0; n < LISTS; n++) {
        struct snapshot *next = some_list(&f, ROWS);
        struct board_change *change = board_begin_change(f.beside, next);
        job_start(job, prepare, change);
        do {
            f.time.now_s += 7; /* minutes pass, rows enter */
            run(&f, 13, true);
        } while (!job_is_done(job));
        end(&f, change, next);
        run(&f, 3 * RATE, true);
    }
    job_free(job);
    finish(&f);
}

static void what_was_not_prepared_is_done_at_the_end(void **state)
{
    (void)state;
    struct fixture f = begin(ROWS, MOTION_SCROLL, 3);
    run(&f, 500, true);
    struct snapshot *next = some_list(&f, ROWS);
    struct board_change *change = board_begin_change(f.beside, next);
    run(&f, 500, true);
    end(&f, change, next);
    run(&f, 20 * RATE, true);
    finish(&f);
}

static void another_list_may_come_first(void **state)
{
    (void)state;
    struct fixture f = begin(ROWS, MOTION_SCROLL, 5);
    run(&f, 500, true);
    struct snapshot *late = some_list(&f, ROWS), *first = some_list(&f, 100);
    struct board_change *change = board_begin_change(f.beside, late);
    board_prepare_change(change);
    board_set_list(f.at_once, first, &f.time);
    board_set_list(f.beside, first, &f.time);
    snapshot_free(f.list);
    f.list = first;
    run(&f, 300, true);
    end(&f, change, late);
    run(&f, 20 * RATE, true);
    finish(&f);
}

static void a_change_may_be_dropped(void **state)
{
    (void)state;
    struct fixture f = begin(ROWS, MOTION_SCROLL, 6);
    struct snapshot *next = some_list(&f, ROWS);
    struct board_change *change = board_begin_change(f.beside, next);
    board_prepare_change(change);
    run(&f, 300, true);
    board_drop_change(f.beside, change);
    snapshot_free(next);
    run(&f, 300, true);
    finish(&f);
}

static void another_rate_may_come_between(void **state)
{
    (void)state;
    struct fixture f = begin(ROWS, MOTION_SCROLL, 8);
    run(&f, 300, true);
    struct snapshot *next = some_list(&f, ROWS);
    struct board_change *change = board_begin_change(f.beside, next);
    board_prepare_change(change);
    board_set_rate(f.at_once, 30, &f.time);
    board_set_rate(f.beside, 30, &f.time);
    run(&f, 1, false); /* it goes on at the speed before, as near as it can, until the list comes */
    end(&f, change, next);
    run(&f, 20 * 30, false);
    finish(&f);
}

static void midnight_may_come_between(void **state)
{
    (void)state;
    struct fixture f = begin(ROWS, MOTION_SCROLL, 9);
    run(&f, 300, true);
    f.seed = 9;
    struct snapshot *next =
        some_list(&f, ROWS); /* the same rows: those that leave keep their words */
    struct board_change *change = board_begin_change(f.beside, next);
    board_prepare_change(change);
    f.time.now_s += 86400;
    f.time.checked_s += 86400;
    run(&f, 100, false); /* the day begins with the list */
    end(&f, change, next);
    run(&f, 20 * RATE, true);
    finish(&f);
}

/* ---- lists that stand, while notices run below */

/* The names that stand in the list's band, in their order. */
static void standing(const struct frame *f, struct buffer *out)
{
    buffer_clear(out);
    for (int i = 0; i < f->band_count; i++) {
        const struct band *band = &f->bands[i];
        for (int n = 0; band->id == BAND_LIST && n < band->count; n++) {
            const struct item *name = find_item(f, BAND_LIST, n, "name");
            if (name && f->sprites[band->first + n].y < band->box.y + band->box.h)
                buffer_addf(out, "%s ", name->text);
        }
    }
}

static struct fixture begin_standing(const struct snapshot *list)
{
    struct fixture f = { .words = load_words("id"), .time = fresh_time(MONDAY_0941) };
    struct board_options options = default_options(f.words, 1920, 1080);
    options.notice = "Layanan ini tidak dipungut biaya. Pengambilan dapat diwakilkan dengan surat "
                     "kuasa bermeterai dan KTP-el asli pemberi kuasa. Jam istirahat 12.00-13.00.";
    f.beside = board_new(&options);
    board_set_list(f.beside, list, &f.time);
    return f;
}

static void finish_standing(struct fixture *f)
{
    board_free(f->beside);
    words_free(f->words);
}

static void change(struct fixture *f, const struct snapshot *next)
{
    struct board_change *c = board_begin_change(f->beside, next);
    board_prepare_change(c);
    board_end_change(f->beside, c, &f->time);
}

/* How many pictures of a frame were not in any before. */
static int count_new(const struct frame *f, uint64_t *last_id)
{
    int count = 0;
    uint64_t highest = *last_id;
    for (int i = 0; i < f->sprite_count; i++) {
        count += f->sprites[i].picture->id > *last_id;
        highest = MAX(highest, f->sprites[i].picture->id);
    }
    *last_id = highest;
    return count;
}

static void a_standing_list_is_replaced_as_a_whole_and_made_ready_before(void **state)
{
    (void)state;
    struct snapshot *five = make_rows(1, 5), *six = make_rows(11, 16);
    struct fixture f = begin_standing(five);
    CLEANUP_BUFFER struct buffer before = BUFFER_INIT(0), now = BUFFER_INIT(0);
    uint64_t last_id = 0;
    const struct frame *frame = board_frame(f.beside, &f.time);
    standing(frame, &before);
    count_new(frame, &last_id);
    assert_string_equal(buffer_text(&before),
                        "NAMA 00001 NAMA 00002 NAMA 00003 NAMA 00004 NAMA 00005 ");
    assert_true(board_moves(f.beside));
    change(&f, six);
    snapshot_free(five);
    int frames = 0;
    bool seen = false;
    for (; frames < 60 && !seen; frames++) {
        board_advance(f.beside, &f.time);
        frame = board_frame(f.beside, &f.time);
        standing(frame, &now);
        seen = strcmp(buffer_text(&now), buffer_text(&before)) != 0;
        /* A row, or its bar, besides panel, header and time in the first. */
        assert_in_range(count_new(frame, &last_id), 0, frames ? 2 : 4);
    }
    assert_string_equal(buffer_text(&now), "NAMA 00011 NAMA 00012 NAMA 00013 NAMA 00014 "
                                           "NAMA 00015 NAMA 00016 ");
    assert_in_range(frames, 7, 30);
    finish_standing(&f);
    snapshot_free(six);
}

static void the_next_list_may_come_before_one_stands(void **state)
{
    (void)state;
    struct snapshot *first = make_rows(1, 5), *second = make_rows(11, 16),
                    *third = make_rows(21, 24), *many = make_rows(1, 200);
    struct fixture f = begin_standing(first);
    CLEANUP_BUFFER struct buffer now = BUFFER_INIT(0);
    change(&f, second);
    snapshot_free(first);
    for (int i = 0; i < 3; i++) {
        board_advance(f.beside, &f.time);
        board_frame(f.beside, &f.time);
    }
    change(&f, third);
    snapshot_free(second);
    for (int i = 0; i < 60; i++) {
        board_advance(f.beside, &f.time);
        board_frame(f.beside, &f.time);
    }
    standing(board_frame(f.beside, &f.time), &now);
    assert_string_equal(buffer_text(&now), "NAMA 00021 NAMA 00022 NAMA 00023 NAMA 00024 ");
    /* One that moves comes after what stands, whatever was to stand there. */
    struct snapshot *again = make_rows(31, 36);
    change(&f, again);
    board_advance(f.beside, &f.time);
    board_frame(f.beside, &f.time);
    change(&f, many);
    snapshot_free(again);
    snapshot_free(third);
    bool begun = false;
    for (int i = 0; i < 20 * RATE; i++) {
        board_advance(f.beside, &f.time);
        standing(board_frame(f.beside, &f.time), &now);
        assert_null(strstr(buffer_text(&now), "NAMA 00031"));
        begun |= strstr(buffer_text(&now), "NAMA 00001") != NULL;
    }
    assert_true(begun);
    finish_standing(&f);
    snapshot_free(many);
}

/* Frames until the row has gone that only the list has which stands. */
static int frames_until_gone(struct fixture *f, const char *row, int lists_apart,
                             struct snapshot *const lists[2])
{
    CLEANUP_BUFFER struct buffer now = BUFFER_INIT(0);
    for (int frames = 0; frames < 60 * RATE; frames++) {
        if (frames % lists_apart == 0)
            change(f, lists[frames / lists_apart % 2]);
        board_advance(f->beside, &f->time);
        standing(board_frame(f->beside, &f->time), &now);
        if (!strstr(buffer_text(&now), row))
            return frames;
    }
    return -1;
}

static void lists_that_follow_one_another_do_not_keep_what_has_gone(void **state)
{
    (void)state;
    struct snapshot *first = make_rows(1, 5), *lists[2] = { make_rows(11, 16), make_rows(21, 26) };
    struct fixture f = begin_standing(first);
    board_frame(f.beside, &f.time);
    /* Each comes before the one before it is ready. */
    assert_in_range(frames_until_gone(&f, "NAMA 00001", 3, lists), 1, 6 * RATE);
    finish_standing(&f);
    snapshot_free(first);
    snapshot_free(lists[0]);
    snapshot_free(lists[1]);
}

/* ---- rates */

/* Pixels that the topmost row has moved up in a second. */
static int moved_in_a_second(struct board *b, const struct board_time *time, int rate)
{
    const struct frame *f = board_frame(b, time);
    const struct band *list = &f->bands[2];
    uint64_t id = 0;
    int from = 0;
    for (int i = list->first; i < list->first + list->count; i++) {
        if (f->sprites[i].y > list->box.y + list->box.h / 2) {
            id = f->sprites[i].picture->id;
            from = f->sprites[i].y;
            break;
        }
    }
    for (int i = 0; i < rate; i++)
        board_advance(b, time);
    f = board_frame(b, time);
    for (int i = 0; i < f->sprite_count; i++) {
        if (f->sprites[i].picture->id == id)
            return from - f->sprites[i].y;
    }
    fail_msg("the row has gone");
    return 0;
}

static void fewer_frames_a_second_keep_the_speed(void **state)
{
    (void)state;
    struct fixture f = begin(ROWS, MOTION_SCROLL, 10);
    run(&f, 20 * RATE, true);
    int speed = moved_in_a_second(f.at_once, &f.time, 60);
    assert_true(speed > 0);
    static const int rates[] = { 30, 20, 15, 60 };
    for (size_t i = 0; i < COUNT(rates); i++) {
        board_set_rate(f.at_once, rates[i], &f.time);
        assert_int_equal(board_rate(f.at_once), rates[i]);
        int now = moved_in_a_second(f.at_once, &f.time, rates[i]);
        /* As near as equal steps of whole pixels come; and the plan holds either way. */
        if (now < speed * 3 / 4 || now > speed * 5 / 4)
            fail_msg("%d px a second at %d frames, %d at 60", now, rates[i], speed);
        assert_true(board_plan(f.at_once)->dwell_ms >= 8000);
    }
    assert_int_equal(moved_in_a_second(f.at_once, &f.time, 60), speed);
    finish(&f);
}

/* Pixels that the notices have moved in a second. */
static int notices_moved(struct board *b, const struct board_time *time, int rate)
{
    int from = INT32_MIN, to = INT32_MIN;
    for (int i = 0; i <= rate; i++) {
        const struct frame *f = board_frame(b, time);
        for (int n = 0; n < f->band_count; n++) {
            if (f->bands[n].id == BAND_TICKER)
                to = f->sprites[f->bands[n].first].x;
        }
        if (!i)
            from = to;
        if (i < rate)
            board_advance(b, time);
    }
    return from - to;
}

static void notices_keep_their_speed_from_the_next_frame_on(void **state)
{
    (void)state;
    struct snapshot *five = make_rows(1, 5);
    struct fixture f = begin_standing(five);
    int speed = notices_moved(f.beside, &f.time, 60);
    assert_true(speed > 0);
    static const int rates[] = { 30, 15, 60 };
    for (size_t i = 0; i < COUNT(rates); i++) {
        board_set_rate(f.beside, rates[i], &f.time);
        int now = notices_moved(f.beside, &f.time, rates[i]);
        if (now < speed * 3 / 4 || now > speed * 5 / 4)
            fail_msg("%d px a second at %d frames, %d at 60", now, rates[i], speed);
    }
    finish_standing(&f);
    snapshot_free(five);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_come_and_the_board_goes_on),
        cmocka_unit_test(is_prepared_on_another_thread),
        cmocka_unit_test(what_was_not_prepared_is_done_at_the_end),
        cmocka_unit_test(another_list_may_come_first),
        cmocka_unit_test(a_change_may_be_dropped),
        cmocka_unit_test(another_rate_may_come_between),
        cmocka_unit_test(midnight_may_come_between),
        cmocka_unit_test(a_standing_list_is_replaced_as_a_whole_and_made_ready_before),
        cmocka_unit_test(the_next_list_may_come_before_one_stands),
        cmocka_unit_test(lists_that_follow_one_another_do_not_keep_what_has_gone),
        cmocka_unit_test(fewer_frames_a_second_keep_the_speed),
        cmocka_unit_test(notices_keep_their_speed_from_the_next_frame_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
