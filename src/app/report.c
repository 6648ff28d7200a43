#include "app/report.h"

#include "view/legibility.h"

static void add_line(struct buffer *out, const char *what, double mm, bool meets, int percent,
                     int most)
{
    buffer_addf(out, "  %s: %.1f mm, ", what, mm);
    if (meets)
        buffer_addf(out, "enough\n");
    else if (percent)
        buffer_addf(out, "too small; [screen] scale = %d is enough\n", percent);
    else
        buffer_addf(out, "too small; not even scale = %d, the most that fits, is enough\n", most);
}

void report_legibility(const struct config *c, int width, int height, struct buffer *out)
{
    if (!c->screen.screen_inches) {
        buffer_addf(out, "from how far it can be read is not known: set [screen] screen_inches\n");
        return;
    }
    bool on_side = c->screen.rotate % 180 != 0;
    struct legibility_facts facts = {
        .width = on_side ? height : width,
        .height = on_side ? width : height,
        .inches = c->screen.screen_inches / 10.0,
        .distance_m = c->screen.viewing_distance / 10.0,
        .percent = c->screen.scale,
        .script_line = *c->screen.script_line,
    };
    struct legibility l = legibility_judge(&facts);
    buffer_addf(out,
                "capitals on %g inches, %dx%d, read from %g m: at least %.1f mm, a two-hundredth "
                "of the distance\n",
                facts.inches, facts.width, facts.height, facts.distance_m, l.needed_mm);
    add_line(out, "names", l.name_mm, l.name_meets, l.name_percent, l.most);
    add_line(out, "smallest text", l.smallest_mm, l.smallest_meets, l.smallest_percent, l.most);
}
