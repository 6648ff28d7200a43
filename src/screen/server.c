#include "screen/server.h"

#include <SDL.h>
#include <SDL_syswm.h>
#include <glob.h>
#include <stdio.h>
#include <unistd.h>
#include <wayland-client.h>
#include <xcb/xcb.h>

#include "base/log.h"
#include "base/thread.h"
#include "screen/displays.h"

static struct {
    void (*lost)(void *ctx, const char *what);
    void *ctx;
    pthread_t thread;
    Window windows[DISPLAYS_MAX]; /* of X11; 0: free */
    struct wl_display *wayland;
    /* --- of whichever thread finds it out */
    bool _Atomic window_gone;
    const char *_Atomic gone; /* what tell() was told on another than `thread`; NULL: nothing */
} watch;

/* ---- whether one answers */

struct compositor {
    bool has_seat, has_output;
};

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

static bool x_answers(void)
{
    xcb_connection_t *x = xcb_connect(NULL, NULL);
    bool answers = !xcb_connection_has_error(x);
    xcb_disconnect(x);
    return answers;
}

/* What a compositor offers, as far as SDL cannot do without. */
static void on_global(void *ctx, struct wl_registry *registry, uint32_t name, const char *interface,
                      uint32_t version)
{
    struct compositor *c = ctx;
    (void)registry;
    (void)name;
    (void)version;
    c->has_seat |= strcmp(interface, "wl_seat") == 0;
    c->has_output |= strcmp(interface, "wl_output") == 0;
}

static void on_global_remove(void *ctx, struct wl_registry *registry, uint32_t name)
{
    (void)ctx;
    (void)registry;
    (void)name;
}

/* SDL 2.26 follows a null pointer where there is no seat, and does not start without an output. */
static bool wayland_answers(struct error *err)
{
    static const struct wl_registry_listener listener = { on_global, on_global_remove };
    struct compositor c = { .has_seat = false };
    struct wl_display *display = wl_display_connect(NULL);
    if (!display)
        return false;
    struct wl_registry *registry = wl_display_get_registry(display);
    wl_registry_add_listener(registry, &listener, &c);
    bool answers = wl_display_roundtrip(display) >= 0;
    wl_registry_destroy(registry);
    wl_display_disconnect(display);
    if (answers && !c.has_output)
        return error_set(err, "no display: none is connected to the Wayland compositor");
    if (answers && !c.has_seat)
        return error_set(err,
                         "no display: the Wayland compositor has no seat, and SDL does not start "
                         "without; a keyboard or a mouse makes one, and cage always has one");
    return answers;
}

/* The kernel's word for each of a card's outputs: "connected", "disconnected", "unknown". */
bool server_console_has_display(const char *folder)
{
    CLEANUP_FREE char *pattern = xasprintf("%s/card*-*/status", folder);
    glob_t found;
    if (glob(pattern, 0, NULL, &found) != 0)
        return true;
    bool some = false;
    for (size_t i = 0; i < found.gl_pathc && !some; i++) {
        char word[16] = "";
        FILE *file = fopen(found.gl_pathv[i], "re");
        some = !file || !fgets(word, sizeof(word), file) || strncmp(word, "dis", 3) != 0;
        if (file)
            fclose(file);
    }
    globfree(&found);
    return some;
}

static bool console_answers(void)
{
    glob_t cards;
    bool some = glob("/dev/dri/card*", 0, NULL, &cards) == 0;
    if (some)
        globfree(&cards);
    return some && server_console_has_display("/sys/class/drm");
}

bool server_answers(struct error *err)
{
    error_set(
        err, "no display: neither X11 (DISPLAY) nor Wayland (WAYLAND_DISPLAY) nor a console of its "
             "own answers; --off-screen does without one");
    const char *driver = getenv("SDL_VIDEODRIVER");
    bool any = !driver || !*driver;
    if (!any && strcmp(driver, "kmsdrm") == 0)
        return console_answers();
    if (!any && strcmp(driver, "x11") != 0 && strcmp(driver, "wayland") != 0)
        return true;
    bool x = any ? is_set("DISPLAY") : strcmp(driver, "x11") == 0;
    bool wayland = any || strcmp(driver, "wayland") == 0;
    if ((x && x_answers()) || (wayland && wayland_answers(err)))
        return true;
    return any && !server_drivers() && console_answers();
}

const char *server_drivers(void)
{
    bool x = is_set("DISPLAY"), wayland = is_set("WAYLAND_DISPLAY");
    return x && wayland ? "x11,wayland" : x ? "x11" : wayland ? "wayland" : NULL;
}

/* ---- that it has gone */

void server_on_loss(void (*lost)(void *ctx, const char *what), void *ctx)
{
    watch.lost = lost;
    watch.ctx = ctx;
    watch.thread = pthread_self();
}

static void tell(const char *what)
{
    /* Another thread cannot act, nor may it go on: the main one finds it out, by itself or in server_look(). */
    while (!pthread_equal(pthread_self(), watch.thread)) {
        watch.gone = what;
        pause();
    }
    if (watch.lost)
        watch.lost(watch.ctx, what);
}

/* XSetIOErrorHandler(3): the connection is gone, and if this returns, so is the process. */
static int on_x_gone(Display *x)
{
    (void)x;
    tell("the X server has gone");
    log_error("the X server has gone");
    return 0;
}

/* A request failed. By default that would end the process, as if it were the program's fault; but somebody else may
 * have destroyed the window, or a mode changed meanwhile. */
static int on_x_error(Display *x, XErrorEvent *e)
{
    (void)x;
    bool missing = e->error_code == BadWindow || e->error_code == BadDrawable;
    for (size_t i = 0; i < COUNT(watch.windows); i++) {
        if (missing && watch.windows[i] == e->resourceid && e->resourceid)
            watch.window_gone = true;
    }
    log_debug("X11: request %d.%d failed with error %d", e->request_code, e->minor_code,
              e->error_code);
    return 0;
}

void server_begin(void)
{
    if (!watch.lost)
        return;
    XSetIOErrorHandler(on_x_gone);
    XSetErrorHandler(on_x_error);
}

static void replace(Window what, Window by)
{
    for (size_t i = 0; i < COUNT(watch.windows); i++) {
        if (watch.windows[i] == what) {
            watch.windows[i] = by;
            return;
        }
    }
}

void server_add_window(SDL_Window *window)
{
    SDL_SysWMinfo info;
    SDL_VERSION(&info.version);
    if (!watch.lost || !SDL_GetWindowWMInfo(window, &info))
        return;
    if (info.subsystem == SDL_SYSWM_X11)
        replace(0, info.info.x11.window);
    else if (info.subsystem == SDL_SYSWM_WAYLAND)
        watch.wayland = info.info.wl.display;
}

void server_remove_window(SDL_Window *window)
{
    SDL_SysWMinfo info;
    SDL_VERSION(&info.version);
    if (watch.lost && SDL_GetWindowWMInfo(window, &info) && info.subsystem == SDL_SYSWM_X11)
        replace(info.info.x11.window, 0);
}

void server_tell(const char *what)
{
    watch.gone = what;
}

void server_look(void)
{
    if (watch.gone)
        tell(watch.gone);
    if (watch.wayland && wl_display_get_error(watch.wayland))
        tell("the Wayland compositor has gone");
    if (watch.window_gone)
        tell("the window has been destroyed");
}
