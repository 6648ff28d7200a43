/* Files and folders of the tree, always by the folder they lie in. */
#include "base/file.h"
#include "publish/tree_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define FILE_MODE   0644
#define FOLDER_MODE 0755
#define MAX_DEPTH   8 /* ours is two deep */

void tree_folder_release(struct tree_folder *f)
{
    if (f->fd >= 0)
        close(f->fd);
    free(f->path);
    *f = (struct tree_folder)TREE_NO_FOLDER;
}

enum publish_status tree_failed(struct error *err, const char *fmt, ...)
{
    int why = errno;
    va_list args;
    char what[sizeof(err->text)];
    va_start(args, fmt);
    vsnprintf(what, sizeof(what), fmt, args);
    va_end(args);
    error_set(err, "%s: %s", what, strerror(why));
    return why == ENOSPC || why == EDQUOT || why == EFBIG ? PUBLISH_FULL : PUBLISH_OUTPUT;
}

/* Adds what the umask has taken; a group that may write keeps it. */
static bool open_to_readers(int fd, mode_t mode)
{
    struct stat st;
    return fstat(fd, &st) == 0 &&
           ((st.st_mode & mode) == mode || fchmod(fd, (st.st_mode & 07777) | mode) == 0);
}

static int open_folder_at(int at, const char *name, int flags)
{
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);
}

enum publish_status tree_make_path(const char *path, struct error *err)
{
    CLEANUP_FREE char *copy = xstrdup(*path ? path : ".");
    for (char *p = copy + 1;; p++) {
        bool end = !*p;
        if (!end && *p != '/')
            continue;
        *p = '\0';
        bool made = mkdir(copy, FOLDER_MODE) == 0;
        if (!made && errno != EEXIST)
            return tree_failed(err, "cannot create the folder '%s'", copy);
        int fd = made || end ? open_folder_at(AT_FDCWD, copy, 0) : -1;
        if ((made || end) && fd < 0)
            return tree_failed(err, "cannot open the folder '%s'", copy);
        bool ok = !made || open_to_readers(fd, FOLDER_MODE);
        if (fd >= 0)
            close(fd);
        if (!ok)
            return tree_failed(err, "cannot open the folder '%s' to everybody", copy);
        if (end)
            return PUBLISH_DONE;
        *p = '/';
    }
}

enum publish_status tree_open_folder(const struct tree_folder *parent, const char *name,
                                     struct tree_folder *ret, struct error *err)
{
    CLEANUP_FOLDER struct tree_folder f = TREE_NO_FOLDER;
    f.path = parent ? xasprintf("%s/%s", parent->path, name) : xstrdup(name);
    f.fd = open_folder_at(parent ? parent->fd : AT_FDCWD, name, parent ? O_NOFOLLOW : 0);
    if (f.fd < 0 && errno == ENOTDIR) {
        error_set(err, "'%s' is no folder, or a symbolic link: remove it", f.path);
        return PUBLISH_OUTPUT;
    }
    if (f.fd < 0 && errno != ENOENT)
        return tree_failed(err, "cannot open the folder '%s'", f.path);
    *ret = f;
    f = (struct tree_folder)TREE_NO_FOLDER;
    return PUBLISH_DONE;
}

enum publish_status tree_make_folder(const struct tree_folder *parent, const char *name,
                                     struct tree_folder *ret, struct error *err)
{
    CLEANUP_FOLDER struct tree_folder f = TREE_NO_FOLDER;
    bool made = mkdirat(parent->fd, name, FOLDER_MODE) == 0;
    if (!made && errno != EEXIST)
        return tree_failed(err, "cannot create the folder '%s/%s'", parent->path, name);
    enum publish_status status = tree_open_folder(parent, name, &f, err);
    if (status != PUBLISH_DONE)
        return status;
    if (f.fd < 0 || (made && !open_to_readers(f.fd, FOLDER_MODE)))
        return tree_failed(err, "cannot create the folder '%s'", f.path);
    *ret = f;
    f = (struct tree_folder)TREE_NO_FOLDER;
    return PUBLISH_DONE;
}

/* On disk too where `sync` says so. */
static enum publish_status write_file(const struct tree_folder *f, const char *name,
                                      const struct buffer *data, int64_t mtime_s, bool sync,
                                      struct error *err)
{
    const struct timespec times[2] = { { .tv_sec = (time_t)mtime_s },
                                       { .tv_sec = (time_t)mtime_s } };
    int fd = openat(f->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
    if (fd < 0)
        return tree_failed(err, "cannot create '%s/%s'", f->path, name);
    bool ok = file_write_all(fd, data->data, data->len) && open_to_readers(fd, FILE_MODE) &&
              futimens(fd, times) == 0 && (!sync || fsync(fd) == 0);
    int why = errno;
    /* A share may keep what it has no room for to itself until now. */
    if (close(fd) < 0 && ok) {
        ok = false;
        why = errno;
    }
    errno = why;
    return ok ? PUBLISH_DONE : tree_failed(err, "cannot write '%s/%s'", f->path, name);
}

enum publish_status tree_write(const struct tree_folder *f, const char *name,
                               const struct buffer *data, int64_t mtime_s, struct error *err)
{
    return write_file(f, name, data, mtime_s, false, err);
}

enum publish_status tree_replace(const struct tree_folder *f, const char *name,
                                 const struct buffer *data, int64_t mtime_s, struct error *err)
{
    CLEANUP_FREE char *temporary = xasprintf("%s.new", name);
    struct error ignored = { "" };
    enum publish_status status = tree_remove(f, temporary, err);
    if (status == PUBLISH_DONE)
        status = write_file(f, temporary, data, mtime_s, true, err);
    if (status == PUBLISH_DONE && renameat(f->fd, temporary, f->fd, name) < 0)
        status = tree_failed(err, "cannot replace '%s/%s'", f->path, name);
    if (status != PUBLISH_DONE) {
        tree_remove(f, temporary, &ignored);
        return status;
    }
    return tree_sync(f, err);
}

bool tree_read(const struct tree_folder *f, const char *name, struct buffer *out)
{
    int fd = openat(f->fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    bool ok = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    while (ok) {
        char chunk[65536];
        ssize_t n = read(fd, chunk, sizeof(chunk));
        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0)
            break;
        ok = n > 0 && buffer_append(out, chunk, (size_t)n);
    }
    if (fd >= 0)
        close(fd);
    return ok;
}

int64_t tree_length(const struct tree_folder *f, const char *name, int64_t *mtime_s)
{
    struct stat st;
    if (fstatat(f->fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(st.st_mode))
        return -1;
    *mtime_s = MAX(*mtime_s, st.st_mtim.tv_sec);
    return st.st_size;
}

bool tree_names(const struct tree_folder *f, struct buffer *out)
{
    struct dirent **entries = NULL;
    int count = scandirat(f->fd, ".", &entries, NULL, NULL);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
            buffer_append(out, name, strlen(name) + 1);
        free(entries[i]);
    }
    free(entries);
    return count >= 0;
}

static enum publish_status remove_at(const struct tree_folder *f, const char *name, int depth,
                                     struct error *err)
{
    if (unlinkat(f->fd, name, 0) == 0 || errno == ENOENT)
        return PUBLISH_DONE;
    if (errno != EISDIR && errno != EPERM)
        return tree_failed(err, "cannot remove '%s/%s'", f->path, name);
    CLEANUP_FOLDER struct tree_folder folder = TREE_NO_FOLDER;
    CLEANUP_BUFFER struct buffer names = BUFFER_INIT(0);
    enum publish_status status = tree_open_folder(f, name, &folder, err);
    if (status != PUBLISH_DONE)
        return status;
    if (!depth)
        errno = ELOOP;
    if (!depth || !tree_names(&folder, &names))
        return tree_failed(err, "cannot remove '%s'", folder.path);
    for (size_t at = 0; status == PUBLISH_DONE && at < names.len; at += strlen(names.data + at) + 1)
        status = remove_at(&folder, names.data + at, depth - 1, err);
    if (status == PUBLISH_DONE && unlinkat(f->fd, name, AT_REMOVEDIR) < 0)
        return tree_failed(err, "cannot remove '%s'", folder.path);
    return status;
}

enum publish_status tree_remove(const struct tree_folder *f, const char *name, struct error *err)
{
    return remove_at(f, name, MAX_DEPTH, err);
}

bool tree_is_same_mount(const struct tree_folder *a, const struct tree_folder *b)
{
    struct statx x, y;
    bool known = statx(a->fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &x) == 0 &&
                 statx(b->fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &y) == 0 &&
                 x.stx_mask & y.stx_mask & STATX_MNT_ID; /* since Linux 5.8 */
    return !known || x.stx_mnt_id == y.stx_mnt_id;
}

enum publish_status tree_sync(const struct tree_folder *f, struct error *err)
{
    /* Some network shares cannot sync a folder; what was done is done all the same. */
    if (fsync(f->fd) == 0 || errno == EINVAL || errno == ENOTSUP)
        return PUBLISH_DONE;
    return tree_failed(err, "cannot sync the folder '%s'", f->path);
}

void tree_gzip(const struct buffer *data, struct buffer *out)
{
    enum { LEVEL = 6, WITH_GZIP_HEADER = 16, MEMORY = 9 };
    z_stream z = { .next_in = (unsigned char *)data->data, .avail_in = (uInt)data->len };
    /* The header's time is 0 unless one is set. */
    if (deflateInit2(&z, LEVEL, Z_DEFLATED, MAX_WBITS + WITH_GZIP_HEADER, MEMORY,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        out_of_memory(256 << 10);
    size_t room = deflateBound(&z, (uLong)data->len);
    CLEANUP_FREE unsigned char *packed = xmalloc(room);
    z.next_out = packed;
    z.avail_out = (uInt)room;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        abort();
    buffer_append(out, packed, z.total_out);
    deflateEnd(&z);
}

void tree_files_release(struct tree_files *f)
{
    for (int kind = 0; kind < TREE_KINDS; kind++)
        buffer_release(&f->data[kind]);
}

const char *tree_file_name(const char *base, enum tree_kind kind, char ret[TREE_NAME_MAX])
{
    static const char *const endings[TREE_KINDS] = { "", ".gz", ".minisig" };
    snprintf(ret, TREE_NAME_MAX, "%s%s", base, endings[kind]);
    return ret;
}
