#include "unit/test.h"

#include "unit/reading_support.h"
#include "unit/snapshot_check.h"

static const char *const map[MAP_MEMBERS] = {
    [MAP_NAME] = "Nama",     [MAP_NUMBER] = "Nomor | \"\"", [MAP_TYPE] = "Layanan",
    [MAP_STATUS] = "Status", [MAP_DONE] = "Selesai",        [MAP_AREA] = "Kecamatan | \"\"",
};

static struct taken take_bytes(struct office *o, const char *data, size_t len)
{
    struct taken t = { .list = NULL };
    /* A copy of just this size, so that reading past it is seen. */
    CLEANUP_FREE char *copy = xmalloc(len + !len);
    memcpy(copy, data, len);
    const struct reading_page page = { copy, len };
    bool ok = reading_parse(&o->reading, &page, 1, 0, &t.list, &t.report, &t.err);
    assert_int_equal(ok, t.list != NULL);
    const char *wrong = ok ? check_snapshot(t.list) : NULL;
    if (wrong)
        fail_msg("%s", wrong);
    return t;
}

static struct taken take(struct office *o, const char *text)
{
    return take_bytes(o, text, strlen(text));
}

/* "BUDI S••••••/1/ktp-el/2026-11-20/mpp; …" in the order of the list. */
static void describe(const struct snapshot *s, struct buffer *out)
{
    for (uint32_t i = 0; i < s->document_count; i++) {
        const struct document *d = &s->documents[i];
        buffer_addf(out, "%s%s/%s/%s", i ? "; " : "", snapshot_text(s, d->name),
                    snapshot_text(s, d->number), document_type_slugs[d->type]);
    }
}

#define HEADER "Nomor,Nama,Layanan,Status,Selesai,Kecamatan"
#define BUDI   "1,BUDI,KK,SELESAI,20/11/2026,Cidadap"
#define SITI   "2,SITI,KK,SELESAI,20/11/2026,Cidadap"
#define BOTH   "BUDI/1/kk; SITI/2/kk"

static void reads_sheets_as_offices_have_them(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text, *list;
        char separator;
        uint32_t header, columns;
    } cases[] = {
        { "LF", HEADER "\n" BUDI "\n" SITI "\n", BOTH, ',', 1, 6 },
        { "CRLF", HEADER "\r\n" BUDI "\r\n" SITI "\r\n", BOTH, ',', 1, 6 },
        { "lone CR", HEADER "\r" BUDI "\r" SITI "\r", BOTH, ',', 1, 6 },
        { "no end of the last line", HEADER "\n" BUDI "\n" SITI, BOTH, ',', 1, 6 },
        { "a byte-order mark", "\xEF\xBB\xBF" HEADER "\n" BUDI "\n" SITI, BOTH, ',', 1, 6 },
        { "semicolons, and commas in names",
          "Nomor;Nama;Layanan;Status\n1;\"DASWATI, S.H.\";KK;SELESAI\n2;ANI, M.H.;KK;SELESAI\n",
          "ANI, M.H./2/kk; DASWATI, S.H./1/kk", ';', 1, 4 },
        { "tabs, and an empty cell first",
          "Kecamatan\tNama\tLayanan\tStatus\n\tBUDI\tKK\tSELESAI\n", "BUDI//kk", '\t', 1, 4 },
        { "bars", "Nama|Layanan|Status\nBUDI|KK|SELESAI\n", "BUDI//kk", '|', 1, 3 },
        { "sep=;", "sep=;\r\nNama;Layanan;Status\r\nBUDI;KK;SELESAI\r\n", "BUDI//kk", ';', 1, 3 },
        { "sep= in quotes", "\"sep=;\"\nNama;Layanan;Status\nBUDI;KK;SELESAI\n", "BUDI//kk", ';', 1,
          3 },
        { "title rows with separators in them",
          "DAFTAR KTP, KK, DAN AKTA, BANDUNG, JAWA BARAT, INDONESIA, 2026\nNovember 2026\n\n"
          "Nama;Layanan;Status\nBUDI;KK;SELESAI\n",
          "BUDI//kk", ';', 4, 3 },
        { "blank trailing columns and rows",
          "Nama;Layanan;Status;;;\nBUDI;KK;SELESAI;;;\n;;;;;\n\n   \nSITI;KK;SELESAI;;;\n;;;;;\n",
          "BUDI//kk; SITI//kk", ';', 1, 6 },
        { "short and long rows",
          "Nama,Layanan,Status,Kecamatan\nBUDI,KK,SELESAI\nSITI,KK,SELESAI,Cidadap,more,still\n",
          "BUDI//kk; SITI//kk", ',', 1, 4 },
        { "line breaks, quotes and separators in quotes",
          "Catatan,Nama,Layanan,Status\n\"say \"\"hi\"\"\nand, then\",BUDI,KK,SELESAI\n"
          ",\"SI\nTI\",KK,SELESAI\n",
          "BUDI//kk; SI T•//kk", ',', 1, 4 },
        { "quotes within a cell", "Nama,Layanan,Status\nBUDI \"BOB\" X,KK,SELESAI\n",
          "BUDI \"B••\" X//kk", ',', 1, 3 },
        { "other case, blanks and underscores in names of columns",
          " NAMA ,LAYANAN,s_t-atus\nBUDI,KK,SELESAI\n", "BUDI//kk", ',', 1, 3 },
        { "a header over two rows",
          "No,Pemohon,,Layanan,Status\n,Nama,NIK,,\n1,BUDI,x,KK,SELESAI\n", "BUDI//kk", ',', 2, 5 },
        { "a column twice", "Nama,Layanan,Status,Nama\nBUDI,KK,SELESAI,SITI\n", "BUDI//kk", ',', 1,
          4 },
        { "what keeps a spreadsheet from making a number of it",
          "Nomor,Nama,Layanan,Status\n=\"0042\",BUDI,KK,SELESAI\n\"=\"\"0043\"\"\",SITI,KK,"
          "SELESAI\n"
          "'0044,'ABDUL,KK,SELESAI\n",
          "'ABDUL/0044/kk; BUDI/0042/kk; SITI/0043/kk", ',', 1, 4 },
        { "an address of several lines",
          "Alamat,Nama,Layanan,Status\n\"Jl. A, No. 3, RT 1, RW 2\nKel. X, Kec. Y\n, Kota, "
          "Bandung, 40123\n\",BUDI,KK,SELESAI\n",
          "BUDI//kk", ',', 1, 4 },
        { "an address that has as many commas as a row",
          "Id,Alamat,Nama,Layanan,Status\n1,\"Jl. A, No. 3, RT 1, RW 2, Kota\nBandung\",BUDI,KK,"
          "SELESAI\n",
          "BUDI//kk", ',', 1, 5 },
        { "a header and nothing else", HEADER "\n", "", ',', 1, 6 },
    };
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_BUFFER struct buffer list = BUFFER_INIT(0);
        struct taken t = take(&o, cases[i].text);
        if (!t.list)
            fail_msg("%s: %s", cases[i].what, t.err.text);
        describe(t.list, &list);
        if (strcmp(buffer_text(&list), cases[i].list) != 0)
            fail_msg("%s: %s", cases[i].what, buffer_text(&list));
        if (t.report.separator != cases[i].separator || t.report.header_line != cases[i].header ||
            t.report.columns != cases[i].columns)
            fail_msg("%s: separator '%c', header %u, %u columns", cases[i].what, t.report.separator,
                     t.report.header_line, t.report.columns);
        assert_int_equal(t.report.rows, t.list->document_count);
        assert_int_equal(intake_not_understood(&t.report), 0);
        snapshot_free(t.list);
    }
    office_close(&o);
}

static void columns_may_be_named_by_group_or_place(void **state)
{
    (void)state;
    static const char *const grouped[MAP_MEMBERS] = {
        [MAP_NAME] = "Pemohon / Nama",
        [MAP_NUMBER] = "Berkas / Nomor",
        [MAP_TYPE] = "#5",
        [MAP_STATUS] = "Status",
    };
    struct office o;
    office_open(&o, SOURCE_CSV, grouped, NULL);
    struct taken t = take(&o, "DAFTAR\n\nPetugas,,Pemohon,,,Berkas,Status\n"
                              "Nama,Nomor,Nama,NIK,Jenis,Nomor,\nANI,9,BUDI,x,KK,7,SELESAI\n");
    CLEANUP_BUFFER struct buffer list = BUFFER_INIT(0);
    assert_non_null(t.list);
    describe(t.list, &list);
    assert_string_equal(buffer_text(&list), "BUDI/7/kk");
    assert_int_equal(t.report.header_line, 4);
    snapshot_free(t.list);
    office_close(&o);
}

static void a_sheet_without_header_is_read_by_place(void **state)
{
    (void)state;
    static const char *const places[MAP_MEMBERS] = {
        [MAP_NAME] = "#2", [MAP_TYPE] = "#3", [MAP_STATUS] = "#4 | \"SELESAI\""
    };
    struct office o;
    office_open(&o, SOURCE_CSV, places, NULL);
    struct taken t = take(&o, "1;BUDI;KK\n2;SITI;KK\n");
    assert_non_null(t.list);
    assert_int_equal(t.list->document_count, 2);
    assert_int_equal(t.report.header_line, 0);
    assert_true(t.report.members[MAP_STATUS].nowhere);
    snapshot_free(t.list);
    /* Of one column, and without an end. */
    static const char *const one[MAP_MEMBERS] = { [MAP_NAME] = "#1", [MAP_STATUS] = "\"SELESAI\"" };
    struct office names;
    office_open(&names, SOURCE_CSV, one, NULL);
    t = take(&names, "BUDI\n\nSITI");
    assert_non_null(t.list);
    assert_int_equal(t.list->document_count, 2);
    assert_int_equal(t.report.reasons[INTAKE_BLANK], 1);
    snapshot_free(t.list);
    office_close(&names);
    o.reading.header_row = 1;
    t = take(&o, "1;BUDI;KK\n2;SITI;KK\n");
    assert_int_equal(t.list->document_count, 1);
    snapshot_free(t.list);
    o.reading.header_row = 0;
    t = take(&o, "1;BUDI\n2;SITI\n");
    assert_null(t.list);
    assert_string_equal(t.err.text, "it has no column '#3' ([map] type); there are: #1 to #2");
    office_close(&o);
}

static void what_is_set_is_not_guessed(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    o.reading.separator = ';';
    o.reading.header_row = 3;
    struct taken t = take(&o, "Nama,Layanan,Status\nNama;Layanan;Status\n"
                              "Layanan;Nama;Status\nKK;BUDI;SELESAI\n");
    assert_non_null(t.list);
    assert_int_equal(t.report.header_line, 3);
    assert_int_equal(t.list->document_count, 1);
    snapshot_free(t.list);
    t = take(&o, "Nama;Layanan;Status\nKK;BUDI;SELESAI\nKK;BUDI;SELESAI\n");
    assert_null(t.list);
    assert_non_null(strstr(t.err.text, "the row of 'header_row' is not a header"));
    office_close(&o);
}

static void a_header_is_found_below_wide_rows(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    o.reading.header_row = 100;
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    for (int row = 1; row < 100; row++) {
        for (int column = 0; column < 300; column++)
            buffer_addf(&text, "x%s", column < 299 ? "," : "\n");
    }
    buffer_addf(&text, "Nama,Layanan,Status\nBUDI,KK,SELESAI\n");
    struct taken t = take(&o, text.data);
    if (!t.list)
        fail_msg("%s", t.err.text);
    assert_int_equal(t.list->document_count, 1);
    assert_int_equal(t.report.header_line, 100);
    snapshot_free(t.list);
    office_close(&o);
}

static void the_first_of_two_columns_is_read_and_said(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    struct taken t = take(&o, "Nama,Layanan,Status,STATUS\nBUDI,KK,SELESAI,DIPROSES\n");
    assert_non_null(t.list);
    assert_int_equal(t.list->document_count, 1);
    assert_string_equal(t.report.column_twice, "Status");
    snapshot_free(t.list);
    office_close(&o);
}

static void other_characters_become_utf8(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    struct taken t = take(&o, "Nama;Layanan;Status\nJOS\xC9;KK;SELESAI\n");
    assert_non_null(t.list);
    assert_int_equal(t.report.encoding, ENCODING_WINDOWS_1252);
    assert_string_equal(snapshot_text(t.list, t.list->documents[0].name), "JOSÉ");
    snapshot_free(t.list);

    static const char narrow[] = "Nama\tLayanan\tStatus\r\nBUDI\tKK\tSELESAI\r\n";
    char wide[2 + 2 * sizeof(narrow)] = "\xFF\xFE";
    for (size_t i = 0; i < sizeof(narrow) - 1; i++)
        wide[2 + 2 * i] = narrow[i];
    t = take_bytes(&o, wide, 2 * sizeof(narrow));
    assert_non_null(t.list);
    assert_int_equal(t.report.encoding, ENCODING_UTF16);
    assert_int_equal(t.list->document_count, 1);
    snapshot_free(t.list);
    office_close(&o);
}

/* ---- what goes wrong */

static void refuses_with_a_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text, *sentence;
    } cases[] = {
        { "nothing", "", "it is empty" },
        { "blanks behind a mark", "\xEF\xBB\xBF \r\n", "it is empty" },
        { "a web page", "<!DOCTYPE html><html>",
          "it is a web page, not a sheet: a Google Sheet must be published: File > Share > "
          "Publish to the web" },
        { "Google's page to sign in",
          "\n<html><head><base href=\"https://accounts.google.com/v3/signin/\">",
          "Google asks to sign in, since the sheet is not public" },
        { "an Excel file", "PK\x03\x04....", "it is an Excel file; save it as CSV" },
        { "JSON", "[{\"Nama\":\"BUDI\"}]", "it is JSON, not a sheet; allowed with format = json" },
        { "a header of other columns",
          "No,Name,Service,State,NIK\n1,BUDI,KK,DONE,3273010101010001\n",
          "none of its first 20 rows is a header with the columns that [map] names, such as "
          "'Nama'; "
          "there are: No, Name, Service, State, NIK" },
        { "no header", "1,BUDI SANTOSO,KK,SELESAI\n2,SITI AMINAH,KK,SELESAI\n",
          "the columns of a sheet without a header are #1, #2, #3" },
        { "somebody's row that reads like a header",
          "1;BUDI SANTOSO;KEC. COBLONG;KEL. DAGO;Loket 3\n2;SITI AMINAH;KEC. COBLONG;KEL. DAGO;\n",
          "the columns of a sheet without a header are #1, #2, #3" },
        { "a row of people below the words for them", "Ibu BUDI;No. SITI AMINAH;Nama;Status Siap\n",
          "there are: Nama, Status Siap" },
        { "no column of status", "Nama,Layanan,Keadaan\nBUDI,KK,SELESAI\n",
          "it has no column 'Status' ([map] status); there are: Nama, Layanan, Keadaan" },
        { "no column of status in a header of two rows",
          "Pemohon,,Layanan\nNama,Alamat,\nBUDI,x,KK\n",
          "there are: Pemohon / Nama, Pemohon / Alamat, Layanan" },
        { "a quote that does not end", "Nama,Layanan,Status\nBUDI,KK,SELESAI\n\"SITI,KK,SELESAI\n",
          "a quote opens in its row 3 (line 3 of the file) and does not end: the file was cut" },
        { "a quote that does not end, behind cells of two lines",
          "Nama,Layanan,Status\n\"BU\nDI\",KK,SELESAI\nSITI,\"KK,SELESAI",
          "a quote opens in its row 3 (line 4 of the file)" },
    };
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct taken t = take(&o, cases[i].text);
        if (t.list)
            fail_msg("%s: taken", cases[i].what);
        if (!strstr(t.err.text, cases[i].sentence))
            fail_msg("%s: %s", cases[i].what, t.err.text);
        if (strstr(t.err.text, "BUDI") || strstr(t.err.text, "SITI"))
            fail_msg("%s tells a name: %s", cases[i].what, t.err.text);
    }
    office_close(&o);
}

static void a_missing_column_that_the_board_can_do_without_is_reported(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    struct taken t = take(&o, "Nomor,Nama,Layanan,Status\n1,BUDI,KK,SELESAI\n");
    assert_non_null(t.list);
    assert_true(t.report.members[MAP_DONE].nowhere);
    assert_true(t.report.members[MAP_AREA].nowhere);
    assert_false(t.report.members[MAP_NAME].nowhere);
    assert_false(t.report.members[MAP_ID].nowhere);
    snapshot_free(t.list);
    /* Without what [route] goes by, everybody would be sent to one place. */
    struct expression *area = o.reading.map[MAP_AREA];
    struct error why = { "" };
    o.reading.map[MAP_AREA] = expression_new("Kecamatan", EXPRESSION_COLUMNS, &why);
    t = take(&o, "Nomor,Nama,Layanan,Status\n1,BUDI,KK,SELESAI\n");
    assert_null(t.list);
    assert_non_null(strstr(t.err.text, "it has no column 'Kecamatan' ([map] area); there are: "));
    expression_free(o.reading.map[MAP_AREA]);
    o.reading.map[MAP_AREA] = area;
    /* Which names are private is nothing to do without. */
    struct error err = { "" };
    o.reading.map[MAP_PRIVATE] = expression_new("Rahasia", EXPRESSION_COLUMNS, &err);
    t = take(&o, "Nomor,Nama,Layanan,Status\n1,BUDI,KK,SELESAI\n");
    assert_null(t.list);
    assert_non_null(strstr(t.err.text, "it has no column 'Rahasia' ([map] private); there are: "));
    office_close(&o);
}

/* A sheet of `rows` rows with `cell` as the name in the first of them. */
static struct taken take_with(struct office *o, const char *cell, int rows)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    buffer_addf(&text, "Nama,Layanan,Status\n%s,KK,SELESAI\n", cell);
    for (int i = 1; i < rows; i++)
        buffer_addf(&text, "\"ORANG\",\"KK\",\"SELESAI\"\n");
    return take(o, text.data);
}

static void a_stray_quote_is_noticed(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    /* The next quote ends it, one row later. */
    struct taken t = take_with(&o, "\"BUDI", 5);
    assert_non_null(t.list);
    assert_int_equal(t.report.reasons[INTAKE_SWALLOWED], 2);
    assert_int_equal(t.report.numbers[INTAKE_SWALLOWED][0], 2);
    assert_int_equal(t.report.rows, 5);
    assert_int_equal(t.list->document_count, 3);
    snapshot_free(t.list);
    static const struct {
        const char *what, *text;
        uint32_t swallowed, shown;
    } cases[] = {
        { "six columns",
          "Id,Nama,Layanan,Status,Alamat,Petugas\n1,\"BUDI,KK,SELESAI,,\n"
          "2,SITI,KK,SELESAI,,\n3,TONO\",KK,SELESAI,,\n",
          3, 0 },
        { "three columns by semicolons",
          "Nama;Layanan;Status\n\"BUDI;KK;SELESAI\nSITI;KK;SELESAI\nTONO \"T\";KK;SELESAI\n", 3,
          0 },
        { "two rows by semicolons",
          "Nama;Layanan;Status\n\"BUDI;KK;SELESAI\nTONO \"T\";KK;SELESAI\n", 2, 0 },
        { "the last column",
          "Layanan;Nama;Status\nKK;BUDI;\"SELESAI\nKK;SITI;SELESAI\n"
          "KK;TONO;\"SELESAI\"\n",
          3, 0 },
        { "three columns by commas",
          "Nama,Layanan,Status\n\"BUDI,KK,SELESAI\nSITI,KK,SELESAI\nTINI,KK,SELESAI\n"
          "TONO \"T\",KK,SELESAI\n",
          4, 0 },
        { "an address of two lines",
          "Nama,Layanan,Status,Alamat\nBUDI,KK,SELESAI,\"Jl. A, No. 5, RT 1\nBlok B, RW 2, "
          "C\nX\"\n",
          0, 1 },
        { "an address of two lines by semicolons",
          "Nama;Layanan;Status;Alamat\nBUDI;KK;SELESAI;\"Jl. A; No. 5\nBlok B\nX\"\n", 0, 1 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_BUFFER struct buffer all = BUFFER_INIT(0);
        const char *row = strchr(cases[i].text, ';') ? "KK;KK;SELESAI\n" : "KK,KK,SELESAI\n";
        bool six = strstr(cases[i].text, "Petugas");
        buffer_addf(&all, "%s", cases[i].text);
        for (int j = 0; j < 9; j++)
            buffer_addf(&all, "%s", six ? "4,ANI,KK,SELESAI,,\n" : row);
        t = take(&o, all.data);
        if (!t.list || t.report.reasons[INTAKE_SWALLOWED] != cases[i].swallowed ||
            t.report.shown < cases[i].shown)
            fail_msg("%s: %s %u", cases[i].what, t.err.text, t.report.reasons[INTAKE_SWALLOWED]);
        if (cases[i].swallowed && strstr(snapshot_text(t.list, t.list->documents[0].name), "BUDI"))
            fail_msg("%s is shown", cases[i].what);
        snapshot_free(t.list);
    }

    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    buffer_addf(&text, "Nama,Layanan,Status\nBUDI,KK,SELESAI\n\"SITI,KK,SELESAI\n");
    for (int i = 0; i < 3000; i++)
        buffer_addf(&text, "ORANG,KK,SELESAI\n");
    t = take(&o, text.data);
    assert_null(t.list);
    assert_non_null(strstr(t.err.text, "a quote opens in its row 3 (line 3 of the file) and does "
                                       "not end within the 1000 lines"));
    buffer_clear(&text);
    buffer_addf(&text, "Nama,Layanan,Status\nBUDI,KK,SELESAI\n\"");
    for (int i = 0; i < 3000; i++)
        buffer_addf(&text, "ORANG,KK,SELESAI, and on and on and on;");
    t = take(&o, text.data);
    assert_null(t.list);
    assert_non_null(strstr(t.err.text, "(line 3 of the file) and does not end within the 64 KiB"));
    office_close(&o);
}

static void rows_are_told_as_the_sheet_shows_them(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    struct taken t = take(&o, "JUDUL\r\n\r\nNama,Layanan,Status\r\n\"A\nB\nC\",KK,SELESAI\r\n\r\n"
                              "SITI,KK,\r\nX,KK,SELESAI\r\n,,,\r\nY,KK,SELESAI\r\nZ,KK,ENTAH\r\n");
    assert_non_null(t.list);
    assert_int_equal(t.report.header_line, 3);
    assert_int_equal(t.report.rows, 5);
    assert_int_equal(t.report.reasons[INTAKE_BLANK], 2);
    assert_int_equal(t.report.reasons[INTAKE_NO_STATUS], 1);
    assert_int_equal(t.report.numbers[INTAKE_NO_STATUS][0], 6);
    assert_int_equal(t.report.numbers[INTAKE_UNKNOWN_STATUS][0], 10);
    assert_int_equal(t.report.shown, 3);
    snapshot_free(t.list);
    office_close(&o);
}

static void limits_are_named(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    static char name[600];
    memset(name, 'A', sizeof(name) - 1);
    struct taken t = take_with(&o, name, 5);
    assert_non_null(t.list);
    assert_int_equal(t.report.reasons[INTAKE_TOO_LONG], 1);
    assert_int_equal(t.list->document_count, 4);
    snapshot_free(t.list);

    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    buffer_addf(&text, "Nama,Layanan,Status\n");
    for (unsigned i = 0; i <= FEED_MAX_DOCUMENTS; i++)
        buffer_append(&text, "A,KK,SELESAI\n", 13);
    t = take_bytes(&o, text.data, text.len);
    assert_null(t.list);
    assert_string_equal(t.err.text, "it has more than 200000 rows, the most allowed");
    const struct reading_page pages[] = { { "x", 1 }, { "x", FEED_MAX_BYTES } };
    assert_false(reading_parse(&o.reading, pages, 2, 0, &t.list, &t.report, &t.err));
    assert_non_null(strstr(t.err.text, "with all its pages, more than the 64 MiB allowed"));
    office_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_sheets_as_offices_have_them),
        cmocka_unit_test(columns_may_be_named_by_group_or_place),
        cmocka_unit_test(a_sheet_without_header_is_read_by_place),
        cmocka_unit_test(what_is_set_is_not_guessed),
        cmocka_unit_test(a_header_is_found_below_wide_rows),
        cmocka_unit_test(the_first_of_two_columns_is_read_and_said),
        cmocka_unit_test(other_characters_become_utf8),
        cmocka_unit_test(refuses_with_a_sentence),
        cmocka_unit_test(a_missing_column_that_the_board_can_do_without_is_reported),
        cmocka_unit_test(a_stray_quote_is_noticed),
        cmocka_unit_test(rows_are_told_as_the_sheet_shows_them),
        cmocka_unit_test(limits_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
