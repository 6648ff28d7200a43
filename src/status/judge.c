#include "status/judge.h"

#include <inttypes.h>

/* The board tells once a second; a start, a reload or a slow disk may take some. */
#define HANGS_AFTER_S     10
#define STUCK_AFTER_S     5
#define NO_LIST_AFTER_S   120
#define KEPT_AFTER_S      300
#define HOT_MILLI         80000 /* where a Raspberry Pi begins to slow down */
#define DISK_LEAST_BYTES  (64 * INT64_C(1048576))
#define MEMORY_LEAST_PART 20 /* one in so many */
#define LATE_PART         1000

const char *const problem_names[PROBLEMS] = {
    [PROBLEM_HANGS] = "hangs",
    [PROBLEM_NO_DISPLAY] = "no-display",
    [PROBLEM_NO_FRAMES] = "no-frames",
    [PROBLEM_WITHDRAWN] = "withdrawn",
    [PROBLEM_OLD] = "old",
    [PROBLEM_EXPIRED] = "expired",
    [PROBLEM_NO_LIST] = "no-list",
    [PROBLEM_UNDERVOLTAGE] = "undervoltage",
    [PROBLEM_DISK] = "disk-full",
    [PROBLEM_SOURCE] = "source-fails",
    [PROBLEM_LEFT_OUT] = "rows-left-out",
    [PROBLEM_BEYOND] = "rows-beyond",
    [PROBLEM_SLOW] = "slow",
    [PROBLEM_LATE] = "late-frames",
    [PROBLEM_HOT] = "hot",
    [PROBLEM_UNDERVOLTED] = "undervolted",
    [PROBLEM_MEMORY] = "memory-low",
    [PROBLEM_CLOCK] = "clock",
    [PROBLEM_KEPT] = "kept-list",
};

static void add(struct findings *f, bool holds, enum status_problem problem, int of, int64_t amount)
{
    if (holds)
        f->all[f->count++] = (struct finding){ problem, of, amount };
}

static void judge_screen(const struct status_screen *s, int of, struct findings *f)
{
    bool shows = s->scene == STATUS_MOVING || s->scene == STATUS_STILL;
    add(f, s->scene == STATUS_WAITING, PROBLEM_NO_DISPLAY, of, 0);
    add(f, s->stuck_s >= STUCK_AFTER_S, PROBLEM_NO_FRAMES, of, s->stuck_s);
    add(f, shows && s->plan.known && s->plan.beyond, PROBLEM_BEYOND, of, s->plan.beyond);
    add(f, shows && s->rate_hz < s->refresh_hz, PROBLEM_SLOW, of, s->rate_hz);
    add(f, s->recent_late > s->recent / LATE_PART && s->recent_late > 1, PROBLEM_LATE, of,
        (int64_t)s->recent_late);
}

static void judge_list(const struct status_whole *s, struct findings *f)
{
    const struct status_list *l = &s->facts.list;
    int64_t up_s = s->facts.boot_s - s->facts.started_boot_s;
    add(f, l->age == STATUS_WITHDRAWN, PROBLEM_WITHDRAWN, -1, l->age_s);
    add(f, l->age == STATUS_OLD, PROBLEM_OLD, -1, l->age_s);
    add(f, l->age == STATUS_EXPIRED, PROBLEM_EXPIRED, -1, l->age_s);
    add(f, l->age == STATUS_NO_LIST && up_s >= NO_LIST_AFTER_S, PROBLEM_NO_LIST, -1, up_s);
    add(f, l->age == STATUS_FRESH && l->kept && up_s >= KEPT_AFTER_S, PROBLEM_KEPT, -1, up_s);
}

static void judge_source(const struct status_source *s, int of, struct findings *f)
{
    bool held = s->pull_count && s->pulls[0].outcome == STATUS_HELD;
    add(f, s->failures || held, PROBLEM_SOURCE, of, s->failures);
    add(f, s->left_out, PROBLEM_LEFT_OUT, of, s->left_out);
}

static void judge_machine(const struct status_machine *m, struct findings *f)
{
    int64_t hottest = INT64_MIN;
    for (int i = 0; i < m->sensor_count; i++)
        hottest = MAX(hottest, m->sensors[i].milli_celsius);
    add(f, m->undervoltage_now == 1, PROBLEM_UNDERVOLTAGE, -1, 0);
    add(f, m->disk_free_bytes != STATUS_UNKNOWN && m->disk_free_bytes < DISK_LEAST_BYTES,
        PROBLEM_DISK, -1, m->disk_free_bytes);
    add(f, hottest >= HOT_MILLI, PROBLEM_HOT, -1, hottest);
    add(f, m->undervoltage_now != 1 && m->undervoltage_seen == 1, PROBLEM_UNDERVOLTED, -1, 0);
    add(f,
        m->memory_bytes > 0 && m->memory_free_bytes >= 0 &&
            m->memory_free_bytes < m->memory_bytes / MEMORY_LEAST_PART,
        PROBLEM_MEMORY, -1, m->memory_free_bytes);
}

/* The bad ones first; of one kind, in their order. */
static void sort(struct findings *f)
{
    for (int i = 1; i < f->count; i++) {
        struct finding moved = f->all[i];
        int k = i;
        for (; k > 0 && f->all[k - 1].problem > moved.problem; k--)
            f->all[k] = f->all[k - 1];
        f->all[k] = moved;
    }
}

struct findings status_judge(const struct status_whole *s)
{
    struct findings f = { .count = 0 };
    add(&f, s->told_s >= HANGS_AFTER_S, PROBLEM_HANGS, -1, s->told_s);
    for (int i = 0; i < s->facts.screen_count; i++)
        judge_screen(&s->facts.screens[i], i, &f);
    judge_list(s, &f);
    for (int i = 0; i < s->sources.count; i++)
        judge_source(&s->sources.all[i], i, &f);
    judge_machine(&s->machine, &f);
    add(&f, !s->facts.clock_trusted, PROBLEM_CLOCK, -1, 0);
    sort(&f);
    f.well = !f.count || !problem_is_bad(f.all[0].problem);
    return f;
}

/* ---- /healthz */

static void add_screen(const struct status_screen *s, struct buffer *out)
{
    if (*s->name)
        buffer_addf(out, "[screen %s] ", s->name);
}

bool status_is_alive(const struct status_whole *s, struct buffer *out)
{
    if (s->told_s >= HANGS_AFTER_S) {
        buffer_addf(out, "the board has done nothing for %" PRId64 " s", s->told_s);
        return false;
    }
    for (int i = 0; i < s->facts.screen_count; i++) {
        const struct status_screen *screen = &s->facts.screens[i];
        bool waits = screen->scene == STATUS_WAITING, stuck = screen->stuck_s >= STUCK_AFTER_S;
        if (!waits && !stuck)
            continue;
        add_screen(screen, out);
        if (waits)
            buffer_addf(out, "waits for its display");
        else
            buffer_addf(out, "no frame has been presented for %" PRId64 " s", screen->stuck_s);
        return false;
    }
    for (int i = 0; i < s->facts.screen_count; i++) {
        static const char *const words[STATUS_SCENES] = {
            [STATUS_MOVING] = "frames are presented",
            [STATUS_STILL] = "the picture stands still",
            [STATUS_BLACK] = "dark, as it should be",
            [STATUS_WAITING] = "waits for its display",
        };
        buffer_addf(out, "%s", i ? "; " : "");
        add_screen(&s->facts.screens[i], out);
        buffer_addf(out, "%s", words[s->facts.screens[i].scene]);
    }
    if (!s->facts.screen_count)
        buffer_addf(out, "no screen is wanted");
    return true;
}
