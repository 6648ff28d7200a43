/* What a server has packed: all of it, or a sentence; whole, and in any pieces. */
#include "unit/test.h"

#include <zlib.h>

#include "base/text.h"
#include "net/unpack.h"

#define LIMIT ((size_t)1 << 20)

static const char sheet[] = "No;Nama;Jenis;Status\r\n"
                            "4001;KARTINI;KTP;SELESAI\r\n"
                            "4002;SUDIRMAN;KTP;SELESAI\r\n"
                            "4003;HATTA;KTP;SELESAI\r\n";

/* ---- packing */

enum form { ZLIB = 15, GZIP = 15 + 16 }; /* as zlib numbers them */

static void pack(enum form form, const void *data, size_t len, struct buffer *out)
{
    z_stream z = { .next_in = (unsigned char *)(uintptr_t)data, .avail_in = (unsigned)len };
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, form, 9, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = deflateBound(&z, len);
    CLEANUP_FREE unsigned char *packed = xmalloc(room);
    z.next_out = packed;
    z.avail_out = (unsigned)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    buffer_append(out, packed, z.total_out);
    deflateEnd(&z);
}

static void pack_text(enum form form, const char *text, struct buffer *out)
{
    pack(form, text, strlen(text), out);
}

/* 100 times 'a', by Brotli. */
static const char brotli[] = "\x1b\x63\x00\xf8\x25\xc2\x02\xb1\x40\xa0\x03";
static const char hundred[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                              "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
/* 9,000 times "KARTINI;", likewise: more than is handed on at a time. */
static const char long_brotli[] = "\x5b\x3f\x19\x81\xdf\x48\x8d\xd5\x92\xb3\xab\x83\x92\x96"
                                  "\xa8\xe4\x8e\x93\x54\xfc\x16\x0e\x90\x87\x08\x88\x37\x01";

/* ---- unpacking, in pieces of so many bytes */

struct result {
    bool ok;
    struct buffer out;
    struct error err;
};

static struct result unpack(const char *encodings, const char *data, size_t len, size_t piece,
                            size_t limit)
{
    struct result r = { .out = BUFFER_INIT(limit) };
    CLEANUP(unpack_free) struct unpack *u = unpack_new(encodings, &r.out, &r.err);
    r.ok = u != NULL;
    for (size_t at = 0; r.ok && at < len; at += piece)
        r.ok = unpack_feed(u, data + at, MIN(piece, len - at), &r.err);
    r.ok = r.ok && unpack_end(u, &r.err);
    assert_true(r.ok == !*r.err.text);
    assert_true(r.out.len <= limit);
    return r;
}

static void must_say(const char *name, struct result r, const char *sentence)
{
    if (r.ok || !strstr(r.err.text, sentence))
        fail_msg("%s: %s", name, r.ok ? "taken" : r.err.text);
    buffer_release(&r.out);
}

static void must_be(const char *name, struct result r, const char *text, size_t len)
{
    if (!r.ok || r.out.len != len || memcmp(buffer_text(&r.out), text, len) != 0)
        fail_msg("%s: %s (%zu bytes)", name, r.err.text, r.out.len);
    buffer_release(&r.out);
}

/* ---- tests */

static void what_was_packed_comes_out_in_whatever_pieces_it_comes(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer gz = BUFFER_INIT(0), gzgz = BUFFER_INIT(0), z = BUFFER_INIT(0),
                                 both = BUFFER_INIT(0), long_gz = BUFFER_INIT(0),
                                 kartini = BUFFER_INIT(0);
    for (int i = 0; i < 9000; i++)
        buffer_append(&kartini, "KARTINI;", 8);
    pack_text(GZIP, sheet, &gz);
    pack(GZIP, gz.data, gz.len, &gzgz);
    pack_text(ZLIB, sheet, &z);
    pack(GZIP, z.data, z.len, &both);
    pack(GZIP, kartini.data, kartini.len, &long_gz);
    const struct {
        const char *encodings, *data;
        size_t len;
        const char *text;
        size_t text_len;
    } cases[] = {
        { "", sheet, strlen(sheet), sheet, strlen(sheet) },
        { "identity", sheet, strlen(sheet), sheet, strlen(sheet) },
        { "gzip", gz.data, gz.len, sheet, strlen(sheet) },
        { "X-GZip", gz.data, gz.len, sheet, strlen(sheet) },
        { " ,\tgzip , identity,", gz.data, gz.len, sheet, strlen(sheet) },
        { "gzip, gzip", gzgz.data, gzgz.len, sheet, strlen(sheet) },
        { "deflate", z.data, z.len, sheet, strlen(sheet) },
        { "deflate, gzip", both.data, both.len, sheet, strlen(sheet) }, /* the last is outside */
        { "gzip", long_gz.data, long_gz.len, kartini.data, kartini.len },
        { "br", brotli, sizeof(brotli) - 1, hundred, 100 },
        { "br", long_brotli, sizeof(long_brotli) - 1, kartini.data, kartini.len },
        { "gzip", "", 0, "", 0 }, /* an answer without a body */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t piece = 1; piece <= 7; piece++)
            must_be(cases[i].encodings,
                    unpack(cases[i].encodings, cases[i].data, cases[i].len, piece, LIMIT),
                    cases[i].text, cases[i].text_len);
        must_be(cases[i].encodings,
                unpack(cases[i].encodings, cases[i].data, cases[i].len, LIMIT, LIMIT),
                cases[i].text, cases[i].text_len);
    }
}

static void what_is_cut_at_any_byte_ends_too_early(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer gz = BUFFER_INIT(0), gzgz = BUFFER_INIT(0), z = BUFFER_INIT(0);
    pack_text(GZIP, sheet, &gz);
    pack(GZIP, gz.data, gz.len, &gzgz);
    pack_text(ZLIB, sheet, &z);
    const struct {
        const char *encodings, *data;
        size_t len;
        const char *sentence;
    } cases[] = {
        { "gzip", gz.data, gz.len, "the answer's gzip ends too early, though the answer does not" },
        { "gzip, gzip", gzgz.data, gzgz.len, "the answer's gzip ends too early" },
        { "deflate", z.data, z.len, "the answer's deflate ends too early" },
        { "br", brotli, sizeof(brotli) - 1, "the answer's br ends too early" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t len = 1; len < cases[i].len; len++) {
            must_say(cases[i].encodings,
                     unpack(cases[i].encodings, cases[i].data, len, LIMIT, LIMIT),
                     cases[i].sentence);
            must_say(cases[i].encodings, unpack(cases[i].encodings, cases[i].data, len, 1, LIMIT),
                     cases[i].sentence);
        }
    }
}

/* As a server that is killed between two writes leaves it: all of a row, and nothing of the next. */
static void a_sheet_that_is_cut_at_the_end_of_a_row_ends_too_early(void **state)
{
    (void)state;
    unsigned char packed[512];
    z_stream z = { .next_out = packed, .avail_out = sizeof(packed) };
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, GZIP, 9, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (unsigned char *)(uintptr_t)sheet;
    z.avail_in = (unsigned)(strstr(sheet, "4003") - sheet);
    assert_int_equal(deflate(&z, Z_SYNC_FLUSH), Z_OK);
    struct result r = unpack("gzip", (char *)packed, z.total_out, LIMIT, LIMIT);
    assert_int_equal(r.out.len, strstr(sheet, "4003") - sheet); /* nothing to be seen in it */
    must_say("cut", r, "the answer's gzip ends too early");
    deflateEnd(&z);
}

static void members_of_gzip_may_follow_each_other(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer gz = BUFFER_INIT(0);
    pack(GZIP, sheet, 40, &gz);
    pack(GZIP, "", 0, &gz);
    size_t first = gz.len;
    pack_text(GZIP, sheet + 40, &gz);
    for (size_t piece = 1; piece <= gz.len; piece++)
        must_be("members", unpack("gzip", gz.data, gz.len, piece, LIMIT), sheet, strlen(sheet));
    for (size_t len = first + 1; len < gz.len; len++)
        must_say("the last is cut", unpack("gzip", gz.data, len, 3, LIMIT), "ends too early");
}

static void other_bytes_behind_the_end_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *data;
        size_t len;
    } tails[] = { { "PALSU", 5 },        { "\0\0\0\0", 4 }, /* as on a tape */
                  { "\x1f", 1 },         { "\x1f ", 2 },
                  { "\x1f\x8b\x08", 3 }, { "4004;PALSU;KTP;SELESAI\r\n", 24 } };
    CLEANUP_BUFFER struct buffer gz = BUFFER_INIT(0), z = BUFFER_INIT(0);
    pack_text(GZIP, sheet, &gz);
    pack_text(ZLIB, sheet, &z);
    const struct {
        const char *encodings, *data;
        size_t len;
    } cases[] = { { "gzip", gz.data, gz.len },
                  { "deflate", z.data, z.len },
                  { "br", brotli, sizeof(brotli) - 1 } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t k = 0; k < COUNT(tails); k++) {
            CLEANUP_BUFFER struct buffer all = BUFFER_INIT(0);
            buffer_append(&all, cases[i].data, cases[i].len);
            buffer_append(&all, tails[k].data, tails[k].len);
            must_say("a tail", unpack(cases[i].encodings, all.data, all.len, 1, LIMIT), "");
            must_say("a tail", unpack(cases[i].encodings, all.data, all.len, LIMIT, LIMIT), "");
        }
    }
    buffer_append(&gz, "PALSU", 5);
    must_say("behind", unpack("gzip", gz.data, gz.len, LIMIT, LIMIT),
             "the answer's gzip is damaged (bytes follow its end)");
}

static void a_byte_that_changed_on_the_way_changes_nothing_unseen(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer gz = BUFFER_INIT(0);
    size_t refused = 0;
    pack_text(GZIP, sheet, &gz);
    for (size_t at = 0; at < gz.len; at++) {
        for (int bit = 0; bit < 8; bit++) {
            gz.data[at] = (char)(gz.data[at] ^ 1 << bit);
            struct result r = unpack("gzip", gz.data, gz.len, LIMIT, LIMIT);
            gz.data[at] = (char)(gz.data[at] ^ 1 << bit);
            refused += !r.ok;
            if (r.ok) /* when it was packed, and on which system, is nobody's business */
                must_be("changed", r, sheet, strlen(sheet));
            else
                buffer_release(&r.out);
        }
    }
    assert_true(refused > (gz.len - 10) * 8);
    gz.data[gz.len - 8] ^= 1;
    must_say("checksum", unpack("gzip", gz.data, gz.len, 1, LIMIT),
             "the answer's gzip is damaged (incorrect data check)");
    gz.data[gz.len - 8] ^= 1;
    gz.data[gz.len - 1] ^= 1;
    must_say("length", unpack("gzip", gz.data, gz.len, 1, LIMIT),
             "the answer's gzip is damaged (incorrect length check)");
}

static void what_is_not_packed_as_it_says_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *encodings, *data, *sentence;
    } cases[] = {
        { "gzip", sheet, "the answer's gzip is damaged (incorrect header check)" },
        { "deflate", sheet, "the answer is packed as 'deflate'; allowed: gzip, or not at all" },
        { "br", sheet, "the answer is packed as 'br'; allowed: gzip, or not at all" },
        { "zstd", sheet, "the answer is packed as 'zstd'; allowed: gzip, or not at all" },
        { "gzip, compress", sheet, "the answer is packed as 'compress'; allowed: gzip" },
        { "gzi", sheet, "the answer is packed as 'gzi'; allowed: gzip" },
        { "gzip;q=1", sheet, "the answer is packed as 'gzip;q=1'; allowed: gzip" },
        { "gzip,gzip,gzip,gzip,gzip,gzip", sheet, "the answer is packed more than 5 times over" },
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        must_say(cases[i].encodings,
                 unpack(cases[i].encodings, cases[i].data, strlen(cases[i].data), 9, LIMIT),
                 cases[i].sentence);
}

/* ---- bombs */

static void a_bomb_is_given_up_at_the_limit(void **state)
{
    (void)state;
    enum { SIZE = 64 << 20 };
    CLEANUP_BUFFER struct buffer once = BUFFER_INIT(0), twice = BUFFER_INIT(0);
    CLEANUP_FREE char *blanks = xmalloc(SIZE);
    memset(blanks, ' ', SIZE);
    pack(GZIP, blanks, SIZE, &once);
    pack(GZIP, once.data, once.len, &twice);
    static const char sentence[] = "the answer is longer than the 1 MiB allowed";
    must_say("a bomb", unpack("gzip", once.data, once.len, 4096, LIMIT), sentence);
    must_say("in a bomb", unpack("gzip, gzip", twice.data, twice.len, 4096, LIMIT), sentence);
    must_be("up to it", unpack("", blanks, LIMIT, 4096, LIMIT), blanks, LIMIT);
    must_say("unpacked", unpack("identity", blanks, LIMIT + 1, 4096, LIMIT), sentence);
    CLEANUP_BUFFER struct buffer exact = BUFFER_INIT(0);
    pack(GZIP, blanks, LIMIT, &exact);
    must_be("up to it", unpack("gzip", exact.data, exact.len, 4096, LIMIT), blanks, LIMIT);
    must_say("a byte more", unpack("gzip", exact.data, exact.len, 4096, LIMIT - 1), "longer than");
}

/* Members, or blocks, without content take time and give nothing. */
static void a_bomb_of_nothing_is_given_up_too(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer none = BUFFER_INIT(0), many = BUFFER_INIT(0), all = BUFFER_INIT(0);
    pack(GZIP, "", 0, &none);
    while (many.len < 2 * LIMIT)
        buffer_append(&many, none.data, none.len);
    pack(GZIP, many.data, many.len, &all);
    assert_true(all.len < LIMIT / 50);
    must_say("members", unpack("gzip", many.data, many.len, 4096, LIMIT), "longer than");
    must_say("packed", unpack("gzip, gzip", all.data, all.len, 4096, LIMIT), "longer than");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_packed_comes_out_in_whatever_pieces_it_comes),
        cmocka_unit_test(what_is_cut_at_any_byte_ends_too_early),
        cmocka_unit_test(a_sheet_that_is_cut_at_the_end_of_a_row_ends_too_early),
        cmocka_unit_test(members_of_gzip_may_follow_each_other),
        cmocka_unit_test(other_bytes_behind_the_end_are_refused),
        cmocka_unit_test(a_byte_that_changed_on_the_way_changes_nothing_unseen),
        cmocka_unit_test(what_is_not_packed_as_it_says_is_refused),
        cmocka_unit_test(a_bomb_is_given_up_at_the_limit),
        cmocka_unit_test(a_bomb_of_nothing_is_given_up_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
