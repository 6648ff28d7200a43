/* .published: what the last publication has left, behind a line with its checksum. */
#include "publish/tree_parts.h"

#include <inttypes.h>
#include <stdio.h>

#define MAGIC    "siapambil-tree 1"
#define HEAD_MAX 65536u      /* the serial stands before */
#define MAX_FILE (16u << 20) /* 10,000 places and their names take 8 */

static void entry_release(struct tree_entry *e)
{
    free(e->place);
    free(e->name);
}

void tree_state_release(struct tree_state *s)
{
    for (size_t i = 0; i < s->count; i++)
        entry_release(&s->entries[i]);
    free(s->entries);
    free(s->note);
    *s = (struct tree_state){ 0 };
}

bool tree_place_is_name(const char *place)
{
    size_t len = strlen(place);
    if (!len || len > 64 || *place == '.' ||
        strspn(place, "abcdefghijklmnopqrstuvwxyz0123456789.-") != len)
        return false;
    for (enum tree_kind kind = 0; kind < TREE_KINDS; kind++) {
        char name[TREE_NAME_MAX];
        if (strcmp(place, tree_file_name(TREE_FEED, kind, name)) == 0 ||
            strcmp(place, tree_file_name(TREE_INDEX, kind, name)) == 0)
            return false;
    }
    return true;
}

struct tree_entry *tree_state_add(struct tree_state *s, const char *place)
{
    if (s->count == s->room) {
        s->room = MAX(64, s->room * 2);
        s->entries = xrealloc(s->entries, s->room * sizeof(s->entries[0]));
    }
    struct tree_entry *e = &s->entries[s->count++];
    *e = (struct tree_entry){ .place = xstrdup(place), .name = xstrdup("") };
    return e;
}

static int compare(const void *a, const void *b)
{
    const struct tree_entry *x = a, *y = b;
    return strcmp(x->place, y->place);
}

void tree_state_sort(struct tree_state *s)
{
    if (s->count)
        qsort(s->entries, s->count, sizeof(s->entries[0]), compare);
}

struct tree_entry *tree_state_find(const struct tree_state *s, const char *place)
{
    struct tree_entry key = { .place = (char *)place };
    return s->count ? bsearch(&key, s->entries, s->count, sizeof(key), compare) : NULL;
}

/* ---- writing */

static void print_lengths(const uint64_t lengths[TREE_KINDS], struct buffer *out)
{
    for (int kind = 0; kind < TREE_KINDS; kind++)
        buffer_addf(out, " %" PRIu64, lengths[kind]);
}

void tree_state_print(const struct tree_state *s, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer rest = BUFFER_INIT(0);
    char hash[HASH_HEX_SIZE];
    buffer_addf(
        &rest, "settings %s\nserial %" PRIu64 "\nmtime %" PRId64 "\nsource %" PRId64 "\nindex",
        s->settings, s->serial, s->mtime_s, s->source_expires == INT64_MAX ? 0 : s->source_expires);
    print_lengths(s->index_lengths, &rest);
    buffer_addf(&rest, "\n");
    for (size_t i = 0; i < s->count; i++) {
        const struct tree_entry *e = &s->entries[i];
        buffer_addf(&rest, "%s %s %" PRIu64 " %" PRId64 " %" PRId64 " %" PRIu32,
                    e->gone ? "gone" : "feed", *e->place ? e->place : "*", e->serial, e->issued,
                    e->expires, e->documents);
        print_lengths(e->lengths, &rest);
        buffer_addf(&rest, " %s %s\n", e->content, e->name);
    }
    buffer_addf(&rest, "note\n%s", s->note ? s->note : "");
    hash_hex(rest.data, rest.len, hash);
    buffer_addf(out, MAGIC " %s\n", hash);
    buffer_append(out, rest.data, rest.len);
}

/* ---- reading */

static bool read_entry(struct tree_state *s, const char *line)
{
    char kind[8] = "", place[80] = "", content[HASH_HEX_SIZE] = "";
    struct tree_entry e = { 0 };
    int end = 0;
    if (sscanf(line,
               "%4s %79s %" SCNu64 " %" SCNd64 " %" SCNd64 " %" SCNu32 " %" SCNu64 " %" SCNu64
               " %" SCNu64 " %64s%n",
               kind, place, &e.serial, &e.issued, &e.expires, &e.documents, &e.lengths[0],
               &e.lengths[1], &e.lengths[2], content, &end) != 10 ||
        line[end] != ' ')
        return false;
    struct tree_entry *added = tree_state_add(s, strcmp(place, "*") == 0 ? "" : place);
    e.place = added->place;
    free(added->name);
    e.name = xstrdup(line + end + 1);
    e.gone = strcmp(kind, "gone") == 0;
    memcpy(e.content, content, sizeof(content));
    *added = e;
    return true;
}

static bool parse(struct tree_state *s, char *text)
{
    char hash[HASH_HEX_SIZE], own[HASH_HEX_SIZE];
    int end = 0;
    if (sscanf(text, MAGIC " %64s%n", hash, &end) != 1 || text[end] != '\n')
        return false;
    text += end + 1;
    hash_hex(text, strlen(text), own);
    if (strcmp(hash, own) != 0)
        return false;
    uint64_t *index = s->index_lengths;
    if (sscanf(text,
               "settings %64s serial %" SCNu64 " mtime %" SCNd64 " source %" SCNd64
               " index %" SCNu64 " %" SCNu64 " %" SCNu64 "%n",
               s->settings, &s->serial, &s->mtime_s, &s->source_expires, &index[0], &index[1],
               &index[2], &end) != 7 ||
        text[end] != '\n')
        return false;
    if (!s->source_expires)
        s->source_expires = INT64_MAX;
    for (text += end + 1; strncmp(text, "note\n", 5) != 0;) {
        char *newline = strchr(text, '\n');
        if (!newline)
            return false;
        *newline = '\0';
        if (!read_entry(s, text))
            return false;
        text = newline + 1;
    }
    s->note = xstrdup(text + 5);
    return true;
}

/* ---- looking whether it is there */

static bool lies_there(const struct tree_folder *f, const char *base,
                       const uint64_t lengths[TREE_KINDS], int64_t *mtime_s)
{
    bool whole = true;
    for (enum tree_kind kind = 0; kind < TREE_KINDS; kind++) {
        char name[TREE_NAME_MAX];
        int64_t length = tree_length(f, tree_file_name(base, kind, name), mtime_s);
        whole &= length == (lengths[kind] ? (int64_t)lengths[kind] : -1);
    }
    return whole;
}

static void look(struct tree_state *s, const struct tree_folder *region)
{
    struct error ignored = { "" };
    s->index_is_whole = lies_there(region, TREE_INDEX, s->index_lengths, &s->mtime_s);
    for (size_t i = 0; i < s->count; i++) {
        struct tree_entry *e = &s->entries[i];
        CLEANUP_FOLDER struct tree_folder own = TREE_NO_FOLDER;
        if (*e->place)
            tree_open_folder(region, e->place, &own, &ignored);
        const struct tree_folder *folder = *e->place ? &own : region;
        e->is_whole = folder->fd >= 0 && lies_there(folder, TREE_FEED, e->lengths, &s->mtime_s);
    }
}

/* A feed that nothing is known of but that it was published, perhaps not all of it. */
static void rescue_feed(struct tree_state *s, const struct tree_folder *f, const char *place)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(HEAD_MAX);
    bool any = false;
    for (enum tree_kind kind = 0; kind < TREE_KINDS; kind++) {
        char name[TREE_NAME_MAX];
        any |= tree_length(f, tree_file_name(TREE_FEED, kind, name), &s->mtime_s) >= 0;
    }
    if (!any)
        return;
    tree_read(f, TREE_FEED, &text);
    /* feed_write_head() begins a line with it; within a string there are no line ends. */
    static const char mark[] = "\n\"serial\":";
    const char *at = strstr(buffer_text(&text), mark);
    struct tree_entry *e = tree_state_add(s, place);
    if (at)
        e->serial = strtoull(at + strlen(mark), NULL, 10);
    s->serial = MAX(s->serial, e->serial);
}

static void rescue(struct tree_state *s, const struct tree_folder *region)
{
    CLEANUP_BUFFER struct buffer names = BUFFER_INIT(0);
    struct error ignored = { "" };
    rescue_feed(s, region, "");
    tree_names(region, &names);
    for (size_t at = 0; at < names.len; at += strlen(names.data + at) + 1) {
        CLEANUP_FOLDER struct tree_folder place = TREE_NO_FOLDER;
        if (tree_open_folder(region, names.data + at, &place, &ignored) == PUBLISH_DONE &&
            place.fd >= 0 && tree_place_is_name(names.data + at))
            rescue_feed(s, &place, names.data + at);
    }
}

void tree_state_load(struct tree_state *s, const struct tree_folder *region)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(MAX_FILE);
    tree_state_release(s);
    bool ok = region->fd >= 0 && tree_read(region, TREE_STATE, &text) && text.len &&
              strlen(text.data) == text.len && parse(s, text.data);
    if (!ok) {
        tree_state_release(s);
        if (region->fd >= 0)
            rescue(s, region);
    }
    tree_state_sort(s);
    if (region->fd >= 0)
        look(s, region);
}

/* ---- the highest ever: "SERIAL MTIME CHECKSUM" */

#define HIGHEST_MAX 256

/* The caller frees it. */
static char *highest_line(uint64_t serial, int64_t mtime_s)
{
    char hash[HASH_HEX_SIZE];
    CLEANUP_FREE char *text = xasprintf("%" PRIu64 " %" PRId64, serial, mtime_s);
    hash_hex(text, strlen(text), hash);
    return xasprintf("%s %.16s\n", text, hash);
}

void tree_highest_load(const struct tree_folder *f, const char *name, uint64_t *serial,
                       int64_t *mtime_s)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(HIGHEST_MAX);
    uint64_t noted = 0;
    int64_t time_s = 0;
    if (!tree_read(f, name, &text) ||
        sscanf(buffer_text(&text), "%" SCNu64 " %" SCNd64, &noted, &time_s) != 2)
        return;
    CLEANUP_FREE char *line = highest_line(noted, time_s);
    if (strcmp(line, buffer_text(&text)) != 0)
        return;
    *serial = MAX(*serial, noted);
    *mtime_s = MAX(*mtime_s, time_s);
}

enum publish_status tree_highest_save(const struct tree_folder *f, const char *name,
                                      uint64_t serial, int64_t mtime_s, struct error *err)
{
    CLEANUP_FREE char *line = highest_line(serial, mtime_s);
    const struct buffer text = { .data = line, .len = strlen(line) };
    return tree_replace(f, name, &text, mtime_s, err);
}
