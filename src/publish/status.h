/* What came of a run of siapambil-publish: its exit status, so that whoever runs it by a timer can
 * tell what is to be mended without reading. */
#pragma once

enum publish_status {
    PUBLISH_DONE = 0,     /* published, or nothing has changed */
    PUBLISH_FAILED = 1,   /* anything that is none of the below */
    PUBLISH_USAGE = 2,    /* the command line or the configuration is wrong */
    PUBLISH_LEFT_OUT = 3, /* of --check and --explain: rows were left out */
    /* --- the source; the tree is as it was */
    PUBLISH_UNREACHABLE = 10, /* no file, no answer, the database is down or refuses the login */
    PUBLISH_QUERY = 11,       /* the database refuses the query, or it takes too long */
    PUBLISH_UNREADABLE = 12, /* what came is not what the configuration says: a column is missing */
    PUBLISH_UNFINISHED = 13, /* the file is being written, or ends in the middle of a row */
    PUBLISH_HELD = 14,       /* the list has all but emptied: published when it comes again */
    /* --- the tree, which is as it was */
    PUBLISH_OUTPUT = 20, /* the folder cannot be written */
    PUBLISH_FULL = 21,   /* the disk is full, or a quota is used up */
    PUBLISH_LOCKED = 22, /* another publisher is writing it */
    PUBLISH_KEY = 23,    /* the secret key cannot be read, or is none */
};

/* For machines: "query-refused". */
const char *publish_status_name(enum publish_status status);
