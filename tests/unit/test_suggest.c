/* feed/suggest.h: a first configuration for every shape of source that offices have,
 * and nobody's data in it. */
#include "feed/suggest.h"
#include "policy/redact.h"
#include "unit/test.h"

struct suggest_case {
    const char *what, *source;
    const char *
        lines[24]; /* stand in it, as lines of their own; "~x": a line begins so, "!x": none does */
};

static bool has_line(const char *text, const char *line)
{
    size_t len = strlen(line);
    for (const char *p = text; *p; p += *p == '\n') {
        size_t n = strcspn(p, "\n");
        if (n == len && strncmp(p, line, n) == 0)
            return true;
        p += n;
    }
    return false;
}

static bool has_beginning(const char *text, const char *beginning)
{
    for (const char *p = text; p; p = strchr(p, '\n')) {
        p += *p == '\n';
        if (strncmp(p, beginning, strlen(beginning)) == 0)
            return true;
    }
    return false;
}

/* Names, numbers and addresses of the samples below: they are about people. */
static const char *const people[] = {
    "BUDI", "SITI",  "AGUS",     "Melati", "Coblong", "0812",      "3273010", "1988",
    "IBU ", "SURYA", "Antapani", "KTP/11", "4821",    "2026-11-2", "20/11",   "#1 x",
};

static char *suggest(const char *what, const char *source)
{
    struct buffer out = BUFFER_INIT(0);
    struct error err = { "" };
    struct suggest_source s = { source, strlen(source), "https://example.go.id/x", "" };
    if (!suggest_write(&s, &out, &err))
        fail_msg("%s: %s", what, err.text);
    return out.data;
}

static void check(const struct suggest_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        CLEANUP_FREE char *text = suggest(cases[i].what, cases[i].source);
        for (const char *const *line = cases[i].lines; *line; line++) {
            bool absent = **line == '!', begins = **line == '~';
            bool found = absent || begins ? has_beginning(text, *line + 1) : has_line(text, *line);
            if (found == absent)
                fail_msg("%s: %s\n%s", cases[i].what, *line, text);
        }
        for (size_t j = 0; j < COUNT(people); j++) {
            /* An example in a comment. */
            if (strcmp(people[j], "Coblong") != 0 && strstr(text, people[j]))
                fail_msg("%s: tells '%s'\n%s", cases[i].what, people[j], text);
        }
        assert_true(has_line(text, "url = https://example.go.id/x"));
    }
}

static void json(void **state)
{
    (void)state;
    static const struct suggest_case cases[] = {
        { "a bare array",
          "[{\"no_reg\":\"R-4821\",\"nik\":\"3273010101010001\",\"nama\":\"BUDI SANTOSO\","
          "\"jenis_layanan\":\"KTP Elektronik\",\"status\":\"Selesai\",\"kecamatan\":\"Coblong\","
          "\"tgl_terima\":\"2026-11-16\",\"tgl_ubah\":\"2026-11-20\"},"
          "{\"no_reg\":\"R-4822\",\"nik\":\"3273010101010002\",\"nama\":\"SITI\","
          "\"jenis_layanan\":\"Kartu Sehat Anak\",\"status\":\"SIAP_DICETAK\","
          "\"kecamatan\":\"Antapani\",\"tgl_terima\":\"2026-11-16\",\"tgl_ubah\":null}]",
          { "format = json", "!rows", "!paging", "name = /nama", "number = /no_reg",
            "type = /jenis_layanan", "status = /status", "done = /tgl_ubah", "area = /kecamatan",
            "Selesai = pickup", "SIAP_DICETAK = hidden", ";  numbers such as NIK and KK: /nik",
            "!Kartu Sehat", "*, * = dinas", "[location dinas]", "office = Dinas Dukcapil",
            "!dates" } },
        { "an envelope with pages",
          "{\"status\":true,\"code\":200,\"message\":\"OK\",\"data\":["
          "{\"id\":1,\"prod_ajuan_no_reg\":\"KTP/11/4821\",\"layanan\":\"KTP\","
          "\"status\":\"SELESAI\",\"updated_at\":\"2026-11-20T14:03:11.123456+07:00\","
          "\"wilayah\":\"{\\\"kecamatan\\\":\\\"Coblong\\\",\\\"kelurahan\\\":\\\"Antapani\\\"}\","
          "\"pemohon\":{\"nama\":\"BUDI\",\"hp\":\"081200000001\",\"nama_ibu\":\"IBU SITI\"}},"
          "{\"id\":2,\"prod_ajuan_no_reg\":\"KTP/11/4822\",\"layanan\":\"KK\","
          "\"status\":\"SIAP_DOWNLOAD\",\"updated_at\":\"2026-11-20T14:03:11+07:00\","
          "\"wilayah\":\"{\\\"kecamatan\\\":\\\"Coblong\\\",\\\"kelurahan\\\":\\\"SURYA\\\"}\","
          "\"pemohon\":{\"nama\":\"SITI\",\"hp\":\"081200000002\",\"nama_ibu\":\"IBU\"}}],"
          "\"meta\":{\"page\":1,\"per_page\":2,\"total\":5,\"total_page\":3}}",
          { "rows = /data", "paging = page", "last_page = /meta/total_page", "!total_rows",
            "id = /id", "name = /pemohon/nama", "number = /prod_ajuan_no_reg", "type = /layanan",
            "status = /status", "done = /updated_at", "area = /wilayah/kecamatan",
            "village = /wilayah/kelurahan", "SELESAI = pickup", "SIAP_DOWNLOAD = download",
            ";  phone numbers and mail: /pemohon/hp", ";  other people: /pemohon/nama_ibu",
            "; The usual words are understood by themselves, and all of this column are." } },
        { "English names, two of them, and the next page's address",
          "{\"items\":[{\"registration_number\":\"MKS-4821\",\"document_type\":\"id_card\","
          "\"state\":\"ready_for_pickup\",\"completed_at\":\"2026-11-20T17:30:00Z\","
          "\"district_code\":\"73.71.09\",\"applicant\":{\"first_name\":\"Budi\","
          "\"last_name\":\"Surya\",\"national_id\":\"3273010101010001\",\"protected\":false}},"
          "{\"registration_number\":\"MKS-4822\",\"document_type\":\"family_card\","
          "\"state\":\"ready_to_print\",\"completed_at\":\"\",\"district_code\":\"737109\","
          "\"applicant\":{\"first_name\":\"Siti\",\"last_name\":\"Surya\",\"protected\":true}}],"
          "\"links\":{\"next\":\"https://example.go.id/x?page=2\"}}",
          { "rows = /items", "paging = link", "next_link = /links/next",
            "name = /applicant/first_name + /applicant/last_name", "number = /registration_number",
            "type = /document_type", "status = /state", "done = /completed_at",
            "area = /district_code", "private = /applicant/protected", "ready_for_pickup = pickup",
            "ready_to_print = hidden", "!page_parameter" } },
        { "objects in a row, as Laravel nests them",
          "{\"success\":true,\"result\":{\"current_page\":1,\"data\":[{\"id\":\"a1\","
          "\"nama_orang_tua\":\"SITI\",\"nama_pengambil\":\"AGUS\",\"nama_anak\":\"BUDI\","
          "\"service\":{\"id\":3,\"name\":\"KIA\"},\"status\":{\"id\":4,\"name\":\"Siap "
          "Diambil\"},\"created_at\":\"2026-11-01T00:00:00Z\","
          "\"updated_at\":\"2026-11-22T00:00:00Z\",\"birth_date\":\"2019-01-01\","
          "\"subdistrict\":{\"name\":\"Surya\"},\"user\":{\"name\":\"AGUS\"}}],"
          "\"last_page\":9,\"total\":17,\"next_page_url\":\"https://x/y?page=2\"}}",
          { "rows = /result/data", "paging = page", "last_page = /result/last_page", "id = /id",
            "name = /nama_anak", "type = /service/name", "status = /status/name",
            "done = /updated_at", "area = /subdistrict/name", "Siap Diambil = pickup",
            ";  births: /birth_date", ";  other people: /nama_orang_tua, /nama_pengambil",
            "!next_link" } },
        { "offsets",
          "{\"hasil\":[{\"nama\":\"BUDI\",\"status\":\"selesai\"}],\"offset\":0,\"limit\":1,"
          "\"total\":9}",
          { "rows = /hasil", "paging = offset", "total_rows = /total",
            "page_parameter = offset" } },
        { "the next page as OData has it",
          "{\"value\":[{\"nama\":\"BUDI\"}],\"@odata.nextLink\":\"https://example.go.id/x?2\"}",
          { "paging = link", "next_link = /@odata.nextLink" } },
        { "pages from 0",
          "{\"content\":[{\"nama\":\"BUDI\",\"status\":\"selesai\"}],\"page\":0,\"total\":9}",
          { "paging = page", "total_rows = /total", "first_page = 0" } },
        { "more rows than it holds, and no word how to get them",
          "{\"data\":[{\"nama\":\"BUDI\",\"status\":\"selesai\"}],\"total\":9}",
          { "!paging", "!total_rows", "~; CHECK: it says that there are 9 rows and holds 1." } },
        { "rows inside a string, and a small list beside them",
          "{\"menu\":[{\"a\":1}],\"d\":{\"isi\":\"[{\\\"nama\\\":\\\"BUDI\\\"},"
          "{\\\"nama\\\":\\\"SITI\\\"}]\"}}",
          { "rows = /d/isi", "name = /nama", "!status", "type = \"other\"",
            "; CHECK: no column of statuses was found. Name it here: status =" } },
        { "rows inside a wrapper",
          "[{\"json_agg\":[{\"nama\":\"BUDI\"},{\"nama\":\"SITI\"}]}]",
          { "rows = /0/json_agg", "name = /nama" } },
        { "one row with a list in it",
          "[{\"nama\":\"BUDI\",\"status\":\"SELESAI\",\"jenis\":\"KTP\",\"riwayat\":[{\"a\":1},"
          "{\"a\":2}]}]",
          { "!rows", "name = /nama", "type = /jenis" } },
        { "rows by their ids",
          "{\"data\":{\"1001\":{\"nama\":\"BUDI\",\"status\":\"SELESAI\"},"
          "\"3273010101010001\":{\"nama\":\"SITI\",\"status\":\"SELESAI\"}},\"total\":2}",
          { "rows = /data", "name = /nama", "status = /status", "SELESAI = pickup" } },
        { "a slash and a tilde in a name",
          "{\"a/b~c\":[{\"nama\":\"BUDI\"}]}",
          { "rows = /a~1b~0c" } },
        { "a key that is a number of somebody's",
          "[{\"nama\":{\"3273010101010001\":\"BUDI\"},\"status 3273010101010001\":\"SELESAI\"}]",
          { "!name = /", "!status" } },
        { "a key that is a name",
          "[{\"BUDI\":\"SELESAI\",\"SITI\":\"PROSES\"}]",
          { "!status", "!name = /" } },
        { "names of people around the rows, and above their members",
          "{\"BUDI SANTOSO\":{\"total_page\":3,\"rows\":[{\"nama\":\"BUDI\",\"Ibu SITI\":\"x\","
          "\"SITI\":{\"status\":\"SELESAI\"}}]}}",
          { "!rows", "~; CHECK: where the rows are may not be told here", "!last_page",
            "name = /nama", "!status", ";  other people: 1 without a name that may be told" } },
        { "keys that would write lines of their own",
          "{\"x\\n[status]\\ny\":[{\"nama\":\"BUDI\"}],\"d\":[{\"nama\\nstatus = x\":\"BUDI\","
          "\"status\":\"SELESAI\\nBUDI = pickup\",\"jenis\":\"KTP\\u202E\"}]}",
          { "rows = /d", "!name = /", "!y", "!status = x", "!BUDI", "!SELESAI" } },
        { "a phone number, an address and a birth without names for it",
          "[{\"a\":\"0812 3456 7890\",\"nama\":\"BUDI\",\"keterangan\":\"Jl. Melati 5\","
          "\"tanggal\":\"17/08/1988\"}]",
          { "!done", ";  addresses: /keterangan", ";  births: /tanggal",
            ";  phone numbers and mail: 1 without a name that may be told" } },
        { "short names, and words between statuses",
          "[{\"nama\":\"BUDI\",\"sts\":\"FINISH\",\"modified\":\"2026-11-20\"},"
          "{\"nama\":\"SITI\",\"sts\":\"ON PROCESS\",\"modified\":\"2026-11-20\"}]",
          { "status = /sts", "FINISH = pickup", "ON PROCESS = hidden", "done = /modified" } },
        { "numbers that end in the year",
          "[{\"nama\":\"BUDI\",\"no_reg\":\"470/0012/XI/2026\"},"
          "{\"nama\":\"SITI\",\"no_reg\":\"470/0013/XI/2026\"},"
          "{\"nama\":\"AGUS\",\"no_reg\":\"470/0027/XI/2026\"},"
          "{\"nama\":\"SURYA\",\"no_reg\":\"470/0028/XI/2026\"}]",
          { "number = /no_reg", "number_length = 12" } },
        { "numbers that end in a number of their own",
          "[{\"nama\":\"BUDI\",\"no_reg\":\"2026/11/0012\"},"
          "{\"nama\":\"SITI\",\"no_reg\":\"2026/11/0013\"},"
          "{\"nama\":\"AGUS\",\"no_reg\":\"2026/11/0014\"},"
          "{\"nama\":\"SURYA\",\"no_reg\":\"2026/11/0015\"}]",
          { "number = /no_reg", "!number_length" } },
        { "numbers of people under other names",
          "[{\"nama\":\"BUDI\",\"catatan\":\"NIK "
          "3273010101010001\",\"nomor_identitas\":\"A48215\"}]",
          { "!number", ";  numbers such as NIK and KK: /catatan, /nomor_identitas" } },
        { "codes of the statistics office",
          "[{\"nama\":\"BUDI\",\"kode_kecamatan\":3273010,\"kode_kelurahan\":3273010001}]",
          { "!area", "!village", "!done",
            "~; CHECK: a column of areas holds numbers of 7 or 10 digits, most likely codes of the "
            "statistics" } },
        { "a feed of siapambil's own",
          "{\"feed\":\"siapambil/1\",\"documents\":[{\"id\":\"1\"}]}",
          { "format = native", "![map]" } },
    };
    check(cases, COUNT(cases));
}

static void sheets(void **state)
{
    (void)state;
    static const struct suggest_case cases[] = {
        { "a published Google Sheet",
          "Tanggal Selesai,No. Registrasi,NIK,Nama,Jenis Dokumen,Keterangan\r\n"
          "20/11/2026,R-4821,3273010101010001,BUDI,KTP-el,\r\n"
          "20/11/2026,R-4822,9.9E+15,\"SITI, S.Pd.\",Kartu Keluarga,\"diambil suami,\nbesok\"\r\n",
          { "format = csv", "separator = comma", "dates = dmy", "name = Nama",
            "number = No. Registrasi", "type = Jenis Dokumen", "!status",
            "~; Only when the list holds", "done = Tanggal Selesai", "!encoding", "!header_row",
            ";  numbers such as NIK and KK: NIK", "![status]" } },
        { "Excel's, with titles and sep=",
          "\xEF\xBB\xBFsep=;\r\nDAFTAR DOKUMEN SELESAI;;;;;;\r\nBulan November;;;;;;\r\n"
          "No;Nomor Registrasi;Nama Pemohon;Jenis Layanan;Kecamatan;Status;Tgl Selesai;\r\n"
          "1;KTP/4821;BUDI;KTP Elektronik;KEC. COBLONG;SELESAI;20/11/2026;\r\n"
          "2;KTP/4822;SITI;Kartu Keluarga;KEC. ANTAPANI;PROSES;;\r\n",
          { "!separator", "; The header was found in line 3.", "name = Nama Pemohon",
            "number = Nomor Registrasi", "type = Jenis Layanan", "status = Status",
            "done = Tgl Selesai", "area = Kecamatan", "SELESAI = pickup", "PROSES = hidden",
            "!id" } },
        { "days below a name that tells of no day, and statuses with signs",
          "Nama;Jenis;Status;Selesai\r\nBUDI;KK;Siap  Diambil \xE2\x9C\x93;Jum'at, 20 Nop 2026 "
          "10.15 "
          "WIB\r\nSITI;Aneh Sekali;\xE2\x80\x93 belum \xE2\x80\x93;Senin, 23 Nop 2026 10.15 "
          "WIB\r\n",
          { "done = Selesai", "Siap Diambil \xE2\x9C\x93 = pickup",
            "\xE2\x80\x93 belum \xE2\x80\x93 = hidden",
            "; The usual words are understood by themselves." } },
        { "semicolons in Windows-1252",
          "Nama;Status;Alamat\r\nBUDI D\xC9SIR\xC9;SELESAI;Jl. Melati\r\n",
          { "separator = semicolon", "encoding = windows-1252", "name = Nama", "status = Status",
            ";  addresses: Alamat" } },
        { "the columns of the registry's own program",
          "NIK,NO_KK,NAMA_LGKP,TMPT_LHR,TGL_LHR,JENIS_KLMIN,STATUS_KAWIN,NAMA_LGKP_IBU,NO_KEC,"
          "NAMA_KEC,NAMA_KEL,NO_RT,JENIS_DOK,STATUS_CETAK,TGL_CETAK\n"
          "3273010101010001,3273010101010002,BUDI,MELATI,17/08/2015,L,BELUM KAWIN,IBU SITI,2,"
          "SURYA,AGUS,01,KIA,SUDAH CETAK,20/11/2026\n"
          "3273010101010003,3273010101010004,SITI,MELATI,01/02/2016,P,BELUM KAWIN,IBU SITI,2,"
          "SURYA,AGUS,01,KIA,BELUM CETAK,\n",
          { "name = NAMA_LGKP", "type = JENIS_DOK", "status = STATUS_CETAK", "done = TGL_CETAK",
            "area = NAMA_KEC", "village = NAMA_KEL", "SUDAH CETAK = pickup", "BELUM CETAK = hidden",
            ";  births: TMPT_LHR, TGL_LHR", ";  numbers such as NIK and KK: NIK, NO_KK",
            ";  other people: NAMA_LGKP_IBU", "!BELUM KAWIN" } },
        { "tabs", "Nama\tStatus\nBUDI\tSELESAI\n", { "separator = tab", "name = Nama" } },
        { "bars", "Nama|Status\nBUDI|SELESAI\n", { "separator = bar", "name = Nama" } },
        { "a header of two rows",
          "No,Pemohon,,Dokumen,\n,Nama,NIK,Jenis,Status\n1,BUDI,3273010101010001,KTP,SELESAI\n",
          { "name = Pemohon / Nama", "type = Dokumen / Jenis", "status = Dokumen / Status",
            ";  numbers such as NIK and KK: Pemohon / NIK" } },
        { "mothers before the applicants",
          "No,Ibu,,Pemohon,,Status\n,Nama,NIK,Nama,NIK,\n1,IBU,3273010101010001,BUDI,"
          "3273010101010002,SELESAI\n",
          { "name = Pemohon / Nama", "status = Status", ";  other people: Ibu / Nama" } },
        { "no header",
          "BUDI,KTP Elektronik,SELESAI\nSITI,Kartu Keluarga,SELESAI\nAGUS,KK,PROSES\n",
          { "type = #2", "status = #3", "SELESAI = pickup", "PROSES = hidden", "!name = #",
            "; CHECK: no header was found; columns are called #1, #2, #3." } },
        { "no header, and a row that reads like one",
          "BUDI SURYA,KTP,KEC. SUKAMAJU,SELESAI\nSITI,KK,KEC. MELATI,SELESAI\n",
          { "type = #2", "status = #4", "!area" } },
        { "no header, and a row of which half is unknown",
          "BUDI,Kecamatan Surya,Desa Melati,AGUS,SITI,SURYA\nAGUS,x,y,z,v,SELESAI\n",
          { "; CHECK: no header was found; columns are called #1, #2, #3." } },
        { "a birth that speaks of a deed",
          "Nama,Tgl Lahir sesuai Akta\nBUDI,20/11/2016\n",
          { ";  births: Tgl Lahir sesuai Akta", "!done", "!dates" } },
        { "a column twice",
          "Nama,Status,Nama\nBUDI,SELESAI,SITI\n",
          { "name = Nama", "status = Status" } },
        { "a name that [map] would read otherwise",
          "Nama + Gelar,Status | Ket\nBUDI,SELESAI\n",
          { "name = #1", "status = #2", "header_row = 1" } },
        { "dates that say that the month stands first",
          "Nama,Tgl Selesai\nBUDI,11/20/2026\nSITI,11/05/2026\n",
          { "dates = mdy",
            "; CHECK: the month stands first, since a second number is over 12 in 1 rows." } },
        { "dates that prove nothing",
          "Nama,Tgl Selesai\nBUDI,05/06/2026\n",
          { "!dates", "; CHECK: 03/04/2026 is read as 3 April (dates = dmy); no row proves it." } },
        { "the status of a marriage is none",
          "Nama,Status Kawin,Status\nBUDI,KAWIN,SELESAI\n",
          { "status = Status", "!KAWIN" } },
        { "statuses that are names of people",
          "Nama,Status\nA,BUDI\nB,BUDI\nC,SITI\n",
          { "status = Status", "!BUDI", "!SITI",
            "~; CHECK: 3 rows have other words, which may not be told here" } },
    };
    check(cases, COUNT(cases));
}

static void words_that_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *word, *line; /* NULL: not told */
    } cases[] = {
        { "SELESAI", "SELESAI = pickup" },
        { "Selesai Diproses", "Selesai Diproses = pickup" },
        { "SIAP_DIAMBIL", "SIAP_DIAMBIL = pickup" },
        { "SUDAH_DICETAK", "SUDAH_DICETAK = pickup" },
        { "completed", "completed = pickup" },
        { "Done", "Done = pickup" },
        { "SIAP_DICETAK", "SIAP_DICETAK = hidden" },
        { "Siap Cetak", "Siap Cetak = hidden" },
        { "PROSES", "PROSES = hidden" },
        { "DITOLAK", "DITOLAK = hidden" },
        { "Belum Selesai", "Belum Selesai = hidden" },
        { "Tidak Selesai", "Tidak Selesai = hidden" },
        { "SUDAH DIAMBIL", "SUDAH DIAMBIL = hidden" },
        { "Selesai Verifikasi", "Selesai Verifikasi = hidden" },
        { "incomplete", "incomplete = hidden" },
        { "SIAP_DIUNDUH", "SIAP_DIUNDUH = download" },
        { "Siap TTE", "Siap TTE = hidden" },
        { "Blangko Kosong", "Blangko Kosong = hidden  ; not known: what does it mean?" },
        { "BUDI", NULL },
        { "[SELESAI]", NULL },
        { "SELESAI ; x", NULL },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_FREE char *sheet = xasprintf("Nama\tStatus\nA\t%s\nB\tPENDING\n", cases[i].word);
        CLEANUP_FREE char *text = suggest(cases[i].word, sheet);
        if (cases[i].line ? !has_line(text, cases[i].line) : has_beginning(text, cases[i].word))
            fail_msg("%s: %s\n%s", cases[i].word, cases[i].line ? cases[i].line : "told", text);
        assert_true(has_line(text, "PENDING = hidden"));
    }
}

/* A word in two spellings is one line: the configuration takes each once. */
static void a_word_stands_once(void **state)
{
    (void)state;
    CLEANUP_FREE char *text =
        suggest("twice", "Nama,Status\nA,SIAP DIAMBIL\nB,siap_diambil\nC,Siap-Diambil\n");
    assert_true(has_line(text, "SIAP DIAMBIL = pickup"));
    assert_null(strstr(text, "siap_diambil"));
    assert_null(strstr(text, "Siap-Diambil"));
}

static void types_that_no_table_knows(void **state)
{
    (void)state;
    CLEANUP_FREE char *text = suggest(
        "types", "Nama,Jenis Dokumen\nA,KTP\nB,Legalisir Akta\nC,Legalisir Akta\nD,BUDI\nE,KK\n");
    assert_true(has_line(text, "Legalisir Akta = other"));
    assert_false(has_beginning(text, "KTP"));
    assert_null(strstr(text, "BUDI"));
}

/* Many rows of many people: of all that stands in them nothing comes out. */
static void tells_nothing_of_many_rows(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer sheet = BUFFER_INIT(0);
    buffer_addf(&sheet, "Nama,Status,Jenis,Kecamatan,Petugas,Ket\n");
    for (int i = 0; i < 6000; i++)
        buffer_addf(&sheet, "QX%dNAME,%s,%s,QXAREA%d,QXCLERK,QXREMARK %d\n", i,
                    i % 7 ? "SELESAI" : "QXSTATUS", i % 5 ? "KTP" : "QXTYPE", i % 30, i % 3);
    CLEANUP_FREE char *text = suggest("many", sheet.data);
    assert_true(has_line(text, "SELESAI = pickup"));
    assert_true(has_beginning(text,
                              "; A first configuration, made from one look at the source: more "
                              "than 5000 rows"));
    /* Common enough to be nobody's: as told.h says. */
    assert_true(has_line(text, "QXSTATUS = hidden  ; not known: what does it mean?"));
    assert_null(strstr(text, "QXAREA"));
    assert_null(strstr(text, "QXCLERK"));
    assert_null(strstr(text, "QXREMARK"));
    assert_null(strstr(text, "NAME"));
}

static void refuses(void **state)
{
    (void)state;
    static const struct {
        const char *what, *source, *content_type, *says;
    } cases[] = {
        { "nothing", "", "", "it is empty" },
        { "blanks", " \r\n\t", "", "it is empty" },
        { "a web page", "\n<!DOCTYPE html><html>", "", "it is a web page" },
        { "XML", "<?xml version='1.0'?><x/>", "", "it is a web page or XML" },
        { "a script around JSON", "/*O_o*/\ngoogle.visualization.Query.setResponse({});", "",
          "tqx=out:csv" },
        { "a web page that says so", "Sign in", "text/html; charset=utf-8", "must be published" },
        { "Excel", "PK\x03\x04xxxx", "", "it is an Excel file" },
        { "JSON that is cut short", "[{\"nama\":\"BUDI\"", "", "it is no JSON: " },
        { "JSON and more", "[{\"nama\":\"BUDI\"}] x", "", "it is no JSON: more follows" },
        { "no rows", "{\"data\":[],\"meta\":{}}", "", "JSON without a row: its list is empty" },
        { "null instead of rows", "{\"data\":null}", "",
          "no array in it holds an object; the address" },
        { "rows below somebody's number", "{\"3273010101010001\":[{\"nama\":\"BUDI\"}]}", "",
          "JSON without a row" },
        { "objects that are no list", "{\"data\":{\"a\":{\"x\":1},\"b\":{\"y\":1}}}", "",
          "JSON without a row" },
        { "rows that are no objects", "[1,2,3]", "", "JSON without a row" },
        { "rows that are arrays", "{\"values\":[[\"Nama\"],[\"BUDI\"]]}", "",
          "by number (name = /0)" },
        { "a header alone", "Nama,Status\n", "", "a sheet without a row" },
        { "plain text", "Not found", "", "it is neither JSON nor a sheet" },
        { "a quote that does not end", "Nama,Status\n\"BUDI,SELESAI\n", "", "a quote opens" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buffer out = BUFFER_INIT(0);
        struct error err = { "" };
        struct suggest_source s = { cases[i].source, strlen(cases[i].source), "x",
                                    cases[i].content_type };
        if (suggest_write(&s, &out, &err))
            fail_msg("%s: was taken\n%s", cases[i].what, out.data);
        if (!strstr(err.text, cases[i].says) || strstr(err.text, "BUDI"))
            fail_msg("%s: %s", cases[i].what, err.text);
        assert_int_equal(out.len, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json),
        cmocka_unit_test(sheets),
        cmocka_unit_test(words_that_are_told),
        cmocka_unit_test(a_word_stands_once),
        cmocka_unit_test(types_that_no_table_knows),
        cmocka_unit_test(tells_nothing_of_many_rows),
        cmocka_unit_test(refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
