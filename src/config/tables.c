/* Tables: sections whose keys are the office's own words, "SIAP DIAMBIL = pickup". A word may
 * hold anything that a line of the file can: these lines are taken apart here, not by inih,
 * which ends a key at ':'. */
#include <stdio.h>

#include "base/text.h"
#include "config/options.h"

/* Both on one line of the file. */
#define LONGEST_KEY   120
#define LONGEST_VALUE 64
#define LONGEST_BRING 160

const char *const table_names[CONFIG_TABLES] = {
    [CONFIG_STATUS] = "status", [CONFIG_TYPE] = "type",   [CONFIG_AREA] = "area",
    [CONFIG_ROUTE] = "route",   [CONFIG_BRING] = "bring",
};

static const struct {
    const char *form, *help, *example;
    const char *const *allowed; /* NULL: see check_value(); ends with NULL */
} tables[CONFIG_TABLES] = {
    [CONFIG_STATUS] = { "WORD = pickup, download or hidden",
                        "What the source's words of status mean: pickup, the document waits at its "
                        "place; download, its owner prints it; hidden, it is not ready, or not to "
                        "be shown. Case, blanks, '_' and '-' do not count. A word that does not "
                        "stand here hides its row, but pickup, download and hidden themselves. Of "
                        "each table here, at most 1000 lines.",
                        "SIAP DIAMBIL = pickup",
                        (const char *const[]){ "pickup", "download", "hidden", NULL } },
    /* The slugs of model/document.h; a test holds one to the other. */
    [CONFIG_TYPE] = { "WORD = TYPE",
                      "What the source calls the types of documents, where that is not understood "
                      "by itself: ktp-el, kk, kia, akta-lahir, akta-mati, akta-kawin, akta-cerai, "
                      "akta-anak, akta-sipil, skpwni, sktt, skdwni, suket, biodata, other. "
                      "Compared likewise.",
                      "Cetak Ulang KTP = ktp-el",
                      (const char *const[]){ "ktp-el", "kk", "kia", "akta-lahir", "akta-mati",
                                             "akta-kawin", "akta-cerai", "akta-anak", "akta-sipil",
                                             "skpwni", "sktt", "skdwni", "suket", "biodata",
                                             "other", NULL } },
    [CONFIG_AREA] = { "CODE = NAME",
                      "Kemendagri's codes of kecamatan and kelurahan and their names, so that the "
                      "source may hold the ones and [route] the others.",
                      "32.73.02 = Coblong", NULL },
    [CONFIG_ROUTE] = { "TYPE, AREA = LOCATION or TYPE, AREA, WORD = LOCATION",
                       "Where documents wait: of a type, from an area, and with a word of the "
                       "source's (map.route). * is any. The first line that fits counts; a "
                       "document "
                       "that none fits is not shown.",
                       "ktp-el, Coblong = kec-coblong", NULL },
    [CONFIG_BRING] = { "TYPE = THING | THING",
                       "What residents are to bring for documents of a type, or of any (*); "
                       "several "
                       "things are parted by ' | '. A native feed says so itself.",
                       "* = Bukti pengambilan | Surat kuasa bila diwakilkan", NULL },
};

enum config_table_name table_find(const char *section)
{
    int i = 0;
    while (i < CONFIG_TABLES && strcmp(table_names[i], section) != 0)
        i++;
    return (enum config_table_name)i;
}

const char *table_form(enum config_table_name table)
{
    return tables[table].form;
}

const char *table_help(enum config_table_name table)
{
    return tables[table].help;
}

const char *table_example(enum config_table_name table)
{
    return tables[table].example;
}

void table_release(struct config_table *t)
{
    for (int i = 0; i < t->count; i++) {
        free(t->entries[i].key);
        free(t->entries[i].value);
    }
    free(t->entries);
}

/* What cannot stand in a line of the file, or would be read back as something else. */
static bool check_line_part(const char *text, size_t longest, struct error *err)
{
    size_t len = strlen(text);
    if (!len)
        return error_set(err, "nothing stands there");
    if (len > longest)
        return error_set(err, "%zu bytes long; allowed: %zu", len, longest);
    if (text_find_invalid(text, len) != len)
        return error_set(err, "not UTF-8; allowed: a file saved as UTF-8");
    for (const char *p = text; *p; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7F)
            return error_set(err, "a control character; allowed: printable text");
    }
    if (*text == ' ' || text[len - 1] == ' ')
        return error_set(err, "a blank at an end; allowed: blanks inside");
    if (strchr(";#[", *text))
        return error_set(err, "begins a comment or a section; allowed: another first character");
    if (strstr(text, " ;"))
        return error_set(err, "';' after a blank begins a comment; allowed: ';' after a letter");
    return true;
}

static bool wrong_word(enum config_table_name table, const char *value, struct error *err)
{
    CLEANUP_BUFFER struct buffer advice = BUFFER_INIT(0);
    const char *nearest = NULL;
    int best = MIN(3, (int)strlen(value) / 2) + 1;
    for (const char *const *word = tables[table].allowed; *word; word++) {
        bool begins_it = value[0] && value[1] && strncmp(*word, value, strlen(value)) == 0;
        int distance = begins_it ? 0 : text_distance(*word, value);
        if (distance < best) {
            best = distance;
            nearest = *word;
        }
    }
    buffer_addf(&advice, "unknown; ");
    if (nearest)
        buffer_addf(&advice, "did you mean %s? ", nearest);
    for (const char *const *word = tables[table].allowed; *word; word++)
        buffer_addf(&advice, "%s%s", word == tables[table].allowed ? "allowed: " : ", ", *word);
    return error_set(err, "%s", buffer_text(&advice));
}

static bool check_value(enum config_table_name table, const char *value, struct error *err)
{
    if (!check_line_part(value, table == CONFIG_BRING ? LONGEST_BRING : LONGEST_VALUE, err))
        return false;
    if (table == CONFIG_ROUTE && !part_is_name(CONFIG_LOCATION, value, strlen(value)))
        return error_set(err, "not the id of a [location ID]; allowed: a to z, digits, '.' and "
                              "'-', 64 at most");
    if (strchr(value, '=')) /* the last one of a line parts it */
        return error_set(err, "'=' within it; allowed: %s", tables[table].form);
    for (const char *const *word = tables[table].allowed; word && *word; word++) {
        if (strcmp(*word, value) == 0)
            return true;
    }
    return !tables[table].allowed || wrong_word(table, value, err);
}

/* The entry of the same key, or -1: "SIAP_DIAMBIL" and "siap diambil" are one. */
static int find(const struct config_table *t, const char *key)
{
    CLEANUP_BUFFER struct buffer wanted = BUFFER_INIT(0), other = BUFFER_INIT(0);
    text_fold_key(key, &wanted);
    for (int i = 0; i < t->count; i++) {
        buffer_clear(&other);
        text_fold_key(t->entries[i].key, &other);
        if (strcmp(buffer_text(&wanted), buffer_text(&other)) == 0)
            return i;
    }
    return -1;
}

static bool given_twice(enum config_table_name table, const char *key,
                        const struct config_entry *first, struct error *err)
{
    bool same = strcmp(key, first->key) == 0;
    return error_set(err, "[%s] %s is given twice, first%s%s on line %d; allowed: once%s",
                     table_names[table], key, same ? "" : " as ", same ? "" : first->key,
                     first->line, same ? "" : " (case, blanks, '_' and '-' do not count)");
}

/* Where somebody has written an address, a password may stand in it. */
static void add_shown(const char *text, struct buffer *out)
{
    enum { LONGEST_SHOWN = 2 * LONGEST_KEY };
    bool may_be_shown = !strstr(text, "://") && strlen(text) <= LONGEST_SHOWN &&
                        text_find_invalid(text, strlen(text)) == strlen(text);
    buffer_addf(out, "%s", may_be_shown ? text : "…");
}

bool table_set(struct config *c, enum config_table_name table, const char *key, const char *value,
               int line, struct error *err)
{
    CLEANUP_BUFFER struct buffer shown = BUFFER_INIT(0);
    add_shown(key, &shown);
    if (!check_line_part(key, LONGEST_KEY, err))
        return error_context(err, "[%s] %s", table_names[table], buffer_text(&shown));
    buffer_addf(&shown, " = ");
    add_shown(value, &shown);
    if (!check_value(table, value, err))
        return error_context(err, "[%s] %s", table_names[table], buffer_text(&shown));
    struct config_table *t = &c->tables[table];
    int there = find(t, key);
    struct config_entry *entry = there >= 0 ? &t->entries[there] : NULL;
    if (entry && line > 0 && entry->line > 0)
        return given_twice(table, key, entry, err);
    if (!entry && t->count == CONFIG_MAX_ENTRIES)
        return error_set(err, "[%s]: one entry too many; allowed: %d", table_names[table],
                         CONFIG_MAX_ENTRIES);
    if (!entry && t->count == t->capacity) {
        t->capacity = MAX(16, 2 * t->capacity);
        t->entries = xrealloc(t->entries, (size_t)t->capacity * sizeof(*t->entries));
    }
    if (!entry) {
        entry = &t->entries[t->count++];
        *entry = (struct config_entry){ .key = xstrdup(key) };
    }
    free(entry->value);
    entry->value = xstrdup(value);
    entry->line = line;
    return true;
}

static char *trimmed(const char *text, size_t len)
{
    while (len && strchr(" \t\r\n", text[len - 1]))
        len--;
    while (len && (*text == ' ' || *text == '\t')) {
        text++;
        len--;
    }
    return xasprintf("%.*s", (int)len, text);
}

bool table_set_line(struct config *c, enum config_table_name table, const char *text, size_t len,
                    int line, struct error *err)
{
    size_t end = 1;
    while (end < len && !(text[end] == ';' && (text[end - 1] == ' ' || text[end - 1] == '\t')))
        end++;
    const char *equals = memrchr(text, '=', MIN(end, len));
    if (!equals)
        return error_set(err, "no '=' %s; allowed in [%s]: %s",
                         end < len ? "before the ';', which after a blank begins a comment"
                                   : "in the line",
                         table_names[table], tables[table].form);
    CLEANUP_FREE char *key = trimmed(text, (size_t)(equals - text));
    CLEANUP_FREE char *value = trimmed(equals + 1, end - (size_t)(equals + 1 - text));
    return table_set(c, table, key, value, line, err);
}

void config_entry_place(const struct config *c, enum config_table_name table, int index,
                        struct buffer *out)
{
    const struct config_entry *entry = &c->tables[table].entries[index];
    if (entry->line > 0)
        buffer_addf(out, "%s:%d: ", c->file, entry->line);
    else
        buffer_addf(out, "--set: ");
    buffer_addf(out, "[%s] %s", table_names[table], entry->key);
}
