/* file: addresses. Private to src/net. */
#pragma once

#include "net/transport.h"

/* Reads the file into ret->body. Not by libcurl, which would wait for ever for somebody to
 * write to a FIFO, and calls a folder an empty file. A share that does not answer blocks
 * this: nothing can cancel it. A file that has changed meanwhile is a failure, `unfinished`; one
 * that was replaced by another as a whole is read again. */
bool local_file_get(const char *url, struct response *ret, struct error *err);
