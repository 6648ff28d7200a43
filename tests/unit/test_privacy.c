#include "unit/test.h"

#include "base/hash.h"
#include "base/text.h"
#include "policy/privacy.h"
#include "policy/redact.h"

#define NIK "3273010101010001"
#define D6  "••••••"
#define D16 D6 D6 "••••"

static const uint8_t key[HASH_KEY_SIZE] = { 7 };

static struct privacy usual_rules(void)
{
    struct privacy rules;
    privacy_init(&rules);
    rules.id_key = key;
    return rules;
}

static void check_row(const struct privacy *rules, const char *what, struct privacy_row row,
                      struct privacy_row expected)
{
    struct privacy_stage stage;
    privacy_stage_init(&stage, rules);
    assert_true(privacy_apply(&stage, &row));
    if (row.type != expected.type || strcmp(row.name, expected.name) != 0 ||
        strcmp(row.number, expected.number) != 0 || strcmp(row.label, expected.label) != 0 ||
        row.withheld != expected.withheld)
        fail_msg("%s: type %d, '%s', '%s', '%s', withheld %d", what, row.type, row.name, row.number,
                 row.label, row.withheld);
    privacy_stage_release(&stage);
}

static void each_type_has_its_rule(void **state)
{
    (void)state;
    const struct privacy rules = usual_rules();
    static const struct {
        enum document_type type, kept;
        const char *name;
    } cases[] = {
        { DOCUMENT_KTP_EL, DOCUMENT_KTP_EL, "BUDI S" D6 },
        { DOCUMENT_KK, DOCUMENT_KK, "BUDI S" D6 },
        { DOCUMENT_KIA, DOCUMENT_KIA, "B. S." },
        { DOCUMENT_AKTA_LAHIR, DOCUMENT_AKTA_LAHIR, "B. S." },
        { DOCUMENT_AKTA_MATI, DOCUMENT_AKTA_MATI, "BUDI S" D6 },
        { DOCUMENT_AKTA_KAWIN, DOCUMENT_AKTA_KAWIN, "BUDI S" D6 },
        { DOCUMENT_AKTA_CERAI, DOCUMENT_AKTA_SIPIL, "" },
        { DOCUMENT_AKTA_ANAK, DOCUMENT_AKTA_SIPIL, "" },
        { DOCUMENT_AKTA_SIPIL, DOCUMENT_AKTA_SIPIL, "" },
        { DOCUMENT_OTHER, DOCUMENT_OTHER, "BUDI S" D6 },
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        check_row(&rules, document_type_slugs[cases[i].type],
                  (struct privacy_row){ cases[i].type, false, "BUDI SANTOSO", "4821", "", false },
                  (struct privacy_row){ cases[i].kept, false, cases[i].name, "4821", "",
                                        !*cases[i].name });
}

static void a_row_may_be_private(void **state)
{
    (void)state;
    struct privacy rules = usual_rules();
    const struct privacy_row row = { DOCUMENT_KK, true, "BUDI SANTOSO", "4821", "", false };
    const struct privacy_row kept = { DOCUMENT_KK, true, "", "4821", "", true };
    check_row(&rules, "masked otherwise", row, kept);
    rules.names[DOCUMENT_KK] = PRIVACY_FULL;
    check_row(&rules, "full otherwise", row, kept);
}

static void what_nobody_sees_is_not_withheld(void **state)
{
    (void)state;
    const struct privacy rules = usual_rules();
    check_row(&rules, "blank", (struct privacy_row){ DOCUMENT_KK, true, " \u00AD", "", "", false },
              (struct privacy_row){ DOCUMENT_KK, true, "", "", "", false });
}

static void labels_of_their_own(void **state)
{
    (void)state;
    const struct privacy rules = usual_rules();
    static const struct {
        const char *what, *label, *shown;
        enum document_type type;
        const char *name;
    } cases[] = {
        { "short and clean", "Surat Pindah", "Surat Pindah", DOCUMENT_OTHER, "BUDI S" D6 },
        { "blanks", "  Surat   Pindah ", "Surat Pindah", DOCUMENT_OTHER, "BUDI S" D6 },
        { "24 characters", "Surat Keterangan Pindahé", "Surat Keterangan Pindahé", DOCUMENT_OTHER,
          "BUDI S" D6 },
        { "25 characters", "Surat Keterangan Pindahan", "", DOCUMENT_OTHER, "BUDI S" D6 },
        { "digits only", "1234", "", DOCUMENT_OTHER, "BUDI S" D6 },
        { "a NIK", "KTP " NIK, "", DOCUMENT_OTHER, "BUDI S" D6 },
        { "a divorce", "Kutipan Akta Perceraian", "", DOCUMENT_AKTA_SIPIL, "" },
        { "a divorce in many words", "Kutipan Kedua Akta Perceraian Orang Asing", "",
          DOCUMENT_AKTA_SIPIL, "" },
        { "an adoption", "PENGANGKATAN-ANAK", "", DOCUMENT_AKTA_SIPIL, "" },
        { "a birth", "Kutipan Akta Kelahiran", "Kutipan Akta Kelahiran", DOCUMENT_OTHER, "B. S." },
        { "a child's card", "Kartu Identitas_Anak", "Kartu Identitas_Anak", DOCUMENT_OTHER,
          "B. S." },
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        check_row(&rules, cases[i].what,
                  (struct privacy_row){ DOCUMENT_OTHER, false, "BUDI SANTOSO", "1", cases[i].label,
                                        false },
                  (struct privacy_row){ cases[i].type, false, cases[i].name, "1", cases[i].shown,
                                        !*cases[i].name });
    check_row(&rules, "beside another type",
              (struct privacy_row){ DOCUMENT_KK, false, "B", "1", "Akta Cerai", false },
              (struct privacy_row){ DOCUMENT_KK, false, "B", "1", "", false });
}

static void numbers_are_blotted_out_before_names_are_masked(void **state)
{
    (void)state;
    const struct privacy rules = usual_rules();
    check_row(&rules, "in the name",
              (struct privacy_row){ DOCUMENT_KK, false, "BUDI " NIK, "", "", false },
              (struct privacy_row){ DOCUMENT_KK, false, "BUDI " D16, "", "", false });
    check_row(
        &rules, "across strings",
        (struct privacy_row){ DOCUMENT_OTHER, false, "BUDI 32730101", "0101", "0001 a", false },
        (struct privacy_row){ DOCUMENT_OTHER, false, "BUDI " D6 "••", "••••", "", false });
    /* Letters ended the runs; dots do not. */
    check_row(&rules, "that masking would make",
              (struct privacy_row){ DOCUMENT_KK, false, "1A-2B-3C-4D-5E-6F-7G-8H-9I-1J-2K-3L-4M-5N",
                                    "6-7-8", "", false },
              (struct privacy_row){ DOCUMENT_KK, false, "1A-2•-3•-4•-5•-6•-7•-8•-9•-1•-2•-3•-4•-5•",
                                    "6-7-8", "", false });
}

static void a_mask_that_is_too_long_is_a_stricter_one(void **state)
{
    (void)state;
    const struct privacy rules = usual_rules();
    CLEANUP_BUFFER struct buffer name = BUFFER_INIT(0);
    while (name.len + 3 <= PRIVACY_MAX_STRING)
        buffer_addf(&name, "AB ");
    struct privacy_stage stage;
    privacy_stage_init(&stage, &rules);
    struct privacy_row row = { DOCUMENT_KK, false, name.data, "1", "", false };
    assert_true(privacy_apply(&stage, &row));
    assert_true(strlen(row.name) <= PRIVACY_MAX_STRING);
    assert_null(strstr(row.name, "AB A"));
    privacy_stage_release(&stage);
}

static void what_is_too_long_or_no_text_is_refused(void **state)
{
    (void)state;
    const struct privacy rules = usual_rules();
    CLEANUP_FREE char *longer = xmalloc(PRIVACY_MAX_STRING + 2);
    memset(longer, 'A', PRIVACY_MAX_STRING + 1);
    longer[PRIVACY_MAX_STRING + 1] = '\0';
    struct privacy_stage stage;
    privacy_stage_init(&stage, &rules);
    struct privacy_row rows[] = {
        { DOCUMENT_KK, false, longer, "", "", false },
        { DOCUMENT_KK, false, "", longer, "", false },
        { DOCUMENT_OTHER, false, "", "1", longer, false },
        { DOCUMENT_KK, false, "A\nB", "", "", false },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_false(privacy_apply(&stage, &rows[i]));
    assert_null(privacy_text(&stage, longer));
    assert_null(privacy_text(&stage, "a\tb"));
    privacy_stage_release(&stage);
}

static void ids_with_a_number_are_hashed(void **state)
{
    (void)state;
    const struct privacy rules = usual_rules();
    struct privacy_stage stage;
    char first[PRIVACY_ID_SIZE], second[PRIVACY_ID_SIZE];
    privacy_stage_init(&stage, &rules);
    assert_string_equal(privacy_id(&stage, "k3f9a1", first), "k3f9a1");
    const char *hashed = privacy_id(&stage, "x" NIK, first);
    assert_int_equal(strlen(hashed), PRIVACY_ID_SIZE - 1);
    assert_string_equal(privacy_id(&stage, hashed, second), hashed);
    assert_string_equal(privacy_hashed_id(&stage, "x" NIK, strlen("x" NIK), second), hashed);
    privacy_stage_release(&stage);
}

/* ---- rows of chance: what comes out may be kept, and passes the stage again unchanged */

static uint32_t next_chance(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static const char *const pieces[] = {
    "BUDI ",    "SANTOSO", " ",   "-",      ".",    "3273", "0101",   "０１０１", "٣٢٧٣", "1 ",
    "3.27E+15", "•",       "***", "cerai ", "anak", "Hj. ", ", S.H.", "\u200B",   "/",    "A",
};

static void chance_text(uint32_t *chance, struct buffer *out)
{
    for (int n = (int)(next_chance(chance) % 9); n; n--)
        buffer_addf(out, "%s", pieces[next_chance(chance) % COUNT(pieces)]);
}

static void what_comes_out_may_be_kept(void **state)
{
    (void)state;
    uint32_t chance = 5;
    for (int i = 0; i < 100000; i++) {
        CLEANUP_BUFFER struct buffer name = BUFFER_INIT(0), number = BUFFER_INIT(0),
                                     label = BUFFER_INIT(0), all = BUFFER_INIT(0);
        struct privacy rules = usual_rules();
        if (i % 3 == 0)
            memset(rules.names, (int)(next_chance(&chance) % PRIVACY_RULES), DOCUMENT_TYPES);
        chance_text(&chance, &name);
        chance_text(&chance, &number);
        chance_text(&chance, &label);
        struct privacy_row row = { next_chance(&chance) % DOCUMENT_TYPES,
                                   next_chance(&chance) % 8 == 0,
                                   buffer_text(&name),
                                   buffer_text(&number),
                                   buffer_text(&label),
                                   false };
        struct privacy_stage stage, again;
        privacy_stage_init(&stage, &rules);
        privacy_stage_init(&again, &rules);
        assert_true(privacy_apply(&stage, &row));
        buffer_addf(&all, "%s\t%s\t%s", row.name, row.number, row.label);
        if (redact_finds_number(all.data))
            fail_msg("'%s' '%s' '%s' -> '%s'", buffer_text(&name), buffer_text(&number),
                     buffer_text(&label), all.data);
        /* Not by the same rule: a private row's name is gone, a label's
         * type is told by the label. */
        struct privacy_row second = row;
        assert_true(privacy_apply(&again, &second));
        if (second.type != row.type || strcmp(second.name, row.name) != 0 ||
            strcmp(second.number, row.number) != 0 || strcmp(second.label, row.label) != 0)
            fail_msg("'%s' -> '%s' '%s' '%s'", all.data, second.name, second.number, second.label);
        assert_int_equal(again.masked + again.blotted, 0);
        privacy_stage_release(&stage);
        privacy_stage_release(&again);
    }
}

static void rules_have_a_fingerprint(void **state)
{
    (void)state;
    struct privacy a = usual_rules(), b = usual_rules();
    b.id_key = NULL;
    assert_int_equal(privacy_fingerprint(&a), privacy_fingerprint(&b));
    b.names[DOCUMENT_KK] = PRIVACY_INITIALS;
    assert_int_not_equal(privacy_fingerprint(&a), privacy_fingerprint(&b));
    b = a;
    b.general[DOCUMENT_KK] = true;
    assert_int_not_equal(privacy_fingerprint(&a), privacy_fingerprint(&b));
}

static void what_nobody_sees_joins_no_words(void **state)
{
    (void)state;
    static const char *const names[] = { "BUDI\u200BSANTOSO", "BUDI\u00ADSANTOSO",
                                         "BUDI\u2060SANTOSO", "BUDI\uFEFFSANTOSO",
                                         "BUDI\u3164SANTOSO" };
    struct privacy privacy;
    struct privacy_stage stage;
    privacy_init(&privacy);
    privacy_stage_init(&stage, &privacy);
    for (size_t i = 0; i < COUNT(names); i++) {
        struct privacy_row row = {
            .type = DOCUMENT_KK, .name = names[i], .number = "", .label = ""
        };
        assert_true(privacy_apply(&stage, &row));
        assert_string_equal(row.name, "BUDI S" D6);
    }
    privacy_stage_release(&stage);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_nobody_sees_joins_no_words),
        cmocka_unit_test(each_type_has_its_rule),
        cmocka_unit_test(a_row_may_be_private),
        cmocka_unit_test(what_nobody_sees_is_not_withheld),
        cmocka_unit_test(labels_of_their_own),
        cmocka_unit_test(numbers_are_blotted_out_before_names_are_masked),
        cmocka_unit_test(a_mask_that_is_too_long_is_a_stricter_one),
        cmocka_unit_test(what_is_too_long_or_no_text_is_refused),
        cmocka_unit_test(ids_with_a_number_are_hashed),
        cmocka_unit_test(what_comes_out_may_be_kept),
        cmocka_unit_test(rules_have_a_fingerprint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
