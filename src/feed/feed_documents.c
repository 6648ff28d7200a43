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
const char *const feed_reason_names[FEED_REASONS] = {
    [FEED_ROW_NOT_AN_OBJECT] = "not-an-object",
    [FEED_ROW_DUPLICATE_MEMBER] = "duplicate-member",
    [FEED_ROW_WRONG_TYPE] = "wrong-type",
    [FEED_ROW_STRING_LIMIT] = "too-long",
    [FEED_ROW_CONTROL] = "not-text",
    [FEED_ROW_NO_ID] = "no-id",
    [FEED_ROW_DUPLICATE_ID] = "duplicate-id",
    [FEED_ROW_UNKNOWN_TYPE] = "unknown-type",
    [FEED_ROW_UNKNOWN_STATE] = "unknown-state",
    [FEED_ROW_NOTHING_TO_SHOW] = "nothing-to-show",
    [FEED_ROW_NAME_PRIVATE] = "name-private",
    [FEED_ROW_NO_PLACE] = "no-place",
    [FEED_ROW_UNKNOWN_PLACE] = "unknown-place",
    [FEED_ROW_BAD_DATE] = "bad-date",
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
#define NAME(text)                                                                                 \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
static const struct json_slice member_names[MEMBERS] = {
    [ID] = NAME("id"),     [TYPE] = NAME("type"),     [LABEL] = NAME("label"),
    [NAME] = NAME("name"), [NUMBER] = NAME("number"), [DONE] = NAME("done"),
    [AT] = NAME("at"),     [STATE] = NAME("state"),   [PRIVATE] = NAME("private"),
    [SEEN] = NAME("seen"),
};

/* Reasons are gathered as bits, so that the one told is the first in the order of the enum. */
typedef uint32_t reasons;
static_assert(FEED_REASONS <= 32, "a bit a reason");

/* One row at a time, in one place: what a row has may be told to nobody before it has passed the
 * stage of privacy, and nothing is asked of malloc for it. */
struct row {
    bool there[MEMBERS];
    char texts[STRINGS][FEED_MAX_STRING + 1]; /* "" where it is not there */
    bool is_private;
    uint32_t seen;
    reasons wrong;
};

/* ---- reading its members */

static void take_string(struct row *row, enum member member, struct json_text *t,
                        struct buffer *held)
{
    struct json_slice text;
    if (!json_slice(t, held, &text) || text.len > FEED_MAX_STRING) {
        row->wrong |= 1u << FEED_ROW_STRING_LIMIT;
        return;
    }
    memcpy(row->texts[member], text.data, text.len);
    row->texts[member][text.len] = '\0';
    if (feed_has_control(row->texts[member], text.len))
        row->wrong |= 1u << FEED_ROW_CONTROL;
}

static uint32_t seen_of(const struct json_text *t)
{
    char number[JSON_MAX_NUMBER + 1] = "";
    memcpy(number, t->data + t->at, MIN(t->len - t->at, sizeof(number) - 1));
    double seen = strtod(number, NULL);
    return seen >= 0 && seen <= UINT32_MAX ? (uint32_t)seen : 0;
}

/* Moves past the value. */
static void take_member(struct row *row, enum member member, struct json_text *t,
                        struct buffer *held)
{
    char c = json_peek(t);
    if (row->there[member])
        row->wrong |= 1u << FEED_ROW_DUPLICATE_MEMBER;
    else if (member < STRINGS ? c != '"' : member == PRIVATE && c != 't' && c != 'f')
        row->wrong |= 1u << FEED_ROW_WRONG_TYPE;
    else if (member < STRINGS)
        take_string(row, member, t, held);
    else if (member == PRIVATE)
        row->is_private = c == 't';
    else if (c == '-' || (c >= '0' && c <= '9'))
        row->seen = seen_of(t);
    if (member >= STRINGS || c != '"' || row->there[member])
        json_pass(t);
    row->there[member] = true;
}

/* Most exports write the members in the order of our table: `*next` is tried first. */
static enum member member_of(struct json_slice key, size_t count, size_t *next)
{
    size_t i = *next;
    for (size_t tried = 0; tried < count; tried++) {
        if (member_names[i].len == key.len &&
            memcmp(member_names[i].data, key.data, key.len) == 0) {
            *next = i + 1 < count ? i + 1 : 0;
            return (enum member)i;
        }
        i = i + 1 < count ? i + 1 : 0;
    }
    return MEMBERS;
}

/* Moves past the object. `count` of the members are read. */
static void take_members(struct row *row, size_t count, struct json_text *t, struct buffer *held)
{
    size_t start = t->at, next = 0;
    memset(row->there, 0, sizeof(row->there));
    for (int i = 0; i < STRINGS; i++)
        row->texts[i][0] = '\0';
    row->is_private = false;
    row->seen = 0;
    row->wrong = 0;
    for (bool more = json_enter(t, '{'); more; more = json_next(t, '}')) {
        struct json_slice key;
        bool whole = json_slice(t, held, &key);
        enum member member = whole ? member_of(key, count, &next) : MEMBERS;
        json_colon(t);
        if (member < MEMBERS)
            take_member(row, member, t, held);
        else
            json_pass(t);
    }
    if (t->at - start > JSON_MAX_VALUE) {
        row->texts[ID][0] = '\0';
        row->wrong = 1u << FEED_ROW_STRING_LIMIT;
    }
}

/* ---- what it comes to */

/* What may be kept of the row's strings, and its type. */
static reasons read_shown(struct feed_reader *r, const struct row *row, struct document *d)
{
    struct privacy_row shown = { .type = (enum document_type)d->type,
                                 .number_only = row->is_private,
                                 .name = row->texts[NAME],
                                 .number = row->texts[NUMBER],
                                 .label = row->texts[LABEL] };
    if (!privacy_apply(&r->stage, &shown))
        return 1u << FEED_ROW_STRING_LIMIT;
    if (!*shown.name && !*shown.number)
        return 1u << (shown.withheld ? FEED_ROW_NAME_PRIVATE : FEED_ROW_NOTHING_TO_SHOW);
    d->type = (uint8_t)shown.type;
    d->name = snapshot_builder_text(r->builder, shown.name);
    d->number = snapshot_builder_text(r->builder, shown.number);
    d->label = snapshot_builder_text(r->builder, shown.label);
    return 0;
}

/* Appends the row to the builder when nothing is wrong with it. */
static reasons read_row(struct feed_reader *r, const struct row *row)
{
    const char *at = row->texts[AT];
    char hashed_id[PRIVACY_ID_SIZE], hashed_at[PRIVACY_ID_SIZE];
    const char *id = privacy_id(&r->stage, row->texts[ID], hashed_id);
    enum document_type type = DOCUMENT_OTHER;
    struct document d = { .location = LOCATION_NONE, .done = DAY_UNKNOWN, .seen = row->seen };
    reasons wrong = 0;

    if (!*id)
        wrong |= 1u << FEED_ROW_NO_ID;
    if (snapshot_builder_has_document(r->builder, id))
        wrong |= 1u << FEED_ROW_DUPLICATE_ID;
    if (!document_type_from_slug(row->texts[TYPE], &type))
        wrong |= 1u << FEED_ROW_UNKNOWN_TYPE;
    d.type = (uint8_t)type;
    while (d.state < DOCUMENT_STATES &&
           strcmp(row->texts[STATE], document_state_slugs[d.state]) != 0)
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
    if (row->there[DONE] && !clock_parse_date(row->texts[DONE], &d.done))
        wrong |= 1u << FEED_ROW_BAD_DATE;

    wrong |= read_shown(r, row, &d);
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
    CLEANUP_BUFFER struct buffer held = BUFFER_SECRET(JSON_MAX_VALUE);
    struct row row;
    bool ok = true;
    for (bool more = json_enter(&t, '['); more && ok; more = json_next(&t, ']')) {
        ok = report->rows < FEED_MAX_DOCUMENTS ||
             error_set(err, "it has more than %u documents, the most allowed", FEED_MAX_DOCUMENTS);
        if (!ok)
            break;
        uint32_t index = report->rows++;
        if (json_peek(&t) != '{') {
            json_pass(&t);
            leave_out(report, index, 1u << FEED_ROW_NOT_AN_OBJECT, "");
            continue;
        }
        take_members(&row, members, &t, &held);
        reasons wrong = row.wrong ? row.wrong : read_row(r, &row);
        if (wrong)
            leave_out(report, index, wrong, row.texts[ID]);
    }
    explicit_bzero(&row, sizeof(row));
    if (ok && report->left_out_total > report->rows / 2 && !r->options->own)
        return too_many_left_out(report, err);
    return ok;
}
