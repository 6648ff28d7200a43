/* The same rows as a sheet, as JSON and as JSON in a string: one list, whatever stands in them. */
#include "reading_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COLUMNS = 8 };
static const char *const names[COLUMNS] = { "Id",     "Nama",    "Nomor", "Layanan",
                                            "Status", "Selesai", "Kec",   "Rahasia" };
static const enum map_member members[COLUMNS] = { MAP_ID,     MAP_NAME, MAP_NUMBER, MAP_TYPE,
                                                  MAP_STATUS, MAP_DONE, MAP_AREA,   MAP_PRIVATE };

/* Cells end in '|', rows in '\n'. Many begin with words that have a meaning. */
static const char *const words[] = { "SELESAI",  "KK",          "KTP-el",           "20/11/2026",
                                     "Coblong",  "SITI AMINAH", "3273010101010001", "Akta Cerai",
                                     "DIPROSES", "Surat X" };

static size_t take_cell(const uint8_t *data, size_t size, struct buffer *cell)
{
    size_t len = 0;
    buffer_clear(cell);
    while (len < size && data[len] != '|' && data[len] != '\n')
        len++;
    if (len && data[0] < COUNT(words) + 1u && data[0])
        buffer_addf(cell, "%s%.*s", words[data[0] - 1], (int)(len - 1), (const char *)data + 1);
    else
        buffer_append(cell, data, len);
    return len;
}

static void add_csv(struct buffer *out, const char *cell)
{
    buffer_append(out, "\"", 1);
    for (; *cell; cell++)
        buffer_addf(out, *cell == '"' ? "\"\"" : "%c", *cell);
    buffer_append(out, "\"", 1);
}

static void add_json(struct buffer *out, const char *text)
{
    buffer_append(out, "\"", 1);
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if (*p == '"' || *p == '\\')
            buffer_addf(out, "\\%c", *p);
        else if (*p < 0x20)
            buffer_addf(out, "\\u%04x", *p);
        else
            buffer_append(out, p, 1);
    }
    buffer_append(out, "\"", 1);
}

/* What a sheet's reader alone takes away: what keeps a spreadsheet from making a number of it.
 * And cells of several lines may be rows that a quote has swallowed. */
static bool is_alike(const char *cell)
{
    size_t at = strspn(cell, " \t");
    return cell[at] != '=' && cell[at] != '\'' && !strpbrk(cell, "\r\n") && cell[0] != '\v' &&
           cell[0] != '\f';
}

static bool take(enum source_format format, const char *rows, const char *text, size_t len,
                 struct snapshot **ret, struct intake_report *report)
{
    struct office o;
    const char *map[MAP_MEMBERS] = { NULL };
    char pointers[COLUMNS][16];
    struct error err = { "" };
    for (int i = 0; i < COLUMNS; i++) {
        snprintf(pointers[i], sizeof(pointers[i]), "%s%s", format == SOURCE_JSON ? "/" : "",
                 names[i]);
        map[members[i]] = pointers[i];
    }
    office_open(&o, format, map, rows);
    const struct reading_page page = { text, len };
    bool ok = reading_parse(&o.reading, &page, 1, 0, ret, report, &err);
    office_close(&o);
    return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_BUFFER struct buffer csv = BUFFER_INIT(0), json = BUFFER_INIT(0), held = BUFFER_INIT(0),
                                 cell = BUFFER_INIT(0);
    struct snapshot *lists[3] = { NULL };
    static struct intake_report reports[3];
    if (text_find_invalid((const char *)data, size) != size)
        return 0;
    for (int i = 0; i < COLUMNS; i++)
        buffer_addf(&csv, "%s%s", i ? ";" : "", names[i]);
    buffer_addf(&csv, "\n");
    for (size_t at = 0; at < size;) {
        buffer_addf(&json, "%s{", json.len ? "," : "");
        for (int i = 0; i < COLUMNS; i++) {
            size_t len = at < size ? take_cell(data + at, size - at, &cell) : 0;
            if (at >= size)
                buffer_clear(&cell);
            if (!is_alike(buffer_text(&cell)))
                return 0;
            at += len;
            bool last = at >= size || data[at] == '\n';
            add_csv(&csv, buffer_text(&cell));
            buffer_addf(&csv, i + 1 < COLUMNS ? ";" : "\n");
            buffer_addf(&json, "%s\"%s\":", i ? "," : "", names[i]);
            add_json(&json, buffer_text(&cell));
            if (!last || i + 1 == COLUMNS)
                at++;
        }
        buffer_addf(&json, "}");
    }
    CLEANUP_BUFFER struct buffer array = BUFFER_INIT(0);
    buffer_addf(&array, "[%s]", buffer_text(&json));
    buffer_addf(&held, "{\"data\":");
    add_json(&held, array.data);
    buffer_addf(&held, "}");
    bool ok[3] = {
        take(SOURCE_CSV, NULL, csv.data, csv.len, &lists[0], &reports[0]),
        take(SOURCE_JSON, NULL, array.data, array.len, &lists[1], &reports[1]),
        take(SOURCE_JSON, "/data", held.data, held.len, &lists[2], &reports[2]),
    };
    /* Rows without anything count in JSON, and may be too many for a
     * list; in a sheet they do not. */
    for (int i = 1; i < 3 && !reports[0].reasons[INTAKE_BLANK]; i++) {
        if (ok[i] != ok[0] || reports[i].shown != reports[0].shown)
            fprintf(stderr, "%s\n%s\n", csv.data, held.data);
        must(ok[i] == ok[0], "all are lists, or none");
        must(reports[i].shown == reports[0].shown, "as many are shown");
        const char *wrong = ok[0] ? differ(lists[0], lists[i], true) : NULL;
        must(!wrong, wrong);
    }
    snapshot_free(lists[0]);
    snapshot_free(lists[1]);
    snapshot_free(lists[2]);
    return 0;
}
