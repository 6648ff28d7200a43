#include "screen/screen.h"

#include <SDL_image.h>
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/repeats.h"
#include "screen/black.h"
#include "screen/compose.h"
#include "screen/frame_times.h"
#include "screen/governor.h"
#include "screen/pace.h"
#include "screen/server.h"

#define DEFAULT_RATE 60

/* An X server that has refused pictures is not asked to keep any again. */
static bool pictures_refused;

struct screen {
    SDL_Window *window; /* NULL: off-screen */
    const struct back_end *back_end;
    void *back_end_ctx;
    struct raster raster;
    struct compose *compose;
    struct screen_counts counts_before; /* of a back end that is used no more */
    int rotate;
    bool started, windowed;
    bool has_choice; /* no back end was asked for by name */
    struct pace pace;
    struct governor governor;
    struct frame_times times;
    uint64_t begun_ns; /* work on the next frame; 0: not yet */
    bool may_wait;     /* for the display's refresh, if the back end can */
    char description[96];
    struct repeats told_close; /* that somebody wants it to be closed */
};

static bool open_window(struct screen *s, const struct screen_options *o, struct error *err)
{
    const struct display *display = o->display;
    SDL_Rect at = { (int)SDL_WINDOWPOS_UNDEFINED, (int)SDL_WINDOWPOS_UNDEFINED,
                    o->width ? o->width : 1280, o->height ? o->height : 720 };
    Uint32 flags = SDL_WINDOW_RESIZABLE;
    if (!o->windowed) {
        /* Full screen is a wish that a window manager grants. An X session that runs nothing but
         * this program has none, so the window is made as large as the display to begin with. */
        flags |= SDL_WINDOW_BORDERLESS | SDL_WINDOW_HIDDEN;
        if (display->index >= 0)
            flags |= SDL_WINDOW_FULLSCREEN_DESKTOP;
        at = (SDL_Rect){ display->box.x, display->box.y, display->box.w, display->box.h };
    }
    s->window = SDL_CreateWindow("siapambil", at.x, at.y, at.w, at.h, flags);
    if (!s->window)
        return error_set(err, "no window: %s", SDL_GetError());
    server_add_window(s->window);
    if (!o->windowed) {
        displays_fill_screen(o->displays, s->window);
        SDL_ShowWindow(s->window);
        SDL_ShowCursor(SDL_DISABLE);
    }
    if (display && display->rate_hz > 0)
        s->pace.rate_hz = s->governor.refresh_hz = display->rate_hz;
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
    if (o->back_end == SCREEN_PIXMAPS)
        return try_back_end(s, &back_end_pixmaps, o, err);
    if (o->back_end == SCREEN_AUTO && back_end_gpu_is_possible() &&
        try_back_end(s, &back_end_gpu, o, err)) {
        if (back_end_gpu_is_real(s->back_end_ctx))
            return true;
        close_back_end(s);
    }
    if (o->back_end == SCREEN_AUTO && !pictures_refused &&
        try_back_end(s, &back_end_pixmaps, o, err))
        return true;
    return try_back_end(s, &back_end_cpu, o, err);
}

/* Pictures are drawn by it from now on. */
static void use_back_end(struct screen *s)
{
    int w, h;
    s->compose = compose_new(s->back_end, s->back_end_ctx, &s->raster, s->rotate);
    s->back_end->size(s->back_end_ctx, &w, &h);
    snprintf(s->description, sizeof(s->description), "%s (%s), %dx%d at %d Hz", s->back_end->name,
             s->window ? SDL_GetCurrentVideoDriver() : "no display", w, h, s->pace.rate_hz);
}

struct screen *screen_open(const struct screen_options *o, struct error *err)
{
    CLEANUP(screen_close) struct screen *s = xcalloc(1, sizeof(*s));
    s->pace.rate_hz = s->governor.refresh_hz = DEFAULT_RATE;
    s->rotate = o->rotate;
    s->windowed = o->windowed;
    s->has_choice = o->back_end == SCREEN_AUTO;
    if (SDL_InitSubSystem(SDL_INIT_EVENTS) < 0) {
        error_set(err, "SDL cannot start: %s", SDL_GetError());
        return NULL;
    }
    s->started = true;
    black_wait();
    if (o->back_end != SCREEN_OFF && !open_window(s, o, err))
        return NULL;
    s->raster.fonts = fonts_open(o->font_notes ? o->font_notes : "", o->read_only, err);
    if (!s->raster.fonts || !open_back_end(s, o, err))
        return NULL;
    struct error logo = { "" };
    s->raster.logo = *o->logo ? logo_open(o->logo, &logo) : NULL;
    if (*o->logo && !s->raster.logo)
        log_warning("%s", logo.text);
    if (s->window)
        black_show(s->back_end, s->back_end_ctx);
    use_back_end(s);
    struct screen *ret = s;
    s = NULL;
    return ret;
}

void screen_close(struct screen *s)
{
    black_wait();
    if (s->compose)
        compose_free(s->compose);
    close_back_end(s);
    if (s->raster.logo)
        logo_close(s->raster.logo);
    if (s->raster.fonts)
        fonts_close(s->raster.fonts);
    if (s->window) {
        server_remove_window(s->window);
        SDL_DestroyWindow(s->window);
    }
    if (s->started)
        SDL_QuitSubSystem(SDL_INIT_EVENTS);
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
    return s->pace.rate_hz;
}

int screen_refresh_rate(const struct screen *s)
{
    return s->governor.refresh_hz;
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

void screen_begin(struct screen *s)
{
    s->begun_ns = clock_monotonic_ns();
}

/* A display that each frame waits for would hold those back that are to last longer: then the
 * limiter alone keeps the time. */
static void choose_waiting(struct screen *s)
{
    bool waits = s->may_wait && governor_rate(&s->governor) == s->governor.refresh_hz;
    s->pace.waits = false;
    if (s->back_end->set_waiting) {
        black_wait();
        s->pace.waits = s->back_end->set_waiting(s->back_end_ctx, waits);
    }
    pace_rest(&s->pace);
}

static void note_shown(struct screen *s, uint64_t begun_ns, uint64_t now_ns)
{
    enum pace_lateness how = pace_note(&s->pace, begun_ns, now_ns);
    frame_times_note(&s->times, how, now_ns);
    uint64_t busy_ns = s->pace.waits ? 0 : now_ns - begun_ns;
    if (!governor_note(&s->governor, busy_ns, how != PACE_IN_TIME, now_ns))
        return;
    s->pace.rate_hz = governor_rate(&s->governor);
    choose_waiting(s);
}

void screen_draw_ahead(struct screen *s, const struct frame *frame)
{
    black_wait_before_images(s->back_end, s->back_end_ctx);
    compose_draw_ahead(s->compose, frame);
}

/* An X server that will not keep pictures still shows what is sent to it. */
static bool fall_back(struct screen *s, const struct error *why)
{
    struct error err = { "" };
    if (!s->has_choice || s->back_end != &back_end_pixmaps)
        return false;
    void *cpu = back_end_cpu.open(s->window, 0, 0, &err);
    if (!cpu)
        return false;
    if (!pictures_refused)
        log_warning("%s; cpu is used from now on", why->text);
    pictures_refused = true;
    compose_add_counts(s->compose, &s->counts_before);
    compose_free(s->compose);
    close_back_end(s);
    s->back_end = &back_end_cpu;
    s->back_end_ctx = cpu;
    use_back_end(s);
    return true;
}

static bool present(struct screen *s, const struct frame *frame, struct error *err)
{
    return compose_present(s->compose, frame, err) ||
           (fall_back(s, err) && compose_present(s->compose, frame, err));
}

bool screen_present(struct screen *s, const struct frame *frame, struct error *err)
{
    black_wait();
    uint64_t begun = s->begun_ns ? s->begun_ns : clock_monotonic_ns();
    s->begun_ns = 0;
    if (!present(s, frame, err))
        return false;
    note_shown(s, begun, clock_monotonic_ns());
    return true;
}

/* A window manager's wish, or a key that somebody leant on. A board that fills its screen is ended by who has
 * started it. */
static int refuse_to_close(struct screen *s)
{
    static const char wish[] = "somebody wants the window to be closed";
    char often[REPEATS_TEXT];
    unsigned times = repeats_failed(&s->told_close, wish, clock_boot_s());
    if (times)
        log_warning("%s: it stays; SIGTERM ends the program%s", wish, repeats_count(times, often));
    return SCREEN_NONE;
}

static int translate(struct screen *s, const SDL_Event *event)
{
    switch (event->type) {
    case SDL_KEYDOWN:
        return s->windowed && event->key.keysym.sym == SDLK_ESCAPE ? SCREEN_QUIT : SCREEN_NONE;
    case SDL_RENDER_TARGETS_RESET:
        compose_forget(s->compose);
        return SCREEN_NONE;
    case SDL_RENDER_DEVICE_RESET:
        compose_forget_images(s->compose);
        return SCREEN_NONE;
    case SDL_WINDOWEVENT:
        if (event->window.event == SDL_WINDOWEVENT_CLOSE)
            return s->windowed ? SCREEN_QUIT : refuse_to_close(s);
        if (event->window.event == SDL_WINDOWEVENT_EXPOSED ||
            event->window.event == SDL_WINDOWEVENT_SIZE_CHANGED) {
            compose_forget(s->compose);
            s->pace.due_ns = 0;
        }
        return event->window.event == SDL_WINDOWEVENT_SIZE_CHANGED ? SCREEN_RESIZED : SCREEN_NONE;
    default:
        return SCREEN_NONE;
    }
}

/* The window that an event is for; 0: all of them. */
static Uint32 window_of(const SDL_Event *event)
{
    switch (event->type) {
    case SDL_KEYDOWN:
        return event->key.windowID;
    case SDL_WINDOWEVENT:
        return event->window.windowID;
    default:
        return 0;
    }
}

static int dispatch(struct screen *const *screens, int count, const SDL_Event *event, int *ret)
{
    Uint32 window = window_of(event);
    int all = SCREEN_NONE;
    for (int i = 0; i < count; i++) {
        struct screen *s = screens[i];
        if (s && s->windowed && event->type == SDL_QUIT)
            all = SCREEN_QUIT;
        if (!s || (window && (!s->window || SDL_GetWindowID(s->window) != window)))
            continue;
        ret[i] |= translate(s, event);
        all |= ret[i] & SCREEN_QUIT;
    }
    return all;
}

static void sleep_until(uint64_t deadline_ns)
{
    struct timespec ts = { .tv_sec = (time_t)(deadline_ns / 1000000000u),
                           .tv_nsec = (long)(deadline_ns % 1000000000u) };
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
}

static bool have_window(struct screen *const *screens, int count)
{
    for (int i = 0; i < count; i++) {
        if (screens[i] && screens[i]->window)
            return true;
    }
    return false;
}

int screens_wait(struct screen *const *screens, int count, int ms, int *ret)
{
    SDL_Event event;
    int all = SCREEN_NONE;
    memset(ret, 0, (size_t)count * sizeof(*ret));
    black_wait();
    if (ms > 0 && !have_window(screens, count)) {
        /* SDL would look a thousand times a second for what cannot come. */
        sleep_until(clock_monotonic_ns() + (uint64_t)ms * 1000000u);
        ms = 0;
    }
    if (!SDL_WasInit(SDL_INIT_EVENTS))
        return all; /* no display yet */
    int more = ms > 0 ? SDL_WaitEventTimeout(&event, ms) : SDL_PollEvent(&event);
    for (; more; more = SDL_PollEvent(&event))
        all |= dispatch(screens, count, &event, ret);
    return all;
}

bool screen_is_due(const struct screen *s)
{
    return pace_is_due(&s->pace, clock_monotonic_ns());
}

void screen_rest(struct screen *s)
{
    pace_rest(&s->pace);
    frame_times_rest(&s->times);
    governor_rest(&s->governor);
}

void screen_set_waiting(struct screen *s, bool waits)
{
    s->may_wait = waits;
    choose_waiting(s);
}

struct frame_summary screen_frame_times(const struct screen *s)
{
    return frame_times_summary(&s->times);
}

void screen_begin_frame_times(struct screen *s)
{
    frame_times_begin(&s->times);
}

void screens_pace(struct screen *const *screens, int count)
{
    uint64_t first = UINT64_MAX, from = clock_monotonic_ns();
    for (int i = 0; i < count; i++) {
        if (screens[i])
            first = MIN(first, screens[i]->pace.due_ns);
    }
    if (first == UINT64_MAX || first <= from)
        return;
    sleep_until(first);
    uint64_t to = clock_monotonic_ns();
    for (int i = 0; i < count; i++) {
        if (screens[i])
            pace_slept(&screens[i]->pace, from, to);
    }
}

SDL_Surface *screen_read(struct screen *s, struct error *err)
{
    /* Another thread may write them: it must not be the one that loads the library for that. */
    IMG_Init(IMG_INIT_PNG);
    black_wait();
    SDL_Surface *pixels = compose_read(s->compose);
    if (!pixels)
        error_set(err, "the picture cannot be read back: %s", SDL_GetError());
    return pixels;
}

bool screen_copy(struct screen *s, uint32_t *pixels, int width, int height)
{
    int w, h;
    black_wait();
    screen_display_size(s, &w, &h);
    return w == width && h == height &&
           compose_copy(s->compose, SDL_PIXELFORMAT_RGB888, pixels, width * 4);
}

void screen_display_size(const struct screen *s, int *ret_width, int *ret_height)
{
    s->back_end->size(s->back_end_ctx, ret_width, ret_height);
}

size_t screen_latest_frames(const struct screen *s, uint32_t *ret_us, size_t points)
{
    return frame_times_latest(&s->times, ret_us, points);
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
    struct screen_counts counts = s->counts_before;
    counts.late = s->pace.late;
    counts.stood = s->times.count;
    compose_add_counts(s->compose, &counts);
    return counts;
}

struct screen_holdings screen_holdings(const struct screen *s)
{
    return (struct screen_holdings){ fonts_count(s->raster.fonts), compose_images(s->compose) };
}
