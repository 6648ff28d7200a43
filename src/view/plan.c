#include "view/plan.h"

static struct plan with_speed(const struct plan_input *in, int step_px, int every)
{
    int64_t px_per_1000_s = (int64_t)step_px * in->rate_hz * 1000 / every;
    int whole_px = MAX(in->view_px - in->sticky_px - in->row_px, 0);
    return (struct plan){
        .step_px = step_px,
        .every = every,
        .dwell_ms = (int)((int64_t)whole_px * 1000000 / px_per_1000_s),
        .cycle_s = (int)(((int64_t)in->content_px * 1000 + px_per_1000_s - 1) / px_per_1000_s),
    };
}

struct plan plan_make(const struct plan_input *in)
{
    if (in->content_px <= in->view_px)
        return (struct plan){ .still = true };
    /* From slow to fast: a pixel every n frames down to every frame, then more pixels a frame. The
     * slowest of all must do where even that shows rows for less than min_dwell. */
    enum { SLOWEST_EVERY = 16, FASTEST_STEP = 64 };
    struct plan best = with_speed(in, 1, SLOWEST_EVERY);
    for (int i = -SLOWEST_EVERY + 1; i <= FASTEST_STEP; i++) {
        if (i == 0 || i == -1)
            continue;
        struct plan next = i < 0 ? with_speed(in, 1, -i) : with_speed(in, i, 1);
        bool calm = (int64_t)best.step_px * in->rate_hz >= (int64_t)in->calm_px_s * best.every;
        if (calm && best.cycle_s <= in->max_cycle_s)
            break;
        if (next.dwell_ms < in->min_dwell_s * 1000)
            break;
        best = next;
    }
    return best;
}
