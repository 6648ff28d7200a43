/* What came from a source is not found in the program's memory when it has been dealt
 * with. The marker that is looked for stands nowhere in this program: it is made at run
 * time, and kept under a mask. */
#include "unit/http_server.h"

#include <inttypes.h>
#include <sys/wait.h>

#include "setup/sources.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/wipe.h"
#include "feed/feed.h"
#include "feed/json.h"

#define MARKER_LEN 24
#define MASK       0x5A

static unsigned char masked[MARKER_LEN];

static void make_marker(void)
{
    random_bytes(masked, sizeof(masked));
    for (size_t i = 0; i < MARKER_LEN; i++)
        masked[i] = (unsigned char)('a' + masked[i] % 26) ^ MASK;
}

/* `out` gets the marker; it is wiped with it. */
static void add_marker(struct buffer *out)
{
    for (size_t i = 0; i < MARKER_LEN; i++) {
        volatile char c = (char)(masked[i] ^ MASK);
        char copy = c;
        buffer_append(out, &copy, 1);
        c = 0;
    }
}

/* ---- looking for it */

static bool is_marker(const unsigned char *p)
{
    for (size_t i = 0; i < MARKER_LEN; i++) {
        if ((p[i] ^ MASK) != masked[i])
            return false;
    }
    return true;
}

#define WINDOW ((size_t)1 << 20)

/* How often it stands between two addresses of this process. */
static int count_between(FILE *memory, uintptr_t from, uintptr_t to, unsigned char *window)
{
    int found = 0;
    while (from < to) {
        size_t want = MIN(WINDOW, to - from);
        ssize_t got = pread(fileno(memory), window, want, (off_t)from);
        if (got < MARKER_LEN)
            break;
        for (size_t i = 0; i + MARKER_LEN <= (size_t)got; i++)
            found += is_marker(window + i);
        if (from + (size_t)got >= to)
            break;
        from += (size_t)got - MARKER_LEN + 1;
    }
    return found;
}

/* How often it stands in what this process may write: heap, stacks, data. */
static int count_in_memory(void)
{
    static unsigned char window[WINDOW]; /* what is read stands here, too; not looked at */
    FILE *maps = fopen("/proc/self/maps", "r"), *memory = fopen("/proc/self/mem", "r");
    assert_true(maps && memory);
    int found = 0;
    char line[512];
    while (fgets(line, sizeof(line), maps)) {
        uintptr_t from, to;
        char rights[8];
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %7s", &from, &to, rights) != 3 ||
            rights[1] != 'w' || to - from > (uintptr_t)1 << 28) /* the sanitizer's shadow */
            continue;
        uintptr_t own = (uintptr_t)window;
        found += count_between(memory, from, MIN(to, own), window);
        found += count_between(memory, MAX(from, own + WINDOW), to, window);
    }
    fclose(maps);
    fclose(memory);
    return found;
}

/* ---- what is looked at */

/* Rows with members that nobody asked for. */
static void fill_feed(struct buffer *out)
{
    buffer_addf(out, "{\"feed\":\"siapambil/1\",\"region\":\"32.73\",\"publisher\":\"Dinas\","
                     "\"serial\":1,\"issued\":\"2026-11-23T09:40:00+07:00\",\"ibu\":[{\"nama\":\"");
    add_marker(out);
    buffer_addf(out, "\"}],\"locations\":[{\"id\":\"mpp\",\"name\":\"MPP\",\"kind\":\"mpp\"}],"
                     "\"documents\":[");
    for (int i = 0; i < 50; i++) {
        buffer_addf(out,
                    "%s{\"id\":\"row-%d\",\"type\":\"ktp-el\",\"name\":\"KARTINI\",\"number\":"
                    "\"48%02d\",\"done\":\"2026-11-20\",\"at\":\"mpp\",\"state\":\"pickup\","
                    "\"alamat\":\"",
                    i ? "," : "", i, i);
        add_marker(out);
        buffer_addf(out, "\",\"x\":{\"");
        add_marker(out);
        buffer_addf(out, "\":1}}");
    }
    buffer_addf(out, "]}");
}

/* Fills and reads a feed; what is found of it afterwards. */
static int read_and_count(bool wiped)
{
    struct buffer body = { .limit = 1 << 20, .secret = wiped };
    fill_feed(&body);
    struct feed_report report;
    struct snapshot *list = NULL;
    struct error err = { "" };
    struct privacy privacy;
    privacy_init(&privacy);
    const struct feed_options options = { .privacy = &privacy };
    if (!feed_parse(buffer_text(&body), body.len, &options, &list, &report, &err))
        fail_msg("%s", err.text);
    assert_int_equal(list->document_count, 50);
    int before = count_in_memory();
    if (before < 101) /* this test sees what is there */
        fail_msg("%d", before);
    buffer_release(&body);
    int after = count_in_memory();
    snapshot_free(list);
    return after;
}

static void nothing_is_left_of_a_body_that_was_read(void **state)
{
    (void)state;
    make_marker();
    assert_int_equal(count_in_memory(), 0);
    json_init();
    assert_int_equal(read_and_count(true), 0);
}

static void without_wiping_it_would_be_found(void **state)
{
    (void)state;
    make_marker();
    cJSON_InitHooks(NULL);
    int left = read_and_count(false);
    json_init();
    assert_true(left > 0);
}

/* ---- other formats */

#define MAPPED                                                                                     \
    "[location mpp]\nname = MPP\n[route]\n*, * = mpp\n[status]\nSELESAI = pickup\n"                \
    "[source]\nurl = https://a.go.id/\n"

/* A sheet with a column that is not mapped. */
static void fill_sheet(struct buffer *out)
{
    buffer_addf(out, "Nama;No;Jenis;Status;Ibu\r\n");
    for (int i = 0; i < 50; i++) {
        buffer_addf(out, "KARTINI;48%02d;KTP-el;SELESAI;\"a \"\"", i);
        add_marker(out);
        buffer_addf(out, "\"\"\"\r\n");
    }
}

/* The same as Excel's "Unicode text" is written. */
static void fill_wide_sheet(struct buffer *out)
{
    struct buffer narrow = BUFFER_SECRET(0);
    fill_sheet(&narrow);
    buffer_append(out, "\xFF\xFE", 2);
    for (size_t i = 0; i < narrow.len; i++) {
        buffer_append(out, &narrow.data[i], 1);
        buffer_append(out, "", 1);
    }
    buffer_release(&narrow);
}

/* Rows of JSON within a string, with escapes, so that they must be unpacked. */
static void fill_json(struct buffer *out)
{
    buffer_addf(out, "{\"data\":\"[");
    for (int i = 0; i < 50; i++) {
        buffer_addf(out,
                    "%s{\\\"Nama\\\":\\\"KARTINI\\\",\\\"No\\\":\\\"48%02d\\\",\\\"Jenis\\\":"
                    "\\\"KTP-el\\\",\\\"Status\\\":\\\"SELESAI\\\",\\\"Ibu\\\":\\\"\\\\t",
                    i ? "," : "", i);
        add_marker(out);
        buffer_addf(out, "\\\"}");
    }
    buffer_addf(out, "]\"}");
}

static const struct {
    const char *name, *config;
    void (*fill)(struct buffer *out);
    int seen; /* how often the marker stands in the answer itself */
} formats[] = {
    { "a sheet",
      MAPPED "format = csv\n[map]\nname = Nama\nnumber = No\ntype = Jenis\nstatus = Status\n",
      fill_sheet, 50 },
    { "a sheet in UTF-16",
      MAPPED "format = csv\n[map]\nname = Nama\nnumber = No\ntype = Jenis\nstatus = Status\n",
      fill_wide_sheet, 0 },
    { "JSON within a string",
      MAPPED "format = json\nrows = /data\n[map]\nname = /Nama\nnumber = /No\ntype = /Jenis\n"
             "status = /Status\n",
      fill_json, 50 },
};

static void nothing_is_left_of_mapped_rows(void **state)
{
    (void)state;
    static const uint8_t key[HASH_KEY_SIZE] = { 1 };
    struct privacy privacy;
    privacy_init(&privacy);
    privacy.id_key = key;
    for (size_t i = 0; i < COUNT(formats); i++) {
        struct error err = { "" };
        CLEANUP(config_free) struct config *c = config_new();
        if (!config_read_text(c, formats[i].config, strlen(formats[i].config), "b.ini", &err))
            fail_msg("%s: %s", formats[i].name, err.text);
        CLEANUP(sources_free) struct sources *sources = sources_new(c, &privacy, &err);
        if (!sources)
            fail_msg("%s: %s", formats[i].name, err.text);
        make_marker();
        struct buffer body = BUFFER_SECRET(1 << 20);
        formats[i].fill(&body);
        struct reading_page page = { body.data, body.len };
        struct intake_report report;
        struct snapshot *list = NULL;
        if (!reading_parse(sources_reading(sources, 0), &page, 1, 0, &list, &report, &err))
            fail_msg("%s: %s", formats[i].name, err.text);
        assert_int_equal(list->document_count, 50);
        if (count_in_memory() != formats[i].seen)
            fail_msg("%s: %d while its answer is there", formats[i].name, count_in_memory());
        buffer_release(&body);
        if (count_in_memory())
            fail_msg("%s: %d", formats[i].name, count_in_memory());
        snapshot_free(list);
    }
}

/* A row's tree holds what nobody asked for, too. */
static void nothing_is_left_of_a_tree(void **state)
{
    (void)state;
    for (int wiped = 1; wiped >= 0; wiped--) {
        make_marker();
        if (wiped)
            json_init();
        else
            cJSON_InitHooks(NULL);
        struct buffer text = BUFFER_SECRET(0);
        /* Behind more than what malloc writes into a block that it got back. */
        buffer_addf(&text, "{\"a\":\"%064d", 0);
        add_marker(&text);
        buffer_addf(&text, "\",\"%064d", 0);
        add_marker(&text);
        buffer_addf(&text, "\":2}");
        struct json_text at = { .data = text.data, .len = text.len };
        cJSON *tree = json_value(&at);
        assert_non_null(tree);
        buffer_release(&text);
        assert_int_equal(count_in_memory(), 2);
        cJSON_Delete(tree);
        assert_true((count_in_memory() == 0) == wiped);
    }
    json_init();
}

static void nothing_is_left_where_a_buffer_grows_or_forgets(void **state)
{
    (void)state;
    for (int wiped = 1; wiped >= 0; wiped--) {
        make_marker();
        struct buffer b = { .secret = wiped };
        buffer_addf(&b, "%0100d", 0);
        add_marker(&b);
        struct buffer between = { .secret = wiped }; /* so that it cannot grow in its place */
        buffer_addf(&between, "%0100d", 0);
        add_marker(&between);
        for (int i = 0; i < 1000; i++)
            buffer_addf(&b, "0123456789");
        int grown = count_in_memory();
        buffer_clear(&b);
        buffer_clear(&between);
        int cleared = count_in_memory();
        buffer_release(&b);
        buffer_release(&between);
        if (wiped) {
            assert_int_equal(grown, 2);
            assert_int_equal(cleared, 0);
            assert_int_equal(count_in_memory(), 0);
        } else {
            assert_true(cleared > 0);
        }
    }
}

/* Beyond some size it is memory of its own from the system. */
static void nothing_is_left_of_a_buffer_that_grows_large(void **state)
{
    (void)state;
    make_marker();
    struct buffer b = BUFFER_SECRET(4 << 20);
    add_marker(&b);
    CLEANUP_FREE char *block = xcalloc(2, 100000);
    for (int i = 0; i < 40; i++)
        assert_true(buffer_append(&b, block, 100000));
    assert_true(is_marker((unsigned char *)b.data));
    assert_int_equal(b.len, 40 * 100000 + MARKER_LEN);
    assert_int_equal(count_in_memory(), 1);
    assert_false(buffer_append(&b, block, 200000)); /* the limit holds there, too */
    assert_true(buffer_append(&b, block, b.limit - b.len));
    assert_int_equal(b.data[b.limit], '\0');
    buffer_clear(&b);
    assert_int_equal(count_in_memory(), 0);
    add_marker(&b);
    buffer_release(&b);
    assert_int_equal(count_in_memory(), 0);
    add_marker(&b); /* and begins anew */
    assert_int_equal(count_in_memory(), 1);
    buffer_release(&b);
}

static void blocks_are_wiped_where_they_move_and_where_they_shrink(void **state)
{
    (void)state;
    make_marker();
    struct buffer marker = BUFFER_SECRET(0);
    add_marker(&marker);
    char *block = wipe_realloc(NULL, 200);
    memset(block, 'x', 200);
    memcpy(block, marker.data, MARKER_LEN);
    memcpy(block + 170, marker.data, MARKER_LEN);
    block = wipe_realloc(block, 120);
    assert_int_equal(count_in_memory(), 2);
    block = wipe_realloc(block, 5000);
    assert_memory_equal(block, marker.data, MARKER_LEN);
    assert_int_equal(block[119], 'x');
    assert_int_equal(count_in_memory(), 2);
    block = wipe_realloc(block, 30);
    assert_int_equal(count_in_memory(), 2);
    wipe_free(block);
    buffer_release(&marker);
    assert_int_equal(count_in_memory(), 0);
    wipe_free(NULL);
}

static void nothing_is_left_of_a_file(void **state)
{
    (void)state;
    make_marker();
    char path[] = "/tmp/siapambil-wipe-XXXXXX";
    close(mkstemp(path));
    struct buffer text = BUFFER_SECRET(1 << 20), read = BUFFER_SECRET(1 << 20);
    struct error err = { "" };
    fill_feed(&text);
    assert_true(file_replace(path, text.data, text.len, 0600, &err));
    buffer_release(&text);
    assert_true(file_read(path, &read, &err));
    buffer_release(&read);
    assert_int_equal(count_in_memory(), 0);
    unlink(path);
}

/* Answers once, in a process of its own: what the server leaves in memory is not looked at. */
static int serve_once(pid_t *ret_child)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof(at);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&at, sizeof(at)), 0);
    assert_int_equal(listen(listener, 1), 0);
    getsockname(listener, (struct sockaddr *)&at, &len);
    *ret_child = fork();
    if (*ret_child == 0) {
        struct buffer body = BUFFER_INIT(0), answer = BUFFER_INIT(0);
        char request[2048];
        fill_feed(&body);
        buffer_addf(&answer, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n",
                    body.len);
        buffer_append(&answer, body.data, body.len);
        int fd = accept(listener, NULL, NULL);
        bool ok = recv(fd, request, sizeof(request), 0) > 0 &&
                  send(fd, answer.data, answer.len, MSG_NOSIGNAL) == (ssize_t)answer.len;
        _exit(ok ? 0 : 1);
    }
    close(listener);
    return ntohs(at.sin_port);
}

static void nothing_is_left_of_an_answer(void **state)
{
    (void)state;
    make_marker();
    pid_t child;
    CLEANUP_FREE char *url = xasprintf("http://127.0.0.1:%d/", serve_once(&child));
    CLEANUP(http_free) struct http *h = client("", 5);
    struct result r = { .response.body = BUFFER_SECRET(1 << 20) };
    const struct transport *t = http_transport(h);
    const struct request request = { .url = url, .etag = "", .last_modified = "" };
    r.ok = t->get(t->ctx, &request, &r.response, &r.err);
    if (!r.ok)
        fail_msg("%s", r.err.text);
    assert_true(count_in_memory() >= 101);
    buffer_release(&r.response.body);
    assert_int_equal(count_in_memory(), 0);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

int main(void)
{
    hash_init();
    http_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_left_of_a_body_that_was_read),
        cmocka_unit_test(without_wiping_it_would_be_found),
        cmocka_unit_test(nothing_is_left_of_mapped_rows),
        cmocka_unit_test(nothing_is_left_of_a_tree),
        cmocka_unit_test(nothing_is_left_where_a_buffer_grows_or_forgets),
        cmocka_unit_test(nothing_is_left_of_a_buffer_that_grows_large),
        cmocka_unit_test(blocks_are_wiped_where_they_move_and_where_they_shrink),
        cmocka_unit_test(nothing_is_left_of_a_file),
        cmocka_unit_test(nothing_is_left_of_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
