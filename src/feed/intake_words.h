/* What the office's tables say of a source's words, and the words that they do not know. Private to
 * src/feed. */
#pragma once

#include "feed/reading.h"

/* Nearly all rows have one of a few words: what a table said of them. Begins all zero. */
struct intake_memo {
    struct intake_memo_slot {
        char word[48];
        int value;   /* of the table; -1: it is in none */
        int counted; /* which of the tallied words it is; -1: none */
    } slots[64];
};

/* Words of a column with how often they stand there. Which of them may be told is known at the
 * end only: nobody's name stands there a hundred times. Begins all zero. */
struct intake_tallied {
    struct intake_word words[INTAKE_WORDS + 1]; /* one more than may be told */
    uint32_t count, rows_not_counted;
};

/* What the table says of a word of that row, or -1: then it is counted, as `*ret_counted` of the
 * tallied words; -1 there when it is none of them. */
int intake_look_up(struct intake_memo *memo, const struct word_table *table, const char *word,
                   uint32_t row, struct intake_tallied *unknown, int *ret_counted);
/* Which of the words it is; -1: none. */
int intake_count_word(struct intake_tallied *words, const char *word, uint32_t row);
/* The same of a kecamatan or kelurahan; what the configuration names itself may be told. */
void intake_count_area(const struct reading *r, struct intake_tallied *words, const char *area,
                       uint32_t row);
/* Whether the word may be told, of all that have been counted. */
bool intake_may_tell(const struct intake_tallied *words, int word);
/* Those that `may_be_told`, and where the others stand, the commonest first. */
typedef bool intake_may_be_told(const char *word, uint32_t rows_with_it, uint32_t distinct);
void intake_tell_words(const struct intake_tallied *words, intake_may_be_told *may_be_told,
                       struct intake_words *ret);
