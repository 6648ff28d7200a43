/* One list in the place of another; and where both would lie: the layout, the plan. */
#include <stdio.h>

#include "view/board_parts.h"

#define CALM_PX_S 30 /* at 1080 lines; about a row in four seconds */

/* What a plan follows from, beside the list. Compared byte by byte: each begins as zeros. */
struct ground {
    unsigned lists;    /* that there had been */
    const char *where; /* the places that are listed */
    struct plan_layout layouts[ROW_FORMS];
    int layout_count, in_use;
    int view_px, bar_px, rate_hz, calm_px_s;
};

struct board_change {
    struct ground ground;
    const struct board_options *options; /* borrowed, as is all that it points to */
    const struct snapshot *list;         /* borrowed; NULL: none */
    const struct listing *before;        /* borrowed; with which the new one is compared, or NULL */

    /* --- what comes of it */
    bool done;
    struct census census;
    struct plan plan;
    struct listing listing;
};

/* ---- where everything lies */

#define LAYOUT "layout "

void board_position(const struct board *b, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer belt = BUFFER_INIT(0);
    belt_position(b->belt, &belt);
    if (belt.len)
        buffer_addf(out, LAYOUT "%d\n%s", b->plan.layout, buffer_text(&belt));
}

static void resume(struct board *b, const char *position)
{
    int layout, end = 0;
    if (sscanf(position, LAYOUT "%9d\n%n", &layout, &end) != 1 || !end)
        return;
    b->plan = (struct plan){ .layout = layout };
    belt_resume(b->belt, position + end, b->lists ? board_listing(b) : NULL);
}

static struct layout_wants wants_for(const struct board *b, const struct notices *n)
{
    const char *longest = notices_longest(n);
    return (struct layout_wants){
        .announcement = longest ? part_announcement_height(&b->style, longest) : 0,
        .ticker = n->count > 0,
        .percent = b->options.percent,
        .script_line = b->options.script_line && *b->options.script_line,
    };
}

static bool same_wants(const struct layout_wants *a, const struct layout_wants *b)
{
    return a->announcement == b->announcement && a->ticker == b->ticker;
}

static struct layout layout_for(const struct board *b, const struct layout_wants *wants)
{
    const struct board_options *o = &b->options;
    return layout_make(o->width - 2 * b->shift.room, o->height - 2 * b->shift.room, wants);
}

/* Makes room for what stands on the screen now. The belt has no list afterwards, and goes on
 * where it was once it has one. */
static void lay_out(struct board *b, const struct layout_wants *wants)
{
    const struct board_options *o = &b->options;
    CLEANUP_BUFFER struct buffer position = BUFFER_INIT(0);
    if (b->lists)
        board_position(b, &position);
    else
        buffer_addf(&position, "%s", b->position);
    struct belt *former = b->belt;
    board_drop(&b->announcement);
    if (b->ticker)
        ticker_free(b->ticker);
    b->laid_out = true;
    b->style.layout = layout_for(b, wants);
    b->ticker = ticker_new(&b->style);
    b->belt = belt_new(&b->style, &(struct belt_options){ .motion = o->motion,
                                                          .rate_hz = o->rate_hz,
                                                          .hold_s = o->min_dwell_s,
                                                          .new_for_s = o->new_for_s });
    if (former)
        belt_take_over(b->belt, former);
    resume(b, buffer_text(&position));
}

static void choose(const struct board *b, const struct snapshot *list, struct notices *ret)
{
    notices_choose(ret, list, b->options.notice, b->options.announcement, b->today);
}

/* The notices of the list and of today. true when they have changed how the board lies. */
static bool choose_notices(struct board *b)
{
    choose(b, b->list, &b->notices);
    b->turn = NO_TURN;
    struct layout_wants wants = wants_for(b, &b->notices);
    if (same_wants(&wants, &b->style.layout.wants))
        return false;
    lay_out(b, &wants);
    return true;
}

void board_lay_out(struct board *b)
{
    choose(b, NULL, &b->notices);
    struct layout_wants wants = wants_for(b, &b->notices);
    lay_out(b, &wants);
}

/* ---- the plan and the rows */

static void note_ground(const struct board *b, const struct layout *layout, struct ground *ret)
{
    struct style style = b->style;
    style.layout = *layout;
    memset(ret, 0, sizeof(*ret));
    ret->lists = b->lists;
    ret->where = b->options.places;
    ret->layout_count = part_row_forms(&style, ret->layouts);
    ret->in_use = b->plan.still ? -1 : b->plan.layout;
    ret->view_px = layout->place.h + layout->list.h;
    ret->bar_px = layout->place.h;
    ret->rate_hz = b->options.rate_hz;
    ret->calm_px_s = layout_scale(layout, CALM_PX_S);
}

static struct plan plan_for(const struct ground *g, const struct board_options *o,
                            const struct census *census)
{
    return plan_make(&(struct plan_input){
        .motion = o->motion,
        .days = census->days,
        .day_count = census->day_count,
        .places = census->places,
        .layouts = g->layouts,
        .layout_count = g->layout_count,
        .in_use = g->in_use,
        .view_px = g->view_px,
        .bar_px = g->bar_px,
        .rate_hz = g->rate_hz,
        .min_dwell_s = o->min_dwell_s,
        .max_cycle_s = o->max_cycle_s,
        .calm_px_s = g->calm_px_s,
    });
}

static void release_results(struct board_change *c)
{
    census_release(&c->census);
    listing_release(&c->listing);
    c->done = false;
}

void board_prepare_change(struct board_change *c)
{
    release_results(c);
    if (c->list)
        c->census = census_take(c->list, c->ground.where);
    c->plan = plan_for(&c->ground, c->options, &c->census);
    if (c->list) {
        c->listing = listing_make(c->list, c->ground.where, c->plan.since);
        if (c->before)
            listing_compare(&c->listing, c->before);
    }
    c->done = true;
}

/* ---- a new list */

static struct board_change *new_change(const struct board *b, const struct snapshot *list)
{
    struct board_change *c = xcalloc(1, sizeof(*c));
    struct notices *notices = xcalloc(1, sizeof(*notices));
    choose(b, list, notices);
    struct layout_wants wants = wants_for(b, notices);
    struct layout layout = layout_for(b, &wants);
    free(notices);
    note_ground(b, &layout, &c->ground);
    c->options = &b->options;
    c->list = list;
    c->before = b->lists ? board_listing(b) : NULL;
    return c;
}

static void free_change(struct board_change *c)
{
    release_results(c);
    free(c);
}

struct board_change *board_begin_change(struct board *b, const struct snapshot *list)
{
    struct board_change *c = new_change(b, list);
    b->pending = c;
    return c;
}

void board_drop_change(struct board *b, struct board_change *c)
{
    b->pending = NULL;
    free_change(c);
}

/* The belt compares the listing before with this one, and then needs it no more. */
static void take_results(struct board *b, struct board_change *c)
{
    b->listing = !b->listing;
    b->listings[b->listing] = c->listing;
    c->listing = (struct listing){ 0 };
    census_release(&b->census);
    b->census = c->census;
    c->census = (struct census){ 0 };
    b->plan = c->plan;
}

static void show_listing(struct board *b, int64_t now_s)
{
    belt_set_list(b->belt, board_listing(b), &b->plan, b->today, now_s);
}

static void forget_before(struct board *b)
{
    listing_forget_before(&b->listings[b->listing]);
    listing_release(&b->listings[!b->listing]);
}

/* Midnight may have come since it was begun, another rate, or another list. */
static void make_right(const struct board *b, struct board_change *c)
{
    struct ground now;
    note_ground(b, &b->style.layout, &now);
    if (c->done && memcmp(&now, &c->ground, sizeof(now)) == 0)
        return;
    bool same_rows = c->done && now.lists == c->ground.lists;
    c->ground = now;
    c->before = b->lists ? board_listing(b) : NULL;
    if (same_rows) {
        struct plan plan = plan_for(&now, &b->options, &c->census);
        same_rows = plan.since == c->plan.since;
        c->plan = plan;
    }
    if (!same_rows)
        board_prepare_change(c);
}

void board_end_change(struct board *b, struct board_change *c, const struct board_time *time)
{
    b->list = c->list;
    b->today = board_today(b, time);
    b->style.has_code = *board_link(b);
    choose_notices(b);
    make_right(b, c);
    take_results(b, c);
    if (board_is_withdrawn(b, time)) {
        belt_clear(b->belt);        /* it must not go on with the list before */
        b->scene = SCENE_WITHDRAWN; /* from which a change of scene brings the list back */
    } else {
        show_listing(b, time->now_s);
    }
    forget_before(b);
    b->lists++;
    board_drop_change(b, c);
}

void board_set_list(struct board *b, const struct snapshot *list, const struct board_time *time)
{
    board_end_change(b, board_begin_change(b, list), time);
    belt_renew(b->belt, time->now_s, INT32_MAX);
}

/* ---- the same list, otherwise */

/* What the list is for other circumstances. */
static void plan_again(struct board *b, const struct board_time *time)
{
    struct board_change *c = new_change(b, b->list);
    board_prepare_change(c);
    take_results(b, c);
    if (b->list && b->scene != SCENE_WITHDRAWN)
        show_listing(b, time->now_s);
    forget_before(b);
    free_change(c);
}

void board_note_day(struct board *b, const struct board_time *time)
{
    struct today today = board_today(b, time);
    if (b->pending) /* which will look at the day itself */
        return;
    if (today.known == b->today.known && today.day == b->today.day)
        return;
    b->today = today;
    if (choose_notices(b))
        plan_again(b, time);
}

int board_rate(const struct board *b)
{
    return b->options.rate_hz;
}

void board_set_rate(struct board *b, int rate_hz, const struct board_time *time)
{
    struct ground ground;
    belt_set_rate(b->belt, rate_hz);
    int64_t panel_frames = (int64_t)b->panel_frames * rate_hz / b->options.rate_hz;
    b->panel_frames = (int)MIN(panel_frames, INT32_MAX);
    b->options.rate_hz = rate_hz;
    board_pace_ticker(b);
    if (!b->lists || b->pending) /* which will be planned for this rate */
        return;
    note_ground(b, &b->style.layout, &ground);
    struct plan plan = plan_for(&ground, &b->options, &b->census);
    if (plan.since != b->plan.since) {
        plan_again(b, time);
        return;
    }
    b->plan = plan;
    if (b->scene != SCENE_WITHDRAWN)
        belt_set_plan(b->belt, &b->plan);
}
