#include "view/cycle.h"

#include <inttypes.h>
#include <stdio.h>

static void make_all_due(struct cycle *c)
{
    c->left = c->listing->count;
    memset(c->due, true, c->left * sizeof(*c->due));
    c->cursor = 0;
    c->beyond_due = c->listing->beyond > 0;
}

void cycle_init(struct cycle *c, const struct listing *listing)
{
    *c = (struct cycle){ .listing = listing };
    c->due = xmalloc(MAX(listing->count, 1) * sizeof(*c->due));
    make_all_due(c);
}

void cycle_release(struct cycle *c)
{
    free(c->due);
    free(c->again);
    *c = (struct cycle){ 0 };
}

void cycle_begin_next(struct cycle *c)
{
    make_all_due(c);
    c->again_count = c->again_at = c->of_last = 0;
    c->taken = 0;
    c->number++;
}

void cycle_end_again(struct cycle *c)
{
    memset(c->due, false, c->listing->count * sizeof(*c->due));
    c->left = 0;
    c->cursor = c->listing->count;
    c->beyond_due = false;
    c->number--;
}

static bool has_again(const struct cycle *c)
{
    return c->again_at < c->again_count;
}

unsigned cycle_of_next(const struct cycle *c)
{
    return c->number - (has_again(c) && c->again_at < c->of_last);
}

uint32_t cycle_next(const struct cycle *c)
{
    if (has_again(c))
        return c->again[c->again_at];
    if (!c->left)
        return DOCUMENT_NONE;
    /* Those before the cursor were moved there, and come last. */
    for (uint32_t n = 0; n < c->listing->count; n++) {
        uint32_t at = c->cursor + n;
        at -= at >= c->listing->count ? c->listing->count : 0;
        if (c->due[at])
            return at;
    }
    return DOCUMENT_NONE;
}

void cycle_take(struct cycle *c, uint32_t at)
{
    if (has_again(c)) {
        c->again_at++;
        return;
    }
    c->taken++;
    c->left -= c->due[at];
    c->due[at] = false;
    c->cursor = at + 1;
}

void cycle_give_back(struct cycle *c, uint32_t at)
{
    if (!c->taken && c->again_at > 0) {
        c->again_at--;
        return;
    }
    c->taken -= c->taken > 0;
    c->left += !c->due[at];
    c->due[at] = true;
    c->cursor = at;
}

/* ---- where the cursor belongs in another list */

#define NEIGHBOURS 9

/* Rows of the new list that have come in this cycle, or have not: the nearest to the cursor. */
struct neighbours {
    uint32_t at[NEIGHBOURS];
    int count;
};

static void add_neighbour(struct neighbours *n, const struct listing *listing, uint64_t key)
{
    uint32_t at = listing_find(listing, key);
    for (int i = 0; i < n->count; i++) {
        if (n->at[i] == at)
            return;
    }
    if (at != DOCUMENT_NONE && n->count < NEIGHBOURS)
        n->at[n->count++] = at;
}

/* How many of them a cursor at `cursor` would have on its wrong side. */
static int disorder(uint32_t cursor, const struct neighbours *before,
                    const struct neighbours *after)
{
    int n = 0;
    for (int i = 0; i < before->count; i++)
        n += before->at[i] >= cursor;
    for (int i = 0; i < after->count; i++)
        n += after->at[i] < cursor;
    return n;
}

/* A single neighbour must not decide, since a row that was renamed or sent to another
 * place has gone far; the nearest few that both lists have do. Where those agree, what
 * is new between them comes. */
static uint32_t find_cursor(const struct cycle *c, const struct listing *next, const uint64_t *seen,
                            int seen_count)
{
    enum { FARTHEST = 8192 }; /* rows gone in a block; keeps the time that this takes bounded */
    struct neighbours before = { .count = 0 }, after = { .count = 0 };
    uint32_t cursor = c->cursor, end = c->listing->count;
    /* Beside a cursor at the very beginning nobody has come yet, and nobody may be skipped. */
    for (int i = seen_count - 1; i >= 0; i--)
        add_neighbour(&before, next, seen[i]);
    for (uint32_t n = 1; n <= MIN(cursor, FARTHEST) && before.count < NEIGHBOURS; n++)
        add_neighbour(&before, next, listing_row(c->listing, cursor - n)->key);
    for (uint32_t i = cursor; i < end && i - cursor < FARTHEST && after.count < NEIGHBOURS; i++)
        add_neighbour(&after, next, listing_row(c->listing, i)->key);

    /* Where nobody is left: as far from the beginning as before, so that the end gets its turn. */
    uint32_t best = cursor > next->count ? 0 : cursor;
    int best_disorder = before.count + after.count ? INT32_MAX : 0;
    for (int i = cursor == 0 ? -1 : 0; i < before.count + after.count; i++) {
        uint32_t at = i < 0 ? 0 : i < before.count ? before.at[i] + 1 : after.at[i - before.count];
        int n = disorder(at, &before, &after);
        if (n < best_disorder || (n == best_disorder && at < best)) {
            best = at;
            best_disorder = n;
        }
    }
    return best;
}

/* Rows that stand on the screen, though the old list had them no more: they do not come again. */
static void forget_seen(struct cycle *fresh, const struct listing *old, const uint64_t *seen,
                        int seen_count)
{
    for (int i = 0; i < seen_count; i++) {
        uint32_t at = listing_find(fresh->listing, seen[i]);
        if (at == DOCUMENT_NONE || !fresh->due[at] || listing_find(old, seen[i]) != DOCUMENT_NONE)
            continue;
        fresh->due[at] = false;
        fresh->left--;
    }
}

/* Who is still to come again, as far as the new list has them. */
static void take_over_again(struct cycle *fresh, const struct cycle *c)
{
    fresh->again = xmalloc((size_t)MAX(c->again_count, 1) * sizeof(*fresh->again));
    for (int i = c->again_at; i < c->again_count; i++) {
        uint32_t at = listing_find(fresh->listing, listing_row(c->listing, c->again[i])->key);
        if (at == DOCUMENT_NONE)
            continue;
        fresh->again[fresh->again_count++] = at;
        fresh->of_last += i < c->of_last;
    }
}

void cycle_change(struct cycle *c, const struct listing *next, const uint64_t *seen, int seen_count)
{
    struct cycle fresh = { .listing = next, .number = c->number };
    fresh.cursor = find_cursor(c, next, seen, seen_count);
    fresh.due = xmalloc(MAX(next->count, 1) * sizeof(*fresh.due));
    for (uint32_t at = 0; at < next->count; at++) {
        uint32_t old = listing_before(next, at, c->listing);
        fresh.due[at] = old != DOCUMENT_NONE ? c->due[old] : at >= fresh.cursor;
        fresh.left += fresh.due[at];
    }
    forget_seen(&fresh, c->listing, seen, seen_count);
    /* The line comes at the end, so that it has not come yet unless the cycle is complete. */
    fresh.beyond_due = next->beyond > 0 && (c->beyond_due || c->left > 0);
    take_over_again(&fresh, c);
    cycle_release(c);
    *c = fresh;
}

/* ---- across a restart */

#define HEADING         "position 1\n"
#define MOST_NEXT       9
#define MOST_SHOWN      400
#define MOST_EXCEPTIONS 1000
/* More than that is not ours, and would take time. */
#define MOST_LINES (1 + MOST_SHOWN + MOST_NEXT + MOST_EXCEPTIONS)

struct cycle cycle_copy(const struct cycle *c)
{
    struct cycle copy = *c;
    size_t due = MAX(c->listing->count, 1) * sizeof(*c->due);
    size_t again = (size_t)MAX(c->again_count, 1) * sizeof(*c->again);
    copy.due = memcpy(xmalloc(due), c->due, c->listing->count * sizeof(*c->due));
    copy.again = xcalloc(1, again);
    if (c->again_count)
        memcpy(copy.again, c->again, again);
    return copy;
}

static void save_shown(bool of_last, uint64_t key, struct buffer *out)
{
    buffer_addf(out, "%s %016" PRIx64 "\n", of_last ? "last" : "now", key);
}

void cycle_save(const struct cycle *c, const struct cycle_shown *shown, int count,
                struct buffer *out)
{
    uint32_t rows = c->listing->count, unlike_rest = 0;
    buffer_addf(out, HEADING);
    for (int i = 0; i < count; i++)
        save_shown(shown[i].of_last, shown[i].key, out);
    for (int i = c->again_at; i < c->again_count; i++)
        save_shown(i < c->of_last, listing_row(c->listing, c->again[i])->key, out);
    /* Several, since some may have left when the text is read. */
    int next = 0;
    for (uint32_t at = c->cursor; at < rows && next < MOST_NEXT; at++) {
        if (c->due[at]) {
            buffer_addf(out, "next %016" PRIx64 "\n", listing_row(c->listing, at)->key);
            next++;
        }
    }
    /* Rows from the next on are to come, but for those that were moved in mid-cycle; near a
     * cycle's end, when only such are left, it is shorter to name these. */
    for (uint32_t at = 0; at < rows; at++)
        unlike_rest += c->due[at] != (at >= c->cursor);
    bool rest = unlike_rest < c->left && next;
    buffer_addf(out, "then %s\n", rest ? "rest" : "none");
    int exceptions = 0;
    for (uint32_t at = 0; at < rows && exceptions < MOST_EXCEPTIONS; at++) {
        if (c->due[at] == (rest && at >= c->cursor))
            continue;
        buffer_addf(out, "%s %016" PRIx64 "\n", c->due[at] ? "with" : "without",
                    listing_row(c->listing, at)->key);
        exceptions++;
    }
}

static void set_due(struct cycle *c, uint32_t from, uint32_t to, bool due)
{
    for (uint32_t at = from; at < to; at++) {
        c->left += due;
        c->left -= c->due[at];
        c->due[at] = due;
    }
}

/* One line: who it names, and as what. Another size of screen may list other days: the cursor
 * goes where its row would stand. */
static void restore_row(struct cycle *c, const char *word, uint64_t key, bool *has_next)
{
    uint32_t at = listing_find(c->listing, key), place = listing_find_place(c->listing, key);
    if (strcmp(word, "next") == 0 && !*has_next && place != DOCUMENT_NONE) {
        *has_next = true;
        c->cursor = place;
    }
    if (at == DOCUMENT_NONE)
        return;
    bool of_last = strcmp(word, "last") == 0;
    if ((of_last || strcmp(word, "now") == 0) && c->again_count < MOST_SHOWN) {
        c->of_last += of_last && c->of_last == c->again_count;
        c->again[c->again_count++] = at;
        c->cursor = at + 1; /* unless a better one is told */
    } else if (strcmp(word, "with") == 0 || strcmp(word, "without") == 0) {
        set_due(c, at, at + 1, strcmp(word, "with") == 0);
    }
}

bool cycle_restore(struct cycle *c, const struct listing *listing, const char *text)
{
    bool has_next = false, has_then = false;
    cycle_init(c, listing);
    if (strncmp(text, HEADING, strlen(HEADING)) != 0)
        return false;
    c->again = xcalloc(MOST_SHOWN, sizeof(*c->again));
    c->number = 1; /* so that there was one before */
    const char *line = text + strlen(HEADING);
    for (int lines = 0; *line && lines < MOST_LINES; lines++) {
        size_t len = strcspn(line, " \n");
        char word[16];
        snprintf(word, sizeof(word), "%.*s", (int)len, line);
        if (line[len] == ' ' && strcmp(word, "then") != 0) {
            restore_row(c, word, strtoull(line + len, NULL, 16), &has_next);
        } else if (line[len] == ' ' && !has_then) {
            bool rest = strncmp(line + len, " rest\n", strlen(" rest\n")) == 0;
            set_due(c, 0, rest ? c->cursor : listing->count, false);
            has_then = true;
        }
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    for (int i = c->of_last; i < c->again_count; i++)
        set_due(c, c->again[i], c->again[i] + 1, false);
    if (!c->again_count && !has_next) {
        cycle_release(c);
        cycle_init(c, listing);
        return false;
    }
    return true;
}
