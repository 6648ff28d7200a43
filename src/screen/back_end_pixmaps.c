/* Pictures are pixmaps of the X server, and the server copies them to the window: what moves is
 * copied once, not into the window's memory first and from there by the server. A frame is some 70
 * rectangles, 3 kB, and this process never touches their pixels. At 1920x1080 under Xvfb a frame is
 * 161 us of this process and 355 of the server, turned 181 and 585; with back_end_cpu.c it is 405
 * and 318, turned 530 and 613, and 9 MB more here for 2 MB less there. Pictures go through the
 * socket once: 2 to 3 ms for 500 kB.
 *
 * Over a connection of its own, so that its errors are told apart from SDL's, and requests need
 * not wait for SDL's answers. */
#include "screen/back_end.h"

#include <SDL_syswm.h>
#include <xcb/xcb.h>
#include <xcb/xcbext.h>

#include "base/log.h"
#include "screen/server.h"

enum {
    PIXEL = 4,          /* bytes */
    PIECE = 128 * 1024, /* bytes of pixels in a request: half of what the oldest protocol allows */
    FILLS = 64,
    ASKED_EVERY = 8, /* frames the server is asked how far it has come */
    WATCHED = 120,   /* frames, after it had not come so far when the next one began */
};

struct pixmaps {
    SDL_Window *window;
    xcb_connection_t *x;
    xcb_window_t id;
    xcb_drawable_t target; /* the window; a pixmap while a picture is read back */
    xcb_gcontext_t gc;
    uint8_t depth;
    int width, height;           /* of the window when it was drawn to last */
    int read_width, read_height; /* of the pixmap */
    int fill_count;              /* gathered, of one colour */
    colour colour;               /* that the server fills with: `fills` are to have it, too */
    xcb_rectangle_t fills[FILLS];
    bool made;  /* a picture, since the server was asked last */
    bool asked; /* the server answers when it has come so far */
    xcb_get_input_focus_cookie_t answer;
    unsigned frames;
    int watched; /* so many more frames are waited for */
    bool window_gone;
    uint8_t refused; /* the error of a request that has failed; 0: none has */
};

struct image {
    xcb_pixmap_t pixmap;
};

/* ---- the window's pixels */

/* SDL prefers visuals whose colours go through tables, and makes these tables even. */
static bool is_rgb888(const xcb_visualtype_t *visual)
{
    return (visual->_class == XCB_VISUAL_CLASS_TRUE_COLOR ||
            visual->_class == XCB_VISUAL_CLASS_DIRECT_COLOR) &&
           visual->red_mask == 0xFF0000 && visual->green_mask == 0xFF00 &&
           visual->blue_mask == 0xFF;
}

static bool find_visual(const xcb_setup_t *setup, xcb_visualid_t id, uint8_t depth)
{
    xcb_screen_iterator_t screen = xcb_setup_roots_iterator(setup);
    for (; screen.rem; xcb_screen_next(&screen)) {
        xcb_depth_iterator_t d = xcb_screen_allowed_depths_iterator(screen.data);
        for (; d.rem; xcb_depth_next(&d)) {
            xcb_visualtype_iterator_t v = xcb_depth_visuals_iterator(d.data);
            for (; d.data->depth == depth && v.rem; xcb_visualtype_next(&v)) {
                if (v.data->visual_id == id)
                    return is_rgb888(v.data);
            }
        }
    }
    return false;
}

static bool has_whole_words(const xcb_setup_t *setup, uint8_t depth)
{
    enum {
        OWN_ORDER =
            SDL_BYTEORDER == SDL_LIL_ENDIAN ? XCB_IMAGE_ORDER_LSB_FIRST : XCB_IMAGE_ORDER_MSB_FIRST
    };
    xcb_format_iterator_t format = xcb_setup_pixmap_formats_iterator(setup);
    for (; format.rem; xcb_format_next(&format)) {
        if (format.data->depth == depth)
            return format.data->bits_per_pixel == PIXEL * 8 && setup->image_byte_order == OWN_ORDER;
    }
    return false;
}

/* Whether the window's pixels are those that pictures are drawn in: 0x00RRGGBB. */
static bool look_at_window(struct pixmaps *p)
{
    const xcb_setup_t *setup = xcb_get_setup(p->x);
    xcb_get_window_attributes_cookie_t asked = xcb_get_window_attributes(p->x, p->id);
    xcb_get_geometry_cookie_t asked_too = xcb_get_geometry(p->x, p->id);
    CLEANUP_FREE xcb_get_window_attributes_reply_t *attributes =
        xcb_get_window_attributes_reply(p->x, asked, NULL);
    CLEANUP_FREE xcb_get_geometry_reply_t *geometry = xcb_get_geometry_reply(p->x, asked_too, NULL);
    if (!attributes || !geometry)
        return false;
    p->depth = geometry->depth;
    return has_whole_words(setup, p->depth) && find_visual(setup, attributes->visual, p->depth);
}

static void pixmaps_close(void *ctx)
{
    struct pixmaps *p = ctx;
    xcb_disconnect(p->x);
    free(p);
}

static void *pixmaps_open(SDL_Window *window, int width, int height, struct error *err)
{
    (void)width, (void)height;
    SDL_SysWMinfo info;
    SDL_VERSION(&info.version);
    if (!window || !SDL_GetWindowWMInfo(window, &info) || info.subsystem != SDL_SYSWM_X11) {
        error_set(err, "pixmaps are an X server's, and this display is none; allowed: [screen] "
                       "back_end = auto, cpu or gpu");
        return NULL;
    }
    struct pixmaps *p = xcalloc(1, sizeof(*p));
    p->window = window;
    p->id = p->target = (xcb_window_t)info.info.x11.window;
    p->x = xcb_connect(XDisplayString(info.info.x11.display), NULL);
    if (xcb_connection_has_error(p->x) || !look_at_window(p)) {
        error_set(err, "the X server's pixels are not of 32 bits, red, green and blue; allowed: "
                       "[screen] back_end = auto or cpu");
        pixmaps_close(p);
        return NULL;
    }
    static const uint32_t foreground_and_no_events[] = { 0, 0 };
    p->gc = xcb_generate_id(p->x);
    xcb_create_gc(p->x, p->gc, p->id, XCB_GC_FOREGROUND | XCB_GC_GRAPHICS_EXPOSURES,
                  foreground_and_no_events);
    SDL_GetWindowSize(window, &p->width, &p->height);
    return p;
}

static void pixmaps_size(void *ctx, int *ret_width, int *ret_height)
{
    SDL_GetWindowSize(((struct pixmaps *)ctx)->window, ret_width, ret_height);
}

/* ---- pictures */

static void put(struct pixmaps *p, xcb_pixmap_t pixmap, const SDL_Surface *pixels)
{
    const char *from = pixels->pixels;
    int lines = MAX(PIECE / pixels->pitch, 1);
    for (int y = 0; y < pixels->h; y += lines) {
        int count = MIN(lines, pixels->h - y);
        xcb_put_image(p->x, XCB_IMAGE_FORMAT_Z_PIXMAP, pixmap, p->gc,
                      (uint16_t)(pixels->pitch / PIXEL), (uint16_t)count, 0, (int16_t)y, 0,
                      p->depth, (uint32_t)(count * pixels->pitch),
                      (const uint8_t *)from + (ptrdiff_t)y * pixels->pitch);
    }
}

static struct image *pixmaps_image_new(void *ctx, SDL_Surface *pixels)
{
    struct pixmaps *p = ctx;
    if (MAX(pixels->w, pixels->h) > INT16_MAX) {
        SDL_SetError("an X server has no pixmaps of more than %d pixels", INT16_MAX);
        SDL_FreeSurface(pixels);
        return NULL;
    }
    p->made = true;
    struct image *image = xmalloc(sizeof(*image));
    image->pixmap = xcb_generate_id(p->x);
    xcb_create_pixmap(p->x, p->depth, image->pixmap, p->id, (uint16_t)pixels->w,
                      (uint16_t)pixels->h);
    put(p, image->pixmap, pixels);
    SDL_FreeSurface(pixels);
    return image;
}

static void pixmaps_image_free(void *ctx, struct image *image)
{
    xcb_free_pixmap(((struct pixmaps *)ctx)->x, image->pixmap);
    free(image);
}

/* ---- what the server says */

/* Without the window no pixmap is made for it, and what draws with those fails, too. */
static void note_error(struct pixmaps *p, const xcb_generic_error_t *e)
{
    bool missing = e->error_code == XCB_WINDOW || e->error_code == XCB_DRAWABLE;
    log_debug("X11: request %d.%d failed with error %d", e->major_code, e->minor_code,
              e->error_code);
    p->window_gone |= missing && e->resource_id == p->id;
    if (!p->window_gone && !p->refused) /* others follow from the first */
        p->refused = e->error_code;
}

static void read_errors(struct pixmaps *p)
{
    xcb_generic_event_t *event;
    while ((event = xcb_poll_for_queued_event(p->x))) {
        if (event->response_type == 0)
            note_error(p, (const xcb_generic_error_t *)event);
        free(event);
    }
    if (p->window_gone)
        server_tell("the window has been destroyed");
    if (xcb_connection_has_error(p->x))
        server_tell("the X server has gone");
}

/* Until the server has done all that it was sent before it was asked. */
static void wait_for_answer(struct pixmaps *p)
{
    if (p->asked)
        free(xcb_get_input_focus_reply(p->x, p->answer, NULL));
    p->asked = false;
}

/* Whether the server has done the frame before, if it was asked after that: it had a period's time. */
static bool has_answered(struct pixmaps *p)
{
    void *answer = NULL;
    xcb_generic_error_t *error = NULL;
    if (p->asked && !xcb_poll_for_reply(p->x, p->answer.sequence, &answer, &error))
        return false;
    free(answer);
    free(error);
    p->asked = false;
    return true;
}

/* ---- frames */

static bool is_well(struct pixmaps *p, struct error *err)
{
    read_errors(p);
    if (p->refused)
        return error_set(err,
                         "the X server refuses to draw (error %d of X11/X.h); [screen] back_end = "
                         "cpu asks less of it",
                         p->refused);
    return true;
}

static bool pixmaps_look(void *ctx, struct error *err)
{
    has_answered(ctx);
    return is_well(ctx, err);
}

static bool pixmaps_begin(void *ctx, bool *ret_kept, struct error *err)
{
    struct pixmaps *p = ctx;
    int width = p->width, height = p->height;
    SDL_GetWindowSize(p->window, &p->width, &p->height);
    *ret_kept = width == p->width && height == p->height;
    if (!has_answered(p)) {
        wait_for_answer(p);
        p->watched = WATCHED;
    }
    return is_well(p, err);
}

static void emit_fills(struct pixmaps *p)
{
    if (p->fill_count)
        xcb_poly_fill_rectangle(p->x, p->target, p->gc, (uint32_t)p->fill_count, p->fills);
    p->fill_count = 0;
}

static void pixmaps_fill(void *ctx, const SDL_Rect *box, colour c)
{
    struct pixmaps *p = ctx;
    if (c != p->colour || p->fill_count == FILLS)
        emit_fills(p);
    if (c != p->colour)
        xcb_change_gc(p->x, p->gc, XCB_GC_FOREGROUND, &c);
    p->colour = c;
    p->fills[p->fill_count++] =
        (xcb_rectangle_t){ (int16_t)box->x, (int16_t)box->y, (uint16_t)box->w, (uint16_t)box->h };
}

static void pixmaps_copy(void *ctx, struct image *image, const SDL_Rect *from, const SDL_Rect *to)
{
    struct pixmaps *p = ctx;
    emit_fills(p);
    xcb_copy_area(p->x, image->pixmap, p->target, p->gc, (int16_t)from->x, (int16_t)from->y,
                  (int16_t)to->x, (int16_t)to->y, (uint16_t)from->w, (uint16_t)from->h);
}

/* The server works while this process sleeps until the next frame. Where it has not come round
 * until then, frames wait for it for a while: how long each takes is what the rate is chosen by. */
static bool pixmaps_end(void *ctx, const SDL_Rect *changed, int count, struct error *err)
{
    (void)changed, (void)count, (void)err;
    struct pixmaps *p = ctx;
    emit_fills(p);
    p->asked = p->watched || p->made || p->frames++ % ASKED_EVERY == 0;
    p->made = false;
    if (p->asked)
        p->answer = xcb_get_input_focus(p->x);
    xcb_flush(p->x);
    if (p->watched) {
        p->watched--;
        wait_for_answer(p);
    }
    return true;
}

/* ---- reading back */

/* Not from the window: what another window covers is not in it. */
static bool pixmaps_begin_read(void *ctx, struct error *err)
{
    (void)err;
    struct pixmaps *p = ctx;
    SDL_GetWindowSize(p->window, &p->read_width, &p->read_height);
    p->target = xcb_generate_id(p->x);
    xcb_create_pixmap(p->x, p->depth, p->target, p->id, (uint16_t)p->read_width,
                      (uint16_t)p->read_height);
    return true;
}

static bool read_lines(struct pixmaps *p, int y, int lines, uint32_t format, void *pixels,
                       int pitch)
{
    CLEANUP_FREE xcb_get_image_reply_t *image =
        xcb_get_image_reply(p->x,
                            xcb_get_image(p->x, XCB_IMAGE_FORMAT_Z_PIXMAP, p->target, 0, (int16_t)y,
                                          (uint16_t)p->read_width, (uint16_t)lines, UINT32_MAX),
                            NULL);
    if (!image)
        return false;
    return SDL_ConvertPixels(p->read_width, lines, SDL_PIXELFORMAT_RGB888,
                             xcb_get_image_data(image), p->read_width * PIXEL, format,
                             (char *)pixels + (ptrdiff_t)y * pitch, pitch) == 0;
}

static bool pixmaps_read(void *ctx, uint32_t format, void *pixels, int pitch)
{
    struct pixmaps *p = ctx;
    bool ok = true;
    int lines = MAX(PIECE / (p->read_width * PIXEL), 1);
    emit_fills(p);
    for (int y = 0; y < p->read_height && ok; y += lines)
        ok = read_lines(p, y, MIN(lines, p->read_height - y), format, pixels, pitch);
    xcb_free_pixmap(p->x, p->target);
    p->target = p->id;
    return ok;
}

const struct back_end back_end_pixmaps = {
    .name = "pixmaps",
    .open = pixmaps_open,
    .close = pixmaps_close,
    .size = pixmaps_size,
    .image_new = pixmaps_image_new,
    .image_free = pixmaps_image_free,
    .look = pixmaps_look,
    .begin = pixmaps_begin,
    .fill = pixmaps_fill,
    .copy = pixmaps_copy,
    .end = pixmaps_end,
    .begin_read = pixmaps_begin_read,
    .read = pixmaps_read,
};
