#include "screen/store.h"

#include "base/memory.h"

#define BUCKETS     512
#define FULL_FRAMES 60
#define CANVAS_KEPT (1024 * 1024)

/* Ground is kept around ink, of a width of this share of the picture's height, within limits: a box
 * that has moved by no more is copied with where it was, so that one copy does for both. Without
 * it a frame took a sixth more instructions. */
#define AROUND_SHARE 36
#define AROUND_MIN   2
#define AROUND_MAX   4

struct store {
    const struct back_end *back_end;
    void *ctx;
    struct raster *raster;
    int rotate;

    struct stored all[2 * FRAME_MAX_SPRITES]; /* of this frame and the one before */
    int count;                                /* of the places that have ever been taken */
    struct stored *free;
    struct stored *buckets[BUCKETS]; /* by id */
    struct stored *now[FRAME_MAX_SPRITES];
    uint64_t frame_number;
    uint64_t full_until; /* there was no room for what waits: not tried before that frame */
    uint64_t pictures, pixels;
    /* What pictures are drawn in, one after the other: memory that is new for each takes the kernel as long as the
     * drawing. It stays for those of rows; a large one is for the pictures of one frame. */
    void *canvas;
    size_t canvas_size;
};

struct store *store_new(const struct back_end *back_end, void *back_end_ctx, struct raster *raster,
                        int rotate)
{
    struct store *s = xcalloc(1, sizeof(*s));
    s->back_end = back_end;
    s->ctx = back_end_ctx;
    s->raster = raster;
    s->rotate = rotate;
    return s;
}

/* ---- pixels */

/* SDL would find a large one's memory page by page. */
static SDL_Surface *new_large_surface(int w, int h)
{
    size_t line = (size_t)w * sizeof(Uint32);
    void *pixels = SDL_calloc((size_t)h, line);
    if (!pixels)
        return NULL;
    memory_populate(pixels, line * (size_t)h);
    SDL_Surface *s =
        SDL_CreateRGBSurfaceWithFormatFrom(pixels, w, h, 32, (int)line, SDL_PIXELFORMAT_RGB888);
    if (s)
        s->flags &= ~(Uint32)SDL_PREALLOC; /* its own: SDL frees them with it */
    else
        SDL_free(pixels);
    return s;
}

static SDL_Surface *new_surface(int w, int h)
{
    w = MAX(w, 1);
    h = MAX(h, 1);
    if ((size_t)w * (size_t)h * sizeof(Uint32) >= MEMORY_LARGE)
        return new_large_surface(w, h);
    return SDL_CreateRGBSurfaceWithFormat(0, w, h, 32, SDL_PIXELFORMAT_RGB888);
}

static size_t canvas_size(const struct picture *picture)
{
    return (size_t)MAX(picture->w, 1) * (size_t)MAX(picture->h, 1) * sizeof(Uint32);
}

static void free_canvas(struct store *s)
{
    free(s->canvas);
    s->canvas = NULL;
    s->canvas_size = 0;
}

static void make_canvas(struct store *s, size_t size)
{
    if (size <= s->canvas_size)
        return;
    free_canvas(s);
    s->canvas = xmalloc(MAX(size, MEMORY_LARGE)); /* images that stay would lie behind it */
    s->canvas_size = size;
    memory_populate(s->canvas, size);
}

/* Pixels of any colour, valid until the canvas is made larger or freed. */
static SDL_Surface *on_canvas(struct store *s, const struct picture *picture)
{
    int w = MAX(picture->w, 1), h = MAX(picture->h, 1);
    make_canvas(s, canvas_size(picture));
    return SDL_CreateRGBSurfaceWithFormatFrom(s->canvas, w, h, 32, w * (int)sizeof(Uint32),
                                              SDL_PIXELFORMAT_RGB888);
}

static void add_around(struct stored *s, const struct picture *picture)
{
    const struct rect whole = { 0, 0, picture->w, picture->h };
    int around = MIN(MAX(picture->h / AROUND_SHARE, AROUND_MIN), AROUND_MAX);
    for (int i = 0; i < s->ink.count; i++) {
        const struct rect *box = &s->ink.boxes[i];
        struct rect with = { box->x - around, box->y - around, box->w + 2 * around,
                             box->h + 2 * around };
        s->kept[i] = rect_intersection(&with, &whole);
        s->alone[i] = true;
        for (int j = 0; j < s->ink.count; j++) {
            const struct rect reach = { box->x - 2 * around, box->y - 2 * around,
                                        box->w + 4 * around, box->h + 4 * around };
            struct rect shared = rect_intersection(&reach, &s->ink.boxes[j]);
            s->alone[i] &= j == i || rect_is_empty(&shared);
        }
    }
}

/* Places the boxes, in this order, each on the first shelf that has room for it; the shelves have
 * one width. Returns how high they are together. */
static int place(struct stored *s, const int *order, int count, int width)
{
    struct {
        int taken, y;
    } shelves[INK_MAX];
    int shelf_count = 0, height = 0;
    for (int n = 0; n < count; n++) {
        const struct rect *kept = &s->kept[order[n]];
        int i = 0;
        while (i < shelf_count && shelves[i].taken + kept->w > width)
            i++;
        if (i == shelf_count) {
            shelves[shelf_count].taken = 0;
            shelves[shelf_count++].y = height;
            height += kept->h; /* the others are lower */
        }
        s->at[order[n]].x = shelves[i].taken;
        s->at[order[n]].y = shelves[i].y;
        shelves[i].taken += kept->w;
    }
    return height;
}

/* Packs the boxes into one image, as small as it gets: the highest first, on shelves that are as
 * wide as the first few are together. Most of a picture is ground: this takes half of its pixels. */
static void pack(struct stored *s)
{
    int order[INK_MAX], count = 0, widest = 0, width = 0;
    for (int i = 0; i < s->ink.count; i++) {
        if (s->ink.plain[i])
            continue;
        int n = count++;
        for (; n && s->kept[order[n - 1]].h < s->kept[i].h; n--)
            order[n] = order[n - 1];
        order[n] = i;
        widest = MAX(widest, s->kept[i].w);
    }
    for (int n = 0; n < count; n++) {
        width += s->kept[order[n]].w;
        int tried = MAX(width, widest), height = place(s, order, count, tried);
        if (s->width && (int64_t)tried * height >= (int64_t)s->width * s->height)
            continue;
        s->width = tried;
        s->height = height;
    }
    place(s, order, count, s->width);
}

static SDL_Surface *packed(const struct stored *s, SDL_Surface *pixels)
{
    SDL_Surface *to = new_surface(s->width, s->height);
    for (int i = 0; to && i < s->ink.count; i++) {
        const struct rect *kept = &s->kept[i];
        SDL_Rect from = { kept->x, kept->y, kept->w, kept->h };
        SDL_Rect at = { s->at[i].x, s->at[i].y, 0, 0 };
        if (!s->ink.plain[i])
            SDL_BlitSurface(pixels, &from, to, &at);
    }
    return to;
}

/* Takes the surface. */
static SDL_Surface *turn(SDL_Surface *pixels, int rotate)
{
    bool on_side = rotate % 180 != 0;
    SDL_Surface *to = new_surface(on_side ? pixels->h : pixels->w, on_side ? pixels->w : pixels->h);
    if (to)
        raster_turn(pixels, rotate, to);
    SDL_FreeSurface(pixels);
    return to;
}

static bool make(struct store *s, const struct picture *picture, struct stored *ret)
{
    SDL_Surface *whole = on_canvas(s, picture);
    if (!whole)
        return false;
    raster_picture(s->raster, picture, whole);
    *ret = (struct stored){ .id = picture->id,
                            .ink = ink_find(picture, whole, s->rotate % 180 != 0),
                            .used = s->frame_number };
    add_around(ret, picture);
    pack(ret);
    s->pictures++;
    s->pixels += (uint64_t)picture->w * (uint64_t)picture->h;
    SDL_Surface *pixels = ret->width ? packed(ret, whole) : NULL;
    SDL_FreeSurface(whole);
    if (pixels && s->rotate)
        pixels = turn(pixels, s->rotate);
    ret->image = pixels ? s->back_end->image_new(s->ctx, pixels) : NULL;
    return ret->image || !ret->width;
}

/* ---- what is kept */

static struct stored **bucket(struct store *s, uint64_t id)
{
    return &s->buckets[id % BUCKETS];
}

static struct stored *find(struct store *s, uint64_t id)
{
    struct stored *found = *bucket(s, id);
    while (found && found->id != id)
        found = found->next;
    return found;
}

static void drop(struct store *s, struct stored *old)
{
    struct stored **at = bucket(s, old->id);
    while (*at != old)
        at = &(*at)->next;
    *at = old->next;
    if (old->image)
        s->back_end->image_free(s->ctx, old->image);
    *old = (struct stored){ .next = s->free };
    s->free = old;
}

/* Images stay that this frame mentions, or one of the `more` before it. */
static void evict(struct store *s, uint64_t more)
{
    for (int i = 0; i < s->count; i++) {
        if (s->all[i].id && s->all[i].used + more < s->frame_number)
            drop(s, &s->all[i]);
    }
}

void store_forget(struct store *s)
{
    for (int i = 0; i < s->count; i++) {
        if (s->all[i].id)
            drop(s, &s->all[i]);
    }
}

void store_free(struct store *s)
{
    store_forget(s);
    free_canvas(s);
    free(s);
}

static bool add(struct store *s, const struct picture *picture, bool *lost, struct error *err)
{
    struct stored made;
    bool ok = make(s, picture, &made);
    if (!ok && lost) {
        /* A back end may have no more room for pictures: those of the frame before go, too. */
        evict(s, 0);
        *lost = true;
        ok = make(s, picture, &made);
    }
    struct stored *place = s->free ? s->free : &s->all[s->count];
    if (!ok)
        return error_set(err, "a picture of %dx%d cannot be drawn: %s", picture->w, picture->h,
                         SDL_GetError());
    if (s->free)
        s->free = s->free->next;
    else
        s->count++;
    *place = made;
    struct stored **head = bucket(s, made.id);
    place->next = *head;
    *head = place;
    return true;
}

/* How far a sprite is from where it would be seen, in pixels; 0: it is seen. */
static int distance(const struct band *band, const struct sprite *sprite)
{
    const struct rect *in = &band->box;
    int right = sprite->x + sprite->picture->w, bottom = sprite->y + sprite->picture->h;
    int x = MAX(in->x - right + 1, sprite->x - (in->x + in->w) + 1);
    int y = MAX(in->y - bottom + 1, sprite->y - (in->y + in->h) + 1);
    return MAX(MAX(x, y), 0);
}

static bool prepare(struct store *s, const struct frame *frame, bool *lost, struct error *err)
{
    s->frame_number++;
    for (int i = 0; i < frame->sprite_count; i++) {
        s->now[i] = find(s, frame->sprites[i].picture->id);
        if (s->now[i])
            s->now[i]->used = s->frame_number;
    }
    /* What neither this frame nor the one before mentions goes, and makes room for what is new:
     * each mentions FRAME_MAX_SPRITES at most. */
    evict(s, 1);
    size_t largest = 0;
    for (int i = 0; i < frame->sprite_count; i++) {
        if (!s->now[i])
            largest = MAX(largest, canvas_size(frame->sprites[i].picture));
    }
    make_canvas(s, largest);
    uint64_t before = s->pictures;
    int next = -1, nearest = INT32_MAX;
    for (int b = 0; b < frame->band_count; b++) {
        const struct band *band = &frame->bands[b];
        for (int i = band->first; i < band->first + band->count; i++) {
            const struct sprite *sprite = &frame->sprites[i];
            int away = s->now[i] ? INT32_MAX : distance(band, sprite);
            /* A picture may be there twice, and have been made a moment ago. */
            if (away == 0 && !find(s, sprite->picture->id) && !add(s, sprite->picture, lost, err))
                return false;
            if (away == 0)
                s->now[i] = find(s, sprite->picture->id);
            if (away > 0 && away < nearest) {
                nearest = away;
                next = i;
            }
        }
    }
    if (next < 0 || s->pictures != before)
        return true;
    struct error later = { "" };
    if (s->frame_number < s->full_until)
        return true;
    if (!add(s, frame->sprites[next].picture, NULL, &later))
        s->full_until = s->frame_number + FULL_FRAMES; /* or until it is seen */
    else
        s->now[next] = find(s, frame->sprites[next].picture->id);
    return true;
}

bool store_prepare(struct store *s, const struct frame *frame, bool *lost, struct error *err)
{
    bool ok = prepare(s, frame, lost, err);
    if (s->canvas_size > CANVAS_KEPT)
        free_canvas(s);
    return ok;
}

const struct stored *store_get(const struct store *s, int i)
{
    return s->now[i];
}

void store_counts(const struct store *s, uint64_t *ret_pictures, uint64_t *ret_pixels)
{
    *ret_pictures = s->pictures;
    *ret_pixels = s->pixels;
}

int store_images(const struct store *s)
{
    int images = 0;
    for (int i = 0; i < s->count; i++)
        images += s->all[i].image != NULL;
    return images;
}
