/* Who answers technicians and Prometheus: a quiet thread of its own (thread.h) with libmicrohttpd, few
 * connections, and short patience. The board tells it how it is, and never waits for it; whoever asks,
 * slowly or never reading, can cost a frame nothing.
 *
 * One request a connection, CONNECTIONS_MOST at once and not all of them from one address, each for
 * CONNECTION_S at most. */
#pragma once

#include "base/error.h"
#include "status/machine.h"
#include "status/pictures.h"
#include "status/texts.h"

#define CONNECTIONS_MOST        24
#define CONNECTIONS_MOST_FROM   16 /* one address */
#define CONNECTION_SILENT_S     10
#define CONNECTION_S            30
#define CONNECTION_MEMORY_BYTES 16384

struct status_server_options {
    const char *address; /* as numbers */
    int port;
    const char *token;               /* request.h; "": none. Copied, as the rest is */
    const char *sys, *proc, *folder; /* machine.h */
};

struct status_server;

/* Takes `texts` over on success. The sentence of an error names address and port. */
struct status_server *status_server_open(const struct status_server_options *options,
                                         struct texts *texts, struct error *err);
/* Ends it within half a second; a thread that a dead disk holds is left to itself, with all it uses. */
void status_server_close(struct status_server *s);
DEFINE_CLEANUP(struct status_server *, status_server_close)

/* ---- the main thread: each copies, or does nothing while the other thread copies (false) */

bool status_server_tell(struct status_server *s, const struct status_facts *facts);
bool status_server_tell_sources(struct status_server *s, const struct status_sources *sources);

/* pictures.h, for the main thread's half. */
struct pictures *status_server_pictures(struct status_server *s);
/* Some picture was given: those who wait are answered. */
void status_server_wake(struct status_server *s);
