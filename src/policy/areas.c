#include "policy/areas.h"

#include "base/hash.h"
#include "base/text.h"

struct place {
    char code[AREA_CODE_SIZE];
    char name[AREA_NAME_SIZE];
    int next; /* another whose name has the same hash; -1: none */
};

struct areas {
    struct place *places;
    size_t count, capacity;
    int *heads; /* of `size`, a power of two */
    size_t size;
};

struct areas *areas_new(void)
{
    return xcalloc(1, sizeof(struct areas));
}

void areas_free(struct areas *a)
{
    free(a->places);
    free(a->heads);
    free(a);
}

/* ---- codes */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The code that `len` bytes are: two digits each of province, kota, kecamatan, then four of the
 * kelurahan, which begin with 1 (kelurahan), 2 (desa) or 3. */
static bool read_code(const char *text, size_t len, char ret[AREA_CODE_SIZE])
{
    static const int groups[] = { 2, 2, 2, 4 };
    const char *end = text + len;
    char code[AREA_CODE_SIZE];
    size_t out = 0, group = 0;
    for (; text < end && group < COUNT(groups); group++) {
        if (group && *text == '.')
            text++;
        if (group)
            code[out++] = '.';
        if (end - text < groups[group])
            return false;
        for (int i = 0; i < groups[group]; i++, text++) {
            if (!is_digit(*text))
                return false;
            code[out++] = *text;
        }
        const char *value = code + out - groups[group];
        if (group == 3 ? *value < '1' || *value > '3' : value[0] == '0' && value[1] == '0')
            return false;
    }
    if (text < end || group < 2 || code[0] == '0')
        return false;
    memcpy(ret, code, out);
    ret[out] = '\0';
    return true;
}

bool area_code(const char *text, char ret[AREA_CODE_SIZE])
{
    text += strspn(text, " \t");
    size_t len = strlen(text);
    while (len && (text[len - 1] == ' ' || text[len - 1] == '\t'))
        len--;
    return read_code(text, len, ret);
}

bool area_is_bps_code(const char *text)
{
    char code[AREA_CODE_SIZE];
    text += strspn(text, " \t");
    size_t digits = strspn(text, "0123456789");
    const char *rest = text + digits + strspn(text + digits, " \t");
    return (digits == 7 || digits == 10) && !*rest && *text != '0' && !area_code(text, code);
}

/* ---- names */

/* Real names begin with "Kampung", "Gampong" and "Nagari", so these stay. */
static const struct {
    const char *word;
    enum area_kind kind;
} kinds[] = {
    { "kecamatan", AREA_KECAMATAN }, { "kec", AREA_KECAMATAN },       { "distrik", AREA_KECAMATAN },
    { "kapanewon", AREA_KECAMATAN }, { "kemantren", AREA_KECAMATAN }, { "kelurahan", AREA_VILLAGE },
    { "kalurahan", AREA_VILLAGE },   { "kel", AREA_VILLAGE },         { "desa", AREA_VILLAGE },
    { "ds", AREA_VILLAGE },
};

/* What may stand between the parts: blanks and signs. */
#define BETWEEN " \t.,:;_-/()[]"

static bool same_word(const char *text, size_t len, const char *word)
{
    for (size_t i = 0; i < len; i++) {
        char c = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] | 0x20) : text[i];
        if (!word[i] || word[i] != c)
            return false;
    }
    return !word[len];
}

/* Moves past "Kec." and the like, unless nothing follows. */
static const char *skip_kind(const char *text, enum area_kind *ret)
{
    size_t len = strcspn(text, BETWEEN);
    const char *rest = text + len + strspn(text + len, BETWEEN);
    for (size_t i = 0; i < COUNT(kinds) && *rest; i++) {
        if (same_word(text, len, kinds[i].word)) {
            *ret = kinds[i].kind;
            return rest;
        }
    }
    return text;
}

/* A code that stands in the text with a name beside it: of a kecamatan at least, since a number
 * of four digits may be anything. */
static bool find_code(const char *text, const char **ret_start, size_t *ret_len,
                      char ret[AREA_CODE_SIZE])
{
    char code[AREA_CODE_SIZE];
    for (const char *p = text; *p; p += strcspn(p, BETWEEN)) {
        p += strspn(p, BETWEEN);
        size_t len = strspn(p, "0123456789.");
        size_t kept = len;
        while (kept && p[kept - 1] == '.')
            kept--;
        bool apart = !p[len] || strchr(BETWEEN, p[len]);
        if (kept && apart && read_code(p, kept, code) && strlen(code) >= strlen("32.73.02")) {
            memcpy(ret, code, sizeof(code));
            *ret_start = p;
            *ret_len = kept;
            return true;
        }
        p += len;
    }
    return false;
}

/* The name for comparing: case, blanks and signs do not count. */
static void fold_name(const char *text, char ret[AREA_NAME_SIZE])
{
    CLEANUP_BUFFER struct buffer folded = BUFFER_INIT(0);
    text_fold_key(text, &folded);
    size_t len = 0;
    for (const char *p = buffer_text(&folded), *at = p; *p; at = p) {
        uint32_t c = text_next(&p);
        size_t bytes = (size_t)(p - at);
        if (c == 0x2018 || c == 0x2019 || (c < 0x80 && strchr(BETWEEN "'`", (int)c)))
            continue;
        if (len + bytes >= AREA_NAME_SIZE)
            break;
        memcpy(ret + len, at, bytes);
        len += bytes;
    }
    ret[len] = '\0';
}

static uint64_t hash_of(const char *name)
{
    return hash_plain(name, strlen(name));
}

void area_read(const char *text, struct area *ret)
{
    struct area area = { 0 };
    const char *code;
    size_t len;
    if (area_code(text, area.code)) {
        *ret = area;
        return;
    }
    CLEANUP_FREE char *name = xstrdup(text);
    if (find_code(text, &code, &len, area.code))
        memset(name + (code - text), ' ', len);
    fold_name(skip_kind(name + strspn(name, BETWEEN), &area.kind), area.name);
    area.hash = hash_of(area.name);
    *ret = area;
}

/* ---- the table */

static void link_place(struct areas *a, size_t index)
{
    size_t slot = hash_of(a->places[index].name) & (a->size - 1);
    a->places[index].next = a->heads[slot];
    a->heads[slot] = (int)index;
}

static void grow(struct areas *a)
{
    a->capacity = a->capacity ? 2 * a->capacity : 32;
    a->places = xrealloc(a->places, a->capacity * sizeof(*a->places));
    a->size = a->capacity;
    a->heads = xrealloc(a->heads, a->size * sizeof(*a->heads));
    for (size_t i = 0; i < a->size; i++)
        a->heads[i] = -1;
    for (size_t i = 0; i < a->count; i++)
        link_place(a, i);
}

bool areas_add(struct areas *a, const char *code, const char *name)
{
    struct place place = { .next = -1 };
    struct area area;
    if (!area_code(code, place.code))
        return false;
    area_read(name, &area);
    if (!area.name[0])
        return false;
    for (size_t i = 0; i < a->count; i++) {
        if (strcmp(a->places[i].code, place.code) == 0)
            return strcmp(a->places[i].name, area.name) == 0;
    }
    if (a->count == a->capacity)
        grow(a);
    memcpy(place.name, area.name, sizeof(place.name));
    a->places[a->count] = place;
    link_place(a, a->count++);
    return true;
}

static enum area_kind kind_of_code(const char *code)
{
    switch (strlen(code)) {
    case 8:
        return AREA_KECAMATAN;
    case 13:
        return AREA_VILLAGE;
    default:
        return AREA_ANY;
    }
}

/* The next place from `index` on along its chain that the area may be. */
static int next_named(const struct areas *a, int index, const struct area *area)
{
    for (; index >= 0; index = a->places[index].next) {
        const struct place *p = &a->places[index];
        if (strcmp(p->name, area->name) == 0 &&
            (area->kind == AREA_ANY || area->kind == kind_of_code(p->code)))
            break;
    }
    return index;
}

static int first_named(const struct areas *a, const struct area *area)
{
    if (!a->count || !area->name[0])
        return -1;
    return next_named(a, a->heads[area->hash & (a->size - 1)], area);
}

static bool lies_in(const char *rule, const char *code)
{
    size_t len = strlen(rule);
    return strncmp(rule, code, len) == 0 && (code[len] == '.' || !code[len]);
}

/* Whether the area's code, or one that its name has, lies in `rule`. */
static bool area_lies_in(const struct areas *a, const char *rule, const struct area *area)
{
    if (area->code[0])
        return lies_in(rule, area->code);
    for (int i = first_named(a, area); i >= 0; i = next_named(a, a->places[i].next, area)) {
        if (lies_in(rule, a->places[i].code))
            return true;
    }
    return false;
}

/* Whether both may be the same kind of place. What the table knows by the rule's name says
 * what kind the rule means. */
static bool kinds_agree(const struct areas *a, const struct area *rule, const struct area *area)
{
    if (rule->kind != AREA_ANY || area->kind == AREA_ANY)
        return area->kind == AREA_ANY || rule->kind == area->kind;
    int named = first_named(a, rule);
    for (int i = named; i >= 0; i = next_named(a, a->places[i].next, rule)) {
        if (kind_of_code(a->places[i].code) == area->kind)
            return true;
    }
    return named < 0;
}

bool areas_cover(const struct areas *a, const struct area *rule, const struct area *area)
{
    if (rule->code[0])
        return area_lies_in(a, rule->code, area);
    /* Of a name that is in no table nothing is known but the name: the
     * case of most rules and rows. */
    bool same = rule->name[0] && strcmp(rule->name, area->name) == 0;
    if (!same && !area->code[0] && first_named(a, area) < 0)
        return false;
    int named = first_named(a, rule);
    for (int i = named; i >= 0; i = next_named(a, a->places[i].next, rule)) {
        if (area_lies_in(a, a->places[i].code, area))
            return true;
    }
    /* The table says which codes have the name: another code is another place. */
    if (named >= 0 && area->code[0])
        return false;
    return same && kinds_agree(a, rule, area);
}

bool areas_match(const struct areas *a, const char *rule, const char *area)
{
    struct area rule_area, other;
    area_read(rule, &rule_area);
    area_read(area, &other);
    return areas_cover(a, &rule_area, &other);
}

bool areas_have_name(const struct areas *a, const char *area)
{
    struct area read;
    area_read(area, &read);
    return !read.code[0] && first_named(a, &read) >= 0;
}
