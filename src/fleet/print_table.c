#include "fleet/print.h"

#include <inttypes.h>

#include "base/text.h"
#include "fleet/columns.h"

#define MOST_COLUMNS  32
#define MOST_VERSIONS 8

static const char *plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

/* Appends `text`, filled up with blanks to `width` characters. */
static void add_padded(const char *text, size_t width, bool right, struct buffer *out)
{
    size_t blanks = width - MIN(width, text_length(text));
    if (!right)
        buffer_addf(out, "%s", text);
    for (size_t i = 0; i < blanks; i++)
        buffer_append(out, " ", 1);
    if (right)
        buffer_addf(out, "%s", text);
}

static void end_line(struct buffer *out)
{
    while (out->len && out->data[out->len - 1] == ' ')
        out->len--;
    buffer_append(out, "\n", 1);
}

static const char *cell_text(const struct column *column, const struct muster_row *row,
                             struct buffer *cell)
{
    buffer_clear(cell);
    column->add(row, cell);
    return cell->len ? buffer_text(cell) : "-";
}

/* ---- the sums */

static void add_needs(const struct muster *m, struct buffer *out)
{
    buffer_addf(out, "%zu screen%s: %zu ok", m->count, plural(m->count), m->fine);
    for (unsigned i = 0; i < MUSTER_NEEDS; i++) {
        if (m->needs[i])
            buffer_addf(out, ", %zu %s", m->needs[i], muster_need_words((enum muster_need)i));
    }
    buffer_addf(out, "; %zu seen within ", m->recent);
    column_add_span(m->options.silent_s, out);
    if (m->options.listed)
        buffer_addf(out, ", %zu expected", m->expected);
    if (m->behind)
        buffer_addf(out, ", %zu behind the newest serial of the same feed", m->behind);
    buffer_addf(out, "\n");
}

static void add_versions(const struct muster *m, struct buffer *out)
{
    if (!m->version_count)
        return;
    size_t others = 0;
    buffer_addf(out, "versions: ");
    for (size_t i = 0; i < m->version_count; i++) {
        const struct muster_version *v = &m->versions[i];
        if (i < MOST_VERSIONS)
            buffer_addf(out, "%s%s on %zu", i ? ", " : "", *v->version ? v->version : "not told",
                        v->screens);
        else
            others += v->screens;
    }
    if (others)
        buffer_addf(out, ", others on %zu", others);
    buffer_addf(out, "\n");
}

static void add_bytes(uint64_t bytes, struct buffer *out)
{
    static const char *const units[] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };
    double n = (double)bytes;
    size_t unit = 0;
    for (; n >= 1000 && unit + 1 < COUNT(units); unit++)
        n /= 1000;
    buffer_addf(out, unit ? "%.1f %s" : "%.0f %s", n, units[unit]);
}

static void add_requests(const struct muster *m, struct buffer *out)
{
    const struct roll *r = m->roll;
    uint64_t answers = r->full + r->unchanged + r->failed + r->other;
    if (!answers)
        return;
    buffer_addf(out, "requests: %" PRIu64 " of screens, %.1f %% answered 304, ", answers,
                m->unchanged_part * 100);
    add_bytes(r->bytes, out);
    buffer_addf(out, ", %.0f bytes each", (double)r->bytes / (double)answers);
    if (m->seconds > 0)
        buffer_addf(out, "; %.2f a second", m->mean_per_s);
    buffer_addf(out, ", %.1f at the busiest %d s (", (double)m->peak / RATES_STEP_S, RATES_STEP_S);
    column_add_time(m->peak_s, out);
    buffer_addf(out, ")\n");
}

static void add_lines(const struct muster *m, struct buffer *out)
{
    const struct roll *r = m->roll;
    buffer_addf(out, "lines: %" PRIu64, r->lines);
    if (r->foreign)
        buffer_addf(out, ", %" PRIu64 " of others than screens", r->foreign);
    if (r->broken)
        buffer_addf(out, ", %" PRIu64 " with a Siapambil-Screen header that cannot be read",
                    r->broken);
    if (r->unreadable)
        buffer_addf(out, ", %" PRIu64 " no lines of such a log", r->unreadable);
    if (r->later)
        buffer_addf(out, ", %" PRIu64 " from later than now", r->later);
    if (r->crowded)
        buffer_addf(out, ", %" PRIu64 " of screens beyond the first %u, which are not listed",
                    r->crowded, ROLL_MAX_SCREENS);
    buffer_addf(out, "\n");
    int64_t ago_s = m->options.now_s - r->newest_line_ms / 1000;
    if (r->newest_line_ms >= 0 && ago_s > m->options.silent_s) {
        buffer_addf(out, "the newest line is from ");
        column_add_time(r->newest_line_ms / 1000, out);
        buffer_addf(out, ", ");
        column_add_span(ago_s, out);
        buffer_addf(out, " ago: is a log missing here, or is --now to say from when they are?\n");
    }
}

void print_summary(const struct muster *m, struct buffer *out)
{
    add_needs(m, out);
    add_versions(m, out);
    add_requests(m, out);
    add_lines(m, out);
}

/* ---- the table */

void print_table(const struct muster *m, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer cell = BUFFER_INIT(0);
    size_t widths[MOST_COLUMNS] = { 0 };
    size_t shown = m->options.listed ? column_count : column_count - 1; /* without "where" */
    assert(column_count <= MOST_COLUMNS);
    for (size_t c = 0; c < shown; c++) {
        widths[c] = text_length(columns[c].title);
        for (size_t i = 0; i < m->count; i++)
            widths[c] = MAX(widths[c], text_length(cell_text(&columns[c], &m->rows[i], &cell)));
    }
    for (size_t c = 0; m->count && c < shown; c++) {
        add_padded(columns[c].title, widths[c], columns[c].number, out);
        buffer_addf(out, "  ");
    }
    if (m->count)
        end_line(out);
    for (size_t i = 0; i < m->count; i++) {
        for (size_t c = 0; c < shown; c++) {
            const char *text = cell_text(&columns[c], &m->rows[i], &cell);
            add_padded(text, widths[c], columns[c].number, out);
            buffer_addf(out, "  ");
        }
        end_line(out);
    }
    if (m->count)
        buffer_addf(out, "\n");
    print_summary(m, out);
}
