/* Everything in a feed that is no row: places and their hours, notices, what to bring. What
 * breaks a rule here is left out and counted; the list matters more. */
#include "feed/feed_parts.h"

#include "base/clock.h"
#include "model/hours.h"

const char *const feed_location_kinds[LOCATION_KINDS] = {
    [LOCATION_OTHER] = "other",
    [LOCATION_DINAS] = "dinas",
    [LOCATION_KECAMATAN] = "kecamatan",
    [LOCATION_KELURAHAN] = "kelurahan",
    [LOCATION_MPP] = "mpp",
};

const char *const feed_day_names[FEED_DAYS] = {
    "mon", "tue", "wed", "thu", "fri", "sat", "sun",
};

static void leave_out(struct feed_reader *r)
{
    r->report->extras_left_out++;
}

/* A member that may be missing, and is a string otherwise. */
static bool is_optional_string(const cJSON *value)
{
    return !value || feed_is_string(value);
}

/* Puts a string as it may be shown into the pool; "" for a missing one. */
static bool add_shown(struct feed_reader *r, const cJSON *value, uint32_t *ret)
{
    const char *shown = privacy_text(&r->stage, value ? value->valuestring : "");
    if (!shown)
        return false;
    *ret = snapshot_builder_text(r->builder, shown);
    return true;
}

/* ---- hours */

static bool read_opening(const cJSON *value, struct opening *ret)
{
    enum { DAYS, OPEN, CLOSE, MEMBERS };
    static const char *const names[MEMBERS] = { "days", "open", "close" };
    const cJSON *found[MEMBERS];
    if (!cJSON_IsObject(value) || !feed_find_members(value, names, MEMBERS, found))
        return false;
    for (int i = 0; i < MEMBERS; i++) {
        if (!cJSON_IsString(found[i]))
            return false;
    }
    const char *open = found[OPEN]->valuestring, *close = found[CLOSE]->valuestring;
    return hours_parse_days(found[DAYS]->valuestring, &ret->days) &&
           hours_parse_time(open, strlen(open), &ret->open) &&
           hours_parse_time(close, strlen(close), &ret->close) && ret->open < ret->close;
}

static void read_hours(struct feed_reader *r, const cJSON *hours, struct location *l)
{
    if (!hours)
        return;
    if (!cJSON_IsArray(hours)) {
        leave_out(r);
        return;
    }
    for (const cJSON *value = hours->child; value; value = value->next) {
        struct opening o;
        if (l->openings == FEED_MAX_HOURS || !read_opening(value, &o)) {
            leave_out(r);
            continue;
        }
        snapshot_builder_opening(r->builder, &o);
        l->openings++;
    }
}

/* ---- places */

static bool is_location_id(const char *id)
{
    size_t n = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789.-");
    return n >= 1 && n <= FEED_MAX_ID && !id[n];
}

static bool read_kind(const cJSON *value, uint8_t *ret)
{
    for (uint8_t i = 0; value && i < LOCATION_KINDS; i++) {
        if (strcmp(value->valuestring, feed_location_kinds[i]) == 0) {
            *ret = i;
            return true;
        }
    }
    return !value;
}

static bool read_location(struct feed_reader *r, const cJSON *value)
{
    enum { ID, NAME, KIND, COUNTER, ADDRESS, STRINGS, HOURS = STRINGS, MEMBERS };
    static const char *const names[MEMBERS] = {
        "id", "name", "kind", "counter", "address", "hours"
    };
    const cJSON *found[MEMBERS];
    if (!cJSON_IsObject(value) || !feed_find_members(value, names, MEMBERS, found) || !found[ID] ||
        !found[NAME])
        return false;
    for (int i = 0; i < STRINGS; i++) {
        if (!is_optional_string(found[i]))
            return false;
    }
    struct location l = { .first_opening = snapshot_builder_head(r->builder)->opening_count,
                          .kind = LOCATION_OTHER };
    char hashed[PRIVACY_ID_SIZE];
    if (!is_location_id(found[ID]->valuestring) || !read_kind(found[KIND], &l.kind))
        return false;
    const char *id = privacy_id(&r->stage, found[ID]->valuestring, hashed);
    const char *const texts[] = { feed_string_of(found[NAME]), feed_string_of(found[COUNTER]),
                                  feed_string_of(found[ADDRESS]) };
    const char *shown[COUNT(texts)];
    static_assert(COUNT(texts) <= PRIVACY_TOGETHER, "a place's texts are shown together");
    if (snapshot_builder_find_location(r->builder, id) != LOCATION_NONE ||
        !privacy_texts(&r->stage, texts, COUNT(texts), shown) || !*shown[0])
        return false;
    l.name = snapshot_builder_text(r->builder, shown[0]);
    l.counter = snapshot_builder_text(r->builder, shown[1]);
    l.address = snapshot_builder_text(r->builder, shown[2]);
    l.id = snapshot_builder_text(r->builder, id);
    read_hours(r, found[HOURS], &l);
    snapshot_builder_location(r->builder, &l);
    return true;
}

bool feed_read_locations(struct feed_reader *r, struct json_text t, struct error *err)
{
    uint32_t count = 0;
    for (bool more = json_enter(&t, '['); more; more = json_next(&t, ']')) {
        if (count++ == FEED_MAX_LOCATIONS)
            return error_set(err, "it has more than %u locations, the most allowed",
                             FEED_MAX_LOCATIONS);
        CLEANUP(json_delete) cJSON *value = json_value(&t);
        if (!value || !read_location(r, value))
            leave_out(r);
    }
    return true;
}

/* ---- notices */

const char *const feed_priority_high = "high";

static bool read_priority(const cJSON *value, bool *ret_high)
{
    *ret_high = value && strcmp(value->valuestring, feed_priority_high) == 0;
    return !value || *ret_high || strcmp(value->valuestring, "normal") == 0;
}

static bool read_notice(struct feed_reader *r, const cJSON *value)
{
    enum { TEXT, FROM, UNTIL, PRIORITY, MEMBERS };
    static const char *const names[MEMBERS] = { "text", "from", "until", "priority" };
    const cJSON *found[MEMBERS];
    if (!cJSON_IsObject(value) || !feed_find_members(value, names, MEMBERS, found) || !found[TEXT])
        return false;
    for (int i = 0; i < MEMBERS; i++) {
        if (!is_optional_string(found[i]))
            return false;
    }
    struct notice n = { .from = NOTICE_ALWAYS_FROM, .until = NOTICE_ALWAYS_UNTIL };
    if ((found[FROM] && !clock_parse_date(found[FROM]->valuestring, &n.from)) ||
        (found[UNTIL] && !clock_parse_date(found[UNTIL]->valuestring, &n.until)) ||
        n.from > n.until || !read_priority(found[PRIORITY], &n.high) ||
        !add_shown(r, found[TEXT], &n.text) || !n.text)
        return false;
    snapshot_builder_notice(r->builder, &n);
    return true;
}

bool feed_read_notices(struct feed_reader *r, struct json_text t, struct error *err)
{
    uint32_t count = 0;
    for (bool more = json_enter(&t, '['); more; more = json_next(&t, ']')) {
        if (count++ == FEED_MAX_NOTICES)
            return error_set(err, "it has more than %u notices, the most allowed",
                             FEED_MAX_NOTICES);
        CLEANUP(json_delete) cJSON *value = json_value(&t);
        if (!value || !read_notice(r, value))
            leave_out(r);
    }
    return true;
}

/* ---- what to bring */

/* An index for each type, and one for any type. */
#define BRING_TYPES (DOCUMENT_TYPES + 1)

static bool bring_type(const char *key, int8_t *ret)
{
    enum document_type type;
    if (strcmp(key, "*") == 0)
        *ret = BRING_ANY;
    else if (document_type_from_slug(key, &type))
        *ret = (int8_t)type;
    else
        return false;
    return true;
}

/* The things to bring for the general label come from several types: each
 * once, behind the others'. */
struct bring_of_general {
    uint32_t texts[FEED_MAX_BRING];
    uint32_t count;
};

/* false when there is no room for it. */
static bool add_general(struct feed_reader *r, struct bring_of_general *g, uint32_t text)
{
    for (uint32_t i = 0; i < g->count; i++) {
        if (strcmp(snapshot_builder_peek(r->builder, g->texts[i]),
                   snapshot_builder_peek(r->builder, text)) == 0)
            return true;
    }
    if (g->count == FEED_MAX_BRING)
        return false;
    g->texts[g->count++] = text;
    return true;
}

static void read_things(struct feed_reader *r, const cJSON *list, struct bring b,
                        struct bring_of_general *general)
{
    uint32_t count = 0;
    for (const cJSON *value = list->child; value; value = value->next) {
        if (count == FEED_MAX_BRING || !feed_is_string(value) || !add_shown(r, value, &b.text) ||
            !b.text) {
            leave_out(r);
        } else if (b.type == DOCUMENT_AKTA_SIPIL) {
            if (!add_general(r, general, b.text))
                leave_out(r);
        } else {
            snapshot_builder_bring(r->builder, &b);
            count++;
        }
    }
}

void feed_read_bring(struct feed_reader *r, struct json_text t)
{
    bool had[BRING_TYPES] = { false };
    struct bring_of_general general = { .count = 0 };
    for (bool more = json_enter(&t, '{'); more; more = json_next(&t, '}')) {
        char key[JSON_KEY_SIZE];
        struct bring b = { 0 };
        json_key(&t, key);
        CLEANUP(json_delete) cJSON *list = json_value(&t);
        if (!cJSON_IsArray(list) || !bring_type(key, &b.type) || had[b.type + 1]) {
            leave_out(r);
            continue;
        }
        had[b.type + 1] = true;
        if (b.type != BRING_ANY)
            b.type = (int8_t)privacy_type(r->stage.privacy, (enum document_type)b.type);
        read_things(r, list, b, &general);
    }
    struct bring b = { .type = DOCUMENT_AKTA_SIPIL };
    for (uint32_t i = 0; i < general.count; i++) {
        b.text = general.texts[i];
        snapshot_builder_bring(r->builder, &b);
    }
}
