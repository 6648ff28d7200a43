#include "feed/intake_words.h"

#include "base/text.h"
#include "feed/told.h"
#include "policy/areas.h"

static_assert(INTAKE_WORDS >= TOLD_MOST_DISTINCT, "all that may be told are counted");

/* The number of a word that was counted before, or -1. */
static int find_counted(const struct intake_tallied *words, const char *word)
{
    for (uint32_t j = 0; j < words->count; j++) {
        if (strcmp(words->words[j].word, word) == 0)
            return (int)j;
    }
    return -1;
}

/* Which of the words it is; -1: it is too long, or there are too many. */
static int find_word(struct intake_tallied *words, const char *word, uint32_t row)
{
    int found = find_counted(words, word); /* what was counted is clean */
    if (found >= 0)
        return found;
    CLEANUP_BUFFER struct buffer clean = BUFFER_INIT(sizeof(words->words[0].word) - 1);
    if (!text_clean(word, &clean) || !clean.len)
        return -1;
    found = find_counted(words, clean.data);
    if (found < 0 && words->count < COUNT(words->words)) {
        found = (int)words->count++;
        memcpy(words->words[found].word, clean.data, clean.len + 1);
        words->words[found].first_row = row;
    }
    return found;
}

static void count_found(struct intake_tallied *words, int found)
{
    if (found >= 0)
        words->words[found].count++;
    else
        words->rows_not_counted++;
}

int intake_count_word(struct intake_tallied *words, const char *word, uint32_t row)
{
    int found = find_word(words, word, row);
    count_found(words, found);
    return found;
}

static bool is_own_name(const struct reading *r, const char *area)
{
    struct area named, own;
    if (r->areas && areas_have_name(r->areas, area))
        return true;
    area_read(area, &named);
    for (size_t i = 0; i < r->place_count && *named.name && !named.code[0]; i++) {
        area_read(r->places[i].name ? r->places[i].name : "", &own);
        if (strcmp(own.name, named.name) == 0)
            return true;
    }
    return false;
}

void intake_count_area(const struct reading *r, struct intake_tallied *words, const char *area,
                       uint32_t row)
{
    int found = intake_count_word(words, area, row);
    if (found >= 0 && words->words[found].count == 1)
        words->words[found].own = is_own_name(r, area);
}

static int compare_words(const void *a, const void *b)
{
    const struct intake_word *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->word, y->word);
}

bool intake_may_tell(const struct intake_tallied *words, int word)
{
    return intake_word_may_be_told(words->words[word].word, words->words[word].count, words->count);
}

static int compare_untold(const void *a, const void *b)
{
    const struct intake_word *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x->first_row < y->first_row ? -1 : 1;
}

void intake_tell_words(const struct intake_tallied *words, intake_may_be_told *may_be_told,
                       struct intake_words *ret)
{
    struct intake_word untold[COUNT(words->words)] = { 0 };
    uint32_t untold_count = 0;
    *ret = (struct intake_words){ .rows_not_told = words->rows_not_counted };
    for (uint32_t j = 0; j < words->count; j++) {
        const struct intake_word *w = &words->words[j];
        if (ret->count < INTAKE_WORDS && (w->own || may_be_told(w->word, w->count, words->count))) {
            ret->words[ret->count++] = *w;
        } else {
            untold[untold_count].count = w->count;
            untold[untold_count++].first_row = w->first_row;
            ret->rows_not_told += w->count;
        }
    }
    qsort(ret->words, ret->count, sizeof(ret->words[0]), compare_words);
    qsort(untold, untold_count, sizeof(untold[0]), compare_untold);
    ret->untold_count = MIN(untold_count, (uint32_t)COUNT(ret->untold));
    memcpy(ret->untold, untold, ret->untold_count * sizeof(untold[0]));
}

int intake_look_up(struct intake_memo *memo, const struct word_table *table, const char *word,
                   uint32_t row, struct intake_tallied *unknown, int *ret_counted)
{
    size_t len = strlen(word), slot = 0;
    for (size_t j = 0; j < len; j++)
        slot = slot * 31 + (unsigned char)word[j];
    slot %= COUNT(memo->slots);
    bool fits = len < sizeof(memo->slots[0].word);
    int value, counted = -1;
    if (fits && len && strcmp(memo->slots[slot].word, word) == 0) {
        value = memo->slots[slot].value;
        counted = memo->slots[slot].counted;
    } else {
        value = word_table_find(table, word);
        if (value < 0)
            counted = find_word(unknown, word, row);
        if (fits) {
            memcpy(memo->slots[slot].word, word, len + 1);
            memo->slots[slot].value = value;
            memo->slots[slot].counted = counted;
        }
    }
    if (value < 0)
        count_found(unknown, counted);
    *ret_counted = counted;
    return value;
}
