/* One publication after another: what the sources say now -> the tree of feeds. One thread. */
#pragma once

#include "publish/gather.h"
#include "publish/tree.h"

struct publisher;

/* Reads what the settings say, and nothing yet of what they name. NULL with a sentence: they are
 * wrong. Keeps copies. */
struct publisher *publisher_new(const struct config *c, struct error *err);
void publisher_free(struct publisher *p);
DEFINE_CLEANUP(struct publisher *, publisher_free)

/* What is being done, for a person who waits; on the caller's thread. `total` 0: not known. */
struct publisher_progress {
    void (*tell)(void *ctx, const char *what, size_t done, size_t total);
    void *ctx;
};

struct publisher_report {
    bool unchanged; /* nothing was to be done */
    bool read;      /* the sources, since they may have changed */
    uint32_t documents, places;
    uint32_t rows, hidden, left_out; /* of the sources, when they were last read */
    struct tree_report tree;
    double seconds;
};

/* Publishes what has changed. A list that all but empties the one before is held, since an export
 * that broke off looks like that, and published when it has come again and again for
 * PUBLISHER_HOLD_S, one whose length changes meanwhile for PUBLISHER_HOLD_MOST_S, or at once where
 * `force`. Otherwise than DONE with a sentence, and the tree is as
 * it was. */
#define PUBLISHER_HOLD_S      600
#define PUBLISHER_HOLD_MOST_S 3600
enum publish_status publisher_run(struct publisher *p, int64_t now_s, bool force,
                                  const struct publisher_progress *progress,
                                  struct publisher_report *ret, struct error *err);

/* Pulls, for --explain, and publishes nothing. The list is the publisher's. */
enum publish_status publisher_look(struct publisher *p, int64_t now_s, const struct snapshot **ret,
                                   struct error *err);
const struct gathering *publisher_gathering(const struct publisher *p);
const char *publisher_region(const struct publisher *p);
