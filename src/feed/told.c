#include "feed/told.h"

#include "base/text.h"
#include "policy/areas.h"
#include "feed/suggest_parts.h"
#include "policy/redact.h"

#include <strings.h>

#define LONGEST_TOKEN 24
#define CODE_ROWS     2
#define HALF_ROWS     5
#define ANY_ROWS      20

/* Compared whole, but for the endings and beginnings below: "surat" is a word of
 * offices, Suratman a name. */
static const char *const roots[] = {
    /* what is done with a document */
    "siap",
    "selesai",
    "cetak",
    "proses",
    "tolak",
    "batal",
    "ambil",
    "terbit",
    "verifikasi",
    "verif",
    "validasi",
    "valid",
    "tunggu",
    "nunggu",
    "antri",
    "antre",
    "antrian",
    "kirim",
    "unduh",
    "serah",
    "terima",
    "setuju",
    "tunda",
    "pending",
    "ajukan",
    "aju",
    "masuk",
    "keluar",
    "gagal",
    "hapus",
    "kembali",
    "revisi",
    "baik",
    "lengkap",
    "periksa",
    "cek",
    "arsip",
    "tutup",
    "buka",
    "buat",
    "hilang",
    "rusak",
    "ganti",
    "ubah",
    "rekam",
    "tte",
    "tanda",
    "tangan",
    "tandatangan",
    "salur",
    "distribusi",
    "simpan",
    "jadi",
    "konfirmasi",
    "informasi",
    "ttd",
    "acc",
    "bsre",
    "siak",
    "penyerahan",
    "pengiriman",
    "penolakan",
    "penerimaan",
    "diserahkan",
    "koreksi",
    "blangko",
    "blanko",
    "kosong",
    "habis",
    "entri",
    "entry",
    "input",
    "operator",
    "petugas",
    "pemohon",
    "loket",
    "kasi",
    "kabid",
    "kadis",
    "dinas",
    "disdukcapil",
    "dukcapil",
    "kecamatan",
    "kelurahan",
    "desa",
    "mpp",
    "status",
    "tahap",
    "online",
    "offline",
    "mandiri",
    "elektronik",
    "digital",
    "email",
    "pdf",
    "baru",
    "lama",
    "aktif",
    "nonaktif",
    "publish",
    "published",
    "ulang",
    "berkas",
    "dokumen",
    "data",
    "elemen",
    "syarat",
    "pengajuan",
    "permohonan",
    "layanan",
    "pelayanan",
    "panggil",
    "sementara",
    /* English */
    "complete",
    "completed",
    "done",
    "ready",
    "draft",
    "reject",
    "rejected",
    "finish",
    "finished",
    "on",
    "printed",
    "print",
    "printing",
    "approve",
    "approved",
    "process",
    "processing",
    "progress",
    "wait",
    "waiting",
    "cancel",
    "cancelled",
    "canceled",
    "new",
    "submit",
    "submitted",
    "review",
    "reviewed",
    "pickup",
    "picked",
    "pick",
    "download",
    "deliver",
    "delivered",
    "received",
    "returned",
    "verified",
    "verify",
    "issued",
    "active",
    "closed",
    "open",
    "opened",
    "failed",
    "expired",
    "archived",
    "signed",
    "success",
    "error",
    "hidden",
    "for",
    "not",
    "yet",
    "and",
    "the",
    /* documents */
    "akta",
    "akte",
    "ktp",
    "ektp",
    "kartu",
    "penduduk",
    "keluarga",
    "identitas",
    "anak",
    "kia",
    "surat",
    "keterangan",
    "suket",
    "pindah",
    "datang",
    "lahir",
    "mati",
    "kelahiran",
    "kematian",
    "kawin",
    "perkawinan",
    "nikah",
    "pernikahan",
    "cerai",
    "perceraian",
    "pengakuan",
    "pengesahan",
    "pengangkatan",
    "adopsi",
    "kutipan",
    "biodata",
    "tempat",
    "tinggal",
    "kependudukan",
    "skpwni",
    "skdwni",
    "sktt",
    "wni",
    "wna",
    "legalisir",
    "legalisasi",
    "perubahan",
    "umum",
    "terlambat",
    "pemula",
    "orang",
    "asing",
    "domisili",
    "kedatangan",
    "lainnya",
    "lain",
    "kk",
    "ikd",
    "pencatatan",
    "sipil",
    "pecah",
    "pisah",
    "tambah",
    "anggota",
    "meninggal",
    "certificate",
    "birth",
    "death",
    "marriage",
    "divorce",
    "family",
    "card",
    "document",
    "type",
    /* between them */
    "sudah",
    "belum",
    "telah",
    "akan",
    "sedang",
    "dalam",
    "dapat",
    "tidak",
    "oleh",
    "pada",
    "untuk",
    "dari",
    "dengan",
    "yang",
    "dan",
    "atau",
    "bisa",
    "perlu",
    "menjadi",
};
static const char *const beginnings[] = {
    "",    "di",  "ter",  "per", "pe",    "pen", "pem", "peng", "me",
    "men", "mem", "meng", "ber", "diper", "ke",  "in",  "un",   "non",
};
static const char *const endings[] = { "", "an", "kan", "nya", "ed", "ing" };

static bool is_root(const char *word, size_t len)
{
    for (size_t i = 0; i < COUNT(roots); i++) {
        if (strlen(roots[i]) == len && memcmp(roots[i], word, len) == 0)
            return true;
    }
    return false;
}

static bool is_known(const char *token, size_t len)
{
    for (size_t i = 0; i < COUNT(beginnings); i++) {
        size_t begin = strlen(beginnings[i]);
        if (begin >= len || memcmp(token, beginnings[i], begin) != 0)
            continue;
        for (size_t j = 0; j < COUNT(endings); j++) {
            size_t end = strlen(endings[j]);
            if (begin + end < len && memcmp(token + len - end, endings[j], end) == 0 &&
                is_root(token + begin, len - begin - end))
                return true;
        }
    }
    return false;
}

/* What a word is made of. */
struct make {
    int known, short_ones, unknown;
    bool joined; /* by '_', as no name is */
};

static void count_token(const char *token, size_t len, struct make *make)
{
    if (len <= LONGEST_TOKEN && is_known(token, len))
        make->known++;
    else if (len <= 2)
        make->short_ones++;
    else if (len)
        make->unknown++;
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Dashes, quotes, arrows, ticks and emoji, which office programs and people put between words. */
static bool is_sign(uint32_t c)
{
    return c == 0xA0 || c == 0xB7 || (c >= 0x2000 && c < 0x2070) || (c >= 0x2190 && c < 0x2C00) ||
           (c >= 0xFE00 && c < 0xFE10) || (c >= 0x1F000 && c < 0x20000);
}

/* Counts the runs of letters; "siapDiambil" is two. A letter that is not ASCII belongs
 * to no word that is known. */
static struct make make_of(const char *word)
{
    struct make make = { 0 };
    char token[LONGEST_TOKEN + 2];
    size_t len = 0;
    for (const char *p = word, *at = p;; at = p) {
        uint32_t wide = text_next(&p);
        bool other = wide >= 0x80 && !is_sign(wide);
        char c = wide < 0x80 ? (char)wide : ' ';
        bool letter = other || is_lower(c) || is_upper(c);
        if (!letter || (is_upper(c) && at > word && is_lower(at[-1]))) {
            count_token(token, len, &make);
            len = 0;
        }
        make.joined |= c == '_';
        if (!wide)
            return make;
        if (letter && len < sizeof(token))
            token[len++] = other ? '?' : is_upper(c) ? (char)(c | 0x20) : c;
    }
}

/* A number of a person, a phone or a day has them, together or not. */
static bool has_four_digits(const char *word)
{
    int digits = 0;
    for (; *word; word++)
        digits += *word >= '0' && *word <= '9';
    return digits >= 4;
}

bool intake_word_may_be_told(const char *word, uint32_t rows_with_it, uint32_t distinct)
{
    size_t length = text_length(word);
    if (!length || length > TOLD_LONGEST || distinct > TOLD_MOST_DISTINCT ||
        has_four_digits(word) || redact_finds_number(word))
        return false;
    struct make make = make_of(word);
    if (make.known && !make.unknown)
        return true;
    if (!make.unknown && (make.joined || length <= 3))
        return rows_with_it >= CODE_ROWS;
    if (make.joined || (make.known >= make.unknown && make.known))
        return rows_with_it >= HALF_ROWS;
    return rows_with_it >= ANY_ROWS && rows_with_it >= distinct;
}

static bool is_known_area(const char *area, uint32_t rows_with_it)
{
    static const char *const kinds[] = { "kecamatan", "kec",       "distrik",   "kapanewon",
                                         "kemantren", "kelurahan", "kalurahan", "desa" };
    char code[AREA_CODE_SIZE];
    struct area read;
    int words = 0;
    size_t len = strcspn(area, " .");
    area_read(area, &read);
    if (read.kind == AREA_ANY || area[strcspn(area, "0123456789")])
        return area_code(area, code) && rows_with_it >= HALF_ROWS;
    for (const char *p = area; *p; p += strcspn(p, " .")) {
        p += strspn(p, " .");
        words += *p != '\0';
    }
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (words <= 3 && strlen(kinds[i]) == len && strncasecmp(area, kinds[i], len) == 0)
            return true;
    }
    return rows_with_it >= HALF_ROWS;
}

bool intake_area_may_be_told(const char *area, uint32_t rows_with_it, uint32_t distinct)
{
    return intake_word_may_be_told(area, rows_with_it, distinct) ||
           (text_length(area) <= TOLD_LONGEST && distinct <= TOLD_MOST_DISTINCT &&
            !redact_finds_number(area) && is_known_area(area, rows_with_it));
}

/* ---- names of columns */

#define MOST_DIGITS 3 /* "alamat2"; what has more may be somebody's number */

/* Beside those that suggestions go by, and the roots: what holds a list,
 * and what else lists have. */
static const char *const containers[] = {
    "hasil",   "result", "results", "item",  "items",   "row",     "rows",
    "list",    "daftar", "record",  "body",  "records", "payload", "response",
    "content", "meta",   "page",    "total", "kandung", "message",
};

static bool is_column_token(const char *token, size_t len)
{
    CLEANUP_FREE char *tokens = xasprintf(" %.*s ", (int)len, token);
    for (size_t i = 0; i < COUNT(containers); i++) {
        if (strlen(containers[i]) == len && memcmp(containers[i], token, len) == 0)
            return true;
    }
    return suggest_known_tokens(tokens) > 0 || (len <= LONGEST_TOKEN && is_known(token, len));
}

static bool has_letter_beyond_ascii(const char *name)
{
    while (*name && (unsigned char)*name < 0x80)
        name++;
    return *name != '\0';
}

static int count_digits(const char *name)
{
    int digits = 0;
    for (; *name; name++)
        digits += *name >= '0' && *name <= '9';
    return digits;
}

bool told_column(const char *name)
{
    int known = 0, unknown = 0;
    if (count_digits(name) > MOST_DIGITS || text_length(name) > TOLD_LONGEST ||
        has_letter_beyond_ascii(name))
        return false;
    CLEANUP_FREE char *tokens = suggest_tokens(name);
    for (const char *p = tokens + strspn(tokens, " "); *p; p += strspn(p, " ")) {
        size_t len = strcspn(p, " ");
        bool is = is_column_token(p, len);
        known += is;
        unknown += !is;
        p += len;
    }
    return known && 3 * unknown <= known;
}

bool told_key(const char *key)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char others[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "0123456789_$@:~/.-";
    if (strlen(key) > TOLD_LONGEST || count_digits(key) > MOST_DIGITS || redact_finds_number(key))
        return false;
    /* "SITI" and "Siti Aminah" are names; "siti" will hardly be a key. */
    bool program = strchr(key, '_') || is_lower(*key) || *key == '@'; /* OData's */
    return (program && key[strcspn(key, letters)] && !key[strspn(key, others)]) || told_column(key);
}
