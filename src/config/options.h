/* The table of options: what there is, where it is kept, what is allowed. Private to src/config. */
#pragma once

#include "config/config.h"

enum option_kind {
    OPTION_TEXT,   /* char *: any words */
    OPTION_ID,     /* char *: letters, digits, '.', '_', '-' */
    OPTION_FILE,   /* char *: a path */
    OPTION_URL,    /* char *: one of the schemes in `choices` */
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
    const struct option_choice *choices; /* ends with a NULL name */
    const char *help;
};

extern const struct option options[];
extern const size_t option_count;

/* The option, or NULL. */
const struct option *option_find(const char *section, const char *key);
/* The one that `key` means in a [screen NAME], whatever its home; or NULL. */
const struct option *option_find_per_screen(const char *key);

/* The NAME of "screen NAME", the text of a section; NULL: it is not of that form. */
const char *option_screen_name(const char *section);
/* Letters, digits, '-' and '_', 32 at most. */
bool option_is_screen_name(const char *name, size_t len);

/* The line of an option that --set has set; 0 is a default's. */
#define OPTION_LINE_SET (-1)

/* Sets one option from its text. The sentence says what is wrong and what is allowed, without naming
 * the option. */
bool option_set(struct config *c, const struct option *o, const char *text, struct error *err);

/* The option's value as text that option_set reads back to the same. */
void option_print(const struct config *c, const struct option *o, struct buffer *out);

/* Whether a line, without the blanks before it, begins a section or a setting: "url = …". */
bool option_begins(const char *line, size_t len);

/* Whether a printed value may go on in the next line after text[i], a blank: inih joins lines by a single
 * blank, and takes what begins a comment for one. */
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

static inline bool option_is_per_screen(const struct option *o)
{
    return o->per_screen || strcmp(o->section, "screen") == 0;
}

/* What it is called in a [screen NAME]. */
static inline const char *option_screen_key(const struct option *o)
{
    return o->screen_key ? o->screen_key : o->key;
}

static inline bool option_is_string(const struct option *o)
{
    return o->kind <= OPTION_URL;
}
