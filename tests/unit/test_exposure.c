/* The promise of the board: everybody listed is seen, long enough, once in each cycle; whatever
 * lists come, and however often the program starts anew. Counted on the frames, as somebody
 * with a stop-watch would. */
#include "unit/hall.h"

/* One column, two, compact; a small screen, one that hangs on its side. */
static const struct {
    int width, height, people;
} halls[] = {
    { 1920, 1080, 40 }, { 1920, 1080, 230 }, { 1920, 1080, 420 },
    { 800, 480, 60 },   { 1080, 1920, 150 },
};

static void shows_everybody_long_enough_once_a_cycle(void **state)
{
    (void)state;
    for (int motion = MOTION_SCROLL; motion <= MOTION_PAGE; motion++) {
        for (size_t i = 0; i < COUNT(halls); i++) {
            struct hall *h =
                open_hall((enum motion)motion, halls[i].width, halls[i].height, halls[i].people);
            for (int n = 0; n < halls[i].people; n++)
                h->people[n].always = true;
            watch_frame(h, MOVED);
            int frames = 0, cycle = (board_plan(h->board)->cycle_s + 2 * DWELL_S) * RATE;
            while (fewest_showings(h) < 3 && frames++ < 4 * cycle)
                let_pass(h, 1);
            assert_true(fewest_showings(h) >= 3);
            assert_in_range(frames, 2 * cycle / 2, 3 * cycle);
            close_hall(h);
        }
    }
}

/* Rows come and go, are renamed, and sent to other places. */
static void stir(struct hall *h)
{
    for (int n = h->count / 10; n > 0; n--) {
        struct person *p = &h->people[chance(h, h->count)];
        switch (chance(h, 4)) {
        case 0:
            p->name = chance(h, h->count);
            break;
        case 1:
            p->place = chance(h, PLACES);
            break;
        default:
            p->listed = p->always || !p->listed;
            break;
        }
    }
}

static void skips_nobody_and_repeats_nobody_while_everything_changes(void **state)
{
    (void)state;
    for (int motion = MOTION_SCROLL; motion <= MOTION_PAGE; motion++) {
        for (size_t i = 0; i < COUNT(halls); i++) {
            struct hall *h =
                open_hall((enum motion)motion, halls[i].width, halls[i].height, halls[i].people);
            watch_frame(h, MOVED);
            for (int n = 0; n < 600 && fewest_showings(h) < 4; n++) {
                let_pass(h, 20 + chance(h, 120));
                stir(h);
                publish(h);
                if (chance(h, 5) == 0)
                    restart(h);
            }
            assert_true(fewest_showings(h) >= 4);
            close_hall(h);
        }
    }
}

/* The text that begins with `head` in the band, if it is visible. */
static const char *text_in(const struct frame *f, enum band_id id, const char *head)
{
    for (int i = 0; i < f->band_count; i++) {
        const struct band *band = &f->bands[i];
        for (int n = band->first; band->id == id && n < band->first + band->count; n++) {
            const struct picture *p = f->sprites[n].picture;
            for (int k = 0; k < p->count && f->sprites[n].y < band->box.y + band->box.h; k++) {
                if (p->items[k].text && strncmp(p->items[k].text, head, strlen(head)) == 0)
                    return p->items[k].text;
            }
        }
    }
    return NULL;
}

/* Enough of other days that not all can be listed: all but each fourth row are of today. */
static struct hall *open_hall_of_days(void)
{
    struct hall *h = begin_hall(MOTION_SCROLL, 1920, 1080, 600, PLACES);
    h->options.link = "https://dukcapil.example.go.id/siap";
    for (int i = 0; i < h->count; i++) {
        h->people[i].day -= i % 4 ? 0 : 2 + i;
        h->people[i].always = i % 4 != 0;
    }
    start_hall(h);
    return h;
}

static void lists_the_newest_days_and_counts_the_rest_once_a_cycle(void **state)
{
    (void)state;
    struct hall *h = open_hall_of_days();
    int listed = 0;
    for (int i = 0; i < h->count; i++)
        listed += h->people[i].always;
    const struct plan *plan = board_plan(h->board);
    assert_in_range(plan->rows, listed, listed + 100);
    assert_int_equal(plan->rows + plan->beyond, 600);
    watch_frame(h, MOVED);
    int times = 0;
    bool was_visible = false;
    while (fewest_showings(h) < 2) {
        let_pass(h, 1);
        const char *text = text_in(board_frame(h->board, &h->time), BAND_LIST, "+");
        if (text && !was_visible) {
            char expected[32];
            snprintf(expected, sizeof(expected), "+%u dokumen sebelum ", plan->beyond);
            assert_true(strncmp(text, expected, strlen(expected)) == 0);
            assert_non_null(strstr(text, "pindai kode"));
            times++;
        }
        was_visible = text != NULL;
    }
    assert_in_range(times, 1, 2); /* and again when the last of them has just come */
    /* Who is older than the oldest listed day was never shown. */
    int shown = 0;
    for (int i = 0; i < h->count; i++)
        shown += h->watch[i].showings > 0;
    assert_int_equal(shown, plan->rows);
    close_hall(h);
}

static void never_counts_older_rows_that_there_are_not(void **state)
{
    (void)state;
    struct hall *h = open_hall_of_days();
    watch_frame(h, MOVED);
    while (!text_in(board_frame(h->board, &h->time), BAND_LIST, "+"))
        let_pass(h, 1);
    let_pass(h, 30);
    for (int i = 0; i < h->count; i++)
        h->people[i].listed = h->people[i].always;
    publish(h);
    assert_int_equal(board_plan(h->board)->beyond, 0);
    assert_null(text_in(board_frame(h->board, &h->time), BAND_LIST, "+0 "));
    close_hall(h);
}

static void tells_the_page_and_how_many_there_are(void **state)
{
    (void)state;
    struct hall *h = open_hall(MOTION_PAGE, 1920, 1080, 40);
    int pages = 0, last = 0;
    for (int frames = 0; frames < 60 * 120; frames++) {
        board_advance(h->board, &h->time);
        const char *text = text_in(board_frame(h->board, &h->time), BAND_PANEL, "halaman\u00A0");
        assert_non_null(text);
        int page, count;
        assert_int_equal(sscanf(text, "halaman\u00A0%d/%d", &page, &count), 2);
        assert_true(page == last || page == last + 1 || (last == count && page == 1));
        pages += page != last;
        last = page;
        assert_int_equal(count, 7);
    }
    assert_true(pages > 8);
    close_hall(h);
}

static void changes_from_one_column_to_two_without_a_jump(void **state)
{
    (void)state;
    struct hall *h = open_hall(MOTION_SCROLL, 1920, 1080, 400);
    for (int i = 0; i < h->count; i++)
        h->people[i].always = i % 10 == 0;
    for (int round = 0; fewest_showings(h) < 4; round++) {
        /* From 40 rows to 400 and back; watch_frame() sees to it that what
         * stands stays where it is. */
        for (int i = 0; i < h->count; i++)
            h->people[i].listed = h->people[i].always || round % 2 == 0;
        publish(h);
        let_pass(h, 700);
    }
    close_hall(h);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_everybody_long_enough_once_a_cycle),
        cmocka_unit_test(skips_nobody_and_repeats_nobody_while_everything_changes),
        cmocka_unit_test(lists_the_newest_days_and_counts_the_rest_once_a_cycle),
        cmocka_unit_test(never_counts_older_rows_that_there_are_not),
        cmocka_unit_test(tells_the_page_and_how_many_there_are),
        cmocka_unit_test(changes_from_one_column_to_two_without_a_jump),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
