#include "screen/compose_parts.h"

/* Where a rectangle of the frame lies on the display. */
static SDL_Rect turned(const struct rect *r, int rotate, int width, int height)
{
    switch (rotate) {
    case 90:
        return (SDL_Rect){ height - r->y - r->h, r->x, r->h, r->w };
    case 180:
        return (SDL_Rect){ width - r->x - r->w, height - r->y - r->h, r->w, r->h };
    case 270:
        return (SDL_Rect){ r->y, width - r->x - r->w, r->h, r->w };
    default:
        return (SDL_Rect){ r->x, r->y, r->w, r->h };
    }
}

static struct rect box_of(const struct placed *s)
{
    return (struct rect){ s->x, s->y, s->w, s->h };
}

static struct rect moved(struct rect box, int dx, int dy)
{
    box.x += dx;
    box.y += dy;
    return box;
}

enum { SIDES = 4 };

/* What of `outer` lies around `inner`, which lies in it. */
static void around(const struct rect *outer, const struct rect *inner, struct rect ret[SIDES])
{
    int right = inner->x + inner->w, bottom = inner->y + inner->h;
    ret[0] = (struct rect){ outer->x, outer->y, outer->w, inner->y - outer->y };
    ret[1] = (struct rect){ outer->x, bottom, outer->w, outer->y + outer->h - bottom };
    ret[2] = (struct rect){ outer->x, inner->y, inner->x - outer->x, inner->h };
    ret[3] = (struct rect){ right, inner->y, outer->x + outer->w - right, inner->h };
}

static int64_t area(const SDL_Rect *r)
{
    return (int64_t)r->w * r->h;
}

static SDL_Rect joined(const SDL_Rect *a, const SDL_Rect *b)
{
    int x = MIN(a->x, b->x), y = MIN(a->y, b->y);
    int right = MAX(a->x + a->w, b->x + b->w), bottom = MAX(a->y + a->h, b->y + b->h);
    return (SDL_Rect){ x, y, right - x, bottom - y };
}

/* Notes a rectangle of the display to be shown; one that fits another without a gap joins it.
 * Those that do were noted shortly before: to compare with all took a fourth of a frame. */
static void note_changed(struct compose *c, const SDL_Rect *r)
{
    enum { LOOK_BACK = 8 };
    SDL_Rect both;
    for (int i = c->changed_count - 1; i >= MAX(c->changed_count - LOOK_BACK, 0); i--) {
        both = joined(&c->changed[i], r);
        if (area(&both) > area(&c->changed[i]) + area(r))
            continue;
        c->changed[i] = both;
        return;
    }
    if (c->changed_count < CHANGED_MAX)
        c->changed[c->changed_count++] = *r;
    else
        c->changed[CHANGED_MAX - 1] = joined(&c->changed[CHANGED_MAX - 1], r);
}

/* Fills what of `box` lies in `within`. */
static void fill(struct compose *c, const struct rect *box, const struct rect *within,
                 colour ground)
{
    struct rect visible = rect_intersection(box, within);
    if (rect_is_empty(&visible))
        return;
    SDL_Rect at = turned(&visible, c->rotate, c->next->width, c->next->height);
    c->back_end->fill(c->ctx, &at, ground);
    note_changed(c, &at);
    c->counts.copied += (uint64_t)visible.w * (uint64_t)visible.h;
}

/* Ground where `box` was, and is not any more: it has moved by dx, dy. */
static void fill_behind(struct compose *c, struct rect box, const struct rect *within,
                        colour ground, int dx, int dy)
{
    if (abs(dx) >= box.w || abs(dy) >= box.h) {
        fill(c, &box, within, ground);
        return;
    }
    struct rect rows = { box.x, dy > 0 ? box.y : box.y + box.h + dy, box.w, abs(dy) };
    struct rect columns = { dx > 0 ? box.x : box.x + box.w + dx, box.y, abs(dx), box.h };
    fill(c, &rows, within, ground);
    fill(c, &columns, within, ground);
}

/* ---- a sprite's ink */

static struct rect ink_box(const struct placed *s, int i)
{
    return moved(s->stored->ink.boxes[i], s->x, s->y);
}

/* Draws what of `box` lies in the band: a sprite's box of ink, or that with some ground around. */
static void draw_ink(struct compose *c, const struct drawn_band *band, const struct placed *s,
                     int i, const struct rect *box)
{
    const struct stored *stored = s->stored;
    struct rect visible = rect_intersection(box, &band->box);
    if (rect_is_empty(&visible))
        return;
    /* A rule across the list is a column of single pixels where the board is turned: there is
     * nothing to be read for them. */
    if (stored->ink.plain[i]) {
        fill(c, &visible, &visible, stored->ink.colours[i]);
        return;
    }
    struct rect in_image = { visible.x - s->x - stored->kept[i].x + stored->at[i].x,
                             visible.y - s->y - stored->kept[i].y + stored->at[i].y, visible.w,
                             visible.h };
    SDL_Rect from = turned(&in_image, c->rotate, stored->width, stored->height);
    SDL_Rect to = turned(&visible, c->rotate, c->next->width, c->next->height);
    c->back_end->copy(c->ctx, stored->image, &from, &to);
    note_changed(c, &to);
    c->counts.copied += (uint64_t)visible.w * (uint64_t)visible.h;
}

/* ---- all of a band, whatever was there */

/* The margin beside a band that lies at the frame's edge. */
static void draw_margin(struct compose *c, const struct drawn_band *band)
{
    struct rect strips[SIDES];
    around(&band->outer, &band->box, strips);
    for (int i = 0; i < SIDES; i++)
        fill(c, &strips[i], &band->outer, band->ground);
}

static bool has_own_ground(const struct drawn_band *band, const struct placed *s)
{
    return s->ground != band->ground;
}

/* Whether a picture has a ground of its own, and lies at an edge where its band has a margin:
 * then that ground goes on there. */
static bool reaches_out(const struct drawn_band *band, const struct placed *s)
{
    const struct rect *in = &band->box, *out = &band->outer;
    bool left = out->x < in->x && s->x <= in->x;
    bool right = out->x + out->w > in->x + in->w && s->x + s->w >= in->x + in->w;
    return (left || right) && has_own_ground(band, s);
}

static void draw_edges(struct compose *c, const struct drawn_band *band)
{
    const struct rect *in = &band->box, *out = &band->outer;
    for (int i = 0; i < band->count; i++) {
        const struct placed *s = &band->placed[i];
        if (!reaches_out(band, s))
            continue;
        struct rect box = box_of(s), visible = rect_intersection(&box, in);
        struct rect left = { out->x, visible.y, in->x - out->x, visible.h };
        struct rect right = { in->x + in->w, visible.y, out->x + out->w - in->x - in->w,
                              visible.h };
        if (s->x <= in->x)
            fill(c, &left, out, s->ground);
        if (s->x + s->w >= in->x + in->w)
            fill(c, &right, out, s->ground);
    }
}

static void draw_sprite(struct compose *c, const struct drawn_band *band, const struct placed *s)
{
    struct rect box = box_of(s);
    if (has_own_ground(band, s))
        fill(c, &box, &band->box, s->ground);
    for (int i = 0; i < s->stored->ink.count; i++) {
        box = ink_box(s, i);
        draw_ink(c, band, s, i, &box);
    }
}

void compose_draw_band(struct compose *c, const struct drawn_band *band)
{
    int64_t covered = 0;
    draw_margin(c, band);
    for (int i = 0; i < band->count; i++) {
        struct rect box = box_of(&band->placed[i]), visible = rect_intersection(&box, &band->box);
        if (has_own_ground(band, &band->placed[i]))
            covered += (int64_t)visible.w * visible.h;
    }
    if (covered < (int64_t)band->box.w * band->box.h)
        fill(c, &band->box, &band->box, band->ground);
    for (int i = 0; i < band->count; i++) {
        /* Read back long after it was drawn, a picture may be gone. */
        if (band->placed[i].stored->id == band->placed[i].id)
            draw_sprite(c, band, &band->placed[i]);
    }
    draw_edges(c, band);
}

/* ---- drawing over the frame before: only ink moves, the ground is there */

static int find_placed(const struct drawn_band *band, uint64_t id, int first)
{
    for (int n = 0; n < band->count; n++) {
        int i = first + n < band->count ? first + n : first + n - band->count;
        if (band->placed[i].id == id && band->placed[i].other < 0)
            return i;
    }
    return -1;
}

/* Which sprites are in both frames; a picture that is there twice is two. Most sprites keep their
 * order: the next is looked for behind the last. */
static void pair(struct drawn_band *before, struct drawn_band *now)
{
    int next = 0;
    for (int i = 0; i < before->count; i++)
        before->placed[i].other = -1;
    for (int i = 0; i < now->count; i++) {
        int found = find_placed(before, now->placed[i].id, next);
        now->placed[i].other = found;
        if (found < 0)
            continue;
        before->placed[found].other = i;
        next = found + 1 < before->count ? found + 1 : 0;
    }
}

/* A box of ink on the screen, grown to cover where it was, too: what lies between is ground of
 * the same picture, and one copy does for both. False where that reaches beyond what is kept. */
static bool grow_over_trace(const struct placed *old, const struct placed *s, int i,
                            struct rect *box)
{
    int dx = s->x - old->x, dy = s->y - old->y;
    struct rect kept = moved(s->stored->kept[i], s->x, s->y);
    struct rect grown = { box->x - MAX(dx, 0), box->y - MAX(dy, 0), box->w + abs(dx),
                          box->h + abs(dy) };
    if (s->stored->ink.plain[i] || grown.x < kept.x || grown.y < kept.y ||
        grown.x + grown.w > kept.x + kept.w || grown.y + grown.h > kept.y + kept.h)
        return false;
    *box = grown;
    return true;
}

/* The band's ground where a sprite was and is not any more: under a ground of its own, or under
 * its ink. */
static void leave(struct compose *c, const struct drawn_band *band, const struct placed *old,
                  const struct placed *s)
{
    struct rect box = box_of(old), there;
    int dx = s ? s->x - old->x : old->w, dy = s ? s->y - old->y : old->h;
    if (has_own_ground(band, old)) {
        fill_behind(c, box, &band->box, band->ground, dx, dy);
        return;
    }
    for (int i = 0; i < old->stored->ink.count; i++) {
        box = ink_box(old, i);
        there = moved(box, dx, dy);
        if (!s || !grow_over_trace(old, s, i, &there))
            fill_behind(c, box, &band->box, band->ground, dx, dy);
    }
}

static bool lies_in(const struct rect *a, const struct rect *b)
{
    return a->x >= b->x && a->y >= b->y && a->x + a->w <= b->x + b->w && a->y + a->h <= b->y + b->h;
}

/* Moves along its lines what stands on the display, which goes through half of the memory that the copy of an
 * image does: a turned list is that, and the notices. Only what the sprite covers in both frames, since there
 * nothing else is drawn in this one, and where no other ink of its own is; what comes into view comes from the
 * image. `box`: grown over its trace. False where none of it can be moved. */
static bool move_ink(struct compose *c, const struct drawn_band *band, const struct placed *old,
                     const struct placed *s, int i, const struct rect *box)
{
    int dx = s->x - old->x, dy = s->y - old->y;
    struct rect visible = rect_intersection(box, &band->box), now = box_of(s), beside[SIDES];
    struct rect from = moved(visible, -dx, -dy);
    from = rect_intersection(&from, &band->box);
    if (!c->back_end->move || !s->stored->alone[i] || rect_is_empty(&from) || !lies_in(&from, &now))
        return false;
    struct rect to = moved(from, dx, dy);
    SDL_Rect source = turned(&from, c->rotate, c->next->width, c->next->height);
    SDL_Rect target = turned(&to, c->rotate, c->next->width, c->next->height);
    if (target.y != source.y)
        return false;
    c->back_end->move(c->ctx, &source, &target);
    note_changed(c, &target);
    c->counts.copied += (uint64_t)to.w * (uint64_t)to.h;
    around(&visible, &to, beside);
    for (int n = 0; n < SIDES; n++)
        draw_ink(c, band, s, i, &beside[n]);
    return true;
}

/* A sprite that was elsewhere in the frame before. */
static void arrive(struct compose *c, const struct drawn_band *band, const struct placed *old,
                   const struct placed *s)
{
    struct rect box = box_of(s), within = rect_intersection(&box, &band->box);
    int dx = s->x - old->x, dy = s->y - old->y;
    bool own = has_own_ground(band, s);
    if (own)
        fill_behind(c, box, &band->box, s->ground, -dx, -dy);
    for (int pass = own ? 0 : 1; pass < 2; pass++) {
        for (int i = 0; i < s->stored->ink.count; i++) {
            box = ink_box(s, i);
            bool grown = grow_over_trace(old, s, i, &box);
            if (!pass && !grown)
                fill_behind(c, ink_box(old, i), &within, s->ground, dx, dy);
            else if (pass && !(grown && move_ink(c, band, old, s, i, &box)))
                draw_ink(c, band, s, i, &box);
        }
    }
}

/* After pictures have moved: as wide as the margin only, so all of it. */
static void renew_margin(struct compose *c, const struct drawn_band *before,
                         const struct drawn_band *now)
{
    bool reaches = false;
    for (int i = 0; i < before->count && !reaches; i++)
        reaches = reaches_out(before, &before->placed[i]);
    for (int i = 0; i < now->count && !reaches; i++)
        reaches = reaches_out(now, &now->placed[i]);
    if (!reaches)
        return;
    draw_margin(c, now);
    draw_edges(c, now);
}

/* Sprites of a band do not overlap, so that ground first and ink afterwards is right. */
void compose_update_band(struct compose *c, struct drawn_band *before, struct drawn_band *now)
{
    pair(before, now);
    for (int i = 0; i < before->count; i++) {
        const struct placed *old = &before->placed[i];
        leave(c, now, old, old->other < 0 ? NULL : &now->placed[old->other]);
    }
    for (int i = 0; i < now->count; i++) {
        const struct placed *s = &now->placed[i],
                            *old = s->other < 0 ? NULL : &before->placed[s->other];
        if (!old)
            draw_sprite(c, now, s);
        else if (old->x != s->x || old->y != s->y)
            arrive(c, now, old, s);
    }
    renew_margin(c, before, now);
}
