#include "setup/explain.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/text.h"

#define FIRST_ROWS 12

/* ---- small things */

/* `text` in a column of `width` characters, two blanks after it. */
static void add_cell(struct buffer *out, const char *text, size_t width)
{
    size_t length = text_length(text);
    buffer_addf(out, "%s%*s", text, (int)(length < width ? width - length : 0) + 2, "");
}

/* Ends the line, without the blanks of cells that nothing follows. */
static void end_line(struct buffer *out)
{
    while (out->len && out->data[out->len - 1] == ' ')
        out->len--;
    buffer_append(out, "\n", 1);
}

/* "row" or "rows". */
static const char *rows_of(uint32_t count)
{
    return count == 1 ? "row" : "rows";
}

/* "  left out      12 rows" */
static void add_count(struct buffer *out, const char *title, uint32_t count)
{
    buffer_addf(out, "  %-9s %6" PRIu32 " %s", title, count, rows_of(count));
}

/* " (row 7)", " (rows 4, 7, 10, …)" */
static void add_numbers(struct buffer *out, const uint32_t *numbers, uint32_t count)
{
    uint32_t told = MIN(count, (uint32_t)INTAKE_NUMBERS);
    bool one = count <= INTAKE_NUMBERS && numbers[0] == numbers[told - 1];
    buffer_addf(out, one ? " (row " : " (rows ");
    for (uint32_t i = 0; i < told; i++) {
        if (!i || numbers[i] != numbers[i - 1]) /* several rows may be one of the sheet */
            buffer_addf(out, "%s%" PRIu32, i ? ", " : "", numbers[i]);
    }
    buffer_addf(out, "%s)", count > INTAKE_NUMBERS ? ", …" : "");
}

/* ---- what was received */

static const char *separator_name(char separator)
{
    switch (separator) {
    case ',':
        return "commas";
    case ';':
        return "semicolons";
    case '\t':
        return "tabs";
    case '|':
        return "bars";
    default:
        return "nothing";
    }
}

static void add_sheet(bool query, const struct intake_report *r, struct buffer *out)
{
    if (query)
        buffer_addf(out, "; a query's answer, ");
    else
        buffer_addf(out, "; a sheet in %s, parted by %s, ", encoding_names[r->encoding],
                    separator_name(r->separator));
    if (r->header_line)
        buffer_addf(out, "header in line %" PRIu32 ", ", r->header_line);
    buffer_addf(out, "%" PRIu32 " %s, ", r->columns, r->columns == 1 ? "column" : "columns");
}

static void add_received(bool query, const struct source *s, struct buffer *out)
{
    const struct intake_report *r = &s->report;
    enum source_format format = s->options->reading->format;
    uint32_t rows = format == SOURCE_NATIVE ? r->feed.rows : r->rows;
    buffer_addf(out, "  received  %zu %s", s->bytes, s->bytes == 1 ? "byte" : "bytes");
    if (s->page_count > 1)
        buffer_addf(out, " in %zu pages", s->page_count);
    if (format == SOURCE_CSV && r->columns)
        add_sheet(query, r, out);
    else if (rows)
        buffer_addf(out, format == SOURCE_NATIVE ? "; a native feed, " : "; JSON, ");
    if (rows || (format == SOURCE_CSV && r->columns))
        buffer_addf(out, "%" PRIu32 " %s", rows, rows_of(rows));
    buffer_addf(out, "\n");
    if (*s->mark.signed_by)
        buffer_addf(out, "  signed    by %s\n", s->mark.signed_by);
}

/* ---- what became of each member */

static const char *mapped_from(const struct config *c, enum map_member member)
{
    const char *const from[MAP_MEMBERS] = {
        [MAP_ID] = c->map.id,         [MAP_NAME] = c->map.name,
        [MAP_NUMBER] = c->map.number, [MAP_TYPE] = c->map.type,
        [MAP_STATUS] = c->map.status, [MAP_DONE] = c->map.done,
        [MAP_AREA] = c->map.area,     [MAP_VILLAGE] = c->map.village,
        [MAP_ROUTE] = c->map.route,   [MAP_PRIVATE] = c->map.private,
    };
    return from[member];
}

/* What the first rows became; or why nothing is told of it. */
static void add_became(const struct intake_member *m, struct buffer *out)
{
    for (uint32_t i = 0; i < m->examples; i++)
        buffer_addf(out, "%s%s", i ? " · " : "", m->became[i]);
    uint32_t more = m->different > m->examples ? m->different - m->examples : 0;
    if (more && m->examples)
        buffer_addf(out, " · and %" PRIu32 " more", more);
    else if (more)
        buffer_addf(out, "%" PRIu32 " %s, not told", more, more == 1 ? "word" : "words");
    else if (m->filled && !m->examples)
        buffer_addf(out, "in no row that is shown");
}

static void add_member(const char *name, const char *from, const struct intake_member *m,
                       size_t widths[2], struct buffer *out)
{
    buffer_addf(out, "  ");
    add_cell(out, name, widths[0]);
    add_cell(out, from, widths[1]);
    if (m->nowhere) {
        buffer_addf(out, "%6s  in no row: see [map] %s\n", "none", name);
        return;
    }
    buffer_addf(out, "%6" PRIu32 "  ", m->filled);
    add_became(m, out);
    end_line(out);
}

static void add_members(const struct config *c, const struct intake_report *r, struct buffer *out)
{
    size_t widths[2] = { strlen("member"), strlen("[route]") };
    for (int i = 0; i < MAP_MEMBERS; i++) {
        const char *from = mapped_from(c, (enum map_member)i);
        if (*from) {
            widths[0] = MAX(widths[0], strlen(map_member_names[i]));
            widths[1] = MAX(widths[1], text_length(from));
        }
    }
    buffer_addf(out, "\n  ");
    add_cell(out, "member", widths[0]);
    add_cell(out, "from", widths[1]);
    buffer_addf(out, "  rows  became\n");
    for (int i = 0; i < MAP_MEMBERS; i++) {
        const char *from = mapped_from(c, (enum map_member)i);
        if (*from)
            add_member(map_member_names[i], from, &r->members[i], widths, out);
    }
    add_member("place", "[route]", &r->place, widths, out);
    if (*r->column_twice)
        buffer_addf(out, "\n  there are two columns '%s'; the first is read\n", r->column_twice);
}

/* ---- what was left out */

static void add_blotted(uint32_t count, struct buffer *out)
{
    if (count)
        buffer_addf(out, "  blotted   %6" PRIu32 " %s a number of 16 digits, such as a NIK\n",
                    count, count == 1 ? "text that held" : "texts that held");
}

static void add_words(const char *title, const struct intake_words *w, struct buffer *out)
{
    uint32_t elsewhere = w->rows_not_told;
    if (!w->count && !w->rows_not_told)
        return;
    buffer_addf(out, "\n  %s\n", title);
    for (uint32_t i = 0; i < w->count; i++)
        buffer_addf(out, "  %6" PRIu32 "  %s\n", w->words[i].count, w->words[i].word);
    for (uint32_t i = 0; i < w->untold_count; i++) {
        buffer_addf(out, "  %6" PRIu32 "  (as in row %" PRIu32 ")\n", w->untold[i].count,
                    w->untold[i].first_row);
        elsewhere -= w->untold[i].count;
    }
    if (elsewhere)
        buffer_addf(out, "  %6" PRIu32 "  (others)\n", elsewhere);
    if (w->rows_not_told)
        buffer_addf(out, "  What could be about a person is not told: look at that row of the "
                         "source.\n");
}

/* Numbers of letters end in the year: "470/0012/XI/2026". */
static void add_alike(const struct config *c, const struct intake_report *r, struct buffer *out)
{
    if (r->numbers_shown < 4 || 2 * r->numbers_different >= r->numbers_shown)
        return;
    buffer_addf(out,
                "\n  The numbers' ends tell rows hardly apart: %" PRIu32 " different among %" PRIu32
                ".\n  [source] number_length = %d is how many characters are shown.\n",
                r->numbers_different, r->numbers_shown, c->source.number_length);
}

static void add_left_out(const struct config *c, const struct intake_report *r, struct buffer *out)
{
    buffer_addf(out, "\n");
    add_count(out, "shown", r->shown);
    buffer_addf(out, "\n");
    if (r->reasons[INTAKE_HIDDEN]) {
        add_count(out, "hidden", r->reasons[INTAKE_HIDDEN]);
        buffer_addf(out, ", as [status] says\n");
    }
    for (int i = 0; i < INTAKE_REASONS; i++) {
        if (!r->reasons[i] || i == INTAKE_BLANK || i == INTAKE_HIDDEN)
            continue;
        add_count(out, "left out", r->reasons[i]);
        buffer_addf(out, " %s", intake_reason_texts[i]);
        add_numbers(out, r->numbers[i], r->reasons[i]);
        buffer_addf(out, "\n");
    }
    if (r->dates_not_understood) {
        add_count(out, "no date", r->dates_not_understood);
        buffer_addf(out,
                    " shown without a day, since it cannot be read (the first: row %" PRIu32
                    "); see [source] dates\n",
                    r->first_bad_date);
    }
    if (r->ids_shared) {
        add_count(out, "ids", r->ids_shared);
        buffer_addf(out,
                    " shown with the id of another document, but a number of %s own; see "
                    "[map] id\n",
                    r->ids_shared == 1 ? "its" : "their");
    }
    if (r->numbers_of_words) {
        add_count(out, "no number", r->numbers_of_words);
        buffer_addf(out,
                    " with words instead of a number, which are not shown; see [map] number\n");
    }
    add_blotted(r->blotted, out);
    add_alike(c, r, out);
    add_words("statuses that [status] does not know; their rows are not shown", &r->statuses, out);
    add_words("types that [type] does not know; shown under these words where they are short, else "
              "as other",
              &r->types, out);
    add_words("areas of the rows that no rule of [route] matches; they are not shown", &r->areas,
              out);
    if (r->no_area)
        buffer_addf(
            out, "%s  %6" PRIu32 "  (no area in the row)\n",
            r->areas.count || r->areas.rows_not_told
                ? ""
                : "\n  areas of the rows that no rule of [route] matches; they are not shown\n",
            r->no_area);
}

/* A native feed has its own reasons. */
static void add_feed(const struct feed_report *r, struct buffer *out)
{
    buffer_addf(out, "\n");
    add_count(out, "shown", r->rows - r->left_out_total);
    buffer_addf(out, "\n");
    for (int i = 0; i < FEED_REASONS; i++) {
        if (!r->left_out[i])
            continue;
        add_count(out, "left out", r->left_out[i]);
        const char *mark = " (index ";
        for (uint32_t e = 0; e < r->example_count; e++) {
            if (r->examples[e].reason != (enum feed_reason)i)
                continue;
            buffer_addf(out, "%s%" PRIu32, mark, r->examples[e].index);
            mark = ", ";
        }
        buffer_addf(out, "%s,%s since %s\n", *mark == ',' ? ")" : "",
                    r->left_out[i] == 1 ? "" : " each", feed_reason_texts[i]);
    }
    if (r->extras_left_out)
        buffer_addf(out, "  left out  %6" PRIu32 " places, hours, notices or things to bring\n",
                    r->extras_left_out);
    add_blotted(r->blotted, out);
}

void explain_source(const struct config *c, const struct source *s, struct buffer *out)
{
    CLEANUP_FREE char *shown = source_shown_url(s);
    if (*s->options->name)
        buffer_addf(out, "[source %s] ", s->options->name);
    buffer_addf(out, "%s\n", shown);
    if (s->told_url.is)
        buffer_addf(out, "  from      its mirror %d\n", s->told_url.is);
    bool native = s->options->reading->format == SOURCE_NATIVE;
    add_received(c->source.format == CONFIG_POSTGRESQL, s, out);
    if (native && s->report.feed.rows) {
        add_feed(&s->report.feed, out);
    } else if (s->report.rows) {
        add_members(c, &s->report, out);
        add_left_out(c, &s->report, out);
    }
    buffer_addf(out, "\n");
}

/* ---- the board */

static void add_place(const struct snapshot *s, uint16_t location, struct buffer *out)
{
    const struct location *l = location == LOCATION_NONE ? NULL : &s->locations[location];
    const char *counter = l ? snapshot_text(s, l->counter) : "";
    buffer_addf(out, "  %s%s%s\n", l ? snapshot_text(s, l->name) : "to be downloaded",
                *counter ? ", " : "", counter);
}

void explain_list(const struct snapshot *list, struct buffer *out)
{
    uint32_t count = MIN(list->document_count, (uint32_t)FIRST_ROWS);
    size_t widths[3] = { 0, 0, 0 };
    for (uint32_t i = 0; i < count; i++) {
        const struct document *d = &list->documents[i];
        const char *const cells[] = { d->label ? snapshot_text(list, d->label)
                                               : document_type_slugs[d->type],
                                      snapshot_text(list, d->name),
                                      snapshot_text(list, d->number) };
        for (size_t k = 0; k < COUNT(cells); k++)
            widths[k] = MAX(widths[k], text_length(cells[k]));
    }
    if (!count)
        buffer_addf(out, "The board's list is empty.\n");
    else if (count == list->document_count)
        buffer_addf(out, "the board's %s\n", count == 1 ? "only row" : "rows");
    else
        buffer_addf(out, "the board's first %" PRIu32 " rows, of %" PRIu32 "\n", count,
                    list->document_count);
    for (uint32_t i = 0; i < count; i++) {
        const struct document *d = &list->documents[i];
        char date[CLOCK_TEXT_MAX] = "";
        if (i == 0 || d->location != list->documents[i - 1].location)
            add_place(list, d->location, out);
        buffer_addf(out, "    ");
        add_cell(out, d->label ? snapshot_text(list, d->label) : document_type_slugs[d->type],
                 widths[0]);
        add_cell(out, snapshot_text(list, d->name), widths[1]);
        add_cell(out, snapshot_text(list, d->number), widths[2]);
        buffer_addf(out, "%s", d->done == DAY_UNKNOWN ? "" : clock_format_date(date, d->done));
        end_line(out);
    }
}

void explain_copies(uint32_t copies, struct buffer *out)
{
    if (copies)
        buffer_addf(out,
                    "all sources\n  left out  %6" PRIu32 " %s that another source has newer\n\n",
                    copies, rows_of(copies));
}
