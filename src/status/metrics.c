#include "status/metrics.h"

#include <inttypes.h>

#include "status/judge.h"
#include "status/shape.h"

#define METRIC "siapambil_"

static void add_head(const char *name, const char *type, const char *help, struct buffer *out)
{
    buffer_addf(out, "# HELP " METRIC "%s %s\n# TYPE " METRIC "%s %s\n", name, help, name, type);
}

/* A label's value: backslash, quote and end of line are escaped. */
static void add_label(const char *name, const char *value, struct buffer *out)
{
    buffer_addf(out, "%s%s=\"", out->data[out->len - 1] == '{' ? "" : ",", name);
    for (; *value; value++) {
        if (*value == '\n')
            buffer_append(out, "\\n", 2);
        else if (*value == '"' || *value == '\\')
            buffer_addf(out, "\\%c", *value);
        else
            buffer_append(out, value, 1);
    }
    buffer_append(out, "\"", 1);
}

/* One line with up to two labels; the name "" is none. */
static void add_line(const char *name, const char *label, const char *value, const char *label2,
                     const char *value2, double number, struct buffer *out)
{
    buffer_addf(out, METRIC "%s", name);
    if (*label) {
        buffer_append(out, "{", 1);
        add_label(label, value, out);
        if (*label2)
            add_label(label2, value2, out);
        buffer_append(out, "}", 1);
    }
    buffer_addf(out, " %.15g\n", number);
}

static void add_gauge(const char *name, const char *help, double number, struct buffer *out)
{
    add_head(name, "gauge", help, out);
    add_line(name, "", "", "", "", number, out);
}

/* Of what may not be known: no line then, and no head. */
static void add_known(const char *name, const char *help, int64_t number, double unit,
                      struct buffer *out)
{
    if (number != STATUS_UNKNOWN)
        add_gauge(name, help, (double)number * unit, out);
}

/* ---- the whole */

static void add_whole(const struct status_whole *s, struct buffer *out)
{
    const struct status_facts *f = &s->facts;
    struct findings found = status_judge(s);
    CLEANUP_BUFFER struct buffer sentence = BUFFER_INIT(0);
    bool alive = status_is_alive(s, &sentence);
    int counts[PROBLEMS] = { 0 };
    for (int i = 0; i < found.count; i++)
        counts[found.all[i].problem]++;
    add_head("build_info", "gauge", "What runs there; always 1.", out);
    add_line("build_info", "version", f->version, "id", f->id, 1, out);
    add_gauge("healthy", "Whether frames are presented, or knowingly none is due: /healthz.", alive,
              out);
    add_gauge("well", "Whether nothing is there that somebody must mend.", found.well, out);
    add_head("problems", "gauge", "What is wrong, by kind; bad: somebody must do something.", out);
    for (int i = 0; i < PROBLEMS; i++)
        add_line("problems", "problem", problem_names[i], "level",
                 problem_is_bad((enum status_problem)i) ? "bad" : "odd", counts[i], out);
    add_gauge("start_time_seconds", "When the program started, since the epoch.",
              (double)(f->wall_s - (f->boot_s - f->started_boot_s)), out);
    add_gauge("told_age_seconds", "How long ago the board last told of itself.", (double)s->told_s,
              out);
    add_gauge("clock_trusted", "Whether the wall clock can be right.", f->clock_trusted, out);
    add_gauge("panel_off", "Whether the panel was switched off by the hours.", f->panel_off, out);
}

static void add_list(const struct status_list *l, struct buffer *out)
{
    add_head("list_state", "gauge", "What the list is: one of these is 1.", out);
    for (int i = 0; i < STATUS_AGES; i++)
        add_line("list_state", "state", status_age_names[i], "", "", l->age == (unsigned)i, out);
    if (l->age == STATUS_NO_LIST)
        return;
    add_gauge("list_documents", "Documents on the list.", l->documents, out);
    add_gauge("list_places", "Places where they wait.", l->places, out);
    add_gauge("list_serial", "Serial of the list.", (double)l->serial, out);
    add_gauge("list_kept", "Whether it is from disk, and no source has confirmed it.", l->kept,
              out);
    add_gauge("list_age_seconds", "How long ago its sources last confirmed it.", (double)l->age_s,
              out);
    add_known("list_issued_timestamp_seconds", "When it was issued.", l->issued_wall_s, 1, out);
    add_known("list_expires_timestamp_seconds", "When it expires.", l->expires_wall_s, 1, out);
}

/* ---- each screen, each source: a metric after the other, as the format wants it */

static double frames(const struct status_screen *s)
{
    return (double)s->frames;
}

static double late(const struct status_screen *s)
{
    return (double)s->late;
}

static double rate(const struct status_screen *s)
{
    return s->rate_hz;
}

static double refresh(const struct status_screen *s)
{
    return s->refresh_hz;
}

static double longest(const struct status_screen *s)
{
    return (double)s->longest_us / 1e6;
}

static double usual(const struct status_screen *s)
{
    return (double)s->usual_us / 1e6;
}

static double stuck(const struct status_screen *s)
{
    return (double)s->stuck_s;
}

static double listed(const struct status_screen *s)
{
    return s->plan.rows;
}

static double beyond(const struct status_screen *s)
{
    return s->plan.beyond;
}

static double dwell(const struct status_screen *s)
{
    return s->plan.still ? 0 : s->plan.dwell_ms / 1000.0;
}

static double cycle(const struct status_screen *s)
{
    return s->plan.still ? 0 : s->plan.cycle_s;
}

static void add_screens(const struct status_facts *f, struct buffer *out)
{
    static const struct {
        const char *name, *type, *help;
        double (*value)(const struct status_screen *s);
    } all[] = {
        { "screen_frames_total", "counter", "Frames presented with a change, by its window.",
          frames },
        { "screen_late_frames_total", "counter", "Frames more than one late, by its window.",
          late },
        { "screen_frame_rate_hertz", "gauge", "Frames a second that are wanted.", rate },
        { "screen_display_rate_hertz", "gauge", "Frames a second of the display.", refresh },
        { "screen_frame_longest_seconds", "gauge",
          "The longest that a frame stood while something moved, in the last hour at most.",
          longest },
        { "screen_frame_usual_seconds", "gauge", "What 99.9 % of them did not exceed.", usual },
        { "screen_stuck_seconds", "gauge", "For how long no frame came though one was due.",
          stuck },
        { "screen_rows_listed", "gauge", "Rows that are shown in turn.", listed },
        { "screen_rows_beyond", "gauge", "Rows that are counted only, since they do not fit.",
          beyond },
        { "screen_dwell_seconds", "gauge",
          "How long each row is whole on the screen in a cycle; 0: always.", dwell },
        { "screen_cycle_seconds", "gauge", "How long the list takes once round; 0: it stands.",
          cycle },
    };
    add_head("screen_scene", "gauge", "What a screen does: one of these is 1.", out);
    for (int i = 0; i < f->screen_count; i++) {
        for (int k = 0; k < STATUS_SCENES; k++)
            add_line("screen_scene", "screen", f->screens[i].name, "scene", status_scene_names[k],
                     f->screens[i].scene == (unsigned)k, out);
    }
    for (size_t k = 0; k < COUNT(all); k++) {
        add_head(all[k].name, all[k].type, all[k].help, out);
        for (int i = 0; i < f->screen_count; i++)
            add_line(all[k].name, "screen", f->screens[i].name, "", "",
                     all[k].value(&f->screens[i]), out);
    }
}

static double rows(const struct status_source *s)
{
    return s->rows;
}

static double shown(const struct status_source *s)
{
    return s->shown;
}

static double failures(const struct status_source *s)
{
    return s->failures;
}

static double received(const struct status_source *s)
{
    return (double)s->received;
}

static double took(const struct status_source *s)
{
    return s->pull_count ? s->pulls[0].took_ms / 1000.0 : 0;
}

static void add_sources(const struct status_whole *s, struct buffer *out)
{
    static const struct {
        const char *name, *type, *help;
        double (*value)(const struct status_source *s);
    } all[] = {
        { "source_received_bytes_total", "counter", "Bytes received from it.", received },
        { "source_consecutive_failures", "gauge", "Pulls that failed since the last that did not.",
          failures },
        { "source_pull_duration_seconds", "gauge", "How long the last pull took.", took },
        { "source_rows", "gauge", "Rows of its last list.", rows },
        { "source_rows_shown", "gauge", "Rows of it that are shown.", shown },
    };
    add_head("source_pulls_total", "counter", "Pulls, by what they came to.", out);
    for (int i = 0; i < s->sources.count; i++) {
        for (int k = 0; k < STATUS_OUTCOMES; k++)
            add_line("source_pulls_total", "source", s->sources.all[i].name, "outcome",
                     status_outcome_names[k], (double)s->sources.all[i].outcomes[k], out);
    }
    for (size_t k = 0; k < COUNT(all); k++) {
        add_head(all[k].name, all[k].type, all[k].help, out);
        for (int i = 0; i < s->sources.count; i++)
            add_line(all[k].name, "source", s->sources.all[i].name, "", "",
                     all[k].value(&s->sources.all[i]), out);
    }
    add_head("source_answered_age_seconds", "gauge", "How long ago it last answered.", out);
    for (int i = 0; i < s->sources.count; i++) {
        if (s->sources.all[i].answered_boot_s != STATUS_UNKNOWN)
            add_line("source_answered_age_seconds", "source", s->sources.all[i].name, "", "",
                     (double)(s->facts.boot_s - s->sources.all[i].answered_boot_s), out);
    }
    add_head("source_rows_left_out", "gauge",
             "Rows of its last list that are not shown, by reason.", out);
    for (int i = 0; i < s->sources.count; i++) {
        const struct status_source *source = &s->sources.all[i];
        for (int k = 0; k < source->reason_count; k++)
            add_line("source_rows_left_out", "source", source->name, "reason",
                     source->reasons[k].reason, source->reasons[k].rows, out);
    }
}

/* ---- the machine */

static void add_machine(const struct status_machine *m, struct buffer *out)
{
    if (m->sensor_count)
        add_head("machine_temperature_celsius", "gauge", "What its sensors say.", out);
    for (int i = 0; i < m->sensor_count; i++) {
        char number[12];
        CLEANUP_BUFFER struct buffer text = BUFFER_INIT(sizeof(number) - 1);
        buffer_addf(&text, "%d", i);
        add_line("machine_temperature_celsius", "sensor", m->sensors[i].name, "number",
                 buffer_text(&text), (double)m->sensors[i].milli_celsius / 1000, out);
    }
    add_known("machine_memory_bytes", "Memory of the machine.", m->memory_bytes, 1, out);
    add_known("machine_memory_available_bytes", "What programs could still have of it.",
              m->memory_free_bytes, 1, out);
    add_known("machine_disk_bytes", "Size of the disk where the list is kept.", m->disk_bytes, 1,
              out);
    add_known("machine_disk_free_bytes", "What is free of it.", m->disk_free_bytes, 1, out);
    add_known("machine_load1", "Programs that want a processor, over a minute.", m->load_milli[0],
              1e-3, out);
    add_known("machine_load5", "The same over 5 minutes.", m->load_milli[1], 1e-3, out);
    add_known("machine_load15", "The same over 15 minutes.", m->load_milli[2], 1e-3, out);
    add_known("machine_processors", "Processors.", m->processors, 1, out);
    add_known("machine_uptime_seconds", "How long the machine has been running.", m->up_s, 1, out);
    add_known("machine_undervoltage", "Whether its voltage is too low now.", m->undervoltage_now, 1,
              out);
    add_known("machine_undervoltage_seen", "Whether it was since the machine's start.",
              m->undervoltage_seen, 1, out);
    add_known("machine_throttled", "Whether it is slowed down now.", m->throttled_now, 1, out);
    add_known("machine_throttled_seen", "Whether it was since the machine's start.",
              m->throttled_seen, 1, out);
    add_known("process_resident_memory_bytes", "Memory that the program holds.", m->own_bytes, 1,
              out);
    add_known("process_open_fds", "Files that it has open.", m->own_files, 1, out);
    add_known("process_threads", "Its threads.", m->own_threads, 1, out);
    if (m->own_cpu_ms != STATUS_UNKNOWN) {
        add_head("process_cpu_seconds_total", "counter", "Time of processors that it has used.",
                 out);
        add_line("process_cpu_seconds_total", "", "", "", "", (double)m->own_cpu_ms / 1000, out);
    }
}

void status_write_metrics(const struct status_whole *s, struct buffer *out)
{
    add_whole(s, out);
    add_list(&s->facts.list, out);
    add_screens(&s->facts, out);
    add_sources(s, out);
    add_machine(&s->machine, out);
}
