/* The promises of hall.h in bad weather: sizes, rates and limits drawn by lot; lists that change
 * in every way they can, places that go, notices that take room, days that pass, programs that
 * start anew in other sizes. */
#include "unit/hall.h"

static const struct size {
    int width, height;
} sizes[] = {
    { 1920, 1080 }, { 800, 480 },  { 1080, 1920 }, { 3840, 2160 },
    { 480, 800 },   { 240, 2000 }, { 1366, 768 },  { 1280, 720 },
};

/* SEEDS=500 and FIRST=1000 in the environment let others blow. */
static int number_from(const char *name, int otherwise)
{
    const char *text = getenv(name);
    return text ? (int)strtol(text, NULL, 10) : otherwise;
}

/* A hall of its own for each seed; `always` of a hundred are on every list. */
static struct hall *build_hall(int seed, int always)
{
    static const int rates[] = { 24, 25, 30, 50, 60, 75, 144 }, dwells[] = { 2, 4, 4, 8, 60 },
                     cycles[] = { 30, 60, 120, 300 }, counts[] = { 12, 25, 60, 150, 400, MOST };
    struct hall dice = { .seed = (unsigned)seed * 2654435761u + 99991u };
    for (int i = 0; i < 5; i++)
        chance(&dice, 2);
    struct size size = sizes[chance(&dice, COUNT(sizes))];
    enum motion motion = (enum motion)chance(&dice, 3);
    int people = counts[chance(&dice, COUNT(counts))];
    int places = chance(&dice, 3) ? 1 + chance(&dice, 4) : 1 + chance(&dice, MOST_PLACES);
    struct hall *h = begin_hall(motion, size.width, size.height, people, places);
    h->options.rate_hz = rates[chance(&dice, COUNT(rates))];
    h->options.min_dwell_s = dwells[chance(&dice, COUNT(dwells))];
    h->options.max_cycle_s = cycles[chance(&dice, COUNT(cycles))];
    h->options.percent = chance(&dice, 4) ? 100 : 130;
    h->order = chance(&dice, 2) ? ORDER_NAME : ORDER_NEWEST;
    h->seed = dice.seed;
    for (int i = 0; i < people; i++) {
        struct person *p = &h->people[i];
        p->always = chance(h, 100) < always;
        p->place = chance(h, 12) ? chance(h, places) : NO_PLACE;
        p->seen = chance(h, 3) ? 0 : (uint32_t)(h->time.now_s - chance(h, 7200));
        p->day -= p->always ? 0 : chance(h, 4);
    }
    start_hall(h);
    watch_frame(h, MOVED);
    return h;
}

/* Rows come and go, are renamed, and sent to other places. */
static void stir(struct hall *h)
{
    for (int n = 1 + chance(h, h->count / 5 + 1); n > 0; n--) {
        struct person *p = &h->people[chance(h, h->count)];
        switch (chance(h, 6)) {
        case 0:
            p->name = chance(h, h->count);
            break;
        case 1:
            p->place = chance(h, 8) ? chance(h, h->places) : NO_PLACE;
            break;
        case 2:
            p->seen = (uint32_t)h->time.now_s;
            break;
        default:
            p->listed = p->always || !p->listed;
            break;
        }
    }
    if (chance(h, 5) == 0) {
        int place = chance(h, h->places);
        h->gone[place] = !h->gone[place];
    }
}

/* Another list, with the notices that are on it. */
static void publish_storm(struct hall *h)
{
    bool relaid = false, moves = board_moves(h->board);
    if (chance(h, 8) == 0) {
        const char *ticker = h->ticker, *important = h->important;
        h->ticker = chance(h, 2) ? "!" : NULL;
        h->important = chance(h, 3) ? NULL : "Jaringan pusat sedang terganggu";
        relaid = !ticker != !h->ticker || !important != !h->important;
    }
    if (relaid)
        forget_collected(h);
    publish_as(h, relaid ? (moves ? RESTARTED : SETTLED) : LISTED);
}

static void pass_time(struct hall *h, int seconds)
{
    h->time.now_s += seconds;
    h->time.checked_s = h->time.now_s;
    watch_frame(h, board_moves(h->board) ? LISTED : SETTLED);
}

static void change_size(struct hall *h)
{
    struct size size = sizes[chance(h, COUNT(sizes))];
    h->options.width = size.width;
    h->options.height = size.height;
}

/* Only a few on the list, or nobody, or everybody. */
static void shrink_or_grow(struct hall *h)
{
    int few = chance(h, 3) ? 1 + chance(h, 5) : 0;
    bool all = chance(h, 3) == 0;
    for (int i = 0; i < h->count; i++)
        h->people[i].listed = all;
    for (int i = 0; i < few; i++)
        h->people[chance(h, h->count)].listed = true;
}

/* The data becomes too old to be shown, and is confirmed again. */
static void withdraw(struct hall *h)
{
    h->time.age_s = h->options.withdraw_after_s;
    watch_frame(h, SETTLED);
    let_pass(h, 10);
    if (chance(h, 2))
        publish_as(h, SETTLED);
    h->time.age_s = 0;
    watch_frame(h, SETTLED);
}

static void blow(int seed, bool shrinks, int budget)
{
    struct hall *h = build_hall(seed, shrinks ? 0 : 60);
    h->uneven |= shrinks;
    int dwell = h->options.min_dwell_s * h->options.rate_hz;
    while (budget > 0 && (shrinks || fewest_showings(h) < 4)) {
        int frames = 10 + chance(h, dwell * 3 / 2);
        budget -= frames;
        let_pass(h, frames);
        if (chance(h, 4) == 0)
            pass_time(h, chance(h, 3) ? chance(h, 90) : 43200);
        stir(h);
        if (shrinks && chance(h, 2))
            shrink_or_grow(h);
        publish_storm(h);
        if (shrinks && chance(h, 12) == 0)
            withdraw(h);
        if (chance(h, 9))
            continue;
        if (chance(h, 2))
            change_size(h);
        if (board_moves(h->board))
            restart(h);
    }
    close_hall(h);
}

#define FRAMES 20000

/* Some that have once found something are always among them. */
static const int found[] = { 2, 9, 16, 24, 78, 80, 135, 160 };

static void blow_all(bool shrinks)
{
    int first = number_from("FIRST", 0), seeds = number_from("SEEDS", 0);
    for (int i = 0; i < (seeds ? seeds : (int)COUNT(found)); i++) {
        int seed = seeds ? first + i : found[i];
        if (seeds)
            printf("seed %d\n", seed);
        blow(seed, shrinks, FRAMES);
    }
}

static void keeps_its_promises_in_a_storm(void **state)
{
    (void)state;
    blow_all(false);
}

static void keeps_its_promises_while_lists_become_short_and_long_again(void **state)
{
    (void)state;
    blow_all(true);
}

/* A position that was cut, mixed up, or is no position at all. */
static void goes_on_somewhere_from_any_text(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "layout 1\n",
        "layout -7\n",
        "layout 999999999\n",
        "position 1\n",
        "now ",
        "last ",
        "next ",
        "then rest\n",
        "then none\n",
        "with ",
        "without ",
        "\n",
        " ",
        "0123456789abc",
        "then",
        "ffffffffffffffffff\n",
    };
    struct hall *h = begin_hall(MOTION_SCROLL, 1920, 1080, 200, PLACES);
    start_hall(h);
    let_pass(h, 2000);
    CLEANUP_BUFFER struct buffer good = BUFFER_INIT(0);
    board_position(h->board, &good);
    for (int round = 0; round < 600; round++) {
        CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
        buffer_append(&text, good.data, round % 3 ? (size_t)chance(h, (int)good.len) : good.len);
        for (int n = chance(h, 12); n > 0 && text.len; n--)
            text.data[chance(h, (int)text.len)] = (char)(1 + chance(h, 126));
        for (int n = chance(h, 40); n > 0 && round % 2; n--)
            buffer_addf(&text, "%s", pieces[chance(h, COUNT(pieces))]);
        if (round % 2)
            buffer_append(&text, good.data + chance(h, 60), good.len / 2);
        struct board_options options = h->options;
        options.position = buffer_text(&text);
        CLEANUP(board_free) struct board *b = board_new(&options);
        board_set_list(b, h->list, &h->time);
        for (int frames = 0; frames < 300; frames++) {
            board_advance(b, &h->time);
            const struct frame *f = board_frame(b, &h->time);
            assert_int_equal(f->scene, SCENE_LIST);
            assert_laid_well(f, band_of(f, BAND_LIST), false);
        }
    }
    close_hall(h);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_its_promises_in_a_storm),
        cmocka_unit_test(keeps_its_promises_while_lists_become_short_and_long_again),
        cmocka_unit_test(goes_on_somewhere_from_any_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
