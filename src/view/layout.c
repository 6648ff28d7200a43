#include "view/layout.h"

/* The design's lengths, at 1920x1080. */
enum {
    DESIGN_SHORT_SIDE = 1080,
    HEADER_HEIGHT = 132,
    PLACE_HEIGHT = 108,
    FOOTER_HEIGHT = 92,
    FOOTER_HEIGHT_LOW = 56,      /* only the freshness in it */
    PANEL_WIDTH = 400,           /* landscape: at the right */
    PANEL_HEIGHT_PORTRAIT = 420, /* portrait: below the list */
};

int layout_scale(const struct layout *l, int px)
{
    int scaled = (px * MIN(l->width, l->height) + DESIGN_SHORT_SIDE / 2) / DESIGN_SHORT_SIDE;
    return px > 0 ? MAX(scaled, 1) : scaled;
}

struct layout layout_make(int width, int height, const struct layout_wants *wants)
{
    struct layout l = {
        .width = width, .height = height, .portrait = height > width, .wants = *wants
    };
    int header = layout_scale(&l, HEADER_HEIGHT);
    int top = header + wants->announcement;
    int place = layout_scale(&l, PLACE_HEIGHT);
    int footer = layout_scale(&l, wants->ticker ? FOOTER_HEIGHT : FOOTER_HEIGHT_LOW);
    int middle = height - top - footer;
    int panel_w = l.portrait ? width : layout_scale(&l, PANEL_WIDTH);
    int panel_h = l.portrait ? layout_scale(&l, PANEL_HEIGHT_PORTRAIT) : middle;
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
