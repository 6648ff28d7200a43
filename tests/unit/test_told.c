/* feed/told.h: words of offices are told, words about people are not. */
#include "feed/told.h"
#include "unit/test.h"

static void tells(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        uint32_t rows, distinct;
        bool told;
    } cases[] = {
        { "SIAP_DICETAK", 1, 10, true },
        { "Selesai Diproses", 1, 1, true },
        { "ready_for_pickup", 1, 5, true },
        { "siapDiambil", 1, 5, true },
        { "MENUNGGU VERIFIKASI", 1, 5, true },
        { "Pencetakan", 1, 5, true },
        { "DITOLAK", 1, 5, true },
        { "Ditandatangani TTE", 5, 5, true },
        { "Akte Lahir", 1, 5, true },
        { "KTP-el", 1, 5, true },
        { "Surat Keterangan Pindah (WNI)", 1, 5, true },
        { "Kartu Keluarga (KK)", 1, 5, true },
        { "completed", 1, 5, true },
        { "Blangko kosong \xE2\x80\x93 menunggu", 1, 5, true },
        { "Siap Diambil \xE2\x9C\x93", 1, 5, true },
        { "Siap \xE2\x80\x93 BUDI", 1, 5, false },
        { "Siap Adé", 1, 5, false },
        { "SIAP_DICETAK", 1, 33, false },
        { "", 9, 1, false },
        /* codes */
        { "ST_2", 1, 5, false },
        { "ST_2", 2, 5, true },
        { "BUDI_SANTOSO", 2, 5, false },
        { "BUDI_SANTOSO", 5, 5, true },
        { "OK", 2, 5, true },
        { "1", 2, 5, true },
        { "1", 1, 5, false },
        /* people, in slipped rows: once, or with all the documents of a household */
        { "BUDI SANTOSO", 1, 1, false },
        { "BUDI SANTOSO", 2, 1, false },
        { "BUDI SANTOSO", 12, 3, false },
        { "SURATMAN", 2, 1, false },
        { "KARTUTI", 2, 1, false },
        { "SELESAI BUDI SANTOSO", 2, 1, false },
        { "KTP SITI", 4, 3, false },
        { "SITI", 2, 30, false },
        { "Jl. Melati No. 5", 4, 2, false },
        { "INDAH", 4, 2, false },
        { "PAKET LEBARAN", 19, 2, false },
        { "PAKET LEBARAN", 20, 2, true },
        { "PAKET LEBARAN", 20, 21, false },
        { "KTP LEBARAN", 5, 2, true },
        /* numbers */
        { "SELESAI 3273010101010001", 50, 1, false },
        { "SELESAI 2026", 50, 1, false },
        { "081-234-567", 50, 1, false },
        { "3,27E+15", 50, 1, false },
        { "3E+15", 50, 1, false },
        { "SELESAI SELESAI SELESAI SELESAI SELESAI S", 50, 1, false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (intake_word_may_be_told(cases[i].word, cases[i].rows, cases[i].distinct) !=
            cases[i].told)
            fail_msg("'%s' in %u rows of %u words", cases[i].word, cases[i].rows,
                     cases[i].distinct);
    }
}

static void tells_areas(void **state)
{
    (void)state;
    static const struct {
        const char *area;
        uint32_t rows, distinct;
        bool told;
    } cases[] = {
        { "KEC. COBLONG", 1, 5, true },
        { "Kecamatan Bandung Kulon", 1, 5, true },
        { "Kelurahan Dago", 1, 5, true },
        { "Desa Suka Maju", 1, 5, true },
        { "Kec. Coblong Jl Melati", 1, 5, false },
        { "Kecamatan Coblong RT 01", 1, 5, false },
        { "Kecamatan Coblong RT 01", 4, 5, false },
        { "Kel. Dago", 4, 5, false }, /* or the family of somebody */
        { "Kel. Dago", 5, 5, true },
        { "Coblong", 19, 5, false },
        { "Coblong", 20, 5, true },
        { "BUDI SANTOSO", 12, 5, false },
        { "Kecamatan", 5, 5, true },
        { "32.73.02", 4, 5, false }, /* or a day */
        { "32.73.02", 5, 5, true },
        { "327302", 5, 5, true },
        { "3273010101010001", 99, 5, false },
        { "KEC. COBLONG", 1, 33, false },
        { "Kecamatan Yang Namanya Panjang Sekali Sampai", 99, 1, false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (intake_area_may_be_told(cases[i].area, cases[i].rows, cases[i].distinct) !=
            cases[i].told)
            fail_msg("'%s' in %u rows of %u words", cases[i].area, cases[i].rows,
                     cases[i].distinct);
    }
}

static void names_of_columns_are_no_rows(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool column, key;
    } cases[] = {
        { "Nama", true, true },
        { "Nama Lengkap Pemohon", true, true },
        { "Tgl. Selesai", true, true },
        { "No. KTP", true, true },
        { "NIK", true, true },
        { "Alamat 2", true, true },
        { "Status Pengiriman", true, true },
        { "data", true, true },
        { "createdAt", true, true },
        { "prod_ajuan_no_reg", true, true },
        { "kdWil", false, true },
        { "KD_LYN", false, true },
        { "d/e", false, true },
        { "stat", true, true },
        { "@odata.nextLink", false, true },
        { "BUDI", false, false },
        { "Siti Aminah", false, false },
        { "SitiAminah", false, false },
        { "Ibu Siti", false, false },
        { "Ibu RT Siti", false, false },
        { "No. BUDI", false, false },
        { "siti aminah", false, false },
        { "KEC. COBLONG", false, false },
        { "nama 1234", false, false },
        { "k_3273", false, false },
        { "7e+15", false, false },
        { "___", false, false },
        { "", false, false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (told_column(cases[i].name) != cases[i].column)
            fail_msg("the column '%s'", cases[i].name);
        if (told_key(cases[i].name) != cases[i].key)
            fail_msg("the key '%s'", cases[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells),
        cmocka_unit_test(tells_areas),
        cmocka_unit_test(names_of_columns_are_no_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
