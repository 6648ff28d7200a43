#include "feed/csv_header.h"

#include "base/text.h"
#include "feed/csv_rows.h"
#include "feed/told.h"

#define SEARCHED_ROWS 20u /* a header stands within these, unless the configuration says where */
#define SAMPLE_ROWS   40u /* tell a separator */
#define MAX_CELLS     20480u
#define MAX_HEADER    200u /* bytes of a cell that can be a header */

static const char separators[] = { ',', ';', '\t', '|' };

/* ---- the first rows, by one separator */

struct sample_row {
    uint32_t first, columns; /* cells */
};

struct sample {
    char separator;
    uint32_t from, wanted; /* rows: the cells of those before `from` are not kept */
    uint32_t count, cell_count;
    struct sample_row *rows;
    uint32_t *cells; /* offsets in the pool; 0: empty */
    struct buffer pool;
};

static void on_cell(void *ctx, uint32_t column, const char *text, size_t len)
{
    struct sample *s = ctx;
    (void)column;
    if (s->count < s->from || s->cell_count == MAX_CELLS)
        return;
    uint32_t at = 0;
    while (len && (unsigned char)text[len - 1] <= ' ')
        len--;
    for (; len && (unsigned char)*text <= ' '; len--)
        text++;
    if (len && len <= MAX_HEADER) {
        at = (uint32_t)s->pool.len;
        buffer_append(&s->pool, text, len);
        buffer_append(&s->pool, "", 1);
    }
    s->cells[s->cell_count++] = at;
}

static bool on_row(void *ctx, uint32_t row, uint32_t columns)
{
    struct sample *s = ctx;
    (void)row;
    struct sample_row *r = &s->rows[s->count++];
    uint32_t before = s->count > 1 ? r[-1].first + r[-1].columns : 0;
    *r = (struct sample_row){ before, MIN(columns, s->cell_count - before) };
    return s->count < s->wanted && s->cell_count < MAX_CELLS;
}

static void sample_take(struct sample *s, const char *text, size_t len, char separator,
                        uint32_t from, uint32_t wanted)
{
    static const struct csv_events events = { on_cell, on_row };
    struct error ignored = { "" }; /* reading it all finds it again */
    *s = (struct sample){
        .separator = separator, .from = from, .wanted = wanted, .pool = BUFFER_SECRET(0)
    };
    s->rows = xcalloc(wanted, sizeof(*s->rows));
    s->cells = xcalloc(MAX_CELLS, sizeof(*s->cells));
    buffer_append(&s->pool, "", 1);
    csv_rows_read(text, len, separator, &events, s, NULL, &ignored);
}

static void sample_release(struct sample *s)
{
    free(s->rows);
    free(s->cells);
    buffer_release(&s->pool);
}

static const char *cell(const struct sample *s, uint32_t row, uint32_t column)
{
    const struct sample_row *r = &s->rows[row];
    return s->pool.data + (column < r->columns ? s->cells[r->first + column] : 0);
}

/* How many rows have as many columns as most of those with two or more. */
static uint32_t consistency(const struct sample *s, uint32_t *ret_columns)
{
    uint32_t best = 0;
    *ret_columns = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        uint32_t same = 0;
        for (uint32_t j = 0; j < s->count; j++)
            same += s->rows[j].columns == s->rows[i].columns;
        if (s->rows[i].columns >= 2 && same > best) {
            best = same;
            *ret_columns = s->rows[i].columns;
        }
    }
    return best;
}

/* ---- the names of columns */

static bool same_name(const char *key, const char *name)
{
    CLEANUP_BUFFER struct buffer other = BUFFER_SECRET(0);
    text_fold_key(name, &other);
    return strcmp(key, buffer_text(&other)) == 0;
}

/* What stands above a column in a header of two rows; a merged cell is written in its first
 * column, the others are empty. */
static const char *group_of(const struct sample *s, uint32_t row, uint32_t column)
{
    const char *own = cell(s, row, column);
    while (!*own && column)
        own = cell(s, row, --column);
    return own;
}

/* A header of one row, or of that row and the one below. */
struct place {
    uint32_t row;
    bool two;
};

static bool is_called(const struct sample *s, struct place p, uint32_t column, const char *key)
{
    const char *own = cell(s, p.row, column);
    if (!p.two)
        return *own && same_name(key, own);
    const char *below = cell(s, p.row + 1, column);
    if (!*below)
        return *own && same_name(key, own);
    if (same_name(key, below))
        return true;
    CLEANUP_BUFFER struct buffer both = BUFFER_SECRET(0);
    buffer_addf(&both, "%s / %s", group_of(s, p.row, column), below);
    return same_name(key, both.data);
}

static uint32_t columns_of(const struct sample *s, struct place p)
{
    uint32_t columns = s->rows[p.row].columns;
    return p.two ? MAX(columns, s->rows[p.row + 1].columns) : columns;
}

/* How many parts of the mapping have a column by name; `column_of` and `ret_twice` (a
 * part, or -1) may be NULL. */
static uint32_t match(const struct mapping *m, const struct sample *s, struct place p,
                      int *column_of, int *ret_twice)
{
    uint32_t matched = 0, columns = columns_of(s, p);
    for (size_t i = 0; i < m->count; i++) {
        int found = -1;
        if (expression_column(m->parts[i]))
            continue;
        CLEANUP_BUFFER struct buffer key = BUFFER_SECRET(0);
        text_fold_key(m->parts[i], &key);
        for (uint32_t c = 0; c < columns && key.len; c++) {
            if (!is_called(s, p, c, key.data))
                continue;
            if (found >= 0 && ret_twice && *ret_twice < 0)
                *ret_twice = (int)i;
            if (found < 0)
                found = (int)c;
        }
        matched += found >= 0;
        if (column_of)
            column_of[i] = found;
    }
    return matched;
}

static uint32_t count_names(const struct mapping *m)
{
    uint32_t count = 0;
    for (size_t i = 0; i < m->count; i++)
        count += !expression_column(m->parts[i]);
    return count;
}

/* The best place for a header: most columns by name; of those the one of a single row,
 * then the first. 0 where no more match than may by chance: a status "SELESAI" is called
 * like a column "Selesai". */
static uint32_t find_place(const struct mapping *m, const struct sample *s, struct place *ret)
{
    if (m->reading->header_is_first && s->count) {
        *ret = (struct place){ 0, false };
        return 1;
    }
    uint32_t best = 0, wanted = (uint32_t)m->reading->header_row;
    uint32_t from = wanted ? (wanted > 1 ? wanted - 2 : 0) : 0;
    uint32_t until = MIN(wanted ? wanted : SEARCHED_ROWS, s->count);
    for (int two = 0; two < 2; two++) {
        for (uint32_t row = from; row < until; row++) {
            struct place p = { row, two };
            bool in_rows = row + (two ? 1 : 0) < s->count;
            /* A header that the configuration places is that row, or a pair that has it. */
            if (!in_rows || (wanted && !two && row != wanted - 1))
                continue;
            uint32_t matched = match(m, s, p, NULL, NULL);
            if (matched > best) {
                best = matched;
                *ret = p;
            }
        }
    }
    uint32_t names = count_names(m);
    return best >= MIN(names, 2u) && 3 * best >= names ? best : 0;
}

/* ---- telling people */

/* Whether a cell reads like the name of a column: a row of data must never be told as a header. */
static bool is_header_word(const char *text)
{
    static const char *const words[] = {
        "nama",    "name",    "nomor",      "number",     "no",      "no.",  "status",
        "jenis",   "type",    "layanan",    "dokumen",    "tanggal", "tgl",  "tgl.",
        "date",    "kec",     "kec.",       "kecamatan",  "kel",     "kel.", "kelurahan",
        "desa",    "alamat",  "pemohon",    "nik",        "id",      "ket",  "ket.",
        "catatan", "service", "keterangan", "registrasi", "telepon", "telp", "petugas",
    };
    CLEANUP_BUFFER struct buffer folded = BUFFER_SECRET(0);
    text_fold(text, &folded);
    const char *p = buffer_text(&folded);
    while (*p) {
        size_t n = strcspn(p, " _-/");
        for (size_t i = 0; i < COUNT(words); i++) {
            if (strlen(words[i]) == n && strncmp(p, words[i], n) == 0)
                return true;
        }
        p += n + (p[n] != '\0');
    }
    return false;
}

/* `is_header`: it has columns that the mapping names; else it may be somebody's row. */
static void tell_names(struct mapping *m, const struct sample *s, struct place p, bool is_header)
{
    uint32_t columns = columns_of(s, p);
    for (uint32_t c = 0; c < columns; c++) {
        const char *own = cell(s, p.row, c), *below = p.two ? cell(s, p.row + 1, c) : "";
        if (!*below) {
            if (is_header || told_column(own))
                mapping_add_name(m, own);
            continue;
        }
        CLEANUP_BUFFER struct buffer both = BUFFER_SECRET(0);
        const char *group = group_of(s, p.row, c);
        buffer_addf(&both, "%s%s%s", group, *group ? " / " : "", below);
        mapping_add_name(m, both.data);
    }
}

/* The row that reads most like a header, when none of the mapped columns is anywhere. */
static void tell_likely_names(struct mapping *m, const struct sample *s)
{
    uint32_t best = 1;
    struct place p = { 0 };
    for (uint32_t row = 0; row < MIN(s->count, SEARCHED_ROWS); row++) {
        uint32_t words = 0;
        for (uint32_t c = 0; c < s->rows[row].columns; c++)
            words += is_header_word(cell(s, row, c)) && told_column(cell(s, row, c));
        if (words > best) {
            best = words;
            p.row = row;
        }
    }
    if (best > 1)
        tell_names(m, s, p, false);
}

static bool no_header(struct mapping *m, const struct sample *s, struct error *err)
{
    int part = 0;
    while (expression_column(m->parts[part]))
        part++;
    tell_likely_names(m, s);
    const char *where =
        m->reading->header_row ? "the row of 'header_row' is not" : "none of its first 20 rows is";
    if (m->name_count)
        return error_set(err,
                         "%s a header with the columns that [map] names, such as '%s'; there are: "
                         "%s",
                         where, m->parts[part], buffer_text(&m->names));
    return error_set(
        err,
        "%s a header with the columns that [map] names, such as '%s'; the columns of a "
        "sheet without a header are #1, #2, #3",
        where, m->parts[part]);
}

/* ---- all of it */

static void take_sample(const struct mapping *m, const char *text, size_t len, char separator,
                        struct sample *ret)
{
    uint32_t header = (uint32_t)m->reading->header_row;
    uint32_t rows = MAX(header + 1, SAMPLE_ROWS), from = header > 2 ? header - 2 : 0;
    if (separator) {
        sample_take(ret, text, len, separator, from, rows);
        return;
    }
    uint32_t best_matched = 0, best_same = 0, best_columns = 0;
    for (size_t i = 0; i < COUNT(separators); i++) {
        struct sample s;
        struct place ignored;
        sample_take(&s, text, len, separators[i], from, rows);
        uint32_t columns, matched = find_place(m, &s, &ignored), same = consistency(&s, &columns);
        bool better = matched != best_matched ? matched > best_matched
                      : same != best_same     ? same > best_same
                                              : columns > best_columns;
        if (i && !better) {
            sample_release(&s);
            continue;
        }
        if (i)
            sample_release(ret);
        *ret = s;
        best_matched = matched;
        best_same = same;
        best_columns = columns;
    }
}

/* Columns that are named by their place. */
static void find_numbered(const struct mapping *m, struct csv_header *h)
{
    for (size_t i = 0; i < m->count; i++) {
        int column = expression_column(m->parts[i]);
        if (column)
            h->column_of[i] = (uint32_t)column <= h->columns ? column - 1 : -1;
    }
}

static bool find_in(struct mapping *m, const struct sample *s, struct csv_header *ret,
                    struct error *err)
{
    struct place p = { 0 };
    uint32_t matched = 0;
    int twice = -1;
    *ret = (struct csv_header){ .separator = s->separator };
    ret->column_of = xcalloc(m->count + 1, sizeof(*ret->column_of));
    if (!count_names(m)) {
        consistency(s, &ret->columns);
        ret->columns = MAX(ret->columns, s->count ? s->rows[0].columns : 0);
        ret->last_row = (uint32_t)m->reading->header_row;
    } else if (find_place(m, s, &p)) {
        matched = match(m, s, p, ret->column_of, &twice);
        ret->columns = columns_of(s, p);
        ret->last_row = p.row + (p.two ? 2 : 1);
    } else {
        return no_header(m, s, err);
    }
    find_numbered(m, ret);
    for (size_t i = 0; i < m->count; i++)
        m->found[i] |= ret->column_of[i] >= 0;
    if (twice >= 0 && strlen(m->parts[twice]) < sizeof(m->report->column_twice))
        memcpy(m->report->column_twice, m->parts[twice], strlen(m->parts[twice]) + 1);
    if (ret->last_row && ret->last_row <= s->count && count_names(m) && mapping_needs_names(m))
        tell_names(m, s, p, matched > 1 || m->reading->header_is_first);
    return true;
}

bool csv_header_find(struct mapping *m, const char *text, size_t len, char separator,
                     struct csv_header *ret, struct error *err)
{
    struct sample s;
    take_sample(m, text, len, separator, &s);
    bool ok = find_in(m, &s, ret, err);
    if (!ok)
        csv_header_release(ret);
    sample_release(&s);
    return ok;
}

void csv_header_release(struct csv_header *h)
{
    free(h->column_of);
    h->column_of = NULL;
}
