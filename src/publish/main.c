#include <errno.h>
#include <signal.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/core_file.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/progress.h"
#include "base/repeats.h"
#include "feed/json.h"
#include "fetch/schedule.h"
#include "fleet/fleet.h"
#include "net/http.h"
#include "publish/args.h"
#include "publish/check.h"
#include "publish/publisher.h"
#include "publish/report.h"
#include "publish/watch.h"
#include "setup/explain.h"
#include "setup/settings.h"
#include "setup/warnings.h"

/* What is printed is of use only if it has arrived. */
static bool print(const struct buffer *text)
{
    fputs(buffer_text(text), stdout);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    log_error("standard output cannot be written: %s", strerror(errno));
    return false;
}

static int64_t now(const struct publish_args *args)
{
    return args->has_now ? args->now_s : clock_wall_s();
}

/* ---- publishing */

static void tell_progress(void *ctx, const char *what, size_t done, size_t total)
{
    progress_tell(ctx, what, done, total);
}

static enum publish_status run(struct publisher *p, const struct publish_args *args, bool force,
                               struct publisher_report *ret, struct error *err)
{
    CLEANUP(progress_free) struct progress *progress = progress_new();
    const struct publisher_progress tell = { tell_progress, progress };
    return publisher_run(p, now(args), force, &tell, ret, err);
}

static enum publish_status publish_once(struct publisher *p, const struct publish_args *args)
{
    struct publisher_report report;
    struct error err = { "" };
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    enum publish_status status = run(p, args, args->force, &report, &err);
    if (args->json) {
        report_json(status, publisher_region(p), &report, &err, &text);
    } else if (!status) {
        report_summary(&report, &text);
        buffer_addf(&text, "\n");
    }
    if (status)
        log_error("%s", err.text);
    return print(&text) || status ? status : PUBLISH_FAILED;
}

/* What --watch has told, so as not to say it once a minute. */
struct told {
    struct repeats repeats;
    unsigned failures; /* in a row */
};

static void tell_run(struct told *told, enum publish_status status,
                     const struct publisher_report *report, const struct error *err)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    char often[REPEATS_TEXT];
    if (!status) {
        unsigned failures = repeats_works(&told->repeats);
        told->failures = 0;
        report_summary(report, &text);
        if (failures)
            log_info("works again, after %u %s", failures, failures == 1 ? "failure" : "failures");
        if (!report->unchanged || failures)
            log_info("%s", buffer_text(&text));
        return;
    }
    told->failures++;
    unsigned times = repeats_failed(&told->repeats, err->text, clock_boot_s());
    if (times && told->failures > 1 && told->failures >= times)
        log_error("%s (failure %u in a row)", err->text, told->failures);
    else if (times)
        log_error("%s%s", err->text, repeats_count(times, often));
}

/* Until a signal ends the program: at no moment can that harm the tree. */
static enum publish_status publish_for_ever(struct publisher *p, const struct config *c,
                                            const struct publish_args *args)
{
    CLEANUP(watch_free) struct watch *w = watch_new(c);
    struct told told = { .failures = 0 };
    bool force = args->force;
    for (;;) {
        struct publisher_report report;
        struct error err = { "" };
        CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
        enum publish_status status = run(p, args, force, &report, &err);
        uint32_t chance;
        random_bytes(&chance, sizeof(chance));
        tell_run(&told, status, &report, &err);
        if (args->json && (status || !report.unchanged)) {
            report_json(status, publisher_region(p), &report, &err, &text);
            if (!print(&text))
                return PUBLISH_FAILED;
        }
        force &= status != PUBLISH_DONE;
        watch_wait(w, schedule_next(c->source.poll, chance));
    }
}

static enum publish_status explain(struct publisher *p, const struct publish_args *args)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    const struct snapshot *list = NULL;
    struct error err = { "" };
    enum publish_status status = publisher_look(p, now(args), &list, &err);
    const struct gathering *g = publisher_gathering(p);
    uint32_t not_understood = 0;
    for (size_t i = 0; i < gathering_count(g); i++) {
        const struct source *s = gathering_source(g, i);
        not_understood += intake_not_understood(&s->report);
        if (s->page_count)
            explain_source(gathering_config(g, i), s, &text);
    }
    explain_copies(gathering_copies(g), &text);
    if (list)
        explain_list(list, &text);
    bool printed = print(&text);
    if (status) {
        log_error("%s", err.text);
        return status;
    }
    return !printed ? PUBLISH_FAILED : not_understood ? PUBLISH_LEFT_OUT : PUBLISH_DONE;
}

/* ---- the rest */

static enum publish_status print_check(const struct config *c)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    buffer_addf(&out, "the configuration is right\n");
    warnings_print(c, &out);
    return print(&out) ? PUBLISH_DONE : PUBLISH_FAILED;
}

static enum publish_status work(const struct publish_args *args, const struct config *c)
{
    struct error err = { "" };
    CLEANUP(publisher_free) struct publisher *p = NULL;
    if (!config_check_sources(c, &err) || !(p = publisher_new(c, &err))) {
        log_error("%s", err.text);
        return PUBLISH_USAGE;
    }
    if (args->check_config)
        return print_check(c);
    if (args->explain)
        return explain(p, args);
    return args->watch ? publish_for_ever(p, c, args) : publish_once(p, args);
}

/* Who asks for one run wants to hear of trouble, not of progress. */
static enum log_level wanted_level(const struct publish_args *args, const struct config *c)
{
    enum log_level level = (enum log_level)c->log.level;
    if (args->explain)
        return LOG_LEVEL_ERROR;
    return args->watch || level == LOG_LEVEL_DEBUG ? level : MIN(level, LOG_LEVEL_WARNING);
}

static enum publish_status read_and_work(const struct publish_args *args)
{
    struct error err = { "" };
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    CLEANUP(config_free)
    struct config *c = settings_read(args->config, args->sets, args->set_count, &err);
    if (!c) {
        log_error("%s", err.text);
        return PUBLISH_USAGE;
    }
    log_set_level(wanted_level(args, c));
    if (!args->print_config)
        return work(args, c);
    config_print(c, &text);
    return print(&text) ? PUBLISH_DONE : PUBLISH_FAILED;
}

int main(int argc, char **argv)
{
    struct error err = { "" };
    struct publish_args args;
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    core_file_forbid();
    file_keep_standard();
    hash_init();
    json_init();
    if (argc > 1 && strcmp(argv[1], "fleet") == 0)
        return fleet_main(argc - 1, argv + 1);
    if (!publish_args_parse(argc, argv, &args, &err)) {
        log_error("%s", err.text);
        return PUBLISH_USAGE;
    }
    if (args.help)
        publish_args_help(&text);
    else if (args.version)
        buffer_addf(&text, "siapambil-publish " SIAPAMBIL_VERSION "\n");
    if (args.help || args.version)
        return print(&text) ? PUBLISH_DONE : PUBLISH_FAILED;
    http_init();
    /* Neither a server that goes away in the middle, nor who reads what is
     * printed, ends the program. */
    signal(SIGPIPE, SIG_IGN);
    if (!args.check)
        return (int)read_and_work(&args);
    enum publish_status status = check_feeds(&args, now(&args), &text);
    return print(&text) ? (int)status : PUBLISH_FAILED;
}
