#include "config/unknown.h"

#include "base/text.h"
#include "config/options.h"

/* How much of a section's or a key's name may stand in a sentence: where a line is not what its
 * writer meant, an address may stand in the name's place. */
static int name_length(const char *name)
{
    return (int)strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
}

/* "[section] key"; "key" without a section. */
static void add_name(const char *section, const char *key, struct buffer *out)
{
    int section_len = name_length(section), key_len = name_length(key);
    if (*section)
        buffer_addf(out, "[%.*s%s] ", section_len, section, section[section_len] ? "…" : "");
    buffer_addf(out, "%.*s%s", key_len, key, key[key_len] ? "…" : "");
}

/* "allowed: url, poll", the keys of a section; of NULL the sections,
 * "allowed: [screen], [list]". */
static void add_allowed(const char *section, struct buffer *out)
{
    const char *last = "", *separator = "allowed: ";
    for (size_t i = 0; i < option_count; i++) {
        const struct option *o = &options[i];
        if (section ? strcmp(o->section, section) != 0 : strcmp(o->section, last) == 0)
            continue;
        bool named = part_is_named_only(o->section);
        buffer_addf(out, section ? "%s%s" : "%s[%s%s]", separator, section ? o->key : o->section,
                    named ? " ID" : "");
        separator = ", ";
        last = o->section;
    }
    for (int i = 0; !section && i < CONFIG_TABLES; i++)
        buffer_addf(out, ", [%s]", table_names[i]);
}

static void add_allowed_of_part(const char *word, struct buffer *out)
{
    const char *separator = "allowed: ";
    for (size_t i = 0; i < option_count; i++) {
        if (!part_holds(&options[i]) || strcmp(part_word(&options[i]), word) != 0)
            continue;
        buffer_addf(out, "%s%s", separator, part_key(&options[i]));
        separator = ", ";
    }
}

/* The name itself may be somebody's slip for an address, see name_length(). */
bool unknown_section(const char *section, struct error *err)
{
    CLEANUP_BUFFER struct buffer advice = BUFFER_INIT(0);
    const char *nearest = NULL;
    int best = MIN(3, (int)strlen(section) / 2) + 1;
    for (size_t i = 0; i < option_count + CONFIG_TABLES; i++) {
        const char *known = i < option_count ? options[i].section : table_names[i - option_count];
        int distance = text_distance(known, section);
        if (distance < best) {
            best = distance;
            nearest = known;
        }
    }
    if (nearest)
        buffer_addf(&advice, "did you mean [%s%s]?", nearest,
                    part_is_named_only(nearest) ? " ID" : "");
    else
        add_allowed(NULL, &advice);
    int len = name_length(section);
    return error_set(err, "[%.*s%s]: unknown section; %s", len, section, section[len] ? "…" : "",
                     advice.data);
}

/* The value is not told: where the key is unknown, nobody knows what it holds. */
bool unknown_key(const char *section, const char *key, struct error *err)
{
    bool known = option_section_is_known(section);
    CLEANUP_BUFFER struct buffer name = BUFFER_INIT(0), advice = BUFFER_INIT(0);
    const struct option *nearest = NULL;
    int best = INT32_MAX;
    for (size_t i = 0; i < option_count; i++) {
        int key_distance = text_distance(options[i].key, key);
        int distance = 2 * key_distance + MIN(text_distance(options[i].section, section), 3);
        if (distance < best && key_distance <= MIN(3, (int)strlen(key) / 2)) {
            best = distance;
            nearest = &options[i];
        }
    }
    if (nearest)
        buffer_addf(&advice, "did you mean [%s%s] %s?", nearest->section,
                    part_is_named_only(nearest->section) ? " ID" : "", nearest->key);
    else
        add_allowed(known ? section : NULL, &advice);
    add_name(section, key, &name);
    const char *trouble = known ? "unknown key" : "unknown section";
    return error_set(err, "%s: %s; %s", name.data, *section ? trouble : "no [section] above it",
                     advice.data);
}

static enum config_part part_of(const char *word)
{
    const struct part_section *p = part_sections;
    while (strcmp(p->word, word) != 0)
        p++;
    return p->part;
}

/* How near an option is, the smaller the nearer: first by its key, then by where it belongs. */
static int distance_of(const struct option *o, const char *word, const char *key)
{
    bool here = part_holds(o) && strcmp(part_word(o), word) == 0;
    int by_key = text_distance(o->key, key);
    if (here)
        return 3 * MIN(by_key, text_distance(part_key(o), key));
    bool likewise = part_holds(o) && part_of(part_word(o)) == part_of(word);
    return 3 * by_key + (likewise ? 1 : 2);
}

bool unknown_key_of_part(const char *word, const char *name, const char *key, struct error *err)
{
    CLEANUP_BUFFER struct buffer advice = BUFFER_INIT(0);
    const struct option *nearest = NULL;
    int best = 3 * (MIN(3, (int)strlen(key) / 2) + 1), len = name_length(key);
    for (size_t i = 0; i < option_count; i++) {
        int distance = distance_of(&options[i], word, key);
        if (distance < best) {
            best = distance;
            nearest = &options[i];
        }
    }
    bool holds = nearest && part_holds(nearest);
    bool here = holds && strcmp(part_word(nearest), word) == 0;
    bool likewise = holds && part_of(part_word(nearest)) == part_of(word);
    if (nearest && !likewise && strcmp(nearest->key, key) == 0 &&
        (strcmp(word, "screen") == 0 || strcmp(nearest->section, word) == 0))
        return error_set(err, "[%s %s] %s: the same for all %ss; allowed: in [%s]", word, name,
                         nearest->key, word, nearest->section);
    if (here)
        buffer_addf(&advice, "did you mean %s?", part_key(nearest));
    else if (likewise)
        buffer_addf(&advice, "did you mean [%s %s] %s?", part_word(nearest), name,
                    part_key(nearest));
    else
        add_allowed_of_part(word, &advice);
    return error_set(err, "[%s %s] %.*s%s: unknown key; %s", word, name, len, key,
                     key[len] ? "…" : "", buffer_text(&advice));
}
