/* The next publication, from its first file to the step that puts it in place. */
#include "publish/tree_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* What file systems answer that do not know links, or exchanging; EPERM also where a link is to a
 * file of another user. */
static bool cannot(int why)
{
    return why == EINVAL || why == ENOSYS || why == EPERM || why == EOPNOTSUPP || why == ENOTSUP ||
           why == EXDEV || why == EMLINK;
}

/* The folder of a place in the stage; the stage itself for "". */
static enum publish_status enter(struct tree_stage *s, const char *place, struct tree_folder *own,
                                 const struct tree_folder **ret, struct error *err)
{
    enum publish_status status = PUBLISH_DONE;
    if (s->folder.fd < 0)
        status = tree_make_folder(s->around, s->name, &s->folder, err);
    if (status == PUBLISH_DONE && *place)
        status = tree_make_folder(&s->folder, place, own, err);
    *ret = *place ? own : &s->folder;
    return status;
}

enum publish_status tree_stage_write(struct tree_stage *s, const char *place,
                                     const struct tree_files *files, uint64_t lengths[TREE_KINDS],
                                     struct error *err)
{
    CLEANUP_FOLDER struct tree_folder own = TREE_NO_FOLDER;
    const struct tree_folder *folder = NULL;
    enum publish_status status = enter(s, place, &own, &folder, err);
    for (enum tree_kind kind = 0; status == PUBLISH_DONE && kind < TREE_KINDS; kind++) {
        char name[TREE_NAME_MAX];
        lengths[kind] = files->data[kind].len;
        s->bytes += files->data[kind].len;
        if (files->data[kind].len)
            status = tree_write(folder, tree_file_name(files->base, kind, name), &files->data[kind],
                                s->mtime_s, err);
    }
    return status;
}

enum publish_status tree_stage_link(struct tree_stage *s, const struct tree_folder *region,
                                    const struct tree_entry *e, struct error *err)
{
    CLEANUP_FOLDER struct tree_folder own = TREE_NO_FOLDER, there = TREE_NO_FOLDER;
    const struct tree_folder *folder = NULL;
    enum publish_status status = enter(s, e->place, &own, &folder, err);
    if (status == PUBLISH_DONE && *e->place)
        status = tree_open_folder(region, e->place, &there, err);
    const struct tree_folder *from = *e->place ? &there : region;
    for (enum tree_kind kind = 0; status == PUBLISH_DONE && kind < TREE_KINDS; kind++) {
        char name[TREE_NAME_MAX];
        tree_file_name(TREE_FEED, kind, name);
        if (!e->lengths[kind] || linkat(from->fd, name, folder->fd, name, 0) == 0)
            continue;
        if (cannot(errno)) {
            s->one_by_one = true;
            return PUBLISH_DONE;
        }
        status = tree_failed(err, "cannot link '%s/%s'", folder->path, name);
    }
    return status;
}

/* ---- putting it in place */

static enum publish_status move_files(const struct tree_folder *from, const struct tree_folder *to,
                                      const char *base, const uint64_t lengths[TREE_KINDS],
                                      struct error *err)
{
    /* The packed one first: most readers take that, and the signature fits neither until it comes. */
    static const enum tree_kind order[TREE_KINDS] = { TREE_GZIP, TREE_PLAIN, TREE_SIGNATURE };
    for (int i = 0; i < TREE_KINDS; i++) {
        char name[TREE_NAME_MAX];
        tree_file_name(base, order[i], name);
        int done =
            lengths[order[i]] ? renameat(from->fd, name, to->fd, name) : unlinkat(to->fd, name, 0);
        if (done < 0 && (lengths[order[i]] || errno != ENOENT))
            return tree_failed(err, "cannot replace '%s/%s'", to->path, name);
    }
    return PUBLISH_DONE;
}

static enum publish_status move_feed(const struct tree_stage *s, const struct tree_folder *region,
                                     const struct tree_entry *e, struct error *err)
{
    CLEANUP_FOLDER struct tree_folder from = TREE_NO_FOLDER, to = TREE_NO_FOLDER;
    if (!*e->place)
        return move_files(&s->folder, region, TREE_FEED, e->lengths, err);
    enum publish_status status = tree_open_folder(&s->folder, e->place, &from, err);
    if (status == PUBLISH_DONE)
        status = tree_make_folder(region, e->place, &to, err);
    if (status == PUBLISH_DONE)
        status = move_files(&from, &to, TREE_FEED, e->lengths, err);
    if (status == PUBLISH_DONE)
        status = tree_sync(&to, err);
    return status;
}

/* While .published is not there, the next run knows that this has not come to its end. */
static enum publish_status move_one_by_one(const struct tree_stage *s,
                                           const struct tree_folder *region,
                                           const struct tree_state *next, struct error *err)
{
    if (unlinkat(region->fd, TREE_STATE, 0) < 0 && errno != ENOENT)
        return tree_failed(err, "cannot remove '%s/" TREE_STATE "'", region->path);
    enum publish_status status = tree_sync(region, err);
    for (size_t i = 0; status == PUBLISH_DONE && i < next->count; i++) {
        if (next->entries[i].is_written)
            status = move_feed(s, region, &next->entries[i], err);
    }
    if (status == PUBLISH_DONE)
        status = move_files(&s->folder, region, TREE_INDEX, next->index_lengths, err);
    if (status == PUBLISH_DONE)
        status = tree_sync(region, err);
    if (status == PUBLISH_DONE && renameat(s->folder.fd, TREE_STATE, region->fd, TREE_STATE) < 0)
        status = tree_failed(err, "cannot replace '%s/" TREE_STATE "'", region->path);
    if (status == PUBLISH_DONE)
        status = tree_sync(region, err);
    return status;
}

static enum publish_status move_all(const struct tree_stage *s, const struct tree_folder *region,
                                    const struct tree_state *next, struct error *err)
{
    int v1 = s->around->fd;
    bool first = region->fd < 0;
    if (!first && s->one_by_one)
        return move_one_by_one(s, region, next, err);
    int moved = first ? renameat(v1, s->name, v1, s->region)
                      : renameat2(v1, s->name, v1, s->region, RENAME_EXCHANGE);
    if (moved < 0 && !first && cannot(errno))
        return move_one_by_one(s, region, next, err);
    return moved == 0 ? tree_sync(s->around, err)
                      : tree_failed(err, "cannot put '%s' in its place", s->folder.path);
}

enum publish_status tree_stage_commit(struct tree_stage *s, const struct tree_folder *region,
                                      const struct tree_state *next, struct error *err)
{
    struct error ignored = { "" };
    /* Of all files at once: one by one they would wait for the disk each. */
    if (syncfs(s->folder.fd) < 0)
        return tree_failed(err, "cannot write '%s' to the disk", s->folder.path);
    enum publish_status status = move_all(s, region, next, err);
    /* After the sync, so that who had just begun to open a file in it has long done so. Where it
     * cannot be removed now, the next run tries again, and says so. */
    tree_remove(s->around, s->name, &ignored);
    return status;
}
