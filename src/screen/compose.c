#include "screen/compose_parts.h"

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
            compose_update_band(c, before, now);
        else
            compose_draw_band(c, now);
    }
}

void compose_draw_ahead(struct compose *c, const struct frame *frame)
{
    bool lost = false;
    struct error err = { "" };
    if (!store_prepare(c->store, frame, &lost, &err) || lost)
        c->stale = true;
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
        return !c->back_end->look || c->back_end->look(c->ctx, err);
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
    int w, h;
    c->back_end->size(c->ctx, &w, &h);
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, w, h, 24, SDL_PIXELFORMAT_RGB24);
    if (surface && !compose_copy(c, SDL_PIXELFORMAT_RGB24, surface->pixels, surface->pitch)) {
        SDL_FreeSurface(surface);
        surface = NULL;
    }
    return surface;
}

bool compose_copy(struct compose *c, uint32_t format, void *pixels, int pitch)
{
    bool kept = false;
    struct error err = { "" };
    bool begun = c->back_end->begin_read ? c->back_end->begin_read(c->ctx, &err)
                                         : c->back_end->begin(c->ctx, &kept, &err);
    if (!begun)
        return false;
    if (!kept) {
        c->next->width = c->last->width;
        c->next->height = c->last->height;
        for (int i = 0; i < c->last->band_count; i++)
            compose_draw_band(c, &c->last->bands[i]);
    }
    return c->back_end->read(c->ctx, format, pixels, pitch);
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
    uint64_t pictures, pixels;
    store_counts(c->store, &pictures, &pixels);
    counts->rastered += pictures;
    counts->rastered_px += pixels;
    if (c->back_end->add_counts)
        c->back_end->add_counts(c->ctx, counts);
}

int compose_images(const struct compose *c)
{
    return store_images(c->store);
}
