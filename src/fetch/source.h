/* One source of the list: its addresses, its pages, its signature, and what it last said.
 * Belongs to the thread that pulls. Private to src/fetch and src/publish,
 * but for its options. */
#pragma once

#include <stdatomic.h>

#include "base/repeats.h"
#include "feed/paging.h"
#include "feed/reading.h"
#include "feed/signature.h"
#include "fetch/cache.h"
#include "fetch/guard.h"
#include "fetch/pages.h"
#include "fetch/report.h"

#define SOURCE_MAX_URLS 8 /* the address and its mirrors */

/* Everything is borrowed, and outlives the fetcher. */
struct source_options {
    const char *name; /* of [source NAME], or "" where there is one source only */
    const char *urls[SOURCE_MAX_URLS];
    size_t url_count;
    const struct transport *transport;
    const struct reading *reading;
    struct paging paging;
    const struct signature_key *keys; /* with any, nothing unsigned is taken */
    size_t key_count;
    struct report *report; /* goes with every request; NULL: who serves this is told nothing */
};

enum source_outcome {
    SOURCE_CANCELLED,
    SOURCE_FAILED,
    SOURCE_UNCHANGED, /* it has what was accepted from it last */
    SOURCE_NEW,
    SOURCE_HELD, /* new, but not believed yet (guard.h) */
};

/* What an answer came with, as far as the next request needs it. */
struct source_mark {
    size_t url; /* which of the addresses it is from */
    char etag[TRANSPORT_VALIDATOR_MAX], last_modified[TRANSPORT_VALIDATOR_MAX];
    char body_hash[CACHE_BODY_HASH_SIZE]; /* of all its pages, under the folder's key */
    char signed_by[SIGNATURE_ID_SIZE];    /* "": nobody */
};

/* Of the fetcher; any thread. */
struct source_flags {
    atomic_bool stopping; /* the fetcher is being freed */
    atomic_bool asking;   /* the thread is in get(), after which it looks at `stopping` first */
};

struct source {
    const struct source_options *options;
    const uint8_t *hash_key;
    struct source_flags *flags;
    struct transport transport; /* the one of the options, with `asking` about it */
    /* --- accepted */
    struct source_mark mark;
    struct snapshot *list; /* owned; where there are several sources, else NULL */
    bool answered;         /* since the start */
    int64_t checked_wall_s, checked_boot_s;
    uint64_t serial, whose; /* of the list: a mirror that lags is known by it */
    uint64_t highest;       /* serial of what was signed and accepted, ever */
    /* --- a pull that is not accepted yet: SOURCE_NEW */
    struct guard guard;
    struct source_mark next_mark;
    struct snapshot *next;       /* owned */
    struct intake_report report; /* of the last answer that was read, whatever came of it */
    size_t bytes, page_count;    /* of the last answer */
    int status;                  /* of HTTP, of the last answer of the last pull; 0: none */
    uint64_t received;           /* bytes on the wire, of all its answers */
    bool unfinished;             /* it is being written, or was cut; of a failure */
    /* --- for the log and the schedule */
    struct intake_report told_report;  /* what the log knows */
    struct repeats told, told_reports; /* failures, and what was left out */
    struct repeats told_guard;         /* lists that were held, and taken */
    struct repeats_states told_url;
    int64_t heard_boot_s; /* when it last answered, by the clock that does not jump; 0: never */
    unsigned failures;    /* in a row */
    int64_t patient_until_s[SOURCE_MAX_URLS]; /* by the clock that does not jump */
    int patient_s[SOURCE_MAX_URLS];           /* what the last answer asked for */
    int retry_after_s;                        /* for how long no address wants to be asked */
    uint64_t wait_ms;                         /* until it is due */
};

void source_init(struct source *s, const struct source_options *options, const uint8_t *hash_key,
                 struct source_flags *flags);
void source_release(struct source *s);
/* The address as it may be logged. The caller frees it. */
char *source_shown_url(const struct source *s);

/* Asks the address, then each mirror, until one has given a list that can be read, is signed
 * where that is wanted, and is no older than one that was signed and accepted. An address that
 * asks for patience is left alone until then, while there is another. Where there are mirrors, a
 * list with an older serial than the one before lags behind, and the next address is asked; only
 * the first may say so when no other knows better. A signature that does not fit its feed is
 * asked for again, once, after a pause: both may be on their way to the server. NEW leaves the
 * list in `next` until source_accept() or source_drop(). FAILED sets the sentence. */
enum source_outcome source_pull(struct source *s, int64_t wall_s, int64_t boot_s,
                                struct error *err);
/* The list that is shown as this source's, from before the start. */
void source_note_list(struct source *s, const struct snapshot *list);
/* `next` becomes `list`, or (not `keep`) is the caller's from now on. */
void source_accept(struct source *s, bool keep);
void source_drop(struct source *s);
