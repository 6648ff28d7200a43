#include "view/frame.h"

const char *const band_names[BANDS] = {
    [BAND_HEADER] = "header",       [BAND_ANNOUNCEMENT] = "announcement",
    [BAND_PLACE] = "place",         [BAND_LIST] = "list",
    [BAND_PANEL] = "panel",         [BAND_RULE] = "rule",
    [BAND_FRESHNESS] = "freshness", [BAND_TICKER] = "ticker",
    [BAND_CLOSED] = "closed",
};

const char *const scene_names[SCENES] = {
    [SCENE_STARTING] = "starting",   [SCENE_LIST] = "list",     [SCENE_EMPTY] = "empty",
    [SCENE_WITHDRAWN] = "withdrawn", [SCENE_CLOSED] = "closed",
};

static void dump_item(const struct item *item, int dx, int dy, struct buffer *out)
{
    static const char *const kinds[] = {
        [ITEM_FILL] = "fill",
        [ITEM_TEXT] = "text",
        [ITEM_LOGO] = "logo",
        [ITEM_QR] = "qr",
    };
    const struct rect *b = &item->box;
    buffer_addf(out, "    %s %s %d,%d %dx%d", kinds[item->kind], item->role, b->x + dx, b->y + dy,
                b->w, b->h);
    if (item->kind == ITEM_FILL || item->kind == ITEM_TEXT)
        buffer_addf(out, " #%06X", item->colour);
    if (item->kind == ITEM_TEXT)
        buffer_addf(out, " %dpx", item->size);
    if (item->text)
        buffer_addf(out, " \"%s\"", item->text);
    buffer_append(out, "\n", 1);
}

void frame_dump(const struct frame *f, struct buffer *out)
{
    buffer_addf(out, "frame %dx%d %s%s", f->width, f->height, scene_names[f->scene],
                f->old ? " old" : "");
    int more_w = f->margin.left + f->margin.right, more_h = f->margin.top + f->margin.bottom;
    if (more_w || more_h)
        buffer_addf(out, " at %d,%d of %dx%d", f->margin.left, f->margin.top, f->width + more_w,
                    f->height + more_h);
    buffer_addf(out, "\n");
    for (int i = 0; i < f->band_count; i++) {
        const struct band *band = &f->bands[i];
        buffer_addf(out, "band %s %d,%d %dx%d #%06X\n", band_names[band->id], band->box.x,
                    band->box.y, band->box.w, band->box.h, band->ground);
        for (int j = band->first; j < band->first + band->count; j++) {
            const struct sprite *s = &f->sprites[j];
            buffer_addf(out, "  %s %d,%d %dx%d #%06X\n", s->picture->role, s->x, s->y,
                        s->picture->w, s->picture->h, s->picture->ground);
            for (int k = 0; k < s->picture->count; k++)
                dump_item(&s->picture->items[k], s->x, s->y, out);
        }
    }
}
