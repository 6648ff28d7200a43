#include "screen/screen.h"

#include <SDL_image.h>
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "screen/compose.h"

#define DEFAULT_RATE 60

struct screen {
    SDL_Window *window; /* NULL: off-screen */
    Uint32 subsystems;  /* of SDL, that this screen has started */
    const struct back_end *back_end;
    void *back_end_ctx;
    struct raster raster;
    struct compose *compose;
    struct screen_counts counts;
    int rotate;
    int rate;
    bool windowed;
    uint64_t next_frame_ns; /* deadline; 0: none yet */
    char description[96];
};

static bool open_window(struct screen *s, const struct screen_options *o, struct error *err)
{
    /* SDL must not take SIGTERM and SIGHUP over: the app has its own handlers. */
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "0");
    SDL_SetHint(SDL_HINT_VIDEO_MINIMIZE_ON_FOCUS_LOSS, "0");
    SDL_SetHint(SDL_HINT_RENDER_BATCHING, "1");
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "1");
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) < 0)
        return error_set(err, "no display: %s", SDL_GetError());
    s->subsystems |= SDL_INIT_VIDEO;
    /* Where SDL finds no display it takes a driver that shows nothing: a board that runs, and that nobody
     * sees. */
    const char *driver = SDL_GetCurrentVideoDriver();
    if (!getenv("SDL_VIDEODRIVER") &&
        (strcmp(driver, "offscreen") == 0 || strcmp(driver, "dummy") == 0))
        return error_set(err,
                         "no display: neither X11 (DISPLAY) nor Wayland (WAYLAND_DISPLAY) nor a "
                         "console of its own answers; --off-screen does without one");
    /* X11 has shared memory for a window's pixels: going through OpenGL instead costs twenty times
     * the CPU where OpenGL is software. KMSDRM and Wayland know no other way. */
    if (strcmp(driver, "x11") == 0)
        SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    int displays = SDL_GetNumVideoDisplays();
    int display = o->display < displays ? o->display : 0;
    if (display != o->display)
        log_warning("[screen] display = %d: there are %d displays (counted from 0); using 0",
                    o->display, displays);
    SDL_Rect at = { (int)SDL_WINDOWPOS_UNDEFINED_DISPLAY((unsigned)display),
                    (int)SDL_WINDOWPOS_UNDEFINED_DISPLAY((unsigned)display),
                    o->width ? o->width : 1280, o->height ? o->height : 720 };
    Uint32 flags = SDL_WINDOW_RESIZABLE;
    if (!o->windowed) {
        /* Full screen is a wish that a window manager grants. An X session that runs nothing but this
         * program has none, so the window is made as large as the display to begin with. */
        flags = SDL_WINDOW_FULLSCREEN_DESKTOP | SDL_WINDOW_BORDERLESS;
        SDL_GetDisplayBounds(display, &at);
    }
    s->window = SDL_CreateWindow("siapambil", at.x, at.y, at.w, at.h, flags);
    if (!s->window)
        return error_set(err, "no window: %s", SDL_GetError());
    if (!o->windowed)
        SDL_ShowCursor(SDL_DISABLE);
    SDL_DisableScreenSaver();
    SDL_DisplayMode mode;
    if (SDL_GetWindowDisplayMode(s->window, &mode) == 0 && mode.refresh_rate > 0)
        s->rate = mode.refresh_rate;
    return true;
}

static bool try_back_end(struct screen *s, const struct back_end *back_end,
                         const struct screen_options *o, struct error *err)
{
    s->back_end_ctx = back_end->open(s->window, o->width, o->height, err);
    s->back_end = s->back_end_ctx ? back_end : NULL;
    return s->back_end_ctx != NULL;
}

static void close_back_end(struct screen *s)
{
    if (s->back_end)
        s->back_end->close(s->back_end_ctx);
    s->back_end = NULL;
}

static bool open_back_end(struct screen *s, const struct screen_options *o, struct error *err)
{
    if (o->back_end == SCREEN_GPU)
        return try_back_end(s, &back_end_gpu, o, err);
    if (o->back_end == SCREEN_AUTO && back_end_gpu_is_possible() &&
        try_back_end(s, &back_end_gpu, o, err)) {
        if (back_end_gpu_is_real(s->back_end_ctx))
            return true;
        close_back_end(s);
    }
    return try_back_end(s, &back_end_cpu, o, err);
}

struct screen *screen_open(const struct screen_options *o, struct error *err)
{
    CLEANUP(screen_close) struct screen *s = xcalloc(1, sizeof(*s));
    s->rate = DEFAULT_RATE;
    s->rotate = o->rotate;
    s->windowed = o->windowed;
    if (SDL_InitSubSystem(SDL_INIT_EVENTS) < 0) {
        error_set(err, "SDL cannot start: %s", SDL_GetError());
        return NULL;
    }
    s->subsystems = SDL_INIT_EVENTS;
    if (o->back_end != SCREEN_OFF && !open_window(s, o, err))
        return NULL;
    s->raster.fonts = fonts_open(err);
    if (!s->raster.fonts || !open_back_end(s, o, err))
        return NULL;
    struct error logo = { "" };
    s->raster.logo = *o->logo ? logo_open(o->logo, &logo) : NULL;
    if (*o->logo && !s->raster.logo)
        log_warning("%s", logo.text);
    s->compose = compose_new(s->back_end, s->back_end_ctx, &s->raster, s->rotate);
    int w, h;
    s->back_end->size(s->back_end_ctx, &w, &h);
    snprintf(s->description, sizeof(s->description), "%s (%s), %dx%d at %d Hz", s->back_end->name,
             s->window ? SDL_GetCurrentVideoDriver() : "no display", w, h, s->rate);
    struct screen *ret = s;
    s = NULL;
    return ret;
}

void screen_close(struct screen *s)
{
    if (s->compose)
        compose_free(s->compose);
    close_back_end(s);
    if (s->raster.logo)
        logo_close(s->raster.logo);
    if (s->raster.fonts)
        fonts_close(s->raster.fonts);
    if (s->window)
        SDL_DestroyWindow(s->window);
    SDL_QuitSubSystem(s->subsystems);
    if (!SDL_WasInit(0))
        SDL_Quit(); /* the last screen: hints and all */
    free(s);
}

void screen_size(const struct screen *s, int *ret_width, int *ret_height)
{
    int w, h;
    s->back_end->size(s->back_end_ctx, &w, &h);
    bool on_side = s->rotate % 180 != 0;
    *ret_width = on_side ? h : w;
    *ret_height = on_side ? w : h;
}

int screen_rate(const struct screen *s)
{
    return s->rate;
}

const struct metrics *screen_metrics(struct screen *s)
{
    return fonts_metrics(s->raster.fonts);
}

bool screen_has_logo(const struct screen *s)
{
    return s->raster.logo != NULL;
}

const char *screen_description(const struct screen *s)
{
    return s->description;
}

bool screen_present(struct screen *s, const struct frame *frame, struct error *err)
{
    return compose_present(s->compose, frame, err);
}

static int translate(struct screen *s, const SDL_Event *event)
{
    switch (event->type) {
    case SDL_QUIT:
        return SCREEN_QUIT;
    case SDL_KEYDOWN:
        return s->windowed && event->key.keysym.sym == SDLK_ESCAPE ? SCREEN_QUIT : SCREEN_NONE;
    case SDL_RENDER_TARGETS_RESET:
    case SDL_RENDER_DEVICE_RESET:
        compose_forget(s->compose);
        return SCREEN_NONE;
    case SDL_WINDOWEVENT:
        if (event->window.event == SDL_WINDOWEVENT_EXPOSED ||
            event->window.event == SDL_WINDOWEVENT_SIZE_CHANGED)
            compose_forget(s->compose);
        return event->window.event == SDL_WINDOWEVENT_SIZE_CHANGED ? SCREEN_RESIZED : SCREEN_NONE;
    default:
        return SCREEN_NONE;
    }
}

int screen_wait(struct screen *s, int ms)
{
    SDL_Event event;
    int events = SCREEN_NONE;
    if (ms > 0)
        s->next_frame_ns = 0; /* nothing moves: no deadline to miss */
    int more = ms > 0 ? SDL_WaitEventTimeout(&event, ms) : SDL_PollEvent(&event);
    for (; more; more = SDL_PollEvent(&event))
        events |= translate(s, &event);
    return events;
}

static void sleep_until(uint64_t deadline_ns)
{
    struct timespec ts = { .tv_sec = (time_t)(deadline_ns / 1000000000u),
                           .tv_nsec = (long)(deadline_ns % 1000000000u) };
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
}

void screen_pace(struct screen *s)
{
    uint64_t period = UINT64_C(1000000000) / (uint64_t)s->rate;
    uint64_t now = clock_monotonic_ns();
    if (s->next_frame_ns && now > s->next_frame_ns + period) {
        s->counts.late++;
        s->next_frame_ns = 0;
    }
    if (s->next_frame_ns && (!s->back_end->waits || now + period / 8 < s->next_frame_ns)) {
        sleep_until(s->next_frame_ns);
        s->next_frame_ns += period;
    } else {
        /* The first frame; or the display waited for its refresh, and its clock is the right one. Only
         * a driver that does not wait comes so early that it must be held back. */
        s->next_frame_ns = now + period;
    }
}

SDL_Surface *screen_read(struct screen *s, struct error *err)
{
    /* Another thread may write them: it must not be the one that loads the library for that. */
    IMG_Init(IMG_INIT_PNG);
    SDL_Surface *pixels = compose_read(s->compose);
    if (!pixels)
        error_set(err, "the picture cannot be read back: %s", SDL_GetError());
    return pixels;
}

bool screen_write(SDL_Surface *pixels, const char *path, struct error *err)
{
    CLEANUP_FREE char *temporary = xasprintf("%s.new", path);
    if (IMG_SavePNG(pixels, temporary) < 0)
        return error_set(err, "cannot write '%s': %s", temporary, SDL_GetError());
    if (rename(temporary, path) < 0) {
        int code = errno;
        remove(temporary);
        return error_set(err, "cannot write '%s': %s", path, strerror(code));
    }
    return true;
}

bool screen_save(struct screen *s, const char *path, struct error *err)
{
    SDL_Surface *pixels = screen_read(s, err);
    bool ok = pixels && screen_write(pixels, path, err);
    SDL_FreeSurface(pixels);
    return ok;
}

struct screen_counts screen_counts(const struct screen *s)
{
    struct screen_counts counts = s->counts;
    compose_add_counts(s->compose, &counts);
    return counts;
}
