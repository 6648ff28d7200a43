#include <errno.h>
#include <stdio.h>

#include "app/app.h"
#include "app/args.h"
#include "app/ask_status.h"
#include "app/report.h"
#include "app/telling.h"
#include "base/clock.h"
#include "base/core_file.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/sandbox.h"
#include "feed/json.h"
#include "net/http.h"
#include "screen/environment.h"
#include "setup/warnings.h"
#include "status/texts.h"

#define EXIT_USAGE 2 /* the command line or the configuration is wrong */

static int print(const struct buffer *text)
{
    fputs(buffer_text(text), stdout);
    return EXIT_SUCCESS;
}

static int print_help(void)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    args_help(&out);
    return print(&out);
}

static int print_config(const struct config *config)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    config_print(config, &out);
    return print(&out);
}

static int print_check(const struct args *args, const struct config *config)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    buffer_addf(&out, "the configuration is right\n");
    warnings_print(config, &out);
    for (int i = 0; i < config_screen_count(config); i++) {
        CLEANUP(config_free) struct config *screen = config_for_screen(config, i);
        if (screen->name)
            buffer_addf(&out, "[screen %s]\n", screen->name);
        report_legibility(screen, args->width ? args->width : 1920,
                          args->height ? args->height : 1080, &out);
    }
    return print(&out);
}

/* The languages are files, too, and an office may have changed them. */
static int check(struct app *app)
{
    struct app_screens screens = { .count = 0 };
    struct error err = { "" };
    if (!app_screens_prepare(app, app->config, NULL, &screens, &err)) {
        log_error("%s", err.text);
        return EXIT_USAGE;
    }
    app_screens_release(&screens);
    struct texts *texts = telling_texts(app->config, &err);
    if (!texts) {
        log_error("%s", err.text);
        return EXIT_USAGE;
    }
    texts_free(texts);
    return print_check(app->args, app->config);
}

/* What was printed is of use only if it has arrived. */
static int finish_output(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    log_error("standard output cannot be written: %s", strerror(errno));
    return EXIT_FAILURE;
}

/* Who asks for one picture wants to hear of trouble, not of progress; who asks for an
 * explanation gets all of it there. */
static enum log_level wanted_level(const struct args *args, const struct config *c)
{
    enum log_level level = (enum log_level)c->log.level;
    if (args->explain && level < LOG_LEVEL_DEBUG)
        return LOG_LEVEL_ERROR;
    return args->screenshot || args->dump_frame ? MIN(level, LOG_LEVEL_WARNING) : level;
}

int main(int argc, char **argv)
{
    memory_give_back();
    core_file_forbid();
    struct error err = { "" };
    if (!sandbox_forbid_new_privileges(&err))
        log_debug("%s", err.text);
    file_keep_standard();
    struct args args;
    if (!args_parse(argc, argv, &args, &err)) {
        log_error("%s", err.text);
        return EXIT_USAGE;
    }
    if (args.help)
        return finish_output(print_help());
    if (args.version) {
        puts("siapambil " SIAPAMBIL_VERSION);
        return finish_output(EXIT_SUCCESS);
    }
    hash_init();
    json_init();
    struct app app = { .args = &args,
                       .argv = argv,
                       .started_s = args.has_now ? args.now_s : clock_wall_s(),
                       .started_boot_s = clock_boot_s(),
                       .frames_told_s = clock_boot_s() };
    app.config = app_read_config(&args, &err);
    if (!app.config) {
        log_error("%s", err.text);
        return EXIT_USAGE;
    }
    bool once = args.screenshot || args.dump_frame || args.explain;
    log_set_level(wanted_level(&args, app.config));
    int status = EXIT_SUCCESS;
    environment_prepare();
    http_init();
    if (args.print_config)
        status = print_config(app.config);
    else if (args.check_config)
        status = check(&app);
    else if (args.status)
        status = ask_status(app.config);
    else if (args.suggest)
        status = app_suggest(&app);
    else if (args.explain)
        status = app_explain(&app);
    else if (once)
        status = app_show_once(&app);
    else
        status = app_run(&app);
    app_release(&app);
    return finish_output(status);
}
