#include "fleet/fleet.h"

#include <errno.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "fleet/expected.h"
#include "fleet/fleet_args.h"
#include "fleet/logs.h"
#include "fleet/print.h"

/* How far the logs may be ahead: of --now, as far as two clocks differ; of the clock, since standard
 * input may go on for a while. */
#define SLACK_S 60
#define LIVE_S  86400

enum { DONE = 0, FAILED = 1, USAGE = 2, ATTENTION = 4 };

static bool write_out(const char *file, const struct buffer *text, struct error *err)
{
    if (file)
        return file_replace(file, buffer_text(text), text->len, 0644, err);
    if (fwrite(buffer_text(text), 1, text->len, stdout) == text->len && fflush(stdout) == 0)
        return true;
    return error_set(err, "standard output cannot be written: %s", strerror(errno));
}

static int fail(int status, const struct error *err)
{
    log_error("%s", err->text);
    return status;
}

/* false: one of them could not be read; the others have been. */
static bool read_logs(const struct fleet_args *args, struct roll *roll)
{
    bool ok = true;
    for (int i = 0; i < args->log_count; i++) {
        struct error err = { "" };
        if (!logs_read(roll, args->logs[i], &err)) {
            log_error("%s", err.text);
            ok = false;
        }
    }
    return ok;
}

int fleet_main(int argc, char **argv)
{
    static void (*const print[])(const struct muster *m, struct buffer *out) = {
        [FLEET_TABLE] = print_table,
        [FLEET_JSON] = print_json,
        [FLEET_METRICS] = print_metrics,
        [FLEET_PAGE] = print_page,
    };
    struct fleet_args args;
    struct error err = { "" };
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    hash_init();
    if (!fleet_args_parse(argc, argv, &args, &err))
        return fail(USAGE, &err);
    if (args.help) {
        fleet_args_help(&text);
        return write_out(NULL, &text, &err) ? DONE : fail(FAILED, &err);
    }
    CLEANUP(roll_free)
    struct roll *roll = roll_new(args.has_now ? args.now_s + SLACK_S : clock_wall_s() + LIVE_S);
    if (args.expected && !expected_read(roll, args.expected, &err))
        return fail(USAGE, &err);
    bool all_read = read_logs(&args, roll);
    const struct muster_options options = {
        .now_s = args.has_now ? args.now_s : clock_wall_s(),
        .silent_s = args.silent_s,
        .old_s = args.old_s,
        .listed = args.expected != NULL,
    };
    CLEANUP(muster_free) struct muster *muster = muster_new(roll, &options);
    print[args.output](muster, &text);
    if (!write_out(args.file, &text, &err))
        return fail(FAILED, &err);
    if (!all_read)
        return FAILED;
    return muster_needs_attention(muster) ? ATTENTION : DONE;
}
