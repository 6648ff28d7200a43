/* A waiting hall: a board, the people on its list, and somebody with a stop-watch, who looks at
 * every frame. What is promised is asserted there:
 * - a row is whole on the screen for min_dwell each time it comes;
 * - whoever is on every list comes as often as everybody else;
 * - rows do not overlap, stand under their place's bar, and no bar stands without rows;
 * - what is visible moves evenly, and stays where it is when a list replaces another. */
#pragma once

#include "unit/view_support.h"

#define RATE        30
#define DWELL_S     4
#define MOST        700
#define PLACES      3
#define NO_PLACE    MOST_PLACES /* of who waits at none */
#define MOST_PLACES 26

/* What a row is in the list of the moment. */
struct person {
    bool listed, always; /* in this list; in every list */
    int name, place;
    int32_t day;
    uint32_t seen;
};

/* How often a row has come to be whole on the screen, and where it is now: at several heights,
 * where the end of a cycle and the beginning of the next meet on the screen. */
#define AT_ONCE 6
struct watch {
    int showings;
    struct {
        bool visible, matched;
        uint64_t picture;
        int x, y, whole; /* for how many frames */
        int place;       /* as the bar above it says */
    } now[AT_ONCE];
};

struct hall {
    struct words *words;
    struct board_options options;
    struct board *board;
    struct snapshot *list;
    struct board_time time;
    struct person people[MOST];
    struct watch watch[MOST];
    int count, places;
    bool gone[MOST_PLACES];         /* the list does not know the place any more */
    const char *ticker, *important; /* notices of the list; NULL: none */
    enum snapshot_order order;
    unsigned seed;
    bool uneven;      /* lists that become short begin anew: some come more often */
    int most_px;      /* a frame, of all plans until now */
    struct rect room; /* of the list, in the frame before */
    uint64_t newest;  /* picture */
    int most_made;    /* new pictures in a frame, but for the first of a list */
};

static inline int chance(struct hall *h, int n)
{
    h->seed = h->seed * 1103515245u + 12345u;
    return (int)((h->seed >> 12) % (unsigned)n);
}

static inline void add_hall_notice(struct snapshot_builder *b, const char *text, bool high)
{
    if (!text)
        return;
    struct notice n = { .text = snapshot_builder_text(b, text),
                        .from = NOTICE_ALWAYS_FROM,
                        .until = NOTICE_ALWAYS_UNTIL,
                        .high = high };
    snapshot_builder_notice(b, &n);
}

/* Place, name, and the number by which a row is known again. */
static inline struct snapshot *make_hall_list(const struct hall *h)
{
    struct snapshot_builder *b = snapshot_builder_new();
    uint16_t numbers[MOST_PLACES + 1], known = 0;
    for (int i = 0; i < h->places; i++) {
        char id[] = { (char)('a' + i), '\0' };
        struct location l = { .id = snapshot_builder_text(b, id),
                              .name = snapshot_builder_text(b, id) };
        numbers[i] = h->gone[i] ? LOCATION_NONE : known++;
        if (!h->gone[i])
            snapshot_builder_location(b, &l);
    }
    numbers[NO_PLACE] = LOCATION_NONE;
    for (int i = 0; i < h->count; i++) {
        char id[16], name[16];
        const struct person *p = &h->people[i];
        if (!p->listed)
            continue;
        snprintf(id, sizeof(id), "%05d", i);
        snprintf(name, sizeof(name), "N%05d", p->name);
        struct document d = {
            .id = snapshot_builder_text(b, id),
            .name = snapshot_builder_text(b, name),
            .number = snapshot_builder_text(b, id),
            .done = p->day,
            .location = numbers[p->place],
            .type = DOCUMENT_KK,
            .seen = p->seen,
        };
        snapshot_builder_document(b, &d);
    }
    add_hall_notice(b, h->ticker, false);
    add_hall_notice(b, h->important, true);
    snapshot_builder_head(b)->expires = INT64_MAX;
    snapshot_builder_head(b)->order = h->order;
    struct snapshot *s = snapshot_builder_finish(b);
    snapshot_builder_free(b);
    return s;
}

/* Everybody on the list, by name, in `places` blocks. */
static inline struct hall *begin_hall(enum motion motion, int width, int height, int people,
                                      int places)
{
    struct hall *h = xcalloc(1, sizeof(*h));
    h->words = load_words("id");
    h->time = fresh_time(MONDAY_0941);
    h->options = default_options(h->words, width, height);
    h->options.rate_hz = RATE;
    h->options.min_dwell_s = DWELL_S;
    h->options.max_cycle_s = 120;
    h->options.motion = motion;
    h->count = people;
    h->places = places;
    h->seed = 7;
    for (int i = 0; i < people; i++)
        h->people[i] = (struct person){ .listed = true,
                                        .always = i % 2 == 0,
                                        .name = i,
                                        .place = i * places / people,
                                        .day = clock_day(MONDAY_0941, WIB) };
    return h;
}

static inline void note_speed(struct hall *h)
{
    const struct plan *plan = board_plan(h->board);
    h->uneven |= plan->still;
    h->most_px = MAX(h->most_px, (plan->px + plan->frames - 1) / MAX(plan->frames, 1));
}

static inline void start_hall(struct hall *h)
{
    h->list = make_hall_list(h);
    h->board = board_new(&h->options);
    board_set_list(h->board, h->list, &h->time);
    note_speed(h);
}

static inline struct hall *open_hall(enum motion motion, int width, int height, int people)
{
    struct hall *h = begin_hall(motion, width, height, people, PLACES);
    start_hall(h);
    return h;
}

static inline void close_hall(struct hall *h)
{
    board_free(h->board);
    snapshot_free(h->list);
    words_free(h->words);
    free(h);
}

/* ---- what stands in a frame */

/* Row number of a picture; -1 for a bar. */
static inline int row_of(const struct picture *p)
{
    for (int i = 0; i < p->count; i++) {
        const char *number = p->items[i].text ? strstr(p->items[i].text, "No. …") : NULL;
        if (number)
            return (int)strtol(number + strlen("No. …"), NULL, 10);
    }
    return -1;
}

static inline bool is_bar(const struct picture *p)
{
    return strcmp(p->role, "place") == 0;
}

/* The place that a bar names. */
static inline int place_of(const struct picture *bar)
{
    for (int i = 0; i < bar->count; i++) {
        if (strcmp(bar->items[i].role, "at") == 0)
            return strlen(bar->items[i].text) == 1 ? bar->items[i].text[0] - 'a' : NO_PLACE;
    }
    fail_msg("a bar names no place");
    return NO_PLACE;
}

static inline const struct band *band_of(const struct frame *f, enum band_id id)
{
    for (int i = 0; i < f->band_count; i++) {
        if (f->bands[i].id == id)
            return &f->bands[i];
    }
    return NULL;
}

/* The lowest bar that is not below `y`: the place of the row that begins
 * there. -1: there is none. */
static inline int place_above(const struct frame *f, int y)
{
    static const enum band_id bands[] = { BAND_PLACE, BAND_LIST };
    int place = -1, best = INT32_MIN;
    for (size_t n = 0; n < COUNT(bands); n++) {
        const struct band *band = band_of(f, bands[n]);
        for (int i = band->first; i < band->first + band->count; i++) {
            const struct sprite *s = &f->sprites[i];
            if (is_bar(s->picture) && s->y <= y && s->y >= best) {
                best = s->y;
                place = place_of(s->picture);
            }
        }
    }
    return place;
}

static inline void assert_laid_well(const struct frame *f, const struct band *list, bool nobody)
{
    int end = list->first + list->count, edge = list->box.y + list->box.h;
    for (int i = list->first; i < end; i++) {
        const struct sprite *s = &f->sprites[i];
        bool has_rows = nobody || !is_bar(s->picture) || s->y + s->picture->h >= edge;
        for (int j = list->first; j < end; j++) {
            const struct sprite *other = &f->sprites[j];
            has_rows |= other->y == s->y + s->picture->h && !is_bar(other->picture);
            if (j > i && s->y < other->y + other->picture->h && other->y < s->y + s->picture->h &&
                s->x < other->x + other->picture->w && other->x < s->x + s->picture->w)
                fail_msg("rows overlap at %d,%d and %d,%d", s->x, s->y, other->x, other->y);
        }
        if (!has_rows)
            fail_msg("the bar of place %d stands without rows", place_of(s->picture));
    }
}

/* ---- the stop-watch */

static inline void assert_seen_long_enough(const struct hall *h, int whole, int row)
{
    int least = h->options.min_dwell_s * h->options.rate_hz;
    if (whole && whole < least)
        fail_msg("row %d was whole for %d frames of %d", row, whole, least);
}

/* Nobody who is always listed has been shown two times more often than another: so nobody was
 * skipped, and nobody came twice. */
static inline void assert_nobody_is_ahead(const struct hall *h)
{
    int least = INT32_MAX, most = 0;
    for (int i = 0; i < h->count; i++) {
        if (!h->people[i].always)
            continue;
        least = MIN(least, h->watch[i].showings);
        most = MAX(most, h->watch[i].showings);
    }
    if (most - least > 1 && !h->uneven) {
        for (int i = 0; i < h->count; i++) {
            if (h->people[i].always && h->watch[i].showings == least)
                fail_msg("row %d (N%05d) was shown %d times, others %d times", i, h->people[i].name,
                         least, most);
        }
    }
}

/* What has happened since the last frame: it has moved on, and pictures are the same, or
 * drawn anew where they are; or there is another list, and what stands there stands
 * where it did; or the list was short, stands, and lies anew; or another program goes on
 * with it, or in another room. */
enum event { MOVED, LISTED, SETTLED, RESTARTED };

/* The row's showing that this is, or a new one. */
static inline int find_showing(const struct hall *h, struct watch *w, const struct sprite *s,
                               enum event event)
{
    int best = -1;
    for (int i = 0; i < AT_ONCE; i++) {
        int moved = w->now[i].y - s->y;
        bool near = h->options.motion != MOTION_PAGE && moved >= 0 && moved <= h->most_px;
        bool same = event == MOVED    ? w->now[i].picture == s->picture->id || near
                    : event == LISTED ? moved == 0 && w->now[i].x == s->x
                                      : true;
        bool better = best < 0 || (event == RESTARTED ? w->now[i].y < w->now[best].y
                                                      : abs(w->now[best].y - s->y) > abs(moved));
        if (same && better && w->now[i].visible && !w->now[i].matched)
            best = i;
    }
    for (int i = 0; i < AT_ONCE && best < 0; i++) {
        if (!w->now[i].visible) {
            best = i;
            w->now[i].whole = 0;
            w->now[i].place = -1;
        }
    }
    assert_true(best >= 0);
    return best;
}

static inline void watch_row(struct hall *h, int row, const struct frame *f, const struct sprite *s,
                             bool whole, enum event event)
{
    struct watch *w = &h->watch[row];
    int i = find_showing(h, w, s, event), moved = w->now[i].y - s->y;
    bool known = w->now[i].visible;
    if (known && event == MOVED && h->options.motion != MOTION_PAGE &&
        (moved < 0 || moved > h->most_px))
        fail_msg("row %d has moved by %d pixels, of %d", row, moved, h->most_px);
    if (event == SETTLED || event == RESTARTED)
        w->now[i].place = -1;
    w->now[i].visible = w->now[i].matched = true;
    w->now[i].picture = s->picture->id;
    w->now[i].x = s->x;
    w->now[i].y = s->y;
    int place = place_above(f, MAX(s->y, band_of(f, BAND_LIST)->box.y)), own = w->now[i].place;
    if (own < 0) {
        own = h->people[row].place;
        own = own == NO_PLACE || h->gone[own] ? NO_PLACE : own;
        w->now[i].place = own;
    }
    if (place != own)
        fail_msg("row %d stands under the bar of place %d instead of %d", row, place, own);
    if (event == LISTED)
        return; /* the same frame, as far as anybody sees */
    w->showings += whole && !w->now[i].whole;
    w->now[i].whole += whole;
}

/* Who has begun to leave before a restart has been seen. */
static inline void let_leave(struct hall *h)
{
    for (int i = 0; i < h->count; i++) {
        for (int n = 0; n < AT_ONCE; n++) {
            if (!h->watch[i].now[n].visible || h->watch[i].now[n].y >= h->room.y)
                continue;
            h->watch[i].now[n].visible = false;
            assert_seen_long_enough(h, h->watch[i].now[n].whole, i);
        }
    }
}

/* After a restart there may be less room: whoever had not begun to leave must come again then. */
static inline void watch_missing(struct hall *h, enum event event)
{
    for (int i = 0; i < h->count; i++) {
        for (int n = 0; n < AT_ONCE; n++) {
            if (!h->watch[i].now[n].visible || h->watch[i].now[n].matched)
                continue;
            int whole = h->watch[i].now[n].whole;
            h->watch[i].now[n].visible = false;
            if (event == LISTED)
                fail_msg("row %d went when another list came", i);
            if (event == RESTARTED)
                h->watch[i].showings -= whole > 0;
            else if (event == MOVED)
                assert_seen_long_enough(h, whole, i);
        }
    }
}

static inline void count_pictures(struct hall *h, const struct frame *f, enum event event)
{
    int made = 0;
    uint64_t newest = h->newest;
    for (int i = 0; i < f->sprite_count; i++) {
        made += f->sprites[i].picture->id > h->newest;
        newest = MAX(newest, f->sprites[i].picture->id);
    }
    h->newest = newest;
    if (event == MOVED)
        h->most_made = MAX(h->most_made, made);
}

/* Looks at a frame. */
static inline void watch_frame(struct hall *h, enum event event)
{
    const struct frame *f = board_frame(h->board, &h->time);
    count_pictures(h, f, event);
    if (event == RESTARTED)
        let_leave(h);
    for (int i = 0; i < h->count; i++) {
        for (int n = 0; n < AT_ONCE; n++)
            h->watch[i].now[n].matched = false;
    }
    const struct band *band = f->scene == SCENE_LIST ? band_of(f, BAND_LIST) : NULL;
    for (int i = band ? band->first : 0; band && i < band->first + band->count; i++) {
        const struct sprite *s = &f->sprites[i];
        int row = row_of(s->picture);
        int top = s->y - band->box.y, bottom = top + s->picture->h;
        if (row >= 0 && bottom > 0 && top < band->box.h)
            watch_row(h, row, f, s, top >= 0 && bottom <= band->box.h, event);
    }
    if (band)
        assert_laid_well(f, band, !h->list->document_count);
    watch_missing(h, event);
    if (band)
        h->room = band->box;
    assert_nobody_is_ahead(h);
}

static inline void let_pass(struct hall *h, int frames)
{
    for (int i = 0; i < frames; i++) {
        bool moved = board_moves(h->board);
        board_advance(h->board, &h->time);
        watch_frame(h, moved && !board_moves(h->board) ? SETTLED : MOVED);
    }
}

static inline void publish_as(struct hall *h, enum event event)
{
    struct snapshot *next = make_hall_list(h);
    bool moved = board_moves(h->board);
    board_set_list(h->board, next, &h->time);
    snapshot_free(h->list);
    h->list = next;
    note_speed(h);
    bool stands = !moved && !board_moves(h->board);
    watch_frame(h, stands ? SETTLED : event);
}

static inline void publish(struct hall *h)
{
    publish_as(h, LISTED);
}

/* Whoever has left the list while standing on the screen does not come back. */
static inline void forget_collected(struct hall *h)
{
    for (int i = 0; i < h->count; i++) {
        for (int n = 0; n < AT_ONCE; n++)
            h->watch[i].now[n].visible &= h->people[i].listed;
    }
}

static inline void restart(struct hall *h)
{
    CLEANUP_BUFFER struct buffer position = BUFFER_INIT(0);
    board_position(h->board, &position);
    board_free(h->board);
    struct board_options options = h->options;
    options.position = buffer_text(&position);
    h->board = board_new(&options);
    board_set_list(h->board, h->list, &h->time);
    note_speed(h);
    forget_collected(h);
    watch_frame(h, RESTARTED);
}

static inline int fewest_showings(const struct hall *h)
{
    int least = INT32_MAX;
    for (int i = 0; i < h->count; i++)
        least = h->people[i].always ? MIN(least, h->watch[i].showings) : least;
    return least;
}
