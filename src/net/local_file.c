#include "net/local_file.h"

#include <curl/curl.h>

#include "base/file.h"

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

bool local_file_get(const char *url, struct response *ret, struct error *err)
{
    CLEANUP_FREE char *path = path_of(url);
    if (!path)
        return error_set(err, "not the address of a file here; allowed: file:///FOLDER/FILE");
    if (!file_read(path, &ret->body, err))
        return false;
    ret->kind = RESPONSE_BODY;
    ret->received = ret->body.len;
    return true;
}
