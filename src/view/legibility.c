#include "view/legibility.h"

#include <math.h>

#include "view/layout.h"

/* Inter's capitals: 1490 of 2048 units an em. */
#define CAP_OF_SIZE     (1490.0 / 2048.0)
#define MM_AN_INCH      25.4
#define DISTANCE_OF_CAP 200.0
/* Of the option. */
#define SMALLEST_PERCENT 50
#define LARGEST_PERCENT  200

/* Of pixels as square as those of every panel. */
static double pixel_mm(const struct legibility_facts *f)
{
    return f->inches * MM_AN_INCH / hypot(f->width, f->height);
}

static struct layout layout_at(const struct legibility_facts *f, int percent)
{
    return layout_make(f->width, f->height,
                       &(struct layout_wants){
                           .ticker = true, .percent = percent, .script_line = f->script_line });
}

static double cap_mm(const struct legibility_facts *f, int size)
{
    return size * CAP_OF_SIZE * pixel_mm(f);
}

static double name_mm(const struct legibility_facts *f, int percent)
{
    struct layout l = layout_at(f, percent);
    return cap_mm(f, layout_scale(&l, LEGIBILITY_NAME));
}

static double smallest_mm(const struct legibility_facts *f, int percent)
{
    struct layout l = layout_at(f, percent), panel = l;
    panel.percent = l.panel_percent;
    return cap_mm(
        f, MIN(layout_scale(&l, LEGIBILITY_SMALLEST), layout_scale(&panel, LEGIBILITY_PANEL)));
}

static int least_percent(const struct legibility_facts *f, int most, double needed_mm,
                         double (*mm)(const struct legibility_facts *f, int percent))
{
    for (int percent = SMALLEST_PERCENT; percent <= most; percent++) {
        if (mm(f, percent) >= needed_mm)
            return percent;
    }
    return 0;
}

struct legibility legibility_judge(const struct legibility_facts *f)
{
    int most = layout_at(f, LARGEST_PERCENT).percent;
    struct legibility l = {
        .needed_mm = f->distance_m * 1000 / DISTANCE_OF_CAP,
        .name_mm = name_mm(f, f->percent),
        .smallest_mm = smallest_mm(f, f->percent),
        .most = most,
    };
    l.name_meets = l.name_mm >= l.needed_mm;
    l.smallest_meets = l.smallest_mm >= l.needed_mm;
    l.name_percent = least_percent(f, most, l.needed_mm, name_mm);
    l.smallest_percent = least_percent(f, most, l.needed_mm, smallest_mm);
    return l;
}
