#include "fleet/report_parse.h"

#include "fleet/dictionary.h"

#define DIGITS  "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool is_word(const char *text, size_t len, const char *allowed, size_t longest)
{
    if (!len || len > longest)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (!text[i] || !strchr(allowed, text[i]))
            return false;
    }
    return true;
}

bool fleet_report_is_id(const char *text, size_t len)
{
    return is_word(text, len, LETTERS DIGITS "._-", REPORT_ID_SIZE - 1);
}

bool fleet_report_is_region(const char *text, size_t len)
{
    return is_word(text, len, DIGITS ".", REPORT_REGION_SIZE - 1);
}

/* Without a name it is nobody's; a version or region of another form is as if it were not said. */
static bool take_text(const struct dictionary_member *m, struct fleet_report *r)
{
    size_t len = strlen(m->text);
    if (strcmp(m->key, "id") == 0) {
        if (!fleet_report_is_id(m->text, len))
            return false;
        memcpy(r->id, m->text, len + 1);
    } else if (strcmp(m->key, "v") == 0) {
        if (is_word(m->text, len, LETTERS DIGITS "._-+~:", REPORT_VERSION_SIZE - 1))
            memcpy(r->version, m->text, len + 1);
    } else if (fleet_report_is_region(m->text, len)) {
        memcpy(r->region, m->text, len + 1);
    }
    return true;
}

static bool take_member(void *ctx, const struct dictionary_member *m)
{
    struct fleet_report *r = ctx;
    const struct {
        const char *key;
        enum dictionary_kind kind;
        int64_t *number;
    } known[] = {
        { "id", DICTIONARY_STRING, NULL },         { "v", DICTIONARY_STRING, NULL },
        { "r", DICTIONARY_STRING, NULL },          { "s", DICTIONARY_INTEGER, &r->serial },
        { "n", DICTIONARY_INTEGER, &r->rows },     { "age", DICTIONARY_INTEGER, &r->age_s },
        { "late", DICTIONARY_INTEGER, &r->late },  { "t", DICTIONARY_INTEGER, &r->time_s },
        { "up", DICTIONARY_INTEGER, &r->up_s },    { "on", DICTIONARY_BOOLEAN, &r->panel_on },
        { "hz", DICTIONARY_INTEGER, &r->rate_hz },
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        if (strcmp(m->key, known[i].key) != 0)
            continue;
        if (m->kind != known[i].kind)
            return false;
        if (!known[i].number)
            return take_text(m, r);
        *known[i].number = m->number;
        return m->number >= 0;
    }
    return true;
}

bool fleet_report_parse(const char *text, size_t len, struct fleet_report *ret)
{
    struct fleet_report r = {
        .serial = REPORT_UNKNOWN,
        .rows = REPORT_UNKNOWN,
        .age_s = REPORT_UNKNOWN,
        .late = REPORT_UNKNOWN,
        .rate_hz = REPORT_UNKNOWN,
        .time_s = REPORT_UNKNOWN,
        .up_s = REPORT_UNKNOWN,
        .panel_on = REPORT_UNKNOWN,
    };
    if (!dictionary_parse(text, len, take_member, &r) || !r.id[0])
        return false;
    *ret = r;
    return true;
}
