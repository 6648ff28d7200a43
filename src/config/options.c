#include "config/options.h"

#define MINUTE 60
#define HOUR   3600
#define DAY    86400

static const struct option_choice languages[] = {
    { "id", LANGUAGE_ID },
    { "en", LANGUAGE_EN },
    { NULL, 0 },
};
/* Indonesia's zones have no daylight saving and have not changed since 1988 (Keppres 41/1987),
 * so their offsets do without a time zone database. */
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
    { "pixmaps", BACK_END_PIXMAPS },
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
static const struct option_choice formats[] = {
    { "native", CONFIG_NATIVE },
    { "json", CONFIG_JSON },
    { "csv", CONFIG_CSV },
    { "postgresql", CONFIG_POSTGRESQL },
    { NULL, 0 },
};
static const struct option_choice reports[] = {
    { "feeds", CONFIG_REPORT_FEEDS },
    { "all", CONFIG_REPORT_ALL },
    { "no", CONFIG_REPORT_NO },
    { NULL, 0 },
};
static const struct option_choice pagings[] = {
    { "none", CONFIG_PAGING_NONE },
    { "page", CONFIG_PAGING_PAGE },
    { "offset", CONFIG_PAGING_OFFSET },
    { "link", CONFIG_PAGING_LINK },
    { NULL, 0 },
};
static const struct option_choice separators[] = {
    { "auto", 0 },   { "comma", ',' }, { "semicolon", ';' },
    { "tab", '\t' }, { "bar", '|' },   { NULL, 0 },
};
static const struct option_choice encodings[] = {
    { "auto", CONFIG_ENCODING_AUTO },
    { "utf-8", CONFIG_ENCODING_UTF8 },
    { "windows-1252", CONFIG_ENCODING_WINDOWS_1252 },
    { "utf-16", CONFIG_ENCODING_UTF16 },
    { NULL, 0 },
};
static const struct option_choice date_orders[] = {
    { "dmy", CONFIG_DATES_DMY },
    { "mdy", CONFIG_DATES_MDY },
    { "ymd", CONFIG_DATES_YMD },
    { NULL, 0 },
};
static const struct option_choice location_kinds[] = {
    { "dinas", CONFIG_KIND_DINAS },         { "kecamatan", CONFIG_KIND_KECAMATAN },
    { "kelurahan", CONFIG_KIND_KELURAHAN }, { "mpp", CONFIG_KIND_MPP },
    { "other", CONFIG_KIND_OTHER },         { NULL, 0 },
};
static const struct option_choice names[] = {
    { "full", CONFIG_NAMES_FULL },
    { "partial", CONFIG_NAMES_PARTIAL },
    { "initials", CONFIG_NAMES_INITIALS },
    { "number", CONFIG_NAMES_NUMBER },
    { NULL, 0 },
};
static const struct option_choice type_names[] = {
    { "full", CONFIG_NAMES_FULL },
    { "partial", CONFIG_NAMES_PARTIAL },
    { "initials", CONFIG_NAMES_INITIALS },
    { "number", CONFIG_NAMES_NUMBER },
    { "", CONFIG_NAMES_UNSET },
    { NULL, 0 },
};
static const struct option_choice no_yes[] = { { "no", 0 }, { "yes", 1 }, { NULL, 0 } };
static const struct option_choice log_levels[] = {
    { "error", CONFIG_LOG_ERROR },
    { "warning", CONFIG_LOG_WARNING },
    { "info", CONFIG_LOG_INFO },
    { "debug", CONFIG_LOG_DEBUG },
    { NULL, 0 },
};
static const struct option_choice source_schemes[] = {
    { "https", 0 }, { "http", 0 }, { "file", 0 }, { "postgresql", 0 }, { NULL, 0 }
};
static const struct option_choice mirror_schemes[] = {
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
        .help =
            "What draws: the graphics chip (gpu), the X server (pixmaps), or this program (cpu); "
            "auto: the first of these that there is, a chip only with a real driver, and cpu where "
            "the X server refuses pictures."),
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

    INT(privacy, names, OPTION_CHOICE, .def = "partial", .choices = names,
        .help =
            "How names are shown, unless a type has a stricter rule: whole; the first word and of "
            "the others the first letter; first letters only; not at all, the number stands in "
            "their place. Nothing else of a name is kept."),
    INT(privacy, ktp_el, OPTION_CHOICE, .def = "", .choices = type_names,
        .help = "How the names of ktp-el are shown. Empty, here and below: as by the rule of the "
                "type's own, or by names, whichever is stricter. A looser one than by default must "
                "stand here, and --check-config repeats it."),
    INT(privacy, kk, OPTION_CHOICE, .def = "", .choices = type_names, .help = "The same of kk."),
    INT(privacy, kia, OPTION_CHOICE, .def = "", .choices = type_names,
        .help = "The same of kia; its own rule is initials, since it names a child."),
    INT(privacy, akta_lahir, OPTION_CHOICE, .def = "", .choices = type_names,
        .help = "The same of akta-lahir; its own rule is initials."),
    INT(privacy, akta_mati, OPTION_CHOICE, .def = "", .choices = type_names,
        .help = "The same of akta-mati."),
    INT(privacy, akta_kawin, OPTION_CHOICE, .def = "", .choices = type_names,
        .help = "The same of akta-kawin."),
    INT(privacy, akta_cerai, OPTION_CHOICE, .def = "", .choices = type_names,
        .help = "The same of akta-cerai; its own rule is number."),
    INT(privacy, akta_anak, OPTION_CHOICE, .def = "", .choices = type_names,
        .help = "The same of akta-anak; its own rule is number."),
    INT(privacy, akta_sipil, OPTION_CHOICE, .def = "", .choices = type_names,
        .help = "The same of akta-sipil, the general label, where a source uses it itself; its own "
                "rule is number."),
    INT(privacy, skpwni, OPTION_CHOICE, .def = "", .choices = type_names,
        .help = "The same of skpwni."),
    INT(privacy, sktt, OPTION_CHOICE, .def = "", .choices = type_names,
        .help = "The same of sktt."),
    INT(privacy, skdwni, OPTION_CHOICE, .def = "", .choices = type_names,
        .help = "The same of skdwni."),
    INT(privacy, suket, OPTION_CHOICE, .def = "", .choices = type_names,
        .help = "The same of suket."),
    INT(privacy, biodata, OPTION_CHOICE, .def = "", .choices = type_names,
        .help = "The same of biodata."),
    INT(privacy, other, OPTION_CHOICE, .def = "", .choices = type_names,
        .help = "The same of other."),
    STRING(privacy, general_label, OPTION_TEXT, .def = "akta-cerai, akta-anak",
           .help = "The types that nobody is to tell apart, parted by commas: they are kept and "
                   "shown under one general label, Akta Sipil. Empty: none."),

    STRING(source, url, OPTION_URL, .def = "", .choices = source_schemes,
           .help = "Where the list is pulled from, such as "
                   "https://dukcapil.example.go.id/v1/32.73/feed.json."),
    INT(source, poll, OPTION_TIME, .for_all = true, .def = "60s", .min = 5, .max = DAY,
        .help = "The pause between two pulls; it varies by a tenth, so that screens do not ask "
                "all at once."),
    INT(source, timeout, OPTION_TIME, .def = "60s", .min = 1, .max = HOUR,
        .help = "How long one pull may take in all. An answer that has begun may pause for a third "
                "of it."),
    INT(source, connect_timeout, OPTION_TIME, .def = "10s", .min = 1, .max = 5 * MINUTE,
        .help = "How long connecting may take."),
    STRING(source, ca_file, OPTION_FILE, .def = "",
           .help = "Certificates (PEM) to trust instead of the system's."),
    STRING(
        source, token_file, OPTION_FILE, .def = "",
        .help =
            "A file with a bearer token for the source; nobody else may read it. Here and in the "
            "other names of files, %d/ is the folder of the credentials that systemd hands to a "
            "unit (LoadCredential)."),
    STRING(source, headers_file, OPTION_FILE, .def = "",
           .help =
               "A file with headers for the source, Name: value, one a line, such as an API key; "
               "nobody else may read it. With it, no redirect to another server is followed."),
    INT(source, allow_http, OPTION_CHOICE, .def = "no", .choices = no_yes,
        .help =
            "http goes to private addresses only, unless the feed is signed; yes: to any, where "
            "anybody on the way can read and change what comes."),
    INT(source, report, OPTION_CHOICE, .def = "feeds", .choices = reports,
        .help = "Who is told with every pull how this screen is, in a header that a web server can "
                "log: its id and version, what list it shows and how old it is, late frames, "
                "whether the panel is on. Nothing about people. feeds: who serves native feeds; "
                "all: also who serves JSON and CSV; no: nobody."),

    STRING(source, mirrors, OPTION_URLS, .def = "", .choices = mirror_schemes,
           .help =
               "Other addresses of the same list, parted by a blank, that are asked in turn when "
               "url does not answer."),
    STRING(source, public_keys, OPTION_TEXT, .def = "",
           .help =
               "The minisign key by which a native feed is signed, such as RWQ…, or two parted by "
               "a comma while it changes. Then nothing unsigned is taken. Empty: not signed."),
    STRING(source, region, OPTION_TEXT, .def = "",
           .help = "Kemendagri's code of the regency or city, such as 32.73. Empty: not said."),
    INT(source, format, OPTION_CHOICE, .def = "native", .choices = formats,
        .help =
            "What comes from there: siapambil's own feed, any JSON, a sheet, or (siapambil-publish "
            "only) the answer to a query. All but the first need [map], [status], [location ID] "
            "and [route]."),
    STRING(source, rows, OPTION_TEXT, .def = "",
           .help = "JSON: where the array of rows is, as a JSON Pointer such as /data. Empty: the "
                   "whole answer is the array."),
    INT(source, paging, OPTION_CHOICE, .def = "none", .choices = pagings,
        .help = "JSON: how the next page is asked for: there is none, by its number, by the number "
                "of its first row, or by the address that the page before holds."),
    STRING(source, page_parameter, OPTION_ID, .def = "",
           .help = "What carries that number in the address. Empty: page, or offset."),
    INT(source, first_page, OPTION_NUMBER, .def = "1", .min = 0, .max = 1,
        .help = "The first page's number."),
    STRING(source, last_page, OPTION_TEXT, .def = "",
           .help =
               "Where a page says how many there are, such as /meta/total_page. Empty: an empty "
               "page ends them."),
    STRING(source, total_rows, OPTION_TEXT, .def = "",
           .help = "Where a page says how many rows there are in all, such as /meta/total."),
    STRING(source, next_link, OPTION_TEXT, .def = "",
           .help = "Where a page holds the address of the next, such as /links/next."),
    INT(source, max_pages, OPTION_NUMBER, .def = "100", .min = 1, .max = 1000,
        .help = "More pages than this are refused."),
    INT(source, separator, OPTION_CHOICE, .def = "auto", .choices = separators,
        .help = "CSV: what parts the columns."),
    INT(source, encoding, OPTION_CHOICE, .def = "auto", .choices = encodings,
        .help = "CSV: how characters are written."),
    INT(source, header_row, OPTION_NUMBER, .def = "0", .min = 0, .max = 100,
        .help = "CSV: the line that names the columns. 0: found out."),
    INT(source, dates, OPTION_CHOICE, .def = "dmy", .choices = date_orders,
        .help = "How 03/04/2026 is read: day first, month first, or year first. It is never "
                "guessed."),
    INT(source, number_length, OPTION_NUMBER, .def = "4", .min = 2, .max = 12,
        .help = "JSON and CSV: how many characters of a registration number are shown, its last."),
    STRING(source, query, OPTION_TEXT, .def = "",
           .help = "PostgreSQL: one SELECT, such as select * from siap_ambil; [map] names the "
                   "columns of its answer. The database's address is postgresql://USER@HOST/NAME, "
                   "the password stands in ~/.pgpass or the file that PGPASSFILE names; all of it "
                   "may stand in a service file: postgresql://?service=NAME."),
    STRING(source, query_file, OPTION_FILE, .def = "",
           .help = "A file with the query, in its place."),
    STRING(source, notify, OPTION_TEXT, .def = "",
           .help = "The channel on which the database says NOTIFY when something has changed; "
                   "siapambil-publish --watch then publishes at once. Empty: none."),

    STRING(map, id, OPTION_TEXT, .def = "",
           .help = "Where each of these stands in a row of JSON, a JSON Pointer such as "
                   "/pemohon/nama, or of a sheet, a column's name or #3 for the third. a + b joins "
                   "two, a | b takes the first that is not empty, \"ktp-el\" is a text of its own. "
                   "Empty: there is none. This one: what names the row for good; only its hash is "
                   "kept. Empty: the row's number and name do."),
    STRING(map, name, OPTION_TEXT, .def = "", .help = "The owner's name; [privacy] shortens it."),
    STRING(map, number, OPTION_TEXT, .def = "",
           .help = "The registration number; its end is shown. Never a NIK."),
    STRING(map, type, OPTION_TEXT, .def = "", .help = "What document it is; see [type]."),
    STRING(map, status, OPTION_TEXT, .def = "",
           .help = "How far it is; see [status]. Of a sheet that holds finished documents only: "
                   "\"pickup\"."),
    STRING(map, done, OPTION_TEXT, .def = "", .help = "The day on which it was finished."),
    STRING(map, area, OPTION_TEXT, .def = "",
           .help = "Its kecamatan, by name or by Kemendagri's code; for [route]."),
    STRING(map, village, OPTION_TEXT, .def = "", .help = "Its kelurahan or desa, likewise."),
    STRING(map, route, OPTION_TEXT, .def = "",
           .help = "A word that says where it waits, such as a counter's; for [route]."),
    STRING(map, private, OPTION_TEXT, .def = "",
           .help = "Where this says 1, true, ya or yes, the name is not shown."),

    STRING(location, name, OPTION_TEXT, .def = "", .help = "What the place is called."),
    INT(location, kind, OPTION_CHOICE, .def = "other", .choices = location_kinds,
        .help = "What kind of place it is."),
    STRING(location, counter, OPTION_TEXT, .def = "", .help = "Its counter, such as Loket 3."),
    STRING(location, address, OPTION_TEXT, .def = "", .help = "Its address."),
    STRING(location, hours, OPTION_TEXT, .def = "",
           .help = "When it is open, such as mon-thu 08:00-15:00, fri 08:00-11:00. Empty: not "
                   "said."),

    STRING(publish, dir, OPTION_FILE, .def = "",
           .help = "Where siapambil-publish, which reads these settings too, puts the feeds: the "
                   "folder that a web server serves. The board itself needs nothing of [publish]."),
    STRING(publish, region, OPTION_TEXT, .def = "",
           .help = "Kemendagri's code of the regency or city, such as 32.73: part of the feeds' "
                   "addresses. Empty: as [source] region."),
    STRING(publish, name, OPTION_TEXT, .def = "",
           .help = "Who publishes, such as Dinas Dukcapil Kota Bandung. Empty: [screen] office."),
    STRING(publish, key_file, OPTION_FILE, .def = "",
           .help = "The secret key that signs the feeds, of minisign -G -W; nobody else may read "
                   "it. Empty: they are not signed."),
    INT(publish, valid_for, OPTION_TIME, .def = "7d", .min = HOUR, .max = 90 * DAY,
        .help = "How long screens may show a feed that nobody renews. siapambil-publish renews one "
                "when half of it is over."),

    STRING(cache, dir, OPTION_FILE, .def = "",
           .help = "The folder in which the last good list is kept. Empty: systemd's state "
                   "folder, else ~/.local/state/siapambil."),

    STRING(status_page, address, OPTION_TEXT, .def = "127.0.0.1",
           .help =
               "The address of this machine at which it says how it is: a page for people, "
               "/status.json, /metrics for Prometheus, /screen.png, /healthz. Any but 127.0.0.1 "
               "or ::1 needs a token_file."),
    INT(status_page, port, OPTION_NUMBER, .def = "8629", .min = 0, .max = 65535,
        .help = "And the port; another one for each siapambil on a machine. 0: no such page."),
    STRING(status_page, token_file, OPTION_FILE, .def = "",
           .help = "A file with the token that whoever asks must show, as a bearer token, or in a "
                   "browser as the password for any name: 16 characters or more; nobody else may "
                   "read it. Empty: whoever is on this machine may ask."),

    INT(log, level, OPTION_CHOICE, .def = "info", .choices = log_levels,
        .help = "How much is logged."),

    INT(daemon, sandbox, OPTION_CHOICE, .def = "yes", .choices = no_yes,
        .help =
            "The program gives up what it never needs: system calls, and files apart from those "
            "that its settings name. It holds for panel_on and panel_off, too. no: only where it "
            "is in the way."),
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

bool option_section_is_known(const char *section)
{
    for (size_t i = 0; i < option_count; i++) {
        if (strcmp(options[i].section, section) == 0)
            return true;
    }
    return table_find(section) != CONFIG_TABLES;
}
