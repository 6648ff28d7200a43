#include "publish/status.h"

const char *publish_status_name(enum publish_status status)
{
    switch (status) {
    case PUBLISH_DONE:
        return "published";
    case PUBLISH_USAGE:
        return "usage";
    case PUBLISH_LEFT_OUT:
        return "rows-left-out";
    case PUBLISH_UNREACHABLE:
        return "source-unreachable";
    case PUBLISH_QUERY:
        return "query-refused";
    case PUBLISH_UNREADABLE:
        return "source-unreadable";
    case PUBLISH_UNFINISHED:
        return "source-unfinished";
    case PUBLISH_HELD:
        return "list-held";
    case PUBLISH_OUTPUT:
        return "output-not-writable";
    case PUBLISH_FULL:
        return "disk-full";
    case PUBLISH_LOCKED:
        return "locked";
    case PUBLISH_KEY:
        return "key-unreadable";
    case PUBLISH_FAILED:
        break;
    }
    return "failed";
}
