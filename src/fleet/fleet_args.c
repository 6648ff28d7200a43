#include "fleet/fleet_args.h"

#include <getopt.h>

#include "base/clock.h"
#include "base/command_line.h"

#define DEFAULT_SPAN_S 900 /* 15min */

/* "90s", "15min", "2h", "1d". */
static bool parse_span(const char *option, const char *text, int64_t *ret, struct error *err)
{
    static const struct {
        const char *unit;
        int64_t seconds;
    } units[] = { { "s", 1 }, { "min", 60 }, { "h", 3600 }, { "d", 86400 } };
    int64_t n = 0;
    size_t digits = strspn(text, "0123456789");
    for (size_t i = 0; i < digits && digits <= 6; i++)
        n = n * 10 + (text[i] - '0');
    for (size_t i = 0; n && i < COUNT(units); i++) {
        if (strcmp(text + digits, units[i].unit) == 0) {
            *ret = n * units[i].seconds;
            return true;
        }
    }
    return error_set(err, "%s: allowed: a time such as 90s, 15min, 2h or 1d", option);
}

static bool choose(struct fleet_args *a, enum fleet_output output, struct error *err)
{
    if (a->output != FLEET_TABLE && a->output != output)
        return error_set(err, "--json, --prometheus and --html are for one at a time");
    a->output = output;
    return true;
}

static bool take(int option, struct fleet_args *a, const char *word, struct error *err)
{
    switch (option) {
    case 'j':
        return choose(a, FLEET_JSON, err);
    case 'p':
        return choose(a, FLEET_METRICS, err);
    case 'w':
        return choose(a, FLEET_PAGE, err);
    case 'o':
        a->file = optarg;
        return true;
    case 'e':
        a->expected = optarg;
        return true;
    case 's':
        return parse_span("--silent", optarg, &a->silent_s, err);
    case 'a':
        return parse_span("--old", optarg, &a->old_s, err);
    case 'n':
        a->has_now = true;
        return clock_parse_rfc3339(optarg, &a->now_s) ||
               error_set(err, "--now: allowed: a time with its offset, such as "
                              "2026-11-23T09:41:00+07:00");
    case 'h':
        return a->help = true;
    case ':':
        return error_set(err, "%s needs a value; see --help", word);
    default:
        return command_line_wrong(word, err);
    }
}

bool fleet_args_parse(int argc, char **argv, struct fleet_args *ret, struct error *err)
{
    /* No letters but -h: they only name the cases above. */
    static const struct option longs[] = {
        { "json", no_argument, NULL, 'j' },           { "prometheus", no_argument, NULL, 'p' },
        { "html", no_argument, NULL, 'w' },           { "output", required_argument, NULL, 'o' },
        { "expected", required_argument, NULL, 'e' }, { "silent", required_argument, NULL, 's' },
        { "old", required_argument, NULL, 'a' },      { "now", required_argument, NULL, 'n' },
        { "help", no_argument, NULL, 'h' },           { 0 },
    };
    struct fleet_args a = { .silent_s = DEFAULT_SPAN_S, .old_s = DEFAULT_SPAN_S };
    int option;
    opterr = 0;
    optind = 0; /* glibc: anew, whatever was read before */
    /* Options may stand behind files, as "*.gz" makes them; getopt moves words, so which one is
     * being read is told by what it has just passed. */
    while ((option = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
        if (!take(option, &a, argv[optind > 1 ? optind - 1 : 1], err))
            return false;
    }
    a.logs = argv + optind;
    a.log_count = argc - optind;
    if (!a.help && !a.log_count)
        return error_set(err, "which access logs? - is standard input; see --help");
    *ret = a;
    return true;
}

void fleet_args_help(struct buffer *out)
{
    buffer_addf(
        out,
        "siapambil-publish fleet [OPTION]… ACCESS_LOG…\n"
        "Reads web servers' access logs (nginx with the site of config/nginx, or Caddy's own; "
        "rotated\n"
        "and gzipped ones too, in any order; - is standard input) and tells of each screen what "
        "it\n"
        "said last of itself, those that need attention first.\n"
        "\n"
        "      --expected FILE  the screens that there should be, an id a line; behind a comma "
        "free\n"
        "                       text, such as where it hangs; # starts a comment\n"
        "      --silent TIME    a screen that has not asked for longer is silent (15min)\n"
        "      --old TIME       data of a greater age is old (15min)\n"
        "      --now TIME       as if it were then, such as 2026-11-23T09:41:00+07:00; what the "
        "logs say of\n"
        "                       later does not count\n"
        "      --json           one object; share/siapambil/schema/fleet-1.schema.json describes "
        "it\n"
        "      --prometheus     metrics, for node_exporter's textfile collector\n"
        "      --html           one page, with search and sorting\n"
        "      --output FILE    there, replaced in one step, instead of standard output\n"
        "  -h, --help           this text\n"
        "\n"
        "Exit status: 0 all is well; 1 a log cannot be read (what could be read is told all the\n"
        "same), or the output cannot be written; 2 the command line or the list of expected "
        "screens\n"
        "is wrong; 4 a screen is missing or silent.\n");
}
