/* What the files of the fetcher share. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "fetch/fetcher.h"
#include "fetch/guard.h"

struct fetcher {
    /* --- immutable after creation */
    struct mailbox *mailbox; /* borrowed */
    struct pulls *pulls;     /* borrowed, or NULL */
    int poll_s;
    enum snapshot_order order;
    char *kept_note;
    char settings[CACHE_BODY_HASH_SIZE];
    size_t source_count;
    bool same_settings; /* the kept list came by those of today */

    /* --- of the thread that pulls */
    struct source_options options[FETCHER_MAX_SOURCES];
    struct source sources[FETCHER_MAX_SOURCES];
    struct cache *cache;
    const struct snapshot *last; /* the last one delivered; the reader's */
    struct guard guard;
    struct repeats told_guard;
    struct serials serials; /* accepted ever */
    bool serials_noted;     /* on disk */
    uint32_t copies;        /* of the last list: rows that another source has, and newer */

    /* --- of the caller's thread */
    pthread_t thread;
    struct serials *run_serials; /* of all fetchers; or NULL */
    bool started;
    /* --- any thread */
    struct source_flags flags;
    pthread_mutex_t note_lock;
    pthread_cond_t ending; /* with that lock: `ended` */
    /* --- protected by note_lock */
    char *note; /* to be kept; NULL: nothing new */
    bool ended; /* the thread, but for its return */
};
