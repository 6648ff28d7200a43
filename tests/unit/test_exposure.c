/* The promise of the board: everybody listed is seen, long enough, once in each cycle; whatever lists come, and
 * however often the program starts anew. Counted on the frames, as somebody with a stop-watch would. */
#include "unit/view_support.h"

#define RATE    30
#define DWELL_S 4
#define MOST    700
#define PLACES  3

/* What a row is in the list of the moment. */
struct person {
    bool listed, always; /* in this list; in every list */
    int name, place;
    int32_t day;
};

/* How often a row has come to be whole on the screen, and where it is now: at two heights, where the end of a
 * cycle and the beginning of the next meet on the screen. */
#define AT_ONCE 3
struct watch {
    int showings;
    struct {
        bool visible, matched;
        uint64_t picture;
        int y, whole; /* for how many frames */
    } now[AT_ONCE];
};

struct hall {
    struct words *words;
    struct board_options options;
    struct board *board;
    struct snapshot *list;
    struct board_time time;
    struct person people[MOST];
    struct watch watch[MOST];
    int count;
    unsigned seed;
    bool past_first_frame;
};

static int chance(struct hall *h, int n)
{
    h->seed = h->seed * 1103515245u + 12345u;
    return (int)((h->seed >> 12) % (unsigned)n);
}

/* Place, name, and the number by which a row is known again. */
static struct snapshot *make_hall_list(const struct hall *h)
{
    struct snapshot_builder *b = snapshot_builder_new();
    for (int i = 0; i < PLACES; i++) {
        char id[] = { (char)('a' + i), '\0' };
        struct location l = { .id = snapshot_builder_text(b, id),
                              .name = snapshot_builder_text(b, id) };
        snapshot_builder_location(b, &l);
    }
    for (int i = 0; i < h->count; i++) {
        char id[16], name[16];
        if (!h->people[i].listed)
            continue;
        snprintf(id, sizeof(id), "%05d", i);
        snprintf(name, sizeof(name), "N%05d", h->people[i].name);
        struct document d = {
            .id = snapshot_builder_text(b, id),
            .name = snapshot_builder_text(b, name),
            .number = snapshot_builder_text(b, id),
            .done = h->people[i].day,
            .location = (uint16_t)h->people[i].place,
            .type = DOCUMENT_KK,
        };
        snapshot_builder_document(b, &d);
    }
    snapshot_builder_head(b)->expires = INT64_MAX;
    struct snapshot *s = snapshot_builder_finish(b);
    snapshot_builder_free(b);
    return s;
}

static struct hall *open_hall(enum motion motion, int width, int height, int people)
{
    struct hall *h = xcalloc(1, sizeof(*h));
    h->words = load_words("id");
    h->time = fresh_time(MONDAY_0941);
    h->options = default_options(h->words, width, height);
    h->options.rate_hz = RATE;
    h->options.min_dwell_s = DWELL_S;
    h->options.max_cycle_s = 120;
    h->options.motion = motion;
    h->count = people;
    h->seed = 7;
    for (int i = 0; i < people; i++)
        h->people[i] = (struct person){ .listed = true,
                                        .always = i % 2 == 0,
                                        .name = i,
                                        .place = i * PLACES / people,
                                        .day = clock_day(MONDAY_0941, WIB) };
    h->list = make_hall_list(h);
    h->board = board_new(&h->options);
    board_set_list(h->board, h->list, &h->time);
    return h;
}

static void close_hall(struct hall *h)
{
    board_free(h->board);
    snapshot_free(h->list);
    words_free(h->words);
    free(h);
}

/* Row number of a picture; -1 for a bar. */
static int row_of(const struct picture *p)
{
    for (int i = 0; i < p->count; i++) {
        const char *number = p->items[i].text ? strstr(p->items[i].text, "No. …") : NULL;
        if (number)
            return (int)strtol(number + strlen("No. …"), NULL, 10);
    }
    return -1;
}

static void assert_seen_long_enough(int whole, int row)
{
    if (whole && whole < DWELL_S * RATE)
        fail_msg("row %d was whole for %d frames of %d", row, whole, DWELL_S * RATE);
}

/* Nobody who is always listed has been shown two times more often than another: so nobody was skipped, and
 * nobody came twice. */
static void assert_nobody_is_ahead(const struct hall *h)
{
    int least = INT32_MAX, most = 0;
    for (int i = 0; i < h->count; i++) {
        if (!h->people[i].always)
            continue;
        least = MIN(least, h->watch[i].showings);
        most = MAX(most, h->watch[i].showings);
    }
    if (most - least > 1) {
        for (int i = 0; i < h->count; i++) {
            if (h->people[i].always && h->watch[i].showings == least)
                fail_msg("row %d (N%05d) was shown %d times, others %d times", i, h->people[i].name,
                         least, most);
        }
    }
}

/* What has happened since the last frame: it has moved on, and pictures are the same; or there is another list,
 * and what stands there stands where it did; or another program. */
enum event { MOVED, LISTED, RESTARTED };

/* The row's showing that this is, or a new one. */
static int find_showing(struct watch *w, const struct sprite *s, enum event event)
{
    int best = -1;
    for (int i = 0; i < AT_ONCE; i++) {
        bool same = event == MOVED    ? w->now[i].picture == s->picture->id
                    : event == LISTED ? w->now[i].y == s->y
                                      : true;
        if (same && w->now[i].visible && !w->now[i].matched &&
            (best < 0 || abs(w->now[i].y - s->y) < abs(w->now[best].y - s->y)))
            best = i;
    }
    for (int i = 0; i < AT_ONCE && best < 0; i++) {
        if (!w->now[i].visible) {
            best = i;
            w->now[i].whole = 0;
        }
    }
    assert_true(best >= 0);
    return best;
}

static void watch_row(struct watch *w, const struct sprite *s, bool whole, enum event event)
{
    int i = find_showing(w, s, event);
    w->now[i].visible = w->now[i].matched = true;
    w->now[i].picture = s->picture->id;
    w->now[i].y = s->y;
    if (event == LISTED)
        return; /* the same frame, as far as anybody sees */
    w->showings += whole && !w->now[i].whole;
    w->now[i].whole += whole;
}

/* Looks at a frame. After a restart there may be less room, when places have changed: whoever had
 * not begun to leave must come again then. */
static void watch_frame(struct hall *h, enum event event)
{
    const struct frame *f = board_frame(h->board, &h->time);
    const struct band *band = NULL;
    for (int i = 0; i < f->band_count; i++)
        band = f->bands[i].id == BAND_LIST ? &f->bands[i] : band;
    for (int i = 0; i < h->count; i++) {
        for (int n = 0; n < AT_ONCE; n++)
            h->watch[i].now[n].matched = false;
    }
    for (int i = band->first; i < band->first + band->count; i++) {
        const struct sprite *s = &f->sprites[i];
        int row = row_of(s->picture);
        int top = s->y - band->box.y, bottom = top + s->picture->h;
        if (row >= 0 && bottom > 0 && top < band->box.h)
            watch_row(&h->watch[row], s, top >= 0 && bottom <= band->box.h, event);
    }
    for (int i = 0; i < h->count; i++) {
        for (int n = 0; n < AT_ONCE; n++) {
            if (!h->watch[i].now[n].visible || h->watch[i].now[n].matched)
                continue;
            int whole = h->watch[i].now[n].whole;
            h->watch[i].now[n].visible = false;
            if (event == RESTARTED && h->watch[i].now[n].y >= band->box.y)
                h->watch[i].showings -= whole > 0;
            else
                assert_seen_long_enough(whole, i);
        }
    }
    assert_nobody_is_ahead(h);
}

static void let_pass(struct hall *h, int frames)
{
    for (int i = 0; i < frames; i++) {
        board_advance(h->board, &h->time);
        watch_frame(h, MOVED);
    }
}

static void publish(struct hall *h)
{
    struct snapshot *next = make_hall_list(h);
    board_set_list(h->board, next, &h->time);
    snapshot_free(h->list);
    h->list = next;
    watch_frame(h, LISTED);
}

static void restart(struct hall *h)
{
    CLEANUP_BUFFER struct buffer position = BUFFER_INIT(0);
    board_position(h->board, &position);
    board_free(h->board);
    struct board_options options = h->options;
    options.position = buffer_text(&position);
    h->board = board_new(&options);
    board_set_list(h->board, h->list, &h->time);
    /* Whoever had left the list while standing on the screen does not come back. */
    for (int i = 0; i < h->count; i++) {
        for (int n = 0; n < AT_ONCE; n++)
            h->watch[i].now[n].visible &= h->people[i].listed;
    }
    watch_frame(h, RESTARTED);
}

static int fewest_showings(const struct hall *h)
{
    int least = INT32_MAX;
    for (int i = 0; i < h->count; i++)
        least = h->people[i].always ? MIN(least, h->watch[i].showings) : least;
    return least;
}

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

static void lists_the_newest_days_and_counts_the_rest_once_a_cycle(void **state)
{
    (void)state;
    struct hall *h = open_hall(MOTION_SCROLL, 1920, 1080, 600);
    h->options.link = "https://dukcapil.example.go.id/siap";
    /* Each fourth row is of a day of its own, before yesterday; all others are of today. */
    int listed = 0;
    for (int i = 0; i < h->count; i++) {
        h->people[i].day -= i % 4 ? 0 : 2 + i;
        h->people[i].always = i % 4 != 0;
        listed += h->people[i].always;
    }
    h->list = (snapshot_free(h->list), make_hall_list(h));
    board_free(h->board);
    h->board = board_new(&h->options);
    board_set_list(h->board, h->list, &h->time);
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
        /* From 40 rows to 400 and back; watch_frame() sees to it that what stands stays where it is. */
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
        cmocka_unit_test(tells_the_page_and_how_many_there_are),
        cmocka_unit_test(changes_from_one_column_to_two_without_a_jump),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
