#include "unit/test.h"

#include "base/clock.h"
#include "unit/reading_support.h"
#include "unit/snapshot_check.h"

static const char *const map[MAP_MEMBERS] = {
    [MAP_ID] = "Id",          [MAP_NAME] = "Nama",       [MAP_NUMBER] = "Nomor",
    [MAP_TYPE] = "Layanan",   [MAP_STATUS] = "Status",   [MAP_DONE] = "Selesai",
    [MAP_AREA] = "Kecamatan", [MAP_PRIVATE] = "Rahasia",
};
#define HEADER "Id;Nama;Nomor;Layanan;Status;Selesai;Kecamatan;Rahasia\n"

static struct taken take(struct office *o, const char *rows)
{
    struct taken t = { .list = NULL };
    CLEANUP_FREE char *text = xasprintf(HEADER "%s", rows);
    const struct reading_page page = { text, strlen(text) };
    bool ok = reading_parse(&o->reading, &page, 1, 0, &t.list, &t.report, &t.err);
    assert_int_equal(ok, t.list != NULL);
    const char *wrong = ok ? check_snapshot(t.list) : NULL;
    if (wrong)
        fail_msg("%s", wrong);
    return t;
}

/* A list that must be taken. */
static struct taken take_all(struct office *o, const char *rows)
{
    struct taken t = take(o, rows);
    if (!t.list)
        fail_msg("%s", t.err.text);
    return t;
}

static void describe(const struct snapshot *s, struct buffer *out)
{
    for (uint32_t i = 0; i < s->document_count; i++) {
        const struct document *d = &s->documents[i];
        char date[CLOCK_TEXT_MAX];
        const char *place =
            d->location == LOCATION_NONE ? "-" : snapshot_text(s, s->locations[d->location].id);
        buffer_addf(out, "%s%s/%s/%s%s%s/%s/%s/%s", i ? "; " : "", snapshot_text(s, d->name),
                    snapshot_text(s, d->number), document_type_slugs[d->type], d->label ? ":" : "",
                    snapshot_text(s, d->label),
                    d->done == DAY_UNKNOWN ? "-" : clock_format_date(date, d->done),
                    document_state_slugs[d->state], place);
    }
}

#define SHOWN INTAKE_REASONS

static void a_row_becomes_a_document_or_says_why_not(void **state)
{
    (void)state;
    static const struct {
        const char *what, *row, *list;
        enum intake_reason why;
    } cases[] = {
        { "all of it", "1;BUDI SANTOSO;3273/REG/004821;KTP Elektronik;selesai;20/11/2026;Coblong;",
          "BUDI S••••••/004821/ktp-el/2026-11-20/pickup/kec-coblong", SHOWN },
        { "another spelling of the area", ";BUDI;1;e-KTP;SELESAI;;KEC. COBLONG;",
          "BUDI/1/ktp-el/-/pickup/kec-coblong", SHOWN },
        { "the code of the area", ";BUDI;1;KTP;SELESAI;;32.73.02;",
          "BUDI/1/ktp-el/-/pickup/kec-coblong", SHOWN },
        { "another area", ";BUDI;1;KTP;SELESAI;;Cidadap;", "BUDI/1/ktp-el/-/pickup/mpp", SHOWN },
        { "a download needs no place", ";BUDI SANTOSO;1;KIA;SIAP_DOWNLOAD;;Cidadap;",
          "B. S./1/kia/-/download/-", SHOWN },
        { "no rule says where it waits", ";BUDI;1;KIA;SELESAI;;Cidadap;", "", INTAKE_NO_ROUTE },
        { "a type that no table knows, with a short label", ";BUDI;1;Legalisir Berkas;SELESAI;;;",
          "BUDI/1/other:Legalisir Berkas/-/pickup/mpp", SHOWN },
        { "a type that may be somebody's name", ";BUDI;1;SITI AMINAH;SELESAI;;;",
          "BUDI/1/other/-/pickup/mpp", SHOWN },
        { "a type that no table knows, with a long label",
          ";BUDI;1;Surat Keterangan Ahli Waris Seseorang;SELESAI;;;", "BUDI/1/other/-/pickup/mpp",
          SHOWN },
        { "no type", ";BUDI;1;;SELESAI;;;", "BUDI/1/other/-/pickup/mpp", SHOWN },
        { "a divorce is shown by its number, under a general label, and goes its own way",
          ";BUDI;12;Akta Cerai;SELESAI;;;", "/12/akta-sipil/-/pickup/mpp", SHOWN },
        { "a divorce without a number", ";BUDI;;Akta Cerai;SELESAI;;;", "", INTAKE_NAME_PRIVATE },
        { "private", ";BUDI;12;KK;SELESAI;;;ya", "/12/kk/-/pickup/mpp", SHOWN },
        { "private in words that nobody foresaw", ";BUDI;12;KK;SELESAI;;;dirahasiakan",
          "/12/kk/-/pickup/mpp", SHOWN },
        { "not private", ";BUDI;12;KK;SELESAI;;;Tidak", "BUDI/12/kk/-/pickup/mpp", SHOWN },
        { "private without a number", ";BUDI;;KK;SELESAI;;;1", "", INTAKE_NAME_PRIVATE },
        { "a date that cannot be read", ";BUDI;1;KK;SELESAI;kemarin;;", "BUDI/1/kk/-/pickup/mpp",
          SHOWN },
        { "no status", ";BUDI;1;KK;;;;", "", INTAKE_NO_STATUS },
        { "a status that no table knows", ";BUDI;1;KK;SIAP_DICETAK;;;", "", INTAKE_UNKNOWN_STATUS },
        { "a hidden status", ";BUDI;1;KK;diproses;;;", "", INTAKE_HIDDEN },
        { "neither name nor number", ";;;KK;SELESAI;;;", "", INTAKE_NOTHING_TO_SHOW },
        { "blanks for a name", ";  ;;KK;SELESAI;;;", "", INTAKE_NOTHING_TO_SHOW },
        { "a control character",
          ";BU\x01"
          "DI;1;KK;SELESAI;;;",
          "", INTAKE_NOT_TEXT },
        { "a control character where it is not shown", "\x01;BUDI;1;KK;SELESAI;;;", "",
          INTAKE_NOT_TEXT },
        { "nothing", ";;;;;;;", "", INTAKE_BLANK },
        { "a short number", ";BUDI;4821;KK;SELESAI;;;", "BUDI/4821/kk/-/pickup/mpp", SHOWN },
        { "a number cut at a separator", ";BUDI;32-73-/-4821;KK;SELESAI;;;",
          "BUDI/4821/kk/-/pickup/mpp", SHOWN },
        { "a number cut between characters", ";BUDI;NÖÄÜÉÈÀÇ;KK;SELESAI;;;",
          "BUDI/ÄÜÉÈÀÇ/kk/-/pickup/mpp", SHOWN },
        { "a NIK for a number, spaced", ";BUDI;3273 0101 0101 0001;KK;SELESAI;;;",
          "BUDI//kk/-/pickup/mpp", SHOWN },
        { "words for a number", ";BUDI;SITI AMINAH;KK;SELESAI;;;", "BUDI//kk/-/pickup/mpp", SHOWN },
        { "words with a digit", ";BUDI;No 7;KK;SELESAI;;;", "BUDI/No 7/kk/-/pickup/mpp", SHOWN },
        { "letters for a number", ";BUDI;QWERTY;KK;SELESAI;;;", "BUDI/QWERTY/kk/-/pickup/mpp",
          SHOWN },
        { "words for a number, and a name that may not be shown",
          ";BUDI;SITI AMINAH;Akta Cerai;SELESAI;;;", "", INTAKE_NAME_PRIVATE },
        { "a number that a program took for a fraction", ";BUDI;4821.0;KK;SELESAI;;;",
          "BUDI/4821/kk/-/pickup/mpp", SHOWN },
        { "a number with a fraction of its own", ";BUDI;48.05;KK;SELESAI;;;",
          "BUDI/48.05/kk/-/pickup/mpp", SHOWN },
        { "a NIK behind another number", ";BUDI;5 / 3273010101010001;KK;SELESAI;;;",
          "BUDI//kk/-/pickup/mpp", SHOWN },
        { "a long registration number", ";BUDI;327301/20261120/000421;KK;SELESAI;;;",
          "BUDI/000421/kk/-/pickup/mpp", SHOWN },
        { "a NIK in a name", ";BUDI 3273010101010001 X;5;KK;SELESAI;;;",
          "BUDI •••••••••••••••• X/5/kk/-/pickup/mpp", SHOWN },
    };
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_FREE char *rows =
            xasprintf("%s\n;X;9;KK;DIPROSES;;;\n;X;8;KK;DIPROSES;;;\n", cases[i].row);
        CLEANUP_BUFFER struct buffer list = BUFFER_INIT(0);
        struct taken t = take(&o, rows);
        if (!t.list)
            fail_msg("%s: %s", cases[i].what, t.err.text);
        describe(t.list, &list);
        if (strcmp(buffer_text(&list), cases[i].list) != 0)
            fail_msg("%s: %s", cases[i].what, buffer_text(&list));
        uint32_t left_out = 0;
        for (int j = 0; j < INTAKE_REASONS; j++)
            left_out += j == INTAKE_BLANK ? 0 : t.report.reasons[j];
        assert_int_equal(t.report.rows, t.report.shown + left_out);
        assert_int_equal(t.report.shown, t.list->document_count);
        if (cases[i].why != SHOWN && t.report.numbers[cases[i].why][0] != 2)
            fail_msg("%s: for another reason", cases[i].what);
        snapshot_free(t.list);
    }
    office_close(&o);
}

static void all_places_are_in_the_list(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    struct taken t = take_all(&o, "");
    assert_int_equal(t.list->location_count, 2);
    const struct location *mpp = &t.list->locations[0];
    assert_string_equal(snapshot_text(t.list, mpp->name), "MPP Kota Bandung");
    assert_string_equal(snapshot_text(t.list, mpp->counter), "Loket 3");
    assert_int_equal(mpp->kind, LOCATION_MPP);
    assert_int_equal(mpp->openings, 2);
    assert_int_equal(t.list->openings[1].close, 660);
    assert_int_equal(t.list->locations[1].kind, LOCATION_KECAMATAN);
    snapshot_free(t.list);
    office_close(&o);
}

/* ---- identity */

static const char *id_of(const struct taken *t, uint32_t i)
{
    return snapshot_text(t->list, t->list->documents[i].id);
}

static void ids_are_hashes_that_stay(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    struct taken a = take_all(&o, "3273010101010001;BUDI;1;KK;SELESAI;;;\n;SITI;2;KK;SELESAI;;;\n"
                                  ";TONO;;KK;SELESAI;1/11/2026;;\n");
    /* Another order; what the id does not hang on has changed. */
    struct taken b = take_all(&o, ";TONO;;KK;SELESAI;1/11/2026;;\n;SITI;2;KK;SELESAI;3/11/2026;x;\n"
                                  "3273010101010001;BUDI B;9;KTP;SIAP_DOWNLOAD;;;\n");
    assert_int_equal(a.list->document_count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(*id_of(&a, i), 'h');
        assert_int_equal(strlen(id_of(&a, i)), PRIVACY_ID_SIZE - 1);
        assert_true(snapshot_find(b.list, a.list->documents[i].key) != DOCUMENT_NONE);
    }
    snapshot_free(a.list);
    snapshot_free(b.list);
    /* One of two of the same name has been handed out. */
    a = take_all(&o, ";SITI;;KK;SELESAI;;Coblong;\n;SITI;;KK;SELESAI;;Cidadap;\n");
    b = take_all(&o, ";SITI;;KK;SELESAI;;Cidadap;\n");
    assert_int_equal(a.list->document_count, 2);
    assert_true(snapshot_find(a.list, b.list->documents[0].key) != DOCUMENT_NONE);
    snapshot_free(a.list);
    snapshot_free(b.list);
    office_close(&o);
}

static void nobody_is_skipped_for_being_called_the_same(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    struct taken t = take_all(&o, ";SITI;;KK;SELESAI;1/11/2026;Coblong;\n"
                                  ";SITI;;KK;SELESAI;1/11/2026;Coblong;\n"
                                  ";SITI;;KK;SELESAI;1/11/2026;Cidadap;\n"
                                  ";SITI;7;KK;SELESAI;1/11/2026;Coblong;\n"
                                  ";SITI;7;KK;SELESAI;1/11/2026;Coblong;\n"
                                  ";TINI;7;KK;SELESAI;1/11/2026;Coblong;\n");
    assert_int_equal(t.list->document_count, 5);
    assert_int_equal(t.report.reasons[INTAKE_OLDER_COPY], 1);
    snapshot_free(t.list);
    CLEANUP_BUFFER struct buffer many = BUFFER_INIT(0);
    for (int i = 0; i < 6000; i++)
        buffer_addf(&many, ";SITI;;KK;SELESAI;%d/11/2026;;\n", i % 28 + 1);
    t = take_all(&o, many.data);
    assert_int_equal(t.list->document_count, 6000);
    snapshot_free(t.list);
    /* What is no id, though it stands there. */
    t = take_all(&o, "3,27301E+15;SITI;1;KK;SELESAI;;;\n3,27301E+15;TINI;2;KK;SELESAI;;;\n"
                     "-;TONO;3;KK;SELESAI;;;\n-;TINO;4;KK;SELESAI;;;\n#N/A;TANI;-;KK;SELESAI;;;\n"
                     "#N/A;-;-;KK;SELESAI;;;\n");
    assert_int_equal(t.list->document_count, 5);
    assert_int_equal(t.report.reasons[INTAKE_NOTHING_TO_SHOW], 1);
    snapshot_free(t.list);
    office_close(&o);
}

static void of_one_id_the_later_day_wins(void **state)
{
    (void)state;
    static const struct {
        const char *what, *rows, *list;
        uint32_t number; /* of the row that is left out */
    } cases[] = {
        { "the later one second", "1;A;1;KK;SELESAI;1/11/2026;;\n1;B;1;KK;SELESAI;2/11/2026;;\n",
          "B/1/kk/2026-11-02/pickup/mpp", 2 },
        { "without a number", "1;A;;KK;SELESAI;1/11/2026;;\n1;B;2;KK;SELESAI;2/11/2026;;\n",
          "B/2/kk/2026-11-02/pickup/mpp", 2 },
        { "another's number, which is no copy",
          "1;A;1;KK;SELESAI;1/11/2026;;\n1;B;2;KK;SELESAI;2/11/2026;;\n",
          "A/1/kk/2026-11-01/pickup/mpp; B/2/kk/2026-11-02/pickup/mpp", 0 },
        { "another's number, and a copy of it",
          "1;A;1;KK;SELESAI;1/11/2026;;\n1;B;2;KK;SELESAI;2/11/2026;;\n"
          "1;B;2;KK;SELESAI;3/11/2026;;\n",
          "A/1/kk/2026-11-01/pickup/mpp; B/2/kk/2026-11-03/pickup/mpp", 3 },
        { "another's number is not finished any more",
          "1;A;1;KK;SELESAI;1/11/2026;;\n1;B;2;KK;SELESAI;1/11/2026;;\n"
          "1;B;2;KK;DIPROSES;2/11/2026;;\n",
          "A/1/kk/2026-11-01/pickup/mpp", 3 },
        { "another's number is not finished any more, which comes first",
          "1;B;2;KK;DIPROSES;2/11/2026;;\n1;A;1;KK;SELESAI;1/11/2026;;\n"
          "1;B;2;KK;SELESAI;1/11/2026;;\n",
          "A/1/kk/2026-11-01/pickup/mpp", 4 },
        { "it is not finished any more, without a number",
          "1;A;1;KK;SELESAI;1/11/2026;;\n1;A;;KK;DIPROSES;2/11/2026;;\n", "", 2 },
        { "it is not finished any more, and the other has no number",
          "1;A;;KK;SELESAI;1/11/2026;;\n1;A;1;KK;DIPROSES;2/11/2026;;\n", "", 2 },
        { "it is not finished any more, which comes first, and the other has no number",
          "1;A;1;KK;DIPROSES;2/11/2026;;\n1;A;;KK;SELESAI;1/11/2026;;\n", "", 3 },
        { "the later one first", "1;A;1;KK;SELESAI;2/11/2026;;\n1;B;1;KK;SELESAI;1/11/2026;;\n",
          "A/1/kk/2026-11-02/pickup/mpp", 3 },
        { "the same day", "1;A;1;KK;SELESAI;2/11/2026;;\n1;B;1;KK;SELESAI;2/11/2026;;\n",
          "A/1/kk/2026-11-02/pickup/mpp", 3 },
        { "a day and none", "1;A;1;KK;SELESAI;;;\n1;B;1;KTP;SIAP_DOWNLOAD;2/11/2026;Coblong;\n",
          "B/1/ktp-el/2026-11-02/download/kec-coblong", 2 },
        { "a copy that is not finished any more",
          "1;A;1;KK;SELESAI;1/11/2026;;\n1;A;1;KK;DIPROSES;2/11/2026;;\n", "", 2 },
        { "a copy that is not finished any more, which comes first",
          "1;A;1;KK;DIPROSES;2/11/2026;;\n1;A;1;KK;SELESAI;1/11/2026;;\n", "", 3 },
        { "finished again",
          "1;A;1;KK;SELESAI;1/11/2026;;\n1;A;1;KK;DIPROSES;2/11/2026;;\n"
          "1;A;1;KK;SELESAI;3/11/2026;;\n",
          "A/1/kk/2026-11-03/pickup/mpp", 2 },
        { "a copy that was not finished yet",
          "1;A;1;KK;DIPROSES;1/11/2026;;\n1;A;1;KK;SELESAI;2/11/2026;;\n",
          "A/1/kk/2026-11-02/pickup/mpp", 0 },
    };
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_BUFFER struct buffer list = BUFFER_INIT(0);
        struct taken t = take_all(&o, cases[i].rows);
        describe(t.list, &list);
        if (strcmp(buffer_text(&list), cases[i].list) != 0)
            fail_msg("%s: %s", cases[i].what, buffer_text(&list));
        if (t.report.numbers[INTAKE_OLDER_COPY][0] != cases[i].number)
            fail_msg("%s: row %u", cases[i].what, t.report.numbers[INTAKE_OLDER_COPY][0]);
        assert_int_equal(t.report.shown, t.list->document_count);
        assert_int_equal(intake_not_understood(&t.report), 0);
        snapshot_free(t.list);
    }
    office_close(&o);
}

static void only_its_own_id_withdraws_a_row(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    CLEANUP_BUFFER struct buffer rows = BUFFER_INIT(0);
    for (int i = 0; i < 3000; i++)
        buffer_addf(&rows, "a%d;A;%d;KK;DIPROSES;2/11/2026;;\n", i, i);
    for (int i = 0; i < 3000; i++)
        buffer_addf(&rows, "%c%d;A;%d;KK;SELESAI;1/11/2026;;\n", i % 3 ? 'b' : 'a', i, i);
    struct taken t = take_all(&o, rows.data);
    assert_int_equal(t.list->document_count, 2000);
    assert_int_equal(t.report.reasons[INTAKE_OLDER_COPY], 1000);
    snapshot_free(t.list);
    office_close(&o);
}

/* ---- the report */

static void words_are_counted_the_commonest_first(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    struct taken t = take_all(&o, ";A;1;KK;SIAP_DICETAK;;;\n;A;2;KK;Menunggu;;;\n"
                                  ";A;3;KK;Menunggu;;;\n;A;4;Akta Aneh;SELESAI;;;\n"
                                  ";A;5;KK;BUDI SANTOSO;;;\n");
    assert_int_equal(t.report.reasons[INTAKE_UNKNOWN_STATUS], 4);
    assert_int_equal(t.report.statuses.count, 2);
    assert_string_equal(t.report.statuses.words[0].word, "Menunggu");
    assert_int_equal(t.report.statuses.words[0].count, 2);
    assert_string_equal(t.report.statuses.words[1].word, "SIAP_DICETAK");
    assert_int_equal(t.report.statuses.rows_not_told, 1);
    assert_int_equal(t.report.statuses.untold_count, 1);
    assert_string_equal(t.report.statuses.untold[0].word, "");
    assert_int_equal(t.report.statuses.untold[0].count, 1);
    assert_int_equal(t.report.statuses.untold[0].first_row, 6);
    assert_int_equal(t.report.types_not_known, 1);
    snapshot_free(t.list);
    office_close(&o);
}

static void areas_that_no_rule_matches_are_told_or_where_they_stand(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    struct taken t =
        take_all(&o, ";A;1;KK;SELESAI;;Coblong;\n;A;2;KIA;SELESAI;;Cicendo;\n"
                     ";A;3;KIA;SELESAI;;Andir;\n;A;4;KIA;SELESAI;;Cicendo;\n"
                     ";A;5;KIA;SELESAI;;KEC. COBLONG;\n;A;6;KIA;SELESAI;;;\n"
                     ";A;7;KIA;SIAP_DOWNLOAD;;Andir;\n;A;8;KIA;DIPROSES;;Andir;\n"
                     ";A;9;KIA;SELESAI;;coblong;\n;A;10;KIA;SELESAI;;mpp kota bandung;\n"
                     ";A;11;KIA;SELESAI;;32.73.02 BUDI;\n");
    const struct intake_words *w = &t.report.areas;
    assert_int_equal(t.report.reasons[INTAKE_NO_ROUTE], 8);
    assert_int_equal(t.report.place.filled, 1);
    assert_int_equal(w->count, 3);
    assert_string_equal(w->words[0].word, "KEC. COBLONG");
    assert_string_equal(w->words[1].word, "coblong");          /* of [area] */
    assert_string_equal(w->words[2].word, "mpp kota bandung"); /* of [location ID] */
    assert_int_equal(w->rows_not_told, 4);
    assert_int_equal(w->untold_count, 3);
    assert_int_equal(w->untold[0].count, 2);
    assert_int_equal(w->untold[0].first_row, 3);
    assert_int_equal(w->untold[1].count, 1);
    assert_int_equal(w->untold[1].first_row, 4);
    assert_int_equal(t.report.no_area, 1);
    snapshot_free(t.list);
    office_close(&o);
}

static void a_column_of_names_is_no_column_of_numbers(void **state)
{
    (void)state;
    static const struct {
        int names, remarks, numbers;
        bool refused;
    } cases[] = {
        { 5, 0, 0, true },  { 5, 0, 4, true },   { 5, 0, 5, false },
        { 4, 0, 0, false }, { 0, 50, 1, false }, { 3, 50, 1, false },
    };
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_BUFFER struct buffer rows = BUFFER_INIT(0);
        for (int j = 0; j < cases[i].names; j++)
            buffer_addf(&rows, ";A;SITI %c;KK;SELESAI;;;\n", 'A' + j);
        for (int j = 0; j < cases[i].remarks; j++)
            buffer_addf(&rows, ";A;belum ada;KK;SELESAI;;;\n");
        for (int j = 0; j < cases[i].numbers; j++)
            buffer_addf(&rows, ";A;R-%d;KK;SELESAI;;;\n", j);
        struct taken t = take(&o, rows.data);
        assert_int_equal(t.report.numbers_of_words, cases[i].names + cases[i].remarks);
        if (cases[i].refused != !t.list)
            fail_msg("case %zu: %s", i, t.err.text);
        if (cases[i].refused && !strstr(t.err.text, "so [map] number is not its column"))
            fail_msg("%s", t.err.text);
        snapshot_free(t.list);
    }
    office_close(&o);
}

static void a_type_that_is_common_is_a_label(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        int rows;
        bool shown;
    } cases[] = {
        { "Surat Ahli Waris", 19, false }, { "Surat Ahli Waris", 20, true },
        { "KK an. SITI", 4, false },       { "PAKET LEBARAN", 19, false },
        { "PAKET LEBARAN", 20, true },
    };
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP_BUFFER struct buffer rows = BUFFER_INIT(0);
        for (int j = 0; j < cases[i].rows; j++)
            buffer_addf(&rows, "%d;A;%d;%s;SELESAI;%d/11/2026;;\n", j / 2, j / 2, cases[i].type,
                        1 + j % 2);
        struct taken t = take_all(&o, rows.data);
        const struct intake_member *m = &t.report.members[MAP_TYPE];
        for (uint32_t j = 0; j < t.list->document_count; j++) {
            const char *label = snapshot_text(t.list, t.list->documents[j].label);
            if (strcmp(label, cases[i].shown ? cases[i].type : "") != 0)
                fail_msg("%s in %d rows is called '%s'", cases[i].type, cases[i].rows, label);
        }
        assert_int_equal(m->examples, cases[i].shown);
        /* What is not shown is not kept, either. */
        assert_int_equal(
            memmem(t.list->text, t.list->text_size, cases[i].type, strlen(cases[i].type)) != NULL,
            cases[i].shown);
        snapshot_free(t.list);
    }
    office_close(&o);
}

static void a_column_of_names_is_never_told(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    CLEANUP_BUFFER struct buffer rows = BUFFER_INIT(0);
    buffer_addf(&rows, ";A;1;KK;SELESAI;;;\n");
    for (int i = 0; i < 500; i++)
        buffer_addf(&rows, ";A;%d;KK;STATUS %c%c;;;\n", i, 'A' + i % 26, 'A' + i / 26 % 10);
    struct taken t = take_all(&o, rows.data);
    assert_int_equal(t.report.statuses.count, 0);
    assert_int_equal(t.report.statuses.rows_not_told, 500);
    snapshot_free(t.list);
    office_close(&o);
}

static void examples_are_what_the_board_may_show(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    struct taken t = take_all(&o, "3273010101010001;BUDI SANTOSO;REG/0001;KTP;SELESAI;20/11/2026;"
                                  "BUDI SANTOSO;ya\n"
                                  "3273010101010002;SITI AMINAH;REG/0002;KIA;SIAP_DOWNLOAD;"
                                  "kemarin;Coblong;\n"
                                  "3273010101010003;TONO TEGUH;3273010101010003;KK;SELESAI;;;\n");
    const struct intake_member *m = t.report.members;
    assert_string_equal(m[MAP_ID].became[0], "kept as a hash");
    assert_int_equal(m[MAP_ID].examples, 1);
    assert_int_equal(m[MAP_ID].filled, 3);
    assert_string_equal(m[MAP_NAME].became[0], "(not shown)");
    assert_string_equal(m[MAP_NAME].became[1], "S. A.");
    assert_string_equal(m[MAP_NAME].became[2], "TONO T••••");
    assert_string_equal(m[MAP_NUMBER].became[0], "G/0001");
    assert_string_equal(m[MAP_NUMBER].became[2], "(not shown)");
    assert_string_equal(m[MAP_TYPE].became[0], "ktp-el");
    assert_string_equal(m[MAP_STATUS].became[0], "pickup");
    assert_string_equal(m[MAP_STATUS].became[1], "download");
    assert_string_equal(m[MAP_DONE].became[0], "2026-11-20");
    assert_int_equal(m[MAP_DONE].examples, 1);
    assert_string_equal(m[MAP_PRIVATE].became[0], "number only");
    assert_string_equal(t.report.place.became[0], "mpp");
    assert_int_equal(t.report.place.filled, 2); /* kia has no rule here */
    assert_int_equal(m[MAP_AREA].different, 2);
    assert_int_equal(t.report.numbers_shown, 2);
    assert_int_equal(t.report.numbers_different, 2);
    for (uint32_t i = 0; i < m[MAP_AREA].examples; i++)
        assert_null(strstr(m[MAP_AREA].became[i], "BUDI"));
    assert_int_equal(t.report.dates_not_understood, 1);
    assert_int_equal(t.report.first_bad_date, 3);
    assert_int_equal(intake_not_understood(&t.report), 1);
    assert_true(t.report.masked >= 2);
    assert_int_equal(t.report.blotted, 1);
    snapshot_free(t.list);
    office_close(&o);
}

static void most_rows_may_be_unfinished_or_wait_elsewhere(void **state)
{
    (void)state;
    struct office o;
    office_open(&o, SOURCE_CSV, map, NULL);
    struct taken t = take_all(&o, ";A;1;KK;Menunggu;;;\n;A;2;KK;Menunggu;;;\n;A;3;KK;Menunggu;;;\n"
                                  ";A;4;KIA;SELESAI;;;\n");
    assert_int_equal(t.list->document_count, 0);
    assert_int_equal(intake_not_understood(&t.report), 4);
    snapshot_free(t.list);
    t = take(&o, ";A;1;KK;Menunggu;;;\n;A;2;KK;;;;\n");
    assert_null(t.list);
    assert_int_equal(t.report.statuses.count, 1);
    office_close(&o);
}

/* ---- privacy, whatever comes */

static uint32_t chance(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

static void add_number(struct buffer *out, uint32_t *seed)
{
    static const char *const between[] = { "", " ", ".", "-", "/", "\xC2\xA0", " - " };
    static const char *const wide[] = {
        "０", "１", "２", "３", "４", "５", "６", "７", "８", "９"
    };
    if (chance(seed, 6) == 0) {
        buffer_addf(out, "%s", chance(seed, 2) ? "3,27301E+15" : "3.27301e+15");
        return;
    }
    const char *gap = between[chance(seed, COUNT(between))];
    bool full_width = chance(seed, 4) == 0;
    for (int i = 0; i < 16; i++) {
        uint32_t digit = chance(seed, 10);
        if (i && i % 4 == 0)
            buffer_addf(out, "%s", gap);
        if (full_width)
            buffer_addf(out, "%s", wide[digit]);
        else
            buffer_addf(out, "%u", digit);
    }
}

static bool report_tells(const struct intake_report *r)
{
    bool tells = false;
    for (int i = 0; i < MAP_MEMBERS; i++) {
        for (uint32_t j = 0; j < r->members[i].examples; j++)
            tells |= redact_finds_number(r->members[i].became[j]);
    }
    for (uint32_t i = 0; i < r->statuses.count; i++)
        tells |= redact_finds_number(r->statuses.words[i].word);
    for (uint32_t i = 0; i < r->types.count; i++)
        tells |= redact_finds_number(r->types.words[i].word);
    return tells;
}

/* A NIK in any column, in any spelling, and a column that is not mapped: neither is anywhere. */
static void no_number_of_a_person_gets_in(void **state)
{
    (void)state;
    static const char *const plain[] = { "17",      "BUDI SANTOSO", "REG/0042", "KK",
                                         "SELESAI", "20/11/2026",   "Coblong",  "tidak" };
    struct office o;
    uint32_t seed = 4;
    office_open(&o, SOURCE_CSV, map, NULL);
    o.reading.number_length = 64;
    for (int turn = 0; turn < 300; turn++) {
        CLEANUP_BUFFER struct buffer rows = BUFFER_INIT(0), feed = BUFFER_INIT(0);
        for (int row = 0; row < 8; row++) {
            uint32_t where = chance(&seed, 8);
            for (uint32_t column = 0; column < 8; column++) {
                if (column == where || chance(&seed, 9) == 0)
                    add_number(&rows, &seed);
                if (column != where || chance(&seed, 2))
                    buffer_addf(&rows, " %s", plain[column]);
                buffer_addf(&rows, ";");
            }
            buffer_addf(&rows, "UNMAPPED-SECRET\n");
        }
        struct taken t = take(&o, rows.data);
        assert_false(redact_finds_number(t.err.text));
        assert_false(report_tells(&t.report));
        assert_null(strstr(t.err.text, "UNMAPPED"));
        if (!t.list)
            continue;
        feed_write(t.list, true, &feed);
        assert_null(strstr(feed.data, "UNMAPPED"));
        for (size_t i = 1; i < t.list->text_size; i += strlen(t.list->text + i) + 1)
            assert_false(redact_finds_number(t.list->text + i));
        snapshot_free(t.list);
    }
    office_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_becomes_a_document_or_says_why_not),
        cmocka_unit_test(all_places_are_in_the_list),
        cmocka_unit_test(ids_are_hashes_that_stay),
        cmocka_unit_test(nobody_is_skipped_for_being_called_the_same),
        cmocka_unit_test(of_one_id_the_later_day_wins),
        cmocka_unit_test(only_its_own_id_withdraws_a_row),
        cmocka_unit_test(words_are_counted_the_commonest_first),
        cmocka_unit_test(areas_that_no_rule_matches_are_told_or_where_they_stand),
        cmocka_unit_test(a_column_of_names_is_no_column_of_numbers),
        cmocka_unit_test(a_type_that_is_common_is_a_label),
        cmocka_unit_test(a_column_of_names_is_never_told),
        cmocka_unit_test(examples_are_what_the_board_may_show),
        cmocka_unit_test(most_rows_may_be_unfinished_or_wait_elsewhere),
        cmocka_unit_test(no_number_of_a_person_gets_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
