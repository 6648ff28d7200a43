#include "screen/compose.h"

#include "screen/store.h"

/* A sprite that is seen, as drawn: enough to tell whether it has changed, and to draw it again. */
struct placed {
    uint64_t id;
    int x, y, w, h;
    colour ground;
    const struct stored *stored;
    int other; /* the same sprite in the other frame: its number in the band; -1: not there */
};

struct drawn_band {
    struct rect box, outer; /* on the display; with the margin that it goes on in */
    colour ground;
    int count;
    struct placed *placed; /* into the frame's */
};

struct drawn {
    int width, height; /* of the display, as the view sees it */
    int band_count;
    struct drawn_band bands[BANDS];
    struct placed placed[FRAME_MAX_SPRITES];
};

/* The most rectangles that are shown one by one; a full board has 70. On Xvfb a frame's 70 cost the
 * server two thirds of what the one around them all would. */
#define CHANGED_MAX 160

struct compose {
    const struct back_end *back_end;
    void *ctx;
    struct store *store;
    int rotate;
    struct drawn frames[2], *last, *next; /* what stands there; what is to */
    bool stale;                           /* draw everything */

    SDL_Rect changed[CHANGED_MAX]; /* what of the display this frame has drawn over */
    int changed_count;
    struct screen_counts counts;
};

struct compose *compose_new(const struct back_end *back_end, void *back_end_ctx,
                            struct raster *raster, int rotate)
{
    struct compose *c = xcalloc(1, sizeof(*c));
    c->back_end = back_end;
    c->ctx = back_end_ctx;
    c->store = store_new(back_end, back_end_ctx, raster, rotate);
    c->rotate = rotate;
    c->last = &c->frames[0];
    c->next = &c->frames[1];
    c->stale = true;
    return c;
}

void compose_free(struct compose *c)
{
    store_free(c->store);
    free(c);
}

/* Where a rectangle of the frame lies on the display. */
static SDL_Rect turned(const struct rect *r, int rotate, int width, int height)
{
    switch (rotate) {
    case 90:
        return (SDL_Rect){ height - r->y - r->h, r->x, r->h, r->w };
    case 180:
        return (SDL_Rect){ width - r->x - r->w, height - r->y - r->h, r->w, r->h };
    case 270:
        return (SDL_Rect){ r->y, width - r->x - r->w, r->h, r->w };
    default:
        return (SDL_Rect){ r->x, r->y, r->w, r->h };
    }
}

static struct rect box_of(const struct placed *s)
{
    return (struct rect){ s->x, s->y, s->w, s->h };
}

static struct rect moved(struct rect box, int dx, int dy)
{
    box.x += dx;
    box.y += dy;
    return box;
}

static int64_t area(const SDL_Rect *r)
{
    return (int64_t)r->w * r->h;
}

static SDL_Rect joined(const SDL_Rect *a, const SDL_Rect *b)
{
    int x = MIN(a->x, b->x), y = MIN(a->y, b->y);
    int right = MAX(a->x + a->w, b->x + b->w), bottom = MAX(a->y + a->h, b->y + b->h);
    return (SDL_Rect){ x, y, right - x, bottom - y };
}

/* Notes a rectangle of the display to be shown; one that fits another without a gap joins it.
 * Those that do were noted shortly before: to compare with all took a fourth of a frame. */
static void note_changed(struct compose *c, const SDL_Rect *r)
{
    enum { LOOK_BACK = 8 };
    SDL_Rect both;
    for (int i = c->changed_count - 1; i >= MAX(c->changed_count - LOOK_BACK, 0); i--) {
        both = joined(&c->changed[i], r);
        if (area(&both) > area(&c->changed[i]) + area(r))
            continue;
        c->changed[i] = both;
        return;
    }
    if (c->changed_count < CHANGED_MAX)
        c->changed[c->changed_count++] = *r;
    else
        c->changed[CHANGED_MAX - 1] = joined(&c->changed[CHANGED_MAX - 1], r);
}

/* Fills what of `box` lies in `within`. */
static void fill(struct compose *c, const struct rect *box, const struct rect *within,
                 colour ground)
{
    struct rect visible = rect_intersection(box, within);
    if (rect_is_empty(&visible))
        return;
    SDL_Rect at = turned(&visible, c->rotate, c->next->width, c->next->height);
    c->back_end->fill(c->ctx, &at, ground);
    note_changed(c, &at);
    c->counts.copied += (uint64_t)visible.w * (uint64_t)visible.h;
}

/* Ground where `box` was, and is not any more: it has moved by dx, dy. */
static void fill_behind(struct compose *c, struct rect box, const struct rect *within,
                        colour ground, int dx, int dy)
{
    if (abs(dx) >= box.w || abs(dy) >= box.h) {
        fill(c, &box, within, ground);
        return;
    }
    struct rect rows = { box.x, dy > 0 ? box.y : box.y + box.h + dy, box.w, abs(dy) };
    struct rect columns = { dx > 0 ? box.x : box.x + box.w + dx, box.y, abs(dx), box.h };
    fill(c, &rows, within, ground);
    fill(c, &columns, within, ground);
}

/* ---- a sprite's ink */

static struct rect ink_box(const struct placed *s, int i)
{
    return moved(s->stored->ink.boxes[i], s->x, s->y);
}

/* Draws what of `box` lies in the band: a sprite's box of ink, or that with some ground around. */
static void draw_ink(struct compose *c, const struct drawn_band *band, const struct placed *s,
                     int i, const struct rect *box)
{
    const struct stored *stored = s->stored;
    struct rect visible = rect_intersection(box, &band->box);
    if (rect_is_empty(&visible))
        return;
    /* A rule across the list is a column of single pixels where the board is turned: there is
     * nothing to be read for them. */
    if (stored->ink.plain[i]) {
        fill(c, &visible, &visible, stored->ink.colours[i]);
        return;
    }
    struct rect in_image = { visible.x - s->x - stored->kept[i].x + stored->at[i].x,
                             visible.y - s->y - stored->kept[i].y + stored->at[i].y, visible.w,
                             visible.h };
    SDL_Rect from = turned(&in_image, c->rotate, stored->width, stored->height);
    SDL_Rect to = turned(&visible, c->rotate, c->next->width, c->next->height);
    c->back_end->copy(c->ctx, stored->image, &from, &to);
    note_changed(c, &to);
    c->counts.copied += (uint64_t)visible.w * (uint64_t)visible.h;
}

/* ---- all of a band, whatever was there */

/* The margin beside a band that lies at the frame's edge. */
static void draw_margin(struct compose *c, const struct drawn_band *band)
{
    const struct rect *in = &band->box, *out = &band->outer;
    const struct rect strips[] = {
        { out->x, out->y, out->w, in->y - out->y },
        { out->x, in->y + in->h, out->w, out->y + out->h - in->y - in->h },
        { out->x, in->y, in->x - out->x, in->h },
        { in->x + in->w, in->y, out->x + out->w - in->x - in->w, in->h },
    };
    for (size_t i = 0; i < COUNT(strips); i++)
        fill(c, &strips[i], out, band->ground);
}

static bool has_own_ground(const struct drawn_band *band, const struct placed *s)
{
    return s->ground != band->ground;
}

/* Whether a picture has a ground of its own, and lies at an edge where its band has a margin:
 * then that ground goes on there. */
static bool reaches_out(const struct drawn_band *band, const struct placed *s)
{
    const struct rect *in = &band->box, *out = &band->outer;
    bool left = out->x < in->x && s->x <= in->x;
    bool right = out->x + out->w > in->x + in->w && s->x + s->w >= in->x + in->w;
    return (left || right) && has_own_ground(band, s);
}

static void draw_edges(struct compose *c, const struct drawn_band *band)
{
    const struct rect *in = &band->box, *out = &band->outer;
    for (int i = 0; i < band->count; i++) {
        const struct placed *s = &band->placed[i];
        if (!reaches_out(band, s))
            continue;
        struct rect box = box_of(s), visible = rect_intersection(&box, in);
        struct rect left = { out->x, visible.y, in->x - out->x, visible.h };
        struct rect right = { in->x + in->w, visible.y, out->x + out->w - in->x - in->w,
                              visible.h };
        if (s->x <= in->x)
            fill(c, &left, out, s->ground);
        if (s->x + s->w >= in->x + in->w)
            fill(c, &right, out, s->ground);
    }
}

static void draw_sprite(struct compose *c, const struct drawn_band *band, const struct placed *s)
{
    struct rect box = box_of(s);
    if (has_own_ground(band, s))
        fill(c, &box, &band->box, s->ground);
    for (int i = 0; i < s->stored->ink.count; i++) {
        box = ink_box(s, i);
        draw_ink(c, band, s, i, &box);
    }
}

static void draw_band(struct compose *c, const struct drawn_band *band)
{
    int64_t covered = 0;
    draw_margin(c, band);
    for (int i = 0; i < band->count; i++) {
        struct rect box = box_of(&band->placed[i]), visible = rect_intersection(&box, &band->box);
        if (has_own_ground(band, &band->placed[i]))
            covered += (int64_t)visible.w * visible.h;
    }
    if (covered < (int64_t)band->box.w * band->box.h)
        fill(c, &band->box, &band->box, band->ground);
    for (int i = 0; i < band->count; i++) {
        /* Read back long after it was drawn, a picture may be gone. */
        if (band->placed[i].stored->id == band->placed[i].id)
            draw_sprite(c, band, &band->placed[i]);
    }
    draw_edges(c, band);
}

/* ---- drawing over the frame before: only ink moves, the ground is there */

static int find_placed(const struct drawn_band *band, uint64_t id, int first)
{
    for (int n = 0; n < band->count; n++) {
        int i = first + n < band->count ? first + n : first + n - band->count;
        if (band->placed[i].id == id && band->placed[i].other < 0)
            return i;
    }
    return -1;
}

/* Which sprites are in both frames; a picture that is there twice is two. Most sprites keep their
 * order: the next is looked for behind the last. */
static void pair(struct drawn_band *before, struct drawn_band *now)
{
    int next = 0;
    for (int i = 0; i < before->count; i++)
        before->placed[i].other = -1;
    for (int i = 0; i < now->count; i++) {
        int found = find_placed(before, now->placed[i].id, next);
        now->placed[i].other = found;
        if (found < 0)
            continue;
        before->placed[found].other = i;
        next = found + 1 < before->count ? found + 1 : 0;
    }
}

/* A box of ink on the screen, grown to cover where it was, too: what lies between is ground of
 * the same picture, and one copy does for both. False where that reaches beyond what is kept. */
static bool grow_over_trace(const struct placed *old, const struct placed *s, int i,
                            struct rect *box)
{
    int dx = s->x - old->x, dy = s->y - old->y;
    struct rect kept = moved(s->stored->kept[i], s->x, s->y);
    struct rect grown = { box->x - MAX(dx, 0), box->y - MAX(dy, 0), box->w + abs(dx),
                          box->h + abs(dy) };
    if (s->stored->ink.plain[i] || grown.x < kept.x || grown.y < kept.y ||
        grown.x + grown.w > kept.x + kept.w || grown.y + grown.h > kept.y + kept.h)
        return false;
    *box = grown;
    return true;
}

/* The band's ground where a sprite was and is not any more: under a ground of its own, or under
 * its ink. */
static void leave(struct compose *c, const struct drawn_band *band, const struct placed *old,
                  const struct placed *s)
{
    struct rect box = box_of(old), there;
    int dx = s ? s->x - old->x : old->w, dy = s ? s->y - old->y : old->h;
    if (has_own_ground(band, old)) {
        fill_behind(c, box, &band->box, band->ground, dx, dy);
        return;
    }
    for (int i = 0; i < old->stored->ink.count; i++) {
        box = ink_box(old, i);
        there = moved(box, dx, dy);
        if (!s || !grow_over_trace(old, s, i, &there))
            fill_behind(c, box, &band->box, band->ground, dx, dy);
    }
}

/* A sprite that was elsewhere in the frame before. */
static void arrive(struct compose *c, const struct drawn_band *band, const struct placed *old,
                   const struct placed *s)
{
    struct rect box = box_of(s), within = rect_intersection(&box, &band->box);
    int dx = s->x - old->x, dy = s->y - old->y;
    bool own = has_own_ground(band, s);
    if (own)
        fill_behind(c, box, &band->box, s->ground, -dx, -dy);
    for (int pass = own ? 0 : 1; pass < 2; pass++) {
        for (int i = 0; i < s->stored->ink.count; i++) {
            box = ink_box(s, i);
            bool grown = grow_over_trace(old, s, i, &box);
            if (pass)
                draw_ink(c, band, s, i, &box);
            else if (!grown)
                fill_behind(c, ink_box(old, i), &within, s->ground, dx, dy);
        }
    }
}

/* After pictures have moved: as wide as the margin only, so all of it. */
static void renew_margin(struct compose *c, const struct drawn_band *before,
                         const struct drawn_band *now)
{
    bool reaches = false;
    for (int i = 0; i < before->count && !reaches; i++)
        reaches = reaches_out(before, &before->placed[i]);
    for (int i = 0; i < now->count && !reaches; i++)
        reaches = reaches_out(now, &now->placed[i]);
    if (!reaches)
        return;
    draw_margin(c, now);
    draw_edges(c, now);
}

/* Sprites of a band do not overlap, so that ground first and ink afterwards is right. */
static void update_band(struct compose *c, struct drawn_band *before, struct drawn_band *now)
{
    pair(before, now);
    for (int i = 0; i < before->count; i++) {
        const struct placed *old = &before->placed[i];
        leave(c, now, old, old->other < 0 ? NULL : &now->placed[old->other]);
    }
    for (int i = 0; i < now->count; i++) {
        const struct placed *s = &now->placed[i],
                            *old = s->other < 0 ? NULL : &before->placed[s->other];
        if (!old)
            draw_sprite(c, now, s);
        else if (old->x != s->x || old->y != s->y)
            arrive(c, now, old, s);
    }
    renew_margin(c, before, now);
}

/* ---- frames */

static void note_sprites(struct compose *c, const struct frame *frame, const struct band *band,
                         struct drawn_band *ret)
{
    for (int i = band->first; i < band->first + band->count; i++) {
        const struct sprite *s = &frame->sprites[i];
        struct rect box = { s->x + frame->margin.left, s->y + frame->margin.top, s->picture->w,
                            s->picture->h };
        struct rect visible = rect_intersection(&box, &ret->box);
        if (rect_is_empty(&visible))
            continue;
        ret->placed[ret->count++] = (struct placed){
            s->picture->id,         box.x,       box.y, box.w, box.h, s->picture->ground,
            store_get(c->store, i), .other = -1,
        };
    }
}

/* A window of a few pixels is smaller than the parts of a board; what lies beyond it is neither drawn
 * nor sent: the X server ends programs that ask for that. */
static void note_band(const struct frame *frame, const struct band *band,
                      const struct rect *display, struct drawn_band *ret)
{
    const struct rect *b = &band->box;
    int left = frame->margin.left, top = frame->margin.top;
    int more_left = b->x == 0 ? left : 0, more_top = b->y == 0 ? top : 0;
    int more_right = b->x + b->w == frame->width ? frame->margin.right : 0;
    int more_bottom = b->y + b->h == frame->height ? frame->margin.bottom : 0;
    ret->box = (struct rect){ b->x + left, b->y + top, b->w, b->h };
    ret->outer = (struct rect){ ret->box.x - more_left, ret->box.y - more_top,
                                b->w + more_left + more_right, b->h + more_top + more_bottom };
    ret->box = rect_intersection(&ret->box, display);
    ret->outer = rect_intersection(&ret->outer, display);
    ret->ground = band->ground;
    ret->count = 0;
}

static void note_frame(struct compose *c, const struct frame *frame, struct drawn *ret)
{
    struct placed *placed = ret->placed;
    ret->width = frame->margin.left + frame->width + frame->margin.right;
    ret->height = frame->margin.top + frame->height + frame->margin.bottom;
    const struct rect display = { 0, 0, ret->width, ret->height };
    ret->band_count = frame->band_count;
    for (int i = 0; i < frame->band_count; i++) {
        ret->bands[i].placed = placed;
        note_band(frame, &frame->bands[i], &display, &ret->bands[i]);
        note_sprites(c, frame, &frame->bands[i], &ret->bands[i]);
        placed += ret->bands[i].count;
    }
}

static bool same_ground(const struct drawn_band *a, const struct drawn_band *b)
{
    return a->ground == b->ground && memcmp(&a->box, &b->box, sizeof(a->box)) == 0 &&
           memcmp(&a->outer, &b->outer, sizeof(a->outer)) == 0;
}

static bool same_band(const struct drawn_band *a, const struct drawn_band *b)
{
    bool same = same_ground(a, b) && a->count == b->count;
    for (int i = 0; i < a->count && same; i++)
        same = a->placed[i].id == b->placed[i].id && a->placed[i].x == b->placed[i].x &&
               a->placed[i].y == b->placed[i].y;
    return same;
}

static bool same_size(const struct drawn *a, const struct drawn *b)
{
    return a->width == b->width && a->height == b->height;
}

static bool same_frame(const struct drawn *a, const struct drawn *b)
{
    bool same = same_size(a, b) && a->band_count == b->band_count;
    for (int i = 0; i < a->band_count && same; i++)
        same = same_band(&a->bands[i], &b->bands[i]);
    return same;
}

/* The next frame; of what stands there, it draws only what has changed, unless it is `anew`. */
static void draw(struct compose *c, bool anew)
{
    c->changed_count = 0;
    for (int i = 0; i < c->next->band_count; i++) {
        struct drawn_band *now = &c->next->bands[i];
        struct drawn_band *before = !anew && i < c->last->band_count ? &c->last->bands[i] : NULL;
        if (rect_is_empty(&now->box) || (before && same_band(before, now)))
            continue;
        if (before && same_ground(before, now))
            update_band(c, before, now);
        else
            draw_band(c, now);
    }
}

bool compose_present(struct compose *c, const struct frame *frame, struct error *err)
{
    bool anew = c->stale, kept;
    c->stale = true; /* unless this frame comes to its end */
    if (!store_prepare(c->store, frame, &anew, err))
        return false;
    note_frame(c, frame, c->next);
    if (!anew && same_frame(c->next, c->last)) {
        c->stale = false;
        return true;
    }
    if (!c->back_end->begin(c->ctx, &kept, err))
        return false;
    draw(c, anew || !kept || !same_size(c->next, c->last));
    struct drawn *drawn = c->next;
    c->next = c->last;
    c->last = drawn;
    c->stale = false;
    c->counts.frames++;
    return c->back_end->end(c->ctx, c->changed, c->changed_count, err);
}

SDL_Surface *compose_read(struct compose *c)
{
    bool kept;
    struct error err = { "" };
    if (!c->back_end->begin(c->ctx, &kept, &err))
        return NULL;
    if (!kept) {
        c->next->width = c->last->width;
        c->next->height = c->last->height;
        for (int i = 0; i < c->last->band_count; i++)
            draw_band(c, &c->last->bands[i]);
    }
    return c->back_end->read(c->ctx);
}

void compose_forget(struct compose *c)
{
    c->stale = true;
}

void compose_forget_images(struct compose *c)
{
    c->stale = true;
    store_forget(c->store);
}

void compose_add_counts(const struct compose *c, struct screen_counts *counts)
{
    counts->frames += c->counts.frames;
    counts->copied += c->counts.copied;
    store_counts(c->store, &counts->rastered, &counts->rastered_px);
    if (c->back_end->add_counts)
        c->back_end->add_counts(c->ctx, counts);
}
