#include "view/board.h"

#include <stdio.h>

#include "view/belt.h"
#include "view/ticker.h"

#define CALM_PX_S 30 /* at 1080 lines; about a row in four seconds */

/* What the parts beside the list were made from; when it changes, they are made anew. */
struct basis {
    bool trusted;
    int64_t minute, data_minute;
    enum freshness freshness;
    enum scene scene;
    unsigned list; /* how many lists there have been */
    struct panel_facts panel;
};

struct board {
    struct board_options options;
    struct style style;
    struct frame frame;
    struct plan plan;
    struct belt *belt;
    struct ticker *ticker;
    const struct snapshot *list; /* borrowed; NULL before the first */
    struct listing listings[2];  /* of it, as far as this board shows it; and of the one before */
    int listing;                 /* which of them */

    enum scene scene;
    struct today today;
    int panel_frames; /* since the panel last followed what is in view */
    int ticker_step, ticker_every;
    unsigned ticker_frames;

    unsigned lists; /* how many there have been */
    struct basis basis;
    /* Owned; NULL before the first frame, and where the scene has none. */
    struct picture *header, *panel, *message, *freshness;
};

#define LAYOUT "layout "

static void resume(struct board *b, const char *position)
{
    int layout, end = 0;
    if (sscanf(position, LAYOUT "%9d\n%n", &layout, &end) != 1 || !end)
        return;
    b->plan = (struct plan){ .layout = layout };
    belt_resume(b->belt, position + end);
}

struct board *board_new(const struct board_options *options)
{
    struct board *b = xcalloc(1, sizeof(*b));
    b->options = *options;
    b->style = (struct style){
        .metrics = options->metrics,
        .palette = options->palette,
        .words = options->words,
        .layout = layout_make_for(&(struct layout_options){ .width = options->width,
                                                            .height = options->height,
                                                            .percent = options->percent,
                                                            .script_line = options->script_line &&
                                                                           *options->script_line }),
        .utc_offset_s = options->utc_offset_s,
    };
    b->belt = belt_new(&b->style, &(struct belt_options){ .motion = options->motion,
                                                          .rate_hz = options->rate_hz,
                                                          .hold_s = options->min_dwell_s,
                                                          .new_for_s = options->new_for_s });
    b->plan.still = true;
    resume(b, options->position);
    b->ticker = ticker_new(&b->style);
    b->scene = SCENE_STARTING;
    return b;
}

void board_free(struct board *b)
{
    picture_free(b->header);
    picture_free(b->panel);
    picture_free(b->message);
    picture_free(b->freshness);
    belt_free(b->belt);
    listing_release(&b->listings[0]);
    listing_release(&b->listings[1]);
    ticker_free(b->ticker);
    free(b);
}

static struct plan make_plan(const struct board *b)
{
    struct plan_layout forms[ROW_FORMS];
    CLEANUP_CENSUS struct census census = { 0 };
    if (b->list)
        census = census_take(b->list, b->options.places);
    return plan_make(&(struct plan_input){
        .motion = b->options.motion,
        .days = census.days,
        .day_count = census.day_count,
        .places = census.places,
        .layouts = forms,
        .layout_count = part_row_forms(&b->style, forms),
        .in_use = b->plan.still ? -1 : b->plan.layout,
        .view_px = b->style.layout.place.h + b->style.layout.list.h,
        .bar_px = b->style.layout.place.h,
        .rate_hz = b->options.rate_hz,
        .min_dwell_s = b->options.min_dwell_s,
        .max_cycle_s = b->options.max_cycle_s,
        .calm_px_s = layout_scale(&b->style.layout, CALM_PX_S),
    });
}

static struct today today_at(const struct board *b, const struct board_time *time)
{
    return (struct today){
        .known = time->clock_trusted,
        .day = time->clock_trusted ? clock_day(time->now_s, b->style.utc_offset_s) : 0,
    };
}

/* Seconds since the list expired, as far as the clock can be trusted; negative before. */
static int64_t expired_for(const struct board *b, const struct board_time *time)
{
    return time->clock_trusted && b->list->expires != INT64_MAX ? time->now_s - b->list->expires
                                                                : -1;
}

static enum freshness freshness_at(const struct board *b, const struct board_time *time)
{
    if (!b->list)
        return FRESH;
    if (time->age_s >= b->options.old_after_s)
        return CUT_OFF;
    return expired_for(b, time) >= 0 ? EXPIRED : FRESH;
}

static bool is_withdrawn(const struct board *b, const struct board_time *time)
{
    return b->list && (time->age_s >= b->options.withdraw_after_s ||
                       expired_for(b, time) >= b->options.withdraw_after_s);
}

/* Of when the data is, for people. A check that was made while the clock was wrong has no time to tell;
 * the publisher's has. */
static struct moment data_time(const struct board *b, const struct board_time *time)
{
    if (freshness_at(b, time) == EXPIRED)
        return (struct moment){ b->list->issued, true };
    if (time->checked_s < CLOCK_PLAUSIBLE_S)
        return (struct moment){ b->list->issued, false };
    return (struct moment){ time->checked_s, true };
}

static const char *link_of(const struct board *b)
{
    if (*b->options.link)
        return b->options.link;
    return b->list ? snapshot_text(b->list, b->list->link) : "";
}

void board_set_list(struct board *b, const struct snapshot *list, const struct board_time *time)
{
    b->list = list;
    b->today = today_at(b, time);
    b->style.has_code = *link_of(b);
    b->plan = make_plan(b);
    b->listing = !b->listing; /* the belt compares both */
    if (list)
        b->listings[b->listing] = listing_make(list, b->options.places, b->plan.since);
    if (is_withdrawn(b, time)) {
        belt_clear(b->belt);        /* it must not go on with the list before */
        b->scene = SCENE_WITHDRAWN; /* from which a change of scene brings the list back */
    } else {
        belt_set_list(b->belt, &b->listings[b->listing], &b->plan, b->today, time->now_s);
    }
    listing_release(&b->listings[!b->listing]);
    b->lists++;
}

/* Steps of whole pixels that come nearest to `speed` pixels a second from below. */
static void pace_ticker(struct board *b)
{
    int speed = ticker_speed(b->ticker), rate = b->options.rate_hz;
    b->ticker_step = MAX(speed / rate, 1);
    b->ticker_every = speed >= rate ? 1 : (rate + speed - 1) / MAX(speed, 1);
}

void board_advance(struct board *b, const struct board_time *time)
{
    belt_advance(b->belt, time->now_s);
    b->panel_frames++;
    if (ticker_moves(b->ticker) && ++b->ticker_frames >= (unsigned)b->ticker_every) {
        b->ticker_frames = 0;
        ticker_advance(b->ticker, b->ticker_step);
    }
}

bool board_moves(const struct board *b)
{
    return belt_moves(b->belt) || ticker_moves(b->ticker);
}

void board_position(const struct board *b, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer belt = BUFFER_INIT(0);
    belt_position(b->belt, &belt);
    if (belt.len)
        buffer_addf(out, LAYOUT "%d\n%s", b->plan.layout, buffer_text(&belt));
}

const struct plan *board_plan(const struct board *b)
{
    return &b->plan;
}

static enum scene scene_at(const struct board *b, const struct board_time *time)
{
    if (!b->list)
        return SCENE_STARTING;
    if (is_withdrawn(b, time))
        return SCENE_WITHDRAWN;
    return belt_is_empty(b->belt) ? SCENE_EMPTY : SCENE_LIST;
}

static void change_scene(struct board *b, enum scene scene, const struct board_time *time)
{
    if (scene == SCENE_WITHDRAWN)
        belt_clear(b->belt);
    else if (b->scene == SCENE_WITHDRAWN)
        belt_set_list(b->belt, &b->listings[b->listing], &b->plan, b->today, time->now_s);
    b->scene = scene == SCENE_EMPTY && !belt_is_empty(b->belt) ? SCENE_LIST : scene;
}

static struct picture *make_message(const struct board *b, const struct board_time *time)
{
    const struct words *words = b->style.words;
    CLEANUP_BUFFER struct buffer line = BUFFER_INIT(0);
    const char *ask = words_get(words, *link_of(b) ? WORD_ASK_BY_CODE : WORD_ASK_AT_DESK);
    int offset = b->style.utc_offset_s;
    switch (b->scene) {
    case SCENE_STARTING:
        if (b->options.started_s >= CLOCK_PLAUSIBLE_S)
            words_add_moment(words, &line, WORD_STARTING_SINCE,
                             clock_civil(b->options.started_s, offset));
        return part_message(&b->style, words_get(words, WORD_STARTING_TITLE), b->options.office,
                            buffer_text(&line));
    case SCENE_WITHDRAWN: {
        struct moment when = data_time(b, time);
        words_add_moment(words, &line, when.has_time ? WORD_WITHDRAWN_TEXT : WORD_WITHDRAWN_DATE,
                         clock_civil(when.unix_s, offset));
        return part_message(&b->style, words_get(words, WORD_WITHDRAWN_TITLE), buffer_text(&line),
                            ask);
    }
    default:
        return part_message(&b->style, words_get(words, WORD_EMPTY_TITLE),
                            words_get(words, WORD_EMPTY_TEXT), ask);
    }
}

/* As many as a feed may have, and the office's own. */
#define MOST_NOTICES 257

static void set_ticker(struct board *b, bool old)
{
    const char *texts[MOST_NOTICES];
    int count = 0;
    if (*b->options.notice)
        texts[count++] = b->options.notice;
    for (uint32_t i = 0; b->list && i < b->list->notice_count && count < MOST_NOTICES; i++) {
        const struct notice *n = &b->list->notices[i];
        if (!b->today.known || (n->from <= b->today.day && b->today.day <= n->until))
            texts[count++] = snapshot_text(b->list, n->text);
    }
    int taken = b->freshness ? b->freshness->w : 0;
    ticker_set(b->ticker, texts, count, b->style.layout.width - taken,
               old ? b->style.palette->warning_dark : b->style.palette->header);
    pace_ticker(b);
}

/* What to bring follows the rows in view, calmly: a panel that changes again and again cannot be read. */
#define PANEL_S 10

static struct panel_facts panel_facts(struct board *b)
{
    struct panel_facts facts = b->basis.panel, now = { .types = belt_types(b->belt) };
    if (b->scene == SCENE_LIST) {
        now.documents = b->plan.rows + b->plan.beyond;
        now.cycle_s = b->plan.still ? 0 : b->plan.cycle_s;
        belt_page(b->belt, &now.page, &now.pages);
    }
    bool soon = b->basis.list == b->lists && b->panel_frames < PANEL_S * b->options.rate_hz;
    if (soon && (facts.types & now.types) != 0) /* rather too much than nothing at all */
        now.types = facts.types;
    if (now.types != facts.types)
        b->panel_frames = 0;
    return now;
}

static bool same_panel(const struct panel_facts *a, const struct panel_facts *b)
{
    return a->types == b->types && a->documents == b->documents && a->cycle_s == b->cycle_s &&
           a->page == b->page && a->pages == b->pages;
}

static bool same_basis(const struct basis *a, const struct basis *b)
{
    return a->trusted == b->trusted && a->minute == b->minute && a->data_minute == b->data_minute &&
           a->freshness == b->freshness && a->scene == b->scene && a->list == b->list;
}

/* Makes anew what the time or the list has made wrong: once a minute, and when a list, an age or the
 * scene says so. What comes out as it was stays the same picture. */
static void refresh(struct board *b, const struct board_time *time)
{
    enum scene scene = scene_at(b, time);
    if (scene != b->scene)
        change_scene(b, scene, time);
    struct basis basis = {
        .trusted = time->clock_trusted,
        .minute = time->now_s / 60,
        .data_minute = b->list ? data_time(b, time).unix_s / 60 : 0,
        .freshness = freshness_at(b, time),
        .scene = b->scene,
        .list = b->lists,
        .panel = panel_facts(b),
    };
    bool same = b->header && same_basis(&basis, &b->basis);
    if (same && same_panel(&basis.panel, &b->basis.panel))
        return;
    bool panel_stands = b->panel && basis.list == b->basis.list && basis.scene == b->basis.scene &&
                        same_panel(&basis.panel, &b->basis.panel);
    b->basis = basis;
    if (!panel_stands)
        picture_renew(&b->panel, part_panel(&b->style, b->scene == SCENE_WITHDRAWN ? NULL : b->list,
                                            &basis.panel, link_of(b)));
    if (same)
        return;
    b->today = today_at(b, time);
    belt_set_time(b->belt, b->today, time->now_s);

    const struct board_options *o = &b->options;
    const struct heading heading = {
        .script_line = o->script_line ? o->script_line : "",
        .title = *o->title ? o->title : words_get(o->words, WORD_TITLE),
        .office = o->office,
        .name = o->name,
        .logo = !o->no_logo,
    };
    picture_renew(&b->header, part_header(&b->style, &heading, time->clock_trusted, time->now_s));
    if (b->list)
        picture_renew(&b->freshness,
                      part_freshness(&b->style, basis.freshness, data_time(b, time)));
    if (b->scene != SCENE_LIST)
        picture_renew(&b->message, make_message(b, time));
    set_ticker(b, basis.freshness != FRESH);
}

static struct band *begin_band(struct frame *f, enum band_id id, struct rect box, colour ground)
{
    struct band *band = &f->bands[f->band_count++];
    *band = (struct band){ .id = id, .box = box, .ground = ground, .first = f->sprite_count };
    return band;
}

static void end_band(struct frame *f, struct band *band)
{
    band->count = f->sprite_count - band->first;
}

static void picture_band(struct frame *f, enum band_id id, struct rect box,
                         const struct picture *picture)
{
    struct band *band = begin_band(f, id, box, picture->ground);
    f->sprites[f->sprite_count++] = (struct sprite){ picture, box.x, box.y };
    end_band(f, band);
}

const struct frame *board_frame(struct board *b, const struct board_time *time)
{
    refresh(b, time);
    const struct layout *l = &b->style.layout;
    const struct palette *colours = b->style.palette;
    struct frame *f = &b->frame;
    bool old = b->basis.freshness != FRESH;
    f->width = l->width;
    f->height = l->height;
    f->scene = b->scene;
    f->old = old;
    f->band_count = f->sprite_count = 0;

    picture_band(f, BAND_HEADER, l->header, b->header);
    if (b->scene == SCENE_LIST) {
        struct band *place = begin_band(f, BAND_PLACE, l->place, colours->accent);
        belt_place_sprites(b->belt, f);
        end_band(f, place);
        struct band *list = begin_band(f, BAND_LIST, l->list, colours->ground);
        belt_list_sprites(b->belt, f);
        end_band(f, list);
    } else {
        struct rect box = { l->place.x, l->place.y, l->place.w, l->place.h + l->list.h };
        picture_band(f, BAND_LIST, box, b->message);
    }
    picture_band(f, BAND_PANEL, l->panel, b->panel);

    int rule = part_footer_rule_height(&b->style);
    struct rect box = { 0, l->footer.y, l->width, rule };
    end_band(f, begin_band(f, BAND_RULE, box, old ? colours->warning_rule : colours->accent));
    int taken = b->freshness ? b->freshness->w : 0;
    box = (struct rect){ 0, l->footer.y + rule, taken, l->footer.h - rule };
    if (b->freshness)
        picture_band(f, BAND_FRESHNESS, box, b->freshness);
    box = (struct rect){ taken, box.y, l->width - taken, box.h };
    struct band *ticker =
        begin_band(f, BAND_TICKER, box, old ? colours->warning_dark : colours->header);
    ticker_sprites(b->ticker, f, box.x, box.y);
    end_band(f, ticker);
    return f;
}
