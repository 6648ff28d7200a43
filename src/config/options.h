/* The table of options: what there is, where it is kept, what is allowed. Private to src/config. */
#pragma once

#include "config/config.h"

enum option_kind {
    OPTION_TEXT,   /* char *: any words */
    OPTION_ID,     /* char *: letters, digits, '.', '_', '-' */
    OPTION_FILE,   /* char *: a path */
    OPTION_URL,    /* char *: one of the schemes in `choices` */
    OPTION_URLS,   /* char *: some of them, parted by a blank */
    OPTION_NUMBER, /* int, min to max */
    OPTION_TIME,   /* int, seconds, min to max: "90s", "5min", "2h", "3d" */
    OPTION_CHOICE, /* int: the value of one of `choices` */
    OPTION_COLOUR, /* int: 0xRRGGBB of "#RRGGBB", -1 of "" */
    OPTION_TENTHS, /* int: tenths of a number with one decimal at most, min to max tenths */
};

struct option_choice {
    const char *name;
    int value;
};

struct option {
    const char *section, *key;
    enum option_kind kind;
    size_t offset; /* into struct config */
    const char *def;
    int min, max;
    bool per_screen;        /* [screen NAME] may hold it, by its key … */
    const char *screen_key; /* … or by this one, where the key says too little there */
    bool for_all;           /* the named sections of its own section may not hold it */
    const struct option_choice *choices; /* ends with a NULL name */
    const char *help;
};

extern const struct option options[];
extern const size_t option_count;

/* The option, or NULL. */
const struct option *option_find(const char *section, const char *key);
bool option_section_is_known(const char *section);

/* ---- named sections (config/parts.c) */

/* The words with which they begin, each with what it is a section of; ends with a NULL word. */
struct part_section {
    const char *word;
    enum config_part part;
};
extern const struct part_section part_sections[];

/* Takes the text of a section apart: "screen lobby". NULL: it is none with a name. */
const struct part_section *part_section_parse(const char *section, const char **ret_name);
/* The first `len` bytes. */
bool part_is_name(enum config_part part, const char *name, size_t len);
/* The option that `key` means in a section of that word, whatever its home; or NULL. */
const struct option *part_find_option(const char *word, const char *key);
/* Whether a named section may hold it; which by its first word, and under what key. */
bool part_holds(const struct option *o);
const char *part_word(const struct option *o);
const char *part_key(const struct option *o);
/* Whether there is no such section but the named ones: [location ID]. */
bool part_is_named_only(const char *section);
/* The part of that name, made where there is none yet. NULL where it is no name, or one too
 * many. `word` is that of its section, and `line` where it stands. */
struct config *config_add_part(struct config *c, const struct part_section *section,
                               const char *name, int line, struct error *err);

/* ---- tables (config/tables.c) */

extern const char *const table_names[CONFIG_TABLES]; /* "status", … */
/* The table of that section, or CONFIG_TABLES. */
enum config_table_name table_find(const char *section);
/* "WORD = pickup, download or hidden" */
const char *table_form(enum config_table_name table);
/* What it is for, with an example, as paragraphs of comment: the second begins with the example. */
const char *table_help(enum config_table_name table);
const char *table_example(enum config_table_name table);
/* Adds an entry, or changes the one that --set names again. */
bool table_set(struct config *c, enum config_table_name table, const char *key, const char *value,
               int line, struct error *err);
/* The same from "KEY = VALUE" of `len` bytes; the last '=' counts, and a comment is left out. */
bool table_set_line(struct config *c, enum config_table_name table, const char *text, size_t len,
                    int line, struct error *err);
void table_release(struct config_table *t);

/* The line of an option that --set has set; 0 is a default's. */
#define OPTION_LINE_SET (-1)

/* Sets one option from its text. The sentence says what is wrong and what is allowed,
 * without naming the option. */
bool option_set(struct config *c, const struct option *o, const char *text, struct error *err);

/* The option's value as text that option_set reads back to the same. */
void option_print(const struct config *c, const struct option *o, struct buffer *out);

/* Whether a line, without the blanks before it, begins a section or a setting: "url = …". */
bool option_begins(const char *line, size_t len);

/* Whether a printed value may go on in the next line after text[i], a blank: inih joins lines by
 * a single blank, and takes what begins a comment for one. */
bool option_may_break(const char *text, size_t i);

/* "5s to 1d", "id, en"; "" for free text. */
void option_allowed(const struct option *o, struct buffer *out);

static inline char **option_string(const struct config *c, const struct option *o)
{
    return (char **)(void *)((char *)(uintptr_t)c + o->offset);
}

static inline int *option_int(const struct config *c, const struct option *o)
{
    return (int *)(void *)((char *)(uintptr_t)c + o->offset);
}

static inline bool option_is_string(const struct option *o)
{
    return o->kind <= OPTION_URLS;
}
