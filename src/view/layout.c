#include "view/layout.h"

/* The design's lengths, at 1920x1080. */
enum {
    DESIGN_SHORT_SIDE = 1080,
    HEADER_HEIGHT = 132,
    SCRIPT_LINE_HEIGHT = 58, /* regional scripts stack their signs */
    PLACE_HEIGHT = 108,
    FOOTER_HEIGHT = 92,
    PANEL_WIDTH = 400,           /* landscape: at the right */
    PANEL_HEIGHT_PORTRAIT = 420, /* portrait: below the list */
    PANEL_CONTENT = 810,         /* landscape: the height that what is in it needs */
    LEAST_PANEL = 90,            /* percent, where the list grows */
    ROW_HEIGHT = 116,
    LEAST_ROWS = 3,
    LEAST_LIST_WIDTH = 720,
};

static int scaled(const struct layout *l, int px, int percent)
{
    const int64_t whole = INT64_C(100) * DESIGN_SHORT_SIDE;
    int ret = (int)((INT64_C(1) * px * MIN(l->width, l->height) * percent + whole / 2) / whole);
    return px > 0 ? MAX(ret, 1) : ret;
}

int layout_scale(const struct layout *l, int px)
{
    return scaled(l, px, l->percent);
}

/* In landscape by the height that is left for it, in portrait by a quarter of what the list grows: its width
 * does not grow. */
static int percent_of_panel(const struct layout *l, int height)
{
    if (l->percent <= 100)
        return l->percent;
    int grown =
        l->portrait ? 100 + (l->percent - 100) / 4 : height * 100 / scaled(l, PANEL_CONTENT, 100);
    return MAX(LEAST_PANEL, MIN(l->percent, grown));
}

static struct layout lay_out(const struct layout_options *o, int percent)
{
    int width = o->width, height = o->height;
    struct layout l = {
        .width = width, .height = height, .percent = percent, .portrait = height > width
    };
    int header = layout_scale(&l, HEADER_HEIGHT + (o->script_line ? SCRIPT_LINE_HEIGHT : 0));
    int place = layout_scale(&l, PLACE_HEIGHT);
    int footer = layout_scale(&l, FOOTER_HEIGHT);
    int middle = height - header - footer;
    l.panel_percent = percent_of_panel(&l, middle);
    int panel_w =
        l.portrait ? width
                   : scaled(&l, PANEL_WIDTH, percent > 100 ? MAX(l.panel_percent, 100) : percent);
    int panel_h = l.portrait ? scaled(&l, PANEL_HEIGHT_PORTRAIT, l.panel_percent) : middle;
    int list_w = l.portrait ? width : width - panel_w;
    int list_h = (l.portrait ? middle - panel_h : middle) - place;
    l.header = (struct rect){ 0, 0, width, header };
    l.place = (struct rect){ 0, header, list_w, place };
    l.list = (struct rect){ 0, header + place, list_w, list_h };
    l.panel = (struct rect){ width - panel_w, height - footer - panel_h, panel_w, panel_h };
    l.footer = (struct rect){ 0, height - footer, width, footer };
    return l;
}

static bool has_room(const struct layout *l)
{
    return l->list.h >= LEAST_ROWS * layout_scale(l, ROW_HEIGHT) &&
           l->list.w >= layout_scale(l, LEAST_LIST_WIDTH);
}

struct layout layout_make_for(const struct layout_options *o)
{
    int percent = o->percent ? o->percent : 100;
    struct layout l = lay_out(o, percent);
    while (percent > 100 && !has_room(&l))
        l = lay_out(o, --percent);
    return l;
}

struct layout layout_make(int width, int height)
{
    return layout_make_for(&(struct layout_options){ .width = width, .height = height });
}
