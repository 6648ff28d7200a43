/* The tree of static feeds that any web server, object store or CDN can serve:
 *
 *     DIR/v1/32.73/index.json            what exists
 *     DIR/v1/32.73/feed.json             the whole office
 *     DIR/v1/32.73/mpp/feed.json         one place
 *
 * each with .gz (for nginx's gzip_static) and, with a key, .minisig (of what is unpacked).
 *
 * A region's folder is replaced as a whole: the new one is built beside it, with hard links to the
 * files that have not changed (their inode and mtime stay, and with them the ETag), is written to
 * disk, and takes the old one's place in one step (renameat2 with RENAME_EXCHANGE). So neither a
 * reader nor a crash ever sees two publications mixed; a reader who asks for a feed before and for
 * its signature after that step asks again. A file system that cannot exchange or link gets its
 * files one by one; what a crash leaves mixed there is written anew by the next run, which sees by
 * DIR/v1/32.73/.published that it is not whole. The region's folder is the publisher's: what others
 * put there goes with the next publication.
 *
 * nginx makes its ETag of mtime in seconds and length, so all that is written gets an mtime that is
 * later by a second at least than that of anything published before.
 *
 * Everybody may read what is published, whatever the umask: a web server runs as another user.
 * Nothing is read or written through a symbolic link below DIR.
 *
 * Belongs to one thread. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "feed/signature.h"
#include "publish/status.h"

struct tree;

struct tree_options {
    const char *dir;    /* made where it is missing */
    const char *region; /* a Kemendagri code, "32.73": the folder's name */
    const char *publisher;
    const char
        *state_dir;  /* holds the highest serial, in case the tree is deleted; made likewise */
    int valid_for_s; /* how long a feed may be shown that nobody renews */
    const struct signature_secret *key; /* NULL: nothing is signed. Borrowed */
    bool one_by_one; /* as on a file system that can neither exchange nor link; for tests */
};

/* Takes the lock on the region's folder (DIR/v1/.32.73.lock) and tidies up what a run that was
 * killed has left. PUBLISH_DONE, or LOCKED, OUTPUT, FULL with a sentence that names the folder. */
enum publish_status tree_open(const struct tree_options *options, struct tree **ret,
                              struct error *err);
void tree_close(struct tree *t);
DEFINE_CLEANUP(struct tree *, tree_close)

/* What the caller had kept with the last publication, in the same step: "" before the first, and
 * where .published is damaged. Valid until the next tree_is_fresh() or tree_publish(). */
const char *tree_note(const struct tree *t);
/* Looks at the disk whether all feeds that stand there are valid for long enough: false once
 * half of the first one's time is over, where a file is missing or has another length than was
 * written, and where the publisher's name or the key is another. */
bool tree_is_fresh(struct tree *t, int64_t now_s);

/* Whether a folder may be called so: "a-z 0-9 . -", not a dot first, no name of a file of ours. */
bool tree_place_is_name(const char *place);
#define TREE_PLACE_ALLOWED                                                                         \
    "up to 64 of a-z 0-9 - and dots, not a dot first, not feed.json or index.json"

/* One feed of the list that is to be published. */
struct tree_feed {
    const char *place;  /* a location's id; "" for the whole office */
    const char *name;   /* the location's, for the index; NULL or "": not said */
    uint32_t documents; /* how many it holds; for the index */
};
struct tree_content {
    const struct tree_feed *feeds; /* the whole office first */
    size_t count;
    /* Appends the feed's members behind the head (feed_write_body). Called once a feed, in
     * their order. */
    void (*body)(void *ctx, size_t index, struct buffer *out);
    void *ctx;
    int64_t expires; /* of what the source said, seconds since the epoch; INT64_MAX: nothing */
    const char *note;
    /* NULL, or told now and then how many feeds of `count` are done. */
    void (*progress)(void *ctx, size_t done);
};

struct tree_report {
    uint64_t serial; /* of what was written, or of the last publication where nothing was */
    uint32_t feeds, written, renewed, unchanged, emptied; /* emptied: of places that are gone */
    uint64_t bytes;                                       /* written, all files */
};

/* Puts `content` in the place of what is there. A feed whose content is as it was, and that is
 * valid for half of its time yet, is not touched; where that is all of them, no file is, and
 * only another note is written. All others get one new serial: the local time as digits
 * (20261123094000), or one more than the highest ever where that would not be higher. A place
 * that has vanished gets an empty feed, once, which expires, and stands no longer in the
 * index: nobody is to set a screen up for it. PUBLISH_DONE, or OUTPUT, FULL, FAILED with a
 * sentence; then the tree is as it was (of one that gets its files one by one, what could be
 * replaced is). `now_s` by the wall clock, not before CLOCK_PLAUSIBLE_S; `utc_offset_s` for
 * times as people read them. */
enum publish_status tree_publish(struct tree *t, const struct tree_content *content, int64_t now_s,
                                 int utc_offset_s, struct tree_report *ret, struct error *err);
