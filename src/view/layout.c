#include "view/layout.h"

/* The design's lengths, at 1920x1080. */
enum {
    DESIGN_SHORT_SIDE = 1080,
    HEADER_HEIGHT = 132,
    SCRIPT_LINE_HEIGHT = 58, /* regional scripts stack their signs */
    PLACE_HEIGHT = 108,
    FOOTER_HEIGHT = 92,
    FOOTER_HEIGHT_LOW = 56,      /* only the freshness in it */
    PANEL_WIDTH = 412,           /* landscape: at the right */
    PANEL_HEIGHT_PORTRAIT = 424, /* portrait: below the list */
    PANEL_CONTENT = 810,         /* landscape: the height that what is in it needs */
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

/* In landscape by the height that is left for it, in portrait by a quarter of what the list
 * grows: its width does not grow. */
static int percent_of_panel(const struct layout *l, int height)
{
    if (l->percent <= 100)
        return l->percent;
    int grown =
        l->portrait ? 100 + (l->percent - 100) / 4 : height * 100 / scaled(l, PANEL_CONTENT, 100);
    return MAX(100, MIN(l->percent, grown));
}

static struct layout lay_out(int width, int height, const struct layout_wants *wants, int percent)
{
    struct layout l = {
        .width = width,
        .height = height,
        .percent = percent,
        .portrait = height > width,
        .wants = *wants,
    };
    int header = layout_scale(&l, HEADER_HEIGHT + (wants->script_line ? SCRIPT_LINE_HEIGHT : 0));
    int top = header + wants->announcement;
    int place = layout_scale(&l, PLACE_HEIGHT);
    int full_footer = layout_scale(&l, FOOTER_HEIGHT);
    int footer = wants->ticker ? full_footer : layout_scale(&l, FOOTER_HEIGHT_LOW);
    int middle = height - top - footer;
    l.panel_percent = percent_of_panel(&l, height - header - full_footer);
    int panel_w = l.portrait ? width : scaled(&l, PANEL_WIDTH, l.panel_percent);
    int panel_h = l.portrait ? scaled(&l, PANEL_HEIGHT_PORTRAIT, l.panel_percent) : middle;
    int list_w = l.portrait ? width : width - panel_w;
    int list_h = (l.portrait ? middle - panel_h : middle) - place;
    l.header = (struct rect){ 0, 0, width, header };
    l.announcement = (struct rect){ 0, header, width, wants->announcement };
    l.place = (struct rect){ 0, top, list_w, place };
    l.list = (struct rect){ 0, top + place, list_w, list_h };
    l.panel = (struct rect){ width - panel_w, height - footer - panel_h, panel_w, panel_h };
    l.footer = (struct rect){ 0, height - footer, width, footer };
    return l;
}

static bool has_room(const struct layout *l)
{
    return l->list.h >= LEAST_ROWS * layout_scale(l, ROW_HEIGHT) &&
           l->list.w >= layout_scale(l, LEAST_LIST_WIDTH);
}

/* What is asked for, as far as the display holds it. */
static int percent_that_fits(int width, int height, const struct layout_wants *wants)
{
    struct layout_wants usual = *wants;
    usual.announcement = 0;
    usual.ticker = true;
    int percent = wants->percent ? wants->percent : 100;
    for (; percent > 100; percent--) {
        struct layout l = lay_out(width, height, &usual, percent);
        if (has_room(&l))
            break;
    }
    return percent;
}

struct layout layout_make(int width, int height, const struct layout_wants *wants)
{
    return lay_out(width, height, wants, percent_that_fits(width, height, wants));
}
