/* PostgreSQL as a transport: the answer to a query, as a sheet.
 *
 * get() runs `COPY (query) TO STDOUT` in a read-only transaction, so that the server itself
 * writes the sheet (CSV, UTF-8, ISO dates, a header of the columns' names), and what reads every
 * other sheet reads this one. The transaction is rolled back, so that no query leaves anything
 * behind. The connection is made anew for each answer: a publisher asks once a minute at most,
 * and a database that was restarted needs no second thought. libpq looks for the password in
 * PGPASSFILE or ~/.pgpass, or for all of it in a service file; no address may hold one.
 *
 * https://www.postgresql.org/docs/15/libpq.html,
 * https://www.postgresql.org/docs/15/sql-copy.html */
#pragma once

#include "config/config.h"
#include "net/transport.h"

struct postgresql_options {
    const char *query; /* one SELECT, WITH, VALUES or TABLE; a semicolon at its end is left out */
    int connect_timeout_s;
    int statement_timeout_s;
    int utc_offset_s; /* the office's: how the server is to write times */
};

struct postgresql;

/* Whether there is a query at all. What is wrong in it, the server tells. */
bool postgresql_check_query(const char *query, struct error *err);

/* Copies the options. */
struct postgresql *postgresql_new(const struct postgresql_options *options);
void postgresql_free(struct postgresql *p);
DEFINE_CLEANUP(struct postgresql *, postgresql_free)

/* For a source of these settings (config_for_source) that have passed config_check():
 * its address is looked at, and query_file is read. NULL with a sentence that begins
 * with the option's place. */
struct postgresql *postgresql_open(const struct config *source, struct error *err);

/* get() takes "postgresql://…" addresses; etag and last_modified are not used. */
const struct transport *postgresql_transport(struct postgresql *p);

/* Whether libpq understands an address, and there is no password in it. The sentence goes on behind
 * the option's name, and holds nothing of the address. */
bool postgresql_check_url(const char *url, struct error *err);
/* "postgresql://host/database" as it may be logged: without user and parameters but `service`. The
 * caller frees it. */
char *postgresql_shown_url(const char *url);

/* What kept the last get() from answering. */
enum postgresql_trouble { POSTGRESQL_FINE, POSTGRESQL_CONNECTION, POSTGRESQL_QUERY };
enum postgresql_trouble postgresql_trouble(const struct postgresql *p);

/* ---- NOTIFY, for publishing as soon as something changes */

struct postgresql_ear;

/* Connects and says LISTEN. NULL with a sentence. `channel` is an identifier, at most 63 bytes. */
struct postgresql_ear *postgresql_listen(const char *url, const char *channel,
                                         int connect_timeout_s, struct error *err);
void postgresql_ear_free(struct postgresql_ear *e);
DEFINE_CLEANUP(struct postgresql_ear *, postgresql_ear_free)
/* To be waited for with poll(2), for reading. */
int postgresql_ear_fd(const struct postgresql_ear *e);
enum postgresql_news { POSTGRESQL_SILENCE, POSTGRESQL_NOTIFIED, POSTGRESQL_LOST };
/* Takes all that has come. LOST: the connection has broken, with a sentence; free it. */
enum postgresql_news postgresql_ear_take(struct postgresql_ear *e, struct error *err);
