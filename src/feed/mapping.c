#include "feed/mapping.h"

#include "base/text.h"
#include "policy/redact.h"

#define MAX_NAME        40 /* characters */
#define MAX_NAME_DIGITS 3  /* "Alamat 2" is a name; what holds more may be somebody's number */

const char *const map_member_names[MAP_MEMBERS] = {
    [MAP_ID] = "id",           [MAP_NAME] = "name",       [MAP_NUMBER] = "number",
    [MAP_TYPE] = "type",       [MAP_STATUS] = "status",   [MAP_DONE] = "done",
    [MAP_AREA] = "area",       [MAP_VILLAGE] = "village", [MAP_ROUTE] = "route",
    [MAP_PRIVATE] = "private",
};

static uint16_t number_of(struct mapping *m, const char *part)
{
    for (size_t i = 0; i < m->count; i++) {
        if (strcmp(m->parts[i], part) == 0)
            return (uint16_t)i;
    }
    m->parts[m->count] = part;
    return (uint16_t)m->count++;
}

void mapping_init(struct mapping *m, const struct reading *r, struct intake_report *report)
{
    *m = (struct mapping){
        .reading = r, .report = report, .names = BUFFER_INIT(1024), .pool = BUFFER_SECRET(0)
    };
    size_t most = 0;
    for (int i = 0; i < MAP_MEMBERS; i++)
        most += r->map[i] ? expression_count(r->map[i]) : 0;
    m->parts = xcalloc(most + 1, sizeof(*m->parts));
    m->found = xcalloc(most + 1, sizeof(*m->found));
    m->texts = xcalloc(most + 1, sizeof(*m->texts));
    for (int i = 0; i < MAP_MEMBERS; i++) {
        size_t count = r->map[i] ? expression_count(r->map[i]) : 0;
        m->members[i] = (struct buffer)BUFFER_SECRET(PRIVACY_MAX_STRING);
        m->of[i] = xcalloc(count + 1, sizeof(*m->of[i]));
        for (size_t j = 0; j < count; j++)
            m->of[i][j] = number_of(m, expression_part(r->map[i], j));
    }
    m->intake = intake_new(r, report);
}

void mapping_release(struct mapping *m)
{
    for (int i = 0; i < MAP_MEMBERS; i++) {
        buffer_release(&m->members[i]);
        free(m->of[i]);
    }
    buffer_release(&m->pool);
    buffer_release(&m->names);
    intake_free(m->intake);
    free(m->parts);
    free(m->found);
    free(m->texts);
}

/* ---- a row */

void mapping_start(struct mapping *m)
{
    memset(m->texts, 0, m->count * sizeof(*m->texts));
    m->pool.len = 0;
    buffer_append(&m->pool, "", 1); /* offset 0 */
    m->not_text = m->too_long = false;
    m->swallowed = 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* What people and programs write where there is nothing. Taken for a text, "-" would be the id
 * of many rows, and the name of nobody. */
static bool means_nothing(const char *text, size_t len)
{
    static const char *const words[] = { "-",    "--",   "---",  "\xE2\x80\x93", "\xE2\x80\x94",
                                         "null", "NULL", "#N/A", "#REF!",        "#VALUE!" };
    if (!len || len > 7)
        return !len;
    for (size_t i = 0; i < COUNT(words); i++) {
        if (*words[i] == *text && strlen(words[i]) == len && memcmp(words[i], text, len) == 0)
            return true;
    }
    return false;
}

void mapping_set(struct mapping *m, size_t part, const char *text, size_t len)
{
    while (len && is_blank(text[len - 1]))
        len--;
    for (; len && is_blank(*text); len--)
        text++;
    m->texts[part] = 0;
    if (len > PRIVACY_MAX_STRING)
        m->too_long = true;
    if (len > PRIVACY_MAX_STRING || means_nothing(text, len))
        return;
    m->texts[part] = (uint32_t)m->pool.len;
    char *to = buffer_room(&m->pool, len + 1);
    for (size_t i = 0; i < len; i++)
        to[i] = is_blank(text[i]) ? ' ' : text[i];
    buffer_wrote(&m->pool, len);
    buffer_append(&m->pool, "", 1);
}

bool mapping_has_text(const struct mapping *m)
{
    for (size_t i = 0; i < m->count; i++) {
        if (m->texts[i])
            return true;
    }
    return m->too_long || m->not_text || m->swallowed;
}

static const char *lookup(void *ctx, size_t part)
{
    const struct mapping *m = ctx;
    return m->pool.data + m->texts[m->of[m->current][part]];
}

bool mapping_take(struct mapping *m, uint32_t number, bool blank, struct error *err)
{
    struct intake_row row = {
        .number = number,
        .blank = blank,
        .not_text = m->not_text,
        .too_long = m->too_long,
        .swallowed = m->swallowed,
    };
    for (int i = 0; i < MAP_MEMBERS; i++) {
        m->current = (enum map_member)i;
        buffer_clear(&m->members[i]);
        if (m->reading->map[i] && !blank &&
            !expression_eval(m->reading->map[i], lookup, m, &m->members[i]))
            row.too_long = true;
        row.members[i] = buffer_text(&m->members[i]);
    }
    return intake_row(m->intake, &row, err);
}

/* ---- what is not there */

/* A name is configuration; but some programs make names of data. */
static bool may_tell(const char *name)
{
    int digits = 0;
    size_t length = 0;
    if (redact_finds_number(name)) /* "7E+15" */
        return false;
    while (*name) {
        uint32_t c = text_next(&name);
        digits += c >= '0' && c <= '9';
        length++;
        if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFFFD)
            return false;
    }
    return length && length <= MAX_NAME && digits <= MAX_NAME_DIGITS;
}

void mapping_add_name(struct mapping *m, const char *name)
{
    CLEANUP_BUFFER struct buffer clean = BUFFER_INIT(256);
    if (m->name_count == MAPPING_NAMES || !may_tell(name) || !text_clean(name, &clean) ||
        !clean.len)
        return;
    buffer_addf(&m->names, "%s%s", m->name_count ? ", " : "", clean.data);
    m->name_count++;
}

static bool is_nowhere(const struct mapping *m, int member)
{
    const struct expression *e = m->reading->map[member];
    size_t count = e ? expression_count(e) : 0;
    /* No rows tell nothing; a sheet's header does. */
    if (m->reading->format == SOURCE_JSON && !m->report->rows)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (m->found[m->of[member][i]])
            return false;
    }
    return count;
}

/* Without these the board would show nothing, or not what the office meant. JSON may leave out
 * what no row has. A sheet without the column that says whose name is private must not show all
 * of them, and one without those that [route] goes by would send everybody to one place. */
static bool is_needed(const struct mapping *m, int member)
{
    static const bool needed[MAP_MEMBERS] = {
        [MAP_STATUS] = true, [MAP_TYPE] = true, [MAP_NAME] = true, [MAP_NUMBER] = true
    };
    static const bool needed_of_sheet[MAP_MEMBERS] = {
        [MAP_PRIVATE] = true, [MAP_AREA] = true, [MAP_VILLAGE] = true, [MAP_ROUTE] = true
    };
    return (needed[member] || (m->reading->format == SOURCE_CSV && needed_of_sheet[member])) &&
           !expression_has_default(m->reading->map[member]);
}

bool mapping_needs_names(const struct mapping *m)
{
    for (int i = 0; i < MAP_MEMBERS; i++) {
        if (is_nowhere(m, i) && is_needed(m, i))
            return true;
    }
    return false;
}

bool mapping_check(struct mapping *m, struct error *err)
{
    int wrong = -1;
    for (int i = MAP_MEMBERS - 1; i >= 0; i--) {
        m->report->members[i].nowhere = is_nowhere(m, i);
        if (is_nowhere(m, i) && is_needed(m, i))
            wrong = i;
    }
    if (wrong < 0)
        return true;
    const char *part = expression_part(m->reading->map[wrong], 0);
    CLEANUP_FREE char *places = xasprintf("#1 to #%u", m->report->columns);
    const char *names = m->name_count                      ? buffer_text(&m->names)
                        : m->reading->format == SOURCE_CSV ? places
                                                           : "none that can be told here";
    if (m->reading->format == SOURCE_CSV)
        return error_set(err, "it has no column '%s' ([map] %s); there are: %s", part,
                         map_member_names[wrong], names);
    return error_set(err, "it has no '%s' in any of its %u rows ([map] %s); there are: %s", part,
                     m->report->rows, map_member_names[wrong], names);
}
