#include "config/config.h"

#include "config/options.h"

struct config *config_new(void)
{
    struct config *c = xcalloc(1, sizeof(*c));
    for (size_t i = 0; i < option_count; i++) {
        struct error err = { "" };
        /* The defaults are allowed values; a test holds the table to it. */
        if (!option_set(c, &options[i], options[i].def, &err))
            abort();
    }
    return c;
}

void config_free(struct config *c)
{
    for (size_t i = 0; i < option_count; i++) {
        if (option_is_string(&options[i]))
            free(*option_string(c, &options[i]));
    }
    for (int part = 0; part < CONFIG_PARTS; part++) {
        for (int i = 0; i < c->parts[part].count; i++)
            config_free(c->parts[part].all[i]);
        free(c->parts[part].all);
    }
    for (int i = 0; i < CONFIG_TABLES; i++)
        table_release(&c->tables[i]);
    free(c->file);
    free(c->name);
    free(c);
}

void config_place(const struct config *c, const char *section, const char *key, struct buffer *out)
{
    ptrdiff_t at = option_find(section, key) - options;
    int line = c->lines[at];
    if (line > 0)
        buffer_addf(out, "%s:%d: ", c->file, line);
    else if (line == OPTION_LINE_SET)
        buffer_addf(out, "--set: ");
    if (c->of_part[at])
        buffer_addf(out, "[%s %s] %s", part_word(&options[at]), c->name, part_key(&options[at]));
    else
        buffer_addf(out, "[%s] %s", section, key);
}

void config_part_place(const struct config *part, const char *word, struct buffer *out)
{
    if (part->section_line > 0)
        buffer_addf(out, "%s:%d: ", part->file, part->section_line);
    else
        buffer_addf(out, "--set: ");
    buffer_addf(out, "[%s %s]", word, part->name);
}

int config_names(const struct config *c, const char *key)
{
    return *option_int(c, option_find("privacy", key));
}

int config_colour(const struct config *c, const char *key, int *ret_line)
{
    const struct option *o = option_find("theme", key);
    *ret_line = c->lines[o - options];
    return *option_int(c, o);
}
