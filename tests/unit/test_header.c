/* The header: four texts, a logo and a clock in one band, whatever their lengths. */
#include "unit/view_support.h"

static const struct {
    int width, height, percent;
} sizes[] = {
    { 1920, 1080, 100 }, { 1080, 1920, 100 }, { 3840, 2160, 100 }, { 1366, 768, 100 },
    { 1280, 720, 100 },  { 800, 480, 100 },   { 480, 800, 100 },   { 1920, 1080, 125 },
    { 1920, 1080, 150 }, { 1080, 1920, 150 }, { 1920, 1080, 60 },
};

static const struct heading headings[] = {
    { "", "Dokumen Siap Diambil", "Dinas Dukcapil Kota Bandung", "Layar MPP Lantai 1", true },
    { "", "Dokumen Siap Diambil", "", "", true },
    { "", "A", "B", "", false },
    { "", "Dokumen Siap Diambil",
      "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Kepulauan Siau Tagulandang Biaro",
      "Layar Mal Pelayanan Publik Lantai 1", true },
    { "ᬅᬓ᭄ᬱᬭᬩᬮᬶ", "Dokumen Siap Diambil", "Dinas Dukcapil Kota Denpasar", "", true },
    { "ꦢꦶꦤꦱ꧀ꦏꦥꦺꦤ꧀ꦢꦸꦢꦸꦏꦤ꧀ꦭꦤ꧀ꦥꦚꦕꦠꦠꦤ꧀ꦱꦶꦥꦶꦭ꧀", "Dokumen Kependudukan yang Siap Diambil",
      "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Gunung Kidul Daerah Istimewa Yogyakarta",
      "Layar MPP Lantai 1", false },
};

static struct picture *draw(size_t size, const struct heading *heading, const struct words *words,
                            struct layout *ret_layout)
{
    *ret_layout = layout_make(sizes[size].width, sizes[size].height,
                              &(struct layout_wants){ .ticker = true,
                                                      .percent = sizes[size].percent,
                                                      .script_line = *heading->script_line != 0 });
    const struct style style = {
        .metrics = &fixed_metrics,
        .palette = &palette_dark,
        .words = words,
        .layout = *ret_layout,
        .utc_offset_s = WIB,
    };
    return part_header(&style, heading, true, MONDAY_0941);
}

/* Where the ink of a line may be: capitals and descenders; signs of a regional script stack. */
static struct rect ink_of(const struct item *item)
{
    if (item->kind != ITEM_TEXT)
        return item->box;
    bool stacked = strcmp(item->role, "script_line") == 0;
    int above = item->size * (stacked ? 95 : 73) / 100;
    int below = item->size * (stacked ? 75 : 22) / 100;
    return (struct rect){ item->box.x, item->baseline - above, item->box.w, above + below };
}

static bool overlap(const struct rect *a, const struct rect *b)
{
    return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h;
}

static void nothing_overlaps_and_nothing_leaves_the_header(void **state)
{
    (void)state;
    CLEANUP(words_free) struct words *words = load_words("id");
    for (size_t s = 0; s < COUNT(sizes); s++) {
        for (size_t h = 0; h < COUNT(headings); h++) {
            struct layout layout;
            CLEANUP(picture_free) struct picture *p = draw(s, &headings[h], words, &layout);
            for (int i = 0; i < p->count; i++) {
                struct rect a = ink_of(&p->items[i]);
                if (a.x < 0 || a.y < 0 || a.x + a.w > p->w || a.y + a.h > p->h)
                    fail_msg("%zu, %zu: %s leaves the header", s, h, p->items[i].role);
                for (int k = 0; k < i; k++) {
                    struct rect b = ink_of(&p->items[k]);
                    if (overlap(&a, &b))
                        fail_msg("%dx%d at %d, heading %zu: %s on %s", sizes[s].width,
                                 sizes[s].height, sizes[s].percent, h, p->items[i].role,
                                 p->items[k].role);
                }
            }
        }
    }
}

static const struct item *item_of(const struct picture *p, const char *role, int n)
{
    for (int i = 0; i < p->count; i++) {
        if (strcmp(p->items[i].role, role) == 0 && n-- == 0)
            return &p->items[i];
    }
    return NULL;
}

static void a_long_office_takes_two_lines_rather_than_small_letters(void **state)
{
    (void)state;
    CLEANUP(words_free) struct words *words = load_words("id");
    struct layout layout;
    /* On its side. */
    CLEANUP(picture_free) struct picture *own = draw(1, &headings[0], words, &layout);
    assert_string_equal(item_of(own, "office", 0)->text, "Dinas Dukcapil Kota Bandung");
    assert_string_equal(item_of(own, "office", 1)->text, "Layar MPP Lantai 1");
    assert_int_equal(item_of(own, "office", 0)->size, 27);
    struct heading heading = headings[0];
    heading.office = "Dinas Kependudukan dan Pencatatan Sipil Kota Bandung";
    heading.name = "Lantai 1";
    CLEANUP(picture_free) struct picture *wrapped = draw(1, &heading, words, &layout);
    assert_non_null(item_of(wrapped, "office", 1));
    assert_null(item_of(wrapped, "office", 2));
    assert_true(item_of(wrapped, "office", 0)->size >= 22);
    /* Where one line is enough, it is one. */
    CLEANUP(picture_free) struct picture *one = draw(0, &headings[0], words, &layout);
    assert_string_equal(item_of(one, "office", 0)->text,
                        "Dinas Dukcapil Kota Bandung · Layar MPP Lantai 1");
    assert_null(item_of(one, "office", 1));
}

static void without_a_logo_the_title_takes_its_room(void **state)
{
    (void)state;
    CLEANUP(words_free) struct words *words = load_words("id");
    struct layout layout;
    struct heading heading = headings[0];
    CLEANUP(picture_free) struct picture *with = draw(0, &heading, words, &layout);
    heading.logo = false;
    CLEANUP(picture_free) struct picture *without = draw(0, &heading, words, &layout);
    assert_int_equal(item_of(with, "logo", 0)->box.x, item_of(without, "title", 0)->box.x);
    assert_null(item_of(without, "logo", 0));
}

static void the_script_line_stands_above_the_title(void **state)
{
    (void)state;
    CLEANUP(words_free) struct words *words = load_words("id");
    struct layout layout;
    for (size_t s = 0; s < COUNT(sizes); s++) {
        CLEANUP(picture_free) struct picture *p = draw(s, &headings[4], words, &layout);
        const struct item *line = item_of(p, "script_line", 0), *title = item_of(p, "title", 0);
        assert_string_equal(line->text, headings[4].script_line);
        assert_int_equal(line->box.x, title->box.x);
        assert_true(line->baseline < title->baseline);
        assert_int_equal(p->h, layout.header.h);
        assert_int_equal(layout.place.y, layout.header.h);
    }
}

static void the_date_is_short_before_the_title_is_small(void **state)
{
    (void)state;
    CLEANUP(words_free) struct words *words = load_words("id");
    struct layout layout;
    CLEANUP(picture_free) struct picture *wide = draw(0, &headings[0], words, &layout);
    CLEANUP(picture_free) struct picture *narrow = draw(9, &headings[0], words, &layout);
    assert_string_equal(item_of(wide, "date", 0)->text, "Senin, 23 November 2026");
    assert_string_equal(item_of(narrow, "date", 0)->text, "Sen 23 Nov");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_overlaps_and_nothing_leaves_the_header),
        cmocka_unit_test(a_long_office_takes_two_lines_rather_than_small_letters),
        cmocka_unit_test(without_a_logo_the_title_takes_its_room),
        cmocka_unit_test(the_script_line_stands_above_the_title),
        cmocka_unit_test(the_date_is_short_before_the_title_is_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
