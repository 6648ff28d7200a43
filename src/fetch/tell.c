#include "fetch/tell.h"

#include <errno.h>
#include <inttypes.h>

#include "base/log.h"

/* "[source loket] ", where there are several. The caller frees it. */
static char *prefix(const struct source *s)
{
    return *s->options->name ? xasprintf("[source %s] ", s->options->name) : xstrdup("");
}

static void tell_feed(const char *whose, const struct feed_report *report)
{
    for (uint32_t i = 0; i < report->example_count; i++) {
        const struct feed_example *e = &report->examples[i];
        log_warning("%srow %u%s%s left out: %s", whose, e->index, *e->id ? ", id " : "", e->id,
                    feed_reason_texts[e->reason]);
    }
    if (report->left_out_total > report->example_count)
        log_warning("%s%u of %u rows left out in all", whose, report->left_out_total, report->rows);
    if (report->extras_left_out)
        log_warning("%s%u places, hours, notices or things to bring left out", whose,
                    report->extras_left_out);
    if (report->blotted)
        log_warning("%s%u texts held a number of 16 digits, which is blotted out", whose,
                    report->blotted);
}

/* "3 rows left out: with a status that [status] does not know (4, 17, 80)". */
static void tell_reason(const char *whose, const struct intake_report *report,
                        enum intake_reason reason)
{
    CLEANUP_BUFFER struct buffer numbers = BUFFER_INIT(0);
    uint32_t count = report->reasons[reason];
    for (uint32_t i = 0; i < MIN(count, (uint32_t)INTAKE_NUMBERS); i++) {
        const uint32_t *number = &report->numbers[reason][i];
        if (!i || *number != number[-1]) /* several rows may be one of the sheet */
            buffer_addf(&numbers, "%s%u", i ? ", " : "", *number);
    }
    log_warning("%s%u %s left out: %s (%s%s)", whose, count, count == 1 ? "row" : "rows",
                intake_reason_texts[reason], buffer_text(&numbers),
                count > INTAKE_NUMBERS ? ", …" : "");
}

static void tell_intake(const char *whose, const struct intake_report *report)
{
    for (int i = 0; i < INTAKE_REASONS; i++) {
        if (report->reasons[i] && i != INTAKE_HIDDEN && i != INTAKE_BLANK && i != INTAKE_OLDER_COPY)
            tell_reason(whose, report, (enum intake_reason)i);
    }
    if (report->statuses.count || report->statuses.rows_not_told || report->areas.count ||
        report->areas.rows_not_told)
        log_warning("%s%s --explain names the words that [status] and [route] do not know", whose,
                    program_invocation_short_name);
    for (int i = 0; i < MAP_MEMBERS; i++) {
        if (report->members[i].nowhere)
            log_warning("%s[map] %s: what it names is in no row", whose, map_member_names[i]);
    }
    if (report->dates_not_understood)
        log_warning("%s%u %s shown without a day, since it cannot be read (the first: row %u); see "
                    "[source] dates",
                    whose, report->dates_not_understood,
                    report->dates_not_understood == 1 ? "row is" : "rows are",
                    report->first_bad_date);
    if (report->ids_shared)
        log_warning("%s%u rows have the id of another document and a number of their own, and are "
                    "shown: [map] id does not name one document",
                    whose, report->ids_shared);
    if (report->blotted)
        log_warning("%s%u texts held a number of 16 digits, which is blotted out", whose,
                    report->blotted);
}

/* What is wrong with a list, a letter a rule, whatever the numbers of its rows. The caller frees it. */
static char *kinds_of_feed(const struct feed_report *r)
{
    struct buffer kinds = BUFFER_INIT(0);
    for (int i = 0; i < FEED_REASONS; i++)
        buffer_addf(&kinds, "%c", r->left_out[i] ? 'a' + i : '-');
    buffer_addf(&kinds, "%s%s", r->extras_left_out ? " extras" : "", r->blotted ? " blotted" : "");
    return kinds.data;
}

static char *kinds_of_intake(const struct intake_report *r)
{
    struct buffer kinds = BUFFER_INIT(0);
    for (int i = 0; i < INTAKE_REASONS; i++) {
        bool usual = i == INTAKE_HIDDEN || i == INTAKE_BLANK || i == INTAKE_OLDER_COPY;
        buffer_addf(&kinds, "%c", r->reasons[i] && !usual ? 'a' + i : '-');
    }
    for (int i = 0; i < MAP_MEMBERS; i++)
        buffer_addf(&kinds, "%c", r->members[i].nowhere ? 'a' + i : '-');
    bool unknown =
        r->statuses.count || r->statuses.rows_not_told || r->areas.count || r->areas.rows_not_told;
    buffer_addf(&kinds, "%s%s%s%s", unknown ? " unknown" : "",
                r->dates_not_understood ? " dates" : "", r->ids_shared ? " ids" : "",
                r->blotted ? " blotted" : "");
    return kinds.data;
}
static_assert(FEED_REASONS <= 26 && INTAKE_REASONS <= 26 && MAP_MEMBERS <= 26, "a letter each");

void tell_report(struct source *s, int64_t boot_s)
{
    bool native = s->options->reading->format == SOURCE_NATIVE;
    if (memcmp(&s->report, &s->told_report, sizeof(s->report)) == 0)
        return;
    s->told_report = s->report;
    CLEANUP_FREE char *whose = prefix(s);
    if (!native)
        log_info("%s%u rows: %u shown, %u hidden by their status, %u older copies", whose,
                 s->report.rows, s->report.shown, s->report.reasons[INTAKE_HIDDEN],
                 s->report.reasons[INTAKE_OLDER_COPY]);
    CLEANUP_FREE char *kinds =
        native ? kinds_of_feed(&s->report.feed) : kinds_of_intake(&s->report);
    if (!repeats_failed(&s->told_reports, kinds, boot_s))
        return;
    if (native)
        tell_feed(whose, &s->report.feed);
    else
        tell_intake(whose, &s->report);
}

void tell_failure(struct source *s, const struct error *err, int64_t boot_s)
{
    char often[REPEATS_TEXT];
    s->failures++;
    unsigned times = repeats_failed(&s->told, err->text, boot_s);
    if (!times)
        return;
    CLEANUP_FREE char *whose = prefix(s);
    if (s->failures > 1 && s->failures >= times)
        log_warning("%s%s (failure %u in a row)", whose, err->text, s->failures);
    else
        log_warning("%s%s%s", whose, err->text, repeats_count(times, often));
}

void tell_answer(struct source *s)
{
    s->failures = 0;
    unsigned failures = repeats_works(&s->told);
    if (!failures)
        return;
    CLEANUP_FREE char *whose = prefix(s);
    log_info("%sthe source answers again, after %u %s", whose, failures,
             failures == 1 ? "failure" : "failures");
}

void tell_guarded(struct repeats *told, const struct error *err, const char *what, int64_t boot_s)
{
    char often[REPEATS_TEXT];
    CLEANUP_FREE char *sentence = xasprintf("%s%s", err->text, what);
    unsigned times = repeats_failed(told, sentence, boot_s);
    if (times)
        log_warning("%s%s", sentence, repeats_count(times, often));
}
