/* How fast the same rows are taken in, and in how much memory: as a native feed, as another API's
 * JSON, as a sheet; and a whole pull of the feed, from the file to the list that is kept on disk.
 * Beside each of them what cJSON alone takes for a tree of the same bytes.
 *
 *     bench_intake [--rows N] [--turns N] [--only native|json|csv|pull] [--warm]
 *                  [--json FILE] */
#include <getopt.h>
#include <malloc.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "fetch/fetcher.h"
#include "net/http.h"
#include "unit/reading_support.h"

static unsigned rows = 100000, turns = 5;

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
    for (unsigned i = 0; i < rows; i++)
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
    for (unsigned i = 0; i < rows; i++)
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
    for (unsigned i = 0; i < rows; i++)
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

/* ---- memory: what is resident, and the most that ever was since forget_peak() */

static double status_mb(const char *name)
{
    double kb = 0;
    char line[256];
    FILE *status = fopen("/proc/self/status", "re");
    must_be(status, "/proc/self/status cannot be read");
    while (fgets(line, sizeof(line), status)) {
        if (strncmp(line, name, strlen(name)) == 0)
            kb = strtod(line + strlen(name), NULL);
    }
    fclose(status);
    return kb / 1024;
}

/* Each turn is taken twice, and the second counts, which has the memory of the first. */
static bool warm;

/* What is resident now. */
static double forget_peak(void)
{
    if (!warm)
        malloc_trim(0);
    FILE *refs = fopen("/proc/self/clear_refs", "we");
    must_be(refs && fputs("5", refs) >= 0 && fclose(refs) == 0, "the peak cannot be forgotten");
    return status_mb("VmRSS:");
}

/* ---- what is measured */

struct figures {
    const char *name;
    double body_mb, took_s, peak_mb; /* of the fastest turn; beyond the body, and what was there */
};

struct job {
    bool (*run)(struct job *job); /* false: rows are missing */
    const struct buffer *body;
    const struct reading *reading;
    struct fetcher *fetcher;
    struct mailbox *mailbox;
    struct snapshot *list;
    const char *path; /* of the file that is pulled */
    cJSON *tree;
};

static bool run_reading(struct job *job)
{
    static struct intake_report report;
    const struct reading_page page = { job->body->data, job->body->len };
    struct error err = { "" };
    must_be(reading_parse(job->reading, &page, 1, 0, &job->list, &report, &err), err.text);
    return job->list->document_count == rows;
}

static bool run_cjson(struct job *job)
{
    job->tree = cJSON_Parse(job->body->data);
    return job->tree;
}

static bool run_pull(struct job *job)
{
    struct delivery d = { 0 };
    fetcher_step(job->fetcher, clock_wall_s(), clock_boot_s(), 0);
    bool there = mailbox_take(job->mailbox, &d) && d.snapshot;
    if (!there)
        return false;
    if (job->list)
        snapshot_free(job->list);
    job->list = d.snapshot;
    return d.snapshot->document_count == rows;
}

static void let_go(struct job *job)
{
    if (job->list && !job->fetcher) {
        snapshot_free(job->list);
        job->list = NULL;
    }
    cJSON_Delete(job->tree);
    job->tree = NULL;
}

/* The same rows, another list: what is as it was would not be read. */
static void publish(const struct job *job, unsigned serial)
{
    struct error err = { "" };
    char *at = strstr(job->body->data, "\"serial\":");
    must_be(at && serial < 10, "there is no serial");
    at[strlen("\"serial\":")] = (char)('0' + serial);
    must_be(file_replace(job->path, job->body->data, job->body->len, 0600, &err), err.text);
}

static void take_turn(struct job *job, struct figures *f)
{
    if (warm) {
        must_be(job->run(job), "rows are missing");
        let_go(job);
    }
    double before_mb = forget_peak(), start = processor_s();
    must_be(job->run(job), "rows are missing");
    double took = processor_s() - start;
    double peak_mb = status_mb("VmHWM:") - before_mb;
    f->took_s = f->took_s > 0 ? MIN(f->took_s, took) : took;
    f->peak_mb = MAX(f->peak_mb, peak_mb);
    let_go(job);
}

/* In a process of its own, since the heap that it leaves would be used by what is measured next; and
 * with cJSON's own functions for memory, as who uses it alone has them. */
static void take_turn_of_cjson(const struct buffer *body, struct figures *f)
{
    int ends[2];
    must_be(pipe(ends) == 0, "there is no pipe");
    pid_t child = fork();
    must_be(child >= 0, "there is no second process");
    if (!child) {
        struct job job = { .run = run_cjson, .body = body };
        cJSON_InitHooks(NULL);
        take_turn(&job, f);
        _exit(write(ends[1], f, sizeof(*f)) == sizeof(*f) ? 0 : 1);
    }
    close(ends[1]);
    must_be(read(ends[0], f, sizeof(*f)) == sizeof(*f), "cJSON cannot read the feed");
    close(ends[0]);
    waitpid(child, NULL, 0);
}

/* Turn about with cJSON (NULL: without), so that a machine that is busy for a while is so for both. */
static struct figures measure(const char *name, struct job *job, struct figures *cjson)
{
    struct figures f = { .name = name, .body_mb = (double)job->body->len / 1e6 };
    for (unsigned turn = 0; turn < turns; turn++) {
        if (job->path)
            publish(job, turn % 9 + 1);
        take_turn(job, &f);
        if (cjson)
            take_turn_of_cjson(job->body, cjson);
    }
    return f;
}

/* ---- for people, for programs */

static FILE *json;

static void tell(const struct figures *f, const struct figures *cjson, const struct figures *native)
{
    printf("%-12s %5.1f MB %7.0f ms %9.0f rows/s %6.1f MB", f->name, f->body_mb, f->took_s * 1e3,
           rows / f->took_s, f->peak_mb);
    if (cjson)
        printf("  %.2f x cJSON alone (%.0f ms, %.0f MB)", f->took_s / cjson->took_s,
               cjson->took_s * 1e3, cjson->peak_mb);
    if (native)
        printf("  %.2f of native", native->took_s / f->took_s);
    printf("\n");
    if (!json)
        return;
    fprintf(json,
            "%s\n  \"%s\": {\"rows\": %u, \"bytes\": %.0f, \"cpu_s\": %.6f, "
            "\"rows_per_s\": %.0f, \"peak_mb\": %.1f",
            ftell(json) > 1 ? "," : "", f->name, rows, f->body_mb * 1e6, f->took_s,
            rows / f->took_s, f->peak_mb);
    if (cjson)
        fprintf(json, ", \"cjson_cpu_s\": %.6f, \"cjson_peak_mb\": %.1f, \"vs_cjson\": %.3f",
                cjson->took_s, cjson->peak_mb, f->took_s / cjson->took_s);
    fprintf(json, "}");
}

/* ---- the sources */

static struct figures take_in(const char *name, enum source_format format,
                              const char *const map[MAP_MEMBERS], const char *at,
                              void (*make)(struct buffer *), const struct figures *native)
{
    CLEANUP_BUFFER struct buffer body = BUFFER_INIT(0);
    struct office o;
    office_open(&o, format, map, at);
    make(&body);
    struct job job = { .run = run_reading, .body = &body, .reading = &o.reading };
    struct figures cjson = { 0 };
    struct figures f = measure(name, &job, format == SOURCE_CSV ? NULL : &cjson);
    tell(&f, format == SOURCE_CSV ? NULL : &cjson, native);
    office_close(&o);
    return f;
}

/* From the file to the list that is kept on disk, while the one before is there. */
static void pull(void)
{
    char folder[] = "/tmp/siapambil-bench-XXXXXX";
    must_be(mkdtemp(folder), "there is no folder for the feed");
    CLEANUP_FREE char *path = xasprintf("%s/feed.json", folder);
    CLEANUP_FREE char *url = xasprintf("file://%s", path);
    CLEANUP_FREE char *cache = xasprintf("%s/state", folder);
    CLEANUP_BUFFER struct buffer body = BUFFER_INIT(0);
    make_native(&body);
    struct error err = { "" };
    static const char *const none[MAP_MEMBERS] = { NULL };
    struct office o;
    office_open(&o, SOURCE_NATIVE, none, NULL);
    struct http *http = http_new(&(struct http_options){ .timeout_s = 9,
                                                         .connect_timeout_s = 9,
                                                         .ca_file = "",
                                                         .token_file = "",
                                                         .user_agent = "" },
                                 &err);
    must_be(http, err.text);
    struct source_options source = { .name = "",
                                     .urls = { url },
                                     .url_count = 1,
                                     .transport = http_transport(http),
                                     .reading = &o.reading };
    struct delivery kept;
    struct job job = { .run = run_pull, .body = &body, .path = path, .mailbox = mailbox_new() };
    job.fetcher = fetcher_new(&(struct fetcher_options){ .sources = &source,
                                                         .source_count = 1,
                                                         .privacy = &o.privacy,
                                                         .settings = "settings",
                                                         .cache_dir = cache,
                                                         .poll_s = 60 },
                              job.mailbox, &kept);
    struct figures cjson = { 0 }, f = measure("pull", &job, &cjson);
    tell(&f, &cjson, NULL);
    fetcher_free(job.fetcher);
    mailbox_free(job.mailbox);
    snapshot_free(job.list);
    http_free(http);
    office_close(&o);
    CLEANUP_FREE char *command = xasprintf("rm -r '%s'", folder);
    must_be(system(command) == 0, "the folder stays");
}

static const char *const json_map[MAP_MEMBERS] = {
    [MAP_ID] = "/id",          [MAP_NAME] = "/pemohon/nama", [MAP_NUMBER] = "/prod_ajuan_no_reg",
    [MAP_TYPE] = "/layanan",   [MAP_STATUS] = "/status",     [MAP_DONE] = "/updated_at",
    [MAP_AREA] = "/kecamatan",
};
static const char *const csv_map[MAP_MEMBERS] = {
    [MAP_ID] = "No",          [MAP_NAME] = "Nama",     [MAP_NUMBER] = "Nomor",
    [MAP_TYPE] = "Layanan",   [MAP_STATUS] = "Status", [MAP_DONE] = "Selesai",
    [MAP_AREA] = "Kecamatan",
};

int main(int argc, char **argv)
{
    static const struct option options[] = {
        { "rows", required_argument, NULL, 'r' }, { "turns", required_argument, NULL, 't' },
        { "only", required_argument, NULL, 'o' }, { "json", required_argument, NULL, 'j' },
        { "warm", no_argument, NULL, 'w' },       { NULL, 0, NULL, 0 }
    };
    static const char *const none[MAP_MEMBERS] = { NULL };
    const char *only = "";
    for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (c == '?')
            return 2;
        if (c == 'r')
            rows = (unsigned)strtoul(optarg, NULL, 10);
        if (c == 't')
            turns = (unsigned)strtoul(optarg, NULL, 10);
        warm |= c == 'w';
        if (c == 'o')
            only = optarg;
        if (c == 'j')
            must_be((json = fopen(optarg, "we")) != NULL, "the file cannot be written");
    }
    if (warm) {
        mallopt(M_MMAP_THRESHOLD, 1 << 30);
        mallopt(M_TRIM_THRESHOLD, 1 << 30);
    } else {
        memory_give_back(); /* what is large is given back */
    }
    log_set_level(LOG_LEVEL_WARNING);
    hash_init();
    json_init();
    http_init();
    if (json)
        fputs("{", json);
    struct figures native = { .took_s = 0 }, mapped = native, sheet = native;
    if (!*only || strcmp(only, "native") == 0)
        native = take_in("native", SOURCE_NATIVE, none, NULL, make_native, NULL);
    const struct figures *beside = native.took_s > 0 ? &native : NULL;
    if (!*only || strcmp(only, "json") == 0)
        mapped = take_in("json", SOURCE_JSON, json_map, "/data", make_json, beside);
    if (!*only || strcmp(only, "csv") == 0)
        sheet = take_in("csv", SOURCE_CSV, csv_map, NULL, make_csv, beside);
    if (!*only || strcmp(only, "pull") == 0)
        pull();
    if (json)
        must_be(fputs("\n}\n", json) >= 0 && fclose(json) == 0, "the file cannot be written");
    /* Half as fast as the native feed is what a mapped source must reach. */
    return !beside || MAX(mapped.took_s, sheet.took_s) <= 2 * native.took_s ? 0 : 1;
}
