#include <inttypes.h>

#include "base/clock.h"
#include "feed/json.h"
#include "fleet/print.h"

static void add_time(const char *key, int64_t time_s, struct buffer *out)
{
    char text[CLOCK_TEXT_MAX];
    buffer_addf(out, "\"%s\":\"%s\",", key, clock_format_rfc3339(text, time_s, 0));
}

static void add_text(const char *key, const char *text, struct buffer *out)
{
    if (!*text)
        return;
    buffer_addf(out, "\"%s\":", key);
    json_add_string(text, out);
    buffer_append(out, ",", 1);
}

static void add_number(const char *key, int64_t number, struct buffer *out)
{
    if (number != REPORT_UNKNOWN)
        buffer_addf(out, "\"%s\":%" PRId64 ",", key, number);
}

static void add_count(const char *key, uint64_t number, struct buffer *out)
{
    buffer_addf(out, "\"%s\":%" PRIu64 ",", key, number);
}

static void add_bool(const char *key, bool is, struct buffer *out)
{
    buffer_addf(out, "\"%s\":%s,", key, is ? "true" : "false");
}

/* Ends an object or array: in place of the last comma, where there is one. */
static void end(char close, struct buffer *out)
{
    if (out->data[out->len - 1] == ',')
        out->len--;
    buffer_append(out, &close, 1);
    buffer_append(out, ",", 1);
}

static void add_answers(uint64_t full, uint64_t unchanged, uint64_t failed, uint64_t other,
                        struct buffer *out)
{
    buffer_addf(out, "\"answers\":{");
    add_count("200", full, out);
    add_count("304", unchanged, out);
    add_count("errors", failed, out);
    add_count("other", other, out);
    end('}', out);
}

static void add_screen(const struct muster_row *row, struct buffer *out)
{
    const struct roll_screen *s = row->screen;
    buffer_addf(out, "{");
    add_text("screen", s->said.id, out);
    buffer_addf(out, "\"needs\":[");
    for (unsigned i = 0; i < MUSTER_NEEDS; i++) {
        if (row->needs >> i & 1)
            buffer_addf(out, "\"%s\",", muster_need_name((enum muster_need)i));
    }
    end(']', out);
    add_bool("seen", s->seen, out);
    add_bool("expected", s->expected, out);
    add_text("where", row->note, out);
    if (s->seen) {
        add_text("region", row->region, out);
        add_text("place", s->place, out);
        add_text("version", s->said.version, out);
        add_time("last_seen", s->last_ms / 1000, out);
        add_count("seen_ago_s", (uint64_t)row->ago_s, out);
        add_number("age_s", s->said.age_s, out);
        add_number("rows", s->said.rows, out);
        add_number("serial", s->said.serial, out);
        add_bool("behind", row->behind, out);
        add_number("late_frames", s->said.late, out);
        add_number("slowed_to_hz", s->said.rate_hz, out);
        if (s->said.panel_on != REPORT_UNKNOWN)
            add_bool("panel_on", s->said.panel_on == 1, out);
        if (s->said.time_s != REPORT_UNKNOWN)
            buffer_addf(out, "\"clock_ahead_s\":%" PRId64 ",", row->ahead_s);
        add_number("up_s", s->said.up_s, out);
        if (s->start_count)
            add_count("restarts", (uint64_t)row->restarts, out);
        if (s->more_starts)
            add_bool("more_restarts", true, out);
        add_answers(s->full, s->unchanged, s->failed, s->other, out);
    }
    end('}', out);
}

static void add_summary(const struct muster *m, struct buffer *out)
{
    const struct roll *r = m->roll;
    buffer_addf(out, "\"summary\":{");
    add_count("screens", m->count, out);
    add_count("ok", m->fine, out);
    add_count("seen", m->seen, out);
    add_count("seen_recently", m->recent, out);
    if (m->options.listed)
        add_count("expected", m->expected, out);
    buffer_addf(out, "\"needs\":{");
    for (unsigned i = 0; i < MUSTER_NEEDS; i++)
        add_count(muster_need_name((enum muster_need)i), m->needs[i], out);
    end('}', out);
    add_count("behind", m->behind, out);
    buffer_addf(out, "\"versions\":[");
    for (size_t i = 0; i < m->version_count; i++) {
        buffer_addf(out, "{\"version\":");
        json_add_string(m->versions[i].version, out);
        buffer_addf(out, ",\"screens\":%zu},", m->versions[i].screens);
    }
    end(']', out);
    add_count("requests", r->full + r->unchanged + r->failed + r->other, out);
    add_answers(r->full, r->unchanged, r->failed, r->other, out);
    buffer_addf(out, "\"unchanged_part\":%.4f,", m->unchanged_part);
    add_count("bytes", r->bytes, out);
    buffer_addf(out, "\"requests_per_s\":{\"mean\":%.3f,\"peak_10s\":%.1f},", m->mean_per_s,
                (double)m->peak / RATES_STEP_S);
    if (m->peak)
        add_time("peak_at", m->peak_s, out);
    if (r->newest_ms >= 0) {
        add_time("first_request", r->oldest_ms / 1000, out);
        add_time("last_request", r->newest_ms / 1000, out);
    }
    buffer_addf(out, "\"lines\":{");
    add_count("read", r->lines, out);
    add_count("not_of_screens", r->foreign, out);
    add_count("header_unreadable", r->broken, out);
    add_count("unreadable", r->unreadable, out);
    add_count("later", r->later, out);
    add_count("beyond_the_table", r->crowded, out);
    end('}', out);
    end('}', out);
}

void print_json(const struct muster *m, struct buffer *out)
{
    buffer_addf(out, "{\"fleet\":\"siapambil-fleet/1\",");
    add_time("now", m->options.now_s, out);
    add_count("silent_after_s", (uint64_t)m->options.silent_s, out);
    add_count("old_after_s", (uint64_t)m->options.old_s, out);
    add_summary(m, out);
    buffer_addf(out, "\"screens\":[");
    for (size_t i = 0; i < m->count; i++) {
        buffer_addf(out, "\n");
        add_screen(&m->rows[i], out);
    }
    end(']', out);
    out->len--; /* the comma */
    buffer_addf(out, "}\n");
}
