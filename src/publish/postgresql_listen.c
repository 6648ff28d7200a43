/* NOTIFY: hearing that something has changed, instead of asking. */
#include <poll.h>

#include "publish/postgresql_parts.h"

struct postgresql_ear {
    PGconn *connection;
};

static bool fail(const PGconn *connection, const PGresult *result, const char *sql,
                 struct error *err)
{
    postgresql_explain(&(struct postgresql_failure){ .connection = connection,
                                                     .result = result,
                                                     .step = POSTGRESQL_PREPARING,
                                                     .query = sql },
                       err);
    return false;
}

/* LISTEN takes no parameter, so the name is quoted by libpq. */
static bool say_listen(PGconn *connection, const char *channel, const struct patience *patience,
                       struct error *err)
{
    char *name = PQescapeIdentifier(connection, channel, strlen(channel));
    CLEANUP_FREE char *sql = xasprintf("LISTEN %s", name ? name : "");
    PQfreemem(name);
    bool sent = PQsendQuery(connection, sql), done = false;
    while (sent) {
        if (!PQisBusy(connection)) {
            CLEANUP(PQclear) PGresult *result = PQgetResult(connection);
            if (!result)
                return done;
            if (PQresultStatus(result) != PGRES_COMMAND_OK)
                return fail(connection, result, sql, err);
            done = true;
        } else if (patience_wait(patience, PQsocket(connection), POLLIN) != PATIENCE_READY) {
            return error_set(err, "no answer from the server: see [source] connect_timeout");
        } else {
            sent = PQconsumeInput(connection);
        }
    }
    return fail(connection, NULL, sql, err);
}

struct postgresql_ear *postgresql_listen(const char *url, const char *channel,
                                         int connect_timeout_s, struct error *err)
{
    CLEANUP_FREE char *shown = postgresql_shown_url(url);
    struct patience patience = { .wake_fd = -1, .until_ns = patience_from_now(connect_timeout_s) };
    CLEANUP(PQfinish)
    PGconn *connection = postgresql_check_url(url, err)
                             ? postgresql_connect(url, connect_timeout_s, patience, err)
                             : NULL;
    if (!connection || !say_listen(connection, channel, &patience, err)) {
        error_context(err, "%s: LISTEN", shown);
        return NULL;
    }
    struct postgresql_ear *e = xcalloc(1, sizeof(*e));
    e->connection = connection;
    connection = NULL;
    return e;
}

void postgresql_ear_free(struct postgresql_ear *e)
{
    PQfinish(e->connection);
    free(e);
}

int postgresql_ear_fd(const struct postgresql_ear *e)
{
    return PQsocket(e->connection);
}

enum postgresql_news postgresql_ear_take(struct postgresql_ear *e, struct error *err)
{
    bool heard = false;
    bool there = PQconsumeInput(e->connection) && PQstatus(e->connection) == CONNECTION_OK;
    for (PGnotify *notify; (notify = PQnotifies(e->connection));) {
        heard = true;
        PQfreemem(notify);
    }
    if (there)
        return heard ? POSTGRESQL_NOTIFIED : POSTGRESQL_SILENCE;
    error_set(err, "the connection that listens for NOTIFY broke off: see the server's log");
    return POSTGRESQL_LOST;
}
