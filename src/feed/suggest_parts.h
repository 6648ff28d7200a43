/* What suggest.c is made of. Private to src/feed. */
#pragma once

#include "feed/date_text.h"
#include "feed/encoding.h"
#include "feed/reading.h"
#include "feed/suggest.h"
#include "feed/told.h"
#include "policy/word_table.h"

#define SUGGEST_ROWS    5000u /* that are looked at */
#define SUGGEST_COLUMNS 200u
#define SUGGEST_DIGITS  3 /* in a name; what has more may be somebody's number */

/* ---- columns, and what stands in them (suggest_column.c) */

struct suggest_word {
    char *key, *text; /* as text_fold_key makes it; as it was first written */
    uint32_t rows;
};

enum suggest_secret {
    SECRET_NONE,
    SECRET_NUMBER, /* NIK, KK number */
    SECRET_PHONE,
    SECRET_ADDRESS,
    SECRET_BIRTH,
    SECRET_FAMILY, /* a mother's name, and other people's */
    SECRET_OTHER,
    SECRETS,
};

/* A column of a sheet, or a member of the rows of JSON. */
struct suggest_column {
    char *name;   /* as [map] names it: "Nama Pemohon", "#3", "/pemohon/nama" */
    char *tokens; /* the words of its name in lower case, each between blanks: " nama pemohon " */
    bool may_be_told; /* the name: suggest_name_may_be_told, or "#3" */
    int depth;        /* steps of a pointer; 1 for a sheet */
    uint32_t filled;
    uint32_t days[DATE_YMD + 1]; /* rows that are a day in that order */
    /* Rows whose first number is over 12, or the second, or neither: which is the month? */
    uint32_t first_over, second_over, either;
    uint32_t long_numbers, phones, addresses, births; /* rows that look so */
    uint32_t truths, codes, bps_codes, letters, digits_only, short_ones;
    uint32_t known_types, known_statuses;
    /* The first different words; more than there is room for is `many`. */
    struct suggest_word words[TOLD_MOST_DISTINCT];
    uint32_t word_count;
    bool many;
};

struct suggest_table {
    enum source_format format;
    struct suggest_column *columns;
    uint32_t count, rows;
    bool cut; /* there are more rows than were looked at */
    struct word_table *types;
    /* JSON: where the rows are, and what says how to page */
    struct buffer rows_pointer, last_page, total_rows, next_link, page_parameter;
    bool pages, offsets;
    bool first_page_is_0;
    uint32_t total; /* rows in all, as the source says; 0: it does not */
    /* CSV */
    enum encoding encoding;
    char separator;
    bool separator_is_said; /* by "sep=;" */
    uint32_t header_row;    /* from 1; 0: none */
    uint32_t header_rows;   /* 2: merged cells stand in the first */
};

void suggest_table_init(struct suggest_table *t);
/* Wipes what was in the rows. */
void suggest_table_release(struct suggest_table *t);
/* The column of that name, made when there is none; -1 when there are too many. `words` is what
 * its name means: the header, or the pointer again. */
int suggest_column(struct suggest_table *t, const char *name, const char *words);
/* Whether nothing in it is unseen or breaks a line: it comes from outside, and goes into a file. */
bool suggest_is_clean(const char *text);
/* Whether the name of a column, or a pointer, is made of words that offices call columns by. */
bool suggest_name_may_be_told(const char *name);
/* Whether a pointer to what is around the rows may be told: none of its
 * keys may be about somebody. */
bool suggest_pointer_may_be_told(const char *pointer);
/* Whether [map] can call a column so: nothing in it means something else there. */
bool suggest_name_is_plain(const char *name);
/* A cell of the row that is being read. */
void suggest_cell(struct suggest_table *t, int column, const char *text, size_t len);

/* ---- what a name says (suggest_words.c) */

/* The words of a column's name. The caller frees it. */
char *suggest_tokens(const char *name);
/* Whether one of the `words`, parted by blanks, is among the tokens. */
bool suggest_has(const char *tokens, const char *words);
/* How many of the words are such as offices call columns by. */
int suggest_known_tokens(const char *tokens);
enum suggest_secret suggest_secret_of(const struct suggest_column *c);
/* How well the column would do as the member; 0: not at all. */
int suggest_score(const struct suggest_column *c, enum map_member member);
/* What a word of status means most likely; `*ret_sure` is false for words that nobody knows. */
enum status suggest_status(const char *word, bool *ret_sure);

/* ---- reading (suggest_json.c, suggest_csv.c) */

/* `text` is valid UTF-8 without a mark. */
bool suggest_json_read(struct suggest_table *t, const char *text, size_t len, struct error *err);
bool suggest_csv_read(struct suggest_table *t, const char *text, size_t len, struct error *err);
