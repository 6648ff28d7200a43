#include "view/closing.h"

#define MINUTE      60
#define DAY_MINUTES 1440
#define MOVES_EVERY                                                                                \
    3 /* minutes at one place: phosphors and liquid crystals remember longer stays */

struct closing {
    const struct style *style;
    struct closing_options options;
    const char *office;
    bool closed;
    int64_t minute;          /* of the last look with a trusted clock; INT64_MIN: none */
    struct picture *picture; /* NULL where none is shown */
    int x, y;
};

struct closing *closing_new(const struct style *style, const struct closing_options *options,
                            const char *office)
{
    struct closing *c = xcalloc(1, sizeof(*c));
    c->style = style;
    c->options = *options;
    c->office = office;
    c->minute = INT64_MIN;
    return c;
}

void closing_free(struct closing *c)
{
    picture_free(c->picture);
    free(c);
}

/* Whether a span of `day`, stretched at both ends, holds the second `s`
 * after that day's midnight. */
static bool holds(const struct closing_options *o, const struct calendar *calendar, int32_t day,
                  int64_t s)
{
    struct hours h = hours_of_day(o->week->openings, (size_t)o->week->count, calendar, day);
    for (int i = 0; i < h.count; i++) {
        if (h.spans[i].open * MINUTE - o->early_s <= s && s < h.spans[i].close * MINUTE + o->late_s)
            return true;
    }
    return false;
}

bool closing_is_closed_at(const struct closing_options *o, const struct calendar *calendar,
                          int utc_offset_s, int64_t now_s)
{
    if (!o->week || !o->week->count)
        return false;
    int32_t today = clock_day(now_s, utc_offset_s);
    int64_t s = now_s + utc_offset_s - (int64_t)today * DAY_MINUTES * MINUTE;
    /* What begins early tomorrow, or ended late yesterday, may reach into today. */
    for (int32_t i = -1; i <= 1; i++) {
        if (holds(o, calendar, today + i, s - (int64_t)i * DAY_MINUTES * MINUTE))
            return false;
    }
    return true;
}

/* Place number `n` of a walk that comes by everywhere alike (Roberts' R2 sequence, in 1/65536). */
static void place(struct closing *c, int64_t n)
{
    const struct layout *l = &c->style->layout;
    int edge = layout_scale(l, 40);
    int room_x = MAX(l->width - c->picture->w - 2 * edge, 0);
    int room_y = MAX(l->height - c->picture->h - 2 * edge, 0);
    c->x = (l->width - c->picture->w - room_x) / 2 + (int)((n * 49471 & 0xFFFF) * room_x >> 16);
    c->y = (l->height - c->picture->h - room_y) / 2 + (int)((n * 37345 & 0xFFFF) * room_y >> 16);
}

void closing_look(struct closing *c, int64_t now_s, bool clock_trusted)
{
    const struct week *week = c->options.week;
    int64_t minute = now_s / MINUTE;
    if (!clock_trusted) {
        c->closed = false;
        c->minute = INT64_MIN;
    } else if (minute != c->minute) {
        c->minute = minute;
        c->closed =
            closing_is_closed_at(&c->options, c->style->calendar, c->style->utc_offset_s, now_s);
        if (c->closed && c->options.as == CLOSED_AS_DIM) {
            picture_renew(&c->picture, part_closed(c->style, c->office, week, now_s));
            place(c, minute / MOVES_EVERY);
        }
    }
}

bool closing_is_shown(const struct closing *c)
{
    return c->closed && c->options.as != CLOSED_AS_LIST;
}

void closing_frame(const struct closing *c, struct frame *f)
{
    const struct layout *l = &c->style->layout;
    bool dim = c->options.as == CLOSED_AS_DIM;
    f->width = l->width;
    f->height = l->height;
    f->scene = SCENE_CLOSED;
    f->old = false;
    f->band_count = 1;
    f->sprite_count = dim;
    f->bands[0] = (struct band){ .id = BAND_CLOSED,
                                 .box = { 0, 0, l->width, l->height },
                                 .ground = dim ? c->style->palette->closed : 0x000000,
                                 .count = dim };
    if (dim)
        f->sprites[0] = (struct sprite){ c->picture, c->x, c->y };
}
