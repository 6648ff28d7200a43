#include "fleet/muster.h"

/* Two runs under one id: a restart may look like it for as long as clocks drift and lines wait. */
#define OVERLAP_S 600

static const struct {
    const char *words, *name;
} needs[] = {
    [MUSTER_MISSING] = { "missing", "missing" },
    [MUSTER_SILENT] = { "silent", "silent" },
    [MUSTER_TWICE] = { "id twice", "twice" },
    [MUSTER_NO_LIST] = { "no list", "no-list" },
    [MUSTER_OLD] = { "old data", "old" },
    [MUSTER_PANEL] = { "panel off", "panel-off" },
    [MUSTER_CLOCK] = { "clock", "clock" },
    [MUSTER_UNEXPECTED] = { "not expected", "unexpected" },
};
static_assert(COUNT(needs) == MUSTER_NEEDS, "name every need");

const char *muster_need_words(enum muster_need need)
{
    return needs[need].words;
}

const char *muster_need_name(enum muster_need need)
{
    return needs[need].name;
}

static bool runs_twice(const struct roll_screen *s)
{
    for (uint32_t i = 0; i < s->start_count; i++) {
        for (uint32_t k = 0; k < i; k++) {
            int64_t first_s = MAX(s->starts[i].first_s, s->starts[k].first_s);
            if (MIN(s->starts[i].last_s, s->starts[k].last_s) - first_s > OVERLAP_S)
                return true;
        }
    }
    return false;
}

static int64_t told_ahead(int64_t ahead_ms)
{
    int64_t ahead_s = ahead_ms / 1000;
    return ahead_s >= -MUSTER_CLOCK_TELL_S && ahead_s <= MUSTER_CLOCK_TELL_S ? 0 : ahead_s;
}

static void judge(const struct muster *m, struct muster_row *row)
{
    const struct roll_screen *s = row->screen;
    const struct fleet_report *said = &s->said;
    const bool need[MUSTER_NEEDS] = {
        [MUSTER_MISSING] = !s->seen,
        [MUSTER_SILENT] = s->seen && row->ago_s > m->options.silent_s,
        [MUSTER_TWICE] = runs_twice(s),
        [MUSTER_NO_LIST] =
            s->seen && said->serial == REPORT_UNKNOWN && said->rows == REPORT_UNKNOWN,
        [MUSTER_OLD] = s->seen && said->age_s > m->options.old_s,
        [MUSTER_CLOCK] = row->ahead_s > MUSTER_CLOCK_S || row->ahead_s < -MUSTER_CLOCK_S,
        [MUSTER_UNEXPECTED] = m->options.listed && !s->expected,
    };
    for (size_t i = 0; i < MUSTER_NEEDS; i++)
        row->needs |= need[i] ? 1u << i : 0;
}

static void add_rows(struct muster *m)
{
    m->rows = xcalloc(m->roll->count + 1, sizeof(*m->rows));
    for (size_t i = 0; i < m->roll->count; i++) {
        const struct roll_screen *s = &m->roll->screens[i];
        struct muster_row *row = &m->rows[m->count++];
        *row = (struct muster_row){
            .screen = s,
            .region = s->said.region[0] ? s->said.region : s->region,
            .note = roll_note(m->roll, s),
            .ago_s = s->seen ? m->options.now_s - s->last_ms / 1000 : REPORT_UNKNOWN,
            .ahead_s = told_ahead(s->ahead_ms),
            .restarts = s->start_count > 1 ? (int)s->start_count - 1 : 0,
        };
        /* A log that is a little ahead of this clock is no prophecy. */
        if (s->seen && row->ago_s < 0)
            row->ago_s = 0;
        judge(m, row);
        m->seen += s->seen;
        m->expected += s->expected;
        m->recent += s->seen && row->ago_s <= m->options.silent_s;
    }
}

/* ---- what a screen can only be told by others */

static int compare_feeds(const void *left, const void *right)
{
    const struct muster_row *a = left, *b = right;
    int order = strcmp(a->region, b->region);
    return order ? order : strcmp(a->screen->place, b->screen->place);
}

static bool is_recent(const struct muster_row *row)
{
    return row->screen->seen && !(row->needs & 1u << MUSTER_SILENT);
}

/* One office's rows: is a dark panel odd? Where most are dark, it is the evening. */
static void judge_panels(struct muster_row *rows, size_t count)
{
    size_t on = 0, told = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t panel = is_recent(&rows[i]) ? rows[i].screen->said.panel_on : REPORT_UNKNOWN;
        on += panel == 1;
        told += panel != REPORT_UNKNOWN;
    }
    for (size_t i = 0; i < count; i++) {
        if (on * 2 > told && is_recent(&rows[i]) && rows[i].screen->said.panel_on == 0)
            rows[i].needs |= 1u << MUSTER_PANEL;
    }
}

static void judge_serials(struct muster *m, struct muster_row *rows, size_t count)
{
    int64_t newest = REPORT_UNKNOWN;
    for (size_t i = 0; i < count; i++)
        newest = MAX(newest, rows[i].screen->said.serial);
    for (size_t i = 0; i < count; i++) {
        const struct roll_screen *s = rows[i].screen;
        rows[i].behind = s->seen && s->said.serial != REPORT_UNKNOWN && s->said.serial < newest;
        m->behind += rows[i].behind;
    }
}

static void compare_with_others(struct muster *m)
{
    qsort(m->rows, m->count, sizeof(*m->rows), compare_feeds);
    for (size_t office = 0, feed = 0, i = 1; i <= m->count; i++) {
        bool end = i == m->count;
        if (end || compare_feeds(&m->rows[feed], &m->rows[i]) != 0) {
            judge_serials(m, m->rows + feed, i - feed);
            feed = i;
        }
        if (end || strcmp(m->rows[office].region, m->rows[i].region) != 0) {
            judge_panels(m->rows + office, i - office);
            office = i;
        }
    }
}

/* ---- order and sums */

/* The worst need decides; a screen that needs nothing comes last. bdg-2 stands before bdg-10. */
static int compare_needs(const void *left, const void *right)
{
    const struct muster_row *a = left, *b = right;
    int worst_a = a->needs ? __builtin_ctz(a->needs) : MUSTER_NEEDS;
    int worst_b = b->needs ? __builtin_ctz(b->needs) : MUSTER_NEEDS;
    return worst_a != worst_b ? worst_a - worst_b
                              : strverscmp(a->screen->said.id, b->screen->said.id);
}

static int compare_versions(const void *left, const void *right)
{
    const struct muster_version *a = left, *b = right;
    return strcmp(a->version, b->version);
}

static int compare_use(const void *left, const void *right)
{
    const struct muster_version *a = left, *b = right;
    if (a->screens != b->screens)
        return a->screens < b->screens ? 1 : -1;
    return compare_versions(a, b);
}

static void count_versions(struct muster *m)
{
    size_t count = 0;
    m->versions = xcalloc(m->count + 1, sizeof(*m->versions));
    for (size_t i = 0; i < m->count; i++) {
        if (m->rows[i].screen->seen)
            m->versions[count++] = (struct muster_version){ m->rows[i].screen->said.version, 1 };
    }
    qsort(m->versions, count, sizeof(*m->versions), compare_versions);
    for (size_t i = 0; i < count; i++) {
        struct muster_version *last = m->versions + m->version_count;
        if (m->version_count && compare_versions(last - 1, &m->versions[i]) == 0)
            last[-1].screens++;
        else
            m->versions[m->version_count++] = m->versions[i];
    }
    qsort(m->versions, m->version_count, sizeof(*m->versions), compare_use);
}

struct muster *muster_new(const struct roll *roll, const struct muster_options *options)
{
    struct muster *m = xcalloc(1, sizeof(*m));
    m->options = *options;
    m->roll = roll;
    add_rows(m);
    compare_with_others(m);
    qsort(m->rows, m->count, sizeof(*m->rows), compare_needs);
    for (size_t i = 0; i < m->count; i++) {
        for (size_t k = 0; k < MUSTER_NEEDS; k++)
            m->needs[k] += m->rows[i].needs >> k & 1;
        m->fine += !m->rows[i].needs;
    }
    count_versions(m);
    uint64_t answers = roll->full + roll->unchanged + roll->failed + roll->other;
    m->seconds = (double)(roll->newest_ms - roll->oldest_ms) / 1000;
    /* Of a log that is shorter than what the peak is counted over, a mean would pass it. */
    m->mean_per_s = answers ? (double)answers / MAX(m->seconds, RATES_STEP_S) : 0;
    m->unchanged_part = answers ? (double)roll->unchanged / (double)answers : 0;
    m->peak = rates_peak(roll->rates, &m->peak_s);
    return m;
}

void muster_free(struct muster *m)
{
    free(m->rows);
    free(m->versions);
    free(m);
}

bool muster_needs_attention(const struct muster *m)
{
    return m->needs[MUSTER_MISSING] || m->needs[MUSTER_SILENT];
}
