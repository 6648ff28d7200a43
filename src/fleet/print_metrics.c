/* https://prometheus.io/docs/instrumenting/exposition_formats/ */
#include <inttypes.h>

#include "fleet/print.h"

#define METRIC "siapambil_"

/* A label's value: backslash, quote and end of line are escaped; other control characters cannot
 * come so far, and would be allowed. */
static void add_label(const char *name, const char *value, char after, struct buffer *out)
{
    buffer_addf(out, "%s=\"", name);
    for (; *value; value++) {
        if (*value == '\n')
            buffer_append(out, "\\n", 2);
        else if (*value == '"' || *value == '\\')
            buffer_addf(out, "\\%c", *value);
        else
            buffer_append(out, value, 1);
    }
    buffer_addf(out, "\"%c", after);
}

static void add_head(const char *name, const char *help, struct buffer *out)
{
    buffer_addf(out, "# HELP " METRIC "%s %s\n# TYPE " METRIC "%s gauge\n", name, help, name);
}

static void add_screen(const char *name, const struct muster_row *row, struct buffer *out)
{
    buffer_addf(out, METRIC "%s{", name);
    add_label("screen", row->screen->said.id, ',', out);
    add_label("region", row->region, ',', out);
    add_label("place", row->screen->place, '}', out);
}

/* ---- a number of each screen */

static int64_t age(const struct roll_screen *s)
{
    return s->said.age_s;
}

static int64_t rows(const struct roll_screen *s)
{
    return s->said.rows;
}

static int64_t serial(const struct roll_screen *s)
{
    return s->said.serial;
}

static int64_t late(const struct roll_screen *s)
{
    return s->said.late;
}

static int64_t rate(const struct roll_screen *s)
{
    return s->said.rate_hz;
}

static int64_t panel(const struct roll_screen *s)
{
    return s->said.panel_on;
}

static int64_t up(const struct roll_screen *s)
{
    return s->said.up_s;
}

static int64_t restarts(const struct roll_screen *s)
{
    return s->start_count ? (int64_t)s->start_count - 1 : REPORT_UNKNOWN;
}

static const struct metric {
    const char *name, *help;
    int64_t (*value)(const struct roll_screen *s); /* REPORT_UNKNOWN: no line */
} metrics[] = {
    { "screen_data_age_seconds", "How old the data was when the screen asked last.", age },
    { "screen_rows", "Documents that the screen has.", rows },
    { "screen_serial", "Serial of the list that it shows.", serial },
    { "screen_late_frames", "Frames that came late since its program started.", late },
    { "screen_slowed_to_hertz", "Frames a second, where it cannot keep its display's.", rate },
    { "screen_panel_on", "Whether its panel is on.", panel },
    { "screen_uptime_seconds", "How long its program had been running when it asked last.", up },
    { "screen_restarts", "Restarts of its program in these logs.", restarts },
};

static void add_numbers(const struct muster *m, struct buffer *out)
{
    for (size_t k = 0; k < COUNT(metrics); k++) {
        add_head(metrics[k].name, metrics[k].help, out);
        for (size_t i = 0; i < m->count; i++) {
            const struct roll_screen *s = m->rows[i].screen;
            int64_t value = s->seen ? metrics[k].value(s) : REPORT_UNKNOWN;
            if (value == REPORT_UNKNOWN)
                continue;
            add_screen(metrics[k].name, &m->rows[i], out);
            buffer_addf(out, " %" PRId64 "\n", value);
        }
    }
}

static void add_seen(const struct muster *m, struct buffer *out)
{
    static const char recently[] = "screen_seen_recently",
                      last[] = "screen_last_seen_timestamp_seconds";
    add_head(recently, "Whether the screen has asked lately; 0: it is missing or silent.", out);
    for (size_t i = 0; i < m->count; i++) {
        const struct muster_row *row = &m->rows[i];
        add_screen(recently, row, out);
        buffer_addf(out, " %d\n", !(row->needs & (1u << MUSTER_MISSING | 1u << MUSTER_SILENT)));
    }
    add_head(last, "When the screen asked last, by the web server's clock.", out);
    for (size_t i = 0; i < m->count; i++) {
        if (!m->rows[i].screen->seen)
            continue;
        add_screen(last, &m->rows[i], out);
        buffer_addf(out, " %" PRId64 ".%03d\n", m->rows[i].screen->last_ms / 1000,
                    (int)(m->rows[i].screen->last_ms % 1000));
    }
}

static void add_clocks(const struct muster *m, struct buffer *out)
{
    static const char name[] = "screen_clock_ahead_seconds";
    add_head(name, "The screen's clock against the web server's; 0 within two seconds.", out);
    for (size_t i = 0; i < m->count; i++) {
        const struct roll_screen *s = m->rows[i].screen;
        if (!s->seen || s->said.time_s == REPORT_UNKNOWN)
            continue;
        add_screen(name, &m->rows[i], out);
        buffer_addf(out, " %" PRId64 "\n", m->rows[i].ahead_s);
    }
}

static void add_versions(const struct muster *m, struct buffer *out)
{
    static const char name[] = "screen_info";
    add_head(name, "The version that the screen runs; always 1.", out);
    for (size_t i = 0; i < m->count; i++) {
        const struct muster_row *row = &m->rows[i];
        if (!row->screen->seen)
            continue;
        add_screen(name, row, out);
        out->len--; /* the brace */
        buffer_append(out, ",", 1);
        add_label("version", row->screen->said.version, '}', out);
        buffer_addf(out, " 1\n");
    }
}

static void add_answers(const struct muster *m, struct buffer *out)
{
    static const char name[] = "screen_requests";
    add_head(name, "Requests of the screen in these logs, by how they were answered.", out);
    for (size_t i = 0; i < m->count; i++) {
        const struct roll_screen *s = m->rows[i].screen;
        const struct {
            const char *answer;
            uint64_t n;
        } counts[] = { { "200", s->full },
                       { "304", s->unchanged },
                       { "error", s->failed + s->other } };
        for (size_t k = 0; s->seen && k < COUNT(counts); k++) {
            add_screen(name, &m->rows[i], out);
            out->len--; /* the brace */
            buffer_addf(out, ",answer=\"%s\"} %" PRIu64 "\n", counts[k].answer, counts[k].n);
        }
    }
}

static void add_total(const char *name, const char *help, double value, struct buffer *out)
{
    add_head(name, help, out);
    buffer_addf(out, METRIC "%s %.17g\n", name, value);
}

static void add_totals(const struct muster *m, struct buffer *out)
{
    const struct roll *r = m->roll;
    uint64_t answers = r->full + r->unchanged + r->failed + r->other;
    add_head("fleet_needs", "Screens that need attention, by what they need.", out);
    for (unsigned i = 0; i < MUSTER_NEEDS; i++)
        buffer_addf(out, METRIC "fleet_needs{need=\"%s\"} %zu\n",
                    muster_need_name((enum muster_need)i), m->needs[i]);
    const struct {
        const char *name, *help;
        double value;
    } totals[] = {
        { "fleet_screens", "Screens that are expected or were seen.", (double)m->count },
        { "fleet_screens_seen_recently", "Screens that have asked lately.", (double)m->recent },
        { "fleet_screens_behind", "Screens with an older serial than others of the same feed.",
          (double)m->behind },
        { "fleet_requests", "Requests of screens in these logs.", (double)answers },
        { "fleet_requests_not_modified_ratio", "Part of them that was answered 304.",
          m->unchanged_part },
        { "fleet_sent_bytes", "Bytes sent to screens in these logs.", (double)r->bytes },
        { "fleet_requests_per_second", "Requests of screens a second, on average.", m->mean_per_s },
        { "fleet_requests_per_second_peak", "The same in the busiest ten seconds.",
          (double)m->peak / RATES_STEP_S },
        { "fleet_log_lines", "Lines of these logs.", (double)r->lines },
        { "fleet_log_lines_unreadable",
          "Lines that are none of such a log, or whose header is none.",
          (double)(r->unreadable + r->broken) },
        { "fleet_log_lines_beyond_table", "Lines of screens that found no room in the table.",
          (double)r->crowded },
    };
    for (size_t i = 0; i < COUNT(totals); i++)
        add_total(totals[i].name, totals[i].help, totals[i].value, out);
    if (r->newest_line_ms >= 0)
        add_total("fleet_log_newest_timestamp_seconds", "When the newest line was written.",
                  (double)r->newest_line_ms / 1000, out);
}

void print_metrics(const struct muster *m, struct buffer *out)
{
    add_seen(m, out);
    add_numbers(m, out);
    add_clocks(m, out);
    add_versions(m, out);
    add_answers(m, out);
    add_totals(m, out);
}
