#include "screen/ink.h"

struct rect rect_intersection(const struct rect *a, const struct rect *b)
{
    int x = MAX(a->x, b->x), y = MAX(a->y, b->y);
    int right = MIN(a->x + a->w, b->x + b->w), bottom = MIN(a->y + a->h, b->y + b->h);
    return (struct rect){ x, y, MAX(right - x, 0), MAX(bottom - y, 0) };
}

bool rect_is_empty(const struct rect *r)
{
    return r->w <= 0 || r->h <= 0;
}

static struct rect joined(const struct rect *a, const struct rect *b)
{
    int x = MIN(a->x, b->x), y = MIN(a->y, b->y);
    int right = MAX(a->x + a->w, b->x + b->w), bottom = MAX(a->y + a->h, b->y + b->h);
    return (struct rect){ x, y, right - x, bottom - y };
}

/* Boxes that overlap become one; so do the last two when there are too many. */
static void add(struct ink *ink, struct rect box)
{
    for (int i = 0; i < ink->count;) {
        struct rect common = rect_intersection(&box, &ink->boxes[i]);
        bool full = ink->count == INK_MAX && i == INK_MAX - 1;
        if (rect_is_empty(&common) && !full) {
            i++;
            continue;
        }
        box = joined(&box, &ink->boxes[i]);
        ink->boxes[i] = ink->boxes[--ink->count];
        i = 0;
    }
    ink->boxes[ink->count++] = box;
}

/* To copy a line costs as much as so many pixels, beside those that are in it: so words that
 * stand one beside the other, seen along the lines, are one box with the ground between. */
#define LINE_PX 24

static int64_t cost(const struct rect *box, bool on_side)
{
    return (int64_t)box->w * box->h + (int64_t)LINE_PX * (on_side ? box->w : box->h);
}

static void join_neighbours(struct ink *ink, bool on_side)
{
    for (int i = 0; i < ink->count; i++) {
        for (int k = 0; k < i; k++) {
            struct rect both = joined(&ink->boxes[i], &ink->boxes[k]);
            if (cost(&both, on_side) >=
                cost(&ink->boxes[i], on_side) + cost(&ink->boxes[k], on_side))
                continue;
            ink->boxes[i] = ink->boxes[--ink->count];
            ink->boxes[k] = ink->boxes[--ink->count];
            add(ink, both);
            i = -1; /* from the beginning: there are fewer now */
            break;
        }
    }
}

static const colour *line_of(const SDL_Surface *pixels, int y)
{
    return (const colour *)(const void *)((const Uint8 *)pixels->pixels + y * pixels->pitch);
}

/* The smallest box within `area` that holds all of its pixels that are not
 * ground, and their number. */
static struct rect tight(const SDL_Surface *pixels, const struct rect *area, colour ground,
                         int *ret_count)
{
    int left = area->x + area->w, right = area->x - 1, top = area->y + area->h,
        bottom = area->y - 1;
    *ret_count = 0;
    for (int y = area->y; y < area->y + area->h; y++) {
        const colour *line = line_of(pixels, y);
        for (int x = area->x; x < area->x + area->w; x++) {
            if ((line[x] & 0xFFFFFF) == ground) /* drawing leaves what it likes in the spare byte */
                continue;
            left = MIN(left, x);
            right = MAX(right, x);
            top = MIN(top, y);
            bottom = MAX(bottom, y);
            ++*ret_count;
        }
    }
    return (struct rect){ left, top, right - left + 1, bottom - top + 1 };
}

/* Where an item's pixels may be. Letters reach a little beyond their width, but seldom beyond
 * the font's height, where the next line begins. */
static struct rect reach(const struct item *item)
{
    int beyond = item->kind == ITEM_TEXT ? item->size / 8 + 1 : 0;
    return (struct rect){ item->box.x - beyond, item->box.y, item->box.w + 2 * beyond,
                          item->box.h };
}

static bool is_plain(const SDL_Surface *pixels, const struct rect *box, colour *ret)
{
    *ret = line_of(pixels, box->y)[box->x] & 0xFFFFFF;
    for (int y = box->y; y < box->y + box->h; y++) {
        const colour *line = line_of(pixels, y);
        for (int x = box->x; x < box->x + box->w; x++) {
            if ((line[x] & 0xFFFFFF) != *ret)
                return false;
        }
    }
    return true;
}

struct ink ink_find(const struct picture *picture, const SDL_Surface *pixels, bool on_side)
{
    struct ink ink = { .count = 0 };
    const struct rect whole = { 0, 0, pixels->w, pixels->h };
    colour ground = picture->ground;
    int pixels_in_box, inside = 0, all;
    for (int i = 0; i < picture->count; i++) {
        struct rect box = reach(&picture->items[i]), area = rect_intersection(&box, &whole);
        struct rect drawn = tight(pixels, &area, ground, &pixels_in_box);
        if (pixels_in_box)
            add(&ink, drawn);
    }
    join_neighbours(&ink, on_side);
    for (int i = 0; i < ink.count; i++) {
        tight(pixels, &ink.boxes[i], ground, &pixels_in_box);
        inside += pixels_in_box;
    }
    tight(pixels, &whole, ground, &all);
    if (inside != all)
        ink = (struct ink){ .count = 1, .boxes = { whole } };
    for (int i = 0; i < ink.count; i++)
        ink.plain[i] = is_plain(pixels, &ink.boxes[i], &ink.colours[i]);
    return ink;
}
