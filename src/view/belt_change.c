/* One list in the place of another, without a jump. */
#include "view/belt_parts.h"

/* ---- from the beginning */

static int frames_of(const struct belt *b, int seconds)
{
    return seconds * b->options.rate_hz;
}

static void use_plan(struct belt *b, const struct plan *plan)
{
    b->form = plan->form;
    b->wanted = (struct tempo){ plan->px, plan->frames, plan->pause_frames };
    if (!b->moving)
        b->tempo = b->wanted;
}

void belt_set_rate(struct belt *b, int rate_hz)
{
    int had = b->options.rate_hz;
    if (b->coming)
        belt_set_rate(b->coming, rate_hz);
    if (rate_hz == had)
        return;
    b->options.rate_hz = rate_hz;
    b->pause = (int)((int64_t)b->pause * rate_hz / had);
    /* The tempo that follows is compared with this one. */
    b->tempo.px = MAX(b->tempo.px * had / rate_hz, 1);
    b->tempo.pause = (int)((int64_t)b->tempo.pause * rate_hz / had);
    b->phase = 0;
}

/* Goes on where the text says. What has changed in the list since counts as if it changed now. */
static void resume(struct belt *b, const struct listing *told, const struct listing *listing)
{
    b->begins_cycle = !cycle_restore(&b->cycle, told ? told : listing, b->resume);
    if (told)
        cycle_change(&b->cycle, listing, NULL, 0);
}

/* Everything anew, at once. */
static void start_over(struct belt *b, const struct listing *listing, bool moving, int64_t now_s)
{
    const struct listing *told = b->resumed;
    belt_clear(b);
    b->listing = listing;
    b->moving = moving;
    b->tempo = b->wanted;
    b->phase = 0;
    b->begins_cycle = true;
    if (moving && b->resume)
        resume(b, told, listing);
    else
        cycle_init(&b->cycle, listing);
    free(b->resume);
    b->resume = NULL;
    /* Who is at the top must be seen for as long as everybody. */
    b->pause = moving ? MAX(frames_of(b, b->options.hold_s), b->tempo.pause) : 0;
    belt_fill(b, now_s);
    belt_trim(b);
}

void belt_come_to_rest(struct belt *b, int64_t now_s)
{
    const struct listing *listing = b->listing;
    belt_clear(b);
    if (listing)
        start_over(b, listing, false, now_s);
}

/* ---- pages */

/* The first row of each page, when the list is laid out from its beginning: as belt.c does it.
 * The line that counts what is not listed follows the last row. */
static void count_pages(struct belt *b)
{
    const struct listing *l = b->listing;
    b->page_count = 0;
    if (b->options.motion != MOTION_PAGE || !b->moving || !l)
        return;
    int view = belt_view(b), bar = b->style->layout.place.h, row = b->form.row_px, y = view;
    int in_line = b->form.columns;
    b->pages = xrealloc(b->pages, (l->count + 1) * sizeof(*b->pages));
    for (uint32_t at = 0; at < l->count + (l->beyond > 0); at++) {
        bool begins = at < l->count && !listing_goes_on(l, at);
        if (at < l->count && !begins && in_line < b->form.columns) {
            in_line++;
            continue;
        }
        in_line = 1;
        y += (begins ? bar : 0) + row;
        if (y > view) {
            b->pages[b->page_count++] = at;
            y = bar + row;
        }
    }
}

void belt_set_plan(struct belt *b, const struct plan *plan)
{
    use_plan(b, plan);
    count_pages(b);
}

void belt_page(const struct belt *b, uint32_t *ret_page, uint32_t *ret_pages)
{
    *ret_page = *ret_pages = 0;
    for (int i = 0; i < b->count && b->page_count; i++) {
        const struct entry *e = belt_entry_const(b, i);
        if (e->kind == ENTRY_BAR)
            continue;
        uint32_t at =
            e->kind == ENTRY_LINE ? listing_find(b->listing, e->cells[0].key) : b->listing->count;
        if (at == DOCUMENT_NONE)
            continue;
        uint32_t page = 1;
        while (page < b->page_count && b->pages[page] <= at)
            page++;
        *ret_page = page;
        *ret_pages = b->page_count;
        return;
    }
}

/* ---- what is visible, as the new list has it */

static void redraw_bar(const struct belt *b, struct picture **bar, const char *location)
{
    const struct snapshot *list = b->listing->list;
    if (!*location) {
        picture_renew(bar, part_place(b->style, list, NULL, b->today));
        return;
    }
    for (uint32_t l = 0; l < list->location_count; l++) {
        const struct location *place = &list->locations[l];
        if (strcmp(snapshot_text(list, place->id), location) == 0) {
            picture_renew(bar, part_place(b->style, list, place, b->today));
            return;
        }
    }
}

static void redraw_line(const struct belt *b, struct entry *e, int64_t now_s)
{
    const struct snapshot *list = b->listing->list;
    for (int i = 0; i < e->count; i++) {
        struct cell *cell = &e->cells[i];
        uint32_t at = snapshot_find(list, cell->key);
        if (at == DOCUMENT_NONE)
            continue;
        const struct document *d = &list->documents[at];
        cell->is_new = belt_row_is_new(b, d, now_s);
        cell->type = d->type;
        cell->is_pickup = d->state == DOCUMENT_PICKUP;
        picture_renew(&cell->picture,
                      part_row(b->style, list, d, b->today, cell->is_new, &e->form));
    }
}

static void redraw_entry(const struct belt *b, struct entry *e, int64_t now_s)
{
    if (e->kind == ENTRY_LINE)
        redraw_line(b, e, now_s);
    else if (e->kind == ENTRY_BAR)
        redraw_bar(b, &e->cells[0].picture, e->location);
    else if (b->listing->beyond)
        picture_renew(&e->cells[0].picture,
                      part_beyond(b->style, b->listing->beyond, b->listing->since, e->height));
    e->is_stale = false;
}

static void renew(struct belt *b, int64_t now_s, int most)
{
    bool all = most == INT32_MAX;
    if (b->bar && b->bar_is_stale && most-- > 0) {
        redraw_bar(b, &b->bar, b->bar_location);
        b->bar_is_stale = false;
    }
    for (int i = 0; i < b->count && most > 0; i++) {
        if (!belt_entry(b, i)->is_stale)
            continue;
        redraw_entry(b, belt_entry(b, i), now_s);
        most--;
    }
    if (all) /* and what the lower edge needs, which else the next belt_advance() lets in */
        belt_fill(b, now_s);
}

void belt_renew(struct belt *b, int64_t now_s, int most)
{
    if (b->coming)
        belt_renew_coming(b, now_s, most);
    if (b->listing)
        renew(b, now_s, most);
    belt_drop_former(b);
}

/* What was drawn from the list, or the day, before. */
static void make_stale(struct belt *b)
{
    b->bar_is_stale = true;
    for (int i = 0; i < b->count; i++)
        belt_entry(b, i)->is_stale = true;
}

/* Rows of the line that are marked as new, and are no longer, or the other way round. */
static bool newness_has_changed(const struct belt *b, const struct entry *e, int64_t now_s)
{
    for (int i = 0; e->kind == ENTRY_LINE && i < e->count; i++) {
        uint32_t at = snapshot_find(b->listing->list, e->cells[i].key);
        if (at != DOCUMENT_NONE &&
            belt_row_is_new(b, &b->listing->list->documents[at], now_s) != e->cells[i].is_new)
            return true;
    }
    return false;
}

void belt_set_time(struct belt *b, struct today today, int64_t now_s)
{
    bool day_changed = today.known != b->today.known || today.day != b->today.day;
    b->today = today;
    if (b->coming)
        belt_set_time(b->coming, today, now_s);
    if (day_changed)
        make_stale(b);
    for (int i = 0; b->listing && i < b->count; i++)
        belt_entry(b, i)->is_stale |= newness_has_changed(b, belt_entry(b, i), now_s);
}

/* ---- what is not visible yet */

/* As if the entry had not come. */
static void give_back(const struct belt *b, const struct entry *e, struct cycle *cycle)
{
    for (int i = e->count - 1; i >= 0 && e->kind == ENTRY_LINE; i--) {
        uint32_t at = listing_find(b->listing, e->cells[i].key);
        if (at != DOCUMENT_NONE)
            cycle_give_back(cycle, at);
    }
    cycle->beyond_due |= e->kind == ENTRY_BEYOND;
}

/* Whether the entry was the first of a cycle that has followed another. Rather the end of that
 * one then than the beginning of the next: rows may come that are still of the old one. */
static bool follows(const struct belt *b, const struct entry *e)
{
    return e->begins_cycle && b->cycle.number > 0 && b->stop < 0;
}

static bool is_invisible(const struct belt *b, const struct entry *e)
{
    return e->y >= b->offset + belt_view(b);
}

/* What has entered but is not visible may be out of date: the new list decides what comes. */
static void forget_invisible(struct belt *b)
{
    while (b->count && is_invisible(b, belt_entry(b, b->count - 1))) {
        struct entry *e = belt_entry(b, b->count - 1);
        give_back(b, e, &b->cycle);
        b->begins_cycle = e->begins_cycle && !follows(b, e);
        if (follows(b, e))
            cycle_end_again(&b->cycle);
        b->end = e->y;
        belt_free_entry(e);
        b->count--;
    }
}

/* After another form has been chosen: see adopt_tempo(). */
static void note_higher_rows(struct belt *b)
{
    for (int i = 0; i < b->count; i++) {
        const struct entry *e = belt_entry(b, i);
        if (e->kind == ENTRY_LINE && e->height > b->form.row_px)
            b->calm_until = b->end + belt_view(b);
    }
}

/* The keys of the rows that have entered in this cycle, the latest last. */
static int seen_in_cycle(const struct belt *b, uint64_t *ret_keys)
{
    int n = 0;
    for (int i = 0; i < b->count; i++) {
        const struct entry *e = belt_entry_const(b, i);
        for (int c = 0; e->kind == ENTRY_LINE && e->cycle == b->cycle.number && c < e->count; c++)
            ret_keys[n++] = e->cells[c].key;
    }
    return n;
}

static void change_cycle(struct belt *b, const struct listing *next)
{
    uint64_t seen[BELT_MAX * PLAN_MAX_COLUMNS];
    int count = seen_in_cycle(b, seen);
    if (b->listing) {
        cycle_change(&b->cycle, next, seen, count);
        return;
    }
    unsigned number = b->cycle.number + 1;
    cycle_init(&b->cycle, next);
    b->cycle.number = number;
    b->begins_cycle = true;
}

/* ---- a list that has become short */

/* A list that fits comes after what is visible, and the belt stops there. The last thing visible
 * may be a bar: its rows will not come, and the list begins with it. */
static int64_t beginning_of(struct belt *b, const struct listing *next)
{
    const struct entry *last = b->count ? belt_entry(b, b->count - 1) : NULL;
    return next && last && last->kind == ENTRY_BAR ? last->y : belt_page_top(b, b->end);
}

/* How many rows of the list's beginning stand already where the belt will stop, and nothing
 * else; -1 where they do not. */
static int64_t rows_in_place(const struct belt *b, const struct listing *next)
{
    uint32_t at = 0;
    bool stands = b->stop >= 0 && b->stop < b->end && b->listing;
    for (int i = 0; i < b->count && stands; i++) {
        const struct entry *e = belt_entry_const(b, i);
        if (e->kind == ENTRY_BAR || e->y < b->stop)
            continue;
        stands = e->kind == ENTRY_LINE && e->count == 1 && at < next->count;
        if (!stands)
            break;
        const struct document *d = listing_row(next, at++);
        stands =
            d->key == e->cells[0].key && strcmp(belt_place_id(next->list, d), e->location) == 0;
    }
    /* A bar at the end must be the next row's. */
    const struct entry *last = b->count ? belt_entry_const(b, b->count - 1) : NULL;
    if (stands && last && last->kind == ENTRY_BAR && last->y >= b->stop)
        stands = at < next->count &&
                 strcmp(belt_place_id(next->list, listing_row(next, at)), last->location) == 0;
    return stands ? (int64_t)at : -1;
}

static void become_short(struct belt *b, const struct listing *next)
{
    unsigned number = b->cycle.number + 1;
    int64_t rows = next ? rows_in_place(b, next) : -1;
    cycle_release(&b->cycle);
    if (rows < 0)
        b->stop = beginning_of(b, next);
    b->listing = next;
    b->cycle.number = number;
    if (!next)
        return;
    cycle_init(&b->cycle, next);
    b->cycle.number = number;
    b->begins_cycle = rows <= 0;
    for (int64_t at = 0; at < rows; at++)
        cycle_take(&b->cycle, (uint32_t)at);
}

void belt_set_list(struct belt *b, const struct listing *listing, const struct plan *plan,
                   struct today today, int64_t now_s)
{
    bool none = !listing || !listing->count;
    b->today = today;
    if (!none)
        use_plan(b, plan);
    if (none && !b->moving) {
        belt_clear(b);
        return;
    }
    if (belt_is_empty(b)) {
        start_over(b, listing, !plan->still, now_s);
        count_pages(b);
        return;
    }
    if (plan->still && !b->moving) {
        belt_begin_coming(b, listing);
        return;
    }
    belt_drop_coming(b);
    forget_invisible(b);
    note_higher_rows(b);
    /* What comes in below a standing list, or one that has run out, must be seen for as long as
     * what comes in at the edge. */
    if (!b->moving || b->end < b->offset + belt_view(b))
        b->pause = MAX(b->pause, frames_of(b, b->options.hold_s));
    b->moving = true;
    if (none || plan->still) {
        become_short(b, none ? NULL : listing);
    } else {
        b->stop = -1;
        change_cycle(b, listing);
        b->listing = listing;
    }
    count_pages(b);
    make_stale(b);
}

/* ---- where it is */

void belt_position(const struct belt *b, struct buffer *out)
{
    struct cycle_shown shown[BELT_MAX * PLAN_MAX_COLUMNS];
    int count = 0, visible = b->count;
    if (!b->moving || b->stop >= 0)
        return;
    struct cycle cycle = cycle_copy(&b->cycle);
    for (; visible && is_invisible(b, belt_entry_const(b, visible - 1)); visible--) {
        const struct entry *e = belt_entry_const(b, visible - 1);
        give_back(b, e, &cycle);
        if (follows(b, e))
            cycle_end_again(&cycle);
    }
    /* Who has begun to leave has been seen. */
    int64_t top = b->offset + b->style->layout.place.h;
    for (int i = 0; i < visible; i++) {
        const struct entry *e = belt_entry_const(b, i);
        for (int c = 0; e->kind == ENTRY_LINE && e->y >= top && c < e->count; c++)
            shown[count++] = (struct cycle_shown){ e->cells[c].key, e->cycle != cycle.number };
    }
    cycle_save(&cycle, shown, count, out);
    cycle_release(&cycle);
}

void belt_resume(struct belt *b, const char *text, const struct listing *listing)
{
    free(b->resume);
    b->resume = *text ? xstrdup(text) : NULL;
    b->resumed = listing;
}
