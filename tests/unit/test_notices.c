/* Notices: which stand on a day, how fast they run, and the room that they take and give back. */
#include "unit/bands.h"
#include "unit/notice_list.h"

#include "screen/fonts.h"
#include "view/notices.h"

static struct words *words;
static struct fonts *fonts; /* as on a real screen */

static int load(void **state)
{
    (void)state;
    hash_init();
    words = load_words("id");
    struct error err = { "" };
    fonts = fonts_open("", true, &err);
    return fonts ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    words_free(words);
    fonts_close(fonts);
    return 0;
}

static const int sizes[][2] = { { 1920, 1080 }, { 1080, 1920 }, { 3840, 2160 },
                                { 1366, 768 },  { 1280, 720 },  { 800, 480 } };

/* A text of `bytes` bytes, in words of `word` letters. */
static const char *text_of_length(char *text, size_t bytes, size_t word)
{
    for (size_t i = 0; i < bytes; i++)
        text[i] = i % (word + 1) == word && i + 1 < bytes ? ' ' : (char)('a' + i % 26);
    text[bytes] = '\0';
    return text;
}

/* ---- days */

static void a_notice_stands_from_its_first_day_to_its_last(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct today today;
        bool stands;
    } cases[] = {
        { "the day before", { true, 99 }, false },
        { "the first day", { true, 100 }, true },
        { "a day between", { true, 101 }, true },
        { "the last day", { true, 102 }, true },
        { "the day after", { true, 103 }, false },
        { "nobody knows which day it is", { false, 0 }, true },
    };
    for (int high = 0; high <= 1; high++) {
        CLEANUP(snapshot_free) struct snapshot *list = list_with_one("Libur", high, 100, 102);
        for (size_t i = 0; i < COUNT(cases); i++) {
            struct notices n;
            notices_choose(&n, list, "", "", cases[i].today);
            if (n.count != (cases[i].stands && !high) || n.high_count != (cases[i].stands && high))
                fail_msg("%s", cases[i].what);
        }
    }
}

static void the_offices_own_come_first(void **state)
{
    (void)state;
    static const char *const texts[] = { "a", "B", "c", "D" };
    static const struct notice notices[] = {
        { .from = NOTICE_ALWAYS_FROM, .until = NOTICE_ALWAYS_UNTIL },
        { .from = NOTICE_ALWAYS_FROM, .until = NOTICE_ALWAYS_UNTIL, .high = true },
        { .from = 1, .until = NOTICE_ALWAYS_UNTIL },
        { .from = NOTICE_ALWAYS_FROM, .until = 1, .high = true },
    };
    CLEANUP(snapshot_free) struct snapshot *list = list_with(0, notices, texts, COUNT(texts));
    struct notices n;
    notices_choose(&n, list, "own", "OWN", (struct today){ true, 1 });
    assert_true(n.count == 3 && n.high_count == 3);
    assert_string_equal(n.texts[0], "own");
    assert_string_equal(n.texts[2], "c");
    assert_string_equal(n.high[0], "OWN");
    assert_string_equal(n.high[2], "D");
    notices_choose(&n, NULL, "", "", (struct today){ true, 1 });
    assert_true(!n.count && !n.high_count && notices_turn(&n, 5) == -1 && !notices_longest(&n));
}

static void what_has_no_words_is_no_notice(void **state)
{
    (void)state;
    static const char *const texts[] = { "", "*", "**", "* *", "*   **" };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct notices n;
        notices_choose(&n, NULL, texts[i], texts[i], (struct today){ true, 1 });
        if (n.count || n.high_count)
            fail_msg("'%s' stands", texts[i]);
    }
}

static void announcements_take_turns_of_twelve_seconds_at_least(void **state)
{
    (void)state;
    char longest[513];
    const char *const texts[] = { "Tutup", text_of_length(longest, 512, 7), "Pindah" };
    struct notice notices[3];
    for (int i = 0; i < 3; i++)
        notices[i] = (struct notice){ .from = NOTICE_ALWAYS_FROM,
                                      .until = NOTICE_ALWAYS_UNTIL,
                                      .high = true };
    CLEANUP(snapshot_free) struct snapshot *list = list_with(0, notices, texts, 3);
    struct notices n;
    notices_choose(&n, list, "", "", (struct today){ true, 1 });
    static const int64_t starts[] = { MONDAY_0941, 0, -1000 };
    for (size_t s = 0; s < COUNT(starts); s++) {
        int stood = 0, turns = 0, seconds[3] = { 0 };
        int turn = notices_turn(&n, starts[s]);
        for (int64_t t = starts[s]; t < starts[s] + 10 * n.cycle_s; t++) {
            int now = notices_turn(&n, t);
            assert_in_range(now, 0, 2);
            seconds[now]++;
            if (now == turn) {
                stood++;
                continue;
            }
            assert_int_equal(now, (turn + 1) % 3);
            if (turns++)
                assert_true(stood >= 12);
            turn = now;
            stood = 1;
        }
        assert_true(seconds[0] == 120 && seconds[2] == 120 && seconds[1] == 420);
    }
}

/* ---- announcements on the board */

/* The band's words in their order, one blank between lines. */
static void read_announcement(const struct frame *f, struct buffer *out)
{
    const struct band *band = find_band(f, BAND_ANNOUNCEMENT);
    assert_non_null(band);
    assert_int_equal(band->count, 1);
    const struct picture *p = f->sprites[band->first].picture;
    assert_true(p->w == band->box.w && p->h == band->box.h);
    for (int i = 0; i < p->count; i++) {
        const struct item *item = &p->items[i];
        assert_true(item->box.x >= 0 && item->box.x + item->box.w <= p->w);
        if (item->kind == ITEM_TEXT)
            assert_true(item->box.y >= 0 && item->box.y + item->box.h <= p->h);
        if (strcmp(item->role, "announcement") == 0)
            buffer_addf(out, "%s", item->text);
    }
}

static void strip_blanks(const char *text, struct buffer *out)
{
    for (; *text; text++) {
        if (*text != ' ')
            buffer_append(out, text, 1);
    }
}

static void an_announcement_is_a_band_under_the_header_and_never_cut(void **state)
{
    (void)state;
    char words_512[513], word_512[513];
    const char *const texts[] = {
        "Tutup",
        "Layanan tutup pukul 11.00 karena perbaikan jaringan. Silakan kembali Selasa 24 November.",
        text_of_length(words_512, 512, 9),
        text_of_length(word_512, 512, 600),
    };
    for (size_t s = 0; s < COUNT(sizes); s++) {
        for (int real = 0; real <= 1; real++) {
            for (size_t i = 0; i < COUNT(texts); i++) {
                CLEANUP(snapshot_free)
                struct snapshot *list = list_with_one(texts[i], true, 1, NOTICE_ALWAYS_UNTIL);
                struct board_options options = default_options(words, sizes[s][0], sizes[s][1]);
                options.metrics = real ? fonts_metrics(fonts) : &fixed_metrics;
                CLEANUP(board_free) struct board *b = board_new(&options);
                struct board_time time = fresh_time(MONDAY_0941);
                board_set_list(b, list, &time);
                const struct frame *f = board_frame(b, &time);
                assert_tiled(f);
                const struct band *band = find_band(f, BAND_ANNOUNCEMENT);
                assert_int_equal(band->box.y, f->bands[0].box.h);
                assert_int_equal(band->box.w, f->width);
                /* It never takes the list away. */
                assert_true(band->box.h < f->height / 4);
                CLEANUP_BUFFER struct buffer shown = BUFFER_INIT(0), read = BUFFER_INIT(0),
                                             expected = BUFFER_INIT(0);
                read_announcement(f, &shown);
                strip_blanks(buffer_text(&shown), &read);
                strip_blanks(texts[i], &expected);
                assert_string_equal(buffer_text(&read), buffer_text(&expected));
            }
        }
    }
}

static void a_short_announcement_is_large(void **state)
{
    (void)state;
    struct board_options options = default_options(words, 1920, 1080);
    options.announcement = "Layanan *tutup* pukul 11.00";
    CLEANUP(board_free) struct board *b = board_new(&options);
    struct board_time time = fresh_time(MONDAY_0941);
    const struct item *item =
        find_item(board_frame(b, &time), BAND_ANNOUNCEMENT, 0, "announcement");
    assert_string_equal(item->text, "Layanan tutup pukul 11.00");
    assert_int_equal(item->size, 48);
    assert_int_equal(item->face, FACE_BOLD);
    assert_true(palette_contrast(item->colour, palette_dark.warning) >= 7.0);
    assert_false(board_moves(b));
}

static void announcements_take_turns_in_one_band(void **state)
{
    (void)state;
    struct board_options options = default_options(words, 1920, 1080);
    options.announcement = "Pertama";
    CLEANUP(snapshot_free)
    struct snapshot *list = list_with_one("Kedua, yang jauh lebih panjang daripada yang pertama, "
                                          "sehingga perlu dua baris untuk dibaca dari jauh",
                                          true, 1, NOTICE_ALWAYS_UNTIL);
    CLEANUP(board_free) struct board *b = board_new(&options);
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(b, list, &time);
    int stood = 0, changes = 0;
    char before[64] = "";
    uint64_t picture = 0;
    int height = 0;
    for (int i = 0; i < 120; i++, time.now_s++, stood++) {
        const struct frame *f = board_frame(b, &time);
        const struct band *band = find_band(f, BAND_ANNOUNCEMENT);
        /* The list beside it keeps its place. */
        assert_true(!height || height == band->box.h);
        height = band->box.h;
        CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
        read_announcement(f, &text);
        if (strncmp(before, buffer_text(&text), 6) == 0) {
            assert_true(picture == f->sprites[band->first].picture->id);
            continue;
        }
        assert_true(changes < 2 || stood >= 12);
        snprintf(before, sizeof(before), "%.60s", buffer_text(&text));
        picture = f->sprites[band->first].picture->id;
        stood = 0;
        changes++;
    }
    assert_in_range(changes, 10, 11);
}

static void an_announcement_does_not_run_in_the_footer(void **state)
{
    (void)state;
    static const char *const texts[] = { "Tutup", "Gratis" };
    const struct notice notices[] = {
        { .from = 1, .until = NOTICE_ALWAYS_UNTIL, .high = true },
        { .from = 1, .until = NOTICE_ALWAYS_UNTIL },
    };
    CLEANUP(snapshot_free) struct snapshot *list = list_with(3, notices, texts, 2);
    struct board_options options = default_options(words, 1920, 1080);
    CLEANUP(board_free) struct board *b = board_new(&options);
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(b, list, &time);
    const struct frame *f = board_frame(b, &time);
    assert_string_equal(find_item(f, BAND_TICKER, 0, "notice")->text, "Gratis");
    assert_int_equal(find_band(f, BAND_TICKER)->count, 1);
    assert_string_equal(find_item(f, BAND_ANNOUNCEMENT, 0, "announcement")->text, "Tutup");
}

/* ---- room */

static int list_bottom(const struct frame *f)
{
    const struct rect *list = &f->bands[BAND_LIST].box;
    return list->y + list->h;
}

static void no_notice_gives_the_footers_room_to_the_list(void **state)
{
    (void)state;
    for (size_t s = 0; s < COUNT(sizes); s++) {
        CLEANUP(snapshot_free) struct snapshot *list = make_rows(1, 30);
        struct board_options options = default_options(words, sizes[s][0], sizes[s][1]);
        CLEANUP(board_free) struct board *without = board_new(&options);
        options.notice = "Gratis";
        CLEANUP(board_free) struct board *with = board_new(&options);
        struct board_time time = fresh_time(MONDAY_0941);
        const struct frame *f = board_frame(without, &time);
        assert_tiled(f); /* while there is no list yet, too */
        board_set_list(without, list, &time);
        board_set_list(with, list, &time);
        f = board_frame(without, &time);
        assert_tiled(f);
        assert_null(find_band(f, BAND_TICKER));
        int low = list_bottom(f), scale = MIN(sizes[s][0], sizes[s][1]);
        const struct item *item = find_item(f, BAND_FRESHNESS, 0, "freshness");
        assert_string_equal(item->text, "Diperbarui 09.41");
        f = board_frame(with, &time);
        assert_tiled(f);
        assert_non_null(find_band(f, BAND_TICKER));
        assert_in_range(low - list_bottom(f), 35 * scale / 1080, 37 * scale / 1080 + 1);
    }
}

/* The first name that is whole on the screen. */
static const char *first_name(const struct frame *f)
{
    const struct band *list = find_band(f, BAND_LIST);
    for (int i = 0; i < list->count; i++) {
        const struct item *name = find_item(f, BAND_LIST, i, "name");
        if (name && f->sprites[list->first + i].y >= list->box.y)
            return name->text;
    }
    return "";
}

static void the_board_lies_anew_when_a_days_notices_end(void **state)
{
    (void)state;
    int32_t monday = clock_day(MONDAY_0941, WIB);
    static const char *const texts[] = { "Tutup pukul 11.00", "Hari ini juga" };
    const struct notice notices[] = {
        { .from = monday, .until = monday, .high = true },
        { .from = monday - 3, .until = monday },
    };
    CLEANUP(snapshot_free) struct snapshot *list = list_with(500, notices, texts, 2);
    struct board_options options = default_options(words, 1920, 1080);
    CLEANUP(board_free) struct board *b = board_new(&options);
    int64_t midnight = (int64_t)(monday + 1) * 86400 - WIB;
    struct board_time time = fresh_time(midnight - 60);
    board_set_list(b, list, &time);
    const struct frame *f = board_frame(b, &time);
    for (int i = 0; i < 5000; i++)
        board_advance(b, &time);
    f = board_frame(b, &time);
    assert_non_null(find_band(f, BAND_ANNOUNCEMENT));
    char top[32];
    snprintf(top, sizeof(top), "%s", first_name(f));
    assert_string_not_equal(top, "NAMA 00000");
    int height = f->bands[BAND_LIST].box.h, cycle_s = board_plan(b)->cycle_s;
    time = fresh_time(midnight);
    f = board_frame(b, &time);
    assert_tiled(f);
    assert_null(find_band(f, BAND_ANNOUNCEMENT));
    assert_null(find_band(f, BAND_TICKER));
    assert_int_equal(f->scene, SCENE_LIST);
    assert_int_equal(f->bands[BAND_LIST].box.h, height + 100 + 36);
    /* And goes on where it was. */
    assert_string_equal(first_name(f), top);
    assert_true(board_plan(b)->cycle_s <= cycle_s);
    assert_true(board_moves(b));
    for (int i = 0; i < 1000; i++)
        board_advance(b, &time);
    assert_tiled(board_frame(b, &time));
    /* The next list brings one again; so does a clock that is set back. */
    time = fresh_time(midnight - 1);
    assert_non_null(find_band(board_frame(b, &time), BAND_ANNOUNCEMENT));
}

/* ---- the ticker */

/* The characters a second that pass at most, counted over twenty seconds of frames: how far the
 * pieces move, and how close characters stand in them. */
static double measured_speed(const struct board_options *options, int *ret_moved_px)
{
    CLEANUP(board_free) struct board *b = board_new(options);
    struct board_time time = fresh_time(MONDAY_0941);
    int frames = options->rate_hz * 20, rate = options->rate_hz;
    double fastest = 0;
    int moved = 0;
    uint64_t first = 0;
    int x = 0;
    board_frame(b, &time);
    for (int i = 0; i < frames; i++) {
        board_advance(b, &time);
        const struct frame *f = board_frame(b, &time);
        const struct band *ticker = find_band(f, BAND_TICKER);
        const struct sprite *s = &f->sprites[ticker->first];
        if (s->picture->id == first) {
            assert_true(x >= s->x);
            moved += x - s->x;
        } else {
            first = s->picture->id;
        }
        x = s->x;
    }
    double px_s = (double)moved * rate / frames;
    *ret_moved_px = moved;
    /* As fast as where the characters of a piece stand closest. */
    const struct frame *f = board_frame(b, &time);
    const struct band *ticker = find_band(f, BAND_TICKER);
    for (int i = 0; i < ticker->count; i++) {
        const struct picture *p = f->sprites[ticker->first + i].picture;
        size_t characters = 0;
        int px = 0;
        for (int k = 0; k < p->count; k++) {
            if (strstr(p->items[k].text, "•"))
                continue;
            characters += text_length(p->items[k].text);
            px += p->items[k].box.w;
        }
        if (characters >= 12)
            fastest = MAX(fastest, px_s * (double)characters / px);
    }
    return fastest;
}

static void notices_run_no_faster_than_can_be_read(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Pengambilan dokumen *GRATIS*. Laporkan pungli ke SP4N-LAPOR! 1708, atau kepada kepala "
        "dinas pada jam kerja, dengan bukti bila ada. Terima kasih atas kerja sama Anda semua, "
        "dan jangan lupa membawa bukti pengambilan serta kartu keluarga.",
        /* Wide and narrow characters. */
        "PENGUMUMAN: MWMWMWMW WMWMWMWMW MWMWMWMWM MWMWMWMWMWM lililililililil ijijijijijij "
        "lililililililililil iiiiiiiiiiiiiiiiiiiiiiii llllllllllllllllllllllllllllll",
        /* Little more than the window: the gap before it begins again must not count. */
        "Pengambilan dokumen gratis; laporkan pungutan liar kepada SP4N-LAPOR 1708, pada hari "
        "kerja, pukul 08.00 sampai 15.00, dan bawalah bukti",
    };
    static const int rates[] = { 24, 30, 60, 75, 144 };
    for (size_t s = 0; s < COUNT(sizes); s++) {
        for (size_t r = 0; r < COUNT(rates); r++) {
            for (size_t i = 0; i < COUNT(texts); i++) {
                for (int speed = 2; speed <= 12; speed += i ? 10 : 2) {
                    struct board_options options = default_options(words, sizes[s][0], sizes[s][1]);
                    options.metrics = fonts_metrics(fonts);
                    options.rate_hz = rates[r];
                    options.notice = texts[i];
                    options.notice_speed = speed;
                    int moved;
                    double fastest = measured_speed(&options, &moved);
                    if (!moved)
                        continue; /* it fits, at 4K */
                    if (fastest > speed + 0.05)
                        fail_msg("%dx%d, %d Hz, text %zu: %.2f characters a second of %d",
                                 sizes[s][0], sizes[s][1], rates[r], i, fastest, speed);
                    /* And it does not creep: less than half as fast only where a pixel a frame is
                     * already more. */
                    if (fastest < speed * 0.4)
                        fail_msg("%dx%d, %d Hz, text %zu: only %.2f characters a second of %d",
                                 sizes[s][0], sizes[s][1], rates[r], i, fastest, speed);
                }
            }
        }
    }
}

/* Follows the ticker once round, and reads what comes in at its left edge. */
static void a_notice_is_shown_whole_however_long_and_many(void **state)
{
    (void)state;
    enum { MANY = 256 };
    char long_word[513], long_text[513];
    CLEANUP_FREE struct notice *notices = xcalloc(MANY, sizeof(*notices));
    CLEANUP_FREE const char **texts = xcalloc(MANY, sizeof(*texts));
    text_of_length(long_word, 512, 600);
    text_of_length(long_text, 512, 6);
    size_t characters = 0;
    for (int i = 0; i < MANY; i++) {
        texts[i] = i % 2 ? long_word : long_text;
        notices[i] = (struct notice){ .from = 1, .until = NOTICE_ALWAYS_UNTIL };
        characters += 512;
    }
    CLEANUP(snapshot_free) struct snapshot *list = list_with(3, notices, texts, MANY);
    struct board_options options = default_options(words, 1920, 1080);
    CLEANUP(board_free) struct board *b = board_new(&options);
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(b, list, &time);
    size_t seen = 0;
    uint64_t first = 0, last = 0;
    for (long i = 0; i < 10000000; i++) {
        const struct frame *f = board_frame(b, &time);
        const struct band *ticker = find_band(f, BAND_TICKER);
        assert_true(ticker->count > 0);
        const struct sprite *s = &f->sprites[ticker->first];
        /* Some boards know no wider picture. */
        assert_true(s->picture->w <= 2048);
        if (s->picture->id != last) {
            if (s->picture->id == first)
                break;
            if (!first)
                first = s->picture->id;
            last = s->picture->id;
            for (int k = 0; k < s->picture->count; k++) {
                if (strcmp(s->picture->items[k].role, "notice") == 0)
                    seen += text_length(s->picture->items[k].text);
            }
        }
        for (int k = 0; k < 100; k++)
            board_advance(b, &time);
    }
    assert_int_equal(seen, characters);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_notice_stands_from_its_first_day_to_its_last),
        cmocka_unit_test(the_offices_own_come_first),
        cmocka_unit_test(what_has_no_words_is_no_notice),
        cmocka_unit_test(announcements_take_turns_of_twelve_seconds_at_least),
        cmocka_unit_test(an_announcement_is_a_band_under_the_header_and_never_cut),
        cmocka_unit_test(a_short_announcement_is_large),
        cmocka_unit_test(announcements_take_turns_in_one_band),
        cmocka_unit_test(an_announcement_does_not_run_in_the_footer),
        cmocka_unit_test(no_notice_gives_the_footers_room_to_the_list),
        cmocka_unit_test(the_board_lies_anew_when_a_days_notices_end),
        cmocka_unit_test(notices_run_no_faster_than_can_be_read),
        cmocka_unit_test(a_notice_is_shown_whole_however_long_and_many),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
