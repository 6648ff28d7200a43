#include "view/belt.h"

#include <stdio.h>

/* A row is 116 of 1080 lines high, so no display shows more than some dozens. */
#define BELT_MAX 200
#define ID_MAX   65

struct entry {
    struct picture *picture; /* owned */
    int64_t y;               /* of its top, from the belt's beginning */
    int height;
    bool is_bar, is_new;
    uint64_t key;          /* a row's document */
    uint32_t index;        /* where the cursor was when it entered */
    unsigned cycle;        /* in which it entered */
    char location[ID_MAX]; /* a row's or a bar's place; "" for none */
};

struct belt {
    const struct style *style;
    int new_for_s;
    const struct snapshot *list; /* borrowed; NULL for none */
    struct today today;

    struct entry entries[BELT_MAX]; /* a ring of what is visible, from the top */
    int first, count;
    struct picture *bar; /* owned: the place of the topmost rows */
    char bar_location[ID_MAX];

    int64_t offset;  /* what of the belt is at the top of the view */
    int64_t end;     /* where the next entry goes */
    uint32_t cursor; /* the next document to enter */
    unsigned cycle;  /* how often the list has begun again */
    bool moving;
    /* A long list that became short: where its beginning lies, and the belt will stop. -1: none. */
    int64_t stop;
};

struct belt *belt_new(const struct style *style, int new_for_s)
{
    struct belt *b = xcalloc(1, sizeof(*b));
    b->style = style;
    b->new_for_s = new_for_s;
    b->stop = -1;
    return b;
}

static struct entry *entry_at(struct belt *b, int i)
{
    return &b->entries[(b->first + i) % BELT_MAX];
}

static const struct entry *const_entry_at(const struct belt *b, int i)
{
    return &b->entries[(b->first + i) % BELT_MAX];
}

void belt_clear(struct belt *b)
{
    for (int i = 0; i < b->count; i++)
        picture_free(entry_at(b, i)->picture);
    picture_free(b->bar);
    b->bar = NULL;
    b->first = b->count = 0;
    b->offset = b->end = 0;
    b->cursor = 0;
    b->stop = -1;
    b->moving = false;
    b->list = NULL;
}

void belt_free(struct belt *b)
{
    belt_clear(b);
    free(b);
}

int belt_view_height(const struct style *style)
{
    return style->layout.place.h + style->layout.list.h;
}

int belt_content_height(const struct style *style, const struct snapshot *list)
{
    int64_t bars = 0;
    for (uint32_t i = 0; i < list->document_count; i++)
        bars += i == 0 || list->documents[i].location != list->documents[i - 1].location;
    int64_t height =
        bars * style->layout.place.h + (int64_t)list->document_count * part_row_height(style);
    return (int)MIN(height, INT32_MAX);
}

static const struct location *place_of(const struct snapshot *list, const struct document *d)
{
    return d->location == LOCATION_NONE ? NULL : &list->locations[d->location];
}

static const char *place_id(const struct snapshot *list, const struct document *d)
{
    const struct location *place = place_of(list, d);
    return place ? snapshot_text(list, place->id) : "";
}

/* Without a clock that can be trusted nobody knows what is new. */
static bool is_new(const struct belt *b, const struct document *d, int64_t now_s)
{
    int64_t age_s = now_s - (int64_t)d->seen;
    return b->today.known && d->seen && age_s >= 0 && age_s < b->new_for_s;
}

static struct entry *enter(struct belt *b, struct picture *picture, const char *location)
{
    struct entry *e = entry_at(b, b->count++);
    *e = (struct entry){
        .picture = picture,
        .y = b->end,
        .height = picture->h,
        .index = b->cursor,
        .cycle = b->cycle,
    };
    snprintf(e->location, sizeof(e->location), "%s", location);
    b->end += picture->h;
    return e;
}

/* The next row, with its place's bar before it where the place or the cycle begins. */
static void enter_next(struct belt *b, int64_t now_s)
{
    if (b->cursor >= b->list->document_count) {
        b->cursor = 0;
        b->cycle++;
    }
    const struct document *d = &b->list->documents[b->cursor];
    const char *location = place_id(b->list, d);
    const struct entry *last = b->count ? entry_at(b, b->count - 1) : NULL;
    bool same_place = strcmp(location, last ? last->location : b->bar_location) == 0;
    bool has_bar = last && last->is_bar && same_place; /* its rows were forgotten, it was visible */
    if ((b->cursor == 0 || !same_place) && !has_bar)
        enter(b, part_place(b->style, b->list, place_of(b->list, d), b->today), location)->is_bar =
            true;
    bool new = is_new(b, d, now_s);
    struct entry *row = enter(b, part_row(b->style, b->list, d, b->today, new), location);
    row->key = d->key;
    row->is_new = new;
    b->cursor++;
}

/* Lets in what the lower edge will need: a row ahead, so that it is drawn before it shows. */
static void fill(struct belt *b, int64_t now_s)
{
    int64_t edge = b->offset + belt_view_height(b->style) + part_row_height(b->style);
    while (b->list && b->end < edge && b->count < BELT_MAX - 2) {
        bool complete = b->cursor >= b->list->document_count;
        if (complete && (!b->moving || b->stop >= 0))
            break;
        enter_next(b, now_s);
    }
}

/* Lets out what has gone by. A bar does not go by: it becomes the one at the top. */
static void trim(struct belt *b)
{
    while (b->count) {
        struct entry *e = entry_at(b, 0);
        if (e->is_bar ? e->y > b->offset : e->y + e->height > b->offset)
            break;
        if (e->is_bar) {
            picture_free(b->bar);
            b->bar = e->picture;
            memcpy(b->bar_location, e->location, sizeof(b->bar_location));
        } else {
            picture_free(e->picture);
        }
        b->first = (b->first + 1) % BELT_MAX;
        b->count--;
    }
}

static void start_over(struct belt *b, const struct snapshot *list, int64_t now_s)
{
    belt_clear(b);
    b->list = list;
    b->moving = belt_content_height(b->style, list) > belt_view_height(b->style);
    fill(b, now_s);
    trim(b);
}

/* What has entered but is not visible yet may be out of date: the new list decides what comes. */
static void forget_invisible(struct belt *b)
{
    int64_t edge = b->offset + belt_view_height(b->style);
    while (b->count && entry_at(b, b->count - 1)->y >= edge) {
        struct entry *e = entry_at(b, b->count - 1);
        b->end = e->y;
        b->cursor = e->index;
        b->cycle = e->cycle;
        picture_free(e->picture);
        b->count--;
    }
}

/* ---- a list in the place of another */

#define NEIGHBOURS 9

/* Rows of the new list that have entered in this cycle, or have not: the nearest to the cursor. */
struct neighbours {
    uint32_t at[NEIGHBOURS];
    int count;
};

static void add_neighbour(struct neighbours *n, const struct snapshot *list, uint64_t key)
{
    uint32_t at = snapshot_find(list, key);
    for (int i = 0; i < n->count; i++) {
        if (n->at[i] == at)
            return;
    }
    if (at != DOCUMENT_NONE && n->count < NEIGHBOURS)
        n->at[n->count++] = at;
}

/* How many of them a cursor at `cursor` would show twice, or not at all. */
static int disorder(uint32_t cursor, const struct neighbours *before,
                    const struct neighbours *after)
{
    int n = 0;
    for (int i = 0; i < before->count; i++)
        n += before->at[i] >= cursor;
    for (int i = 0; i < after->count; i++)
        n += after->at[i] < cursor;
    return n;
}

/* Puts the cursor, which is one of `old`, where it belongs in the new list: between the rows that have
 * entered and those that have not. A single neighbour must not decide, since a row that was renamed or
 * sent to another place has gone far; the nearest few that both lists have do. Where those agree, what
 * is new between them enters. */
static void find_cursor(struct belt *b, const struct snapshot *old)
{
    enum { FARTHEST = 8192 }; /* rows gone in a block; keeps the time that this takes bounded */
    struct neighbours before = { .count = 0 }, after = { .count = 0 };
    uint32_t cursor = b->cursor, end = old ? old->document_count : 0;
    /* What is visible first: it may have been taken out of the list, and be back again. */
    for (int i = b->count - 1; i >= 0; i--) {
        const struct entry *e = entry_at(b, i);
        if (!e->is_bar && e->cycle == b->cycle)
            add_neighbour(&before, b->list, e->key);
    }
    for (uint32_t n = 1; old && n <= MIN(cursor, FARTHEST) && before.count < NEIGHBOURS; n++)
        add_neighbour(&before, b->list, old->documents[cursor - n].key);
    for (uint32_t i = cursor; i < end && i - cursor < FARTHEST && after.count < NEIGHBOURS; i++)
        add_neighbour(&after, b->list, old->documents[i].key);

    /* Where nobody is left: as far from the beginning as before, so that the end gets its turn. */
    uint32_t best = cursor > b->list->document_count ? 0 : cursor;
    int best_disorder = before.count + after.count ? INT32_MAX : 0;
    for (int i = cursor == 0 ? -1 : 0; i < before.count + after.count; i++) {
        uint32_t at = i < 0 ? 0 : i < before.count ? before.at[i] + 1 : after.at[i - before.count];
        int n = disorder(at, &before, &after);
        /* Better to repeat a row than to skip one. */
        if (n < best_disorder || (n == best_disorder && at < best)) {
            best = at;
            best_disorder = n;
        }
    }
    b->cursor = best;
}

static void redraw_bar(const struct belt *b, struct picture **bar, const char *location)
{
    if (!*location) {
        picture_renew(bar, part_place(b->style, b->list, NULL, b->today));
        return;
    }
    for (uint32_t l = 0; l < b->list->location_count; l++) {
        const struct location *place = &b->list->locations[l];
        if (strcmp(snapshot_text(b->list, place->id), location) == 0) {
            picture_renew(bar, part_place(b->style, b->list, place, b->today));
            return;
        }
    }
}

/* Draws anew, where they are, the rows and bars of what the list still has; `all`, or only the rows that
 * are no longer new. */
static void redraw(struct belt *b, bool all, int64_t now_s)
{
    if (!b->list)
        return;
    if (all && b->bar)
        redraw_bar(b, &b->bar, b->bar_location);
    for (int i = 0; i < b->count; i++) {
        struct entry *e = entry_at(b, i);
        if (e->is_bar) {
            if (all)
                redraw_bar(b, &e->picture, e->location);
            continue;
        }
        uint32_t at = snapshot_find(b->list, e->key);
        const struct document *d = at == DOCUMENT_NONE ? NULL : &b->list->documents[at];
        if (!d || (!all && is_new(b, d, now_s) == e->is_new))
            continue;
        e->is_new = is_new(b, d, now_s);
        picture_renew(&e->picture, part_row(b->style, b->list, d, b->today, e->is_new));
    }
}

/* A list that fits comes after what is visible, and the belt stops there. The last thing visible may be
 * the bar that it begins with. */
static int64_t beginning_of(struct belt *b, const struct snapshot *list)
{
    struct entry *last = b->count ? entry_at(b, b->count - 1) : NULL;
    bool has_bar = last && last->is_bar && list &&
                   strcmp(last->location, place_id(list, &list->documents[0])) == 0;
    return has_bar ? last->y : b->end;
}

void belt_set_list(struct belt *b, const struct snapshot *list, struct today today, int64_t now_s)
{
    b->today = today;
    bool none = !list || !list->document_count;
    bool fits = none || belt_content_height(b->style, list) <= belt_view_height(b->style);
    if (fits && !b->moving) {
        belt_clear(b);
        if (!none)
            start_over(b, list, now_s);
        return;
    }
    if (belt_is_empty(b)) {
        start_over(b, list, now_s);
        return;
    }
    forget_invisible(b);
    const struct snapshot *old = b->list;
    b->list = none ? NULL : list;
    b->moving = true;
    bool beginning_visible = b->stop >= 0 && b->stop < b->end;
    if (!fits) {
        b->stop = -1;
        find_cursor(b, old);
    } else if (none || !beginning_visible) {
        b->stop = beginning_of(b, b->list);
        b->cursor = 0;
    } else {
        find_cursor(b, old);
    }
    redraw(b, true, now_s);
    fill(b, now_s);
}

void belt_set_time(struct belt *b, struct today today, int64_t now_s)
{
    bool day_changed = today.known != b->today.known || today.day != b->today.day;
    b->today = today;
    redraw(b, day_changed, now_s);
}

bool belt_moves(const struct belt *b)
{
    return b->moving;
}

bool belt_is_empty(const struct belt *b)
{
    return !b->count && !b->bar;
}

void belt_advance(struct belt *b, int step, int64_t now_s)
{
    if (!b->moving)
        return;
    b->offset += step;
    if (b->stop >= 0 && b->offset >= b->stop) {
        const struct snapshot *list = b->list;
        belt_clear(b);
        if (list)
            start_over(b, list, now_s);
        return;
    }
    fill(b, now_s);
    trim(b);
}

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
        const struct entry *e = const_entry_at(b, i);
        if (e->is_bar && e->y - b->offset < place->h)
            next = e;
    }
    int64_t pushed = next ? next->y - b->offset : place->h;
    if (b->bar)
        add_sprite(f, b->bar, place->x, place->y + pushed - place->h);
    if (next)
        add_sprite(f, next->picture, place->x, place->y + pushed);
}

void belt_list_sprites(const struct belt *b, struct frame *f)
{
    const struct rect *place = &b->style->layout.place, *list = &b->style->layout.list;
    for (int i = 0; i < b->count; i++) {
        const struct entry *e = const_entry_at(b, i);
        int64_t y = place->y + e->y - b->offset;
        /* The row below the edge too: a back end draws its picture before it is needed. */
        if (y + e->height > list->y && y < list->y + list->h + e->height)
            add_sprite(f, e->picture, list->x, y);
    }
}
