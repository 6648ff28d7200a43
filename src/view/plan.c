#include "view/plan.h"

/* A row's way up when stepping takes about half a second. */
#define SLIDE_S(rate) MAX((rate) / 2, 1)
/* A page stays for this long at most: who looks up at the end of it must not wait. */
#define CALM_PAGE_S 20

/* What is listed, and in what. */
struct attempt {
    const struct plan_input *in;
    int layout;
    const struct plan_layout *form;
    uint32_t rows, places;
    bool beyond; /* the line that counts the rest is shown, too */
};

static int64_t lines(const struct attempt *a)
{
    /* Each place may end with a line that is not full. */
    int columns = a->form->columns;
    uint64_t rows = (uint64_t)a->rows + (uint64_t)a->places * (uint64_t)(columns - 1);
    return (int64_t)(rows / (uint64_t)columns) + a->beyond;
}

static int64_t content_px(const struct attempt *a)
{
    return (int64_t)a->places * a->in->bar_px + lines(a) * a->form->row_px;
}

/* For how many pixels of its way a row is whole. */
static int whole_px(const struct attempt *a)
{
    return MAX(a->in->view_px - a->in->bar_px - a->form->row_px, 0);
}

static struct plan result(const struct attempt *a)
{
    return (struct plan){
        .layout = a->layout,
        .form = *a->form,
        .px = 1,
        .frames = 1,
        .rows = a->rows,
        .since = DAY_UNKNOWN,
    };
}

static int ms_of(int64_t frames, int rate_hz)
{
    return (int)MIN(frames * 1000 / rate_hz, INT32_MAX);
}

static int s_of(int64_t frames, int rate_hz)
{
    return (int)MIN((frames + rate_hz - 1) / rate_hz, INT32_MAX);
}

static bool meets(const struct plan_input *in, const struct plan *p)
{
    return p->dwell_ms >= in->min_dwell_s * 1000 && p->cycle_s <= in->max_cycle_s;
}

/* ---- scrolling */

static struct plan at_speed(const struct attempt *a, int px, int frames)
{
    struct plan p = result(a);
    p.px = px;
    p.frames = frames;
    p.dwell_ms = ms_of((int64_t)whole_px(a) * frames / px, a->in->rate_hz);
    p.cycle_s = s_of((content_px(a) * frames + px - 1) / px, a->in->rate_hz);
    return p;
}

/* Whether speed a (pixels over frames) is below speed b. */
static bool slower(int px_a, int frames_a, int px_b, int frames_b)
{
    return (int64_t)px_a * frames_b < (int64_t)px_b * frames_a;
}

/* What meets the plan first; of that the slowest which is not below calm. Of what does
 * not meet it the fastest. */
static bool is_better(const struct plan_input *in, const struct plan *p, const struct plan *than)
{
    bool met = meets(in, p);
    if (met != meets(in, than))
        return met;
    bool calm = slower(than->px, than->frames, in->calm_px_s, in->rate_hz);
    bool faster = slower(than->px, than->frames, p->px, p->frames);
    if (!met || calm)
        return faster;
    return slower(p->px, p->frames, than->px, than->frames) &&
           !slower(p->px, p->frames, in->calm_px_s, in->rate_hz);
}

static int greatest_common_divisor(int a, int b)
{
    return b ? greatest_common_divisor(b, a % b) : a;
}

/* The best of the speeds whose steps are all equal, or of the others, that keep the dwell. */
static void choose_speed(const struct attempt *a, bool even, struct plan *best)
{
    enum { MOST_FRAMES = 16, MOST_PX = 64, UNEVEN_FRAMES = 8 };
    for (int frames = even ? MOST_FRAMES : UNEVEN_FRAMES; frames > 0; frames--) {
        for (int px = 1; px <= MOST_PX; px++) {
            if ((px == 1 || frames == 1) != even || greatest_common_divisor(px, frames) > 1)
                continue;
            struct plan p = at_speed(a, px, frames);
            if (p.dwell_ms >= a->in->min_dwell_s * 1000 && is_better(a->in, &p, best))
                *best = p;
        }
    }
}

static bool plan_scroll(const struct attempt *a, struct plan *ret)
{
    enum { SLOWEST = 16 };
    /* Or slower still, where a small view is to show rows for long. */
    int dwell = a->in->min_dwell_s * a->in->rate_hz, whole = MAX(whole_px(a), 1);
    *ret = at_speed(a, 1, MAX(SLOWEST, (dwell + whole - 1) / whole));
    choose_speed(a, true, ret);
    if (!meets(a->in, ret))
        choose_speed(a, false, ret);
    return meets(a->in, ret);
}

/* ---- stepping and paging */

/* The pause between two steps or pages: as long as the cycle allows, between what the dwell
 * demands and what is calm. */
static bool with_pause(const struct attempt *a, int64_t count, int slide_frames, int64_t least,
                       int64_t calm, struct plan *p)
{
    const struct plan_input *in = a->in;
    int64_t cycle = (int64_t)in->max_cycle_s * in->rate_hz;
    int64_t pause = MAX(least, MIN(calm, cycle / MAX(count, 1) - slide_frames));
    p->pause_frames = (int)MIN(pause, INT32_MAX);
    p->cycle_s = s_of((pause + slide_frames) * count, in->rate_hz);
    return p->cycle_s <= in->max_cycle_s;
}

static bool plan_step(const struct attempt *a, struct plan *ret)
{
    const struct plan_input *in = a->in;
    int longest = MAX(a->form->row_px, in->bar_px);
    int rests = whole_px(a) / longest + 1; /* of each row while it is whole, at least */
    int64_t dwell = (int64_t)in->min_dwell_s * in->rate_hz;
    int64_t least = (dwell + rests - 1) / rests;
    int64_t calm = (int64_t)a->form->row_px * in->rate_hz / MAX(in->calm_px_s, 1);
    *ret = result(a);
    ret->px = MAX(longest / SLIDE_S(in->rate_hz), 1);
    int slide = (longest + ret->px - 1) / ret->px;
    bool met = with_pause(a, lines(a) + a->places, slide, least, calm, ret);
    ret->dwell_ms = ms_of((int64_t)ret->pause_frames * rests, in->rate_hz);
    return met;
}

static bool plan_page(const struct attempt *a, struct plan *ret)
{
    const struct plan_input *in = a->in;
    int list_px = in->view_px - in->bar_px;
    /* A page ends before what has no room on it whole: at worst a bar with the line after it. */
    int used = MAX(list_px - a->form->row_px - in->bar_px + 1, a->form->row_px);
    if (a->places <= 1)
        used = MAX(list_px / a->form->row_px, 1) * a->form->row_px;
    int64_t content = content_px(a) - (a->places ? in->bar_px : 0);
    int64_t dwell = (int64_t)in->min_dwell_s * in->rate_hz;
    *ret = result(a);
    bool met = with_pause(a, (content + used - 1) / used, 0, dwell,
                          MAX((int64_t)CALM_PAGE_S * in->rate_hz, dwell), ret);
    ret->dwell_ms = ms_of(ret->pause_frames, in->rate_hz);
    return met;
}

static bool plan_attempt(const struct attempt *a, struct plan *ret)
{
    switch (a->in->motion) {
    case MOTION_STEP:
        return plan_step(a, ret);
    case MOTION_PAGE:
        return plan_page(a, ret);
    default:
        return plan_scroll(a, ret);
    }
}

/* ---- which layout, how many days */

static struct attempt attempt(const struct plan_input *in, int layout, uint32_t rows, bool beyond)
{
    return (struct attempt){
        .in = in,
        .layout = layout,
        .form = &in->layouts[layout],
        .rows = rows,
        .places = MIN(in->places, rows),
        .beyond = beyond,
    };
}

/* A list that grows and shrinks by a few rows must not change its layout each time. */
static bool is_worth_it(const struct plan_input *in, int layout, uint32_t rows)
{
    if (in->in_use <= layout)
        return true;
    struct attempt more = attempt(in, layout, rows + rows / 10 + 1, false);
    struct plan p;
    return plan_attempt(&more, &p);
}

/* The newest `days` days in the densest layout. */
static bool plan_days(const struct plan_input *in, int days, uint32_t all, struct plan *ret)
{
    uint32_t rows = 0;
    for (int i = 0; i < days; i++)
        rows += in->days[i].rows;
    struct attempt a = attempt(in, in->layout_count - 1, rows, rows < all);
    bool met = plan_attempt(&a, ret);
    ret->beyond = all - rows;
    ret->since = rows < all ? in->days[days - 1].day : DAY_UNKNOWN;
    return met;
}

/* More days never take less time, so the most that do is found by halving. */
static struct plan plan_newest(const struct plan_input *in, uint32_t all)
{
    struct plan best, p;
    plan_days(in, 1, all, &best);
    int enough = 1, too_many = in->day_count + 1;
    while (too_many - enough > 1) {
        int days = enough + (too_many - enough) / 2;
        if (plan_days(in, days, all, &p)) {
            enough = days;
            best = p;
        } else {
            too_many = days;
        }
    }
    return best;
}

struct plan plan_make(const struct plan_input *in)
{
    uint32_t rows = 0;
    for (int i = 0; i < in->day_count; i++)
        rows += in->days[i].rows;
    struct attempt whole = attempt(in, 0, rows, false);
    if (content_px(&whole) <= in->view_px) {
        /* The tempo is for getting there, from a longer list. */
        struct plan p;
        plan_attempt(&whole, &p);
        p.still = true;
        p.dwell_ms = p.cycle_s = 0;
        return p;
    }
    for (int i = 0; i < in->layout_count; i++) {
        struct plan p;
        struct attempt a = attempt(in, i, rows, false);
        if (plan_attempt(&a, &p) && is_worth_it(in, i, rows))
            return p;
    }
    return plan_newest(in, rows);
}
