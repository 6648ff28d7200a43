#include "net/local_file.h"

#include "base/file.h"
#include "net/url.h"

bool local_file_get(const char *url, struct response *ret, struct error *err)
{
    CLEANUP_FREE char *path = url_file_path(url);
    if (!path)
        return error_set(err, "not the address of a file here; allowed: file:///FOLDER/FILE");
    if (!file_read(path, &ret->body, err))
        return false;
    ret->kind = RESPONSE_BODY;
    ret->received = ret->body.len;
    return true;
}
