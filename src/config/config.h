/* The configuration: an INI file, then --set, over the defaults of one table (config/options.c)
 * that also makes --help, --print-config and the commented sample. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"

enum config_language { LANGUAGE_ID, LANGUAGE_EN };
enum config_back_end { BACK_END_AUTO, BACK_END_CPU, BACK_END_GPU, BACK_END_PIXMAPS };
enum config_theme { THEME_DARK, THEME_LIGHT };
enum config_motion { CONFIG_SCROLL, CONFIG_STEP, CONFIG_PAGE };
enum config_order { CONFIG_ORDER_NAME, CONFIG_ORDER_NEWEST };
enum config_closed { CONFIG_CLOSED_LIST, CONFIG_CLOSED_DIM, CONFIG_CLOSED_BLACK };
enum config_format { CONFIG_NATIVE, CONFIG_JSON, CONFIG_CSV, CONFIG_POSTGRESQL };
enum config_report { CONFIG_REPORT_FEEDS, CONFIG_REPORT_ALL, CONFIG_REPORT_NO };
enum config_paging {
    CONFIG_PAGING_NONE,
    CONFIG_PAGING_PAGE,
    CONFIG_PAGING_OFFSET,
    CONFIG_PAGING_LINK,
};
enum config_encoding {
    CONFIG_ENCODING_AUTO,
    CONFIG_ENCODING_UTF8,
    CONFIG_ENCODING_WINDOWS_1252,
    CONFIG_ENCODING_UTF16,
};
enum config_dates { CONFIG_DATES_DMY, CONFIG_DATES_MDY, CONFIG_DATES_YMD };
enum config_kind {
    CONFIG_KIND_OTHER,
    CONFIG_KIND_DINAS,
    CONFIG_KIND_KECAMATAN,
    CONFIG_KIND_KELURAHAN,
    CONFIG_KIND_MPP,
};
enum config_names {
    CONFIG_NAMES_UNSET = -1, /* of a type: its own rule, or that of all */
    CONFIG_NAMES_FULL,
    CONFIG_NAMES_PARTIAL,
    CONFIG_NAMES_INITIALS,
    CONFIG_NAMES_NUMBER,
};
enum config_log_level { CONFIG_LOG_ERROR, CONFIG_LOG_WARNING, CONFIG_LOG_INFO, CONFIG_LOG_DEBUG };

#define CONFIG_MAX_OPTIONS   192
#define CONFIG_MAX_SCREENS   16
#define CONFIG_MAX_SOURCES   16
#define CONFIG_MAX_LOCATIONS 1000
#define CONFIG_MAX_ENTRIES   1000 /* of a table */

/* What there may be several of, each with sections of its own: [screen NAME]; [source NAME] with
 * [map NAME]; [location ID]. */
enum config_part { CONFIG_SCREEN, CONFIG_SOURCE, CONFIG_LOCATION, CONFIG_PARTS };

/* The sections whose keys are the office's own words. */
enum config_table_name {
    CONFIG_STATUS,
    CONFIG_TYPE,
    CONFIG_AREA,
    CONFIG_ROUTE,
    CONFIG_BRING,
    CONFIG_TABLES
};

struct config_entry {
    char *key, *value;
    int line; /* as in `lines` below */
};
struct config_table {
    struct config_entry *entries; /* in the order in which they were given */
    int count, capacity;
};

/* Strings are never NULL; "" is "not set". Times are in seconds. What differs between
 * screens and between sources stands in `parts`: read the settings of one by
 * config_for_screen(), config_for_source(). */
struct config {
    struct {
        char *id, *title, *script_line, *office, *name, *logo;
        int language;  /* enum config_language */
        int time_zone; /* seconds east of Greenwich: Indonesia has three zones and no summer time */
        int back_end;  /* enum config_back_end */
        char *display; /* an output's name, or its number from 0 */
        int rotate;    /* degrees clockwise: 0, 90, 180, 270 */
        int scale;     /* percent */
        int screen_inches, viewing_distance; /* tenths of an inch (0: not known), of a metre */
        char *picture;
        int picture_every;
        int shift; /* pixels at 1080 lines */
    } screen;
    struct {
        int base; /* enum config_theme */
        /* 0xRRGGBB, or -1: the base theme's */
        int ground, header, panel, rule, text, quiet, on_header, quiet_on_header;
        int accent, on_accent, emphasis, warning, warning_dark, warning_rule, on_warning;
        int fresh, stale, on_badge;
        int badge_ktp_el, badge_kk, badge_kia, badge_akta_lahir, badge_akta_mati, badge_akta_kawin;
        int badge_akta_cerai, badge_akta_anak, badge_akta_sipil, badge_skpwni, badge_sktt,
            badge_skdwni;
        int badge_suket, badge_biodata, badge_other, closed, on_closed, quiet_on_closed;
    } theme;
    struct {
        char *places;
        int motion; /* enum config_motion */
        int min_dwell, max_cycle, new_for, old_after, withdraw_after;
        int order; /* enum config_order */
    } list;
    struct {
        char *open, *calendar;
        int closed; /* enum config_closed */
        int early, late;
        char *panel_on, *panel_off;
    } hours;
    struct {
        char *link;
    } panel;
    struct {
        char *text, *announcement;
        int speed; /* characters a second */
    } notices;
    struct {
        int names; /* enum config_names */
        /* Likewise, of each type: config_names() */
        int ktp_el, kk, kia, akta_lahir, akta_mati, akta_kawin, akta_cerai, akta_anak, akta_sipil;
        int skpwni, sktt, skdwni, suket, biodata, other;
        char *general_label;
    } privacy;
    struct {
        char *url;
        int poll, timeout, connect_timeout;
        char *ca_file, *token_file, *headers_file;
        int allow_http; /* 1: also to public addresses */
        int report;     /* enum config_report */
        char *mirrors;  /* addresses, parted by a blank */
        int format;     /* enum config_format */
        char *public_keys, *region;
        char *rows;
        int paging; /* enum config_paging */
        char *page_parameter;
        int first_page;
        char *last_page, *total_rows, *next_link;
        int max_pages;
        int separator; /* the character, or 0: found out */
        int encoding;  /* enum config_encoding */
        int header_row;
        int dates; /* enum config_dates */
        int number_length;
        char *query, *query_file, *notify; /* of siapambil-publish */
    } source;
    struct {
        char *id, *name, *number, *type, *status, *done, *area, *village, *route, *private;
    } map;
    struct {
        char *name;
        int kind; /* enum config_kind */
        char *counter, *address, *hours;
    } location; /* see config_location() */
    struct {
        char *dir, *region, *name, *key_file;
        int valid_for;
    } publish; /* of siapambil-publish */
    struct {
        char *dir;
    } cache;
    struct {
        char *address; /* of this machine, as numbers */
        int port;      /* 0: there is no such page */
        char *token_file;
    } status_page;
    struct {
        int level; /* enum config_log_level */
    } log;
    struct {
        int sandbox; /* 1: on */
    } daemon;
    /* Where each option was set, in the order of the table; for config_place(). */
    char *file; /* NULL: no file was read */
    int lines[CONFIG_MAX_OPTIONS];
    struct config_table tables[CONFIG_TABLES];
    /* The named sections, in their order: of each its name, and the options with a line. */
    struct {
        struct config **all;
        int count;
    } parts[CONFIG_PARTS];
    /* Of a named section, and of what config_for_screen and config_for_source give; else NULL. */
    char *name;
    int section_line;
    bool of_part[CONFIG_MAX_OPTIONS]; /* set there; for config_place() */
};

struct config *config_new(void); /* the defaults */
void config_free(struct config *c);
DEFINE_CLEANUP(struct config *, config_free)

/* Reads an INI file over `c`, one at most. Stops at the first wrong line:
 * "board.ini:12: [source] poll = 2s: too short; allowed: 5s to 1d". */
bool config_read_file(struct config *c, const char *path, struct error *err);
/* The same from memory; `name` stands for the file in sentences. */
bool config_read_text(struct config *c, const char *text, size_t len, const char *name,
                      struct error *err);
/* "section.key=value", of --set; "screen.NAME.key=value" is [screen NAME], and
 * "status.WORD=value" an entry of that table. */
bool config_set(struct config *c, const char *assignment, struct error *err);
/* What only the whole can tell: source.url is there, ca_file is a file that may be read, … */
bool config_check(const struct config *c, struct error *err);
/* What of that concerns sources and places: for a program without screens. */
bool config_check_sources(const struct config *c, struct error *err);
/* How many screens there are: the [screen NAME] sections, or one without any. Sources likewise. */
int config_screen_count(const struct config *c);
int config_source_count(const struct config *c);
/* The settings of one of them: what its own section does not say is as for
 * all. The caller frees it. */
struct config *config_for_screen(const struct config *c, int index);
struct config *config_for_source(const struct config *c, int index);
/* The places that the configuration names: `name` is a location's id, and
 * `location` holds the rest. */
int config_location_count(const struct config *c);
const struct config *config_location(const struct config *c, int index);
/* The location of that id, or -1. */
int config_find_location(const struct config *c, const char *id);

/* Appends where an option was set and its name, as sentences begin: "board.ini:12: [source]
 * url", or "--set: [source] url", or "[source] url" for a default. */
void config_place(const struct config *c, const char *section, const char *key, struct buffer *out);

/* The same of an entry of a table: "board.ini:12: [status] SELESAI". */
void config_entry_place(const struct config *c, enum config_table_name table, int index,
                        struct buffer *out);
/* The same of a named section, "board.ini:12: [location mpp]", of what config_location(),
 * config_for_screen() or config_for_source() gave. */
void config_part_place(const struct config *part, const char *word, struct buffer *out);

/* The colour [theme] `key`: 0xRRGGBB, or -1 for the base theme's; `*ret_line` is its line in the
 * file, 0 where nobody has set it, negative from --set. */
int config_colour(const struct config *c, const char *key, int *ret_line);

/* [privacy] `key`, enum config_names. */
int config_names(const struct config *c, const char *key);

/* Every option with its help as a comment and its value: a file that config_read_file reads back to
 * an equal configuration. Of the defaults it is the sample file. */
void config_print(const struct config *c, struct buffer *out);
/* Appends the settings by which a list is made: where it comes from, how it is read, what may be
 * shown of it, where it is kept. For comparing: two that print alike make the same list. */
void config_print_list(const struct config *c, struct buffer *out);
/* Likewise those by which a screen shows it, of what config_for_screen() gave. */
void config_print_screen(const struct config *c, struct buffer *out);
/* The options for --help: "  source.poll=60s        pause between two pulls (5s to 1d)". */
void config_help(struct buffer *out);
