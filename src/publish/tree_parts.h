/* What the files of the tree share. */
#pragma once

#include "base/hash.h"
#include "feed/feed.h"
#include "publish/tree.h"

/* ---- tree_files.c: files below an open folder, so that nobody's symbolic link is followed */

struct tree_folder {
    int fd;
    char *path; /* for sentences */
};
#define TREE_NO_FOLDER                                                                             \
    {                                                                                              \
        .fd = -1                                                                                   \
    }
void tree_folder_release(struct tree_folder *f);
#define CLEANUP_FOLDER __attribute__((cleanup(tree_folder_release)))

/* Sets the sentence "what: why" by errno. FULL where it says that there is no room, else OUTPUT. */
enum publish_status tree_failed(struct error *err, const char *fmt, ...) PRINTF(2, 3);

/* Makes `path` and what is missing above it, for everybody to read. */
enum publish_status tree_make_path(const char *path, struct error *err);
/* Opens it; below another folder only where it is a folder itself. DONE with fd -1 where there is
 * none. */
enum publish_status tree_open_folder(const struct tree_folder *parent, const char *name,
                                     struct tree_folder *ret, struct error *err);
/* The same, and makes it where it is missing. */
enum publish_status tree_make_folder(const struct tree_folder *parent, const char *name,
                                     struct tree_folder *ret, struct error *err);
/* A file that was not there before. */
enum publish_status tree_write(const struct tree_folder *f, const char *name,
                               const struct buffer *data, int64_t mtime_s, struct error *err);
/* A file in the place of another; both folder and file are on disk then. */
enum publish_status tree_replace(const struct tree_folder *f, const char *name,
                                 const struct buffer *data, int64_t mtime_s, struct error *err);
/* false where it cannot be read, or is longer than `out` may grow; what fits is in `out`. */
bool tree_read(const struct tree_folder *f, const char *name, struct buffer *out);
/* Its length, or -1: there is no such regular file. Raises *mtime_s to its time. */
int64_t tree_length(const struct tree_folder *f, const char *name, int64_t *mtime_s);
/* With all that is in it. Nothing there is fine. */
enum publish_status tree_remove(const struct tree_folder *f, const char *name, struct error *err);
/* The names of what is in it, each as a string behind the other. */
bool tree_names(const struct tree_folder *f, struct buffer *out);
/* Whether one can be renamed into the place of the other: false where one is mounted. */
bool tree_is_same_mount(const struct tree_folder *a, const struct tree_folder *b);
/* A folder's entries are on disk then. */
enum publish_status tree_sync(const struct tree_folder *f, struct error *err);

/* The same bytes give the same file. */
void tree_gzip(const struct buffer *data, struct buffer *out);

/* ---- what is published under one name: feed.json, feed.json.gz, feed.json.minisig */

enum tree_kind { TREE_PLAIN, TREE_GZIP, TREE_SIGNATURE, TREE_KINDS };
#define TREE_FEED  "feed.json"
#define TREE_INDEX "index.json"
#define TREE_STATE ".published"

struct tree_files {
    const char *base; /* TREE_FEED, TREE_INDEX */
    struct buffer data[TREE_KINDS];
};
void tree_files_release(struct tree_files *f);
#define CLEANUP_FILES __attribute__((cleanup(tree_files_release)))

#define TREE_NAME_MAX 24
/* "feed.json.gz" into `ret`; returns it. */
const char *tree_file_name(const char *base, enum tree_kind kind, char ret[TREE_NAME_MAX]);

/* ---- tree_state.c: what .published says */

struct tree_entry {
    char *place; /* "" for the whole office */
    char *name;  /* "": not said */
    uint64_t serial;
    int64_t issued, expires;
    uint32_t documents;
    bool gone;                    /* it has no place any more: it is the empty feed */
    char content[HASH_HEX_SIZE];  /* hash of the body; "": not known */
    uint64_t lengths[TREE_KINDS]; /* 0: there is no such file */
    /* --- not kept */
    bool is_whole;   /* its files lie there with those lengths */
    bool is_written; /* by this publication */
};

struct tree_state {
    char *note;
    char settings[HASH_HEX_SIZE]; /* of what all feeds are made with: the publisher, the key */
    uint64_t serial;              /* the highest of any */
    int64_t mtime_s;              /* the latest of any file */
    int64_t source_expires;       /* what no feed may outlive; INT64_MAX: nothing was said */
    struct tree_entry *entries;   /* sorted by place */
    size_t count, room;
    uint64_t index_lengths[TREE_KINDS];
    bool index_is_whole; /* not kept */
};

void tree_state_release(struct tree_state *s);
/* Reads what .published says, and looks whether it is there. Where it is damaged or missing, what
 * feeds lie there, so that no serial is used twice and no place is forgotten. */
void tree_state_load(struct tree_state *s, const struct tree_folder *region);
struct tree_entry *tree_state_find(const struct tree_state *s, const char *place);
/* Appends one, all zero but for the place. Sort before anything is looked for. */
struct tree_entry *tree_state_add(struct tree_state *s, const char *place);
void tree_state_sort(struct tree_state *s);
void tree_state_print(const struct tree_state *s, struct buffer *out);

/* The highest serial and mtime that were ever given, in a file of the state's folder. Raises what
 * the arguments hold; a file that is damaged or missing says nothing. */
void tree_highest_load(const struct tree_folder *f, const char *name, uint64_t *serial,
                       int64_t *mtime_s);
enum publish_status tree_highest_save(const struct tree_folder *f, const char *name,
                                      uint64_t serial, int64_t mtime_s, struct error *err);

/* ---- tree_stage.c: the publication that is being built beside the region's folder */

struct tree_stage {
    const struct tree_folder *around; /* v1: in which both lie */
    const char *region;               /* the names there */
    const char *name;
    struct tree_folder folder; /* fd -1: nothing is to be written yet */
    int64_t mtime_s;           /* of all that is written */
    bool one_by_one;           /* cannot link; nothing but what is new stands here */
    uint64_t bytes;            /* written */
};
/* Writes the files of one feed, or of the index, and tells their lengths. */
enum publish_status tree_stage_write(struct tree_stage *s, const char *place,
                                     const struct tree_files *files, uint64_t lengths[TREE_KINDS],
                                     struct error *err);
/* Links the files of one feed, which are whole, to those in `region`. */
enum publish_status tree_stage_link(struct tree_stage *s, const struct tree_folder *region,
                                    const struct tree_entry *e, struct error *err);
/* Puts all of it in the place of what is there; what it replaces is removed. */
enum publish_status tree_stage_commit(struct tree_stage *s, const struct tree_folder *region,
                                      const struct tree_state *next, struct error *err);

/* ---- tree_index.c */

void tree_index_print(const struct tree_options *options, const struct tree_state *s,
                      int utc_offset_s, struct buffer *out);
