#include "fleet/columns.h"

#include <inttypes.h>
#include <time.h>

void column_add_span(int64_t seconds, struct buffer *out)
{
    static const struct {
        int64_t from, seconds;
        const char *unit;
    } units[] = {
        { 2 * 86400, 86400, "d" }, { 2 * 3600, 3600, "h" }, { 2 * 60, 60, "min" }, { 0, 1, "s" }
    };
    size_t i = 0;
    while (seconds < units[i].from)
        i++;
    buffer_addf(out, "%" PRId64 " %s", seconds / units[i].seconds, units[i].unit);
}

void column_add_time(int64_t time_s, struct buffer *out)
{
    char text[32];
    struct tm tm;
    time_t t = (time_t)time_s;
    if (localtime_r(&t, &tm) && strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &tm))
        buffer_append(out, text, strlen(text));
}

static void add_text(const char *text, struct buffer *out)
{
    buffer_append(out, text, strlen(text));
}

static void add_number(int64_t number, struct buffer *out)
{
    if (number != REPORT_UNKNOWN)
        buffer_addf(out, "%" PRId64, number);
}

static int64_t known(int64_t number)
{
    return number == REPORT_UNKNOWN ? COLUMN_UNKNOWN : number;
}

static void add_state(const struct muster_row *row, struct buffer *out)
{
    const char *comma = "";
    for (unsigned i = 0; i < MUSTER_NEEDS; i++) {
        if (row->needs >> i & 1) {
            buffer_addf(out, "%s%s", comma, muster_need_words((enum muster_need)i));
            comma = ", ";
        }
    }
    if (!row->needs)
        add_text("ok", out);
}

/* As the rows come: the worst first. */
static int64_t state_value(const struct muster_row *row)
{
    return row->needs ? __builtin_ctz(row->needs) : MUSTER_NEEDS;
}

static void add_screen(const struct muster_row *row, struct buffer *out)
{
    add_text(row->screen->said.id, out);
}

static void add_office(const struct muster_row *row, struct buffer *out)
{
    add_text(row->region, out);
}

static void add_place(const struct muster_row *row, struct buffer *out)
{
    add_text(row->screen->place, out);
}

static void add_version(const struct muster_row *row, struct buffer *out)
{
    add_text(row->screen->said.version, out);
}

static void add_seen(const struct muster_row *row, struct buffer *out)
{
    if (row->screen->seen)
        column_add_time(row->screen->last_ms / 1000, out);
}

static int64_t seen_value(const struct muster_row *row)
{
    return row->screen->seen ? row->screen->last_ms : COLUMN_UNKNOWN;
}

static void add_ago(const struct muster_row *row, struct buffer *out)
{
    if (row->screen->seen)
        column_add_span(row->ago_s, out);
}

static int64_t ago_value(const struct muster_row *row)
{
    return known(row->ago_s);
}

static void add_age(const struct muster_row *row, struct buffer *out)
{
    if (row->screen->seen && row->screen->said.age_s != REPORT_UNKNOWN)
        column_add_span(row->screen->said.age_s, out);
}

static int64_t age_value(const struct muster_row *row)
{
    return row->screen->seen ? known(row->screen->said.age_s) : COLUMN_UNKNOWN;
}

/* Of a screen that was never seen, everything but the id is 0. */
static int64_t said(const struct muster_row *row, int64_t number)
{
    return row->screen->seen ? number : REPORT_UNKNOWN;
}

static void add_rows(const struct muster_row *row, struct buffer *out)
{
    add_number(said(row, row->screen->said.rows), out);
}

static int64_t rows_value(const struct muster_row *row)
{
    return known(said(row, row->screen->said.rows));
}

static void add_serial(const struct muster_row *row, struct buffer *out)
{
    if (row->behind)
        add_text("behind ", out);
    add_number(said(row, row->screen->said.serial), out);
}

static int64_t serial_value(const struct muster_row *row)
{
    return known(said(row, row->screen->said.serial));
}

static void add_late(const struct muster_row *row, struct buffer *out)
{
    add_number(said(row, row->screen->said.late), out);
}

static int64_t late_value(const struct muster_row *row)
{
    return known(said(row, row->screen->said.late));
}

static void add_panel(const struct muster_row *row, struct buffer *out)
{
    int64_t on = said(row, row->screen->said.panel_on);
    add_text(on == REPORT_UNKNOWN ? "" : on ? "on" : "off", out);
}

static void add_clock(const struct muster_row *row, struct buffer *out)
{
    if (!row->screen->seen || row->screen->said.time_s == REPORT_UNKNOWN)
        return;
    if (!row->ahead_s) {
        add_text("right", out);
        return;
    }
    add_text(row->ahead_s < 0 ? "-" : "+", out);
    column_add_span(row->ahead_s < 0 ? -row->ahead_s : row->ahead_s, out);
}

static int64_t clock_value(const struct muster_row *row)
{
    bool told = row->screen->seen && row->screen->said.time_s != REPORT_UNKNOWN;
    return told ? row->ahead_s : COLUMN_UNKNOWN;
}

static void add_up(const struct muster_row *row, struct buffer *out)
{
    int64_t up_s = said(row, row->screen->said.up_s);
    if (up_s != REPORT_UNKNOWN)
        column_add_span(up_s, out);
}

static int64_t up_value(const struct muster_row *row)
{
    return known(said(row, row->screen->said.up_s));
}

static void add_restarts(const struct muster_row *row, struct buffer *out)
{
    if (row->screen->start_count)
        buffer_addf(out, "%d%s", row->restarts, row->screen->more_starts ? "+" : "");
}

static int64_t restarts_value(const struct muster_row *row)
{
    return row->screen->start_count ? row->restarts : COLUMN_UNKNOWN;
}

static void add_count(uint64_t n, struct buffer *out)
{
    buffer_addf(out, "%" PRIu64, n);
}

static void add_full(const struct muster_row *row, struct buffer *out)
{
    add_count(row->screen->full, out);
}

static int64_t full_value(const struct muster_row *row)
{
    return (int64_t)row->screen->full;
}

static void add_unchanged(const struct muster_row *row, struct buffer *out)
{
    add_count(row->screen->unchanged, out);
}

static int64_t unchanged_value(const struct muster_row *row)
{
    return (int64_t)row->screen->unchanged;
}

/* Answers that are neither a list nor "as it was"; a 206 or 302 is odd, too. */
static void add_failed(const struct muster_row *row, struct buffer *out)
{
    add_count(row->screen->failed + row->screen->other, out);
}

static int64_t failed_value(const struct muster_row *row)
{
    return (int64_t)(row->screen->failed + row->screen->other);
}

static void add_note(const struct muster_row *row, struct buffer *out)
{
    add_text(row->note, out);
}

const struct column columns[] = {
    { "state", "What needs attention", false, false, add_state, state_value },
    { "screen", "Its id", false, false, add_screen, NULL },
    { "office", "The region whose list it shows", false, false, add_office, NULL },
    { "place", "The place whose feed it pulls; empty: the whole office", false, false, add_place,
      NULL },
    { "version", "The program's", false, false, add_version, NULL },
    { "last seen", "When it asked last, by the server's clock", false, false, add_seen,
      seen_value },
    { "ago", "How long ago that was", true, false, add_ago, ago_value },
    { "age", "How old its data was then", true, false, add_age, age_value },
    { "rows", "Documents that it has", true, false, add_rows, rows_value },
    { "serial", "Of its list; behind: another screen of the place has a newer one", true, false,
      add_serial, serial_value },
    { "late", "Frames that came late since the program started", true, false, add_late,
      late_value },
    { "panel", "On or off", false, false, add_panel, NULL },
    { "clock", "Ahead of the server's (+) or behind it (-)", true, false, add_clock, clock_value },
    { "up", "How long the program has been running", true, false, add_up, up_value },
    { "restarts", "Seen in these logs", true, false, add_restarts, restarts_value },
    { "200", "Answers with a list", true, false, add_full, full_value },
    { "304", "Answers that nothing has changed", true, false, add_unchanged, unchanged_value },
    { "errors", "All other answers", true, false, add_failed, failed_value },
    { "where", "From the list of expected screens", false, true, add_note, NULL },
};
const size_t column_count = COUNT(columns);
