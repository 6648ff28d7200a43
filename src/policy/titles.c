#include "policy/titles.h"

/* Folded, without dots and blanks. What belongs to a name (Raden, Andi, I Gusti, Teuku) is no
 * title, nor is what mostly is an initial (R., A., M. for Muhammad). */
static const struct before {
    const char *text;
    bool with_dot; /* only with one behind it: without, it may be a name */
} befores[] = {
    { "h", true },         { "hj", false },         { "kh", false },     { "haji", false },
    { "hajjah", false },   { "prof", false },       { "dr", false },     { "drs", false },
    { "dra", false },      { "drg", false },        { "drh", false },    { "ir", false },
    { "tgk", true },       { "ust", true },         { "ustadz", false }, { "ustadzah", false },
    { "ustaz", false },    { "ustazah", false },    { "pdt", true },     { "apt", true },
    { "tn", true },        { "ny", true },          { "nn", true },      { "bpk", true },
    { "sdr", true },       { "sdri", true },        { "alm", true },     { "almh", true },
    { "almarhum", false }, { "almarhumah", false },
};

/* Degrees, professions and the like, behind a name; in the order of their letters, since they are
 * looked up by halves. */
static const char *const afters[] = {
    "ak",     "akt",    "alm",    "almarhum", "almarhumah", "almh",   "ama",   "amd",   "amdkeb",
    "amdkep", "amdkes", "amdkom", "amk",      "ampd",       "apt",    "ba",    "beng",  "bsc",
    "ca",     "cht",    "cpa",    "dea",      "ipm",        "ipu",    "lc",    "llm",   "ma",
    "mab",    "mag",    "mak",    "map",      "mba",        "mcs",    "mdiv",  "me",    "mei",
    "meng",   "mesy",   "mfarm",  "mh",       "mhi",        "mhum",   "mikom", "mip",   "mkeb",
    "mked",   "mkep",   "mkes",   "mkm",      "mkn",        "mkom",   "mling", "mm",    "mmt",
    "mor",    "mp",     "mpa",    "mpd",      "mpdi",       "mpdk",   "mph",   "mpi",   "mpsi",
    "mpwk",   "ms",     "msc",    "mse",      "msi",        "msn",    "msos",  "mstr",  "msy",
    "mt",     "mth",    "mti",    "mtr",      "mud",        "ners",   "ns",    "phd",   "psikolog",
    "sab",    "sag",    "sak",    "sap",      "se",         "sei",    "sesy",  "sfarm", "sfil",
    "sgz",    "sh",     "shi",    "shum",     "shut",       "si",     "sia",   "siip",  "sikom",
    "sip",    "sipem",  "skeb",   "sked",     "skel",       "skep",   "skg",   "skh",   "skm",
    "skom",   "smn",    "sor",    "sp",       "spa",        "span",   "spb",   "spbs",  "spd",
    "spdaud", "spdh",   "spdi",   "spdk",     "spdsd",      "spi",    "spjp",  "spkfr", "spkg",
    "spkj",   "spkk",   "spm",    "spmk",     "spn",        "spog",   "spok",  "spot",  "spp",
    "sppd",   "sppk",   "sppros", "sprad",    "sps",        "spsi",   "spt",   "sptht", "spu",
    "spwk",   "ss",     "ssi",    "ssn",      "ssos",       "sst",    "sstp",  "st",    "sth",
    "sthi",   "stp",    "str",    "strkeb",   "strkep",     "strkom", "strt",  "sud",
};

#define MOST_WORDS 4  /* of one title: "A.Md.Keb.", "S.Tr.Keb." */
#define MOST_TEXT  16 /* with the NUL; no title is longer */

/* The letters of some words, folded. */
struct joined {
    char text[MOST_TEXT];
    size_t len;
};

static bool append_folded(struct joined *j, const struct title_word *w)
{
    size_t more = (size_t)(w->end - w->start);
    if (!w->plain || j->len + more >= MOST_TEXT)
        return false;
    for (size_t i = 0; i < more; i++) {
        char c = w->start[i];
        j->text[j->len + i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    j->len += more;
    j->text[j->len] = '\0';
    return true;
}

static bool is_one_dot(const char *p, const char *end)
{
    return end - p == 1 && *p == '.';
}

/* A dot and perhaps a blank: "S. Pd." */
static bool is_loose_dot(const char *p, const char *end)
{
    return end > p && *p == '.' && (end - p == 1 || (end - p == 2 && p[1] == ' '));
}

static bool is_after(const char *text)
{
    size_t from = 0, to = COUNT(afters);
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = strcmp(text, afters[middle]);
        if (order == 0)
            return true;
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return false;
}

static const struct before *find_before(const char *text)
{
    for (size_t i = 0; i < COUNT(befores); i++) {
        if (*text == *befores[i].text && strcmp(text, befores[i].text) == 0)
            return &befores[i];
    }
    return NULL;
}

/* How many words from `w` on are one title before a name; 0: none, or it is one behind a name. */
static size_t before_length(const struct title_word *w, size_t count, enum title *ret)
{
    struct joined j = { .len = 0 };
    size_t length = 0;
    for (size_t i = 0; i < MIN(count, 2); i++) {
        if (w[i].title != TITLE_NONE || (i && !is_one_dot(w[i - 1].end, w[i].start)) ||
            !append_folded(&j, &w[i]))
            break;
        const struct before *title = find_before(j.text);
        bool dot = *w[i].end == '.';
        if (!title || (title->with_dot && !dot))
            continue;
        /* Of single letters only, it may be somebody's initials. */
        *ret = dot && w[i].end - w[i].start > 1 ? TITLE_SURE : TITLE_UNSURE;
        length = i + 1;
    }
    return length;
}

static void find_before_name(struct title_word *words, size_t count)
{
    for (size_t i = 0; i < count;) {
        enum title title = TITLE_NONE;
        size_t length = before_length(words + i, count - i, &title);
        if (!length)
            return;
        while (length--)
            words[i++].title = title;
    }
}

/* How many words from `w` on are one title behind a name, the longest; 0: none. */
static size_t after_length(const struct title_word *w, size_t count,
                           bool (*is_joint)(const char *, const char *))
{
    struct joined j = { .len = 0 };
    size_t length = 0;
    for (size_t i = 0; i < MIN(count, MOST_WORDS); i++) {
        if ((i && !is_joint(w[i - 1].end, w[i].start)) || !append_folded(&j, &w[i]))
            break;
        if (is_after(j.text))
            length = i + 1;
    }
    return length;
}

/* Between two commas: titles only, or none. */
static bool find_in_segment(struct title_word *words, size_t count)
{
    size_t at = 0, length;
    while (at < count && (length = after_length(words + at, count - at, is_loose_dot)))
        at += length;
    for (size_t i = 0; at == count && i < count; i++)
        words[i].title = TITLE_BEHIND;
    return at == count;
}

static bool has_comma(const char *p, const char *end)
{
    return memchr(p, ',', (size_t)(end - p)) != NULL;
}

/* From the end: "SANTOSO, MA, BUDI" has no degree. */
static void find_behind_commas(struct title_word *words, size_t count)
{
    for (bool found = count; found;) {
        size_t start = count - 1;
        while (start && !has_comma(words[start - 1].end, words[start].start))
            start--;
        found = start && find_in_segment(words + start, count - start);
        count = start;
    }
}

/* Titles at the end, without a comma: with a dot inside, as no name has. */
static void find_at_end(struct title_word *words, size_t count)
{
    while (count && words[count - 1].title != TITLE_NONE)
        count--;
    for (bool found = true; found;) {
        found = false;
        for (size_t length = MOST_WORDS; !found && length >= 2; length--) {
            if (length >= count ||
                after_length(words + count - length, length, is_one_dot) != length)
                continue;
            for (size_t i = 0; i < length; i++)
                words[--count].title = TITLE_BEHIND;
            found = true;
        }
    }
}

/* "(ALM)", "(almh.)" */
static void find_in_brackets(struct title_word *words, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        struct joined j = { .len = 0 };
        const char *after = words[i].end + (*words[i].end == '.');
        if (words[i].start > name && words[i].start[-1] == '(' && *after == ')' &&
            append_folded(&j, &words[i]) && strncmp(j.text, "alm", 3) == 0 && is_after(j.text))
            words[i].title = TITLE_BEHIND;
    }
}

void titles_find(struct title_word *words, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        words[i].title = TITLE_NONE;
    find_behind_commas(words, count);
    find_at_end(words, count);
    find_in_brackets(words, count, name);
    find_before_name(words, count);
}
