/* The thread that pulls: schedule, transport, parser, guard, cache, mailbox. It logs what happens;
 * nothing that goes wrong here can cost the screen a frame or its last good list. */
#pragma once

#include "fetch/mailbox.h"
#include "net/transport.h"
#include "policy/privacy.h"

struct fetcher_options {
    const char *url;
    const char *cache_dir; /* "": nothing is kept */
    bool read_only;        /* for fetcher_pull_once(): the folder stays as it is */
    int poll_s;
    const struct privacy *privacy; /* what may be kept; without the key */
    enum snapshot_order order;     /* of what is delivered; `shown` is in it already */
    /* The list of this source that the reader has from a fetcher before this one, or NULL: settings were
     * read again. It goes on from there: what is kept on disk is not delivered, and gives only what the
     * source is to be asked next, if it is that list. */
    const struct snapshot *shown;
};

struct fetcher;

/* Reads the kept list, on the caller's thread: it is local, and the first frame wants it. `*ret_kept`
 * gets it, or a delivery without a snapshot where nothing is kept or it cannot be trusted. The caller
 * keeps `transport` and `mailbox`, which must outlive the thread; `options` is copied.
 *
 * A snapshot that was delivered belongs to the reader, but the fetcher still compares with the last
 * one, and stores it again where a store has failed: the reader keeps it until it has taken a newer one
 * from the mailbox, or freed the fetcher. */
struct fetcher *fetcher_new(const struct fetcher_options *options,
                            const struct transport *transport, struct mailbox *mailbox,
                            struct delivery *ret_kept);
/* Keeps a note of the reader's beside the list, in the place of the one before: the thread writes it after one
 * of its next pulls, and fetcher_free() writes the last. From the reader's thread; waits for no disk. */
void fetcher_note(struct fetcher *f, const char *text);
/* The note as it was kept when the fetcher was made; "" for none. */
const char *fetcher_kept_note(const struct fetcher *f);
/* Starts the thread. */
bool fetcher_start(struct fetcher *f, struct error *err);
/* Cancels a pull that is under way, ends the thread and frees.
 *
 * false: the thread does not end, since a file or a disk does not answer it (half a second is waited
 * for). It is left to itself, and so is what it may still use: `transport`, `mailbox` and the last
 * snapshot that was delivered must stay as they are for as long as the program runs. */
bool fetcher_free(struct fetcher *f);
DEFINE_CLEANUP(struct fetcher *, fetcher_free)

/* ---- the same without a thread */

/* One pull for --screenshot and --dump-frame, at that time by the wall clock: keeps nothing. true when
 * the source answered; `*ret` is then as from mailbox_take(). */
bool fetcher_pull_once(struct fetcher *f, int64_t wall_s, struct delivery *ret, struct error *err);

/* One turn of the thread's loop at that time (both clocks of clock.h): pulls, keeps, delivers, logs.
 * `chance` is what the schedule wants. Returns the pause until the next, in milliseconds. */
uint64_t fetcher_step(struct fetcher *f, int64_t wall_s, int64_t boot_s, uint32_t chance);
