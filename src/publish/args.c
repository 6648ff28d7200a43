#include "publish/args.h"

#include <getopt.h>

#include "base/clock.h"
#include "base/command_line.h"
#include "setup/settings.h"

/* Whether the options go together. */
static bool check_together(const struct publish_args *a, struct error *err)
{
    int commands = a->watch + a->explain + a->check_config + a->print_config + a->check;
    if (commands > 1)
        return error_set(err, "--watch, --explain, --check, --check-config and --print-config are "
                              "for one at a time");
    if (a->check && !a->feed_count)
        return error_set(err, "--check needs the feeds to be checked; - is standard input");
    if (a->key_count && !a->check)
        return error_set(err, "--public-key goes with --check only; what a source is signed by "
                              "stands in [source] public_keys");
    if (a->force && commands && !a->watch)
        return error_set(err, "--force goes with publishing only");
    if (a->has_now && a->watch)
        return error_set(err, "--now does not go with --watch");
    return true;
}

static bool add_key(struct publish_args *a, const char *text, struct error *err)
{
    if (a->key_count == SIGNATURE_MAX_KEYS)
        return error_set(err, "more than %d --public-key options", SIGNATURE_MAX_KEYS);
    if (!signature_key_parse(text, &a->keys[a->key_count], err))
        return error_context(err, "--public-key …");
    a->key_count++;
    return true;
}

bool publish_args_parse(int argc, char **argv, struct publish_args *ret, struct error *err)
{
    enum {
        CONFIG = 256,
        SET,
        NOW,
        WATCH,
        FORCE,
        JSON,
        EXPLAIN,
        CHECK_CONFIG,
        PRINT,
        CHECK,
        KEY,
        VERSION
    };
    static const struct option longs[] = {
        { "config", required_argument, NULL, CONFIG },
        { "set", required_argument, NULL, SET },
        { "now", required_argument, NULL, NOW },
        { "watch", no_argument, NULL, WATCH },
        { "force", no_argument, NULL, FORCE },
        { "json", no_argument, NULL, JSON },
        { "explain", no_argument, NULL, EXPLAIN },
        { "check-config", no_argument, NULL, CHECK_CONFIG },
        { "print-config", no_argument, NULL, PRINT },
        { "check", no_argument, NULL, CHECK },
        { "public-key", required_argument, NULL, KEY },
        { "version", no_argument, NULL, VERSION },
        { "help", no_argument, NULL, 'h' },
        { 0 },
    };
    struct publish_args a = { 0 };
    int option, at;
    opterr = 0;
    /* '-': words stay in their order, so that the one that is being read can be named; what is no
     * option comes as 1, also before one: the feeds are gathered at the front of argv. */
    a.feeds = argv + 1;
    for (optind = at = 1; (option = getopt_long(argc, argv, "-:h", longs, NULL)) != -1;
         at = optind) {
        switch (option) {
        case 1:
            a.feeds[a.feed_count++] = optarg;
            break;
        case CONFIG:
            a.config = optarg;
            break;
        case SET:
            if (a.set_count == PUBLISH_ARGS_MAX_SETS)
                return error_set(err, "more than %d --set options", PUBLISH_ARGS_MAX_SETS);
            a.sets[a.set_count++] = optarg;
            break;
        case NOW:
            if (!clock_parse_rfc3339(optarg, &a.now_s))
                return error_set(err,
                                 "--now %s: allowed: a time with its offset, such as "
                                 "2026-11-23T09:41:00+07:00",
                                 optarg);
            a.has_now = true;
            break;
        case WATCH:
            a.watch = true;
            break;
        case FORCE:
            a.force = true;
            break;
        case JSON:
            a.json = true;
            break;
        case EXPLAIN:
            a.explain = true;
            break;
        case CHECK_CONFIG:
            a.check_config = true;
            break;
        case PRINT:
            a.print_config = true;
            break;
        case CHECK:
            a.check = true;
            break;
        case KEY:
            if (!add_key(&a, optarg, err))
                return false;
            break;
        case VERSION:
            a.version = true;
            break;
        case 'h':
            a.help = true;
            break;
        case ':':
            return error_set(err, "%s needs a value; see --help", argv[at]);
        default:
            return command_line_wrong(argv[at], err);
        }
    }
    while (optind < argc) /* behind "--" */
        a.feeds[a.feed_count++] = argv[optind++];
    if (a.feed_count && !a.check)
        return command_line_no_option(a.feeds[0], err);
    if (!check_together(&a, err))
        return false;
    *ret = a;
    return true;
}

void publish_args_help(struct buffer *out)
{
    buffer_addf(
        out,
        "siapambil-publish turns a sheet, an API or a database into feeds for screens.\n"
        "\n"
        "  siapambil-publish [OPTION]…             publish what has changed, and end\n"
        "  siapambil-publish --watch [OPTION]…     go on: when a file changes, when the database\n"
        "                                          notifies, and every [source] poll\n"
        "  siapambil-publish --check FEED…         whether native feeds are right (- is standard "
        "input)\n"
        "  siapambil-publish fleet ACCESS_LOG…     how the screens are; see fleet --help\n"
        "\n"
        "  --config FILE           settings (default: " SETTINGS_DEFAULT_FILE ", if it is there)\n"
        "  --set SECTION.KEY=VALUE one setting, over the file's; may be given again\n"
        "  --json                  tell what was done as a line of JSON\n"
        "  --force                 publish a list, too, that all but empties the one before\n"
        "  --explain               pull, say what was received, what each member became and what "
        "was left\n"
        "                          out, publish nothing, and end\n"
        "  --check-config          read the settings, say what is wrong with them, and end\n"
        "  --print-config          print all settings as a commented file, and end\n"
        "  --public-key KEY        --check: each feed must be signed by it; may be given twice\n"
        "  --now TIME              what is taken for the present (RFC 3339)\n"
        "  --version, --help\n"
        "\n"
        "Exit status; whatever it is, a tree that was there is whole:\n"
        "\n"
        "   0  published, or nothing has changed     10  the source does not answer\n"
        "   1  anything else                         11  the database refuses the query\n"
        "   2  command line or settings are wrong    12  the source is not as the settings say\n"
        "   3  --check, --explain: rows left out     13  its file is unfinished\n"
        "                                            14  its list has all but emptied: held\n"
        "  20  the folder cannot be written          22  another publisher is at work there\n"
        "  21  the disk is full                      23  the secret key cannot be read\n"
        "\n"
        "The settings are siapambil's (siapambil --help lists them); [publish] says where to.\n");
}
