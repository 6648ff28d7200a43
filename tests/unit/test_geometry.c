/* Every state in every size, with the longest words that there are: text never overlaps, is
 * never cut, and never leaves its box. Told from the frame's boxes, with the real fonts. */
#include "unit/view_support.h"

#include "screen/screen.h"

static const struct {
    int width, height;
} sizes[] = {
    { 1920, 1080 }, { 1080, 1920 }, { 3840, 2160 }, { 1366, 768 }, { 1280, 720 },
    { 800, 480 },   { 1024, 768 },  { 768, 1366 },  { 480, 800 },  { 2160, 3840 },
};

/* 70 letters in 19 words, as one is known; 60 in one; a single letter; titles; a
 * number in the name's place. */
static const char *const names[] = {
    "N",
    "I GUSTI NGURAH AGUNG MADE RAI PUTRA ADI SURYA KUSUMA WIBAWA DWI TRI ESA YOGA JAYA NING RAT WI",
    "AIWINANGELLOJUKISNANDARSYAHRAMADHANIKUSUMANINGRATWIJAYAKUSUM",
    "Hj. DASWATI, S.H., M.H.",
    "I GUSTI AYU NGURAH M•••• P•••••• D•••••••• S••••••",
    "MUHAMMAD A••••• R•••••",
    "",
};

struct content {
    const char *name;
    const char *office, *screen;
    const char *place, *counter, *address;
    int rows;
    bool hard;
    const char *number; /* NULL: a long one */
};

static const struct content contents[] = {
    { "short", "", "", "MPP", "", "", 3, false, NULL },
    { "plain", "Dinas Dukcapil Kota Bandung", "Layar MPP Lantai 1", "MPP Kota Bandung", "Loket 3",
      "Jl. Cianjur No. 34, Lantai 1", 60, false, NULL },
    { "long", "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Kepulauan Siau Tagulandang Bia",
      "Ruang Tunggu Pelayanan Lantai Dasar", "Kampuang Tanjuang Koto Mambang Sungai Durian",
      "Loket Pengambilan Dokumen A-12", "Jl. Jenderal Besar A.H. Nasution No. 1234, Gedung B", 60,
      true, NULL },
    { "two columns", "Dinas Dukcapil Kota Bandung", "",
      "Kampuang Tanjuang Koto Mambang Sungai Durian", "Loket Pengambilan Dokumen A-12", "", 240,
      true, NULL },
    { "compact", "Dinas Dukcapil Kota Bandung", "", "MPP Kota Bandung", "Loket 3", "", 600, true,
      NULL },
    { "newest days", "Dinas Dukcapil Kota Bandung", "", "MPP Kota Bandung", "Loket 3", "", 4000,
      true, NULL },
};

static struct snapshot *make_content(const struct content *c)
{
    struct snapshot_builder *b = snapshot_builder_new();
    snapshot_builder_head(b)->link =
        snapshot_builder_text(b, "https://dukcapil.example.go.id/siap");
    struct opening opening = { .days = 0x7F, .open = 8 * 60, .close = 12 * 60 };
    struct opening afternoon = { .days = 0x7F, .open = 13 * 60, .close = 15 * 60 + 30 };
    snapshot_builder_opening(b, &opening);
    snapshot_builder_opening(b, &afternoon);
    struct location l = { .id = snapshot_builder_text(b, "mpp"),
                          .name = snapshot_builder_text(b, c->place),
                          .counter = snapshot_builder_text(b, c->counter),
                          .address = snapshot_builder_text(b, c->address),
                          .openings = 2 };
    snapshot_builder_location(b, &l);
    for (int i = 0; i < c->rows; i++) {
        char id[16];
        snprintf(id, sizeof(id), "%05d", i);
        const char *name = c->hard ? names[(size_t)i % COUNT(names)] : "BUDI S••••••";
        struct document d = {
            .id = snapshot_builder_text(b, id),
            .name = snapshot_builder_text(b, name),
            .number = snapshot_builder_text(b, c->number ? c->number : "482100"),
            .done = clock_day(MONDAY_0941, WIB) - i % 5,
            .location = i % 9 == 8 ? LOCATION_NONE : 0,
            .type = (uint8_t)(i % DOCUMENT_TYPES),
            .state = i % 9 == 8 ? DOCUMENT_DOWNLOAD : DOCUMENT_PICKUP,
            .seen = i % 2 ? (uint32_t)MONDAY_0941 - 60 : 0,
        };
        snapshot_builder_document(b, &d);
    }
    static const char *const things[] = { "Bukti pengambilan atau nomor registrasi",
                                          "Surat kuasa bermaterai bila diwakilkan",
                                          "KTP-el lama atau surat kehilangan dari kepolisian",
                                          "Kartu Keluarga asli" };
    for (int i = 0; i < (c->hard ? 4 : 2); i++) {
        struct bring r = { .text = snapshot_builder_text(b, things[i]), .type = BRING_ANY };
        snapshot_builder_bring(b, &r);
    }
    struct snapshot *s = snapshot_builder_finish(b);
    snapshot_builder_free(b);
    return s;
}

/* ---- boxes */

/* Where the letters of a text are: without accents on capitals, which reach into the
 * line above as in any book. */
static struct rect letters(const struct metrics *m, const struct item *item)
{
    int cap = m->cap_height(m->ctx, item->face, item->size), below = item->size / 5;
    return (struct rect){ item->box.x, item->baseline - cap, item->box.w, cap + below };
}

static bool overlap(const struct rect *a, const struct rect *b)
{
    return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h;
}

static bool contains(const struct rect *outer, const struct rect *inner)
{
    return inner->x >= outer->x && inner->y >= outer->y &&
           inner->x + inner->w <= outer->x + outer->w && inner->y + inner->h <= outer->y + outer->h;
}

static char where[128];

static void wrong(const struct picture *p, const struct item *a, const struct item *b,
                  const char *what)
{
    fail_msg("%s: %s: %s '%s' (%dpx at %d,%d, %dx%d) %s %s '%s' (at %d,%d, %dx%d)", where, p->role,
             a->role, a->text ? a->text : "", a->size, a->box.x, a->box.y, a->box.w, a->box.h, what,
             b ? b->role : "its picture", b && b->text ? b->text : "", b ? b->box.x : 0,
             b ? b->box.y : 0, b ? b->box.w : p->w, b ? b->box.h : p->h);
}

/* What an item takes of its picture. */
static struct rect extent(const struct metrics *m, const struct item *item)
{
    return item->kind == ITEM_TEXT ? letters(m, item) : item->box;
}

static void check_picture(const struct metrics *m, const struct picture *p)
{
    struct rect whole = { 0, 0, p->w, p->h };
    for (int i = 0; i < p->count; i++) {
        const struct item *a = &p->items[i];
        struct rect box = extent(m, a);
        if (!contains(&whole, &box))
            wrong(p, a, NULL, "leaves");
        if (a->kind == ITEM_TEXT && a->size < 1)
            wrong(p, a, NULL, "is nothing in");
        for (int k = 0; k < i; k++) {
            const struct item *b = &p->items[k];
            struct rect other = extent(m, b);
            if (!overlap(&box, &other))
                continue;
            /* Text stands on a filled box, all of it. */
            if (b->kind != ITEM_FILL || !contains(&other, &box))
                wrong(p, a, b, "overlaps");
        }
    }
}

/* The bands tile the screen. */
static void check_bands(const struct frame *f)
{
    int64_t covered = 0;
    struct rect screen = { 0, 0, f->width, f->height };
    for (int i = 0; i < f->band_count; i++) {
        covered += (int64_t)f->bands[i].box.w * f->bands[i].box.h;
        assert_true(contains(&screen, &f->bands[i].box));
        for (int k = 0; k < i; k++)
            assert_false(overlap(&f->bands[i].box, &f->bands[k].box));
    }
    assert_int_equal(covered, (int64_t)f->width * f->height);
}

/* All lines of a text together, without blanks. */
static void join(const struct picture *p, const char *role, struct buffer *out)
{
    for (int i = 0; i < p->count; i++) {
        for (const char *c = strcmp(p->items[i].role, role) == 0 ? p->items[i].text : ""; *c; c++) {
            if (*c != ' ')
                buffer_append(out, c, 1);
        }
    }
}

static void check_name(const struct picture *p)
{
    CLEANUP_BUFFER struct buffer name = BUFFER_INIT(0);
    join(p, "name", &name);
    bool known = strcmp(buffer_text(&name), "BUDIS••••••") == 0 ||
                 strcmp(buffer_text(&name), "No.…482100") == 0;
    for (size_t i = 0; i < COUNT(names) && !known; i++) {
        CLEANUP_BUFFER struct buffer whole = BUFFER_INIT(0);
        for (const char *c = names[i]; *c; c++) {
            if (*c != ' ')
                buffer_append(&whole, c, 1);
        }
        known = strcmp(buffer_text(&whole), buffer_text(&name)) == 0;
    }
    if (!known)
        fail_msg("%s: a name is cut: '%s'", where, buffer_text(&name));
}

static void check_frame(const struct metrics *m, const struct frame *f)
{
    check_bands(f);
    for (int i = 0; i < f->sprite_count; i++) {
        const struct picture *p = f->sprites[i].picture;
        check_picture(m, p);
        if (strcmp(p->role, "row") == 0)
            check_name(p);
    }
    /* Still pictures fill their bands. */
    for (int i = 0; i < f->band_count; i++) {
        const struct band *band = &f->bands[i];
        if (band->id == BAND_LIST || band->id == BAND_PLACE || band->id == BAND_TICKER)
            continue;
        for (int k = band->first; k < band->first + band->count; k++) {
            const struct sprite *s = &f->sprites[k];
            struct rect box = { s->x, s->y, s->picture->w, s->picture->h };
            if (!contains(&band->box, &box))
                fail_msg("%s: %s (%d,%d %dx%d) leaves its band (%d,%d %dx%d)", where,
                         s->picture->role, box.x, box.y, box.w, box.h, band->box.x, band->box.y,
                         band->box.w, band->box.h);
        }
    }
}

/* ---- states */

static void check_states(const struct metrics *m, const struct board_options *options,
                         struct snapshot *list)
{
    struct board_time time = fresh_time(MONDAY_0941);
    CLEANUP(board_free) struct board *board = board_new(options);
    check_frame(m, board_frame(board, &time)); /* starting */
    board_set_list(board, list, &time);
    for (int i = 0; i < 40; i++) {
        for (int n = 0; n < 97; n++)
            board_advance(board, &time);
        check_frame(m, board_frame(board, &time));
    }
    time.age_s = options->old_after_s;
    check_frame(m, board_frame(board, &time));
    time.age_s = options->withdraw_after_s;
    check_frame(m, board_frame(board, &time));
    time = (struct board_time){ .now_s = 86400 };
    check_frame(m, board_frame(board, &time)); /* no clock */
    struct snapshot *empty =
        make_content(&(struct content){ .place = "MPP", .counter = "", .address = "" });
    board_set_list(board, empty, &time);
    for (int n = 0; n < 20000 && board_moves(board); n++)
        board_advance(board, &time);
    check_frame(m, board_frame(board, &time));
    board_set_list(board, NULL, &time);
    snapshot_free(empty);
}

static void nothing_overlaps_or_is_cut_in_any_state_and_size(void **state)
{
    (void)state;
    struct error err = { "" };
    struct words *words[] = { load_words("id"), load_words("en") };
    static const enum motion motions[] = { MOTION_SCROLL, MOTION_STEP, MOTION_PAGE };
    CLEANUP(screen_close)
    struct screen *screen = screen_open(
        &(struct screen_options){
            .back_end = SCREEN_OFF, .width = 64, .height = 64, .logo = "assets/logo.svg" },
        &err);
    assert_non_null(screen);
    for (size_t s = 0; s < COUNT(sizes); s++) {
        for (size_t c = 0; c < COUNT(contents); c++) {
            struct snapshot *list = make_content(&contents[c]);
            for (size_t l = 0; l < COUNT(words); l++) {
                snprintf(where, sizeof(where), "%dx%d, %s, %s", sizes[s].width, sizes[s].height,
                         contents[c].name, l ? "en" : "id");
                struct board_options options =
                    default_options(words[l], sizes[s].width, sizes[s].height);
                options.metrics = screen_metrics(screen);
                options.office = contents[c].office;
                options.name = contents[c].screen;
                options.motion = motions[(s + c) % COUNT(motions)];
                options.link = l ? "" : "https://dukcapil.example.go.id/siap";
                check_states(options.metrics, &options, list);
            }
            snapshot_free(list);
        }
    }
    words_free(words[0]);
    words_free(words[1]);
}

/* The office's own: larger or smaller, a line in a regional script, no logo, an announcement. */
static void nothing_overlaps_or_is_cut_at_any_scale(void **state)
{
    (void)state;
    static const int percents[] = { 60, 110, 129, 150, 200 };
    struct error err = { "" };
    CLEANUP(words_free) struct words *words = load_words("id");
    CLEANUP(screen_close)
    struct screen *screen = screen_open(
        &(struct screen_options){ .back_end = SCREEN_OFF, .width = 64, .height = 64, .logo = "" },
        &err);
    assert_non_null(screen);
    for (size_t s = 0; s < COUNT(sizes); s++) {
        for (size_t i = 0; i < COUNT(percents); i++) {
            const struct content *content = &contents[(s + i) % COUNT(contents)];
            struct snapshot *list = make_content(content);
            snprintf(where, sizeof(where), "%dx%d, %s, %d %%", sizes[s].width, sizes[s].height,
                     content->name, percents[i]);
            struct board_options options = default_options(words, sizes[s].width, sizes[s].height);
            options.metrics = screen_metrics(screen);
            options.office = content->office;
            options.name = content->screen;
            options.percent = percents[i];
            options.script_line = (s + i) % 3 ? "ᬤᬶᬦᬲ᭄ᬓᬧᭂᬦ᭄ᬤᬸᬤᬸᬓᬦ᭄ᬮᬦ᭄ᬧᬜᬘᬢᬢᬦ᭄ᬲᬶᬧᬶᬮ᭄" : "";
            options.no_logo = (s + i) % 2 == 0;
            options.link = "https://dukcapil.example.go.id/siap";
            check_states(options.metrics, &options, list);
            snapshot_free(list);
        }
    }
}

static const struct item *find(const struct picture *p, const char *role)
{
    for (int i = 0; i < p->count; i++) {
        if (strcmp(p->items[i].role, role) == 0)
            return &p->items[i];
    }
    return NULL;
}

/* Whether they say today or a date, and whether the row is BARU: what follows each
 * row's words looks ragged. */
static void details_side_by_side_have_one_size(void **state)
{
    (void)state;
    struct error err = { "" };
    CLEANUP(screen_close)
    struct screen *screen = screen_open(
        &(struct screen_options){ .back_end = SCREEN_OFF, .width = 64, .height = 64, .logo = "" },
        &err);
    assert_non_null(screen);
    static const char *const languages[] = { "id", "en" };
    CLEANUP(snapshot_free)
    struct snapshot *list = make_content(&(struct content){
        .place = "MPP", .counter = "", .address = "", .rows = 600, .number = "4821" });
    for (size_t s = 0; s < COUNT(sizes) * COUNT(languages); s++) {
        CLEANUP(words_free) struct words *words = load_words(languages[s % 2]);
        struct board_options options =
            default_options(words, sizes[s / 2].width, sizes[s / 2].height);
        options.metrics = screen_metrics(screen);
        CLEANUP(board_free) struct board *board = board_new(&options);
        struct board_time time = fresh_time(MONDAY_0941);
        board_set_list(board, list, &time);
        const struct frame *f = board_frame(board, &time);
        int size = 0, rows = 0;
        for (int i = 0; i < f->sprite_count; i++) {
            const struct item *details = find(f->sprites[i].picture, "details");
            /* Where there is more to say, there may be no room for it. */
            if (!details || strstr(details->text, words_get(words, WORD_DOWNLOAD)))
                continue;
            if (rows++ && details->size != size)
                fail_msg("%dx%d, %s: '%s' in %d and others in %d px", sizes[s / 2].width,
                         sizes[s / 2].height, languages[s % 2], details->text, details->size, size);
            size = details->size;
        }
        assert_true(rows > 2);
    }
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_overlaps_or_is_cut_in_any_state_and_size),
        cmocka_unit_test(nothing_overlaps_or_is_cut_at_any_scale),
        cmocka_unit_test(details_side_by_side_have_one_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
