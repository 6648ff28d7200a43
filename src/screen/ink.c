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

/* Drawing leaves what it likes in the spare byte. */
static bool is_ground(colour pixel, colour ground)
{
    return (pixel & 0xFFFFFF) == ground;
}

/* The first pixel of a line, from `x` up to `end`, that is not ground; `end`: all of them are. Most
 * are, and a start looks at a million: eight at a time. */
static int skip_ground(const colour *line, int x, int end, colour ground)
{
    enum { STEP = 8 };
    for (; x + STEP <= end; x += STEP) {
        colour other = 0;
        for (int i = 0; i < STEP; i++)
            other |= line[x + i] ^ ground;
        if (other & 0xFFFFFF)
            break;
    }
    while (x < end && is_ground(line[x], ground))
        x++;
    return x;
}

/* The smallest box within `area` that holds all of its pixels that are not ground; empty where
 * there are none. */
static struct rect tight(const SDL_Surface *pixels, const struct rect *area, colour ground)
{
    int end = area->x + area->w, left = end, right = area->x - 1, top = area->y + area->h,
        bottom = area->y - 1;
    for (int y = area->y; y < area->y + area->h; y++) {
        const colour *line = line_of(pixels, y);
        int first = skip_ground(line, area->x, end, ground), last = end - 1;
        if (first == end)
            continue;
        while (last > right && is_ground(line[last], ground))
            last--;
        left = MIN(left, first);
        right = MAX(right, last);
        top = MIN(top, y);
        bottom = y;
    }
    return (struct rect){ left, top, right - left + 1, bottom - top + 1 };
}

/* Whether all that is not ground lies in the boxes, none of which overlaps another. */
static bool holds_all(const struct ink *ink, const SDL_Surface *pixels, colour ground)
{
    for (int y = 0; y < pixels->h; y++) {
        for (int x = 0; x < pixels->w;) {
            int end = pixels->w, behind = 0; /* of what lies between boxes; of the box at x */
            for (int i = 0; i < ink->count; i++) {
                const struct rect *box = &ink->boxes[i];
                if (y < box->y || y >= box->y + box->h || box->x + box->w <= x)
                    continue;
                if (box->x <= x)
                    behind = box->x + box->w;
                else
                    end = MIN(end, box->x);
            }
            if (!behind && skip_ground(line_of(pixels, y), x, end, ground) < end)
                return false;
            x = behind ? behind : end;
        }
    }
    return true;
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
    for (int i = 0; i < picture->count; i++) {
        struct rect box = reach(&picture->items[i]), area = rect_intersection(&box, &whole);
        struct rect drawn = tight(pixels, &area, ground);
        if (!rect_is_empty(&drawn))
            add(&ink, drawn);
    }
    join_neighbours(&ink, on_side);
    if (!holds_all(&ink, pixels, ground))
        ink = (struct ink){ .count = 1, .boxes = { whole } };
    for (int i = 0; i < ink.count; i++)
        ink.plain[i] = is_plain(pixels, &ink.boxes[i], &ink.colours[i]);
    return ink;
}
