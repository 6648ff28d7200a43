#include "screen/outputs.h"

#include <xcb/randr.h>
#include <xcb/xcb.h>

struct outputs {
    xcb_connection_t *x;
    xcb_window_t root;
};

static xcb_window_t root_of(xcb_connection_t *x, int number)
{
    xcb_screen_iterator_t i = xcb_setup_roots_iterator(xcb_get_setup(x));
    while (number-- > 0 && i.rem > 1)
        xcb_screen_next(&i);
    return i.data->root;
}

static bool has_monitors(xcb_connection_t *x)
{
    const xcb_query_extension_reply_t *extension = xcb_get_extension_data(x, &xcb_randr_id);
    if (!extension || !extension->present)
        return false;
    CLEANUP_FREE xcb_randr_query_version_reply_t *version =
        xcb_randr_query_version_reply(x, xcb_randr_query_version(x, 1, 5), NULL);
    return version && (version->major_version > 1 ||
                       (version->major_version == 1 && version->minor_version >= 5));
}

struct outputs *outputs_open(void)
{
    const char *display = getenv("DISPLAY");
    if (!display || !*display)
        return NULL;
    int number = 0;
    xcb_connection_t *x = xcb_connect(NULL, &number);
    if (xcb_connection_has_error(x) || !has_monitors(x)) {
        xcb_disconnect(x);
        return NULL;
    }
    struct outputs *o = xcalloc(1, sizeof(*o));
    o->x = x;
    o->root = root_of(x, number);
    xcb_randr_select_input(x, o->root,
                           XCB_RANDR_NOTIFY_MASK_SCREEN_CHANGE | XCB_RANDR_NOTIFY_MASK_CRTC_CHANGE |
                               XCB_RANDR_NOTIFY_MASK_OUTPUT_CHANGE);
    /* Monitors that xrandr --setmonitor makes are told as a change of the root window. */
    static const uint32_t events = XCB_EVENT_MASK_STRUCTURE_NOTIFY;
    xcb_change_window_attributes(x, o->root, XCB_CW_EVENT_MASK, &events);
    xcb_flush(x);
    return o;
}

void outputs_close(struct outputs *o)
{
    xcb_disconnect(o->x);
    free(o);
}

bool outputs_have_news(struct outputs *o)
{
    bool news = false;
    xcb_generic_event_t *event;
    while ((event = xcb_poll_for_event(o->x))) {
        news = true; /* nothing else was asked for */
        free(event);
    }
    return news;
}

static void read_name(struct outputs *o, xcb_atom_t atom, char ret[DISPLAY_NAME_MAX])
{
    CLEANUP_FREE xcb_get_atom_name_reply_t *reply =
        xcb_get_atom_name_reply(o->x, xcb_get_atom_name(o->x, atom), NULL);
    int len = reply ? MIN(xcb_get_atom_name_name_length(reply), DISPLAY_NAME_MAX - 1) : 0;
    if (len)
        memcpy(ret, xcb_get_atom_name_name(reply), (size_t)len);
    ret[len] = '\0';
}

/* Frames a second of a mode; 0: it does not say. */
static int rate_of(const xcb_randr_mode_info_t *mode)
{
    double lines = mode->vtotal, dots = mode->htotal;
    if (mode->mode_flags & XCB_RANDR_MODE_FLAG_DOUBLE_SCAN)
        lines *= 2;
    if (mode->mode_flags & XCB_RANDR_MODE_FLAG_INTERLACE)
        lines /= 2;
    return lines > 0 && dots > 0 ? (int)(mode->dot_clock / (lines * dots) + 0.5) : 0;
}

static int read_rate(struct outputs *o, xcb_randr_output_t output,
                     const xcb_randr_get_screen_resources_current_reply_t *resources)
{
    xcb_timestamp_t time = resources->config_timestamp;
    CLEANUP_FREE xcb_randr_get_output_info_reply_t *info =
        xcb_randr_get_output_info_reply(o->x, xcb_randr_get_output_info(o->x, output, time), NULL);
    if (!info || !info->crtc)
        return 0;
    CLEANUP_FREE xcb_randr_get_crtc_info_reply_t *crtc =
        xcb_randr_get_crtc_info_reply(o->x, xcb_randr_get_crtc_info(o->x, info->crtc, time), NULL);
    xcb_randr_mode_info_iterator_t mode =
        xcb_randr_get_screen_resources_current_modes_iterator(resources);
    for (; crtc && mode.rem; xcb_randr_mode_info_next(&mode)) {
        if (mode.data->id == crtc->mode)
            return rate_of(mode.data);
    }
    return 0;
}

static bool is_known(const struct display *displays, int count, const struct display *one)
{
    for (int i = 0; i < count; i++) {
        if (memcmp(&displays[i].box, &one->box, sizeof(one->box)) == 0)
            return true;
    }
    return false;
}

int outputs_read(struct outputs *o, struct display ret[DISPLAYS_MAX])
{
    enum { ONLY_ACTIVE = 1 };
    CLEANUP_FREE xcb_randr_get_monitors_reply_t *monitors = xcb_randr_get_monitors_reply(
        o->x, xcb_randr_get_monitors(o->x, o->root, ONLY_ACTIVE), NULL);
    CLEANUP_FREE xcb_randr_get_screen_resources_current_reply_t *resources =
        xcb_randr_get_screen_resources_current_reply(
            o->x, xcb_randr_get_screen_resources_current(o->x, o->root), NULL);
    if (!monitors || !resources)
        return -1;
    int count = 0;
    xcb_randr_monitor_info_iterator_t i = xcb_randr_get_monitors_monitors_iterator(monitors);
    for (; i.rem && count < DISPLAYS_MAX; xcb_randr_monitor_info_next(&i)) {
        const xcb_randr_monitor_info_t *m = i.data;
        struct display d = { .box = { m->x, m->y, m->width, m->height }, .index = -1 };
        if (!m->width || !m->height || is_known(ret, count, &d))
            continue;
        read_name(o, m->name, d.name);
        if (xcb_randr_monitor_info_outputs_length(m))
            d.rate_hz = read_rate(o, xcb_randr_monitor_info_outputs(m)[0], resources);
        int at = m->primary ? 0 : count;
        memmove(&ret[at + 1], &ret[at], (size_t)(count - at) * sizeof(d));
        ret[at] = d;
        count++;
    }
    return count;
}

static xcb_atom_t atom_of(struct outputs *o, const char *name)
{
    CLEANUP_FREE xcb_intern_atom_reply_t *reply =
        xcb_intern_atom_reply(o->x, xcb_intern_atom(o->x, 0, (uint16_t)strlen(name), name), NULL);
    return reply ? reply->atom : XCB_ATOM_NONE;
}

void outputs_mark_full_screen(struct outputs *o, uint32_t window)
{
    xcb_atom_t state = atom_of(o, "_NET_WM_STATE"), full = atom_of(o, "_NET_WM_STATE_FULLSCREEN");
    xcb_change_property(o->x, XCB_PROP_MODE_APPEND, window, state, XCB_ATOM_ATOM, 32, 1, &full);
    /* Before the window's own connection maps it: the answer says that it has been done. */
    free(xcb_get_input_focus_reply(o->x, xcb_get_input_focus(o->x), NULL));
}
