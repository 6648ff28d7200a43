/* Files that somebody is still writing, or that were cut: told from those that are wrong, and from
 * those that only look like it. */
#include "unit/test.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "net/local_file.h"
#include "unit/reading_support.h"

static const char *const columns[MAP_MEMBERS] = {
    [MAP_NAME] = "Nama",     [MAP_NUMBER] = "Nomor | \"\"",   [MAP_TYPE] = "Layanan",
    [MAP_STATUS] = "Status", [MAP_AREA] = "Kecamatan | \"\"",
};
static const char *const pointers[MAP_MEMBERS] = {
    [MAP_NAME] = "/nama", [MAP_TYPE] = "/layanan", [MAP_STATUS] = "/status"
};

static bool take(struct office *o, const char *text, size_t len, struct intake_report *ret,
                 struct error *err)
{
    CLEANUP(snapshot_free) struct snapshot *list = NULL;
    CLEANUP_FREE char *copy = xmalloc(len + !len);
    memcpy(copy, text, len);
    const struct reading_page page = { copy, len };
    err->text[0] = '\0';
    return reading_parse(&o->reading, &page, 1, 0, &list, ret, err);
}

#define HEADER "Nomor,Nama,Layanan,Status,Kecamatan\n"
#define ROW    "3273/1,BUDI,KK,SELESAI,Cidadap\n"

static void a_sheet_that_ends_within_a_row_is_refused_and_told(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text, *sentence;
    } cases[] = {
        { "within the third cell", HEADER ROW ROW ROW "3273/2,SITI,K",
          "it ends in the middle of row 5: it is still being written, or was cut" },
        { "behind a separator", HEADER ROW ROW "3273/2,SITI,", "it ends in the middle of row 4" },
        { "within the first cell", HEADER ROW ROW "32", "it ends in the middle of row 4" },
        { "behind title rows and blank lines", "DAFTAR\n\n" HEADER ROW "\n" ROW "\n3273/2,SITI",
          "it ends in the middle of row 8" },
        { "within quotes", HEADER ROW "3273/2,\"SITI, S",
          "a quote opens in its row 3 (line 3 of the file) and does not end: the file was cut" },
        { "within a character", HEADER "3273/1,JOS\xC3\x89,KK,SELESAI,Cidadap\n3273/1,JOS\xC3",
          "it ends within a character" },
        { "before it has begun", "", "it is empty" },
    };
    struct office o;
    office_open(&o, SOURCE_CSV, columns, NULL);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct intake_report report;
        struct error err;
        bool taken = take(&o, cases[i].text, strlen(cases[i].text), &report, &err);
        if (taken || !report.unfinished || !strstr(err.text, cases[i].sentence))
            fail_msg("%s: %s%s", cases[i].what, err.text, report.unfinished ? "" : " (finished)");
        if (strstr(err.text, "SITI"))
            fail_msg("%s tells a name: %s", cases[i].what, err.text);
    }
    static const char filled[] = HEADER ROW "3273/2,SIT\0\0\0\0\0\0";
    struct intake_report report;
    struct error err;
    assert_false(take(&o, filled, sizeof(filled), &report, &err));
    assert_true(report.unfinished);
    office_close(&o);
}

/* When in doubt it is a sheet. */
static void a_sheet_that_only_looks_like_it_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text;
    } cases[] = {
        { "without an end of its last line, as from Google",
          HEADER ROW ROW "3273/2,SITI,KK,SELESAI,X" },
        { "whose last cell is empty", HEADER ROW ROW "3273/2,SITI,KK,SELESAI," },
        { "without blank columns, as from Excel",
          HEADER ROW ROW "3273/2,SITI,KK,SELESAI\n" ROW "3273/2,SITI,KK,SELESAI" },
        { "without a column that no row has",
          HEADER "1,A,KK,SELESAI\n1,B,KK,SELESAI\n1,C,KK,SELESAI" },
        { "with a line below its rows", HEADER ROW ROW ROW "Jumlah: 3" },
        { "with a line as from psql", HEADER ROW ROW ROW "(3 rows)" },
        { "with the end that DOS programs write", HEADER ROW ROW ROW "\x1A" },
        { "with one row before", HEADER ROW "3273/2,SITI,KK,SELESAI" },
        { "that ends in blanks", HEADER ROW ROW ROW "   " },
        { "with an end of a short last line", HEADER ROW ROW ROW "3273/2,SITI,KK,SELESAI\r\n" },
    };
    struct office o;
    office_open(&o, SOURCE_CSV, columns, NULL);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct intake_report report;
        struct error err;
        if (!take(&o, cases[i].text, strlen(cases[i].text), &report, &err) || report.unfinished)
            fail_msg("a sheet %s: %s", cases[i].what, err.text);
    }
    struct intake_report report;
    struct error err;
    assert_false(take(&o, "Lain,Sheet\n1,2\n", 15, &report, &err));
    assert_false(report.unfinished);
    office_close(&o);
}

/* Wherever a sheet of whole rows is cut, what is left is refused, but where nobody can tell. */
static void a_cut_anywhere_is_noticed_but_in_the_last_cell(void **state)
{
    (void)state;
    static const char text[] = HEADER ROW ROW "3273/2,\"SITI\nAMINAH\",KK,SELESAI,Cidadap\n"
                                              "3273/3,\"TO\"\"NO\",KK,SELESAI,Coblong\n";
    const size_t whole = strlen(HEADER ROW ROW);
    struct office o;
    office_open(&o, SOURCE_CSV, columns, NULL);
    for (size_t len = whole + 1; len < sizeof(text); len++) {
        struct intake_report report;
        struct error err;
        bool taken = take(&o, text, len, &report, &err);
        const char *row = memrchr(text, '3', len);
        while (strncmp(row, "3273/", 5) != 0)
            row = memrchr(text, '3', (size_t)(row - text));
        const char *last_cell = strstr(row, "SELESAI,") + strlen("SELESAI,");
        bool can_tell = text + len < last_cell;
        if (taken == can_tell || report.unfinished != can_tell)
            fail_msg("cut at byte %zu: %s", len, taken ? "taken" : err.text);
    }
    office_close(&o);
}

static void json_that_ends_anywhere_is_told(void **state)
{
    (void)state;
    static const char mapped[] = "[{\"nama\":\"JOS\xC3\x89 \\u00c9\",\"layanan\":\"KK\",\"status\":"
                                 "\"SELESAI\",\"lain\":[true,null,-1.5e+3,{}]}]";
    static const char native[] =
        "{\"feed\":\"siapambil/1\",\"serial\":2,\"issued\":\"2026-11-23T09:40:00+07:00\","
        "\"locations\":[{\"id\":\"mpp\",\"name\":\"MPP\"}],\"documents\":[{\"id\":\"a\",\"type\":"
        "\"kk\",\"name\":\"BUDI\",\"at\":\"mpp\",\"state\":\"pickup\"}]}";
    static const struct {
        enum source_format format;
        const char *text;
    } cases[] = { { SOURCE_JSON, mapped }, { SOURCE_NATIVE, native } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct office o;
        office_open(&o, cases[i].format, pointers, NULL);
        size_t size = strlen(cases[i].text);
        for (size_t len = 0; len <= size; len++) {
            struct intake_report report;
            struct error err;
            bool taken = take(&o, cases[i].text, len, &report, &err);
            if (taken != (len == size) || report.unfinished != (len < size))
                fail_msg("%d cut at byte %zu: %s", cases[i].format, len, err.text);
        }
        office_close(&o);
    }
}

static void what_is_wrong_but_whole_is_not_unfinished(void **state)
{
    (void)state;
    static const struct {
        enum source_format format;
        const char *text;
    } cases[] = {
        { SOURCE_NATIVE, "{\"feed\":\"siapambil/9\"}" },
        { SOURCE_NATIVE, "<html></html>" },
        { SOURCE_JSON, "[1,]" },
        { SOURCE_JSON, "{\"data\":3}" },
        { SOURCE_CSV, "<html></html>" },
        { SOURCE_CSV, "A,B\n1,2\n" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct office o;
        struct intake_report report;
        struct error err;
        office_open(&o, cases[i].format, cases[i].format == SOURCE_CSV ? columns : pointers, NULL);
        assert_false(take(&o, cases[i].text, strlen(cases[i].text), &report, &err));
        if (report.unfinished)
            fail_msg("%s: %s", cases[i].text, err.text);
        office_close(&o);
    }
}

/* ---- files */

#define LONG_ENOUGH (4u << 20) /* for the writer to come in between, most times */

struct writer {
    int fd;
    atomic_bool writing, stop;
};

static void *keep_writing(void *ctx)
{
    struct writer *w = ctx;
    while (!atomic_load(&w->stop)) {
        if (write(w->fd, "3", 1) != 1)
            abort();
        atomic_store(&w->writing, true);
    }
    return NULL;
}

static bool get(const char *path, struct response *ret, struct error *err)
{
    CLEANUP_FREE char *url = xasprintf("file://%s", path);
    *ret = (struct response){ .body = BUFFER_INIT(FEED_MAX_BYTES) };
    bool ok = local_file_get(url, ret, err);
    buffer_release(&ret->body);
    return ok;
}

static void a_file_that_grows_while_it_is_read_is_told(void **state)
{
    (void)state;
    char path[] = "/tmp/siapambil-unfinished-XXXXXX";
    struct writer w = { .fd = mkstemp(path) };
    struct response response;
    struct error err = { "" };
    pthread_t thread;
    assert_true(w.fd >= 0);
    assert_int_equal(ftruncate(w.fd, LONG_ENOUGH), 0);
    assert_true(get(path, &response, &err));
    assert_false(response.unfinished);
    assert_int_equal(lseek(w.fd, 0, SEEK_END), LONG_ENOUGH);
    assert_int_equal(pthread_create(&thread, NULL, keep_writing, &w), 0);
    while (!atomic_load(&w.writing))
        ;
    bool read = true;
    for (int tries = 0; read && tries < 1000; tries++)
        read = get(path, &response, &err);
    atomic_store(&w.stop, true);
    pthread_join(thread, NULL);
    assert_false(read);
    assert_true(response.unfinished);
    assert_non_null(strstr(err.text, "it is still being written"));
    /* And once it is done, it is read. */
    assert_true(get(path, &response, &err));
    assert_false(response.unfinished);
    close(w.fd);
    unlink(path);
    assert_false(get(path, &response, &err));
    assert_false(response.unfinished);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sheet_that_ends_within_a_row_is_refused_and_told),
        cmocka_unit_test(a_sheet_that_only_looks_like_it_is_read),
        cmocka_unit_test(a_cut_anywhere_is_noticed_but_in_the_last_cell),
        cmocka_unit_test(json_that_ends_anywhere_is_told),
        cmocka_unit_test(what_is_wrong_but_whole_is_not_unfinished),
        cmocka_unit_test(a_file_that_grows_while_it_is_read_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
