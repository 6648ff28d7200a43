/* Configuration -> text: the file that reads back to it, and --help. */
#include "config/options.h"

/* "; The pause …", wrapped like a paragraph. */
static void print_comment(const char *text, struct buffer *out)
{
    enum { WIDTH = 98 };
    while (*text) {
        size_t len = strlen(text);
        if (len > WIDTH) {
            len = WIDTH;
            while (text[len] != ' ')
                len--;
        }
        buffer_addf(out, "; %.*s\n", (int)len, text);
        text += len;
        text += *text == ' ';
    }
}

/* A long value goes on in indented lines, which inih joins again. */
static void print_value(const char *value, struct buffer *out)
{
    enum { WIDTH = 180 };
    while (strlen(value) > WIDTH) {
        size_t cut = 0;
        for (size_t i = 1; i < WIDTH; i++)
            cut = option_may_break(value, i) ? i : cut;
        if (!cut)
            break;
        buffer_append(out, value, cut);
        buffer_addf(out, "\n    ");
        value += cut + 1;
    }
    buffer_addf(out, "%s\n", value);
}

/* [screen NAME] and the like, with what it says itself: false where that is nothing. */
static bool print_part(const struct config *part, const char *word, struct buffer *out)
{
    bool any = false;
    for (size_t i = 0; i < option_count; i++) {
        if (!part->lines[i] || strcmp(part_word(&options[i]), word) != 0)
            continue;
        if (!any)
            buffer_addf(out, "\n[%s %s]\n", word, part->name);
        any = true;
        CLEANUP_BUFFER struct buffer value = BUFFER_INIT(0);
        option_print(part, &options[i], &value);
        buffer_addf(out, "%s =%s", part_key(&options[i]), value.len ? " " : "");
        print_value(buffer_text(&value), out);
    }
    return any;
}

static void print_parts(const struct config *c, enum config_part part, const char *help,
                        const char *example, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    buffer_addf(&text, "%s Allowed there:", help);
    const char *word = NULL;
    for (const struct part_section *p = part_sections; p->word; p++) {
        if (p->part != part)
            continue;
        if (word)
            buffer_addf(&text, "; and in [%s NAME]:", p->word);
        word = p->word;
        for (size_t i = 0, n = 0; i < option_count; i++) {
            if (part_holds(&options[i]) && strcmp(part_word(&options[i]), word) == 0)
                buffer_addf(&text, "%s %s", n++ ? "," : "", part_key(&options[i]));
        }
    }
    buffer_addf(&text, ".");
    buffer_addf(out, "\n");
    print_comment(buffer_text(&text), out);
    buffer_addf(out, "%s", example);
    for (int i = 0; i < c->parts[part].count; i++) {
        const struct config *own = c->parts[part].all[i];
        bool any = false;
        for (const struct part_section *p = part_sections; p->word; p++)
            any |= p->part == part && print_part(own, p->word, out);
        for (const struct part_section *p = part_sections; !any; p++) {
            any = p->part == part;
            if (any)
                buffer_addf(out, "\n[%s %s]\n", p->word, own->name);
        }
    }
}

static void print_table(const struct config *c, enum config_table_name table, struct buffer *out)
{
    const struct config_table *t = &c->tables[table];
    buffer_addf(out, "\n[%s]\n", table_names[table]);
    print_comment(table_help(table), out);
    buffer_addf(out, "; %s\n", table_example(table));
    for (int i = 0; i < t->count; i++)
        buffer_addf(out, "%s = %s\n", t->entries[i].key, t->entries[i].value);
}

void config_print(const struct config *c, struct buffer *out)
{
    buffer_addf(out,
                "; Settings of siapambil. Every line may be left out: what stands here is then "
                "what is used.\n; Times: 90s, 5min, 2h, 3d. A ; behind a blank begins a "
                "comment. A long value goes on in the next line if\n; that begins with a blank; "
                "sections and settings begin without one.\n");
    const char *section = "";
    for (size_t i = 0; i < option_count; i++) {
        const struct option *o = &options[i];
        if (part_is_named_only(o->section))
            continue;
        if (strcmp(section, o->section) != 0)
            buffer_addf(out, "\n[%s]\n", section = o->section);
        CLEANUP_BUFFER struct buffer help = BUFFER_INIT(0), allowed = BUFFER_INIT(0),
                                     value = BUFFER_INIT(0);
        buffer_addf(&help, "%s", o->help);
        option_allowed(o, &allowed);
        if (allowed.len)
            buffer_addf(&help, " Allowed: %s.", allowed.data);
        print_comment(buffer_text(&help), out);
        option_print(c, o, &value);
        buffer_addf(out, "%s =%s", o->key, value.len ? " " : "");
        print_value(buffer_text(&value), out);
    }
    for (int i = 0; i < CONFIG_TABLES; i++)
        print_table(c, (enum config_table_name)i, out);
    print_parts(c, CONFIG_LOCATION,
                "The places where documents wait, of sources that are mapped: a section for each, "
                "by an id of a-z, 0-9, '.' and '-', as [route] and [list] places name it. Its name "
                "must be there; kind is dinas, kecamatan, kelurahan, mpp or other; hours are such "
                "as mon-thu 08:00-15:00, fri 08:00-11:00.",
                "; [location mpp]\n; name = MPP Kota Bandung\n; kind = mpp\n; counter = Loket 3\n",
                out);
    print_parts(c, CONFIG_SOURCE,
                "Several sources of one list: a section for each, with what differs between them; "
                "its url at least. The rest is as in [source] and [map], which are then no source "
                "themselves.",
                "; [source kecamatan]\n; url = https://dukcapil.example.go.id/kecamatan.csv\n"
                "; [map kecamatan]\n; name = Nama Pemohon\n",
                out);
    print_parts(c, CONFIG_SCREEN,
                "Several displays: a section for each, [screen lobby], [screen loket], with what "
                "differs between them; its display at least. The rest is as above.",
                "", out);
}

static bool is_of_list(const struct option *o)
{
    static const char *const sections[] = { "source", "map", "privacy", "cache", "location" };
    for (size_t i = 0; i < COUNT(sections); i++) {
        if (strcmp(o->section, sections[i]) == 0)
            return true;
    }
    return false;
}

static bool makes_list(const struct option *o)
{
    return is_of_list(o) || (strcmp(o->section, "screen") == 0 &&
                             (strcmp(o->key, "id") == 0 || strcmp(o->key, "time_zone") == 0));
}

static bool makes_screen(const struct option *o)
{
    return !is_of_list(o) && strcmp(o->section, "log") != 0 &&
           strcmp(o->section, "status_page") != 0;
}

static void print_some(const struct config *c, bool (*wanted)(const struct option *o),
                       struct buffer *out)
{
    for (size_t i = 0; i < option_count; i++) {
        if (!wanted(&options[i]))
            continue;
        buffer_addf(out, "%s.%s=", options[i].section, options[i].key);
        option_print(c, &options[i], out);
        buffer_addf(out, "\n");
    }
}

void config_print_screen(const struct config *c, struct buffer *out)
{
    print_some(c, makes_screen, out);
}

void config_print_list(const struct config *c, struct buffer *out)
{
    print_some(c, makes_list, out);
    for (int i = 0; i < CONFIG_TABLES; i++)
        print_table(c, (enum config_table_name)i, out);
    for (int part = 0; part < CONFIG_PARTS; part++) {
        for (int i = 0; part != CONFIG_SCREEN && i < c->parts[part].count; i++) {
            for (const struct part_section *p = part_sections; p->word; p++)
                print_part(c->parts[part].all[i], p->word, out);
        }
    }
}

void config_help(struct buffer *out)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *o = &options[i];
        CLEANUP_BUFFER struct buffer allowed = BUFFER_INIT(0);
        option_allowed(o, &allowed);
        buffer_addf(out, "  %s%s.%s=%s\n      %s", o->section,
                    part_is_named_only(o->section) ? ".ID" : "", o->key, o->def, o->help);
        if (allowed.len)
            buffer_addf(out, " Allowed: %s.", allowed.data);
        buffer_addf(out, "\n");
    }
    for (int i = 0; i < CONFIG_TABLES; i++)
        buffer_addf(out, "  %s.WORD=\n      %s Allowed: %s, as in %s.\n", table_names[i],
                    table_help((enum config_table_name)i), table_form((enum config_table_name)i),
                    table_example((enum config_table_name)i));
}
