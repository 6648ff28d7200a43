/* What stands on the screen in each state, and when it changes. */
#include "unit/with_words.h"

static struct board *new_board(void)
{
    struct board_options options = default_options(words, 1920, 1080);
    return board_new(&options);
}

static const char *text_of(struct board *b, const struct board_time *time, enum band_id band,
                           const char *role)
{
    const struct item *item = find_item(board_frame(b, time), band, 0, role);
    return item ? item->text : NULL;
}

/* The clock is drawn digit by digit. */
static void assert_clock(const struct frame *f, const char *expected)
{
    char text[16] = "";
    const struct picture *header = f->sprites[f->bands[0].first].picture;
    for (int i = 0; i < header->count; i++) {
        if (strcmp(header->items[i].role, "clock") == 0)
            strncat(text, header->items[i].text, 1);
    }
    assert_string_equal(text, expected);
}

static void waits_for_data_and_says_since_when(void **state)
{
    (void)state;
    CLEANUP(board_free) struct board *b = new_board();
    struct board_time time = { .now_s = MONDAY_0941 + 120, .clock_trusted = true };
    const struct frame *f = board_frame(b, &time);
    assert_int_equal(f->scene, SCENE_STARTING);
    assert_string_equal(text_of(b, &time, BAND_LIST, "title"), "Menunggu data…");
    CLEANUP_BUFFER struct buffer dump = BUFFER_INIT(0);
    frame_dump(f, &dump);
    assert_non_null(strstr(dump.data, "sejak 09.41"));
    assert_non_null(strstr(dump.data, "Dinas Dukcapil Kota Bandung"));
}

static void says_that_nothing_is_ready_yet(void **state)
{
    (void)state;
    CLEANUP(snapshot_free) struct snapshot *list = make_rows(1, 0);
    CLEANUP(board_free) struct board *b = new_board();
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(b, list, &time);
    assert_int_equal(board_frame(b, &time)->scene, SCENE_EMPTY);
    assert_string_equal(text_of(b, &time, BAND_LIST, "title"),
                        "Belum ada dokumen yang siap diambil");
    assert_string_equal(text_of(b, &time, BAND_FRESHNESS, "freshness"), "Diperbarui 09.41");
}

static void marks_old_data_and_says_of_when_it_is(void **state)
{
    (void)state;
    CLEANUP(snapshot_free) struct snapshot *list = make_rows(1, 30);
    CLEANUP(board_free) struct board *b = new_board();
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(b, list, &time);
    time.age_s = 899;
    assert_false(board_frame(b, &time)->old);
    time.age_s = 900;
    time.now_s += 900;
    assert_true(board_frame(b, &time)->old);
    assert_int_equal(board_frame(b, &time)->scene, SCENE_LIST);
    assert_string_equal(text_of(b, &time, BAND_FRESHNESS, "freshness"),
                        "Data terakhir Sen 23 Nov 09.41 · sambungan terputus");
    time.age_s = 0;
    time.checked_s = time.now_s;
    assert_false(board_frame(b, &time)->old);
}

static void withdraws_data_past_the_second_limit_and_brings_it_back(void **state)
{
    (void)state;
    CLEANUP(snapshot_free) struct snapshot *list = make_rows(1, 30);
    CLEANUP(board_free) struct board *b = new_board();
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(b, list, &time);
    board_frame(b, &time);
    time.age_s = 259200;
    assert_int_equal(board_frame(b, &time)->scene, SCENE_WITHDRAWN);
    assert_false(board_moves(b));
    CLEANUP_BUFFER struct buffer dump = BUFFER_INIT(0);
    frame_dump(board_frame(b, &time), &dump);
    assert_null(strstr(dump.data, "NAMA"));
    assert_non_null(strstr(dump.data, "Silakan bertanya kepada petugas loket."));
    time.age_s = 10;
    assert_int_equal(board_frame(b, &time)->scene, SCENE_LIST);
    assert_true(board_moves(b));
}

static void treats_a_feed_past_its_expiry_as_old(void **state)
{
    (void)state;
    CLEANUP(snapshot_free) struct snapshot *list = make_rows(1, 30);
    list->expires = MONDAY_0941 + 60;
    list->issued = MONDAY_0941 - 3600;
    CLEANUP(board_free) struct board *b = new_board();
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(b, list, &time);
    assert_false(board_frame(b, &time)->old);
    time.now_s += 60;
    assert_true(board_frame(b, &time)->old);
    assert_string_equal(text_of(b, &time, BAND_FRESHNESS, "freshness"),
                        "Data per Sen 23 Nov 08.41 · belum diperbarui");
    time.now_s += 259200;
    assert_int_equal(board_frame(b, &time)->scene, SCENE_WITHDRAWN);
    /* A clock that cannot be right says nothing about an expiry. */
    time.clock_trusted = false;
    assert_false(board_frame(b, &time)->old);
}

static void shows_no_clock_and_no_today_when_the_clock_cannot_be_right(void **state)
{
    (void)state;
    CLEANUP(snapshot_free) struct snapshot *list = make_rows(1, 3);
    CLEANUP(board_free) struct board *b = new_board();
    struct board_time time = { .now_s = 3600, .clock_trusted = false };
    board_set_list(b, list, &time);
    assert_clock(board_frame(b, &time), "");
    assert_null(text_of(b, &time, BAND_HEADER, "date"));
    assert_string_equal(text_of(b, &time, BAND_LIST, "details"),
                        "No. …4821  ·  selesai Sen 23 Nov");
}

static void turns_today_into_yesterday_at_midnight(void **state)
{
    (void)state;
    CLEANUP(snapshot_free) struct snapshot *list = make_rows(1, 3);
    CLEANUP(board_free) struct board *b = new_board();
    int64_t midnight = (int64_t)clock_days_from_civil(2026, 11, 24) * 86400 - WIB;
    struct board_time time = fresh_time(midnight - 1);
    board_set_list(b, list, &time);
    assert_clock(board_frame(b, &time), "23.59");
    assert_string_equal(text_of(b, &time, BAND_LIST, "details"), "No. …4821  ·  selesai hari ini");
    time.now_s = midnight;
    assert_clock(board_frame(b, &time), "00.00");
    assert_string_equal(text_of(b, &time, BAND_HEADER, "date"), "Selasa, 24 November 2026");
    assert_string_equal(text_of(b, &time, BAND_LIST, "details"), "No. …4821  ·  selesai kemarin");
    time.now_s = midnight + 86400;
    assert_string_equal(text_of(b, &time, BAND_LIST, "details"),
                        "No. …4821  ·  selesai Sen 23 Nov");
}

static void marks_what_is_new_for_as_long_as_configured(void **state)
{
    (void)state;
    struct snapshot *before = make_rows(1, 2), *list = make_rows(1, 3);
    snapshot_mark_seen(list, before, (uint32_t)MONDAY_0941);
    CLEANUP(board_free) struct board *b = new_board();
    struct board_time time = fresh_time(MONDAY_0941 + 3599);
    board_set_list(b, list, &time);
    const struct frame *f = board_frame(b, &time);
    assert_null(find_item(f, BAND_LIST, 0, "new"));
    assert_null(find_item(f, BAND_LIST, 1, "new"));
    assert_string_equal(find_item(f, BAND_LIST, 2, "new")->text, "BARU");
    /* The list stands still, and no other comes: it ends all the same, with the minute. */
    time.now_s += 60;
    assert_null(find_item(board_frame(b, &time), BAND_LIST, 2, "new"));
    snapshot_free(before);
    snapshot_free(list);
}

static void brings_a_withdrawn_list_back_without_another_one(void **state)
{
    (void)state;
    CLEANUP(snapshot_free) struct snapshot *list = make_rows(1, 30);
    CLEANUP(board_free) struct board *b = new_board();
    struct board_time time = fresh_time(MONDAY_0941);
    time.age_s = 259200;
    board_set_list(b, list, &time);
    /* Confirmed before the first frame: no frame has shown it as withdrawn. */
    time.age_s = 0;
    assert_int_equal(board_frame(b, &time)->scene, SCENE_LIST);
}

static void marks_nothing_as_new_while_the_clock_cannot_be_right(void **state)
{
    (void)state;
    CLEANUP(snapshot_free) struct snapshot *before = make_rows(1, 2), *list = make_rows(1, 3);
    snapshot_mark_seen(list, before, (uint32_t)MONDAY_0941);
    CLEANUP(board_free) struct board *b = new_board();
    struct board_time time = { .now_s = 100, .checked_s = 100 };
    board_set_list(b, list, &time);
    assert_null(find_item(board_frame(b, &time), BAND_LIST, 2, "new"));
    /* Corrected, but to a time before the row came: nobody knows. */
    time = fresh_time(MONDAY_0941 - 1);
    assert_null(find_item(board_frame(b, &time), BAND_LIST, 2, "new"));
    time = fresh_time(MONDAY_0941 + 60);
    assert_non_null(find_item(board_frame(b, &time), BAND_LIST, 2, "new"));
}

static void tells_the_publishers_date_where_its_own_time_cannot_be_right(void **state)
{
    (void)state;
    CLEANUP(snapshot_free) struct snapshot *list = make_rows(1, 3);
    list->issued = MONDAY_0941;
    CLEANUP(board_free) struct board *b = new_board();
    struct board_time time = { .now_s = 100, .checked_s = 100 };
    board_set_list(b, list, &time);
    assert_string_equal(text_of(b, &time, BAND_FRESHNESS, "freshness"), "Data per Sen 23 Nov");
    time.age_s = 900;
    assert_string_equal(text_of(b, &time, BAND_FRESHNESS, "freshness"),
                        "Data per Sen 23 Nov · sambungan terputus");
    time.age_s = 259200;
    assert_string_equal(text_of(b, &time, BAND_LIST, "line"), "Data per Sen 23 Nov.");
}

/* A sheet, pulled before the clock was right. */
static void tells_no_date_where_nobody_knows_one(void **state)
{
    (void)state;
    CLEANUP(snapshot_free) struct snapshot *list = make_rows(1, 3);
    list->issued = 0;
    CLEANUP(board_free) struct board *b = new_board();
    struct board_time time = { .now_s = 100, .checked_s = 100 };
    board_set_list(b, list, &time);
    assert_string_equal(text_of(b, &time, BAND_FRESHNESS, "freshness"),
                        "Waktu data belum diketahui");
    time.age_s = 900;
    assert_string_equal(text_of(b, &time, BAND_FRESHNESS, "freshness"),
                        "Waktu data belum diketahui · sambungan terputus");
    time.age_s = 259200;
    assert_int_equal(board_frame(b, &time)->scene, SCENE_WITHDRAWN);
    assert_null(strstr(text_of(b, &time, BAND_LIST, "line"), "Data per"));
}

static void forgets_a_list_at_once_when_its_successor_is_withdrawn(void **state)
{
    (void)state;
    struct snapshot *list = make_rows(1, 30), *expired = make_rows(1, 30);
    expired->expires = MONDAY_0941 - 259200;
    CLEANUP(board_free) struct board *b = new_board();
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(b, list, &time);
    board_frame(b, &time);
    board_set_list(b, expired, &time);
    snapshot_free(list);
    for (int i = 0; i < 500; i++)
        board_advance(b, &time);
    assert_int_equal(board_frame(b, &time)->scene, SCENE_WITHDRAWN);
    board_set_list(b, NULL, &time);
    snapshot_free(expired);
}

static void shows_the_number_where_there_is_no_name(void **state)
{
    (void)state;
    struct snapshot_builder *builder = snapshot_builder_new();
    struct document d = {
        .id = snapshot_builder_text(builder, "x"),
        .number = snapshot_builder_text(builder, "7711"),
        .done = DAY_UNKNOWN,
        .location = LOCATION_NONE,
        .type = DOCUMENT_AKTA_SIPIL,
        .state = DOCUMENT_DOWNLOAD,
    };
    snapshot_builder_document(builder, &d);
    snapshot_builder_head(builder)->expires = INT64_MAX;
    CLEANUP(snapshot_free) struct snapshot *list = snapshot_builder_finish(builder);
    snapshot_builder_free(builder);
    CLEANUP(board_free) struct board *b = new_board();
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(b, list, &time);
    assert_string_equal(text_of(b, &time, BAND_LIST, "name"), "No. …7711");
    assert_string_equal(text_of(b, &time, BAND_LIST, "details"), "siap diunduh");
    assert_string_equal(text_of(b, &time, BAND_LIST, "badge"), "Akta Sipil");
    assert_string_equal(text_of(b, &time, BAND_PLACE, "label"), "CETAK SENDIRI");
}

static void a_type_without_a_word_is_called_as_its_source_does(void **state)
{
    (void)state;
    static const struct {
        const char *label, *badge, *details;
    } cases[] = {
        { "", "Dokumen", "No. …7711" },
        { "Surat", "Surat", "No. …7711" },
        /* What no badge can hold at a size that can be read stands beside it. */
        { "Keterangan kependudukan", "Dokumen", "Keterangan kependudukan  ·  No. …7711" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct snapshot_builder *builder = snapshot_builder_new();
        struct document d = {
            .id = snapshot_builder_text(builder, "x"),
            .name = snapshot_builder_text(builder, "BUDI"),
            .number = snapshot_builder_text(builder, "7711"),
            .label = snapshot_builder_text(builder, cases[i].label),
            .done = DAY_UNKNOWN,
            .location = LOCATION_NONE,
            .type = DOCUMENT_OTHER,
        };
        snapshot_builder_document(builder, &d);
        snapshot_builder_head(builder)->expires = INT64_MAX;
        CLEANUP(snapshot_free) struct snapshot *list = snapshot_builder_finish(builder);
        snapshot_builder_free(builder);
        CLEANUP(board_free) struct board *b = new_board();
        struct board_time time = fresh_time(MONDAY_0941);
        board_set_list(b, list, &time);
        assert_string_equal(text_of(b, &time, BAND_LIST, "badge"), cases[i].badge);
        assert_string_equal(text_of(b, &time, BAND_LIST, "details"), cases[i].details);
    }
}

static void shows_notices_on_their_days_only(void **state)
{
    (void)state;
    int32_t monday = clock_day(MONDAY_0941, WIB);
    struct snapshot_builder *builder = snapshot_builder_new();
    struct notice notices[] = {
        { .text = snapshot_builder_text(builder, "kemarin"), NOTICE_ALWAYS_FROM, monday - 1 },
        { .text = snapshot_builder_text(builder, "sekarang"), monday, monday },
        { .text = snapshot_builder_text(builder, "besok"), monday + 1, NOTICE_ALWAYS_UNTIL },
    };
    for (size_t i = 0; i < COUNT(notices); i++)
        snapshot_builder_notice(builder, &notices[i]);
    snapshot_builder_head(builder)->expires = INT64_MAX;
    CLEANUP(snapshot_free) struct snapshot *list = snapshot_builder_finish(builder);
    snapshot_builder_free(builder);
    CLEANUP(board_free) struct board *b = new_board();
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(b, list, &time);
    assert_string_equal(text_of(b, &time, BAND_TICKER, "notice"), "sekarang");
    time.now_s += 86400;
    time.checked_s = time.now_s;
    assert_string_equal(text_of(b, &time, BAND_TICKER, "notice"), "besok");
}

static void moves_a_long_notice_at_six_characters_a_second(void **state)
{
    (void)state;
    struct board_options options = default_options(words, 1920, 1080);
    options.notice =
        "Pengambilan dokumen *GRATIS*. Laporkan pungli ke SP4N-LAPOR! 1708, atau kepada "
        "kepala dinas pada jam kerja, dengan bukti bila ada. Terima kasih.";
    CLEANUP(board_free) struct board *b = board_new(&options);
    struct board_time time = fresh_time(MONDAY_0941);
    const struct frame *f = board_frame(b, &time);
    int before = f->sprites[f->bands[f->band_count - 1].first].x;
    assert_true(board_moves(b));
    for (int i = 0; i < 60; i++)
        board_advance(b, &time);
    f = board_frame(b, &time);
    int moved = before - f->sprites[f->bands[f->band_count - 1].first].x;
    /* A character is 36 * 0.6 px wide, and the gap before the notice begins again counts, too. */
    assert_in_range(moved, 60, 6 * 22 * 12 / 10);
}

static void lets_a_short_notice_stand(void **state)
{
    (void)state;
    struct board_options options = default_options(words, 1920, 1080);
    options.notice = "Layanan *GRATIS*";
    CLEANUP(board_free) struct board *b = board_new(&options);
    struct board_time time = fresh_time(MONDAY_0941);
    const struct frame *f = board_frame(b, &time);
    assert_false(board_moves(b));
    assert_string_equal(find_item(f, BAND_TICKER, 0, "emphasis")->text, "GRATIS");
}

/* Which text stands at the left edge of the notices, and how far to the left it reaches. */
static int ticker_position(struct board *b, const struct board_time *time)
{
    const struct frame *f = board_frame(b, time);
    const struct band *ticker = &f->bands[f->band_count - 1];
    assert_int_equal(ticker->id, BAND_TICKER);
    return f->sprites[ticker->first].x - ticker->box.x;
}

static void a_long_notice_goes_on_whatever_happens_beside_it(void **state)
{
    (void)state;
    CLEANUP(snapshot_free) struct snapshot *list = make_rows(1, 3), *other = make_rows(1, 4);
    struct board_options options = default_options(words, 1920, 1080);
    options.notice =
        "Sebuah pengumuman yang jauh lebih panjang daripada lebar layar, sehingga harus "
        "bergerak ke kiri sampai habis sebelum dimulai lagi dari awal kalimatnya";
    CLEANUP(board_free) struct board *b = board_new(&options);
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(b, list, &time);
    board_frame(b, &time);
    for (int i = 0; i < 100; i++)
        board_advance(b, &time);
    int before = ticker_position(b, &time);
    /* Minutes and hours pass, with digits of other widths; the source says so. */
    static const int later_s[] = { 60, 1800, 3600, 36000 };
    for (size_t i = 0; i < COUNT(later_s); i++) {
        time = fresh_time(MONDAY_0941 + later_s[i]);
        assert_int_equal(ticker_position(b, &time), before);
    }
    board_set_list(b, other, &time);
    assert_int_equal(ticker_position(b, &time), before);
    /* The footer turns red, and its left part becomes wider. */
    time.age_s = 900;
    assert_int_equal(ticker_position(b, &time), before);
}

static void a_lone_asterisk_in_a_notice_is_an_asterisk(void **state)
{
    (void)state;
    struct board_options options = default_options(words, 1920, 1080);
    options.notice = "Buka *setiap* hari*";
    CLEANUP(board_free) struct board *b = board_new(&options);
    struct board_time time = fresh_time(MONDAY_0941);
    CLEANUP_BUFFER struct buffer dump = BUFFER_INIT(0);
    frame_dump(board_frame(b, &time), &dump);
    assert_non_null(strstr(dump.data, "\"setiap\""));
    assert_non_null(strstr(dump.data, "\"*\""));
}

static void counts_the_things_to_bring_that_have_no_room(void **state)
{
    (void)state;
    struct snapshot_builder *builder = snapshot_builder_new();
    struct location l = { .id = snapshot_builder_text(builder, "mpp"),
                          .name = snapshot_builder_text(builder, "MPP") };
    snapshot_builder_location(builder, &l);
    struct document d = { .id = snapshot_builder_text(builder, "x"),
                          .name = snapshot_builder_text(builder, "BUDI"),
                          .done = DAY_UNKNOWN };
    snapshot_builder_document(builder, &d);
    for (int i = 0; i < 20; i++) {
        char text[64];
        snprintf(text, sizeof(text), "Surat keterangan nomor %d dari ketua RT", i);
        struct bring thing = { .text = snapshot_builder_text(builder, text), .type = BRING_ANY };
        snapshot_builder_bring(builder, &thing);
    }
    snapshot_builder_head(builder)->link = snapshot_builder_text(builder, "https://a.example/");
    CLEANUP(snapshot_free) struct snapshot *list = snapshot_builder_finish(builder);
    snapshot_builder_free(builder);
    static const int sizes[][2] = { { 1920, 1080 }, { 1080, 1920 }, { 800, 480 } };
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct board_options options = default_options(words, sizes[i][0], sizes[i][1]);
        CLEANUP(board_free) struct board *b = board_new(&options);
        struct board_time time = fresh_time(MONDAY_0941);
        board_set_list(b, list, &time);
        CLEANUP_BUFFER struct buffer dump = BUFFER_INIT(0);
        frame_dump(board_frame(b, &time), &dump);
        int listed = 0;
        for (const char *p = dump.data; (p = strstr(p, "fill bullet")); p++)
            listed++;
        char more[32];
        snprintf(more, sizeof(more), "\"dan %d syarat", 20 - (listed - 1));
        assert_in_range(listed, 2, 20);
        assert_non_null(strstr(dump.data, more));
    }
}

/* All lines of the panel's summary. */
static void read_summary(struct board *b, struct buffer *out)
{
    struct board_time time = fresh_time(MONDAY_0941);
    const struct frame *f = board_frame(b, &time);
    const struct picture *panel = f->sprites[f->bands[BAND_PANEL].first].picture;
    for (int i = 0; i < panel->count; i++) {
        if (strcmp(panel->items[i].role, "summary") == 0)
            buffer_addf(out, "%s%s", out->len ? " " : "", panel->items[i].text);
    }
}

/* Whoever does not find their name must not believe that the list has everybody. */
static void tells_how_many_of_all_are_listed(void **state)
{
    (void)state;
    struct snapshot_builder *builder = snapshot_builder_new();
    struct location place = { .id = snapshot_builder_text(builder, "a"),
                              .name = snapshot_builder_text(builder, "Tempat A") };
    snapshot_builder_location(builder, &place);
    for (int i = 0; i < 4400; i++) {
        char id[16];
        snprintf(id, sizeof(id), "%05d", i);
        struct document d = { .id = snapshot_builder_text(builder, id),
                              .name = snapshot_builder_text(builder, id),
                              .done = clock_day(MONDAY_0941, WIB) - i / 1100 };
        snapshot_builder_document(builder, &d);
    }
    CLEANUP(snapshot_free) struct snapshot *list = snapshot_builder_finish(builder);
    snapshot_builder_free(builder);
    CLEANUP(board_free) struct board *b = new_board();
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(b, list, &time);
    CLEANUP_BUFFER struct buffer summary = BUFFER_INIT(0);
    read_summary(b, &summary);
    const char *expected = "1.100 dari 4.400 dokumen · daftar berulang tiap ";
    assert_memory_equal(buffer_text(&summary), expected, strlen(expected));
}

static void tells_how_many_and_how_often(void **state)
{
    (void)state;
    CLEANUP(snapshot_free) struct snapshot *many = make_rows(1, 1500), *one = make_rows(1, 1);
    CLEANUP(board_free) struct board *b = new_board();
    struct board_time time = fresh_time(MONDAY_0941);
    board_set_list(b, many, &time);
    char expected[80];
    snprintf(expected, sizeof(expected), "1.500 dokumen · daftar berulang tiap %d\u00A0menit",
             (board_plan(b)->cycle_s + 30) / 60);
    CLEANUP_BUFFER struct buffer summary = BUFFER_INIT(0);
    read_summary(b, &summary);
    assert_string_equal(buffer_text(&summary), expected);
    CLEANUP(board_free) struct board *other = new_board();
    board_set_list(other, one, &time);
    assert_string_equal(text_of(other, &time, BAND_PANEL, "summary"), "1 dokumen");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_for_data_and_says_since_when),
        cmocka_unit_test(says_that_nothing_is_ready_yet),
        cmocka_unit_test(marks_old_data_and_says_of_when_it_is),
        cmocka_unit_test(withdraws_data_past_the_second_limit_and_brings_it_back),
        cmocka_unit_test(treats_a_feed_past_its_expiry_as_old),
        cmocka_unit_test(shows_no_clock_and_no_today_when_the_clock_cannot_be_right),
        cmocka_unit_test(turns_today_into_yesterday_at_midnight),
        cmocka_unit_test(marks_what_is_new_for_as_long_as_configured),
        cmocka_unit_test(brings_a_withdrawn_list_back_without_another_one),
        cmocka_unit_test(marks_nothing_as_new_while_the_clock_cannot_be_right),
        cmocka_unit_test(tells_the_publishers_date_where_its_own_time_cannot_be_right),
        cmocka_unit_test(tells_no_date_where_nobody_knows_one),
        cmocka_unit_test(forgets_a_list_at_once_when_its_successor_is_withdrawn),
        cmocka_unit_test(shows_the_number_where_there_is_no_name),
        cmocka_unit_test(a_type_without_a_word_is_called_as_its_source_does),
        cmocka_unit_test(shows_notices_on_their_days_only),
        cmocka_unit_test(moves_a_long_notice_at_six_characters_a_second),
        cmocka_unit_test(lets_a_short_notice_stand),
        cmocka_unit_test(a_long_notice_goes_on_whatever_happens_beside_it),
        cmocka_unit_test(a_lone_asterisk_in_a_notice_is_an_asterisk),
        cmocka_unit_test(counts_the_things_to_bring_that_have_no_room),
        cmocka_unit_test(tells_how_many_and_how_often),
        cmocka_unit_test(tells_how_many_of_all_are_listed),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
