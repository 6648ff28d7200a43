/* Everything that pulling stands on, from the configuration: one allocation, so that it can be
 * left to a thread that does not end. */
#pragma once

#include "config/config.h"
#include "fetch/fetcher.h"
#include "net/http.h"

struct pulling;

struct pulling_options {
    const struct config *config;
    const struct privacy *rules;  /* copied */
    const char *folder;           /* for the kept list; "": none */
    const char *settings;         /* as in fetcher.h */
    bool read_only;               /* for one pull that keeps nothing */
    enum snapshot_order order;    /* of what is delivered */
    const struct snapshot *shown; /* as in fetcher.h */
    struct serials *serials;      /* likewise */
};

/* Not started. `*ret_kept` as from fetcher_new(). */
struct pulling *pulling_new(const struct pulling_options *options, struct delivery *ret_kept,
                            struct error *err);
/* Ends it. `*ret_last` is what was pulled last and nobody has taken; false when there is
 * nothing. Where the fetcher's thread does not end, everything stays allocated, and `*ret_ended`
 * is false: fetcher_free(). */
bool pulling_end(struct pulling *p, struct delivery *ret_last, bool *ret_ended);

struct fetcher *pulling_fetcher(struct pulling *p);
struct mailbox *pulling_mailbox(struct pulling *p);
/* What goes with every pull of the sources that may hear it; until it is told, nothing does. */
struct report *pulling_report(struct pulling *p);
/* What its pulls came to. */
struct pulls *pulling_pulls(struct pulling *p);

size_t pulling_count(const struct pulling *p);
/* The settings of one of its sources. */
const struct config *pulling_config(const struct pulling *p, size_t index);
