/* The rows of a feed. */
#include "feed/feed_parts.h"

#include "base/clock.h"
#include "policy/redact.h"

const char *const feed_reason_texts[FEED_REASONS] = {
    [FEED_ROW_NOT_AN_OBJECT] = "it is not an object",
    [FEED_ROW_DUPLICATE_MEMBER] = "a member stands in it twice",
    [FEED_ROW_WRONG_TYPE] = "a member in it is not of its JSON type",
    [FEED_ROW_STRING_LIMIT] = "a string in it, or all of it, is too long",
    [FEED_ROW_CONTROL] = "a string in it holds a control character",
    [FEED_ROW_NO_ID] = "it has no id",
    [FEED_ROW_DUPLICATE_ID] = "a row before it has the same id",
    [FEED_ROW_UNKNOWN_TYPE] = "its type is none of the known ones",
    [FEED_ROW_UNKNOWN_STATE] = "its state is neither pickup nor download",
    [FEED_ROW_NOTHING_TO_SHOW] = "it has neither a name nor a number",
    [FEED_ROW_NAME_PRIVATE] = "its name may not be shown, and it has no number",
    [FEED_ROW_NO_PLACE] = "it waits for pickup at no place",
    [FEED_ROW_UNKNOWN_PLACE] = "its place is not among the locations",
    [FEED_ROW_BAD_DATE] = "its day of completion is not a date",
};

enum member {
    ID,
    TYPE,
    LABEL,
    NAME,
    NUMBER,
    DONE,
    AT,
    STATE,
    STRINGS,
    PRIVATE = STRINGS,
    SEEN, /* of a list of our own only */
    MEMBERS,
};
static const char *const member_names[] = {
    [ID] = "id",     [TYPE] = "type", [LABEL] = "label", [NAME] = "name",       [NUMBER] = "number",
    [DONE] = "done", [AT] = "at",     [STATE] = "state", [PRIVATE] = "private", [SEEN] = "seen",
};
static_assert(COUNT(member_names) == MEMBERS, "name every member");

/* Reasons are gathered as bits, so that the one told is the first in the order of the enum. */
typedef uint32_t reasons;
static_assert(FEED_REASONS <= 32, "a bit a reason");

static reasons check_strings(const cJSON *const *found)
{
    reasons wrong = 0;
    for (int i = 0; i < STRINGS; i++) {
        if (!found[i])
            continue;
        if (!cJSON_IsString(found[i]))
            wrong |= 1u << FEED_ROW_WRONG_TYPE;
        else if (strlen(found[i]->valuestring) > FEED_MAX_STRING)
            wrong |= 1u << FEED_ROW_STRING_LIMIT;
        else if (feed_has_control(found[i]->valuestring))
            wrong |= 1u << FEED_ROW_CONTROL;
    }
    if (found[PRIVATE] && !cJSON_IsBool(found[PRIVATE]))
        wrong |= 1u << FEED_ROW_WRONG_TYPE;
    return wrong;
}

static uint32_t seen_of(const cJSON *value)
{
    bool ok = cJSON_IsNumber(value) && value->valuedouble >= 0 && value->valuedouble <= UINT32_MAX;
    return ok ? (uint32_t)value->valuedouble : 0;
}

/* What may be kept of the row's strings, and its type. */
static reasons read_shown(struct feed_reader *r, const cJSON *const *found, struct document *d)
{
    struct privacy_row row = { .type = (enum document_type)d->type,
                               .number_only = cJSON_IsTrue(found[PRIVATE]),
                               .name = feed_string_of(found[NAME]),
                               .number = feed_string_of(found[NUMBER]),
                               .label = feed_string_of(found[LABEL]) };
    if (!privacy_apply(&r->stage, &row))
        return 1u << FEED_ROW_STRING_LIMIT;
    if (!*row.name && !*row.number)
        return 1u << (row.withheld ? FEED_ROW_NAME_PRIVATE : FEED_ROW_NOTHING_TO_SHOW);
    d->type = (uint8_t)row.type;
    d->name = snapshot_builder_text(r->builder, row.name);
    d->number = snapshot_builder_text(r->builder, row.number);
    d->label = snapshot_builder_text(r->builder, row.label);
    return 0;
}

/* Appends the row to the builder when nothing is wrong with it. */
static reasons read_row(struct feed_reader *r, const cJSON *const *found)
{
    reasons wrong = check_strings(found);
    if (wrong)
        return wrong;

    const char *raw_id = feed_string_of(found[ID]), *at = feed_string_of(found[AT]);
    char hashed_id[PRIVACY_ID_SIZE], hashed_at[PRIVACY_ID_SIZE];
    const char *id = privacy_id(&r->stage, raw_id, hashed_id);
    enum document_type type = DOCUMENT_OTHER;
    struct document d = { .location = LOCATION_NONE,
                          .done = DAY_UNKNOWN,
                          .seen = seen_of(found[SEEN]) };

    if (!*id)
        wrong |= 1u << FEED_ROW_NO_ID;
    if (snapshot_builder_has_document(r->builder, id))
        wrong |= 1u << FEED_ROW_DUPLICATE_ID;
    if (!document_type_from_slug(feed_string_of(found[TYPE]), &type))
        wrong |= 1u << FEED_ROW_UNKNOWN_TYPE;
    d.type = (uint8_t)type;
    while (d.state < DOCUMENT_STATES &&
           strcmp(feed_string_of(found[STATE]), document_state_slugs[d.state]) != 0)
        d.state++;
    if (d.state == DOCUMENT_STATES)
        wrong |= 1u << FEED_ROW_UNKNOWN_STATE;
    if (*at)
        d.location =
            snapshot_builder_find_location(r->builder, privacy_id(&r->stage, at, hashed_at));
    else if (d.state == DOCUMENT_PICKUP)
        wrong |= 1u << FEED_ROW_NO_PLACE;
    if (*at && d.location == LOCATION_NONE)
        wrong |= 1u << FEED_ROW_UNKNOWN_PLACE;
    if (found[DONE] && !clock_parse_date(found[DONE]->valuestring, &d.done))
        wrong |= 1u << FEED_ROW_BAD_DATE;

    wrong |= read_shown(r, found, &d);
    if (wrong)
        return wrong;
    d.id = snapshot_builder_text(r->builder, id);
    snapshot_builder_document(r->builder, &d);
    return 0;
}

/* An id names its row in a log, unless somebody made it of a number or of words. */
static bool may_tell(const char *id, size_t size)
{
    for (const char *p = id; *p; p++) {
        if (*p <= ' ' || *p > '~')
            return false;
    }
    return strlen(id) < size && !redact_finds_number(id);
}

static void leave_out(struct feed_report *report, uint32_t index, reasons wrong, const char *id)
{
    enum feed_reason reason = (enum feed_reason)__builtin_ctz(wrong);
    report->left_out[reason]++;
    report->left_out_total++;
    if (report->example_count == FEED_REPORT_EXAMPLES)
        return;
    struct feed_example *e = &report->examples[report->example_count++];
    *e = (struct feed_example){ .index = index, .reason = reason };
    if (may_tell(id, sizeof(e->id)))
        memcpy(e->id, id, strlen(id) + 1);
}

static bool too_many_left_out(const struct feed_report *report, struct error *err)
{
    int commonest = 0;
    for (int i = 1; i < FEED_REASONS; i++) {
        if (report->left_out[i] > report->left_out[commonest])
            commonest = i;
    }
    return error_set(err,
                     "%u of its %u rows break a rule, which is more than half; "
                     "the commonest reason, %u times: %s",
                     report->left_out_total, report->rows, report->left_out[commonest],
                     feed_reason_texts[commonest]);
}

bool feed_read_documents(struct feed_reader *r, struct json_text t, struct error *err)
{
    struct feed_report *report = r->report;
    size_t members = r->options->own ? MEMBERS : SEEN;
    for (bool more = json_enter(&t, '['); more; more = json_next(&t, ']')) {
        if (report->rows == FEED_MAX_DOCUMENTS)
            return error_set(err, "it has more than %u documents, the most allowed",
                             FEED_MAX_DOCUMENTS);
        uint32_t index = report->rows++;
        bool object = json_peek(&t) == '{';
        CLEANUP(json_delete) cJSON *row = json_value(&t);
        const cJSON *found[MEMBERS] = { NULL };
        reasons wrong;
        if (!object)
            wrong = 1u << FEED_ROW_NOT_AN_OBJECT;
        else if (!row)
            wrong = 1u << FEED_ROW_STRING_LIMIT;
        else if (!feed_find_members(row, member_names, members, found))
            wrong = 1u << FEED_ROW_DUPLICATE_MEMBER;
        else
            wrong = read_row(r, found);
        if (wrong)
            leave_out(report, index, wrong, feed_string_of(found[ID]));
    }
    if (report->left_out_total > report->rows / 2 && !r->options->own)
        return too_many_left_out(report, err);
    return true;
}
