/* How the bands of a frame lie, for tests. */
#pragma once

#include "unit/view_support.h"

/* NULL: the frame has none of that kind. */
static inline const struct band *find_band(const struct frame *f, enum band_id id)
{
    for (int i = 0; i < f->band_count; i++) {
        if (f->bands[i].id == id)
            return &f->bands[i];
    }
    return NULL;
}

/* Bands lie side by side and leave nothing out. */
static inline void assert_tiled(const struct frame *f)
{
    int64_t area = 0;
    for (int i = 0; i < f->band_count; i++) {
        const struct rect *a = &f->bands[i].box;
        assert_true(a->x >= 0 && a->y >= 0 && a->w >= 0 && a->h >= 0 && a->x + a->w <= f->width &&
                    a->y + a->h <= f->height);
        area += (int64_t)a->w * a->h;
        for (int j = 0; j < i; j++) {
            const struct rect *b = &f->bands[j].box;
            assert_false(a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h &&
                         b->y < a->y + a->h && a->w && a->h && b->w && b->h);
        }
    }
    assert_int_equal(area, (int64_t)f->width * f->height);
}
