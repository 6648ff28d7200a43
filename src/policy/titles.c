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

/* Degrees and the like, behind a name. */
static const char *const afters[] = {
    "alm",
    "almh",
    "almarhum",
    "almarhumah",
    /* diplomas */
    "ama",
    "amd",
    "amdkeb",
    "amdkep",
    "amdkes",
    "amdkom",
    "amk",
    "ampd",
    "ba",
    /* bachelors */
    "sab",
    "sag",
    "sak",
    "sap",
    "se",
    "sei",
    "sesy",
    "sfarm",
    "sfil",
    "sgz",
    "sh",
    "shi",
    "shum",
    "shut",
    "si",
    "sia",
    "siip",
    "sikom",
    "sip",
    "sipem",
    "skeb",
    "sked",
    "skel",
    "skep",
    "skg",
    "skh",
    "skm",
    "skom",
    "smn",
    "sor",
    "sp",
    "spd",
    "spdaud",
    "spdh",
    "spdi",
    "spdk",
    "spdsd",
    "spi",
    "spsi",
    "spt",
    "spwk",
    "ss",
    "ssi",
    "ssn",
    "ssos",
    "sst",
    "sstp",
    "st",
    "sth",
    "sthi",
    "stp",
    "str",
    "strkeb",
    "strkep",
    "strkom",
    "strt",
    "sud",
    "sei",
    "lc",
    "bsc",
    "beng",
    "ners",
    "ns",
    /* masters and above */
    "ma",
    "mab",
    "mag",
    "mak",
    "map",
    "mba",
    "mcs",
    "mdiv",
    "me",
    "mei",
    "mesy",
    "meng",
    "mfarm",
    "mh",
    "mhi",
    "mhum",
    "mikom",
    "mip",
    "mkeb",
    "mked",
    "mkep",
    "mkes",
    "mkm",
    "mkn",
    "mkom",
    "mling",
    "mm",
    "mmt",
    "mor",
    "mp",
    "mpa",
    "mpd",
    "mpdi",
    "mpdk",
    "mph",
    "mpi",
    "mpsi",
    "mpwk",
    "ms",
    "msc",
    "mse",
    "msi",
    "msn",
    "msos",
    "mstr",
    "msy",
    "mt",
    "mth",
    "mti",
    "mtr",
    "mud",
    "llm",
    "phd",
    "dea",
    /* professions */
    "ak",
    "akt",
    "apt",
    "ca",
    "cpa",
    "cht",
    "ipm",
    "ipu",
    "psikolog",
    "spa",
    "span",
    "spb",
    "spbs",
    "spjp",
    "spkfr",
    "spkj",
    "spkk",
    "spm",
    "spmk",
    "spn",
    "spog",
    "spok",
    "spot",
    "spp",
    "sppd",
    "sppk",
    "sprad",
    "sps",
    "sptht",
    "spu",
    "spkg",
    "sppros",
};

#define MOST_WORDS 4 /* of one title: "A.Md.Keb.", "S.Tr.Keb." */
#define MOST_TEXT  16

static bool append_folded(char text[MOST_TEXT], const struct title_word *w)
{
    size_t len = strlen(text), more = (size_t)(w->end - w->start);
    if (!w->plain || len + more >= MOST_TEXT)
        return false;
    for (size_t i = 0; i < more; i++) {
        char c = w->start[i];
        text[len + i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    text[len + more] = '\0';
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
    for (size_t i = 0; i < COUNT(afters); i++) {
        if (strcmp(text, afters[i]) == 0)
            return true;
    }
    return false;
}

static const struct before *find_before(const char *text)
{
    for (size_t i = 0; i < COUNT(befores); i++) {
        if (strcmp(text, befores[i].text) == 0)
            return &befores[i];
    }
    return NULL;
}

/* How many words from `w` on are one title before a name; 0: none, or it is one behind a name. */
static size_t before_length(const struct title_word *w, size_t count, enum title *ret)
{
    char text[MOST_TEXT] = "";
    size_t length = 0;
    for (size_t i = 0; i < MIN(count, 2); i++) {
        if (w[i].title != TITLE_NONE || (i && !is_one_dot(w[i - 1].end, w[i].start)) ||
            !append_folded(text, &w[i]))
            break;
        const struct before *title = find_before(text);
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
    char text[MOST_TEXT] = "";
    size_t length = 0;
    for (size_t i = 0; i < MIN(count, MOST_WORDS); i++) {
        if ((i && !is_joint(w[i - 1].end, w[i].start)) || !append_folded(text, &w[i]))
            break;
        if (is_after(text))
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
        char text[MOST_TEXT] = "";
        const char *after = words[i].end + (*words[i].end == '.');
        if (words[i].start > name && words[i].start[-1] == '(' && *after == ')' &&
            append_folded(text, &words[i]) && strncmp(text, "alm", 3) == 0 && is_after(text))
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
