#include "screen/environment.h"

#include <unistd.h>

#include "base/base.h"

/* Where libdbus finds no session bus it starts one for itself (dbus-launch), which takes 10 ms and
 * stays when the board has ended. SDL asks the bus to keep the screen saver away: where there
 * is one. The place is the usual one, for other programs that are started from here. */
static void forbid_own_bus(void)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    CLEANUP_FREE char *address = runtime && *runtime
                                     ? xasprintf("unix:path=%s/bus", runtime)
                                     : xasprintf("unix:path=/run/user/%u/bus", (unsigned)getuid());
    setenv("DBUS_SESSION_BUS_ADDRESS", address, 0);
}

void environment_prepare(void)
{
    forbid_own_bus();
    /* libX11 reads the language's table of composed keys, which takes as long and 700 kB. Nobody
     * types here. */
    setenv("XCOMPOSEFILE", "/dev/null", 0);
    /* A frame around a window on Wayland, drawn by a library and its plugins: a board fills its
     * display, and --windowed is closed by Escape. */
    setenv("SDL_VIDEO_WAYLAND_ALLOW_LIBDECOR", "0", 0);
}
