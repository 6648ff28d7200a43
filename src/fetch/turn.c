/* One turn of the fetcher: asking, believing, keeping, delivering. */
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "fetch/fetcher_parts.h"
#include "fetch/merge.h"
#include "fetch/schedule.h"
#include "fetch/tell.h"

/* Whether a source's new list may take the place of its last one; unsigned ones only are judged.
 * Each by itself: beside a long list, one that empties would hardly be seen. */
static bool is_believed(struct fetcher *f, struct source *s, int64_t boot_s, struct error *err)
{
    const struct snapshot *current = f->source_count > 1 ? s->list : f->last;
    if (s->options->key_count)
        return true;
    enum guard_verdict verdict = guard_judge(&s->guard, current, s->next, err);
    if (*err->text) {
        CLEANUP_FREE char *shown = source_shown_url(s);
        error_context(err, "%s", shown);
    }
    if (verdict == GUARD_HOLD)
        return false;
    if (*err->text)
        tell_guarded(&s->told_guard, err, ", and the source says so again: taken", boot_s);
    return true;
}

/* What a pull came to, for those who look from afar. */
static void note_pull(struct fetcher *f, size_t index, enum source_outcome outcome,
                      const struct error *why, struct pull *pull, int64_t boot_s)
{
    static const enum pull_outcome outcomes[] = {
        [SOURCE_FAILED] = PULL_FAILED,
        [SOURCE_UNCHANGED] = PULL_UNCHANGED,
        [SOURCE_NEW] = PULL_NEW,
        [SOURCE_HELD] = PULL_HELD,
    };
    struct source *s = &f->sources[index];
    bool answers = outcome != SOURCE_FAILED;
    struct pull_source about = { .failures = answers ? 0 : s->failures + 1 };
    CLEANUP_FREE char *shown = source_shown_url(s);
    if (!f->pulls)
        return;
    text_copy(about.url, sizeof(about.url), shown);
    pulls_take_report(&about, &s->told_report, s->options->reading->format == SOURCE_NATIVE);
    if (answers)
        s->heard_boot_s = boot_s;
    about.answered = s->heard_boot_s > 0;
    about.answered_boot_s = s->heard_boot_s;
    pull->outcome = outcomes[outcome];
    pull->status = s->status;
    pull->received = s->received;
    if (outcome == SOURCE_FAILED || outcome == SOURCE_HELD)
        text_copy(pull->sentence, sizeof(pull->sentence), why->text);
    pulls_note(f->pulls, index, &about, pull);
}

/* Asks what is due. false when the fetcher is being freed. */
static bool ask(struct fetcher *f, const bool *due, int64_t wall_s, int64_t boot_s,
                enum source_outcome *outcomes, struct error *errors)
{
    for (size_t i = 0; i < f->source_count; i++) {
        if (!due[i])
            continue;
        uint64_t begun_ns = clock_monotonic_ns();
        struct pull pull = { .wall_s = wall_s };
        outcomes[i] = source_pull(&f->sources[i], wall_s, boot_s, &errors[i]);
        pull.took_ms = (uint32_t)((clock_monotonic_ns() - begun_ns) / 1000000);
        if (outcomes[i] == SOURCE_CANCELLED)
            return false;
        if (outcomes[i] == SOURCE_UNCHANGED)
            guard_reset(&f->sources[i].guard);
        if (outcomes[i] == SOURCE_NEW) {
            tell_report(&f->sources[i], boot_s);
            errors[i].text[0] = '\0'; /* of an address that failed before a mirror did not */
            if (!is_believed(f, &f->sources[i], boot_s, &errors[i])) {
                source_drop(&f->sources[i]);
                outcomes[i] = SOURCE_HELD;
            }
        }
        note_pull(f, i, outcomes[i], &errors[i], &pull, boot_s);
    }
    return true;
}

static bool is_signed(const struct fetcher *f)
{
    bool all = true;
    for (size_t i = 0; i < f->source_count; i++)
        all &= f->options[i].key_count > 0;
    return all;
}

/* The list of all sources, where one has a new one; NULL while one has never answered, or with a
 * sentence where they are too much together. The caller owns it, but for the list of an only
 * source, which is `next` of that. */
static struct snapshot *gather(struct fetcher *f, struct error *err)
{
    const struct snapshot *lists[FETCHER_MAX_SOURCES];
    if (f->source_count == 1)
        return f->sources[0].next;
    for (size_t i = 0; i < f->source_count; i++) {
        lists[i] = f->sources[i].next ? f->sources[i].next : f->sources[i].list;
        if (!lists[i])
            return NULL;
    }
    return merge_lists(lists, f->source_count, f->order, &f->copies, err);
}

static void drop(struct fetcher *f)
{
    for (size_t i = 0; i < f->source_count; i++)
        source_drop(&f->sources[i]);
}

/* Until the disk has them. */
static void note_serials(struct fetcher *f)
{
    if (!f->serials_noted)
        f->serials_noted = cache_note_serials(f->cache, &f->serials);
}

static void accept(struct fetcher *f)
{
    for (size_t i = 0; i < f->source_count; i++) {
        struct source *s = &f->sources[i];
        if (!s->next)
            continue;
        uint64_t before = s->highest;
        source_accept(s, f->source_count > 1);
        if (s->highest == before)
            continue;
        serials_raise(&f->serials, s->options->urls[0], s->highest);
        f->serials_noted = false;
    }
    note_serials(f);
}

/* Whether this will be the first list of several sources, which only what was
 * kept can be held against. */
static bool is_first(const struct fetcher *f)
{
    bool first = false;
    for (size_t i = 0; i < f->source_count; i++)
        first |= f->source_count > 1 && !f->sources[i].list;
    return first;
}

enum turn {
    TURN_OLD,  /* there is nothing new */
    TURN_HELD, /* the new list is not believed yet; a sentence says why */
    TURN_NEW,
};

/* What the sources' new lists come to. `*ret` is the caller's on TURN_NEW. */
static enum turn settle(struct fetcher *f, int64_t wall_s, int64_t boot_s, struct snapshot **ret,
                        struct error *err)
{
    uint32_t left_out = 0;
    size_t bytes = 0;
    struct snapshot *next = gather(f, err);
    if (!next && *err->text) {
        drop(f);
        return TURN_HELD;
    }
    if (!next) { /* what has come waits for the others */
        accept(f);
        return TURN_OLD;
    }
    bool judged = is_first(f) && !is_signed(f);
    if (judged && guard_judge(&f->guard, f->last, next, err) == GUARD_HOLD) {
        snapshot_free(next);
        drop(f);
        return TURN_HELD;
    }
    if (*err->text)
        tell_guarded(&f->told_guard, err, ", and the sources say so again: taken", boot_s);
    for (size_t i = 0; i < f->source_count; i++) {
        left_out += intake_not_understood(&f->sources[i].report);
        bytes += f->sources[i].bytes;
    }
    accept(f);
    snapshot_mark_seen(next, f->last, (uint32_t)wall_s);
    CLEANUP_FREE char *copies =
        f->copies ? xasprintf(", %u older copies of rows of another source", f->copies)
                  : xstrdup("");
    log_info("%u documents, %u places, %u rows left out, %zu bytes%s", next->document_count,
             next->location_count, left_out, bytes, copies);
    *ret = next;
    return TURN_NEW;
}

/* Which of the sources have something new. */
static bool has_news(const struct fetcher *f)
{
    bool news = false;
    for (size_t i = 0; i < f->source_count; i++)
        news |= f->sources[i].next != NULL;
    return news;
}

/* Notes when those that answered have said so. false while one never has. */
static bool note_times(struct fetcher *f, const bool *due, const enum source_outcome *outcomes,
                       int64_t wall_s, int64_t boot_s)
{
    bool all = true;
    for (size_t i = 0; i < f->source_count; i++) {
        struct source *s = &f->sources[i];
        if (due[i] && (outcomes[i] == SOURCE_NEW || outcomes[i] == SOURCE_UNCHANGED)) {
            s->answered = true;
            s->checked_wall_s = wall_s;
            s->checked_boot_s = boot_s;
        }
        all &= s->answered;
    }
    return all;
}

/* A list is as old as the oldest part of it. */
static const struct source *oldest(const struct fetcher *f)
{
    const struct source *ret = &f->sources[0];
    for (size_t i = 1; i < f->source_count; i++) {
        if (f->sources[i].checked_boot_s < ret->checked_boot_s)
            ret = &f->sources[i];
    }
    return ret;
}

bool fetcher_pull_once(struct fetcher *f, int64_t wall_s, struct delivery *ret, struct error *err)
{
    bool due[FETCHER_MAX_SOURCES];
    enum source_outcome outcomes[FETCHER_MAX_SOURCES];
    struct error errors[FETCHER_MAX_SOURCES] = { { "" } };
    struct snapshot *next = NULL;
    memset(due, true, sizeof(due));
    bool answered = ask(f, due, wall_s, clock_boot_s(), outcomes, errors), ok = answered;
    for (size_t i = 0; answered && i < f->source_count; i++) {
        if (outcomes[i] != SOURCE_FAILED && outcomes[i] != SOURCE_HELD)
            continue;
        if (*f->options[i].name)
            error_context(&errors[i], "[source %s]", f->options[i].name);
        if (ok)
            *err = errors[i];
        else
            log_error("%s", errors[i].text); /* each of them is to be mended */
        ok = false;
    }
    if (!ok || (has_news(f) && settle(f, wall_s, clock_boot_s(), &next, err) == TURN_HELD)) {
        drop(f);
        return false;
    }
    *ret = (struct delivery){ .snapshot = next,
                              .checked_wall_s = wall_s,
                              .checked_boot_s = clock_boot_s() };
    return true;
}

/* Stores the list and what it came with. */
static void keep(struct fetcher *f, const struct snapshot *list, int64_t wall_s)
{
    struct cache_entry entry = { .checked_s = wall_s };
    const struct source_mark *mark = &f->sources[0].mark;
    if (f->source_count == 1) {
        memcpy(entry.etag, mark->etag, sizeof(entry.etag));
        memcpy(entry.last_modified, mark->last_modified, sizeof(entry.last_modified));
        memcpy(entry.body_hash, mark->body_hash, sizeof(entry.body_hash));
    }
    memcpy(entry.settings, f->settings, sizeof(entry.settings));
    struct buffer signers = BUFFER_INIT(sizeof(entry.signed_by) - 1);
    for (size_t i = 0; i < f->source_count; i++)
        buffer_addf(&signers, "%s%s", i ? " " : "", f->sources[i].mark.signed_by);
    memcpy(entry.signed_by, buffer_text(&signers), signers.len);
    buffer_release(&signers);
    cache_store(f->cache, list, &entry);
}

static void deliver(struct fetcher *f, struct snapshot *list, const struct source *as_old_as)
{
    mailbox_put(f->mailbox, (struct delivery){ .snapshot = list,
                                               .checked_wall_s = as_old_as->checked_wall_s,
                                               .checked_boot_s = as_old_as->checked_boot_s });
}

/* Tells how each source answered, and when it is to be asked again. */
static void schedule(struct fetcher *f, const bool *due, const enum source_outcome *outcomes,
                     const struct error *errors, int64_t boot_s, uint32_t chance)
{
    for (size_t i = 0; i < f->source_count; i++) {
        struct source *s = &f->sources[i];
        if (due[i] && outcomes[i] == SOURCE_FAILED) {
            tell_failure(s, &errors[i], boot_s);
            s->wait_ms = schedule_retry(!f->last, f->poll_s, s->failures, s->retry_after_s, chance);
        } else if (due[i]) {
            if (outcomes[i] == SOURCE_HELD)
                tell_guarded(&s->told_guard, &errors[i], ": held until the source says so again",
                             boot_s);
            tell_answer(s);
            s->wait_ms = schedule_next(f->poll_s, chance);
        }
    }
}

/* The pause until the first of them is due; the others have waited as long by then. */
static uint64_t next_pause(struct fetcher *f, int64_t boot_s)
{
    uint64_t pause = UINT64_MAX;
    for (size_t i = 0; i < f->source_count; i++) {
        pause = MIN(pause, f->sources[i].wait_ms);
        if (f->pulls)
            pulls_note_next(f->pulls, i, boot_s + (int64_t)(f->sources[i].wait_ms / 1000));
    }
    for (size_t i = 0; i < f->source_count; i++)
        f->sources[i].wait_ms -= pause;
    return pause;
}

uint64_t fetcher_step(struct fetcher *f, int64_t wall_s, int64_t boot_s, uint32_t chance)
{
    bool due[FETCHER_MAX_SOURCES], answers = false;
    enum source_outcome outcomes[FETCHER_MAX_SOURCES];
    struct error errors[FETCHER_MAX_SOURCES] = { { "" } }, err = { "" };
    struct snapshot *next = NULL;
    for (size_t i = 0; i < f->source_count; i++)
        due[i] = f->sources[i].wait_ms == 0;
    if (!ask(f, due, wall_s, boot_s, outcomes, errors)) {
        drop(f);
        return 0;
    }
    enum turn turn = has_news(f) ? settle(f, wall_s, boot_s, &next, &err) : TURN_OLD;
    if (turn == TURN_HELD) {
        tell_guarded(&f->told_guard, &err, ": the list stays as it is", boot_s);
    } else {
        bool complete = note_times(f, due, outcomes, wall_s, boot_s);
        for (size_t i = 0; i < f->source_count; i++)
            answers |= due[i] && outcomes[i] == SOURCE_UNCHANGED;
        const struct source *from = oldest(f);
        if (turn == TURN_NEW) {
            keep(f, next, from->checked_wall_s);
            f->last = next;
            deliver(f, next, from);
        } else if (answers && complete) {
            guard_reset(&f->guard);
            /* The disk may be mended, or somebody may have tidied up: the next
             * power cut still finds it. */
            if (!cache_confirm(f->cache, from->checked_wall_s) && f->last) {
                keep(f, f->last, from->checked_wall_s);
                f->serials_noted = !f->serials.count;
            }
            note_serials(f);
            deliver(f, NULL, from);
        }
    }
    schedule(f, due, outcomes, errors, boot_s, chance);
    return next_pause(f, boot_s);
}
