/* What the names of columns and the words of statuses mean, most likely. */
#include "feed/suggest_parts.h"

#include "base/text.h"

/* ---- the words of a name */

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Whether a word begins at `p`: "noReg", "NIKPemohon". */
static bool begins_word(const char *name, const char *p)
{
    return p > name && is_upper(*p) && (is_lower(p[-1]) || (is_upper(p[-1]) && is_lower(p[1])));
}

char *suggest_tokens(const char *name)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    buffer_append(&out, " ", 1);
    for (const char *p = name; *p; p++) {
        bool letter = is_upper(*p) || is_lower(*p);
        if ((!letter || begins_word(name, p)) && out.data[out.len - 1] != ' ')
            buffer_append(&out, " ", 1);
        char c = (char)(*p | 0x20);
        if (letter)
            buffer_append(&out, &c, 1);
    }
    if (out.data[out.len - 1] != ' ')
        buffer_append(&out, " ", 1);
    return xstrdup(buffer_text(&out));
}

bool suggest_has(const char *tokens, const char *words)
{
    for (const char *p = words + strspn(words, " "); *p; p += strspn(p, " ")) {
        size_t len = strcspn(p, " ");
        for (const char *at = tokens; (at = memmem(at, strlen(at), p, len)); at++) {
            if (at[-1] == ' ' && at[len] == ' ')
                return true;
        }
        p += len;
    }
    return false;
}

/* ---- what a name says */

#define NAME   "nama name namalengkap namapemohon fullname nm"
#define NUMBER "no nomor nomer number num kode code"
#define DAY    "tgl tanggal date at waktu time pada on"
#define FAMILY                                                                                     \
    "ibu mother ayah father bapak ortu orangtua tua wali suami istri saksi pelapor kepala kep "    \
    "pengambil penerima kuasa kontak contact saudara"
#define PHONE   "hp nohp telp notelp telepon phone handphone mobile wa nowa whatsapp hape"
#define ADDRESS "alamat address jalan rt rw"
#define AREA    "kecamatan kec district subdistrict distrik kapanewon kemantren namakecamatan"
#define VILLAGE "kelurahan kel desa village keldesa kalurahan namakelurahan"
#define ITEM    "layanan service dokumen document produk product"
#define REQUEST                                                                                    \
    "reg registrasi registration register pengajuan permohonan pendaftaran ajuan aju resi tiket "  \
    "ticket request application tracking order"

/* A member's column is called by one word of `any` and one of `with`, none of `none`; the best line
 * counts. */
static const struct hint {
    enum map_member member;
    int score;
    const char *any, *with, *none;
} hints[] = {
    { MAP_NAME, 10, NAME,
      "pemohon applicant lengkap lgkp full penduduk pemilik warga owner resident",
      FAMILY " petugas operator officer " ITEM " jenis " AREA " " VILLAGE
             " file first last depan belakang" },
    { MAP_NAME, 8, NAME, "",
      FAMILY
      " petugas operator officer user admin " ITEM " jenis tipe type status " AREA " " VILLAGE
      " kota kabupaten kab provinsi file instansi loket counter kantor lokasi tempat first last "
      "depan belakang bank kk kelamin" },
    { MAP_NAME, 5, "pemohon applicant", "",
      NUMBER " id nik " DAY " " ITEM " jenis status first last" },

    { MAP_NUMBER, 12, NUMBER, REQUEST, "nik kk ktp urut antrian status jenis akta" },
    { MAP_NUMBER, 11,
      "noreg noregistrasi nomorregistrasi noregister nopengajuan nopermohonan noresi notiket resi "
      "registrasi regno koderegistrasi kodebooking nomorpengajuan nomorpermohonan",
      "", "nik kk ktp " DAY },
    { MAP_NUMBER, 5, "nomor nomer number", "", "nik kk ktp urut antrian akta kartu pos " PHONE },

    { MAP_ID, 10, "id uuid guid", "",
      "nik national user petugas operator jenis type kategori status loket card kota wilayah " ITEM
      " " AREA " " VILLAGE " " FAMILY },

    { MAP_TYPE, 12, "jenis tipe type", ITEM " permohonan pengajuan berkas akta surat",
      "kelamin " NUMBER " id " DAY " status url link file" },
    { MAP_TYPE, 11, NAME, ITEM, NUMBER " id " DAY " status url link file" },
    { MAP_TYPE, 9, ITEM, "", NUMBER " id " DAY " status url link file jumlah count" },
    { MAP_TYPE, 8, "jenis tipe type", "",
      "kelamin " NUMBER " id " DAY " status url link file user" },

    { MAP_STATUS, 12, "status state sts stat",
      ITEM " pengajuan permohonan berkas proses cetak terakhir ajuan request",
      "kawin kwn perkawinan nikah hubungan hubkel hbkel keluarga hdk bayar payment " NUMBER
      " id " DAY },
    { MAP_STATUS, 11, "status state sts stat statuspengajuan statuspermohonan statusdokumen", "",
      "kawin kwn perkawinan nikah hubungan hubkel hbkel keluarga hdk bayar payment id " DAY },
    { MAP_STATUS, 6, "progres progress tahap tahapan stage posisi proses", "", "id " DAY },
    { MAP_STATUS, 3, "keterangan ket", "", "" },

    { MAP_DONE, 12, DAY,
      "selesai finish finished done completed complete cetak printed print terbit issued jadi siap "
      "ready",
      "lahir birth expired berlaku" },
    { MAP_DONE, 7, DAY, "update updated ubah diubah perubahan modified status terakhir last",
      "lahir birth expired berlaku login" },
    { MAP_DONE, 6,
      "selesai finish finished done completed jadi dicetak terbit diterbitkan modified updated "
      "diperbarui",
      "", "lahir birth by oleh user petugas" },
    { MAP_DONE, 4, DAY, "",
      "lahir birth mati kematian kawin nikah cerai expired berlaku ambil diambil created create "
      "masuk daftar pengajuan permohonan ajuan terima diterima input dibuat buat" },
    { MAP_DONE, 1, DAY,
      "created create masuk daftar pengajuan permohonan ajuan terima diterima input dibuat buat",
      "lahir birth" },

    { MAP_AREA, 10, AREA, "", "status " DAY " kelamin petugas" },
    { MAP_VILLAGE, 10, VILLAGE, "", "status " DAY " jenis kelamin petugas" },
    { MAP_ROUTE, 10, "loket counter", "", "petugas " DAY },
    { MAP_ROUTE, 10, "tempat lokasi titik", "ambil pengambilan pickup", "petugas " DAY },
    { MAP_PRIVATE, 10, "private rahasia protected privat isprivate israhasia", "", "" },
};

/* No column of these is ever mapped. */
static const struct {
    enum suggest_secret secret;
    const char *any, *with, *none;
} secrets[] = {
    { SECRET_NUMBER, "nik nonik noktp nokk npwp bpjs paspor passport nkk", "", "" },
    { SECRET_NUMBER, NUMBER " id", "ktp kk national identitas identity", REQUEST },
    { SECRET_PHONE, PHONE " email surel", "", "" },
    { SECRET_ADDRESS, ADDRESS, "", AREA " " VILLAGE },
    { SECRET_BIRTH,
      "dob birthdate birthday ttl tgllahir tgllhr tanggallahir tempatlahir lhr usia umur age", "",
      "" },
    { SECRET_BIRTH, "lahir birth", "tgl tanggal date tempat tmpt tmp place day kota", "" },
    { SECRET_BIRTH, "lahir birth", "", "akta akte certificate jenis status " ITEM },
    { SECRET_FAMILY, FAMILY, NAME " nik", ITEM },
    { SECRET_FAMILY, "ibu mother ayah father bapak ortu orangtua", "", "" },
    { SECRET_OTHER,
      "agama pekerjaan gender kelamin klmin sex jk password sandi token secret foto photo ttd "
      "signature darah",
      "", "" },
};

int suggest_known_tokens(const char *tokens)
{
    static const char other[] =
        "kota kabupaten kab provinsi kodepos keterangan ket catatan wilayah "
        "pemohon applicant petugas operator user file urut berkas kelamin jk first last "
        "depan belakang";
    int known = 0;
    for (const char *p = tokens + strspn(tokens, " "); *p; p += strspn(p, " ")) {
        size_t len = strcspn(p, " ");
        CLEANUP_FREE char *token = xasprintf(" %.*s ", (int)len, p);
        bool found = suggest_has(token, other);
        for (size_t i = 0; i < COUNT(hints) && !found; i++)
            found = suggest_has(token, hints[i].any) || suggest_has(token, hints[i].with);
        for (size_t i = 0; i < COUNT(secrets) && !found; i++)
            found = suggest_has(token, secrets[i].any) || suggest_has(token, secrets[i].with);
        known += found;
        p += len;
    }
    return known;
}

enum suggest_secret suggest_secret_of(const struct suggest_column *c)
{
    for (size_t i = 0; i < COUNT(secrets); i++) {
        if (suggest_has(c->tokens, secrets[i].any) &&
            (!*secrets[i].with || suggest_has(c->tokens, secrets[i].with)) &&
            !suggest_has(c->tokens, secrets[i].none))
            return secrets[i].secret;
    }
    /* A number of 16 digits in a name is blotted out; a column of them is no name. */
    if (c->long_numbers * 5 >= c->filled && c->long_numbers)
        return SECRET_NUMBER;
    if (c->phones * 2 >= c->filled && c->phones)
        return SECRET_PHONE;
    if (c->addresses * 3 >= c->filled && c->addresses)
        return SECRET_ADDRESS;
    if (c->births * 3 >= c->filled && c->births)
        return SECRET_BIRTH;
    return SECRET_NONE;
}

/* ---- how well a column would do */

static int name_score(const struct suggest_column *c, enum map_member member)
{
    int best = 0;
    for (size_t i = 0; i < COUNT(hints); i++) {
        const struct hint *h = &hints[i];
        if (h->member == member && h->score > best && suggest_has(c->tokens, h->any) &&
            (!*h->with || suggest_has(c->tokens, h->with)) && !suggest_has(c->tokens, h->none))
            best = h->score;
    }
    return best;
}

/* Tenths of the filled rows. */
static int share(const struct suggest_column *c, uint32_t rows)
{
    return c->filled ? (int)((uint64_t)rows * 10 / c->filled) : 0;
}

static bool is_repeated(const struct suggest_column *c)
{
    for (uint32_t i = 0; i < c->word_count; i++) {
        if (c->words[i].rows > 1)
            return true;
    }
    return false;
}

static int best_days(const struct suggest_column *c)
{
    return share(c, MAX(c->days[DATE_DMY], MAX(c->days[DATE_MDY], c->days[DATE_YMD])));
}

/* What the values say: added to the name's score, or NEVER. */
#define NEVER (-1000)

static int content_score(const struct suggest_column *c, enum map_member member, int name)
{
    switch (member) {
    case MAP_ID:
        return is_repeated(c) || c->long_numbers || c->depth > 1 ? NEVER : 0;
    case MAP_NAME:
        return share(c, c->letters) < 6 || share(c, c->known_types) > 5 || best_days(c) > 5 ||
                       share(c, c->truths) > 5
                   ? NEVER
                   : 0;
    case MAP_NUMBER:
        return c->long_numbers || best_days(c) > 8 || share(c, c->short_ones) > 5 ||
                       share(c, c->phones) > 3 || (is_repeated(c) && c->word_count < 3)
                   ? NEVER
                   : 0;
    case MAP_TYPE:
        return c->many || (!name && share(c, c->known_types) < 6) ? NEVER
                                                                  : share(c, c->known_types);
    case MAP_STATUS:
        return c->many || (name < 5 && share(c, c->known_statuses) < 6)
                   ? NEVER
                   : share(c, c->known_statuses);
    case MAP_DONE:
        return !name || best_days(c) < 7 ? NEVER : 0;
    case MAP_AREA:
    case MAP_VILLAGE:
        if ((share(c, c->digits_only) > 5 && share(c, c->codes) < 5))
            return NEVER;
        return share(c, c->letters) > 5 ? 5 : 0;
    case MAP_PRIVATE:
        return share(c, c->truths) < 8 ? NEVER : 0;
    case MAP_ROUTE:
        return c->many ? NEVER : 0;
    default:
        return 0;
    }
}

int suggest_score(const struct suggest_column *c, enum map_member member)
{
    bool by_content = member == MAP_TYPE || member == MAP_STATUS;
    int name = name_score(c, member);
    if (!c->filled || !c->may_be_told || (!name && !by_content) ||
        suggest_secret_of(c) != SECRET_NONE)
        return 0;
    /* Where one column does as well as another, the one that stands nearer in the row. */
    return MAX(10 * (name + content_score(c, member, name)) - c->depth, 0);
}

/* ---- statuses */

/* The first line counts that is found in the word, folded. */
static const struct {
    const char *part;
    enum status status;
} status_parts[] = {
    { "siapdicetak", STATUS_HIDDEN },
    { "siapcetak", STATUS_HIDDEN },
    { "belum", STATUS_HIDDEN },
    { "tidak", STATUS_HIDDEN },
    { "batal", STATUS_HIDDEN },
    { "tolak", STATUS_HIDDEN },
    { "gagal", STATUS_HIDDEN },
    { "reject", STATUS_HIDDEN },
    { "cancel", STATUS_HIDDEN },
    { "fail", STATUS_HIDDEN },
    { "incomplete", STATUS_HIDDEN },
    { "notready", STATUS_HIDDEN },
    { "notyet", STATUS_HIDDEN },
    { "unfinish", STATUS_HIDDEN },
    { "notfinish", STATUS_HIDDEN },
    { "readytoprint", STATUS_HIDDEN },
    { "readyforprint", STATUS_HIDDEN },
    { "sudahdiambil", STATUS_HIDDEN },
    { "telahdiambil", STATUS_HIDDEN },
    { "sudahambil", STATUS_HIDDEN },
    { "selesaidiambil", STATUS_HIDDEN },
    { "diserahkan", STATUS_HIDDEN },
    { "penyerahan", STATUS_HIDDEN },
    { "sudahditerima", STATUS_HIDDEN },
    { "pickedup", STATUS_HIDDEN },
    { "collected", STATUS_HIDDEN },
    { "delivered", STATUS_HIDDEN },
    { "taken", STATUS_HIDDEN },
    { "siapverif", STATUS_HIDDEN },
    { "siaptte", STATUS_HIDDEN },
    { "siapproses", STATUS_HIDDEN },
    { "siapdiproses", STATUS_HIDDEN },
    { "siapdiverif", STATUS_HIDDEN },
    { "siapkirim", STATUS_HIDDEN },
    { "siapdikirim", STATUS_HIDDEN },
    { "siapunduh", STATUS_DOWNLOAD },
    { "siapdiunduh", STATUS_DOWNLOAD },
    { "download", STATUS_DOWNLOAD },
    { "dapatdiunduh", STATUS_DOWNLOAD },
    { "bisadiunduh", STATUS_DOWNLOAD },
    { "siapambil", STATUS_PICKUP },
    { "siapdiambil", STATUS_PICKUP },
    { "dapatdiambil", STATUS_PICKUP },
    { "bisadiambil", STATUS_PICKUP },
    { "menunggudiambil", STATUS_PICKUP },
    { "readyforpickup", STATUS_PICKUP },
    { "pickup", STATUS_PICKUP },
    { "selesaiverif", STATUS_HIDDEN },
    { "verifikasiselesai", STATUS_HIDDEN },
    { "selesai", STATUS_PICKUP },
    { "sudahdicetak", STATUS_PICKUP },
    { "telahdicetak", STATUS_PICKUP },
    { "sudahcetak", STATUS_PICKUP },
    { "tercetak", STATUS_PICKUP },
    { "menunggu", STATUS_HIDDEN },
    { "antri", STATUS_HIDDEN },
    { "proses", STATUS_HIDDEN },
    { "process", STATUS_HIDDEN },
    { "progress", STATUS_HIDDEN },
    { "pending", STATUS_HIDDEN },
    { "waiting", STATUS_HIDDEN },
    { "draft", STATUS_HIDDEN },
    { "diajukan", STATUS_HIDDEN },
    { "pengajuan", STATUS_HIDDEN },
    { "submitted", STATUS_HIDDEN },
    { "diterima", STATUS_HIDDEN },
    { "received", STATUS_HIDDEN },
    { "verif", STATUS_HIDDEN },
    { "valid", STATUS_HIDDEN },
    { "review", STATUS_HIDDEN },
    { "revisi", STATUS_HIDDEN },
    { "dikembalikan", STATUS_HIDDEN },
    { "perbaikan", STATUS_HIDDEN },
    { "tunda", STATUS_HIDDEN },
    { "expired", STATUS_HIDDEN },
    { "hidden", STATUS_HIDDEN },
    { "completed", STATUS_PICKUP },
    { "complete", STATUS_PICKUP },
    { "finish", STATUS_PICKUP },
    { "printed", STATUS_PICKUP },
};
/* Words that mean it only when they stand alone. */
static const struct {
    const char *word;
    enum status status;
} whole_statuses[] = {
    { "done", STATUS_PICKUP },    { "ready", STATUS_PICKUP },
    { "jadi", STATUS_PICKUP },    { "sudahjadi", STATUS_PICKUP },
    { "baru", STATUS_HIDDEN },    { "new", STATUS_HIDDEN },
    { "diambil", STATUS_HIDDEN }, { "masuk", STATUS_HIDDEN },
    { "open", STATUS_HIDDEN },    { "siapdownload", STATUS_DOWNLOAD },
    { "unduh", STATUS_DOWNLOAD }, { "dicetak", STATUS_HIDDEN },
    { "cetak", STATUS_HIDDEN },   { "pencetakan", STATUS_HIDDEN },
};

enum status suggest_status(const char *word, bool *ret_sure)
{
    CLEANUP_BUFFER struct buffer folded = BUFFER_SECRET(0);
    text_fold_key(word, &folded);
    *ret_sure = text_length(word) <= TOLD_LONGEST;
    for (size_t i = 0; i < COUNT(whole_statuses); i++) {
        if (strcmp(buffer_text(&folded), whole_statuses[i].word) == 0)
            return whole_statuses[i].status;
    }
    for (size_t i = 0; i < COUNT(status_parts) && *ret_sure; i++) {
        if (strstr(buffer_text(&folded), status_parts[i].part))
            return status_parts[i].status;
    }
    *ret_sure = false;
    return STATUS_HIDDEN;
}
