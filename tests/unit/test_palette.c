/* Themes: what may be read on what, how far that is from enough, and what is refused. */
#include "unit/view_support.h"

#include "app/theme.h"
#include "config/options.h"
#include "view/palette.h"

static void text_of_the_built_in_themes_stands_out_seven_to_one(void **state)
{
    (void)state;
    const struct palette *const themes[] = { &palette_dark, &palette_light };
    for (size_t i = 0; i < COUNT(themes); i++) {
        const struct palette_pair *weak = palette_find_weak(themes[i], 7.0);
        if (weak)
            fail_msg("theme %zu: %s on %s: %.2f", i, weak->text, weak->ground,
                     palette_contrast(palette_get(themes[i], weak->text),
                                      palette_get(themes[i], weak->ground)));
        /* Marks that are no text: WCAG 2.2, 1.4.11. */
        assert_true(palette_contrast(themes[i]->fresh, themes[i]->panel) >= 3.0);
        assert_true(palette_contrast(themes[i]->stale, themes[i]->warning) >= 3.0);
    }
}

static void contrast_is_that_of_wcag(void **state)
{
    (void)state;
    static const struct {
        colour a, b;
        double ratio;
    } cases[] = {
        { 0x000000, 0xFFFFFF, 21.0 }, { 0xFFFFFF, 0x000000, 21.0 }, { 0x123456, 0x123456, 1.0 },
        { 0x777777, 0xFFFFFF, 4.48 }, { 0xFF0000, 0xFFFFFF, 4.0 },  { 0xFFC72C, 0x0B1F3F, 10.5 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        double ratio = palette_contrast(cases[i].a, cases[i].b);
        if (ratio < cases[i].ratio - 0.05 || ratio > cases[i].ratio + 0.05)
            fail_msg("#%06X on #%06X: %.2f", cases[i].a, cases[i].b, ratio);
    }
}

static void every_colour_is_a_setting_and_each_such_setting_a_colour(void **state)
{
    (void)state;
    size_t settings = 0;
    for (size_t i = 0; i < option_count; i++)
        settings += strcmp(options[i].section, "theme") == 0 && options[i].kind == OPTION_COLOUR;
    assert_int_equal(settings, palette_key_count);
    assert_int_equal(palette_key_count * sizeof(colour), sizeof(struct palette));
    for (size_t i = 0; i < palette_key_count; i++) {
        CLEANUP(config_free) struct config *c = config_new();
        struct error err = { "" };
        char assignment[64];
        snprintf(assignment, sizeof(assignment), "theme.%s=#12aBc%zX", palette_keys[i].name,
                 i % 16);
        if (!config_set(c, assignment, &err))
            fail_msg("%s", err.text);
        struct palette p;
        theme_make(c, &p, &err); /* often refused, but made all the same */
        assert_int_equal(palette_get(&p, palette_keys[i].name), 0x12ABC0 + i % 16);
    }
}

static void only_what_was_asked_for_is_changed(void **state)
{
    (void)state;
    CLEANUP(config_free) struct config *c = config_new();
    struct error err = { "" };
    struct palette p, expected = palette_light;
    assert_true(theme_make(c, &p, &err));
    assert_memory_equal(&p, &palette_dark, sizeof(p));
    assert_true(config_set(c, "theme.base=light", &err));
    assert_true(config_set(c, "theme.header=#004D40", &err));
    assert_true(theme_make(c, &p, &err));
    expected.header = 0x004D40;
    assert_memory_equal(&p, &expected, sizeof(p));
}

static const struct {
    const char *what, *text, *error;
} refused[] = {
    { "words too near to their ground", "[theme]\ntext = #777777\n",
      "b.ini:2: [theme] text = #777777 on [theme] ground = #071427: contrast 4.1:1; allowed: at "
      "least 4.5:1" },
    { "a ground too near to its words", "[theme]\nbase = dark\nground = #FFFFFF\n",
      "b.ini:3: [theme] ground = #FFFFFF under [theme] text = #FFFFFF: contrast 1.0:1; allowed: at "
      "least 4.5:1" },
    { "both given", "[theme]\nground = #FFFFFF\npanel = #FFFFFF\ntext = #808080\n",
      "b.ini:4: [theme] text = #808080 on [theme] ground = #FFFFFF: contrast 3.9:1; allowed: at "
      "least 4.5:1" },
    { "a badge", "[theme]\nbase = light\nbadge_kia = #C07000\n",
      "b.ini:3: [theme] badge_kia = #C07000 under [theme] on_badge = #FFFFFF: contrast 3.7:1; "
      "allowed: at least 4.5:1" },
    { "just not enough", "[theme]\nbase = light\ntext = #777777\n",
      "b.ini:3: [theme] text = #777777 on [theme] ground = #FFFFFF: contrast 4.4:1; allowed: at "
      "least 4.5:1" },
    { "enough", "[theme]\nbase = light\ntext = #666666\n", NULL },
    { "one screen's own theme under the words of all",
      "[theme]\ntext = #EEEEEE\n[screen lobby]\ntheme = light\n",
      "b.ini:2: [theme] text = #EEEEEE on [theme] ground = #FFFFFF: contrast 1.1:1 on [screen "
      "lobby]; allowed: at least 4.5:1" },
    { "one screen's own theme",
      "[theme]\nbase = light\ntext = #EEEEEE\n[screen lobby]\ntheme = dark\n", NULL },
};

static void a_pair_that_cannot_be_read_is_refused_by_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refused); i++) {
        CLEANUP(config_free) struct config *c = config_new();
        struct error err = { "" };
        struct palette p;
        if (!config_read_text(c, refused[i].text, strlen(refused[i].text), "b.ini", &err))
            fail_msg("%s: %s", refused[i].what, err.text);
        CLEANUP(config_free) struct config *screen = config_for_screen(c, 0);
        bool ok = theme_make(screen, &p, &err);
        if (ok != !refused[i].error || (!ok && strcmp(err.text, refused[i].error) != 0))
            fail_msg("%s: %s", refused[i].what, ok ? "taken" : err.text);
    }
}

/* A palette whose colours tell which they are: the key's number in the lowest byte. */
static struct palette numbered_palette(void)
{
    int changes[64];
    for (size_t i = 0; i < palette_key_count; i++)
        changes[i] = 0x101000 + (int)i;
    return palette_make(&palette_dark, changes);
}

static const char *key_of(colour c)
{
    return palette_keys[c & 0xFF].name;
}

static bool encloses(const struct rect *a, const struct rect *b)
{
    return a->x <= b->x && a->y <= b->y && a->x + a->w >= b->x + b->w && a->y + a->h >= b->y + b->h;
}

static void check_picture(const struct picture *p)
{
    for (int i = 0; i < p->count; i++) {
        const struct item *item = &p->items[i];
        if (item->kind != ITEM_TEXT)
            continue;
        colour ground = p->ground;
        for (int k = 0; k < i; k++) {
            if (p->items[k].kind == ITEM_FILL && encloses(&p->items[k].box, &item->box))
                ground = p->items[k].colour;
        }
        bool found = false;
        for (size_t k = 0; k < palette_pair_count; k++)
            found |= strcmp(palette_pairs[k].text, key_of(item->colour)) == 0 &&
                     strcmp(palette_pairs[k].ground, key_of(ground)) == 0;
        if (!found)
            fail_msg("%s on %s is drawn (%s) and not in the table of pairs", key_of(item->colour),
                     key_of(ground), item->role);
    }
}

static void what_the_board_draws_is_what_is_measured(void **state)
{
    (void)state;
    CLEANUP(words_free) struct words *words = load_words("id");
    struct palette palette = numbered_palette();
    struct snapshot *lists[] = { NULL, make_rows(1, 0), make_rows(1, 200) };
    static const int ages[] = { 0, 1000, 300000 };
    for (size_t i = 0; i < COUNT(lists); i++) {
        for (size_t age = 0; age < COUNT(ages); age++) {
            struct board_options o = default_options(words, 1920, 1080);
            o.palette = &palette;
            o.notice = "Pengambilan dokumen *GRATIS*. Laporkan pungli ke 1708";
            o.announcement = age ? "Layanan *tutup* besok" : "";
            o.script_line = "ᬩᬮᬶ";
            o.link = "https://dukcapil.example.go.id/siap";
            CLEANUP(board_free) struct board *board = board_new(&o);
            struct board_time time = fresh_time(MONDAY_0941);
            if (lists[i])
                board_set_list(board, lists[i], &time);
            if (i == 2 && !age) { /* the rest of them is new, and counted in the footer */
                struct snapshot *more = make_rows(1, 260);
                board_set_list(board, more, &time);
                const struct frame *f = board_frame(board, &time);
                for (int s = 0; s < f->sprite_count; s++)
                    check_picture(f->sprites[s].picture);
                board_set_list(board, lists[i], &time);
                snapshot_free(more);
            }
            time.age_s = ages[age];
            const struct frame *f = board_frame(board, &time);
            for (int s = 0; s < f->sprite_count; s++)
                check_picture(f->sprites[s].picture);
        }
    }
    for (size_t i = 1; i < COUNT(lists); i++)
        snapshot_free(lists[i]);
    const struct style style = {
        .metrics = &fixed_metrics,
        .palette = &palette,
        .words = words,
        .layout = layout_make(1920, 1080, &(struct layout_wants){ .ticker = true }),
    };
    CLEANUP(picture_free) struct picture *beyond = part_beyond(&style, 3870, 20000, 104);
    check_picture(beyond);
}

/* Colour blindness, glare, a poor panel: the words must do without the hue. */
static void badges_are_told_apart_by_words(void **state)
{
    (void)state;
    static const char *const languages[] = { "id", "en" };
    for (size_t l = 0; l < COUNT(languages); l++) {
        CLEANUP(words_free) struct words *words = load_words(languages[l]);
        for (int a = 0; a < DOCUMENT_TYPES; a++) {
            const char *word = words_type(words, (enum document_type)a);
            assert_true(*word);
            for (int b = 0; b < a; b++) {
                const char *other = words_type(words, (enum document_type)b);
                if (palette_dark.badge[a] != palette_dark.badge[b] ||
                    palette_light.badge[a] != palette_light.badge[b])
                    assert_string_not_equal(word, other);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_of_the_built_in_themes_stands_out_seven_to_one),
        cmocka_unit_test(contrast_is_that_of_wcag),
        cmocka_unit_test(every_colour_is_a_setting_and_each_such_setting_a_colour),
        cmocka_unit_test(only_what_was_asked_for_is_changed),
        cmocka_unit_test(a_pair_that_cannot_be_read_is_refused_by_its_line),
        cmocka_unit_test(what_the_board_draws_is_what_is_measured),
        cmocka_unit_test(badges_are_told_apart_by_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
