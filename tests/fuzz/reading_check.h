/* What is true of every mapped source, whatever its bytes. */
#pragma once

#include <stdio.h>

#include "../unit/reading_support.h"
#include "../unit/snapshot_check.h"

static void must(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

static void check_told(const char *text)
{
    must(text_find_invalid(text, strlen(text)) == strlen(text), "what is told is UTF-8");
    must(!redact_finds_number(text), "what is told tells no number");
    for (const char *p = text; *p; p++)
        must((unsigned char)*p >= 0x20, "what is told holds no control character");
}

static void check_words(const struct intake_words *w)
{
    must(w->count <= INTAKE_WORDS && w->untold_count <= INTAKE_NUMBERS, "words fit");
    for (uint32_t i = 0; i < w->untold_count; i++)
        must(!*w->untold[i].word && w->untold[i].count && w->untold[i].first_row,
             "what is not told has a row only");
    for (uint32_t i = 0; i < w->count; i++) {
        check_told(w->words[i].word);
        must(*w->words[i].word && w->words[i].count, "a word stands somewhere");
        must(!i || w->words[i - 1].count >= w->words[i].count, "the commonest come first");
    }
}

static void check_report(const struct intake_report *r)
{
    uint32_t rows = r->shown;
    for (int i = 0; i < INTAKE_REASONS; i++) {
        rows += i == INTAKE_BLANK ? 0 : r->reasons[i];
        for (uint32_t j = 0; j < MIN(r->reasons[i], (uint32_t)INTAKE_NUMBERS); j++)
            must(r->numbers[i][j] > 0, "a row that is left out has a number");
    }
    must(rows == r->rows, "every row is shown or counted");
    check_words(&r->statuses);
    check_words(&r->types);
    check_words(&r->areas);
    for (int i = 0; i < MAP_MEMBERS; i++) {
        must(r->members[i].filled <= r->rows, "a member is filled in rows");
        for (uint32_t j = 0; j < r->members[i].examples; j++)
            check_told(r->members[i].became[j]);
    }
    check_told(r->column_twice);
}

/* Written and read again, it is the same list. */
static void check_round_trip(const struct snapshot *s, const struct privacy *privacy)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    CLEANUP(snapshot_free) struct snapshot *again = NULL;
    const struct feed_options options = { .privacy = privacy, .own = true, .order = s->order };
    struct feed_report report;
    struct error err = { "" };
    feed_write(s, true, &out);
    must(feed_parse(out.data, out.len, &options, &again, &report, &err), err.text);
    must(!report.left_out_total && !report.extras_left_out && !report.blotted,
         "nothing is left out of what was written");
    const char *wrong = differ(s, again, true);
    must(!wrong, wrong);
}

static void check_reading(struct office *o, const uint8_t *data, size_t size)
{
    CLEANUP(snapshot_free) struct snapshot *s = NULL;
    static struct intake_report report;
    struct error err = { "" };
    /* A copy of just this size, so that reading past it is seen. */
    CLEANUP_FREE char *copy = xmalloc(size ? size : 1);
    memcpy(copy, data, size);
    const struct reading_page page = { copy, size };
    bool ok = reading_parse(&o->reading, &page, 1, 0, &s, &report, &err);
    check_report(&report);
    must(ok == !err.text[0], "either a list or a sentence");
    must(!ok || !report.unfinished, "what is taken is whole");
    check_told(err.text);
    if (!ok)
        return;
    const char *wrong = check_snapshot(s);
    must(!wrong, wrong);
    must(s->document_count == report.shown, "what is shown is in the list");
    must(s->location_count == COUNT(office_places), "all places are in the list");
    check_round_trip(s, &o->privacy);
}
