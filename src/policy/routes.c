#include "policy/routes.h"

#include "base/hash.h"
#include "base/text.h"

#define PARTS          3
#define ANY_TYPE       (-1)
#define MEMORY_SIZE    8192u /* slots; half of them are used before all is forgotten */
#define MEMORY_LONGEST 256u  /* bytes of a query that is remembered */

struct rule {
    int type; /* enum document_type, or ANY_TYPE */
    bool any_area;
    struct area area;
    char *word; /* folded; NULL: any */
    uint16_t place;
};

/* An answer that is remembered. */
struct answer {
    char *query; /* NULL: free */
    size_t len;
    uint16_t place;
};

struct routes {
    const struct areas *areas;
    const struct word_table *types;
    struct rule *rules;
    size_t count;
    struct answer *memory; /* of MEMORY_SIZE; NULL before the first query */
    size_t remembered;
    struct buffer query;
};

struct routes *routes_new(const struct areas *areas, const struct word_table *types)
{
    struct routes *r = xcalloc(1, sizeof(*r));
    r->areas = areas;
    r->types = types;
    return r;
}

static void forget(struct routes *r)
{
    for (size_t i = 0; r->memory && i < MEMORY_SIZE; i++)
        free(r->memory[i].query);
    free(r->memory);
    r->memory = NULL;
    r->remembered = 0;
}

void routes_free(struct routes *r)
{
    for (size_t i = 0; i < r->count; i++)
        free(r->rules[i].word);
    free(r->rules);
    forget(r);
    buffer_release(&r->query);
    free(r);
}

/* ---- rules */

/* Splits at the commas, in place, without the blanks about each part; how many there are, PARTS
 * + 1 when there are more. */
static int split(char *text, char *parts[PARTS])
{
    for (int count = 0;;) {
        size_t len = strcspn(text, ",");
        bool last = !text[len];
        text[len] = '\0';
        char *part = text + strspn(text, " \t"), *end = text + len;
        while (end > part && (end[-1] == ' ' || end[-1] == '\t'))
            *--end = '\0';
        if (count == PARTS)
            return PARTS + 1;
        parts[count++] = part;
        if (last)
            return count;
        text += len + 1;
    }
}

static bool is_any(const char *part)
{
    return strcmp(part, "*") == 0;
}

/* What a type may be, for people. */
static void list_types(struct buffer *out)
{
    for (int i = 0; i < DOCUMENT_TYPES; i++)
        buffer_addf(out, "%s, ", document_type_slugs[i]);
    buffer_addf(out, "a word of [type], or *");
}

static bool read_type(const struct routes *r, const char *part, int *ret, struct error *err)
{
    int type = is_any(part) ? ANY_TYPE : word_table_find(r->types, part);
    enum document_type slug;
    if (!is_any(part) && document_type_from_slug(part, &slug))
        type = (int)slug;
    else if (!is_any(part) && type < 0) {
        CLEANUP_BUFFER struct buffer types = BUFFER_INIT(0);
        list_types(&types);
        return error_set(err, "'%.40s' is no type of document; allowed: %s", part,
                         buffer_text(&types));
    }
    *ret = type;
    return true;
}

static bool read_area(const char *part, struct rule *rule, struct error *err)
{
    rule->any_area = is_any(part);
    if (area_is_bps_code(part))
        return error_set(
            err,
            "'%s' is a code of the statistics office (BPS); allowed: a name, a code of "
            "Kemendagri such as 32.73.02, or *",
            part);
    area_read(part, &rule->area);
    if (!rule->any_area && !rule->area.code[0] && !rule->area.name[0])
        return error_set(
            err,
            "'%.40s' is no area; allowed: the name or code of a kecamatan, kelurahan or "
            "desa, or *",
            part);
    return true;
}

static char *fold_word(const char *word)
{
    CLEANUP_BUFFER struct buffer key = BUFFER_INIT(0);
    text_fold_key(word, &key);
    return xstrdup(buffer_text(&key));
}

bool routes_add(struct routes *r, const char *rule, uint16_t place, struct error *err)
{
    CLEANUP_FREE char *text = xstrdup(rule);
    char *parts[PARTS] = { NULL };
    int count = split(text, parts);
    struct rule added = { .place = place };
    if (count < 2 || count > PARTS)
        return error_set(
            err,
            "'%.60s' has %s; allowed: TYPE, AREA or TYPE, AREA, WORD, where * stands for "
            "any",
            rule, count < 2 ? "no comma" : "too many commas");
    for (int i = 0; i < count; i++) {
        if (!*parts[i])
            return error_set(err,
                             "'%.60s' has nothing %s a comma; allowed: TYPE, AREA or TYPE, AREA, "
                             "WORD, where * stands for any",
                             rule, i == count - 1 ? "after" : "before");
    }
    if (!read_type(r, parts[0], &added.type, err) || !read_area(parts[1], &added, err))
        return false;
    if (parts[2] && !is_any(parts[2]))
        added.word = fold_word(parts[2]);
    r->rules = xrealloc(r->rules, (r->count + 1) * sizeof(*r->rules));
    r->rules[r->count++] = added;
    forget(r);
    return true;
}

/* ---- answers */

static uint16_t decide(const struct routes *r, const struct route_query *q)
{
    struct area area, village;
    area_read(q->area, &area);
    area_read(q->village, &village);
    /* That column is the kelurahan's: "Lengkong" there is not the kecamatan of that name. */
    village.kind = AREA_VILLAGE;
    CLEANUP_FREE char *word = fold_word(q->word);
    for (size_t i = 0; i < r->count; i++) {
        const struct rule *rule = &r->rules[i];
        if (rule->type != ANY_TYPE && rule->type != (int)q->type)
            continue;
        if (rule->word && strcmp(rule->word, word) != 0)
            continue;
        if (rule->any_area || areas_cover(r->areas, &rule->area, &area) ||
            areas_cover(r->areas, &rule->area, &village))
            return rule->place;
    }
    return LOCATION_NONE;
}

/* The bytes that tell one query from another. */
static void write_query(const struct route_query *q, struct buffer *out)
{
    char type = (char)q->type;
    buffer_clear(out);
    buffer_append(out, &type, 1);
    buffer_append(out, q->area, strlen(q->area) + 1);
    buffer_append(out, q->village, strlen(q->village) + 1);
    buffer_append(out, q->word, strlen(q->word));
}

/* Where the answer is, or belongs. */
static struct answer *slot_of(const struct routes *r, const struct buffer *query)
{
    size_t i = hash_plain(query->data, query->len) & (MEMORY_SIZE - 1);
    for (; r->memory[i].query; i = (i + 1) & (MEMORY_SIZE - 1)) {
        if (r->memory[i].len == query->len &&
            memcmp(r->memory[i].query, query->data, query->len) == 0)
            break;
    }
    return &r->memory[i];
}

uint16_t routes_find(struct routes *r, const struct route_query *q)
{
    write_query(q, &r->query);
    if (r->query.len > MEMORY_LONGEST)
        return decide(r, q);
    if (r->remembered == MEMORY_SIZE / 2)
        forget(r);
    if (!r->memory)
        r->memory = xcalloc(MEMORY_SIZE, sizeof(*r->memory));
    struct answer *a = slot_of(r, &r->query);
    if (!a->query) {
        a->place = decide(r, q);
        a->len = r->query.len;
        a->query = memcpy(xmalloc(a->len), r->query.data, a->len);
        r->remembered++;
    }
    return a->place;
}
