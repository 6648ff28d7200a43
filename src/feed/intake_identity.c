/* Which document a row of a mapped source is about. */
#include "base/hash.h"
#include "feed/intake_parts.h"
#include "policy/redact.h"

static void add_identity(struct intake *i, const char *text)
{
    buffer_append(&i->identity, text, strlen(text) + 1);
}

/* Whether an id tells rows apart. What a spreadsheet has made 3.27E+15 of
 * is the same for thousands. */
bool intake_is_id(const char *text)
{
    size_t digits = 0;
    bool e = false;
    for (const char *p = text; *p; p++) {
        digits += *p >= '0' && *p <= '9';
        e |= (*p | 0x20) == 'e';
    }
    return *text && (!e || digits >= 16 || !redact_finds_number(text));
}

/* The row's name across lists, always a hash: offices number rows by what must not be told, and
 * a display needs no more than to know the row again. */
const char *intake_identify(struct intake *i, const struct intake_row *row, int32_t day,
                            bool with_number, char id[PRIVACY_ID_SIZE])
{
    const char *const *m = row->members;
    i->identity.len = 0;
    if (intake_is_id(m[MAP_ID])) {
        add_identity(i, "id");
        add_identity(i, m[MAP_ID]);
        if (with_number)
            add_identity(i, m[MAP_NUMBER]);
    } else if (intake_is_id(m[MAP_NUMBER])) {
        add_identity(i, "number");
        add_identity(i, m[MAP_TYPE]);
        add_identity(i, m[MAP_NUMBER]);
        add_identity(i, m[MAP_NAME]);
    } else {
        add_identity(i, "row");
        add_identity(i, m[MAP_TYPE]);
        add_identity(i, m[MAP_NAME]);
        buffer_append(&i->identity, &day, sizeof(day));
        add_identity(i, m[MAP_AREA]);
        /* Two who are called the same, on the same day: the second is not the first once more. */
        uint64_t key = hash_keyed(i->reading->privacy->id_key, i->identity.data, i->identity.len);
        int32_t before = (*tally_at(&i->alike, key, 0))++;
        buffer_append(&i->identity, &before, sizeof(before));
    }
    return privacy_hashed_id(&i->stage, i->identity.data, i->identity.len, id);
}

/* Of the registration number; 0: there is none. */
uint64_t intake_number_key(const struct intake *i, const struct intake_row *row)
{
    const char *number = row->members[MAP_NUMBER];
    return intake_is_id(number)
               ? hash_keyed(i->reading->privacy->id_key, number, strlen(number)) | 1
               : 0;
}

/* The document that the row is about, or DOCUMENT_NONE, and its id. What has the id of
 * another document and another number is no copy of it: the id is not the document's, but
 * its owner's, or an area's. */
uint32_t intake_find_document(struct intake *i, const struct intake_row *row, int32_t day,
                              char id[PRIVACY_ID_SIZE], bool *ret_shared)
{
    intake_identify(i, row, day, false, id);
    uint32_t found = snapshot_builder_find_document(i->builder, id);
    uint64_t number = intake_number_key(i, row);
    const struct origin *origins = (const struct origin *)(const void *)i->origins.data;
    *ret_shared = found != DOCUMENT_NONE && intake_is_id(row->members[MAP_ID]) && number &&
                  origins[found].number && origins[found].number != number;
    if (!*ret_shared)
        return found;
    intake_identify(i, row, day, true, id);
    return snapshot_builder_find_document(i->builder, id);
}

/* What rows that are not ready are remembered by: the id, and the number where they have one. */
enum unready_part { UNREADY_WITHOUT_NUMBER, UNREADY_ANY_NUMBER, UNREADY_PARTS };
static uint64_t unready_key(const struct intake_row *row, uint64_t part)
{
    const char *id = row->members[MAP_ID];
    return hash_plain(id, strlen(id)) + part;
}

int32_t intake_unready_day(struct intake *i, const struct intake_row *row)
{
    uint64_t number = intake_number_key(i, row);
    if (!i->unready.used || !intake_is_id(row->members[MAP_ID]))
        return DAY_UNKNOWN;
    int32_t without = *tally_at(&i->unready, unready_key(row, UNREADY_WITHOUT_NUMBER), DAY_UNKNOWN);
    int32_t with =
        *tally_at(&i->unready, unready_key(row, number ? number : UNREADY_ANY_NUMBER), DAY_UNKNOWN);
    return MAX(without, with);
}

void intake_note_unready(struct intake *i, const struct intake_row *row, int32_t day)
{
    uint64_t number = intake_number_key(i, row);
    uint64_t parts[] = { number ? UNREADY_ANY_NUMBER : UNREADY_WITHOUT_NUMBER, number };
    for (int j = 0; j < (number ? 2 : 1); j++) {
        int32_t *last = tally_at(&i->unready, unready_key(row, parts[j]), day);
        *last = MAX(*last, day);
    }
}
