#include "feed/intake_parts.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/text.h"
#include "feed/feed_parts.h"
#include "feed/told.h"
#include "policy/redact.h"

#include <stdio.h>

const char *const intake_reason_texts[INTAKE_REASONS] = {
    [INTAKE_TOO_LONG] = "too long, or with a text that is",
    [INTAKE_NOT_TEXT] = "with a control character, or something that is no text",
    [INTAKE_SWALLOWED] = "made one cell by a quote that is missing",
    [INTAKE_BLANK] = "nothing in it",
    [INTAKE_NO_STATUS] = "without a status",
    [INTAKE_UNKNOWN_STATUS] = "with a status that [status] does not know",
    [INTAKE_HIDDEN] = "hidden by their status",
    [INTAKE_NOTHING_TO_SHOW] = "with neither a name nor a number",
    [INTAKE_NAME_PRIVATE] = "with a name that may not be shown, and no number",
    [INTAKE_NO_ROUTE] = "matched by no rule of [route]",
    [INTAKE_OLDER_COPY] = "an older copy: another row has the same id",
};
const char *const intake_reason_names[INTAKE_REASONS] = {
    [INTAKE_TOO_LONG] = "too-long",
    [INTAKE_NOT_TEXT] = "not-text",
    [INTAKE_SWALLOWED] = "swallowed",
    [INTAKE_BLANK] = "blank",
    [INTAKE_NO_STATUS] = "no-status",
    [INTAKE_UNKNOWN_STATUS] = "unknown-status",
    [INTAKE_HIDDEN] = "hidden",
    [INTAKE_NOTHING_TO_SHOW] = "nothing-to-show",
    [INTAKE_NAME_PRIVATE] = "name-private",
    [INTAKE_NO_ROUTE] = "no-route",
    [INTAKE_OLDER_COPY] = "older-copy",
};

#define EXAMPLES_FROM 1000u /* rows among which examples are looked for */

/* ---- places */

static uint8_t kind_of(const char *slug)
{
    for (uint8_t i = 0; slug && i < LOCATION_KINDS; i++) {
        if (strcmp(slug, feed_location_kinds[i]) == 0)
            return i;
    }
    return LOCATION_OTHER;
}

/* Places are numbered as in the reading, since that is what routes answer with. */
static void add_place(struct intake *i, const struct reading_place *p)
{
    char hashed[PRIVACY_ID_SIZE];
    struct snapshot_builder *b = i->builder;
    struct location l = { .first_opening = snapshot_builder_head(b)->opening_count,
                          .openings = (uint16_t)p->opening_count,
                          .kind = kind_of(p->kind) };
    l.id = snapshot_builder_text(b, privacy_id(&i->stage, p->id, hashed));
    const char *const texts[] = { p->name ? p->name : "", p->counter ? p->counter : "",
                                  p->address ? p->address : "" };
    const char *shown[COUNT(texts)];
    if (!privacy_texts(&i->stage, texts, COUNT(texts), shown))
        shown[0] = shown[1] = shown[2] = ""; /* the configuration's reader lets none through */
    l.name = *shown[0] ? snapshot_builder_text(b, shown[0]) : l.id;
    l.counter = snapshot_builder_text(b, shown[1]);
    l.address = snapshot_builder_text(b, shown[2]);
    for (size_t j = 0; j < p->opening_count; j++)
        snapshot_builder_opening(b, &p->openings[j]);
    snapshot_builder_location(b, &l);
}

/* Types that are shown under the general label are brought for under it, too. */
static void add_bring(struct intake *i, const struct reading_bring *bring)
{
    const char *shown = privacy_text(&i->stage, bring->text);
    struct bring b = { .type = bring->type };
    if (!shown || !*shown)
        return;
    if (b.type != BRING_ANY)
        b.type = (int8_t)privacy_type(i->reading->privacy, (enum document_type)b.type);
    b.text = snapshot_builder_text(i->builder, shown);
    snapshot_builder_bring(i->builder, &b);
}

struct intake *intake_new(const struct reading *r, struct intake_report *report)
{
    struct intake *i = xcalloc(1, sizeof(*i));
    i->reading = r;
    i->report = report;
    i->builder = snapshot_builder_new();
    i->number = i->identity = i->origins = (struct buffer)BUFFER_SECRET(0);
    privacy_stage_init(&i->stage, r->privacy);
    for (size_t j = 0; j < r->place_count; j++)
        add_place(i, &r->places[j]);
    for (size_t j = 0; j < r->bring_count; j++)
        add_bring(i, &r->bring[j]);
    return i;
}

void intake_free(struct intake *i)
{
    if (!i)
        return;
    privacy_stage_release(&i->stage);
    snapshot_builder_free(i->builder);
    tally_release(&i->ends);
    tally_release(&i->alike);
    tally_release(&i->unready);
    buffer_release(&i->origins);
    buffer_release(&i->number);
    buffer_release(&i->identity);
    explicit_bzero(i, sizeof(*i)); /* words of columns */
    free(i);
}

/* ---- the report */

static void leave_out(struct intake *i, enum intake_reason reason, uint32_t number)
{
    uint32_t at = i->report->reasons[reason]++;
    if (at < INTAKE_NUMBERS)
        i->report->numbers[reason][at] = number;
}

/* Different ones, so that three rows show three of what there is. */
static void add_example(struct intake_member *m, const char *became)
{
    if (m->examples == INTAKE_EXAMPLES || !*became)
        return;
    char text[sizeof(m->became[0])];
    size_t len = strlen(became);
    if (len >= sizeof(text)) {
        len = sizeof(text) - 1;
        while ((became[len] & 0xC0) == 0x80)
            len--;
    }
    memcpy(text, became, len);
    text[len] = '\0';
    for (uint32_t e = 0; e < m->examples; e++) {
        if (strcmp(m->became[e], text) == 0)
            return;
    }
    memcpy(m->became[m->examples++], text, len + 1);
}

/* ---- the number */

/* Into i->number, empty when nothing of it may be shown. false when the row is refused for it. */
static bool take_number(struct intake *i, const char *raw)
{
    switch (intake_number_shorten(&i->numbers, raw, i->reading->number_length, &i->number)) {
    case NUMBER_NO_TEXT:
        return false;
    case NUMBER_OF_A_PERSON:
        i->report->blotted++;
        break;
    case NUMBER_WORDS:
        i->report->numbers_of_words++;
        break;
    case NUMBER_SHOWN:
        break;
    }
    return true;
}

/* ---- a row */

/* Whatever is not plainly "no" is private: "t" is what PostgreSQL writes for true. */
static bool is_private(const char *text)
{
    static const char *const no[] = { "",  "0",     "0.0", "false", "f", "no",
                                      "n", "tidak", "tdk", "bukan", "-", "null" };
    CLEANUP_BUFFER struct buffer folded = BUFFER_INIT(0);
    if (!*text)
        return false;
    text_fold(text, &folded);
    for (size_t j = 0; j < COUNT(no); j++) {
        if (strcmp(buffer_text(&folded), no[j]) == 0)
            return false;
    }
    return true;
}

/* What the members are made into. */
struct made {
    int status;
    enum document_type type; /* before privacy makes it a general one: routes go by it */
    struct document document;
    struct privacy_row shown;
    int label; /* as in struct origin */
};

static bool read_status(struct intake *i, const struct intake_row *row, struct made *made,
                        enum intake_reason *ret_why)
{
    struct intake_report *report = i->report;
    const char *text = row->members[MAP_STATUS];
    *ret_why = INTAKE_NO_STATUS;
    if (!*text)
        return false;
    int ignored;
    made->status = intake_look_up(&i->statuses, i->reading->statuses, text, row->number,
                                  &i->unknown_statuses, &ignored);
    *ret_why = made->status < 0 ? INTAKE_UNKNOWN_STATUS : INTAKE_HIDDEN;
    if (made->status >= 0)
        add_example(&report->members[MAP_STATUS], status_names[made->status]);
    if (made->status != STATUS_PICKUP && made->status != STATUS_DOWNLOAD)
        return false;
    made->document.state = made->status == STATUS_DOWNLOAD ? DOCUMENT_DOWNLOAD : DOCUMENT_PICKUP;
    return true;
}

static bool read_texts(struct intake *i, const struct intake_row *row, struct made *made,
                       enum intake_reason *ret_why)
{
    const char *type = row->members[MAP_TYPE], *name = row->members[MAP_NAME];
    int value = -1, counted = -1;
    *ret_why = INTAKE_TOO_LONG;
    if (*type)
        value = intake_look_up(&i->types, i->reading->types, type, row->number, &i->unknown_types,
                               &counted);
    i->report->types_not_known += *type && value < 0;
    made->type = value < 0 ? DOCUMENT_OTHER : (enum document_type)value;
    bool private = is_private(row->members[MAP_PRIVATE]);
    if (*row->members[MAP_PRIVATE])
        add_example(&i->report->members[MAP_PRIVATE], private ? "number only" : "as usual");
    if (!take_number(i, row->members[MAP_NUMBER]))
        return false;
    made->shown = (struct privacy_row){
        .type = made->type,
        .number_only = private,
        .name = name,
        .number = buffer_text(&i->number),
        .label = value < 0 ? type : "",
    };
    if (!privacy_apply(&i->stage, &made->shown))
        return false;
    made->label = *made->shown.label ? counted : -1;
    *ret_why = made->shown.withheld ? INTAKE_NAME_PRIVATE : INTAKE_NOTHING_TO_SHOW;
    return *made->shown.name || *made->shown.number;
}

static void read_day(struct intake *i, const struct intake_row *row, struct document *d)
{
    const char *text = row->members[MAP_DONE];
    d->done = DAY_UNKNOWN;
    if (!*text)
        return;
    if (date_text_parse(text, i->reading->dates, i->reading->utc_offset_s, &d->done)) {
        char date[CLOCK_TEXT_MAX];
        if (i->report->members[MAP_DONE].examples < INTAKE_EXAMPLES)
            add_example(&i->report->members[MAP_DONE], clock_format_date(date, d->done));
        return;
    }
    d->done = DAY_UNKNOWN;
    if (!i->report->dates_not_understood++)
        i->report->first_bad_date = row->number;
}

static void find_place(struct intake *i, const struct intake_row *row, enum document_type type,
                       struct document *d)
{
    const struct route_query query = {
        .type = type,
        .area = row->members[MAP_AREA],
        .village = row->members[MAP_VILLAGE],
        .word = row->members[MAP_ROUTE],
    };
    d->location = routes_find(i->reading->routes, &query);
    if (d->location >= i->reading->place_count)
        d->location = LOCATION_NONE;
}

/* Into the list, unless a newer row with its id is there, or says that it is not ready. */
static void add_document(struct intake *i, const struct intake_row *row, struct document *d,
                         int label)
{
    char id[PRIVACY_ID_SIZE];
    bool shared;
    struct snapshot_builder *b = i->builder;
    uint32_t before = intake_find_document(i, row, d->done, id, &shared);
    const struct origin origin = { intake_number_key(i, row), row->number, label };
    struct origin *origins = (struct origin *)(void *)i->origins.data;
    if (intake_unready_day(i, row) > d->done) {
        leave_out(i, INTAKE_OLDER_COPY, row->number);
    } else if (before == DOCUMENT_NONE) {
        buffer_append(&i->origins, &origin, sizeof(origin));
        i->report->ids_shared += shared;
        d->id = snapshot_builder_text(b, id);
        snapshot_builder_document(b, d);
    } else if (!origins[before].row) { /* it was withdrawn */
        origins[before] = origin;
        d->id = snapshot_builder_peek_document(b, before)->id;
        snapshot_builder_replace_document(b, before, d);
    } else if (snapshot_builder_peek_document(b, before)->done >= d->done) {
        leave_out(i, INTAKE_OLDER_COPY, row->number);
    } else {
        leave_out(i, INTAKE_OLDER_COPY, origins[before].row);
        origins[before] = origin;
        d->id = snapshot_builder_peek_document(b, before)->id;
        snapshot_builder_replace_document(b, before, d);
    }
}

/* Another source may have the document. */
static void tell_others(struct intake *i, const struct intake_row *row, int32_t day)
{
    char id[PRIVACY_ID_SIZE];
    struct intake_numbers ignored = { 0 };
    intake_identify(i, row, day, false, id);
    struct withdrawal w = { .key = hash_plain(id, strlen(id)), .day = day };
    if (intake_number_shorten(&ignored, row->members[MAP_NUMBER], i->reading->number_length,
                              &i->number) == NUMBER_SHOWN &&
        i->number.len)
        w.number = hash_plain(i->number.data, i->number.len);
    snapshot_builder_withdrawal(i->builder, &w);
}

/* A list may hold a document's history: finished, then handed out. A row that is not to be shown
 * withdraws the older ones with its id, wherever they stand. */
static void withdraw(struct intake *i, const struct intake_row *row)
{
    char id[PRIVACY_ID_SIZE];
    int32_t day;
    bool shared;
    if (!intake_is_id(row->members[MAP_ID]) ||
        !date_text_parse(row->members[MAP_DONE], i->reading->dates, i->reading->utc_offset_s, &day))
        return;
    intake_note_unready(i, row, day);
    uint32_t before = intake_find_document(i, row, day, id, &shared);
    if (i->reading->one_of_several)
        tell_others(i, row, day);
    struct origin *origins = (struct origin *)(void *)i->origins.data;
    if (before == DOCUMENT_NONE || !origins[before].row ||
        snapshot_builder_peek_document(i->builder, before)->done >= day)
        return;
    leave_out(i, INTAKE_OLDER_COPY, origins[before].row);
    origins[before].row = 0;
    snapshot_builder_drop_document(i->builder, before);
}

/* The words of areas and routes are the office's own, but a wrong mapping may put names there. */
static void count_places(struct intake *i, const struct intake_row *row)
{
    if (i->report->rows > EXAMPLES_FROM)
        return;
    for (int j = 0; j < (int)COUNT(i->places); j++) {
        const char *text = row->members[MAP_AREA + j];
        if (*text)
            intake_count_area(i->reading, &i->places[j], text, row->number);
    }
}

/* What [route] lacks, for the person who writes it. */
static void count_unrouted(struct intake *i, const struct intake_row *row)
{
    const char *area = row->members[MAP_AREA], *village = row->members[MAP_VILLAGE];
    if (*area || *village)
        intake_count_area(i->reading, &i->unknown_areas, *area ? area : village, row->number);
    else
        i->report->no_area++;
}

static void tell_places(struct intake *i)
{
    for (int j = 0; j < (int)COUNT(i->places); j++) {
        struct intake_member *m = &i->report->members[MAP_AREA + j];
        struct intake_words told;
        intake_tell_words(&i->places[j], intake_area_may_be_told, &told);
        m->different = i->places[j].count;
        m->examples = 0;
        for (uint32_t k = 0; k < told.count && m->examples < INTAKE_EXAMPLES; k++) {
            static_assert(sizeof(told.words[k].word) <= sizeof(m->became[0]), "a word fits");
            memcpy(m->became[m->examples++], told.words[k].word, sizeof(told.words[k].word));
        }
    }
}

static void add_examples(struct intake *i, const struct intake_row *row, const struct made *made)
{
    struct intake_member *m = i->report->members;
    if (i->report->rows > EXAMPLES_FROM)
        return;
    if (*row->members[MAP_ID])
        add_example(&m[MAP_ID], "kept as a hash");
    if (*row->members[MAP_NAME])
        add_example(&m[MAP_NAME], *made->shown.name ? made->shown.name : "(not shown)");
    if (*row->members[MAP_NUMBER])
        add_example(&m[MAP_NUMBER], *made->shown.number ? made->shown.number : "(not shown)");
    if (*row->members[MAP_TYPE] && !*made->shown.label)
        add_example(&m[MAP_TYPE], document_type_slugs[made->shown.type]);
    if (*made->shown.number) {
        const char *end = made->shown.number;
        tally_at(&i->ends, hash_plain(end, strlen(end)), 0);
        i->report->numbers_shown++;
    }
    if (made->document.location != LOCATION_NONE)
        add_example(&i->report->place, i->reading->places[made->document.location].id);
}

/* Whether something is in a member that cannot be read, whatever the row is about. */
static bool check_row(const struct intake_row *row, enum intake_reason *ret_why)
{
    bool too_long = row->too_long, control = row->not_text;
    for (int j = 0; j < MAP_MEMBERS; j++) {
        size_t len = strlen(row->members[j]);
        too_long |= len > PRIVACY_MAX_STRING;
        control |= feed_has_control(row->members[j], len);
    }
    *ret_why = too_long ? INTAKE_TOO_LONG : INTAKE_NOT_TEXT;
    return !too_long && !control;
}

static bool make_row(struct intake *i, const struct intake_row *row, struct made *made,
                     enum intake_reason *ret_why)
{
    if (!check_row(row, ret_why) || !read_status(i, row, made, ret_why))
        return false;
    count_places(i, row);
    if (!read_texts(i, row, made, ret_why))
        return false;
    find_place(i, row, made->type, &made->document);
    i->report->place.filled += made->document.location != LOCATION_NONE;
    *ret_why = INTAKE_NO_ROUTE;
    if (made->document.state == DOCUMENT_DOWNLOAD || made->document.location != LOCATION_NONE)
        return true;
    count_unrouted(i, row);
    return false;
}

bool intake_row(struct intake *i, const struct intake_row *row, struct error *err)
{
    if (row->blank) {
        leave_out(i, INTAKE_BLANK, row->number);
        return true;
    }
    if (row->swallowed) {
        for (uint32_t j = 0; j <= row->swallowed; j++)
            leave_out(i, INTAKE_SWALLOWED, row->number);
        i->report->rows += 1 + row->swallowed;
        return true;
    }
    if (i->report->rows >= FEED_MAX_DOCUMENTS)
        return error_set(err, "it has more than %u rows, the most allowed", FEED_MAX_DOCUMENTS);
    i->report->rows++;
    for (int j = 0; j < MAP_MEMBERS; j++)
        i->report->members[j].filled += *row->members[j] != '\0';

    struct made made = { .document.location = LOCATION_NONE };
    enum intake_reason why;
    if (!make_row(i, row, &made, &why)) {
        leave_out(i, why, row->number);
        if (why == INTAKE_HIDDEN || why == INTAKE_UNKNOWN_STATUS)
            withdraw(i, row);
        return true;
    }
    struct document *d = &made.document;
    read_day(i, row, d);
    add_examples(i, row, &made);
    d->type = (uint8_t)made.shown.type;
    d->name = snapshot_builder_text(i->builder, made.shown.name);
    d->number = snapshot_builder_text(i->builder, made.shown.number);
    add_document(i, row, d, made.label);
    return true;
}

/* Documents are called by a word of the source's only where it may be told: in a
 * column that is mapped wrongly, or in rows that have slipped, it is a name. Known
 * when all rows have been counted. */
static void write_labels(struct intake *i)
{
    uint32_t texts[INTAKE_WORDS + 1] = { 0 };
    bool told[INTAKE_WORDS + 1] = { false };
    for (uint32_t n = 0; n < i->unknown_types.count; n++)
        told[n] = intake_may_tell(&i->unknown_types, (int)n);
    const struct origin *origins = (const struct origin *)(const void *)i->origins.data;
    for (size_t n = 0; n < i->origins.len / sizeof(*origins); n++) {
        int label = origins[n].label;
        if (!origins[n].row || label < 0 || !told[label])
            continue;
        const char *word = i->unknown_types.words[label].word;
        if (!texts[label]) {
            texts[label] = snapshot_builder_text(i->builder, word);
            add_example(&i->report->members[MAP_TYPE], word);
        }
        struct document d = *snapshot_builder_peek_document(i->builder, (uint32_t)n);
        d.label = texts[label];
        snapshot_builder_replace_document(i->builder, (uint32_t)n, &d);
    }
}

/* ---- all of it */

uint32_t intake_not_understood(const struct intake_report *r)
{
    uint32_t count = r->dates_not_understood + r->feed.left_out_total;
    for (int i = 0; i < INTAKE_REASONS; i++) {
        if (i != INTAKE_HIDDEN && i != INTAKE_BLANK && i != INTAKE_OLDER_COPY)
            count += r->reasons[i];
    }
    return count;
}

void intake_close(struct intake *i)
{
    i->report->shown = snapshot_builder_document_count(i->builder);
    i->report->blotted += i->stage.blotted;
    i->report->masked += i->stage.masked;
    i->stage.blotted = i->stage.masked = 0;
    intake_tell_words(&i->unknown_statuses, intake_word_may_be_told, &i->report->statuses);
    intake_tell_words(&i->unknown_types, intake_word_may_be_told, &i->report->types);
    intake_tell_words(&i->unknown_areas, intake_area_may_be_told, &i->report->areas);
    i->report->numbers_different = (uint32_t)i->ends.used;
    tell_places(i);
}

static bool check_rows(const struct intake_report *r, struct error *err)
{
    static const enum intake_reason broken[] = { INTAKE_TOO_LONG,        INTAKE_NOT_TEXT,
                                                 INTAKE_SWALLOWED,       INTAKE_NO_STATUS,
                                                 INTAKE_NOTHING_TO_SHOW, INTAKE_NAME_PRIVATE };
    uint32_t count = 0;
    enum intake_reason commonest = broken[0];
    for (size_t j = 0; j < COUNT(broken); j++) {
        count += r->reasons[broken[j]];
        if (r->reasons[broken[j]] > r->reasons[commonest])
            commonest = broken[j];
    }
    if (count > r->rows / 2)
        return error_set(
            err,
            "%u of its %u rows cannot be shown, which is more than half; the commonest "
            "reason, %u times: %s",
            count, r->rows, r->reasons[commonest], intake_reason_texts[commonest]);
    uint32_t unknown = r->reasons[INTAKE_UNKNOWN_STATUS];
    if (!unknown || count + unknown < r->rows)
        return true;
    CLEANUP_BUFFER struct buffer words = BUFFER_INIT(256);
    for (uint32_t j = 0; j < MIN(r->statuses.count, 8u); j++)
        buffer_addf(&words, "%s'%s'", j ? ", " : ": ", r->statuses.words[j].word);
    return error_set(err,
                     "none of its %u rows has a status that [status] knows; say there which of its "
                     "words mean pickup, download or hidden%s",
                     r->rows, buffer_text(&words));
}

bool intake_finish(struct intake *i, int64_t issued, struct snapshot **ret, struct error *err)
{
    if (!intake_numbers_check(&i->numbers, err) || !check_rows(i->report, err))
        return false;
    write_labels(i);
    struct snapshot *head = snapshot_builder_head(i->builder);
    head->issued = issued;
    head->order = i->reading->order;
    *ret = snapshot_builder_finish(i->builder);
    return true;
}
