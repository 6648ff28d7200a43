#include "view/legibility.h"

#include <math.h>

#include "view/layout.h"

/* Inter's capitals: 1490 of 2048 units an em. */
#define CAP_OF_SIZE     (1490.0 / 2048.0)
#define MM_AN_INCH      25.4
#define DISTANCE_OF_CAP 200.0
#define LARGEST_PERCENT 200

/* Of pixels as square as those of every panel. */
static double pixel_mm(const struct legibility_facts *f)
{
    return f->inches * MM_AN_INCH / hypot(f->width, f->height);
}

static struct layout layout_at(const struct legibility_facts *f, int percent)
{
    return layout_make_for(&(struct layout_options){ .width = f->width,
                                                     .height = f->height,
                                                     .percent = percent,
                                                     .script_line = f->script_line });
}

static double cap_mm(const struct legibility_facts *f, const struct layout *l, int design_size)
{
    return layout_scale(l, design_size) * CAP_OF_SIZE * pixel_mm(f);
}

/* The first that does, sizes being whole pixels, whether the display holds it or not. */
static int percent_for(const struct legibility_facts *f, int design_size, double needed_mm)
{
    double size_px = needed_mm / (CAP_OF_SIZE * pixel_mm(f));
    double at_100 = design_size * MIN(f->width, f->height) / 1080.0;
    int percent = (int)floor(100 * (size_px - 1) / at_100);
    while (floor(at_100 * percent / 100 + 0.5) < size_px)
        percent++;
    return percent;
}

struct legibility legibility_judge(const struct legibility_facts *f)
{
    struct layout now = layout_at(f, f->percent), most = layout_at(f, LARGEST_PERCENT);
    struct legibility l = {
        .needed_mm = f->distance_m * 1000 / DISTANCE_OF_CAP,
        .name_mm = cap_mm(f, &now, LEGIBILITY_NAME),
        .smallest_mm = cap_mm(f, &now, LEGIBILITY_SMALLEST),
        .most = most.percent,
    };
    l.name_meets = l.name_mm >= l.needed_mm;
    l.smallest_meets = l.smallest_mm >= l.needed_mm;
    l.name_percent = percent_for(f, LEGIBILITY_NAME, l.needed_mm);
    l.smallest_percent = percent_for(f, LEGIBILITY_SMALLEST, l.needed_mm);
    return l;
}
