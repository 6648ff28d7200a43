#include "unit/test.h"

#include "feed/encoding.h"

#define TEXT(t) t, sizeof(t) - 1

static void reads_what_offices_write(void **state)
{
    (void)state;
    static const struct {
        const char *what, *data;
        size_t len;
        enum encoding wanted, found;
        const char *text;
    } cases[] = {
        { "nothing", TEXT(""), ENCODING_AUTO, ENCODING_UTF8, "" },
        { "ASCII", TEXT("Nama;Status"), ENCODING_AUTO, ENCODING_UTF8, "Nama;Status" },
        { "UTF-8", TEXT("Jos\xC3\xA9"), ENCODING_AUTO, ENCODING_UTF8, "José" },
        { "UTF-8 with a mark", TEXT("\xEF\xBB\xBFNama"), ENCODING_AUTO, ENCODING_UTF8, "Nama" },
        { "UTF-8 that is asked for", TEXT("\xEF\xBB\xBFNama"), ENCODING_UTF8, ENCODING_UTF8,
          "Nama" },
        { "Windows-1252 that is found", TEXT("Jos\xE9 \x96 MA\x92RUF"), ENCODING_AUTO,
          ENCODING_WINDOWS_1252, "José – MA’RUF" },
        { "Windows-1252 that is asked for, where it could be UTF-8", TEXT("\xC3\xA9"),
          ENCODING_WINDOWS_1252, ENCODING_WINDOWS_1252, "Ã©" },
        { "UTF-16, little end first", TEXT("\xFF\xFEN\0a\0\x19\x20"), ENCODING_AUTO, ENCODING_UTF16,
          "Na’" },
        { "UTF-16, big end first", TEXT("\xFE\xFF\0N\0a\xD8\x3D\xDE\x00"), ENCODING_AUTO,
          ENCODING_UTF16, "Na😀" },
        { "UTF-16 without a mark that is asked for", TEXT("N\0a\0"), ENCODING_UTF16, ENCODING_UTF16,
          "Na" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_BUFFER struct buffer out = BUFFER_INIT(1000);
        struct error err = { "" };
        enum encoding found;
        if (!encoding_read(cases[i].data, cases[i].len, cases[i].wanted, &out, &found, &err))
            fail_msg("%s: %s", cases[i].what, err.text);
        if (found != cases[i].found || strcmp(buffer_text(&out), cases[i].text) != 0)
            fail_msg("%s: '%s', %s", cases[i].what, buffer_text(&out), encoding_names[found]);
        size_t skip;
        bool plain = encoding_in_place(cases[i].data, cases[i].len, cases[i].wanted, &skip);
        assert_int_equal(plain, found == ENCODING_UTF8);
        if (plain)
            assert_memory_equal(cases[i].data + skip, cases[i].text, cases[i].len - skip);
    }
}

static void refuses_with_a_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *what, *data;
        size_t len;
        enum encoding wanted;
        const char *sentence;
    } cases[] = {
        { "a NUL", TEXT("Nama\0;Status of somebody"), ENCODING_AUTO, "byte 4 is NUL" },
        { "UTF-16 without a mark", TEXT("N\0a\0m\0a\0;\0"), ENCODING_AUTO,
          "or it is UTF-16 without a byte-order mark" },
        { "a byte that Windows-1252 does not have", TEXT("Jos\xE9 \x81"), ENCODING_AUTO,
          "byte 5 is neither UTF-8 nor Windows-1252" },
        { "the same where it is asked for", TEXT("\x81"), ENCODING_WINDOWS_1252,
          "byte 0 is not Windows-1252" },
        { "a byte that is not UTF-8 where that is asked for", TEXT("Jos\xE9;"), ENCODING_UTF8,
          "byte 3 is not UTF-8" },
        { "UTF-8 cut within a character", TEXT("Jos\xC3\xA9, Jos\xC3"), ENCODING_AUTO,
          "ends within a character, at byte 10: it was cut short" },
        { "UTF-16 cut within a character", TEXT("\xFF\xFEN\0a"), ENCODING_AUTO,
          "it was cut short" },
        { "UTF-16 that holds NUL", TEXT("\xFF\xFEN\0\0\0"), ENCODING_AUTO, "holds a NUL" },
        { "half of a surrogate pair", TEXT("\xFF\xFE\x3D\xD8N\0"), ENCODING_AUTO, "is not UTF-16" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_BUFFER struct buffer out = BUFFER_INIT(1000);
        struct error err = { "" };
        enum encoding found;
        buffer_append(&out, "before", 6);
        if (encoding_read(cases[i].data, cases[i].len, cases[i].wanted, &out, &found, &err))
            fail_msg("%s: read", cases[i].what);
        if (!strstr(err.text, cases[i].sentence))
            fail_msg("%s: %s", cases[i].what, err.text);
        assert_string_equal(buffer_text(&out), "before");
    }
}

static void keeps_to_the_limit(void **state)
{
    (void)state;
    static char many[100000];
    memset(many, '\xE9', sizeof(many));
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(1u << 20);
    struct error err = { "" };
    enum encoding found;
    assert_true(encoding_read(many, sizeof(many), ENCODING_AUTO, &out, &found, &err));
    assert_int_equal(out.len, 2 * sizeof(many));
    CLEANUP_BUFFER struct buffer small = BUFFER_INIT(150000);
    assert_false(encoding_read(many, sizeof(many), ENCODING_AUTO, &small, &found, &err));
    assert_non_null(strstr(err.text, "longer than"));
    assert_int_equal(small.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_offices_write),
        cmocka_unit_test(refuses_with_a_sentence),
        cmocka_unit_test(keeps_to_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
