#include "view/shift.h"

#define DESIGN_SHORT_SIDE 1080
#define STEP_S            180

struct shift shift_make(int px, bool walks, int width, int height)
{
    int room = (px * MIN(width, height) + DESIGN_SHORT_SIDE / 2) / DESIGN_SHORT_SIDE;
    return (struct shift){ px ? MAX(room, 1) : 0, walks };
}

void shift_frame(const struct shift *shift, int64_t now_s, struct frame *f)
{
    int room = shift->room, x = room, y = room;
    if (shift->walks && room) {
        /* Row by row, one to the right and the next to the left; from the last
         * place the same way back. */
        int64_t side = 2 * room + 1, places = side * side;
        int64_t step = (MAX(now_s, 0) / STEP_S) % (2 * places - 2);
        int64_t at = step < places ? step : 2 * places - 2 - step;
        y = (int)(at / side);
        x = (int)(y % 2 ? side - 1 - at % side : at % side);
    }
    f->margin.left = x;
    f->margin.top = y;
    f->margin.right = 2 * room - x;
    f->margin.bottom = 2 * room - y;
}
