/* What the transport and the ear share: waiting, connecting, saying what went wrong. Private to
 * src/publish/postgresql*.c. */
#pragma once

#include <libpq-fe.h>
#include <stdatomic.h>

#include "publish/postgresql.h"

DEFINE_CLEANUP(PGconn *, PQfinish)
DEFINE_CLEANUP(PGresult *, PQclear)

/* Until when something may take, and what ends it sooner. */
struct patience {
    uint64_t until_ns;            /* by the clock that does not jump */
    int wake_fd;                  /* an eventfd that is written when `cancelled` changes; or -1 */
    const atomic_bool *cancelled; /* NULL: nobody can */
};
enum patience_end { PATIENCE_READY, PATIENCE_OVER, PATIENCE_CANCELLED };

/* Waits until `fd` is ready for `events` of poll(2). */
enum patience_end patience_wait(const struct patience *p, int fd, short events);
uint64_t patience_from_now(int seconds);

/* Connects within `timeout_s`, all addresses of the host together; looking up its name is the
 * system's, and nothing can end that sooner. No notice of the server's ever reaches stderr: it
 * may hold rows. NULL with a sentence, without the address. */
PGconn *postgresql_connect(const char *url, int timeout_s, struct patience patience,
                           struct error *err);

/* ---- what the server says of a query */

/* The table of the office may stand in an error: "invalid input syntax for type integer: "Budi"".
 * Its own words are told only where no row can be in them: while the query is but read
 * (PREPARING), and of some classes later. Else the code, and what it is called. DETAIL, HINT and
 * CONTEXT never. */
enum postgresql_step { POSTGRESQL_PREPARING, POSTGRESQL_RUNNING };
struct postgresql_failure {
    const PGconn *connection;
    const PGresult *result; /* NULL: libpq's own trouble */
    enum postgresql_step step;
    const char *query;
    int timeout_s;
};
/* Sets the sentence, and returns whose trouble it is. */
enum postgresql_trouble postgresql_explain(const struct postgresql_failure *failure,
                                           struct error *err);
/* The query took longer than `timeout_s`. */
enum postgresql_trouble postgresql_too_slow(int timeout_s, struct error *err);
