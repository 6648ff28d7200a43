#include "fetch/mailbox.h"

#include <pthread.h>

struct mailbox {
    pthread_mutex_t lock;
    /* --- protected by lock */
    bool full;
    struct delivery latest;
};

struct mailbox *mailbox_new(void)
{
    struct mailbox *m = xcalloc(1, sizeof(*m));
    pthread_mutex_init(&m->lock, NULL);
    return m;
}

void mailbox_free(struct mailbox *m)
{
    if (m->latest.snapshot)
        snapshot_free(m->latest.snapshot);
    pthread_mutex_destroy(&m->lock);
    free(m);
}

void mailbox_put(struct mailbox *m, struct delivery d)
{
    pthread_mutex_lock(&m->lock);
    struct snapshot *unread = m->latest.snapshot;
    if (!d.snapshot) {
        d.snapshot = unread;
        unread = NULL;
    }
    m->latest = d;
    m->full = true;
    pthread_mutex_unlock(&m->lock);
    if (unread)
        snapshot_free(unread);
}

bool mailbox_take(struct mailbox *m, struct delivery *ret)
{
    pthread_mutex_lock(&m->lock);
    bool full = m->full;
    if (full) {
        *ret = m->latest;
        m->latest = (struct delivery){ 0 };
        m->full = false;
    }
    pthread_mutex_unlock(&m->lock);
    return full;
}
