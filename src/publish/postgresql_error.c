/* What the server says of a query, without what could hold a row. */
#include <ctype.h>

#include "publish/postgresql_parts.h"

/* https://www.postgresql.org/docs/15/errcodes-appendix.html; those that a query over an office's
 * tables can meet, then whole classes. */
static const char *condition_name(const char *sqlstate)
{
    static const struct {
        const char *code, *name;
    } conditions[] = {
        { "21000", "cardinality violation" },
        { "22001", "string data right truncation" },
        { "22003", "numeric value out of range" },
        { "22004", "null value not allowed" },
        { "22007", "invalid datetime format" },
        { "22008", "datetime field overflow" },
        { "22012", "division by zero" },
        { "22021", "character not in repertoire" },
        { "22023", "invalid parameter value" },
        { "22P02", "invalid text representation" },
        { "22P05", "untranslatable character" },
        { "2201B", "invalid regular expression" },
        { "40001", "serialization failure" },
        { "40P01", "deadlock detected" },
        { "42501", "insufficient privilege" },
        { "54001", "statement too complex" },
        { "55P03", "lock not available" },
        { "P0001", "raise exception" },
        { "P0002", "no data found" },
        { "P0003", "too many rows" },
        { "22", "data exception" },
        { "23", "integrity constraint violation" },
        { "25", "invalid transaction state" },
        { "38", "external routine exception" },
        { "42", "syntax error or access rule violation" },
        { "53", "insufficient resources" },
        { "54", "program limit exceeded" },
        { "55", "object not in prerequisite state" },
        { "57", "operator intervention" },
        { "58", "system error" },
        { "HV", "foreign data wrapper error" },
        { "P0", "PL/pgSQL error" },
        { "XX", "internal error" },
    };
    for (size_t i = 0; i < COUNT(conditions); i++) {
        if (strncmp(sqlstate, conditions[i].code, strlen(conditions[i].code)) == 0)
            return conditions[i].name;
    }
    return "of a class that is not known here";
}

static bool is_class(const char *sqlstate, const char *class)
{
    return strncmp(sqlstate, class, strlen(class)) == 0;
}

/* Whether the server's words are of the query and the server alone. What a function says while rows
 * pass through it has a context, and may hold anything, under any code. */
static bool is_tellable(const struct postgresql_failure *f, const char *sqlstate)
{
    static const char *const always[] = { "28", "3D000", "08", "53", "57" };
    if (f->step == POSTGRESQL_PREPARING && is_class(sqlstate, "42"))
        return true;
    if (PQresultErrorField(f->result, PG_DIAG_CONTEXT))
        return false;
    for (size_t i = 0; i < COUNT(always); i++) {
        if (is_class(sqlstate, always[i]))
            return true;
    }
    return strcmp(sqlstate, "42501") == 0;
}

/* ", at line 3, character 12 of the query" */
static void add_position(const struct postgresql_failure *f, struct buffer *out)
{
    const char *text = PQresultErrorField(f->result, PG_DIAG_STATEMENT_POSITION);
    long position = text ? strtol(text, NULL, 10) : 0, line = 1, character = 1;
    if (f->step != POSTGRESQL_PREPARING || position < 1)
        return;
    const char *at = f->query;
    for (long i = 1; i < position && *at; i++) {
        character = *at == '\n' ? 1 : character + 1;
        line += *at++ == '\n';
        while (((unsigned char)*at & 0xC0) == 0x80) /* the rest of a character */
            at++;
    }
    buffer_addf(out, ", at line %ld, character %ld of the query", line, character);
}

static void add_words(const struct postgresql_failure *f, const char *sqlstate, struct buffer *out)
{
    const char *message = PQresultErrorField(f->result, PG_DIAG_MESSAGE_PRIMARY);
    if (!message || !is_tellable(f, sqlstate)) {
        buffer_addf(out, "%s, SQLSTATE %s", condition_name(sqlstate), sqlstate);
        return;
    }
    size_t begun = out->len;
    buffer_addf(out, "%.300s", message);
    for (size_t i = begun; i < out->len; i++)
        out->data[i] = iscntrl((unsigned char)out->data[i]) ? ' ' : out->data[i];
    add_position(f, out);
}

enum postgresql_trouble postgresql_too_slow(int timeout_s, struct error *err)
{
    error_set(err,
              "the query takes longer than %d s: see [source] timeout, and whether an index is "
              "missing",
              timeout_s);
    return POSTGRESQL_QUERY;
}

enum postgresql_trouble postgresql_explain(const struct postgresql_failure *f, struct error *err)
{
    const char *sqlstate = f->result ? PQresultErrorField(f->result, PG_DIAG_SQLSTATE) : NULL;
    if (!sqlstate) { /* no server said it */
        error_set(err, PQstatus(f->connection) == CONNECTION_BAD
                           ? "the connection to the database broke off: see the server's log"
                           : "the server does not answer as PostgreSQL does");
        return POSTGRESQL_CONNECTION;
    }
    CLEANUP_BUFFER struct buffer words = BUFFER_INIT(0);
    add_words(f, sqlstate, &words);
    const char *said = buffer_text(&words);
    if (is_class(sqlstate, "57P") || is_class(sqlstate, "08")) {
        error_set(err, "the server ended the connection (%s)", said);
        return POSTGRESQL_CONNECTION;
    }
    if (strcmp(sqlstate, "25006") == 0)
        error_set(err, "the query would write (SQLSTATE 25006); allowed: one that only reads");
    else if (strcmp(sqlstate, "42501") == 0)
        error_set(err,
                  "the server does not let this user read what the query names (%s): whoever keeps "
                  "it can GRANT SELECT",
                  said);
    else if (f->step == POSTGRESQL_RUNNING &&
             (strcmp(sqlstate, "42601") == 0 || strcmp(sqlstate, "0A000") == 0) &&
             !PQresultErrorField(f->result, PG_DIAG_CONTEXT))
        error_set(err,
                  "the query is none that gives rows (SQLSTATE %s); allowed: one SELECT, WITH, "
                  "VALUES or TABLE",
                  sqlstate);
    else if (f->step == POSTGRESQL_PREPARING)
        error_set(err, "the server refuses the query: %s", said);
    else
        error_set(err,
                  "the query failed: %s (its own words are not told, a row may stand in them: see "
                  "the server's log)",
                  said);
    return POSTGRESQL_QUERY;
}
