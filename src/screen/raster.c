#include "screen/raster.h"

#include <math.h>
#include <qrencode.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/repeats.h"

static Uint32 *pixel_at(const SDL_Surface *s, int x, int y)
{
    return (Uint32 *)(void *)((Uint8 *)s->pixels + y * s->pitch) + x;
}

static Uint32 blend(const SDL_PixelFormat *format, Uint32 under, colour over, double share)
{
    Uint8 r, g, b;
    SDL_GetRGB(under, format, &r, &g, &b);
    double keep = 1.0 - share;
    return SDL_MapRGB(format, (Uint8)(r * keep + (over >> 16 & 0xFF) * share + 0.5),
                      (Uint8)(g * keep + (over >> 8 & 0xFF) * share + 0.5),
                      (Uint8)(b * keep + (over & 0xFF) * share + 0.5));
}

static Uint32 map(const SDL_PixelFormat *format, colour c)
{
    return SDL_MapRGB(format, (Uint8)(c >> 16), (Uint8)(c >> 8), (Uint8)c);
}

/* How much of the pixel (x, y) lies within a box whose upper left corner is round: by the distance of its
 * middle from the corner's circle, which is what the eye takes for a smooth edge. */
static double coverage(int x, int y, int radius)
{
    double distance = hypot(radius - (x + 0.5), radius - (y + 0.5));
    return fmin(fmax(radius - distance + 0.5, 0.0), 1.0);
}

static void draw_pixel(SDL_Surface *onto, int x, int y, colour c, Uint32 solid, double share)
{
    if (x < 0 || x >= onto->w || y < 0 || y >= onto->h)
        return;
    Uint32 *p = pixel_at(onto, x, y);
    *p = share >= 1.0 ? solid : blend(onto->format, *p, c, share);
}

static void draw_fill(SDL_Surface *onto, const struct rect *box, colour c, int radius)
{
    Uint32 solid = map(onto->format, c);
    radius = MAX(MIN(radius, MIN(box->w, box->h) / 2), 0);
    SDL_Rect between[] = {
        { box->x, box->y + radius, box->w, box->h - 2 * radius },
        { box->x + radius, box->y, box->w - 2 * radius, radius },
        { box->x + radius, box->y + box->h - radius, box->w - 2 * radius, radius },
    };
    SDL_FillRects(onto, between, COUNT(between), solid);
    int right = box->x + box->w - 1, bottom = box->y + box->h - 1;
    for (int y = 0; y < radius; y++) {
        for (int x = 0; x < radius; x++) {
            double share = coverage(x, y, radius);
            draw_pixel(onto, box->x + x, box->y + y, c, solid, share);
            draw_pixel(onto, right - x, box->y + y, c, solid, share);
            draw_pixel(onto, box->x + x, bottom - y, c, solid, share);
            draw_pixel(onto, right - x, bottom - y, c, solid, share);
        }
    }
}

/* With every picture that is drawn anew, such as the panel whenever its count changes. */
static void note_long_link(size_t len)
{
    static struct repeats told; /* by all windows: those that are opened anew know it, too */
    static const char what[] = "the link for the QR code is too long to be scanned";
    char often[REPEATS_TEXT];
    unsigned times = repeats_failed(&told, what, clock_boot_s());
    if (times)
        log_warning("%s (%zu bytes)%s", what, len, repeats_count(times, often));
}

/* White with round corners, a quiet zone of four modules (ISO/IEC 18004), whole pixels a module. */
static void draw_qr(SDL_Surface *onto, const struct rect *box, const char *text)
{
    enum { QUIET = 4, SMALL = 5 };
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!code) {
        note_long_link(strlen(text));
        return;
    }
    /* On a small screen a smaller quiet zone beats smaller modules. */
    int quiet = box->w / (code->width + 2 * QUIET) < SMALL ? QUIET / 2 : QUIET;
    int module = MAX(box->w / (code->width + 2 * quiet), 1);
    int side = module * code->width, white = side + 2 * quiet * module;
    int x0 = box->x + (box->w - side) / 2, y0 = box->y + (box->h - side) / 2;
    struct rect paper = { x0 - quiet * module, y0 - quiet * module, white, white };
    draw_fill(onto, white <= box->w ? &paper : box, 0xFFFFFF, box->w / 18);
    for (int i = 0; i < code->width * code->width; i++) {
        SDL_Rect at = { x0 + i % code->width * module, y0 + i / code->width * module, module,
                        module };
        if (code->data[i] & 1)
            SDL_FillRect(onto, &at, map(onto->format, 0x000000));
    }
    QRcode_free(code);
}

void raster_picture(struct raster *r, const struct picture *picture, SDL_Surface *onto)
{
    SDL_FillRect(onto, NULL, map(onto->format, picture->ground));
    for (int i = 0; i < picture->count; i++) {
        const struct item *item = &picture->items[i];
        SDL_Color c = { (Uint8)(item->colour >> 16), (Uint8)(item->colour >> 8),
                        (Uint8)item->colour, 255 };
        switch (item->kind) {
        case ITEM_FILL:
            draw_fill(onto, &item->box, item->colour, item->radius);
            break;
        case ITEM_TEXT:
            fonts_draw(r->fonts, item->face, item->size, item->text, c, onto, item->box.x,
                       item->baseline);
            break;
        case ITEM_LOGO:
            if (r->logo)
                logo_draw(r->logo, onto, &item->box, picture->ground);
            break;
        case ITEM_QR:
            draw_qr(onto, &item->box, item->text);
            break;
        }
    }
}

void raster_turn(const SDL_Surface *from, int degrees, SDL_Surface *to)
{
    /* Written line by line; what is read jumps, in blocks that stay in the cache. */
    enum { BLOCK = 32 };
    for (int by = 0; by < to->h; by += BLOCK) {
        for (int bx = 0; bx < to->w; bx += BLOCK) {
            for (int y = by; y < MIN(by + BLOCK, to->h); y++) {
                for (int x = bx; x < MIN(bx + BLOCK, to->w); x++) {
                    int fx = degrees == 90 ? y : degrees == 180 ? from->w - 1 - x : from->w - 1 - y;
                    int fy = degrees == 90 ? from->h - 1 - x : degrees == 180 ? from->h - 1 - y : x;
                    *pixel_at(to, x, y) = *pixel_at(from, fx, fy);
                }
            }
        }
    }
}
