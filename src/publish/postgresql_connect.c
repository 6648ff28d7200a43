/* Connecting, and what an address of a database holds. */
#include <ctype.h>
#include <poll.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "publish/postgresql_parts.h"

DEFINE_CLEANUP(PQconninfoOption *, PQconninfoFree)

/* ---- waiting */

uint64_t patience_from_now(int seconds)
{
    return clock_monotonic_ns() + (uint64_t)seconds * 1000000000;
}

enum patience_end patience_wait(const struct patience *p, int fd, short events)
{
    for (;;) {
        if (p->cancelled && atomic_load(p->cancelled))
            return PATIENCE_CANCELLED;
        uint64_t now = clock_monotonic_ns();
        if (now >= p->until_ns)
            return PATIENCE_OVER;
        struct pollfd fds[] = { { .fd = fd, .events = events },
                                { .fd = p->wake_fd, .events = POLLIN } };
        uint64_t ms = (p->until_ns - now) / 1000000 + 1;
        if (poll(fds, COUNT(fds), (int)MIN(ms, 60000)) <= 0)
            continue;
        uint64_t count;
        if (fds[1].revents && read(p->wake_fd, &count, sizeof(count)) < 0)
            continue;
        if (fds[0].revents)
            return PATIENCE_READY;
    }
}

/* ---- addresses */

static const char *value_of(const PQconninfoOption *options, const char *keyword)
{
    for (; options && options->keyword; options++) {
        if (strcmp(options->keyword, keyword) == 0)
            return options->val ? options->val : "";
    }
    return "";
}

/* NULL when libpq cannot read it. What libpq says of that holds parts of the address. */
static PQconninfoOption *parse(const char *url)
{
    char *message = NULL;
    PQconninfoOption *options = PQconninfoParse(url, &message);
    PQfreemem(message);
    return options;
}

bool postgresql_check_url(const char *url, struct error *err)
{
    CLEANUP(PQconninfoFree) PQconninfoOption *options = parse(url);
    if (!options)
        return error_set(err, "cannot be the address of a database; allowed: "
                              "postgresql://USER@HOST[:PORT]/DATABASE, with ?sslmode=verify-full "
                              "and the like, or postgresql://?service=NAME");
    for (const PQconninfoOption *o = options; o->keyword; o++) {
        /* What libpq would show as '*' where it asks for it: passwords. */
        if (o->val && *o->val && strchr(o->dispchar, '*'))
            return error_set(err, "holds a password, which everybody may read who may read this; "
                                  "allowed: it stands in ~/.pgpass, in the file that PGPASSFILE "
                                  "names, or in that of a service (postgresql://?service=NAME)");
    }
    /* A password with a '/' in it ends the host, and stands in the port's place. */
    const char *port = value_of(options, "port"), *path = url + strcspn(url, "?");
    const char *host = strstr(url, "://");
    const char *slash = host ? strchr(host + 3, '/') : NULL;
    if (port[strspn(port, "0123456789,")] ||
        (slash && slash < path && memchr(slash, '@', (size_t)(path - slash))))
        return error_set(err, "has a port that is no number, or an '@' behind the host; allowed: "
                              "postgresql://USER@HOST[:PORT]/DATABASE, without a password, and "
                              "with %%40 for an '@' that belongs to a name");
    return true;
}

char *postgresql_shown_url(const char *url)
{
    struct error ignored = { "" };
    if (!postgresql_check_url(url, &ignored))
        return xstrdup("(an address that cannot be read)");
    CLEANUP(PQconninfoFree) PQconninfoOption *options = parse(url);
    const char *host = value_of(options, "host"), *port = value_of(options, "port");
    const char *service = value_of(options, "service");
    bool socket = *host == '/' || *host == '@', v6 = !socket && strchr(host, ':');
    struct buffer shown = BUFFER_INIT(0);
    buffer_addf(&shown, "postgresql://");
    if (!socket)
        buffer_addf(&shown, "%s%s%s%s%s", v6 ? "[" : "", host, v6 ? "]" : "", *port ? ":" : "",
                    port);
    if (*value_of(options, "dbname"))
        buffer_addf(&shown, "/%s", value_of(options, "dbname"));
    if (socket)
        buffer_addf(&shown, "?host=%s", host);
    if (*service)
        buffer_addf(&shown, "%sservice=%s", socket ? "&" : "?", service);
    return shown.data;
}

/* ---- what keeps from connecting */

/* "the database at db.example.id, port 5432" */
static void add_where(const PGconn *connection, struct buffer *out)
{
    const char *host = PQhost(connection), *port = PQport(connection);
    bool socket = host && (*host == '/' || *host == '@');
    if (socket)
        buffer_addf(out, "the database's socket %.200s/.s.PGSQL.%.8s", host, port ? port : "");
    else
        buffer_addf(out, "the database at %.200s, port %.8s", host && *host ? host : "this machine",
                    port && *port ? port : "5432");
}

/* Of all that libpq says of the attempts to connect, "FATAL:  28P01: password … \nLOCATION: …" (in
 * whatever language): the first that a server said, or else the last of its own. */
struct refusal {
    char sqlstate[6]; /* "": the server said nothing */
    char message[200];
    bool tried; /* to connect to a host */
};

static bool is_sqlstate(const char *text)
{
    size_t len = strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return len == 5 && text[5] == ':' && text[6] == ' ';
}

static void copy_line(char *to, size_t size, const char *line)
{
    CLEANUP_FREE char *text = xasprintf("%.*s", (int)MIN(strcspn(line, "\n"), size - 1), line);
    for (char *c = text; *c; c++)
        *c = iscntrl((unsigned char)*c) ? ' ' : *c;
    struct error whole = { "" };
    error_set(&whole, "%s", text);
    memcpy(to, whole.text, MIN(strlen(whole.text) + 1, size));
    to[size - 1] = '\0';
}

static struct refusal read_refusal(const PGconn *connection)
{
    static const char failed[] = " failed: ";
    struct refusal r = { .sqlstate = "" };
    const char *all = PQerrorMessage(connection), *last = all;
    for (const char *at = all; (at = strstr(at, ":  "));) {
        at += 3;
        if (!is_sqlstate(at))
            continue;
        memcpy(r.sqlstate, at, 5);
        copy_line(r.message, sizeof(r.message), at + 7);
        return r;
    }
    for (const char *at = all; (at = strstr(at, failed));)
        last = at += strlen(failed), r.tried = true;
    copy_line(r.message, sizeof(r.message), last);
    return r;
}

#define PASSWORD_FILES                                                                             \
    "in ~/.pgpass, or the file that PGPASSFILE names (HOST:PORT:DATABASE:USER:PASSWORD, chmod "    \
    "600)"

/* libpq leaves a file alone that others may read, and says so on stderr only. */
static bool explain_no_password(PGconn *connection, struct error *err)
{
    CLEANUP(PQconninfoFree) PQconninfoOption *options = PQconninfo(connection);
    const char *path = value_of(options, "passfile");
    struct stat st;
    if (*path && stat(path, &st) == 0 && (st.st_mode & (S_IRWXG | S_IRWXO)))
        return error_set(err,
                         "the server asks for a password, and %.200s is not read, since others may "
                         "read it; allowed: its owner alone (chmod 600)",
                         path);
    return error_set(err, "the server asks for a password, and there is none for this user; it "
                          "belongs " PASSWORD_FILES);
}

static bool explain_refusal(PGconn *connection, struct error *err)
{
    static const struct {
        const char *sqlstate; /* or the beginning of some */
        const char *sentence; /* with what the server says */
    } known[] = {
        { "28", "refuses the login (%s): check the user; the password belongs " PASSWORD_FILES },
        { "3D000", "has no such database (%s): check its name in [source] url" },
        { "42501", "does not let this user into the database (%s): whoever keeps it can GRANT "
                   "CONNECT" },
        { "53300", "has no connection left (%s): see its max_connections" },
        { "57P03", "is starting or stopping (%s): it will answer when it is done" },
        { "", "refuses the connection (%s)" },
    };
    struct refusal r = read_refusal(connection);
    if (PQconnectionNeedsPassword(connection))
        return explain_no_password(connection, err);
    CLEANUP_BUFFER struct buffer where = BUFFER_INIT(0);
    add_where(connection, &where);
    for (size_t i = 0; *r.sqlstate; i++) {
        if (strncmp(r.sqlstate, known[i].sqlstate, strlen(known[i].sqlstate)) != 0)
            continue;
        const char *sentence = known[i].sentence, *mark = strstr(sentence, "%s");
        return error_set(err, "%s %.*s%s%s", buffer_text(&where), (int)(mark - sentence), sentence,
                         r.message, mark + 2);
    }
    if (strstr(r.message, "expected authentication request") ||
        strstr(r.message, "invalid response to SSL negotiation"))
        return error_set(err,
                         "what answers in the place of %s is no PostgreSQL: check host and port "
                         "in [source] url",
                         buffer_text(&where));
    if (strncmp(r.message, "could not translate host name", 29) == 0)
        return error_set(err, "no connection: %s; check the network, and the host in [source] url",
                         r.message);
    if (!r.tried)
        return error_set(err,
                         "no connection can be tried: %s; check [source] url, the service file "
                         "where it names one (~/.pg_service.conf, or the file that PGSERVICEFILE "
                         "names), and what the environment says (PGSSLMODE and the like)",
                         r.message);
    return error_set(err,
                     "no connection to %s: %s; check that it runs and listens there, and host and "
                     "port in [source] url",
                     buffer_text(&where), r.message);
}

static void on_notice(void *ctx, const PGresult *notice)
{
    (void)ctx, (void)notice;
}

static PGconn *begin(const char *url)
{
    /* What stands before the address, it may say otherwise. A server that has vanished is noticed
     * within two minutes, also by who only listens. */
    static const char *const keywords[] = { "keepalives_idle",
                                            "keepalives_interval",
                                            "keepalives_count",
                                            "fallback_application_name",
                                            "dbname",
                                            "client_encoding",
                                            NULL };
    const char *const values[] = { "60", "15", "4", "siapambil-publish", url, "UTF8", NULL };
    PGconn *connection = PQconnectStartParams(keywords, values, 1);
    if (!connection)
        out_of_memory(sizeof(void *)); /* libpq's own, of some size */
    PQsetNoticeReceiver(connection, on_notice, NULL);
    PQsetErrorVerbosity(connection, PQERRORS_VERBOSE); /* for the code of a refusal */
    return connection;
}

PGconn *postgresql_connect(const char *url, int timeout_s, struct patience patience,
                           struct error *err)
{
    CLEANUP(PQfinish) PGconn *connection = begin(url);
    patience.until_ns = patience_from_now(timeout_s);
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    while (PQstatus(connection) != CONNECTION_BAD && state != PGRES_POLLING_OK) {
        short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        switch (patience_wait(&patience, PQsocket(connection), events)) {
        case PATIENCE_READY:
            state = PQconnectPoll(connection);
            break;
        case PATIENCE_OVER: {
            CLEANUP_BUFFER struct buffer where = BUFFER_INIT(0);
            add_where(connection, &where);
            error_set(err,
                      "no connection to %s within %d s: see [source] connect_timeout, and whether "
                      "a firewall stands between",
                      buffer_text(&where), timeout_s);
            return NULL;
        }
        case PATIENCE_CANCELLED:
            error_set(err, "cancelled");
            return NULL;
        }
    }
    if (PQstatus(connection) == CONNECTION_BAD) {
        explain_refusal(connection, err);
        return NULL;
    }
    PQsetErrorVerbosity(connection, PQERRORS_TERSE);
    PGconn *ret = connection;
    connection = NULL;
    return ret;
}
