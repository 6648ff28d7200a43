#include "view/belt_parts.h"

#include <stdio.h>

struct belt *belt_new(const struct style *style, const struct belt_options *options)
{
    struct belt *b = xcalloc(1, sizeof(*b));
    b->style = style;
    b->options = *options;
    b->stop = -1;
    return b;
}

void belt_free_entry(struct entry *e)
{
    for (int i = 0; i < e->count; i++)
        picture_free(e->cells[i].picture);
    e->count = 0;
}

void belt_clear(struct belt *b)
{
    belt_drop_coming(b);
    for (int i = 0; i < b->count; i++)
        belt_free_entry(belt_entry(b, i));
    picture_free(b->bar);
    cycle_release(&b->cycle);
    b->bar = NULL;
    b->bar_location[0] = '\0';
    b->first = b->count = 0;
    b->offset = b->end = b->calm_until = 0;
    b->stop = -1;
    b->moving = false;
    b->listing = b->resumed = NULL;
    b->page_count = 0;
}

void belt_drop_former(struct belt *b)
{
    if (b->former)
        belt_free(b->former);
    b->former = NULL;
}

void belt_take_over(struct belt *b, struct belt *former)
{
    belt_drop_former(b);
    b->former = former;
    if (!belt_is_empty(former)) {
        belt_drop_former(former);
    } else if (former->former) { /* nothing of it has stood yet: what it was to take over */
        b->former = former->former;
        former->former = NULL;
        belt_free(former);
    }
}

static struct picture *known(struct picture **old, struct picture *fresh)
{
    if (!*old || !picture_equal(*old, fresh))
        return NULL;
    struct picture *same = *old;
    *old = NULL;
    picture_free(fresh);
    return same;
}

struct picture *belt_known(struct belt *b, struct picture *fresh)
{
    struct belt *former = b->former;
    struct picture *same = former ? known(&former->bar, fresh) : NULL;
    for (int i = 0; former && !same && i < former->count; i++) {
        struct entry *e = belt_entry(former, i);
        for (int n = 0; !same && n < e->count; n++)
            same = known(&e->cells[n].picture, fresh);
    }
    return same ? same : fresh;
}

void belt_free(struct belt *b)
{
    belt_clear(b);
    belt_drop_former(b);
    free(b->pages);
    free(b->resume);
    free(b);
}

const struct location *belt_place(const struct snapshot *list, const struct document *d)
{
    return d->location == LOCATION_NONE ? NULL : &list->locations[d->location];
}

const char *belt_place_id(const struct snapshot *list, const struct document *d)
{
    const struct location *place = belt_place(list, d);
    return place ? snapshot_text(list, place->id) : "";
}

/* Without a clock that can be trusted nobody knows what is new. */
bool belt_row_is_new(const struct belt *b, const struct document *d, int64_t now_s)
{
    int64_t age_s = now_s - (int64_t)d->seen;
    return b->today.known && d->seen && age_s >= 0 && age_s < b->options.new_for_s;
}

/* ---- letting in */

int64_t belt_page_top(const struct belt *b, int64_t y)
{
    int view = belt_view(b);
    return b->options.motion == MOTION_PAGE ? (y + view - 1) / view * view : y;
}

/* Paging: what has no room on a page whole begins the next one, and so does a cycle. A bar takes
 * the line after it along. */
static void turn_page(struct belt *b, enum entry_kind kind, int height)
{
    if (b->options.motion != MOTION_PAGE)
        return;
    int view = belt_view(b), needed = kind == ENTRY_BAR ? height + b->form.row_px : height;
    int64_t top = b->end / view * view;
    if (b->end > top && (b->begins_cycle || b->end + needed > top + view))
        b->end = top += view;
    if (b->end == top && kind != ENTRY_BAR)
        b->end += b->style->layout.place.h; /* below the bar that stays */
}

static struct entry *enter(struct belt *b, enum entry_kind kind, int height, const char *location)
{
    turn_page(b, kind, height);
    struct entry *e = belt_entry(b, b->count++);
    *e = (struct entry){
        .kind = kind,
        .y = b->end,
        .height = height,
        .form = b->form,
        .cycle = cycle_of_next(&b->cycle),
        .begins_cycle = b->begins_cycle,
    };
    snprintf(e->location, sizeof(e->location), "%s", location);
    b->begins_cycle = false;
    b->end += height;
    return e;
}

static void enter_cell(struct belt *b, struct entry *e, uint32_t at, int64_t now_s)
{
    const struct document *d = listing_row(b->listing, at);
    bool new = belt_row_is_new(b, d, now_s);
    e->cells[e->count++] = (struct cell){
        .picture = belt_known(b, part_row(b->style, b->listing->list, d, b->today, new, &e->form)),
        .key = d->key,
        .type = d->type,
        .is_pickup = d->state == DOCUMENT_PICKUP,
        .is_new = new,
    };
    cycle_take(&b->cycle, at);
}

static void enter_bar(struct belt *b, const struct document *d, const char *location)
{
    struct entry *e = enter(b, ENTRY_BAR, b->style->layout.place.h, location);
    const struct snapshot *list = b->listing->list;
    e->cells[e->count++].picture =
        belt_known(b, part_place(b->style, list, belt_place(list, d), b->today));
}

/* The bar was visible when a list came in which its rows are not the next: it becomes
 * the bar of those that are. */
static void rename_bar(struct belt *b, struct entry *bar, const struct document *d,
                       const char *location)
{
    const struct snapshot *list = b->listing->list;
    picture_renew(&bar->cells[0].picture,
                  part_place(b->style, list, belt_place(list, d), b->today));
    snprintf(bar->location, sizeof(bar->location), "%s", location);
}

/* The next row, and those that have room beside it; before it its place's bar where the
 * place or the cycle begins. */
static void enter_line(struct belt *b, uint32_t at, int64_t now_s)
{
    const struct document *d = listing_row(b->listing, at);
    const char *location = belt_place_id(b->listing->list, d);
    struct entry *last = b->count ? belt_entry(b, b->count - 1) : NULL;
    bool any = last || b->bar;
    bool same_place = any && strcmp(location, last ? last->location : b->bar_location) == 0;
    if (last && last->kind == ENTRY_BAR) {
        if (!same_place)
            rename_bar(b, last, d, location);
    } else if (b->begins_cycle || !same_place) {
        enter_bar(b, d, location);
    }
    struct entry *e = enter(b, ENTRY_LINE, b->form.row_px, location);
    enter_cell(b, e, at, now_s);
    while (e->count < e->form.columns) {
        uint32_t next = cycle_next(&b->cycle);
        if (next == DOCUMENT_NONE || listing_row(b->listing, next)->location != d->location)
            break;
        enter_cell(b, e, next, now_s);
    }
}

static void enter_beyond(struct belt *b)
{
    const struct entry *last = b->count ? belt_entry(b, b->count - 1) : NULL;
    struct entry *e =
        enter(b, ENTRY_BEYOND, b->form.row_px, last ? last->location : b->bar_location);
    e->cells[e->count++].picture =
        belt_known(b, part_beyond(b->style, b->listing->beyond, b->listing->since, b->form.row_px));
    b->cycle.beyond_due = false;
}

/* false when the list is complete, and does not begin again. */
static bool enter_next(struct belt *b, int64_t now_s)
{
    uint32_t at = cycle_next(&b->cycle);
    if (at == DOCUMENT_NONE && b->cycle.beyond_due) {
        enter_beyond(b);
        return true;
    }
    if (at == DOCUMENT_NONE) {
        if (!b->moving || b->stop >= 0)
            return false;
        cycle_begin_next(&b->cycle);
        b->begins_cycle = true;
        at = cycle_next(&b->cycle);
    }
    enter_line(b, at, now_s);
    return true;
}

bool belt_fill_line(struct belt *b, int64_t now_s)
{
    bool room = b->end < b->offset + belt_view(b) && b->count < BELT_MAX - 2;
    return b->listing && b->listing->count && room && enter_next(b, now_s);
}

/* A row ahead, or a page, so that it is drawn before it shows; one a call,
 * since drawing takes its time. */
void belt_fill(struct belt *b, int64_t now_s)
{
    int64_t edge = b->offset + belt_view(b);
    int ahead = b->options.motion == MOTION_PAGE ? belt_view(b) : b->form.row_px;
    while (belt_fill_line(b, now_s)) {
    }
    bool more = b->listing && b->listing->count && b->end >= edge;
    if (more && b->end < edge + ahead && b->count < BELT_MAX - 2)
        enter_next(b, now_s);
}

/* ---- letting out */

/* A bar does not go by: it becomes the one at the top. */
void belt_trim(struct belt *b)
{
    while (b->count) {
        struct entry *e = belt_entry(b, 0);
        if (e->kind == ENTRY_BAR ? e->y > b->offset : e->y + e->height > b->offset)
            break;
        if (e->kind == ENTRY_BAR) {
            picture_free(b->bar);
            b->bar = e->cells[0].picture;
            b->bar_is_stale = e->is_stale;
            memcpy(b->bar_location, e->location, sizeof(b->bar_location));
        } else {
            belt_free_entry(e);
        }
        b->first = (b->first + 1) % BELT_MAX;
        b->count--;
    }
}

/* ---- moving */

bool belt_moves(const struct belt *b)
{
    return b->moving;
}

bool belt_is_empty(const struct belt *b)
{
    return !b->count && !b->bar;
}

static bool is_calmer(const struct tempo *a, const struct tempo *than)
{
    if (a->pause != than->pause)
        return a->pause > than->pause;
    return (int64_t)a->px * than->frames < (int64_t)than->px * a->frames;
}

/* A tempo is made for rows of one height. While higher ones, from before, are about, or rows
 * that have been on the way beside them, the calmer of the two holds. */
static void adopt_tempo(struct belt *b)
{
    if (b->offset < b->calm_until && !is_calmer(&b->wanted, &b->tempo))
        return;
    b->tempo = b->wanted;
    b->phase = 0; /* counted in parts that are others now */
}

static int scroll(struct belt *b)
{
    b->phase += b->tempo.px;
    int move = b->phase / b->tempo.frames;
    b->phase %= b->tempo.frames;
    return move;
}

/* How far it is until the next row, or bar, stands right below the place bar. */
static int step_left(const struct belt *b)
{
    for (int i = 0; i < b->count; i++) {
        int64_t rest = belt_entry_const(b, i)->y - b->style->layout.place.h;
        if (rest > b->offset)
            return (int)(rest - b->offset);
    }
    return INT32_MAX;
}

static int step(struct belt *b)
{
    int left = step_left(b), move = MIN(b->tempo.px, left);
    if (move == left)
        b->pause = b->tempo.pause;
    return move;
}

void belt_advance(struct belt *b, int64_t now_s)
{
    if (!b->moving)
        return;
    if (b->tempo.px != b->wanted.px || b->tempo.frames != b->wanted.frames ||
        b->tempo.pause != b->wanted.pause)
        adopt_tempo(b);
    int64_t move = 0;
    if (b->pause > 0) {
        b->pause--;
    } else if (b->options.motion == MOTION_PAGE) {
        move = belt_view(b);
        b->pause = b->tempo.pause - 1;
    } else {
        move = b->options.motion == MOTION_STEP ? step(b) : scroll(b);
    }
    if (b->stop >= 0)
        move = MIN(move, b->stop - b->offset);
    b->offset += move;
    if (b->stop >= 0 && b->offset >= b->stop) {
        belt_come_to_rest(b, now_s);
        return;
    }
    belt_fill(b, now_s);
    if (move)
        belt_trim(b);
}

/* ---- what there is to see */

/* Whether an entry is at least partly in the list's room, or within `ahead` below it. */
static bool is_in_view(const struct belt *b, const struct entry *e, int ahead)
{
    return e->y + e->height > b->offset + b->style->layout.place.h &&
           e->y < b->offset + belt_view(b) + ahead;
}

uint32_t belt_types(const struct belt *b)
{
    uint32_t types = 0;
    for (int i = 0; i < b->count; i++) {
        const struct entry *e = belt_entry_const(b, i);
        for (int c = 0; e->kind == ENTRY_LINE && is_in_view(b, e, 0) && c < e->count; c++)
            types |= e->cells[c].is_pickup ? UINT32_C(1) << e->cells[c].type : 0;
    }
    return types;
}

static_assert(BELT_MAX * PLAN_MAX_COLUMNS + 64 <= FRAME_MAX_SPRITES, "room for the other bands");

static void add_sprite(struct frame *f, const struct picture *picture, int x, int64_t y)
{
    if (f->sprite_count < FRAME_MAX_SPRITES)
        f->sprites[f->sprite_count++] = (struct sprite){ picture, x, (int)y };
}

void belt_place_sprites(const struct belt *b, struct frame *f)
{
    const struct rect *place = &b->style->layout.place;
    const struct entry *next = NULL;
    for (int i = 0; i < b->count && !next; i++) {
        const struct entry *e = belt_entry_const(b, i);
        if (e->kind == ENTRY_BAR && e->y - b->offset < place->h)
            next = e;
    }
    int64_t pushed = next ? next->y - b->offset : place->h;
    if (b->bar)
        add_sprite(f, b->bar, place->x, place->y + pushed - place->h);
    if (next)
        add_sprite(f, next->cells[0].picture, place->x, place->y + pushed);
}

void belt_list_sprites(const struct belt *b, struct frame *f)
{
    const struct rect *place = &b->style->layout.place, *list = &b->style->layout.list;
    /* What comes next too: a back end draws its picture before it is needed. */
    int ahead = b->options.motion == MOTION_PAGE ? belt_view(b) : b->form.row_px;
    for (int i = 0; i < b->count; i++) {
        const struct entry *e = belt_entry_const(b, i);
        for (int c = 0; is_in_view(b, e, ahead) && c < e->count; c++)
            add_sprite(f, e->cells[c].picture, list->x + c * (list->w / e->form.columns),
                       place->y + e->y - b->offset);
    }
    /* And what will stand in the place of all that. */
    for (int i = 0; b->coming && i < b->coming->count; i++) {
        const struct entry *e = belt_entry_const(b->coming, i);
        for (int c = 0; c < e->count; c++)
            add_sprite(f, e->cells[c].picture, list->x + c * (list->w / e->form.columns),
                       place->y + 2 * belt_view(b) + e->y);
    }
}
