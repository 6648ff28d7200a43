/* The thread that pulls: schedule, sources, guard, cache, mailbox. It logs what happens; nothing
 * that goes wrong here can cost the screen a frame or its last good list. */
#pragma once

#include "fetch/mailbox.h"
#include "fetch/pulls.h"
#include "fetch/source.h"

#define FETCHER_MAX_SOURCES 16

/* What is pointed to is borrowed and outlives the fetcher's thread. */
struct fetcher_options {
    /* Where the list comes from; several are merged (merge.h). A list is made once each of them
     * has answered; from then on one that fails is there with what it said last, and the list
     * counts as old as the oldest part of it. */
    const struct source_options *sources;
    size_t source_count;
    /* The rules of every reading, and of what was kept under other rules. Its id_key is set
     * here, to the one that lies in the folder. */
    struct privacy *privacy;
    /* Stands for all settings by which answers become a list. A list that was kept under
     * others is shown, but its source is asked for everything, since the same answer may
     * now mean something else. */
    const char *settings;
    const char *cache_dir; /* "": nothing is kept */
    bool read_only;        /* for fetcher_pull_once(): the folder stays as it is */
    int poll_s;
    enum snapshot_order order; /* of what is delivered; `shown` is in it already */
    /* The list of these sources, or of some of them, that the reader has from a fetcher before
     * this one, or NULL: settings were read again. It goes on from there: what is kept on disk
     * is not delivered, and gives only what the source is to be asked next, if it is that list. */
    const struct snapshot *shown;
    /* What the fetchers of this run have accepted, so that reading settings again forgets
     * nothing where no folder keeps it; or NULL. Of the caller's thread: read by fetcher_new(),
     * raised by fetcher_free(). */
    struct serials *serials;
    struct pulls *pulls; /* hears what each pull came to; of as many sources. NULL: nobody does */
};

struct fetcher;

/* Reads the kept list, on the caller's thread: it is local, and the first frame wants it.
 * `*ret_kept` gets it, or a delivery without a snapshot where nothing is kept or it
 * cannot be trusted. The caller keeps `mailbox`, which must outlive the thread, too;
 * `options` itself is copied.
 *
 * A snapshot that was delivered belongs to the reader, but the fetcher still compares with the
 * last one, and stores it again where a store has failed: the reader keeps it until it has taken
 * a newer one from the mailbox, or freed the fetcher. */
struct fetcher *fetcher_new(const struct fetcher_options *options, struct mailbox *mailbox,
                            struct delivery *ret_kept);
/* Keeps a note of the reader's beside the list, in the place of the one before: the thread writes
 * it after a pull, once a list has been stored since (cache_keep_note), and fetcher_free() writes
 * the last. From the reader's thread; waits for no disk. */
void fetcher_note(struct fetcher *f, const char *text);
/* The note as it was kept when the fetcher was made; "" for none. */
const char *fetcher_kept_note(const struct fetcher *f);
/* Starts the thread. */
bool fetcher_start(struct fetcher *f, struct error *err);
/* Cancels a pull that is under way, ends the thread and frees.
 *
 * false: the thread does not end, since a file or a disk does not answer it (half a second
 * is waited for). It is left to itself, and so is what it may still use: what `options`
 * point to, `mailbox` and the last snapshot that was delivered must stay as they are for as
 * long as the program runs. */
bool fetcher_free(struct fetcher *f);
DEFINE_CLEANUP(struct fetcher *, fetcher_free)

/* ---- the same without a thread */

/* One pull for --screenshot, --dump-frame and --explain, at that time by the wall clock: keeps
 * nothing. true when every source answered; `*ret` is then as from mailbox_take(). */
bool fetcher_pull_once(struct fetcher *f, int64_t wall_s, struct delivery *ret, struct error *err);

/* What the last pull of a source found, for telling people; and how many rows were left out of
 * the last list since another source has the same id, and newer. */
const struct source *fetcher_source(const struct fetcher *f, size_t index);
uint32_t fetcher_copies(const struct fetcher *f);

/* The pause before the first turn, in milliseconds: none where nothing is shown. A list that came by
 * other settings is soon asked for again, since whoever changed them stands before the screen; but
 * not at once, since it may be all screens of a country whose settings were rolled out. `chance` is
 * what the schedule wants. */
uint64_t fetcher_first(const struct fetcher *f, uint32_t chance);
/* One turn of the thread's loop at that time (both clocks of clock.h): pulls what is
 * due, keeps, delivers, logs. `chance` is what the schedule wants. Returns the pause
 * until the next, in milliseconds. */
uint64_t fetcher_step(struct fetcher *f, int64_t wall_s, int64_t boot_s, uint32_t chance);
