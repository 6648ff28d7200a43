#include "app/args.h"

#include <getopt.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/command_line.h"
#include "config/config.h"

#define SMALLEST_SIDE 240
#define LARGEST_SIDE  8192

static bool parse_size(const char *text, struct args *args, struct error *err)
{
    int end = 0;
    if (sscanf(text, "%5dx%5d%n", &args->width, &args->height, &end) != 2 || text[end] ||
        args->width < SMALLEST_SIDE || args->height < SMALLEST_SIDE || args->width > LARGEST_SIDE ||
        args->height > LARGEST_SIDE)
        return error_set(err, "--size %s: allowed: WIDTHxHEIGHT, each %d to %d, such as 1920x1080",
                         text, SMALLEST_SIDE, LARGEST_SIDE);
    return true;
}

bool args_parse(int argc, char **argv, struct args *ret, struct error *err)
{
    enum {
        CONFIG = 256,
        SET,
        WINDOWED,
        OFF_SCREEN,
        CHECK,
        PRINT,
        SHOT,
        SCREEN,
        SIZE,
        NOW,
        DUMP,
        EXPLAIN,
        SUGGEST,
        STATUS,
        VERSION
    };
    static const struct option longs[] = {
        { "config", required_argument, NULL, CONFIG },
        { "set", required_argument, NULL, SET },
        { "windowed", no_argument, NULL, WINDOWED },
        { "off-screen", no_argument, NULL, OFF_SCREEN },
        { "check-config", no_argument, NULL, CHECK },
        { "print-config", no_argument, NULL, PRINT },
        { "screenshot", required_argument, NULL, SHOT },
        { "screen", required_argument, NULL, SCREEN },
        { "size", required_argument, NULL, SIZE },
        { "now", required_argument, NULL, NOW },
        { "dump-frame", no_argument, NULL, DUMP },
        { "explain", no_argument, NULL, EXPLAIN },
        { "suggest", no_argument, NULL, SUGGEST },
        { "status", no_argument, NULL, STATUS },
        { "version", no_argument, NULL, VERSION },
        { "help", no_argument, NULL, 'h' },
        { 0 },
    };
    struct args args = { 0 };
    int option, at;
    opterr = 0;
    /* '+': words stay in their order, so that the one that is being read can be named. */
    for (optind = at = 1; (option = getopt_long(argc, argv, "+:h", longs, NULL)) != -1;
         at = optind) {
        switch (option) {
        case CONFIG:
            args.config = optarg;
            break;
        case SET:
            if (args.set_count == ARGS_MAX_SETS)
                return error_set(err, "more than %d --set options", ARGS_MAX_SETS);
            args.sets[args.set_count++] = optarg;
            break;
        case WINDOWED:
            args.windowed = true;
            break;
        case OFF_SCREEN:
            args.off_screen = true;
            break;
        case CHECK:
            args.check_config = true;
            break;
        case PRINT:
            args.print_config = true;
            break;
        case SHOT:
            args.screenshot = optarg;
            break;
        case SCREEN:
            args.screen = optarg;
            break;
        case SIZE:
            if (!parse_size(optarg, &args, err))
                return false;
            break;
        case NOW:
            if (!clock_parse_rfc3339(optarg, &args.now_s))
                return error_set(err,
                                 "--now %s: allowed: a time with its offset, such as "
                                 "2026-11-23T09:41:00+07:00",
                                 optarg);
            args.has_now = true;
            break;
        case DUMP:
            args.dump_frame = true;
            break;
        case EXPLAIN:
            args.explain = true;
            break;
        case SUGGEST:
            args.suggest = true;
            break;
        case STATUS:
            args.status = true;
            break;
        case VERSION:
            args.version = true;
            break;
        case 'h':
            args.help = true;
            break;
        case ':':
            return error_set(err, "%s needs a value; see --help", argv[at]);
        default:
            return command_line_wrong(argv[at], err);
        }
    }
    if (optind < argc)
        return command_line_no_option(argv[optind], err);
    if (args.has_now && !args.screenshot && !args.dump_frame && !args.explain)
        return error_set(err, "--now goes with --screenshot, --dump-frame or --explain only");
    if (args.suggest && !args.explain)
        return error_set(err, "--suggest goes with --explain only");
    if (args.screen && !args.screenshot && !args.dump_frame)
        return error_set(err, "--screen goes with --screenshot or --dump-frame only");
    *ret = args;
    return true;
}

void args_help(struct buffer *out)
{
    buffer_addf(
        out,
        "siapambil shows finished civil documents and where to pick them up.\n"
        "\n"
        "  siapambil [OPTION]…\n"
        "\n"
        "  --config FILE           settings (default: /etc/siapambil/siapambil.ini, if it is "
        "there)\n"
        "  --set SECTION.KEY=VALUE one setting, over the file's; may be given again\n"
        "  --windowed              in a window, not the full screen; Escape closes it\n"
        "  --off-screen            without any display; see screen.picture\n"
        "  --size WxH              of the window or the picture (default: 1920x1080)\n"
        "  --check-config          read the settings, say what is wrong with them, and end\n"
        "  --print-config          print all settings as a commented file, and end\n"
        "  --screenshot FILE       pull once, write one frame as a PNG, and end\n"
        "  --dump-frame            pull once, print one frame as text, and end\n"
        "  --explain               pull once, say for people what was received, what each "
        "member became and\n"
        "                          what was left out, and end: 0 all understood, 3 some not, 1 "
        "nothing\n"
        "  --explain --suggest     look at a source that no [map] names yet, and print first "
        "settings for it\n"
        "  --status                ask the board that runs here how it is, and end: 0 well, 4 it "
        "needs somebody,\n"
        "                          1 nobody answers\n"
        "  --screen NAME           which [screen NAME] those two show (default: the first)\n"
        "  --now TIME              what those two take for the present (RFC 3339)\n"
        "  --version, --help\n"
        "\n"
        "While it runs, SIGHUP reads the settings again, SIGTERM ends it.\n"
        "\n"
        "Settings and their defaults:\n"
        "\n");
    config_help(out);
}
