/* Taking in a native feed as a pull does, from its bytes to the list that is shown, sorted and
 * with each row through the rules of privacy; against cJSON building its tree of the same bytes
 * and nothing else (parsing only: taking the tree down again is not counted).
 *
 * bench_ingest FILE: in turns. Prints JSON with the median of each, in nanoseconds of processor. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "unit/reading_support.h"

#define TURNS 9

/* Of this program alone: other programs may be busy. */
static int64_t processor_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t take_in(const struct reading *r, const struct buffer *body, uint32_t *ret_rows)
{
    const struct reading_page page = { body->data, body->len };
    static struct intake_report report;
    struct error err = { "" };
    CLEANUP(snapshot_free) struct snapshot *list = NULL;
    int64_t begun = processor_ns();
    must_be(reading_parse(r, &page, 1, 0, &list, &report, &err), err.text);
    int64_t took = processor_ns() - begun;
    must_be(list->document_count == report.feed.rows, "rows are missing");
    *ret_rows = list->document_count;
    return took;
}

static int64_t parse_alone(const struct buffer *body)
{
    int64_t begun = processor_ns();
    cJSON *tree = cJSON_ParseWithLength(body->data, body->len);
    int64_t took = processor_ns() - begun;
    must_be(tree, "cJSON does not read it");
    cJSON_Delete(tree);
    return took;
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static long long median(int64_t all[TURNS])
{
    qsort(all, TURNS, sizeof(*all), compare);
    return (long long)all[TURNS / 2];
}

int main(int argc, char **argv)
{
    static const char *const none[MAP_MEMBERS] = { NULL };
    CLEANUP_BUFFER struct buffer body = BUFFER_INIT(0);
    struct error err = { "" };
    struct office o;
    int64_t own[TURNS], theirs[TURNS];
    uint32_t rows = 0;
    must_be(argc == 2, "bench_ingest FILE");
    must_be(file_read(argv[1], &body, &err), err.text);
    office_open(&o, SOURCE_NATIVE, none, NULL);
    for (int turn = 0; turn < TURNS; turn++) {
        own[turn] = take_in(&o.reading, &body, &rows);
        theirs[turn] = parse_alone(&body);
    }
    office_close(&o);
    printf("{\"rows\": %u, \"bytes\": %zu, \"own_ns\": %lld, \"cjson_ns\": %lld}\n", rows, body.len,
           median(own), median(theirs));
    return 0;
}
