#include "screen/compose.h"

#include "screen/ink.h"

/* A band's sprites as last drawn: enough to tell whether it has changed, and to draw it again. */
struct placed {
    uint64_t id;
    int x, y, w, h;
};

struct drawn_band {
    struct rect box, outer; /* on the display; with the margin that it goes on in */
    colour ground;
    int count;
    struct placed placed[FRAME_MAX_SPRITES];
};

struct cached {
    uint64_t id; /* of the picture */
    colour ground;
    struct ink ink;
    struct image *image;
    uint64_t used; /* the frame that last mentioned it */
};

/* Rectangles that are shown one by one; more would cost the display's
 * server more than they save. */
#define CHANGED_MAX 96

struct compose {
    const struct back_end *back_end;
    void *ctx;
    struct raster *raster;
    int rotate;
    int width, height; /* of the display with the last frame on it, as the view sees it */

    struct drawn_band bands[BANDS],
        before; /* the last frame's; and one as the frame before had it */
    int band_count;
    bool stale; /* draw everything */

    SDL_Rect changed[CHANGED_MAX]; /* what of the display this frame has drawn over */
    int changed_count;

    struct cached cache[2 * FRAME_MAX_SPRITES]; /* of this frame and the one before */
    int cache_count;
    uint64_t frame_number;
    struct screen_counts counts;
};

struct compose *compose_new(const struct back_end *back_end, void *back_end_ctx,
                            struct raster *raster, int rotate)
{
    struct compose *c = xcalloc(1, sizeof(*c));
    c->back_end = back_end;
    c->ctx = back_end_ctx;
    c->raster = raster;
    c->rotate = rotate;
    c->stale = true;
    return c;
}

void compose_free(struct compose *c)
{
    compose_forget_images(c);
    free(c);
}

static SDL_Surface *new_surface(int w, int h)
{
    return SDL_CreateRGBSurfaceWithFormat(0, MAX(w, 1), MAX(h, 1), 32, SDL_PIXELFORMAT_RGB888);
}

static bool make_image(struct compose *c, const struct picture *picture, struct cached *ret)
{
    SDL_Surface *pixels = new_surface(picture->w, picture->h);
    if (!pixels)
        return false;
    raster_picture(c->raster, picture, pixels);
    *ret = (struct cached){
        .id = picture->id,
        .ground = picture->ground,
        .ink = ink_find(picture, pixels, c->rotate % 180 != 0),
        .used = c->frame_number,
    };
    if (c->rotate) {
        bool on_side = c->rotate % 180 != 0;
        SDL_Surface *turned =
            new_surface(on_side ? pixels->h : pixels->w, on_side ? pixels->w : pixels->h);
        if (turned)
            raster_turn(pixels, c->rotate, turned);
        SDL_FreeSurface(pixels);
        pixels = turned;
    }
    c->counts.rastered++;
    ret->image = pixels ? c->back_end->image_new(c->ctx, pixels) : NULL;
    return ret->image != NULL;
}

static struct cached *find(struct compose *c, uint64_t id)
{
    for (int i = 0; i < c->cache_count; i++) {
        if (c->cache[i].id == id)
            return &c->cache[i];
    }
    return NULL;
}

/* Only images stay that this frame mentions, or one of the `more` before it. */
static void drop_images(struct compose *c, uint64_t more)
{
    for (int i = 0; i < c->cache_count;) {
        if (c->cache[i].used + more >= c->frame_number) {
            i++;
            continue;
        }
        c->back_end->image_free(c->ctx, c->cache[i].image);
        c->cache[i] = c->cache[--c->cache_count];
    }
}

/* Images that neither this frame nor the one before mentions go, and make room for the new ones:
 * each mentions FRAME_MAX_SPRITES at most. */
static void evict(struct compose *c, const struct frame *frame)
{
    c->frame_number++;
    for (int i = 0; i < frame->sprite_count; i++) {
        struct cached *cached = find(c, frame->sprites[i].picture->id);
        if (cached)
            cached->used = c->frame_number;
    }
    drop_images(c, 1);
}

/* Every picture of the frame gets its image, also those that wait beyond an edge. */
static bool prepare(struct compose *c, const struct frame *frame, struct error *err)
{
    evict(c, frame);
    for (int i = 0; i < frame->sprite_count; i++) {
        const struct picture *picture = frame->sprites[i].picture;
        if (find(c, picture->id))
            continue;
        bool made = make_image(c, picture, &c->cache[c->cache_count]);
        if (!made) {
            /* A back end that has no more room for pictures: those of the frame before go, too. */
            drop_images(c, 0);
            c->stale = true;
            made = make_image(c, picture, &c->cache[c->cache_count]);
        }
        if (!made)
            return error_set(err, "a picture of %dx%d cannot be drawn: %s", picture->w, picture->h,
                             SDL_GetError());
        c->cache_count++;
    }
    return true;
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

static int64_t area(const SDL_Rect *r)
{
    return (int64_t)r->w * r->h;
}

/* Notes a rectangle of the display to be shown; one that fits another without a gap joins it. */
static void note_changed(struct compose *c, const SDL_Rect *r)
{
    SDL_Rect both;
    for (int i = 0; i < c->changed_count; i++) {
        SDL_UnionRect(&c->changed[i], r, &both);
        if (area(&both) > area(&c->changed[i]) + area(r))
            continue;
        c->changed[i] = both;
        return;
    }
    if (c->changed_count < CHANGED_MAX) {
        c->changed[c->changed_count++] = *r;
        return;
    }
    SDL_UnionRect(&c->changed[CHANGED_MAX - 1], r, &both);
    c->changed[CHANGED_MAX - 1] = both;
}

static void fill(struct compose *c, const struct rect *box, colour ground)
{
    SDL_Rect at = turned(box, c->rotate, c->width, c->height);
    c->back_end->fill(c->ctx, &at, ground);
    note_changed(c, &at);
    c->counts.copied += (uint64_t)box->w * (uint64_t)box->h;
}

/* Copies what of a sprite lies in `box`. */
static void copy(struct compose *c, const struct placed *s, const struct cached *cached,
                 const struct rect *box)
{
    struct rect part = { box->x - s->x, box->y - s->y, box->w, box->h };
    SDL_Rect from = turned(&part, c->rotate, s->w, s->h);
    SDL_Rect to = turned(box, c->rotate, c->width, c->height);
    c->back_end->copy(c->ctx, cached->image, &from, &to);
    note_changed(c, &to);
    c->counts.copied += (uint64_t)box->w * (uint64_t)box->h;
}

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
    for (size_t i = 0; i < COUNT(strips); i++) {
        if (!rect_is_empty(&strips[i]))
            fill(c, &strips[i], band->ground);
    }
}

/* Whether a picture has a ground of its own, and lies at an edge where its band has a margin:
 * then that ground goes on there. */
static bool reaches_out(struct compose *c, const struct drawn_band *band, const struct placed *s)
{
    const struct rect *in = &band->box, *out = &band->outer;
    bool left = out->x < in->x && s->x <= in->x;
    bool right = out->x + out->w > in->x + in->w && s->x + s->w >= in->x + in->w;
    const struct cached *cached = left || right ? find(c, s->id) : NULL;
    return cached && cached->ground != band->ground;
}

static void draw_edges(struct compose *c, const struct drawn_band *band)
{
    const struct rect *in = &band->box, *out = &band->outer;
    for (int i = 0; i < band->count; i++) {
        const struct placed *s = &band->placed[i];
        if (!reaches_out(c, band, s))
            continue;
        struct rect box = box_of(s), visible = rect_intersection(&box, in);
        struct rect left = { out->x, visible.y, in->x - out->x, visible.h };
        struct rect right = { in->x + in->w, visible.y, out->x + out->w - in->x - in->w,
                              visible.h };
        if (s->x <= in->x && !rect_is_empty(&left))
            fill(c, &left, find(c, s->id)->ground);
        if (s->x + s->w >= in->x + in->w && !rect_is_empty(&right))
            fill(c, &right, find(c, s->id)->ground);
    }
}

/* After pictures have moved: as wide as the margin only, so all of it. */
static void renew_margin(struct compose *c, const struct drawn_band *before,
                         const struct drawn_band *now)
{
    bool reaches = false;
    for (int i = 0; i < before->count && !reaches; i++)
        reaches = reaches_out(c, before, &before->placed[i]);
    for (int i = 0; i < now->count && !reaches; i++)
        reaches = reaches_out(c, now, &now->placed[i]);
    if (!reaches)
        return;
    draw_margin(c, now);
    draw_edges(c, now);
}

/* All of it, whatever was there. */
static void draw_band(struct compose *c, const struct drawn_band *band)
{
    int64_t covered = 0;
    draw_margin(c, band);
    for (int i = 0; i < band->count; i++) {
        struct rect box = box_of(&band->placed[i]), visible = rect_intersection(&box, &band->box);
        covered += (int64_t)visible.w * visible.h;
    }
    if (covered < (int64_t)band->box.w * band->box.h)
        fill(c, &band->box, band->ground);
    for (int i = 0; i < band->count; i++) {
        const struct placed *s = &band->placed[i];
        struct rect box = box_of(s), visible = rect_intersection(&box, &band->box);
        const struct cached *cached = find(c, s->id);
        if (cached && !rect_is_empty(&visible))
            copy(c, s, cached, &visible);
    }
    draw_edges(c, band);
}

/* ---- drawing over the frame before: only ink moves, the ground is there */

/* Box number `i` of a sprite's ink, on the screen; false when there are no more. A picture of
 * another ground than its band's is all ink. */
static bool ink_box(const struct drawn_band *band, const struct placed *s,
                    const struct cached *cached, int i, struct rect *ret)
{
    if (cached->ground != band->ground) {
        *ret = box_of(s);
        return i == 0;
    }
    if (i >= cached->ink.count)
        return false;
    *ret = cached->ink.boxes[i];
    ret->x += s->x;
    ret->y += s->y;
    return true;
}

static const struct placed *find_placed(const struct drawn_band *band, uint64_t id, int near)
{
    /* Most sprites keep their place in the order, or move up by one. */
    for (int n = 0, i = MIN(near, band->count - 1); n < band->count;
         n++, i = i ? i - 1 : band->count - 1) {
        if (band->placed[i].id == id)
            return &band->placed[i];
    }
    return NULL;
}

static void clear(struct compose *c, const struct drawn_band *band, struct rect box)
{
    struct rect visible = rect_intersection(&box, &band->box);
    if (!rect_is_empty(&visible))
        fill(c, &visible, band->ground);
}

/* Ground where ink was, and is not any more: `box` has moved by dx, dy. */
static void clear_behind(struct compose *c, const struct drawn_band *band, struct rect box, int dx,
                         int dy)
{
    if (abs(dx) >= box.w || abs(dy) >= box.h) {
        clear(c, band, box);
        return;
    }
    if (dy)
        clear(c, band, (struct rect){ box.x, dy > 0 ? box.y : box.y + box.h + dy, box.w, abs(dy) });
    if (dx)
        clear(c, band, (struct rect){ dx > 0 ? box.x : box.x + box.w + dx, box.y, abs(dx), box.h });
}

/* A box of ink on the screen, grown to cover where it was, too: what lies between is ground of
 * the same picture, and one copy does for both. False where that reaches beyond the picture. */
static bool grow_over_trace(const struct placed *old, const struct placed *s, struct rect *box)
{
    int dx = s->x - old->x, dy = s->y - old->y;
    struct rect grown = { box->x - MAX(dx, 0), box->y - MAX(dy, 0), box->w + abs(dx),
                          box->h + abs(dy) };
    if (grown.x < s->x || grown.y < s->y || grown.x + grown.w > s->x + s->w ||
        grown.y + grown.h > s->y + s->h || abs(dx) >= box->w || abs(dy) >= box->h)
        return false;
    *box = grown;
    return true;
}

/* Whether that box of ink is of one colour: there is nothing to be read for it. */
static bool is_plain(const struct drawn_band *band, const struct cached *cached, int i)
{
    return cached->ground == band->ground && cached->ink.plain[i];
}

static struct rect moved(struct rect box, int dx, int dy)
{
    box.x += dx;
    box.y += dy;
    return box;
}

/* Sprites of a band do not overlap, so that ground first and ink afterwards is right. */
static void update_band(struct compose *c, const struct drawn_band *before,
                        const struct drawn_band *now)
{
    struct rect box;
    for (int i = 0; i < before->count; i++) {
        const struct placed *old = &before->placed[i], *s = find_placed(now, old->id, i);
        const struct cached *cached = find(c, old->id);
        int dx = s ? s->x - old->x : 0, dy = s ? s->y - old->y : 0;
        for (int n = 0; cached && ink_box(before, old, cached, n, &box); n++) {
            struct rect there = moved(box, dx, dy);
            if (!s)
                clear(c, now, box);
            else if (is_plain(now, cached, n) || !grow_over_trace(old, s, &there))
                clear_behind(c, now, box, dx, dy);
        }
    }
    for (int i = 0; i < now->count; i++) {
        const struct placed *s = &now->placed[i], *old = find_placed(before, s->id, i);
        const struct cached *cached = find(c, s->id);
        if (!cached || (old && old->x == s->x && old->y == s->y))
            continue;
        for (int n = 0; ink_box(now, s, cached, n, &box); n++) {
            bool plain = is_plain(now, cached, n);
            if (old && !plain)
                grow_over_trace(old, s, &box);
            struct rect visible = rect_intersection(&box, &now->box);
            if (rect_is_empty(&visible))
                continue;
            /* A rule across the list is a column of single pixels where the board is turned:
             * there is nothing to be read for them. */
            if (plain)
                fill(c, &visible, cached->ink.colours[n]);
            else
                copy(c, s, cached, &visible);
        }
    }
    renew_margin(c, before, now);
}

static void note_band(const struct frame *frame, const struct band *band, struct drawn_band *ret)
{
    const struct rect *b = &band->box;
    int left = frame->margin.left, top = frame->margin.top;
    int more_left = b->x == 0 ? left : 0, more_top = b->y == 0 ? top : 0;
    int more_right = b->x + b->w == frame->width ? frame->margin.right : 0;
    int more_bottom = b->y + b->h == frame->height ? frame->margin.bottom : 0;
    ret->box = (struct rect){ b->x + left, b->y + top, b->w, b->h };
    ret->outer = (struct rect){ ret->box.x - more_left, ret->box.y - more_top,
                                b->w + more_left + more_right, b->h + more_top + more_bottom };
    ret->ground = band->ground;
    ret->count = band->count;
    for (int i = 0; i < band->count; i++) {
        const struct sprite *s = &frame->sprites[band->first + i];
        ret->placed[i] = (struct placed){ s->picture->id, s->x + left, s->y + top, s->picture->w,
                                          s->picture->h };
    }
}

static bool same_ground(const struct drawn_band *a, const struct drawn_band *b)
{
    return a->ground == b->ground && memcmp(&a->box, &b->box, sizeof(a->box)) == 0 &&
           memcmp(&a->outer, &b->outer, sizeof(a->outer)) == 0;
}

static bool same_band(const struct drawn_band *a, const struct drawn_band *b)
{
    return same_ground(a, b) && a->count == b->count &&
           memcmp(a->placed, b->placed, (size_t)a->count * sizeof(*a->placed)) == 0;
}

static void copy_band(struct drawn_band *to, const struct drawn_band *from)
{
    to->box = from->box;
    to->outer = from->outer;
    to->ground = from->ground;
    to->count = from->count;
    memcpy(to->placed, from->placed, (size_t)from->count * sizeof(*from->placed));
}

static int display_width(const struct frame *f)
{
    return f->margin.left + f->width + f->margin.right;
}

static int display_height(const struct frame *f)
{
    return f->margin.top + f->height + f->margin.bottom;
}

/* Whether the frame shows anything else than the last one did. */
static bool has_changed(struct compose *c, const struct frame *frame)
{
    bool changed = c->stale || display_width(frame) != c->width ||
                   display_height(frame) != c->height || frame->band_count != c->band_count;
    for (int i = 0; i < frame->band_count && !changed; i++) {
        note_band(frame, &frame->bands[i], &c->before);
        changed = !same_band(&c->before, &c->bands[i]);
    }
    return changed;
}

bool compose_present(struct compose *c, const struct frame *frame, struct error *err)
{
    if (!prepare(c, frame, err))
        return false;
    if (!has_changed(c, frame))
        return true;
    bool kept;
    if (!c->back_end->begin(c->ctx, &kept, err))
        return false;
    int width = display_width(frame), height = display_height(frame);
    kept &= !c->stale && width == c->width && height == c->height;
    c->width = width;
    c->height = height;
    c->changed_count = 0;
    for (int i = 0; i < frame->band_count; i++) {
        struct drawn_band *now = &c->bands[i];
        bool known = kept && i < c->band_count;
        copy_band(&c->before, now);
        note_band(frame, &frame->bands[i], now);
        if (rect_is_empty(&now->box) || (known && same_band(&c->before, now)))
            continue;
        if (known && same_ground(&c->before, now))
            update_band(c, &c->before, now);
        else
            draw_band(c, now);
    }
    c->band_count = frame->band_count;
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
        for (int i = 0; i < c->band_count; i++)
            draw_band(c, &c->bands[i]);
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
    for (int i = 0; i < c->cache_count; i++)
        c->back_end->image_free(c->ctx, c->cache[i].image);
    c->cache_count = 0;
}

void compose_add_counts(const struct compose *c, struct screen_counts *counts)
{
    counts->frames += c->counts.frames;
    counts->rastered += c->counts.rastered;
    counts->copied += c->counts.copied;
    if (c->back_end->add_counts)
        c->back_end->add_counts(c->ctx, counts);
}
