#include "fetch/pulls.h"

#include <pthread.h>
#include <stdio.h>

struct pulls {
    size_t count;
    pthread_mutex_t lock;
    /* --- protected by lock */
    uint64_t changes;
    struct pull_source sources[];
};

struct pulls *pulls_new(size_t count)
{
    struct pulls *p = xcalloc(1, sizeof(*p) + count * sizeof(p->sources[0]));
    p->count = count;
    p->changes = 1; /* that there are sources */
    pthread_mutex_init(&p->lock, NULL);
    return p;
}

void pulls_free(struct pulls *p)
{
    pthread_mutex_destroy(&p->lock);
    free(p);
}

static void add_reason(struct pull_source *s, const char *reason, uint32_t rows, bool meant)
{
    if (rows && s->reason_count < PULLS_REASONS)
        s->reasons[s->reason_count++] =
            (struct pull_reason){ .reason = reason, .rows = rows, .meant = meant };
    if (!meant)
        s->left_out += rows;
}

void pulls_take_report(struct pull_source *s, const struct intake_report *report, bool native)
{
    static_assert(FEED_REASONS <= PULLS_REASONS && INTAKE_REASONS <= PULLS_REASONS, "all of them");
    s->left_out = s->reason_count = 0;
    s->no_day = native ? 0 : report->dates_not_understood;
    if (native) {
        s->rows = report->feed.rows;
        for (int i = 0; i < FEED_REASONS; i++)
            add_reason(s, feed_reason_names[i], report->feed.left_out[i], false);
        s->shown = s->rows - MIN(s->rows, s->left_out);
        return;
    }
    s->rows = report->rows;
    s->shown = report->shown;
    for (int i = 0; i < INTAKE_REASONS; i++) {
        if (i != INTAKE_BLANK)
            add_reason(s, intake_reason_names[i], report->reasons[i],
                       i == INTAKE_HIDDEN || i == INTAKE_OLDER_COPY);
    }
}

void pulls_note(struct pulls *p, size_t index, const struct pull_source *source,
                const struct pull *pull)
{
    struct pull_source *s = &p->sources[index];
    assert(index < p->count);
    pthread_mutex_lock(&p->lock);
    memcpy(s->url, source->url, sizeof(s->url));
    s->rows = source->rows;
    s->shown = source->shown;
    s->left_out = source->left_out;
    s->no_day = source->no_day;
    memcpy(s->reasons, source->reasons, sizeof(s->reasons));
    s->reason_count = source->reason_count;
    s->failures = source->failures;
    s->answered = source->answered;
    s->answered_boot_s = source->answered_boot_s;
    s->latest[s->count++ % PULLS_KEPT] = *pull;
    s->outcomes[pull->outcome]++;
    s->received += pull->received;
    p->changes++;
    pthread_mutex_unlock(&p->lock);
}

void pulls_note_next(struct pulls *p, size_t index, int64_t boot_s)
{
    pthread_mutex_lock(&p->lock);
    p->sources[index].next_boot_s = boot_s;
    p->changes++;
    pthread_mutex_unlock(&p->lock);
}

bool pulls_look(struct pulls *p, uint64_t *seen, struct pull_source *ret)
{
    if (pthread_mutex_trylock(&p->lock) != 0)
        return false;
    bool changed = p->changes != *seen;
    if (changed)
        memcpy(ret, p->sources, p->count * sizeof(*ret));
    *seen = p->changes;
    pthread_mutex_unlock(&p->lock);
    return changed;
}
