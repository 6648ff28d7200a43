/* Several lists become one. */
#include "unit/test.h"

#include "base/buffer.h"
#include "base/hash.h"
#include "fetch/merge.h"

struct row {
    const char *id, *name;
    int32_t done;
    const char *place;  /* "": none */
    const char *number; /* NULL: none */
};

struct list {
    uint64_t serial;
    int64_t issued, expires;
    const char *publisher;
    const char *places[3]; /* ids */
    struct row rows[4];
    const char *notice;
    const char *bring;
    const char *withdrawn, *withdrawn_number; /* an id; NULL: it has none */
    int32_t withdrawn_on;
};

static struct snapshot *build(const struct list *l)
{
    struct snapshot_builder *b = snapshot_builder_new();
    struct snapshot *head = snapshot_builder_head(b);
    head->serial = l->serial;
    head->issued = l->issued;
    head->expires = l->expires ? l->expires : INT64_MAX;
    head->publisher = snapshot_builder_text(b, l->publisher ? l->publisher : "");
    for (size_t i = 0; i < COUNT(l->places) && l->places[i]; i++) {
        struct opening o = { .days = 1, .open = (uint16_t)(480 + i), .close = 900 };
        struct location place = { .id = snapshot_builder_text(b, l->places[i]),
                                  .name = snapshot_builder_text(b, l->places[i]),
                                  .first_opening = head->opening_count,
                                  .openings = 1 };
        snapshot_builder_opening(b, &o);
        snapshot_builder_location(b, &place);
    }
    for (size_t i = 0; i < COUNT(l->rows) && l->rows[i].id; i++) {
        const struct row *r = &l->rows[i];
        struct document d = { .id = snapshot_builder_text(b, r->id),
                              .name = snapshot_builder_text(b, r->name),
                              .number = snapshot_builder_text(b, r->number ? r->number : ""),
                              .done = r->done,
                              .location = snapshot_builder_find_location(b, r->place) };
        snapshot_builder_document(b, &d);
    }
    if (l->notice) {
        struct notice n = { .text = snapshot_builder_text(b, l->notice), .from = 1, .until = 2 };
        snapshot_builder_notice(b, &n);
    }
    if (l->bring) {
        struct bring bring = { .text = snapshot_builder_text(b, l->bring), .type = BRING_ANY };
        snapshot_builder_bring(b, &bring);
    }
    if (l->withdrawn) {
        struct withdrawal w = { .key = hash_plain(l->withdrawn, strlen(l->withdrawn)),
                                .day = l->withdrawn_on };
        if (l->withdrawn_number)
            w.number = hash_plain(l->withdrawn_number, strlen(l->withdrawn_number));
        snapshot_builder_withdrawal(b, &w);
    }
    struct snapshot *s = snapshot_builder_finish(b);
    snapshot_builder_free(b);
    return s;
}

static struct snapshot *merge(const struct list *a, const struct list *b, uint32_t *copies)
{
    CLEANUP(snapshot_free) struct snapshot *x = build(a), *y = build(b);
    const struct snapshot *lists[] = { x, y };
    struct error err = { "" };
    return merge_lists(lists, 2, ORDER_NAME, copies, &err);
}

/* "ANI@mpp BUDI@kec", in the order of the list. */
static void describe(const struct snapshot *s, struct buffer *out)
{
    for (uint32_t i = 0; i < s->document_count; i++) {
        const struct document *d = &s->documents[i];
        buffer_addf(out, "%s%s@%s", i ? " " : "", snapshot_text(s, d->name),
                    d->location == LOCATION_NONE ? "-"
                                                 : snapshot_text(s, s->locations[d->location].id));
    }
}

static void rows_keep_their_places(void **state)
{
    (void)state;
    uint32_t copies;
    const struct list a = { .places = { "mpp", "kec" },
                            .rows = { { "1", "BUDI", 10, "kec" }, { "2", "ANI", 10, "mpp" } } };
    const struct list b = {
        .places = { "kel", "kec" },
        .rows = { { "3", "CICI", 10, "kec" }, { "4", "DEDI", 10, "kel" }, { "5", "EKO", 10, "" } }
    };
    CLEANUP(snapshot_free) struct snapshot *s = merge(&a, &b, &copies);
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    describe(s, &text);
    assert_string_equal(text.data, "ANI@mpp BUDI@kec CICI@kec DEDI@kel EKO@-");
    assert_int_equal(s->location_count, 3);
    assert_int_equal(copies, 0);
    /* Each place with its own hours. */
    for (uint32_t i = 0; i < s->location_count; i++) {
        assert_int_equal(s->locations[i].openings, 1);
        assert_int_equal(s->openings[s->locations[i].first_opening].open, i == 0   ? 480
                                                                          : i == 1 ? 481
                                                                                   : 480);
    }
}

static void the_same_id_twice_is_taken_once(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int32_t first, second;
        const char *expected;
    } cases[] = {
        { "the second is newer", 10, 11, "SECOND@mpp" },
        { "the first is newer", 11, 10, "FIRST@mpp" },
        { "of the same day the first stays", 10, 10, "FIRST@mpp" },
        { "a day beats none", DAY_UNKNOWN, 10, "SECOND@mpp" },
        { "without any day the first stays", DAY_UNKNOWN, DAY_UNKNOWN, "FIRST@mpp" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t copies;
        const struct list a = { .places = { "mpp" },
                                .rows = { { "1", "FIRST", cases[i].first, "mpp" } } };
        const struct list b = { .places = { "mpp" },
                                .rows = { { "1", "SECOND", cases[i].second, "mpp" } } };
        CLEANUP(snapshot_free) struct snapshot *s = merge(&a, &b, &copies);
        CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
        describe(s, &text);
        if (strcmp(text.data, cases[i].expected) != 0 || copies != 1)
            fail_msg("%s: %s, %u copies", cases[i].name, text.data, copies);
    }
}

static void the_same_id_of_two_people_hides_neither(void **state)
{
    (void)state;
    static const struct {
        const char *first, *second;
        uint32_t documents;
    } cases[] = {
        { "4821", "4822", 2 },     { "4821", "4821", 1 }, { "4821", "R-4821", 1 },
        { "KTP-4821", "4821", 1 }, { "4821", "", 1 },     { "", "4821", 1 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t copies;
        const struct list a = { .places = { "mpp" },
                                .rows = { { "1", "BUDI", 10, "mpp", cases[i].first } } };
        const struct list b = { .places = { "mpp" },
                                .rows = { { "1", "SITI", 10, "mpp", cases[i].second } } };
        CLEANUP(snapshot_free) struct snapshot *s = merge(&a, &b, &copies);
        assert_int_equal(s->document_count, cases[i].documents);
        assert_int_equal(copies, 2 - cases[i].documents);
        for (uint32_t j = 0; j < s->document_count; j++)
            assert_int_equal(snapshot_find(s, s->documents[j].key), j);
    }
}

static void what_was_handed_out_by_another_source_is_no_more(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int32_t done, withdrawn_on;
        const char *expected, *number, *other_number;
    } cases[] = {
        { "later", 10, 11, "OTHER@mpp", NULL, NULL },
        { "on the same day, which of the two is later is not known", 10, 10, "OTHER@mpp ROW@mpp",
          NULL, NULL },
        { "before it was made anew", 11, 10, "OTHER@mpp ROW@mpp", NULL, NULL },
        { "a row without a day", DAY_UNKNOWN, 10, "OTHER@mpp", NULL, NULL },
        { "by its number", 10, 11, "OTHER@mpp", "4821", "4821" },
        { "the number is known here only", 10, 11, "OTHER@mpp", "4821", NULL },
        { "the number is known there only", 10, 11, "OTHER@mpp", NULL, "4821" },
        { "another of the same owner", 10, 11, "OTHER@mpp ROW@mpp", "4821", "4822" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (int second = 0; second < 2; second++) {
            uint32_t copies;
            const struct list a = { .places = { "mpp" },
                                    .rows = { { "1", "ROW", cases[i].done, "mpp", cases[i].number },
                                              { "2", "OTHER", 10, "mpp" } } };
            const struct list b = { .withdrawn = "1",
                                    .withdrawn_number = cases[i].other_number,
                                    .withdrawn_on = cases[i].withdrawn_on };
            CLEANUP(snapshot_free)
            struct snapshot *s = second ? merge(&b, &a, &copies) : merge(&a, &b, &copies);
            CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
            describe(s, &text);
            if (strcmp(text.data, cases[i].expected) != 0 || copies != 2 - s->document_count)
                fail_msg("%s: %s, %u copies", cases[i].name, text.data, copies);
        }
    }
}

static void what_two_sources_say_alike_is_said_once(void **state)
{
    (void)state;
    uint32_t copies;
    const struct list a = { .notice = "Libur Rabu", .bring = "KTP lama" };
    const struct list b = { .notice = "Libur Rabu", .bring = "KTP lama" };
    const struct list c = { .notice = "Libur Kamis", .bring = "Surat kehilangan" };
    CLEANUP(snapshot_free) struct snapshot *same = merge(&a, &b, &copies);
    assert_int_equal(same->notice_count, 1);
    assert_int_equal(same->bring_count, 1);
    CLEANUP(snapshot_free) struct snapshot *other = merge(&a, &c, &copies);
    assert_int_equal(other->notice_count, 2);
    assert_int_equal(other->bring_count, 2);
}

static void the_head_is_the_first_that_has_one_and_the_earliest_time(void **state)
{
    (void)state;
    uint32_t copies;
    const struct list mapped = { .issued = 200 };
    const struct list native = { .serial = 7, .issued = 100, .expires = 900, .publisher = "Dinas" };
    CLEANUP(snapshot_free) struct snapshot *s = merge(&mapped, &native, &copies);
    assert_int_equal(s->serial, 7);
    assert_int_equal(s->issued, 100);
    assert_int_equal(s->expires, 900);
    assert_string_equal(snapshot_text(s, s->publisher), "Dinas");
}

static struct snapshot *build_many(int from, int count)
{
    struct snapshot_builder *b = snapshot_builder_new();
    snapshot_builder_head(b)->expires = INT64_MAX;
    for (int i = 0; i < count; i++) {
        char id[16];
        snprintf(id, sizeof(id), "r%d", from + i);
        struct document d = { .id = snapshot_builder_text(b, id), .location = LOCATION_NONE };
        snapshot_builder_document(b, &d);
    }
    for (int i = 0; i < 200; i++) {
        char text[24];
        snprintf(text, sizeof(text), "Catatan %d", from + i);
        struct notice n = { .text = snapshot_builder_text(b, text) };
        snapshot_builder_notice(b, &n);
    }
    struct snapshot *s = snapshot_builder_finish(b);
    snapshot_builder_free(b);
    return s;
}

/* What is kept is read again as one feed. */
static void together_they_keep_to_the_limits_of_one_feed(void **state)
{
    (void)state;
    uint32_t copies;
    struct error err = { "" };
    CLEANUP(snapshot_free) struct snapshot *a = build_many(0, 100000);
    CLEANUP(snapshot_free) struct snapshot *b = build_many(100000, 100000);
    CLEANUP(snapshot_free) struct snapshot *c = build_many(200000, 1);
    const struct snapshot *lists[] = { a, b, c };
    CLEANUP(snapshot_free) struct snapshot *most = merge_lists(lists, 2, ORDER_NAME, &copies, &err);
    assert_int_equal(most->document_count, 200000);
    assert_int_equal(most->notice_count, 256);
    assert_null(merge_lists(lists, 3, ORDER_NAME, &copies, &err));
    assert_string_equal(err.text, "the sources have 200001 rows together; allowed: 200000");
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_keep_their_places),
        cmocka_unit_test(the_same_id_twice_is_taken_once),
        cmocka_unit_test(the_same_id_of_two_people_hides_neither),
        cmocka_unit_test(what_was_handed_out_by_another_source_is_no_more),
        cmocka_unit_test(what_two_sources_say_alike_is_said_once),
        cmocka_unit_test(together_they_keep_to_the_limits_of_one_feed),
        cmocka_unit_test(the_head_is_the_first_that_has_one_and_the_earliest_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
