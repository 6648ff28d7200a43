#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

#define WORTH_POPULATING (64 * 1024)

static void close_fd(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}
#define CLEANUP_FD __attribute__((cleanup(close_fd)))

void file_keep_standard(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        /* The lowest that is free is this one. It stays open in what is run from here. */
        if (fcntl(fd, F_GETFD) < 0 &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            abort();
    }
}

static bool too_long(const char *path, const struct buffer *out, struct error *err)
{
    return error_set(err, "'%s' is longer than the %zu bytes allowed", path, out->limit);
}

bool file_read(const char *path, struct buffer *out, struct error *err)
{
    CLEANUP_FD int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) < 0)
        return error_set(err, "cannot read '%s': %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode))
        return error_set(err, "cannot read '%s': it is %s, not a regular file", path,
                         S_ISDIR(st.st_mode)    ? "a folder"
                         : S_ISFIFO(st.st_mode) ? "a pipe"
                                                : "a device");
    size_t room = out->limit ? out->limit - out->len : SIZE_MAX / 4;
    if ((uintmax_t)st.st_size > room)
        return too_long(path, out, err);
    /* Into its place at once; what it has grown by since, by pieces. */
    size_t left = (size_t)st.st_size;
    char *place = left > WORTH_POPULATING ? buffer_room(out, left) : NULL;
    if (place)
        memory_populate(place, left);
    for (;;) {
        char piece[4096];
        ssize_t n = left ? read(fd, buffer_room(out, left), left) : read(fd, piece, sizeof(piece));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_set(err, "cannot read '%s': %s", path, strerror(errno));
        if (left && n) {
            buffer_wrote(out, (size_t)n);
            left -= (size_t)n;
            continue;
        }
        if (n == 0)
            return true;
        bool fits = buffer_append(out, piece, (size_t)n);
        if (out->secret)
            explicit_bzero(piece, (size_t)n);
        if (!fits)
            return too_long(path, out, err);
    }
}

bool file_write_all(int fd, const void *data, size_t len)
{
    const char *at = data;
    while (len) {
        ssize_t n = write(fd, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static bool sync_folder_of(const char *path)
{
    CLEANUP_FREE char *copy = xstrdup(path);
    CLEANUP_FD int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    /* Some network shares cannot sync a folder; the rename has happened all the same. */
    return fd >= 0 && (fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP);
}

struct file_writing {
    char *path, *temporary;
    int fd;
};

void file_abandon(struct file_writing *w)
{
    if (w->fd >= 0) {
        close(w->fd);
        unlink(w->temporary);
    }
    free(w->temporary);
    free(w->path);
    free(w);
}

struct file_writing *file_begin(const char *path, unsigned mode, struct error *err)
{
    CLEANUP(file_abandon) struct file_writing *w = xcalloc(1, sizeof(*w));
    w->path = xstrdup(path);
    w->temporary = xasprintf("%s.new", path);
    /* A leftover of a crash may belong to another user, or be a link: start from nothing. */
    unlink(w->temporary);
    w->fd = open(w->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, (mode_t)mode);
    if (w->fd < 0) {
        error_set(err, "cannot create '%s': %s", w->temporary, strerror(errno));
        return NULL;
    }
    struct file_writing *ret = w;
    w = NULL;
    return ret;
}

static bool cannot_write(const struct file_writing *w, struct error *err)
{
    return error_set(err, "cannot write '%s': %s", w->temporary, strerror(errno));
}

bool file_add(struct file_writing *w, const void *data, size_t len, struct error *err)
{
    return file_write_all(w->fd, data, len) || cannot_write(w, err);
}

bool file_put_first(struct file_writing *w, const void *data, size_t len, struct error *err)
{
    return pwrite(w->fd, data, len, 0) == (ssize_t)len || cannot_write(w, err);
}

bool file_finish(struct file_writing *writing, struct error *err)
{
    CLEANUP(file_abandon) struct file_writing *w = writing;
    if (fsync(w->fd) < 0)
        return cannot_write(w, err);
    if (rename(w->temporary, w->path) < 0)
        return error_set(err, "cannot replace '%s': %s", w->path, strerror(errno));
    close(w->fd);
    w->fd = -1;
    if (!sync_folder_of(w->path))
        return error_set(err, "cannot sync the folder of '%s': %s", w->path, strerror(errno));
    return true;
}

bool file_replace(const char *path, const void *data, size_t len, unsigned mode, struct error *err)
{
    CLEANUP(file_abandon) struct file_writing *w = file_begin(path, mode, err);
    if (!w || !file_add(w, data, len, err))
        return false;
    struct file_writing *whole = w;
    w = NULL;
    return file_finish(whole, err);
}

bool file_lock_folder(const char *path, int *ret_fd, struct error *err)
{
    CLEANUP_FD int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool locked = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0;
    if (!locked && errno == EWOULDBLOCK)
        return error_set(err, "'%s' is in use by another program; allowed: a folder for each",
                         path);
    *ret_fd = locked ? fd : -1;
    if (locked)
        fd = -1;
    return true;
}

bool file_make_folders(const char *path, unsigned mode, struct error *err)
{
    CLEANUP_FREE char *copy = xstrdup(path);
    for (char *p = copy + 1;; p++) {
        bool end = !*p;
        if (!end && *p != '/')
            continue;
        *p = '\0';
        if (mkdir(copy, (mode_t)mode) < 0 && errno != EEXIST)
            return error_set(err, "cannot create the folder '%s': %s", copy, strerror(errno));
        if (end)
            break;
        *p = '/';
    }
    struct stat st;
    if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode))
        return error_set(err, "'%s' is not a folder", path);
    return true;
}
