/* Which separator an unknown sheet has, where its header stands, and
 * what its columns are called. */
#include "feed/suggest_parts.h"

#include "base/text.h"
#include "feed/csv_rows.h"
#include "policy/redact.h"

#include <stdio.h>
#include <strings.h>

#define SEARCHED_ROWS 20u /* a header stands within these */
#define SAMPLE_ROWS   60u
#define LONGEST_NAME  60u /* bytes of a cell that may be a header */

/* The first rows by one separator. */
struct sample {
    char separator;
    char *cells[SAMPLE_ROWS][SUGGEST_COLUMNS]; /* NULL: empty */
    uint32_t columns[SAMPLE_ROWS];
    uint32_t count;
};

static void on_sample_cell(void *ctx, uint32_t column, const char *text, size_t len)
{
    struct sample *s = ctx;
    while (len && (unsigned char)text[len - 1] <= ' ')
        len--;
    for (; len && (unsigned char)*text <= ' '; len--)
        text++;
    if (column >= SUGGEST_COLUMNS || !len)
        return;
    char *cell = xasprintf("%.*s", (int)MIN(len, (size_t)512), text);
    for (char *p = cell; *p; p++)
        *p = (unsigned char)*p < ' ' ? ' ' : *p;
    s->cells[s->count][column] = cell;
}

static bool on_sample_row(void *ctx, uint32_t row, uint32_t columns)
{
    struct sample *s = ctx;
    (void)row;
    s->columns[s->count++] = MIN(columns, SUGGEST_COLUMNS);
    return s->count < SAMPLE_ROWS;
}

static struct sample *sample_new(const char *text, size_t len, char separator)
{
    static const struct csv_events events = { on_sample_cell, on_sample_row };
    struct error ignored = { "" };
    struct sample *s = xcalloc(1, sizeof(*s));
    s->separator = separator;
    csv_rows_read(text, len, separator, &events, s, NULL, &ignored);
    return s;
}

static void sample_free(struct sample *s)
{
    for (uint32_t i = 0; i < SAMPLE_ROWS; i++) {
        for (uint32_t j = 0; j < SUGGEST_COLUMNS; j++) {
            if (s->cells[i][j])
                explicit_bzero(s->cells[i][j], strlen(s->cells[i][j]));
            free(s->cells[i][j]);
        }
    }
    free(s);
}
DEFINE_CLEANUP(struct sample *, sample_free)

/* ---- the header */

static bool is_data(const struct suggest_table *t, const char *cell)
{
    int32_t day;
    bool sure;
    int digits = 0;
    for (const char *p = cell; *p; p++)
        digits += *p >= '0' && *p <= '9';
    if (digits > SUGGEST_DIGITS || strlen(cell) > LONGEST_NAME ||
        date_text_parse(cell, DATE_DMY, 0, &day))
        return true;
    CLEANUP_FREE char *tokens = suggest_tokens(cell);
    if (suggest_has(tokens, "tgl tanggal date waktu status jenis nama no nomor"))
        return false; /* "Tgl Selesai" */
    if (strcmp(tokens, " selesai ") == 0)
        return false; /* a status, or the name of a column of days */
    suggest_status(cell, &sure);
    return sure || word_table_find(t->types, cell) >= 0;
}

/* How much a row is like a header: the cells that are called as offices call columns, less those
 * that look like data. Most of it must be known. */
static int header_score(const struct suggest_table *t, const struct sample *s, uint32_t row)
{
    int known = 0, data = 0, filled = 0;
    for (uint32_t i = 0; i < s->columns[row]; i++) {
        const char *cell = s->cells[row][i];
        if (!cell)
            continue;
        CLEANUP_FREE char *tokens = suggest_tokens(cell);
        bool looks = is_data(t, cell);
        filled++;
        data += looks;
        known += !looks && suggest_known_tokens(tokens) > 0;
    }
    return 2 * known >= filled ? known - 2 * data : 0;
}

static int find_header(const struct suggest_table *t, const struct sample *s, uint32_t *ret_row)
{
    int best = 1;
    *ret_row = 0;
    for (uint32_t row = 0; row < MIN(s->count, SEARCHED_ROWS); row++) {
        int score = header_score(t, s, row);
        if (score > best) {
            best = score;
            *ret_row = row + 1;
        }
    }
    return best;
}

/* Whether the row below names what the header's merged cells hold. */
static bool has_second_row(const struct suggest_table *t, const struct sample *s, uint32_t row)
{
    bool fills = false;
    if (row + 1 >= s->count || header_score(t, s, row + 1) < 1)
        return false;
    for (uint32_t i = 0; i < s->columns[row + 1]; i++)
        fills |= s->cells[row + 1][i] && !s->cells[row][i];
    return fills;
}

/* Whether the row names groups of the columns below it, and is no title. */
static bool is_group_row(const struct suggest_table *t, const struct sample *s, uint32_t row)
{
    uint32_t filled = 0, first = 0;
    for (uint32_t i = s->columns[row]; i > 0; i--) {
        const char *cell = s->cells[row][i - 1];
        if (!cell)
            continue;
        if (is_data(t, cell))
            return false;
        filled++;
        first = i - 1;
    }
    return (filled > 1 || (filled && first)) && has_second_row(t, s, row);
}

/* How many rows have as many columns as most. */
static uint32_t consistency(const struct sample *s)
{
    uint32_t best = 0;
    for (uint32_t i = 0; i < s->count; i++) {
        uint32_t same = 0;
        for (uint32_t j = 0; j < s->count; j++)
            same += s->columns[j] == s->columns[i];
        if (s->columns[i] >= 2)
            best = MAX(best, same);
    }
    return best;
}

static struct sample *find_separator(const struct suggest_table *t, const char *text, size_t len)
{
    static const char separators[] = { ',', ';', '\t', '|' };
    struct sample *best = NULL;
    int best_score = -1;
    uint32_t best_same = 0;
    for (size_t i = 0; i < COUNT(separators); i++) {
        struct sample *s = sample_new(text, len, separators[i]);
        uint32_t row, same = consistency(s);
        int score = find_header(t, s, &row);
        if (score < best_score || (score == best_score && same <= best_same)) {
            sample_free(s);
            continue;
        }
        if (best)
            sample_free(best);
        best = s;
        best_score = score;
        best_same = same;
    }
    return best;
}

/* ---- names */

static bool is_twice(const struct suggest_table *t, const char *name)
{
    CLEANUP_BUFFER struct buffer key = BUFFER_SECRET(0);
    text_fold_key(name, &key);
    for (uint32_t i = 0; i < t->count; i++) {
        CLEANUP_BUFFER struct buffer other = BUFFER_SECRET(0);
        text_fold_key(t->columns[i].name, &other);
        if (strcmp(buffer_text(&key), buffer_text(&other)) == 0)
            return true;
    }
    return false;
}

/* "Pemohon / Nama" of a header of two rows; what is merged is written in its first column. */
static void name_of(const struct sample *s, uint32_t row, bool two, uint32_t column,
                    struct buffer *out)
{
    const char *below = two ? s->cells[row + 1][column] : NULL;
    if (!below) {
        buffer_addf(out, "%s", s->cells[row][column] ? s->cells[row][column] : "");
        return;
    }
    uint32_t group = column;
    while (group && !s->cells[row][group])
        group--;
    if (s->cells[row][group])
        buffer_addf(out, "%s / ", s->cells[row][group]);
    buffer_addf(out, "%s", below);
}

static void add_columns(struct suggest_table *t, const struct sample *s, uint32_t row, bool two,
                        uint32_t columns)
{
    for (uint32_t i = 0; i < columns; i++) {
        char number[16];
        CLEANUP_BUFFER struct buffer name = BUFFER_SECRET(0);
        snprintf(number, sizeof(number), "#%u", i + 1);
        if (t->header_row)
            name_of(s, row, two, i, &name);
        const char *text = buffer_text(&name);
        bool plain =
            suggest_name_is_plain(text) && suggest_name_may_be_told(text) && !is_twice(t, text);
        suggest_column(t, plain ? text : number, text);
    }
}

/* ---- rows */

struct reader {
    struct suggest_table *table;
    uint32_t skip; /* rows up to the header's last */
    uint32_t row;
    bool filled;
};

static void on_cell(void *ctx, uint32_t column, const char *text, size_t len)
{
    struct reader *r = ctx;
    if (r->row <= r->skip || column >= r->table->count)
        return;
    r->filled |= len > 0;
    suggest_cell(r->table, (int)column, text, len);
}

static bool on_row(void *ctx, uint32_t row, uint32_t columns)
{
    struct reader *r = ctx;
    (void)columns;
    r->table->rows += r->filled;
    r->filled = false;
    r->row = row + 1;
    r->table->cut = r->table->rows == SUGGEST_ROWS;
    return !r->table->cut;
}

/* Excel's "sep=;" in the first line. */
static size_t skip_separator_line(const char *text, size_t len, char *ret)
{
    if (len < 6 || strncasecmp(text, "sep=", 4) != 0 || !strchr("\r\n", text[5]))
        return 0;
    *ret = text[4];
    return text[5] == '\r' && len > 6 && text[6] == '\n' ? 7 : 6;
}

bool suggest_csv_read(struct suggest_table *t, const char *text, size_t len, struct error *err)
{
    static const struct csv_events events = { on_cell, on_row };
    size_t skip = skip_separator_line(text, len, &t->separator);
    text += skip;
    len -= skip;
    t->format = SOURCE_CSV;
    t->separator_is_said = skip > 0;
    CLEANUP(sample_free)
    struct sample *s = skip ? sample_new(text, len, t->separator) : find_separator(t, text, len);
    uint32_t columns = 0;
    for (uint32_t i = 0; i < s->count; i++)
        columns = MAX(columns, s->columns[i]);
    if (columns < 2)
        return error_set(err, "it is neither JSON nor a sheet: no separator (comma, semicolon, tab "
                              "or bar) parts its lines");
    t->separator = s->separator;
    find_header(t, s, &t->header_row);
    if (t->header_row > 1 && is_group_row(t, s, t->header_row - 2))
        t->header_row--;
    uint32_t row = t->header_row ? t->header_row - 1 : 0;
    bool two = t->header_row && has_second_row(t, s, row);
    t->header_rows = two ? 2 : 1;
    add_columns(t, s, row, two, columns);
    struct reader r = { .table = t, .row = 1 };
    r.skip = t->header_row + (two ? 1 : 0);
    if (!csv_rows_read(text, len, t->separator, &events, &r, NULL, err))
        return false;
    return t->rows || error_set(err, "it is a sheet without a row below its header");
}
