#include "setup/sources.h"

#include <unistd.h>

#include "base/text.h"
#include "fetch/fetcher.h"
#include "model/hours.h"
#include "net/http.h"
#include "setup/trust.h"

static_assert(CONFIG_MAX_SOURCES <= FETCHER_MAX_SOURCES, "each can be pulled");

struct one_source {
    struct config *config; /* owned; the strings are from here */
    struct reading reading;
    struct source_options options;
    struct json_pointer *last_page, *total_rows, *next_link;
    struct signature_key keys[SIGNATURE_MAX_KEYS];
    char *mirrors; /* cut into addresses */
};

/* A place's strings, in the order of struct reading_place. */
enum { PLACE_ID, PLACE_NAME, PLACE_COUNTER, PLACE_ADDRESS, PLACE_STRINGS };

struct sources {
    struct word_table *statuses, *types;
    struct areas *areas;
    struct routes *routes;
    struct reading_place *places;
    char *(*strings)[PLACE_STRINGS]; /* of each place */
    struct week *weeks;              /* likewise */
    size_t place_count;
    struct reading_bring *bring;
    size_t bring_count;
    struct one_source sources[CONFIG_MAX_SOURCES];
    size_t count;
    bool several;
};

void sources_free(struct sources *s)
{
    for (size_t i = 0; i < s->count; i++) {
        struct one_source *one = &s->sources[i];
        reading_release(&one->reading);
        struct json_pointer *pointers[] = { one->last_page, one->total_rows, one->next_link };
        for (size_t n = 0; n < COUNT(pointers); n++) {
            if (pointers[n])
                json_pointer_free(pointers[n]);
        }
        free(one->mirrors);
        config_free(one->config);
    }
    for (size_t i = 0; i < s->place_count; i++) {
        for (int n = 0; n < PLACE_STRINGS; n++)
            free(s->strings[i][n]);
    }
    free(s->places);
    free(s->strings);
    free(s->weeks);
    for (size_t i = 0; i < s->bring_count; i++)
        free((char *)(uintptr_t)s->bring[i].text);
    free(s->bring);
    if (s->routes) /* it borrows the others */
        routes_free(s->routes);
    if (s->areas)
        areas_free(s->areas);
    if (s->types)
        word_table_free(s->types);
    if (s->statuses)
        word_table_free(s->statuses);
    free(s);
}

/* ---- the office's tables */

/* Puts "board.ini:12: [area] 32.73.02 = Coblong" before the sentence. */
static bool fail_at_entry(const struct config *c, enum config_table_name table, int index,
                          struct error *err)
{
    CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
    config_entry_place(c, table, index, &place);
    return error_context(err, "%s = %s", buffer_text(&place),
                         c->tables[table].entries[index].value);
}

static int status_of(const char *name)
{
    int i = 0;
    while (i < STATUSES - 1 && strcmp(status_names[i], name) != 0)
        i++;
    return i;
}

/* The configuration has allowed the words on the right. */
static void make_words(struct sources *s, const struct config *c)
{
    const struct config_table *statuses = &c->tables[CONFIG_STATUS];
    const struct config_table *types = &c->tables[CONFIG_TYPE];
    s->statuses = status_table_new();
    s->types = type_table_new();
    for (int i = 0; i < statuses->count; i++)
        word_table_set(s->statuses, statuses->entries[i].key,
                       status_of(statuses->entries[i].value));
    for (int i = 0; i < types->count; i++) {
        enum document_type type;
        if (document_type_from_slug(types->entries[i].value, &type))
            word_table_set(s->types, types->entries[i].key, (int)type);
    }
}

static bool make_areas(struct sources *s, const struct config *c, struct error *err)
{
    const struct config_table *t = &c->tables[CONFIG_AREA];
    char code[AREA_CODE_SIZE];
    s->areas = areas_new();
    for (int i = 0; i < t->count; i++) {
        const char *key = t->entries[i].key;
        if (areas_add(s->areas, key, t->entries[i].value))
            continue;
        if (area_code(key, code))
            error_set(err, "%s has another name already; allowed: one", code);
        else
            error_set(err,
                      "%s; allowed: Kemendagri's code of a kecamatan, kelurahan or desa, such "
                      "as 32.73.02",
                      area_is_bps_code(key) ? "a code of the statistics office (BPS)"
                                            : "not a code");
        return fail_at_entry(c, CONFIG_AREA, i, err);
    }
    return true;
}

static bool make_places(struct sources *s, const struct config *c, struct error *err)
{
    static const char *const kinds[] = {
        [CONFIG_KIND_OTHER] = "other",
        [CONFIG_KIND_DINAS] = "dinas",
        [CONFIG_KIND_KECAMATAN] = "kecamatan",
        [CONFIG_KIND_KELURAHAN] = "kelurahan",
        [CONFIG_KIND_MPP] = "mpp",
    };
    size_t count = (size_t)config_location_count(c);
    s->places = xcalloc(count + 1, sizeof(*s->places));
    s->strings = xcalloc(count + 1, sizeof(*s->strings));
    s->weeks = xcalloc(count + 1, sizeof(*s->weeks));
    for (size_t i = 0; i < count; i++) {
        const struct config *l = config_location(c, (int)i);
        CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
        if (!hours_parse_week(l->location.hours, &s->weeks[i], err)) {
            config_place(l, "location", "hours", &place);
            return error_context(err, "%s = %s", buffer_text(&place), l->location.hours);
        }
        char **strings = s->strings[s->place_count++];
        strings[PLACE_ID] = xstrdup(l->name);
        strings[PLACE_NAME] = xstrdup(l->location.name);
        strings[PLACE_COUNTER] = xstrdup(l->location.counter);
        strings[PLACE_ADDRESS] = xstrdup(l->location.address);
        s->places[i] = (struct reading_place){
            .id = strings[PLACE_ID],
            .name = strings[PLACE_NAME],
            .kind = kinds[l->location.kind],
            .counter = strings[PLACE_COUNTER],
            .address = strings[PLACE_ADDRESS],
            .openings = s->weeks[i].openings,
            .opening_count = (size_t)s->weeks[i].count,
        };
    }
    return true;
}

static bool make_routes(struct sources *s, const struct config *c, struct error *err)
{
    const struct config_table *t = &c->tables[CONFIG_ROUTE];
    s->routes = routes_new(s->areas, s->types);
    for (int i = 0; i < t->count; i++) {
        int place = config_find_location(c, t->entries[i].value);
        bool ok = place < 0 ? error_set(err, "no such location; allowed: the ID of a [location ID]")
                            : routes_add(s->routes, t->entries[i].key, (uint16_t)place, err);
        if (!ok)
            return fail_at_entry(c, CONFIG_ROUTE, i, err);
    }
    return true;
}

#define BETWEEN_THINGS " | "

static void add_thing(struct sources *s, int8_t type, const char *text, size_t len)
{
    s->bring = xrealloc(s->bring, (s->bring_count + 1) * sizeof(*s->bring));
    s->bring[s->bring_count++] =
        (struct reading_bring){ .type = type, .text = xasprintf("%.*s", (int)len, text) };
}

/* After make_words: the types are called as in [type]. */
static bool make_bring(struct sources *s, const struct config *c, struct error *err)
{
    const struct config_table *t = &c->tables[CONFIG_BRING];
    for (int i = 0; i < t->count; i++) {
        const char *word = t->entries[i].key, *text = t->entries[i].value, *end;
        bool any = strcmp(word, "*") == 0;
        int type = any ? BRING_ANY : word_table_find(s->types, word);
        if (type < 0 && !any) {
            error_set(err, "no type is called so; allowed: *, a type such as ktp-el, or a word of "
                           "[type]");
            return fail_at_entry(c, CONFIG_BRING, i, err);
        }
        for (; (end = strstr(text, BETWEEN_THINGS)); text = end + strlen(BETWEEN_THINGS))
            add_thing(s, (int8_t)type, text, (size_t)(end - text));
        add_thing(s, (int8_t)type, text, strlen(text));
    }
    return true;
}

/* ---- each source */

static bool fail_at(const struct config *c, const char *section, const char *key, const char *value,
                    struct error *err)
{
    CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
    config_place(c, section, key, &place);
    return error_context(err, "%s = %s", buffer_text(&place), value);
}

static bool make_pointer(const struct config *c, const char *key, const char *text,
                         struct json_pointer **ret, struct error *err)
{
    return !*text || (*ret = json_pointer_new(text, err)) || fail_at(c, "source", key, text, err);
}

static bool make_map(struct reading *r, const struct config *c, struct error *err)
{
    const char *const texts[MAP_MEMBERS] = {
        [MAP_ID] = c->map.id,         [MAP_NAME] = c->map.name,
        [MAP_NUMBER] = c->map.number, [MAP_TYPE] = c->map.type,
        [MAP_STATUS] = c->map.status, [MAP_DONE] = c->map.done,
        [MAP_AREA] = c->map.area,     [MAP_VILLAGE] = c->map.village,
        [MAP_ROUTE] = c->map.route,   [MAP_PRIVATE] = c->map.private,
    };
    enum expression_kind kind = r->format == SOURCE_CSV ? EXPRESSION_COLUMNS : EXPRESSION_POINTERS;
    for (int i = 0; i < MAP_MEMBERS; i++) {
        if (*texts[i] && !(r->map[i] = expression_new(texts[i], kind, err)))
            return fail_at(c, "map", map_member_names[i], texts[i], err);
    }
    return true;
}

static bool make_reading(const struct sources *s, struct one_source *one,
                         const struct privacy *privacy, struct error *err)
{
    static const enum source_format formats[] = {
        [CONFIG_NATIVE] = SOURCE_NATIVE,
        [CONFIG_JSON] = SOURCE_JSON,
        [CONFIG_CSV] = SOURCE_CSV,
        [CONFIG_POSTGRESQL] = SOURCE_CSV, /* by COPY */
    };
    static const enum date_order dates[] = {
        [CONFIG_DATES_DMY] = DATE_DMY,
        [CONFIG_DATES_MDY] = DATE_MDY,
        [CONFIG_DATES_YMD] = DATE_YMD,
    };
    static const enum encoding encodings[] = {
        [CONFIG_ENCODING_AUTO] = ENCODING_AUTO,
        [CONFIG_ENCODING_UTF8] = ENCODING_UTF8,
        [CONFIG_ENCODING_WINDOWS_1252] = ENCODING_WINDOWS_1252,
        [CONFIG_ENCODING_UTF16] = ENCODING_UTF16,
    };
    static const enum snapshot_order orders[] = {
        [CONFIG_ORDER_NAME] = ORDER_NAME,
        [CONFIG_ORDER_NEWEST] = ORDER_NEWEST,
    };
    const struct config *c = one->config;
    struct reading *r = &one->reading;
    *r = (struct reading){
        .format = formats[c->source.format],
        .number_length = c->source.number_length,
        .dates = dates[c->source.dates],
        .utc_offset_s = c->screen.time_zone,
        .encoding = encodings[c->source.encoding],
        .separator = (char)c->source.separator,
        .header_row = c->source.header_row,
        .statuses = s->statuses,
        .types = s->types,
        .areas = s->areas,
        .routes = s->routes,
        .places = s->places,
        .place_count = s->place_count,
        .bring = s->bring,
        .bring_count = s->bring_count,
        .privacy = privacy,
        .order = orders[c->list.order],
        .one_of_several = s->several,
    };
    if (c->source.format ==
        CONFIG_POSTGRESQL) { /* as COPY writes it, whatever stands in the rows */
        r->encoding = ENCODING_UTF8;
        r->separator = ',';
        r->header_row = 1;
        r->header_is_first = true;
    }
    /* What [source] and [map] say for other sources is nothing to a native feed. */
    return r->format == SOURCE_NATIVE ||
           (make_map(r, c, err) &&
            (r->format == SOURCE_CSV || make_pointer(c, "rows", c->source.rows, &r->rows, err)));
}

static bool make_paging(struct one_source *one, struct error *err)
{
    static const enum paging_kind kinds[] = {
        [CONFIG_PAGING_NONE] = PAGING_NONE,
        [CONFIG_PAGING_PAGE] = PAGING_PAGE,
        [CONFIG_PAGING_OFFSET] = PAGING_OFFSET,
        [CONFIG_PAGING_LINK] = PAGING_LINK,
    };
    const struct config *c = one->config;
    bool paged = one->reading.format == SOURCE_JSON;
    enum paging_kind kind = paged ? kinds[c->source.paging] : PAGING_NONE;
    const char *parameter = kind == PAGING_OFFSET ? "offset" : "page";
    bool by_page = kind == PAGING_PAGE, by_number = by_page || kind == PAGING_OFFSET;
    if ((by_page && !make_pointer(c, "last_page", c->source.last_page, &one->last_page, err)) ||
        (by_number &&
         !make_pointer(c, "total_rows", c->source.total_rows, &one->total_rows, err)) ||
        (kind == PAGING_LINK &&
         !make_pointer(c, "next_link", c->source.next_link, &one->next_link, err)))
        return false;
    one->options.paging = (struct paging){
        .kind = kind,
        .parameter = *c->source.page_parameter ? c->source.page_parameter : parameter,
        .first = by_page ? (uint32_t)c->source.first_page : 0,
        .last_page = one->last_page,
        .total_rows = one->total_rows,
        .next_link = one->next_link,
        .max_pages = (uint32_t)c->source.max_pages,
    };
    return true;
}

/* One or two, parted by a comma. */
static bool make_keys(struct one_source *one, struct error *err)
{
    const struct config *c = one->config;
    if (one->reading.format != SOURCE_NATIVE)
        return true;
    for (const char *at = c->source.public_keys; *at;) {
        at += strspn(at, " ");
        size_t len = strcspn(at, ", ");
        CLEANUP_FREE char *text = xasprintf("%.*s", (int)len, at);
        at += len + strspn(at + len, " ");
        if (one->options.key_count == SIGNATURE_MAX_KEYS)
            error_set(err, "one key too many; allowed: %d, parted by a comma", SIGNATURE_MAX_KEYS);
        else if (*at && *at != ',')
            error_set(err, "two keys without a comma; allowed: %d, parted by a comma",
                      SIGNATURE_MAX_KEYS);
        else if (signature_key_parse(text, &one->keys[one->options.key_count], err)) {
            one->options.key_count++;
            at += *at == ',';
            continue;
        }
        /* It may be the secret key. */
        return fail_at(c, "source", "public_keys", "…", err);
    }
    one->options.keys = one->keys;
    return true;
}

/* The sentence holds nothing of the address: a password may stand in it. */
static bool check_url(const struct config *c, const char *key, const char *url, struct error *err)
{
    CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
    if (http_check_url(url, err))
        return trust_check_url(c, key, url, err);
    struct error why = *err;
    config_place(c, "source", key, &place);
    return error_set(err, "%s %s", buffer_text(&place), why.text);
}

static bool make_urls(struct one_source *one, struct error *err)
{
    const struct config *c = one->config;
    struct source_options *o = &one->options;
    o->urls[o->url_count++] = c->source.url;
    if (c->source.format == CONFIG_POSTGRESQL) /* whoever asks it knows such addresses */
        return true;
    if (!check_url(c, "url", c->source.url, err))
        return false;
    one->mirrors = xstrdup(c->source.mirrors);
    for (char *at = one->mirrors + strspn(one->mirrors, " "); *at; at += strspn(at, " ")) {
        if (o->url_count == SOURCE_MAX_URLS) {
            error_set(err, "one address too many; allowed: %d", SOURCE_MAX_URLS - 1);
            return fail_at(c, "source", "mirrors", "…", err);
        }
        o->urls[o->url_count++] = at;
        at += strcspn(at, " ");
        if (*at)
            *at++ = '\0';
        if (!check_url(c, "mirrors", o->urls[o->url_count - 1], err))
            return false;
    }
    return true;
}

static bool check_region(const struct config *c, struct error *err)
{
    char code[AREA_CODE_SIZE];
    if (!*c->source.region || area_code(c->source.region, code))
        return true;
    error_set(err, "not a code of Kemendagri's; allowed: one such as 32.73");
    return fail_at(c, "source", "region", c->source.region, err);
}

struct sources *sources_new(const struct config *c, const struct privacy *privacy,
                            struct error *err)
{
    CLEANUP(sources_free) struct sources *s = xcalloc(1, sizeof(*s));
    s->several = config_source_count(c) > 1;
    make_words(s, c);
    if (!make_areas(s, c, err) || !make_places(s, c, err) || !make_routes(s, c, err) ||
        !make_bring(s, c, err))
        return NULL;
    for (int i = 0; i < config_source_count(c); i++) {
        struct one_source *one = &s->sources[s->count++];
        one->config = config_for_source(c, i);
        if (!check_region(one->config, err) || !make_urls(one, err) ||
            !make_reading(s, one, privacy, err) || !make_paging(one, err) || !make_keys(one, err))
            return NULL;
        one->options.name = one->config->name ? one->config->name : "";
        one->options.reading = &one->reading;
    }
    struct sources *ret = s;
    s = NULL;
    return ret;
}

size_t sources_count(const struct sources *s)
{
    return s->count;
}

const struct reading *sources_reading(const struct sources *s, size_t index)
{
    return &s->sources[index].reading;
}

const struct source_options *sources_options(const struct sources *s, size_t index)
{
    return &s->sources[index].options;
}

const struct config *sources_config(const struct sources *s, size_t index)
{
    return s->sources[index].config;
}

struct http *sources_http(const struct config *c, struct error *err)
{
    return http_new(
        &(struct http_options){
            .timeout_s = c->source.timeout,
            .connect_timeout_s = c->source.connect_timeout,
            .ca_file = c->source.ca_file,
            .token_file = c->source.token_file,
            .headers_file = c->source.headers_file,
            .user_agent = "siapambil/" SIAPAMBIL_VERSION,
            .allow_public_http = trust_allows_http(c),
        },
        err);
}
