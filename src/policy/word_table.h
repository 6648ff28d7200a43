/* A source's own words and what they mean, as the office's configuration says: statuses, types. */
#pragma once

#include "base/base.h"

struct word_table;

struct word_table *word_table_new(void);
void word_table_free(struct word_table *t);
DEFINE_CLEANUP(struct word_table *, word_table_free)

/* `value` from 0. false when the word is there already: it keeps its first value. Words are
 * compared as text_fold_key makes them: case, blanks, '_' and '-' do not count. */
bool word_table_add(struct word_table *t, const char *word, int value);
/* A word that is not there is looked for once more without one of the `before` at its beginning,
 * one of the `behind` at its end, or both: "cetak", "baru". As text_fold_key makes them; each
 * ends with NULL; borrowed. */
void word_table_loosen(struct word_table *t, const char *const *before, const char *const *behind);
/* The value, or -1. Any thread, as long as nobody adds. */
int word_table_find(const struct word_table *t, const char *word);

/* What a status means. A status that is in no table hides its row: SIAP_DICETAK is not printed
 * yet, and only the office knows its words. */
enum status { STATUS_PICKUP, STATUS_DOWNLOAD, STATUS_HIDDEN, STATUSES };
extern const char *const status_names[STATUSES]; /* "pickup", "download", "hidden" */
/* A table that knows status_names. */
struct word_table *status_table_new(void);

/* A table from words to enum document_type that knows the slugs and how offices spell them:
 * "KTP", "e-KTP", "KTP Elektronik", "Akte Lahir", "Pindah Keluar", "Cetak KTP Hilang". An
 * office's own words are added to it, and may change what one of these means: word_table_set. */
struct word_table *type_table_new(void);
/* As word_table_add, but a word that is there already gets the new value. */
void word_table_set(struct word_table *t, const char *word, int value);
