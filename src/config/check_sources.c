/* Whether what the configuration says of its sources, their rows and the places fits together. */
#include <sys/stat.h>

#include "base/text.h"
#include "config/check.h"

#define FORMAT(f) (1u << CONFIG_##f)
#define PAGING(p) (1u << CONFIG_PAGING_##p)
#define ANY       ~0u
#define PULLED    (FORMAT(NATIVE) | FORMAT(JSON) | FORMAT(CSV))
#define MAPPED    (FORMAT(JSON) | FORMAT(CSV) | FORMAT(POSTGRESQL))

#define LONGEST_CHANNEL                                                                            \
    63 /* NAMEDATALEN - 1: the server cuts what is longer, and says so to nobody */

/* With which formats a setting goes, and with which ways of paging. Without a
 * `key`: all of the section. */
static const struct {
    const char *section, *key;
    unsigned formats, pagings;
} companions[] = {
    { "source", "public_keys", FORMAT(NATIVE), ANY },
    { "source", "rows", FORMAT(JSON), ANY },
    { "source", "paging", FORMAT(JSON), ANY },
    { "source", "page_parameter", FORMAT(JSON), PAGING(PAGE) | PAGING(OFFSET) },
    { "source", "first_page", FORMAT(JSON), PAGING(PAGE) },
    { "source", "last_page", FORMAT(JSON), PAGING(PAGE) },
    { "source", "total_rows", FORMAT(JSON), PAGING(PAGE) | PAGING(OFFSET) },
    { "source", "next_link", FORMAT(JSON), PAGING(LINK) },
    { "source", "max_pages", FORMAT(JSON), PAGING(PAGE) | PAGING(OFFSET) | PAGING(LINK) },
    { "source", "separator", FORMAT(CSV), ANY },
    { "source", "encoding", FORMAT(CSV), ANY },
    { "source", "header_row", FORMAT(CSV), ANY },
    { "source", "dates", MAPPED, ANY },
    { "source", "number_length", MAPPED, ANY },
    { "map", NULL, MAPPED, ANY },
    { "source", "query", FORMAT(POSTGRESQL), ANY },
    { "source", "query_file", FORMAT(POSTGRESQL), ANY },
    { "source", "notify", FORMAT(POSTGRESQL), ANY },
    { "source", "mirrors", PULLED, ANY },
    { "source", "ca_file", PULLED, ANY },
    { "source", "token_file", PULLED, ANY },
    { "source", "headers_file", PULLED, ANY },
    { "source", "allow_http", PULLED, ANY },
};

/* Whether it was said of this very source that it is something else than by default. What is
 * said in [source] for several sources need not fit all, but for the keys: who asks for
 * signatures is not given an unsigned list beside them. */
static bool is_said(const struct config *s, const struct option *o)
{
    CLEANUP_BUFFER struct buffer value = BUFFER_INIT(0);
    option_print(s, o, &value);
    bool here = !s->name || s->of_part[o - options] || o == option_find("source", "public_keys");
    return here && strcmp(buffer_text(&value), o->def) != 0;
}

/* "[source] rows goes with format = json; here it is native" */
static bool check_companion(const struct config *s, const struct option *o, const char *with,
                            unsigned allowed, int is, struct error *err)
{
    const struct option *other = option_find("source", with);
    if (allowed & 1u << is || !is_said(s, o))
        return true;
    CLEANUP_BUFFER struct buffer why = BUFFER_INIT(0);
    unsigned left = allowed;
    const char *now = "";
    buffer_addf(&why, "goes with %s = ", with);
    for (const struct option_choice *c = other->choices; c->name; c++) {
        unsigned bit = 1u << c->value;
        now = c->value == is ? c->name : now;
        if (!(allowed & bit))
            continue;
        left &= ~bit;
        buffer_addf(&why, "%s%s", c->name, !left ? "" : left & (left - 1) ? ", " : " or ");
    }
    bool elsewhere = s->name && !s->of_part[o - options];
    buffer_addf(&why, "; %s%s%s it is %s", elsewhere ? "in [source " : "here",
                elsewhere ? s->name : "", elsewhere ? "]" : "", now);
    return check_fail_at(s, o->section, o->key, buffer_text(&why), err);
}

static bool check_companions(const struct config *s, struct error *err)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option *o = &options[i];
        for (size_t n = 0; n < COUNT(companions); n++) {
            if (strcmp(companions[n].section, o->section) != 0 ||
                (companions[n].key && strcmp(companions[n].key, o->key) != 0))
                continue;
            if (!check_companion(s, o, "format", companions[n].formats, s->source.format, err) ||
                !check_companion(s, o, "paging", companions[n].pagings, s->source.paging, err))
                return false;
        }
    }
    return s->source.paging != CONFIG_PAGING_LINK || s->source.format != CONFIG_JSON ||
           *s->source.next_link ||
           check_fail_at(s, "source", "paging",
                         "= link: next_link is not set; allowed: where a page holds the address of "
                         "the next, such as next_link = /links/next",
                         err);
}

/* Whether the documents of a mapped source wait at no place. */
static bool is_download_only(const struct config *c, const struct config *s)
{
    int counts[2] = { 0 };
    const struct config_table *t = &c->tables[CONFIG_STATUS];
    if (strcmp(s->map.status, "\"download\"") == 0)
        return true;
    for (int i = 0; i < t->count; i++) {
        counts[0] += strcmp(t->entries[i].value, "pickup") == 0;
        counts[1] += strcmp(t->entries[i].value, "download") == 0;
    }
    return counts[1] && !counts[0] && strcmp(s->map.status, "\"pickup\"") != 0;
}

/* What a source whose rows are mapped must say. */
static bool check_mapped(const struct config *c, const struct config *s, struct error *err)
{
    bool columns = s->source.format != CONFIG_JSON;
    const char *name = s->name ? s->name : "", *blank = s->name ? " " : "";
    CLEANUP_FREE char *why = NULL;
    if (!*s->map.name && !*s->map.number)
        why =
            xasprintf("[map%s%s] name and number are not set; allowed: one of them at least, such "
                      "as name = %s",
                      blank, name, columns ? "Nama" : "/nama");
    else if (!*s->map.type)
        why =
            xasprintf("[map%s%s] type is not set; allowed: where it stands, such as type = %s, or "
                      "the same for all rows, such as type = \"ktp-el\"",
                      blank, name, columns ? "Jenis Dokumen" : "/layanan");
    else if (!*s->map.status)
        why = xasprintf("[map%s%s] status is not set; allowed: where it stands, such as status = "
                        "%s, or the same for all rows: status = \"pickup\"",
                        blank, name, columns ? "Status" : "/status");
    else if (!is_download_only(c, s) && !config_location_count(c))
        why = xasprintf("there is no [location ID]; allowed: one for each place where documents "
                        "wait, such as [location mpp] with its name");
    else if (!is_download_only(c, s) && !c->tables[CONFIG_ROUTE].count)
        why = xasprintf("there is nothing in [route]; allowed: what waits where, such as *, * = %s",
                        config_location(c, 0)->name);
    if (!why)
        return true;
    CLEANUP_BUFFER struct buffer format = BUFFER_INIT(0);
    option_print(s, option_find("source", "format"), &format);
    CLEANUP_FREE char *sentence = xasprintf("= %s: %s", buffer_text(&format), why);
    return check_fail_at(s, "source", "format", sentence, err);
}

/* Whoever reads the token can pull what the office pulls; ssh refuses such keys, too. */
static bool check_secret(const struct config *s, const char *key, const char *path,
                         struct error *err)
{
    struct stat st;
    if (!check_file(s, "source", key, path, err))
        return false;
    if (!*path || stat(path, &st) < 0 || !(st.st_mode & S_IROTH))
        return true;
    CLEANUP_FREE char *why = xasprintf("= %s: everybody may read it; allowed: its owner and group "
                                       "(chmod o-r)",
                                       path);
    return check_fail_at(s, "source", key, why, err);
}

static bool check_url(const struct config *c, const struct config *s, struct error *err)
{
    const struct option *url = option_find("source", "url");
    if (s->name && *c->source.url)
        return check_fail_at(c, "source", "url",
                             "is no source beside [source NAME]; allowed: a [source NAME] of its "
                             "own",
                             err);
    if (*s->source.url)
        return true;
    if (!s->name)
        return error_set(err, "[source] url is not set: say where the list comes from, in the "
                              "configuration file or by --set source.url=https://…");
    CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
    if (s->of_part[url - options])
        return check_fail_at(s, "source", "url", "= : allowed: where its list comes from", err);
    config_part_place(s, "source", &place);
    return error_set(err, "%s url is not set; allowed: where its list comes from",
                     buffer_text(&place));
}

/* A password in the user's part or among the parameters. One with a '/' in it would end the host:
 * hence the last '@'. */
static bool holds_password(const char *url)
{
    static const char *const names[] = { "password=", "sslpassword=" };
    const char *user = strstr(url, "://") + 3, *end = user + strcspn(user, "?");
    const char *at = memrchr(user, '@', (size_t)(end - user));
    if (at && memchr(user, ':', (size_t)(at - user)))
        return true;
    for (const char *parameter = end; *parameter; parameter += strcspn(parameter, "&")) {
        parameter++; /* the '?' or '&' */
        for (size_t i = 0; i < COUNT(names); i++) {
            if (strncmp(parameter, names[i], strlen(names[i])) == 0)
                return true;
        }
    }
    return false;
}

static bool check_database(const struct config *s, struct error *err)
{
    bool is = s->source.format == CONFIG_POSTGRESQL;
    bool has = strncmp(s->source.url, "postgresql://", strlen("postgresql://")) == 0;
    const char *why = NULL;
    if (has && holds_password(s->source.url))
        why = "= …: a password stands in it, or an '@' in a name that is to be written as %40; "
              "allowed: the password in ~/.pgpass, in the file that PGPASSFILE names, or in a "
              "service file (postgresql://?service=NAME)";
    else if (has && !is)
        why = "is a database's address, which goes with format = postgresql";
    else if (is && !has)
        why = "is no database's address; allowed with format = postgresql: "
              "postgresql://USER@HOST[:PORT]/DATABASE or postgresql://?service=NAME";
    if (why)
        return check_fail_at(s, "source", "url", why, err);
    if (!is)
        return true;
    if (!*s->source.query == !*s->source.query_file)
        return check_fail_at(s, "source", *s->source.query ? "query_file" : "query",
                             *s->source.query
                                 ? "is set, and query as well; allowed: one of them"
                                 : "is not set, and query_file neither; allowed: one of them, such "
                                   "as query = select * from siap_ambil",
                             err);
    if (strlen(s->source.notify) > LONGEST_CHANNEL)
        return check_fail_at(s, "source", "notify", "is too long; allowed: 63 bytes, as in SQL",
                             err);
    return check_file(s, "source", "query_file", s->source.query_file, err);
}

static bool check_source(const struct config *c, const struct config *s, struct error *err)
{
    return check_url(c, s, err) && check_file(s, "source", "ca_file", s->source.ca_file, err) &&
           check_secret(s, "token_file", s->source.token_file, err) &&
           check_secret(s, "headers_file", s->source.headers_file, err) &&
           check_companions(s, err) && check_database(s, err) &&
           (s->source.format == CONFIG_NATIVE || check_mapped(c, s, err));
}

bool check_sources(const struct config *c, struct error *err)
{
    struct config *sources[CONFIG_MAX_SOURCES];
    int count = 0;
    bool ok = true;
    while (ok && count < config_source_count(c)) {
        struct config *s = sources[count] = config_for_source(c, count);
        /* Of one database several questions may be asked. */
        ok = check_source(c, s, err) && (s->source.format == CONFIG_POSTGRESQL ||
                                         check_own(sources, count, s, "source", "url", err));
        count++;
    }
    while (count)
        config_free(sources[--count]);
    return ok;
}

/* A rule of [route] whose location is not there. */
static bool unknown_location(const struct config *c, int rule, struct error *err)
{
    enum { MOST_TOLD = 12 };
    const char *id = c->tables[CONFIG_ROUTE].entries[rule].value, *nearest = NULL;
    int best = MIN(3, (int)strlen(id) / 2) + 1, count = config_location_count(c);
    CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0), advice = BUFFER_INIT(0);
    config_entry_place(c, CONFIG_ROUTE, rule, &place);
    for (int i = 0; i < count; i++) {
        int distance = text_distance(config_location(c, i)->name, id);
        if (distance < best) {
            best = distance;
            nearest = config_location(c, i)->name;
        }
    }
    if (nearest)
        buffer_addf(&advice, "did you mean %s? ", nearest);
    for (int i = 0; i < MIN(count, MOST_TOLD); i++)
        buffer_addf(&advice, "%s%s", i ? ", " : "allowed: ", config_location(c, i)->name);
    if (!count)
        buffer_addf(&advice, "allowed: the ID of a [location ID], and there is none");
    return error_set(err, "%s = %s: no [location %s]; %s%s", buffer_text(&place), id, id,
                     buffer_text(&advice), count > MOST_TOLD ? ", …" : "");
}

bool check_locations(const struct config *c, struct error *err)
{
    for (int i = 0; i < config_location_count(c); i++) {
        const struct config *location = config_location(c, i);
        CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
        if (*location->location.name)
            continue;
        config_part_place(location, "location", &place);
        return error_set(err, "%s name is not set; allowed: what the place is called",
                         buffer_text(&place));
    }
    for (int i = 0; i < c->tables[CONFIG_ROUTE].count; i++) {
        if (config_find_location(c, c->tables[CONFIG_ROUTE].entries[i].value) < 0)
            return unknown_location(c, i, err);
    }
    return true;
}
