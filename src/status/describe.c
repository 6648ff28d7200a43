#include "status/describe.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "status/describe_words.h"

struct telling {
    const struct status_whole *s;
    const struct texts *t;
    const struct sink *sink;
    struct buffer value; /* of the fact that is being told */
};

/* ---- facts */

/* Tells what stands in `value`, and empties it. */
static void tell(struct telling *d, enum text label, enum mood mood)
{
    d->sink->fact(d->sink->ctx, texts_get(d->t, label), buffer_text(&d->value), mood);
    buffer_clear(&d->value);
}

static void tell_text(struct telling *d, enum text label, const char *value, enum mood mood)
{
    if (!*value)
        return;
    buffer_addf(&d->value, "%s", value);
    tell(d, label, mood);
}

static void tell_word(struct telling *d, enum text label, enum text word, enum mood mood)
{
    tell_text(d, label, texts_get(d->t, word), mood);
}

static void tell_number(struct telling *d, enum text label, uint64_t n, enum mood mood)
{
    describe_number(d->t, n, &d->value);
    tell(d, label, mood);
}

static void tell_moment(struct telling *d, enum text label, int64_t wall_s)
{
    if (wall_s == STATUS_UNKNOWN)
        return;
    describe_moment(d->s, wall_s, &d->value);
    tell(d, label, MOOD_PLAIN);
}

static void tell_duration(struct telling *d, enum text label, int64_t seconds)
{
    if (seconds == STATUS_UNKNOWN)
        return;
    describe_duration(d->t, seconds, &d->value);
    tell(d, label, MOOD_PLAIN);
}

/* "61,2": milliseconds of so many microseconds. */
static void add_ms(const struct texts *t, uint64_t us, struct buffer *out)
{
    describe_decimal(t, (int64_t)(us + 50) / 100, out);
}

/* ---- a screen */

static void tell_plan(struct telling *d, const struct status_plan *p)
{
    if (!p->known)
        return;
    char date[CLOCK_TEXT_MAX];
    CLEANUP_BUFFER struct buffer rows = BUFFER_INIT(0);
    describe_number(d->t, p->rows, &rows);
    if (p->since != INT32_MIN)
        texts_fill(texts_get(d->t, TEXT_ROWS_SINCE), &d->value, "n", buffer_text(&rows), "date",
                   clock_format_date(date, p->since), NULL);
    else
        buffer_addf(&d->value, "%s", buffer_text(&rows));
    tell(d, TEXT_ROWS_LISTED, MOOD_PLAIN);
    if (p->beyond)
        tell_number(d, TEXT_ROWS_BEYOND, p->beyond, MOOD_ODD);
    char columns[12], px[12];
    snprintf(columns, sizeof(columns), "%d", p->columns);
    snprintf(px, sizeof(px), "%d", p->row_px);
    texts_fill(texts_get(d->t, TEXT_LAYOUT_IS), &d->value, "columns", columns, "px", px, NULL);
    tell(d, TEXT_LAYOUT, MOOD_PLAIN);
    if (p->still)
        return;
    describe_decimal(d->t, p->dwell_ms / 100, &d->value);
    CLEANUP_BUFFER struct buffer seconds = BUFFER_INIT(0);
    texts_fill(texts_get(d->t, TEXT_SECONDS), &seconds, "n", buffer_text(&d->value), NULL);
    buffer_clear(&d->value);
    tell_text(d, TEXT_DWELL, buffer_text(&seconds), MOOD_PLAIN);
    tell_duration(d, TEXT_CYCLE, p->cycle_s);
}

static void tell_frames(struct telling *d, const struct status_screen *s)
{
    char rate[12], refresh[12];
    snprintf(rate, sizeof(rate), "%d", s->rate_hz);
    snprintf(refresh, sizeof(refresh), "%d", s->refresh_hz);
    texts_fill(texts_get(d->t, TEXT_RATE_IS), &d->value, "rate", rate, "refresh", refresh, NULL);
    tell(d, TEXT_RATE, s->rate_hz < s->refresh_hz ? MOOD_ODD : MOOD_PLAIN);
    if (!s->recent)
        return;
    CLEANUP_BUFFER struct buffer shown = BUFFER_INIT(0), late = BUFFER_INIT(0),
                                 usual = BUFFER_INIT(0), longest = BUFFER_INIT(0);
    describe_number(d->t, s->recent, &shown);
    describe_number(d->t, s->recent_late, &late);
    add_ms(d->t, s->usual_us, &usual);
    add_ms(d->t, s->longest_us, &longest);
    texts_fill(texts_get(d->t, TEXT_FRAMES_ARE), &d->value, "shown", buffer_text(&shown), "late",
               buffer_text(&late), "usual", buffer_text(&usual), "longest", buffer_text(&longest),
               NULL);
    tell(d, TEXT_FRAMES, MOOD_PLAIN);
}

static void tell_graph(struct telling *d, const struct status_screen *s)
{
    CLEANUP_BUFFER struct buffer span = BUFFER_INIT(0), caption = BUFFER_INIT(0);
    if (s->points < 2 || s->rate_hz <= 0)
        return;
    describe_duration(d->t, s->points * STATUS_POINT_FRAMES / s->rate_hz, &span);
    texts_fill(texts_get(d->t, TEXT_GRAPH), &caption, "span", buffer_text(&span), NULL);
    d->sink->graph(d->sink->ctx, s, buffer_text(&caption));
}

static void tell_screen(struct telling *d, int i)
{
    static const enum text scenes[STATUS_SCENES] = {
        [STATUS_MOVING] = TEXT_SCENE_MOVING,
        [STATUS_STILL] = TEXT_SCENE_STILL,
        [STATUS_BLACK] = TEXT_SCENE_BLACK,
        [STATUS_WAITING] = TEXT_SCENE_WAITING,
    };
    const struct status_screen *s = &d->s->facts.screens[i];
    bool waits = s->scene == STATUS_WAITING;
    const char *title = *s->title ? s->title : s->name;
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    buffer_addf(&text, "%s%s%s", texts_get(d->t, TEXT_SCREEN), *title ? ": " : "", title);
    d->sink->section(d->sink->ctx, buffer_text(&text));
    if (!waits)
        d->sink->picture(d->sink->ctx, i, texts_get(d->t, TEXT_PICTURE));
    tell_word(d, TEXT_SCENE, scenes[s->scene], waits ? MOOD_BAD : MOOD_GOOD);
    tell_text(d, TEXT_DISPLAY, s->display, MOOD_PLAIN);
    if (waits)
        return;
    tell_text(d, TEXT_DRAWN_BY, s->driver, MOOD_PLAIN);
    tell_plan(d, &s->plan);
    tell_frames(d, s);
    tell_graph(d, s);
}

/* ---- the list */

static void tell_list(struct telling *d)
{
    static const enum text ages[STATUS_AGES] = {
        [STATUS_NO_LIST] = TEXT_AGE_NONE,
        [STATUS_FRESH] = TEXT_AGE_FRESH,
        [STATUS_OLD] = TEXT_AGE_OLD,
        [STATUS_EXPIRED] = TEXT_AGE_EXPIRED,
        [STATUS_WITHDRAWN] = TEXT_AGE_WITHDRAWN,
    };
    const struct status_list *l = &d->s->facts.list;
    enum mood mood = l->age == STATUS_FRESH     ? MOOD_GOOD
                     : l->age == STATUS_NO_LIST ? MOOD_ODD
                                                : MOOD_BAD;
    d->sink->section(d->sink->ctx, texts_get(d->t, TEXT_LIST));
    tell_word(d, TEXT_STATE, ages[l->age], mood);
    if (l->age == STATUS_NO_LIST)
        return;
    describe_ago(d->t, l->age_s, &d->value);
    if (l->checked_wall_s != STATUS_UNKNOWN) {
        buffer_addf(&d->value, " (");
        describe_moment(d->s, l->checked_wall_s, &d->value);
        buffer_addf(&d->value, ")");
    }
    tell(d, TEXT_CHECKED, mood == MOOD_GOOD ? MOOD_PLAIN : mood);
    if (l->kept)
        tell_word(d, TEXT_KEPT, TEXT_YES, MOOD_ODD);
    tell_number(d, TEXT_DOCUMENTS, l->documents, MOOD_PLAIN);
    tell_number(d, TEXT_PLACES, l->places, MOOD_PLAIN);
    tell_moment(d, TEXT_ISSUED, l->issued_wall_s);
    tell_moment(d, TEXT_EXPIRES, l->expires_wall_s);
    if (l->serial) {
        buffer_addf(&d->value, "%" PRIu64, l->serial);
        tell(d, TEXT_SERIAL, MOOD_PLAIN);
    }
    tell_text(d, TEXT_REGION, l->region, MOOD_PLAIN);
}

/* ---- a source */

static void tell_reasons(struct telling *d, const struct status_source *s)
{
    if (!s->reason_count)
        return;
    const char *head[] = { texts_get(d->t, TEXT_REASON), texts_get(d->t, TEXT_ROWS) };
    d->sink->table(d->sink->ctx, texts_get(d->t, TEXT_LEFT_OUT), 1u << 1);
    d->sink->row(d->sink->ctx, head, 2, true, MOOD_PLAIN);
    for (int i = 0; i < s->reason_count; i++) {
        const struct status_reason *r = &s->reasons[i];
        CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0), rows = BUFFER_INIT(0);
        buffer_addf(&text, "%s", texts_reason(d->t, r->reason));
        if (r->meant)
            buffer_addf(&text, " (%s)", texts_get(d->t, TEXT_MEANT));
        describe_number(d->t, r->rows, &rows);
        const char *cells[] = { buffer_text(&text), buffer_text(&rows) };
        d->sink->row(d->sink->ctx, cells, 2, false, r->meant ? MOOD_PLAIN : MOOD_ODD);
    }
    d->sink->end_table(d->sink->ctx);
}

static void tell_pull(struct telling *d, const struct status_pull *p)
{
    static const enum text outcomes[STATUS_OUTCOMES] = {
        [STATUS_NEW] = TEXT_OUTCOME_NEW,
        [STATUS_UNCHANGED] = TEXT_OUTCOME_UNCHANGED,
        [STATUS_HELD] = TEXT_OUTCOME_HELD,
        [STATUS_FAILED] = TEXT_OUTCOME_FAILED,
    };
    char answer[12] = "";
    CLEANUP_BUFFER struct buffer at = BUFFER_INIT(0), took = BUFFER_INIT(0),
                                 received = BUFFER_INIT(0);
    describe_moment(d->s, p->wall_s, &at);
    describe_number(d->t, p->took_ms, &took);
    buffer_addf(&took, " ms");
    describe_bytes(d->t, (int64_t)MIN(p->received, (uint64_t)INT64_MAX), &received);
    if (p->answer)
        snprintf(answer, sizeof(answer), "%d", p->answer);
    const char *cells[] = { buffer_text(&at),
                            texts_get(d->t, outcomes[p->outcome]),
                            answer,
                            buffer_text(&took),
                            buffer_text(&received),
                            p->sentence };
    d->sink->row(d->sink->ctx, cells, COUNT(cells), false,
                 p->outcome == STATUS_FAILED ? MOOD_BAD
                 : p->outcome == STATUS_HELD ? MOOD_ODD
                                             : MOOD_PLAIN);
}

static void tell_pulls(struct telling *d, const struct status_source *s)
{
    static const enum text titles[] = { TEXT_AT,   TEXT_OUTCOME,  TEXT_ANSWER,
                                        TEXT_TOOK, TEXT_RECEIVED, TEXT_WHAT };
    const char *head[COUNT(titles)];
    if (!s->pull_count)
        return;
    for (size_t i = 0; i < COUNT(titles); i++)
        head[i] = texts_get(d->t, titles[i]);
    d->sink->table(d->sink->ctx, texts_get(d->t, TEXT_PULLS), 1u << 2 | 1u << 3 | 1u << 4);
    d->sink->row(d->sink->ctx, head, COUNT(head), true, MOOD_PLAIN);
    for (int i = 0; i < s->pull_count; i++)
        tell_pull(d, &s->pulls[i]);
    d->sink->end_table(d->sink->ctx);
}

static void tell_source(struct telling *d, const struct status_source *s)
{
    int64_t now_s = d->s->facts.boot_s;
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    buffer_addf(&text, "%s%s%s", texts_get(d->t, TEXT_SOURCE), *s->name ? ": " : "", s->name);
    d->sink->section(d->sink->ctx, buffer_text(&text));
    tell_text(d, TEXT_ADDRESS, s->url, MOOD_PLAIN);
    if (s->answered_boot_s != STATUS_UNKNOWN)
        describe_ago(d->t, now_s - s->answered_boot_s, &d->value);
    else
        buffer_addf(&d->value, "%s", texts_get(d->t, TEXT_NEVER));
    tell(d, TEXT_ANSWERED, s->failures ? MOOD_BAD : MOOD_PLAIN);
    if (s->failures)
        tell_number(d, TEXT_FAILURES, s->failures, MOOD_BAD);
    if (s->next_boot_s != STATUS_UNKNOWN) {
        describe_ahead(d->t, s->next_boot_s - now_s, &d->value);
        tell(d, TEXT_NEXT, MOOD_PLAIN);
    }
    if (s->rows) {
        CLEANUP_BUFFER struct buffer rows = BUFFER_INIT(0), shown = BUFFER_INIT(0);
        describe_number(d->t, s->rows, &rows);
        describe_number(d->t, s->shown, &shown);
        texts_fill(texts_get(d->t, TEXT_ROWS_ARE), &d->value, "rows", buffer_text(&rows), "shown",
                   buffer_text(&shown), NULL);
        tell(d, TEXT_ROWS, MOOD_PLAIN);
    }
    if (s->no_day)
        tell_number(d, TEXT_NO_DAY, s->no_day, MOOD_ODD);
    tell_reasons(d, s);
    tell_pulls(d, s);
}

/* ---- the machine */

static void tell_free(struct telling *d, enum text label, int64_t free, int64_t all)
{
    CLEANUP_BUFFER struct buffer a = BUFFER_INIT(0), b = BUFFER_INIT(0);
    if (free == STATUS_UNKNOWN || all == STATUS_UNKNOWN)
        return;
    describe_bytes(d->t, free, &a);
    describe_bytes(d->t, all, &b);
    texts_fill(texts_get(d->t, TEXT_FREE_OF), &d->value, "free", buffer_text(&a), "all",
               buffer_text(&b), NULL);
    tell(d, label, MOOD_PLAIN);
}

static void tell_load(struct telling *d, const struct status_machine *m)
{
    struct buffer loads[3] = { BUFFER_INIT(0), BUFFER_INIT(0), BUFFER_INIT(0) };
    char n[24];
    if (m->load_milli[0] == STATUS_UNKNOWN || m->load_milli[1] == STATUS_UNKNOWN ||
        m->load_milli[2] == STATUS_UNKNOWN || m->processors == STATUS_UNKNOWN)
        return;
    for (int i = 0; i < 3; i++)
        describe_decimal(d->t, (m->load_milli[i] + 50) / 100, &loads[i]);
    snprintf(n, sizeof(n), "%" PRId64, m->processors);
    texts_fill(texts_get(d->t, TEXT_LOAD_IS), &d->value, "one", buffer_text(&loads[0]), "five",
               buffer_text(&loads[1]), "fifteen", buffer_text(&loads[2]), "n", n, NULL);
    for (int i = 0; i < 3; i++)
        buffer_release(&loads[i]);
    tell(d, TEXT_LOAD, MOOD_PLAIN);
}

/* Of what the kernel tells now, and perhaps since the start. */
static void tell_power(struct telling *d, enum text label, int64_t now, int64_t seen)
{
    if (now == STATUS_UNKNOWN)
        return;
    if (now)
        tell_word(d, label, TEXT_YES, MOOD_BAD);
    else
        tell_word(d, label, seen == 1 ? TEXT_SEEN : TEXT_NO, seen == 1 ? MOOD_ODD : MOOD_PLAIN);
}

static void tell_machine(struct telling *d)
{
    const struct status_machine *m = &d->s->machine;
    d->sink->section(d->sink->ctx, texts_get(d->t, TEXT_MACHINE));
    for (int i = 0; i < m->sensor_count; i++) {
        buffer_addf(&d->value, "%s", i ? " · " : "");
        describe_decimal(d->t, m->sensors[i].milli_celsius / 100, &d->value);
        buffer_addf(&d->value, " °C %s", m->sensors[i].name);
    }
    if (m->sensor_count)
        tell(d, TEXT_TEMPERATURE, MOOD_PLAIN);
    tell_power(d, TEXT_UNDERVOLTAGE, m->undervoltage_now, m->undervoltage_seen);
    tell_power(d, TEXT_THROTTLED, m->throttled_now, m->throttled_seen);
    tell_free(d, TEXT_MEMORY, m->memory_free_bytes, m->memory_bytes);
    tell_free(d, TEXT_DISK, m->disk_free_bytes, m->disk_bytes);
    tell_load(d, m);
    tell_duration(d, TEXT_MACHINE_UP, m->up_s);
}

static void tell_program(struct telling *d)
{
    const struct status_facts *f = &d->s->facts;
    const struct status_machine *m = &d->s->machine;
    d->sink->section(d->sink->ctx, texts_get(d->t, TEXT_PROGRAM));
    tell_text(d, TEXT_ID, f->id, MOOD_PLAIN);
    tell_text(d, TEXT_VERSION, f->version, MOOD_PLAIN);
    tell_duration(d, TEXT_PROGRAM_UP, f->boot_s - f->started_boot_s);
    if (m->own_bytes != STATUS_UNKNOWN) {
        describe_bytes(d->t, m->own_bytes, &d->value);
        tell(d, TEXT_OWN_MEMORY, MOOD_PLAIN);
    }
    if (m->own_cpu_ms != STATUS_UNKNOWN)
        tell_duration(d, TEXT_OWN_CPU, m->own_cpu_ms / 1000);
    if (m->own_files != STATUS_UNKNOWN && m->own_threads != STATUS_UNKNOWN) {
        buffer_addf(&d->value, "%" PRId64 ", %" PRId64, m->own_files, m->own_threads);
        tell(d, TEXT_OWN_FILES, MOOD_PLAIN);
    }
}

static void tell_verdict(struct telling *d)
{
    struct findings f = status_judge(d->s);
    CLEANUP_BUFFER struct buffer time = BUFFER_INIT(0), as_of = BUFFER_INIT(0);
    enum mood mood = !f.count ? MOOD_GOOD : f.well ? MOOD_ODD : MOOD_BAD;
    describe_moment(d->s, d->s->facts.wall_s, &time);
    texts_fill(texts_get(d->t, TEXT_AS_OF), &as_of, "time", buffer_text(&time), NULL);
    d->sink->verdict(d->sink->ctx,
                     texts_get(d->t, !f.count ? TEXT_WELL
                                     : f.well ? TEXT_NOTED
                                              : TEXT_ILL),
                     buffer_text(&as_of), mood);
    for (int i = 0; i < f.count; i++) {
        CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
        describe_finding(d->s, d->t, &f.all[i], &text);
        d->sink->finding(d->sink->ctx, buffer_text(&text),
                         problem_is_bad(f.all[i].problem) ? MOOD_BAD : MOOD_ODD);
    }
}

void status_describe(const struct status_whole *s, const struct texts *t, const struct sink *sink)
{
    struct telling d = { .s = s, .t = t, .sink = sink };
    tell_verdict(&d);
    for (int i = 0; i < s->facts.screen_count; i++)
        tell_screen(&d, i);
    tell_list(&d);
    for (int i = 0; i < s->sources.count; i++)
        tell_source(&d, &s->sources.all[i]);
    tell_machine(&d);
    tell_program(&d);
    buffer_release(&d.value);
}
