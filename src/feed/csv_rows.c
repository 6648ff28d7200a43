#include "feed/csv_rows.h"

#include <csv.h>

#include "base/wipe.h"

#define PIECE 65536u /* bytes that libcsv gets at once, at most */
#define BLOCK 4096u  /* by which its buffer grows, at least */

struct rows {
    struct csv_parser parser;
    const struct csv_events *events;
    void *ctx;
    uint32_t row;         /* that is being read, from 1 */
    uint32_t columns;     /* of it, so far */
    uint32_t quoted_line; /* the line where the cell begins that is being read, from 1 */
    bool ended;           /* by the piece that libcsv was given last */
    bool stop;
    bool cut; /* the text ends within a quote */
};

static void on_cell(void *text, size_t len, void *ctx)
{
    struct rows *r = ctx;
    if (!r->stop)
        r->events->cell(r->ctx, r->columns++, text, len);
}

static void end_row(struct rows *r)
{
    if (!r->stop)
        r->stop = !r->events->row(r->ctx, r->row++, r->columns);
    r->columns = 0;
    r->ended = true;
}

static void on_row(int end, void *ctx)
{
    (void)end;
    end_row(ctx);
}

/* The end of the line at `p`, behind its CRLF, LF or CR. `*cr` remembers
 * the next CR, or the end. */
static const char *line_end(const char *p, const char *end, const char **cr)
{
    if (!*cr || *cr < p) {
        *cr = memchr(p, '\r', (size_t)(end - p));
        *cr = *cr ? *cr : end;
    }
    const char *lf = memchr(p, '\n', (size_t)(*cr - p));
    if (lf)
        return lf + 1;
    if (*cr == end)
        return end;
    return *cr + 1 < end && (*cr)[1] == '\n' ? *cr + 2 : *cr + 1;
}

static bool unclosed(const struct rows *r, const char *why, struct error *err)
{
    return error_set(err, "a quote opens in its row %u (line %u of the file) and %s", r->row,
                     r->quoted_line, why);
}

/* Gives a line to libcsv. */
static bool read_line(struct rows *r, const char *p, const char *end, uint32_t line,
                      struct error *err)
{
    uint32_t before = r->columns;
    r->ended = false;
    while (p < end && !r->stop) {
        size_t piece = MIN((size_t)(end - p), (size_t)PIECE);
        /* It grows by blocks: of a cell of megabytes each would be copied a thousand times. */
        csv_set_blk_size(&r->parser, MAX((size_t)BLOCK, csv_get_buffer_size(&r->parser)));
        csv_parse(&r->parser, p, piece, on_cell, on_row, r);
        p += piece;
        if (r->parser.quoted && r->parser.entry_pos > CSV_MAX_QUOTED_BYTES) {
            if (r->columns != before || r->ended)
                r->quoted_line = line;
            return unclosed(r, "does not end within the 64 KiB allowed for a cell", err);
        }
    }
    if (r->ended)
        r->quoted_line = line + 1;
    else if (r->columns != before)
        r->quoted_line = line;
    else if (!r->parser.quoted && !r->columns && (end[-1] == '\n' || end[-1] == '\r'))
        end_row(r); /* a blank line, which libcsv passes over */
    if (!r->stop && r->parser.quoted && line - r->quoted_line >= CSV_MAX_QUOTED_LINES)
        return unclosed(r, "does not end within the 1000 lines allowed for a cell", err);
    return true;
}

static bool read_lines(struct rows *r, const char *text, size_t len, struct error *err)
{
    const char *end = text + len, *cr = NULL;
    uint32_t line = 0;
    for (const char *p = text, *next; p < end && !r->stop; p = next) {
        next = line_end(p, end, &cr);
        if (!read_line(r, p, next, ++line, err))
            return false;
    }
    if (r->stop || !len || r->ended)
        return true;
    /* The last line has no end: one more shows whether a quote is open. */
    r->ended = false;
    csv_parse(&r->parser, "\n", 1, on_cell, on_row, r);
    r->cut = !r->ended && r->parser.quoted;
    if (r->cut)
        return unclosed(r, "does not end: the file was cut short, or a quote is missing", err);
    return true;
}

bool csv_rows_read(const char *text, size_t len, char separator, const struct csv_events *events,
                   void *ctx, bool *ret_cut, struct error *err)
{
    struct rows r = { .events = events, .ctx = ctx, .row = 1, .quoted_line = 1 };
    csv_init(&r.parser, 0); /* fails for no options that it knows */
    csv_set_delim(&r.parser, (unsigned char)separator);
    csv_set_realloc_func(&r.parser, wipe_realloc);
    csv_set_free_func(&r.parser, wipe_free);
    bool ok = read_lines(&r, text, len, err);
    csv_free(&r.parser);
    if (ret_cut)
        *ret_cut = r.cut;
    return ok;
}
