#include "fleet/roll.h"

#include "base/hash.h"

static_assert(sizeof(((struct roll *)0)->key) == HASH_KEY_SIZE, "a key of SipHash");

/* A start is known from two clocks, the server's and the one that counts the uptime: requests may
 * take their time, and the two drift by a second in three hours at the worst. */
#define START_SLACK_S 30
#define START_DRIFT   10000

struct roll *roll_new(int64_t until_s)
{
    struct roll *r = xcalloc(1, sizeof(*r));
    r->until_ms = until_s * 1000;
    r->slot_count = 1024;
    r->slots = xcalloc(r->slot_count, sizeof(*r->slots));
    r->rates = rates_new();
    r->oldest_ms = r->newest_ms = r->newest_line_ms = -1;
    buffer_append(&r->notes, "", 1);
    random_bytes(r->key, sizeof(r->key));
    return r;
}

void roll_free(struct roll *r)
{
    free(r->screens);
    free(r->slots);
    rates_free(r->rates);
    buffer_release(&r->notes);
    free(r);
}

/* Where the id stands, or would. */
static uint32_t *find_slot(const struct roll *r, const char *id)
{
    size_t at = (size_t)hash_keyed(r->key, id, strlen(id));
    for (;; at++) {
        uint32_t *slot = &r->slots[at & (r->slot_count - 1)];
        if (!*slot || strcmp(r->screens[*slot - 1].said.id, id) == 0)
            return slot;
    }
}

static void grow(struct roll *r)
{
    if (r->count == r->capacity) {
        r->capacity = r->capacity ? r->capacity * 2 : 64;
        r->screens = xrealloc(r->screens, r->capacity * sizeof(*r->screens));
    }
    if (r->count * 2 < r->slot_count)
        return;
    free(r->slots);
    r->slot_count *= 2;
    r->slots = xcalloc(r->slot_count, sizeof(*r->slots));
    for (size_t i = 0; i < r->count; i++)
        *find_slot(r, r->screens[i].said.id) = (uint32_t)i + 1;
}

/* NULL: it is not there, and there is no room. */
static struct roll_screen *obtain(struct roll *r, const char *id)
{
    uint32_t *slot = find_slot(r, id);
    if (*slot)
        return &r->screens[*slot - 1];
    if (r->count == ROLL_MAX_SCREENS)
        return NULL;
    grow(r);
    slot = find_slot(r, id);
    struct roll_screen *s = &r->screens[r->count++];
    *slot = (uint32_t)r->count;
    *s = (struct roll_screen){ .seen = false };
    memcpy(s->said.id, id, strlen(id) + 1);
    return s;
}

const struct roll_screen *roll_find(const struct roll *r, const char *id)
{
    uint32_t slot = *find_slot(r, id);
    return slot ? &r->screens[slot - 1] : NULL;
}

const char *roll_note(const struct roll *r, const struct roll_screen *s)
{
    return r->notes.data + s->note;
}

enum roll_added roll_expect(struct roll *r, const char *id, const char *note)
{
    struct roll_screen *s = obtain(r, id);
    if (!s)
        return ROLL_FULL;
    if (s->expected)
        return ROLL_TWICE;
    s->expected = true;
    if (*note) {
        s->note = r->notes.len;
        buffer_append(&r->notes, note, strlen(note) + 1);
    }
    return ROLL_ADDED;
}

/* ---- lines */

static void count_answer(int status, uint64_t *full, uint64_t *unchanged, uint64_t *failed,
                         uint64_t *other)
{
    ++*(status == 200 ? full : status == 304 ? unchanged : status >= 400 ? failed : other);
}

/* Which run of the program this is. */
static void note_start(struct roll_screen *s, int64_t sent_s, int64_t up_s)
{
    int64_t start_s = sent_s - up_s, slack_s = START_SLACK_S + up_s / START_DRIFT;
    for (uint32_t i = 0; i < s->start_count; i++) {
        struct roll_start *known = &s->starts[i];
        if (start_s < known->start_s - slack_s || start_s > known->start_s + slack_s)
            continue;
        known->first_s = MIN(known->first_s, sent_s);
        known->last_s = MAX(known->last_s, sent_s);
        return;
    }
    if (s->start_count == ROLL_MAX_STARTS)
        s->more_starts = true;
    else
        s->starts[s->start_count++] = (struct roll_start){ start_s, sent_s, sent_s };
}

static void take_screen(struct roll *r, const struct fleet_line *line)
{
    const struct fleet_report *said = &line->report;
    struct roll_screen *s = obtain(r, said->id);
    int64_t sent_ms = line->time_ms - line->took_ms;
    count_answer(line->status, &r->full, &r->unchanged, &r->failed, &r->other);
    r->bytes += (uint64_t)line->bytes;
    r->newest_ms = MAX(r->newest_ms, line->time_ms);
    r->oldest_ms = r->oldest_ms < 0 ? line->time_ms : MIN(r->oldest_ms, line->time_ms);
    rates_add(r->rates, line->time_ms / 1000);
    if (!s) {
        r->crowded++;
        return;
    }
    count_answer(line->status, &s->full, &s->unchanged, &s->failed, &s->other);
    if (said->up_s != REPORT_UNKNOWN)
        note_start(s, sent_ms / 1000, said->up_s);
    if (s->seen && line->time_ms < s->last_ms)
        return;
    s->seen = true;
    s->last_ms = line->time_ms;
    s->said = *said;
    /* It says whole seconds: half a one is what is missing on average. */
    s->ahead_ms = said->time_s == REPORT_UNKNOWN ? 0 : said->time_s * 1000 + 500 - sent_ms;
    if (line->region[0]) {
        memcpy(s->region, line->region, sizeof(s->region));
        memcpy(s->place, line->place, sizeof(s->place));
    }
}

void roll_take(struct roll *r, const char *data, size_t len, struct buffer *held)
{
    struct fleet_line line;
    enum fleet_line_kind kind = fleet_line_parse(data, len, held, &line);
    r->lines++;
    if (kind == FLEET_LINE_NONE) {
        r->unreadable++;
        return;
    }
    if (line.time_ms > r->until_ms) {
        r->later++;
        return;
    }
    r->requests++;
    r->newest_line_ms = MAX(r->newest_line_ms, line.time_ms);
    if (kind == FLEET_LINE_SCREEN)
        take_screen(r, &line);
    else if (kind == FLEET_LINE_OTHER)
        r->foreign++;
    else
        r->broken++;
}
