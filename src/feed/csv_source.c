/* Rows of a sheet: a published Google Sheet, an export of Excel. */
#include "feed/csv_header.h"
#include "feed/csv_rows.h"

#include <strings.h>

#include "base/text.h"

struct sheet {
    struct mapping *m;
    struct csv_header header;
    int *first_part; /* of each column, the first part that reads it, or -1 */
    int *next_part;  /* of each part, the next one that reads the same column, or -1 */
    uint32_t row;
    uint32_t swallowed; /* rows that cells of this one hold */
    /* Of the rows below the header, but for blank lines: */
    uint32_t last_row, last_columns; /* the last one, and what it has */
    uint32_t whole, shorter;         /* of those before it, with all columns and with fewer */
    bool ok;
    struct error *err;
};

/* ---- cells */

/* How many rows a forgotten quote has put into the cell of several lines, behind its own: a cell
 * in it begins with a quote, as the one does that has ended it; or lines in it have the
 * separators of a row. Of commas it takes more to tell, since an address has them, too. */
static uint32_t rows_within(const struct sheet *s, uint32_t column, const char *text, size_t len)
{
    uint32_t separators = 0, lines = 0, like_rows = 0, behind = s->header.columns - 1 - column;
    bool comma = s->header.separator == ',', quoted = false;
    for (size_t i = 0; i < len; i++) {
        bool line = text[i] == '\n' || (text[i] == '\r' && (i + 1 == len || text[i + 1] != '\n'));
        bool separator = text[i] == s->header.separator;
        quoted |= (separator || line) && i + 1 < len && text[i + 1] == '"';
        separators += separator;
        if (!line)
            continue;
        if (lines++ ? separators + 1 == s->header.columns && separators
                    : !comma && separators == behind && separators)
            like_rows++;
        separators = 0;
    }
    uint32_t wanted = comma && s->header.columns <= 4 ? 2 : 1;
    return quoted || like_rows >= wanted ? MAX(lines, 1u) : 0;
}

/* Without what keeps a spreadsheet from making a number of it: ="3273", '3273. */
static void strip_guard(const char **text, size_t *len)
{
    const char *p = *text;
    if (*len >= 3 && p[0] == '=' && p[1] == '"' && p[*len - 1] == '"') {
        *text += 2;
        *len -= 3;
    } else if (*len >= 2 && p[0] == '\'' && p[1] >= '0' && p[1] <= '9') {
        *text += 1;
        *len -= 1;
    }
}

static void on_cell(void *ctx, uint32_t column, const char *text, size_t len)
{
    struct sheet *s = ctx;
    if (column >= s->header.columns)
        return;
    if (memchr(text, '\n', len) || memchr(text, '\r', len))
        s->swallowed += rows_within(s, column, text, len);
    strip_guard(&text, &len);
    for (int part = s->first_part[column]; part >= 0; part = s->next_part[part])
        mapping_set(s->m, (size_t)part, text, len);
}

static void count_columns(struct sheet *s, uint32_t row, uint32_t columns)
{
    if (!columns)
        return;
    if (s->last_row) {
        s->whole += s->last_columns >= s->header.columns;
        s->shorter += s->last_columns < s->header.columns;
    }
    s->last_row = row;
    s->last_columns = columns;
}

static bool on_row(void *ctx, uint32_t row, uint32_t columns)
{
    struct sheet *s = ctx;
    if (row > s->header.last_row) {
        count_columns(s, row, columns);
        s->m->swallowed = s->swallowed;
        bool blank = !columns || !mapping_has_text(s->m);
        s->ok = mapping_take(s->m, row, blank, s->err);
    }
    s->swallowed = 0;
    mapping_start(s->m);
    return s->ok;
}

/* ---- a sheet that ends too early */

/* "Jumlah: 1842", "(3 rows)": what a program writes below its rows. */
static bool is_footer(const char *text, size_t len)
{
    size_t from = len;
    while (from && text[from - 1] != '\n' && text[from - 1] != '\r')
        from--;
    return memchr(text + from, ' ', len - from) || memchr(text + from, ':', len - from);
}

/* Whether the last line has no end, and fewer columns than every other. A last line with all of
 * them is whole, for all that can be told: Google's sheets end like that. Spreadsheets that leave
 * blank columns out do so in other rows, too; DOS programs end a file with ^Z. */
static bool ends_within_row(const struct sheet *s, const char *text, size_t len)
{
    char last = len ? text[len - 1] : '\n';
    if (last == '\n' || last == '\r' || last == '\x1A')
        return false;
    return s->last_columns < s->header.columns && s->whole >= 2 && !s->shorter &&
           (s->last_columns > 1 || !is_footer(text, len));
}

/* ---- a page */

/* Excel's own "sep=;" in the first line, which it does not show. */
static size_t skip_separator_line(const char *text, size_t len, char *ret)
{
    size_t quote = len && *text == '"';
    if (len < quote + 5 || strncasecmp(text + quote, "sep=", 4) != 0)
        return 0;
    size_t at = quote + 5 + quote;
    if (!memchr(",;\t|", text[quote + 4], 4) || at > len || (at < len && !strchr("\r\n", text[at])))
        return 0;
    *ret = text[quote + 4];
    if (at < len && text[at] == '\r')
        at++;
    if (at < len && text[at] == '\n')
        at++;
    return at;
}

static void connect_columns(struct sheet *s)
{
    for (uint32_t i = 0; i < s->header.columns; i++)
        s->first_part[i] = -1;
    for (size_t i = 0; i < s->m->count; i++) {
        int column = s->header.column_of[i];
        if (column < 0)
            continue;
        s->next_part[i] = s->first_part[column];
        s->first_part[column] = (int)i;
    }
}

static bool read_sheet(struct mapping *m, const char *text, size_t len, char separator,
                       struct error *err)
{
    static const struct csv_events events = { on_cell, on_row };
    struct sheet s = { .m = m, .ok = true, .err = err };
    if (!csv_header_find(m, text, len, separator, &s.header, err))
        return false;
    m->report->separator = s.header.separator;
    m->report->header_line = s.header.last_row;
    m->report->columns = s.header.columns;
    s.first_part = xcalloc(s.header.columns + 1, sizeof(*s.first_part));
    s.next_part = xcalloc(m->count + 1, sizeof(*s.next_part));
    connect_columns(&s);
    mapping_start(m);
    bool cut = false;
    s.ok = csv_rows_read(text, len, s.header.separator, &events, &s, &cut, err) && s.ok;
    if (s.ok && ends_within_row(&s, text, len)) {
        cut = true;
        s.ok =
            error_set(err, "it ends in the middle of row %u: it is still being written, or was cut",
                      s.last_row);
    }
    m->report->unfinished |= cut;
    free(s.first_part);
    free(s.next_part);
    csv_header_release(&s.header);
    return s.ok;
}

bool csv_source_read(struct mapping *m, const char *data, size_t len, struct error *err)
{
    CLEANUP_BUFFER struct buffer decoded = BUFFER_SECRET(FEED_MAX_BYTES);
    const struct reading *r = m->reading;
    size_t skip = 0;
    m->report->encoding = ENCODING_UTF8;
    if (!encoding_in_place(data, len, r->encoding, &skip)) {
        if (!encoding_read(data, len, r->encoding, &decoded, &m->report->encoding, err)) {
            size_t invalid = text_find_invalid(data, len);
            m->report->unfinished = invalid < len && len - invalid < 4; /* within a character */
            return false;
        }
        data = buffer_text(&decoded);
        len = decoded.len;
    }
    data += skip;
    len -= skip;

    char separator = '\0';
    size_t line = skip_separator_line(data, len, &separator);
    return read_sheet(m, data + line, len - line, r->separator ? r->separator : separator, err);
}
