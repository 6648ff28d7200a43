#include "unit/test.h"

#include "base/base.h"
#include "base/text.h"
#include "policy/redact.h"

#include <utf8proc.h>

/* B stands for the bullet, so that the table can be read. */
#define B   "\u2022"
#define B4  B B B B
#define B16 B4 B4 B4 B4

static void blots_out(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text, *blotted; /* NULL: stays */
    } cases[] = {
        { "nothing", "", NULL },
        { "a name", "BUDI S" B4, NULL },
        { "a NIK", "3273010101010001", B16 },
        { "a NIK within words", "an. BUDI NIK 3273010101010001 siap", "an. BUDI NIK " B16 " siap" },
        { "a NIK with letters about it", "x3273010101010001y", "x" B16 "y" },
        { "15 digits", "327301010101000", NULL },
        { "17 digits", "32730101010100012", B16 B },
        { "two numbers", "3273010101010001, 3273010101010002", B16 ", " B16 },
        { "one of two", "12345, 3273010101010002 x 12345", "12345, " B16 " x 12345" },
        { "blanks", "3273 0101 0101 0001", B4 " " B4 " " B4 " " B4 },
        { "many blanks", "3273  0101 0101 0001", B4 "  " B4 " " B4 " " B4 },
        { "dots", "3273.0101.0101.0001", B4 "." B4 "." B4 "." B4 },
        { "dashes", "3273-0101-0101-0001", B4 "-" B4 "-" B4 "-" B4 },
        { "slashes", "3273/0101/0101/0001", B4 "/" B4 "/" B4 "/" B4 },
        { "dashes between blanks", "3273 - 0101 - 0101 - 0001", B4 " - " B4 " - " B4 " - " B4 },
        { "no-break spaces", "3273\u00A00101\u00A00101\u00A00001",
          B4 "\u00A0" B4 "\u00A0" B4 "\u00A0" B4 },
        { "thin spaces", "3273\u20090101\u202F0101\u30000001",
          B4 "\u2009" B4 "\u202F" B4 "\u3000" B4 },
        { "en dashes and a minus", "3273\u20130101\u20140101\u22120001",
          B4 "\u2013" B4 "\u2014" B4 "\u2212" B4 },
        { "zero-width characters",
          "3273\u200B0101\u200D0101\u2060\uFEFF"
          "0001",
          B4 "\u200B" B4 "\u200D" B4 "\u2060\uFEFF" B4 },
        { "a soft hyphen", "32730101\u00AD01010001", B4 B4 "\u00AD" B4 B4 },
        { "each digit for itself", "3 2 7 3 0 1 0 1 0 1 0 1 0 0 0 1",
          B " " B " " B " " B " " B " " B " " B " " B " " B " " B " " B " " B " " B " " B " " B
            " " B },
        { "Arabic-Indic digits", "٣٢٧٣٠١٠١٠١٠١٠٠٠١", B16 },
        { "Devanagari and ASCII digits", "३२७३०१०१01010001", B16 },
        { "fullwidth digits", "３２７３０１０１０１０１０００１", B16 },
        { "mathematical digits", "𝟛𝟚𝟟𝟛𝟘𝟙𝟘𝟙𝟘𝟙𝟘𝟙𝟘𝟘𝟘𝟙", B16 },
        { "separators about it stay", "(3273010101010001).", "(" B16 ")." },
        { "as an English spreadsheet groups them", "3,273,010,101,010,001",
          B "," B B B "," B B B "," B B B "," B B B "," B B B },
        { "underscores", "3273_0101_0101_0001", B4 "_" B4 "_" B4 "_" B4 },
        { "apostrophes", "3273'0101\u20190101'0001", B4 "'" B4 "\u2019" B4 "'" B4 },
        { "colons and a plus", "3273:0101+0101:0001", B4 ":" B4 "+" B4 ":" B4 },
        { "brackets", "(3273)(0101)[0101]0001", "(" B4 ")(" B4 ")[" B4 "]" B4 },
        { "a mark that nobody sees", "32730101\u034F01010001", B4 B4 "\u034F" B4 B4 },
        { "marks under the digits", "3273\u03320101\u20DD01010001", B4 "\u0332" B4 "\u20DD" B4 B4 },
        { "dots that stand for digits", "3273" B4 "01010001", NULL },
        { "as a spreadsheet writes it", "3,27301E+15", B ",•••••E+••" },
        { "as an English spreadsheet does", "NIK 3.27E+15", "NIK " B "." B B "E+" B B },
        { "in lower case without plus", "3.27e15", B "." B B "e" B B },
        { "without fraction", "3E+15", B "E+" B B },
        { "a higher power", "3.2E+100", B "." B "E+" B B B },
        { "a padded power", "3.2E+0015", B "." B "E+" B4 },
        { "a lower power", "3.27E+14", NULL },
        { "a negative power", "3.27E-15", NULL },
        { "an address", "Blok 3E15", NULL },
        { "an E without digits", "E+15 3.2E+ 3.2Ex15", NULL },
        { "a power that digits follow", "3,27E+15 3273 0101 0101 00",
          B "," B B "E+" B B " " B4 " " B4 " " B4 " " B B },
        { "a date", "Tutup 25/11/2026", NULL },
        { "a phone number", "WA 0812-3456-7890", NULL },
        { "two phone numbers, a word between", "0812-3456-7890 atau 0813-3456-7890", NULL },
        { "two phone numbers, a comma between", "0812-3456-7890, 0813-3456-7890", NULL },
        { "two phone numbers, a bracket between", "0812-3456-7890 (0813-3456-7890)", NULL },
        { "prices", "Rp10.000, Rp20.000, Rp30.000, Rp40.000", NULL },
        { "hours", "Senin-Kamis 08.00-15.00, Jumat 08.00-11.00", NULL },
        { "dates, a word between", "20/11/2026 s.d. 25/11/2026", NULL },
        { "roman and letters", "3273/KTP/20261120/0012", NULL },
        { "superscripts are no digits", "²²²²²²²²²²²²²²²²", NULL },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_FREE char *blotted = redact_blot(cases[i].text);
        const char *expected = cases[i].blotted;
        if (!blotted != !expected || (blotted && strcmp(blotted, expected) != 0))
            fail_msg("%s: '%s'", cases[i].what, blotted ? blotted : "stays");
        if (redact_finds_number(cases[i].text) != !!expected)
            fail_msg("%s: finding and blotting disagree", cases[i].what);
        if (blotted && redact_finds_number(blotted))
            fail_msg("%s: something is left", cases[i].what);
    }
}

/* Any mixture of what the rule is made of: nothing is found in what was blotted out, and nothing
 * but digits is changed. */
static void nothing_is_left(void **state)
{
    (void)state;
    static const char *const pieces[] = { "0",        "1",      "7",      "3273",   "00010001",
                                          "٣",        " ",      ".",      "-",      "/",
                                          "\u00A0",   "\u2013", "\u200B", ",",      "E+15",
                                          "e",        "+",      "x",      B,        "3,2E+1",
                                          "12345678", "_",      "(",      "\u0332", "\u034F" };
    uint32_t chance = 1;
    int found = 0;
    for (int round = 0; round < 200000; round++) {
        char text[256] = "";
        size_t len = 0;
        for (int i = 0; i < 24; i++) {
            chance = chance * 1664525 + 1013904223;
            const char *piece = pieces[(chance >> 16) % COUNT(pieces)];
            memcpy(text + len, piece, strlen(piece) + 1);
            len += strlen(piece);
        }
        CLEANUP_FREE char *blotted = redact_blot(text);
        assert_int_equal(redact_finds_number(text), !!blotted);
        if (!blotted)
            continue;
        found++;
        assert_false(redact_finds_number(blotted));
        const char *p = text, *q = blotted;
        while (*p) {
            uint32_t before = text_next(&p), after = text_next(&q);
            bool digit = utf8proc_category((utf8proc_int32_t)before) == UTF8PROC_CATEGORY_ND;
            assert_true(before == after || (digit && after == 0x2022));
        }
        assert_int_equal(*q, 0);
    }
    assert_in_range(found, 10000, 190000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blots_out),
        cmocka_unit_test(nothing_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
