/* The [screen NAME] sections: a display each, with what differs from the settings for all. */
#include "config/options.h"

int config_screen_count(const struct config *c)
{
    return MAX(c->screen_count, 1);
}

struct config *config_add_screen(struct config *c, const char *name, struct error *err)
{
    for (int i = 0; i < c->screen_count; i++) {
        if (strcmp(c->screens[i]->name, name) == 0)
            return c->screens[i];
    }
    if (!option_is_screen_name(name, strlen(name))) {
        /* What is no name may be anything: it is not told. */
        error_set(err, "[screen …]: not a name; allowed: letters, digits, '-' and '_', 32 at most");
        return NULL;
    }
    if (c->screen_count == CONFIG_MAX_SCREENS) {
        error_set(err, "[screen %s]: one screen too many; allowed: %d", name, CONFIG_MAX_SCREENS);
        return NULL;
    }
    struct config *screen = config_new();
    screen->name = xstrdup(name);
    return c->screens[c->screen_count++] = screen;
}

struct config *config_for_screen(const struct config *c, int index)
{
    const struct config *own = index < c->screen_count ? c->screens[index] : NULL;
    struct config *ret = config_new();
    for (size_t i = 0; i < option_count; i++) {
        const struct option *o = &options[i];
        bool has_own = own && own->lines[i];
        const struct config *from = has_own ? own : c;
        if (option_is_string(o)) {
            free(*option_string(ret, o));
            *option_string(ret, o) = xstrdup(*option_string(from, o));
        } else {
            *option_int(ret, o) = *option_int(from, o);
        }
        ret->lines[i] = from->lines[i];
        ret->of_screen[i] = has_own;
    }
    ret->name = own ? xstrdup(own->name) : NULL;
    ret->file = c->file ? xstrdup(c->file) : NULL;
    return ret;
}
