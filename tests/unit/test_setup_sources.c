/* From the configuration to what pulling needs: tables, places, readings, addresses, keys. */
#include "unit/test.h"

#include <stdlib.h>

#include "setup/sources.h"
#include "base/clock.h"
#include "base/hash.h"

#define URL    "[source]\nurl = https://a.go.id/\n"
#define CSV    URL "format = csv\n"
#define JSON   URL "format = json\n"
#define MAP    "[map]\nname = N\ntype = T\nstatus = S\n"
#define PLACES "[location mpp]\nname = MPP\n[location kec]\nname = Coblong\n"
#define RULE   "[route]\n*, * = mpp\n"
#define KEY    "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"

static struct sources *make(const char *text, struct error *err)
{
    static struct privacy privacy;
    CLEANUP(config_free) struct config *c = config_new();
    static const uint8_t key[HASH_KEY_SIZE] = { 1 };
    privacy_init(&privacy);
    privacy.id_key = key;
    if (!config_read_text(c, text, strlen(text), "b.ini", err) || !config_check(c, err))
        return NULL;
    return sources_new(c, &privacy, err);
}

static const struct {
    const char *what, *text, *error; /* how it begins */
} refused[] = {
    { "a pointer for a sheet's reader of JSON",
      JSON "[map]\nname = Nama\ntype = /t\nstatus = /s\n" PLACES RULE,
      "b.ini:5: [map] name = Nama: " },
    { "a text that does not end", CSV "[map]\nname = N\ntype = \"ktp-el\nstatus = S\n" PLACES RULE,
      "b.ini:6: [map] type = \"ktp-el: a text in quotes does not end" },
    { "rows that are no pointer",
      JSON "rows = data\n[map]\nname = /n\ntype = /t\nstatus = /s\n" PLACES RULE,
      "b.ini:4: [source] rows = data: it is no JSON Pointer" },
    { "a last page that is no pointer",
      JSON
      "paging = page\nlast_page = meta\n[map]\nname = /n\ntype = /t\nstatus = /s\n" PLACES RULE,
      "b.ini:5: [source] last_page = meta: it is no JSON Pointer" },
    { "a code that is none", CSV MAP PLACES RULE "[area]\nCoblong = 32.73.02\n",
      "b.ini:15: [area] Coblong = 32.73.02: not a code; allowed: Kemendagri's code" },
    { "a code of the statistics office", CSV MAP PLACES RULE "[area]\n3273010 = Coblong\n",
      "b.ini:15: [area] 3273010 = Coblong: a code of the statistics office (BPS); allowed: "
      "Kemendagri's code" },
    { "a code twice in two forms",
      CSV MAP PLACES RULE "[area]\n32.73.02 = Coblong\n327302 = Cicendo\n",
      "b.ini:16: [area] 327302 = Cicendo: 32.73.02 has another name already; allowed: one" },
    { "a rule of a type that there is not", CSV MAP PLACES "[route]\n*, * = mpp\nktpp, * = kec\n",
      "b.ini:14: [route] ktpp, * = kec: 'ktpp' is no type of document" },
    { "a rule without a comma", CSV MAP PLACES "[route]\nktp-el = mpp\n",
      "b.ini:13: [route] ktp-el = mpp: 'ktp-el' has no comma" },
    { "things to bring for a type that there is not",
      CSV MAP PLACES RULE "[bring]\npaspor = Foto\n",
      "b.ini:15: [bring] paspor = Foto: no type is called so" },
    { "hours that cannot be",
      CSV MAP RULE "[location mpp]\nname = MPP\nhours = mon-thu 08:00-25:00\n",
      "b.ini:12: [location mpp] hours = mon-thu 08:00-25:00: " },
    { "a key that is none", URL "public_keys = RWQ\n",
      "b.ini:3: [source] public_keys = …: is not a public key of minisign" },
    { "keys without a comma", URL "public_keys = " KEY " " KEY "\n",
      "b.ini:3: [source] public_keys = …: two keys without a comma" },
    { "three keys", URL "public_keys = " KEY ", " KEY ", " KEY "\n",
      "b.ini:3: [source] public_keys = …: one key too many; allowed: 2" },
    { "a mirror that cannot be asked", URL "mirrors = https://u:secret@b.go.id:99999/\n",
      "b.ini:3: [source] mirrors cannot be an address" },
    { "too many mirrors",
      URL "mirrors = http://a http://b http://c http://d http://e http://f http://g http://h\n",
      "b.ini:3: [source] mirrors = …: one address too many; allowed: 7" },
    { "a region that is no code", URL "region = Bandung\n",
      "b.ini:3: [source] region = Bandung: not a code of Kemendagri's" },
    { "a mistake in the mapping of one source of two",
      "[source a]\nurl = https://a.go.id/\n[source b]\nurl = https://b.go.id/\nformat = csv\n"
      "[map]\nname = N\ntype = T\nstatus = S\n[map b]\nname = N + + M\n" PLACES RULE,
      "b.ini:11: [map b] name = N + + M: " },
};

static void a_mistake_in_a_mapping_is_told_with_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refused); i++) {
        struct error err = { "" };
        CLEANUP(sources_free) struct sources *s = make(refused[i].text, &err);
        if (s || strncmp(err.text, refused[i].error, strlen(refused[i].error)) != 0)
            fail_msg("%s: %s", refused[i].what, s ? "taken" : err.text);
        if (strstr(err.text, "secret"))
            fail_msg("%s: it tells a secret", refused[i].what);
    }
}

static void a_list_becomes_what_the_tables_say(void **state)
{
    (void)state;
    struct error err = { "" };
    CLEANUP(sources_free)
    struct sources *s =
        make(CSV "dates = mdy\nnumber_length = 3\n"
                 "[screen]\ntime_zone = WITA\n[map]\nname = Nama\nnumber = No\ntype = Jenis\n"
                 "status = Status\ndone = Tgl\narea = Kec\nroute = Loket\n"
                 "[status]\nSIAP DIAMBIL = pickup\n[type]\nCetak Ulang = ktp-el\n"
                 "[area]\n32.73.02 = Coblong\n"
                 "[location mpp]\nname = MPP Kota\nkind = mpp\ncounter = Loket 3\naddress = Jl. A\n"
                 "hours = mon-thu 08:00-15:00\n[location kec]\nname = Kantor Coblong\n"
                 "[route]\nCetak Ulang, 327302, Loket 4 = kec\n*, * = mpp\n"
                 "[bring]\n* = Bukti | Surat kuasa\ncetak_ulang = KTP lama\nakta-cerai = Putusan\n",
             &err);
    if (!s)
        fail_msg("%s", err.text);
    const char *data = "Nama,No,Jenis,Status,Tgl,Kec,Loket\n"
                       "BUDI SANTOSO,A-4821,cetak ulang,siap_diambil,11/20/2026,Coblong,LOKET 4\n"
                       "SITI AMINAH,A-4822,KK,siap_diambil,11/20/2026,Coblong,Loket 4\n";
    struct reading_page page = { data, strlen(data) };
    struct intake_report report;
    CLEANUP(snapshot_free) struct snapshot *list = NULL;
    if (!reading_parse(sources_reading(s, 0), &page, 1, 0, &list, &report, &err))
        fail_msg("%s", err.text);
    assert_int_equal(list->document_count, 2);
    const struct location *places = list->locations;
    for (uint32_t i = 0; i < 2; i++) {
        const struct document *d = &list->documents[i];
        const struct location *at = &places[d->location];
        bool first = d->type == DOCUMENT_KTP_EL;
        assert_string_equal(snapshot_text(list, at->id), first ? "kec" : "mpp");
        assert_string_equal(snapshot_text(list, d->number), first ? "821" : "822");
        assert_int_equal(d->done, clock_day(1795132800, 0)); /* 2026-11-20 */
        if (!first) {
            assert_string_equal(snapshot_text(list, at->name), "MPP Kota");
            assert_string_equal(snapshot_text(list, at->counter), "Loket 3");
            assert_string_equal(snapshot_text(list, at->address), "Jl. A");
            assert_int_equal(at->kind, LOCATION_MPP);
            assert_int_equal(at->openings, 1);
        }
    }
    assert_int_equal(sources_reading(s, 0)->utc_offset_s, 8 * 3600);
    static const struct {
        int type;
        const char *text;
    } bring[] = { { BRING_ANY, "Bukti" },
                  { BRING_ANY, "Surat kuasa" },
                  { DOCUMENT_KTP_EL, "KTP lama" },
                  { DOCUMENT_AKTA_SIPIL, "Putusan" } }; /* as the general label has it */
    assert_int_equal(list->bring_count, COUNT(bring));
    for (size_t i = 0; i < COUNT(bring); i++) {
        assert_int_equal(list->bring[i].type, bring[i].type);
        assert_string_equal(snapshot_text(list, list->bring[i].text), bring[i].text);
    }
}

static void what_a_database_says_is_read_as_it_writes(void **state)
{
    (void)state;
    struct error err = { "" };
    /* What other sources of this file say of sheets is nothing to it. */
    CLEANUP(sources_free)
    struct sources *s = make(
        "[source]\nseparator = semicolon\nencoding = windows-1252\nheader_row = 3\ndates = mdy\n"
        "[source db]\nurl = postgresql://?service=simpel\nformat = postgresql\nquery = table v\n"
        "[map]\nname = nama\nnumber = nomor\ntype = jenis\nstatus = status\ndone = selesai\n"
        "private = rahasia\n[status]\nSELESAI = pickup\n" PLACES RULE,
        &err);
    if (!s)
        fail_msg("%s", err.text);
    assert_int_equal(sources_options(s, 0)->url_count, 1);
    assert_string_equal(sources_options(s, 0)->urls[0], "postgresql://?service=simpel");
    static const char data[] =
        "nomor,nama,jenis,status,selesai,rahasia\n"
        "A-4821,\"SITI \"\"AYU\"\" NURHALIZA, S.H.\",ktp-el,SELESAI,2026-11-03,f\n"
        "A-4822,Ni Wayan Ŝri,ktp-el,SELESAI,2026-11-02 23:15:00.123+00,t\n"
        "A-4823,\"I Made; Agung\",ktp-el,SELESAI,,\n"
        "A-4824,\"\",ktp-el,SELESAI,2026-11-20 09:15:00,f\n";
    struct reading_page page = { data, strlen(data) };
    struct intake_report report;
    CLEANUP(snapshot_free) struct snapshot *list = NULL;
    if (!reading_parse(sources_reading(s, 0), &page, 1, 0, &list, &report, &err))
        fail_msg("%s", err.text);
    assert_int_equal(list->document_count, 4);
    for (uint32_t i = 0; i < list->document_count; i++) {
        const struct document *d = &list->documents[i];
        char day[CLOCK_TEXT_MAX] = "none";
        const char *number = snapshot_text(list, d->number), *name = snapshot_text(list, d->name);
        if (d->done != DAY_UNKNOWN)
            clock_format_date(day, d->done);
        switch (number[3]) {
        case '1':
            assert_string_equal(day, "2026-11-03");
            assert_non_null(strstr(name, "SITI"));
            break;
        case '2': /* the day in Jakarta, and true */
            assert_string_equal(day, "2026-11-03");
            assert_string_equal(name, "");
            break;
        case '3':
            assert_string_equal(day, "none");
            assert_non_null(strstr(name, "I M"));
            break;
        default:
            assert_string_equal(day, "2026-11-20");
            assert_string_equal(name, "");
        }
    }
}

static void an_answer_without_a_column_is_refused_by_its_name(void **state)
{
    (void)state;
    struct error err = { "" };
    CLEANUP(sources_free)
    struct sources *s =
        make("[source]\nurl = postgresql://db/a\nformat = postgresql\nquery = table "
             "v\n" MAP PLACES RULE,
             &err);
    if (!s)
        fail_msg("%s", err.text);
    static const char *const answers[] = { "A,B,C\n1,2,3\n", "A,B,C\nN,T,S\n", "A,B,C\n" };
    for (size_t i = 0; i < COUNT(answers); i++) {
        struct reading_page page = { answers[i], strlen(answers[i]) };
        struct intake_report report;
        CLEANUP(snapshot_free) struct snapshot *list = NULL;
        assert_false(reading_parse(sources_reading(s, 0), &page, 1, 0, &list, &report, &err));
        assert_string_equal(err.text, "it has no column 'N' ([map] name); there are: A, B, C");
    }
}

static void addresses_keys_and_pages_are_those_of_each_source(void **state)
{
    (void)state;
    struct error err = { "" };
    CLEANUP(sources_free)
    struct sources *s =
        make("[source]\nmax_pages = 7\nrows = /data\n"
             "[source pusat]\nurl = https://a.go.id/f.json\nmirrors = https://b.go.id/f.json "
             "https://c.go.id/f.json\npublic_keys = " KEY "," KEY "\n"
             "[source api]\nurl = https://d.go.id/?a=b\nformat = json\npaging = offset\n"
             "total_rows = /meta/total\n"
             "[source api2]\nurl = https://e.go.id/\nformat = json\npaging = page\nfirst_page = 0\n"
             "page_parameter = halaman\nlast_page = /meta/last\n"
             "[map]\nname = /n\ntype = /t\nstatus = /s\n" PLACES RULE,
             &err);
    if (!s)
        fail_msg("%s", err.text);
    assert_int_equal(sources_count(s), 3);
    const struct source_options *feed = sources_options(s, 0), *api = sources_options(s, 1);
    const struct source_options *paged = sources_options(s, 2);
    assert_string_equal(feed->name, "pusat");
    assert_int_equal(feed->url_count, 3);
    assert_string_equal(feed->urls[1], "https://b.go.id/f.json");
    assert_string_equal(feed->urls[2], "https://c.go.id/f.json");
    assert_int_equal(feed->key_count, 2);
    assert_int_equal(feed->paging.kind, PAGING_NONE);
    assert_int_equal(feed->reading->format, SOURCE_NATIVE);
    assert_null(feed->reading->rows);
    assert_int_equal(api->url_count, 1);
    assert_int_equal(api->key_count, 0);
    assert_int_equal(api->paging.kind, PAGING_OFFSET);
    assert_string_equal(api->paging.parameter, "offset");
    assert_string_equal(json_pointer_text(api->paging.total_rows), "/meta/total");
    assert_int_equal(api->paging.max_pages, 7);
    assert_string_equal(json_pointer_text(api->reading->rows), "/data");
    assert_int_equal(paged->paging.kind, PAGING_PAGE);
    assert_int_equal(paged->paging.first, 0);
    assert_string_equal(paged->paging.parameter, "halaman");
    assert_string_equal(json_pointer_text(paged->paging.last_page), "/meta/last");
    assert_null(paged->paging.total_rows);
    assert_ptr_equal(paged->reading, sources_reading(s, 2));
    assert_string_equal(sources_config(s, 2)->source.url, "https://e.go.id/");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mistake_in_a_mapping_is_told_with_its_line),
        cmocka_unit_test(what_a_database_says_is_read_as_it_writes),
        cmocka_unit_test(an_answer_without_a_column_is_refused_by_its_name),
        cmocka_unit_test(a_list_becomes_what_the_tables_say),
        cmocka_unit_test(addresses_keys_and_pages_are_those_of_each_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
