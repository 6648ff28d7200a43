#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/text.h"
#include "status/shape.h"

#define SET(type, at, value) (*(type *)(void *)(at) = (type)(value))
#define WHOLE_MOST           9007199254740992.0 /* what a double holds exactly */

static bool wrong(const struct member *m, struct error *err)
{
    return error_set(err,
                     "it is no status of siapambil: '%s' is missing, or is not what it should "
                     "be",
                     m->key);
}

static bool get_number(const cJSON *value, double least, double most, double *ret)
{
    if (!cJSON_IsNumber(value))
        return false;
    *ret = value->valuedouble;
    return *ret >= least && *ret <= most && floor(*ret) == *ret;
}

static bool read_number(const struct member *m, const cJSON *value, char *at)
{
    double number;
    switch (m->kind) {
    case MEMBER_INT:
        if (!get_number(value, -1e6, 1e9, &number))
            return false;
        SET(int, at, number);
        return true;
    case MEMBER_U32:
        if (!get_number(value, 0, UINT32_MAX, &number))
            return false;
        SET(uint32_t, at, number);
        return true;
    case MEMBER_U64:
        if (!get_number(value, 0, WHOLE_MOST, &number))
            return false;
        SET(uint64_t, at, number);
        return true;
    default:
        if (!get_number(value, -WHOLE_MOST, WHOLE_MOST, &number))
            return false;
        SET(int64_t, at, number);
        return true;
    }
}

static bool read_text(const struct member *m, const cJSON *value, char *at)
{
    const char *text = cJSON_GetStringValue(value);
    if (!text || strlen(text) >= m->size)
        return false;
    memcpy(at, text, strlen(text) + 1);
    return true;
}

static bool read_choice(const struct member *m, const cJSON *value, char *at)
{
    const char *text = cJSON_GetStringValue(value);
    for (int i = 0; text && i < m->most; i++) {
        if (strcmp(text, m->names[i]) == 0) {
            SET(unsigned, at, i);
            return true;
        }
    }
    return false;
}

static bool read_members(const struct member *shape, const cJSON *from, char *to,
                         struct error *err);

static bool read_elements(const struct member *m, const cJSON *array, char *to, struct error *err)
{
    int count = 0;
    const cJSON *value;
    if (!cJSON_IsArray(array))
        return wrong(m, err);
    cJSON_ArrayForEach(value, array)
    {
        char *at = to + m->offset + (size_t)count * m->size;
        double number = 0;
        if (count++ == m->most)
            return wrong(m, err);
        if (m->kind == MEMBER_NUMBERS) {
            if (!get_number(value, 0, UINT32_MAX, &number))
                return wrong(m, err);
            SET(uint32_t, at, number);
        } else if (!read_members(m->shape, value, at, err)) {
            return false;
        }
    }
    SET(int, to + m->count, count);
    return true;
}

/* What may be left out, and then is not known. */
static bool is_left_out(const struct member *m, const cJSON *value, char *at)
{
    if (value || (m->kind != MEMBER_I64 && m->kind != MEMBER_TIME && m->kind != MEMBER_DAY))
        return false;
    if (m->kind == MEMBER_DAY)
        SET(int32_t, at, INT32_MIN);
    else
        SET(int64_t, at, STATUS_UNKNOWN);
    return true;
}

static bool read_member(const struct member *m, const cJSON *value, char *to, struct error *err)
{
    char *at = to + m->offset;
    const char *text = cJSON_GetStringValue(value);
    bool ok = false;
    if (is_left_out(m, value, at))
        return true;
    switch (m->kind) {
    case MEMBER_TEXT:
        ok = read_text(m, value, at);
        break;
    case MEMBER_BOOL:
        ok = cJSON_IsBool(value);
        SET(bool, at, cJSON_IsTrue(value));
        break;
    case MEMBER_TIME:
        ok = text && clock_parse_rfc3339(text, (int64_t *)(void *)at);
        break;
    case MEMBER_DAY:
        ok = text && clock_parse_date(text, (int32_t *)(void *)at);
        break;
    case MEMBER_CHOICE:
        ok = read_choice(m, value, at);
        break;
    case MEMBER_OBJECT:
        return read_members(m->shape, value, at, err);
    case MEMBER_ARRAY:
    case MEMBER_NUMBERS:
        return read_elements(m, value, to, err);
    default:
        ok = read_number(m, value, at);
    }
    return ok || wrong(m, err);
}

static bool read_members(const struct member *shape, const cJSON *from, char *to, struct error *err)
{
    if (!cJSON_IsObject(from))
        return error_set(err, "it is no status of siapambil: an object is missing");
    for (const struct member *m = shape; m->key; m++) {
        if (!read_member(m, cJSON_GetObjectItemCaseSensitive(from, m->key), to, err))
            return false;
    }
    return true;
}

static void free_json(cJSON *json)
{
    cJSON_Delete(json);
}
DEFINE_CLEANUP(cJSON *, free_json)

bool status_read_json(const char *text, size_t len, struct status_whole *ret, struct error *err)
{
    if (len > STATUS_JSON_MAX || text_find_invalid(text, len) != len)
        return error_set(err, "it is no status of siapambil, but too long, or no text");
    CLEANUP(free_json) cJSON *json = cJSON_ParseWithLength(text, len);
    const char *format = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(json, "status"));
    if (!format || strcmp(format, "siapambil-status/1") != 0)
        return error_set(err, "it is no status of siapambil, version 1");
    CLEANUP_FREE struct status_whole *s = xcalloc(1, sizeof(*s));
    if (!read_members(status_shape, json, (char *)s, err))
        return false;
    *ret = *s;
    return true;
}
