/* The thread that pulls: schedule, transport, parser, guard, cache, mailbox. It logs what happens;
 * nothing that goes wrong here can cost the screen a frame or its last good list. */
#pragma once

#include "fetch/mailbox.h"
#include "net/transport.h"

struct fetcher_options {
    const char *url;
    const char *cache_dir; /* "": nothing is kept */
    int poll_s;
};

struct fetcher;

/* Reads the kept list (kept here, on the caller's thread: it is local, and the first frame wants
 * it). `*ret_kept` gets it, or a delivery without a snapshot where nothing is kept or it cannot be
 * trusted. The caller keeps ownership of `transport` and `mailbox`, which must outlive the fetcher;
 * `options` is copied. Never fails: a cache that cannot be used is logged. */
struct fetcher *fetcher_new(const struct fetcher_options *options,
                            const struct transport *transport, struct mailbox *mailbox,
                            struct delivery *ret_kept);
/* Starts the thread. */
bool fetcher_start(struct fetcher *f, struct error *err);
/* One pull on the caller's thread instead, for --screenshot and --dump-frame: reads the kept list's
 * validators like any pull, but writes nothing to disk. true when the source answered; `*ret` as for
 * mailbox_take(). */
bool fetcher_pull_once(struct fetcher *f, struct delivery *ret, struct error *err);
/* Ends the thread (cancels a pull that is under way, well under a second) and frees. */
void fetcher_free(struct fetcher *f);
DEFINE_CLEANUP(struct fetcher *, fetcher_free)
