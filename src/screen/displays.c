#include "screen/displays.h"

#include <SDL.h>
#include <SDL_syswm.h>

#include "base/clock.h"
#include "screen/outputs.h"
#include "screen/server.h"

#define LOOK_EVERY_NS  UINT64_C(250000000)
#define SETTLE_NS      UINT64_C(300000000) /* without news: the change is complete */
#define LONGEST_NUMBER 4

struct displays {
    struct outputs *outputs; /* NULL: not X11, and not followed */
    struct display list[DISPLAYS_MAX];
    int count;
    uint64_t next_look_ns;
    uint64_t news_ns; /* when the last came that has not been acted on; 0: none */
};

/* What SDL takes over and what it leaves alone; before it starts. */
static void set_hints(bool has_outputs)
{
    if (server_drivers())
        SDL_SetHint(SDL_HINT_VIDEODRIVER, server_drivers()); /* what the user has set goes before */
    /* SDL must not take SIGTERM and SIGHUP over: the app has its own handlers. */
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "0");
    SDL_SetHint(SDL_HINT_VIDEO_MINIMIZE_ON_FOCUS_LOSS, "0");
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "1");
    /* With RandR, SDL 2.26 does not start without a display, keeps the size of one whose mode
     * changes, and has none to give to a window whose display is gone. */
    if (has_outputs)
        SDL_SetHint(SDL_HINT_VIDEO_X11_XRANDR, "0");
}

static bool start_driver(bool has_outputs, struct error *err)
{
    if (!has_outputs && !server_answers(err))
        return false;
    server_begin();
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) < 0)
        return error_set(err, "no display: %s", SDL_GetError());
    /* Where SDL finds no display it takes a driver that shows nothing: a board that
     * runs, and that nobody sees. */
    const char *driver = SDL_GetCurrentVideoDriver();
    if (!getenv("SDL_VIDEODRIVER") &&
        (strcmp(driver, "offscreen") == 0 || strcmp(driver, "dummy") == 0)) {
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
        return error_set(err, "no display: SDL finds none; --off-screen does without one");
    }
    /* X11 has shared memory for a window's pixels: going through OpenGL instead costs twenty times
     * the CPU where OpenGL is software. KMSDRM and Wayland know no other way. */
    if (strcmp(driver, "x11") == 0)
        SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_DisableScreenSaver();
    return true;
}

static int read_from_sdl(struct display ret[DISPLAYS_MAX])
{
    int count = MIN(MAX(SDL_GetNumVideoDisplays(), 0), DISPLAYS_MAX);
    for (int i = 0; i < count; i++) {
        SDL_Rect box = { 0 };
        SDL_DisplayMode mode = { 0 };
        const char *name = SDL_GetDisplayName(i);
        SDL_GetDisplayBounds(i, &box);
        SDL_GetCurrentDisplayMode(i, &mode);
        ret[i] = (struct display){ .box = { box.x, box.y, box.w, box.h },
                                   .rate_hz = mode.refresh_rate,
                                   .index = i };
        SDL_strlcpy(ret[i].name, name ? name : "", sizeof(ret[i].name));
    }
    return count;
}

struct displays *displays_open(struct error *err)
{
    struct displays *d = xcalloc(1, sizeof(*d));
    d->outputs = outputs_open();
    set_hints(d->outputs != NULL);
    if (!start_driver(d->outputs, err)) {
        if (d->outputs)
            outputs_close(d->outputs);
        free(d);
        return NULL;
    }
    if (d->outputs && strcmp(SDL_GetCurrentVideoDriver(), "x11") != 0) {
        outputs_close(d->outputs);
        d->outputs = NULL;
    }
    d->count = d->outputs ? MAX(outputs_read(d->outputs, d->list), 0) : read_from_sdl(d->list);
    return d;
}

void displays_close(struct displays *d)
{
    if (d->outputs)
        outputs_close(d->outputs);
    free(d);
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    if (!SDL_WasInit(0))
        SDL_Quit(); /* hints and all */
}

int displays_count(const struct displays *d)
{
    return d->count;
}

const struct display *displays_get(const struct displays *d, int i)
{
    return &d->list[i];
}

const struct display *displays_find(const struct displays *d, const char *wanted)
{
    size_t digits = strspn(wanted, "0123456789");
    for (int i = 0; i < d->count; i++) {
        if (strcmp(d->list[i].name, wanted) == 0)
            return &d->list[i];
    }
    if (!digits || digits > LONGEST_NUMBER || wanted[digits])
        return NULL;
    long number = strtol(wanted, NULL, 10);
    return number < d->count ? &d->list[number] : NULL;
}

bool displays_look_again(struct displays *d)
{
    struct display now[DISPLAYS_MAX] = { 0 };
    int count = d->outputs ? outputs_read(d->outputs, now) : -1;
    d->news_ns = 0;
    if (count < 0)
        return false;
    bool changed = count != d->count || memcmp(now, d->list, (size_t)count * sizeof(*now)) != 0;
    memcpy(d->list, now, sizeof(now));
    d->count = count;
    return changed;
}

bool displays_have_changed(struct displays *d)
{
    uint64_t now = clock_monotonic_ns();
    if (!d->outputs || now < d->next_look_ns)
        return false;
    d->next_look_ns = now + LOOK_EVERY_NS;
    if (outputs_have_news(d->outputs))
        d->news_ns = now;
    return d->news_ns && now >= d->news_ns + SETTLE_NS && displays_look_again(d);
}

void displays_list(const struct displays *d, struct buffer *out)
{
    for (int i = 0; i < d->count; i++)
        buffer_addf(out, "%s%s (%dx%d)", i ? ", " : "", d->list[i].name, d->list[i].box.w,
                    d->list[i].box.h);
    if (!d->count)
        buffer_addf(out, "none");
}

void displays_fill_screen(struct displays *d, SDL_Window *window)
{
    SDL_SysWMinfo info;
    SDL_VERSION(&info.version);
    if (!d->outputs || !SDL_GetWindowWMInfo(window, &info) || info.subsystem != SDL_SYSWM_X11)
        return;
    int x, y;
    SDL_GetWindowPosition(window, &x, &y);
    SDL_SetWindowPosition(window, x, y); /* waits until the server has the window */
    outputs_mark_full_screen(d->outputs, (uint32_t)info.info.x11.window);
}
