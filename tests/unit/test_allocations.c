/* What taking in a list asks of malloc: nothing for a row, and no second copy of the whole. */
#include "unit/fetcher_support.h"

#include "unit/allocations.h"
#include "unit/reading_support.h"

#define ROWS 20000
/* For tables and pools that grow, and for a list as such. */
#define FEW (ROWS / 100)

static void fill_feed(struct buffer *out, unsigned rows)
{
    static const char *const names[] = { "BUDI SANTOSO", "Hj. DASWATI, S.H., M.H.",
                                         "I GUSTI AYU NGURAH", "MA'RUF AMIN", "N" };
    buffer_addf(out,
                "{\"feed\":\"siapambil/1\",\"serial\":1,\"issued\":\"2026-11-23T09:40:00+07:00\","
                "\"locations\":[{\"id\":\"mpp\",\"name\":\"MPP\"}],\"documents\":[");
    for (unsigned i = 0; i < rows; i++)
        buffer_addf(
            out,
            "%s{\"id\":\"r%u\",\"type\":\"%s\",\"name\":\"%s\",\"number\":\"%06u\",\"done\":"
            "\"2026-11-%02u\",\"at\":\"mpp\",\"state\":\"pickup\",\"unknown\":[{\"a\":1}]}",
            i ? "," : "", i, i % 3 ? "ktp-el" : "kia", names[i % COUNT(names)], i, i % 28 + 1);
    buffer_addf(out, "]}");
}

static void fill_json(struct buffer *out, unsigned rows)
{
    buffer_addf(out, "[");
    for (unsigned i = 0; i < rows; i++)
        buffer_addf(
            out,
            "%s{\"id\":%u,\"no\":\"3273/REG/%06u\",\"nama\":\"BUDI SANTOSO\",\"jenis\":\"KTP "
            "Elektronik\",\"status\":\"SELESAI\",\"tgl\":\"2026-11-%02uT08:15:00+07:00\","
            "\"kec\":\"Coblong\"}",
            i ? "," : "", i, i, i % 28 + 1);
    buffer_addf(out, "]");
}

static void fill_sheet(struct buffer *out, unsigned rows)
{
    buffer_addf(out, "id;no;nama;jenis;status;tgl;kec\r\n");
    for (unsigned i = 0; i < rows; i++)
        buffer_addf(out, "%u;3273/REG/%06u;\"BUDI SANTOSO\";KK;SELESAI;%02u/11/2026;Coblong\r\n", i,
                    i, i % 28 + 1);
}

/* How often so many rows ask for memory. */
static size_t calls_for(enum source_format format, const char *const map[MAP_MEMBERS],
                        void (*fill)(struct buffer *out, unsigned rows), unsigned rows)
{
    static struct intake_report report;
    struct office o;
    struct error err = { "" };
    struct snapshot *list = NULL;
    CLEANUP_BUFFER struct buffer body = BUFFER_INIT(0);
    fill(&body, rows);
    const struct reading_page page = { body.data, body.len };
    office_open(&o, format, map, NULL);
    allocations_forget();
    bool ok = reading_parse(&o.reading, &page, 1, 0, &list, &report, &err);
    size_t calls = allocations.calls;
    if (!ok)
        fail_msg("%s", err.text);
    assert_int_equal(list->document_count, rows);
    snapshot_free(list);
    office_close(&o);
    return calls;
}

static const struct {
    const char *name;
    enum source_format format;
    const char *map[MAP_MEMBERS];
    void (*fill)(struct buffer *out, unsigned rows);
} formats[] = {
    { "a feed", SOURCE_NATIVE, { NULL }, fill_feed },
    { "another API's JSON",
      SOURCE_JSON,
      { [MAP_ID] = "/id",
        [MAP_NAME] = "/nama",
        [MAP_NUMBER] = "/no",
        [MAP_TYPE] = "/jenis",
        [MAP_STATUS] = "/status",
        [MAP_DONE] = "/tgl",
        [MAP_AREA] = "/kec" },
      fill_json },
    { "a sheet",
      SOURCE_CSV,
      { [MAP_ID] = "id",
        [MAP_NAME] = "nama",
        [MAP_NUMBER] = "no",
        [MAP_TYPE] = "jenis",
        [MAP_STATUS] = "status",
        [MAP_DONE] = "tgl",
        [MAP_AREA] = "kec" },
      fill_sheet },
};

static void a_row_asks_for_no_memory(void **state)
{
    (void)state;
    if (!ALLOCATIONS_COUNTED)
        skip();
    for (size_t i = 0; i < COUNT(formats); i++) {
        size_t once = calls_for(formats[i].format, formats[i].map, formats[i].fill, ROWS);
        size_t twice = calls_for(formats[i].format, formats[i].map, formats[i].fill, 2 * ROWS);
        if (twice > once + FEW)
            fail_msg("%s: %zu calls for %d more rows", formats[i].name, twice - once, ROWS);
    }
}

/* ---- a fetcher's turn */

struct turn {
    struct allocations asked;
    bool new, answered;
};

static struct turn step(struct fixture *f)
{
    struct delivery d = { 0 };
    struct turn t;
    allocations_forget();
    fetcher_step(f->fetcher, f->now_s, f->now_s, 0);
    t.asked = allocations;
    t.answered = mailbox_take(f->mailbox, &d);
    t.new = d.snapshot;
    if (d.snapshot) {
        if (f->list)
            snapshot_free(f->list);
        f->list = d.snapshot;
    }
    f->now_s += 60;
    return t;
}

static void a_list_is_made_in_little_more_than_its_own_memory(void **state)
{
    struct fixture *f = *state;
    if (!ALLOCATIONS_COUNTED)
        skip();
    CLEANUP_BUFFER struct buffer body = BUFFER_INIT(0);
    fill_feed(&body, ROWS);
    f->script.next = (struct answer){ .body = body.data };
    struct turn t = step(f);
    assert_true(t.new);
    assert_true(t.asked.calls < 2 * FEW);
    /* The list itself; what it was added to; what it is sorted by. */
    if (t.asked.most > (ptrdiff_t)f->list->size * 3)
        fail_msg("%td bytes for a list of %zu", t.asked.most, f->list->size);
}

static void a_list_is_kept_without_its_text_in_memory(void **state)
{
    struct fixture *f = *state;
    if (!ALLOCATIONS_COUNTED)
        skip();
    CLEANUP_BUFFER struct buffer body = BUFFER_INIT(0);
    fill_feed(&body, ROWS);
    f->script.next = (struct answer){ .body = body.data };
    assert_true(step(f).new);
    CLEANUP_FREE char *folder = xasprintf("%s/other", f->folder);
    CLEANUP_FREE char *list = xasprintf("%s/list.json", folder);
    CLEANUP_FREE char *key = xasprintf("%s/id.key", folder);
    {
        CLEANUP(cache_close) struct cache *c = cache_open(folder, "url", CACHE_KEEP);
        const struct cache_entry entry = { .checked_s = NOW };
        allocations_forget();
        cache_store(c, f->list, &entry);
        if (allocations.most > 256 << 10)
            fail_msg("%td bytes to keep a list", allocations.most);
        struct stat st;
        assert_int_equal(stat(list, &st), 0);
        assert_true(st.st_size > 1 << 20);
    }
    unlink(list);
    unlink(key);
    rmdir(folder);
}

static void an_answer_that_says_nothing_new_is_not_read(void **state)
{
    struct fixture *f = *state;
    if (!ALLOCATIONS_COUNTED)
        skip();
    CLEANUP_BUFFER struct buffer body = BUFFER_INIT(0);
    fill_feed(&body, ROWS);
    f->script.next = (struct answer){ .body = body.data, .etag = "\"1\"" };
    assert_true(step(f).new);
    f->script.next = (struct answer){ .not_modified = true };
    for (int i = 0; i < 3; i++) {
        struct turn t = step(f);
        assert_true(t.answered && !t.new);
        assert_string_equal(f->script.sent_etag, "\"1\"");
        if (t.asked.calls > 50 || t.asked.most > 4096)
            fail_msg("%zu calls, %td bytes", t.asked.calls, t.asked.most);
    }
    /* Nor the same bytes, where a server knows no validators. */
    f->script.next = (struct answer){ .body = body.data };
    struct turn t = step(f);
    assert_true(t.answered && !t.new);
    if (t.asked.calls > 50 || t.asked.most > 4096)
        fail_msg("%zu calls, %td bytes", t.asked.calls, t.asked.most);
}

int main(void)
{
    hash_init();
    json_init();
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_asks_for_no_memory),
        TEST(a_list_is_made_in_little_more_than_its_own_memory),
        TEST(a_list_is_kept_without_its_text_in_memory),
        TEST(an_answer_that_says_nothing_new_is_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
