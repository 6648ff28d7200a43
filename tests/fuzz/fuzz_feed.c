/* Any bytes are a feed, or are refused with a sentence; what is read keeps its promises. */
#include "feed/feed.h"

#include "../unit/snapshot_check.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

static void check_report(const struct feed_report *report)
{
    uint32_t total = 0;
    for (int i = 0; i < FEED_REASONS; i++)
        total += report->left_out[i];
    must(total == report->left_out_total && total <= report->rows, "the report adds up");
    must(report->example_count == MIN(total, (uint32_t)FEED_REPORT_EXAMPLES), "examples are given");
    for (uint32_t i = 0; i < report->example_count; i++) {
        must(report->examples[i].index < report->rows, "an example is a row");
        must(!redact_finds_number(report->examples[i].id), "an example tells no number");
    }
}

/* Written and read again, it is the same list. */
static void check_round_trip(const struct snapshot *s, const struct feed_options *options)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    CLEANUP(snapshot_free) struct snapshot *again = NULL;
    struct feed_report report;
    struct error err = { "" };
    feed_write(s, options->own, &out);
    must(feed_parse(out.data, out.len, options, &again, &report, &err), err.text);
    must(!report.left_out_total && !report.extras_left_out && !report.blotted && !report.masked,
         "nothing is left out of what was written");
    const char *wrong = differ(s, again, options->own);
    must(!wrong, wrong);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t key[HASH_KEY_SIZE] = { 1, 2, 3 };
    hash_init();
    struct privacy rules = { .id_key = NULL };
    if (size & 4)
        privacy_init(&rules);
    rules.id_key = key;
    struct feed_options options = { .privacy = &rules,
                                    .own = size & 1,
                                    .order = size & 2 ? ORDER_NEWEST : ORDER_NAME };
    CLEANUP(snapshot_free) struct snapshot *s = NULL;
    struct feed_report report;
    struct error err = { "" };
    /* A copy of just this size, so that reading past it is seen. */
    CLEANUP_FREE char *copy = xmalloc(size ? size : 1);
    memcpy(copy, data, size);
    bool ok = feed_parse(copy, size, &options, &s, &report, &err);
    check_report(&report);
    must(ok == !err.text[0], "either a list or a sentence");
    must(text_find_invalid(err.text, strlen(err.text)) == strlen(err.text), "a sentence is UTF-8");
    must(!redact_finds_number(err.text) || strstr(err.text, "9007199254740991"),
         "a sentence tells no number");
    if (!ok)
        return 0;
    const char *wrong = check_snapshot(s);
    must(!wrong, wrong);
    must(s->document_count + report.left_out_total == report.rows, "every row is shown or counted");
    check_round_trip(s, &options);
    return 0;
}
