/* Rows of any API's JSON. Nothing is made a tree: the text is walked, and of a row only what
 * [map] names is ever decoded. */
#include "feed/mapping.h"

#include "base/text.h"
#include "feed/json_pointer.h"
#include "feed/told.h"

#define MARK         "\xEF\xBB\xBF"
#define LISTED_DEPTH 3    /* how far pointers are listed for who has to mend one */
#define MOST_KEYS    1000 /* that are looked at for it: an object of more is a table by something */

/* ---- the pointers of all members as a tree of steps, so that a row is walked once */

struct node {
    const char *step;
    size_t len;
    size_t index;    /* the step as one into an array; SIZE_MAX: it is none */
    int part;        /* the pointer that ends here, or -1 */
    int child, next; /* nodes, or 0: none (0 is the root) */
};

struct walk {
    struct mapping *m;
    struct json_pointer **pointers;
    struct node *nodes;
    int count;
    struct buffer held; /* of keys and strings with escapes */
};

static int add_step(struct walk *w, int parent, const char *step)
{
    for (int i = w->nodes[parent].child; i; i = w->nodes[i].next) {
        if (strcmp(w->nodes[i].step, step) == 0)
            return i;
    }
    w->nodes = xrealloc(w->nodes, (size_t)(w->count + 1) * sizeof(*w->nodes));
    size_t index = SIZE_MAX;
    json_pointer_index(step, &index);
    w->nodes[w->count] = (struct node){ .step = step,
                                        .len = strlen(step),
                                        .index = index,
                                        .part = -1,
                                        .next = w->nodes[parent].child };
    return w->nodes[parent].child = w->count++;
}

static void walk_init(struct walk *w, struct mapping *m)
{
    *w = (struct walk){ .m = m, .count = 1, .held = BUFFER_SECRET(JSON_MAX_VALUE) };
    w->nodes = xmalloc(sizeof(*w->nodes));
    w->nodes[0] = (struct node){ .part = -1 };
    w->pointers = xcalloc(m->count + 1, sizeof(struct json_pointer *));
    for (size_t i = 0; i < m->count; i++) {
        struct error ignored = { "" };
        /* expression_new has checked it. */
        struct json_pointer *p = w->pointers[i] = json_pointer_new(m->parts[i], &ignored);
        int node = 0;
        for (size_t j = 0; p && j < json_pointer_count(p); j++)
            node = add_step(w, node, json_pointer_step(p, j));
        w->nodes[node].part = (int)i;
    }
}

static void walk_release(struct walk *w)
{
    for (size_t i = 0; i < w->m->count; i++)
        json_pointer_free(w->pointers[i]);
    free(w->pointers);
    free(w->nodes);
    buffer_release(&w->held);
}

/* ---- a row */

/* Where the number or word at `t` ends. Its own text is kept, since a number of 16 digits that went
 * through a double would no longer be seen as one. */
static struct json_slice bare_word(const struct json_text *t)
{
    size_t end = t->at;
    while (end < t->len && !strchr(",]} \n\r\t", t->data[end]))
        end++;
    return (struct json_slice){ t->data + t->at, end - t->at };
}

static bool is_empty_container(struct json_text t, char open)
{
    return !json_enter(&t, open);
}

/* Where the value ends, if that was seen; else SIZE_MAX. */
static size_t take_value(struct walk *w, struct json_text t, size_t part)
{
    struct mapping *m = w->m;
    struct json_slice text = { "", 0 };
    size_t end = SIZE_MAX;
    char c = json_peek(&t);
    m->found[part] = true;
    if (c == '"') {
        m->too_long |= !json_slice(&t, &w->held, &text);
        end = t.at;
    } else if (c == '{' || c == '[') {
        m->not_text |= !is_empty_container(t, c); /* PHP writes [] for nothing */
    } else {
        struct json_slice word = bare_word(&t);
        end = t.at + word.len;
        if (c != 'n')
            text = word;
    }
    mapping_set(m, part, text.data, text.len);
    return end;
}

/* The object that would hold them is null or empty: not a wrong mapping. */
static void find_below(struct walk *w, int node)
{
    for (int i = w->nodes[node].child; i; i = w->nodes[i].next) {
        if (w->nodes[i].part >= 0)
            w->m->found[w->nodes[i].part] = true;
        find_below(w, i);
    }
}

static int child_of(const struct walk *w, int node, struct json_slice key)
{
    int i = w->nodes[node].child;
    while (i && (w->nodes[i].len != key.len || memcmp(w->nodes[i].step, key.data, key.len) != 0))
        i = w->nodes[i].next;
    return i;
}

static void walk_value(struct walk *w, struct json_text *t, int node);

static void walk_object(struct walk *w, struct json_text *t, int node)
{
    for (bool more = json_enter(t, '{'); more; more = json_next(t, '}')) {
        struct json_slice key;
        bool whole = json_slice(t, &w->held, &key);
        int child = whole ? child_of(w, node, key) : 0;
        json_colon(t);
        if (child)
            walk_value(w, t, child);
        else
            json_pass(t);
    }
}

static void walk_array(struct walk *w, struct json_text *t, int node)
{
    size_t index = 0;
    for (bool more = json_enter(t, '['); more; more = json_next(t, ']'), index++) {
        int child = w->nodes[node].child;
        while (child && w->nodes[child].index != index)
            child = w->nodes[child].next;
        if (child)
            walk_value(w, t, child);
        else
            json_pass(t);
    }
}

/* Moves past the value. */
static void walk_value(struct walk *w, struct json_text *t, int node)
{
    char c = json_peek(t);
    size_t end = SIZE_MAX;
    if (w->nodes[node].part >= 0)
        end = take_value(w, *t, (size_t)w->nodes[node].part);
    if (!w->nodes[node].child && end != SIZE_MAX) {
        t->at = end;
    } else if (!w->nodes[node].child) {
        json_pass(t);
    } else if (c == '{' || c == '[') {
        if (is_empty_container(*t, c))
            find_below(w, node);
        if (c == '{')
            walk_object(w, t, node);
        else
            walk_array(w, t, node);
    } else if (c == '"') {
        /* A buffer of its own: what is inside may have escapes, too. */
        CLEANUP_BUFFER struct buffer held = BUFFER_SECRET(JSON_MAX_VALUE);
        struct json_slice string;
        struct json_text inside;
        if (json_slice(t, &held, &string) && json_held(string, &inside))
            walk_value(w, &inside, node);
        else if (!string.len)
            find_below(w, node);
    } else {
        if (c == 'n')
            find_below(w, node);
        json_pass(t);
    }
}

/* ---- what there is, for who has to mend the mapping */

/* Appends "/key", escaped as RFC 6901 says. false where the key may be data: an object that is a
 * table by people's names. */
static bool add_step_text(struct buffer *path, struct json_slice key)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_SECRET(TOLD_LONGEST);
    if (!buffer_append(&text, key.data, key.len) || !told_key(buffer_text(&text)))
        return false;
    buffer_append(path, "/", 1);
    for (const char *p = text.data; *p; p++) {
        bool escaped = *p == '~' || *p == '/';
        buffer_addf(path, "%s", *p == '~' ? "~0" : escaped ? "~1" : "");
        if (!escaped)
            buffer_append(path, p, 1);
    }
    return true;
}

/* Names what is below `path`: arrays, or what is neither array nor object. */
static void list_pointers(struct json_text *t, bool arrays, const char *path, int depth,
                          struct mapping *m)
{
    char c = json_peek(t);
    if (arrays ? c == '[' : c != '{')
        mapping_add_name(m, *path ? path : arrays ? "the whole answer (without rows)" : "");
    if (c == '"' && depth < LISTED_DEPTH) {
        CLEANUP_BUFFER struct buffer held = BUFFER_SECRET(JSON_MAX_VALUE);
        struct json_slice string;
        struct json_text inside;
        if (json_slice(t, &held, &string) && json_held(string, &inside))
            list_pointers(&inside, arrays, path, depth + 1, m);
        return;
    }
    if (c != '{' || depth == LISTED_DEPTH) {
        json_skip(t);
        return;
    }
    const struct json_text object = *t;
    for (bool more = json_enter(t, '{'); more; more = json_next(t, '}')) {
        CLEANUP_BUFFER struct buffer held = BUFFER_SECRET(JSON_MAX_VALUE);
        CLEANUP_BUFFER struct buffer below = BUFFER_INIT(0);
        if (m->name_count == MAPPING_NAMES || m->keys_listed++ == MOST_KEYS) {
            m->keys_listed = MOST_KEYS;
            *t = object;
            json_skip(t);
            return;
        }
        struct json_slice key;
        bool whole = json_slice(t, &held, &key);
        json_colon(t);
        buffer_append(&below, path, strlen(path));
        if (whole && add_step_text(&below, key))
            list_pointers(t, arrays, buffer_text(&below), depth + 1, m);
        else
            json_skip(t);
    }
}

static bool no_array(struct json_text whole, const char *why, struct error *err)
{
    struct mapping m = { .names = BUFFER_INIT(1024) };
    list_pointers(&whole, true, "", 0, &m);
    if (m.name_count)
        error_set(err, "%s; 'rows' says where the array of rows is, and there are: %s", why,
                  buffer_text(&m.names));
    else
        error_set(err, "%s, and holds no array: its address is not that of a list", why);
    buffer_release(&m.names);
    return false;
}

bool json_source_find_rows(const struct json_pointer *rows, struct json_text whole,
                           struct buffer *held, struct json_text *ret, struct error *err)
{
    CLEANUP(json_pointer_free) struct json_pointer *all = json_pointer_new("", err);
    const struct json_pointer *where = rows ? rows : all;
    bool named = json_pointer_count(where);
    *ret = whole;
    if (!json_pointer_find(where, ret, held)) {
        CLEANUP_FREE char *why = xasprintf("it has no '%s'", json_pointer_text(where));
        return no_array(whole, why, err);
    }
    char c = json_peek(ret);
    if (c == '[' || (named && json_list(*ret)))
        return !json_source_failed(whole, *ret, err);
    if (c == 'n' && named) { /* as programs in Go write an empty list */
        *ret = (struct json_text){ .data = "[]", .len = 2 };
        return !json_source_failed(whole, *ret, err);
    }
    CLEANUP_FREE char *why = xasprintf("%s%s%s is %s, not an array", named ? "its '" : "it",
                                       named ? json_pointer_text(where) : "", named ? "'" : "",
                                       c == '{' ? "an object" : "a single value");
    return no_array(whole, why, err);
}

/* ---- a page */

static bool check(const char *data, size_t len, struct json_text *ret, struct error *err)
{
    if (len >= 2 && (memcmp(data, "\xFF\xFE", 2) == 0 || memcmp(data, "\xFE\xFF", 2) == 0))
        return error_set(err, "it is UTF-16; JSON is UTF-8");
    size_t skip = len >= 3 && memcmp(data, MARK, 3) == 0 ? 3 : 0;
    struct json_text t = { .data = data + skip, .len = len - skip };
    size_t invalid = text_find_invalid(t.data, t.len);
    if (invalid < t.len)
        return error_set(err, "its byte %zu is %s; JSON is UTF-8", invalid + skip,
                         t.data[invalid] ? "not UTF-8" : "NUL");
    *ret = t;
    if (!json_skip(&t))
        return error_set(err, "it is not JSON: at byte %zu, %s", t.at + skip, t.why);
    json_peek(&t);
    if (t.at < t.len)
        return error_set(err, "it is not JSON: bytes follow its end, from byte %zu on",
                         t.at + skip);
    return true;
}

static bool read_row(struct walk *w, struct json_text *t, uint32_t number, struct error *err)
{
    struct mapping *m = w->m;
    char c = json_peek(t);
    size_t start = t->at;
    mapping_start(m);
    walk_value(w, t, 0);
    m->not_text |= c != '{' && c != '[' && c != '"';
    m->too_long |= t->at - start > JSON_MAX_VALUE;
    return mapping_take(m, number, false, err);
}

static bool read_rows(struct walk *w, struct json_text t, struct error *err)
{
    char list = json_list(t);
    struct mapping *m = w->m;
    struct json_text first = { 0 };
    bool ok = true;
    for (bool more = json_list_enter(&t, list); more && ok; more = json_list_next(&t, list)) {
        if (json_peek(&t) == '{' && !first.data)
            first = t;
        ok = read_row(w, &t, m->report->rows + 1, err);
    }
    if (ok && first.data && !m->name_count && mapping_needs_names(m))
        list_pointers(&first, false, "", 0, m);
    return ok;
}

bool json_source_read(struct mapping *m, const char *data, size_t len, struct error *err)
{
    struct json_text whole, t;
    if (!check(data, len, &whole, err))
        return false;
    CLEANUP_BUFFER struct buffer held = BUFFER_SECRET(len + 1);
    if (!json_source_find_rows(m->reading->rows, whole, &held, &t, err))
        return false;
    struct walk w;
    walk_init(&w, m);
    bool ok = read_rows(&w, t, err);
    walk_release(&w);
    return ok;
}
