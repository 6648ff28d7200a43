#include "config/options.h"

#include <errno.h>
#include <stdio.h>

#include "base/text.h"

#define MINUTE 60
#define HOUR   3600
#define DAY    86400

/* inih reads lines of up to 199 bytes; a word that does not fit one could not be written back. */
#define LONGEST_WORD  160
#define LONGEST_VALUE 2000
#define LONGEST_NAME  32 /* of a screen: inih cuts sections at 49 bytes */

static const struct option_choice languages[] = {
    { "id", LANGUAGE_ID },
    { "en", LANGUAGE_EN },
    { NULL, 0 },
};
/* Indonesia's zones have no daylight saving and have not changed since 1988 (Keppres 41/1987), so their
 * offsets do without a time zone database. */
static const struct option_choice time_zones[] = {
    { "Asia/Jakarta", 7 * HOUR },  { "Asia/Pontianak", 7 * HOUR },
    { "Asia/Makassar", 8 * HOUR }, { "Asia/Jayapura", 9 * HOUR },
    { "WIB", 7 * HOUR },           { "WITA", 8 * HOUR },
    { "WIT", 9 * HOUR },           { NULL, 0 },
};
static const struct option_choice back_ends[] = {
    { "auto", BACK_END_AUTO },
    { "cpu", BACK_END_CPU },
    { "gpu", BACK_END_GPU },
    { NULL, 0 },
};
static const struct option_choice rotations[] = {
    { "0", 0 }, { "90", 90 }, { "180", 180 }, { "270", 270 }, { NULL, 0 },
};
static const struct option_choice motions[] = {
    { "scroll", CONFIG_SCROLL },
    { "step", CONFIG_STEP },
    { "page", CONFIG_PAGE },
    { NULL, 0 },
};
static const struct option_choice orders[] = {
    { "name", CONFIG_ORDER_NAME },
    { "newest", CONFIG_ORDER_NEWEST },
    { NULL, 0 },
};
static const struct option_choice themes[] = {
    { "dark", THEME_DARK },
    { "light", THEME_LIGHT },
    { NULL, 0 },
};
static const struct option_choice closed_as[] = {
    { "list", CONFIG_CLOSED_LIST },
    { "dim", CONFIG_CLOSED_DIM },
    { "black", CONFIG_CLOSED_BLACK },
    { NULL, 0 },
};
static const struct option_choice log_levels[] = {
    { "error", CONFIG_LOG_ERROR },
    { "warning", CONFIG_LOG_WARNING },
    { "info", CONFIG_LOG_INFO },
    { "debug", CONFIG_LOG_DEBUG },
    { NULL, 0 },
};
static const struct option_choice source_schemes[] = {
    { "https", 0 }, { "http", 0 }, { "file", 0 }, { NULL, 0 }
};
static const struct option_choice link_schemes[] = { { "https", 0 }, { "http", 0 }, { NULL, 0 } };

/* The kind must match the field's type; the compiler sees to it. */
#define CHECKED(field, type, kind) _Generic(((struct config *)0)->field, type : (kind))
#define STRING(sec, name, k, ...)                                                                  \
    {                                                                                              \
        .section = #sec, .key = #name, .kind = CHECKED(sec.name, char *, k),                       \
        .offset = offsetof(struct config, sec.name), __VA_ARGS__                                   \
    }
#define INT(sec, name, k, ...)                                                                     \
    {                                                                                              \
        .section = #sec, .key = #name, .kind = CHECKED(sec.name, int, k),                          \
        .offset = offsetof(struct config, sec.name), __VA_ARGS__                                   \
    }

const struct option options[] = {
    STRING(screen, id, OPTION_ID, .def = "",
           .help = "The name by which servers and technicians know this screen. Empty: the "
                   "machine's name."),
    STRING(screen, title, OPTION_TEXT, .def = "",
           .help = "The title at the top. Empty: the language's own, \"Dokumen Siap Diambil\"."),
    STRING(screen, script_line, OPTION_TEXT, .def = "",
           .help = "A line above the title in a regional script, such as Aksara Bali or Jawa. "
                   "Empty: none."),
    STRING(screen, office, OPTION_TEXT, .def = "",
           .help = "The office under the title, such as Dinas Dukcapil Kota Bandung."),
    STRING(screen, name, OPTION_TEXT, .def = "",
           .help = "Which screen this is, after the office, such as Layar MPP Lantai 1."),
    STRING(screen, logo, OPTION_FILE, .def = "",
           .help = "The office's logo: a PNG, JPEG or SVG file. Empty: a sheet with a tick."),
    INT(screen, language, OPTION_CHOICE, .def = "id", .choices = languages,
        .help = "The language on the screen."),
    INT(screen, time_zone, OPTION_CHOICE, .def = "Asia/Jakarta", .choices = time_zones,
        .help = "The office's time zone."),
    INT(screen, back_end, OPTION_CHOICE, .def = "auto", .choices = back_ends,
        .help = "What draws: the processor, the graphics chip, or the chip where it has a real "
                "driver."),
    STRING(screen, display, OPTION_TEXT, .def = "0",
           .help = "Which display: the name of an output, such as HDMI-1 (xrandr lists them), or a "
                   "number, counted from 0."),
    INT(screen, rotate, OPTION_CHOICE, .def = "0", .choices = rotations,
        .help = "Degrees clockwise by which the picture is turned, for a display that hangs on "
                "its side."),
    INT(screen, scale, OPTION_NUMBER, .def = "100", .min = 50, .max = 200,
        .help = "The size of everything that is read, in percent. What a display cannot hold is "
                "limited: the list keeps three rows."),
    INT(screen, screen_inches, OPTION_TENTHS, .def = "0", .min = 0, .max = 2000,
        .help = "The display's diagonal in inches, for --check-config to tell from how far it can "
                "be read. 0: not known."),
    INT(screen, viewing_distance, OPTION_TENTHS, .def = "5", .min = 5, .max = 500,
        .help = "From how many metres the names are to be read."),
    STRING(screen, picture, OPTION_FILE, .def = "",
           .help = "A PNG file that is kept equal to the screen, for machines without a display. "
                   "Empty: none."),
    INT(screen, picture_every, OPTION_TIME, .def = "5s", .min = 1, .max = HOUR,
        .help = "How often that file is written."),
    INT(screen, shift, OPTION_NUMBER, .def = "2", .min = 0, .max = 8,
        .help =
            "Pixels at 1080 lines by which the whole picture wanders to each side, a pixel every "
            "few minutes, so that nothing burns in. 0: it stands still."),

    INT(theme, base, OPTION_CHOICE, .per_screen = true, .screen_key = "theme", .def = "dark",
        .choices = themes,
        .help = "The colours: dark, or light for bright lobbies. Each can be changed below. In a "
                "[screen NAME] it is called theme."),
    INT(theme, ground, OPTION_COLOUR, .def = "",
        .help = "The colour behind the list, as #RRGGBB. Empty, here and below: the base theme's. "
                "Text that is too hard to read on what it stands on is refused."),
    INT(theme, header, OPTION_COLOUR, .def = "", .help = "Behind the title and the notices."),
    INT(theme, panel, OPTION_COLOUR, .def = "",
        .help = "Behind what to bring, and behind the time of the data."),
    INT(theme, rule, OPTION_COLOUR, .def = "", .help = "The line between two rows."),
    INT(theme, text, OPTION_COLOUR, .def = "", .help = "Names; what to bring."),
    INT(theme, quiet, OPTION_COLOUR, .def = "",
        .help = "A row's details; the captions of the panel."),
    INT(theme, on_header, OPTION_COLOUR, .def = "", .help = "The title, the clock, and notices."),
    INT(theme, quiet_on_header, OPTION_COLOUR, .def = "", .help = "The office and the date."),
    INT(theme, accent, OPTION_COLOUR, .def = "",
        .help = "The bar of a place, BARU, and what stands out in notices."),
    INT(theme, on_accent, OPTION_COLOUR, .def = "", .help = "Words on that."),
    INT(theme, emphasis, OPTION_COLOUR, .def = "",
        .help = "What stands out in the panel, and the marks before what to bring."),
    INT(theme, warning, OPTION_COLOUR, .def = "", .help = "Behind the time of data that is old."),
    INT(theme, warning_dark, OPTION_COLOUR, .def = "", .help = "Behind the notices beside it."),
    INT(theme, warning_rule, OPTION_COLOUR, .def = "", .help = "The line above them."),
    INT(theme, on_warning, OPTION_COLOUR, .def = "", .help = "Words on the two."),
    INT(theme, fresh, OPTION_COLOUR, .def = "", .help = "The dot beside the time of fresh data."),
    INT(theme, stale, OPTION_COLOUR, .def = "", .help = "The dot beside that of old data."),
    INT(theme, on_badge, OPTION_COLOUR, .def = "", .help = "The words on every badge."),
    INT(theme, badge_ktp_el, OPTION_COLOUR, .def = "", .help = "The badge of ktp-el."),
    INT(theme, badge_kk, OPTION_COLOUR, .def = "", .help = "The badge of kk."),
    INT(theme, badge_kia, OPTION_COLOUR, .def = "", .help = "The badge of kia."),
    INT(theme, badge_akta_lahir, OPTION_COLOUR, .def = "", .help = "The badge of akta-lahir."),
    INT(theme, badge_akta_mati, OPTION_COLOUR, .def = "", .help = "The badge of akta-mati."),
    INT(theme, badge_akta_kawin, OPTION_COLOUR, .def = "", .help = "The badge of akta-kawin."),
    INT(theme, badge_akta_cerai, OPTION_COLOUR, .def = "", .help = "The badge of akta-cerai."),
    INT(theme, badge_akta_anak, OPTION_COLOUR, .def = "", .help = "The badge of akta-anak."),
    INT(theme, badge_akta_sipil, OPTION_COLOUR, .def = "", .help = "The badge of akta-sipil."),
    INT(theme, badge_skpwni, OPTION_COLOUR, .def = "", .help = "The badge of skpwni."),
    INT(theme, badge_sktt, OPTION_COLOUR, .def = "", .help = "The badge of sktt."),
    INT(theme, badge_skdwni, OPTION_COLOUR, .def = "", .help = "The badge of skdwni."),
    INT(theme, badge_suket, OPTION_COLOUR, .def = "", .help = "The badge of suket."),
    INT(theme, badge_biodata, OPTION_COLOUR, .def = "", .help = "The badge of biodata."),
    INT(theme, badge_other, OPTION_COLOUR, .def = "", .help = "The badge of other."),
    INT(theme, closed, OPTION_COLOUR, .def = "",
        .help = "Behind the dimmed clock outside of the service hours."),
    INT(theme, on_closed, OPTION_COLOUR, .def = "", .help = "When it opens."),
    INT(theme, quiet_on_closed, OPTION_COLOUR, .def = "",
        .help = "The dimmed clock, the date, the office."),

    STRING(list, places, OPTION_TEXT, .per_screen = true, .def = "",
           .help = "The places whose documents are listed: their ids in the feed, parted by "
                   "commas, such as mpp, kec-coblong; download stands for those that wait at no "
                   "place. Empty: all."),
    INT(list, motion, OPTION_CHOICE, .per_screen = true, .def = "scroll", .choices = motions,
        .help = "How a list that does not fit moves: evenly, a row at a time with a pause, or a "
                "page at a time."),
    INT(list, min_dwell, OPTION_TIME, .per_screen = true, .def = "8s", .min = 2, .max = MINUTE,
        .help = "How long each row is whole on the screen, at least."),
    INT(list, max_cycle, OPTION_TIME, .per_screen = true, .def = "5min", .min = 30, .max = HOUR,
        .help = "How soon the list begins again, where min_dwell allows it."),
    INT(list, new_for, OPTION_TIME, .per_screen = true, .def = "1d", .min = 0, .max = 30 * DAY,
        .help = "How long a row is marked BARU after it has appeared."),
    INT(list, order, OPTION_CHOICE, .def = "name", .choices = orders,
        .help = "How rows follow each other within a place: by name, titles aside, or the "
                "latest finished first."),
    INT(list, old_after, OPTION_TIME, .def = "15min", .min = 5, .max = 7 * DAY,
        .help = "Without word from the source for this long, the footer turns red and says of "
                "when the data is."),
    INT(list, withdraw_after, OPTION_TIME, .def = "3d", .min = 10, .max = 90 * DAY,
        .help = "Without word from the source for this long, the list is taken off the screen."),

    STRING(hours, open, OPTION_TEXT, .def = "",
           .help = "The office's service hours, such as mon-thu 08:00-12:00 13:00-15:00, fri "
                   "08:00-11:00. Empty: the screen never closes."),
    STRING(hours, calendar, OPTION_FILE, .def = "",
           .help = "A file of holidays, Ramadan hours and other days that differ; calendar.ini "
                   "beside the sample of these settings is one. Empty: none."),
    INT(hours, closed, OPTION_CHOICE, .def = "list", .choices = closed_as,
        .help = "What stands on the screen outside of the service hours: the list as always, a "
                "dimmed clock with the next opening, or nothing."),
    INT(hours, early, OPTION_TIME, .def = "30min", .min = 0, .max = 12 * HOUR,
        .help = "The list is shown for so long before an opening."),
    INT(hours, late, OPTION_TIME, .def = "30min", .min = 0, .max = 12 * HOUR,
        .help = "And for so long after a closing; so a short pause does not end it."),
    STRING(hours, panel_on, OPTION_TEXT, .def = "",
           .help =
               "A command that switches the panel on, such as vcgencmd display_power 1: a "
               "program and its arguments, without a shell. Run at the start and when the hours "
               "begin. Empty: none."),
    STRING(hours, panel_off, OPTION_TEXT, .def = "",
           .help = "A command that switches it off, run when the hours are over. Empty: none."),

    STRING(panel, link, OPTION_URL, .per_screen = true, .def = "", .choices = link_schemes,
           .help = "The address in the QR code. Empty: the feed's own."),

    STRING(notices, text, OPTION_TEXT, .per_screen = true, .screen_key = "notice",
           .def = "Pengambilan dokumen *GRATIS*. Laporkan pungli ke SP4N-LAPOR! 1708",
           .help = "A notice that always runs in the footer; *words* between asterisks stand "
                   "out. In a [screen NAME] it is called notice."),
    STRING(notices, announcement, OPTION_TEXT, .per_screen = true, .def = "",
           .help = "An announcement that always stands in a band below the header, before the "
                   "feed's notices of high priority. Empty: none."),
    INT(notices, speed, OPTION_NUMBER, .def = "6", .min = 2, .max = 12,
        .help = "How fast the footer's notices run, at most: characters a second."),

    STRING(source, url, OPTION_URL, .def = "", .choices = source_schemes,
           .help = "Where the list is pulled from, such as "
                   "https://dukcapil.example.go.id/v1/32.73/feed.json."),
    INT(source, poll, OPTION_TIME, .def = "60s", .min = 5, .max = DAY,
        .help = "The pause between two pulls; it varies by a tenth, so that screens do not ask "
                "all at once."),
    INT(source, timeout, OPTION_TIME, .def = "60s", .min = 1, .max = HOUR,
        .help = "How long one pull may take in all. An answer that has begun may pause for a third "
                "of it."),
    INT(source, connect_timeout, OPTION_TIME, .def = "10s", .min = 1, .max = 5 * MINUTE,
        .help = "How long connecting may take."),
    STRING(source, ca_file, OPTION_FILE, .def = "",
           .help = "Certificates (PEM) to trust instead of the system's."),
    STRING(source, token_file, OPTION_FILE, .def = "",
           .help = "A file with a bearer token for the source; nobody else may read it."),

    STRING(cache, dir, OPTION_FILE, .def = "",
           .help = "The folder in which the last good list is kept. Empty: systemd's state "
                   "folder, else ~/.local/state/siapambil."),

    INT(log, level, OPTION_CHOICE, .def = "info", .choices = log_levels,
        .help = "How much is logged."),
};
static_assert(COUNT(options) <= CONFIG_MAX_OPTIONS, "a line for each option");
const size_t option_count = COUNT(options);

const struct option *option_find(const char *section, const char *key)
{
    for (size_t i = 0; i < option_count; i++) {
        if (strcmp(options[i].section, section) == 0 && strcmp(options[i].key, key) == 0)
            return &options[i];
    }
    return NULL;
}

const struct option *option_find_per_screen(const char *key)
{
    for (size_t i = 0; i < option_count; i++) {
        if (option_is_per_screen(&options[i]) && strcmp(option_screen_key(&options[i]), key) == 0)
            return &options[i];
    }
    return NULL;
}

const char *option_screen_name(const char *section)
{
    size_t word = strlen("screen"), blanks;
    if (strncmp(section, "screen", word) != 0)
        return NULL;
    blanks = strspn(section + word, " \t");
    return blanks && section[word + blanks] ? section + word + blanks : NULL;
}

bool option_is_screen_name(const char *name, size_t len)
{
    return len && len <= LONGEST_NAME &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") >= len;
}

static void add_time(int seconds, struct buffer *out)
{
    static const struct {
        int seconds;
        const char *unit;
    } units[] = { { DAY, "d" }, { HOUR, "h" }, { MINUTE, "min" } };
    for (size_t i = 0; i < COUNT(units); i++) {
        if (seconds && seconds % units[i].seconds == 0) {
            buffer_addf(out, "%d%s", seconds / units[i].seconds, units[i].unit);
            return;
        }
    }
    buffer_addf(out, "%ds", seconds);
}

static void add_tenths(int tenths, struct buffer *out)
{
    buffer_addf(out, tenths % 10 ? "%d.%d" : "%d", tenths / 10, tenths % 10);
}

void option_allowed(const struct option *o, struct buffer *out)
{
    switch (o->kind) {
    case OPTION_TIME:
        add_time(o->min, out);
        buffer_addf(out, " to ");
        add_time(o->max, out);
        break;
    case OPTION_NUMBER:
        buffer_addf(out, "%d to %d", o->min, o->max);
        break;
    case OPTION_CHOICE:
        for (const struct option_choice *c = o->choices; c->name; c++)
            buffer_addf(out, "%s%s", c == o->choices ? "" : ", ", c->name);
        break;
    case OPTION_URL:
        for (const struct option_choice *c = o->choices; c->name; c++)
            buffer_addf(out, "%s%s://…", c == o->choices ? "" : ", ", c->name);
        break;
    case OPTION_ID:
        buffer_addf(out, "letters, digits, '.', '_' and '-', 64 at most");
        break;
    case OPTION_COLOUR:
        buffer_addf(out, "#RRGGBB");
        break;
    case OPTION_TENTHS:
        add_tenths(o->min, out);
        buffer_addf(out, " to ");
        add_tenths(o->max, out);
        break;
    case OPTION_TEXT:
    case OPTION_FILE:
        break;
    }
}

static bool wrong(const struct option *o, const char *what, struct error *err)
{
    CLEANUP_BUFFER struct buffer allowed = BUFFER_INIT(0);
    option_allowed(o, &allowed);
    return error_set(err, "%s; allowed: %s", what, buffer_text(&allowed));
}

/* A whole number of at most nine digits, then `*ret_rest`. */
static bool parse_number(const char *text, int *ret, const char **ret_rest)
{
    size_t digits = strspn(text, "0123456789");
    if (!digits || digits > 9)
        return false;
    *ret = (int)strtol(text, NULL, 10);
    *ret_rest = text + digits;
    return true;
}

static bool set_number(struct config *c, const struct option *o, const char *text,
                       struct error *err)
{
    static const struct {
        const char *name;
        int seconds;
    } units[] = { { "", 1 }, { "s", 1 }, { "min", MINUTE }, { "h", HOUR }, { "d", DAY } };
    int number;
    const char *unit;
    bool is_time = o->kind == OPTION_TIME;
    if (!parse_number(text, &number, &unit))
        return wrong(o, is_time ? "not a time such as 90s, 5min, 2h or 3d" : "not a whole number",
                     err);
    int64_t value = -1;
    for (size_t i = 0; i < (is_time ? COUNT(units) : 1); i++) {
        if (strcmp(unit, units[i].name) == 0)
            value = (int64_t)number * units[i].seconds;
    }
    if (value < 0)
        return wrong(o, is_time ? "not a time such as 90s, 5min, 2h or 3d" : "not a whole number",
                     err);
    if (value < o->min)
        return wrong(o, is_time ? "too short" : "too small", err);
    if (value > o->max)
        return wrong(o, is_time ? "too long" : "too large", err);
    *option_int(c, o) = (int)value;
    return true;
}

static bool set_choice(struct config *c, const struct option *o, const char *text,
                       struct error *err)
{
    for (const struct option_choice *choice = o->choices; choice->name; choice++) {
        if (strcmp(choice->name, text) == 0) {
            *option_int(c, o) = choice->value;
            return true;
        }
    }
    return wrong(o, "unknown", err);
}

static bool set_colour(struct config *c, const struct option *o, const char *text,
                       struct error *err)
{
    size_t digits = strspn(text + (*text == '#'), "0123456789abcdefABCDEF");
    if (*text && (*text != '#' || digits != 6 || text[1 + digits]))
        return wrong(o, "not a colour", err);
    *option_int(c, o) = *text ? (int)strtol(text + 1, NULL, 16) : -1;
    return true;
}

/* "43" and "31.5"; a comma is what an Indonesian keyboard has. */
static bool set_tenths(struct config *c, const struct option *o, const char *text,
                       struct error *err)
{
    int whole, tenths = 0;
    const char *rest;
    bool ok = parse_number(text, &whole, &rest);
    if (ok && (*rest == '.' || *rest == ',')) {
        ok = rest[1] >= '0' && rest[1] <= '9';
        tenths = ok ? rest[1] - '0' : 0;
        rest += ok ? 2 : 0;
    }
    if (!ok || *rest)
        return wrong(o, "not a number such as 5 or 2.5", err);
    int64_t value = (int64_t)whole * 10 + tenths;
    if (value < o->min || value > o->max)
        return wrong(o, value < o->min ? "too small" : "too large", err);
    *option_int(c, o) = (int)value;
    return true;
}

static bool begins_with(const char *line, size_t len, const char *word)
{
    return len >= strlen(word) && memcmp(line, word, strlen(word)) == 0;
}

/* "[screen lobby]" */
static bool begins_screen(const char *line, size_t len)
{
    const char *close = memchr(line, ']', len);
    if (!close || *line != '[')
        return false;
    CLEANUP_FREE char *section = xasprintf("%.*s", (int)(close - line - 1), line + 1);
    const char *name = option_screen_name(section);
    return name && option_is_screen_name(name, strcspn(name, " \t"));
}

bool option_begins(const char *line, size_t len)
{
    if (begins_screen(line, len))
        return true;
    for (size_t i = 0; i < option_count; i++) {
        const char *word = *line == '[' ? options[i].section : options[i].key;
        size_t at = *line == '[', end = at + strlen(word);
        if (len < end || !begins_with(line + at, len - at, word))
            continue;
        while (end < len && (line[end] == ' ' || line[end] == '\t'))
            end++;
        if (end < len && strchr(at ? "]" : "=:", line[end]))
            return true;
    }
    return false;
}

bool option_may_break(const char *text, size_t i)
{
    return i > 0 && text[i] == ' ' && text[i - 1] != ' ' && text[i + 1] &&
           !strchr(" ;#", text[i + 1]) && !option_begins(text + i + 1, strlen(text + i + 1));
}

/* What the INI format cannot say, or what no setting means. */
static bool check_text(const char *text, struct error *err)
{
    size_t len = strlen(text);
    if (len > LONGEST_VALUE)
        return error_set(err, "%zu bytes long; allowed: %d", len, LONGEST_VALUE);
    if (text_find_invalid(text, len) != len)
        return error_set(err, "not UTF-8; allowed: a file saved as UTF-8");
    if (*text == ' ' || (len && text[len - 1] == ' '))
        return error_set(err, "a blank at an end; allowed: blanks inside");
    if (*text == ';' || strstr(text, " ;"))
        return error_set(err, "';' after a blank begins a comment; allowed: ';' after a letter");
    size_t word = 0;
    for (size_t i = 0; i < len; i++) {
        word = option_may_break(text, i) ? 0 : word + 1;
        if (word > LONGEST_WORD)
            return error_set(err, "%d bytes without a single blank; allowed: %d", LONGEST_WORD + 1,
                             LONGEST_WORD);
    }
    for (const char *p = text; *p; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7F)
            return error_set(err, "a control character; allowed: printable text");
    }
    return true;
}

static bool check_url(const struct option *o, const char *text, struct error *err)
{
    for (const struct option_choice *c = o->choices; c->name; c++) {
        size_t len = strlen(c->name);
        if (strncmp(text, c->name, len) != 0 || strncmp(text + len, "://", 3) != 0)
            continue;
        if (strchr(text, ' '))
            return wrong(o, "a blank in the address", err);
        if (text[len + 3])
            return true;
    }
    return wrong(o, "not an address", err);
}

static bool set_string(struct config *c, const struct option *o, const char *text,
                       struct error *err)
{
    if (!check_text(text, err))
        return false;
    if (*text && o->kind == OPTION_URL && !check_url(o, text, err))
        return false;
    if (o->kind == OPTION_ID &&
        (strlen(text) > 64 || text[strspn(text, "abcdefghijklmnopqrstuvwxyz"
                                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")]))
        return wrong(o, "not a name", err);
    char **field = option_string(c, o);
    free(*field);
    *field = xstrdup(text);
    return true;
}

bool option_set(struct config *c, const struct option *o, const char *text, struct error *err)
{
    switch (o->kind) {
    case OPTION_NUMBER:
    case OPTION_TIME:
        return set_number(c, o, text, err);
    case OPTION_CHOICE:
        return set_choice(c, o, text, err);
    case OPTION_COLOUR:
        return set_colour(c, o, text, err);
    case OPTION_TENTHS:
        return set_tenths(c, o, text, err);
    default:
        return set_string(c, o, text, err);
    }
}

void option_print(const struct config *c, const struct option *o, struct buffer *out)
{
    if (option_is_string(o)) {
        buffer_addf(out, "%s", *option_string(c, o));
    } else if (o->kind == OPTION_TIME) {
        add_time(*option_int(c, o), out);
    } else if (o->kind == OPTION_NUMBER) {
        buffer_addf(out, "%d", *option_int(c, o));
    } else if (o->kind == OPTION_TENTHS) {
        add_tenths(*option_int(c, o), out);
    } else if (o->kind == OPTION_COLOUR) {
        if (*option_int(c, o) >= 0)
            buffer_addf(out, "#%06X", (unsigned)*option_int(c, o));
    } else {
        const struct option_choice *choice = o->choices;
        while (choice->name && choice->value != *option_int(c, o))
            choice++;
        buffer_addf(out, "%s", choice->name);
    }
}
