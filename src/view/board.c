#include "view/board_parts.h"

#include <stdio.h>

#define ARRIVAL_S 600 /* how long the footer counts what has come in */

void board_drop(struct picture **picture)
{
    picture_free(*picture);
    *picture = NULL;
}

static void drop_pictures(struct board *b)
{
    struct picture **all[] = { &b->header, &b->announcement, &b->panel, &b->message,
                               &b->freshness };
    for (size_t i = 0; i < COUNT(all); i++)
        board_drop(all[i]);
}

struct board *board_new(const struct board_options *options)
{
    struct board *b = xcalloc(1, sizeof(*b));
    b->options = *options;
    b->shift = shift_make(options->shift, !options->shift_stands, options->width, options->height);
    b->style = (struct style){
        .metrics = options->metrics,
        .palette = options->palette,
        .words = options->words,
        .layout =
            layout_make(options->width - 2 * b->shift.room, options->height - 2 * b->shift.room,
                        &(struct layout_wants){ .percent = options->percent }),
        .utc_offset_s = options->utc_offset_s,
        .calendar = options->calendar,
    };
    b->closing = closing_new(&b->style, &b->options.closing, options->office);
    b->scene = SCENE_STARTING;
    b->plan.still = true;
    b->position = xstrdup(options->position);
    board_lay_out(b);
    return b;
}

void board_free(struct board *b)
{
    drop_pictures(b);
    if (b->belt)
        belt_free(b->belt);
    census_release(&b->census);
    listing_release(&b->listings[0]);
    listing_release(&b->listings[1]);
    ticker_free(b->ticker);
    free(b->position);
    closing_free(b->closing);
    free(b);
}

/* What has another basis is made anew in the first frame, and then compared. */
void board_take_over(struct board *b, struct board *former)
{
    b->header = former->header;
    b->panel = former->panel;
    former->header = former->panel = NULL;
    belt_take_over(b->belt, former->belt);
    former->belt = NULL;
    board_free(former);
}

struct today board_today(const struct board *b, const struct board_time *time)
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

bool board_is_withdrawn(const struct board *b, const struct board_time *time)
{
    return b->list && (time->age_s >= b->options.withdraw_after_s ||
                       expired_for(b, time) >= b->options.withdraw_after_s);
}

/* Of when the data is, for people. A check that was made while the clock was wrong has no time
 * to tell; the publisher's has. */
static struct moment data_time(const struct board *b, const struct board_time *time)
{
    if (freshness_at(b, time) == EXPIRED)
        return (struct moment){ b->list->issued, true };
    if (time->checked_s < CLOCK_PLAUSIBLE_S)
        return (struct moment){ b->list->issued, false };
    return (struct moment){ time->checked_s, true };
}

const char *board_link(const struct board *b)
{
    if (*b->options.link)
        return b->options.link;
    return b->list ? snapshot_text(b->list, b->list->link) : "";
}

void board_pace_ticker(struct board *b)
{
    int speed = ticker_speed(b->ticker, b->options.notice_speed), rate = b->options.rate_hz;
    b->ticker_step = MAX(speed / rate, 1);
    b->ticker_every = speed >= rate ? 1 : (rate + speed - 1) / MAX(speed, 1);
}

void board_advance(struct board *b, const struct board_time *time)
{
    if (closing_is_shown(b->closing))
        return;
    belt_advance(b->belt, time->now_s);
    b->panel_frames += b->panel_frames < INT32_MAX; /* which they come to in 414 days */
    if (ticker_moves(b->ticker) && ++b->ticker_frames >= (unsigned)b->ticker_every) {
        b->ticker_frames = 0;
        ticker_advance(b->ticker, b->ticker_step);
    }
}

bool board_moves(const struct board *b)
{
    return !closing_is_shown(b->closing) && (belt_moves(b->belt) || ticker_moves(b->ticker));
}

const struct plan *board_plan(const struct board *b)
{
    return &b->plan;
}

static enum scene scene_at(const struct board *b, const struct board_time *time)
{
    if (!b->list)
        return SCENE_STARTING;
    if (board_is_withdrawn(b, time))
        return SCENE_WITHDRAWN;
    return belt_is_empty(b->belt) ? SCENE_EMPTY : SCENE_LIST;
}

static void change_scene(struct board *b, enum scene scene, const struct board_time *time)
{
    if (scene == SCENE_WITHDRAWN)
        belt_clear(b->belt);
    else if (b->scene == SCENE_WITHDRAWN)
        belt_set_list(b->belt, board_listing(b), &b->plan, b->today, time->now_s);
    b->scene = scene == SCENE_EMPTY && !belt_is_empty(b->belt) ? SCENE_LIST : scene;
}

/* Where a message stands instead of the list; a panel with nothing on it leaves its room to it. */
static struct rect message_room(const struct board *b)
{
    const struct layout *l = &b->style.layout;
    if (!b->panel->count)
        return (struct rect){ 0, l->place.y, l->width, l->footer.y - l->place.y };
    return (struct rect){ l->place.x, l->place.y, l->place.w, l->place.h + l->list.h };
}

static struct picture *make_message(const struct board *b, const struct board_time *time)
{
    const struct words *words = b->style.words;
    CLEANUP_BUFFER struct buffer line = BUFFER_INIT(0);
    const char *ask = words_get(words, *board_link(b) ? WORD_ASK_BY_CODE : WORD_ASK_AT_DESK);
    int offset = b->style.utc_offset_s;
    struct rect room = message_room(b);
    switch (b->scene) {
    case SCENE_STARTING:
        if (b->options.started_s >= CLOCK_PLAUSIBLE_S)
            words_add_moment(words, &line, WORD_STARTING_SINCE,
                             clock_civil(b->options.started_s, offset));
        return part_message(&b->style, room.w, room.h, words_get(words, WORD_STARTING_TITLE),
                            b->options.office, buffer_text(&line));
    case SCENE_WITHDRAWN: {
        struct moment when = data_time(b, time);
        if (when.unix_s)
            words_add_moment(words, &line,
                             when.has_time ? WORD_WITHDRAWN_TEXT : WORD_WITHDRAWN_DATE,
                             clock_civil(when.unix_s, offset));
        return part_message(&b->style, room.w, room.h, words_get(words, WORD_WITHDRAWN_TITLE),
                            buffer_text(&line), ask);
    }
    default:
        return part_message(&b->style, room.w, room.h, words_get(words, WORD_EMPTY_TITLE),
                            words_get(words, WORD_EMPTY_TEXT), ask);
    }
}

static void set_ticker(struct board *b, bool old)
{
    int taken = b->freshness ? b->freshness->w : 0;
    ticker_set(b->ticker, b->notices.texts, b->notices.count, b->style.layout.width - taken,
               old ? b->style.palette->warning_dark : b->style.palette->header);
    board_pace_ticker(b);
}

/* What to bring follows the rows in view, calmly: a panel that changes again
 * and again cannot be read. */
#define PANEL_S 10

static struct panel_facts panel_facts(struct board *b)
{
    struct panel_facts facts = b->basis.panel, now = { .types = belt_types(b->belt) };
    if (b->scene == SCENE_LIST) {
        now.documents = b->plan.rows + b->plan.beyond;
        now.listed = b->plan.rows;
        now.all_types = board_listing(b)->types;
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
    return a->types == b->types && a->all_types == b->all_types && a->documents == b->documents &&
           a->listed == b->listed && a->cycle_s == b->cycle_s && a->page == b->page &&
           a->pages == b->pages;
}

/* The announcement whose turn it is. */
static void note_turn(struct board *b, const struct board_time *time)
{
    int turn = notices_turn(&b->notices, time->now_s);
    if (b->announcement && turn == b->turn)
        return;
    b->turn = turn;
    if (turn == NO_TURN)
        board_drop(&b->announcement);
    else
        picture_renew(&b->announcement, part_announcement(&b->style, b->notices.high[turn]));
}

/* How many rows have lately come in, of those that are marked as new. */
static uint32_t count_arrived(const struct board *b, const struct board_time *time)
{
    if (!b->today.known)
        return 0;
    return listing_arrived(board_listing(b), time->now_s, MIN(ARRIVAL_S, b->options.new_for_s));
}

static bool same_basis(const struct basis *a, const struct basis *b)
{
    return a->trusted == b->trusted && a->minute == b->minute && a->data_minute == b->data_minute &&
           a->freshness == b->freshness && a->scene == b->scene && a->list == b->list;
}

/* Makes anew what the time or the list has made wrong: once a minute, and when a list, an age or
 * the scene says so. What comes out as it was stays the same picture. */
static void refresh(struct board *b, const struct board_time *time)
{
    board_note_day(b, time);
    note_turn(b, time);
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
    bool same = b->header && !b->laid_out && same_basis(&basis, &b->basis);
    if (same && same_panel(&basis.panel, &b->basis.panel))
        return;
    bool panel_stands = b->panel && !b->laid_out && basis.list == b->basis.list &&
                        basis.scene == b->basis.scene && same_panel(&basis.panel, &b->basis.panel);
    b->basis = basis;
    b->laid_out = false;
    if (!panel_stands)
        picture_renew(&b->panel, part_panel(&b->style, b->scene == SCENE_WITHDRAWN ? NULL : b->list,
                                            &basis.panel, board_link(b)));
    if (same)
        return;
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
        picture_renew(&b->freshness, part_freshness(&b->style, basis.freshness, data_time(b, time),
                                                    count_arrived(b, time)));
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
    shift_frame(&b->shift, time->now_s, &b->frame);
    closing_look(b->closing, time->now_s, time->clock_trusted);
    if (closing_is_shown(b->closing)) {
        closing_frame(b->closing, &b->frame);
        return &b->frame;
    }
    refresh(b, time);
    /* While nothing moves no frame can come too late, and none may show what was. */
    belt_renew(b->belt, time->now_s, board_moves(b) ? 1 : INT32_MAX);
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
        picture_band(f, BAND_LIST, message_room(b), b->message);
    }
    if (b->scene == SCENE_LIST || b->panel->count)
        picture_band(f, BAND_PANEL, l->panel, b->panel);

    int rule = part_footer_rule_height(&b->style);
    struct rect box = { 0, l->footer.y, l->width, rule };
    end_band(f, begin_band(f, BAND_RULE, box, old ? colours->warning_rule : colours->accent));
    int taken = b->freshness ? b->freshness->w : 0;
    /* Without notices all of the footer is the freshness's. */
    if (b->freshness && !l->wants.ticker)
        taken = l->width;
    box = (struct rect){ 0, l->footer.y + rule, taken, l->footer.h - rule };
    if (b->freshness)
        picture_band(f, BAND_FRESHNESS, box, b->freshness);
    if (taken < l->width) {
        box = (struct rect){ taken, box.y, l->width - taken, box.h };
        struct band *ticker =
            begin_band(f, BAND_TICKER, box, old ? colours->warning_dark : colours->header);
        ticker_sprites(b->ticker, f, box.x, box.y);
        end_band(f, ticker);
    }
    if (b->announcement)
        picture_band(f, BAND_ANNOUNCEMENT, l->announcement, b->announcement);
    return f;
}
