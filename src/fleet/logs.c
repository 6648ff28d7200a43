#include "fleet/logs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/progress.h"

#define CHUNK (256u << 10)

static_assert(CHUNK > LINE_MAX_BYTES + 1, "a line and its end have room");

struct reading {
    struct roll *roll;
    const char *path;
    struct buffer held;
    char *data;    /* CHUNK bytes */
    size_t len;    /* what is there of lines that have not been taken yet */
    bool too_long; /* inside a line that is longer than any may be */
};

/* Takes the lines that are whole; keeps the rest. */
static void take_lines(struct reading *r)
{
    char *at = r->data, *end = r->data + r->len, *newline;
    while ((newline = memchr(at, '\n', (size_t)(end - at)))) {
        if (r->too_long)
            r->too_long = false;
        else
            roll_take(r->roll, at, (size_t)(newline - at), &r->held);
        at = newline + 1;
    }
    r->len = (size_t)(end - at);
    if (r->len > LINE_MAX_BYTES) {
        if (!r->too_long)
            roll_take(r->roll, at, r->len, &r->held); /* none, by its length */
        r->too_long = true;
        r->len = 0;
    }
    memmove(r->data, at, r->len);
}

static bool read_all(struct reading *r, gzFile file, struct error *err)
{
    CLEANUP(progress_free) struct progress *progress = progress_new();
    progress_tell(progress, "lines", 0, 0);
    for (;;) {
        int n = gzread(file, r->data + r->len, (unsigned)(CHUNK - r->len));
        if (n <= 0) {
            int code = Z_OK;
            const char *why = gzerror(file, &code);
            if (code == Z_ERRNO)
                return error_set(err, "cannot read '%s': %s", r->path, strerror(errno));
            if (code == Z_BUF_ERROR)
                return error_set(err,
                                 "'%s' ends in the middle: it was cut off, or is still being "
                                 "packed",
                                 r->path);
            if (n < 0)
                return error_set(err, "cannot unpack '%s': %s", r->path, why);
            break;
        }
        r->len += (size_t)n;
        take_lines(r);
        progress_tell(progress, "lines", r->roll->lines, 0);
    }
    if (r->len && !r->too_long)
        roll_take(r->roll, r->data, r->len, &r->held);
    return true;
}

bool logs_read(struct roll *roll, const char *path, struct error *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    struct stat st;
    int fd = is_stdin ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (is_stdin)
        path = "standard input";
    if (fd < 0 || fstat(fd, &st) < 0 || S_ISDIR(st.st_mode)) {
        error_set(err, "cannot read '%s': %s", path,
                  fd >= 0 && S_ISDIR(st.st_mode) ? "it is a folder" : strerror(errno));
        if (fd >= 0)
            close(fd);
        return false;
    }
    gzFile file = gzdopen(fd, "rb");
    if (!file) {
        close(fd);
        return error_set(err, "cannot read '%s': out of memory", path);
    }
    gzbuffer(file, CHUNK);
    CLEANUP_FREE char *data = xmalloc(CHUNK);
    struct reading r = {
        .roll = roll, .path = path, .held = BUFFER_INIT(LINE_MAX_BYTES), .data = data
    };
    bool ok = read_all(&r, file, err);
    gzclose_r(file);
    buffer_release(&r.held);
    return ok;
}
