#include "net/local_file.h"

#include <curl/curl.h>
#include <sys/stat.h>

#include "base/file.h"

#define MOST_TRIES 3

/* The path that a file address names, decoded; NULL when it is none. The caller frees it. */
static char *path_of(const char *url)
{
    char *path = NULL, *ret = NULL;
    CURLU *parts = curl_url();
    if (parts && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_PATH, &path, CURLU_URLDECODE) == CURLUE_OK)
        ret = xstrdup(path);
    curl_free(path);
    curl_url_cleanup(parts);
    return ret;
}

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
    CLEANUP_FREE char *path = path_of(url);
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
