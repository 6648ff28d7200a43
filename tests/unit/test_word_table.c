/* policy/word_table.h: an office's own words. */
#include "model/document.h"
#include "policy/word_table.h"
#include "unit/test.h"

static void knows_types(void **state)
{
    (void)state;
    CLEANUP(word_table_free) struct word_table *t = type_table_new();
    static const struct {
        enum document_type type;
        const char *words[24];
    } cases[] = {
        { DOCUMENT_KTP_EL,
          { "KTP",
            "e-KTP",
            "E KTP",
            "eKTP",
            "KTP-el",
            "KTP El",
            "KTP_EL",
            "KTP Elektronik",
            "Kartu Tanda Penduduk",
            "Kartu Tanda Penduduk Elektronik",
            "Kartu Tanda Penduduk Elektronik (KTP-el)",
            "cetak KTP",
            "Cetak KTP-el",
            "KTP Baru",
            "KTP Hilang",
            "KTP Rusak",
            "Penerbitan KTP Elektronik",
            "KTP-el WNI",
            "PENCETAKAN E-KTP",
            "ktp-el (hilang)",
            "Perubahan KTP-el",
            "Cetak Ulang KTP-el Hilang/Rusak" } },
        { DOCUMENT_KK,
          { "KK", "Kartu Keluarga", "KARTU_KELUARGA", "Kartu Keluarga (KK)", "Cetak KK", "KK Baru",
            "Pecah KK", "Perubahan KK", "Perubahan Kartu Keluarga", "KK Perubahan Data" } },
        { DOCUMENT_KIA,
          { "KIA", "Kartu Identitas Anak", "Kartu Identitas Anak (KIA)", "Cetak KIA",
            "KIA Baru" } },
        { DOCUMENT_AKTA_LAHIR,
          { "Akta Kelahiran", "Akte Kelahiran", "Akta Lahir", "Akte Lahir", "AKTA-LAHIR",
            "Kutipan Akta Kelahiran", "Kutipan Akte Lahir", "Penerbitan Akta Kelahiran",
            "Kutipan Akta Kelahiran Hilang", "Kelahiran", "Akta Kelahiran Terlambat" } },
        { DOCUMENT_AKTA_MATI,
          { "Akta Kematian", "Akte Kematian", "Akta Mati", "Akte Mati", "Kutipan Akta Kematian",
            "Kematian" } },
        { DOCUMENT_AKTA_KAWIN,
          { "Akta Perkawinan", "Akta Kawin", "Akte Nikah", "Akta Pernikahan", "Akte Kawin",
            "Kutipan Akta Perkawinan" } },
        { DOCUMENT_AKTA_CERAI,
          { "Akta Perceraian", "Akta Cerai", "Akte Cerai", "Kutipan Akta Perceraian" } },
        { DOCUMENT_AKTA_ANAK,
          { "Akta Pengakuan Anak", "Akta Pengesahan Anak", "Akta Pengangkatan Anak",
            "Pengangkatan Anak", "Akte Pengakuan Anak", "Kutipan Akta Pengesahan Anak" } },
        { DOCUMENT_SKPWNI,
          { "SKPWNI", "Surat Keterangan Pindah", "Surat Keterangan Pindah WNI",
            "Surat Keterangan Pindah (WNI)", "Pindah Keluar", "Surat Pindah", "PINDAH_KELUAR",
            "Surat Keterangan Pindah (SKPWNI)", "Penerbitan SKPWNI" } },
        { DOCUMENT_SKDWNI,
          { "SKDWNI", "Pindah Datang", "Surat Keterangan Pindah Datang", "Kedatangan",
            "Surat Keterangan Datang WNI", "Surat Keterangan Pindah Datang WNI" } },
        { DOCUMENT_SKTT,
          { "SKTT", "Surat Keterangan Tempat Tinggal", "Surat Keterangan Tempat Tinggal (SKTT)" } },
        { DOCUMENT_SUKET,
          { "SUKET", "Surat Keterangan", "Surat Keterangan Kependudukan", "Suket KTP-el",
            "Suket Pengganti KTP-el", "Surat Keterangan Pengganti KTP-el" } },
        { DOCUMENT_BIODATA, { "Biodata", "Biodata WNI", "Biodata Penduduk", "Cetak Biodata" } },
        { DOCUMENT_OTHER, { "other", "Lainnya", "Lain-lain" } },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t j = 0; j < COUNT(cases[i].words) && cases[i].words[j]; j++) {
            int type = word_table_find(t, cases[i].words[j]);
            if (type != (int)cases[i].type)
                fail_msg("'%s' is %s", cases[i].words[j],
                         type < 0 ? "unknown" : document_type_slugs[type]);
        }
    }
    static const char *const unknown[] = { "",           "Legalisir",  "KTPX",
                                           "Akta",       "Akta Tanah", "SKP",
                                           "NIK",        "Cetak",      "Baru",
                                           "Cetak Baru", "KTP Barux",  "Cetak Cetak KTP" };
    for (size_t i = 0; i < COUNT(unknown); i++) {
        if (word_table_find(t, unknown[i]) != -1)
            fail_msg("'%s' is a type", unknown[i]);
    }
}

/* Every slug of the feed format, the general label too: nobody's alias may take one. */
static void knows_slugs(void **state)
{
    (void)state;
    CLEANUP(word_table_free) struct word_table *t = type_table_new();
    for (int i = 0; i < DOCUMENT_TYPES; i++)
        assert_int_equal(word_table_find(t, document_type_slugs[i]), i);
}

static void an_office_changes_a_meaning(void **state)
{
    (void)state;
    CLEANUP(word_table_free) struct word_table *t = type_table_new();
    assert_false(word_table_add(t, "PINDAH", DOCUMENT_SKDWNI));
    assert_int_equal(word_table_find(t, "Pindah"), DOCUMENT_SKPWNI);
    word_table_set(t, "PINDAH", DOCUMENT_SKDWNI);
    assert_int_equal(word_table_find(t, "Pindah"), DOCUMENT_SKDWNI);
    word_table_set(t, "Kartu Sakti", DOCUMENT_OTHER);
    assert_int_equal(word_table_find(t, "KARTU_SAKTI"), DOCUMENT_OTHER);
}

static void statuses(void **state)
{
    (void)state;
    CLEANUP(word_table_free) struct word_table *t = status_table_new();
    assert_int_equal(word_table_find(t, "pickup"), STATUS_PICKUP);
    assert_int_equal(word_table_find(t, "Download"), STATUS_DOWNLOAD);
    assert_int_equal(word_table_find(t, "HIDDEN"), STATUS_HIDDEN);
    assert_int_equal(word_table_find(t, "SELESAI"), -1);
    assert_true(word_table_add(t, "SIAP_DIAMBIL", STATUS_PICKUP));
    assert_true(word_table_add(t, "SIAP_DICETAK", STATUS_HIDDEN));
    static const char *const spellings[] = { "siap diambil", "Siap-Diambil", " SIAP  DIAMBIL ",
                                             "siapdiambil",  "SIAP_DIAMBIL", "SIAP\u00A0DIAMBIL" };
    for (size_t i = 0; i < COUNT(spellings); i++) {
        if (word_table_find(t, spellings[i]) != STATUS_PICKUP)
            fail_msg("'%s'", spellings[i]);
        assert_false(word_table_add(t, spellings[i], STATUS_HIDDEN));
    }
    assert_int_equal(word_table_find(t, "Siap Dicetak"), STATUS_HIDDEN);
}

static void words_beyond_ascii(void **state)
{
    (void)state;
    CLEANUP(word_table_free) struct word_table *t = word_table_new();
    assert_int_equal(word_table_find(t, "x"), -1);
    assert_true(word_table_add(t, "SÉLESAI", 3));
    assert_int_equal(word_table_find(t, "sélesai"), 3);
    assert_int_equal(word_table_find(t, "se\u0301lesai"), 3);
    assert_int_equal(word_table_find(t, "selesai"), -1);
}

static void holds_many(void **state)
{
    (void)state;
    CLEANUP(word_table_free) struct word_table *t = word_table_new();
    for (int i = 0; i < 5000; i++) {
        CLEANUP_FREE char *word = xasprintf("Word %d", i);
        assert_true(word_table_add(t, word, i));
    }
    for (int i = 0; i < 5000; i++) {
        CLEANUP_FREE char *word = xasprintf("WORD_%d", i);
        assert_int_equal(word_table_find(t, word), i);
    }
    assert_int_equal(word_table_find(t, "word5000"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_types),
        cmocka_unit_test(knows_slugs),
        cmocka_unit_test(an_office_changes_a_meaning),
        cmocka_unit_test(statuses),
        cmocka_unit_test(words_beyond_ascii),
        cmocka_unit_test(holds_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
