#include "unit/test.h"

#include "base/base.h"
#include "base/text.h"
#include "policy/mask.h"

#include <utf8proc.h>

/* D stands for the dot, so that the tables can be read. */
#define D  "\u2022"
#define D2 D D
#define D3 D2 D
#define D4 D3 D
#define D5 D4 D
#define D6 D5 D

static char *masked(const char *name, enum privacy_names rule)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    mask_name(name, rule, &out);
    return xstrdup(buffer_text(&out));
}

static const struct shape {
    const char *what, *name, *partial, *initials;
} shapes[] = {
    { "nothing", "", "", "" },
    { "one letter", "N", "N", "N." },
    { "one word", "SUHARTO", "SUHARTO", "S." },
    { "two words", "BUDI SANTOSO", "BUDI S" D6, "B. S." },
    { "a dot a letter, six at most", "A BC DEFG HIJKLMNOPQR", "A B" D " D" D3 " H" D6,
      "A. B. D. H." },
    { "mixed case", "Budi santoso", "Budi s" D6, "B. s." },
    { "no blank behind dots", "M.RIZKY.PRATAMA", "M.R" D4 ".P" D6, "M. R. P." },
    { "Muhammad, abbreviated", "M. RIZKY", "M. R" D4, "M. R." },
    { "a Balinese man", "I GUSTI AYU NGURAH", "I G" D4 " A" D2 " N" D5, "I. G. A. N." },
    { "a Balinese woman", "Ni Luh Putu Ayu", "Ni L" D2 " P" D3 " A" D2, "N. L. P. A." },
    { "the son of", "AHMAD BIN ALI", "AHMAD B" D2 " A" D2, "A. B. A." },
    { "an apostrophe", "NI'MATUL MA'RUF", "NI'MATUL M" D4, "N. M." },
    { "a typographic apostrophe", "D\u2019SOUZA NI\u2019MATUL", "D\u2019SOUZA N" D6, "D. N." },
    { "quoted words", "BUDI 'ANTO' \"TO\"", "BUDI 'A" D3 "' \"T" D "\"", "B. A. T." },
    { "a hyphen", "SITI-AMINAH", "SITI-A" D5, "S. A." },
    { "other separators", "A1/BUDI|ALI_SAN,TO", "A1/B" D3 "|A" D2 "_S" D2 ",T" D,
      "A. B. A. S. T." },
    { "digits", "BUDI2 SANTOSO3 45", "BUDI2 S" D6 " 4" D, "B. S. 4." },
    { "a telephone", "081234567890", "0" D6, "0." },
    { "a telephone before the name", "081234567890 BUDI", "0" D6 " B" D3, "0. B." },
    { "a telephone in wide digits", "\uFF10\uFF18\uFF11\uFF12 BUDI", "\uFF10" D3 " B" D3,
      "\uFF10. B." },
    { "nothing but what may be titles", "Prof,(ALM.H[.", "Prof,(A" D2 ".H[.", "P. A. H." },
    { "nothing but what may be titles, and a degree", "Prof,(ALM.H= MM", "Prof,(A" D2 ".H= M" D,
      "P. A. H. M." },
    { "half of a degree is no title before a name", "Prof,AL.M.Hi", "Prof,A" D ".M.Hi",
      "Prof A. M.Hi" },
    { "degrees of one who may be called K.H.", "K.H. BAI, S.H., M.H", "K.H. B" D2 ", S.H., M.H",
      "K.H. B., S.H., M.H" },
    { "the late one", "BUDI (ALM) SANTOSO", "BUDI (ALM) S" D6, "B. (ALM) S." },
    { "brackets", "BUDI (ANTO) ALI", "BUDI (A" D3 ") A" D2, "B. A. A." },
    { "spelled out", "B U D I A L I", "B U D " D " " D " " D " " D, "B. U. D." },
    { "spelled out with dots", "B.U.D.I.A", "B.U.D." D "." D, "B. U. D." },
    { "letters with marks", "ÑANDÚ ÉMILE A\u0323\u0302BC", "ÑANDÚ É" D4 " A\u0323\u0302" D2,
      "Ñ. É. A\u0323\u0302." },
    { "Arabic letters", "محمد علي", "محمد ع" D2, "م. ع." },
    { "no blanks between words: Han", "王小明", "王" D2, "王." },
    { "no blanks between words: Javanese", "ꦧꦸꦢꦶ", "ꦧꦸ" D, "ꦧꦸ." },
    { "letters in circles", "ⒷⓊ ⒹⒾ", D2 " " D2, D2 " " D2 },
    { "a picture between words", "BUDI\U0001F642SANTOSO", "BUDI" D "S" D6, "B." },
    { "punctuation only", "- .", "- .", "" },

    { "titles on both sides", "Hj. DASWATI, S.H., M.H.", "Hj. DASWATI, S.H., M.H.",
      "Hj. D., S.H., M.H." },
    { "a haji", "H. AHMAD FAUZI", "H. AHMAD F" D4, "H. A. F." },
    { "a haji without a blank", "H.AHMAD FAUZI", "H.AHMAD F" D4, "H. A. F." },
    { "H without a dot may be a name", "H AHMAD FAUZI", "H A" D4 " F" D4, "H. A. F." },
    { "H. before a single word may be one, too", "H. SIMANJUNTAK", "H. S" D6, "H. S." },
    { "a haji by two letters", "HJ SITI AMINAH", "HJ SITI A" D5, "HJ S. A." },
    { "and a single word", "HJ SITI", "HJ S" D3, "H. S." },
    { "a kiai", "K.H. AHMAD DAHLAN", "K.H. AHMAD D" D5, "K.H. A. D." },
    { "who may be Ki Hajar", "K.H. DEWANTARA", "K.H. D" D6, "K.H. D." },
    { "many titles", "Prof. Dr. H. AHMAD FAUZI, S.H., M.Pd.I., Ph.D.",
      "Prof. Dr. H. AHMAD F" D4 ", S.H., M.Pd.I., Ph.D.",
      "Prof. Dr. H. A. F., S.H., M.Pd.I., Ph.D." },
    { "titles and an abbreviated name", "Drs. H. M. YUSUF KALLA", "Drs. H. M. Y" D4 " K" D4,
      "Drs. H. M. Y. K." },
    { "a degree without a comma", "BUDI SANTOSO S.Pd", "BUDI S" D6 " S.Pd", "B. S. S.Pd" },
    { "degrees without dots", "BUDI SANTOSO, SE, MM", "BUDI S" D6 ", SE, MM", "B. S., SE, MM" },
    { "without dot and comma it may be a name", "BUDI SE", "BUDI S" D, "B. S." },
    { "degrees with blanks", "BUDI, S. Pd. M. Kom", "BUDI, S. Pd. M. Kom", "B., S. Pd. M. Kom" },
    { "a comma before a name", "SANTOSO, BUDI", "SANTOSO, B" D3, "S. B." },
    { "a comma before a name and a degree", "BUDI, SE ANTO", "BUDI, S" D " A" D3, "B. S. A." },
    { "and a title behind what may be a name", "H. Dr. BUDI", "H. D" D ". B" D3, "H. Dr. B." },
    { "titles only are a name", "IR", "IR", "I." },
    { "a doctor with one name", "Dr. BUDI", "Dr. BUDI", "Dr. B." },
    { "the late one before the name", "ALM. BUDI SANTOSO", "ALM. BUDI S" D6, "ALM. B. S." },

    { "masked before", "BUDI S" D6, "BUDI S" D6, "B. S." },
    { "masked by stars", "B*** S******", "B*** S******", "B. S." },
    { "masked by more dots than ours", "BUDI S" D6 D6, "BUDI S" D6 D6, "B. S." },
    { "masked by X", "BUDI SXXXXX", "BUDI SXXXXX", "B. S." },
    { "masked inside", "B***I S*****O", "B***I S*****O", "B. S." },
    { "a mask without a letter", "**** " D4, "**** " D4, D4 " " D4 },
    { "a star at the end is no mask", "BUDI SANTOSO*", "BUDI S" D6, "B. S." },
    { "many stars behind all of a word are none", "BUDI ALI*****", "BUDI A" D6, "B. A." },
    { "a star between words parts them", "BUDI*SANTOSO", "BUDI*S" D6, "B." },
    { "a dot between words parts them", "BUDI" D "SANTOSO", "BUDI" D "S" D6, "B." },
    { "initials before", "B. S.", "B. S.", "B. S." },
    { "many initials before", "B. S. A. R. T.", "B. S. A. R. T.", "B. S. A. R. T." },
};

static void masks_real_shapes_of_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(shapes); i++) {
        CLEANUP_FREE char *partial = masked(shapes[i].name, PRIVACY_PARTIAL);
        CLEANUP_FREE char *initials = masked(shapes[i].name, PRIVACY_INITIALS);
        if (strcmp(partial, shapes[i].partial) != 0 || strcmp(initials, shapes[i].initials) != 0)
            print_error("%s: '%s' | '%s'\n", shapes[i].what, partial, initials);
        assert_string_equal(partial, shapes[i].partial);
        assert_string_equal(initials, shapes[i].initials);
    }
}

static void full_is_full_and_number_is_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(shapes); i++) {
        CLEANUP_FREE char *full = masked(shapes[i].name, PRIVACY_FULL);
        CLEANUP_FREE char *number = masked(shapes[i].name, PRIVACY_NUMBER);
        assert_string_equal(full, shapes[i].name);
        assert_string_equal(number, "");
    }
}

/* ---- names of chance */

static uint32_t next_chance(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static const char *pick(uint32_t *chance, const char *const *of, size_t count)
{
    return of[next_chance(chance) % count];
}

static const char *const syllables[] = {
    "ba", "DI", "san", "to", "SO", "ru", "Ma", "wa", "h", "I", "ny", "O", "\u00E9", "ش", "王", "7",
};
static const char *const gaps[] = {
    " ",
    " ",
    " ",
    " ",
    ".",
    ". ",
    ", ",
    "-",
    "/",
    "'",
    "\u2019",
    " (",
    ") ",
    "*",
    "***",
    D,
    D6,
    "X"
    "XX",
    "\U0001F642",
    "\u24B7",
    "",
};
static const char *const titles[] = {
    "H. ", "Hj. ", "Dr. ", "K.H. ", "HJ ", "Prof. Dr. ", "(ALM) "
};
static const char *const degrees[] = { ", S.H.", ", S.H., M.H.", " S.Pd", ", SE", " (ALM)" };

static void add(struct buffer *out, const char *text)
{
    buffer_append(out, text, strlen(text));
}

static void chance_name(uint32_t *chance, struct buffer *ret)
{
    struct buffer raw = BUFFER_INIT(0);
    if (next_chance(chance) % 4 == 0)
        add(&raw, pick(chance, titles, COUNT(titles)));
    for (int word = (int)(next_chance(chance) % 8); word >= 0; word--) {
        for (int n = (int)(next_chance(chance) % 5); n >= 0; n--)
            add(&raw, pick(chance, syllables, COUNT(syllables)));
        if (word)
            add(&raw, pick(chance, gaps, COUNT(gaps)));
    }
    if (next_chance(chance) % 4 == 0)
        add(&raw, pick(chance, degrees, COUNT(degrees)));
    assert_true(text_clean(buffer_text(&raw), ret));
    buffer_release(&raw);
}

static bool is_letter(uint32_t c)
{
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
        return true;
    default:
        return false;
    }
}

static size_t count_letters(const char *text)
{
    size_t letters = 0;
    for (uint32_t c; (c = text_next(&text));)
        letters += is_letter(c);
    return letters;
}

static void masking_again_changes_nothing(void **state)
{
    (void)state;
    uint32_t chance = 1;
    for (int i = 0; i < 200000; i++) {
        CLEANUP_BUFFER struct buffer name = BUFFER_INIT(0);
        chance_name(&chance, &name);
        for (int rule = PRIVACY_FULL; rule < PRIVACY_RULES; rule++) {
            CLEANUP_FREE char *once = masked(buffer_text(&name), (enum privacy_names)rule);
            CLEANUP_FREE char *twice = masked(once, (enum privacy_names)rule);
            if (strcmp(once, twice) != 0)
                print_error("rule %d: '%s' -> '%s' -> '%s'\n", rule, buffer_text(&name), once,
                            twice);
            assert_string_equal(once, twice);
        }
    }
}

/* Letters of a stricter mask are letters of the looser one, in their order. */
static bool is_part(const char *part, const char *whole)
{
    for (uint32_t c; (c = text_next(&part));) {
        uint32_t other;
        if (!is_letter(c))
            continue;
        do {
            other = text_next(&whole);
        } while (other && other != c);
        if (!other)
            return false;
    }
    return true;
}

static void a_stricter_rule_after_a_looser_one_shows_no_more(void **state)
{
    (void)state;
    uint32_t chance = 2;
    for (int i = 0; i < 100000; i++) {
        CLEANUP_BUFFER struct buffer name = BUFFER_INIT(0);
        chance_name(&chance, &name);
        for (int loose = PRIVACY_FULL; loose < PRIVACY_RULES; loose++) {
            CLEANUP_FREE char *before = masked(buffer_text(&name), (enum privacy_names)loose);
            assert_true(is_part(before, buffer_text(&name)));
            for (int strict = loose + 1; strict < PRIVACY_RULES; strict++) {
                CLEANUP_FREE char *after = masked(before, (enum privacy_names)strict);
                if (!is_part(after, before))
                    print_error("'%s' -> '%s' -> '%s'\n", buffer_text(&name), before, after);
                assert_true(is_part(after, before));
            }
        }
    }
}

/* Two letters or more that follow each other are the first word's, or a title's. */
static void no_word_after_the_first_stands_whole(void **state)
{
    (void)state;
    static const char *const words[] = { "SANTOSO", "ALI", "JO", "Nur", "\u00C9milie", "BINTI" };
    static const char *const between[] = { " ", " ", "-", ".", "/", ", ", " (" };
    uint32_t chance = 3;
    for (int i = 0; i < 50000; i++) {
        CLEANUP_BUFFER struct buffer name = BUFFER_INIT(0);
        const char *before = next_chance(&chance) % 2 ? "Hj. " : "";
        const char *behind = next_chance(&chance) % 2 ? ", S.Pd." : "";
        int count = 1 + (int)(next_chance(&chance) % 18);
        buffer_addf(&name, "%sDEWI", before);
        for (int n = 0; n < count; n++) {
            add(&name, pick(&chance, between, COUNT(between)));
            add(&name, pick(&chance, words, COUNT(words)));
        }
        add(&name, behind);
        CLEANUP_FREE char *partial = masked(buffer_text(&name), PRIVACY_PARTIAL);
        size_t shown =
            strlen(before) / 4 * 2 + strlen("DEWI") + (size_t)count + strlen(behind) / 7 * 3;
        if (count_letters(partial) != shown || strstr(partial, D6 D))
            print_error("'%s' -> '%s'\n", buffer_text(&name), partial);
        assert_int_equal(count_letters(partial), shown);
        assert_null(strstr(partial, D6 D));
    }
}

static void the_longest_names_are_masked_to_their_end(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer name = BUFFER_INIT(0);
    for (int i = 0; i < 19; i++)
        buffer_addf(&name, "%sAB", i ? " " : "");
    CLEANUP_FREE char *words = masked(buffer_text(&name), PRIVACY_PARTIAL);
    assert_int_equal(count_letters(words), 2 + 18);
    CLEANUP_FREE char *one =
        masked("BUDI "
               "ABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDE",
               PRIVACY_PARTIAL);
    assert_string_equal(one, "BUDI A" D6);
}

/* Every degree that is known, one by one: it stands behind a comma as it is. */
static const char *const all_degrees[] = {
    "ak",     "akt",    "alm",    "almarhum", "almarhumah", "almh",   "ama",   "amd",   "amdkeb",
    "amdkep", "amdkes", "amdkom", "amk",      "ampd",       "apt",    "ba",    "beng",  "bsc",
    "ca",     "cht",    "cpa",    "dea",      "ipm",        "ipu",    "lc",    "llm",   "ma",
    "mab",    "mag",    "mak",    "map",      "mba",        "mcs",    "mdiv",  "me",    "mei",
    "meng",   "mesy",   "mfarm",  "mh",       "mhi",        "mhum",   "mikom", "mip",   "mkeb",
    "mked",   "mkep",   "mkes",   "mkm",      "mkn",        "mkom",   "mling", "mm",    "mmt",
    "mor",    "mp",     "mpa",    "mpd",      "mpdi",       "mpdk",   "mph",   "mpi",   "mpsi",
    "mpwk",   "ms",     "msc",    "mse",      "msi",        "msn",    "msos",  "mstr",  "msy",
    "mt",     "mth",    "mti",    "mtr",      "mud",        "ners",   "ns",    "phd",   "psikolog",
    "sab",    "sag",    "sak",    "sap",      "se",         "sei",    "sesy",  "sfarm", "sfil",
    "sgz",    "sh",     "shi",    "shum",     "shut",       "si",     "sia",   "siip",  "sikom",
    "sip",    "sipem",  "skeb",   "sked",     "skel",       "skep",   "skg",   "skh",   "skm",
    "skom",   "smn",    "sor",    "sp",       "spa",        "span",   "spb",   "spbs",  "spd",
    "spdaud", "spdh",   "spdi",   "spdk",     "spdsd",      "spi",    "spjp",  "spkfr", "spkg",
    "spkj",   "spkk",   "spm",    "spmk",     "spn",        "spog",   "spok",  "spot",  "spp",
    "sppd",   "sppk",   "sppros", "sprad",    "sps",        "spsi",   "spt",   "sptht", "spu",
    "spwk",   "ss",     "ssi",    "ssn",      "ssos",       "sst",    "sstp",  "st",    "sth",
    "sthi",   "stp",    "str",    "strkeb",   "strkep",     "strkom", "strt",  "sud",
};

static void every_degree_stays_behind_its_comma(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(all_degrees); i++) {
        CLEANUP_FREE char *name = xasprintf("BUDI SANTOSO, %s", all_degrees[i]);
        CLEANUP_FREE char *wanted = xasprintf("BUDI S" D6 ", %s", all_degrees[i]);
        CLEANUP_FREE char *is = masked(name, PRIVACY_PARTIAL);
        assert_string_equal(is, wanted);
        CLEANUP_FREE char *none = xasprintf("BUDI SANTOSO, %sq", all_degrees[i]);
        CLEANUP_FREE char *other = masked(none, PRIVACY_PARTIAL);
        assert_null(strstr(other, none + strlen("BUDI SANTOSO, ")));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(masks_real_shapes_of_names),
        cmocka_unit_test(full_is_full_and_number_is_nothing),
        cmocka_unit_test(masking_again_changes_nothing),
        cmocka_unit_test(a_stricter_rule_after_a_looser_one_shows_no_more),
        cmocka_unit_test(no_word_after_the_first_stands_whole),
        cmocka_unit_test(the_longest_names_are_masked_to_their_end),
        cmocka_unit_test(every_degree_stays_behind_its_comma),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
