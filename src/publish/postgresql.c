#include "publish/postgresql.h"

#include <poll.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "base/wipe.h"
#include "publish/postgresql_parts.h"

/* The server itself ends a query that takes too long; this is for one that is silent. */
#define GRACE_S   2
#define QUERY_MAX 65536u /* bytes */

struct postgresql {
    struct transport transport;

    /* --- immutable after creation */
    char *query;
    int connect_timeout_s, statement_timeout_s, utc_offset_s;
    int wake_fd; /* an eventfd: breaks off any waiting */

    /* --- of the thread that pulls */
    enum postgresql_trouble trouble;

    /* --- any thread */
    atomic_bool cancelled;
    atomic_bool woken;
};

/* ---- one answer */

struct exchange {
    struct postgresql *p;
    PGconn *connection;
    struct patience patience;
    bool lost; /* the connection; what came before that is yet to be read, such as the reason */
    struct error *err;
};

/* Always false. */
static bool give_up(struct exchange *x, enum patience_end end)
{
    if (end == PATIENCE_CANCELLED)
        error_set(x->err, "cancelled");
    else
        x->p->trouble = postgresql_too_slow(x->p->statement_timeout_s, x->err);
    return false;
}

/* Always false. A query that the server ended by its own time-out has a code that somebody's
 * cancelling has, too. */
static bool fail(struct exchange *x, const PGresult *result, enum postgresql_step step)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    uint64_t in_time_ns = x->patience.until_ns - (uint64_t)GRACE_S * 1000000000;
    if (sqlstate && strcmp(sqlstate, "57014") == 0 && clock_monotonic_ns() + 100000000 > in_time_ns)
        return give_up(x, PATIENCE_OVER);
    x->p->trouble =
        postgresql_explain(&(struct postgresql_failure){ .connection = x->connection,
                                                         .result = result,
                                                         .step = step,
                                                         .query = x->p->query,
                                                         .timeout_s = x->p->statement_timeout_s },
                           x->err);
    return false;
}

/* Sends what is queued, then waits until something has come. */
static bool receive(struct exchange *x)
{
    if (x->lost)
        return fail(x, NULL, POSTGRESQL_RUNNING);
    int unsent;
    do {
        unsent = PQflush(x->connection);
        short events = unsent == 1 ? POLLIN | POLLOUT : POLLIN;
        enum patience_end end = unsent < 0
                                    ? PATIENCE_READY
                                    : patience_wait(&x->patience, PQsocket(x->connection), events);
        if (end != PATIENCE_READY)
            return give_up(x, end);
        x->lost = !PQconsumeInput(x->connection);
    } while (unsent == 1 && !x->lost);
    return true;
}

/* The next result into `*ret`, NULL where there is none. */
static bool next_result(struct exchange *x, PGresult **ret)
{
    while (PQisBusy(x->connection)) {
        if (!receive(x))
            return false;
    }
    *ret = PQgetResult(x->connection);
    return true;
}

/* Takes the results of what was sent to their end. */
static bool finish_command(struct exchange *x, enum postgresql_step step)
{
    for (;;) {
        CLEANUP(PQclear) PGresult *result = NULL;
        if (!next_result(x, &result))
            return false;
        if (!result)
            return true;
        ExecStatusType status = PQresultStatus(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
            return fail(x, result, step);
    }
}

/* Fixed text, by the protocol that takes several statements at once. */
static bool run(struct exchange *x, const char *sql)
{
    return PQsendQuery(x->connection, sql) ? finish_command(x, POSTGRESQL_RUNNING)
                                           : fail(x, NULL, POSTGRESQL_RUNNING);
}

static bool begin(struct exchange *x)
{
    int offset = x->p->utc_offset_s, minutes = (offset < 0 ? -offset : offset) / 60;
    /* As an interval: '+07' alone would be POSIX's sign, west of Greenwich. Where the query reads
     * dates itself, their order stays the server's. */
    CLEANUP_FREE char *sql = xasprintf(
        "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;"
        "SET LOCAL statement_timeout = %d;"
        "SET LOCAL DateStyle = 'ISO';"
        "SET LOCAL TIME ZONE INTERVAL '%c%02d:%02d' HOUR TO MINUTE",
        x->p->statement_timeout_s * 1000, offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
    return run(x, sql);
}

/* Has the server read the query alone: what is then put between COPY's brackets is one whole
 * statement, and cannot close them and go on with something of its own. And positions in errors are
 * its own. */
static bool prepare(struct exchange *x)
{
    return PQsendPrepare(x->connection, "", x->p->query, 0, NULL)
               ? finish_command(x, POSTGRESQL_PREPARING)
               : fail(x, NULL, POSTGRESQL_PREPARING);
}

static bool start_copy(struct exchange *x)
{
    /* The newline ends a comment in the query's last line. By the protocol that takes one
     * statement only. */
    CLEANUP_FREE char *sql =
        xasprintf("COPY (%s\n) TO STDOUT WITH (FORMAT csv, HEADER true)", x->p->query);
    CLEANUP(PQclear) PGresult *result = NULL;
    if (!PQsendQueryParams(x->connection, sql, 0, NULL, NULL, NULL, NULL, 0))
        return fail(x, NULL, POSTGRESQL_RUNNING);
    if (!next_result(x, &result))
        return false;
    return PQresultStatus(result) == PGRES_COPY_OUT || fail(x, result, POSTGRESQL_RUNNING);
}

static bool take_rows(struct exchange *x, struct buffer *body)
{
    for (;;) {
        char *data = NULL;
        int len = PQgetCopyData(x->connection, &data, 1);
        if (len == -1)
            return finish_command(x, POSTGRESQL_RUNNING);
        if (len == -2)
            return fail(x, NULL, POSTGRESQL_RUNNING);
        if (len == 0) {
            if (!receive(x))
                return false;
            continue;
        }
        bool fits = buffer_append(body, data, (size_t)len);
        explicit_bzero(data, (size_t)len);
        PQfreemem(data);
        if (!fits) {
            x->p->trouble = POSTGRESQL_QUERY;
            return error_set(x->err, "the answer is longer than the %zu MiB allowed",
                             body->limit >> 20);
        }
    }
}

/* Ends with ROLLBACK, since not all that a function can do counts as writing: before version 16 a
 * read-only transaction makes large objects. */
static bool ask(struct postgresql *p, const char *url, struct buffer *body, struct error *err)
{
    struct patience patience = { .wake_fd = p->wake_fd, .cancelled = &p->cancelled };
    p->trouble = POSTGRESQL_CONNECTION;
    CLEANUP(PQfinish)
    PGconn *connection = postgresql_connect(url, p->connect_timeout_s, patience, err);
    if (!connection)
        return false;
    patience.until_ns = patience_from_now(p->statement_timeout_s + GRACE_S);
    struct exchange x = { .p = p, .connection = connection, .patience = patience, .err = err };
    if (PQsetnonblocking(connection, 1) != 0 || !begin(&x) || !prepare(&x) || !start_copy(&x) ||
        !take_rows(&x, body) || !run(&x, "ROLLBACK"))
        return false;
    p->trouble = POSTGRESQL_FINE;
    return true;
}

static bool postgresql_get(void *ctx, const struct request *request, struct response *ret,
                           struct error *err)
{
    struct postgresql *p = ctx;
    CLEANUP_FREE char *shown = postgresql_shown_url(request->url);
    buffer_clear(&ret->body);
    ret->status = ret->retry_after_s = 0;
    ret->etag[0] = ret->last_modified[0] = '\0';
    p->trouble = POSTGRESQL_CONNECTION;
    /* What libpq and its TLS have read stands in buffers of theirs, 16 KiB or more: whole rows. */
    wipe_all_freed(true);
    bool ok = postgresql_check_url(request->url, err) && ask(p, request->url, &ret->body, err);
    wipe_all_freed(false);
    ret->received = ret->body.len;
    if (!ok) {
        buffer_clear(&ret->body);
        return error_context(err, "%s", shown);
    }
    ret->kind = RESPONSE_BODY;
    memcpy(ret->content_type, "text/csv", sizeof("text/csv"));
    return true;
}

/* ---- waiting, and being woken */

static void postgresql_wait(void *ctx, uint64_t ms)
{
    struct postgresql *p = ctx;
    uint64_t until_ns = clock_monotonic_ns() + ms * 1000000;
    while (!atomic_load(&p->cancelled) && !atomic_exchange(&p->woken, false)) {
        uint64_t now = clock_monotonic_ns(), count;
        if (now >= until_ns)
            return;
        struct pollfd fd = { .fd = p->wake_fd, .events = POLLIN };
        if (poll(&fd, 1, (int)MIN((until_ns - now) / 1000000 + 1, 60000)) > 0 &&
            read(p->wake_fd, &count, sizeof(count)) < 0)
            continue; /* somebody else has read it */
    }
}

static void nudge(struct postgresql *p)
{
    uint64_t one = 1;
    /* It fails only when it is more than full, and then it wakes as well. */
    if (write(p->wake_fd, &one, sizeof(one)) < 0)
        return;
}

static void postgresql_wake(void *ctx)
{
    struct postgresql *p = ctx;
    atomic_store(&p->woken, true);
    nudge(p);
}

static void postgresql_cancel(void *ctx)
{
    struct postgresql *p = ctx;
    atomic_store(&p->cancelled, true);
    nudge(p);
}

/* ---- */

/* Without blanks and one ';' at the end. Lines before stay, for errors that name one. */
static char *trimmed(const char *query)
{
    static const char blanks[] = " \t\r\n\f";
    size_t len = strlen(query);
    for (int semicolons = 0; len; len--) {
        bool semicolon = query[len - 1] == ';' && !semicolons++;
        if (!semicolon && !strchr(blanks, query[len - 1]))
            break;
    }
    return xasprintf("%.*s", (int)len, query);
}

bool postgresql_check_query(const char *query, struct error *err)
{
    CLEANUP_FREE char *text = trimmed(query);
    return text[strspn(text, " \t\r\n\f")] ||
           error_set(err, "holds no query; allowed: one SELECT, WITH, VALUES or TABLE");
}

struct postgresql *postgresql_new(const struct postgresql_options *options)
{
    struct postgresql *p = xcalloc(1, sizeof(*p));
    p->transport = (struct transport){ .get = postgresql_get,
                                       .wait = postgresql_wait,
                                       .wake = postgresql_wake,
                                       .cancel = postgresql_cancel,
                                       .ctx = p };
    p->query = trimmed(options->query);
    p->connect_timeout_s = options->connect_timeout_s;
    p->statement_timeout_s = options->statement_timeout_s;
    p->utc_offset_s = options->utc_offset_s;
    p->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (p->wake_fd < 0)
        abort(); /* no descriptor is left at the start */
    return p;
}

/* "board.ini:12: [source] query_file = …" before the sentence. */
static struct postgresql *refuse(const struct config *c, const char *key, struct error *err)
{
    struct error why = *err;
    CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
    config_place(c, "source", key, &place);
    error_set(err, "%s %s", buffer_text(&place), why.text);
    return NULL;
}

struct postgresql *postgresql_open(const struct config *c, struct error *err)
{
    CLEANUP_BUFFER struct buffer file = BUFFER_INIT(QUERY_MAX);
    bool in_file = *c->source.query_file;
    const char *key = in_file ? "query_file" : "query", *text = c->source.query;
    if (!postgresql_check_url(c->source.url, err))
        return refuse(c, "url", err);
    if (in_file) {
        if (!file_read(c->source.query_file, &file, err)) {
            CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
            config_place(c, "source", key, &place);
            error_context(err, "%s", buffer_text(&place));
            return NULL;
        }
        if (text_find_invalid(buffer_text(&file), file.len) != file.len) {
            error_set(err, "is not UTF-8; allowed: a file saved as UTF-8");
            return refuse(c, key, err);
        }
        text = buffer_text(&file);
        if (strncmp(text, "\xEF\xBB\xBF", 3) == 0) /* a mark that editors of Windows write */
            text += 3;
    }
    if (!postgresql_check_query(text, err))
        return refuse(c, key, err);
    return postgresql_new(
        &(struct postgresql_options){ .query = text,
                                      .connect_timeout_s = c->source.connect_timeout,
                                      .statement_timeout_s = c->source.timeout,
                                      .utc_offset_s = c->screen.time_zone });
}

void postgresql_free(struct postgresql *p)
{
    close(p->wake_fd);
    free(p->query);
    free(p);
}

const struct transport *postgresql_transport(struct postgresql *p)
{
    return &p->transport;
}

enum postgresql_trouble postgresql_trouble(const struct postgresql *p)
{
    return p->trouble;
}
