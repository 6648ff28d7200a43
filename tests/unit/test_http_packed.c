/* Answers that are packed, through libcurl as we set it: what is unpacked is what the server says of
 * the answer that counts, and the end of the transfer is not the end of the packing. How packing is
 * undone, test_unpack.c tells. */
#include "unit/http_server.h"

#include <zlib.h>

static const char hundred[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                              "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

static void pack(const void *data, size_t len, struct buffer *out)
{
    enum { GZIP = MAX_WBITS + 16 };
    unsigned char packed[512];
    z_stream z = { .next_in = (unsigned char *)(uintptr_t)data, .avail_in = (unsigned)len };
    z.next_out = packed;
    z.avail_out = sizeof(packed);
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, GZIP, 9, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    buffer_append(out, packed, z.total_out);
    deflateEnd(&z);
}

enum framing { BY_LENGTH, BY_CHUNKS, BY_END };

struct answer {
    const char *line, *headers;
    const char *body;
    size_t len;
    enum framing framing;
};

static void write_answer(const struct answer *a, struct buffer *out)
{
    static const char *const framings[] = { "Content-Length: ", "Transfer-Encoding: chunked\r\n",
                                            "" };
    buffer_addf(out, "HTTP/1.1 %s\r\nConnection: close\r\n%s%s", a->line, a->headers,
                framings[a->framing]);
    if (a->framing == BY_LENGTH)
        buffer_addf(out, "%zu\r\n", a->len);
    buffer_addf(out, "\r\n");
    for (size_t i = 0; a->framing == BY_CHUNKS && i < a->len; i++) {
        buffer_addf(out, "1\r\n");
        buffer_append(out, a->body + i, 1);
        buffer_addf(out, "\r\n");
    }
    if (a->framing == BY_CHUNKS)
        buffer_addf(out, "0\r\n\r\n");
    else if (a->len)
        buffer_append(out, a->body, a->len);
}

static struct result get_answer(const struct answer *a, const char *etag)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    write_answer(a, &text);
    struct server s = { .answers = { text.data }, .lengths = { text.len } };
    return get_from(&s, etag, 1000);
}

#define PACKED "Content-Encoding: gzip\r\n"

static void an_answer_is_taken_once_its_packing_has_ended(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer gz = BUFFER_INIT(0), gzgz = BUFFER_INIT(0), two = BUFFER_INIT(0);
    pack(hundred, 100, &gz);
    pack(gz.data, gz.len, &gzgz);
    pack(hundred, 60, &two);
    pack(hundred + 60, 40, &two);
    const struct {
        const char *name;
        struct answer answer;
    } cases[] = {
        { "by its length", { "200 OK", PACKED, gz.data, gz.len, BY_LENGTH } },
        { "in chunks", { "200 OK", PACKED, gz.data, gz.len, BY_CHUNKS } },
        { "by the connection's end", { "200 OK", PACKED, gz.data, gz.len, BY_END } },
        { "two members", { "200 OK", PACKED, two.data, two.len, BY_CHUNKS } },
        { "two headers", { "200 OK", PACKED PACKED, gzgz.data, gzgz.len, BY_LENGTH } },
        { "not packed", { "200 OK", "", hundred, 100, BY_LENGTH } },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct result r = get_answer(&cases[i].answer, "");
        if (!r.ok || strcmp(buffer_text(&r.response.body), hundred) != 0)
            fail_msg("%s: %s", cases[i].name, r.err.text);
        assert_int_equal(r.response.received, cases[i].answer.len); /* on the wire */
        buffer_release(&r.response.body);
    }
}

static void one_that_ends_before_its_packing_does_is_refused(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer gz = BUFFER_INIT(0);
    pack(hundred, 100, &gz);
    for (enum framing framing = BY_LENGTH; framing <= BY_END; framing++) {
        for (size_t len = 1; len < gz.len; len++) {
            struct result r =
                get_answer(&(struct answer){ "200 OK", PACKED, gz.data, len, framing }, "");
            if (r.ok || !strstr(r.err.text, "/feed.json: the answer's gzip ends too early"))
                fail_msg("%d, %zu bytes: %s", framing, len, r.ok ? "taken" : r.err.text);
            buffer_release(&r.response.body);
        }
    }
}

/* Whatever they are packed as. */
static void the_body_of_an_answer_that_is_no_list_counts_for_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *line, *headers, *sentence;
    } cases[] = {
        { "500 Oops", PACKED, "HTTP 500: the server failed" },
        { "404 Not Found", "Content-Encoding: zstd\r\n", "HTTP 404" },
        { "302 Go", PACKED, "HTTP 302" }, /* nowhere */
        { "206 Partial Content", PACKED, "HTTP 206" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct result r = get_answer(
            &(struct answer){ cases[i].line, cases[i].headers, "PALSU", 5, BY_LENGTH }, "");
        if (r.ok || !strstr(r.err.text, cases[i].sentence))
            fail_msg("%s: %s", cases[i].line, r.err.text);
        buffer_release(&r.response.body);
    }
}

static void a_redirect_may_have_a_body_that_is_packed_otherwise(void **state)
{
    (void)state;
    static const char redirect[] =
        "HTTP/1.1 302 Go\r\nLocation: /there\r\nContent-Encoding: br\r\nContent-Length: 5\r\n"
        "Connection: close\r\n\r\nPALSU";
    CLEANUP_BUFFER struct buffer gz = BUFFER_INIT(0), packed = BUFFER_INIT(0),
                                 plain = BUFFER_INIT(0);
    pack(hundred, 100, &gz);
    write_answer(&(struct answer){ "200 OK", PACKED, gz.data, gz.len, BY_LENGTH }, &packed);
    write_answer(&(struct answer){ "200 OK", "", hundred, 100, BY_LENGTH }, &plain);
    const struct buffer *const ends[] = { &packed, &plain };
    for (size_t i = 0; i < COUNT(ends); i++) {
        struct server s = { .answers = { redirect, ends[i]->data },
                            .lengths = { 0, ends[i]->len } };
        struct result r = get_from(&s, "", 100);
        if (!r.ok)
            fail_msg("%s", r.err.text);
        assert_string_equal(buffer_text(&r.response.body), hundred);
        buffer_release(&r.response.body);
    }
}

static void an_answer_without_a_body_is_not_one_that_is_cut(void **state)
{
    (void)state;
    struct server s = { .answers = { "HTTP/1.1 304 Not Modified\r\n" PACKED
                                     "Connection: close\r\n\r\n" } };
    struct result r = get_from(&s, "\"a\"", 100);
    assert_true(r.ok);
    assert_int_equal(r.response.kind, RESPONSE_NOT_MODIFIED);
    assert_int_equal(r.response.received, 0);
    r = get_answer(&(struct answer){ "200 OK", PACKED, "", 0, BY_LENGTH }, "");
    assert_true(r.ok);
    assert_int_equal(r.response.body.len, 0);
    buffer_release(&r.response.body);
}

static void encodings_without_end_are_said(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer header = BUFFER_INIT(0);
    buffer_addf(&header, "Content-Encoding: identity");
    for (int i = 0; i < 100; i++)
        buffer_addf(&header, ", identity");
    buffer_addf(&header, "\r\n");
    struct result r =
        get_answer(&(struct answer){ "200 OK", header.data, hundred, 100, BY_LENGTH }, "");
    assert_false(r.ok);
    assert_non_null(strstr(r.err.text, "the answer is packed more than 5 times over"));
    buffer_release(&r.response.body);
}

/* Packing that belongs to the way was not asked for either, and is not undone: its bytes are what
 * came, and a reader says what they are. */
static void what_is_packed_for_the_way_is_not_unpacked_unseen(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer gz = BUFFER_INIT(0);
    pack(hundred, 100, &gz);
    static const char *const headers[] = { "Transfer-Encoding: gzip\r\n",
                                           "Transfer-Encoding: gzip, chunked\r\n" };
    for (size_t i = 0; i < COUNT(headers); i++) {
        struct result r = get_answer(
            &(struct answer){ "200 OK", headers[i], gz.data, gz.len, i ? BY_CHUNKS : BY_END }, "");
        assert_true(!r.ok || memcmp(buffer_text(&r.response.body), "\x1f\x8b", 2) == 0);
        buffer_release(&r.response.body);
    }
}

int main(void)
{
    http_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_taken_once_its_packing_has_ended),
        cmocka_unit_test(one_that_ends_before_its_packing_does_is_refused),
        cmocka_unit_test(the_body_of_an_answer_that_is_no_list_counts_for_nothing),
        cmocka_unit_test(a_redirect_may_have_a_body_that_is_packed_otherwise),
        cmocka_unit_test(an_answer_without_a_body_is_not_one_that_is_cut),
        cmocka_unit_test(encodings_without_end_are_said),
        cmocka_unit_test(what_is_packed_for_the_way_is_not_unpacked_unseen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
