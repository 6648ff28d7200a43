#include "feed/suggest_parts.h"

#include "base/text.h"
#include "policy/areas.h"
#include "policy/redact.h"

#define LONGEST_CELL    512u
#define LONGEST_WRITTEN 100u /* bytes of a name that [map] calls it by */
#define LONGEST_NAME    80   /* characters of a column's name that is told */

void suggest_table_init(struct suggest_table *t)
{
    *t = (struct suggest_table){ .types = type_table_new() };
}

static void wipe(char *text)
{
    if (text)
        explicit_bzero(text, strlen(text));
    free(text);
}

void suggest_table_release(struct suggest_table *t)
{
    for (uint32_t i = 0; i < t->count; i++) {
        struct suggest_column *c = &t->columns[i];
        for (uint32_t j = 0; j < c->word_count; j++) {
            wipe(c->words[j].key);
            wipe(c->words[j].text);
        }
        free(c->name);
        free(c->tokens);
    }
    free(t->columns);
    word_table_free(t->types);
    buffer_release(&t->rows_pointer);
    buffer_release(&t->last_page);
    buffer_release(&t->total_rows);
    buffer_release(&t->next_link);
    buffer_release(&t->page_parameter);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int count_digits(const char *text)
{
    int digits = 0;
    for (; *text; text++)
        digits += is_digit(*text);
    return digits;
}

static int count_tokens(const char *tokens)
{
    int count = -1;
    for (; *tokens; tokens++)
        count += *tokens == ' ';
    return count;
}

bool suggest_is_clean(const char *text)
{
    CLEANUP_BUFFER struct buffer clean = BUFFER_SECRET(0);
    return text_clean(text, &clean) && strcmp(text, buffer_text(&clean)) == 0;
}

/* What is taken for a header may be a row of data, and a key of JSON somebody's name or number. */
static bool step_may_be_told(const char *step, size_t len, bool last)
{
    CLEANUP_FREE char *text = xasprintf("%.*s", (int)len, step);
    if (!last)
        return told_key(text);
    CLEANUP_FREE char *tokens = suggest_tokens(text);
    int known = suggest_known_tokens(tokens);
    return told_column(text) || (told_key(text) && known && 2 * known >= count_tokens(tokens));
}

bool suggest_pointer_may_be_told(const char *pointer)
{
    for (const char *p = pointer; *p;) {
        size_t len = strcspn(++p, "/");
        /* An index into an array is no name. */
        if (strspn(p, "0123456789") < len && !step_may_be_told(p, len, false))
            return false;
        p += len;
    }
    return suggest_is_clean(pointer);
}

bool suggest_name_may_be_told(const char *name)
{
    const char *last = *name == '/' ? strrchr(name, '/') : name;
    CLEANUP_FREE char *above = xasprintf("%.*s", (int)(last - name), name);
    last += *last == '/';
    return suggest_is_clean(name) && count_digits(name) <= SUGGEST_DIGITS &&
           text_length(name) <= LONGEST_NAME && suggest_pointer_may_be_told(above) &&
           step_may_be_told(last, strlen(last), true);
}

bool suggest_name_is_plain(const char *name)
{
    static const char *const special[] = { " + ", " | ", " ;", "\t" };
    for (size_t i = 0; i < COUNT(special); i++) {
        if (strstr(name, special[i]))
            return false;
    }
    size_t len = strlen(name);
    return len && len <= LONGEST_WRITTEN && !strchr("#\";[+|", *name) && name[len - 1] != '+' &&
           name[len - 1] != '|';
}

int suggest_column(struct suggest_table *t, const char *name, const char *words)
{
    for (uint32_t i = 0; i < t->count; i++) {
        if (strcmp(t->columns[i].name, name) == 0)
            return (int)i;
    }
    if (t->count == SUGGEST_COLUMNS)
        return -1;
    if (t->count % 16 == 0)
        t->columns = xrealloc(t->columns, (t->count + 16) * sizeof(*t->columns));
    struct suggest_column *c = &t->columns[t->count];
    *c = (struct suggest_column){ .name = xstrdup(name), .tokens = suggest_tokens(words) };
    c->may_be_told = *name == '#' || suggest_name_may_be_told(words);
    for (const char *p = name; *name == '/' && *p; p++)
        c->depth += *p == '/';
    c->depth = MAX(c->depth, 1);
    return (int)t->count++;
}

/* ---- what a cell looks like */

/* 0812-3456-7890, +62 812 … */
static bool is_phone(const char *text)
{
    const char *p = text + (*text == '+');
    int digits = count_digits(text);
    return p[strspn(p, "0123456789 .-()")] == '\0' && digits >= 9 && digits <= 15 &&
           (strncmp(p, "08", 2) == 0 || strncmp(p, "62", 2) == 0 || strncmp(p, "(0", 2) == 0);
}

static bool begins_with_any(const char *folded, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strncmp(folded, words[i], strlen(words[i])) == 0)
            return true;
    }
    return false;
}

static bool is_address(const char *folded)
{
    static const char *const beginnings[] = { "jl ",    "jl.",        "jln",    "jalan ", "kp.",
                                              "kp ",    "gg.",        "gg ",    "gang ",  "komp",
                                              "perum ", "perumahan ", "dusun ", "dsn",    "blok ",
                                              "lingk",  "link." };
    return begins_with_any(folded, beginnings, COUNT(beginnings)) || strstr(folded, " rt ") ||
           strstr(folded, " rt.") || strstr(folded, " rw ") || strstr(folded, " rw.");
}

/* A date of the last century: nothing that an office has just finished. */
static bool is_birth(const char *text)
{
    int32_t day;
    for (const char *p = text; *p; p++) {
        bool starts = p == text || !is_digit(p[-1]);
        if (!starts || strncmp(p, "19", 2) != 0 || !is_digit(p[2]) || !is_digit(p[3]) ||
            is_digit(p[4]))
            continue;
        /* As if a hundred years later. */
        CLEANUP_FREE char *later = xasprintf("%.*s20%s", (int)(p - text), text, p + strlen("19"));
        bool is_date =
            date_text_parse(later, DATE_DMY, 0, &day) || date_text_parse(later, DATE_MDY, 0, &day);
        explicit_bzero(later, strlen(later));
        return is_date;
    }
    return false;
}

static bool is_truth(const char *folded)
{
    static const char *const words[] = { "true",  "false", "0",  "1",     "ya",
                                         "tidak", "yes",   "no", "benar", "salah" };
    for (size_t i = 0; i < COUNT(words); i++) {
        if (strcmp(folded, words[i]) == 0)
            return true;
    }
    return false;
}

/* Which of day and month stands first is proved by a number that is no month. */
static void count_order(struct suggest_column *c, const char *text)
{
    int numbers[2] = { 0 };
    for (int i = 0; i < 2; i++) {
        size_t digits = strspn(text, "0123456789");
        if (!digits || digits > 2)
            return;
        for (; digits; digits--)
            numbers[i] = numbers[i] * 10 + (*text++ - '0');
        if (!*text || !strchr("/-. ", *text))
            return;
        text++;
    }
    if (!is_digit(*text))
        return;
    c->first_over += numbers[0] > 12;
    c->second_over += numbers[1] > 12;
    c->either += numbers[0] <= 12 && numbers[1] <= 12;
}

static void count_word(struct suggest_column *c, const char *text)
{
    CLEANUP_BUFFER struct buffer key = BUFFER_SECRET(0);
    text_fold_key(text, &key);
    const char *folded = buffer_text(&key);
    uint32_t i = 0;
    while (i < c->word_count && strcmp(c->words[i].key, folded) != 0)
        i++;
    if (i == COUNT(c->words)) {
        c->many = true;
    } else if (i < c->word_count) {
        c->words[i].rows++;
    } else {
        CLEANUP_BUFFER struct buffer clean = BUFFER_SECRET(0); /* one blank where there were two */
        bool shown = text_clean(text, &clean);
        c->words[i] = (struct suggest_word){ xstrdup(folded),
                                             xstrdup(shown ? buffer_text(&clean) : text), 1 };
        c->word_count++;
    }
}

static void count_looks(struct suggest_column *c, const char *text, const char *folded)
{
    char code[AREA_CODE_SIZE];
    int32_t day;
    bool is_day = false;
    for (int order = 0; order <= DATE_YMD; order++) {
        bool reads = date_text_parse(text, (enum date_order)order, 0, &day);
        c->days[order] += reads;
        is_day |= reads;
    }
    count_order(c, text);
    c->long_numbers += !is_day && redact_finds_number(text); /* not a time's many digits */
    c->phones += is_phone(text);
    c->addresses += is_address(folded);
    c->births += is_birth(text);
    c->truths += is_truth(folded);
    c->codes += area_code(text, code);
    c->bps_codes += area_is_bps_code(text);
    bool letters = false;
    for (const char *p = text; *p; p++)
        letters |=
            (unsigned char)*p >= 0x80 || (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z');
    c->letters += letters;
    c->digits_only += !text[strspn(text, "0123456789")];
    c->short_ones += strlen(text) < 4;
}

void suggest_cell(struct suggest_table *t, int column, const char *text, size_t len)
{
    while (len && (unsigned char)text[len - 1] <= ' ')
        len--;
    for (; len && (unsigned char)*text <= ' '; len--)
        text++;
    if (!len || len > LONGEST_CELL || column < 0)
        return;
    struct suggest_column *c = &t->columns[column];
    bool sure;
    char *cell = xasprintf("%.*s", (int)len, text);
    CLEANUP_BUFFER struct buffer folded = BUFFER_SECRET(0);
    text_fold(cell, &folded);
    c->filled++;
    count_looks(c, cell, buffer_text(&folded));
    count_word(c, cell);
    int type = word_table_find(t->types, cell);
    c->known_types += type >= 0 && type != DOCUMENT_OTHER;
    suggest_status(cell, &sure);
    c->known_statuses += sure;
    wipe(cell);
}
