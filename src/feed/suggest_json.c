/* Where an unknown JSON keeps its rows, how it pages, and what members the rows have. */
#include "feed/suggest_parts.h"

#include "base/text.h"
#include "feed/json_pointer.h"

#include <inttypes.h>
#include <stdio.h>

#define DEPTH      5           /* how deep rows, and the members of a row, are looked for */
#define MOST_TOTAL 1000000000u /* no number of rows */
#define WRAPPERS   2           /* members of an object that only wraps the real array */

/* Appends "/key", escaped as RFC 6901 says. */
static void push(struct buffer *path, struct json_slice key)
{
    buffer_append(path, "/", 1);
    for (size_t i = 0; i < key.len; i++) {
        if (key.data[i] == '~')
            buffer_append(path, "~0", 2);
        else if (key.data[i] == '/')
            buffer_append(path, "~1", 2);
        else
            buffer_append(path, &key.data[i], 1);
    }
}

static void pop(struct buffer *path, size_t len)
{
    path->len = len;
    if (path->data)
        path->data[len] = '\0';
}

/* Calls `visit` for the value at `t`, or for what the string there holds. Moves past it. */
struct visitor;
typedef void visit_fn(struct visitor *v, struct json_text *t, int depth);
struct visitor {
    struct suggest_table *table;
    struct buffer path;
    visit_fn *visit;
    uint32_t most; /* objects in the largest array so far */
    bool empty;    /* there is an array without anything */
    bool arrays;   /* there is one of arrays */
};

/* A key that holds a number is data: of an object that is a table by NIK, say. */
static bool is_data(struct json_slice key)
{
    CLEANUP_FREE char *text =
        xasprintf("%.*s", (int)MIN(key.len, (size_t)JSON_MAX_VALUE), key.data);
    int digits = 0;
    for (const char *p = text; *p; p++)
        digits += *p >= '0' && *p <= '9';
    return digits > SUGGEST_DIGITS || !suggest_is_clean(text);
}

static void visit_members(struct visitor *v, struct json_text *t, int depth)
{
    CLEANUP_BUFFER struct buffer held = BUFFER_SECRET(JSON_MAX_VALUE);
    for (bool more = json_enter(t, '{'); more; more = json_next(t, '}')) {
        struct json_slice key;
        size_t len = v->path.len;
        bool whole = json_slice(t, &held, &key);
        json_colon(t);
        json_peek(t);
        if (whole && depth < DEPTH && !is_data(key)) {
            struct json_text value = *t;
            push(&v->path, key);
            v->visit(v, &value, depth + 1);
            pop(&v->path, len);
        }
        json_skip(t);
    }
}

/* Whether the string at `t` holds JSON: then that is visited. */
static bool visit_held(struct visitor *v, struct json_text t, int depth)
{
    CLEANUP_BUFFER struct buffer held = BUFFER_SECRET(FEED_MAX_BYTES);
    struct json_slice string;
    struct json_text inside;
    bool is_json = depth < DEPTH && json_slice(&t, &held, &string) && json_held(string, &inside);
    if (is_json)
        v->visit(v, &inside, depth + 1);
    return is_json;
}

/* ---- where the rows are */

/* How many objects the list has; `*ret_members` of the last one. */
static uint32_t count_objects(struct json_text t, char list, int *ret_members)
{
    uint32_t objects = 0;
    for (bool more = json_list_enter(&t, list); more; more = json_list_next(&t, list)) {
        bool object = json_peek(&t) == '{';
        struct json_text element = t;
        objects += object;
        *ret_members = 0;
        if (object && objects == 1) {
            CLEANUP_BUFFER struct buffer held = BUFFER_SECRET(JSON_MAX_VALUE);
            for (bool m = json_enter(&element, '{'); m; m = json_next(&element, '}')) {
                struct json_slice key;
                json_slice(&element, &held, &key);
                json_colon(&element);
                json_skip(&element);
                ++*ret_members;
            }
        }
        json_skip(&t);
    }
    return objects;
}

/* Whether the object is a list of rows by their ids: they begin alike, which
 * "meta" and "links" do not. */
static bool is_list_by_id(struct json_text t)
{
    CLEANUP_BUFFER struct buffer held = BUFFER_SECRET(JSON_MAX_VALUE);
    CLEANUP_BUFFER struct buffer first = BUFFER_SECRET(JSON_MAX_VALUE);
    uint32_t rows = 0;
    if (json_list(t) != '{')
        return false;
    for (bool more = json_list_enter(&t, '{'); more; more = json_list_next(&t, '{')) {
        struct json_text row = t;
        struct json_slice key;
        if (!json_enter(&row, '{') || !json_slice(&row, &held, &key))
            return false;
        if (!rows++)
            buffer_append(&first, key.data, key.len);
        else if (key.len != first.len || memcmp(key.data, buffer_text(&first), key.len) != 0)
            return false;
        json_skip(&t);
    }
    return rows > 1;
}

static void visit_for_rows(struct visitor *v, struct json_text *t, int depth)
{
    char c = json_peek(t);
    bool by_id = c == '{' && v->path.len && is_list_by_id(*t);
    if (c == '{' && !by_id) {
        visit_members(v, t, depth);
    } else if (c == '"') {
        visit_held(v, *t, depth);
    } else if (c == '[' || c == '{') {
        int members = 0;
        uint32_t objects = count_objects(*t, c, &members);
        struct json_text inside = *t;
        v->empty |= !json_enter(&inside, c);
        v->arrays |= json_peek(&inside) == '[';
        if (objects > v->most) {
            v->most = objects;
            buffer_clear(&v->table->rows_pointer);
            buffer_append(&v->table->rows_pointer, buffer_text(&v->path), v->path.len);
        }
        if (objects == 1 && members <= WRAPPERS && depth < DEPTH && json_enter(t, '[') &&
            json_peek(t) == '{') {
            size_t len = v->path.len;
            uint32_t before = v->most;
            v->most = 0; /* what is wrapped counts, if there is something */
            push(&v->path, (struct json_slice){ "0", 1 });
            v->visit(v, t, depth + 1);
            pop(&v->path, len);
            v->most = MAX(v->most, before);
        }
    }
}

/* ---- how it pages */

static const struct {
    const char *key; /* folded */
    enum { LAST_PAGE, TOTAL, PAGE, PER_PAGE, OFFSET, NEXT } meaning;
} paging_keys[] = {
    { "totalpage", LAST_PAGE },
    { "totalpages", LAST_PAGE },
    { "lastpage", LAST_PAGE },
    { "pagecount", LAST_PAGE },
    { "pages", LAST_PAGE },
    { "totalhalaman", LAST_PAGE },
    { "jumlahhalaman", LAST_PAGE },
    { "total", TOTAL },
    { "totalrows", TOTAL },
    { "totaldata", TOTAL },
    { "totalrecords", TOTAL },
    { "recordstotal", TOTAL },
    { "totalcount", TOTAL },
    { "totalitems", TOTAL },
    { "totalelements", TOTAL },
    { "count", TOTAL },
    { "jumlahdata", TOTAL },
    { "page", PAGE },
    { "currentpage", PAGE },
    { "halaman", PAGE },
    { "pagenumber", PAGE },
    { "perpage", PER_PAGE },
    { "limit", PER_PAGE },
    { "pagesize", PER_PAGE },
    { "offset", OFFSET },
    { "start", OFFSET },
    { "skip", OFFSET },
    { "next", NEXT },
    { "nextpageurl", NEXT },
    { "nextlink", NEXT },
    { "odata.nextlink", NEXT },
    { "@odata.nextlink", NEXT },
    { "nexturl", NEXT },
    { "nextpage", NEXT },
    { "berikutnya", NEXT },
};

/* The first that is found stays. */
static void keep(struct buffer *b, const char *text)
{
    if (!b->len)
        buffer_append(b, text, strlen(text));
}

static void take_paging(struct suggest_table *t, const char *path, const char *key,
                        const char *value, bool is_string)
{
    CLEANUP_BUFFER struct buffer folded = BUFFER_INIT(0);
    text_fold_key(key, &folded);
    size_t i = 0;
    while (i < COUNT(paging_keys) && strcmp(paging_keys[i].key, buffer_text(&folded)) != 0)
        i++;
    if (i == COUNT(paging_keys) || !suggest_pointer_may_be_told(path))
        return;
    bool is_number = *value && !value[strspn(value, "0123456789")];
    bool is_link = is_string && (strstr(value, "://") || *value == '/' || *value == '?');
    switch (paging_keys[i].meaning) {
    case LAST_PAGE:
        if (is_number)
            keep(&t->last_page, path);
        break;
    case TOTAL:
        if (is_number && !t->total_rows.len && strtoull(value, NULL, 10) < MOST_TOTAL) {
            keep(&t->total_rows, path);
            t->total = (uint32_t)strtoull(value, NULL, 10);
        }
        break;
    case PAGE:
        t->pages |= is_number;
        t->first_page_is_0 |= strcmp(value, "0") == 0;
        if (is_number && strcmp(key, "halaman") == 0)
            keep(&t->page_parameter, key);
        break;
    case OFFSET:
        t->offsets |= is_number;
        if (is_number)
            keep(&t->page_parameter, key);
        break;
    case NEXT:
        if (is_link)
            keep(&t->next_link, path);
        break;
    default:
        break;
    }
}

/* The number or word at `t`, or the text of the string. */
static bool scalar(struct json_text *t, struct buffer *held, struct json_slice *ret)
{
    if (json_peek(t) == '"')
        return json_slice(t, held, ret);
    size_t start = t->at;
    json_skip(t);
    *ret = (struct json_slice){ t->data + start, t->at - start };
    return true;
}

static void visit_for_paging(struct visitor *v, struct json_text *t, int depth)
{
    char c = json_peek(t);
    const char *path = buffer_text(&v->path);
    if (strcmp(path, buffer_text(&v->table->rows_pointer)) == 0 && *path)
        return;
    if (c == '{') {
        visit_members(v, t, depth);
        return;
    }
    if (c == '[' || c == 'n')
        return;
    CLEANUP_BUFFER struct buffer held = BUFFER_SECRET(JSON_MAX_VALUE);
    struct json_slice value;
    const char *key = strrchr(path, '/');
    if (!key || !scalar(t, &held, &value) || value.len > 2048)
        return;
    CLEANUP_FREE char *text = xasprintf("%.*s", (int)value.len, value.data);
    take_paging(v->table, path, key + 1, text, c == '"');
}

/* ---- the rows */

static void visit_row(struct visitor *v, struct json_text *t, int depth)
{
    char c = json_peek(t);
    if (c == '{') {
        visit_members(v, t, depth);
        return;
    }
    const char *path = buffer_text(&v->path);
    if (c == '[' || c == 'n' || (c == '"' && visit_held(v, *t, depth)) ||
        !suggest_name_is_plain(path))
        return;
    CLEANUP_BUFFER struct buffer held = BUFFER_SECRET(JSON_MAX_VALUE);
    struct json_slice value;
    if (scalar(t, &held, &value))
        suggest_cell(v->table, suggest_column(v->table, path, path), value.data, value.len);
}

static void read_rows(struct visitor *v, struct json_text t)
{
    struct error ignored = { "" };
    CLEANUP_BUFFER struct buffer held = BUFFER_SECRET(FEED_MAX_BYTES);
    CLEANUP(json_pointer_free)
    struct json_pointer *p = json_pointer_new(buffer_text(&v->table->rows_pointer), &ignored);
    v->visit = visit_row;
    if (p && json_pointer_find(p, &t, &held)) {
        char list = json_list(t);
        for (bool more = json_list_enter(&t, list); more; more = json_list_next(&t, list)) {
            struct json_text row = t;
            if (json_peek(&row) == '{' && v->table->rows++ < SUGGEST_ROWS)
                v->visit(v, &row, 0);
            json_skip(&t);
        }
    }
}

static bool is_native(struct json_text t)
{
    struct error ignored = { "" };
    CLEANUP_BUFFER struct buffer held = BUFFER_SECRET(JSON_MAX_VALUE);
    CLEANUP(json_pointer_free) struct json_pointer *p = json_pointer_new("/feed", &ignored);
    struct json_slice value;
    static const char native[] = "siapambil/";
    return json_peek(&t) == '{' && json_pointer_find(p, &t, &held) && json_peek(&t) == '"' &&
           json_slice(&t, &held, &value) && value.len > strlen(native) &&
           memcmp(value.data, native, strlen(native)) == 0;
}

bool suggest_json_read(struct suggest_table *t, const char *text, size_t len, struct error *err)
{
    struct json_text json = { .data = text, .len = len };
    if (!json_skip(&json) || (json_peek(&json), json.at < len))
        return error_set(err, "it is no JSON: %s at byte %zu", json.why ? json.why : "more follows",
                         json.at);
    json = (struct json_text){ .data = text, .len = len };
    if (is_native(json)) {
        t->format = SOURCE_NATIVE;
        return true;
    }
    t->format = SOURCE_JSON;
    struct visitor v = { .table = t, .visit = visit_for_rows };
    struct json_text again = json;
    v.visit(&v, &again, 0);
    if (v.most) {
        again = json;
        v.visit = visit_for_paging;
        v.visit(&v, &again, 0);
        read_rows(&v, json);
        t->cut = t->rows > SUGGEST_ROWS;
    }
    buffer_release(&v.path);
    return v.most ||
           error_set(
               err, "it is JSON without a row: %s",
               v.arrays  ? "it holds rows that are arrays, which [map] can name by number (name = "
                           "/0), but nothing tells what is in them"
               : v.empty ? "its list is empty; look again when a document is in it"
                         : "no array in it holds an object; the address is another one, or wants "
                           "a token ([source] token_file, headers_file)");
}
