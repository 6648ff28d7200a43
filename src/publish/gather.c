#include "publish/gather.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/hash.h"
#include "fetch/merge.h"
#include "fetch/tell.h"
#include "publish/postgresql.h"
#include "setup/rules.h"
#include "setup/sources.h"

/* A source's transport, and whether it was that which failed. */
struct line {
    struct http *http;
    struct postgresql *database;
    const struct transport *inner; /* of one of them */
    struct transport transport;
    bool failed;
    struct source source;
    struct source_options options;
    uint32_t documents; /* in what was accepted of it last; 0: not known */
};

struct gathering {
    struct privacy privacy;
    uint8_t id_key[HASH_KEY_SIZE];
    struct sources *sources;
    struct line lines[CONFIG_MAX_SOURCES];
    size_t count;
    struct source_flags flags;
    struct snapshot *own;  /* what the publisher's settings say beside the sources; or NULL */
    struct snapshot *list; /* of several of these; owned */
    uint32_t copies;
};

void gathering_free(struct gathering *g)
{
    gathering_drop(g);
    for (size_t i = 0; i < g->count; i++) {
        source_release(&g->lines[i].source);
        if (g->lines[i].http)
            http_free(g->lines[i].http);
        if (g->lines[i].database)
            postgresql_free(g->lines[i].database);
    }
    if (g->sources)
        sources_free(g->sources);
    if (g->own)
        snapshot_free(g->own);
    free(g);
}

static bool get(void *ctx, const struct request *request, struct response *ret, struct error *err)
{
    struct line *l = ctx;
    bool ok = l->inner->get(l->inner->ctx, request, ret, err);
    l->failed = !ok;
    return ok;
}

static void wait(void *ctx, uint64_t ms)
{
    const struct line *l = ctx;
    l->inner->wait(l->inner->ctx, ms);
}

static bool open_transport(struct line *l, const struct config *c, struct error *err)
{
    if (c->source.format == CONFIG_POSTGRESQL && (l->database = postgresql_open(c, err)))
        l->inner = postgresql_transport(l->database);
    else if (c->source.format != CONFIG_POSTGRESQL && (l->http = sources_http(c, err)))
        l->inner = http_transport(l->http);
    l->transport = (struct transport){ .get = get, .wait = wait, .ctx = l };
    return l->inner;
}

/* [notices] and [panel] link of a publisher are for all screens: a list without rows, to be merged
 * with what the sources say. */
static struct snapshot *make_own(const struct config *c)
{
    const struct {
        const char *text;
        bool high;
    } notices[] = { { c->notices.announcement, true }, { c->notices.text, false } };
    if (!*c->panel.link && !*c->notices.text && !*c->notices.announcement)
        return NULL;
    CLEANUP(snapshot_builder_free) struct snapshot_builder *b = snapshot_builder_new();
    struct snapshot *head = snapshot_builder_head(b);
    head->expires = INT64_MAX;
    head->link = snapshot_builder_text(b, c->panel.link);
    for (size_t i = 0; i < COUNT(notices); i++) {
        if (!*notices[i].text)
            continue;
        snapshot_builder_notice(b,
                                &(struct notice){ .text = snapshot_builder_text(b, notices[i].text),
                                                  .from = NOTICE_ALWAYS_FROM,
                                                  .until = NOTICE_ALWAYS_UNTIL,
                                                  .high = notices[i].high });
    }
    return snapshot_builder_finish(b);
}

struct gathering *gathering_new(const struct config *c, const uint8_t *id_key, struct error *err)
{
    CLEANUP(gathering_free) struct gathering *g = xcalloc(1, sizeof(*g));
    memcpy(g->id_key, id_key, HASH_KEY_SIZE);
    if (!rules_make(c, &g->privacy, err))
        return NULL;
    g->privacy.id_key = g->id_key;
    g->own = make_own(c);
    g->sources = sources_new(c, &g->privacy, err);
    if (!g->sources)
        return NULL;
    while (g->count < sources_count(g->sources)) {
        struct line *l = &g->lines[g->count];
        l->options = *sources_options(g->sources, g->count);
        source_init(&l->source, &l->options, g->id_key, &g->flags);
        bool ok = open_transport(l, sources_config(g->sources, g->count++), err);
        l->options.transport = &l->transport;
        if (!ok)
            return NULL;
    }
    struct gathering *ret = g;
    g = NULL;
    return ret;
}

/* ---- what was accepted, across runs */

#define NOTE_FORM "source %64s %zu %16s %" SCNu64 " %" SCNu32

static bool is_one_line(const char *text)
{
    return !strpbrk(text, "\t\r\n");
}

/* Names a source: by its address, and of a database, which may be asked several things, its query. */
static void name_source(const struct gathering *g, size_t index, char ret[HASH_HEX_SIZE])
{
    const struct config *c = gathering_config(g, index);
    CLEANUP_FREE char *text =
        xasprintf("%s\n%s\n%s", c->source.url, c->source.query, c->source.query_file);
    hash_hex(text, strlen(text), ret);
}

/* "source HASH-OF-ITS-NAME WHICH-MIRROR BODY HIGHEST DOCUMENTS\tETAG\tLAST-MODIFIED" */
void gathering_note(const struct gathering *g, struct buffer *out)
{
    for (size_t i = 0; i < g->count; i++) {
        const struct source *s = &g->lines[i].source;
        const struct source_mark *m = s->next ? &s->next_mark : &s->mark;
        uint32_t documents = s->next ? s->next->document_count : g->lines[i].documents;
        uint64_t serial = s->next && s->options->key_count ? s->next->serial : 0;
        char hash[HASH_HEX_SIZE];
        if (!*m->body_hash)
            continue;
        name_source(g, i, hash);
        buffer_addf(out, "source %s %zu %s %" PRIu64 " %" PRIu32 "\t%s\t%s\n", hash, m->url,
                    m->body_hash, MAX(s->highest, serial), documents,
                    is_one_line(m->etag) ? m->etag : "",
                    is_one_line(m->last_modified) ? m->last_modified : "");
    }
}

static void copy_field(const char *line, int number, char *ret, size_t size)
{
    while (number-- && line)
        line = (line = strpbrk(line, "\t\n")) && *line == '\t' ? line + 1 : NULL;
    size_t len = line ? strcspn(line, "\t\n") : 0;
    snprintf(ret, size, "%.*s", (int)(len < size ? len : 0), line ? line : "");
}

static void recall(struct line *l, const char *own, const char *line)
{
    struct source *s = &l->source;
    uint32_t documents;
    struct source_mark mark = { 0 };
    char hash[HASH_HEX_SIZE];
    uint64_t highest;
    if (sscanf(line, NOTE_FORM, hash, &mark.url, mark.body_hash, &highest, &documents) != 5 ||
        strcmp(hash, own) != 0 || mark.url >= s->options->url_count)
        return;
    copy_field(line, 1, mark.etag, sizeof(mark.etag));
    copy_field(line, 2, mark.last_modified, sizeof(mark.last_modified));
    s->mark = mark;
    s->highest = MAX(s->highest, highest);
    l->documents = documents;
}

void gathering_recall(struct gathering *g, const char *note)
{
    for (size_t i = 0; i < g->count; i++) {
        char own[HASH_HEX_SIZE];
        name_source(g, i, own);
        source_release(&g->lines[i].source);
        g->lines[i].source.mark = (struct source_mark){ 0 };
        for (const char *line = note; line && *line;
             line = (line = strchr(line, '\n')) ? line + 1 : "")
            recall(&g->lines[i], own, line);
    }
}

/* ---- pulling */

static enum publish_status trouble(const struct line *l)
{
    if (l->database && postgresql_trouble(l->database) != POSTGRESQL_FINE)
        return postgresql_trouble(l->database) == POSTGRESQL_QUERY ? PUBLISH_QUERY
                                                                   : PUBLISH_UNREACHABLE;
    if (l->source.unfinished)
        return PUBLISH_UNFINISHED;
    return l->failed ? PUBLISH_UNREACHABLE : PUBLISH_UNREADABLE;
}

static enum publish_status ask(struct line *l, int64_t now_s, bool whole, struct error *err)
{
    struct source *s = &l->source;
    if (whole) /* nothing to compare with */
        s->mark = (struct source_mark){ 0 };
    l->failed = false;
    enum source_outcome outcome = source_pull(s, now_s, clock_boot_s(), err);
    if (outcome == SOURCE_NEW) {
        tell_report(s, clock_boot_s());
        return PUBLISH_DONE;
    }
    if (outcome == SOURCE_UNCHANGED)
        return PUBLISH_DONE;
    if (*s->options->name)
        error_context(err, "[source %s]", s->options->name);
    return trouble(l);
}

/* One list of all; each has one. */
static const struct snapshot *join(struct gathering *g, struct error *err)
{
    const struct snapshot *lists[CONFIG_MAX_SOURCES + 1];
    if (g->count == 1 && !g->own)
        return g->lines[0].source.next;
    for (size_t i = 0; i < g->count; i++) {
        const struct source *s = &g->lines[i].source;
        lists[i] = s->next ? s->next : s->list;
    }
    lists[g->count] = g->own;
    g->list = merge_lists(lists, g->count + (g->own != NULL), g->lines[0].options.reading->order,
                          &g->copies, err);
    return g->list;
}

enum publish_status gathering_pull(struct gathering *g, int64_t now_s, bool whole,
                                   const struct snapshot **ret_list, struct error *err)
{
    enum publish_status status = PUBLISH_DONE;
    bool changed = false;
    gathering_drop(g);
    *ret_list = NULL;
    for (size_t i = 0; i < g->count && !status; i++) {
        status = ask(&g->lines[i], now_s, whole, err);
        changed |= g->lines[i].source.next != NULL;
    }
    /* What has not changed since another run is not in memory. */
    for (size_t i = 0; i < g->count && !status && changed; i++) {
        struct source *s = &g->lines[i].source;
        if (!s->next && !s->list)
            status = ask(&g->lines[i], now_s, true, err);
    }
    if (!status && changed && !(*ret_list = join(g, err)))
        status = PUBLISH_UNREADABLE;
    if (status)
        gathering_drop(g);
    return status;
}

const struct source *gathering_collapse(const struct gathering *g, uint32_t *ret_before,
                                        uint32_t *ret_after)
{
    for (size_t i = 0; i < g->count; i++) {
        const struct snapshot *next = g->lines[i].source.next;
        if (!next || !guard_is_collapse(g->lines[i].documents, next->document_count))
            continue;
        *ret_before = g->lines[i].documents;
        *ret_after = next->document_count;
        return &g->lines[i].source;
    }
    return NULL;
}

void gathering_accept(struct gathering *g)
{
    for (size_t i = 0; i < g->count; i++) {
        struct source *s = &g->lines[i].source;
        struct snapshot *next = s->next;
        if (!next)
            continue;
        g->lines[i].documents = next->document_count;
        source_accept(s, g->count > 1);
        if (g->count == 1)
            snapshot_free(next);
    }
    gathering_drop(g);
}

void gathering_drop(struct gathering *g)
{
    for (size_t i = 0; i < g->count; i++)
        source_drop(&g->lines[i].source);
    if (g->list)
        snapshot_free(g->list);
    g->list = NULL;
}

size_t gathering_count(const struct gathering *g)
{
    return g->count;
}

const struct source *gathering_source(const struct gathering *g, size_t index)
{
    return &g->lines[index].source;
}

const struct config *gathering_config(const struct gathering *g, size_t index)
{
    return sources_config(g->sources, index);
}

uint32_t gathering_copies(const struct gathering *g)
{
    return g->copies;
}
