/* How fast the same 100,000 rows are taken in: as a native feed, as
 * another API's JSON, as a sheet. */
#include <stdio.h>
#include <time.h>

#include "unit/reading_support.h"

#define ROWS  100000
#define TURNS 5

static const char *const names[] = { "BUDI SANTOSO",
                                     "SITI AMINAH",
                                     "I GUSTI AYU NGURAH",
                                     "Hj. DASWATI, S.H., M.H.",
                                     "N",
                                     "MA'RUF AMIN",
                                     "ANDI MUHAMMAD RIZKY PRATAMA" };
static const char *const types[] = { "KTP Elektronik", "KK", "KTP-el", "Surat Ahli Waris" };
static const char *const slugs[] = { "ktp-el", "kk", "ktp-el", "other" };
static const char *const areas[] = { "Coblong", "KEC. COBLONG", "32.73.02", "Cidadap" };

static void make_native(struct buffer *out)
{
    buffer_addf(out, "{\"feed\":\"siapambil/1\",\"serial\":1,"
                     "\"issued\":\"2026-11-23T09:40:00+07:00\",\"locations\":["
                     "{\"id\":\"mpp\",\"name\":\"MPP\"},{\"id\":\"kec\",\"name\":\"Kec\"}],"
                     "\"documents\":[");
    for (unsigned i = 0; i < ROWS; i++)
        buffer_addf(out,
                    "%s{\"id\":\"r%u\",\"type\":\"%s\",\"name\":\"%s\",\"number\":\"%06u\","
                    "\"done\":\"2026-11-%02u\",\"at\":\"%s\",\"state\":\"pickup\"}",
                    i ? ",\n" : "\n", i, slugs[i % COUNT(slugs)], names[i % COUNT(names)], i,
                    i % 28 + 1, i % 3 ? "mpp" : "kec");
    buffer_addf(out, "]}");
}

static void make_json(struct buffer *out)
{
    buffer_addf(out, "{\"status\":true,\"data\":[");
    for (unsigned i = 0; i < ROWS; i++)
        buffer_addf(out,
                    "%s{\"id\":%u,\"prod_ajuan_no_reg\":\"3273/REG/%06u\",\"pemohon\":{\"nama\":"
                    "\"%s\",\"nik\":3273010101%06u},\"layanan\":\"%s\",\"status\":\"%s\","
                    "\"updated_at\":\"2026-11-%02uT08:15:00+07:00\",\"kecamatan\":\"%s\"}",
                    i ? ",\n" : "\n", i, i, names[i % COUNT(names)], i, types[i % COUNT(types)],
                    i % 10 ? "SELESAI" : "SIAP_DOWNLOAD", i % 28 + 1, areas[i % COUNT(areas)]);
    buffer_addf(out, "]}");
}

static void make_csv(struct buffer *out)
{
    buffer_addf(out, "No;Nomor;Nama;NIK;Layanan;Status;Selesai;Kecamatan\r\n");
    for (unsigned i = 0; i < ROWS; i++)
        buffer_addf(out, "%u;3273/REG/%06u;\"%s\";3273010101%06u;%s;%s;%02u/11/2026;%s\r\n", i, i,
                    names[i % COUNT(names)], i, types[i % COUNT(types)],
                    i % 10 ? "SELESAI" : "SIAP_DOWNLOAD", i % 28 + 1, areas[i % COUNT(areas)]);
}

/* Of this program alone: other programs may be busy. */
static double processor_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Seconds of the fastest turn. */
static double measure(const struct reading *r, const struct buffer *body)
{
    double best = 1e9;
    const struct reading_page page = { body->data, body->len };
    for (int turn = 0; turn < TURNS; turn++) {
        CLEANUP(snapshot_free) struct snapshot *list = NULL;
        static struct intake_report report;
        struct error err = { "" };
        double start = processor_s();
        must_be(reading_parse(r, &page, 1, 0, &list, &report, &err), err.text);
        double took = processor_s() - start;
        best = MIN(best, took);
        must_be(list->document_count == ROWS, "rows are missing");
    }
    return best;
}

static double run(const char *what, enum source_format format, const char *const map[MAP_MEMBERS],
                  const char *rows, void (*make)(struct buffer *), double native)
{
    CLEANUP_BUFFER struct buffer body = BUFFER_INIT(0);
    struct office o;
    office_open(&o, format, map, rows);
    make(&body);
    double took = measure(&o.reading, &body);
    printf("%-12s %5.1f MB %7.0f ms %9.0f rows/s", what, (double)body.len / 1e6, took * 1e3,
           ROWS / took);
    printf(native > 0 ? "  %.2f of native\n" : "\n", native / took);
    office_close(&o);
    return took;
}

int main(void)
{
    static const char *const none[MAP_MEMBERS] = { NULL };
    static const char *const json[MAP_MEMBERS] = {
        [MAP_ID] = "/id",
        [MAP_NAME] = "/pemohon/nama",
        [MAP_NUMBER] = "/prod_ajuan_no_reg",
        [MAP_TYPE] = "/layanan",
        [MAP_STATUS] = "/status",
        [MAP_DONE] = "/updated_at",
        [MAP_AREA] = "/kecamatan",
    };
    static const char *const csv[MAP_MEMBERS] = {
        [MAP_ID] = "No",          [MAP_NAME] = "Nama",     [MAP_NUMBER] = "Nomor",
        [MAP_TYPE] = "Layanan",   [MAP_STATUS] = "Status", [MAP_DONE] = "Selesai",
        [MAP_AREA] = "Kecamatan",
    };
    double native = run("native", SOURCE_NATIVE, none, NULL, make_native, 0);
    double mapped = run("mapped JSON", SOURCE_JSON, json, "/data", make_json, native);
    double sheet = run("CSV", SOURCE_CSV, csv, NULL, make_csv, native);
    /* Half as fast as the native feed is what a mapped source must reach. */
    return MAX(mapped, sheet) <= 2 * native ? 0 : 1;
}
