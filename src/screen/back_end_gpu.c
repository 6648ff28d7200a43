/* SDL_Renderer: pictures lie in a few textures, every frame is drawn whole (the display swaps
 * buffers).
 *
 * Each change of texture is a draw call of its own, and small chips with slow processors beside
 * them are held up by those sooner than by pixels. So pictures share large textures, the sheets
 * (sheet.h), and what a frame fills and copies is gathered and handed over sorted: SDL makes one
 * draw call of fills that follow each other, whatever their colours, and one of copies that follow
 * each other from one texture. A full board is 4 to 6 of them.
 *
 * Nothing is ever stretched or put between pixels, so nothing shimmers, and no pixel of a
 * neighbour on the sheet is looked at. A picture larger than a sheet (the driver's limit may be
 * 2048) is kept in tiles, and so is as sharp as any. */
#include "screen/back_end.h"

#include <glob.h>

#include "screen/screen.h"
#include "screen/sheet.h"

enum {
    /* Of a display's height. Some drivers copy all of a texture when one picture is put into it
     * while the chip is still reading it for the frame before: it must not be too large. */
    SHEET_PART = 2,
    SHEET_MIN_WIDTH = 512, /* in windows that are tiny */
    SHEET_MIN_HEIGHT = 128,
    /* All sheets hold at most so many times the pixels of the display: 33 MB at 1920x1080, 133 MB
     * at 3840x2160. A frame's pictures need 1.5 to 2 of them, with what lies free in between.
     * compose.c keeps the pictures of two frames, which is more only where a board has been made
     * anew; where those do not fit, it drops all but the present frame's. */
    BUDGET_DISPLAYS = 4,
    SHEETS_MAX = 64,   /* of small ones, where the driver's limit is */
    IDLE_FRAMES = 600, /* that a sheet stays without a picture: boards come and go */
    FILLS_MAX = 256,
    COPIES_MAX = 1024,
};

struct sheet_texture {
    SDL_Texture *texture; /* NULL: no sheet */
    struct sheet *places;
    int w, h;
    uint64_t used; /* the last frame that began with a picture on it */
};

struct fill {
    SDL_Rect box;
    colour colour;
};

struct copy {
    int sheet;
    SDL_Rect from, to;
};

struct gpu {
    SDL_Renderer *renderer;
    int max_width, max_height; /* of a texture; 2048 and 4096 are seen; 0: no limit */
    struct sheet_texture sheets[SHEETS_MAX];
    int image_count;
    uint64_t frame, draws;
    /* What is to be drawn: fills first, then the copies, none of which lies under a fill or over
     * another copy. */
    int fill_count, copy_count;
    struct fill fills[FILLS_MAX];
    struct copy copies[COPIES_MAX];
};

struct tile {
    int sheet;
    SDL_Rect place; /* on the sheet */
    int x, y;       /* in the picture */
};

struct image {
    int count;
    struct tile tiles[];
};

/* ---- sheets */

static void drop_sheet(struct sheet_texture *s)
{
    if (!s->texture)
        return;
    SDL_DestroyTexture(s->texture);
    sheet_free(s->places);
    *s = (struct sheet_texture){ 0 };
}

static void drop_sheets(struct gpu *gpu)
{
    for (int i = 0; i < SHEETS_MAX; i++)
        drop_sheet(&gpu->sheets[i]);
}

static void drop_idle_sheets(struct gpu *gpu)
{
    for (int i = 0; i < SHEETS_MAX; i++) {
        struct sheet_texture *s = &gpu->sheets[i];
        if (!s->texture)
            continue;
        if (!sheet_is_empty(s->places))
            s->used = gpu->frame;
        else if (gpu->frame > s->used + IDLE_FRAMES)
            drop_sheet(s);
    }
}

static int whole_cells(int length, int limit)
{
    length = (length + SHEET_GRID - 1) / SHEET_GRID * SHEET_GRID;
    return limit ? MIN(length, limit / SHEET_GRID * SHEET_GRID) : length;
}

/* The size of a new sheet, and how many pixels all may have. */
static int64_t plan_sheet(const struct gpu *gpu, int *ret_w, int *ret_h)
{
    int w, h;
    SDL_GetRendererOutputSize(gpu->renderer, &w, &h);
    w = MAX(w, SHEET_MIN_WIDTH);
    h = MAX(h, SHEET_MIN_HEIGHT * SHEET_PART);
    *ret_w = whole_cells(w, gpu->max_width);
    *ret_h = whole_cells((h + SHEET_PART - 1) / SHEET_PART, gpu->max_height);
    return (int64_t)w * h * BUDGET_DISPLAYS;
}

static bool add_sheet(struct gpu *gpu, int *ret)
{
    int w, h, unused = -1;
    int64_t left = plan_sheet(gpu, &w, &h);
    for (int i = SHEETS_MAX - 1; i >= 0; i--) {
        const struct sheet_texture *s = &gpu->sheets[i];
        left -= (int64_t)s->w * s->h;
        if (!s->texture)
            unused = i;
    }
    if (unused < 0 || left < (int64_t)w * h) {
        SDL_SetError("the textures are full");
        return false;
    }
    SDL_Texture *texture =
        SDL_CreateTexture(gpu->renderer, SDL_PIXELFORMAT_RGB888, SDL_TEXTUREACCESS_STATIC, w, h);
    if (!texture)
        return false;
    SDL_SetTextureBlendMode(texture, SDL_BLENDMODE_NONE);
    SDL_SetTextureScaleMode(texture, SDL_ScaleModeNearest);
    gpu->sheets[unused] = (struct sheet_texture){ texture, sheet_new(w, h), w, h, gpu->frame };
    *ret = unused;
    return true;
}

static bool take_place(struct gpu *gpu, struct tile *tile)
{
    SDL_Rect *p = &tile->place;
    for (int i = 0; i < SHEETS_MAX; i++) {
        tile->sheet = i;
        if (gpu->sheets[i].texture && sheet_take(gpu->sheets[i].places, p->w, p->h, &p->x, &p->y))
            return true;
    }
    return add_sheet(gpu, &tile->sheet) &&
           sheet_take(gpu->sheets[tile->sheet].places, p->w, p->h, &p->x, &p->y);
}

static void gpu_close(void *ctx)
{
    struct gpu *gpu = ctx;
    drop_sheets(gpu);
    SDL_DestroyRenderer(gpu->renderer);
    free(gpu);
}

static void *gpu_open(SDL_Window *window, int width, int height, struct error *err)
{
    (void)width, (void)height;
    struct gpu *gpu = xcalloc(1, sizeof(*gpu));
    SDL_RendererInfo info;
    /* Also for a driver that is named in the environment: SDL would take that as a wish to have
     * each call for itself. */
    SDL_SetHint(SDL_HINT_RENDER_BATCHING, "1");
    gpu->renderer = SDL_CreateRenderer(window, -1, SDL_RENDERER_ACCELERATED);
    if (!gpu->renderer || SDL_GetRendererInfo(gpu->renderer, &info) < 0) {
        error_set(err, "no accelerated renderer: %s", SDL_GetError());
        if (gpu->renderer)
            SDL_DestroyRenderer(gpu->renderer);
        free(gpu);
        return NULL;
    }
    gpu->max_width = info.max_texture_width;
    gpu->max_height = info.max_texture_height;
    return gpu;
}

static void gpu_size(void *ctx, int *ret_width, int *ret_height)
{
    SDL_GetRendererOutputSize(((struct gpu *)ctx)->renderer, ret_width, ret_height);
}

/* ---- pictures */

static void gpu_image_free(void *ctx, struct image *image)
{
    struct gpu *gpu = ctx;
    for (int i = 0; i < image->count; i++) {
        const struct tile *t = &image->tiles[i];
        sheet_give_back(gpu->sheets[t->sheet].places, t->place.x, t->place.y, t->place.w,
                        t->place.h);
    }
    free(image);
    /* No picture: the end, or the device has lost them all, and the textures with them. */
    if (--gpu->image_count == 0)
        drop_sheets(gpu);
}

static bool put_tile(struct gpu *gpu, const SDL_Surface *pixels, struct tile *tile)
{
    if (!take_place(gpu, tile))
        return false;
    const char *from = (const char *)pixels->pixels + (ptrdiff_t)tile->y * pixels->pitch +
                       (ptrdiff_t)tile->x * pixels->format->BytesPerPixel;
    SDL_UpdateTexture(gpu->sheets[tile->sheet].texture, &tile->place, from, pixels->pitch);
    return true;
}

static struct image *put_picture(struct gpu *gpu, const SDL_Surface *pixels)
{
    int tile_w, tile_h;
    plan_sheet(gpu, &tile_w, &tile_h);
    int columns = (pixels->w + tile_w - 1) / tile_w, rows = (pixels->h + tile_h - 1) / tile_h;
    struct image *image =
        xmalloc(sizeof(*image) + (size_t)(columns * rows) * sizeof(image->tiles[0]));
    image->count = 0;
    gpu->image_count++;
    for (int i = 0; i < columns * rows; i++) {
        struct tile *tile = &image->tiles[i];
        tile->x = i % columns * tile_w;
        tile->y = i / columns * tile_h;
        tile->place.w = MIN(tile_w, pixels->w - tile->x);
        tile->place.h = MIN(tile_h, pixels->h - tile->y);
        if (!put_tile(gpu, pixels, tile)) {
            gpu_image_free(gpu, image);
            return NULL;
        }
        image->count++;
    }
    return image;
}

static struct image *gpu_image_new(void *ctx, SDL_Surface *pixels)
{
    if (pixels->format->format != SDL_PIXELFORMAT_RGB888) {
        SDL_Surface *converted = SDL_ConvertSurfaceFormat(pixels, SDL_PIXELFORMAT_RGB888, 0);
        SDL_FreeSurface(pixels);
        pixels = converted;
    }
    struct image *image = pixels ? put_picture(ctx, pixels) : NULL;
    SDL_FreeSurface(pixels);
    return image;
}

/* ---- frames */

/* Hands over what has been gathered; each group becomes one draw call. */
static void emit(struct gpu *gpu)
{
    for (int i = 0; i < gpu->fill_count; i++) {
        colour c = gpu->fills[i].colour;
        SDL_SetRenderDrawColor(gpu->renderer, (Uint8)(c >> 16), (Uint8)(c >> 8), (Uint8)c, 255);
        SDL_RenderFillRect(gpu->renderer, &gpu->fills[i].box);
    }
    gpu->draws += gpu->fill_count > 0;
    for (int s = 0; s < SHEETS_MAX; s++) {
        bool used = false;
        for (int i = 0; i < gpu->copy_count; i++) {
            const struct copy *copy = &gpu->copies[i];
            if (copy->sheet != s)
                continue;
            SDL_RenderCopy(gpu->renderer, gpu->sheets[s].texture, &copy->from, &copy->to);
            used = true;
        }
        gpu->draws += used;
    }
    gpu->fill_count = gpu->copy_count = 0;
}

static bool gpu_begin(void *ctx, bool *ret_kept, struct error *err)
{
    (void)err;
    struct gpu *gpu = ctx;
    gpu->fill_count = gpu->copy_count = 0;
    gpu->frame++;
    *ret_kept = false;
    /* All of it is drawn over; but chips that draw in tiles of their own would fetch for each
     * what was there, unless they are told that nobody wants it. */
    SDL_SetRenderDrawColor(gpu->renderer, 0, 0, 0, 255);
    SDL_RenderClear(gpu->renderer);
    return true;
}

static bool lies_over_copies(const struct gpu *gpu, const SDL_Rect *box)
{
    for (int i = 0; i < gpu->copy_count; i++) {
        if (SDL_HasIntersection(&gpu->copies[i].to, box))
            return true;
    }
    return false;
}

static void gpu_fill(void *ctx, const SDL_Rect *box, colour c)
{
    struct gpu *gpu = ctx;
    if (gpu->fill_count == FILLS_MAX || lies_over_copies(gpu, box))
        emit(gpu);
    gpu->fills[gpu->fill_count++] = (struct fill){ *box, c };
}

static void gpu_copy(void *ctx, struct image *image, const SDL_Rect *from, const SDL_Rect *to)
{
    struct gpu *gpu = ctx;
    for (int i = 0; i < image->count; i++) {
        const struct tile *t = &image->tiles[i];
        SDL_Rect tile = { t->x, t->y, t->place.w, t->place.h }, part;
        if (!SDL_IntersectRect(from, &tile, &part))
            continue;
        if (gpu->copy_count == COPIES_MAX)
            emit(gpu);
        gpu->copies[gpu->copy_count++] = (struct copy){
            .sheet = t->sheet,
            .from = { part.x - t->x + t->place.x, part.y - t->y + t->place.y, part.w, part.h },
            .to = { to->x + part.x - from->x, to->y + part.y - from->y, part.w, part.h },
        };
    }
}

static bool gpu_end(void *ctx, const SDL_Rect *changed, int count, struct error *err)
{
    (void)changed, (void)count;
    struct gpu *gpu = ctx;
    emit(gpu);
    if (SDL_RenderFlush(gpu->renderer) < 0)
        return error_set(err, "the display's chip takes no more drawing: %s", SDL_GetError());
    SDL_RenderPresent(gpu->renderer);
    drop_idle_sheets(gpu);
    return true;
}

static bool gpu_read(void *ctx, uint32_t format, void *pixels, int pitch)
{
    struct gpu *gpu = ctx;
    emit(gpu);
    return SDL_RenderReadPixels(gpu->renderer, NULL, format, pixels, pitch) == 0;
}

static bool gpu_set_waiting(void *ctx, bool waits)
{
    SDL_Renderer *renderer = ((struct gpu *)ctx)->renderer;
    /* SDL sets it for the OpenGL context that is current, which may be another window's: a
     * texture that is made in this one makes it current. */
    SDL_Texture *touched =
        SDL_CreateTexture(renderer, SDL_PIXELFORMAT_RGB888, SDL_TEXTUREACCESS_STATIC, 1, 1);
    SDL_RenderSetVSync(renderer, waits);
    bool really = waits && SDL_GL_GetSwapInterval() > 0;
    /* Where the driver cannot, SDL sleeps for 16 ms, whatever the display's
     * rate: pace.h does better. */
    if (!really)
        SDL_RenderSetVSync(renderer, 0);
    SDL_DestroyTexture(touched);
    return really;
}

static void gpu_add_counts(void *ctx, struct screen_counts *counts)
{
    counts->draws += ((struct gpu *)ctx)->draws;
}

void back_end_gpu_limit(void *ctx, int width, int height)
{
    struct gpu *gpu = ctx;
    gpu->max_width = width;
    gpu->max_height = height;
}

int64_t back_end_gpu_texture_bytes(const void *ctx, int *ret_count)
{
    const struct gpu *gpu = ctx;
    int64_t pixels = 0;
    *ret_count = 0;
    for (int i = 0; i < SHEETS_MAX; i++) {
        *ret_count += gpu->sheets[i].texture != NULL;
        pixels += (int64_t)gpu->sheets[i].w * gpu->sheets[i].h;
    }
    return pixels * 4;
}

bool back_end_gpu_is_possible(void)
{
    static const char *const devices[] = { "/dev/dri/renderD*", "/dev/nvidia0", "/dev/mali*" };
    bool found = false;
    for (size_t i = 0; i < COUNT(devices) && !found; i++) {
        glob_t matches;
        if (glob(devices[i], 0, NULL, &matches) == 0) {
            found = matches.gl_pathc > 0;
            globfree(&matches);
        }
    }
    return found;
}

bool back_end_gpu_is_real(void *ctx)
{
    SDL_RendererInfo info;
    if (SDL_GetRendererInfo(((struct gpu *)ctx)->renderer, &info) < 0 ||
        !(info.flags & SDL_RENDERER_ACCELERATED))
        return false;
    typedef const unsigned char *(*get_string_fn)(unsigned);
    enum { GL_RENDERER_NAME = 0x1F01 };
    get_string_fn get_string = (get_string_fn)SDL_GL_GetProcAddress("glGetString");
    const char *name = get_string ? (const char *)get_string(GL_RENDERER_NAME) : NULL;
    static const char *const software[] = { "llvmpipe", "softpipe", "swrast", "SWR", "Software" };
    for (size_t i = 0; name && i < COUNT(software); i++) {
        if (strstr(name, software[i]))
            return false;
    }
    return name != NULL;
}

const struct back_end back_end_gpu = {
    .name = "gpu",
    .open = gpu_open,
    .close = gpu_close,
    .size = gpu_size,
    .image_new = gpu_image_new,
    .image_free = gpu_image_free,
    .begin = gpu_begin,
    .fill = gpu_fill,
    .copy = gpu_copy,
    .end = gpu_end,
    .read = gpu_read,
    .set_waiting = gpu_set_waiting,
    .add_counts = gpu_add_counts,
};
