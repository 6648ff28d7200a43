#include "screen/compose.h"

/* A band's sprites as last drawn: enough to tell whether it has changed, and to draw it again. */
struct placed {
    uint64_t id;
    int x, y, w, h;
};

struct drawn_band {
    struct rect box;
    colour ground;
    int count;
    struct placed placed[FRAME_MAX_SPRITES];
};

struct cached {
    uint64_t id; /* of the picture */
    struct image *image;
    uint64_t used; /* the frame that last mentioned it */
};

struct compose {
    const struct back_end *back_end;
    void *ctx;
    struct raster *raster;
    int rotate;
    int width, height; /* of the last frame, as the view sees it */

    struct drawn_band bands[BANDS];
    int band_count;
    bool stale; /* draw everything */

    struct cached cache[FRAME_MAX_SPRITES];
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
    for (int i = 0; i < c->cache_count; i++)
        c->back_end->image_free(c->ctx, c->cache[i].image);
    free(c);
}

static SDL_Surface *new_surface(int w, int h)
{
    return SDL_CreateRGBSurfaceWithFormat(0, MAX(w, 1), MAX(h, 1), 32, SDL_PIXELFORMAT_RGB888);
}

static struct image *make_image(struct compose *c, const struct picture *picture)
{
    SDL_Surface *pixels = new_surface(picture->w, picture->h);
    if (!pixels)
        return NULL;
    raster_picture(c->raster, picture, pixels);
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
    return pixels ? c->back_end->image_new(c->ctx, pixels) : NULL;
}

static struct cached *find(struct compose *c, uint64_t id)
{
    for (int i = 0; i < c->cache_count; i++) {
        if (c->cache[i].id == id)
            return &c->cache[i];
    }
    return NULL;
}

/* Images that the frame does not mention go, before new ones come: the cache holds one frame's. */
static void evict(struct compose *c, const struct frame *frame)
{
    c->frame_number++;
    for (int i = 0; i < frame->sprite_count; i++) {
        struct cached *cached = find(c, frame->sprites[i].picture->id);
        if (cached)
            cached->used = c->frame_number;
    }
    for (int i = 0; i < c->cache_count;) {
        if (c->cache[i].used == c->frame_number) {
            i++;
            continue;
        }
        c->back_end->image_free(c->ctx, c->cache[i].image);
        c->cache[i] = c->cache[--c->cache_count];
    }
}

/* Every picture of the frame gets its image, also those that wait beyond an edge. */
static bool prepare(struct compose *c, const struct frame *frame, struct error *err)
{
    evict(c, frame);
    for (int i = 0; i < frame->sprite_count; i++) {
        const struct picture *picture = frame->sprites[i].picture;
        if (find(c, picture->id))
            continue;
        struct image *image = make_image(c, picture);
        if (!image)
            return error_set(err, "a picture of %dx%d cannot be drawn: %s", picture->w, picture->h,
                             SDL_GetError());
        c->cache[c->cache_count++] =
            (struct cached){ .id = picture->id, .image = image, .used = c->frame_number };
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

static struct rect intersection(const struct rect *a, const struct rect *b)
{
    int x = MAX(a->x, b->x), y = MAX(a->y, b->y);
    int right = MIN(a->x + a->w, b->x + b->w), bottom = MIN(a->y + a->h, b->y + b->h);
    return (struct rect){ x, y, MAX(right - x, 0), MAX(bottom - y, 0) };
}

static void draw_band(struct compose *c, const struct drawn_band *band)
{
    int64_t covered = 0;
    for (int i = 0; i < band->count; i++) {
        const struct placed *s = &band->placed[i];
        struct rect visible = intersection(&(struct rect){ s->x, s->y, s->w, s->h }, &band->box);
        covered += (int64_t)visible.w * visible.h;
    }
    SDL_Rect box = turned(&band->box, c->rotate, c->width, c->height);
    if (covered < (int64_t)band->box.w * band->box.h)
        c->back_end->fill(c->ctx, &box, band->ground);
    for (int i = 0; i < band->count; i++) {
        const struct placed *s = &band->placed[i];
        struct rect visible = intersection(&(struct rect){ s->x, s->y, s->w, s->h }, &band->box);
        const struct cached *cached = find(c, s->id);
        if (!visible.w || !visible.h || !cached)
            continue;
        struct rect part = { visible.x - s->x, visible.y - s->y, visible.w, visible.h };
        SDL_Rect from = turned(&part, c->rotate, s->w, s->h);
        SDL_Rect to = turned(&visible, c->rotate, c->width, c->height);
        c->back_end->copy(c->ctx, cached->image, &from, &to);
        c->counts.copied += (uint64_t)visible.w * (uint64_t)visible.h;
    }
}

/* Writes down band number `i` of the frame; whether it differs from what was drawn. */
static bool note_band(struct compose *c, const struct frame *frame, int i)
{
    const struct band *band = &frame->bands[i];
    struct drawn_band *drawn = &c->bands[i];
    bool changed = i >= c->band_count || drawn->count != band->count ||
                   drawn->ground != band->ground ||
                   memcmp(&drawn->box, &band->box, sizeof(band->box)) != 0;
    drawn->box = band->box;
    drawn->ground = band->ground;
    drawn->count = band->count;
    for (int j = 0; j < band->count; j++) {
        const struct sprite *s = &frame->sprites[band->first + j];
        struct placed now = { s->picture->id, s->x, s->y, s->picture->w, s->picture->h };
        if (!changed && memcmp(&drawn->placed[j], &now, sizeof(now)) != 0)
            changed = true;
        drawn->placed[j] = now;
    }
    return changed;
}

bool compose_present(struct compose *c, const struct frame *frame, struct error *err)
{
    if (!prepare(c, frame, err))
        return false;
    if (frame->width != c->width || frame->height != c->height)
        c->stale = true;
    c->width = frame->width;
    c->height = frame->height;
    bool changed[BANDS], any = c->stale;
    for (int i = 0; i < frame->band_count; i++) {
        changed[i] = note_band(c, frame, i);
        any |= changed[i];
    }
    c->band_count = frame->band_count;
    if (!any)
        return true;

    bool kept;
    if (!c->back_end->begin(c->ctx, &kept, err))
        return false;
    SDL_Rect rects[BANDS];
    int count = 0;
    for (int i = 0; i < c->band_count; i++) {
        if (kept && !c->stale && !changed[i])
            continue;
        draw_band(c, &c->bands[i]);
        if (c->bands[i].box.w > 0 && c->bands[i].box.h > 0)
            rects[count++] = turned(&c->bands[i].box, c->rotate, c->width, c->height);
    }
    c->stale = false;
    c->counts.frames++;
    return c->back_end->end(c->ctx, rects, count, err);
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

void compose_add_counts(const struct compose *c, struct screen_counts *counts)
{
    counts->frames += c->counts.frames;
    counts->rastered += c->counts.rastered;
    counts->copied += c->counts.copied;
}
