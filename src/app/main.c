#include <stdio.h>

#include "app/app.h"
#include "app/args.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"

#define EXIT_USAGE 2 /* the command line or the configuration is wrong */

static int print(void (*text)(struct buffer *out))
{
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    text(&out);
    fputs(buffer_text(&out), stdout);
    return EXIT_SUCCESS;
}

static int print_config(const struct config *config)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    config_print(config, &out);
    fputs(buffer_text(&out), stdout);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    struct error err = { "" };
    struct args args;
    if (!args_parse(argc, argv, &args, &err)) {
        log_error("%s", err.text);
        return EXIT_USAGE;
    }
    if (args.help)
        return print(args_help);
    if (args.version) {
        puts("siapambil " SIAPAMBIL_VERSION);
        return EXIT_SUCCESS;
    }
    hash_init();
    struct app app = { .args = &args, .started_s = clock_wall_s() };
    app.config = app_read_config(&args, &err);
    if (!app.config) {
        log_error("%s", err.text);
        return EXIT_USAGE;
    }
    bool once = args.screenshot || args.dump_frame;
    /* Who asks for one picture wants to hear of trouble, not of progress. */
    log_set_level((enum log_level)(once ? MIN(app.config->log.level, (int)LOG_LEVEL_WARNING)
                                        : app.config->log.level));
    int status = EXIT_SUCCESS;
    http_init();
    if (args.print_config)
        status = print_config(app.config);
    else if (args.check_config)
        puts("the configuration is right");
    else if (once)
        status = app_show_once(&app);
    else
        status = app_run(&app);
    app_release(&app);
    return status;
}
