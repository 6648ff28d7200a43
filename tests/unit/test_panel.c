/* What to bring follows the rows in view; calmly, and nothing else on the panel moves. */
#include "unit/view_support.h"

/* Two places: forty KTP-el wait at the first, forty KIA at the second. */
static struct snapshot *two_types(void)
{
    struct snapshot_builder *b = snapshot_builder_new();
    for (char place = 'a'; place <= 'b'; place++) {
        char id[] = { place, '\0' };
        struct location l = { .id = snapshot_builder_text(b, id),
                              .name = snapshot_builder_text(b, id) };
        snapshot_builder_location(b, &l);
    }
    for (int i = 0; i < 80; i++) {
        char id[16];
        snprintf(id, sizeof(id), "%03d", i);
        struct document d = { .id = snapshot_builder_text(b, id),
                              .name = snapshot_builder_text(b, id),
                              .done = clock_day(MONDAY_0941, WIB),
                              .location = i >= 40,
                              .type = i < 40 ? DOCUMENT_KTP_EL : DOCUMENT_KIA };
        snapshot_builder_document(b, &d);
    }
    static const struct {
        const char *text;
        int8_t type;
    } things[] = { { "Nomor registrasi", BRING_ANY },
                   { "KTP-el lama", DOCUMENT_KTP_EL },
                   { "Kutipan akta", DOCUMENT_KIA } };
    for (size_t i = 0; i < COUNT(things); i++) {
        struct bring r = { snapshot_builder_text(b, things[i].text), things[i].type };
        snapshot_builder_bring(b, &r);
    }
    struct snapshot *s = snapshot_builder_finish(b);
    snapshot_builder_free(b);
    return s;
}

static const struct picture *panel_of(const struct frame *f)
{
    for (int i = 0; i < f->band_count; i++) {
        if (f->bands[i].id == BAND_PANEL)
            return f->sprites[f->bands[i].first].picture;
    }
    return NULL;
}

static const struct item *find(const struct picture *p, const char *role, const char *text)
{
    for (int i = 0; i < p->count; i++) {
        if (strcmp(p->items[i].role, role) == 0 &&
            (!text || (p->items[i].text && strcmp(p->items[i].text, text) == 0)))
            return &p->items[i];
    }
    return NULL;
}

static bool in_view(const struct frame *f, const char *badge)
{
    for (int i = 0; i < f->band_count; i++) {
        const struct band *band = &f->bands[i];
        for (int k = band->first; band->id == BAND_LIST && k < band->first + band->count; k++) {
            const struct sprite *s = &f->sprites[k];
            if (s->y + s->picture->h > band->box.y && s->y < band->box.y + band->box.h &&
                find(s->picture, "badge", badge))
                return true;
        }
    }
    return false;
}

static void follows_the_types_in_view(void **state)
{
    (void)state;
    CLEANUP(words_free) struct words *words = load_words("id");
    CLEANUP(snapshot_free) struct snapshot *list = two_types();
    struct board_options options = default_options(words, 1920, 1080);
    options.link = "https://dukcapil.example.go.id/siap";
    struct board_time time = fresh_time(MONDAY_0941);
    CLEANUP(board_free) struct board *b = board_new(&options);
    board_set_list(b, list, &time);

    const struct frame *f = board_frame(b, &time);
    struct rect code = find(panel_of(f), "code", NULL)->box;
    assert_non_null(find(panel_of(f), "bring", "KTP-el lama"));
    assert_null(find(panel_of(f), "bring", "Kutipan akta"));
    int changes = 0, behind = 0, since_change = 0;
    uint64_t id = panel_of(f)->id;
    for (int frames = 0; frames < 3 * board_plan(b)->cycle_s * 60; frames++) {
        board_advance(b, &time);
        f = board_frame(b, &time);
        const struct picture *panel = panel_of(f);
        since_change++;
        if (panel->id != id) {
            /* Who reads it has the time to. */
            assert_true(since_change >= 10 * 60 || changes == 0);
            changes++;
            since_change = 0;
            id = panel->id;
            assert_memory_equal(&find(panel, "code", NULL)->box, &code, sizeof(code));
        }
        assert_non_null(find(panel, "bring", "Nomor registrasi"));
        bool right = in_view(f, "KTP-el") == (find(panel, "bring", "KTP-el lama") != NULL) &&
                     in_view(f, "KIA") == (find(panel, "bring", "Kutipan akta") != NULL);
        behind = right ? 0 : behind + 1;
        assert_true(behind <= 10 * 60);
    }
    /* To both, to the one, to both, to the other, three times. */
    assert_in_range(changes, 11, 12);
}

/* A list of one row, to be picked up or to be printed at home. */
static struct snapshot *one_row(enum document_state state)
{
    struct snapshot_builder *b = snapshot_builder_new();
    struct location l = { .id = snapshot_builder_text(b, "a"),
                          .name = snapshot_builder_text(b, "A") };
    snapshot_builder_location(b, &l);
    struct document d = { .id = snapshot_builder_text(b, "1"),
                          .name = snapshot_builder_text(b, "N"),
                          .location = state == DOCUMENT_PICKUP ? 0 : LOCATION_NONE,
                          .state = (uint8_t)state,
                          .type = DOCUMENT_KK };
    snapshot_builder_document(b, &d);
    struct bring r = { snapshot_builder_text(b, "Nomor registrasi"), BRING_ANY };
    snapshot_builder_bring(b, &r);
    struct snapshot *s = snapshot_builder_finish(b);
    snapshot_builder_free(b);
    return s;
}

static void nothing_is_brought_for_what_is_printed_at_home(void **state)
{
    (void)state;
    CLEANUP(words_free) struct words *words = load_words("id");
    struct board_options options = default_options(words, 1920, 1080);
    struct board_time time = fresh_time(MONDAY_0941);
    for (int s = 0; s < DOCUMENT_STATES; s++) {
        CLEANUP(snapshot_free) struct snapshot *list = one_row((enum document_state)s);
        CLEANUP(board_free) struct board *b = board_new(&options);
        board_set_list(b, list, &time);
        const struct picture *panel = panel_of(board_frame(b, &time));
        assert_int_equal(find(panel, "bring", "Nomor registrasi") != NULL, s == DOCUMENT_PICKUP);
    }
}

static int measurements;

static int counted_width(void *ctx, enum face face, int size, const char *text, size_t len)
{
    measurements++;
    return fixed_width(ctx, face, size, text, len);
}

/* It is laid out while the list moves: each measurement is some
 * microseconds that a frame has not. */
static void long_things_to_bring_are_laid_out_with_few_measurements(void **state)
{
    (void)state;
    CLEANUP(words_free) struct words *words = load_words("id");
    struct snapshot_builder *builder = snapshot_builder_new();
    for (int i = 0; i < 12; i++) {
        char text[512];
        int n = snprintf(text, sizeof(text), "Syarat %d", i);
        while (n < 500)
            n += snprintf(text + n, sizeof(text) - (size_t)n, " kata%d", n % 7);
        struct bring r = { snapshot_builder_text(builder, text), BRING_ANY };
        snapshot_builder_bring(builder, &r);
    }
    CLEANUP(snapshot_free) struct snapshot *list = snapshot_builder_finish(builder);
    snapshot_builder_free(builder);
    struct metrics metrics = fixed_metrics;
    metrics.width = counted_width;
    struct style style = {
        .metrics = &metrics,
        .palette = &palette_dark,
        .words = words,
        .layout = layout_make(1920, 1080, &(struct layout_wants){ .ticker = true, .percent = 100 }),
    };
    const struct panel_facts facts = { .types = 1, .all_types = 3, .documents = 9, .listed = 9 };
    measurements = 0;
    picture_free(part_panel(&style, list, &facts, "https://dukcapil.example.go.id/siap"));
    assert_in_range(measurements, 10, 2000);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follows_the_types_in_view),
        cmocka_unit_test(long_things_to_bring_are_laid_out_with_few_measurements),
        cmocka_unit_test(nothing_is_brought_for_what_is_printed_at_home),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
