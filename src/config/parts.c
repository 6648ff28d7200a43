/* Named sections: what there may be several of, with what differs from the settings for all. */
#include "config/options.h"

static const struct {
    const char *one, *characters, *allowed;
    size_t longest;
    int most;
} kinds[CONFIG_PARTS] = {
    [CONFIG_SCREEN] = { "screen",
                        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_",
                        "letters, digits, '-' and '_', 32 at most", 32, CONFIG_MAX_SCREENS },
    [CONFIG_SOURCE] = { "source",
                        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_",
                        "letters, digits, '-' and '_', 32 at most", 32, CONFIG_MAX_SOURCES },
    [CONFIG_LOCATION] = { "location", "abcdefghijklmnopqrstuvwxyz0123456789.-",
                          "a to z, digits, '.' and '-', 64 at most", 64, CONFIG_MAX_LOCATIONS },
};

const struct part_section part_sections[] = {
    { "screen", CONFIG_SCREEN },     { "source", CONFIG_SOURCE }, { "map", CONFIG_SOURCE },
    { "location", CONFIG_LOCATION }, { NULL, CONFIG_PARTS },
};

const struct part_section *part_section_parse(const char *section, const char **ret_name)
{
    size_t word = strcspn(section, " \t"), blanks = strspn(section + word, " \t");
    if (!blanks || !section[word + blanks])
        return NULL;
    for (const struct part_section *p = part_sections; p->word; p++) {
        if (strlen(p->word) == word && memcmp(p->word, section, word) == 0) {
            *ret_name = section + word + blanks;
            return p;
        }
    }
    return NULL;
}

bool part_is_name(enum config_part part, const char *name, size_t len)
{
    return len && len <= kinds[part].longest && strspn(name, kinds[part].characters) >= len;
}

bool part_holds(const struct option *o)
{
    if (o->per_screen)
        return true;
    for (const struct part_section *p = part_sections; p->word; p++) {
        if (strcmp(p->word, o->section) == 0)
            return !o->for_all;
    }
    return false;
}

const char *part_word(const struct option *o)
{
    return o->per_screen ? "screen" : o->section;
}

const char *part_key(const struct option *o)
{
    return o->screen_key ? o->screen_key : o->key;
}

const struct option *part_find_option(const char *word, const char *key)
{
    for (size_t i = 0; i < option_count; i++) {
        if (part_holds(&options[i]) && strcmp(part_word(&options[i]), word) == 0 &&
            strcmp(part_key(&options[i]), key) == 0)
            return &options[i];
    }
    return NULL;
}

bool part_is_named_only(const char *section)
{
    return strcmp(section, "location") == 0;
}

static int find(const struct config *c, enum config_part part, const char *name)
{
    for (int i = 0; i < c->parts[part].count; i++) {
        if (strcmp(c->parts[part].all[i]->name, name) == 0)
            return i;
    }
    return -1;
}

struct config *config_add_part(struct config *c, const struct part_section *section,
                               const char *name, int line, struct error *err)
{
    enum config_part part = section->part;
    int there = find(c, part, name), count = c->parts[part].count;
    if (there >= 0)
        return c->parts[part].all[there];
    if (!part_is_name(part, name, strlen(name))) {
        /* What is no name may be anything: it is not told. */
        error_set(err, "[%s …]: not a name; allowed: %s", section->word, kinds[part].allowed);
        return NULL;
    }
    if (count == kinds[part].most) {
        error_set(err, "[%s %s]: one %s too many; allowed: %d", section->word, name,
                  kinds[part].one, kinds[part].most);
        return NULL;
    }
    if (count % 16 == 0) /* grows by sixteen */
        c->parts[part].all =
            xrealloc(c->parts[part].all, ((size_t)count + 16) * sizeof(*c->parts[part].all));
    struct config *own = config_new();
    own->name = xstrdup(name);
    own->section_line = line;
    own->file = c->file ? xstrdup(c->file) : NULL; /* for config_place() */
    c->parts[part].count++;
    return c->parts[part].all[count] = own;
}

static struct config *settings_of(const struct config *c, enum config_part part, int index)
{
    const struct config *own = index < c->parts[part].count ? c->parts[part].all[index] : NULL;
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
        ret->of_part[i] = has_own;
    }
    ret->name = own ? xstrdup(own->name) : NULL;
    ret->section_line = own ? own->section_line : 0;
    ret->file = c->file ? xstrdup(c->file) : NULL;
    return ret;
}

int config_screen_count(const struct config *c)
{
    return MAX(c->parts[CONFIG_SCREEN].count, 1);
}

int config_source_count(const struct config *c)
{
    return MAX(c->parts[CONFIG_SOURCE].count, 1);
}

struct config *config_for_screen(const struct config *c, int index)
{
    return settings_of(c, CONFIG_SCREEN, index);
}

struct config *config_for_source(const struct config *c, int index)
{
    return settings_of(c, CONFIG_SOURCE, index);
}

int config_location_count(const struct config *c)
{
    return c->parts[CONFIG_LOCATION].count;
}

const struct config *config_location(const struct config *c, int index)
{
    return c->parts[CONFIG_LOCATION].all[index];
}

int config_find_location(const struct config *c, const char *id)
{
    return find(c, CONFIG_LOCATION, id);
}
