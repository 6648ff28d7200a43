#include "app/theme.h"

#include <math.h>

#define MOST_COLOURS 64

/* Begins at a line that somebody wrote: the words' colour, or else what it stands on. */
static bool refuse(const struct config *c, const struct palette *p, const struct palette_pair *pair,
                   struct error *err)
{
    int text_line, ground_line;
    config_colour(c, pair->text, &text_line);
    config_colour(c, pair->ground, &ground_line);
    bool by_ground = !text_line && ground_line;
    const char *first = by_ground ? pair->ground : pair->text;
    const char *second = by_ground ? pair->text : pair->ground;
    CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
    config_place(c, "theme", first, &place);
    colour a = palette_get(p, first), b = palette_get(p, second);
    /* Rounded down: 4.49 is not 4.5. */
    double ratio = floor(palette_contrast(a, b) * 10) / 10;
    /* Of a screen with a theme of its own the lines of all may be right elsewhere. */
    CLEANUP_FREE char *where = c->name ? xasprintf(" on [screen %s]", c->name) : xstrdup("");
    return error_set(err,
                     "%s = #%06X %s [theme] %s = #%06X: contrast %.1f:1%s; allowed: at least "
                     "%.1f:1",
                     buffer_text(&place), a, by_ground ? "under" : "on", second, b, ratio, where,
                     PALETTE_LEAST_CONTRAST);
}

bool theme_make(const struct config *c, struct palette *ret, struct error *err)
{
    int changes[MOST_COLOURS], line;
    assert(palette_key_count <= COUNT(changes));
    for (size_t i = 0; i < palette_key_count; i++)
        changes[i] = config_colour(c, palette_keys[i].name, &line);
    *ret = palette_make(c->theme.base == THEME_LIGHT ? &palette_light : &palette_dark, changes);
    const struct palette_pair *weak = palette_find_weak(ret, PALETTE_LEAST_CONTRAST);
    return !weak || refuse(c, ret, weak, err);
}
