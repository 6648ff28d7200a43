#include "net/local_file.h"

#include <sys/stat.h>

#include "base/file.h"
#include "net/url.h"

#define MOST_TRIES 3

enum steadiness { FILE_STEADY, FILE_CHANGED, FILE_REPLACED };

/* Reads the file, and looks at it before and after. */
static bool read_watched(const char *path, struct buffer *out, enum steadiness *ret,
                         struct error *err)
{
    struct stat before, after;
    bool there = stat(path, &before) == 0;
    if (!file_read(path, out, err))
        return false;
    there = there && stat(path, &after) == 0;
    if (!there || before.st_ino != after.st_ino || before.st_dev != after.st_dev)
        *ret = FILE_REPLACED;
    else if (before.st_size != after.st_size || before.st_mtim.tv_sec != after.st_mtim.tv_sec ||
             before.st_mtim.tv_nsec != after.st_mtim.tv_nsec)
        *ret = FILE_CHANGED;
    else
        *ret = FILE_STEADY;
    return true;
}

bool local_file_get(const char *url, struct response *ret, struct error *err)
{
    CLEANUP_FREE char *path = url_file_path(url);
    if (!path)
        return error_set(err, "not the address of a file here; allowed: file:///FOLDER/FILE");
    enum steadiness was = FILE_REPLACED;
    for (int tries = 0; was == FILE_REPLACED && tries < MOST_TRIES; tries++) {
        buffer_clear(&ret->body);
        if (!read_watched(path, &ret->body, &was, err))
            return false;
    }
    ret->kind = RESPONSE_BODY;
    ret->received = ret->body.len;
    ret->unfinished = was != FILE_STEADY;
    return !ret->unfinished ||
           error_set(err,
                     "it is still being written: it has changed while it was read. Who writes it "
                     "should write another file beside it, and then rename that");
}
