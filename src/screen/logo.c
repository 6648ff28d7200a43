#include "screen/logo.h"

#include <SDL_image.h>
#include <math.h>

#include "base/file.h"
#include "base/log.h"

#define KEPT_SIDE 1024

struct logo {
    struct buffer svg;   /* its text; empty: a bitmap */
    SDL_Surface *bitmap; /* ARGB8888 */
    /* As it was drawn last, opaque. */
    SDL_Surface *drawn;
    struct rect box;
    colour ground;
};

struct size {
    unsigned w, h;
};

static unsigned big_endian(const unsigned char *p, int bytes)
{
    unsigned n = 0;
    for (int i = 0; i < bytes; i++)
        n = n << 8 | p[i];
    return n;
}

/* PNG (ISO/IEC 15948): the first chunk is IHDR; the last is IEND. */
static bool png_size(const unsigned char *data, size_t len, struct size *ret)
{
    if (len < 33 || memcmp(data, "\x89PNG\r\n\x1A\n", 8) != 0)
        return false;
    *ret = (struct size){ big_endian(data + 16, 4), big_endian(data + 20, 4) };
    return true;
}

/* JPEG (ITU-T T.81, B): segments of a marker and a length, one of them a frame header. */
static bool jpeg_size(const unsigned char *data, size_t len, struct size *ret)
{
    if (len < 4 || data[0] != 0xFF || data[1] != 0xD8)
        return false;
    *ret = (struct size){ 0, 0 };
    for (size_t at = 2; at + 9 < len && data[at] == 0xFF;) {
        unsigned marker = data[at + 1];
        bool is_frame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (is_frame) {
            *ret = (struct size){ big_endian(data + at + 7, 2), big_endian(data + at + 5, 2) };
            break;
        }
        at += marker == 0xFF ? 1 : 2 + big_endian(data + at + 2, 2);
    }
    return true;
}

static bool contains(const struct buffer *data, const char *word)
{
    return data->len && memmem(data->data, data->len, word, strlen(word));
}

/* Pictures within pictures end, too: a photograph has a small one at its start. */
static bool ends_with(const struct buffer *data, const char *mark, size_t len)
{
    size_t tail = MIN(data->len, 4096);
    return memmem(data->data + data->len - tail, tail, mark, len) != NULL;
}

static bool is_svg(const struct buffer *data)
{
    const char *text = buffer_text(data);
    if (data->len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        text += 3;
    return text[strspn(text, " \t\r\n")] == '<' && contains(data, "<svg");
}

static SDL_Surface *to_argb(SDL_Surface *loaded)
{
    SDL_Surface *argb =
        loaded ? SDL_ConvertSurfaceFormat(loaded, SDL_PIXELFORMAT_ARGB8888, 0) : NULL;
    SDL_FreeSurface(loaded);
    return argb;
}

static Uint32 *line_of(const SDL_Surface *s, int y)
{
    return (Uint32 *)(void *)((Uint8 *)s->pixels + y * s->pitch);
}

/* The mean of four pixels; a clear one has no say in the colour. */
static Uint32 mean(const Uint32 four[4])
{
    unsigned alpha = 0, sum[3] = { 0 };
    for (int i = 0; i < 4; i++) {
        unsigned a = four[i] >> 24;
        alpha += a;
        for (int c = 0; c < 3; c++)
            sum[c] += a * (four[i] >> 8 * c & 0xFF);
    }
    Uint32 ret = (alpha + 2) / 4 << 24;
    for (int c = 0; c < 3 && alpha; c++)
        ret |= (sum[c] + alpha / 2) / alpha << 8 * c;
    return ret;
}

/* Half as wide and high; takes `s`. NULL where there is no memory. */
static SDL_Surface *halve(SDL_Surface *s)
{
    int w = MAX(s->w / 2, 1), h = MAX(s->h / 2, 1);
    SDL_Surface *half = SDL_CreateRGBSurfaceWithFormat(0, w, h, 32, SDL_PIXELFORMAT_ARGB8888);
    for (int y = 0; half && y < h; y++) {
        const Uint32 *upper = line_of(s, 2 * y), *lower = line_of(s, MIN(2 * y + 1, s->h - 1));
        for (int x = 0; x < w; x++) {
            int left = 2 * x, right = MIN(2 * x + 1, s->w - 1);
            line_of(half, y)[x] =
                mean((Uint32[]){ upper[left], upper[right], lower[left], lower[right] });
        }
    }
    SDL_FreeSurface(s);
    return half;
}

static bool check_size(const char *path, struct size size, struct error *err)
{
    if (!size.w || !size.h)
        return error_set(err, "logo '%s': no size in it, or cut off; allowed: a whole picture",
                         path);
    if ((uint64_t)size.w * size.h <= LOGO_MAX_PIXELS)
        return true;
    return error_set(err, "logo '%s': %ux%u pixels; allowed: %d million in all", path, size.w,
                     size.h, LOGO_MAX_PIXELS / 1000000);
}

static bool load_bitmap(struct logo *l, const char *path, const struct buffer *data,
                        const char *type, struct size size, bool whole, struct error *err)
{
    if (!check_size(path, size, err))
        return false;
    if (!whole)
        return error_set(err, "logo '%s': cut off; allowed: a whole picture", path);
    SDL_RWops *bytes = SDL_RWFromConstMem(data->data, (int)data->len);
    l->bitmap = to_argb(bytes ? IMG_LoadTyped_RW(bytes, 1, type) : NULL);
    while (l->bitmap && MAX(l->bitmap->w, l->bitmap->h) > KEPT_SIDE)
        l->bitmap = halve(l->bitmap);
    if (!l->bitmap)
        return error_set(err, "logo '%s' cannot be drawn: %s; allowed: PNG, JPEG, SVG", path,
                         SDL_GetError());
    return true;
}

static SDL_Surface *draw_svg(const struct buffer *svg, int w, int h)
{
    SDL_RWops *bytes = SDL_RWFromConstMem(svg->data, (int)svg->len);
    SDL_Surface *drawn = bytes ? IMG_LoadSizedSVG_RW(bytes, w, h) : NULL;
    if (bytes)
        SDL_RWclose(bytes);
    return to_argb(drawn);
}

static bool load_svg(struct logo *l, const char *path, const struct buffer *data, struct error *err)
{
    enum { TRIAL = 64 };
    if (!contains(data, "</svg"))
        return error_set(err, "logo '%s': cut off; allowed: a whole picture", path);
    buffer_append(&l->svg, data->data, data->len);
    SDL_Surface *trial = draw_svg(&l->svg, TRIAL, TRIAL);
    bool ok = trial && trial->w > 0 && trial->h > 0;
    SDL_FreeSurface(trial);
    return ok || error_set(err, "logo '%s' cannot be drawn: %s; allowed: PNG, JPEG, SVG", path,
                           SDL_GetError());
}

static bool load(struct logo *l, const char *path, const struct buffer *data, struct error *err)
{
    const unsigned char *bytes = (const unsigned char *)buffer_text(data);
    struct size size;
    if (png_size(bytes, data->len, &size))
        return load_bitmap(l, path, data, "PNG", size, ends_with(data, "IEND", 4), err);
    if (jpeg_size(bytes, data->len, &size))
        return load_bitmap(l, path, data, "JPG", size, ends_with(data, "\xFF\xD9", 2), err);
    if (is_svg(data))
        return load_svg(l, path, data, err);
    return error_set(err, "logo '%s': no picture; allowed: PNG, JPEG, SVG", path);
}

struct logo *logo_open(const char *path, struct error *err)
{
    CLEANUP(logo_close) struct logo *l = xcalloc(1, sizeof(*l));
    CLEANUP_BUFFER struct buffer data = BUFFER_INIT(LOGO_MAX_BYTES);
    if (!file_read(path, &data, err)) {
        error_context(err, "logo");
        return NULL;
    }
    if (!load(l, path, &data, err))
        return NULL;
    struct logo *ret = l;
    l = NULL;
    return ret;
}

void logo_close(struct logo *l)
{
    buffer_release(&l->svg);
    SDL_FreeSurface(l->bitmap);
    SDL_FreeSurface(l->drawn);
    free(l);
}

/* On the ground at its own size, then smaller: letters of a logo keep their edges. */
static SDL_Surface *scale_bitmap(const struct logo *l, int w, int h, colour ground)
{
    SDL_Surface *flat =
        SDL_CreateRGBSurfaceWithFormat(0, l->bitmap->w, l->bitmap->h, 32, SDL_PIXELFORMAT_ARGB8888);
    SDL_Surface *scaled = SDL_CreateRGBSurfaceWithFormat(0, w, h, 32, SDL_PIXELFORMAT_ARGB8888);
    if (flat) {
        SDL_FillRect(flat, NULL, 0xFF000000 | ground);
        SDL_BlitSurface(l->bitmap, NULL, flat, NULL);
    }
    while (flat && flat->w >= 2 * w && flat->h >= 2 * h)
        flat = halve(flat);
    if (!flat || !scaled || SDL_SoftStretchLinear(flat, NULL, scaled, NULL) != 0) {
        SDL_FreeSurface(scaled);
        scaled = NULL;
    }
    SDL_FreeSurface(flat);
    return scaled;
}

static SDL_Surface *draw_for(const struct logo *l, const struct rect *box, colour ground)
{
    if (!l->bitmap)
        return draw_svg(&l->svg, box->w, box->h);
    double scale = fmin((double)box->w / l->bitmap->w, (double)box->h / l->bitmap->h);
    return scale_bitmap(l, MAX((int)(l->bitmap->w * scale + 0.5), 1),
                        MAX((int)(l->bitmap->h * scale + 0.5), 1), ground);
}

void logo_draw(struct logo *l, SDL_Surface *onto, const struct rect *box, colour ground)
{
    if (!l->drawn || l->box.w != box->w || l->box.h != box->h || l->ground != ground) {
        SDL_FreeSurface(l->drawn);
        l->drawn = draw_for(l, box, ground);
        l->box = *box;
        l->ground = ground;
    }
    if (!l->drawn)
        return;
    SDL_Rect at = { box->x + (box->w - l->drawn->w) / 2, box->y + (box->h - l->drawn->h) / 2, 0,
                    0 };
    SDL_BlitSurface(l->drawn, NULL, onto, &at);
}
