/* What pulling needs of the configuration, made ready: the office's tables and places, and for
 * each source how its answers are read. --check-config makes it, too, so that every mistake in
 * a mapping is found there.
 *
 * Holds copies of what the configuration says, which may be freed. One thread at a time. */
#pragma once

#include "config/config.h"
#include "fetch/source.h"
#include "net/http.h"

struct sources;

/* `privacy` is borrowed. NULL with a sentence: "board.ini:12: [map] name = …:
 * what is wrong; allowed: …". */
struct sources *sources_new(const struct config *c, const struct privacy *privacy,
                            struct error *err);
void sources_free(struct sources *s);
DEFINE_CLEANUP(struct sources *, sources_free)

size_t sources_count(const struct sources *s); /* FETCHER_MAX_SOURCES at most */
const struct reading *sources_reading(const struct sources *s, size_t index);
/* All but the transport. */
const struct source_options *sources_options(const struct sources *s, size_t index);
/* Its settings, for what its transport needs: time-outs and files. */
const struct config *sources_config(const struct sources *s, size_t index);

/* The transport for a source of these settings (config_for_source). */
struct http *sources_http(const struct config *c, struct error *err);
