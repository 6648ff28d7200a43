/* How offices spell the types of documents: what type_table_new() knows. */
#include "policy/word_table.h"

#include "model/document.h"

struct alias {
    const char *word;
    enum document_type type;
};

/* Case, blanks, '_' and '-' do not count. */
static const struct alias aliases[] = {
    { "ktp", DOCUMENT_KTP_EL },
    { "e-ktp", DOCUMENT_KTP_EL },
    { "ektp el", DOCUMENT_KTP_EL },
    { "ktp elektronik", DOCUMENT_KTP_EL },
    { "ktp elektronik (ktp-el)", DOCUMENT_KTP_EL },
    { "ktp digital", DOCUMENT_KTP_EL },
    { "ktp wni", DOCUMENT_KTP_EL },
    { "ktp-el wni", DOCUMENT_KTP_EL },
    { "ktp oa", DOCUMENT_KTP_EL },
    { "ktp-el oa", DOCUMENT_KTP_EL },
    { "ktp-el (e-ktp)", DOCUMENT_KTP_EL },
    { "ktp (e-ktp)", DOCUMENT_KTP_EL },
    { "ktp/e-ktp", DOCUMENT_KTP_EL },
    { "ktp pemula", DOCUMENT_KTP_EL },
    { "kartu tanda penduduk", DOCUMENT_KTP_EL },
    { "kartu tanda penduduk (ktp)", DOCUMENT_KTP_EL },
    { "kartu tanda penduduk (ktp-el)", DOCUMENT_KTP_EL },
    { "kartu tanda penduduk (e-ktp)", DOCUMENT_KTP_EL },
    { "kartu tanda penduduk elektronik", DOCUMENT_KTP_EL },
    { "kartu tanda penduduk elektronik (ktp-el)", DOCUMENT_KTP_EL },
    { "kartu tanda penduduk elektronik (e-ktp)", DOCUMENT_KTP_EL },
    { "identity card", DOCUMENT_KTP_EL },
    { "id card", DOCUMENT_KTP_EL },

    { "kartu keluarga", DOCUMENT_KK },
    { "kartu keluarga (kk)", DOCUMENT_KK },
    { "kk (kartu keluarga)", DOCUMENT_KK },
    { "k.k.", DOCUMENT_KK },
    { "k.k", DOCUMENT_KK },
    { "kk wni", DOCUMENT_KK },
    { "kk oa", DOCUMENT_KK },
    { "tambah anggota keluarga", DOCUMENT_KK },
    { "pecah kk", DOCUMENT_KK },
    { "pisah kk", DOCUMENT_KK },
    { "family card", DOCUMENT_KK },

    { "kartu identitas anak", DOCUMENT_KIA },
    { "kartu identitas anak (kia)", DOCUMENT_KIA },
    { "kia (kartu identitas anak)", DOCUMENT_KIA },
    { "kartu anak", DOCUMENT_KIA },
    { "ktp anak", DOCUMENT_KIA },

    { "kelahiran", DOCUMENT_AKTA_LAHIR },
    { "kelahiran umum", DOCUMENT_AKTA_LAHIR },
    { "kelahiran terlambat", DOCUMENT_AKTA_LAHIR },
    { "akta kelahiran", DOCUMENT_AKTA_LAHIR },
    { "akta lahir", DOCUMENT_AKTA_LAHIR },
    { "akta kelahiran umum", DOCUMENT_AKTA_LAHIR },
    { "akta kelahiran terlambat", DOCUMENT_AKTA_LAHIR },
    { "akta kelahiran baru", DOCUMENT_AKTA_LAHIR },
    { "birth certificate", DOCUMENT_AKTA_LAHIR },

    { "kematian", DOCUMENT_AKTA_MATI },
    { "akta kematian", DOCUMENT_AKTA_MATI },
    { "akta mati", DOCUMENT_AKTA_MATI },
    { "akta meninggal", DOCUMENT_AKTA_MATI },
    { "death certificate", DOCUMENT_AKTA_MATI },

    { "perkawinan", DOCUMENT_AKTA_KAWIN },
    { "pernikahan", DOCUMENT_AKTA_KAWIN },
    { "akta perkawinan", DOCUMENT_AKTA_KAWIN },
    { "akta kawin", DOCUMENT_AKTA_KAWIN },
    { "akta nikah", DOCUMENT_AKTA_KAWIN },
    { "akta pernikahan", DOCUMENT_AKTA_KAWIN },
    { "marriage certificate", DOCUMENT_AKTA_KAWIN },

    { "perceraian", DOCUMENT_AKTA_CERAI },
    { "akta perceraian", DOCUMENT_AKTA_CERAI },
    { "akta cerai", DOCUMENT_AKTA_CERAI },
    { "divorce certificate", DOCUMENT_AKTA_CERAI },

    { "pengakuan anak", DOCUMENT_AKTA_ANAK },
    { "pengesahan anak", DOCUMENT_AKTA_ANAK },
    { "pengangkatan anak", DOCUMENT_AKTA_ANAK },
    { "adopsi", DOCUMENT_AKTA_ANAK },
    { "adopsi anak", DOCUMENT_AKTA_ANAK },
    { "akta anak", DOCUMENT_AKTA_ANAK },
    { "akta adopsi", DOCUMENT_AKTA_ANAK },
    { "akta pengakuan", DOCUMENT_AKTA_ANAK },
    { "akta pengesahan", DOCUMENT_AKTA_ANAK },
    { "akta pengangkatan", DOCUMENT_AKTA_ANAK },
    { "akta pengakuan anak", DOCUMENT_AKTA_ANAK },
    { "akta pengesahan anak", DOCUMENT_AKTA_ANAK },
    { "akta pengangkatan anak", DOCUMENT_AKTA_ANAK },
    { "akta pengakuan/pengesahan anak", DOCUMENT_AKTA_ANAK },
    { "akta pengakuan dan pengesahan anak", DOCUMENT_AKTA_ANAK },
    { "akta pengakuan/pengesahan/pengangkatan anak", DOCUMENT_AKTA_ANAK },

    { "pindah", DOCUMENT_SKPWNI },
    { "pindah keluar", DOCUMENT_SKPWNI },
    { "pindah wni", DOCUMENT_SKPWNI },
    { "pindah domisili", DOCUMENT_SKPWNI },
    { "pindah penduduk", DOCUMENT_SKPWNI },
    { "perpindahan", DOCUMENT_SKPWNI },
    { "perpindahan penduduk", DOCUMENT_SKPWNI },
    { "perpindahan keluar", DOCUMENT_SKPWNI },
    { "surat pindah", DOCUMENT_SKPWNI },
    { "surat pindah keluar", DOCUMENT_SKPWNI },
    { "surat pindah wni", DOCUMENT_SKPWNI },
    { "surat keterangan pindah", DOCUMENT_SKPWNI },
    { "surat keterangan pindah keluar", DOCUMENT_SKPWNI },
    { "surat keterangan pindah penduduk", DOCUMENT_SKPWNI },
    { "surat keterangan pindah wni", DOCUMENT_SKPWNI },
    { "surat keterangan pindah (wni)", DOCUMENT_SKPWNI },
    { "surat keterangan pindah (skp)", DOCUMENT_SKPWNI },
    { "surat keterangan pindah (skpwni)", DOCUMENT_SKPWNI },
    { "surat keterangan pindah wni (skpwni)", DOCUMENT_SKPWNI },
    { "surat keterangan pindah warga negara indonesia", DOCUMENT_SKPWNI },

    { "pindah datang", DOCUMENT_SKDWNI },
    { "pindah datang wni", DOCUMENT_SKDWNI },
    { "pindah masuk", DOCUMENT_SKDWNI },
    { "kedatangan", DOCUMENT_SKDWNI },
    { "kedatangan penduduk", DOCUMENT_SKDWNI },
    { "datang wni", DOCUMENT_SKDWNI },
    { "perpindahan datang", DOCUMENT_SKDWNI },
    { "surat pindah datang", DOCUMENT_SKDWNI },
    { "surat keterangan datang", DOCUMENT_SKDWNI },
    { "surat keterangan datang wni", DOCUMENT_SKDWNI },
    { "surat keterangan pindah datang", DOCUMENT_SKDWNI },
    { "surat keterangan pindah datang wni", DOCUMENT_SKDWNI },
    { "surat keterangan pindah datang (wni)", DOCUMENT_SKDWNI },
    { "surat keterangan datang wni (skdwni)", DOCUMENT_SKDWNI },
    { "surat keterangan pindah datang wni (skdwni)", DOCUMENT_SKDWNI },

    { "tempat tinggal sementara", DOCUMENT_SKTT },
    { "surat keterangan tempat tinggal", DOCUMENT_SKTT },
    { "surat keterangan tempat tinggal (sktt)", DOCUMENT_SKTT },
    { "surat keterangan tempat tinggal oa", DOCUMENT_SKTT },
    { "surat keterangan tempat tinggal orang asing", DOCUMENT_SKTT },

    { "suket ktp", DOCUMENT_SUKET },
    { "suket ktp-el", DOCUMENT_SUKET },
    { "suket pengganti ktp", DOCUMENT_SUKET },
    { "suket pengganti ktp-el", DOCUMENT_SUKET },
    { "surat keterangan", DOCUMENT_SUKET },
    { "surat keterangan (suket)", DOCUMENT_SUKET },
    { "surat keterangan kependudukan", DOCUMENT_SUKET },
    { "surat keterangan (kependudukan)", DOCUMENT_SUKET },
    { "surat keterangan pengganti ktp", DOCUMENT_SUKET },
    { "surat keterangan pengganti ktp-el", DOCUMENT_SUKET },
    { "surat keterangan perekaman", DOCUMENT_SUKET },
    { "surat keterangan perekaman ktp-el", DOCUMENT_SUKET },

    { "biodata wni", DOCUMENT_BIODATA },
    { "biodata (wni)", DOCUMENT_BIODATA },
    { "biodata penduduk", DOCUMENT_BIODATA },
    { "biodata penduduk wni", DOCUMENT_BIODATA },
    { "biodata keluarga", DOCUMENT_BIODATA },

    { "lainnya", DOCUMENT_OTHER },
    { "lain-lain", DOCUMENT_OTHER },
};

/* What offices put in front of any of these, or behind. */
static const char *const before[] = {
    "cetak",     "cetakulang",  "pencetakan",  "pencetakanulang", "penerbitan",
    "pembuatan", "pengurusan",  "permohonan",  "pengajuan",       "pelayanan",
    "layanan",   "pengambilan", "penggantian", "perubahan",       NULL,
};
static const char *const behind[] = {
    "baru",
    "hilang",
    "rusak",
    "hilang/rusak",
    "hilangataurusak",
    "(baru)",
    "(hilang)",
    "(rusak)",
    "perubahan",
    "perubahandata",
    "perubahanelemendata",
    "(perubahan)",
    "gantidata",
    "pengganti",
    "cetakulang",
    NULL,
};

/* "akta X" also as "akte X", and each as "kutipan akta X". */
static void add_akta(struct word_table *t, const struct alias *alias)
{
    static const char *const akta[] = { "akta", "akte", "kutipan akta", "kutipan akte" };
    for (size_t i = 0; i < COUNT(akta); i++) {
        CLEANUP_FREE char *spelled = xasprintf("%s%s", akta[i], alias->word + strlen("akta"));
        word_table_add(t, spelled, (int)alias->type);
    }
}

struct word_table *type_table_new(void)
{
    struct word_table *t = word_table_new();
    word_table_loosen(t, before, behind);
    for (int i = 0; i < DOCUMENT_TYPES; i++)
        word_table_add(t, document_type_slugs[i], i);
    for (size_t i = 0; i < COUNT(aliases); i++) {
        if (strncmp(aliases[i].word, "akta", strlen("akta")) == 0)
            add_akta(t, &aliases[i]);
        else
            word_table_add(t, aliases[i].word, (int)aliases[i].type);
    }
    return t;
}
